"""Every chapter that is on the page, whoever wrote it: one suite, found from the files."""

from pathlib import Path

import axe_playwright_python
import browsing
import pytest

from pellucid.app.page import CHAPTERS, WEB

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CALM = 60  # ms of quiet before a look
SLUGS = [slug for slug in CHAPTERS if (WEB / "exhibits" / f"{slug}.js").is_file()]
SIZES = {"small": (360, 640), "phone": (390, 844), "tablet": (768, 1024), "desk": (1440, 900)}
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULES = """async (where) => {
  const found = await axe.run(where, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] });
  return found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 2).map((node) => `${node.target} ${node.html}`).join(" | ")}`);
}"""


@pytest.fixture
def visit(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as made:
        yield made


@pytest.mark.parametrize("slug", SLUGS)
def test_an_exhibit_opens_from_a_link_without_a_complaint(visit, slug):
    visit.open(f"/{slug}?sm=0").mounted(slug)
    visit.page.wait_for_timeout(CALM * 20)
    assert visit.wrong == []
    assert not visit.page.locator(f"[data-exhibit={slug}] .trouble:visible").count()


@pytest.mark.parametrize("slug", SLUGS)
def test_an_exhibit_breaks_no_rule_of_accessibility(visit, slug):
    visit.open(f"/{slug}?sm=0").mounted(slug)
    visit.page.wait_for_timeout(CALM * 10)
    visit.page.evaluate(AXE)
    assert visit.page.evaluate(RULES, f"#{slug}") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_and_the_opening_break_no_rule(browser, site, scheme):
    with browsing.visiting(browser, site, color_scheme=scheme, reduced_motion="reduce") as visit:
        visit.open().page.evaluate(AXE)
        assert (
            visit.page.evaluate(RULES, {"include": [[".bar"], ["#opening"], ["#contents"]]}) == []
        )


@pytest.mark.parametrize("size", list(SIZES))
def test_nothing_is_wider_than_the_screen(browser, site, size):
    width, height = SIZES[size]
    with browsing.visiting(
        browser, site, viewport={"width": width, "height": height}, reduced_motion="reduce"
    ) as visit:
        visit.open()
        for slug in SLUGS:
            visit.mounted(slug)
            visit.page.wait_for_timeout(CALM * 2)
            wide = """(slug) => { const box = document.querySelector(`[data-exhibit=${slug}]`);
              const edge = document.documentElement.clientWidth + 1;
              return [...box.querySelectorAll("*")].filter((one) => {
                const { right, width } = one.getBoundingClientRect();
                return right > edge && width > 1 && !one.closest("details, table, pre, .scrolls");
              }).map((one) => one.outerHTML.slice(0, 90)); }"""
            assert visit.page.evaluate(wide, slug) == [], slug
        assert visit.page.evaluate(WIDE) <= 0


@pytest.mark.parametrize("slug", SLUGS)
def test_an_exhibit_can_be_walked_through_by_keys(visit, slug):
    """Tab reaches every control in turn, leaves again, and the focus can always be seen."""
    visit.open(f"/{slug}?sm=0").mounted(slug)
    visit.page.wait_for_timeout(CALM * 5)
    visit.page.evaluate(
        """(slug) => {
          const figure = document.querySelector(`[data-exhibit=${slug}]`);
          figure.setAttribute("tabindex", "-1");
          figure.focus();
        }""",
        slug,
    )
    inside = "(slug) => !!document.activeElement.closest(`[data-exhibit=${slug}]`)"
    hidden = """() => {
      const { top, bottom, width, height } = document.activeElement.getBoundingClientRect();
      return (bottom < 0 || top > innerHeight || (!width && !height))
        && document.activeElement.outerHTML.slice(0, 120);
    }"""
    for _ in range(120):
        visit.page.keyboard.press("Tab")
        if not visit.page.evaluate(inside, slug):
            break
        assert not visit.page.evaluate(hidden)
    else:
        pytest.fail(f"Tab does not leave {slug}.")


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_forced_colours_hide_no_control(browser, site, slug):
    with browsing.visiting(browser, site, forced_colors="active") as visit:
        visit.open(f"/{slug}?sm=0").mounted(slug)
        visit.page.evaluate(AXE)
        assert visit.page.evaluate(RULES, f"#{slug}") == []


@pytest.mark.slow
@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("slug", SLUGS)
def test_deeper_text_breaks_no_rule_either(visit, slug, depth):
    visit.open(f"/{slug}?sm=0&d={depth}").mounted(slug)
    visit.page.evaluate(AXE)
    assert visit.page.evaluate(RULES, f"#{slug}") == []
    assert visit.wrong == []
