"""The earth: a disc far away, or its bright edge from close above."""

import math
import random

from pellucid.data.world.brush import SCREEN, Brush, Hsv, ink, linear, oval, polygon, radial, shape
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import WHITE
from pellucid.data.world.sky.bodies import DARK, DISC, night

AFRICA = polygon(
    [
        (-0.3, -0.34),
        (-0.08, -0.4),
        (0.12, -0.33),
        (0.26, -0.3),
        (0.34, -0.1),
        (0.5, -0.02),
        (0.36, 0.16),
        (0.3, 0.36),
        (0.2, 0.56),
        (0.08, 0.62),
        (0.0, 0.4),
        (-0.02, 0.16),
        (-0.2, 0.1),
        (-0.38, 0.04),
        (-0.44, -0.12),
    ]
)


EUROPE = polygon(
    [
        (-0.28, -0.42),
        (-0.34, -0.52),
        (-0.2, -0.6),
        (-0.16, -0.72),
        (0.0, -0.82),
        (0.14, -0.72),
        (0.3, -0.74),
        (0.56, -0.62),
        (0.72, -0.4),
        (0.62, -0.2),
        (0.46, -0.3),
        (0.3, -0.36),
        (0.1, -0.44),
        (0.0, -0.52),
        (-0.1, -0.46),
    ]
)


AMERICAS = polygon(
    [
        (-0.5, -0.66),
        (-0.2, -0.78),
        (0.1, -0.74),
        (0.26, -0.56),
        (0.08, -0.4),
        (0.04, -0.22),
        (-0.1, -0.2),
        (-0.06, -0.06),
        (0.1, 0.02),
        (0.34, 0.14),
        (0.4, 0.28),
        (0.24, 0.5),
        (0.12, 0.78),
        (0.02, 0.6),
        (-0.04, 0.3),
        (-0.1, 0.1),
        (-0.26, -0.08),
        (-0.46, -0.34),
    ]
)


def earth(brush: Brush, rng: random.Random, lit: int, time: float) -> None:
    """The earth from afar: oceans, continents, swirls of cloud, a blue rim of air."""
    sea: Hsv = (0.59, 0.75, 0.8)
    with brush.soft():
        rim = [ink((0.55, 0.6, 1.0), alpha=0.6), ink((0.57, 0.7, 1.0), alpha=0.0)]
        brush.spot(0, 0, 1.28, 1.28, radial((0, 0), 1.28, rim, [0.72, 1]), mode=SCREEN)
    brush.fill(DISC, radial((lit * 0.3, -0.3), 1.3, [ink(sea, 1.15, 0.8), ink(sea), ink(sea, 0.7)]))
    turn = rng.uniform(-24, 24)
    with brush.soft(), brush.inside(DISC):
        with brush.place(0.0, 0.05, 1, 1, turn):
            lands = (AMERICAS,) if rng.random() < 0.5 else (AFRICA, EUROPE)
            for land in lands:
                brush.line(land, ink((0.5, 0.5, 0.9), alpha=0.4), 0.1, 0.03)
                green = [ink((0.28, 0.55, 0.5)), ink((0.12, 0.5, 0.72)), ink((0.3, 0.6, 0.46))]
                brush.fill(land, linear((0, -0.8), (0, 0.7), green, [0, 0.45, 1]))
            brush.spot(0, 1.02, 0.5, 0.16, ink(WHITE, alpha=0.9), 0.03)
            brush.spot(0, -1.04, 0.42, 0.14, ink(WHITE, alpha=0.9), 0.03)
        for index in range(11):
            y = -0.85 + 0.17 * index + rng.uniform(-0.06, 0.06)
            x, wide = rng.uniform(-0.7, 0.7) + 0.06 * wave(time, 1), rng.uniform(0.18, 0.5)
            swirl = shape((x - wide, y), (x, y - 0.12, x + wide * 0.6, y), (x + wide, y + 0.08))
            brush.line(swirl, ink(WHITE, alpha=0.75), rng.uniform(0.05, 0.11), 0.02)
        night(brush, lit, 0.82)


def limb(brush: Brush, rng: random.Random, lit: int, time: float) -> None:
    """The earth from close above: its bright edge arches across the lower half."""
    size = brush.size
    radius = size * rng.uniform(1.35, 1.7)
    x, y = size * (0.5 + lit * 0.12), size * rng.uniform(0.66, 0.76) + radius
    globe = oval(x, y, radius, radius)
    with brush.soft():
        air = [ink((0.54, 0.55, 1.0), alpha=a) for a in (0.95, 0.34, 0.0)]
        wide = radius * 1.075
        brush.spot(x, y, wide, wide, radial((x, y), wide, air, [0.925, 0.955, 1]), mode=SCREEN)
    sea = [ink((0.595, 0.8, 0.62)), ink((0.58, 0.68, 0.88)), ink((0.54, 0.36, 1.0))]
    brush.fill(globe, radial((x, y), radius, sea, [0.8, 0.97, 1]))
    with brush.soft(), brush.inside(globe):
        for _ in range(4):
            across, deep = rng.uniform(0, size), rng.uniform(0.05, 0.3)
            top = y - math.sqrt(max(1.0, radius**2 - (across - x) ** 2))
            land = [
                (
                    across + rng.uniform(20, 52) * math.cos(a),
                    top + size * deep * 0.8 + rng.uniform(6, 15) * math.sin(a),
                )
                for a in [2 * math.pi * i / 11 for i in range(11)]
            ]
            green = (0.27, 0.5, 0.52) if rng.random() < 0.6 else (0.11, 0.45, 0.74)
            brush.fill(polygon(land), ink(green, alpha=0.9), 1.2)
        for index in range(46):
            across = rng.uniform(-10, size + 10) + 3 * wave(time, 1, index / 9)
            top = y - math.sqrt(max(1.0, radius**2 - (across - x) ** 2))
            deep, lean = rng.random() ** 1.6, math.degrees(math.asin((across - x) / radius))
            wide, high = (7 + 30 * deep) * rng.uniform(0.5, 1.2), 0.9 + 3.6 * deep
            with brush.place(across, top + 4 + size * 0.34 * deep, 1, 1, lean):
                for puff in (-0.6, 0.1, 0.7):
                    white = ink(WHITE, alpha=0.62)
                    drop = high * rng.uniform(-0.7, 0.7)
                    brush.spot(
                        puff * wide, drop, wide * 0.6, high * rng.uniform(0.5, 1), white, 0.9
                    )
        dusk = [ink(DARK, alpha=0.0), ink(DARK, alpha=0.72)]
        brush.wash(linear((size * (0.5 - 0.1 * lit), 0), (size * (0.5 - 0.75 * lit), size), dusk))


__all__ = ["earth", "limb"]
