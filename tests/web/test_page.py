"""The page as a visitor has it: links, undo, errors, cancelling, nothing stale, nobody told."""

import json
import re
from collections import Counter
from pathlib import Path

import browsing
import fake
import numpy as np
import pytest
from asking import Client
from playwright.sync_api import expect

from pellucid.app.page import CHAPTERS, WEB, modules, render

STAGE = "document.querySelector('[data-exhibit=walk] pl-stage')"
PROMPT = "#page-prompt input"


def draw(page, prompt: str) -> None:
    page.locator(PROMPT).fill(prompt)
    page.locator(PROMPT).press("Enter")


# What the page is made of


def test_every_chapter_has_a_title_three_depths_and_its_place_in_the_contents():
    page = render()
    for slug in CHAPTERS:
        text = (WEB / "chapters" / f"{slug}.html").read_text("utf-8")
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


def size(name: str) -> int:
    """Bytes of a file of the page, without what the formatter indents and without comments."""
    code = re.sub(r"/\*.*?\*/", "", (WEB / name).read_text("utf-8"), flags=re.DOTALL)
    lines = [line.strip() for line in code.splitlines()]
    return sum(len(line.encode()) + 1 for line in lines if line and not line.startswith("//"))


def test_the_first_look_needs_little_code():
    """Before a figure comes 105 KB of code at most, with what several figures share 150.

    The words are counted by nobody: they are the text.
    """
    core = {"index.html", "page.css", *modules("main.js")}
    figures = [set(modules(f"exhibits/{file.name}")) for file in (WEB / "exhibits").glob("*.js")]
    among = Counter(name for figure in figures for name in figure)
    shared = {"exhibits.css", *(name for name, several in among.items() if several > 1)}
    count = {name: size(name) for name in core | shared if not name.startswith("words/")}
    assert sum(count[name] for name in core if name in count) < 105_000
    assert sum(count.values()) < 150_000
    for file in (WEB / "exhibits").glob("*.js"):
        assert file.stat().st_size < 24_000, file.name


def test_no_test_waits_for_a_time_to_pass():
    """It would be too short on a busy machine and too long on every other."""
    sleep = "wait_for_" + "timeout"
    for file in Path(__file__).parent.glob("*.py"):
        assert sleep not in file.read_text("utf-8"), file.name


# The first look


def test_a_picture_is_there_before_anything_is_drawn(lively):
    lively.page.route("**/api/plan", lambda route: route.abort())
    lively.open()
    key = json.loads((WEB / "poster" / "walk.json").read_text("utf-8"))["key"]
    lively.page.wait_for_selector(f"[data-exhibit=opening] pl-stage[data-drawn^='{key}']")
    assert not [line for line in lively.wrong if "asked" in line]


EVER = """new MutationObserver((all) => {
  for (const { target } of all) {
    if (!target.matches("[data-exhibit=opening] pl-stage")) continue;
    (window.ever ??= []).push(target.dataset.drawn.split(" ")[2]);
  }
}).observe(document, { attributeFilter: ["data-drawn"], subtree: true });"""


def test_nothing_moves_by_itself_for_those_who_asked_for_that(visit):
    visit.page.add_init_script(EVER)
    visit.open().drawn("opening")
    assert set(visit.rest().frames(120).page.evaluate("window.ever")) == {"28"}


def test_the_first_picture_comes_out_of_its_noise_for_everybody_else(lively):
    lively.open().drawn("opening", " 0 full")
    lively.drawn("opening", " 28 full")


# Links and the settings


def test_a_link_restores_everything_it_names(visit):
    page = visit.exhibit("walk", "p=a+blue+bee&s=9&n=12&w=3&i=5&v=xt&d=2&sm=0").page
    told = {"prompt": "a blue bee", "seed": 9, "steps": 12, "guidance": 3}
    assert " xt 5 full" in visit.shows(ending=" xt 5 full", **told)
    expect(page.locator(PROMPT)).to_have_value("a blue bee")
    expect(page.locator(".dial.seed input")).to_have_value("9")
    assert page.evaluate("document.documentElement.dataset.depth") == "2"
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    visit.linked("p=a+blue+bee", "s=9", "n=12", "w=3", "i=6", "v=xt", "d=2")


