"""The challenges: what stands there is judged, hints open, what is solved is kept."""

import re

import pytest
from playwright.sync_api import expect

from pellucid.exhibits.challenges import CHALLENGES

FIGURE = "[data-exhibit=challenges]"


@pytest.mark.slow
def test_every_challenge_is_told_and_judged_as_it_stands(visit):
    page = visit.exhibit("challenges").page
    for name in CHALLENGES:
        page.locator(f"{FIGURE} .tasks button").nth(list(CHALLENGES).index(name)).click()
        expect(page.locator(f"{FIGURE} .said")).to_have_text(re.compile("Solved|Not yet"))
        assert len(page.locator(f"{FIGURE} h3 + p").inner_text()) > 40
        assert page.locator(f"{FIGURE} .tile").count() >= 1
    assert visit.wrong == []


def test_hints_open_one_by_one(visit):
    page = visit.exhibit("challenges").page
    for count in (1, 2, 3):
        page.locator(f"{FIGURE} form button").last.click()
        expect(page.locator(f"{FIGURE} .hints li")).to_have_count(count)
    expect(page.get_by_role("button", name="No more hints")).to_be_disabled()


@pytest.mark.slow
def test_one_that_is_solved_says_why_and_is_kept_in_this_browser(visit):
    page = visit.exhibit("challenges", "c=middle&sm=0").page
    for share in range(30, 60, 2):
        page.get_by_label("Share of the second prompt").fill(f"{share / 100}")
        page.get_by_role("button", name="Try it").click()
        expect(page.locator(f"{FIGURE} .said")).to_contain_text("from the second")
        visit.rest()
        if page.locator(f"{FIGURE} .why").is_visible():
            break
    expect(page.get_by_role("button", name="(solved)")).to_have_count(1)
    page.reload()
    visit.mounted("challenges")
    expect(page.get_by_role("button", name="(solved)")).to_have_count(1)
