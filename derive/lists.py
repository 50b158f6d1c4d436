"""Tables of registries in pages.

Between `<!-- list: solvers -->` and `<!-- /list -->` stands a table with a row for each solver;
likewise for ladders, engines, edits and exhibits.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from pellucid.exhibits import EXHIBITS
from pellucid.ladders import LADDERS
from pellucid.recipe.edits import EDITS
from pellucid.recipe.engines import engines
from pellucid.solvers import SOLVERS

BLOCK = re.compile(
    r"^(?P<mark><!-- list: (?P<name>\w+) -->\n).*?^<!-- /list -->$", re.MULTILINE | re.DOTALL
)


def solvers() -> Iterator[tuple[str, ...]]:
    """Head and rows of the table of solvers."""
    yield "name", "also called", "looks a step", "order", "what it does"
    for name, row in SOLVERS.items():
        looks = f"{row.looks}; {row.looks + 1} where it has learned how unsure it is"
        yield (
            f"`{name}`",
            "; ".join(row.also_called),
            looks if row.unsure else str(row.looks),
            str(row.order or "none"),
            row.says,
        )


def ladders() -> Iterator[tuple[str, ...]]:
    """Head and rows of the table of ladders."""
    yield "name", "its rungs"
    for name, row in LADDERS.items():
        yield f"`{name}`", row.says


def engine_table() -> Iterator[tuple[str, ...]]:
    """Head and rows of the table of engines."""
    yield "name", "what it is", "steps", "guidance", "solver", "ladder"
    for name, kind in engines().items():
        usual = kind.usual
        numbers = (str(usual.steps), f"{usual.guidance:g}")
        yield f"`{name}`", kind.says, *numbers, f"`{usual.solver}`", f"`{usual.ladder}`"


def edits() -> Iterator[tuple[str, ...]]:
    """Head and rows of the table of edits."""
    yield "edit", "what it does", "its fields"
    for name, kind in EDITS.items():
        sentence = (kind.__doc__ or "").partition("\n")[0]
        yield f"`{name}`", sentence, ", ".join(f"`{field}`" for field in kind.RULES)


def exhibits() -> Iterator[tuple[str, ...]]:
    """Head and rows of the table of exhibits."""
    yield "exhibit", "what it shows"
    for slug in EXHIBITS:
        file = import_module(f"pellucid.exhibits.{slug}")
        yield f"`{slug}`", (file.__doc__ or "").partition("\n")[0]


TABLES: Mapping[str, Callable[[], Iterator[tuple[str, ...]]]] = {
    "solvers": solvers,
    "ladders": ladders,
    "engines": engine_table,
    "edits": edits,
    "exhibits": exhibits,
}


def table(name: str) -> str:
    """Return a registry as a table."""
    head, *rows = TABLES[name]()
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def renewed(page: str) -> str:
    """Return a page with every list as the registries are now."""
    return BLOCK.sub(
        lambda block: f"{block['mark']}\n{table(block['name'])}\n\n<!-- /list -->", page
    )
