"""Smaller questions of the page: how a prompt is read, a photo, a poke, a recipe, a film."""

import asyncio
import io
import json
import re
from typing import Literal

import numpy as np
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from pellucid.app.serve.limits import Refusal, settings_of
from pellucid.app.serve.reading import read
from pellucid.app.serve.state import ServerState, State
from pellucid.engine.engine import Engine
from pellucid.recipe.engines import DEFAULT
from pellucid.recipe.pictures import Sent, open_picture, read_recipe, small_enough
from pellucid.recipe.recipe import to_json
from pellucid.recipe.rules import RecipeError
from pellucid.recipe.store import keep
from pellucid.record.cache import key_rule
from pellucid.record.film import PACE, REST
from pellucid.record.packing import unpacked
from pellucid.record.sprites import unsheet
from pellucid.record.walks import Walked

__all__ = ["QUESTIONS"]

QUESTIONS = APIRouter()
View = Literal["xt", "x0"]


class Prompt(BaseModel):
    """Words to be read."""

    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(max_length=10_000)
    engine: str = Field(default=DEFAULT, max_length=100)


class Poke(BaseModel):
    """One number of one cell of one state, and what to add to it."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=64)
    state: int = Field(ge=0)
    cell: tuple[int, int]
    channel: int = Field(ge=0)
    amount: float = Field(ge=-100, le=100, allow_inf_nan=False)
    view: View = "x0"


@QUESTIONS.post("/api/read", tags=["questions"])
async def read_prompt(asked: Prompt, state: State) -> JSONResponse:
    """Say how a prompt is read: its pieces, what is cut off, the nearest things that are known."""
    settings_of({"prompt": asked.prompt, "engine": asked.engine}, state.limits)
    engine = await state.engine(asked.engine)
    told = state.worker.ask(lambda: read(engine, asked.prompt))
    return JSONResponse(await asyncio.wrap_future(told))


@QUESTIONS.post("/api/photo", tags=["questions"])
async def photo(request: Request, state: State) -> JSONResponse:
    """Keep a photo (PNG, JPEG, WebP) by the SHA-256 of its pixels."""
    data = await request.body()
    async with state.reading:
        return JSONResponse({"photo": await run_in_threadpool(_kept, data)})


@QUESTIONS.post("/api/restore", tags=["questions"])
async def restore(request: Request, state: State) -> JSONResponse:
    """Give back the recipe inside a PNG that Pellucid drew."""
    data = await request.body()
    async with state.reading:
        recipe = await run_in_threadpool(read_recipe, Sent(data, formats=("PNG",)))
    return JSONResponse({"recipe": json.loads(to_json(recipe))})


@QUESTIONS.post("/api/poke", tags=["questions"], response_class=Response)
async def poke(asked: Poke, state: State) -> Response:
    """Change one number of a finished walk's state and decode it again: a PNG."""
    walked = await _walked(state, asked.key)
    engine = await state.engine(walked.recipe.engine)
    states = walked.x0 if asked.view == "x0" else walked.x
    count, channels, rows, columns = states.shape
    row, column = asked.cell
    inside = asked.state < count and asked.channel < channels
    if not (inside and 0 <= row < rows and 0 <= column < columns):
        sentence = (
            f"That walk has {count} states of {channels} channels and {rows} x {columns} cells."
        )
        raise Refusal(422, sentence, "Poke one of those.", "cell")
    data = state.worker.ask(lambda: _poked(engine, walked, asked))
    return Response(await asyncio.wrap_future(data), media_type="image/png")


@QUESTIONS.get("/w/{key}/film.webp", tags=["walks"], response_class=Response)
async def film_webp(key: str, state: State, view: View = "x0") -> Response:
    """Make a film of a walk to keep: its guesses (x0) or its states (xt), as WebP."""
    return await _filmed(state, key, view, "WEBP")


@QUESTIONS.get("/w/{key}/film.gif", tags=["walks"], response_class=Response)
async def film_gif(key: str, state: State, view: View = "x0") -> Response:
    """Make the same film as GIF, in 256 colours, for where WebP is not understood."""
    return await _filmed(state, key, view, "GIF")


async def _filmed(state: ServerState, key: str, view: View, kind: str) -> Response:
    walked = await _walked(state, key)
    part = "xt.jpg" if view == "xt" else "x0.webp"
    data = await run_in_threadpool(state.cabinet.get, key, part) or await state.sheet(key, part)
    if data is None:
        raise _absent()
    made = await run_in_threadpool(_film, data, walked.states, kind)
    name = f"{file_name(walked)}-{view}.{kind.lower()}"
    heads = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(made, media_type=f"image/{kind.lower()}", headers=heads)


def file_name(walked: Walked) -> str:
    """Name a file after a walk: letters and digits of its prompt, and its seed."""
    words = re.findall(r"[a-z0-9]+", walked.recipe.prompt.casefold())
    return f"{'-'.join(words)[:50].strip('-') or 'picture'}-{walked.recipe.seed}"


def _kept(data: bytes) -> str:
    """Keep a photo; raises PictureError."""
    return keep(small_enough(open_picture(Sent(data))))


async def _walked(state: ServerState, key: str) -> Walked:
    try:
        key_rule(key)
    except RecipeError:
        raise _absent() from None
    walked = await run_in_threadpool(unpacked, state.cabinet, key)
    if walked is None:
        raise _absent()
    return walked


def _poked(engine: Engine, walked: Walked, asked: Poke) -> bytes:
    states = walked.x0 if asked.view == "x0" else walked.x
    latent = states[asked.state : asked.state + 1].float()
    latent[0, asked.channel, asked.cell[0], asked.cell[1]] += asked.amount
    plan = engine.plan(walked.recipe)
    pixels = plan.picture(latent) if asked.view == "x0" else plan.show(latent)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _film(data: bytes, states: int, kind: str) -> bytes:
    """Play the cells of a sheet one after the other, the last one longer."""
    frames = [Image.fromarray(np.ascontiguousarray(cell)) for cell in unsheet(data, states)]
    if kind == "GIF":
        palette = frames[-1].quantize(256)
        frames = [frame.quantize(palette=palette) for frame in frames]
    pace = [PACE] * (states - 1) + [REST]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=pace, loop=0)
    return file.getvalue()


def _absent() -> Refusal:
    return Refusal(404, "That walk is not kept here (any more).", "Ask for it with /api/plan.")
