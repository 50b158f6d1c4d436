"""Small things in the land: sheep, boats, flowers. One unit is about their length."""

import math
import random

from pellucid.data.world.air import Air
from pellucid.data.world.brush import Brush, Hsv, Point, linear, shape
from pellucid.data.world.motion import wave

WOOL: Hsv = (0.11, 0.07, 0.98)
PETALS: tuple[Hsv, ...] = (
    (0.99, 0.82, 0.92),
    (0.13, 0.8, 1.0),
    (0.12, 0.03, 1.0),
    (0.76, 0.5, 0.85),
    (0.93, 0.45, 0.98),
)


def sheep(brush: Brush, rng: random.Random, air: Air, time: float) -> None:
    """A sheep that grazes to the right; its head dips now and then."""
    dark: Hsv = (0.08, 0.3, 0.2)
    for x in (-0.26, -0.13, 0.12, 0.25):
        brush.line(shape((x, -0.26), (x, 0.0)), air.ink(dark), 0.06)
    dip = 0.05 * wave(time, 1, rng.random())
    for reach, turned in ((1.0, -0.7), (0.9, 0.1), (0.72, 0.7)):
        for index in range(9):
            angle = 2 * math.pi * index / 9
            x = math.cos(angle) * 0.27 * reach + 0.04 * turned
            y = -0.42 + math.sin(angle) * 0.15 * reach - 0.05 * turned
            brush.spot(x, y, 0.12, 0.105, air.ink(WOOL, lit=turned))
        brush.spot(0.03 * turned, -0.42 - 0.04 * turned, 0.25, 0.16, air.ink(WOOL, lit=turned))
    with brush.place(0.39, -0.46 + dip, 1, 1, 38):
        brush.spot(0.04, 0, 0.14, 0.085, air.ink(dark, 0, 1.15))
        brush.spot(-0.06, -0.08, 0.035, 0.06, air.ink(dark))
        brush.spot(-0.05, -0.03, 0.08, 0.07, air.ink(WOOL, lit=0.4))
        with brush.soft():
            brush.spot(0.06, -0.03, 0.016, 0.016, air.ink((0.1, 0.05, 0.95)))


def rowing_boat(brush: Brush, air: Air) -> None:
    """A wooden boat with its oars shipped; the waterline is at the origin."""
    wood: Hsv = (0.06, 0.62, 0.56)
    inside = shape((-0.5, -0.2), (0, -0.08, 0.5, -0.2), (0, -0.27, -0.5, -0.2))
    hull = shape((-0.54, -0.22), (-0.4, 0.02, -0.3, 0.03), (0.3, 0.03), (0.4, 0.02, 0.54, -0.22))
    keel = shape((-0.54, -0.22), (0, -0.06, 0.54, -0.22))
    brush.fill(inside, air.ink(wood, 0, 0.5))
    brush.fill(hull, linear((0, -0.2), (0, 0.04), [air.ink(wood, lit=0.5), air.ink(wood, 0, 0.55)]))
    brush.fill(keel, air.ink(wood, 0, 0.62))
    with brush.soft():
        brush.line(keel, air.ink((0.1, 0.12, 1.0), lit=0.5), 0.035)
        brush.line(shape((-0.46, -0.1), (0, 0.0, 0.46, -0.1)), air.ink(wood, 0, 0.55), 0.014)
        brush.line(shape((-0.2, -0.17), (0.25, -0.18)), air.ink((0.09, 0.4, 0.8)), 0.05)
        for turn in (-1, 1):
            oar = shape((turn * 0.05, -0.22), (turn * 0.62, -0.04))
            brush.line(oar, air.ink((0.09, 0.4, 0.82), lit=0.4), 0.025)


