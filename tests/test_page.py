"""The page as a visitor has it: links, undo, errors, cancelling, nothing stale, nobody told."""

import json
import re
import time
from pathlib import Path

import browsing
import fake
import pytest

from pellucid.app.page import CHAPTERS, WEB, render

STATE = "document.querySelector('[data-exhibit=walk] pl-stage').dataset.drawn"
PROMPT = "#page-prompt input"


@pytest.fixture
def visit(browser, site):
    with browsing.visiting(browser, site) as made:
        yield made


def draw(page, prompt: str) -> None:
    page.locator(PROMPT).fill(prompt)
    page.locator(PROMPT).press("Enter")


# What the page is made of


def test_every_chapter_has_a_title_three_depths_and_its_place_in_the_contents():
    page = render()
    for slug in CHAPTERS:
        file = WEB / "chapters" / f"{slug}.html"
        if not file.is_file():
            continue
        text = file.read_text("utf-8")
        assert f'id="{slug}"' in text, slug
        if slug == "opening":
            continue
        assert f'<a href="#{slug}">' in page, slug
        for depth in (1, 2, 3):
            assert f'data-depth="{depth}"' in text, f"{slug} has no depth {depth}"


def test_every_term_is_in_the_glossary():
    page = render()
    used = set(re.findall(r'class="term" href="#(term-[a-z]+)"', page))
    known = set(re.findall(r'<dt id="(term-[a-z]+)"', page))
    assert used <= known, used - known


def test_formulas_on_their_own_line_are_spoken():
    for file in (WEB / "chapters").glob("*.html"):
        for found in re.findall(r'<math display="block"[^>]*>', file.read_text("utf-8")):
            assert "alttext=" in found, f"{file.name}: {found}"


def test_there_is_no_script_or_style_inside_the_page():
    page = render()
    assert not re.findall(r"<style|style=|\son\w+=|<script(?![^>]*src=)", page)


def needed(name: str, found: set[str]) -> set[str]:
    """A module and all that it imports before it can run."""
    if name not in found and not name.startswith("words/"):
        found.add(name)
        for other in re.findall(r'^import (?:.* from )?"\./(.+)";', (WEB / name).read_text(), re.M):
            needed(other, found)
    return found


def test_the_first_look_needs_little_code():
    """What runs before an exhibit does, without its words: under 150 KB, nothing compressed."""
    core = {"index.html", "house.css", *needed("main.js", set())}
    assert sum((WEB / name).stat().st_size for name in core) < 150_000
    for file in (WEB / "exhibits").glob("*.js"):
        assert file.stat().st_size < 24_000, file.name


# The first look


def test_a_picture_is_there_before_anything_is_drawn(visit):
    visit.page.route("**/api/plan", lambda route: route.abort())
    visit.open()
    visit.page.wait_for_selector("[data-exhibit=opening] pl-stage[data-drawn^=poster]")
    assert not [line for line in visit.wrong if "asked" in line]


