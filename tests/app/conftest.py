"""What tests of commands share."""

import pytest
import tiny

from pellucid.engine import engine as loading


@pytest.fixture
def at_work(tmp_path, monkeypatch):
    """Draw with the tiny engine, in an empty folder."""
    drawn = tiny.engine()
    monkeypatch.setattr(loading, "load", lambda *_: drawn)
    monkeypatch.chdir(tmp_path)
    return tmp_path
