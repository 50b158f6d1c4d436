"""Keep the parts of pages that are made from other files as these files are.

A writer is a module with `renewed(page) -> page`: `figures` fills tables from the evaluations,
`help` shows what a command prints with --help, `include` quotes functions of the source, `lists`
shows registries as tables. Each finds its own marks and leaves the rest of a page alone.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

__all__ = ["PAGES", "ROOT", "WRITERS", "stale", "write"]

ROOT = Path(__file__).resolve().parent.parent
WRITERS = ("figures", "help", "include", "lists")
PAGES = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "src" / "pellucid" / "weights" / "README.md",
)


def stale(writer: str) -> list[str]:
    """Name the pages that a writer would change."""
    return [page.relative_to(ROOT).as_posix() for page, _ in _changed(writer)]


def write(writer: str) -> None:
    """Write every page again that has changed."""
    for page, text in _changed(writer):
        page.write_text(text, encoding="utf-8")


def _changed(writer: str) -> Iterator[tuple[Path, str]]:
    renewed = import_module(f"derive.{writer}").renewed
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = renewed(old)
        if new != old:
            yield page, new
