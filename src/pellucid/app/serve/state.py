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
from pellucid.app.serve.planner import Planner
from pellucid.app.serve.site import WEB, Site
from pellucid.app.serve.tasks import full_sheet
from pellucid.app.serve.worker import Make, Worker
from pellucid.engine.engine import Engine
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import schema
from pellucid.record.cache import WalkCache
from pellucid.record.packing import unpacked
from pellucid.record.walks import Walked

__all__ = ["Here", "ServerState"]

UNOPENED = 20.0  # seconds that a job may wait for its stream


@dataclass(slots=True, eq=False)
class ServerState:
    """Everything that lives as long as the server does."""

    machine: Worker
    cabinet: WalkCache
    site: Site = field(default_factory=Site)
    limits: Limits = LIMITS
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)  # one upload is opened at a time
    jobs: dict[str, Job] = field(default_factory=dict)  # whose stream nobody has read to the end
    sheets: dict[tuple[str, str], "Future[bytes]"] = field(default_factory=dict)

    async def engine(self, name: str) -> Engine:
        """Hand out an engine, loaded when it is first wanted."""
        return await asyncio.wrap_future(self.machine.engine(name))

    async def planner(self, name: str) -> Planner:
        """Hand out the planner of an engine."""
        return Planner(await self.engine(name), self.cabinet, self.limits)

    def take(self, job: Job, makers: Mapping[Wanted, Make]) -> None:
        """Put a job into the queue if there is room; if nobody opens its stream, it is dropped."""
        waiting = self.machine.backlog
        if len(self.jobs) >= self.limits.jobs or waiting + job.total > self.limits.queue:
            sentence = "Too much is being drawn just now."
            after = max(1.0, self.machine.seconds(waiting) / max(1, len(self.jobs)))
            raise Refusal(429, sentence, "Try again in a moment.", after=after)
        self.jobs[job.id] = job
        self.machine.submit(job, makers)
        asyncio.get_running_loop().call_later(UNOPENED, self._expire, job.id)

    def leave(self, job_id: str) -> None:
        """Forget a job, whether it is finished or not."""
        self.jobs.pop(job_id, None)
        self.machine.cancel(job_id)

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
        self.machine.submit(job, {wanted: lambda: Task(wanted.key, units)})

    def told(self) -> dict[str, Any]:
        """Say what this server is and has."""
        return {
            "version": _version(),
            "engines": [
                _engine(name, self.machine.engines.get(name)) for name in self.machine.loads
            ],
            "exhibits": [
                {
                    "slug": exhibit.SLUG,
                    "title": exhibit.TITLE,
                    "question": exhibit.QUESTION,
                    "params": schema(exhibit.Params),
                    "frames": hasattr(exhibit, "frames"),
                    "measures": hasattr(exhibit, "measure"),
                }
                for exhibit in EXHIBITS
            ],
            "limits": asdict(self.limits),
            "rate": round(self.machine.rate, 1),
            "poster": _poster(),
        }


def _settle(job: Job, future: "Future[bytes]") -> None:
    """A sheet's job that ended without a sheet failed."""
    if job.outbox.closed and not future.done():
        with suppress(Exception):
            future.set_exception(Refusal(500, "The sheet could not be made.", "Try again."))


def _engine(name: str, engine: Engine | None) -> dict[str, Any]:
    """Describe an engine; before it is loaded there is only its name."""
    if engine is None:
        return {"name": name, "ready": False}
    return {
        "name": name,
        "ready": True,
        "width": engine.canvas.width,
        "height": engine.canvas.height,
        "shrink": engine.canvas.shrink,
        "latent": engine.canvas.latent,
        "weights": engine.weights,
        "backend": engine.backend,
        "precision": engine.precision,
    }


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
    house: ServerState = request.app.state.house
    return house


Here = Annotated[ServerState, Depends(_here)]
"""The house, for a route that asks for it."""
