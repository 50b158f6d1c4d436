"""Inside the forest: a path under the trees.

It is perspective: a thing at distance z stands at (x / z, height / z) from the vanishing point.
Rows of trees are painted from the far to the near, and the air between them does the rest.
"""

import math
import random

from pellucid.data.world.air import Air, mix
from pellucid.data.world.brush import (
    SCREEN,
    Brush,
    Hsv,
    Point,
    linear,
    polygon,
    radial,
    shape,
)
from pellucid.data.world.hills.trees import BARK, LEAVES, PINE, SNOW
from pellucid.data.world.hills.undergrowth import (
    EARTH,
    FLOOR,
    PATH,
    SKY,
    TREES,
    canopy,
    fern,
    floor,
    leaves,
    mist,
    trunk,
)
from pellucid.data.world.motion import wave
from pellucid.data.world.place import Attributes, Stream


def path(brush: Brush, stream: Stream, air: Air, told: Attributes, turn: int, time: float) -> None:
    """A path that winds into the light between the trunks, by way of the left (-1) or right (1)."""
    size, rng = brush.size, stream("land")
    season, kind = told["season"], told["trees"]
    vanish: Point = (size * (0.5 + rng.uniform(-0.08, 0.08)), size * rng.uniform(0.42, 0.5))
    with brush.part(SKY, 0.0):
        _glade(brush, air, vanish, season, kind)
    with brush.part(TREES, 0.05):
        _thicket(brush, rng, air, vanish, season, kind, time)
    near, far = FLOOR[season]
    shades = [air.ink(far, 0.75), air.ink(far, 0.25), air.ink(near, 0.0)]
    floor(brush, vanish[1], shades)
    bend = turn * rng.uniform(18, 36)
    with brush.part(PATH, 0.5):
        _track(brush, rng, air, vanish, season, bend)
    rows = stream("trees")
    for row in range(9):
        z = 6.4 * (1 - row / 8) ** 1.25 + 1.0
        _row(brush, rows, air, vanish, told, (z, time, bend))
        if told["weather"] == "fog" and row in (2, 4, 6):
            mist(brush, air, vanish[1], 0.36)
    _beams(brush, stream("light"), air, vanish, told, time)
    canopy(brush, stream("leaves"), air, told, time)


def _glade(brush: Brush, air: Air, vanish: Point, season: str, kind: str) -> None:
    """The light at the end of the path."""
    size = brush.size
    leaf = PINE if kind == "pine" or season == "winter" else LEAVES[kind][season][0]
    pale = mix(air.rgb(leaf, 0.4), air.haze, 0.62)
    dim = mix(air.rgb(leaf, 0.1, 0.75), air.haze, 0.2)
    brush.wash(
        radial(
            vanish,
            size * 0.75,
            [air.raw(pale), air.raw(mix(pale, dim, 0.5)), air.raw(dim)],
            [0, 0.45, 1],
        )
    )
    with brush.soft():
        bright = mix(air.haze, air.sun, 0.55)
        strength = 0.35 + 0.6 * air.strength
        glow = [air.raw(bright, strength), air.raw(bright, strength * 0.4), air.raw(bright, 0.0)]
        brush.spot(*vanish, 92, 112, radial(vanish, 104, glow, [0, 0.4, 1]))


def _thicket(
    brush: Brush, rng: random.Random, air: Air, vanish: Point, season: str, kind: str, time: float
) -> None:
    """Far trunks and leaves, pale in the haze."""
    size = brush.size
    for index in range(26):
        x = size * (index + rng.random()) / 26
        if abs(x - vanish[0]) < 12:
            continue
        wide = rng.uniform(0.8, 2.2)
        bark: Hsv = (0.11, 0.04, 0.95) if kind == "birch" else BARK
        trunk = polygon(
            [
                (x - wide, -2),
                (x + wide, -2),
                (x + wide * 1.2, vanish[1] + 6),
                (x - wide * 1.2, vanish[1] + 6),
            ]
        )
        brush.fill(trunk, air.ink(bark, rng.uniform(0.55, 0.85)))
    with brush.soft():
        for index in range(34):
            x, spread = size * (index + rng.random()) / 34, rng.uniform(6, 13)
            near = 0.35 + 0.5 * min(1.0, abs(x - vanish[0]) / 60)
            bush = SNOW if season == "winter" else FLOOR[season][0]
            high = spread * rng.uniform(0.5, 0.9) * near
            brush.spot(x, vanish[1] + 3, spread, high, air.ink(bush, 1.05 - 0.5 * near), 1.2)
        for _ in range(46 if season != "winter" else 0):
            x, y = rng.uniform(0, size), rng.uniform(-0.02, 0.4) * size
            spread = rng.uniform(5, 13)
            leaf = rng.choice(LEAVES[kind][season]) if kind != "pine" else PINE
            alpha = 0.24 if abs(x - vanish[0]) < 40 else 0.42
            x += wave(time, 1, y / 50)
            brush.spot(x, y, spread, spread * 0.6, air.ink(leaf, 0.55, alpha=alpha))


