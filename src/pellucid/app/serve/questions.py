"""Smaller questions of the page: how a prompt is read, a photo, a poke, a recipe, a film."""

import json
import re
from math import prod
from typing import Literal

import numpy as np
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from PIL import Image
from pydantic import Field

from pellucid.app.serve.guard import PICTURES
from pellucid.app.serve.limits import LIMITS, Refusal, settings_of
from pellucid.app.serve.reading import read
from pellucid.app.serve.routes import BODY, Question
from pellucid.app.serve.schemas import Kept, PromptRead, Restored, bodies, refusals
from pellucid.app.serve.state import Client, State
from pellucid.engine.engine import Engine
from pellucid.engine.grid import sheet
from pellucid.recipe.axes import axis_of
from pellucid.recipe.engines import DEFAULT, engines
from pellucid.recipe.pictures import Sent, as_file, open_picture, png, read_recipe
from pellucid.recipe.recipe import to_json
from pellucid.recipe.store import keep
from pellucid.record.film import animation
from pellucid.record.sprites import unsheet
from pellucid.record.walks import Walked

QUESTIONS = APIRouter()
SMALL = BODY | refusals(429, 504)
POKE = SMALL | refusals(404) | {200: bodies(["image/png"])}
FILM = refusals(404, 422, 429, 504) | {200: bodies(["image/webp", "image/gif"])}
View = Literal["xt", "x0"]


class Prompt(Question):
    """Words to be read."""

    prompt: str = Field(max_length=10_000, json_schema_extra={"maxLength": LIMITS.letters})
    engine: str = Field(DEFAULT, max_length=100, json_schema_extra={"enum": [*engines()]})


class Poke(Question):
    """One number of one cell of one state, and what to add to it."""

    key: str = Field(max_length=64)
    state: int = Field(ge=0)
    cell: tuple[int, int]
    channel: int = Field(ge=0)
    amount: float = Field(ge=-100, le=100, allow_inf_nan=False)
    view: View = "x0"


class SheetRequest(Question):
    """Axes as they are written, and the walks of a grid, the first axis varying fastest."""

    axes: list[str] = Field(min_length=1, max_length=3)
    keys: list[str] = Field(min_length=1, max_length=LIMITS.walks)


@QUESTIONS.post("/api/read", tags=["questions"], response_model=PromptRead, responses=SMALL)
async def read_prompt(
    words: Prompt, request: Request, client: Client, state: State
) -> JSONResponse:
    """Say how a prompt is read: its pieces, what is cut off, the nearest things that are known."""
    settings_of(words.model_dump(), state.limits)
    async with state.asking(client):
        engine = await state.engine(words.engine)
        return JSONResponse(await state.ask(request, lambda: read(engine, words.prompt)))


@QUESTIONS.post(
    "/api/photo",
    tags=["questions"],
    response_model=Kept,
    responses=SMALL | refusals(507),
    openapi_extra={"requestBody": bodies(PICTURES) | {"required": True}},
)
async def photo(request: Request, client: Client, state: State) -> JSONResponse:
    """Keep a photo (PNG, JPEG, WebP) by the SHA-256 of its pixels."""
    data = await request.body()
    async with state.asking(client), state.reading:
        image = await run_in_threadpool(open_picture, Sent(data))
        return JSONResponse({"photo": await run_in_threadpool(keep, image)})


@QUESTIONS.post(
    "/api/restore",
    tags=["questions"],
    response_model=Restored,
    responses=SMALL,
    openapi_extra={"requestBody": bodies(["image/png"]) | {"required": True}},
)
async def restore(request: Request, client: Client, state: State) -> JSONResponse:
    """Give back the recipe inside a PNG that Pellucid drew."""
    data = await request.body()
    async with state.asking(client), state.reading:
        recipe = await run_in_threadpool(read_recipe, Sent(data))
    return JSONResponse({"recipe": json.loads(to_json(recipe))})


