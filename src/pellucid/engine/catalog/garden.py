"""The engine `garden`: a transformer over the latents of a codec."""

from typing import TYPE_CHECKING

from pellucid.recipe.engines import EngineKind

if TYPE_CHECKING:
    from pellucid.engine.backend import Backend
    from pellucid.engine.engine import Engine
    from pellucid.engine.shelf import Shelf


def make(shelf: "Shelf", way: "Backend") -> "Engine":
    """Fill it with the weights on a shelf."""
    from pellucid.engine.latent import garden

    return garden(shelf, way)


ENGINE = EngineKind("garden", "256 x 256 pixels, drawn as the latents of a codec", make)
