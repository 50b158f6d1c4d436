"""Words of a figure's own: pinned to it alone, in the link, and taken off again."""

import re

import browsing
import pytest

from pellucid.app.page import WEB

WALK = "[data-exhibit=walk]"
DRAWS = f"document.querySelector('{WALK} pl-stage').walk?.recipe.prompt"
PINNED = [
    slug
    for file in sorted((WEB / "chapters").glob("*.html"))
    for slug in re.findall(r'data-exhibit="([a-z]+)" data-pin', file.read_text("utf-8"))
]


def draws(page, prompt: str) -> None:
    page.wait_for_function(f"(prompt) => {DRAWS} === prompt", arg=prompt)


def pin(page, prompt: str) -> None:
    page.locator(f"{WALK} .pin button").first.click()
    page.locator(f"{WALK} .pin input").fill(prompt)
    page.locator(f"{WALK} .pin input").press("Enter")


def test_a_figure_keeps_its_words_while_the_page_takes_others(visit):
    page = visit.open("/walk?p=a+bee&n=6&sm=0").mounted("walk").page
    draws(page, "a bee")
    pin(page, "a red snail")
    draws(page, "a red snail")
    assert "Here only: “a red snail”" in page.locator(f"{WALK} .pin").inner_text()
    page.locator("#page-prompt input").fill("a blue tulip")
    page.locator("#page-prompt input").press("Enter")
    assert visit.rest().page.evaluate(DRAWS) == "a red snail"
    page.get_by_role("button", name="Back to the page's words").click()
    draws(page, "a blue tulip")
    assert page.locator("[data-pinned]").count() == 0
    assert visit.wrong == []


def test_pinned_words_are_in_the_link_and_can_be_taken_back(visit):
    page = visit.open("/walk?p=a+bee&n=6&sm=0").mounted("walk").page
    draws(page, "a bee")
    pin(page, "a red snail")
    page.wait_for_function("() => location.hash.includes('walk.p=a+red+snail')")
    link = page.evaluate("location.hash").lstrip("#")
    with browsing.visiting(page.context.browser, visit.url) as other:
        again = other.open(link).mounted("walk").page
        draws(again, "a red snail")
        assert again.locator("#page-prompt input").input_value() == "a bee"
    page.locator(f"{WALK} input[type=range]").focus()
    page.keyboard.press("Control+z")
    draws(page, "a bee")
    page.keyboard.press("Control+Shift+z")
    draws(page, "a red snail")


@pytest.mark.slow
def test_every_figure_that_can_be_pinned_asks_for_its_own_words(visit):
    assert {"walk", "seeds", "paths", "guidance", "forward"} <= set(PINNED)
    asked: dict[str, set[str]] = {slug: set() for slug in PINNED}

    def hear(request) -> None:
        if request.method == "POST" and "/api/" in request.url:
            told = request.post_data_json or {}
            if told.get("exhibit") in asked and "settings" in told:
                asked[told["exhibit"]].add(told["settings"]["prompt"])

    visit.page.on("request", hear)
    pins = "&".join(f"{slug}.p=pin+{slug}" for slug in PINNED)
    visit.open(f"/walk?p=the+page&n=2&{pins}&sm=0")
    for slug in PINNED:
        visit.mounted(slug).rest()
    assert visit.page.locator("[data-pinned]").count() == len(PINNED)
    for slug in set(PINNED) - {"walk"}:
        assert asked[slug] == {f"pin {slug}"}, slug
    assert "pin walk" in asked["walk"]
    assert asked["walk"] <= {"pin walk", "pin guidance", "the page"}  # the opening is the page's


def test_links_carry_pins_whatever_is_in_them(visit):
    pins = {"walk": "it's & = # % é 🐝", "seeds": "12", "steps": "a\nb"}
    told = visit.open().page.evaluate(
        """async (pins) => {
          const { decode, encode } = await import("/web/link.js");
          const { Store } = await import("/web/store.js");
          const store = new Store();
          for (const [slug, words] of Object.entries(pins)) store.pin(slug, words);
          store.pin("gone", "x");
          store.pin("gone", "");
          return [decode(encode(store.state)).pins, decode("#/walk?walk.p=&Walk.p=x&.p=y").pins];
        }""",
        pins,
    )
    assert told == [pins, {}]


def test_the_field_opens_and_closes_by_keys(visit):
    page = visit.open("/walk?p=a+bee&n=6&sm=0").mounted("walk").page
    page.locator(f"{WALK} .pin button").first.focus()
    page.keyboard.press("Enter")
    field = page.locator(f"{WALK} .pin input")
    field.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert field.count() == 0
    assert page.evaluate("document.activeElement.closest('.pin') !== null")
    assert page.locator("[data-pinned]").count() == 0
