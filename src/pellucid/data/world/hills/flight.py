"""A flight over the forest, as high as the tops of its trees.

The same few rows of trees come again and again, so that a film of it can go on for ever.
"""

import math
import random

from pellucid.data.world import heavens
from pellucid.data.world.air import Air
from pellucid.data.world.brush import Brush, Point, linear, polygon
from pellucid.data.world.hills import HORIZON, trees
from pellucid.data.world.hills.undergrowth import EARTH, FLOOR, PATH, SKY, TREES, floor, mist
from pellucid.data.world.motion import ramp
from pellucid.data.world.place import Attributes, Stream

ROWS = 17


REPEAT = 4  # rows after which the forest of a flight comes again


HEIGHT = 0.62  # of the eye above the ground, in units of the picture at distance 1


def flight(
    brush: Brush, stream: Stream, air: Air, told: Attributes, turn: int, time: float
) -> None:
    """The forest from as high as its tops, over a track that bends left (-1) or right (1)."""
    size, rng = brush.size, stream("land")
    season = told["season"]
    vanish: Point = (
        size * 0.5 + rng.uniform(-18, 18),
        size * (HORIZON["flight"][told["horizon"]] + rng.uniform(-0.02, 0.02)),
    )
    _horizon(brush, rng, air, told, vanish)
    near, far = FLOOR[season]
    dim = 0.92 if season == "winter" else 0.6
    shades = [air.ink(far, 0.9), air.ink(near, 0.4, (1 + dim) / 2), air.ink(near, 0.0, dim)]
    floor(brush, vanish[1], shades)
    phase = rng.uniform(-0.03, 0.03) + (0.5 if turn > 0 else 0.0)
    with brush.part(PATH, 0.3):
        _ribbon(brush, air, vanish, season, phase, time)
    seeds = [rng.random() for _ in range(REPEAT)]
    moved = ramp(time, 1) * REPEAT
    for row in range(ROWS + REPEAT, -1, -1):
        z = 1.15 + 0.52 * (row - moved)
        if 0.9 < z < 1.15 + 0.52 * ROWS:
            fade = (z - 1.0) / (0.52 * ROWS)
            seeded = random.Random(seeds[row % REPEAT])
            _rank(brush, seeded, air, told, vanish, (z, fade, row * 0.52, phase))
            if told["weather"] == "fog" and row % REPEAT == 0:
                mist(brush, air, vanish[1], 0.7 * fade)


def _horizon(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    vanish: Point,
) -> None:
    """Sky, sun and the farthest wooded ridges."""
    size = brush.size
    with brush.part(SKY, 0.0):
        air.sky(brush, vanish[1] / size)
        where = (size * rng.uniform(0.66, 0.84), vanish[1] - rng.uniform(10, 20))
        if told["hour"] == "night" and told["weather"] == "clear":
            heavens.stars(brush, rng, 60, vanish[1], 0.0)
        elif told["hour"] != "night" and told["weather"] == "clear":
            heavens.sun(brush, where, air, 8)
    with brush.part(TREES, 0.04):
        for step in range(2):
            base = vanish[1] + 4 + step * 5
            high = 12 - 4 * step
            crest: list[Point] = [
                (
                    x,
                    base
                    - high * (0.5 + 0.5 * math.sin(x / 47 + step * 2 + rng.random() * 0.2))
                    - rng.uniform(0, 2.5),
                )
                for x in range(-4, size + 8, 4)
            ]
            ridge = polygon([*crest, (size + 4, base + 30), (-4, base + 30)])
            brush.fill(ridge, air.ink((0.4, 0.35, 0.5), 1.05 - 0.2 * step))


def _winding(z: float, phase: float) -> float:
    """Where the river runs at distance z, in pixels at distance 1."""
    return 46 * math.sin(2 * math.pi * (z / (0.52 * REPEAT * 2) + phase))


def _ribbon(brush: Brush, air: Air, vanish: Point, season: str, phase: float, time: float) -> None:
    """A track or stream far below that winds towards the horizon."""
    size = brush.size
    left: list[Point] = []
    right: list[Point] = []
    gone = ramp(time, 1) * REPEAT * 0.52
    for cut in range(46):
        z = 0.9 + (9.0 * (cut / 45) ** 2)
        x = vanish[0] + _winding((z + gone) * 2, phase) / z
        y = vanish[1] + HEIGHT * size / z * 1.25
        half = 21 / z
        left.append((x - half, y))
        right.append((x + half, y))
    whole = polygon([*left, *reversed(right)])
    earth = EARTH[season]
    brush.fill(
        whole, linear((0, vanish[1]), (0, size), [air.ink(earth, 0.8), air.ink(earth, 0, 0.85)])
    )


def _rank(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    vanish: Point,
    how: tuple[float, float, float, float],
) -> None:
    """One row of trees across the picture, a gap where the track runs."""
    z, fade, along, phase = how
    size = brush.size
    track = _winding(along * 2 + 2.3, phase)
    tall, odd = 150 / z, round(along / 0.52) % 2
    tree = trees.Tree(told["trees"], told["season"], air, fade * 0.95)
    with brush.part(TREES, 0.15 + 0.8 * (1 - fade)):
        reach = size * 0.62 * z
        every = 62 * max(1.0, z / 4.5) ** 0.7
        for index in range(-math.ceil(reach / every), math.ceil(reach / every) + 1):
            off = (index + odd / 2) * every + rng.uniform(-8, 8)
            deep, high = rng.uniform(-0.06, 0.06), rng.uniform(0.8, 1.15)
            if abs(off - track) < 44:
                continue
            u = z + deep
            x, y = vanish[0] + off / u, vanish[1] + HEIGHT * size / u * 1.25
            if -40 < x < size + 40:
                with brush.place(x, y, tall * high, tall * high):
                    trees.paint(brush, rng, tree, tall * 0.6)


__all__ = ["flight"]