def test_words_change_every_figure_and_can_be_taken_back(visit):
    page = visit.open().rest().mounted("walk").rest().page
    first = visit.shows(prompt="a ladybird on a white daisy, sunny", ending=" xt 0 full")
    draw(page, "a red snail")
    second = visit.shows(prompt="a red snail")
    visit.mounted("opening").shows("opening", prompt="a red snail")
    assert first.split()[0] != second.split()[0]
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("Control+z")
    visit.shows(prompt="a ladybird on a white daisy, sunny")
    expect(page.locator(PROMPT)).to_have_value("a ladybird on a white daisy, sunny")
    page.keyboard.press("Control+Shift+z")
    assert visit.shows(prompt="a red snail") == second


APART = f"""async () => {{
  const brush = new OffscreenCanvas(64, 64).getContext("2d", {{ willReadFrequently: true }});
  const read = (image) => {{
    brush.drawImage(image, 0, 0, 64, 64);
    return brush.getImageData(0, 0, 64, 64).data;
  }};
  const answer = await fetch(`/w/${{{STAGE}.walk.key}}/end.png`);
  const kept = read(await createImageBitmap(await answer.blob())), shown = read({STAGE}.canvas);
  return kept.reduce((sum, value, i) => sum + Math.abs(value - shown[i]), 0) / kept.length;
}}"""


def test_the_picture_on_the_screen_is_the_picture_that_the_server_keeps(visit):
    page = visit.exhibit("walk", "p=a+red+snail&v=xt&i=28&sm=0").page
    visit.shows(prompt="a red snail", ending=" xt 28 full")
    assert page.evaluate(APART) < 2
    page.locator("[data-exhibit=walk] input[type=range]").focus()
    page.keyboard.press("Home")
    visit.shows(prompt="a red snail", ending=" xt 0 full")
    assert page.evaluate(APART) > 10


def test_an_unknown_link_is_only_the_page(visit):
    page = visit.open("/nowhere?x=1&s=abc&n=&d=99").page
    page.wait_for_selector("h1")
    assert visit.wrong == []


def test_the_prompt_works_by_keys_alone(visit):
    page = visit.open().page
    page.locator(PROMPT).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(PROMPT)).to_have_attribute("aria-expanded", "true")
    chosen = page.locator("#page-prompt [aria-selected=true]").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(PROMPT)).to_have_value(chosen)
    page.keyboard.press("ArrowDown")
    expect(page.locator(PROMPT)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator(PROMPT)).to_have_attribute("aria-expanded", "false")


def test_arrows_reach_every_suggestion_one_by_one(visit):
    page = visit.open().page
    page.locator(PROMPT).focus()
    chosen = "#page-prompt [aria-selected=true]"
    every = page.locator("#page-prompt [role=option]").all_inner_texts()
    for text in every[:4]:
        page.keyboard.press("ArrowDown")
        expect(page.locator(chosen)).to_have_text(text)
    page.keyboard.press("ArrowUp")
    expect(page.locator(chosen)).to_have_text(every[2])


def test_commands_and_python_say_the_same_settings(visit):
    page = visit.open().page
    told = page.evaluate(
        """async () => {
          const { command, python } = await import("/web/page/code.js");
          const { DEFAULTS } = await import("/web/store.js");
          const made = { ...DEFAULTS, prompt: "it's a bee", seed: 9, guidance: 3 };
          return [command(made), python(made)];
        }"""
    )
    assert told[0] == "pellucid draw 'it'\\''s a bee' --seed 9 --guidance 3"
    assert 'pellucid.Recipe("it\'s a bee", seed=9, guidance=3)' in told[1]
    compile(told[1], "shared", "exec")


# Drawing: nothing stale, and it stops

