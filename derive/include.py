"""Quotations of the source in pages.

A fenced block below `<!-- include: src/pellucid/solvers.py euler -->` shows the function, class or
constant of that name (a method as `Class.method`).
"""

import ast
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from derive.pages import ROOT

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
