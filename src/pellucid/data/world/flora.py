"""Flowers: coneflower, sunflower, daisy, tulip, poppy.

Each painter draws one plant in its own units (a flower head measures about one unit from the
middle to the tip of a petal), from the stem up, and returns its `Perch`: where an animal stands,
and where drops may lie.
"""

import math
import random
from dataclasses import dataclass

from pellucid.data.world.brush import Brush, Hsv, Point, ink, linear, oval, radial, shape
from pellucid.data.world.palette import BLACK, LEAF, SHADE, STEM, vary

GROUND = 14.0  # units below a plant's head at which every stem has left the picture
GOLDEN_ANGLE = 2.39996


@dataclass(frozen=True, slots=True)
class Perch:
    """Where an animal's feet are, how wide that place is, and where drops lie: plant units."""

    x: float
    y: float
    drops: tuple[Point, ...]


def stem(brush: Brush, rng: random.Random, width: float, bend: float, reach: float = 6.0) -> None:
    """A round stem from the origin down out of the picture, with a leaf on either side."""
    curve = shape((0, 0), (bend * 0.1, reach * 0.35, bend, reach), (bend * 1.4, GROUND))
    brush.line(curve, ink(STEM, 0.55), width * 1.15)
    brush.line(curve, ink(STEM, 1.0), width * 0.75)
    with brush.soft(), brush.place(-width * 0.18, 0):
        brush.line(curve, ink(STEM, 1.4, 0.8, 0.6), width * 0.22)
    for side in (-1, 1):
        depth = rng.uniform(1.2, 2.0)
        joint = brush.place(bend * 0.07 * depth, depth, side, 1.0, rng.uniform(-8, 8))
        with joint, brush.place(0, 0, 1, 1, -38):
            blade(brush, rng.uniform(0.85, 1.1), 0.17, vary(rng, LEAF), veins=3)


def blade(brush: Brush, length: float, width: float, green: Hsv, veins: int) -> None:
    """A leaf from the origin to (length, 0), lit from above, with a midrib and side veins."""
    outline = shape(
        (0, 0),
        (length * 0.25, -width * 1.25, length * 0.7, -width * 1.05, length, 0),
        (length * 0.7, width * 1.05, length * 0.25, width * 1.25, 0, 0),
    )
    lit = [ink(green, 1.4, 0.75), ink(green, 1.08), ink(green, 0.62, 1.1)]
    brush.fill(outline, linear((0, -width), (0, width), lit, [0, 0.5, 1]))
    with brush.soft(), brush.inside(outline):
        lower = shape((0, 0), (length, 0), (length * 0.7, width, length * 0.25, width * 1.2, 0, 0))
        brush.fill(lower, ink(green, 0.5, 1.1, 0.35))
        for index in range(1, veins + 1):
            along = length * index / (veins + 1.3)
            reach = width * 0.78 * math.sin(math.pi * min(0.93, along / length + 0.12)) ** 0.6
            for side in (-1, 1):
                vein = shape(
                    (along, 0),
                    (
                        along + length * 0.05,
                        side * reach * 0.55,
                        along + length * 0.12,
                        side * reach,
                    ),
                )
                brush.line(vein, ink(green, 1.5, 0.55, 0.55), width * 0.045)
        brush.line(shape((0, 0), (length * 0.97, 0)), ink(green, 1.55, 0.5, 0.9), width * 0.08)


