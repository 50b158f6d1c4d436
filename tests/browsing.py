"""A real Chromium for tests of the page: where it is, what it is told, and fingers for it.

It is looked for in $CHROMIUM, then among the system's programs, then where Playwright keeps its
own; `make test` installs one where there is none.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONES = {"pixel": (412, 915), "small": (360, 640)}
READY = "() => document.documentElement.dataset.ready !== undefined"


def found(own: str) -> str:
    """The path of a browser; skips the test with a plain sentence where there is none."""
    named = os.environ.get("CHROMIUM", "")
    system = [shutil.which(name) for name in NAMES]
    for path in (named, *system, own):
        if path and Path(path).is_file():
            return path
    pytest.skip("No Chromium: set CHROMIUM, install Debian's chromium, or `playwright install`.")


class Visit:
    """One open page, and everything it complained about or asked of another machine."""

    def __init__(self, page, url: str) -> None:
        self.page = page
        self.url = url
        self.wrong: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.wrong.append(f"asked {request.url}")

    def open(self, link: str = "") -> "Visit":
        """Open the page at a link such as `/walk?i=12`, and wait until it works."""
        self.page.goto(f"{self.url}#{link}" if link else self.url)
        self.page.wait_for_function(READY)
        return self

    def mounted(self, slug: str) -> "Visit":
        """Bring an exhibit near the screen and wait until it is there."""
        figure = self.page.locator(f"[data-exhibit={slug}]")
        figure.scroll_into_view_if_needed()
        self.page.wait_for_selector(f"[data-exhibit={slug}][data-mounted]")
        return self

    def drawn(self, slug: str = "walk", ending: str = "28 full") -> str:
        """Wait until an exhibit's first stage shows what is expected; returns what it shows."""
        stage = f"[data-exhibit={slug}] pl-stage"
        self.page.wait_for_function(
            "([stage, end]) => document.querySelector(stage)?.dataset.drawn?.endsWith(end)",
            arg=[stage, ending],
        )
        return self.page.locator(stage).first.get_attribute("data-drawn")


@contextmanager
def visiting(browser, url: str, **how) -> Iterator[Visit]:
    """Open a context of its own; what the page complained about is checked by the test."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})
    context.set_default_timeout(12_000)
    try:
        yield Visit(context.new_page(), url)
    finally:
        context.close()


def phone(name: str) -> dict:
    """The settings of a phone with a finger."""
    width, height = PHONES[name]
    viewport = {"width": width, "height": height}
    return {"viewport": viewport, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


class Finger:
    """One finger on the glass, by the browser's own touch events."""

    def __init__(self, page) -> None:
        self.line = page.context.new_cdp_session(page)

    def touch(self, kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(self, start: tuple[float, float], end: tuple[float, float], moves: int) -> None:
        """Put down at `start`, move evenly to `end`, lift."""
        (x0, y0), (x1, y1) = start, end
        self.touch("touchStart", x0, y0)
        for i in range(1, moves + 1):
            share = i / moves
            self.touch("touchMove", x0 + share * (x1 - x0), y0 + share * (y1 - y0))
        self.touch("touchEnd", x1, y1)
