"""The stage: from attributes to a painted scene, from the far to the near.

Backdrop, light in the air, more of the same plant out of focus, the plant, its animals, drops,
rain, and the tint of the light over all. Sizes follow from the camera alone, so that an extreme
close-up, a close-up, a medium and a wide shot can be told apart.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pellucid.data.world.brush import Brush, Hsv, Point
from pellucid.data.world.flora import Perch, coneflower, daisy, poppy, sunflower, tulip
from pellucid.data.world.garden import SEGMENTS
from pellucid.data.world.garden.backdrop import backdrop
from pellucid.data.world.garden.butterfly import butterfly
from pellucid.data.world.garden.ground import leaf, mushroom, rock
from pellucid.data.world.garden.insects import bee, dragonfly, ladybird
from pellucid.data.world.garden.snail import snail
from pellucid.data.world.light import behind, bokeh, drop, over, rain, shade
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import PETAL, vary
from pellucid.data.world.place import Attributes, Stream, side

UNIT = {"extreme": 78.0, "close": 56.0, "medium": 39.0, "wide": 27.0}  # pixels, half an animal
PAIR_UNIT = {"extreme": 0.9, "close": 0.93, "medium": 1.0, "wide": 1.12}  # times UNIT
HEIGHT = {"extreme": 0.66, "close": 0.62, "medium": 0.6, "wide": 0.6}  # of the plant's origin
BLUR = {"extreme": 8.0, "close": 7.0, "medium": 5.5, "wide": 4.0}  # pixels, of the backdrop
PLANT_UNIT = {"mushroom": 1.1, "rock": 1.12, "leaf": 1.0}  # in animal units
FLOWER_UNIT = 1.22
PAIR_WIDENS = {"mushroom": 1.38, "rock": 1.1, "leaf": 1.05}
CROWN = {"tulip": 0.36, "mushroom": 0.42, "coneflower": 0.22}  # how far the perch stands above
SHOULDER = {"mushroom": 0.3, "leaf": 0.0, "rock": 0.08}  # how much lower two stand than one
CRAWL = {"snail": 0.1, "ladybird": 0.13}  # how far an animal walks to and fro

PLANTS: dict[str, Callable[[Brush, random.Random, Hsv], Perch]] = {
    "coneflower": coneflower,
    "sunflower": sunflower,
    "daisy": daisy,
    "tulip": tulip,
    "poppy": poppy,
    "mushroom": mushroom,
    "rock": rock,
    "leaf": leaf,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A scene about to be painted: what, with which randomness, when, how large and where."""

    attributes: Attributes
    stream: Stream
    time: float
    unit: float  # pixels in an animal unit
    x: float  # pixels, the plant's origin
    y: float

    @property
    def two(self) -> bool:
        """Whether two animals share the plant."""
        return self.attributes["count"] == "two"

    @property
    def plant_unit(self) -> float:
        """Pixels in a plant unit."""
        support = self.attributes["support"]
        widened = PAIR_WIDENS.get(support, 1.12) if self.two else 1.0
        return self.unit * (PLANT_UNIT.get(support, FLOWER_UNIT) * widened)


def paint(brush: Brush, attributes: Attributes, stream: Stream, time: float) -> None:
    """Paint the scene as it is at `time` seconds."""
    light, sun = attributes["light"], side(attributes, "sun")
    setting = _arrange(stream("layout"), attributes, stream, time, brush.size)
    with brush.part(SEGMENTS.index("backdrop"), 0.0):
        blur, open_sky = BLUR[attributes["camera"]], attributes["backdrop"] == "sky"
        backdrop(brush, stream("backdrop"), attributes, blur, time)
        behind(brush, stream("light"), light, open_sky, sun, time)
        if attributes["bokeh"] == "yes":
            bokeh(brush, stream("bokeh"), PETAL[attributes["colour"]], time)
    if attributes["blooms"] == "several":
        _neighbours(brush, setting)
    with brush.layer():
        _subject(brush, setting)
        shade(brush, light, sun)
    if attributes["wet"] == "rain":
        rain(brush, stream("rain"), side(attributes, "wind"), time)
    over(brush, light, attributes["wet"], sun)


def _arrange(
    layout: random.Random, attributes: Attributes, stream: Stream, time: float, size: int
) -> Setting:
    """Choose size and place: all of an animal stays in the picture."""
    camera, two = attributes["camera"], attributes["count"] == "two"
    unit = UNIT[camera] * layout.uniform(0.92, 1.08) * (PAIR_UNIT[camera] if two else 1.0)
    reach = 1.8 if two else 1.25  # of the animals, in units
    unit = min(unit, (size * 0.5 - 4.0) / reach)
    free = size * 0.5 - unit * reach - 4.0
    off = layout.uniform(0.6, 1.0) * min(free, 58.0) * side(attributes, "place")
    x = size * 0.5 + (off or layout.uniform(-0.22, 0.22) * free)
    y = size * HEIGHT[camera] + layout.uniform(-14, 10)
    alone = attributes["count"] == "none"
    y += unit * (-0.4 if alone else CROWN.get(attributes["support"], 0.0))
    return Setting(attributes, stream, time, unit, x, y)


