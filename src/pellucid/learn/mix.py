"""What training pictures show: one place as it is, or every place in every style by turns.

Each of these is a share of the whole. The garden's attributes go by their own names, because it was
there first; another place's go by its name and theirs, as in `hills.land`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pellucid.data import world
from pellucid.data.world import PLACES, STYLES, Scene, scene
from pellucid.data.world.place import Rule, shows
from pellucid.learn.latents import CAPTIONS

GARDEN, STYLED = "garden", "styles"
HELD_OUT = 1  # the world's seed for pictures that are never trained on
CLASSES = 2  # the world's seed for pictures of one caption class, never trained on either
SHARES = (*PLACES, STYLED)  # the garden first, then whatever else the engine may learn
PAINTED = tuple(style for style in STYLES if style != "natural")
ROUND = len(PLACES) * len(PAINTED)  # scenes until a place comes again in the same style
OFTEN: Mapping[tuple[str, str], Rule] = {("hills", "starry"): {"hour": "night", "weather": "clear"}}
"""What every other scene of a place in a style shows, because its name promises it."""
KEPT_BACK = {GARDEN: ((GARDEN, "natural"),), STYLED: (("sky", "watercolor"), ("hills", "pixel"))}
ELSEWHERE: Mapping[str, Sequence[str]] = {
    "place": tuple(PLACES),
    "style": tuple(STYLES),
    **{
        f"{name}.{attribute}": values
        for name, place in PLACES.items()
        if name != GARDEN
        for attribute, values in place.attributes.items()
    },
}
"""Everything that can be said of a picture beyond the garden: attribute -> its values."""


def edition() -> str:
    """Eight letters that change with any file the world is made of, and with this one."""
    code = hashlib.sha256()
    for path in (*sorted(Path(world.__file__).parent.rglob("*.py")), Path(__file__)):
        code.update(path.read_bytes())
    return code.hexdigest()[:8]


def of(share: str, seed: int, index: int, held_out: bool = False) -> Scene:
    """Scene `index` of one share of the training pictures, or of what is kept back from it.

    Raises:
        WorldError: nothing is kept back from this share.

    """
    if held_out and share in KEPT_BACK:
        kept = KEPT_BACK[share]
        place, style = kept[index % len(kept)]
    elif share == STYLED:
        places = tuple(PLACES)
        place, style = places[index % len(places)], PAINTED[index // len(places) % len(PAINTED)]
        if (place, style) in OFTEN and index // ROUND % 2:
            return _first(seed, index, place, style)
    else:
        place, style = share, "natural"
    return scene(seed, index, held_out, place, style)


def _first(seed: int, index: int, place: str, style: str) -> Scene:
    """The first scene from `index` on that shows it, by leaps that no ordinary index makes."""
    every = (scene(seed, far, False, place, style) for far in count(index, 1_000_000 * ROUND))
    return next(one for one in every if shows(OFTEN[place, style], one.attributes, style))


def truth(one: Scene) -> dict[str, str]:
    """Everything that is true of a scene: place, style, and its attributes by their full names."""
    prefix = "" if one.place == GARDEN else f"{one.place}."
    return {"place": one.place, "style": one.style} | {
        f"{prefix}{name}": value for name, value in one.attributes.items()
    }


def told(share: str, seed: int, index: int) -> tuple[npt.NDArray[np.uint8], list[str]]:
    """The picture (256, 256, 3) and captions of a scene, as a store keeps them."""
    made = of(share, seed, index)
    return made.picture(), [made.caption(variant) for variant in range(CAPTIONS)]
