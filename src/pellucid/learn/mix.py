"""What training pictures show: one place as it is, or every place in every style by turns."""

import numpy as np
import numpy.typing as npt

from pellucid.data.world import PLACES, STYLES, Scene, scene
from pellucid.learn.latents import CAPTIONS

STYLED = "styles"
SHARES = (*PLACES, STYLED)  # the garden first, then whatever else the engine may learn


def of(share: str, seed: int, index: int) -> Scene:
    """Scene `index` of one share of the training pictures."""
    if share != STYLED:
        return scene(seed, index, place=share)
    places, styles = tuple(PLACES), tuple(style for style in STYLES if style != "natural")
    return scene(
        seed,
        index,
        place=places[index % len(places)],
        style=styles[index // len(places) % len(styles)],
    )


def told(share: str, seed: int, index: int) -> tuple[npt.NDArray[np.uint8], list[str]]:
    """The picture (256, 256, 3) and captions of a scene, as a store keeps them."""
    made = of(share, seed, index)
    return made.picture(), [made.caption(variant) for variant in range(CAPTIONS)]
