"""Which engines there are, and what is known of each before it is loaded.

An engine is one file in `engine/catalog/` that holds one value, `ENGINE`. The file imports no torch
until its `make` is called, so recipes, help and the page can list engines at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pellucid.registry import values

DEFAULT = "garden"  # draws where none is named


@dataclass(frozen=True, slots=True)
class Usual:
    """How an engine draws where nothing else is asked."""

    steps: int = 28
    guidance: float = 5.0
    solver: str = "dpmpp_2m"
    ladder: str = "even"


@dataclass(frozen=True, slots=True)
class EngineKind:
    """What is known of an engine before it is loaded, and how to load it."""

    name: str
    says: str  # in a few words, what it is
    make: Callable[[Any, Any], Any]  # (shelf, backend) -> the engine; its types import torch
    usual: Usual = Usual()
    unsure: bool = False  # whether it says how unsure it is; some solvers ask


@cache
def engines() -> dict[str, EngineKind]:
    """Every engine by name, the default first."""
    found = {kind.name: kind for kind in values("pellucid.engine.catalog", "ENGINE")}
    return {DEFAULT: found.pop(DEFAULT), **found}
