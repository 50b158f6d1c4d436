"""What all routes share: the model thread, the cabinet, and the page's files."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

from fastapi import Depends, Request

from pellucid.app.serve.jobs import NO_WALK, Job, Task, Wanted
from pellucid.app.serve.limits import LIMITS, Limits, Refusal
from pellucid.app.serve.planner import PREVIEW, Planner
from pellucid.app.serve.site import WEB, Site
from pellucid.app.serve.stream import BEAT
from pellucid.app.serve.tasks import full_sheet
from pellucid.app.serve.worker import Make, Worker
from pellucid.engine.engine import Engine
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Exhibit, schema
from pellucid.ladders import LADDERS
from pellucid.recipe.edits import EDITS
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import Recipe
from pellucid.record.cache import WalkCache
from pellucid.record.packing import unpacked
from pellucid.record.sprites import COLUMNS
from pellucid.record.walks import Walked
from pellucid.schedule import SCHEDULES
from pellucid.solvers import SOLVERS, Stepping

__all__ = ["ServerState", "State"]

UNOPENED = 20.0  # seconds that a job may wait for its stream


@dataclass(slots=True, eq=False)
class ServerState:
    """Everything that lives as long as the server does."""

    worker: Worker
    cabinet: WalkCache
    site: Site = field(default_factory=Site)
    limits: Limits = LIMITS
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)  # one upload is opened at a time
    jobs: dict[str, Job] = field(default_factory=dict)  # whose stream nobody has read to the end
    sheets: dict[tuple[str, str], "Future[bytes]"] = field(default_factory=dict)

    async def engine(self, name: str) -> Engine:
        """Hand out an engine, loaded when it is first wanted."""
        return await asyncio.wrap_future(self.worker.engine(name))

    async def planner(self, name: str) -> Planner:
        """Hand out the planner of an engine."""
        return Planner(await self.engine(name), self.cabinet, self.limits)

    def take(self, job: Job, makers: Mapping[Wanted, Make]) -> None:
        """Put a job into the queue if there is room; if nobody opens its stream, it is dropped."""
        waiting = self.worker.backlog
        if len(self.jobs) >= self.limits.jobs or waiting + job.total > self.limits.queue:
            sentence = "Too much is being drawn just now."
            after = max(1.0, self.worker.seconds(waiting) / max(1, len(self.jobs)))
            raise Refusal(429, sentence, "Try again in a moment.", after=after)
        self.jobs[job.id] = job
        self.worker.submit(job, makers)
        asyncio.get_running_loop().call_later(UNOPENED, self._expire, job.id)

    def leave(self, job_id: str) -> None:
        """Forget a job, whether it is finished or not."""
        self.jobs.pop(job_id, None)
        self.worker.cancel(job_id)

    def _expire(self, job_id: str) -> None:
        """Drop a job that nobody opened; by its name, or the clock would keep forgotten ones."""
        job = self.jobs.get(job_id)
        if job is not None and not job.opened:
            self.leave(job_id)

    async def sheet(self, key: str, part: str) -> bytes | None:
        """Make a sheet of a walk in the cabinet, once for all who wait for it."""
        if (key, part) not in self.sheets:
            walked = await asyncio.to_thread(unpacked, self.cabinet, key)
            if walked is None:
                return None
            engine = await self.engine(walked.recipe.engine)
            if (key, part) not in self.sheets:  # nobody began it meanwhile
                self._begin(key, part, engine, walked)
        future = self.sheets[key, part]
        try:
            return await asyncio.shield(asyncio.wrap_future(future))
        finally:
            if future.done() and self.sheets.get((key, part)) is future:
                del self.sheets[key, part]

    def _begin(self, key: str, part: str, engine: Engine, walked: Walked) -> None:
        """Promise a sheet and put its making into the queue."""
        future: Future[bytes] = Future()
        self.sheets[key, part] = future
        units = full_sheet(engine, walked, part, self.cabinet, future.set_result)
        wanted = Wanted(NO_WALK, f"{key} {part}", 0, cached=False)
        job = Job((wanted,))
        job.outbox.wake = lambda: _settle(job, future)
        self.worker.submit(job, {wanted: lambda: Task(wanted.key, units)})

    def told(self) -> dict[str, Any]:
        """Say what this server is and has."""
        return {
            "version": _version(),
            "engines": [_engine(name, self.worker.engines.get(name)) for name in self.worker.loads],
            "exhibits": [_exhibit(each) for each in EXHIBITS.values()],
            "solvers": [_solver(name, each) for name, each in SOLVERS.items()],
            "ladders": [{"name": name, "says": each.says} for name, each in LADDERS.items()],
            "schedules": list(SCHEDULES),
            "recipe": schema(Recipe),
            "edits": [{"kind": kind, **schema(each)} for kind, each in EDITS.items()],
            "limits": asdict(self.limits) | {"preview": PREVIEW, "beat": BEAT, "columns": COLUMNS},
            "rate": round(self.worker.rate, 1),
            "poster": _poster(),
        }


def _settle(job: Job, future: "Future[bytes]") -> None:
    """A sheet's job that ended without a sheet failed."""
    if job.outbox.closed and not future.done():
        with suppress(Exception):
            future.set_exception(Refusal(500, "The sheet could not be made.", "Try again."))


def _engine(name: str, engine: Engine | None) -> dict[str, Any]:
    """Describe an engine: what is known of its kind, and more when it is loaded."""
    kind = engines()[name]
    told = {
        "name": name,
        "ready": engine is not None,
        "says": kind.says,
        "usual": asdict(kind.usual),
        "unsure": kind.unsure,
    }
    if engine is None:
        return told
    canvas = {
        each: getattr(engine.canvas, each) for each in ("width", "height", "shrink", "latent")
    }
    names = ("weights", "backend", "precision")
    return told | canvas | {each: getattr(engine, each) for each in names}


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    """Describe an exhibit; `constants` are the numbers that its figure needs."""
    return {
        "slug": exhibit.slug,
        "title": exhibit.title,
        "question": exhibit.question,
        "params": schema(exhibit.params),
        "frames": exhibit.frames is not None,
        "measures": exhibit.measure is not None,
        "sheets": list(exhibit.sheets),
        "together": exhibit.together,
        "constants": dict(exhibit.constants),
    }


def _solver(name: str, solver: Stepping) -> dict[str, Any]:
    """Describe a solver: all of its row but the function."""
    facts = ("says", "order", "looks", "fresh", "unsure", "shown", "also_called")
    return {"name": name} | {each: getattr(solver, each) for each in facts}


def _poster() -> dict[str, Any] | None:
    """Name the walk that comes with the page, if one does."""
    try:
        told = json.loads((WEB / "poster" / "meta.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return {"key": told["key"], "recipe": told["recipe"]}


def _version() -> str:
    try:
        return version("pellucid")
    except PackageNotFoundError:
        return "0"


def _here(request: Request) -> ServerState:
    state: ServerState = request.app.state.server
    return state


State = Annotated[ServerState, Depends(_here)]
"""The state of the server, for a route that asks for it."""
