"""Engines by name."""

from pathlib import Path

from pellucid.engine.backend import named
from pellucid.engine.engine import Engine
from pellucid.engine.shelf import SHIPPED, Shelf
from pellucid.recipe.engines import DEFAULT, engines
from pellucid.recipe.rules import choice


def load(name: str = DEFAULT, folder: Path = SHIPPED, backend: str = "fastest") -> Engine:
    """Load an engine by name, from the shipped weights or from a folder of your own.

    Raises:
        RecipeError: there is no engine or backend of that name.
        WeightsError: a weight file is missing, damaged, or not the published one.

    """
    engine: Engine = engines()[choice("engine", name, engines())].make(
        Shelf(folder), named(backend)
    )
    return engine
