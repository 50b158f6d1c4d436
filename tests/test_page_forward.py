"""Into noise and back, in a real browser: a photo's way, the lock, the blind test."""

import io

import browsing
import numpy as np
import pytest
from PIL import Image

FIGURE = "[data-exhibit=forward]"
KEPT = f"(n) => document.querySelectorAll('{FIGURE} .kept')[n]?.textContent.length > 9"
LISTEN = """() => { const { fetch } = window;
  window.fetch = async (where, how) => {
    if (String(where).includes("/api/photo")) {
      window.sent = [...new Uint8Array(await how.body.arrayBuffer())];
    }
    return fetch(where, how);
  }; }"""


@pytest.fixture
def visit(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as made:
        yield made


def photo() -> bytes:
    """A photo wider than high, with a secret in its margin."""
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    colours = np.zeros((120, 200, 3), np.uint8)
    colours[:, :100], colours[:, 100:] = (220, 60, 30), (30, 90, 200)
    Image.fromarray(colours).save(file, "JPEG", exif=exif)
    return file.getvalue()


def opened(visit, link="/forward?sm=0"):
    visit.open(link).mounted("forward")
    visit.page.wait_for_function(KEPT, arg=0)
    return visit.page


def rewound(visit, link="/forward?v=rewind&i=0&sm=0"):
    visit.open(link).mounted("forward")
    visit.page.wait_for_function(KEPT, arg=1)
    return visit.page


def test_the_finished_picture_is_drowned_and_brought_back(visit):
    page = opened(visit)
    assert "from 61 % noise" in page.locator(f"{FIGURE} .kept").first.inner_text()
    tiles = page.locator(f"{FIGURE} .trio pl-stage")
    page.wait_for_function(
        "(s) => document.querySelectorAll(s)[1].dataset.drawn?.endsWith('xt 17 full')",
        arg=f"{FIGURE} .trio pl-stage",
    )
    assert "x0" in tiles.nth(2).get_attribute("data-drawn")
    assert visit.wrong == []


def test_a_photo_goes_in_without_its_secrets_and_the_link_remembers_it(visit):
    page = opened(visit)
    page.evaluate(LISTEN)
    file = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator(f"{FIGURE} input[type=file]").set_input_files(file)
    page.wait_for_function("() => /[?&]f=[0-9a-f]{64}/.test(location.hash)")
    body = bytes(page.evaluate("window.sent"))
    assert b"where I live" not in body
    with Image.open(io.BytesIO(body)) as picture:
        assert picture.size == (120, 120)
        left, right = picture.convert("RGB").getpixel((5, 60)), picture.getpixel((115, 60))
    assert left[0] > 150 > left[2]
    assert right[2] > 150 > right[0]
    page.wait_for_function(KEPT, arg=0)
    page.reload()
    opened_again = page.locator(f"{FIGURE} button", has_text="A photo of yours")
    page.wait_for_function(KEPT, arg=0)
    assert opened_again.get_attribute("aria-pressed") == "true"


def test_what_is_no_picture_is_refused_in_one_sentence_and_nothing_is_lost(visit):
    page = opened(visit)
    before = page.locator(f"{FIGURE} .trio pl-stage").nth(1).get_attribute("data-drawn")
    file = {"name": "me.png", "mimeType": "image/png", "buffer": b"not a picture"}
    page.locator(f"{FIGURE} input[type=file]").set_input_files(file)
    trouble = page.locator(f"{FIGURE} [data-drop] > .trouble")
    trouble.wait_for()
    assert "PNG, JPEG and WebP" in trouble.inner_text()
    assert page.locator(f"{FIGURE} .trio pl-stage").nth(1).get_attribute("data-drawn") == before


def test_a_link_to_a_photo_of_another_machine_says_so(visit):
    visit.open(f"/forward?f={'a' * 64}&sm=0").mounted("forward")
    trouble = visit.page.locator(f"{FIGURE} [data-drop] > .trouble")
    trouble.wait_for()
    assert "needs a photo" in trouble.inner_text()


@pytest.mark.slow
def test_five_depths_stand_side_by_side_with_their_curve(visit):
    page = opened(visit)
    page.get_by_role("button", name="Bring it back from five depths").click()
    page.locator(f"{FIGURE} pl-plot svg").first.wait_for()
    captions = page.locator(f"{FIGURE} .five figcaption").all_inner_texts()
    assert captions == [f"from {share} % noise" for share in (20, 40, 60, 80, 100)]
    page.wait_for_function(
        f"() => [...document.querySelectorAll('{FIGURE} .five pl-stage')]"
        ".every((stage) => / full$/.test(stage.dataset.drawn))"
    )


def test_with_the_same_noise_the_films_differ_only_between_their_ends(visit):
    page = rewound(visit)
    said = page.locator(f"{FIGURE} .kept").nth(1)
    assert said.inner_text().startswith("State 0: 0.000 apart.")
    slider = page.get_by_label("State of the walk").and_(page.locator(f"{FIGURE} input"))
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "(s) => document.querySelectorAll(s)[1].textContent.startsWith('State 28: 0.000 ')",
        arg=f"{FIGURE} .kept",
    )
    page.get_by_role("button", name="Where the bend is largest").click()
    page.wait_for_function(
        "(s) => !/ 0\\.000 apart/.test(document.querySelectorAll(s)[1].textContent)",
        arg=f"{FIGURE} .kept",
    )