SEEN = f"""() => {{
  window.seen = [];
  const brush = new OffscreenCanvas(8, 8).getContext("2d", {{ willReadFrequently: true }});
  const note = () => {{
    brush.drawImage({STAGE}.canvas, 0, 0, 8, 8);
    const picture = [...brush.getImageData(0, 0, 8, 8).data];
    window.seen.push([{STAGE}.walk.recipe.prompt, {STAGE}.dataset.drawn, picture]);
  }};
  new MutationObserver(note).observe({STAGE}, {{ attributeFilter: ["data-drawn"] }});
}}"""


def test_no_frame_of_an_older_question_is_ever_drawn(browser):
    """Each question comes while the one before is being drawn, or even before it was answered.

    Without guidance all guesses of the fake world look like their end: whoever sees two different
    pictures under one address has seen a stranger's.
    """
    order = ["second", "third", "fourth", "fifth"]
    with (
        fake.serving(fake.engine(fake.FakeModel(pause=0.05))) as url,
        browsing.visiting(browser, url, reduced_motion="reduce") as visit,
    ):
        page = visit.alone("walk").open("/walk?sm=0&w=1&p=first&v=x0").mounted("walk").page
        visit.shows(prompt="first", ending=" full")
        page.evaluate(SEEN)
        for prompt in order:
            draw(page, prompt)
            if prompt != "third":
                visit.shows(prompt=prompt, ending=" full")
        last = visit.shows(prompt=order[-1])
        visit.rest()
        seen = page.evaluate("window.seen")
    assert seen[-1][:2] == [order[-1], last]
    keys = [drawn.split()[0] for _, drawn, _ in seen]
    met = list(dict.fromkeys(keys))
    assert keys == sorted(keys, key=met.index), "an older walk came back"
    whole = [(drawn.split()[0], picture) for _, drawn, picture in seen if drawn.endswith(" full")]
    pictures = {
        key: np.array([picture for other, picture in whole if other == key], float)
        for key in dict(whole)
    }
    assert len(pictures) > 2  # one may be cut off before any of its pictures is whole
    for key, shown in pictures.items():
        assert np.abs(shown - shown[-1]).mean(1).max() < 8, "a picture of another walk"
        others = [other[-1] for name, other in pictures.items() if name != key]
        assert min(np.abs(shown[-1] - other).mean() for other in others) > 16


@pytest.fixture
def held(browser):
    """A model that stops in the middle of the first walk; its gate; the page; its job."""
    model = fake.FakeModel(gate=fake.Gate(10))
    with (
        fake.serving(fake.engine(model)) as url,
        browsing.visiting(browser, url, reduced_motion="reduce") as visit,
    ):
        visit.alone("walk")
        with visit.page.expect_request("**/jobs/*/stream") as stream:
            visit.open("/walk?sm=0&p=slow").mounted("walk")
        visit.until(f"{STAGE}.walk?.reached > 1")
        yield visit, model, stream.value.url.split("/")[-2]
        model.gate.open()


def rested(visit, model) -> int:
    """The looks at the model by now; questions are answered between two of its pieces of work."""
    model.gate.open()
    client = Client(visit.url)
    for _ in range(3):
        client.post("/api/read", {"prompt": "a bee"})
    looks = model.looks
    client.walk(prompt="another", steps=3)
    assert model.looks == looks + 6
    return looks


def test_stopping_reaches_the_model(held):
    visit, model, _ = held
    with visit.page.expect_response(lambda answer: answer.request.method == "DELETE"):
        visit.page.get_by_role("button", name="Stop").click()
    expect(visit.page.get_by_text("Stopped. What was drawn stays.")).to_be_visible()
    assert rested(visit, model) <= 12


def test_closing_the_tab_frees_the_machine(held):
    visit, model, job = held
    visit.page.close()
    client = Client(visit.url)
    fake.until(lambda: client.post(f"/jobs/{job}/focus", {"walk": 0, "state": 0}).status == 404)
    assert rested(visit, model) <= 12


# Errors: the last good picture stays, one sentence, a way on


def trouble(page):
    return page.locator("[data-exhibit=walk] .trouble:visible")


def drawn_once(visit):
    """A page with its first picture; what it shows."""
    visit.exhibit("walk", "i=28&sm=0")
    return visit.shows(prompt="a ladybird on a white daisy, sunny")


