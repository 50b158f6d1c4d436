"""A figure's line to the server, and what hears of it: without a model, in a real browser."""

import pytest
from playwright.sync_api import expect

from pellucid.app.page import WEB

TOLD = """async (acts) => {
  const { Run } = await import("/web/net/run.js");
  const { ApiError } = await import("/web/net/ask.js");
  const { line } = await import("/web/net/line.js");
  const run = new Run("walk");
  const told = [];
  for (const name of ["start", "planned", "finished", "failed", "end"])
    run.addEventListener(name, ({ detail }) => told.push(detail?.cancelled ? "cancelled" : name));
  const done = new Promise((go) => run.addEventListener("end", go));
  ACTS;
  return told;
}"""
PLAN = {
    "job": "",
    "walks": [{"key": "it", "cached": True, "recipe": {"prompt": "a bee", "steps": 4}}],
}


@pytest.fixture
def bare(visit):
    """A page whose plan never comes until a test says so."""
    page = visit.alone("about").open().page
    page.route("**/api/plan", lambda _: None)
    page.route("**/w/it/*", lambda route: route.fulfill(status=404, json={}))
    return page


def told(page, acts: str) -> list[str]:
    return page.evaluate(TOLD.replace("ACTS", acts))


def test_a_new_question_says_nothing_of_the_one_it_stops(bare):
    assert told(bare, "run.start({}); run.start({}); run.cancel()") == ["start"] * 2 + ["cancelled"]
    assert told(bare, "run.start({}); run.forget(); run.cancel()") == ["start", "end"]


def test_a_walk_that_was_there_already_is_told_as_finished(bare):
    bare.route("**/api/plan", lambda route: route.fulfill(json=PLAN))
    assert told(bare, "run.start({}); await done") == ["start", "planned", "finished", "end"]


def test_what_failed_while_the_server_was_gone_is_asked_again_when_it_is_back(bare):
    bare.route("**/api/plan", lambda route: route.fulfill(json=PLAN))
    acts = """run.start({}); await done;
      await run.fail(new ApiError("", "", "stopped"));
      line.dispatchEvent(new Event("back"))"""
    assert told(bare, acts)[-2:] == ["failed", "start"]


def test_the_page_asks_again_what_the_server_is(visit):
    asked = []
    visit.page.route("**/api/info", lambda route: (asked.append(1), route.abort()), times=1)
    visit.alone("about").open()
    visit.page.locator("#page-prompt input").wait_for()
    assert asked == [1]


def test_seeds_follow_one_another_up_to_the_largest(bare):
    """2 ** 53 is no exact whole number in a browser, and would be a seed twice."""
    seeds = """async ([seed, count]) => {
      const { after } = await import("/web/store.js");
      return Array.from({ length: count }, (_, i) => String(after(seed, i)));
    }"""
    last = 2**53 - 1
    found = bare.evaluate(seeds, [last - 2, 6])
    assert found == [str(seed) for seed in (last - 2, last - 1, last, 0, 1, 2)]


def test_a_walk_without_a_record_says_no_null(bare):
    page = bare
    page.evaluate(
        """async () => {
          const { DEFAULTS } = await import("/web/store.js");
          const walk = { recipe: DEFAULTS, provenance: "cache", meta: null, read: async () => {} };
          document.dispatchEvent(new CustomEvent("provenance", { detail: walk }));
        }"""
    )
    sheet = page.locator("dialog[open] .how")
    expect(sheet).to_contain_text("pellucid.Recipe")
    assert "null" not in sheet.inner_text()


def test_the_sliders_of_the_settings_reach_what_a_link_says(visit):
    page = visit.alone("about").open("/about?n=80&w=30&sm=0").page
    page.get_by_role("button", name="Settings").click()
    for name, value in (("Steps", "80"), ("Guidance", "30")):
        expect(
            page.locator("dialog[open] label.row", has_text=name).locator("input")
        ).to_have_value(value)


def test_the_record_of_a_walk_is_fetched_once(visit):
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.exhibit("walk", "p=a+bee+of+its+own&n=6&sm=0")
    records = [url for url in asked if url.endswith("/meta.json") and "/w/" in url]
    assert len(records) == len(set(records)) > 0


def test_the_last_chapter_goes_on_after_a_tile_that_failed(visit):
    page = visit.page
    page.route("**/api/plan", lambda route: route.abort(), times=1)
    visit.alone("recap").open("/recap?s=77&sm=0").mounted("recap")
    page.get_by_role("button", name="Try again").click()
    drawn = page.locator("[data-exhibit=recap] pl-stage[data-drawn$=' 8 full']")
    expect(drawn).to_have_count(4)


def test_lines_of_a_chart_differ_in_colour_or_mark(visit):
    page = visit.exhibit("recap", "n=6&sm=0").page
    found = page.evaluate(
        """async () => {
          const { hue, mark } = await import("/web/figures/marks.js");
          const { h, s } = await import("/web/dom.js");
          return Array.from({ length: 8 }, (_, i) => {
            const path = s("path", { d: mark(i) });
            const group = s("g", { class: `curve ${hue(i)}` }, path);
            document.body.append(h("div.chart", s("svg", group)));
            return `${getComputedStyle(path).stroke} ${mark(i)}`;
          });
        }"""
    )
    assert len(set(found)) == 8
    assert not [each for each in found if each.startswith("none")]


def test_the_figure_that_the_guide_shows_draws(visit):
    text = (WEB.parents[2] / "docs" / "page.md").read_text("utf-8")
    code = text.split("```js\n")[1].split("```")[0]
    head = {"content-type": "text/javascript"}
    visit.page.route("**/exhibits/recap.js", lambda route: route.fulfill(body=code, headers=head))
    page = visit.exhibit("recap", "n=6&sm=0").page
    visit.drawn("recap", " 6 full")
    page.locator("[data-exhibit=recap] input[type=range]").focus()
    page.keyboard.press("Home")
    visit.drawn("recap", " 0 full")
    visit.linked("i=0")
    assert visit.wrong == []
