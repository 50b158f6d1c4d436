"""Paint on it, in a real browser: masks by hand, by keys and by link; results, and what is kept."""

import pytest
from playwright.sync_api import expect

FIGURE = "[data-exhibit=paint]"
SHORT = "n=6&sm=0"
MASK = """async (text) => {
  const { Mask } = await import("/web/figures/mask.js");
  const mask = new Mask();
  mask.read(text);
  return [mask.share * 4096, mask.bounds, mask.text];
}"""
STROKES = """async () => {
  const { Mask } = await import("/web/figures/mask.js");
  const [mask, again] = [new Mask(), new Mask()];
  mask.box(4, 4, 10, 6);
  mask.stroke([30, 40], [50, 44], 8);
  again.read(mask.text);
  const there = [...again.cells].join() === [...mask.cells].join();
  mask.stroke([0, 0], [64, 64], 200, 0);
  return [there, mask.share];
}"""


def opened(visit, query=""):
    return visit.exhibit("paint", f"{query}&{SHORT}" if query else SHORT).page


def stage(page):
    return page.locator(f"{FIGURE} .two pl-stage")


def said(page):
    return page.locator(f"{FIGURE} .said")


def plans(page):
    """What is asked of the model from now on: the parameters of every plan."""
    asked = []

    def hear(request):
        if request.url.endswith("/api/plan"):
            asked.append(request.post_data_json["params"])

    page.on("request", hear)
    return asked


def drag(visit, start, end):
    """Drag over the picture from the middle of one cell of 64 x 64 to that of another."""
    box = visit.under(stage(visit.page))
    at = [
        [
            box[corner] + (cell + 0.5) / 64 * box[side]
            for corner, side, cell in zip("xy", ("width", "height"), cells, strict=True)
        ]
        for cells in (start, end)
    ]
    visit.page.mouse.move(*at[0])
    visit.page.mouse.down()
    visit.page.mouse.move(*at[1], steps=4)
    visit.page.mouse.up()


def draw(page):
    page.locator(f"{FIGURE} .side pl-prompt .go").click()
    page.wait_for_function(
        f"() => document.querySelector('{FIGURE} pl-stage').walk?.done"
        f" && !document.querySelector('{FIGURE} pl-job[data-state=busy]')"
    )


@pytest.mark.parametrize(
    ("text", "cells", "bounds"),
    [
        ("20.18.24.24", 576, [20, 18, 24, 24]),
        ("0.0.64.64", 4096, [0, 0, 64, 64]),
        ("rz.2.1q.1", 3, [35, 0, 2, 2]),
    ],
)
def test_a_mask_is_a_box_or_runs_and_is_written_again_as_it_was(visit, text, cells, bounds):
    assert visit.open().page.evaluate(MASK, text)[:2] == [cells, bounds]


@pytest.mark.parametrize("text", ["", "none", "1.2.3", "1.2.3.99", "r", "r!", "-1.0.4.4"])
def test_what_is_no_mask_is_an_empty_one(visit, text):
    assert visit.open().page.evaluate(MASK, text) == [0, [0, 0, 0, 0], "0.0.0.0"]


def test_strokes_come_back_from_their_link_and_can_be_erased(visit):
    assert visit.open().page.evaluate(STROKES) == [True, 0]


def test_a_hole_is_filled_and_all_else_stays(visit):
    page = opened(visit)
    asked = plans(page)
    drag(visit, (16, 16), (32, 48))
    visit.linked("b=16.16.17.33")
    assert stage(page).get_attribute("data-before") is not None
    draw(page)
    assert [params["act"] for params in asked] == ["fill"]
    expect(said(page)).to_contain_text("Every pixel outside is as it was")
    assert stage(page).get_attribute("data-before") is None
    assert visit.wrong == []


def test_the_mask_is_painted_by_keys(visit):
    page = opened(visit)
    page.locator(f"{FIGURE} button", has_text="Clear").click()
    visit.linked("b=0.0.0.0")
    stage(page).focus()
    top = page.evaluate("scrollY")
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowUp", "+", "Space"):
        page.keyboard.press(key)
    visit.linked("b=24.16.14.14")
    page.keyboard.press("-")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Space")
    page.locator(f"{FIGURE} button", has_text="Undo").click()
    visit.linked("b=24.16.14.14")
    assert page.evaluate("scrollY") == top


def test_a_finger_paints_and_the_page_stays(on_phone):
    page = on_phone.exhibit("paint", SHORT).page
    on_phone.under(stage(page))
    assert (
        page.evaluate(f"getComputedStyle(document.querySelector('{FIGURE} pl-stage')).touchAction")
        == "none"
    )
