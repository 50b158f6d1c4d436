"""How the page's code is written: what the formatter and the linter of `make lint` leave open."""

from pathlib import Path

import pytest

from pellucid.app.page import WEB

CODE = sorted(file for kind in ("js", "css") for file in WEB.rglob(f"*.{kind}"))


@pytest.mark.parametrize("file", CODE, ids=lambda file: file.relative_to(WEB).as_posix())
def test_no_line_of_the_pages_code_is_longer_than_100_columns(file: Path) -> None:
    """The formatter breaks code at 100 columns, but neither words nor comments."""
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    long = [f"{file.name}:{number}" for number, line in lines if len(line) > 100]
    assert not long
