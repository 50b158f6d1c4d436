"""The history tray: what was drawn, each once, and brought back whole."""

import json

import browsing
import pytest

TRAY = ".tray"
PROMPT = "#page-prompt input"
LINK = "/walk?p=a+bee&s=9&n=6&w=3&not=fog&so=euler&sm=0"
KEPT = "JSON.parse(localStorage.getItem('pellucid.history') ?? '[]')"
DOT = "data:image/webp;base64,UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="


def drawn(visit, count: int) -> list[dict]:
    """Wait until so many pictures are kept."""
    visit.page.wait_for_function(f"(count) => {KEPT}.length === count", arg=count)
    return [each["settings"] for each in visit.page.evaluate(KEPT)]


def draw(page, prompt: str) -> None:
    page.locator(PROMPT).fill(prompt)
    page.locator(PROMPT).press("Enter")


def some(count: int) -> str:
    """What the page would have kept after so many pictures."""
    usual = {"negative": "", "steps": 6, "guidance": 5, "solver": "dpmpp_2m"}
    whole = usual | {"ladder": "even", "engine": "garden", "prompt": "an old bee"}
    return json.dumps(
        [{"settings": whole | {"seed": seed}, "picture": DOT} for seed in range(count)]
    )


def test_a_click_brings_a_settings_back_whole(visit):
    page = visit.open(LINK).mounted("walk").page
    (first,) = drawn(visit, 1)
    page.locator(".gear").click()
    page.locator("dialog[open] .row input[type=text]").fill("")
    page.keyboard.press("Escape")
    draw(page, "a red snail")
    page.wait_for_function(f"() => {KEPT}[0]?.settings.prompt === 'a red snail'")
    page.locator(".past").click()
    newest = page.locator(f"{TRAY} button").first
    assert newest.get_attribute("aria-current") == "true"
    assert "a red snail" in newest.inner_text()
    page.locator(f"{TRAY} button", has_text="not “fog”").click()
    page.wait_for_function("() => location.hash.includes('p=a+bee')")
    for part in ("p=a+bee", "not=fog", "s=9", "n=6", "w=3", "so=euler"):
        assert part in page.evaluate("location.hash"), part
    assert first == drawn(visit, len(page.evaluate(KEPT)))[0]
    assert page.locator("dialog[open]").count() == 0
    assert visit.wrong == []


def test_nothing_is_kept_twice(visit):
    page = visit.open("/walk?p=a+bee&n=6&sm=0").mounted("walk").page
    drawn(visit, 1)
    draw(page, "a snail")
    drawn(visit, 2)
    draw(page, "a bee")
    page.wait_for_function(f"() => {KEPT}[0]?.settings.prompt === 'a bee'")
    assert [each["prompt"] for each in drawn(visit, 2)] == ["a bee", "a snail"]


def test_the_last_24_are_kept_until_they_are_cleared(visit):
    visit.page.add_init_script(
        f"if (!sessionStorage.begun) localStorage.setItem('pellucid.history', {some(24)!r});"
        "sessionStorage.begun = 1;"
    )
    page = visit.open("/walk?p=a+new+bee&s=99&n=6&sm=0").mounted("walk").page
    page.wait_for_function(f"() => {KEPT}[0]?.settings.prompt === 'a new bee'")
    seeds = [each["seed"] for each in drawn(visit, 24)]
    assert seeds == [99, *range(23)]
    assert len(page.evaluate("localStorage.getItem('pellucid.history')")) < 200_000
    page.locator(".past").click()
    assert page.locator(f"{TRAY} button").count() == 24
    page.locator("dialog[open]").get_by_role("button", name="Clear").click()
    assert page.evaluate(KEPT) == []
    assert page.get_by_text("Nothing yet.").is_visible()


@pytest.mark.parametrize("kept", ["{", "[1]", '[{"settings": {}, "picture": "x"}]', "null"])
def test_what_the_page_did_not_write_itself_does_no_harm(visit, kept):
    visit.page.add_init_script(f"localStorage.setItem('pellucid.history', {kept!r})")
    page = visit.open("/walk?sm=0").page
    page.locator(".past").click()
    assert page.locator(f"{TRAY} img[src^='http'], {TRAY} img[src=x]").count() == 0
    assert visit.wrong == []


def test_the_tray_works_by_keys_alone(visit):
    visit.page.add_init_script(f"localStorage.setItem('pellucid.history', {some(3)!r})")
    page = visit.open("/about?sm=0").page
    page.locator(".past").focus()
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        if "seed 2" in page.evaluate("document.activeElement.innerText"):
            break
    page.keyboard.press("Enter")
    assert page.locator(PROMPT).input_value() == "an old bee"
    assert page.locator(".dial.seed input").input_value() == "2"


def test_a_phone_has_it_in_its_settings_with_room_for_thumbs(browser, site):
    with browsing.visiting(browser, site, **browsing.phone("small")) as visit:
        visit.page.add_init_script(f"localStorage.setItem('pellucid.history', {some(5)!r})")
        page = visit.open("/about?sm=0").page
        page.locator(".gear").tap()
        page.get_by_role("button", name="What you drew").tap()
        boxes = [each.bounding_box() for each in page.locator(f"{TRAY} button").all()]
        assert len(boxes) == 5
        assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
        page.locator(f"{TRAY} button").nth(1).tap()
        assert page.locator(PROMPT).input_value() == "an old bee"
