"""The engine `garden-pixel`: a U-Net over pixels, which has learned how unsure it is."""

from typing import Any

from pellucid.recipe.engines import EngineKind


def make(shelf: Any, way: Any) -> Any:
    """Fill it with the weights on a shelf."""
    from pellucid.engine.pixel import garden_pixel

    return garden_pixel(shelf, way)


ENGINE = EngineKind("garden-pixel", "64 x 64 pixels, no codec", make, unsure=True)
