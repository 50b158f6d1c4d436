"""What all tests share: no deadline on a busy machine, few examples, and a home of their own."""

import pytest
from hypothesis import settings

settings.register_profile("pellucid", deadline=None, max_examples=40)
settings.load_profile("pellucid")


@pytest.fixture(autouse=True)
def _a_home_of_its_own(tmp_path_factory, monkeypatch):
    """No test reads or writes the files of whoever runs it."""
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path_factory.mktemp("home")))
