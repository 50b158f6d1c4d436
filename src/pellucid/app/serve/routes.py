"""The routes of walks and jobs: plan, watch, turn, cancel, and fetch what is finished."""

import json
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from pellucid.app.serve.jobs import emit
from pellucid.app.serve.limits import Limits, Refusal, settings_of
from pellucid.app.serve.planner import Detail
from pellucid.app.serve.schemas import Begun, Planned, asking, bodies, refusals
from pellucid.app.serve.state import ABSENT, Client, State
from pellucid.app.serve.tasks import SHEETS
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Exhibit, params_of
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import RecipeError, choice
from pellucid.record.cache import KINDS, PARTS, SMALL, media_type

ROUTES = APIRouter()
FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
BODY = refusals(408, 413, 415, 422)  # of every request that has one
ASKING = BODY | refusals(429)
FOCUS = BODY | refusals(404)
STREAM = refusals(404) | {200: bodies(["application/octet-stream"])}
PART = refusals(404, 422, 429) | {200: bodies(KINDS.values())}
NAMES = (*PARTS, SMALL, *SHEETS)
Part = Annotated[str, Path(json_schema_extra={"enum": [*NAMES]})]
NO_JOB = (404, "There is no such job (any more).", "Ask again.")


class Question(BaseModel):
    """The body of a request; what it has no field for is refused."""

    model_config = ConfigDict(extra="forbid")


class FramesRequest(Question):
    """An exhibit, the page's settings, and the exhibit's own parameters."""

    exhibit: str = Field(max_length=100)
    settings: dict[str, Any] = {}
    params: dict[str, Any] = {}

    model_config = ConfigDict(json_schema_extra=partial(asking, True))


class PlanRequest(FramesRequest):
    """How exactly the walks are wanted, too: 8-step previews, the walks, or both."""

    model_config = ConfigDict(json_schema_extra=partial(asking, False))
    detail: Detail = "both"


class Focus(Question):
    """What a visitor looks at."""

    walk: int = Field(ge=0, le=65534)
    state: int = Field(default=0, ge=0, le=65535)


@ROUTES.post("/api/plan", tags=["walks"], response_model=Planned, responses=ASKING)
async def plan(wanted: PlanRequest, client: Client, state: State) -> JSONResponse:
    """Plan an exhibit's walks and begin with them; `/jobs/{job}/stream` carries what comes."""
    exhibit, settings, params = _check(wanted, state.limits)
    with state.room(client):
        planner = await state.planner(settings.engine)
        job, walks = await run_in_threadpool(planner.plan, exhibit, settings, params, wanted.detail)
        eta = state.take(client, job)
    return JSONResponse({"job": job.id, "walks": walks, "eta_s": eta})


@ROUTES.post("/api/frames", tags=["walks"], response_model=Begun, responses=ASKING)
async def frames(wanted: FramesRequest, client: Client, state: State) -> JSONResponse:
    """Begin with an exhibit's own frames, for what is no plain walk."""
    exhibit, settings, params = _check(wanted, state.limits)
    if exhibit.frames is None:
        sentence = f"The exhibit {exhibit.slug} has no frames of its own."
        raise Refusal(422, sentence, "Use /api/plan.", "exhibit")
    with state.room(client):
        planner = await state.planner(settings.engine)
        job = await run_in_threadpool(planner.frames, exhibit, settings, params)
        eta = state.take(client, job)
    return JSONResponse({"job": job.id, "walks": [], "evals": job.total, "eta_s": eta})


@ROUTES.get("/jobs/{job_id}/stream", tags=["jobs"], response_class=Response, responses=STREAM)
async def stream(job_id: str, state: State) -> Response:
    """Carry a job's records until it ends. Closing the connection cancels the job."""
    job = state.jobs.get(job_id)
    if job is None or job.opened:
        raise Refusal(*NO_JOB)
    job.opened = True
    records = emit(job, lambda: state.leave(job_id))
    return StreamingResponse(records, media_type="application/octet-stream")


@ROUTES.post("/jobs/{job_id}/focus", tags=["jobs"], status_code=204, responses=FOCUS)
async def focus(job_id: str, wanted: Focus, state: State) -> Response:
    """Turn a job towards a walk: what is looked at is drawn first."""
    if not state.worker.focus(job_id, wanted.walk) and job_id not in state.jobs:
        raise Refusal(*NO_JOB)
    return Response(status_code=204)


@ROUTES.delete("/jobs/{job_id}", tags=["jobs"], status_code=204)
async def cancel(job_id: str, state: State) -> Response:
    """Cancel a job; twice is as good as once."""
    state.leave(job_id)
    return Response(status_code=204)


@ROUTES.get("/w/{key}/{part}", tags=["walks"], response_class=Response, responses=PART)
async def fetch(key: str, part: Part, client: Client, state: State, save: bool = False) -> Response:
    """Fetch a part of a finished walk. It never changes, and may be kept for ever."""
    if part not in NAMES:
        sentence = f"A walk has no part of that name; it has {', '.join(NAMES)}."
        raise Refusal(404, sentence, "Ask for one of those.")
    data = await run_in_threadpool(state.cache.get, key, part)
    if data is None and (part in SHEETS or state.cache.came(key)):
        data = await state.part(key, part, client)
    if data is None:
        raise Refusal(*ABSENT)
    if part == "meta.json":
        provenance = "shipped" if state.cache.came(key) else "cache"
        data = json.dumps(json.loads(data) | {"provenance": provenance}).encode()
    heads = FOREVER | {"ETag": f'"{key}-{part}"'}
    if save:
        heads["Content-Disposition"] = f'attachment; filename="pellucid-{key[:12]}-{part}"'
    return Response(data, media_type=media_type(part), headers=heads)


def _check(wanted: FramesRequest, limits: Limits) -> tuple[Exhibit, Recipe, Any]:
    try:
        exhibit = EXHIBITS[choice("exhibit", wanted.exhibit, EXHIBITS)]
    except RecipeError as error:
        raise Refusal(422, str(error), "Ask /api/info which there are.", "exhibit") from None
    settings = settings_of(wanted.settings, limits)
    try:
        return exhibit, settings, params_of(exhibit, wanted.params)
    except RecipeError as error:
        raise Refusal(422, str(error), "Change it and try again.", "params") from None
