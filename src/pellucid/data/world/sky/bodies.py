"""Bodies in the sky: planets with bands and rings, comets, clouds of glowing gas.

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
    tilt = -rng.uniform(12, 26)  # degrees, up on the right
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
        night(brush, lit, 0.9)
    if rings:
        _rings(brush, tone, tilt, back=False)


def night(brush: Brush, lit: int, depth: float) -> None:
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


__all__ = ["DARK", "DISC", "comet", "nebula", "night", "planet"]
