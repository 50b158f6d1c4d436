"""The painted world as training pictures: each place as it is, or every place in every style.

Each of these is a *share* of the world, and a source of its own. The garden's attributes go by
their own names; another place's go by its name and theirs, as in `hills.land`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from pellucid.data import world
from pellucid.data.source import Scene as AnyScene
from pellucid.data.world import PLACES, STYLES
from pellucid.data.world.place import Rule, shows
from pellucid.data.world.scene import Scene, scene
from pellucid.data.world.words import unusual

GARDEN: str = "garden"
STYLED: str = "styles"
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


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the painted world, as a source."""

    name: str
    prompts: tuple[str, ...]

    @property
    def edition(self) -> str:
        return f"world-{edition()}"

    @property
    def keeps_back(self) -> bool:
        return self.name in KEPT_BACK

    def scene(self, seed: int, index: int, held_out: bool = False) -> Scene:
        """Scene `index` of this share, or of what is kept back from it.

        Raises:
            WorldError: nothing is kept back from this share.

        """
        if held_out and self.keeps_back:
            kept = KEPT_BACK[self.name]
            place, style = kept[index % len(kept)]
        elif self.name == STYLED:
            places = tuple(PLACES)
            place, style = places[index % len(places)], PAINTED[index // len(places) % len(PAINTED)]
            if (place, style) in OFTEN and index // ROUND % 2:
                return _first(seed, index, place, style)
        else:
            place, style = self.name, "natural"
        return scene(seed, index, held_out, place, style)

    def truth(self, one: AnyScene, /) -> dict[str, str]:
        """Everything that is true of a scene: place, style, attributes by their full names."""
        assert isinstance(one, Scene)
        return {"place": one.place, "style": one.style} | {
            _full(one.place, name): value for name, value in one.attributes.items()
        }

    def unusual(self, one: AnyScene, /) -> set[str]:
        """Attributes, by their full names, that no caption of a scene may leave out."""
        assert isinstance(one, Scene)
        usual = PLACES[one.place].usual({**one.attributes, "style": one.style})
        return {_full(one.place, name) for name in unusual(one.attributes, usual)}


SHARES: tuple[Share, ...] = (
    Share(
        GARDEN,
        (
            "A monarch butterfly on a purple coneflower, macro close-up, morning dew, soft bokeh",
            "A snail resting on a moss-covered rock, extreme close-up, shell spiral detail, "
            "raindrops",
            "a ladybird on a white daisy, sunny",
            "a bee on a sunflower",
            "a red mushroom with white spots in a forest",
            "a blue butterfly on a red tulip at sunset",
            "a dragonfly on a leaf, overcast",
            "a butterfly and a snail",
        ),
    ),
    Share(
        "hills",
        (
            "a hill with houses",
            "a village by a lake",
            "a forest path, morning light",
            "a drone shot flying through a forest",
        ),
    ),
    Share(
        "sky",
        (
            "A cat astronaut on the moon",
            "a cat astronaut floating in space",
            "a blue planet with rings and a comet",
            "a red rocket in orbit above the earth",
        ),
    ),
    Share(
        "city",
        (
            "A cyberpunk city at sunset, neon lights, rain",
            "a skyline over a river at night",
            "a tram in an old street, morning",
            "somebody with a red umbrella in the rain",
        ),
    ),
    Share(
        "room",
        (
            "an orange tabby cat on a windowsill, soft light, bokeh background with a city view",
            "an empty room",
            "A red leather couch in a room",
            "a lamp, a plant and a picture in a room at night",
        ),
    ),
    Share(
        STYLED,
        (
            "a village by a lake in the style of Van Gogh's Starry Night",
            "a cat astronaut floating in space, oil painting style",
            "a snail on a mushroom, watercolor",
            "a cyberpunk city, pixel art",
        ),
    ),
)


def edition() -> str:
    """Eight letters that change with any file that the world is made of."""
    code = hashlib.sha256()
    for path in sorted(Path(world.__file__).parent.rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()[:8]


def _full(place: str, attribute: str) -> str:
    return attribute if place == GARDEN else f"{place}.{attribute}"


def _first(seed: int, index: int, place: str, style: str) -> Scene:
    """The first scene from `index` on that shows it, by leaps that no ordinary index makes."""
    every = (scene(seed, far, False, place, style) for far in count(index, 1_000_000 * ROUND))
    return next(one for one in every if shows(OFTEN[place, style], one.attributes, style))