def _plant(brush: Brush, rng: random.Random, attributes: Attributes) -> Perch:
    colour = vary(rng, PETAL[attributes["colour"]])
    return PLANTS[attributes["support"]](brush, rng, colour)


def _neighbours(brush: Brush, setting: Setting) -> None:
    """More of the same plant, smaller, to the left and right, a little out of focus."""
    rng, unit = setting.stream("neighbours"), setting.unit
    wide = setting.attributes["camera"] == "wide"
    with brush.layer(blur=1.3), brush.part(SEGMENTS.index("neighbours"), 0.4):
        for place in (-3.5, -2.0, 2.0, 3.5) if wide else (-2.2, 2.2):
            x = setting.x + unit * (place + rng.uniform(-0.25, 0.25)) * 1.15
            y = setting.y + unit * rng.uniform(-0.1, 0.9)
            scale = setting.plant_unit * rng.uniform(0.66, 0.8)
            with brush.place(x, y, scale, scale, 2 * wave(setting.time, 1, x / 100)):
                _plant(brush, rng, setting.attributes)


def _subject(brush: Brush, setting: Setting) -> None:
    """The plant that sways, the animals on it, drops behind and before them."""
    support, scale = setting.attributes["support"], setting.plant_unit
    rooted = support in ("rock", "mushroom")
    x = setting.x + (0.0 if rooted else 2.5 * wave(setting.time, 1) * setting.unit / 56)
    stalk = -side(setting.attributes, "stalk") or 1  # a leaf is painted with its stalk on the left
    with brush.part(SEGMENTS.index(support), 0.6), brush.place(x, setting.y, stalk * scale, scale):
        perch = _plant(brush, setting.stream("plant"), setting.attributes)
    wet = setting.attributes["wet"] != "none"
    points = sorted(((stalk * u, v) for u, v in perch.drops), key=_height) if wet else []
    half, drops, origin = len(points) // 2, setting.stream("drops"), (x, setting.y)
    _drops(brush, drops, points[:half], scale, origin)
    _animals(brush, setting, (x + perch.x * scale, setting.y + perch.y * scale))
    _drops(brush, drops, points[half:], scale, origin)


def _height(point: Point) -> float:
    return point[1]


def _animals(brush: Brush, setting: Setting, feet: Point) -> None:
    """One animal in the middle, or two that share the perch."""
    rng, unit, told = setting.stream("animals"), setting.unit, setting.attributes
    names = [told[name] for name in ("subject", "second") if told[name] != "none"]
    places = [rng.uniform(-0.06, 0.06)]
    if setting.two:
        places = [-0.92, 0.92] if told["first"] == "left" else [0.92, -0.92]
    lower = SHOULDER.get(told["support"], 0.12) if setting.two else 0.0
    for index, name in enumerate(names):
        size = unit * (0.72 if setting.two else 1.0) * (0.98 if name == "dragonfly" else 1.0)
        flip = _facing(told, places[index])
        walk = flip * CRAWL.get(name, 0.0) * size * wave(setting.time, 1)
        where = (feet[0] + places[index] * unit + walk, feet[1] + lower * unit)
        lean = side(told, "lean") * rng.uniform(12, 22) if name == "butterfly" else 0.0
        depth = 0.85 + 0.1 * index
        with brush.part(SEGMENTS.index(name), depth), brush.place(*where, flip * size, size, lean):
            _animal(brush, setting, name, setting.stream(f"animal {index}"))


def _facing(told: Attributes, place: float) -> int:
    """Where an animal looks: -1 left, 1 right; two also look at each other, or away."""
    towards = -1 if place > 0 else 1
    return {"each other": towards, "away": -towards}.get(told["facing"]) or side(told, "facing")


def _animal(brush: Brush, setting: Setting, name: str, rng: random.Random) -> None:
    attributes, time = setting.attributes, setting.time
    if name == "butterfly":
        butterfly(brush, rng, attributes["butterfly"], attributes["pose"], time)
    elif name == "snail":
        snail(brush, rng, attributes["shell"], time)
    elif name == "ladybird":
        ladybird(brush, rng, attributes["ladybird"], time)
    elif name == "bee":
        bee(brush, rng, time)
    else:
        dragonfly(brush, rng, attributes["dragonfly"], time)


def _drops(
    brush: Brush, rng: random.Random, points: Sequence[Point], scale: float, origin: Point
) -> None:
    with brush.soft():
        for x, y in points:
            radius = max(2.6, scale * rng.uniform(0.035, 0.065))
            drop(brush, origin[0] + x * scale, origin[1] + y * scale, radius)
