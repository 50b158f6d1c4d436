"""The page with the engines that come with it: every figure, from its link to its last picture."""

import os
from functools import partial

import browsing
import pytest
from playwright.sync_api import expect
from test_page_exhibits import SLUGS, figure

import pellucid
from derive.serve import served
from pellucid.app.server import build
from pellucid.recipe.engines import engines

pytestmark = pytest.mark.slow
LONG = 600_000  # ms: what takes its time on two cores
UNDRAWN = """(slug) => [...document.querySelectorAll(`[data-exhibit=${slug}] pl-stage`)]
  .filter((stage) => stage.checkVisibility() && !stage.dataset.drawn?.endsWith("full"))
  .map((stage) => stage.dataset.drawn ?? "nothing")"""


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
