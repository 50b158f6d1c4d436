"""The scrubber's contract: every state under a thumb, and the page still scrolls."""

import browsing
import pytest

FIGURE = "[data-exhibit=walk]"
VALUE = f"document.querySelector('{FIGURE} pl-scrubber').value"
WATCH = f"""() => {{
  Object.assign(window, {{ visited: new Set(), settled: 0, lifted: -Infinity }});
  const figure = document.querySelector("{FIGURE}");
  figure.addEventListener("scrub", (event) => window.visited.add(event.detail.value));
  figure.addEventListener("settle", () => window.settled++);
  addEventListener("pointerup", (event) => {{ window.lifted = event.timeStamp; }}, true);
}}"""
SHOW = f"""() => {{
  const figure = document.querySelector("{FIGURE}");
  figure.scrollIntoView({{ block: "start", behavior: "instant" }});
}}"""


@pytest.fixture
def thumb(on_phone):
    """The figure under a thumb, at state 14, with its page at rest."""
    on_phone.exhibit("walk", "i=14&sm=0").drawn(ending="14 full")
    on_phone.page.evaluate(SHOW)
    on_phone.rest().page.evaluate(WATCH)
    return on_phone


def middle(page) -> tuple[dict, float]:
    box = page.locator("[data-exhibit=walk] pl-stage").first.bounding_box()
    return box, box["y"] + box["height"] / 2


def test_a_thumb_reaches_every_state_and_the_page_stays(thumb):
    page = thumb.page
    box, y = middle(page)
    before = page.evaluate("scrollY")
    right = box["x"] + box["width"]
    browsing.Finger(page).drag((box["x"] + 4, y), (right - 4, y), 120)
    thumb.until("window.settled === 1")
    assert page.evaluate(VALUE) == 28
    assert sorted(page.evaluate("[...window.visited]")) == list(range(29))
    assert thumb.rest().page.evaluate("scrollY") == before


def test_a_swipe_up_scrolls_and_leaves_the_state(thumb):
    page = thumb.page
    box, y = middle(page)
    before = page.evaluate("scrollY")
    x = box["x"] + box["width"] * 0.8
    browsing.Finger(page).drag((x, y), (x, y - 200), 12)
    thumb.until(f"scrollY > {before} + 60 && window.settled === 1")
    assert thumb.rest().page.evaluate(VALUE) == 14


def test_a_tap_jumps(thumb):
    page = thumb.page
    box, y = middle(page)
    page.touchscreen.tap(box["x"] + box["width"] - 3, y)
    thumb.until(f"{VALUE} === 28")


@pytest.fixture
def desk(lively):
    lively.exhibit("walk", "i=14&sm=0").drawn(ending="14 full")
    return lively


def test_28_presses_lead_from_noise_to_the_picture(desk):
    page = desk.page
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("Home")
    seen = [page.evaluate(VALUE)]
    for _ in range(28):
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate(VALUE))
    assert seen == list(range(29))
    for key, state in (("PageDown", 23), ("ArrowLeft", 22), ("PageUp", 27), ("Home", 0)):
        page.keyboard.press(key)
        assert page.evaluate(VALUE) == state
    desk.drawn(ending=" 0 full")


def test_space_plays_to_the_end_and_a_key_stops_it(desk):
    page = desk.page
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    desk.until(f"{VALUE} > 3")
    page.keyboard.press("ArrowLeft")
    held = page.evaluate(VALUE)
    assert desk.frames(30).page.evaluate(VALUE) == held < 28
    page.keyboard.press("Space")
    desk.until(f"{VALUE} === 28")


def test_a_button_repeats_while_it_is_held(desk):
    page = desk.page
    page.locator("[data-exhibit=walk] .step").first.hover()
    page.mouse.down()
    desk.until(f"{VALUE} <= 10")
    page.mouse.up()
    held = page.evaluate(VALUE)
    assert desk.frames(30).page.evaluate(VALUE) == held


def test_a_screen_reader_hears_state_noise_and_colours_at_rest(desk):
    page = desk.page
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    desk.until("document.activeElement.getAttribute('aria-valuetext').includes('Mostly')")
    said = page.evaluate("document.activeElement.getAttribute('aria-valuetext')")
    assert said.startswith("State 15 of 28, ")
    assert "% noise" in said


TAPPED = "performance.now() > window.lifted + 240"  # two taps within 220 ms compare with the end


@pytest.mark.slow
def test_the_flip_book_turns_every_page(browser, site):
    """A tap turns one page; on a slow machine it may last, and then it turns on."""
    with browsing.visiting(browser, site, **browsing.phone("small")) as visit:
        page = visit.exhibit("walk", "i=0&sm=0").page
        visit.drawn(ending=" 0 full")
        page.evaluate(WATCH)
        page.get_by_role("button", name="Flip-book", exact=True).tap()
        while (state := page.evaluate(VALUE)) < 28:
            visit.until(TAPPED)
            page.touchscreen.tap(300, 320)
            visit.until(f"{VALUE} > arg", state)
        assert sorted(page.evaluate("[...window.visited]")) == list(range(1, 29))
        visit.until("document.querySelector('dialog.flip').dataset.state === '28'")
        page.evaluate("window.visited.clear()")
        visit.until(TAPPED)
        page.touchscreen.tap(40, 320)
        visit.until("window.visited.has(27)")


def test_space_plays_the_flip_book(desk):
    page = desk.page
    page.get_by_role("button", name="Flip-book", exact=True).click()
    leaf = "document.querySelector('dialog.flip').dataset.state"
    desk.until(f"{leaf} === '14'")
    page.keyboard.press("Space")
    desk.until(f"+{leaf} > 16")


def test_enter_works_after_a_held_button_was_left(desk):
    page = desk.page
    button = page.locator("[data-exhibit=walk] .step").first
    button.hover()
    page.mouse.down()
    desk.until(f"{VALUE} < 12")
    page.mouse.move(0, 0)
    page.mouse.up()
    held = page.evaluate(VALUE)
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(VALUE) == held - 1


def test_a_state_that_is_no_number_is_the_first(visit):
    visit.exhibit("walk", "i=abc&n=8&sm=0")
    visit.until(f"{VALUE} === 0")
    visit.drawn("walk", " 0 full")


def test_what_is_removed_is_described_as_it_looks(visit):
    page = visit.exhibit("walk", "n=8&i=2&sm=0").page
    said = "document.querySelector('[data-exhibit=walk] pl-stage').description.split('noise. ')[1]"
    guess = page.evaluate(said)
    page.locator("[data-exhibit=walk] .views label").nth(2).click()
    visit.drawn("walk", "removed 2 full")
    assert page.evaluate(said) != guess


def test_scrolling_keeps_the_state_of_a_link_until_it_moves_on(lively):
    page = lively.alone("walk").open("/walk?n=28&i=12&sm=1").page
    lively.drawn("walk", " 12 full")
    page.mouse.move(640, 400)
    page.mouse.wheel(0, 8)  # less than half of what a state takes
    assert lively.rest().page.evaluate(VALUE) == 12
    page.evaluate("document.querySelector('.track').scrollIntoView({behavior: 'instant'})")
    page.mouse.wheel(0, 300)
    lively.until(f"{VALUE} > 0 && {VALUE} !== 12")
    value = lively.rest().page.evaluate(VALUE)
    lively.linked(f"i={value}")
