"""What all routes share: the model thread, the cache, and the page's files."""

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request

from pellucid.app.cli import release
from pellucid.app.page import WEB, Site
from pellucid.app.serve.jobs import BEAT, NO_WALK, Job, Wanted, emit
from pellucid.app.serve.limits import LIMITS, Limits, Refusal
from pellucid.app.serve.planner import PREVIEW, Planner
from pellucid.app.serve.tasks import sheet_units
from pellucid.app.serve.worker import Worker
from pellucid.engine.engine import Engine
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Exhibit, schema
from pellucid.ladders import LADDERS
from pellucid.recipe.edits import EDITS
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import Recipe
from pellucid.record.cache import WalkCache
from pellucid.record.packing import unpack
from pellucid.record.sprites import COLUMNS
from pellucid.record.walks import Walked
from pellucid.schedule import SCHEDULES
from pellucid.solvers import SOLVERS

UNOPENED = 20.0  # seconds that a job may wait for its stream
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
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READERS))
    filming: asyncio.Lock = field(default_factory=asyncio.Lock)  # one film is made at a time
    jobs: dict[str, Job] = field(default_factory=dict)  # whose stream nobody has read to the end
    first: Future[Engine] = field(default_factory=Future)  # the engine that is loaded at the start

    async def engine(self, name: str) -> Engine:
        """Hand out an engine, loaded when it is first wanted."""
        return await asyncio.wrap_future(self.worker.engine(name))

    async def planner(self, name: str) -> Planner:
        """Hand out the planner of an engine."""
        return Planner(await self.engine(name), self.cache, self.limits)

    async def walked(self, key: str) -> Walked:
        """Take a walk out of the cache; raises Refusal if it is not there."""
        walked = await asyncio.to_thread(unpack, self.cache, key)
        if walked is None:
            raise Refusal(*ABSENT)
        return walked

    def take(self, job: Job) -> float:
        """Put a job into the queue; if nobody opens its stream, it is dropped.

        Returns how many seconds all that waits will take; raises Refusal if there is no room.
        """
        waiting = self.worker.backlog
        if len(self.jobs) >= self.limits.jobs or waiting + job.total > self.limits.queue:
            sentence = "Too much is being drawn just now."
            after = max(1.0, self.worker.seconds(waiting) / max(1, len(self.jobs)))
            raise Refusal(429, sentence, "Try again in a moment.", after=after)
        self.jobs[job.id] = job
        self.worker.submit(job)
        asyncio.get_running_loop().call_later(UNOPENED, self._expire, job.id)
        return round(self.worker.seconds(self.worker.backlog), 2)

    def leave(self, job_id: str) -> None:
        """Forget a job, whether it is finished or not."""
        self.jobs.pop(job_id, None)
        self.worker.cancel(job_id)

    def _expire(self, job_id: str) -> None:
        """Drop a job that nobody opened; by its name, or the clock would keep forgotten ones."""
        job = self.jobs.get(job_id)
        if job is not None and not job.opened:
            self.leave(job_id)

    async def sheet(self, key: str, part: str) -> bytes:
        """Make a sheet of a walk in the cache; one that is being made is shared."""
        walked = await self.walked(key)
        engine = await self.engine(walked.recipe.engine)
        wanted = Wanted(NO_WALK, f"{key} {part}", 0, cached=False)
        job = Job((wanted,), {wanted: sheet_units(engine, walked, part, self.cache)})
        self.worker.submit(job)
        async for _ in emit(job, lambda: self.worker.cancel(job.id)):
            pass
        data = await asyncio.to_thread(self.cache.get, key, part)
        if data is None:
            raise Refusal(500, "The sheet could not be made.", "Try again.")
        return data

    def info(self) -> dict[str, Any]:
        """Say what this server is and has; its poster is the walk that comes with the page."""
        poster = json.loads((WEB / "poster" / "meta.json").read_text("utf-8"))
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
            "poster": {"key": poster["key"], "recipe": poster["recipe"]},
        }


def _engine(name: str, engine: Engine | None) -> dict[str, Any]:
    kind = engines()[name]
    facts = _pick(kind, ("says", "unsure")) | {"usual": asdict(kind.usual)}
    if engine is not None:
        facts |= _pick(engine.canvas, ("width", "height", "shrink", "latent"))
        facts |= _pick(engine, ("weights", "backend", "precision"))
    return {"name": name, "ready": engine is not None} | facts


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    return _pick(exhibit, ("slug", "together", "constants")) | {
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


State = Annotated[ServerState, Depends(_here)]
"""The state of the server, for a route that asks for it."""
