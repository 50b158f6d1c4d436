"""Into noise and back, in a real browser: a photo's way, the lock, the blind test."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from pellucid.app.page import WEB
from pellucid.data.world import scene

FIGURE = "[data-exhibit=forward]"
TRIO = f"{FIGURE} .trio pl-stage"
ROUND = f"{FIGURE} .pair ~ .kept"
LISTEN = """() => { const { fetch } = window;
  window.fetch = async (where, how) => {
    if (String(where).includes("/api/photo")) {
      window.sent = [...new Uint8Array(await how.body.arrayBuffer())];
    }
    return fetch(where, how);
  }; }"""


def photo() -> bytes:
    """A photo wider than high, with a secret in its margin."""
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    colours = np.zeros((120, 200, 3), np.uint8)
    colours[:, :100], colours[:, 100:] = (220, 60, 30), (30, 90, 200)
    Image.fromarray(colours).save(file, "JPEG", exif=exif)
    return file.getvalue()


def kept(page, place: int = 0):
    """What a part of the exhibit says; the first of a picture's return, the second of two films."""
    return page.locator(f"{FIGURE} .kept").nth(place)


def opened(visit, query="f=drawn&t=17&sm=0"):
    page = visit.exhibit("forward", query).page
    expect(kept(page)).to_contain_text("% noise")
    return page


def rewound(visit, query="v=rewind&i=0&sm=0"):
    page = visit.exhibit("forward", query).page
    expect(kept(page, 1)).to_contain_text("State")
    return page


def blind(visit):
    page = visit.exhibit("forward", "v=test&sm=0").page
    expect(page.locator(ROUND)).to_contain_text("Round 1 of 10")
    return page


def test_a_house_comes_first_and_the_words_are_all_that_bring_it_back(visit):
    page = visit.alone("forward").page
    asked = []
    page.on("request", lambda each: asked.extend([each]))
    opened(visit, "sm=0")
    house = page.get_by_role("button", name="A house")
    expect(house).to_have_attribute("aria-pressed", "true")
    plans = [each.post_data_json["params"] for each in asked if each.url.endswith("/api/plan")]
    assert len(plans) == 1
    assert plans[0]["strength"] == pytest.approx(18 / 28)
    page.get_by_role("button", name="The picture just drawn").click()
    expect(house).to_have_attribute("aria-pressed", "false")
    visit.linked("f=drawn")
    assert visit.wrong == []


def test_the_house_that_ships_is_a_scene_of_the_painted_world():
    with Image.open(WEB / "photos/house.webp") as file:
        shipped = np.asarray(file.convert("RGB")).astype(float)
    painted = scene(7, 239, place="hills").picture()
    assert np.abs(shipped - painted).mean() < 1


def test_the_house_that_ships_is_the_picture_that_is_shown(visit):
    with Image.open(WEB / "photos/house.webp") as file:
        wanted = np.asarray(file.convert("RGB"))
    page = opened(visit, "sm=0")
    canvas = f'document.querySelector("{TRIO} canvas")'
    brush, side = f"{canvas}.getContext('2d')", f"{canvas}.width"
    data = page.evaluate(f"[...{brush}.getImageData(0, 0, {side}, {side}).data]")
    side = round((len(data) / 4) ** 0.5)
    shown = np.array(data, np.uint8).reshape(side, side, 4)[..., :3]
    small = np.asarray(Image.fromarray(wanted).resize((side, side), Image.Resampling.BILINEAR))
    assert np.abs(shown.astype(float) - small).mean() < 6


def test_the_finished_picture_is_drowned_and_brought_back(visit):
    page = opened(visit)
    expect(kept(page)).to_contain_text("from 61 % noise")
    tiles = page.locator(TRIO)
    expect(tiles.nth(1)).to_have_attribute("data-drawn", re.compile("xt 17 full$"))
    expect(tiles.nth(2)).to_have_attribute("data-drawn", re.compile(" x0 .* full$"))
    assert visit.wrong == []


def test_a_photo_goes_in_without_its_secrets_and_the_link_remembers_it(visit):
    page = opened(visit, "sm=0")
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
    expect(kept(page)).to_contain_text("% noise")
    page.reload()
    visit.mounted("forward")
    expect(kept(page)).to_contain_text("% noise")
    photo_again = page.locator(f"{FIGURE} button", has_text="A photo of yours")
    expect(photo_again).to_have_attribute("aria-pressed", "true")


def test_what_is_no_picture_is_refused_in_one_sentence_and_nothing_is_lost(visit):
    page = opened(visit)
    before = page.locator(TRIO).nth(1).get_attribute("data-drawn")
    file = {"name": "me.png", "mimeType": "image/png", "buffer": b"not a picture"}
    page.locator(f"{FIGURE} input[type=file]").set_input_files(file)
    expect(page.locator(f"{FIGURE} [data-drop] > .trouble")).to_contain_text("PNG, JPEG and WebP")
    assert visit.rest().page.locator(TRIO).nth(1).get_attribute("data-drawn") == before


