"""What comes with the page: all that its chapters ask for when they are first read.

Opens every chapter in a browser, hears what its figure asks of the server, and writes the answers
into `src/pellucid/walks/`, a folder for each walk or answer: pictures, numbers, and an exhibit's
own frames. Then it opens them again with these at hand, until nothing else is asked for. To be run
when weights have changed, or what a chapter shows first; it takes a few minutes.
"""

import io
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import sync_playwright

import pellucid
from derive.serve import browser, served
from pellucid.app.page import CHAPTERS, WEB
from pellucid.app.serve.jobs import Job
from pellucid.app.serve.limits import settings_of
from pellucid.app.serve.planner import Planner
from pellucid.app.serve.records import Flag, Kind, encode, json_record, split
from pellucid.app.serve.shipped import kept_at
from pellucid.app.serve.state import ServerState
from pellucid.app.server import build
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import params_of
from pellucid.recipe.recipe import Recipe, from_json, to_json
from pellucid.recipe.store import recall
from pellucid.record.cache import SHIPPED, SMALL, WalkCache
from pellucid.record.walks import address, nameless

MOST = 8 * 2**20  # bytes of all
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
FIGURES = [
    slug
    for chapter in CHAPTERS
    for slug in re.findall(
        'data-exhibit="([a-z]+)"', (WEB / "chapters" / f"{chapter}.html").read_text("utf-8")
    )
]
QUIET = 1.5  # seconds without a question, after which nothing more is asked for
THERE = "(slug) => document.querySelector(`[data-exhibit=${slug}]`).scrollIntoView()"
BUSY = """(slug) => !document.querySelector(`[data-exhibit=${slug}][data-mounted]`)
  || Boolean(document.querySelector("pl-job[data-state=busy]"))"""


class Asked(NamedTuple):
    """What the page asked for: questions as JSON, and (key, part) of walks."""

    questions: set[str]
    parts: set[tuple[str, str]]


def reading(chromium: Any, url: str, slug: str, asked: Asked) -> None:
    """Open the page at a figure as somebody does who was never here, and hear what it asks for."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    last = time.monotonic()

    def hear(request: Any) -> None:
        nonlocal last
        last = time.monotonic()
        path = urlsplit(request.url).path
        if path in ("/api/plan", "/api/frames"):
            told = request.post_data_json | {"route": path.rpartition("/")[2], "detail": "full"}
            asked.questions.add(json.dumps(told, sort_keys=True))
        elif path.startswith("/w/"):
            _, _, key, part = path.split("/")
            asked.parts.add((key, part))

    for event in ("request", "requestfinished", "requestfailed"):
        page.on(event, hear)
    page.goto(url)
    page.evaluate(THERE, slug)
    while time.monotonic() - last < QUIET or page.evaluate(BUSY, slug):
        page.wait_for_timeout(100)
    page.close()


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
        kept = state.cache.get(kept_at("frames", exhibit, params, [signed]), "frames.bin")
        return kept_at("frames", exhibit, params, [nameless(signed)]), kept or b"", []
    job, walks = planner.plan(exhibit, settings, params, "full")
    recipes = [from_json(json.dumps(walk["recipe"])) for walk in walks]
    key = kept_at("plan", exhibit, params, [nameless(each) for each in (signed, *recipes)])
    return key, finished(state, job), recipes


def put(state: ServerState, folder: Path, recipe: Recipe, parts: Iterable[str]) -> str:
    """Write parts of a walk as plain files under the address that every machine knows."""
    own, key = address(recipe), address(nameless(recipe))
    for part in parts:
        data = state.cache.get(own, "end.png" if part == SMALL else part)
        assert data is not None, (recipe, part)
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


def write(state: ServerState, folder: Path, asked: Asked) -> dict[str, Any]:
    """Write all that was asked for into a folder; returns what tells of the page's own walk."""
    first = EXHIBITS["walk"]
    usual = settings_of({"prompt": first.prompt, "seed": first.seed})
    poster = state.worker.engines[usual.engine].sign(usual)
    wanted: dict[Recipe, set[str]] = {}
    shutil.rmtree(folder, ignore_errors=True)
    for question in sorted(asked.questions):
        key, told, recipes = answered(state, question)
        (folder / key).mkdir(parents=True, exist_ok=True)
        (folder / key / "frames.bin").write_bytes(told)
        (folder / key / "question.json").write_text(question, "utf-8")
        if mask := json.loads(question)["params"].get("mask"):
            recall(mask).save(folder / key / "mask.png")
        for recipe in recipes:
            own = {part for key, part in asked.parts if key == address(recipe)}
            own -= {"end.png", "xt.jpg"}  # noise is shown from the small sheet
            lacking = {part for key, part in asked.parts if key == address(nameless(recipe))}
            wanted.setdefault(recipe, set()).update(ALWAYS | own | lacking)
    keys = {recipe: put(state, folder, recipe, parts) for recipe, parts in wanted.items()}
    return {"key": keys[poster], "recipe": json.loads(to_json(poster))}


def main() -> None:
    """Write the folder again; what it would take too much room for is said, and nothing written."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as player:
        os.environ["PELLUCID_HOME"] = home
        shelf, asked, known = Path(home, "shelf"), Asked(set(), set()), -1
        app = build({"garden": pellucid.load}, cache=WalkCache(Path(home, "cache"), shipped=shelf))
        opened = browser(player)
        with served(app) as url:
            while known < len(asked.questions) + len(asked.parts):
                known = len(asked.questions) + len(asked.parts)
                for slug in FIGURES:
                    reading(opened, url, slug, asked)
                poster = json.dumps(write(app.state.server, shelf, asked))
                (WEB / "poster" / "walk.json").write_text(f"{poster}\n", "utf-8")
                size = sum(file.stat().st_size for file in shelf.rglob("*.*"))
                print(f"{len(asked.questions)} answers, {size / 2**20:.2f} MiB", file=sys.stderr)
        opened.close()
        if size > MOST:
            sys.exit(f"What comes with the page has {size:,} bytes; it may have {MOST:,}.")
        shutil.rmtree(SHIPPED, ignore_errors=True)
        shutil.copytree(shelf, SHIPPED)
