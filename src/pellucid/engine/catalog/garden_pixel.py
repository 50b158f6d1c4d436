"""The engine `garden-pixel`: a U-Net over pixels, which has learned how unsure it is."""

from typing import TYPE_CHECKING

from pellucid.recipe.engines import EngineKind

if TYPE_CHECKING:
    from pellucid.engine.backend import Backend
    from pellucid.engine.engine import Engine
    from pellucid.engine.shelf import Shelf


def make(shelf: "Shelf", way: "Backend") -> "Engine":
    """Fill it with the weights on a shelf."""
    from pellucid.engine.pixel import garden_pixel

    return garden_pixel(shelf, way)


ENGINE = EngineKind("garden-pixel", "64 x 64 pixels, no codec", make, unsure=True)
