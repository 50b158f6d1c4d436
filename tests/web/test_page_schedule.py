"""Five clocks, in a real browser: equal noise is an equal picture, whatever the schedule."""

import browsing
import pytest

FIGURE = "[data-exhibit=forward]"
SCRUBBER = f"{FIGURE} pl-scrubber:has(+ pl-job + .kept)"
APART = f"() => document.querySelector('{FIGURE} [data-apart]')?.dataset.apart"
NAMES = ["Linear", "Scaled linear", "Cosine", "Flow", "Log-uniform"]


def opened(visit, link):
    visit.open(f"/forward?v=clocks&sm=0&{link}").mounted("forward")
    return visit.page


def apart(page, even: str, state: int) -> int:
    """How far apart the page finds the five pictures at a state, of 255."""
    page.wait_for_function(
        f"([wanted]) => ({APART})()?.startsWith(wanted)", arg=[f"{even} {state} "]
    )
    return int(page.evaluate(APART).split()[2])


def test_at_the_same_time_the_pictures_differ_and_with_the_same_noise_they_are_one(visit):
    page = opened(visit, "u=14")
    assert apart(page, "time", 14) > 40
    page.get_by_label("Equal noise").check()
    assert apart(page, "noise", 14) == 0
    assert "the same, to the last bit" in page.locator(f"{FIGURE} .kept:visible").inner_text()
    page.wait_for_function("() => /[?&]e=1/.test(location.hash)")
    assert visit.wrong == []


def test_the_pictures_are_those_of_the_five_schedules(visit):
    page = opened(visit, "u=7")
    apart(page, "time", 7)
    drawn = page.locator(f"{FIGURE} .clocks pl-stage").evaluate_all(
        "(all) => all.map((one) => one.dataset.drawn)"
    )
    assert [one.split("-")[0] for one in drawn] == [
        *("linear", "scaled_linear", "cosine", "flow", "log_uniform")
    ]
    assert all(one.endswith(" xt 7 full") for one in drawn)
    assert [
        text.split("\n")[0] for text in page.locator(".clocks label").all_inner_texts()
    ] == NAMES


def test_every_clock_has_its_mark_where_it_stands(visit):
    """At the same time all marks stand above one another; with the same noise, side by side."""
    places = f"""() => [...document.querySelectorAll("{FIGURE} .ratio .dot")].map((dot) =>
      dot.getAttribute("transform").match(/[-.\\d]+/g).map(Number))"""
    page = opened(visit, "u=14")
    apart(page, "time", 14)
    over = page.evaluate(places)
    assert len(over) == 5
    assert len({x for x, _ in over}) == 1
    assert len({round(y) for _, y in over}) > 3
    page.keyboard.press("Escape")
    page.locator(f"{FIGURE} .clocks input").first.focus()
    page.keyboard.press("e")
    apart(page, "noise", 14)
    beside = page.evaluate(places)
    assert max(y for _, y in beside) - min(y for _, y in beside) < 0.5
    assert len({round(x) for x, _ in beside}) >= 4


def test_a_schedule_is_picked_by_keys_and_its_curve_is_drawn(visit):
    page = opened(visit, "u=14")
    apart(page, "time", 14)
    page.locator(f"{FIGURE} .more:has(.ratio) > summary").click()
    heading = page.locator(f"{FIGURE} .two:has(.ratio) h3").first
    assert heading.inner_text() == "Flow: signal and noise"  # the engine's own comes first
    page.locator(f"{FIGURE} .clocks input[value=flow]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => /[?&]c=cosine/.test(location.hash)")
    assert heading.inner_text() == "Cosine: signal and noise"
    assert "Cosine, at 50 % of its time" in page.locator(f"{FIGURE} .kept:visible").inner_text()


def test_a_link_brings_back_schedule_time_and_what_is_held_equal(visit):
    page = opened(visit, "u=21&c=linear&e=1")
    assert apart(page, "noise", 21) == 0
    assert "Linear, at " in page.locator(f"{FIGURE} .kept:visible").inner_text()
    assert page.locator(f"{FIGURE} .clocks input:checked").get_attribute("value") == "linear"


def test_the_slider_goes_from_the_picture_to_noise_by_keys(visit):
    page = opened(visit, "u=14&c=flow")
    apart(page, "time", 14)
    page.locator(f"{SCRUBBER} input").focus()
    page.keyboard.press("Home")
    apart(page, "time", 0)
    said = page.locator(f"{FIGURE} .kept:visible")
    assert "Flow, at 0 % of its time: 1.000 parts picture, 0.000" in said.inner_text()
    page.keyboard.press("End")
    apart(page, "time", 28)
    assert "Flow, at 100 % of its time: 0.000 parts picture, 1.000" in said.inner_text()
    page.wait_for_function("() => /[?&]u=28/.test(location.hash)")


@pytest.mark.slow
@pytest.mark.parametrize("name", list(browsing.PHONES))
def test_a_thumb_on_any_picture_moves_all_five(browser, site, name):
    with browsing.visiting(browser, site, **browsing.phone(name)) as visit:
        page = opened(visit, "u=7")
        apart(page, "time", 7)
        box = visit.under(page.locator(f"{FIGURE} .clocks pl-stage").nth(1))
        page.touchscreen.tap(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
        apart(page, "time", 28)
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0
