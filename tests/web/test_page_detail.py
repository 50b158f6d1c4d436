"""Prompt detail in a real browser: phrases move by every means, and the needle tells the truth."""

import browsing
import pytest
from playwright.sync_api import expect

FIGURE = "[data-exhibit=detail]"
QUERY = "r1=a+bee&r2=a+bee%2C+at+night%2C+in+the+rain&sm=0"


def opened(visit, query=QUERY, rungs=2):
    page = visit.exhibit("detail", query).page
    measured(page, rungs)
    page.locator(f"{FIGURE} details.more summary").click()
    return page


def measured(page, rungs):
    expect(page.locator(f"{FIGURE} .wobble b:not(:empty)")).to_have_count(rungs)


def has(page, *rungs):
    expect(page.locator(f"{FIGURE} .rung > input")).to_have_count(len(rungs))
    for place, words in enumerate(rungs):
        expect(page.locator(f"{FIGURE} .rung > input").nth(place)).to_have_value(words)


@pytest.mark.slow
def test_the_pages_words_become_three_rungs_of_four_pictures(visit):
    page = opened(visit, "p=a+red+snail+on+a+mushroom&sm=0", 3)
    rungs = page.locator(f"{FIGURE} .rung > input")
    vague, fuller, rich = (rung.input_value() for rung in rungs.all())
    assert (vague, fuller) == ("a snail", "a red snail on a mushroom")
    assert rich.startswith(fuller + ", ")
    expect(page.locator(f"{FIGURE} pl-stage")).to_have_count(12)
    assert visit.wrong == []


def test_a_link_brings_the_visitors_rungs_back(visit):
    page = opened(visit)
    has(page, "a bee", "a bee, at night, in the rain")


def test_a_phrase_moves_by_its_button_and_by_alt_and_an_arrow(visit):
    page = opened(visit)
    page.get_by_role("button", name="Move “at night” to the vaguer prompt").click()
    has(page, "a bee, at night", "a bee, in the rain")
    page.locator(f"{FIGURE} .phrase", has_text="at night").focus()
    page.keyboard.press("Alt+ArrowRight")
    has(page, "a bee", "a bee, in the rain, at night")
    expect(page.locator("#said")).to_contain_text("Moved “at night” to Fuller")
    visit.linked("r2=a+bee%2C+in+the+rain%2C+at+night")
    measured(page, 2)
    assert visit.wrong == []


def test_a_phrase_can_be_dragged(visit):
    page = opened(visit)
    phrase = page.locator(f"{FIGURE} .phrase", has_text="in the rain")
    phrase.locator("span").drag_to(page.locator(f"{FIGURE} .phrases").first)
    has(page, "a bee, in the rain", "a bee, at night")


def test_the_last_phrase_of_a_rung_stays(visit):
    page = opened(visit)
    first = page.locator(f"{FIGURE} .phrases").first
    assert first.locator(".phrase button").count() == 0
    first.locator(".phrase").focus()
    page.keyboard.press("Alt+ArrowRight")
    has(page, "a bee", "a bee, at night, in the rain")


def test_the_same_words_twice_have_the_same_wobble(visit):
    page = opened(visit, "r1=a+bee&r2=a+bee&sm=0")
    first, second = page.locator(f"{FIGURE} .wobble b").all_inner_texts()
    assert first == second
    expect(page.locator(f"{FIGURE} .said").nth(1)).to_contain_text("same words")


def test_rungs_are_added_up_to_five_and_removed(visit):
    page = opened(visit)
    add = page.get_by_role("button", name="Add a prompt")
    rungs = page.locator(f"{FIGURE} .rung")
    for count in (3, 4, 5):
        add.click()
        expect(rungs).to_have_count(count)
    expect(add).to_be_disabled()
    page.get_by_role("button", name="Remove this prompt").first.click()
    expect(rungs).to_have_count(4)
    page.get_by_role("button", name="Back to the page's words").click()
    expect(rungs).to_have_count(3)


@pytest.mark.slow
def test_the_needle_trembles_only_where_motion_is_welcome(browser, site):
    for motion, many in (("reduce", 0), ("no-preference", 2)):
        with browsing.visiting(browser, site, reduced_motion=motion) as visit:
            page = opened(visit)
            expect(page.locator(f"{FIGURE} [data-trembles]")).to_have_count(many)
            fans = page.locator(f"{FIGURE} .fan").all()
            assert all(fan.get_attribute("d") for fan in fans)


def test_a_phone_shows_one_rung_at_a_time(on_phone):
    page = opened(on_phone)
    expect(page.locator(f"{FIGURE} .rung:visible")).to_have_count(1)
    page.locator(f"{FIGURE} .rung-tabs label").first.tap()
    expect(page.locator(f"{FIGURE} .rung:visible h3")).to_have_text("Vague")


def test_a_file_dropped_on_a_rung_is_read_as_anywhere(visit):
    page = opened(visit)
    with page.expect_request("**/api/restore"):
        page.locator(f"{FIGURE} .rung").first.evaluate(
            """(rung) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File(["no picture"], "bee.png", { type: "image/png" }));
              const how = { dataTransfer, bubbles: true, cancelable: true };
              rung.dispatchEvent(new DragEvent("drop", how));
            }"""
        )
    has(page, "a bee", "a bee, at night, in the rain")
