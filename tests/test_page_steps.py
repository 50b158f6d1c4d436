"""Steps in a real browser: guess first, then the ladder, the map of strides and the race."""

import browsing
import pytest

FIGURE = "[data-exhibit=steps]"
PATIENCE = 40_000  # ms: every figure near the screen draws, and machines are shared
LADDER = [1, 2, 4, 8, 16, 28, 50]
SHOWN = f"document.querySelector('{FIGURE} pl-stage').dataset.drawn"


@pytest.fixture
def visit(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as made:
        yield made


def opened(visit, link="/steps?sm=0"):
    visit.page.set_default_timeout(PATIENCE)
    visit.open(link).mounted("steps")
    visit.page.wait_for_selector(f"{FIGURE} .plane-of-paths")
    return visit.page


def test_a_visitor_guesses_before_anything_is_told(visit):
    page = opened(visit)
    assert page.locator(f"{FIGURE} .note:visible").count() == 0
    page.locator(f"{FIGURE} .ask").get_by_role("button", name="8", exact=True).click()
    assert page.locator(f"{FIGURE} .ask").inner_text().startswith("You said 8.")
    notes = page.locator(f"{FIGURE} .seven").first.locator(".note:visible")
    assert notes.count() == len(LADDER)
    assert "apart" in notes.first.inner_text()
    assert visit.wrong == []


def test_arrows_walk_the_ladder_and_a_link_brings_it_back(visit):
    page = opened(visit, "/steps?r=1&sm=0")
    page.locator(f"{FIGURE} pl-scrubber input").focus()
    for steps in LADDER[1:]:
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"() => {SHOWN}.includes(' x0 {steps} ')")
        row = page.locator(f"{FIGURE} .said")
        assert row.inner_text().startswith(f"{steps} steps, {2 * steps} looks")
    page.wait_for_function("() => location.hash.includes('r=50')")
    assert visit.wrong == []


def test_a_tile_is_a_choice_and_the_map_follows(visit):
    page = opened(visit, "/steps?r=28&sm=0")
    page.locator(f"{FIGURE} [data-tile=rung-2] input").check()
    assert page.locator(f"{FIGURE} .foot").count() == 5
    assert "4 strides" in page.locator(f"{FIGURE} .plane-of-paths").get_attribute("aria-label")


def test_the_table_says_what_the_server_measured(visit):
    page = opened(visit, "/steps?r=28&sm=0")
    told = page.evaluate(
        """async () => {
          const { Run } = await import("/web/wire.js");
          const run = new Run("steps");
          const { DEFAULTS } = await import("/web/store.js");
          await run.start(DEFAULTS, {}, { detail: "full" });
          return run.result.rungs.map((row) => [row.evals, row.error.toFixed(3)]);
        }"""
    )
    page.locator(f"{FIGURE} .side details").first.evaluate("(each) => { each.open = true; }")
    rows = page.locator(f"{FIGURE} .side details tbody tr").all()
    read = [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]
    assert [[int(looks), far] for looks, far in read] == told


def test_taking_the_strides_ends_at_the_picture(visit):
    page = opened(visit, "/steps?r=4&sm=0")
    page.get_by_role("button", name="Take the strides").click()
    page.wait_for_function(f"() => {SHOWN}.includes(' x0 4 ')")
    assert page.locator(f"{FIGURE} .foot.here").count() == 1


def test_the_race_starts_when_asked_and_counts_looks(visit):
    page = opened(visit, "/steps?r=28&sm=0")
    assert page.locator(f"{FIGURE} .race:visible").count() == 0
    page.locator(f"{FIGURE} button.go").click()
    page.wait_for_selector(f"{FIGURE} .race .loglog")
    notes = page.locator(f"{FIGURE} .race .note").all_inner_texts()
    assert [int(note.split()[0]) for note in notes] == [4, 6, 4, 4, 4, 4, 4]
    assert page.locator(f"{FIGURE} .race .curve").count() == 7
    assert page.locator(f"{FIGURE} .race .curve.open").count() == 3
    page.get_by_label("seconds here").check()
    label = f"{FIGURE} .race .loglog text"
    assert "seconds here" in page.locator(label).all_text_contents()
    assert visit.wrong == []


@pytest.mark.parametrize("name", list(browsing.PHONES))
def test_a_thumb_chooses_the_rung_on_a_phone(browser, site, name):
    with browsing.visiting(browser, site, **browsing.phone(name)) as visit:
        page = opened(visit, "/steps?r=28&sm=0")
        stage = page.locator(f"{FIGURE} pl-stage").first
        stage.scroll_into_view_if_needed()
        box = stage.bounding_box()
        page.wait_for_function(f"() => {SHOWN}.includes(' x0 28 full')")  # else it may yet move
        page.touchscreen.tap(box["x"] + 5, box["y"] + box["height"] / 3)
        page.wait_for_function(f"() => {SHOWN}.includes(' x0 1 ')")