def sailing_boat(brush: Brush, rng: random.Random, air: Air) -> None:
    """A small boat under two white sails."""
    wood: Hsv = rng.choice(((0.06, 0.6, 0.5), (0.6, 0.5, 0.5), (0.01, 0.65, 0.62)))
    hull = shape((-0.46, -0.14), (-0.36, 0.03, -0.28, 0.03), (0.3, 0.03), (0.42, -0.0, 0.52, -0.16))
    brush.line(shape((0.04, -0.12), (0.04, -1.12)), air.ink((0.08, 0.4, 0.5)), 0.028)
    main = shape((0.02, -1.08), (-0.16, -0.6, -0.42, -0.22), (0.02, -0.22))
    jib = shape((0.07, -1.0), (0.3, -0.55, 0.48, -0.22), (0.2, -0.24, 0.07, -0.26))
    cloth: Hsv = (0.1, 0.05, 1.0)
    for sail, turned in ((main, 0.5), (jib, -0.4)):
        ends = [air.ink(cloth, lit=turned), air.ink(cloth, 0, 0.84, lit=turned)]
        brush.fill(sail, linear((-0.3, -0.8), (0.4, -0.3), ends))
    brush.fill(hull, linear((0, -0.15), (0, 0.04), [air.ink(wood, lit=0.4), air.ink(wood, 0, 0.5)]))
    with brush.soft():
        brush.line(shape((-0.46, -0.14), (0.52, -0.16)), air.ink((0.1, 0.1, 1.0)), 0.03)


def flowers(brush: Brush, rng: random.Random, air: Air, top: float, time: float) -> None:
    """A meadow in bloom at the lower edge, from `top` pixels down: small above, large below."""
    size = brush.size
    tones = rng.sample(PETALS, 3)
    for near, x in sorted((rng.random() ** 0.8, rng.uniform(-4, size + 4)) for _ in range(64)):
        y = top + (size - top + 6) * near
        scale = 1.1 + 3.3 * near
        sway = scale * 0.5 * wave(time, 1, x / 80)
        stem = shape((x, y + scale * 2.6), (x, y + scale, x + sway, y))
        brush.line(stem, air.ink((0.28, 0.6, 0.4)), 0.4 + scale * 0.16)
        _bloom(brush, rng, air, (x + sway, y), scale, rng.choice(tones))


def _bloom(
    brush: Brush, rng: random.Random, air: Air, where: Point, scale: float, colour: Hsv
) -> None:
    x, y = where
    if scale < 2.0:
        brush.spot(x, y, scale, scale * 0.85, air.ink(colour, lit=0.3))
        return
    turn = rng.random()
    for index in range(5):
        angle = 2 * math.pi * (index / 5 + turn)
        u, v = x + math.cos(angle) * scale * 0.62, y + math.sin(angle) * scale * 0.5
        brush.spot(u, v, scale * 0.52, scale * 0.46, air.ink(colour, lit=0.4 if v < y else -0.2))
    heart: Hsv = (0.12, 0.85, 0.95) if colour[0] != 0.13 else (0.07, 0.7, 0.45)
    brush.spot(x, y, scale * 0.32, scale * 0.28, air.ink(heart))


def reeds(
    brush: Brush, rng: random.Random, air: Air, where: Point, tall: float, time: float
) -> None:
    """A clump of reeds at the water's edge."""
    x, y = where
    for index in range(11):
        foot, lean = x + rng.uniform(-0.5, 0.5) * tall, rng.uniform(-0.18, 0.18) * tall
        high = tall * rng.uniform(0.6, 1.0)
        lean += 0.04 * tall * wave(time, 1, index / 7)
        stem = shape((foot, y), (foot, y - high * 0.6, foot + lean, y - high))
        brush.line(stem, air.ink((0.24, 0.55, rng.uniform(0.3, 0.5))), 1.1)
        if index % 3 == 0:
            with brush.place(foot + lean, y - high, 1, 1, lean * 2):
                brush.spot(0, 0, 1.5, tall * 0.13, air.ink((0.07, 0.55, 0.36)))


__all__ = ["flowers", "reeds", "rowing_boat", "sailing_boat", "sheep"]
