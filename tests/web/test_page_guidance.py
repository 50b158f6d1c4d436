"""Guidance in a real browser: the field under every hand, arrows to scale, curves when asked."""

import math

import browsing
import pytest
from playwright.sync_api import expect

FIGURE = "[data-exhibit=guidance]"
FIELD = f"document.querySelector('{FIGURE} pl-field')"
FULL = f"{FIELD}.columns.every(({{ walk }}) => walk.meta)"
CENTRE = """(each) => {
  dispatchEvent(new Event("wheel"));  // a hand
  each.scrollIntoView({ block: "center", behavior: "instant" });
}"""
PLACE = f"[{FIELD}.column, {FIELD}.state]"


def opened(visit, query="n=12&sm=0"):
    visit.exhibit("guidance", query).until(f"{FIELD}.columns.length >= 16 && {FULL}")
    return visit.page


def cured(page):
    page.locator(f"{FIGURE} .more:has(.cures) > summary").click()
    page.locator(f"{FIGURE} .cures label").nth(1).click()


def test_the_field_opens_at_the_pages_own_strength_and_keys_move_it(visit):
    page = opened(visit)
    assert page.evaluate(PLACE) == [5, 12]
    page.locator(f"{FIGURE} pl-field canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(PLACE) == [6, 11]
    expect(page.locator(f"{FIGURE} input[type=number]")).to_have_value("6")
    visit.linked("g=6", "i=11")
    assert visit.wrong == []


@pytest.mark.slow
def test_a_link_brings_strength_state_and_cure_back(visit):
    page = opened(visit, "n=12&g=9&i=4&cure=1&sm=0")
    assert page.evaluate(PLACE) == [9, 4]
    expect(page.locator(f"{FIGURE} .cures input").nth(1)).to_be_checked()
    drawn = page.evaluate(f"{FIELD}.columns[9].walk.recipe.edits")
    assert drawn == [{"edit": "guidance", "rescale": 0.7, "low": 0.0, "high": 1.0}]


@pytest.mark.slow
def test_a_strength_between_the_columns_gets_a_column_of_its_own(visit):
    page = opened(visit)
    page.locator(f"{FIGURE} input[type=number]").fill("4.5")
    page.keyboard.press("Enter")
    visit.until(f"{FIELD}.columns.length === 17 && {FULL}")
    assert page.evaluate(PLACE)[0] == 5
    assert page.evaluate(f"{FIELD}.columns[5].label") == "4.50"


def test_the_triangle_has_the_lengths_and_angles_it_was_told(visit):
    page = opened(visit)
    told = {"pull": 0.8, "angle": 20.0, "w": 5}
    for size in (0.6, 1.6):
        angle = math.radians(told["angle"])
        nothing = complex(size * math.cos(angle), size * math.sin(angle))
        taken = nothing + told["w"] * (1 - nothing)
        turn = math.degrees(
            math.acos((taken * nothing.conjugate()).real / abs(taken) / abs(nothing))
        )
        made = page.evaluate(
            """async (state) => {
              const { triangle } = await import("/web/figures/arrows.js");
              return triangle(state);
            }""",
            told | {"pull": abs(1 - nothing), "turn": turn},
        )
        assert complex(*made["nothing"]) == pytest.approx(nothing, abs=1e-6)
        assert complex(*made["taken"]) == pytest.approx(taken, abs=1e-6)


def test_the_arrows_say_the_numbers_of_the_state_in_view(visit):
    page = opened(visit, "n=12&g=5&i=6&sm=0")
    page.wait_for_selector(f"{FIGURE} .diagram svg")
    angle = page.evaluate(f"{FIELD}.columns[5].walk.scalar('angle', 6)")
    expect(page.locator(f"{FIGURE} .said")).to_contain_text(f"turn the step by {angle:.0f}°")
    page.locator(f"{FIGURE} input[type=number]").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator(f"{FIGURE} .said")).to_contain_text("nothing else is asked")
    expect(page.locator(f"{FIGURE} .diagram svg")).to_have_count(0)


@pytest.mark.slow
def test_the_curves_are_measured_when_asked_and_compared_under_a_cure(visit):
    page = opened(visit, "n=12&v=curves&sm=0")
    assert page.locator(f"{FIGURE} pl-plot svg").count() == 0
    page.locator(f"{FIGURE} button.go").click()
    expect(page.locator(f"{FIGURE} .best")).to_contain_text("guidance 1.")
    expect(page.locator(f"{FIGURE} pl-plot svg")).to_have_count(4)
    cured(page)
    expect(page.locator(f"{FIGURE} pl-plot .line")).to_have_count(8)
    page.locator("#page-prompt input").fill("a red snail")
    page.locator("#page-prompt input").press("Enter")  # what was measured was of other words
    expect(page.locator(f"{FIGURE} .best")).to_have_text("")
    expect(page.locator(f"{FIGURE} .curves")).to_be_hidden()
    assert visit.wrong == []


