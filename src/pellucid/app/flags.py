"""Flags that draw and evaluate share. What they list comes from the registries."""

from typing import Annotated, Any

import tyro

from pellucid.ladders import LADDERS
from pellucid.recipe.engines import DEFAULT, engines
from pellucid.solvers import SOLVERS

ENGINES = "; ".join(f"{name} ({kind.says})" for name, kind in engines().items())


def _usual(field: str, metavar: str, says: str) -> Any:
    """Describe a flag that is the engine's usual where it is not given."""
    usual = getattr(engines()[DEFAULT].usual, field)
    return tyro.conf.arg(
        metavar=metavar,
        help=says,
        help_behavior_hint=f"(default: the engine's usual, {usual} for {DEFAULT})",
    )


Steps = Annotated[
    int | None, _usual("steps", "INT", "how many steps from noise to picture, 1 to 1000.")
]
Guidance = Annotated[
    float | None,
    _usual(
        "guidance",
        "FLOAT",
        "how firmly to follow the words, 0 to 100; 1 adds nothing to what they say.",
    ),
]
SolverName = Annotated[str | None, _usual("solver", "STR", f"how to step: {', '.join(SOLVERS)}.")]
LadderName = Annotated[
    str | None, _usual("ladder", "STR", f"which noise levels to visit: {', '.join(LADDERS)}.")
]
EngineName = Annotated[str, tyro.conf.arg(metavar="STR", help=f"which engine draws: {ENGINES}.")]
