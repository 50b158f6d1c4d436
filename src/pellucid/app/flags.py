"""Flags that several commands share. What they list comes from the registries."""

from typing import Annotated, Any

import tyro

from pellucid.ladders import LADDERS
from pellucid.recipe.engines import DEFAULT, engines
from pellucid.solvers import SOLVERS

ENGINES = "; ".join(f"{name} ({kind.says})" for name, kind in engines().items())
SHOWN = ", ".join(name for name, stepping in SOLVERS.items() if stepping.shown)


def flag(metavar: str, says: str = "", usual: str = "") -> Any:
    """Describe a flag: what it takes, what it does, and what it is where it is not given.

    What it does is told here, or else by the docstring.
    """
    hint = f"(default: {usual})" if usual else ""
    return tyro.conf.arg(metavar=metavar, help=says or None, help_behavior_hint=hint)


def _usual(field: str, metavar: str, says: str) -> Any:
    usual = getattr(engines()[DEFAULT].usual, field)
    return flag(metavar, says, f"the engine's usual, {usual} for {DEFAULT}")


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
SolverName = Annotated[str | None, _usual("solver", "STR", f"how to step: {SHOWN}.")]
LadderName = Annotated[
    str | None, _usual("ladder", "STR", f"which noise levels to visit: {', '.join(LADDERS)}.")
]
EngineName = Annotated[str | None, flag("STR", f"which engine draws: {ENGINES}.", DEFAULT)]
Weights = Annotated[
    str, flag("DIR", "a folder with the engine's weights.", "those that are shipped")
]
BackendName = Annotated[
    str, flag("STR", "what computes: fastest, openvino-bf16, openvino-f32, torch.", "fastest")
]
Words = Annotated[str, tyro.conf.arg(metavar="STR", help_behavior_hint="")]
