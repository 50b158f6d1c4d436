"""Every figure that is on the page, whoever wrote it: one suite, found from the page."""

import re
from pathlib import Path

import axe_playwright_python
import browsing
import pytest
from playwright.sync_api import expect

from pellucid.app.page import render

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SLUGS = re.findall(r'data-exhibit="([a-z]+)"', render())
SHORT = "n=6&sm=0"  # walks of six steps are drawn soon
SIZES = {"small": (360, 640), "phone": (390, 844), "tablet": (768, 1024), "desk": (1440, 900)}
RULES = """async (where) => {
  const found = await axe.run(where, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] });
  return found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 2).map((node) => `${node.target} ${node.html}`).join(" | ")}`);
}"""


def figure(slug: str) -> str:
    return f"[data-exhibit={slug}]"


def broken(visit, where: object) -> list[str]:
    """What breaks a rule of accessibility."""
    visit.page.evaluate(AXE)
    return visit.page.evaluate(RULES, where)


def chapter(slug: str) -> str:
    return f".chapter:has({figure(slug)})"


# Every figure opens, complains of nothing and breaks no rule

MOVED = """([slug, frames]) => new Promise((done) => {
  const figure = document.querySelector(`[data-exhibit=${slug}]`), moved = [];
  const seen = new MutationObserver((all) => {
    for (const { target, attributeName: name, oldValue } of all) {
      const value = target.getAttribute(name);
      if (value !== oldValue) moved.push(`${name} of ${target.nodeName}: ${oldValue}, ${value}`);
    }
  });
  const attributeFilter = ["data-drawn", "data-shown", "style", "transform", "x1", "d"];
  seen.observe(figure, { attributeFilter, attributeOldValue: true, subtree: true });
  const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done(
    [...moved, ...document.getAnimations().map((one) => one.animationName ?? "an animation")]));
  next();
})"""


@pytest.mark.parametrize("slug", browsing.three(SLUGS))
def test_a_figure_opens_from_its_link_keeps_still_and_breaks_no_rule(visit, slug):
    visit.open(f"/{slug}?{SHORT}").mounted(slug).rest()
    assert visit.page.evaluate(MOVED, [slug, 30]) == []
    expect(visit.page.locator(f"{figure(slug)} .trouble:visible")).to_have_count(0)
    assert broken(visit, chapter(slug)) == []
    assert visit.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize(("depth", "scheme"), [(1, "dark"), (2, "light"), (3, "dark")])
@pytest.mark.parametrize("slug", SLUGS)
def test_deeper_text_and_the_night_break_no_rule_either(browser, site, slug, depth, scheme):
    with browsing.visiting(browser, site, color_scheme=scheme, reduced_motion="reduce") as visit:
        visit.exhibit(slug, f"{SHORT}&d={depth}")
        assert broken(visit, chapter(slug)) == []
        assert visit.wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_and_the_opening_break_no_rule(browser, site, scheme):
    with browsing.visiting(browser, site, color_scheme=scheme, reduced_motion="reduce") as visit:
        visit.exhibit("opening")
        assert broken(visit, {"include": [[".bar"], ["#opening"], ["#contents"]]}) == []


# Links: figure -> what a link says of it, and what is then true

