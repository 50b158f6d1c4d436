"""What animals rest on besides flowers: mushrooms, moss-covered rocks, leaves.

As in `flora`, each painter draws in its own units and returns its `Perch`.
"""

import math
import random

from pellucid.data.world.brush import Brush, Hsv, Path, ink, linear, oval, radial, shape
from pellucid.data.world.flora import GROUND, Perch, blade
from pellucid.data.world.palette import SHADE, STEM, vary

MOSS: Hsv = (0.255, 0.74, 0.56)


def mushroom(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """A domed cap on a pale stalk with a ring; a red cap wears white spots."""
    pale = (0.11, 0.14, 0.97)
    stalk = shape(
        (-0.2, 0),
        (-0.16, 0.8, -0.3, 2.2),
        (-0.34, GROUND),
        (0.34, GROUND),
        (0.3, 2.2),
        (0.16, 0.8, 0.2, 0),
    )
    tones = [ink(pale, 0.94), ink(pale), ink(pale, 0.82, 1.5), ink(pale, 0.52, 2.4)]
    brush.fill(stalk, linear((-0.25, 0), (0.28, 0), tones, [0, 0.3, 0.65, 1]))
    brush.spot(0, 0.2, 0.3, 0.16, ink(SHADE, alpha=0.4), 0.06)
    skirt = shape(
        (-0.18, 0.3),
        (-0.22, 0.44, -0.34, 0.5),
        (-0.17, 0.62, 0, 0.6),
        (0.17, 0.62, 0.34, 0.5),
        (0.22, 0.44, 0.18, 0.3),
    )
    brush.spot(0, 0.58, 0.2, 0.1, ink(SHADE, alpha=0.3), 0.06)
    brush.fill(
        skirt, linear((-0.3, 0), (0.3, 0), [ink(pale), ink(pale, 0.98), ink(pale, 0.7, 1.8)])
    )
    gills = oval(0, 0.04, 0.88, 0.2)
    brush.fill(gills, linear((0, -0.1), (0, 0.24), [ink((0.07, 0.4, 0.4)), ink((0.1, 0.24, 0.86))]))
    with brush.soft(), brush.inside(gills):
        for index in range(-10, 11):
            x = index / 10
            brush.line(
                shape((x * 0.3, 0), (x * 0.95, 0.24)), ink((0.08, 0.4, 0.35), alpha=0.35), 0.018
            )
    cap = shape(
        (-0.96, 0.07),
        (-0.98, -0.88, 0.98, -0.88, 0.96, 0.07),
        (0.5, 0.2, 0, 0.12),
        (-0.5, 0.2, -0.96, 0.07),
    )
    glow = [ink(colour, 1.22, 0.72), ink(colour), ink(colour, 0.78, 1.05), ink(colour, 0.42, 1.1)]
    brush.fill(cap, radial((-0.28, -0.46), 1.35, glow, [0, 0.4, 0.7, 1]))
    _cap_marks(brush, rng, cap, colour)
    brush.spot(-0.34, -0.4, 0.24, 0.09, ink(pale, alpha=0.35), 0.05)
    drops = tuple(
        (x, -0.5 + 0.6 * x * x + rng.uniform(0.05, 0.35))
        for x in [rng.uniform(-0.75, 0.75) for _ in range(10)]
    )
    return Perch(0.0, -0.52, drops)


def _cap_marks(brush: Brush, rng: random.Random, cap: Path, colour: Hsv) -> None:
    red = colour[0] > 0.9
    with brush.soft(), brush.inside(cap):
        for index in range(11):
            x = -0.8 + 1.6 * (index + rng.uniform(0.2, 0.8)) / 11
            y = -0.06 - (0.12, 0.42, 0.26)[index % 3] * (1 - 0.6 * x * x) + rng.uniform(-0.03, 0.03)
            size = rng.uniform(0.06, 0.1) * (1 - 0.35 * abs(x))
            if red:
                lit = [ink((0.11, 0.02, 1.0)), ink((0.1, 0.16, 0.82))]
                brush.spot(
                    x,
                    y,
                    size,
                    size * 0.78,
                    radial((x - size * 0.3, y - size * 0.3), size * 1.4, lit),
                )
            else:
                brush.spot(x, y, size * 1.3, size * 0.6, ink(colour, 1.25, 0.7, 0.3), 0.03)


def rock(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """A weathered stone under cushions of moss that run down over its shoulders."""
    left, right = rng.uniform(1.45, 1.7), rng.uniform(1.45, 1.7)
    outline = shape(
        (-left * 2.6, GROUND * 0.5),
        (-left * 1.75, 3.2, -left * 1.3, 1.9, -left * 1.2, 1.1),
        (-left * 1.12, 0.5, -left * 0.85, 0.12, -left * 0.4, 0.02),
        (-left * 0.1, -0.05, right * 0.3, -0.04, right * 0.55, 0.06),
        (right * 0.95, 0.2, right * 1.12, 0.6, right * 1.22, 1.2),
        (right * 1.34, 2.0, right * 1.7, 3.2, right * 2.6, GROUND * 0.5),
    )
    stone = vary(rng, colour)
    _tufts(brush, rng, left, right)
    brush.fill(
        outline, linear((-0.5, 0), (0.5, 2.6), [ink(stone, 1.2), ink(stone, 0.82), ink(stone, 0.4)])
    )
    with brush.inside(outline):
        with brush.soft():
            for _ in range(9):
                x, y, size = rng.uniform(-1.6, 1.6), rng.uniform(0.5, 2.2), rng.uniform(0.15, 0.4)
                brush.spot(
                    x, y, size, size * 0.55, ink(stone, rng.choice((0.55, 1.35)), alpha=0.32), 0.08
                )
            for x, y in ((-0.7, 0.9), (0.45, 1.1)):
                bend = rng.uniform(-0.2, 0.2)
                crack = shape((x, y), (x + bend, y + 0.35, x + 0.35 + bend, y + 0.8))
                brush.line(crack, ink(stone, 0.35, alpha=0.6), 0.03)
        _moss(brush, rng, left, right)
    drops = tuple(
        (x, 0.12 + 0.28 * x * x + rng.uniform(0.0, 0.45))
        for x in [rng.uniform(-1.1, 1.1) for _ in range(11)]
    )
    return Perch(0.0, 0.04, drops)


def _moss(brush: Brush, rng: random.Random, left: float, right: float) -> None:
    """A green blanket with a wavy hem, and soft cushions on it, lit from above."""
    green = vary(rng, MOSS)
    hem, phase = [], rng.uniform(0, 6)
    for step in range(25):
        x = -left * 1.2 + (left + right) * 1.2 * step / 24
        edge = min(1.0, (x / (left if x < 0 else right)) ** 2)
        hem.append(
            (x, 0.52 + 0.4 * edge + 0.16 * math.sin(3.1 * x + phase) + 0.07 * math.sin(9 * x))
        )
    blanket = shape((-left * 1.2, -1), *hem, (right * 1.2, -1))
    brush.fill(blanket, ink(SHADE, alpha=0.5), 0.08)
    tones = [ink(green, 1.45, 0.85, turn=-0.015), ink(green, 1.0), ink(green, 0.6)]
    brush.fill(blanket, linear((0, -0.05), (0, 0.95), tones, [0, 0.45, 1]))
    with brush.soft():
        for index in range(44):
            x, y = hem[rng.randrange(25)]
            x, y = x + rng.uniform(-0.1, 0.1), y * (1 - (index / 44) ** 0.7 * rng.uniform(0.3, 1.0))
            size = rng.uniform(0.1, 0.2)
            light = rng.uniform(0.85, 1.15) * (1.18 - 0.5 * y)
            ball = [
                ink(green, 1.55 * light, 0.85, 1, -0.02),
                ink(green, 1.05 * light, 1, 0.85),
                ink(green, 0.7 * light, 1, 0),
            ]
            brush.spot(
                x,
                y,
                size * 1.4,
                size,
                radial((x - size * 0.2, y - size * 0.4), size * 1.5, ball, [0, 0.5, 1]),
            )


def _tufts(brush: Brush, rng: random.Random, left: float, right: float) -> None:
    """The moss against the light: low cushions along the crown of the rock."""
    green = vary(rng, MOSS)
    for index in range(15):
        x = -left * 0.8 + (left + right) * 0.8 * (index + rng.uniform(0.1, 0.9)) / 15
        y = 0.06 + 0.16 * (x / (left if x < 0 else right)) ** 2 + (0.12 * x if x > 0 else 0.02)
        size = rng.uniform(0.1, 0.17)
        ball = [ink(green, 1.6, 0.8, 1, -0.02), ink(green, 1.15)]
        brush.spot(x, y, size * 1.5, size, linear((0, y - size), (0, y + size), ball))


def leaf(brush: Brush, rng: random.Random, colour: Hsv) -> Perch:
    """One broad leaf, nearly level, with a smaller one behind it."""
    tilt = rng.uniform(-9, 9)
    brush.line(shape((-1.75, 0.35), (-2.6, 0.9, -3.2, GROUND)), ink(STEM, 0.7), 0.1)
    with brush.place(-1.6, 0.75, 1, 1, 16 + tilt):
        blade(brush, 2.9, 0.42, vary(rng, (colour[0], colour[1], colour[2] * 0.72)), veins=6)
    with brush.place(0.0, 0.32, 1, 1, tilt), brush.place(-1.85, 0, 1, 1):
        blade(brush, 3.8, 0.62, vary(rng, colour), veins=8)
    slope = math.tan(math.radians(tilt))
    drops = tuple(
        (x, 0.32 + slope * x + rng.uniform(-0.22, 0.3))
        for x in [rng.uniform(-1.4, 1.5) for _ in range(11)]
    )
    return Perch(0.0, 0.2, drops)
