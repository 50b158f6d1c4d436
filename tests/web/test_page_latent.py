"""Inside the latent, in a real browser: true variance, a poke and how far it reaches."""

import browsing
import fake
import numpy as np
import pytest
import tiny
from asking import Client
from playwright.sync_api import expect

from derive.serve import served
from pellucid.app.serve.limits import LIMITS
from pellucid.app.server import build

FIGURE = "[data-exhibit=latent]"
TIMES, MINUS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"
DATA = f"document.querySelector('{FIGURE}').dataset"


def opened(visit, query="sm=0"):
    return visit.exhibit("latent", query).until(f"{DATA}.kept").page


def poked(visit) -> tuple[int, float]:
    """How many pixels a poke changed, and how far away the furthest is."""
    visit.until(f"{DATA}.poked")
    count, reach = visit.page.evaluate(f"{DATA}.poked").split()
    return int(count), float(reach)


def stored(visit, page):
    """The latents of the walk on the screen, as the server keeps them: (2, states, C, h, w)."""
    key = page.locator(f"{FIGURE} pl-stage").get_attribute("data-drawn").split()[0]
    raw = Client(visit.url).get(f"/w/{key}/latents.bin").data
    return key, np.frombuffer(raw, "<f2").reshape(2, -1, 4, 32, 32).astype(np.float64)


@pytest.mark.parametrize(("state", "view"), [(28, "x0"), (0, "xt"), (9, "xt")])
def test_the_variance_on_the_page_is_the_variance_of_the_numbers(visit, state, view):
    page = opened(visit, f"i={state}&v={view}&b=channels&sm=0")
    _, both = stored(visit, page)
    cells = both[0 if view == "xt" else 1, state].reshape(4, -1)
    share = cells[:3].var(1).sum() / cells.var(1).sum()
    visit.until(f"Math.abs({DATA}.kept - arg) < 2e-4", share)
    told = float(page.evaluate(f"{DATA}.kept"))
    expect(page.locator(f"{FIGURE} .more .kept")).to_contain_text(f"keeps {100 * told:.1f} %")


def test_pixels_are_shown_as_they_are_and_not_as_what_a_codec_makes_of_them(browser):
    with (
        fake.serving(tiny.pixel_engine()) as url,
        browsing.visiting(browser, url, reduced_motion="reduce") as visit,
    ):
        page = opened(visit, "m=garden-pixel&sm=0")
        expect(page.locator(f"{FIGURE} [value=channels]")).to_be_checked()
        expect(page.locator(f"{FIGURE} [value=training]")).to_be_hidden()
        expect(page.locator(f"{FIGURE} [role=status]")).to_contain_text("no codec")
        expect(page.locator(FIGURE)).to_contain_text("The same, made larger")
        expect(page.locator(FIGURE)).not_to_contain_text("What the codec makes of it")
        expect(page.locator(f"{FIGURE} .more .kept")).to_contain_text("keeps 100.0 %")
        page.get_by_role("button", name="Settings").click()
        expect(page.get_by_role("combobox", name="Model")).to_have_value("garden-pixel")


def test_the_model_of_pixels_is_one_tap_away_and_the_prose_follows_it(browser):
    loads = {"garden": fake.engine, "garden-pixel": tiny.pixel_engine}
    with (
        served(build(loads, limits=LIMITS)) as url,
        browsing.visiting(browser, url, reduced_motion="reduce") as visit,
    ):
        page = opened(visit, "n=6&sm=0")
        prose = page.locator("#latent > [data-depth='1']").first
        expect(prose).to_contain_text("never touches a pixel", use_inner_text=True)
        page.get_by_label("model of pixels").check()
        visit.shows("latent", " full", engine="garden-pixel")
        expect(prose).to_contain_text("works on the pixels themselves", use_inner_text=True)
        chapter = page.locator("#latent")
        expect(chapter).not_to_contain_text("never touches", use_inner_text=True)
        expect(page.locator(f"{FIGURE} [role=status]")).to_contain_text("no codec")
        visit.linked("e=garden-pixel")
        page.get_by_label("model of latents").check()
        expect(prose).to_contain_text("never touches a pixel", use_inner_text=True)
        assert visit.wrong == []


