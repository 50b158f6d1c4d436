"""How many frames come late while a walk is scrubbed, on a machine six times slower than this one.

    python benchmarks/frames.py [http://127.0.0.1:8765/] [--repeats 5]

A phone's page in Chromium, its processor throttled: the hero goes one state further in every frame,
120 times, and a frame is late when it comes more than 25 ms after the one before. On a busy machine
frames are late for other reasons; the processor time that the page's own thread spends on a frame
hardly depends on them, so it is told as well.
"""

import argparse
import os
import shutil
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Playwright, sync_playwright

FRAMES = 120
PHONE = {"width": 412, "height": 915}
DESK = {"width": 1440, "height": 900}
DONE = "[data-exhibit=walk] pl-stage[data-drawn$='28 full']"
SCRUB = """(frames) => new Promise((done) => {
  const scrubber = document.querySelector("[data-exhibit=walk] pl-scrubber");
  let seen = 0, late = 0, before = 0;
  const tick = (now) => {
    if (before && now - before > 25) late++;
    before = now;
    scrubber.go(seen++ % 29, "drag");
    if (seen < frames) requestAnimationFrame(tick); else done(late / (frames - 1));
  };
  requestAnimationFrame(tick);
})"""

WHOLE = """(slug) => {  // milliseconds since the page was opened, once a figure is whole
  const figure = document.querySelector(`[data-exhibit=${slug}]`);
  const states = [...figure.querySelectorAll("pl-job")].map((job) => job.dataset.state);
  const stages = [...figure.querySelectorAll("pl-stage")].filter((each) => each.checkVisibility());
  const drawn = stages.every((each) => each.dataset.drawn?.endsWith("full"));
  const told = performance.getEntriesByType("resource").some(({ name }) => name.endsWith("stream"));
  const there = stages.length || told || figure.querySelector(".gallery");
  const whole = figure.dataset.mounted !== undefined && drawn && there && !states.includes("busy");
  return whole && performance.now();
}"""


def opened(player: Playwright) -> Browser:
    """Start the first browser there is: $CHROMIUM, the system's, or Playwright's own."""
    system = map(shutil.which, ("chromium-headless-shell", "chromium"))
    path = next(filter(None, (os.environ.get("CHROMIUM"), *system)), None)
    return player.chromium.launch(executable_path=path, args=["--no-sandbox"])


def scrubbed(url: str, repeats: int) -> tuple[float, float]:
    """Scrub the hero of a running server: (share of late frames, seconds of the page's thread)."""
    with sync_playwright() as player:
        browser = opened(player)
        page = browser.new_page(viewport=PHONE, device_scale_factor=2, has_touch=True)  # type: ignore[arg-type]
        page.goto(f"{url}#/walk?i=28&sm=0")
        page.wait_for_selector(DONE)
        line = page.context.new_cdp_session(page)
        line.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.evaluate(SCRUB, FRAMES)  # the first time, everything is new
        late, busy = [], []
        for _ in range(repeats):
            before = spent(line)
            page.evaluate(SCRUB, FRAMES)
            busy.append((spent(line) - before) / FRAMES)
            line.send("Emulation.setCPUThrottlingRate", {"rate": 6})  # its pauses count as work
            late.append(page.evaluate(SCRUB, FRAMES))
            line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        browser.close()
    return median(late), median(busy)


def readings(url: str, chapters: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Open chapters as somebody does who was never here: (chapter, seconds to its whole figure)."""
    with sync_playwright() as player:
        browser = opened(player)
        for slug in chapters:
            page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
            page.goto(f"{url}#/{slug}?sm=0")
            yield slug, page.wait_for_function(WHOLE, arg=slug).json_value() / 1000
            page.close()
        browser.close()


def spent(line: Any) -> float:
    """Seconds of processor time that the page's thread has worked."""
    told = line.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))


def main() -> None:
    """Measure a server that runs and print two figures."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("url", nargs="?", default="http://127.0.0.1:8765/")
    options.add_argument("--repeats", type=int, default=5)
    asked = options.parse_args()
    late, busy = scrubbed(asked.url, asked.repeats)
    print(f"late frames at 6x throttling: {100 * late:.1f} % (aim: at most 5 %)")
    print(f"the page's thread, for each frame: {1000 * busy:.2f} ms, unthrottled")


if __name__ == "__main__":
    main()
