"""Paint on it, in a real browser: masks by hand, by keys and by link; results, and what is kept."""

import pytest
from playwright.sync_api import expect

from pellucid.app.page import WEB

FIGURE = "[data-exhibit=paint]"
SHORT = "n=6&sm=0"
WALK = f"document.querySelector('{FIGURE} pl-stage').walk"
FLAT = {"right": 0, "top": 0, "bottom": 0}
DAISY = WEB / "photos/daisy.webp"
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
    page.locator(f"{FIGURE} button", has_text="Clear").click()
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


def test_a_larger_picture_has_its_own_shape_and_its_sides_follow_a_drag(visit):
    page = opened(visit, "v=larger")
    asked = plans(page)
    box = visit.under(stage(page))
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.95 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], middle, steps=4)
    page.mouse.up()
    visit.linked("o=64.0.0.0")
    draw(page)
    assert asked == [{"act": "larger", "photo": asked[0]["photo"], "left": 64, **FLAT}]
    visit.until(f"{WALK}.end?.width === 320 && {WALK}.end.height === 256")
    expect(page.locator(f"{FIGURE} button", has_text="Go on from this")).to_be_hidden()
    assert visit.wrong == []


def test_a_result_can_be_painted_on_and_undone(visit):
    page = opened(visit, "i=6")
    asked = plans(page)
    draw(page)
    page.locator(f"{FIGURE} button", has_text="Go on from this").click()
    page.wait_for_function("() => /[?&]f=[0-9a-f]{64}/.test(location.hash)")
    visit.linked("b=0.0.0.0")
    page.locator(f"{FIGURE} .side pl-prompt .go").click()
    expect(said(page)).to_contain_text("no hole to fill")
    page.locator(f"{FIGURE} button", has_text="Undo").click()
    page.wait_for_function("() => !location.hash.includes('f=')")
    draw(page)
    assert asked[0] == asked[1]


def test_what_is_kept_comes_back_from_what_was_drawn(visit):
    page = opened(visit, "v=regions&g=left%3A+a+bee&q=a+meadow&i=6")
    page.locator(f"{FIGURE} button", has_text="Keep").click()
    kept, *_ = page.evaluate("JSON.parse(localStorage.getItem('pellucid.history'))")
    assert kept["settings"]["prompt"] == "a meadow"
    page.locator(f"{FIGURE} .tabs input[value=fill]").check()
    page.evaluate("(link) => { location.hash = link; }", kept["link"])
    page.wait_for_function(f"() => {WALK}?.recipe.edits?.[0]?.edit === 'regions'")
    assert page.evaluate(f"{WALK}.recipe.prompt") == "a meadow"


def test_a_photo_is_sent_to_the_pages_own_server_alone_and_the_figure_says_so(visit):
    page = opened(visit)
    posts = []
    page.on("request", lambda each: posts.append(each.url) if each.method == "POST" else None)
    file = {"name": "me.webp", "mimeType": "image/webp", "buffer": DAISY.read_bytes()}
    page.locator(f"{FIGURE} input[type=file]").set_input_files(file)
    page.wait_for_function("() => /[?&]f=[0-9a-f]{64}/.test(location.hash)")
    assert [url for url in posts if not url.startswith(visit.url)] == []
    assert f"{visit.url}/api/photo" in [url.replace("//api", "/api") for url in posts]
    expect(page.locator(f"{FIGURE} .aside")).to_contain_text("and to nobody else")
    photo = page.locator(f"{FIGURE} button", has_text="A photo of yours")
    expect(photo).to_have_attribute("aria-pressed", "true")


def test_a_link_to_a_photo_of_another_machine_says_so(visit):
    page = opened(visit, f"f={'a' * 64}")
    expect(page.locator(f"{FIGURE} .side > .trouble")).to_contain_text("needs a photo")


COMMANDS = """async (edits) => {
  const { command } = await import("/web/page/code.js");
  return edits.map((each) => command({ prompt: "a bee", edits: each }));
}"""


def test_what_was_painted_is_a_command(visit):
    image, mask = "a" * 64, "b" * 64
    edits = [
        {"edit": "inpaint", "image": image, "mask": mask, "feather": 8},
        {"edit": "outpaint", "image": image, "left": 64, "right": 0, "top": 32, "bottom": 0},
        {"edit": "regions", "regions": [{"where": "left", "prompt": "a snail"}]},
    ]
    fill, larger, regions = visit.open().page.evaluate(COMMANDS, [[each] for each in edits])
    assert fill == "pellucid draw 'a bee' --image photo.png --mask mask.png"
    assert larger == "pellucid draw 'a bee' --image photo.png --outpaint 'left=64,top=32'"
    assert regions == "pellucid draw 'a bee' --regions 'left: a snail'"
