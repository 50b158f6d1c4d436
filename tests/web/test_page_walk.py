"""From noise to a picture, in a real browser: where it opens, and what is said of it."""

import json

from asking import Client
from playwright.sync_api import expect

FIGURE = "[data-exhibit=walk]"
STAGE = f"document.querySelector('{FIGURE} pl-stage')"


def draw(page, prompt: str) -> None:
    page.locator("#page-prompt input").fill(prompt)
    page.locator("#page-prompt input").press("Enter")


def test_the_walk_opens_at_its_noise_with_the_guess_beside_it(visit):
    page = visit.exhibit("walk").page
    visit.shows(ending=" xt 0 full")
    stages, names = page.locator(f"{FIGURE} pl-stage"), page.locator(f"{FIGURE} figcaption")
    assert stages.nth(1).get_attribute("data-drawn").endswith(" x0 0 full")
    assert names.all_inner_texts()[:2] == ["where we are", "best guess"]
    expect(page.locator(f"{FIGURE} .telling")).to_contain_text("State 0 of 28: 100 % noise")


def test_other_words_are_watched_until_they_are_a_picture(visit):
    page = visit.exhibit("walk").page
    draw(page, "a red snail")
    visit.shows(prompt="a red snail", ending=" xt 28 full")
    expect(page.locator(f"{FIGURE} .telling")).to_contain_text("the guess is the picture")


def test_where_a_walk_decides_is_read_off_its_guesses(visit):
    page = visit.exhibit("walk", "p=a+late+bee&sm=0").page
    told = Client(visit.url).get(f"/w/{page.evaluate(f'{STAGE}.walk.key')}/meta.json").data
    miss = json.loads(told)["miss"]
    settled = next(state for state, gap in enumerate(miss) if gap <= miss[0] / 2)
    said = page.locator("#walk [data-live=decided]")
    expect(said).to_contain_text(f"by state {settled} of 28")