LINKS = {
    "noise": (
        "t=count&z=16&v=bell",
        "chosen('count') && all('[type=range]')[0].value === '4' && chosen('bell')",
    ),
    "walk": ("i=5&v=xt", "dial(0) === 5 && chosen('xt')"),
    "forward": (
        "v=rewind&i=9&k=0",
        "chosen('rewind') && dial(1) === 9 && !all('[role=switch]')[0].checked",
    ),
    "latent": (
        "i=9&v=xt&b=channels&c=5-7&ch=2",
        "dial(0) === 9 && chosen('xt') && chosen('channels') && chosen('2')"
        " && all('#latent-cell')[0].textContent.startsWith('Row 6, column 8')",
    ),
    "compass": ("i=5", "dial(0) === 5"),
    "why": ("t=branch&i=3", "chosen('branch') && dial(1) === 3"),
    "seeds": (
        "g=9.21.22.23.24.25.26.27&k=2&i=3",
        "dial(0) === 3 && chosen('2') && all('.nine')[0].textContent.includes('Seed 27')",
    ),
    "paths": ("v=random&i=7", "chosen('random') && dial(0) === 7"),
    "steps": (
        "r=8&g=4",
        "all('[data-tile=rung-3] input')[0].checked"
        " && all('.ask')[0].textContent.startsWith('You said 4')",
    ),
    "detail": (
        "r1=a+bee&r2=a+bee%2C+at+night&i=10",
        "dial(0) === 10 && all('.rung > input')[1].value === 'a bee, at night'",
    ),
    "guidance": (
        "g=9&i=4&cure=1",
        "all('[type=number]')[0].value === '9' && all('pl-field')[0].state === 4"
        " && all('.cures input')[1].checked",
    ),
    "map": (
        "v=sum&q=a+red+bee&a=red&b=blue&k=3",
        "chosen('sum') && all('.placing input')[1].value === 'red'"
        " && all('.card h3')[0]?.textContent === '“a red butterfly on a leaf”'",
    ),
    "words": (
        "v=without&i=1",
        "chosen('without') && all('[aria-pressed=true]')[0].textContent === 'blue'",
    ),
    "attention": ("a=1&i=5", "dial(0) === 5"),
    "colour": ("k=16&c=5", "chosen('16') && all('.tile pl-stage').length === 16"),
    "between": (
        "q=a+snail&how=switch&a=0.3&i=4",
        "chosen('switch') && all('pl-field')[0].state === 4"
        " && all('pl-prompt:not(.pin pl-prompt)')[0].value === 'a snail'",
    ),
    "grid": (
        "x=guidance%3D1%2C4&k=1",
        "chosen('1') && all('.axis input')[0].value === '1,4'"
        " && all('.panels td input').length === 6",
    ),
    "learn": ("g=moons&k=4&i=2", "chosen('moons') && chosen('4') && dial(0) === 2"),
    "challenges": ("c=middle", "all('h3')[0].textContent === 'Exactly between'"),
    "both": (
        "q=a+bee&b=0.4&j=0.2",
        "all('[type=range]')[0].value === '0.5' && all('[type=range]')[1].value === '0.2'"
        " && all('pl-prompt:not(.pin pl-prompt)')[0].value === 'a bee'",
    ),
    "paint": (
        "v=change&q=a+red+snail&t=40&st=pixel+art&i=4",
        "chosen('change') && dial(0) === 4 && all('.side select')[0].value === 'pixel art'"
        " && all('.side pl-prompt')[0].value === 'a red snail'",
    ),
    "recap": ("i=3", "dial(0) === 3"),
}
WITHOUT = {"opening", "about"}  # they show nothing that a link could name
TRUE = """(figure) => {
  const all = (what) => document.querySelector(figure).querySelectorAll(what);
  const chosen = (value) => all(`input[type=radio][value="${value}"]`)[0].checked;
  const dial = (place) => all("pl-scrubber")[place].value;
  return TRUE;
}"""


def test_every_figure_says_what_its_link_brings_back():
    assert set(LINKS) | WITHOUT == set(SLUGS)


@pytest.mark.parametrize("slug", browsing.three(LINKS))
def test_a_link_brings_a_figure_back_and_is_written_again_as_it_was(visit, slug):
    query, true = LINKS[slug]
    parts = ["p=a+blue+bee", "s=9", "n=12", *query.split("&")]
    page = visit.exhibit(slug, "&".join([*parts, "sm=0"])).page
    page.wait_for_function(TRUE.replace("return TRUE", f"return {true}"), arg=figure(slug))
    page.locator(".dials > pl-depth").get_by_label("Maths").check()
    visit.linked(*parts, "d=3")
    assert visit.wrong == []


def test_a_link_may_name_a_state_beyond_the_usual_last(visit):
    visit.exhibit("walk", "n=50&i=40&sm=0")
    dial = "document.querySelector('[data-exhibit=walk] pl-scrubber')"
    visit.until(f"{dial}.value === 40")
    visit.linked("i=40")
    shorter = visit.page.evaluate(f"{dial}.max = 12, {dial}.max = 30, {dial}.value")
    assert shorter == 12  # a ladder that was short for a while is no wish


def test_seeds_of_a_link_stay_where_the_pages_own_is_not_among_them(visit):
    seeds = [11, 12, 13, 14, 15, 16, 17, 18]
    visit.exhibit("seeds", f"s=4&n=12&g={'.'.join(map(str, seeds))}&sm=0")
    drawn = """[...document.querySelectorAll('[data-exhibit=seeds] label pl-stage')]
      .map(({ walk }) => walk?.recipe.seed).join() === arg"""
    visit.until(drawn, ",".join(map(str, seeds)))


# Room, keys, forced colours

WIDE = """(slug) => {
  const page = document.documentElement, edge = page.clientWidth + 1;
  const out = [...document.querySelectorAll(`[data-exhibit=${slug}] *`)].filter((one) => {
    const { right, width } = one.getBoundingClientRect();
    return right > edge && width > 1 && !one.closest("details, table, pre, .scrolls");
  });
  if (page.scrollWidth > page.clientWidth) out.push(page);
  return out.map((one) => one.outerHTML.slice(0, 90));
}"""
SMALL = """(slug) => [...document.querySelectorAll(`[data-exhibit=${slug}] button`)]
  .filter((one) => { const { width, height } = one.getBoundingClientRect();
    return width && Math.min(width, height) < 24; })
  .map((one) => one.outerHTML.slice(0, 90))"""