def petal(brush: Brush, length: float, width: float, colour: Hsv, light: float) -> None:
    """One petal from the origin down to (0, length), darker at its foot, with two soft folds."""
    outline = shape(
        (0, 0),
        (width * 0.75, length * 0.15, width * 1.35, length * 0.8, width * 0.28, length * 0.98),
        (0, length * 1.01, -width * 0.28, length * 0.98),
        (-width * 1.35, length * 0.8, -width * 0.75, length * 0.15, 0, 0),
    )
    shades = [
        ink(colour, 0.58 * light, 1.15),
        ink(colour, 0.92 * light),
        ink(colour, 1.1 * light, 0.82),
    ]
    brush.fill(outline, linear((0, 0), (0, length), shades, [0, 0.45, 1]))
    with brush.soft():
        for fold in (-0.32, 0.32):
            crease = shape(
                (fold * width * 0.5, length * 0.12),
                (fold * width * 1.3, length * 0.6, fold * width * 0.9, length * 0.88),
            )
            brush.line(crease, ink(colour, 0.62 * light, 1.1, 0.4), width * 0.11)
        edge = shape(
            (width * 0.1, length * 0.02),
            (width * 0.8, length * 0.2, width * 1.25, length * 0.75, width * 0.35, length * 0.95),
        )
        brush.line(edge, ink(colour, 0.5 * light, 1.1, 0.35), width * 0.09)