def test_a_server_that_stopped_is_said_the_picture_stays_and_its_return_is_noticed(visit):
    before, page = drawn_once(visit), visit.page
    page.context.set_offline(True)
    draw(page, "a green snail")
    expect(page.locator("#line")).to_contain_text("The server has stopped")
    assert page.evaluate(f"{STAGE}.dataset.drawn") == before
    page.context.set_offline(False)
    visit.shows(prompt="a green snail")
    expect(page.locator("#line")).to_be_hidden()


@pytest.mark.parametrize(
    ("sent", "prompt"), [(b"\x99\x00\x00\x00oh", "a grey snail"), (b"", "a grey bee")]
)
def test_a_broken_stream_is_said_and_can_be_tried_again(visit, sent, prompt):
    before, page = drawn_once(visit), visit.page
    page.route("**/jobs/*/stream", lambda route: route.fulfill(body=sent))
    draw(page, prompt)
    expect(trouble(page)).to_contain_text("The line to the server broke")
    assert page.evaluate(f"{STAGE}.dataset.drawn") == before
    page.unroute("**/jobs/*/stream")
    trouble(page).get_by_role("button").click()
    visit.shows(prompt=prompt)


def test_a_line_that_falls_silent_is_said_and_can_be_tried_again(visit):
    page = visit.page
    page.clock.install()
    before = drawn_once(visit)
    page.route("**/jobs/*/stream", lambda _: None)  # neither answered nor refused
    with page.expect_request("**/jobs/*/stream"):
        draw(page, "a silent snail")
    page.clock.fast_forward(19_000)
    expect(trouble(page)).to_have_count(0)
    page.clock.fast_forward(2_000)
    expect(trouble(page)).to_contain_text("The line to the server broke")
    assert page.evaluate(f"{STAGE}.dataset.drawn") == before
    page.unroute("**/jobs/*/stream")
    trouble(page).get_by_role("button").click()
    visit.shows(prompt="a silent snail")


def test_an_engine_that_is_missing_is_said_in_its_own_words(visit):
    before, page = drawn_once(visit), visit.page
    told = {"error": "The engine has no weights.", "action": "Install it again."}
    page.route("**/api/plan", lambda route: route.fulfill(status=500, json=told))
    draw(page, "a pink snail")
    expect(trouble(page)).to_contain_text("The engine has no weights. Install it again.")
    assert page.evaluate(f"{STAGE}.dataset.drawn") == before


def test_a_full_queue_waits_kindly_and_then_draws(visit):
    before, page = drawn_once(visit), visit.page
    told = {"error": "Too much is being drawn just now.", "action": "Try again."}
    page.route(
        "**/api/plan",
        lambda route: route.fulfill(status=429, json=told, headers={"Retry-After": "1"}),
    )
    draw(page, "a slow snail")
    expect(page.get_by_text("yours is in the queue").first).to_be_visible()
    assert page.evaluate(f"{STAGE}.dataset.drawn") == before
    page.unroute("**/api/plan")
    visit.shows(prompt="a slow snail")


def test_a_setting_that_changes_nothing_is_said_beside_the_figure(visit):
    page = visit.open("/walk?p=a+snail&not=a+bee&w=1&n=3&sm=0").mounted("walk").page
    expect(page.locator("[data-exhibit=walk] pl-job .idle")).to_contain_text("negative prompt does")
    expect(page.locator("[data-exhibit=walk] pl-job .idle")).to_be_visible()
    page = visit.open("/walk?p=a+snail&not=a+bee&w=5&n=3&sm=0").mounted("walk").page
    expect(page.locator("[data-exhibit=walk] pl-job .idle")).to_be_hidden()


def read(**told):
    blank = {"pieces": [], "cut": [], "limit": 46, "nearest": [], "english": True, "inside": True}
    return lambda route: route.fulfill(status=200, body=json.dumps(blank | told))


def test_words_outside_the_world_name_the_nearest_it_knows(visit):
    page = visit.open().page
    near = [{"caption": "a bee on a daisy", "score": 0.6}]
    page.route("**/api/read", read(inside=False, nearest=near))
    draw(page, "an invoice")
    page.get_by_role("button", name="a bee on a daisy").click()
    expect(page.locator(PROMPT)).to_have_value("a bee on a daisy")


