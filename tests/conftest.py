"""What all tests share: no deadline on a busy machine, few examples, and a home of their own."""

import os

import browsing
import pytest
from hypothesis import settings

settings.register_profile("pellucid", deadline=None, max_examples=40)
settings.load_profile("pellucid")


def pytest_collection_modifyitems(items):
    """What a browser shows too late on a busy machine is asked again, twice at most."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))


@pytest.fixture(autouse=True)
def _a_home_of_its_own(tmp_path_factory, monkeypatch):
    """No test reads or writes the files of whoever runs it."""
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

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