def test_without_the_lock_the_films_share_the_end_alone(visit):
    page = rewound(visit)
    page.get_by_label("The same noise").uncheck()
    said = page.locator(f"{FIGURE} .kept").nth(1)
    assert "Unrelated noise: 1.4" in said.inner_text()
    page.wait_for_function("() => /[?&]k=0/.test(location.hash)")


def test_the_difference_on_screen_is_none_at_the_ends(visit):
    """Grey means no difference: the tile is computed from the two pictures that are shown."""
    grey = f"""() => {{ const tile = document.querySelector("{FIGURE} .trio > figure > canvas");
      const {{ data }} = tile.getContext("2d").getImageData(0, 0, 128, 128);
      const gaps = data.filter((_, i) => i % 4 < 3).map((value) => Math.abs(value - 128));
      return gaps.reduce((a, b) => a + b) / gaps.length; }}"""
    page = rewound(visit)
    page.wait_for_function(f"() => ({grey})() < 100")  # until it is painted it is 128 everywhere
    at_start = page.evaluate(grey)
    page.get_by_role("button", name="Where the bend is largest").click()
    page.wait_for_timeout(300)
    assert at_start < 1.5  # what two JPEGs of the same picture make of their last bits
    assert page.evaluate(grey) > 2 * at_start + 1


def test_ten_rounds_are_scored_against_coin_tossing_by_keys_alone(visit):
    visit.open("/forward?v=test&sm=0").mounted("forward")
    page = visit.page
    button = page.get_by_role("button", name="A is real")
    page.wait_for_function(
        "(s) => document.querySelector(s)?.textContent.includes('Round 1')",
        arg=f"{FIGURE} .pair ~ .kept",
    )
    button.focus()
    for _ in range(10):
        page.keyboard.press("a")
        page.keyboard.press("n")
        page.wait_for_timeout(30)
    said = page.locator(f"{FIGURE} .pair ~ .kept").inner_text()
    assert said.startswith("Round 1 of 10")  # the last "n" began again
    luck = page.evaluate("async () => [0, 5, 8, 10].map((await import('/web/blind.js')).luck)")
    assert luck == pytest.approx([1, 638 / 1024, 56 / 1024, 1 / 1024])


def test_the_right_answer_is_the_picture_of_the_walk(visit):
    visit.open("/forward?v=test&sm=0").mounted("forward")
    page = visit.page
    page.wait_for_function(
        "(s) => document.querySelector(s)?.textContent.includes('Round 1')",
        arg=f"{FIGURE} .pair ~ .kept",
    )
    page.wait_for_function(
        f"() => [...document.querySelectorAll('{FIGURE} .pair pl-stage')]"
        ".every((stage) => stage.dataset.drawn)"
    )
    drawn = page.locator(f"{FIGURE} .pair pl-stage").first.get_attribute("data-drawn")
    page.get_by_role("button", name="A is real").click()
    right = page.locator(f"{FIGURE} .pair ~ .kept").inner_text().startswith("Right.")
    assert right == drawn.startswith("real-")


@pytest.mark.slow
@pytest.mark.parametrize("name", list(browsing.PHONES))
def test_a_thumb_chooses_the_depth_on_a_phone(browser, site, name):
    with browsing.visiting(browser, site, **browsing.phone(name)) as visit:
        page = opened(visit)
        stage = page.locator(f"{FIGURE} .trio pl-stage").nth(1)
        stage.scroll_into_view_if_needed()
        box = stage.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
        page.wait_for_function(
            "(s) => document.querySelector(s).textContent.includes('from 100 % noise')",
            arg=f"{FIGURE} .kept",
        )
