"""Pages show the source, the help and the figures as they are, and their code runs."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from derive import figures, include, pages
from derive.__main__ import MADE

ROOT = Path(__file__).resolve().parent.parent
RUNS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]
MARKS = {
    "include": (r"<!-- include:", include.BLOCK),
    "figures": (r"<!-- figures:", figures.BLOCK),
}


@pytest.mark.parametrize("writer", pages.WRITERS)
def test_every_page_shows_source_help_and_figures_as_they_are(writer: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "derive", writer, "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("writer", MARKS)
@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
def test_every_mark_has_its_block(page: Path, writer: str) -> None:
    mark, block = MARKS[writer]
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(f"^{mark}", text, re.MULTILINE)) == len(block.findall(text))


def test_a_stale_quotation_is_written_again() -> None:
    mark = "<!-- include: src/pellucid/solvers.py euler -->\n"
    page = f"Before.\n\n{mark}```python\nold\n```\n\nAfter.\n"
    new = include.renewed(page)
    assert "def euler(at: Here) -> Tensor:" in new
    assert "old" not in new
    assert new.startswith("Before.")
    assert new.endswith("```\n\nAfter.\n")
    assert include.renewed(new) == new


def test_a_quotation_has_its_decorators_and_may_be_a_method_or_a_constant() -> None:
    core = ROOT / "src" / "pellucid"
    assert include.quoted(core / "denoise.py", "Guided").startswith("@dataclass")
    assert include.quoted(core / "oracle.py", "Gaussian.flow").startswith("def flow(")
    assert include.quoted(core / "solvers.py", "SOLVERS").startswith("SOLVERS: Mapping")


def test_quoting_what_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"solvers\.py has no sampler"):
        include.quoted(ROOT / "src" / "pellucid" / "solvers.py", "sampler")


def test_a_figure_that_differs_from_the_evaluation_is_written_again() -> None:
    page = "<!-- figures: two -->\nsomething else\n<!-- /figures -->\n"
    new = figures.renewed(page)
    seen = figures.evaluation("garden")["seen"]["marks"]["drawn"]["objects"]
    assert f"| {100 * seen['right'] / seen['of']:.1f} % |" in new
    assert figures.renewed(new) == new
    assert figures.renewed(new.replace(" %", " % or so")) == new


@pytest.mark.parametrize("name", figures.PARTS)
@pytest.mark.parametrize("part", ["denoiser", "pixel-denoiser", "codec", "judge"])
def test_an_evaluation_of_other_weights_is_refused(
    name: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = json.loads((figures.WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    hashes[f"garden-{part}.safetensors"] = "0" * 64
    (tmp_path / "manifest.json").write_text(json.dumps(hashes), encoding="utf-8")
    monkeypatch.setattr(figures, "WEIGHTS", tmp_path)
    concerns = part in figures.PARTS[name] or (part == "judge" and name not in figures.OWN_JUDGE)
    if concerns:
        with pytest.raises(figures.StaleError, match=f"{name}-evaluation.json"):
            figures.evaluation(name)
    else:
        assert figures.evaluation(name)["seen"]["count"] > 0


def test_whatever_derive_makes_is_one_file_and_stands_in_the_guide() -> None:
    files = {file.stem for file in (ROOT / "derive").glob("*.py")} - {
        "__init__",
        "__main__",
        "pages",
        "serve",
    }
    guide = (ROOT / "docs" / "add.md").read_text(encoding="utf-8")
    assert set(MADE) == files
    assert re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE) == list(MADE)


def test_derive_refuses_a_name_that_it_does_not_know() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "derive", "heroes"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "nothing is called 'heroes'" in done.stderr


@pytest.mark.parametrize("page", RUNS, ids=lambda page: page.name)
def test_code_that_a_page_calls_runnable_runs(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A block after `<!-- run -->` is executed; later ones of its page see what it made.

    Where it ends in comments after an empty line, these are what it prints.
    """
    text = page.read_text(encoding="utf-8")
    scope: dict[str, object] = {}
    for code in re.findall(r"^<!-- run -->\n+```python\n(.*?)^```$", text, re.M | re.S):
        exec(compile(code, page.name, "exec"), scope)
        printed = capsys.readouterr().out
        if shown := re.search(r"\n\n((?:# .*\n)+)\Z", code):
            assert re.sub(r"^# ", "", shown[1], flags=re.M) == printed


def test_every_test_that_a_page_names_is_there() -> None:
    """By its name, or by how that begins, as pytest -k takes it."""

    def found(pattern: str, paths: Iterable[Path]) -> set[str]:
        return {name for path in paths for name in re.findall(pattern, path.read_text("utf-8"))}

    named = found(r"`(test_\w+)`", (ROOT / "docs").glob("*.md"))
    there = found(r"def (test_\w+)", (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 60
    lost = {name for name in named if not any(each.startswith(name) for each in there)}
    assert lost == set()
