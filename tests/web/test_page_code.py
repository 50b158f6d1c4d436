"""How the page's code is written: what the formatter and the linter of `make lint` leave open."""

import json
import re
from pathlib import Path

import pytest

from pellucid.app.page import WEB
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Exhibit, schema
from pellucid.recipe.recipe import Recipe

CODE = sorted(file for kind in ("js", "css") for file in WEB.rglob(f"*.{kind}"))


@pytest.mark.parametrize("file", CODE, ids=lambda file: file.relative_to(WEB).as_posix())
def test_no_line_of_the_pages_code_is_longer_than_100_columns(file: Path) -> None:
    """The formatter breaks code at 100 columns, but neither words nor comments."""
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    long = [f"{file.name}:{number}" for number, line in lines if len(line) > 100]
    assert not long


TOLD = [each for each in EXHIBITS.values() if each.constants]


@pytest.mark.parametrize("exhibit", TOLD, ids=lambda exhibit: exhibit.slug)
def test_no_number_of_an_exhibit_is_written_a_second_time_in_its_figure(exhibit: Exhibit) -> None:
    """What an exhibit publishes comes from the server: its modules name no such value."""
    asks = f'constants("{exhibit.slug}")'
    modules = [text for file in CODE if asks in (text := file.read_text("utf-8"))]
    assert modules, f"no module reads the constants of {exhibit.slug}"
    for name, value in exhibit.constants.items():
        again = re.compile(rf"^const .*= {re.escape(json.dumps(value))}[;,\] ]", re.MULTILINE)
        found = [line[0] for text in modules for line in again.finditer(text)]
        assert not found, f"{name} is {value!r} in Python already: {found}"


def test_the_usual_settings_are_written_in_python_alone() -> None:
    usual = schema(Recipe)["properties"]
    code = "\n".join(file.read_text("utf-8") for file in CODE if "words" not in file.parts)
    for name in ("solver", "engine"):  # "even" is a kind of noise as well
        assert f'"{usual[name]["default"]}"' not in code, name
    for name in ("steps", "guidance"):
        assert not re.search(rf"\b{name}: {usual[name]['default']:g}\b", code), name
