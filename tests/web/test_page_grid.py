"""The grid: axes that can be chosen, a picture that can be pressed, a sheet that can be kept."""

import pytest
from playwright.sync_api import expect

from pellucid.recipe.pictures import read_recipe

FIGURE = "[data-exhibit=grid]"


@pytest.fixture
def page(visit):
    return visit.exhibit("grid", "p=a+red+snail&n=4&sm=0&x=seed%3D1%2C2&y=words%3Dsnail%3Bbee").page


def names(page, kind: str) -> list[str]:
    return page.locator(f"{FIGURE} th[scope={kind}]").all_inner_texts()


def test_heads_say_what_differs(page):
    assert (names(page, "col"), names(page, "row")) == (["seed 1", "seed 2"], ["snail", "bee"])
    page.get_by_label("Panels", exact=True).select_option("guidance")
    expect(page.locator(f"{FIGURE} caption")).to_have_text(
        ["guidance 1", "guidance 3", "guidance 6"]
    )


def test_no_axis_can_be_chosen_twice_and_its_values_are_held_to_its_rules(page):
    down = page.get_by_label("Down", exact=True)
    assert down.locator("option:disabled").all_inner_texts() == ["seed"]
    down.select_option("steps")
    values = page.get_by_label("Values down")
    values.fill("4,-1")
    values.press("Enter")
    expect(page.locator(f"{FIGURE} .trouble:visible")).to_contain_text("-1")


def test_a_picture_that_is_pressed_gives_its_settings_to_the_page(page, visit):
    page.locator(f"{FIGURE} td label").nth(3).click()
    expect(page.locator(f"{FIGURE} p.aside").last).to_contain_text("“a red bee”, seed 2")
    page.get_by_role("button", name="Use this picture").click()
    visit.linked("p=a+red+bee", "s=2")


def test_the_sheet_that_is_saved_holds_the_recipe_of_every_picture(page, tmp_path):
    save = page.get_by_role("button", name="Save as one picture")
    expect(save).to_be_enabled()
    with page.expect_download() as waiting:
        save.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    drawn = [read_recipe(file, cell) for cell in (1, 2, 3, 4)]
    assert [(each.prompt, each.seed) for each in drawn] == [
        *(("a red snail", 1), ("a red snail", 2), ("a red bee", 1), ("a red bee", 2))
    ]


def test_what_is_said_is_what_is_measured(page):
    expect(page.locator(f"{FIGURE} .said")).to_contain_text("apart")
    told = page.locator(f"{FIGURE} .said").inner_text()
    assert page.locator("#grid [data-live=told]").first.text_content() == told