WIDER = [pytest.param(size, marks=pytest.mark.slow) for size in ("phone", "tablet", "desk")]


@pytest.mark.parametrize("size", ["small", *WIDER])
def test_nothing_is_wider_than_the_screen_and_no_button_too_small(browser, site, size):
    width, height = SIZES[size]
    screen = {"width": width, "height": height}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        visit.open(f"/opening?{SHORT}")
        for slug in SLUGS:
            visit.mounted(slug).rest()
            assert visit.page.evaluate(WIDE, slug) == [], slug
            assert visit.page.evaluate(SMALL, slug) == [], slug


START = """(slug) => {
  const figure = document.querySelector(`[data-exhibit=${slug}]`);
  figure.setAttribute("tabindex", "-1");
  figure.focus();
  window.met = new Set();
}"""
HERE = """(slug) => {
  const at = document.activeElement, bar = document.querySelector(".bar").getBoundingClientRect();
  if (!at.closest(`[data-exhibit=${slug}]`)) return "left";
  window.met.add(at);
  const { top, bottom, width, height } = at.getBoundingClientRect();
  const gone = bottom < 0 || top > innerHeight || (!width && !height);
  const under = !at.closest(".bar") && top >= bar.top && bottom <= bar.bottom;
  return gone || under ? at.outerHTML.slice(0, 120) : "";
}"""
MISSED = """(slug) => {
  const all = `:is(button, input, select, textarea, summary, a[href], [tabindex="0"])`;
  const one = (radio) => radio.checked
    || (!document.querySelector(`[name="${radio.name}"]:checked`)
      && radio === document.querySelector(`[name="${radio.name}"]`));
  return [...document.querySelectorAll(`[data-exhibit=${slug}] ${all}`)].filter((control) =>
    control.checkVisibility() && !control.disabled && !control.closest("[aria-hidden=true]")
    && (control.type !== "radio" || one(control)) && !window.met.has(control))
    .map((control) => control.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("slug", browsing.three(SLUGS))
def test_a_figure_can_be_walked_through_by_keys(visit, slug):
    """Tab reaches every control in turn, leaves again, and the focus can always be seen."""
    visit.exhibit(slug, SHORT).page.evaluate(START, slug)
    for _ in range(150):
        visit.page.keyboard.press("Tab")
        if (here := visit.page.evaluate(HERE, slug)) == "left":
            break
        assert not here
    else:
        pytest.fail(f"Tab does not leave {slug}.")
    assert visit.page.evaluate(MISSED, slug) == []


# What is chosen must look chosen when the visitor's own few colours replace those of the page.
ALIKE = """(slug) => {
  const seen = ["backgroundColor", "color", "borderTopColor", "borderTopStyle", "borderTopWidth",
    "outlineStyle", "outlineWidth", "fontWeight", "textDecorationLine"];
  const solid = (value) => value.replace(/rgba\\((.*), 0\\)/, "rgb($1)");  // on a ground of its own
  const look = (one) => seen.map((name) => solid(getComputedStyle(one)[name])).join();
  const face = (radio) => [radio, ...radio.parentElement.querySelectorAll("*")]
    .map((one) => `${one.nodeName} ${look(one)}`).join();
  const groups = Map.groupBy(document.querySelectorAll(`[data-exhibit=${slug}] [type=radio]`),
    (radio) => radio.name);
  const out = [];
  for (const [name, radios] of groups) {
    const shown = radios.filter((radio) => radio.parentElement.checkVisibility());
    const on = shown.find((radio) => radio.checked), off = shown.find((radio) => !radio.checked);
    if (on && off && getComputedStyle(on).opacity === "0" && face(on) === face(off)) out.push(name);
  }
  for (const on of document.querySelectorAll(`[data-exhibit=${slug}] button[aria-pressed=true]`)) {
    const off = document.querySelector(`[data-exhibit=${slug}] button[aria-pressed=false]`);
    if (off && look(on) === look(off)) out.push(on.outerHTML.slice(0, 90));
  }
  return out;
}"""


@pytest.mark.slow
def test_with_forced_colours_what_is_chosen_still_looks_chosen(browser, site):
    how = {"forced_colors": "active", "reduced_motion": "reduce"}
    with browsing.visiting(browser, site, **how) as visit:
        visit.open(f"/opening?{SHORT}")
        for slug in SLUGS:
            visit.mounted(slug).rest()
            assert visit.page.evaluate(ALIKE, slug) == [], slug
        assert visit.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_forced_colours_break_no_rule(browser, site, slug):
    with browsing.visiting(browser, site, forced_colors="active") as visit:
        visit.exhibit(slug, SHORT)
        assert broken(visit, chapter(slug)) == []