def test_other_languages_get_a_plain_word(visit):
    page = visit.open().page
    page.route("**/api/read", read(english=False))
    draw(page, "ein Schmetterling")
    note = page.locator("#page-prompt .note")
    expect(note).to_contain_text("The model reads English")
    page.locator("#front-prompt input").fill("a bee")
    page.locator("#front-prompt input").press("Enter")  # other words: the note is not about them
    expect(note).to_have_count(0)
    draw(page, "eine Schnecke")
    note.get_by_role("button", name="Close").click()
    expect(note).to_have_count(0)


def test_words_beyond_the_limit_are_marked(visit):
    page = visit.open().page
    page.route("**/api/read", read(cut=["too", "long"]))
    draw(page, "a very long prompt")
    expect(page.locator("#page-prompt .cut")).to_contain_text("not read: too long")


def test_a_picture_of_ours_brings_its_settings_back(visit):
    page = visit.open().page
    recipe = {"prompt": "a dropped bee", "seed": 77, "steps": 12, "edits": []}
    page.route("**/api/restore", lambda route: route.fulfill(json={"recipe": recipe}))
    drop(page)
    expect(page.get_by_text("Restored: a dropped bee").first).to_be_visible()
    expect(page.locator(PROMPT)).to_have_value("a dropped bee")
    expect(page.locator(".dial.seed input")).to_have_value("77")
    page.unroute("**/api/restore")
    recipe["edits"] = [{"kind": "strength"}]
    page.route("**/api/restore", lambda route: route.fulfill(json={"recipe": recipe}))
    drop(page)
    expect(page.get_by_text("without its edits").first).to_be_visible()


def test_a_file_that_is_no_picture_is_said_to_be_none(visit):
    page = visit.open().page
    told = {"error": "This file is no PNG.", "action": ""}
    page.route("**/api/restore", lambda route: route.fulfill(status=422, json=told))
    drop(page, "text/plain")
    expect(page.get_by_text("This file is no PNG.").first).to_be_visible()


def drop(page, kind: str = "image/png") -> None:
    page.evaluate(
        """(type) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array([137, 80])], "a.png", { type }));
          const told = { dataTransfer: transfer, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new DragEvent("drop", told));
        }""",
        kind,
    )


# Scroll mode, and the questions


def test_without_scroll_mode_no_figure_is_sticky(visit):
    page = visit.exhibit("walk").page
    sticky = """() => [...document.querySelectorAll("main *")]
      .filter((one) => getComputedStyle(one).position === "sticky").length"""
    assert page.evaluate(sticky) == 0


def test_scroll_mode_moves_the_walk_and_escape_leaves_it(lively):
    page = lively.exhibit("walk", "sm=1").page
    lively.drawn("walk", "full")
    page.mouse.move(640, 400)
    page.evaluate("document.querySelector('.track').scrollIntoView({behavior: 'instant'})")
    lively.rest()
    value = "document.querySelector('[data-exhibit=walk] pl-scrubber').value"
    page.mouse.wheel(0, 300)
    lively.until(f"{value} > 2 && {value} < 27")
    page.keyboard.press("Escape")
    lively.until("!document.documentElement.hasAttribute('data-scroll')")


def test_the_questions_remember_and_compare(visit):
    page = visit.open().page
    page.get_by_text("Guess first: five questions").click()
    for when, choice in (("before", 0), ("after", 2)):
        quiz = page.locator(f"pl-quiz[when={when}]")
        quiz.scroll_into_view_if_needed()
        for fields in quiz.locator("fieldset").all():
            fields.locator("input").nth(choice).check()
        quiz.get_by_role("button").click()
    expect(page.locator("pl-quiz[when=after] .result")).to_contain_text("of 5 before")
    kept = json.loads(page.evaluate("localStorage.getItem('pellucid.quiz')"))
    assert kept == {"before": [0] * 5, "after": [2] * 5}
