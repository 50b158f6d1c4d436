import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]


def including() -> ModuleType:
    spec = importlib.util.spec_from_file_location("include", ROOT / "docs" / "include.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


INCLUDE = including()


@pytest.mark.parametrize("writer", ["include.py", "help.py", "lists.py"])
def test_every_page_quotes_the_source_the_help_and_the_registries_as_they_are(writer: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / writer, "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_mark_of_a_quotation_has_its_block(page: Path) -> None:
    text = page.read_text() if page.exists() else ""
    assert len(re.findall(r"<!-- include:", text)) == len(INCLUDE.BLOCK.findall(text))


def test_a_stale_quotation_is_written_again() -> None:
    mark = "<!-- include: src/pellucid/solvers.py euler -->\n"
    page = f"Before.\n\n{mark}```python\nold\n```\n\nAfter.\n"
    new = INCLUDE.renewed(page)
    assert "def euler(at: Here) -> Tensor:" in new
    assert "old" not in new
    assert new.startswith("Before.")
    assert new.endswith("```\n\nAfter.\n")
    assert INCLUDE.renewed(new) == new


def test_a_quotation_has_its_decorators_and_may_be_a_method_or_a_constant() -> None:
    core = ROOT / "src" / "pellucid"
    assert INCLUDE.quoted(core / "denoise.py", "Guided").startswith("@dataclass")
    assert INCLUDE.quoted(core / "oracle.py", "Gaussian.flow").startswith("def flow(")
    assert INCLUDE.quoted(core / "solvers.py", "SOLVERS").startswith("SOLVERS: Mapping")


def test_quoting_what_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"solvers\.py has no sampler"):
        INCLUDE.quoted(ROOT / "src" / "pellucid" / "solvers.py", "sampler")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_that_a_page_calls_runnable_runs(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A block after `<!-- run -->` is executed; later ones of its page see what it made.

    Where it ends in comments after an empty line, these are what it prints.
    """
    text = page.read_text() if page.exists() else ""
    scope: dict[str, object] = {}
    for code in re.findall(r"^<!-- run -->\n+```python\n(.*?)^```$", text, re.M | re.S):
        exec(compile(code, page.name, "exec"), scope)
        printed = capsys.readouterr().out
        if shown := re.search(r"\n\n((?:# .*\n)+)\Z", code):
            assert re.sub(r"^# ", "", shown[1], flags=re.M) == printed
