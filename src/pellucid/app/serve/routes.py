"""The routes of walks and jobs: plan, watch, turn, cancel, and fetch what is finished."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from pellucid.app.serve.limits import Limits, Refusal, settings_of
from pellucid.app.serve.planner import Detail
from pellucid.app.serve.state import State
from pellucid.app.serve.stream import Stream
from pellucid.app.serve.tasks import SHEETS
from pellucid.exhibits import named
from pellucid.exhibits.exhibit import Exhibit, params_of
from pellucid.recipe.recipe import Recipe, to_json
from pellucid.recipe.rules import RecipeError
from pellucid.record.cache import PARTS, key_rule, media_type

__all__ = ["ROUTES"]

ROUTES = APIRouter()
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class Asked(BaseModel):
    """A question: an exhibit, the page's settings, and the exhibit's own parameters."""

    model_config = ConfigDict(extra="forbid")

    exhibit: str = Field(max_length=100)
    settings: dict[str, Any] = {}
    params: dict[str, Any] = {}


class Planned(Asked):
    """A question, and how exactly the walks are wanted: 8-step previews, the walks, or both."""

    detail: Detail = "both"


class Looked(BaseModel):
    """What a visitor looks at."""

    model_config = ConfigDict(extra="forbid")

    walk: int = Field(ge=0, le=65534)
    state: int = Field(default=0, ge=0, le=65535)


@ROUTES.post("/api/plan", tags=["walks"])
async def plan(asked: Planned, state: State) -> JSONResponse:
    """Plan an exhibit's walks and begin with them; `/jobs/{job}/stream` carries what comes."""
    exhibit, settings, params = _question(asked, state.limits)
    planner = await state.planner(settings.engine)
    job, makers, walks = await run_in_threadpool(
        planner.plan, exhibit, settings, params, asked.detail
    )
    state.take(job, makers)
    for walk in walks:
        walk["recipe"] = json.loads(to_json(walk["recipe"]))
    eta = round(state.worker.seconds(state.worker.backlog), 2)
    return JSONResponse({"job": job.id, "walks": walks, "eta_s": eta})


@ROUTES.post("/api/frames", tags=["walks"])
async def frames(asked: Asked, state: State) -> JSONResponse:
    """Begin with an exhibit's own frames, for what is no plain walk."""
    exhibit, settings, params = _question(asked, state.limits)
    if exhibit.frames is None:
        raise Refusal(
            422,
            f"The exhibit {exhibit.slug} has no frames of its own.",
            "Use /api/plan.",
            "exhibit",
        )
    planner = await state.planner(settings.engine)
    job, makers = planner.frames(exhibit, settings, params)
    state.take(job, makers)
    eta = round(state.worker.seconds(state.worker.backlog), 2)
    return JSONResponse({"job": job.id, "walks": [], "evals": job.total, "eta_s": eta})


@ROUTES.get("/jobs/{job_id}/stream", tags=["jobs"], response_class=Response)
async def stream(job_id: str, state: State) -> Response:
    """Carry a job's records until it ends. Closing the connection cancels the job."""
    job = state.jobs.get(job_id)
    if job is None or job.opened:
        raise Refusal(404, "There is no such job (any more).", "Ask again.")
    job.opened = True
    return Stream(job, lambda: state.leave(job_id))


@ROUTES.post("/jobs/{job_id}/focus", tags=["jobs"], status_code=204)
async def focus(job_id: str, looked: Looked, state: State) -> Response:
    """Turn a job towards a walk: what is looked at is drawn first."""
    if not state.worker.focus(job_id, looked.walk) and job_id not in state.jobs:
        raise Refusal(404, "There is no such job (any more).", "Ask again.")
    return Response(status_code=204)


@ROUTES.delete("/jobs/{job_id}", tags=["jobs"], status_code=204)
async def cancel(job_id: str, state: State) -> Response:
    """Cancel a job; twice is as good as once."""
    state.leave(job_id)
    return Response(status_code=204)


@ROUTES.get("/w/{key}/{part}", tags=["walks"], response_class=Response)
async def kept(key: str, part: str, state: State, save: bool = False) -> Response:
    """Fetch a part of a finished walk. It never changes, and may be kept for ever."""
    try:
        key_rule(key)
    except RecipeError:
        raise _absent() from None
    if part not in (*PARTS, *SHEETS):
        raise Refusal(
            404,
            f"A walk has no part of that name; it has {', '.join((*PARTS, *SHEETS))}.",
            "Ask for one of those.",
        )
    data = await run_in_threadpool(state.cabinet.get, key, part)
    if data is None and part in SHEETS:
        data = await state.sheet(key, part)
    if data is None:
        raise _absent()
    if part == "meta.json":
        data = json.dumps(json.loads(data) | {"provenance": "cache"}).encode()
    heads = FOREVER | {"ETag": f'"{key}-{part}"'}
    if save:
        heads["Content-Disposition"] = f'attachment; filename="pellucid-{key[:12]}-{part}"'
    return Response(data, media_type=media_type(part), headers=heads)


def _question(asked: Asked, limits: Limits) -> tuple[Exhibit, Recipe, Any]:
    """Check a question; raises Refusal or RecipeError."""
    try:
        exhibit = named(asked.exhibit)
    except RecipeError as error:
        raise Refusal(422, str(error), "Ask /api/info which there are.", "exhibit") from None
    settings = settings_of(asked.settings, limits)
    try:
        return exhibit, settings, params_of(exhibit, asked.params)
    except RecipeError as error:
        raise Refusal(422, str(error), "Change it and try again.", "params") from None


def _absent() -> Refusal:
    return Refusal(404, "That walk is not kept here (any more).", "Ask for it with /api/plan.")
