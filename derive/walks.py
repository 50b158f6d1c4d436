"""What comes with the page: all that its chapters ask for when they are first read.

Opens every chapter in a browser, hears what its figure asks of the server, and writes the answers
into `src/pellucid/walks/`, a folder for each walk or answer: pictures, numbers, and an exhibit's
own frames. Then it opens them again with these at hand, until nothing else is asked for. To be run
when weights have changed, or what a chapter shows first; it takes a few minutes.
"""

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

import pellucid
from derive.serve import browser, served
from pellucid.app.answers import Asked, write
from pellucid.app.page import CHAPTERS, WEB
from pellucid.app.serve.limits import settings_of
from pellucid.app.serve.state import ServerState
from pellucid.app.server import build
from pellucid.exhibits import EXHIBITS
from pellucid.recipe.recipe import Recipe, to_json
from pellucid.record.cache import SHIPPED, WalkCache

MOST = 8 * 2**20  # bytes of all
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


def poster(state: ServerState, keys: Mapping[Recipe, str]) -> dict[str, Any]:
    """Tell of the page's own walk."""
    first = EXHIBITS["walk"]
    usual = settings_of({"prompt": first.prompt, "seed": first.seed})
    recipe = state.worker.engines[usual.engine].sign(usual)
    return {"key": keys[recipe], "recipe": json.loads(to_json(recipe))}


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
                state = app.state.server
                told = json.dumps(poster(state, write(state, shelf, asked)))
                (WEB / "poster" / "walk.json").write_text(f"{told}\n", "utf-8")
                size = sum(file.stat().st_size for file in shelf.rglob("*.*"))
                print(f"{len(asked.questions)} answers, {size / 2**20:.2f} MiB", file=sys.stderr)
        opened.close()
        if size > MOST:
            sys.exit(f"What comes with the page has {size:,} bytes; it may have {MOST:,}.")
        shutil.rmtree(SHIPPED, ignore_errors=True)
        shutil.copytree(shelf, SHIPPED)
