"""Bodies in the sky: planets with bands and rings, the earth, comets, clouds of glowing gas.

A body is painted as a disc of radius one around the origin, lit from the upper side `lit`
(-1 left, 1 right); the rest of it lies in the dark.
"""

import math
import random

from pellucid.data.world.brush import (
    SCREEN,
    Brush,
    Hsv,
    Point,
    ink,
    linear,
    oval,
    polygon,
    radial,
    shape,
)
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import WHITE, vary

PLANET: dict[str, Hsv] = {
    "red": (0.02, 0.72, 0.82),
    "orange": (0.085, 0.6, 0.95),
    "blue": (0.585, 0.68, 0.9),
    "purple": (0.77, 0.5, 0.78),
    "green": (0.4, 0.5, 0.72),
}
NEBULA: dict[str, tuple[Hsv, Hsv]] = {
    "purple": ((0.78, 0.7, 0.62), (0.9, 0.6, 0.7)),
    "blue": ((0.6, 0.8, 0.62), (0.5, 0.7, 0.6)),
    "red": ((0.98, 0.75, 0.6), (0.06, 0.75, 0.62)),
}
DARK: Hsv = (0.66, 0.6, 0.05)
DISC = oval(0, 0, 1, 1)
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


def nebula(brush: Brush, rng: random.Random, kind: str) -> None:
    """A drift of glowing gas from one side of the picture to the other."""
    size = brush.size
    low, high = size * rng.uniform(0.1, 0.6), size * rng.uniform(0.1, 0.6)
    with brush.soft(), brush.layer(blur=15):
        for index in range(30):
            at = index / 29
            x = size * (at * 1.2 - 0.1)
            y = low + (high - low) * at + 26 * math.sin(5 * at + low) + rng.gauss(0, 22)
            colour = NEBULA[kind][index % 2]
            wide = rng.uniform(16, 40)
            brush.spot(
                x, y, wide, wide * rng.uniform(0.5, 0.9), ink(vary(rng, colour, 2), alpha=0.34)
            )
    with brush.soft():
        for _ in range(60):
            at = rng.random()
            x = size * (at * 1.2 - 0.1)
            y = low + (high - low) * at + 26 * math.sin(5 * at + low) + rng.gauss(0, 15)
            brush.spot(x, y, 0.6, 0.6, ink(WHITE, alpha=rng.uniform(0.3, 0.8)))


def planet(brush: Brush, rng: random.Random, kind: str, rings: bool, lit: int, time: float) -> None:
    """A planet of radius one; its rings reach to about two."""
    tone = vary(rng, PLANET[kind])
    tilt = rng.choice((-1, 1)) * rng.uniform(12, 26)
    if rings:
        _rings(brush, tone, tilt, back=True)
    glow = [ink(tone, 1.1, alpha=0.35), ink(tone, alpha=0.0)]
    with brush.soft():
        brush.spot(0, 0, 1.35, 1.35, radial((0, 0), 1.35, glow, [0.7, 1]), mode=SCREEN)
    brush.fill(DISC, ink(tone))
    with brush.soft(), brush.inside(DISC):
        if kind in ("orange", "purple", "blue"):
            _bands(brush, rng, tone, tilt, time, storm=kind == "orange")
        else:
            _rocks(brush, rng, tone, cap=kind == "red")
        if rings:
            with brush.place(0, 0, 1, 1, tilt):
                band = shape((-1.2, 0.12), (0, 0.44, 1.2, 0.12))
                brush.line(band, ink(DARK, alpha=0.4), 0.16, 0.04)
        _night(brush, lit, 0.9)
    if rings:
        _rings(brush, tone, tilt, back=False)


def _night(brush: Brush, lit: int, depth: float) -> None:
    """The side turned away from the sun, and a pale rim of air on the other."""
    shades = [ink(DARK, alpha=0.0), ink(DARK, alpha=0.1), ink(DARK, alpha=depth)]
    brush.spot(0, 0, 1.05, 1.05, radial((lit * 0.5, -0.42), 1.62, shades, [0.3, 0.55, 1]))
    shine = [ink(WHITE, alpha=0.4), ink(WHITE, alpha=0.0)]
    brush.spot(lit * 0.42, -0.4, 0.5, 0.5, radial((lit * 0.42, -0.4), 0.5, shine))