@QUESTIONS.post("/api/poke", tags=["questions"], response_class=Response, responses=POKE)
async def poke(change: Poke, request: Request, client: Client, state: State) -> Response:
    """Change one number of a finished walk's state and decode it again: a PNG."""
    async with state.asking(client):
        walked = await state.walked(change.key, client)
        engine = await state.engine(walked.recipe.engine)
        _inside(walked, change)
        data = await state.ask(request, lambda: _decode(engine, walked, change))
    return Response(data, media_type="image/png")


@QUESTIONS.post("/api/sheet", tags=["walks"], response_class=Response, responses=POKE)
async def sheet_of(wanted: SheetRequest, client: Client, state: State) -> Response:
    """Lay finished walks on one sheet: a PNG with the recipe of every picture inside."""
    axes = [axis_of(told) for told in wanted.axes]
    count = prod(len(axis.values) for axis in axes)
    if count != len(wanted.keys):
        sentence = f"These axes have {count} pictures, and {len(wanted.keys)} were named."
        raise Refusal(422, sentence, "Name one walk for each.", "keys")
    walked = [await state.walked(key, client) for key in wanted.keys]
    async with state.asking(client), state.filming:
        pixels = await run_in_threadpool(sheet, axes, [each.end for each in walked])
        data = await run_in_threadpool(png, np.asarray(pixels), [each.recipe for each in walked])
    return Response(data, media_type="image/png")


@QUESTIONS.get("/w/{key}/film.webp", tags=["walks"], response_class=Response, responses=FILM)
@QUESTIONS.get("/w/{key}/film.gif", tags=["walks"], response_class=Response, responses=FILM)
async def film(
    key: str, request: Request, client: Client, state: State, view: View = "x0"
) -> Response:
    """Make a film of a walk to keep: its guesses (x0) or its states (xt); GIF has 256 colours."""
    kind = request.url.path.rpartition(".")[2]
    walked = await state.walked(key, client)
    sheet = await state.sheet(walked, "xt.jpg" if view == "xt" else "x0.webp", client)
    async with state.asking(client), state.filming:  # a film takes a core for seconds
        data = await run_in_threadpool(_play, sheet, walked.states, kind.upper())
    heads = {
        "Content-Disposition": f'attachment; filename="{file_name(walked)}-{view}.{kind}"',
        "Cache-Control": "private, no-cache",
    }
    return Response(data, media_type=f"image/{kind}", headers=heads)


def file_name(walked: Walked) -> str:
    """Name a file after a walk: letters and digits of its prompt, and its seed."""
    words = re.findall(r"[a-z0-9]+", walked.recipe.prompt.casefold())
    return f"{'-'.join(words)[:50].strip('-') or 'picture'}-{walked.recipe.seed}"


def _inside(walked: Walked, change: Poke) -> None:
    """Make sure that a walk has the cell that is to be changed; raises Refusal if not."""
    count, channels, rows, columns = walked.x.shape
    row, column = change.cell
    inside = change.state < count and change.channel < channels
    if not (inside and 0 <= row < rows and 0 <= column < columns):
        sentence = (
            f"That walk has {count} states of {channels} channels and {rows} x {columns} cells."
        )
        raise Refusal(422, sentence, "Poke one of those.", "cell")


def _decode(engine: Engine, walked: Walked, change: Poke) -> bytes:
    states = walked.x0 if change.view == "x0" else walked.x
    latent = states[change.state : change.state + 1].float()
    latent[0, change.channel, *change.cell] += change.amount
    plan = engine.plan(walked.recipe)
    pixels = plan.picture(latent) if change.view == "x0" else plan.show(latent)
    return as_file(Image.fromarray(pixels), "PNG", compress_level=1)


def _play(data: bytes, states: int, kind: str) -> bytes:
    frames = [Image.fromarray(cell) for cell in unsheet(data, states)]
    if kind == "GIF":
        palette = frames[-1].quantize(256)
        frames = [frame.quantize(palette=palette) for frame in frames]
    return animation(frames, kind, quality=80)
