"""Keep the code in the pages that of the source.

A fenced block below `<!-- include: src/pellucid/solvers.py euler -->` shows the function, class or
constant of that name (a method as `Class.method`). `python docs/include.py` writes every such block
again; `--check` changes nothing, and exits with 1 if a page is out of date.
"""

import ast
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(
    r"^(?P<mark><!-- include: (?P<file>\S+) (?P<name>[\w.]+) -->\n+)```python\n.*?^```$",
    re.MULTILINE | re.DOTALL,
)


def quoted(file: Path, name: str) -> str:
    """Return the source of what is called `name` in a file."""
    source = file.read_text(encoding="utf-8")
    body: Sequence[ast.stmt] = ast.parse(source).body
    for part in name.split("."):
        found = [node for node in body if part in names(node)]
        if not found:
            raise LookupError(f"{file.relative_to(ROOT)} has no {name}.")
        node = found[-1]
        body = getattr(node, "body", [])
    first = min(line.lineno for line in (node, *getattr(node, "decorator_list", [])))
    lines = source.splitlines()[first - 1 : node.end_lineno]
    return textwrap.dedent("\n".join(lines))


def names(node: ast.stmt) -> list[str]:
    """Return what a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def renewed(page: str) -> str:
    """Return a page with every quotation as the source is now."""

    def block(match: re.Match[str]) -> str:
        return f"{match['mark']}```python\n{quoted(ROOT / match['file'], match['name'])}\n```"

    return BLOCK.sub(block, page)


def main() -> None:
    """Write every page again, or with --check only compare."""
    stale = []
    for path in [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]:
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = renewed(old)
        if new != old:
            stale.append(path.relative_to(ROOT).as_posix())
            if "--check" not in sys.argv[1:]:
                path.write_text(new, encoding="utf-8")
    if stale and "--check" in sys.argv[1:]:
        sys.exit(f"Out of date: {', '.join(stale)}. Run `python docs/include.py` and commit.")


if __name__ == "__main__":
    main()
