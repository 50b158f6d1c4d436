"""Engines by name."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pellucid.engine.backend import Backend, named
from pellucid.engine.engine import Engine
from pellucid.engine.latent import garden
from pellucid.engine.pixel import garden_pixel
from pellucid.engine.shelf import SHIPPED, Shelf
from pellucid.recipe.recipe import ENGINES
from pellucid.recipe.rules import choice

__all__ = ["MAKERS", "load"]


def load(name: str = "garden", folder: Path = SHIPPED, backend: str = "fastest") -> Engine:
    """Load an engine by name, from the shipped weights or from a folder of your own.

    Raises:
        RecipeError: there is no engine or backend of that name.
        WeightsError: a weight file is missing, damaged, or not the published one.

    """
    return MAKERS[choice("engine", name, ENGINES)](Shelf(folder), named(backend))


MAKERS: Mapping[str, Callable[[Shelf, Backend], Engine]] = {
    "garden": garden,
    "garden-pixel": garden_pixel,
}
