"""Questions of the page answered beforehand: walks, and what is measured of them, as plain files.

A folder of them is a *shelf*: each walk and each answer a folder under the address that every
machine knows. The package ships one (`record/cache.py`), and a site of plain files is made of one.
"""

import io
import json
import shutil
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from pellucid.app.serve.jobs import Job
from pellucid.app.serve.limits import settings_of
from pellucid.app.serve.planner import Planner
from pellucid.app.serve.records import Flag, Kind, encode, json_record, split
from pellucid.app.serve.shipped import Shipped, kept_at
from pellucid.app.serve.state import ServerState
from pellucid.app.serve.tasks import SHEETS, sheet_units
from pellucid.engine.engine import Engine
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import params_of
from pellucid.recipe.recipe import Recipe, from_json
from pellucid.recipe.store import recall
from pellucid.record.cache import SMALL, WalkCache
from pellucid.record.packing import unpack
from pellucid.record.walks import address, nameless

ANSWER, QUESTION = "frames.bin", "question.json"
ALWAYS = {"meta.json", "x0-128.webp", SMALL}
SMALLER: Mapping[str, Any] = {  # how pictures are saved again, in fewer bytes
    SMALL: {"format": "WEBP", "quality": 80, "method": 6},
    "x0.webp": {"format": "WEBP", "quality": 70, "method": 6},
    **{
        name: {"format": "WEBP", "quality": 56, "method": 6}
        for name in ("x0-128.webp", "x0-with-128.webp", "x0-without-128.webp")
    },
    "xt-128.jpg": {
        "format": "JPEG",
        "quality": 68,
        "subsampling": 0,
        "optimize": True,
        "progressive": True,
    },
}


class Asked(NamedTuple):
    """What a page asks for: questions as JSON, and (key, part) of walks."""

    questions: set[str]
    parts: set[tuple[str, str]]


def timeless(told: Any) -> Any:
    """Leave out of what is told how long it took, for that was on another machine."""
    if isinstance(told, list):
        return [timeless(each) for each in told]
    if not isinstance(told, dict):
        return told
    return {name: None if name == "seconds" else timeless(each) for name, each in told.items()}


def finished(state: ServerState, job: Job) -> bytes:
    """Let the model thread do a job; returns what was measured, as records."""
    state.worker.submit(job)
    while not job.outbox.closed:
        time.sleep(0.01)
    records = [record for record, _ in split(job.outbox.take(sys.maxsize))[0]]
    for record in records:
        if record.kind == Kind.ERROR:
            raise RuntimeError(record.payload.decode())
    told = (each for each in records if each.kind == Kind.RESULT and not each.flags & Flag.PREVIEW)
    numbers = (json_record(Kind.RESULT, timeless(json.loads(each.payload))) for each in told)
    return b"".join(encode(record, 0) for record in numbers)


def answered(state: ServerState, question: str) -> tuple[str, bytes, list[Recipe]]:
    """Answer a question: where it is kept, what is told, and the recipes of its walks."""
    told = json.loads(question)
    exhibit, settings = EXHIBITS[told["exhibit"]], settings_of(told["settings"])
    params, engine = params_of(exhibit, told["params"]), state.worker.engines[settings.engine]
    planner = Planner(engine, WalkCache(state.cache.folder))  # without what came
    signed = engine.sign(settings)
    if told["route"] == "frames":
        finished(state, planner.frames(exhibit, settings, params))
        kept = state.cache.get(kept_at("frames", exhibit, params, [signed]), ANSWER)
        return kept_at("frames", exhibit, params, [nameless(signed)]), kept or b"", []
    job, walks = planner.plan(exhibit, settings, params, "full")
    recipes = [from_json(json.dumps(walk["recipe"])) for walk in walks]
    key = kept_at("plan", exhibit, params, [nameless(each) for each in (signed, *recipes)])
    return key, finished(state, job), recipes


def part_of(state: ServerState, own: str, part: str) -> bytes:
    """Read a part of a walk that is in the cache, or draw it, if it is a sheet."""
    found = state.cache.get(own, part)
    if found is None and part in SHEETS and (walked := unpack(state.cache, own)):
        engine = state.worker.engines[walked.recipe.engine]
        for _ in sheet_units(engine, walked, part, state.cache):
            pass
        found = state.cache.get(own, part)
    assert found is not None, (own, part)
    return found


def put(state: ServerState, folder: Path, recipe: Recipe, parts: Iterable[str]) -> str:
    """Write parts of a walk as plain files under the address that every machine knows."""
    own, key = address(recipe), address(nameless(recipe))
    for part in parts:
        data = part_of(state, own, "end.png" if part == SMALL else part)
        if part in SMALLER:
            small = io.BytesIO()
            Image.open(io.BytesIO(data)).convert("RGB").save(small, **SMALLER[part])
            data = small.getvalue()
        elif part == "meta.json":
            facts = timeless(json.loads(data)) | {"key": key}
            data = json.dumps(facts, separators=(",", ":")).encode()
        (folder / key).mkdir(parents=True, exist_ok=True)
        (folder / key / part).write_bytes(data)
    return key


def write(
    state: ServerState, folder: Path, asked: Asked, more: Collection[str] = ()
) -> Mapping[Recipe, str]:
    """Write answers into a folder, and of each walk what was asked for, and `more` parts.

    Returns where each walk is.
    """
    wanted: dict[Recipe, set[str]] = {}
    shutil.rmtree(folder, ignore_errors=True)
    for question in sorted(asked.questions):
        key, told, recipes = answered(state, question)
        (folder / key).mkdir(parents=True, exist_ok=True)
        (folder / key / ANSWER).write_bytes(told)
        (folder / key / QUESTION).write_text(question, "utf-8")
        if mask := json.loads(question)["params"].get("mask"):
            recall(mask).save(folder / key / "mask.png")
        for recipe in recipes:
            own = {part for key, part in asked.parts if key == address(recipe)}
            own -= {"end.png", "xt.jpg"}  # noise is shown from the small sheet
            lacking = {part for key, part in asked.parts if key == address(nameless(recipe))}
            wanted.setdefault(recipe, set()).update({*ALWAYS, *own, *lacking, *more})
    return {recipe: put(state, folder, recipe, parts) for recipe, parts in wanted.items()}


class Kept(NamedTuple):
    """An answer on a shelf: its question, what `/api/plan` would say of it, and its stream."""

    question: Mapping[str, Any]
    plan: Mapping[str, Any]
    stream: bytes


def answers(shelf: Path, engines: Mapping[str, Engine]) -> Iterator[Kept]:
    """Take every answer off a shelf that is one of these engines', as a server would tell it."""
    cache = WalkCache(shelf / "none", shipped=shelf)
    for path in sorted(shelf.glob(f"*/{QUESTION}")):
        told = json.loads(path.read_text("utf-8"))
        exhibit, settings = EXHIBITS[told["exhibit"]], settings_of(told["settings"])
        shipped = Shipped(cache, engines[settings.engine].weights)
        params = params_of(exhibit, told["params"])
        if told["route"] == "frames":
            job, walks = shipped.frames(exhibit, settings, params), []
        else:
            job, walks = shipped.plan(exhibit, settings, params) or (None, [])
        if job is None or job.wanted[-1].key != path.parent.name:
            continue  # of other weights
        job.end()
        plan = {"job": path.parent.name, "walks": walks, "eta_s": 0}
        question = {name: told[name] for name in ("route", "exhibit", "settings", "params")}
        yield Kept(question, plan, job.outbox.take(sys.maxsize))
