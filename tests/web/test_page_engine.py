"""The page with the engines that come with it: every figure, from its link to its last picture."""

import os
import re
from functools import partial

import browsing
import pytest
from playwright.sync_api import expect
from test_page_exhibits import SLUGS, broken, figure

import pellucid
from derive.serve import served
from pellucid.app.server import build
from pellucid.recipe.engines import engines

pytestmark = pytest.mark.slow
LONG = 600_000  # ms: what takes its time on two cores
UNDRAWN = """(slug) => [...document.querySelectorAll(`[data-exhibit=${slug}] pl-stage`)]
  .filter((stage) => stage.checkVisibility() && !stage.dataset.drawn?.endsWith("full"))
  .map((stage) => stage.dataset.drawn ?? "nothing")"""

OUTLINED = "() => Boolean(document.querySelector('[data-exhibit=why] .panel pl-stage').overlay)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The page with the real engines; its address."""
    loads = {name: partial(pellucid.load, name) for name in engines()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PELLUCID_HOME", str(tmp_path_factory.mktemp("site")))
        with served(build(loads)) as url:
            yield url


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("slug", SLUGS)
def test_the_real_engines_go_through_every_figure(browser, site, slug, engine):
    with browsing.visiting(browser, site, reduced_motion="reduce") as visit:
        visit.exhibit(slug, f"p=a+snail+on+a+mushroom&s=7&n=6&sm=0&m={engine}", LONG)
        for button in visit.page.locator(f"{figure(slug)} button.go").all():
            if button.is_visible() and button.is_enabled():  # what waits to be asked for
                button.click()
                visit.rest(LONG)
        assert visit.page.evaluate(UNDRAWN, slug) == []
        expect(visit.page.locator(f"{figure(slug)} .trouble:visible")).to_have_count(0)
        assert visit.wrong == []


def test_another_model_walks_beside_with_the_same_words_seed_and_share_of_its_steps(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as visit:
        query = "p=a+snail&s=7&n=6&v=rewind&i=3&sm=0"
        page = visit.exhibit("forward", query, LONG).page
        fourth = page.locator(f"{figure('forward')} .trio:visible > .tile").nth(3)
        expect(fourth).to_be_hidden()
        page.get_by_label("Beside it, the model of pixels").check()
        expect(fourth.locator("pl-stage")).to_have_attribute(
            "data-drawn", re.compile(" xt 3 full$"), timeout=LONG
        )
        expect(fourth).to_contain_text("the model of pixels")
        asked = fourth.locator("pl-stage").evaluate("(stage) => stage.walk.recipe")
        assert [asked[name] for name in ("engine", "prompt", "seed", "steps")] == [
            *("garden-pixel", "a snail", 7, 6)
        ]
        visit.linked("e=1", "i=3")
        page.locator(f"{figure('forward')} pl-scrubber:visible input").focus()
        page.keyboard.press("ArrowRight")
        expect(fourth.locator("pl-stage")).to_have_attribute(
            "data-drawn", re.compile(" xt 4 full$"), timeout=LONG
        )
        page.get_by_label("Beside it, the model of pixels").uncheck()
        expect(fourth).to_be_hidden()
        assert visit.wrong == []


def test_the_ends_of_a_walk_are_measured_part_by_part(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as visit:
        visit.exhibit("why", "p=a+snail+on+a+mushroom&s=7&n=6&sm=0", LONG)
        own = visit.page.locator(figure("why"))
        own.get_by_label("The whole walk").check()
        own.get_by_role("button", name="Finish eight states").click()
        visit.rest(LONG)
        order = own.locator(".telling:visible")
        expect(order).to_contain_text("layout")
        own.get_by_label("Part by part").check()
        expect(order).to_contain_text(re.compile("snail|mushroom|the rest"))
        legend = own.locator(".timeline pl-plot")
        for name in ("snail", "mushroom", "the rest"):
            expect(legend).to_contain_text(name)
        assert visit.page.evaluate(OUTLINED)
        own.get_by_role("radio", name="One state").check()
        assert not visit.page.evaluate(OUTLINED)
        assert visit.wrong == []


def test_a_painted_scene_is_compared_with_what_is_looked_at(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as visit:
        visit.exhibit("attention", "p=a+snail&s=7&n=6&sm=0", LONG)
        own = visit.page.locator(figure("attention"))
        own.get_by_text("Check it on a painted picture").click()
        expect(own.locator(".scene")).to_contain_text("Scene 1 of 12", timeout=LONG)
        visit.rest(LONG)
        told = own.locator(".scene .telling")
        before = told.inner_text()
        assert re.search(r"in \d+ of 100 such pairs", before)
        own.locator(".scene .chip").nth(1).click()
        expect(told).to_contain_text(own.locator(".scene .chip").nth(1).inner_text())
        own.get_by_role("button", name="Another scene").click()
        expect(own.locator(".scene")).to_contain_text("Scene 2 of 12", timeout=LONG)
        visit.rest(LONG)
        assert broken(visit, figure("attention")) == []
        assert visit.wrong == []