def test_nothing_moves_by_itself_for_those_who_asked_for_that(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as visit:
        visit.open().drawn("opening")
        stage = visit.page.locator("[data-exhibit=opening] pl-stage")
        first = stage.get_attribute("data-drawn")
        visit.page.wait_for_timeout(1500)
        assert stage.get_attribute("data-drawn") == first


# Links and the situation


def test_a_link_restores_everything_it_names(visit):
    page = visit.open("/walk?p=a+blue+bee&s=9&n=12&w=3&i=5&v=xt&d=2&sm=0").mounted("walk").page
    assert " xt 5 full" in visit.drawn(ending=" xt 5 full")
    assert page.locator(PROMPT).input_value() == "a blue bee"
    assert page.locator(".dial.seed input").input_value() == "9"
    assert page.evaluate("document.documentElement.dataset.depth") == "2"
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash.includes('i=6')")
    for part in ("p=a+blue+bee", "s=9", "n=12", "w=3", "v=xt", "d=2"):
        assert part in page.evaluate("location.hash"), part


def test_words_change_every_figure_and_can_be_taken_back(visit):
    page = visit.open("/walk?sm=0").mounted("walk").page
    first = visit.drawn()
    draw(page, "a red snail")
    page.wait_for_function(f"(old) => !{STATE}.startsWith(old)", arg=first[:20])
    second = visit.drawn()
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("Control+z")
    page.wait_for_function(f"(old) => !{STATE}.startsWith(old)", arg=second[:20])
    assert page.locator(PROMPT).input_value() == "a sunflower at sunset"
    page.keyboard.press("Control+Shift+z")
    page.wait_for_function(f"(key) => {STATE}.startsWith(key)", arg=second[:20])


def test_an_unknown_link_is_only_the_page(visit):
    page = visit.open("/nowhere?x=1&s=abc&n=&d=99").page
    page.wait_for_selector("h1")
    assert visit.wrong == []


def test_the_prompt_works_by_keys_alone(visit):
    page = visit.open().page
    page.locator(PROMPT).focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(PROMPT).get_attribute("aria-expanded") == "true"
    chosen = page.locator("#page-prompt [aria-selected=true]").inner_text()
    page.keyboard.press("Enter")
    assert page.locator(PROMPT).input_value() == chosen
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator(PROMPT).get_attribute("aria-expanded") == "false"


def test_commands_and_python_say_the_same_situation(visit):
    page = visit.open().page
    told = page.evaluate(
        """async () => {
          const { command, python } = await import("/web/share.js");
          const { DEFAULTS } = await import("/web/store.js");
          const made = { ...DEFAULTS, prompt: "it's a bee", seed: 9, guidance: 3 };
          return [command(made), python(made)];
        }"""
    )
    assert told[0] == "pellucid draw 'it'\\''s a bee' --seed 9 --guidance 3"
    assert 'pellucid.Recipe("it\'s a bee", seed=9, guidance=3)' in told[1]
    compile(told[1], "shared", "exec")


# Drawing: nothing stale, and it stops


def test_no_frame_of_an_older_question_is_ever_drawn(browser):
    with (
        fake.serving(fake.engine(fake.FakeModel(pause=0.02))) as url,
        browsing.visiting(browser, url) as visit,
    ):
        page = visit.open("/walk?sm=0&p=first").mounted("walk").page
        page.wait_for_function(f"() => {STATE}")
        page.evaluate(
            f"""() => {{
              window.seen = [];
              const stage = document.querySelector("[data-exhibit=walk] pl-stage");
              new MutationObserver(() => window.seen.push({STATE})).observe(stage,
                {{ attributes: true, attributeFilter: ["data-drawn"] }});
            }}"""
        )
        for prompt in ("second", "third", "fourth"):
            draw(page, prompt)
            page.wait_for_timeout(150)
        last = visit.drawn()[:64]
        keys = [line[:64] for line in page.evaluate("window.seen")]
        order = list(dict.fromkeys(keys))
        assert order[-1] == last
        assert keys == sorted(keys, key=order.index), "an older walk came back"


def test_stopping_reaches_the_model(browser):
    model = fake.FakeModel(pause=0.05)
    with fake.serving(fake.engine(model)) as url, browsing.visiting(browser, url) as visit:
        page = visit.open("/walk?sm=0&p=slow").mounted("walk").page
        page.get_by_role("button", name="Stop").last.click()
        page.wait_for_timeout(250)
        looks = model.looks
        page.wait_for_timeout(600)
        assert model.looks == looks
        assert page.get_by_text("Stopped. What was drawn stays.").count()


def test_closing_the_tab_frees_the_machine(browser):
    model = fake.FakeModel(pause=0.05)
    with fake.serving(fake.engine(model)) as url:
        with browsing.visiting(browser, url) as visit:
            visit.open("/walk?sm=0&p=slow").mounted("walk")
            visit.page.wait_for_function(f"() => {STATE}")
        time.sleep(0.5)
        looks = model.looks
        time.sleep(0.5)
        assert model.looks == looks < 56


# Errors: the last good picture stays, one sentence, a way on


def trouble(page):
    return page.locator("[data-exhibit=walk] .trouble:visible")


def test_a_server_that_stopped_is_said_and_the_picture_stays(visit):
    page = visit.open("/walk?sm=0").mounted("walk").page
    before = visit.drawn()
    page.route("**/api/**", lambda route: route.abort())
    page.route("**/jobs/**", lambda route: route.abort())
    draw(page, "a green snail")
    trouble(page).wait_for()
    assert "The server has stopped" in trouble(page).inner_text()
    assert page.evaluate(STATE) == before
    page.unroute("**/api/**")
    page.unroute("**/jobs/**")
    trouble(page).get_by_role("button").click()
    page.wait_for_function(f"(old) => !{STATE}.startsWith(old)", arg=before[:20])


def test_a_broken_stream_is_said_and_can_be_tried_again(visit):
    page = visit.open("/walk?sm=0").mounted("walk").page
    before = visit.drawn()
    page.route("**/jobs/*/stream", lambda route: route.fulfill(body=b"\x99\x00\x00\x00oh"))
    draw(page, "a grey snail")
    trouble(page).wait_for()
    assert "The line to the server broke" in trouble(page).inner_text()
    assert page.evaluate(STATE) == before
    page.unroute("**/jobs/*/stream")
    trouble(page).get_by_role("button").click()
    visit.drawn()


def test_an_engine_that_is_missing_is_said_in_its_own_words(visit):
    page = visit.open("/walk?sm=0").mounted("walk").page
    visit.drawn()
    told = {"error": "The engine has no weights.", "action": "Install it again."}
    page.route("**/api/plan", lambda route: route.fulfill(status=500, json=told))
    draw(page, "a pink snail")
    trouble(page).wait_for()
    assert "The engine has no weights. Install it again." in trouble(page).inner_text()


def test_a_full_queue_waits_kindly_and_then_draws(visit):
    page = visit.open("/walk?sm=0").mounted("walk").page
    before = visit.drawn()
    told = {"error": "Too much is being drawn just now.", "action": "Try again."}
    page.route(
        "**/api/plan",
        lambda route: route.fulfill(status=429, json=told, headers={"Retry-After": "1"}),
    )
    draw(page, "a slow snail")
    page.get_by_text("yours is in the queue").first.wait_for()
    page.unroute("**/api/plan")
    page.wait_for_function(f"(old) => !{STATE}.startsWith(old)", arg=before[:20])


def read(**told):
    blank = {"pieces": [], "cut": [], "limit": 46, "nearest": [], "english": True, "inside": True}
    return lambda route: route.fulfill(status=200, body=json.dumps(blank | told))


def test_words_outside_the_world_name_the_nearest_it_knows(visit):
    page = visit.open().page
    near = [{"caption": "a bee on a daisy", "score": 0.6}]
    page.route("**/api/read", read(inside=False, nearest=near))
    draw(page, "an invoice")
    page.get_by_role("button", name="a bee on a daisy").click()
    assert page.locator(PROMPT).input_value() == "a bee on a daisy"


def test_other_languages_get_a_plain_word(visit):
    page = visit.open().page
    page.route("**/api/read", read(english=False))
    draw(page, "ein Schmetterling")
    page.get_by_text("The model reads English").first.wait_for()


def test_words_beyond_the_limit_are_marked(visit):
    page = visit.open().page
    page.route("**/api/read", read(cut=["too", "long"]))
    draw(page, "a very long prompt")
    assert "not read: too long" in page.locator("#page-prompt .cut").text_content()


def test_a_picture_of_ours_brings_its_situation_back(visit):
    page = visit.open().page
    recipe = {"prompt": "a dropped bee", "seed": 77, "steps": 12, "edits": []}
    page.route("**/api/restore", lambda route: route.fulfill(json={"recipe": recipe}))
    drop(page)
    page.get_by_text("Restored: a dropped bee").first.wait_for()
    assert page.locator(PROMPT).input_value() == "a dropped bee"
    assert page.locator(".dial.seed input").input_value() == "77"


def test_a_picture_of_somebody_else_is_said_to_have_no_recipe(visit):
    page = visit.open().page
    told = {"error": "no recipe", "action": ""}
    page.route("**/api/restore", lambda route: route.fulfill(status=422, json=told))
    drop(page)
    page.get_by_text("This PNG carries no recipe").first.wait_for()


def test_a_photo_that_cannot_be_read_is_said(visit, tmp_path):
    page = visit.open("/forward?sm=0").mounted("forward").page
    broken = tmp_path / "photo.png"
    broken.write_bytes(b"not a picture")
    page.locator("[data-exhibit=forward] input[type=file]").set_input_files(broken)
    page.get_by_text("This file is not a picture that the page can read.").first.wait_for()


def drop(page) -> None:
    page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array([137, 80])], "a.png", { type: "image/png" }));
          const told = { dataTransfer: transfer, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new DragEvent("drop", told));
        }"""
    )


# Scroll mode, and the questions


def test_without_scroll_mode_no_figure_is_sticky(visit):
    page = visit.open("/walk?sm=0").mounted("walk").page
    sticky = """() => [...document.querySelectorAll("main *")]
      .filter((one) => getComputedStyle(one).position === "sticky").length"""
    assert page.evaluate(sticky) == 0


def test_scroll_mode_moves_the_walk_and_escape_leaves_it(visit):
    page = visit.open("/walk?sm=1").mounted("walk").page
    visit.drawn("walk", "full")
    page.mouse.move(640, 400)
    value = "document.querySelector('[data-exhibit=walk] pl-scrubber').value"
    page.evaluate("document.querySelector('.track').scrollIntoView({behavior: 'instant'})")
    page.mouse.wheel(0, 300)
    page.wait_for_function(f"() => {value} > 2 && {value} < 27")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.documentElement.hasAttribute('data-scroll')")


def test_the_questions_remember_and_compare(visit):
    page = visit.open().page
    page.get_by_text("Guess first: five questions").click()
    for when, choice in (("before", 0), ("after", 2)):
        quiz = page.locator(f"pl-quiz[when={when}]")
        quiz.scroll_into_view_if_needed()
        for fields in quiz.locator("fieldset").all():
            fields.locator("input").nth(choice).check()
        quiz.get_by_role("button").click()
    assert "of 5 before" in page.locator("pl-quiz[when=after] .result").inner_text()
    kept = json.loads(page.evaluate("localStorage.getItem('pellucid.quiz')"))
    assert kept == {"before": [0] * 5, "after": [2] * 5}


def test_the_poster_is_all_there():
    poster = Path(WEB) / "poster"
    told = json.loads((poster / "meta.json").read_text())
    assert told["states"] == len(told["t"]) == 29
    assert told["recipe"]["prompt"] in (WEB / "store.js").read_text()
