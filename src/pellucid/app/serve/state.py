"""What all routes share: the model thread, the cache, and the page's files."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from pellucid.app.cli import release
from pellucid.app.page import WEB, Site
from pellucid.app.serve.jobs import BEAT, NO_WALK, Job, Wanted, emit
from pellucid.app.serve.limits import LIMITS, Limits, Refusal
from pellucid.app.serve.metrics import Requests
from pellucid.app.serve.planner import PREVIEW, Planner
from pellucid.app.serve.records import Units
from pellucid.app.serve.shares import client_of
from pellucid.app.serve.tasks import SHEETS, sheet_units, walk_units
from pellucid.app.serve.worker import Worker
from pellucid.engine.engine import Engine
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Exhibit, schema
from pellucid.ladders import LADDERS
from pellucid.recipe.edits import EDITS
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import Recipe, from_json
from pellucid.record.cache import WalkCache
from pellucid.record.packing import unpack
from pellucid.record.sprites import COLUMNS
from pellucid.record.walks import Walked, address
from pellucid.schedule import SCHEDULES
from pellucid.solvers import SOLVERS

Answer = TypeVar("Answer")

UNOPENED = 10.0  # seconds that a job may wait for its stream
READERS = 3  # uploads are opened at a time: one that takes a second does not stop the next
ABSENT = (404, "That walk is not kept here (any more).", "Ask for it with /api/plan.")
FACTS = ("says", "order", "looks", "fresh", "unsure", "shown", "also_called")  # of a solver


@dataclass(slots=True, eq=False)
class ServerState:
    """Everything that lives as long as the server does."""

    worker: Worker
    cache: WalkCache
    site: Site = field(default_factory=Site)
    limits: Limits = LIMITS
    requests: Requests = field(default_factory=Requests)
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READERS))
    filming: asyncio.Lock = field(default_factory=asyncio.Lock)  # one film is made at a time
    jobs: dict[str, Job] = field(default_factory=dict)  # whose stream nobody has read to the end
    questions: list[str] = field(default_factory=list)  # the clients whose small questions wait
    plans: list[str] = field(default_factory=list)  # the clients for whom a job is being planned
    first: Future[Engine] = field(default_factory=Future)  # the engine that is loaded at the start

    async def engine(self, name: str) -> Engine:
        """Hand out an engine, loaded when it is first wanted."""
        if name in self.worker.engines:
            return self.worker.engines[name]
        return await asyncio.wrap_future(self.worker.engine(name))

    async def planner(self, name: str) -> Planner:
        """Hand out the planner of an engine."""
        return Planner(await self.engine(name), self.cache, self.limits)

    async def walked(self, key: str, client: str) -> Walked:
        """Take a walk out of the cache; one that came with the page is walked here for its latents.

        Raises Refusal if it is not there.
        """
        walked = await asyncio.to_thread(unpack, self.cache, key)
        if walked is None and self.cache.came(key):
            facts = json.loads(self.cache.get(key, "meta.json") or b"{}")
            recipe = from_json(json.dumps(facts["recipe"]))
            engine = await self.engine(recipe.engine)
            own = engine.sign(recipe)
            if await asyncio.to_thread(self.cache.get, address(own), "latents.bin") is None:
                await self._make(address(own), walk_units(engine, own, self.cache), client)
            walked = await asyncio.to_thread(unpack, self.cache, address(own))
        if walked is None:
            raise Refusal(*ABSENT)
        return walked

    async def ask(self, request: Request, work: Callable[[], Answer]) -> Answer:
        """Have a small question answered by the model thread; given up when its reader leaves."""
        answer = asyncio.wrap_future(self.worker.ask(work, client_of(request)))
        gone = asyncio.ensure_future(_gone(request))
        either: set[asyncio.Future[Any]] = {answer, gone}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise Refusal(400, "The request broke off.", "Send it again.")
            return answer.result()
        finally:
            answer.cancel()
            gone.cancel()

    @asynccontextmanager
    async def asking(self, client: str) -> AsyncIterator[None]:
        """Count a small question of a client; raises Refusal for one too many, or too long."""
        if self.questions.count(client) >= self.limits.questions:
            raise Refusal(429, "You asked much just now.", "Try again in a moment.", after=1.0)
        self.questions.append(client)
        try:
            async with asyncio.timeout(self.limits.patience):
                yield
        except TimeoutError:
            sentence = "This took too long."
            raise Refusal(504, sentence, "Try again in a moment.", after=5.0) from None
        finally:
            self.questions.remove(client)

    @contextmanager
    def room(self, client: str) -> Iterator[None]:
        """Keep a place for a client while its job is planned; raises Refusal if there is none."""
        own = [job for job in self.jobs.values() if job.client == client]
        mine = len(own) + self.plans.count(client) >= self.limits.own_jobs
        if mine or len(self.jobs) + len(self.plans) >= self.limits.jobs:
            raise self._busy(own if mine else self.jobs.values())
        self.plans.append(client)
        try:
            yield
        finally:
            self.plans.remove(client)

    def take(self, client: str, job: Job) -> float:
        """Put a job into the queue; if nobody opens its stream, it is dropped.

        Returns how many seconds it will take; raises Refusal if there is no room.
        """
        job.client = client
        mine = self.worker.held(client) + job.total > self.limits.own_queue
        if mine or self.worker.backlog + job.total > self.limits.queue:
            own = (each for each in self.jobs.values() if each.client == client)
            raise self._busy(own if mine else self.jobs.values())
        self.jobs[job.id] = job
        self.worker.submit(job)
        clock = asyncio.get_running_loop()
        clock.call_later(UNOPENED, self._expire, job.id)
        clock.call_later(self.limits.life, self._overdue, job.id)
        return round(self.worker.wait(job), 2)

    def _busy(self, jobs: Iterable[Job]) -> Refusal:
        """Refuse, and say when the first of these jobs will have made room."""
        after = min((self.worker.wait(job) for job in jobs), default=1.0)
        sentence = "Too much is being drawn just now."
        return Refusal(429, sentence, "Try again in a moment.", after=max(1.0, after))

    def leave(self, job_id: str) -> None:
        """Forget a job, whether it is finished or not."""
        self.jobs.pop(job_id, None)
        self.worker.cancel(job_id)

    def _expire(self, job_id: str) -> None:
        """Drop a job that nobody opened; by its name, or the clock would keep forgotten ones."""
        job = self.jobs.get(job_id)
        if job is not None and not job.opened:
            self.leave(job_id)

    def _overdue(self, job_id: str) -> None:
        """End a job that took too long, with a word; by its name, as above."""
        if job_id in self.jobs:
            minutes = self.limits.life / 60
            self.worker.cancel(job_id, f"This took longer than {minutes:g} minutes.")
            self.leave(job_id)

    async def part(self, key: str, part: str, client: str) -> bytes | None:
        """Give a part of a walk that has to be made, or walked here first; None if it has none."""
        walked = await self.walked(key, client)
        if part in SHEETS:
            return await self.sheet(walked, part, client)
        return await asyncio.to_thread(self.cache.get, walked.key, part)

    async def sheet(self, walked: Walked, part: str, client: str) -> bytes:
        """Take a sheet of a walk out of the cache, or make it; one that is being made is shared."""
        if data := await asyncio.to_thread(self.cache.get, walked.key, part):
            return data
        engine = await self.engine(walked.recipe.engine)
        units = sheet_units(engine, walked, part, self.cache)
        await self._make(f"{walked.key} {part}", units, client)
        data = await asyncio.to_thread(self.cache.get, walked.key, part)
        if data is None:
            raise Refusal(500, "The sheet could not be made.", "Try again.")
        return data

    async def _make(self, name: str, units: Units, client: str) -> None:
        """Have the model thread make what was asked for as a file; what is being made is shared."""
        wanted = Wanted(NO_WALK, name, 0, cached=False)
        job = Job((wanted,), {wanted: units}, client=client)
        with self.room(client):
            self.worker.submit(job)
            async for _ in emit(job, lambda: self.worker.cancel(job.id)):
                pass

    def info(self) -> dict[str, Any]:
        """Say what this server is and has; its poster is the walk that comes with the page."""
        poster = json.loads((WEB / "poster" / "walk.json").read_text("utf-8"))
        return {
            "version": release(),
            "engines": [_engine(name, self.worker.engines.get(name)) for name in self.worker.loads],
            "exhibits": [_exhibit(each) for each in EXHIBITS.values()],
            "solvers": [{"name": name} | _pick(each, FACTS) for name, each in SOLVERS.items()],
            "ladders": [{"name": name, "says": each.says} for name, each in LADDERS.items()],
            "schedules": list(SCHEDULES),
            "recipe": schema(Recipe),
            "edits": [{"kind": kind, **schema(each)} for kind, each in EDITS.items()],
            "limits": asdict(self.limits) | {"preview": PREVIEW, "beat": BEAT, "columns": COLUMNS},
            "rate": round(self.worker.rate, 1),
            "poster": {**poster, "shipped": self.cache.came(poster["key"])},
        }


async def _gone(request: Request) -> None:
    """Wait until the reader of an answer leaves."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _engine(name: str, engine: Engine | None) -> dict[str, Any]:
    kind = engines()[name]
    facts = _pick(kind, ("says", "unsure")) | {"usual": asdict(kind.usual)}
    if engine is not None:
        facts |= _pick(engine.canvas, ("width", "height", "shrink", "latent"))
        facts |= _pick(engine, ("weights", "backend", "precision"))
    return {"name": name, "ready": engine is not None} | facts


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    return _pick(exhibit, ("slug", "prompt", "seed", "together", "constants")) | {
        "params": schema(exhibit.params),
        "frames": exhibit.frames is not None,
        "measures": exhibit.measure is not None,
        "sheets": list(exhibit.sheets),
    }


def _pick(thing: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _here(request: Request) -> ServerState:
    state: ServerState = request.app.state.server
    return state


Client = Annotated[str, Depends(client_of)]
"""Who asks, for a route that wants to know."""

State = Annotated[ServerState, Depends(_here)]
"""The state of the server, for a route that asks for it."""