def coneflower(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """Drooping petals around a spiky orange-brown cone."""
    stem(brush, rng, 0.13, rng.uniform(-0.9, 0.9))
    count = rng.randint(13, 15)
    offset = rng.uniform(0, 1)
    drops = []
    for index in sorted(range(count), key=lambda i: math.sin(2 * math.pi * (i + offset) / count)):
        angle = 2 * math.pi * (index + offset) / count
        right, front = math.cos(angle), math.sin(angle)
        length = 1.02 - 0.3 * abs(front) + (0.12 if front > 0 else -0.1) + rng.uniform(-0.05, 0.05)
        droop = math.degrees(math.atan2(front * 0.42 + 0.36, right)) - 90 + rng.uniform(-4, 4)
        foot = (right * 0.27, front * 0.1 - 0.02)
        with brush.place(*foot, 1, 1, droop):
            petal(brush, length, 0.17, vary(rng, colour), 0.76 + 0.24 * (front * 0.5 + 0.5))
        lean = math.radians(droop + 90)
        if front > -0.35:
            reach = length * rng.uniform(0.5, 0.9)
            drops.append((foot[0] + math.cos(lean) * reach, foot[1] + math.sin(lean) * reach))
    _cone(brush)
    return Perch(0.0, -0.36, tuple(drops))


def _cone(brush: Brush) -> None:
    """The domed seed head: rows of spikes, dark at the foot and glowing at the tip."""
    ember, tip = (0.045, 0.9, 0.72), (0.09, 0.85, 1.0)
    brush.spot(0, 0.02, 0.42, 0.2, ink(SHADE, alpha=0.4), 0.05)
    dome = [ink((0.075, 0.9, 0.95)), ink(ember, 0.9), ink((0.02, 0.85, 0.3))]
    brush.fill(oval(0, -0.12, 0.4, 0.31), radial((-0.12, -0.3), 0.62, dome, [0, 0.5, 1]))
    with brush.soft():
        for row in range(5):
            high = 1 - row / 4.6
            count = 5 + row * 3
            for index in range(count):
                turn = math.pi * (index + 0.5 * (row % 2) + 0.2) / count
                x = -math.cos(turn) * 0.38 * math.sqrt(1 - (high * 0.92) ** 2)
                y = -0.1 - 0.29 * high + 0.16 * math.sin(turn) * (1 - high * 0.6)
                glow = 1.0 - 0.45 * (x + 0.38) / 0.76
                spike = shape(
                    (x - 0.026, y + 0.045), (x + x * 0.14, y - 0.05), (x + 0.026, y + 0.045)
                )
                brush.fill(spike, ink(tip, glow, 1.0, 0.95, turn=-0.035 * (row / 5)))


def rayflower(
    brush: Brush,
    rng: random.Random,
    colour: Hsv,
    heart: Hsv,
    rays: int,
    disc: float,
    width: float,
    tilt: float,
) -> Perch:
    """Straight petals in two rings around a seeded disc, seen under a tilt (1 is full face)."""
    stem(brush, rng, 0.13, rng.uniform(-0.9, 0.9))
    drops = []
    with brush.place(0, 0, 1, tilt):
        for ring in range(2):
            offset = rng.random()
            for index in range(rays):
                angle = 360 * (index + offset) / rays + rng.uniform(-3, 3)
                length = (1.02 - disc * 0.8) * rng.uniform(0.94, 1.04)
                light = (0.8 if ring == 0 else 1.0) * rng.uniform(0.95, 1.0)
                with brush.place(0, 0, 1, 1, angle), brush.place(0, disc * 0.8):
                    petal(brush, length, width, vary(rng, colour), light)
                if ring and index % 2:
                    lean = math.radians(angle + 90)
                    reach = disc + (1 - disc) * rng.uniform(0.4, 0.88)
                    drops.append((math.cos(lean) * reach, math.sin(lean) * reach * tilt))
        _disc(brush, heart, disc)
    return Perch(0.0, -disc * tilt * 0.25, tuple(drops))


def _disc(brush: Brush, heart: Hsv, disc: float) -> None:
    """Florets on the golden-angle spiral (Vogel, 1979), raised in the middle."""
    brush.spot(0.02, 0.04, disc * 1.1, disc * 1.1, ink(SHADE, alpha=0.4), 0.04)
    dome = [ink(heart, 1.3, 0.9), ink(heart), ink(heart, 0.5, 1.1)]
    brush.fill(oval(0, 0, disc, disc), radial((-disc * 0.3, -disc * 0.4), disc * 1.5, dome))
    count = 40 if disc < 0.35 else 84
    size = disc * 0.62 / math.sqrt(count)
    with brush.soft():
        for index in range(count):
            angle, reach = index * GOLDEN_ANGLE, math.sqrt((index + 0.5) / count) * disc * 0.95
            x, y = math.cos(angle) * reach, math.sin(angle) * reach
            light = 1.45 if index % 3 else 0.62
            brush.spot(
                x, y, size, size, ink(heart, light * (1.05 - 0.3 * y / disc), 0.95, 0.85, 0.01)
            )


def sunflower(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """A broad brown disc in golden rays."""
    heart = (0.06, 0.72, 0.36)
    return rayflower(brush, rng, colour, heart, rng.randint(17, 19), 0.44, 0.15, 0.86)


def daisy(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """Slim petals around a small yellow heart, seen from the side and above."""
    heart = (0.125, 0.95, 0.93)
    return rayflower(brush, rng, colour, heart, rng.randint(15, 17), 0.3, 0.12, 0.66)


def tulip(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """A cup of five petals between two long leaves."""
    with brush.place(0, 0.5):
        stem(brush, rng, 0.13, rng.uniform(-0.4, 0.4))
    for side in (-1, 1):
        foot = brush.place(side * 0.1, 2.2, side, 1)
        with foot, brush.place(0, 0, 1, 1, -66 + rng.uniform(-6, 6)):
            blade(brush, 1.9, 0.24, vary(rng, LEAF), veins=0)
    for side in (-1, 1):
        back = shape(
            (0, 0.55), (side * 0.5, 0.4, side * 0.55, -0.35, side * 0.2, -0.62), (0, -0.3, 0, 0.55)
        )
        shades = [ink(colour, 0.85), ink(colour, 0.55, 1.1)]
        brush.fill(back, linear((0, -0.6), (0, 0.5), shades))
    for side in (-1, 1):
        wing = shape(
            (0, 0.62),
            (side * 0.62, 0.62, side * 0.78, -0.05, side * 0.5, -0.6),
            (side * 0.26, -0.4, side * 0.02, 0.0, 0, 0.62),
        )
        shades = [ink(colour, 1.0, 0.95), ink(colour, 0.88), ink(colour, 0.55, 1.1)]
        brush.fill(wing, linear((side * 0.6, -0.4), (0, 0.4), shades, [0, 0.5, 1]))
    front = shape(
        (0, 0.66), (-0.56, 0.52, -0.42, -0.3, 0, -0.56), (0.42, -0.3, 0.56, 0.52, 0, 0.66)
    )
    shades = [ink(colour, 1.18, 0.72), ink(colour, 1.0), ink(colour, 0.66, 1.1)]
    brush.fill(front, radial((-0.1, -0.2), 0.85, shades, [0, 0.5, 1]))
    with brush.soft():
        for fold in (-0.2, 0.0, 0.2):
            crease = shape((fold * 0.3, 0.55), (fold * 1.5, 0.0, fold * 0.35, -0.42))
            brush.line(crease, ink(colour, 0.7, 1.1, 0.35), 0.028)
        brush.line(
            shape((-0.3, 0.1), (-0.34, -0.15, -0.12, -0.4)), ink(colour, 1.3, 0.4, 0.4), 0.07, 0.02
        )
    drops = tuple((rng.uniform(-0.42, 0.42), rng.uniform(-0.25, 0.5)) for _ in range(9))
    return Perch(0.0, -0.5, drops)


def poppy(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """Five broad crumpled petals around a black heart with a pale pod."""
    stem(brush, rng, 0.09, rng.uniform(-0.9, 0.9))
    turn = rng.uniform(-16, 16)
    drops = []
    with brush.place(0, 0, 1, 0.68):
        for angle in (180, 108, 252, 36, 324):
            with brush.place(0, 0, 1, 1, angle + turn):
                _poppy_petal(brush, rng, vary(rng, colour), 0.84 if angle == 180 else 1.0)
            lean = math.radians(angle + turn + 90)
            for _ in range(2):
                reach, slip = rng.uniform(0.55, 0.9), lean + rng.uniform(-0.35, 0.35)
                drops.append((math.cos(slip) * reach, math.sin(slip) * reach * 0.68))
        brush.spot(0, 0, 0.3, 0.3, ink((0.8, 0.5, 0.1)), 0.05)
        brush.spot(
            0,
            -0.04,
            0.15,
            0.15,
            radial((-0.05, -0.1), 0.22, [ink((0.25, 0.35, 0.75)), ink((0.27, 0.5, 0.3))]),
        )
        with brush.soft():
            for index in range(18):
                around = 2 * math.pi * index / 18
                reach = 0.27 + 0.05 * (index % 2)
                x, y = math.cos(around) * reach, math.sin(around) * reach
                brush.line(shape((x * 0.55, y * 0.55), (x, y)), ink(BLACK, alpha=0.85), 0.014)
                brush.spot(x, y, 0.032, 0.032, ink((0.13, 0.55, 0.62)))
    return Perch(0.0, -0.06, tuple(drops[2:]))


def _poppy_petal(brush: Brush, rng: random.Random, colour: Hsv, light: float) -> None:
    """A fan from the origin down to (0, 1) with a ruffled rim and a dark blotch at its foot."""
    ruffle = [rng.uniform(-0.05, 0.05) for _ in range(4)]
    outline = shape(
        (0, 0),
        (0.6, 0.1, 0.86, 0.48, 0.72, 0.84),
        (0.56, 1.0 + ruffle[0], 0.36, 0.95),
        (0.18, 1.07 + ruffle[1], 0, 0.98),
        (-0.18, 1.07 + ruffle[2], -0.36, 0.95),
        (-0.56, 1.0 + ruffle[3], -0.72, 0.84),
        (-0.86, 0.48, -0.6, 0.1, 0, 0),
    )
    brush.fill(outline, ink(SHADE, alpha=0.35), 0.05)
    shades = [
        ink((0.8, 0.5, 0.1)),
        ink(colour, 0.55 * light, 1.05),
        ink(colour, 0.92 * light),
        ink(colour, 1.12 * light, 0.86),
    ]
    brush.fill(outline, radial((0, 0), 1.06, shades, [0.2, 0.34, 0.7, 1]))
    with brush.soft():
        for fold in (-0.62, -0.34, -0.08, 0.2, 0.5):
            crease = shape((fold * 0.3, 0.3), (fold * 0.8, 0.6, fold, 0.9))
            brush.line(crease, ink(colour, 0.62 * light, 1.1, 0.38), 0.03)


__all__ = ["Perch", "blade", "coneflower", "daisy", "poppy", "stem", "sunflower", "tulip"]
