"""Steps in a real browser: guess first, then the ladder, the map of strides and the race."""

import re

import pytest
from playwright.sync_api import expect

FIGURE = "[data-exhibit=steps]"
LADDER = [1, 2, 4, 8, 16, 28, 50]
SHOWN = f"document.querySelector('{FIGURE} pl-stage').dataset.drawn"


def opened(visit, query="sm=0"):
    page = visit.exhibit("steps", query).page
    page.wait_for_selector(f"{FIGURE} .plane-of-paths", state="attached")
    return page


def test_a_visitor_guesses_before_anything_is_told(visit):
    page = opened(visit)
    assert page.locator(f"{FIGURE} .note:visible").count() == 0
    page.locator(f"{FIGURE} .ask").get_by_role("button", name="8", exact=True).click()
    expect(page.locator(f"{FIGURE} .ask")).to_contain_text("You said 8.")
    notes = page.locator(f"{FIGURE} .seven").first.locator(".note:visible")
    expect(notes).to_have_count(len(LADDER))
    expect(notes.first).to_contain_text("apart")
    assert visit.wrong == []


def test_arrows_walk_the_ladder_and_a_link_brings_it_back(visit):
    page = opened(visit, "r=1&sm=0")
    page.locator(f"{FIGURE} pl-scrubber input").focus()
    for steps in LADDER[1:]:
        page.keyboard.press("ArrowRight")
        visit.until(f"{SHOWN}.includes(' x0 {steps} ')")
        expect(page.locator(f"{FIGURE} .said")).to_contain_text(f"{steps} steps, {2 * steps} looks")
    visit.linked("r=50")
    assert visit.wrong == []


def test_a_tile_is_a_choice_and_the_map_follows(visit):
    page = opened(visit, "r=28&sm=0")
    page.locator(f"{FIGURE} [data-tile=rung-2] input").check()
    expect(page.locator(f"{FIGURE} .foot")).to_have_count(5)
    paths = page.locator(f"{FIGURE} .plane-of-paths")
    expect(paths).to_have_attribute("aria-label", re.compile("4 strides"))


def test_the_name_of_a_walk_does_not_lie_on_it(visit):
    page = opened(visit, "r=1&v=map&sm=0")
    covered = """(figure) => {
      const name = figure.querySelector(".mine-name").getBoundingClientRect();
      const dots = [...figure.querySelectorAll(".foot")].map((dot) => dot.getBoundingClientRect());
      const under = ({ x, y, width, height }) => x + width > name.left && x < name.right
        && y + height > name.top && y < name.bottom;
      return dots.filter(under).length;
    }"""
    page.locator(f"{FIGURE} pl-scrubber input").focus()
    for steps in LADDER:
        expect(page.locator(f"{FIGURE} .foot")).to_have_count(steps + 1)
        assert page.locator(FIGURE).evaluate(covered) == 0, steps
        page.keyboard.press("ArrowRight")


def test_no_path_leaves_its_plot(visit):
    page = opened(visit, "r=1&v=map&sm=0")
    left = """(svg) => {
      const room = svg.viewBox.baseVal;
      return [...svg.querySelectorAll("path, circle")].filter((line) => {
        const { x, y, width, height } = line.getBBox();
        return x < 0 || y < 0 || x + width > room.width || y + height > room.height;
      }).length;
    }"""
    page.locator(f"{FIGURE} pl-scrubber input").focus()
    for steps in LADDER:
        expect(page.locator(f"{FIGURE} .foot")).to_have_count(steps + 1)
        assert page.locator(f"{FIGURE} .plane-of-paths").evaluate(left) == 0, steps
        page.keyboard.press("ArrowRight")


@pytest.mark.slow
def test_the_table_says_what_the_server_measured(visit):
    page = opened(visit, "r=28&v=curve&sm=0")
    told = page.evaluate(
        """async () => {
          const { Run } = await import("/web/net/run.js");
          const run = new Run("steps");
          const { DEFAULTS } = await import("/web/store.js");
          const { info, row } = await import("/web/net/info.js");
          const { prompt, seed } = row(info.exhibits, "slug", "steps");
          await run.start({ ...DEFAULTS, prompt, seed }, {}, { detail: "full" });
          return run.result.rungs.map((row) => [row.evals, row.error.toFixed(3)]);
        }"""
    )
    page.locator(f"{FIGURE} .side details").first.evaluate("(each) => { each.open = true; }")
    rows = page.locator(f"{FIGURE} .side details tbody tr").all()
    read = [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]
    assert [[int(looks), far] for looks, far in read] == told


def test_taking_the_strides_ends_at_the_picture(visit):
    page = opened(visit, "r=4&v=map&sm=0")
    page.get_by_role("button", name="Take the strides").click()
    visit.until(f"{SHOWN}.includes(' xt 0 ')")  # real noise
    visit.until(f"{SHOWN}.includes(' x0 4 ')")
    expect(page.locator(f"{FIGURE} .foot.here")).to_have_count(1)


@pytest.mark.slow
def test_the_race_starts_when_asked_and_counts_looks(visit):
    page = opened(visit, "r=28&v=race&sm=0")
    assert page.locator(f"{FIGURE} .race:visible").count() == 0
    page.locator(f"{FIGURE} button.go").click()
    page.wait_for_selector(f"{FIGURE} .race .loglog")
    visit.rest()
    notes = page.locator(f"{FIGURE} .race .note").all_inner_texts()
    assert [int(note.split()[0]) for note in notes] == [4, 6, 4, 4, 4, 4, 4, 4]
    assert page.locator(f"{FIGURE} .race .curve").count() == 8
    assert page.locator(f"{FIGURE} .race .curve.open").count() == 3
    page.get_by_label("What steps buy").check()
    page.get_by_label("seconds here").check()
    page.get_by_label("Race of solvers").check()
    label = page.locator(f"{FIGURE} .race .loglog text", has_text=re.compile("^seconds here$"))
    expect(label).to_have_count(1)
    assert visit.wrong == []


def test_a_thumb_chooses_the_rung_on_a_phone(on_phone):
    page = opened(on_phone, "r=28&sm=0")
    box = on_phone.under(page.locator(f"{FIGURE} pl-stage").first)
    page.touchscreen.tap(box["x"] + 5, box["y"] + box["height"] / 3)
    on_phone.until(f"{SHOWN}.includes(' x0 1 ')")


def test_the_dial_says_steps_and_an_open_table_stays_open(visit):
    page = opened(visit, "r=8&v=curve&sm=0")
    page.locator(f"{FIGURE} .after details summary").first.click()
    dial = page.locator(f"{FIGURE} pl-scrubber input")
    dial.focus()
    page.keyboard.press("ArrowRight")
    assert dial.get_attribute("aria-valuetext") == "16 steps"
    expect(page.locator(f"{FIGURE} .said")).to_contain_text("16 steps, 32 looks")
    assert page.locator(f"{FIGURE} .after details").first.get_attribute("open") is not None


def test_a_rung_chosen_from_what_was_drawn_is_fetched_in_full(visit):
    opened(visit, "sm=0")
    page = opened(visit, "r=8&sm=0")
    with page.expect_request("**/x0.webp"):
        page.locator(f"{FIGURE} [data-tile=rung-1] input").check()