def test_half_floats_are_read_to_the_bit(visit):
    page = opened(visit)
    values = np.array([0, 1, -2.5, 65504, 6.1e-5, 5.96e-8, 0.333], np.float16)
    words = values.view(np.uint16).tolist()
    read = page.evaluate(
        """async (words) => { const { halves } = await import("/web/exhibits/latent.js");
        return [...halves(new Uint16Array(words).buffer)]; }""",
        words,
    )
    assert read == values.astype(np.float32).tolist()


def test_a_poke_changes_the_picture_at_its_cell_and_nowhere_far(visit):
    """The fake decoder paints each cell as eight by eight pixels, so a poke reaches just those."""
    page = opened(visit, "c=2-29&ch=0&sm=0")
    page.get_by_label("Add to it").and_(page.locator("input")).fill("-2")
    page.get_by_role("button", name="Poke").click()
    count, reach = poked(visit)
    assert count == 64
    assert reach <= 8 * 2**0.5 / 2 + 1
    said = page.locator(f"{FIGURE} [role=status]").last
    expect(said).to_contain_text("64 of 65,536 pixels")
    expect(said).to_contain_text(f"8 {TIMES} 8")
    page.get_by_role("button", name="Let go").click()
    expect(said).to_contain_text("Choose a cell")


def test_the_numbers_of_the_chosen_cell_are_those_of_the_walk(visit):
    page = opened(visit, "c=5-7&sm=0")
    _, both = stored(visit, page)
    shown = [
        text.replace(MINUS, "-") for text in page.locator(f"{FIGURE} .channel b").all_inner_texts()
    ]
    assert [float(text) for text in shown] == pytest.approx(both[1, 28, :, 5, 7], abs=0.006)


def test_cells_are_chosen_and_poked_by_keys_alone(visit):
    page = opened(visit, "c=0-0&sm=0")
    grid = page.get_by_role("grid")
    grid.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "PageDown"):
        page.keyboard.press(key)
    expect(page.get_by_role("gridcell")).to_contain_text("Row 10, column 3:")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    poked(visit)
    visit.linked("c=8-2")


def test_a_click_on_the_map_chooses_the_cell_under_it(visit):
    page = opened(visit)
    box = visit.under(page.get_by_role("grid"))
    page.mouse.click(box["x"] + box["width"] * 10.5 / 32, box["y"] + box["height"] * 3.5 / 32)
    expect(page.get_by_role("gridcell")).to_contain_text("Row 4, column 11:")


def test_the_sizes_are_counted_not_quoted(visit):
    page = opened(visit)
    sizes = page.locator(f"{FIGURE} .meters").inner_text()
    assert f"256 {TIMES} 256 {TIMES} 3 = 196,608" in sizes
    assert f"32 {TIMES} 32 {TIMES} 4 = 4,096" in sizes
    assert "48 times" in sizes


def test_a_new_prompt_brings_new_latents(visit):
    page = opened(visit)
    before = page.evaluate(f"{DATA}.kept")
    page.evaluate(
        """async () => (await import("/web/main.js")).store.change({ prompt: "a bee on ice" })"""
    )
    visit.shows("latent", prompt="a bee on ice")
    visit.until(f"{DATA}.kept !== arg", before)
    assert visit.wrong == []


def test_cells_on_a_phone_are_large_enough_to_touch_or_can_be_stepped(on_phone):
    page = opened(on_phone, "c=4-4&sm=0")
    page.get_by_role("button", name="Cell to the right").tap()
    expect(page.get_by_role("gridcell")).to_contain_text("Row 5, column 6:")
