"""What stands around the figures: first screen, links, notes, folding, fonts, the look of noise."""

import json
import re
from hashlib import sha256
from importlib import import_module

import browsing
import pytest
from playwright.sync_api import expect

from pellucid.app.page import CHAPTERS, WEB

FIRST = {"prompt": "#front-prompt input", "draw": "#front-prompt .go", "start": ".start .button"}
IN_VIEW = """(what) => {
  const box = document.querySelector(what).getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect();
  const [low, high] = bar.top > 0 ? [0, bar.top] : [bar.bottom, innerHeight];
  return box.height > 0 && box.top >= low && box.bottom <= high;
}"""
STAGE = "document.querySelector('[data-exhibit=walk] pl-stage')"
LINK = "document.querySelector('pl-share').link()"
OUTSIDE = {
    **{"pieces": [], "cut": [], "limit": 46, "english": True, "inside": False},
    **{"outside": ["dog"], "instead": ["a cat on a sofa", "a snail on a sofa"], "nearest": []},
}


def box(page, what: str) -> dict:
    return page.locator(what).first.bounding_box()


# The first screen


FOCUS = """() => {
  const at = document.activeElement;
  return at.closest(".bar") && { at: at.outerHTML.slice(0, 120), top: scrollY };
}"""


@pytest.mark.parametrize("size", [(390, 844), (1366, 768)])
def test_the_focus_in_the_bar_never_moves_the_text(browser, site, size):
    screen = {"width": size[0], "height": size[1]}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        page = visit.exhibit("seeds").page
        visit.under(page.locator("[data-exhibit=seeds]"))
        top = page.evaluate("scrollY")
        page.locator("#page-prompt input").focus()
        met = []
        while here := page.evaluate(FOCUS):
            assert here["top"] == top > 0, here
            met.append(here["at"])
            page.keyboard.press("Tab")
            visit.frames(2)
        assert len(met) == len(set(met)) > 3
        assert not [control for control in met if "listbox" in control]


@pytest.mark.parametrize("size", [(360, 640), (390, 844), (1366, 768), (1440, 900)])
def test_the_first_screen_has_prompt_button_and_slider(browser, site, size):
    screen = {"width": size[0], "height": size[1]}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        page = visit.open().page
        visit.drawn("opening")
        for what in (*FIRST.values(), "#opening pl-stage", "#opening input[type=range]"):
            assert page.evaluate(IN_VIEW, what), what


def test_what_strangers_loved_is_one_tap_from_the_opening(visit):
    page = visit.open().page
    links = page.locator(".doors a").evaluate_all("all => all.map((one) => one.hash)")
    assert links == ["#forward", "#why", "#about"]
    page.locator(".doors a", has_text="One noise, many endings").click()
    branch = page.locator("[data-exhibit=why] input[value=branch]")
    expect(branch).to_be_checked()