def _bands(
    brush: Brush, rng: random.Random, tone: Hsv, tilt: float, time: float, storm: bool
) -> None:
    """Belts of cloud around the planet, and the storm that Jupiter has had for centuries."""
    with brush.place(0, 0, 1, 1, tilt):
        y = -1.05
        while y < 1.05:
            high = rng.uniform(0.07, 0.2)
            light, rich = rng.choice(((1.18, 0.5), (0.86, 1.05), (1.05, 0.75), (0.74, 1.0)))
            bow = 0.1 * (1 - y * y)
            belt = shape(
                (-1.2, y),
                (0, y + bow * 2, 1.2, y),
                (1.2, y + high),
                (0, y + high + bow * 2, -1.2, y + high),
            )
            brush.fill(belt, ink(tone, light, rich, 0.85, rng.uniform(-0.02, 0.02)), 0.015)
            for _ in range(3):
                x = rng.uniform(-0.9, 0.9) + 0.05 * wave(time, 1)
                wisp = shape(
                    (x - 0.25, y + bow + high * 0.5), (x, y + bow + high, x + 0.25, y + bow)
                )
                brush.line(wisp, ink(tone, light * 1.12, rich * 0.8, 0.5), high * 0.22, 0.01)
            y += high
        if storm:
            x = 0.3 + 0.05 * wave(time, 1)
            brush.spot(x, 0.34, 0.24, 0.14, ink((0.03, 0.7, 0.82)), 0.02)
            brush.spot(x, 0.34, 0.15, 0.08, ink((0.05, 0.55, 0.95)), 0.02)


def _rocks(brush: Brush, rng: random.Random, tone: Hsv, cap: bool) -> None:
    """Plains, craters, and ice at the pole."""
    for _ in range(9):
        x, y = rng.uniform(-0.85, 0.85), rng.uniform(-0.8, 0.85)
        wide = rng.uniform(0.16, 0.42)
        shade = ink(tone, rng.choice((0.68, 0.8, 1.15)), alpha=0.6, turn=rng.uniform(-0.02, 0.03))
        brush.spot(x, y, wide, wide * rng.uniform(0.35, 0.7), shade, 0.05)
    for _ in range(11):
        x, y, wide = rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8), rng.uniform(0.04, 0.12)
        brush.spot(x, y, wide, wide, ink(tone, 0.6, alpha=0.6))
        brush.spot(
            x + wide * 0.2, y + wide * 0.22, wide * 0.9, wide * 0.9, ink(tone, 1.1, 0.85, 0.7)
        )
    if cap:
        brush.spot(0, -1.0, 0.5, 0.2, ink(WHITE, alpha=0.92), 0.03)


def _rings(brush: Brush, tone: Hsv, tilt: float, back: bool) -> None:
    """Half of the rings: the far half is painted before the planet, the near half after."""
    half = polygon(
        [(-3, -3), (3, -3), (3, 0), (-3, 0)] if back else [(-3, 0), (3, 0), (3, 3), (-3, 3)]
    )
    pale: Hsv = (tone[0] + 0.03, 0.22, 0.98)
    with brush.place(0, 0, 1, 0.27, tilt), brush.inside(half):
        for radius, light, wide in (
            (1.42, 0.62, 0.12),
            (1.6, 0.98, 0.2),
            (1.79, 0.78, 0.1),
            (1.94, 0.92, 0.15),
        ):
            brush.line(oval(0, 0, radius, radius), ink(pale, light, alpha=0.95), wide)


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
        _night(brush, lit, 0.82)


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


def comet(brush: Brush, rng: random.Random, where: Point, long: float, lean: float) -> None:
    """A bright head with a tail of dust and a tail of gas that point away from the sun."""
    with brush.place(*where, 1, 1, lean):
        with brush.soft():
            for bend, tone, wide in (
                (0.14, (0.12, 0.2, 1.0), 0.13),
                (-0.02, (0.53, 0.4, 1.0), 0.07),
            ):
                fade = [ink(tone, alpha=0.75), ink(tone, alpha=0.0)]
                tail = shape(
                    (0, -5),
                    (long * 0.5, -long * wide, long, -long * (wide + bend)),
                    (long, long * (wide - bend) * 0.8),
                    (long * 0.5, long * wide * 0.4, 0, 5),
                )
                brush.fill(tail, linear((0, 0), (long, 0), fade), 2.0, SCREEN)
            for _ in range(14):
                at = rng.random()
                y = rng.uniform(-1, 1) * long * 0.08 * at
                brush.spot(
                    long * at, y - long * 0.05 * at, 0.7, 0.7, ink(WHITE, alpha=0.8 * (1 - at))
                )
            halo = [ink((0.5, 0.3, 1.0), alpha=0.9), ink((0.52, 0.5, 1.0), alpha=0.0)]
            brush.spot(0, 0, 17, 17, radial((0, 0), 17, halo), mode=SCREEN)
        brush.spot(0, 0, 5, 5, ink((0.14, 0.04, 1.0)))


__all__ = ["comet", "earth", "limb", "nebula", "planet"]
