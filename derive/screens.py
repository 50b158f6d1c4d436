"""Screenshots of every chapter at three widths, in `docs/pictures/screens/`.

They are of the real engine at work on the machine that runs this, a browser as in the tests.
"""

import io
from contextlib import suppress
from functools import partial
from typing import Any

from PIL import Image
from playwright.sync_api import TimeoutError, sync_playwright

import pellucid
from derive.pages import ROOT
from derive.serve import browser, served
from pellucid.app.page import CHAPTERS, WEB
from pellucid.app.server import build
from pellucid.recipe.engines import engines

OUT = ROOT / "docs" / "pictures" / "screens"
SIZES = {"desk": (1440, 900), "tablet": (768, 1024), "phone": (390, 844)}
SHARE = {"desk": 0.7, "tablet": 0.55, "phone": 0.75}  # of the size on the screen
QUALITY = 72
PATIENCE = 30_000  # ms
IDLE = "() => !document.querySelector('pl-job .work:not([hidden])')"
CENTRE = """(slug) => {
  dispatchEvent(new Event("wheel"));  // a hand: the page lets go of the chapter it was opened at
  const figure = document.querySelector(`[data-exhibit=${slug}]`);
  const block = figure.offsetHeight < innerHeight - 100 ? "center" : "start";
  figure.scrollIntoView({ block, behavior: "instant" });
}"""


def shoot(chromium: Any, url: str, slug: str, size: str) -> None:
    """Open one chapter, wait until it has drawn, and keep what is seen."""
    width, height = SIZES[size]
    page = chromium.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    try:
        page.goto(f"{url}#/{slug}?sm=0")
        page.wait_for_selector(f"[data-exhibit={slug}][data-mounted]", timeout=PATIENCE)
        page.evaluate(CENTRE, slug)
        page.wait_for_timeout(2500)
        with suppress(TimeoutError):  # a long figure is shown as far as it has come
            page.wait_for_function(IDLE, timeout=PATIENCE)
        page.evaluate(CENTRE, slug)
        page.wait_for_timeout(800)
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    finally:
        page.close()
    small = (round(width * SHARE[size]), round(height * SHARE[size]))
    picture = seen.resize(small, Image.Resampling.LANCZOS)
    picture.save(OUT / f"{slug}-{size}.webp", quality=QUALITY, method=6)


def main() -> None:
    """Shoot every chapter."""
    OUT.mkdir(parents=True, exist_ok=True)
    loads = {name: partial(pellucid.load, name) for name in engines()}
    with served(build(loads)) as url, sync_playwright() as player:
        opened = browser(player)
        for slug in CHAPTERS:
            if (WEB / "exhibits" / f"{slug}.js").is_file():
                for size in SIZES:
                    shoot(opened, url, slug, size)
        opened.close()