def test_a_dropped_photo_goes_into_the_noise(visit):
    page = visit.open().page
    page.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(64, 64);
          canvas.getContext("2d").fillRect(0, 0, 32, 64);
          const blob = await canvas.convertToBlob({ type: "image/png" });
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([blob], "a.png", { type: "image/png" }));
          const told = { dataTransfer, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new DragEvent("drop", told));
        }"""
    )
    expect(page.locator("#banner")).to_contain_text("goes into the noise")
    visit.until("/f=[0-9a-f]{64}/.test(location.hash)")


# Chapters: what they are good for, folded and unfolded


def test_the_contents_say_what_every_chapter_is_good_for(visit):
    page = visit.open().page
    for slug in CHAPTERS[1:]:
        expect(page.locator(f"#contents a[href='#{slug}'] small")).not_to_be_empty()


def test_folded_chapters_leave_their_titles_and_a_link_unfolds(visit):
    page = visit.open().page
    page.get_by_role("button", name="Fold all chapters").click()
    assert page.locator(".chapter.folded").count() == len(CHAPTERS) - 1
    expect(page.locator("#walk h2")).to_be_visible()
    expect(page.locator("#walk figure.exhibit")).to_be_hidden()
    page.locator("#contents a[href='#walk']").click()
    expect(page.locator("#walk figure.exhibit")).to_be_visible()
    page.reload()
    expect(page.locator("#noise figure")).to_be_hidden()
    expect(page.locator("#walk figure.exhibit")).to_be_visible()


def test_depth_adds_and_names_what_it_adds(visit):
    page = visit.open("/walk?d=1").page
    seen = """[1, 2, 3].map((n) => [...document.querySelectorAll(`#walk [data-depth="${n}"]`)]
      .every((one) => getComputedStyle(one).display !== "none"))"""
    for level, name in enumerate(("Story", "Mechanism", "Maths"), 1):
        page.locator(".dials > pl-depth").get_by_label(name).check()
        assert page.evaluate(seen) == [n <= level for n in (1, 2, 3)]
    for level, name in ((2, "Mechanism"), (3, "Maths")):
        expect(page.locator(f"#walk [data-depth='{level}'] .level").first).to_have_text(name)


# Links: what the sender saw, in scroll mode too


def test_a_link_opens_at_its_state_in_scroll_mode(lively):
    lively.open("/walk?i=12&v=xt&sm=1").mounted("walk")
    lively.drawn("walk", " xt 12 full")
    lively.rest().frames(30)
    lively.drawn("walk", " xt 12 full")
    assert lively.page.evaluate(IN_VIEW, "[data-exhibit=walk] pl-stage")
    assert "i=12" in lively.page.evaluate(LINK)


def test_the_link_says_where_scrolling_has_come_to(lively):
    page = lively.exhibit("walk", "sm=1").page
    lively.drawn("walk", "full")
    page.mouse.move(640, 400)
    page.evaluate(browsing.HAND)
    page.evaluate("document.querySelector('.track').scrollIntoView({behavior: 'instant'})")
    page.mouse.wheel(0, 300)
    value = "document.querySelector('[data-exhibit=walk] pl-scrubber').value"
    lively.until(f"{value} > 2 && {value} < 27")
    state, link = page.evaluate(f"[{value}, {LINK}]")
    assert f"#/walk?i={state}&" in link


def test_the_link_names_the_chapter_in_view(visit):
    page = visit.open("/walk?i=5&sm=0").mounted("walk").page
    page.evaluate(browsing.HAND)
    page.evaluate("document.getElementById('recap').scrollIntoView({behavior: 'instant'})")
    visit.until(f"{LINK}.includes('#/recap')")
    page.evaluate("scrollTo(0, 0)")
    visit.until(f"new URL({LINK}).hash.startsWith('#/?') || new URL({LINK}).hash === '#/'")


def test_the_switch_of_scroll_mode_is_in_the_bar_and_at_every_figure_it_moves(lively):
    page = lively.open("/walk?sm=0").page
    own = page.locator(".dials > label").get_by_label("Scroll mode")
    expect(own).to_be_visible()
    tracks = page.locator(".track").count()
    beside = page.get_by_label("Scrolling moves this picture")
    assert tracks == beside.count() > 0
    beside.first.check()
    expect(own).to_be_checked()
    lively.until("document.documentElement.hasAttribute('data-scroll')")


# What is said of the words


@pytest.mark.parametrize("size", [(360, 640), (1366, 768)])
def test_a_noun_outside_is_named_and_nothing_moves(browser, site, size):
    screen = {"width": size[0], "height": size[1]}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        page = visit.open().page
        visit.drawn("opening")
        page.route("**/api/read", lambda route: route.fulfill(body=json.dumps(OUTSIDE)))
        parts = ("#opening pl-stage", "#opening pl-scrubber", "#front-prompt form", ".doors")
        before = [box(page, part) for part in parts]
        page.locator("#front-prompt input").fill("a dog on a sofa")
        page.locator("#front-prompt input").press("Enter")
        note = page.locator("#front-prompt .note")
        expect(note).to_contain_text("never taught “dog”")
        assert page.evaluate(IN_VIEW, "#front-prompt .ruler")
        assert [box(page, part) for part in parts] == before
        note.get_by_role("button", name="a cat on a sofa").click()
        expect(page.locator("#front-prompt input")).to_have_value("a cat on a sofa")


@pytest.mark.parametrize("size", [(360, 640), (1366, 768)])
def test_the_list_of_prompts_opens_in_view(browser, site, size):
    screen = {"width": size[0], "height": size[1]}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        page = visit.open().page
        visit.drawn("opening")
        page.locator("#front-prompt input").focus()
        expect(page.locator("#front-prompt [role=listbox]")).to_be_visible()
        assert page.evaluate(IN_VIEW, "#front-prompt [role=listbox]")


# A word of the glossary


@pytest.mark.parametrize("size", [(360, 640), (1280, 800)])
def test_a_word_opens_a_small_note_beside_it(browser, site, size):
    screen = {"width": size[0], "height": size[1]}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        page = visit.exhibit("walk").page
        word = page.locator("#walk a.term:visible").first
        word.scroll_into_view_if_needed()
        note = page.locator(".term-note")
        word.focus()
        page.keyboard.press("Enter")
        expect(note).to_be_visible()
        assert page.locator("dialog[open]").count() == 0
        at, own = word.bounding_box(), note.bounding_box()
        gap = max(own["y"] - at["y"] - at["height"], at["y"] - own["y"] - own["height"])
        assert 0 <= gap < 60
        assert 0 <= own["x"] <= size[0] - own["width"]
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        word.click()
        expect(note).to_be_visible()
        page.locator("h2:visible").first.click()
        expect(note).to_be_hidden()


# Small things


@pytest.mark.slow
def test_the_questions_stand_under_their_heading(visit):
    page = visit.open("/recap?sm=0").mounted("recap").rest().page
    heading, quiz = box(page, "#recap h3:has(+ p + pl-quiz)"), box(page, "pl-quiz[when=after] form")
    assert abs(heading["x"] - quiz["x"]) < 1


def test_a_placeholder_can_be_read_whole(visit):
    page = visit.exhibit("noise").page
    cut = """[...document.querySelectorAll("input[placeholder]")].filter((one) => {
      one.value = one.placeholder;
      return one.checkVisibility() && one.scrollWidth > one.clientWidth;
    }).length"""
    assert page.evaluate(cut) == 0


# One look


LOOK = f"""() => {{
  const {{ canvas }} = {STAGE};
  const {{ data }} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [canvas.width, data.reduce((sum, value, i) => (sum * 31 + value + i) % 1e9, 7)];
}}"""


def test_a_noisy_state_looks_the_same_whatever_has_arrived(visit):
    page = visit.page
    page.route("**/xt.jpg", lambda route: route.abort())  # the large sheet does not come
    visit.exhibit("walk", "p=a+bee&i=4&v=xt&sm=0")
    visit.shows(prompt="a bee", ending=" xt 4 full")
    assert page.evaluate(f"getComputedStyle({STAGE}.canvas).imageRendering") == "pixelated"
    small = page.evaluate(LOOK)
    page.unroute("**/xt.jpg")
    page.evaluate(f"{STAGE}.walk.load('xt')")
    visit.until(f"{STAGE}.walk.sheets.xt.name === 'xt.jpg'").rest()
    assert page.evaluate(LOOK) == small


EDGES = """async () => {
  const { put } = await import("/web/figures/cell.js");
  const sheet = new OffscreenCanvas(384, 384), ink = sheet.getContext("2d");
  ink.fillRect(0, 0, 384, 384);
  ink.fillStyle = "#fff";
  ink.fillRect(128, 128, 128, 128);
  const image = await createImageBitmap(sheet), worst = {};
  for (const side of [37, 50, 64, 100, 127, 200]) {
    const brush = new OffscreenCanvas(side, side).getContext("2d");
    put(brush, { image, x: 128, y: 128, size: 128 }, side);
    const { data } = brush.getImageData(0, 0, side, side);
    worst[side] = data.reduce((least, value) => Math.min(least, value), 255);
  }
  return worst;
}"""


def test_a_tile_has_nothing_of_its_neighbours_in_the_sheet(visit):
    assert set(visit.open().page.evaluate(EDGES).values()) == {255}


def test_what_is_noise_keeps_its_pixels(visit):
    crisp = """async () => {
      const { put } = await import("/web/figures/cell.js");
      const dots = new OffscreenCanvas(2, 2), ink = dots.getContext("2d");
      ink.fillRect(0, 0, 1, 2);
      const image = await createImageBitmap(dots);
      return [true, false].map((noisy) => {
        const brush = new OffscreenCanvas(64, 64).getContext("2d");
        put(brush, { image, x: 0, y: 0, size: 2, noisy }, 64);
        const { data } = brush.getImageData(0, 0, 64, 1);
        return new Set(data.filter((_, i) => i % 4 === 3)).size;
      });
    }"""
    sharp, soft = visit.open().page.evaluate(crisp)
    assert sharp == 2 < soft


# Fonts


def test_the_fonts_are_the_ones_that_are_named_and_small():
    fonts = import_module("derive.fonts")
    for name, (_, digest) in fonts.FONTS.items():
        assert sha256((fonts.FOLDER / name).read_bytes()).hexdigest() == digest, name
    assert {path.name for path in fonts.FOLDER.iterdir()} == set(fonts.FONTS)
    assert sum(path.stat().st_size for path in fonts.FOLDER.glob("*.woff2")) <= 150 * 1024
    assert fonts.FOLDER.parent == WEB


def test_text_and_interface_are_set_in_the_fonts_that_ship(visit):
    page = visit.open().page
    named = re.findall(r'font-family: "([\w ]+)"', (WEB / "page.css").read_text("utf-8"))
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") == len(named)
    loaded = "[...document.fonts].filter((one) => one.status === 'loaded').map((one) => one.family)"
    assert {family.strip('"') for family in page.evaluate(loaded)} == set(named)
    first = "(what) => getComputedStyle(document.querySelector(what)).fontFamily.split(',')[0]"
    assert page.evaluate(first, "h1") == f'"{named[0]}"'
    assert {page.evaluate(first, what) for what in ("button", "input")} == {f'"{named[-1]}"'}