def test_a_link_to_a_photo_of_another_machine_says_so(visit):
    page = visit.exhibit("forward", f"f={'a' * 64}&sm=0").page
    expect(page.locator(f"{FIGURE} [data-drop] > .trouble")).to_contain_text("needs a photo")


@pytest.mark.slow
def test_five_depths_stand_side_by_side_with_their_curve(visit):
    page = opened(visit)
    page.get_by_label("Five amounts").check()
    page.get_by_role("button", name="Bring it back from five amounts").click()
    expect(page.locator(f"{FIGURE} pl-plot svg").first).to_be_visible()
    captions = [f"from {share} % noise" for share in (20, 40, 60, 80, 100)]
    expect(page.locator(f"{FIGURE} .five figcaption")).to_have_text(captions)
    for place in range(5):
        tile = page.locator(f"{FIGURE} .five pl-stage").nth(place)
        expect(tile).to_have_attribute("data-drawn", re.compile(" full$"))


def test_with_the_same_noise_the_films_differ_only_between_their_ends(visit):
    page = rewound(visit)
    expect(kept(page, 1)).to_contain_text("State 0: 0.000 apart.")
    slider = page.get_by_label("State of the walk").and_(page.locator(f"{FIGURE} input"))
    slider.focus()
    page.keyboard.press("End")
    expect(kept(page, 1)).to_contain_text("State 28: 0.000 ")
    page.get_by_role("button", name="Where the bend is largest").click()
    expect(kept(page, 1)).not_to_contain_text("28")
    expect(kept(page, 1)).not_to_contain_text(" 0.000 apart")


def test_without_the_lock_the_films_share_the_end_alone(visit):
    page = rewound(visit)
    page.get_by_label("The same noise").uncheck()
    expect(kept(page, 1)).to_contain_text("Unrelated noise: 1.4")
    visit.linked("k=0")


def test_the_difference_on_screen_is_none_at_the_ends(visit):
    """Grey means no difference: the tile is computed from the two pictures that are shown."""
    grey = f"""() => {{ const tile = document.querySelector("{FIGURE} .trio > figure > canvas");
      const {{ data }} = tile.getContext("2d").getImageData(0, 0, 128, 128);
      const gaps = data.filter((_, i) => i % 4 < 3).map((value) => Math.abs(value - 128));
      return gaps.reduce((a, b) => a + b) / gaps.length; }}"""
    page = rewound(visit)
    visit.until(f"({grey})() < 100")  # until it is painted it is 128 everywhere
    at_start = page.evaluate(grey)
    assert at_start < 1.5  # what two JPEGs of the same picture make of their last bits
    page.get_by_role("button", name="Where the bend is largest").click()
    visit.until(f"({grey})() > arg", 2 * at_start + 1)


def test_ten_rounds_are_scored_against_coin_tossing_by_keys_alone(visit):
    page = blind(visit)
    said = page.locator(ROUND)
    page.get_by_role("button", name="A is real").focus()
    for number in range(1, 11):
        expect(said).to_contain_text(f"Round {number} of 10")
        page.keyboard.press("a")
        expect(said).to_have_text(re.compile("^(Right|Wrong|No)"))
        page.keyboard.press("n")
    expect(said).to_contain_text("Round 1 of 10")  # the last "n" began again
    luck = page.evaluate(
        "async () => [0, 5, 8, 10].map((await import('/web/figures/blind.js')).luck)"
    )
    assert luck == pytest.approx([1, 638 / 1024, 56 / 1024, 1 / 1024])


def test_the_right_answer_is_the_picture_of_the_walk(visit):
    page = blind(visit)
    first, second = (page.locator(f"{FIGURE} .pair pl-stage").nth(place) for place in (0, 1))
    both = re.compile("^(real|fresh)-.* full$")
    expect(first).to_have_attribute("data-drawn", both)
    expect(second).to_have_attribute("data-drawn", both)
    real = first.get_attribute("data-drawn").startswith("real-")
    assert real != second.get_attribute("data-drawn").startswith("real-")
    page.get_by_role("button", name="A is real").click()
    right = re.compile("^Right" if real else "^(?!Right)")
    expect(page.locator(ROUND)).not_to_contain_text("Round")
    expect(page.locator(ROUND)).to_have_text(right)


def test_a_thumb_chooses_the_depth_on_a_phone(on_phone):
    page = opened(on_phone)
    box = on_phone.under(page.locator(TRIO).nth(1))
    page.touchscreen.tap(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    expect(kept(page)).to_contain_text("from 100 % noise")
