"""What the tests of the painted world share: scenes that show something, and what words say it."""

import re
from dataclasses import replace
from functools import cache
from itertools import islice

from pellucid.data.world import Scene, scene
from pellucid.data.world.place import Attributes
from pellucid.data.world.words import Captions

SEEDS = {"garden": 71, "hills": 43, "sky": 43, "city": 59, "room": 53}


@cache
def at(place: str, index: int, style: str = "natural") -> Scene:
    """One of the scenes of a place that tests look at."""
    return scene(SEEDS[place], index, place=place, style=style)


@cache
def arrangement(place: str, index: int) -> Attributes:
    """Which side things are on in one of those scenes."""
    return at(place, index).arrangement


@cache
def captions(place: str, index: int) -> Captions:
    """The captions of one of those scenes."""
    return at(place, index).captions


def scenes(place: str, how_many: int, **wanted: str) -> list[Scene]:
    """The first scenes of a place that show what is wanted."""
    every = (at(place, index) for index in range(100_000))
    right = (one for one in every if all(one.attributes[k] == v for k, v in wanted.items()))
    return list(islice(right, how_many))


def changed(one: Scene, **attributes: str) -> Scene:
    """The same scene with other attributes."""
    return replace(one, attributes={**one.attributes, **attributes})


def has(pattern: str, caption: str) -> bool:
    """Whether a caption says it."""
    return re.search(pattern, caption.lower()) is not None