def test_but_not_walks_away_from_other_words_and_shows_both(visit):
    page = opened(visit, "n=12&v=negative&sm=0")
    page.locator(f"{FIGURE} .negative input").fill("a bee at night")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_selector(f"{FIGURE} .twins pl-stage[data-drawn]")
    visit.linked("not=a+bee+at+night")
    negative = f"{FIELD}.columns[5].walk.recipe.negative"
    visit.until(f"{negative} === 'a bee at night'")
    page.get_by_role("button", name="Take it away").click()
    visit.until(f"{negative} === ''")
    expect(page.locator(f"{FIGURE} .twins")).to_be_hidden()
    assert visit.wrong == []


@pytest.mark.slow
def test_a_finger_scrolls_past_the_field_until_it_asks_to_explore(on_phone):
    page = opened(on_phone)
    canvas = page.locator(f"{FIGURE} pl-field canvas")
    canvas.evaluate(CENTRE)
    on_phone.rest()
    box, before = canvas.bounding_box(), page.evaluate("scrollY")
    x, y = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.6
    browsing.Finger(page).drag((x, y), (x, y - 150), 12)
    on_phone.until(f"scrollY > {before} + 60")
    assert on_phone.rest().page.evaluate(PLACE) == [5, 12]  # it glides on for a while
    page.locator(f"{FIGURE} .explore").tap()
    canvas.evaluate(CENTRE)
    on_phone.rest()
    box, before = canvas.bounding_box(), page.evaluate("scrollY")
    right = (box["x"] + box["width"] * 0.97, box["y"] + box["height"] * 0.5)
    browsing.Finger(page).drag((box["x"] + 20, right[1]), right, 20)
    on_phone.until(f"{FIELD}.column === 15")
    assert on_phone.rest().page.evaluate("scrollY") == before


@pytest.mark.slow
def test_a_cure_of_a_link_reaches_the_curves(visit):
    page = opened(visit, "n=12&cure=1&v=curves&sm=0")
    page.locator(f"{FIGURE} button.go").click()
    expect(page.locator(f"{FIGURE} .curves .key").first).to_contain_text("cured")


@pytest.mark.slow
def test_a_cure_chosen_while_the_curves_are_measured_is_measured(visit):
    page = opened(visit, "n=12&v=curves&sm=0")
    asked = []

    def plan(route):
        told = route.request.post_data_json["params"]
        if told.get("part") == "curves":
            asked.append(told.get("rescale", 0))
        if asked == [0]:
            return  # it is still measured when another cure is chosen
        route.continue_()

    page.route("**/api/plan", plan)
    with page.expect_request(lambda request: '"curves"' in (request.post_data or "")):
        page.locator(f"{FIGURE} button.go").click()
    cured(page)
    expect(page.locator(f"{FIGURE} .curves .key").first).to_contain_text("cured")
    assert asked == [0, 0.7]


def test_a_field_without_pictures_says_so(visit):
    page = visit.page
    page.route("**/jobs/*/stream", lambda _: None)  # never answered
    visit.alone("guidance").open("/guidance?p=a+bee+not+drawn&n=12&sm=0").mounted("guidance")
    expect(page.locator(f"{FIGURE} .here")).to_have_text("guidance 5 · not drawn yet")


def test_a_mouse_that_only_passes_picks_nothing(visit):
    page = opened(visit)
    box = visit.under(page.locator(f"{FIGURE} pl-field canvas"))
    before = page.evaluate(PLACE)
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    assert page.evaluate(PLACE) == [14, 6]
    page.mouse.move(*centre(page.get_by_role("button", name="Use on the whole page")))
    assert page.evaluate(PLACE) == before


def centre(part):
    box = part.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_holds_the_place_on_the_way_to_its_use_until_a_click_on_it(visit):
    page = opened(visit)
    box = visit.under(page.locator(f"{FIGURE} pl-field canvas"))

    def at(share):
        return box["x"] + share * box["width"], box["y"] + box["height"] / 2

    page.mouse.click(*at(0.22))
    assert page.evaluate(PLACE) == [3, 6]
    page.mouse.move(*at(0.72), steps=4)
    use = page.get_by_role("button", name="Use on the whole page")
    page.mouse.move(*centre(use), steps=8)
    assert page.evaluate(PLACE) == [3, 6]
    page.mouse.click(*at(0.72))
    assert page.evaluate(PLACE) == [11, 6]
    page.mouse.move(*centre(use), steps=8)
    use.click()
    visit.linked("w=11")
    page.mouse.click(*at(0.72))
    page.mouse.move(*at(0.22))
    assert page.evaluate(PLACE) == [3, 6]
