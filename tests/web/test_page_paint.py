"""What a state costs to show, in counts that a busy machine does not change."""

import io

import browsing
import numpy as np
import pytest
from asking import Client
from PIL import Image

FIGURE = "[data-exhibit=walk]"
PIXELS = f"""() => {{ const canvas = document.querySelector("{FIGURE} pl-stage canvas");
  const {{ width, height }} = canvas;
  const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  return [width, height, [...data]]; }}"""
SCRUB = f"""(frames) => new Promise((done) => {{
  const scrubber = document.querySelector("{FIGURE} pl-scrubber");
  let seen = 0;
  const tick = () => {{
    for (const by of [1, 1, 1]) scrubber.go((scrubber.value + by) % 29, "drag");
    if (++seen < frames) requestAnimationFrame(tick); else done(seen);
  }};
  requestAnimationFrame(tick);
}})"""
FRAMES = 60


@pytest.fixture
def on_glass(browser, site):
    """The hero, finished, on a phone whose screen has more pixels than the picture."""
    with browsing.visiting(browser, site, **browsing.phone("pixel")) as visit:
        visit.open("/walk?i=28&sm=0").mounted("walk").drawn()
        visit.rest()
        yield visit


def test_the_canvas_holds_the_picture_pixel_for_pixel(on_glass):
    """Nothing is enlarged by the page: the end on the canvas is the end as it is kept."""
    key = on_glass.page.locator(f"{FIGURE} pl-stage").first.get_attribute("data-drawn").split()[0]
    width, height, data = on_glass.page.evaluate(PIXELS)
    assert (width, height) == (256, 256)
    shown = np.array(data, np.uint8).reshape(256, 256, 4)[..., :3]
    kept = Client(on_glass.url).get(f"/w/{key}/end.png").data
    assert np.array_equal(shown, np.asarray(opened(kept)))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_frame_lays_the_page_out_once_however_far_the_hand_moved(on_glass):
    """Three states in each frame, one layout and one painting: nothing is read back in between."""
    page = on_glass.page
    line = page.context.new_cdp_session(page)
    line.send("Performance.enable")

    def counted() -> dict:
        told = line.send("Performance.getMetrics")["metrics"]
        return {each["name"]: each["value"] for each in told}

    page.evaluate(SCRUB, 5)
    before = counted()
    page.evaluate(SCRUB, FRAMES)
    after = counted()
    for name in ("LayoutCount", "RecalcStyleCount"):
        assert after[name] - before[name] <= 1.2 * FRAMES + 3, name
