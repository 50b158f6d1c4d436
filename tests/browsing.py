"""A real Chromium for tests of the page: where it is, what it is told, and fingers for it.

It is looked for in $CHROMIUM, then among the system's programs, then where Playwright keeps its
own; `make test` installs one where there is none.

Machines that run tests have other work, so no test here waits for a time to pass. It waits for what
it asserts to come true, and has much time for it: `PATIENCE` costs nothing when the thing happens.
What must not happen is looked for through a number of frames, once the page is at rest.
"""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import TimeoutError

NAMES = (  # the first opens a page in half the processor time of the others
    "chromium-headless-shell",
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)
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
PATIENCE = 120_000  # ms
STILL = 10  # frames in which nothing happens
READY = "() => document.documentElement.dataset.ready !== undefined"

HAND = """() => dispatchEvent(new Event("wheel"))"""  # the page lets go of where its link led
# Bring a figure near the screen as a visitor does, until it has woken up.
NEAR = """(slug) => {
  const figure = document.querySelector(`[data-exhibit=${slug}]`);
  if (figure.dataset.mounted !== undefined) return true;
  const { top, bottom } = figure.getBoundingClientRect();
  if (bottom > -0.5 * innerHeight && top < 1.5 * innerHeight) return false;
  dispatchEvent(new Event("wheel"));  // a hand: the page lets go of where its link led
  figure.scrollIntoView({ block: "start", behavior: "instant" });
  return false;
}"""

# Says what is still going on when patience ends; "" once nothing was, for so many frames.
REST = """([frames, patience]) => new Promise((done) => {
  const limit = performance.now() + patience;
  const near = (figure) => {
    const { top, bottom } = figure.getBoundingClientRect();
    return bottom > -0.55 * innerHeight && top < 1.55 * innerHeight;
  };
  const asleep = (figure) => near(figure) && figure.dataset.mounted === undefined
    && !figure.querySelector(".trouble");
  const name = (what) => (one) => `${one.closest("[data-exhibit]")?.dataset.exhibit} is ${what}`;
  let quiet = 0, before = "";
  const look = () => {
    const doing = [
      ...[...document.querySelectorAll("[data-exhibit]")].filter(asleep).map(name("asleep")),
      ...[...document.querySelectorAll("pl-job[data-state=busy]")].map(name("busy")),
      ...[...document.querySelectorAll("[data-exhibit][aria-busy=true]")].map(name("waiting")),
    ];
    const place = `${scrollX} ${scrollY} ${document.documentElement.scrollHeight}`;
    quiet = place === before && !doing.length ? quiet + 1 : 0;
    before = place;
    if (quiet >= frames) done("");
    else if (performance.now() > limit) done(doing.join(", ") || `the page moves: ${place}`);
    else requestAnimationFrame(look);
  };
  look();
})"""
FRAMES = """(count) => new Promise((done) => {
  const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
  next();
})"""
ALONE = """document.addEventListener("readystatechange", () => {
  for (const other of document.querySelectorAll("[data-exhibit]:not([data-exhibit=SLUG])")) {
    other.removeAttribute("data-exhibit");  // before the page's own code runs
  }
});"""
DRAWN = """([stage, end]) => document.querySelector(stage)?.dataset.drawn?.endsWith(end)"""
SHOWS = """([stage, end, recipe]) => {
  const { walk, dataset } = document.querySelector(stage) ?? {};
  return walk && dataset.drawn?.startsWith(`${walk.key} `) && dataset.drawn.endsWith(end)
    && Object.entries(recipe).every(([name, value]) => walk.recipe[name] === value);
}"""
LINKED = """(parts) => {
  const said = location.hash.split(/[?&]/);
  return parts.every((part) => said.includes(part));
}"""


