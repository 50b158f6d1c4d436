"""Prompt detail in a real browser: phrases move by every means, and the needle tells the truth."""

import browsing
import pytest

FIGURE = "[data-exhibit=detail]"
PATIENCE = 40_000  # ms: every figure near the screen draws, and machines are shared
READY = f"document.querySelectorAll('{FIGURE} .wobble b:not(:empty)').length"
LINK = "/detail?r1=a+bee&r2=a+bee%2C+at+night%2C+in+the+rain&sm=0"


@pytest.fixture
def visit(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as made:
        yield made


def opened(visit, link=LINK, rungs=2):
    visit.page.set_default_timeout(PATIENCE)
    visit.open(link).mounted("detail")
    visit.page.wait_for_function(f"() => {READY} === {rungs}")
    return visit.page


def words(page):
    return [each.input_value() for each in page.locator(f"{FIGURE} .rung > input").all()]


def test_the_pages_words_become_three_rungs_of_four_pictures(visit):
    page = opened(visit, "/detail?p=a+red+snail+on+a+mushroom&sm=0", 3)
    vague, fuller, rich = words(page)
    assert (vague, fuller) == ("a snail", "a red snail on a mushroom")
    assert rich.startswith(fuller + ", ")
    assert page.locator(f"{FIGURE} pl-stage").count() == 12
    assert visit.wrong == []


def test_a_link_brings_the_visitors_rungs_back(visit):
    page = opened(visit)
    assert words(page) == ["a bee", "a bee, at night, in the rain"]


def test_a_phrase_moves_by_its_button_and_by_alt_and_an_arrow(visit):
    page = opened(visit)
    page.get_by_role("button", name="Move “at night” to the vaguer rung").click()
    assert words(page) == ["a bee, at night", "a bee, in the rain"]
    page.locator(f"{FIGURE} .phrase", has_text="at night").focus()
    page.keyboard.press("Alt+ArrowRight")
    assert words(page) == ["a bee", "a bee, in the rain, at night"]
    assert "Moved “at night” to Fuller" in page.locator("#said").inner_text()
    page.wait_for_function("() => location.hash.includes('r2=')")
    page.wait_for_function(f"() => {READY} === 2")
    assert visit.wrong == []


def test_a_phrase_can_be_dragged(visit):
    page = opened(visit)
    phrase = page.locator(f"{FIGURE} .phrase", has_text="in the rain")
    phrase.locator("span").drag_to(page.locator(f"{FIGURE} .rung h3").first)
    assert words(page) == ["a bee, in the rain", "a bee, at night"]


def test_the_last_phrase_of_a_rung_stays(visit):
    page = opened(visit)
    first = page.locator(f"{FIGURE} .rung").first
    assert first.locator(".phrase button").count() == 0
    first.locator(".phrase").focus()
    page.keyboard.press("Alt+ArrowRight")
    assert words(page) == ["a bee", "a bee, at night, in the rain"]


def test_the_same_words_twice_have_the_same_wobble(visit):
    page = opened(visit, "/detail?r1=a+bee&r2=a+bee&sm=0")
    first, second = page.locator(f"{FIGURE} .wobble b").all_inner_texts()
    assert first == second
    page.wait_for_function(
        f"() => document.querySelectorAll('{FIGURE} .said')[1].textContent.includes('same words')"
    )


def test_rungs_are_added_up_to_five_and_removed(visit):
    page = opened(visit)
    add = page.get_by_role("button", name="Add a rung")
    for count in (3, 4, 5):
        add.click()
        assert len(words(page)) == count
    assert add.is_disabled()
    page.get_by_role("button", name="Remove this rung").first.click()
    assert len(words(page)) == 4
    page.get_by_role("button", name="Back to the page's words").click()
    assert len(words(page)) == 3


def test_the_needle_trembles_only_where_motion_is_welcome(browser, site):
    for motion, many in (("reduce", 0), ("no-preference", 2)):
        with browsing.visiting(browser, site, reduced_motion=motion) as visit:
            page = opened(visit)
            assert page.locator(f"{FIGURE} [data-trembles]").count() == many
            fans = page.locator(f"{FIGURE} .fan").all()
            assert all(fan.get_attribute("d") for fan in fans)


@pytest.mark.parametrize("name", list(browsing.PHONES))
def test_a_phone_shows_one_rung_at_a_time(browser, site, name):
    with browsing.visiting(browser, site, **browsing.phone(name)) as visit:
        page = opened(visit)
        assert page.locator(f"{FIGURE} .rung:visible").count() == 1
        page.locator(f"{FIGURE} .rung-tabs label").first.tap()
        assert page.locator(f"{FIGURE} .rung:visible h3").inner_text() == "Vague"
