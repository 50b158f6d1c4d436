"""The scrubber's contract: every state under a thumb, and the page still scrolls."""

import browsing
import pytest

VISITED = """() => {
  window.visited = new Set();
  const figure = document.querySelector("[data-exhibit=walk]");
  figure.addEventListener("scrub", (event) => window.visited.add(event.detail.value));
}"""
VALUE = "document.querySelector('[data-exhibit=walk] pl-scrubber').value"
SHOW = """() => {
  const figure = document.querySelector("[data-exhibit=walk]");
  figure.scrollIntoView({ block: "start", behavior: "instant" });
}"""


@pytest.fixture(params=list(browsing.PHONES))
def on_phone(request, browser, site):
    with browsing.visiting(browser, site, **browsing.phone(request.param)) as visit:
        visit.open("/walk?i=14&sm=0").mounted("walk").drawn(ending="14 full")
        visit.page.evaluate(SHOW)
        visit.page.wait_for_timeout(700)
        visit.page.evaluate(VISITED)
        yield visit


def middle(page) -> tuple[dict, float]:
    box = page.locator("[data-exhibit=walk] pl-stage").bounding_box()
    return box, box["y"] + box["height"] / 2


def test_a_thumb_reaches_every_state_and_the_page_stays(on_phone):
    page = on_phone.page
    box, y = middle(page)
    before = page.evaluate("scrollY")
    right = box["x"] + box["width"]
    browsing.Finger(page).drag((box["x"] + 4, y), (right - 4, y), 120)
    assert sorted(page.evaluate("[...window.visited]")) == list(range(29))
    assert page.evaluate("scrollY") == before
    assert page.evaluate(VALUE) == 28


def test_a_swipe_up_scrolls_and_leaves_the_state(on_phone):
    page = on_phone.page
    box, y = middle(page)
    before = page.evaluate("scrollY")
    x = box["x"] + box["width"] * 0.8
    browsing.Finger(page).drag((x, y), (x, y - 200), 12)
    page.wait_for_function(f"() => scrollY > {before} + 60")
    page.wait_for_timeout(200)
    assert page.evaluate(VALUE) == 14


def test_a_tap_jumps(on_phone):
    page = on_phone.page
    box, y = middle(page)
    page.touchscreen.tap(box["x"] + box["width"] - 3, y)
    assert page.evaluate(VALUE) == 28


@pytest.fixture
def desk(browser, site):
    with browsing.visiting(browser, site) as visit:
        visit.open("/walk?i=14&sm=0").mounted("walk").drawn(ending="14 full")
        yield visit


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
    page.wait_for_function(f"() => {VALUE} > 3")
    page.keyboard.press("ArrowLeft")
    held = page.evaluate(VALUE)
    page.wait_for_timeout(300)
    assert page.evaluate(VALUE) == held < 28
    page.keyboard.press("Space")
    page.wait_for_function(f"() => {VALUE} === 28")


def test_a_button_repeats_while_it_is_held(desk):
    page = desk.page
    page.locator("[data-exhibit=walk] .step").first.hover()
    page.mouse.down()
    page.wait_for_function(f"() => {VALUE} <= 10")
    page.mouse.up()
    held = page.evaluate(VALUE)
    page.wait_for_timeout(300)
    assert page.evaluate(VALUE) == held


def test_a_screen_reader_hears_state_noise_and_colours_at_rest(desk):
    page = desk.page
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.activeElement.getAttribute('aria-valuetext').includes('Mostly')"
    )
    said = page.evaluate("document.activeElement.getAttribute('aria-valuetext')")
    assert said.startswith("State 15 of 28, ")
    assert "% noise" in said


def test_the_flip_book_turns_every_page(browser, site):
    with browsing.visiting(browser, site, **browsing.phone("small")) as visit:
        page = visit.open("/walk?i=0&sm=0").mounted("walk").page
        visit.drawn(ending=" 0 full")
        page.get_by_role("button", name="Flip-book", exact=True).tap()
        page.evaluate(VISITED)
        for _ in range(40):  # a slow machine may take two taps for one that compares
            page.wait_for_timeout(240)
            page.touchscreen.tap(300, 320)
            if page.evaluate(VALUE) == 28:
                break
        assert sorted(page.evaluate("[...window.visited]")) == list(range(1, 29))
        page.wait_for_timeout(240)
        page.touchscreen.tap(40, 320)
        assert page.evaluate(VALUE) == 27


@pytest.mark.slow
def test_a_frame_costs_less_than_half_of_its_time(desk):
    """Counted in processor time of the page's own thread: a busy machine changes nothing."""
    page = desk.page
    line = page.context.new_cdp_session(page)
    line.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        told = line.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in told if each["name"] == "TaskDuration")

    before = spent()
    frames = page.evaluate(
        """() => new Promise((done) => {
          const scrubber = document.querySelector("[data-exhibit=walk] pl-scrubber");
          let n = 0;
          const tick = () => {
            scrubber.go(n++ % 29, "drag");
            if (n < 120) requestAnimationFrame(tick); else done(n);
          };
          requestAnimationFrame(tick);
        })"""
    )
    assert (spent() - before) / frames < 0.0083
