"""The engine `garden`: a transformer over the latents of a codec."""

from typing import Any

from pellucid.recipe.engines import EngineKind


def make(shelf: Any, way: Any) -> Any:
    """Fill it with the weights on a shelf."""
    from pellucid.engine.latent import garden

    return garden(shelf, way)


ENGINE = EngineKind("garden", "256 x 256 pixels, drawn as the latents of a codec", make)
