"""What comes with the page is all that a first reading asks for, and it says where it is from."""

import os

import browsing
import pytest

import pellucid
from derive.serve import served
from derive.walks import FIGURES
from pellucid.app.server import build

pytestmark = pytest.mark.training
BADGES = """(slug) => [...document.querySelectorAll(`[data-exhibit=${slug}] pl-stage .badge`)]
  .filter((badge) => badge.checkVisibility()).map((badge) => badge.textContent)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The page with the real engine on a machine that has never drawn: the server, its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PELLUCID_HOME", str(tmp_path_factory.mktemp("site")))
        app = build({"garden": pellucid.load})
        with served(app) as url:
            yield app.state.server, url


@pytest.mark.parametrize("slug", browsing.three(FIGURES))
def test_a_first_reading_asks_nothing_of_the_model(browser, server, slug):
    """Run `make derived ONLY=walks` when a chapter asks for something else at first."""
    state, url = server
    with browsing.visiting(browser, url, reduced_motion="reduce") as visit:
        visit.exhibit(slug)
        assert state.worker.looks == 0
        assert state.cache.entries() == []
        assert set(visit.page.evaluate(BADGES, slug)) <= {"came with the page"}
        assert visit.wrong == []