def three(slugs: Iterable[str]) -> list[Any]:
    """All figures, of which the first three stand for the rest but in the long tail."""
    first, *rest = [list(slugs)[:3], *list(slugs)[3:]]
    return [*first, *(pytest.param(slug, marks=pytest.mark.slow) for slug in rest)]


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
        self.asked = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _request(self, request) -> None:
        self.asked.add(request)
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.wrong.append(f"asked {request.url}")

    def _answered(self, request) -> None:
        self.asked.discard(request)

    def alone(self, slug: str) -> "Visit":
        """Leave out every other exhibit, so that all that is asked of the model is asked here."""
        self.page.add_init_script(ALONE.replace("SLUG", slug))
        return self

    def open(self, link: str = "") -> "Visit":
        """Open the page at a link such as `/walk?i=12`, and wait until it works."""
        self.page.goto(f"{self.url}#{link}" if link else self.url)
        self.page.wait_for_function(READY)
        return self

    def mounted(self, slug: str) -> "Visit":
        """Bring an exhibit near the screen and wait until it is there."""
        self.page.wait_for_function(NEAR, arg=slug)
        self.page.locator(f"[data-exhibit={slug}]").scroll_into_view_if_needed()
        return self

    def rest(self, patience: int = PATIENCE) -> "Visit":
        """Wait until all that is near the screen is drawn, nothing is fetched and nothing moves."""
        end = time.monotonic() + patience / 1000
        quiet = 0
        while quiet < 2:  # nothing under way before a look, nor after it
            doing = self.page.evaluate(REST, [STILL, patience])
            assert not doing, doing
            quiet = 0 if self.asked else quiet + 1
            assert time.monotonic() < end, [request.url for request in self.asked]
        return self

    def exhibit(self, slug: str, query: str = "sm=0", patience: int = PATIENCE) -> "Visit":
        """Open the page with this exhibit alone, and wait until all it asks at first is there."""
        return self.alone(slug).open(f"/{slug}?{query}").mounted(slug).rest(patience)

    def under(self, part) -> dict:
        """Scroll to a part as a visitor does, and say where it is once nothing moves.

        The page brings what its link names back into view while figures above it grow, until a
        hand moves it.
        """
        self.page.evaluate(HAND)
        part.scroll_into_view_if_needed()
        self.rest()
        return part.bounding_box()

    def frames(self, count: int) -> "Visit":
        """Let so many frames pass, in which something must not happen."""
        self.page.evaluate(FRAMES, count)
        return self

    def until(self, true: str, arg: object = None) -> "Visit":
        """Wait until an expression of JavaScript is true; `arg` is what it calls `arg`."""
        self.page.wait_for_function(f"(arg) => {true}", arg=arg)
        return self

    def linked(self, *parts: str) -> "Visit":
        """Wait until the address says all of this, such as `i=12`."""
        try:
            self.page.wait_for_function(LINKED, arg=list(parts))
        except TimeoutError as late:
            said = self.page.evaluate("location.hash")
            raise AssertionError(f"The address says {said}, not all of {parts}.") from late
        return self

    def drawn(self, slug: str = "walk", ending: str = "28 full") -> str:
        """Wait until an exhibit's first stage shows what is expected; returns what it shows."""
        stage = f"[data-exhibit={slug}] pl-stage"
        self.page.wait_for_function(DRAWN, arg=[stage, ending])
        return self.page.locator(stage).first.get_attribute("data-drawn")

    def shows(self, slug: str = "walk", ending: str = "28 full", **recipe) -> str:
        """Wait until an exhibit's first stage shows a walk of this recipe; returns it."""
        stage = f"[data-exhibit={slug}] pl-stage"
        self.page.wait_for_function(SHOWS, arg=[stage, ending, recipe])
        return self.page.locator(stage).first.get_attribute("data-drawn")


@contextmanager
def visiting(browser, url: str, **how) -> Iterator[Visit]:
    """Open a context of its own; what the page complained about is checked by the test."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})
    context.set_default_timeout(PATIENCE)
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