def _track(
    brush: Brush, rng: random.Random, air: Air, vanish: Point, season: str, bend: float
) -> None:
    """The path itself, with ruts, stones and fallen leaves, and patches of light."""
    size = brush.size
    left: list[Point] = []
    right: list[Point] = []
    for cut in range(22):
        at = cut / 21
        y = vanish[1] + 3 + (size - vanish[1]) * at
        x, half = _middle(vanish, size, at, bend), 2.5 + 60 * at**1.15
        rough = 1.6 * at
        left.append((x - half + rng.uniform(-rough, rough), y))
        right.append((x + half + rng.uniform(-rough, rough), y))
    whole = polygon([*left, *reversed(right)])
    earth = EARTH[season]
    brush.fill(whole, linear((0, vanish[1]), (0, size), [air.ink(earth, 0.65), air.ink(earth)]))
    with brush.soft(), brush.inside(whole):
        for turn in (-0.45, 0.45):
            rut = [
                (
                    _middle(vanish, size, c / 10, bend) + turn * (2 + 58 * c / 10),
                    vanish[1] + 3 + (size - vanish[1]) * c / 10,
                )
                for c in range(11)
            ]
            brush.line(shape(*rut), air.ink(earth, 0.1, 0.72, alpha=0.35), 7, 2.5)
        _litter(brush, rng, air, vanish, season, bend)


def _litter(
    brush: Brush, rng: random.Random, air: Air, vanish: Point, season: str, bend: float
) -> None:
    """Stones or fallen leaves on the path, and patches of sun."""
    size, earth = brush.size, EARTH[season]
    for index in range(60):
        at = rng.random() ** 0.7
        x = _middle(vanish, size, at, bend) + rng.uniform(-60, 60) * at
        y = vanish[1] + 3 + (size - vanish[1]) * at
        if season == "autumn" and index % 2:
            leaf = rng.choice(LEAVES["leafy"]["autumn"])
            brush.spot(x, y, 3.2 * at, 1.7 * at, air.ink(leaf, 0.3 * (1 - at)))
        else:
            tone = rng.choice((0.8, 1.15))
            brush.spot(x, y, 3.4 * at, 1.2 * at, air.ink(earth, 0.3 * (1 - at), tone, alpha=0.6))
    if air.strength > 0.4 and not air.dark:
        white = 0.75 if season == "winter" else 0.0
        dapple = air.raw(mix(air.sun, (1.0, 0.99, 0.97), white), 0.3)
        for _ in range(15):
            at = rng.random() ** 0.8
            x = _middle(vanish, size, at, bend) + rng.uniform(-50, 50) * at
            y = vanish[1] + 3 + (size - vanish[1]) * at
            brush.spot(x, y, 20 * at, 3.6 * at, dapple, 1 + 2 * at)


def _middle(vanish: Point, size: float, at: float, bend: float) -> float:
    return vanish[0] + (size * 0.5 - vanish[0]) * at + bend * math.sin(math.pi * at) * math.sqrt(at)


def _row(
    brush: Brush,
    rng: random.Random,
    air: Air,
    vanish: Point,
    told: Attributes,
    how: tuple[float, float, float],
) -> None:
    """Trunks to both sides at distance z, their bushes and ferns."""
    z, time, bend = how
    size, far = brush.size, min(1.0, (z - 1.0) / 6.4)
    at = 1 / z
    y = vanish[1] + 3 + (size - vanish[1]) * at * 0.98
    middle = _middle(vanish, size, at, bend)
    with brush.part(TREES, 0.15 + 0.8 * (1 - far)):
        for turn in (-1, 1):
            for step in range(3 if z > 2 else 2):
                off = (92 + step * 118 + rng.uniform(0, 62)) / z
                x = middle + turn * off
                foot = y + rng.uniform(-4, 8) / z
                if -60 < x < size + 60:
                    trunk(brush, rng, air, told, (x, foot, 1 / z, far * 0.8))
            leaves(brush, rng, air, told, (middle, vanish[1], z, far), turn, time)
            for _ in range(7):
                x = middle + turn * (72 + rng.uniform(0, 210)) / z
                fern(brush, rng, air, told["season"], (x, y + rng.uniform(0, 12) / z), z, far, time)


def _beams(
    brush: Brush,
    rng: random.Random,
    air: Air,
    vanish: Point,
    told: Attributes,
    time: float,
) -> None:
    """Shafts of sun or moon that fall across the path through the leaves."""
    if told["weather"] in ("rain", "snow"):
        return
    size = brush.size
    strength = {"morning": 0.34, "golden": 0.36, "day": 0.22, "sunset": 0.26, "night": 0.14}
    alpha = strength[told["hour"]] * (1.15 if told["weather"] == "fog" else 1.0)
    source = (vanish[0] + size * 0.42, -size * 0.2)
    with brush.soft():
        for index in range(6):
            foot = vanish[0] - (index * 30 - 40) + rng.uniform(-9, 9) + 3 * wave(time, 1, index / 6)
            wide = rng.uniform(7, 17)
            low = size * rng.uniform(0.66, 0.95)
            ray = polygon([source, (foot - wide, low), (foot + wide, low)])
            ends = [air.raw(air.sun, alpha), air.raw(air.sun, alpha * 0.7), air.raw(air.sun, 0.0)]
            brush.fill(ray, linear(source, (foot, low), ends, [0, 0.5, 1]), 3.5, SCREEN)


__all__ = ["path"]
