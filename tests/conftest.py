"""What all tests share: no deadline on a busy machine, few examples, and a home of their own.

And a browser for tests of the page: `visit` is somebody who asked for less motion, so that nothing
moves which a test did not move; for `lively` all moves; `on_phone` comes twice, with two phones.
"""

import os
from itertools import count

import browsing
import pytest
from hypothesis import settings

settings.register_profile("pellucid", deadline=None, max_examples=40)
settings.load_profile("pellucid")


HOMES = count()


@pytest.fixture(autouse=True)
def _a_home_of_its_own(tmp_path_factory, monkeypatch):
    """No test reads or writes the files of whoever runs it."""
    home = tmp_path_factory.getbasetemp() / f"home-{next(HOMES)}"  # made when something is written
    monkeypatch.setenv("PELLUCID_HOME", str(home))


@pytest.fixture(scope="module")
def other_kind():
    """The engine of another shape is in the catalog."""
    import other

    from pellucid.recipe.engines import engines

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines(), other.KIND.name, other.KIND)
        yield other.KIND


@pytest.fixture(scope="module")
def other_client(tmp_path_factory, other_kind):
    """A client of the page with the engine of another shape."""
    import fake
    from asking import Client

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PELLUCID_HOME", str(tmp_path_factory.mktemp("served")))
        with fake.serving(other_kind.make(None, None)) as url:
            yield Client(url)


@pytest.fixture(params=["f32", "bf16"])
def precision(request, monkeypatch):
    """A processor that multiplies bfloat16, or one that does not, whatever this one is."""
    able = request.param == "bf16"
    monkeypatch.setattr("pellucid.nets.precision.multiplies_bfloat16", lambda *_: able)
    return request.param


def pytest_collection_modifyitems(items):
    """Mark every test that opens a browser, by the fixture it asks for."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=browsing.PATIENCE)
    with sync_playwright() as player:
        path = browsing.found(player.chromium.executable_path)
        opened = player.chromium.launch(executable_path=path, args=list(browsing.QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The page with the fake engine; its address."""
    import fake

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PELLUCID_HOME", str(tmp_path_factory.mktemp("site")))
        with fake.serving() as url:
            yield url


@pytest.fixture
def visit(browser, site):
    """A visitor who asked for less motion."""
    with browsing.visiting(browser, site, reduced_motion="reduce") as made:
        yield made


@pytest.fixture
def lively(browser, site):
    """A visitor for whom things may move."""
    with browsing.visiting(browser, site) as made:
        yield made


@pytest.fixture(params=list(browsing.PHONES))
def on_phone(request, browser, site):
    """A visitor with a finger, on one phone and then on another."""
    with browsing.visiting(browser, site, **browsing.phone(request.param)) as made:
        yield made
