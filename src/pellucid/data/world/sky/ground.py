"""The surface of the moon: grey dust, craters, stones, footprints, a flag."""

import math
import random

from pellucid.data.world.brush import (
    Brush,
    Hsv,
    Path,
    Point,
    ink,
    linear,
    oval,
    polygon,
    radial,
    shape,
)
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import WHITE

DUST: Hsv = (0.12, 0.05, 0.78)
DARK: Hsv = (0.65, 0.4, 0.08)


def horizon(rng: random.Random, size: int, at: float) -> tuple[float, Path]:
    """How high the ground stands, and everything below it: the moon is small, its edge is round."""
    y = size * (at + rng.uniform(-0.02, 0.02))
    phase = rng.random() * 6
    edge = [
        (x, y + 0.0011 * (x - size / 2) ** 2 + 2.0 * math.sin(x / 37 + phase) + math.sin(x / 13))
        for x in range(-6, size + 12, 6)
    ]
    return y, polygon([*edge, (size + 6, size + 4), (-6, size + 4)])


def surface(brush: Brush, rng: random.Random, ground: Path, y: float, lit: int) -> None:
    """Dust with craters: the near ones large and round, the far ones slits."""
    size = brush.size
    _ridge(brush, rng, y, lit)
    shades = [ink(DUST, 0.78), ink(DUST, 0.98), ink(DUST, 0.66)]
    brush.fill(ground, linear((0, y), (0, size), shades, [0, 0.35, 1]))
    with brush.soft(), brush.inside(ground):
        ends = [ink(WHITE, alpha=0.22), ink(WHITE, alpha=0.0), ink(DARK, alpha=0.34)]
        brush.wash(linear((size * (0.5 + 0.5 * lit), y), (size * (0.5 - 0.5 * lit), size), ends))
        for _ in range(46):
            near = rng.random()
            x, v = rng.uniform(0, size), y + 4 + (size - y) * near
            tone = ink(DUST, rng.choice((0.8, 1.12)), alpha=0.35)
            brush.spot(x, v, 4 + 15 * near, 0.8 + 3 * near, tone, 0.8)
        craters = [(rng.random() ** 1.15, rng.uniform(0, size)) for _ in range(24)]
        for near, x in sorted(craters):
            radius = (2.5 + 25 * near) * rng.uniform(0.45, 1.1)
            crater(brush, (x, y + 5 + (size - y) * near), radius, 0.2 + 0.22 * near, lit)
        for _ in range(26):
            near = rng.random()
            x, v = rng.uniform(0, size), y + 4 + (size - y) * near
            stone = (0.6 + 2.6 * near) * rng.uniform(0.5, 1.2)
            brush.spot(
                x - lit * stone * 0.8,
                v + stone * 0.4,
                stone * 1.5,
                stone * 0.4,
                ink(DARK, alpha=0.6),
            )
            brush.spot(x, v, stone, stone * 0.75, ink(DUST, 1.15))
            brush.spot(
                x - lit * stone * 0.4, v + stone * 0.2, stone * 0.6, stone * 0.5, ink(DUST, 0.55)
            )


def _ridge(brush: Brush, rng: random.Random, y: float, lit: int) -> None:
    """Low rounded hills along the horizon."""
    for _ in range(rng.randint(3, 5)):
        x, wide = rng.uniform(0, brush.size), rng.uniform(26, 60)
        high = wide * rng.uniform(0.2, 0.34)
        hill = shape((x - wide, y + 12), (x - wide * 0.4, y - high * 1.5, x, y - high * 0.8))
        hill.quadTo(x + wide * 0.5, y - high * 0.4, x + wide, y + 12)
        ends = [ink(DUST, 0.88), ink(DUST, 0.3)]
        brush.fill(hill, linear((x + lit * wide * 0.6, y - high), (x - lit * wide * 0.7, y), ends))


def crater(brush: Brush, where: Point, radius: float, flat: float, lit: int) -> None:
    """A bowl: its near wall to the sun lies in shade, its far wall and its rim are bright."""
    x, y = where
    with brush.place(x, y, radius, radius * flat):
        brush.spot(0, 0, 1.16, 1.2, ink(DUST, 1.1, alpha=0.55))
        rim = [ink(DUST, 0.3), ink(DUST, 0.6), ink(DUST, 1.12)]
        brush.spot(0, 0, 1, 1, linear((lit, -0.2), (-lit, 0.2), rim, [0, 0.45, 1]))
        floor = [ink(DUST, 0.52), ink(DUST, 0.8)]
        brush.spot(-lit * 0.08, 0.12, 0.7, 0.66, linear((lit * 0.7, 0), (-lit * 0.7, 0), floor))
        arc = oval(0, 0, 1.03, 1.03)
        brush.line(
            arc, linear((lit, 0), (-lit, 0), [ink(WHITE, alpha=0.1), ink(WHITE, alpha=0.65)]), 0.07
        )


def footprints(brush: Brush, rng: random.Random, feet: Point, unit: float) -> None:
    """Paw prints that lead to where somebody stands."""
    x, y = feet
    turn = rng.choice((-1, 1))
    with brush.soft():
        for step in range(1, 6):
            u = x + turn * step * unit * 0.42
            v = y + unit * (0.05 + 0.1 * step * (1 if step % 2 else 0.7))
            wide = unit * 0.09
            brush.spot(u, v, wide, wide * 0.45, ink(DUST, 0.45, alpha=0.8))
            for toe in (-1, 0, 1):
                brush.spot(
                    u + turn * -wide * 0.9,
                    v + toe * wide * 0.4,
                    wide * 0.3,
                    wide * 0.18,
                    ink(DUST, 0.45, alpha=0.8),
                )


def flag(brush: Brush, lit: int, time: float) -> None:
    """A pole one unit tall with a red flag, a white paw on it, its foot at the origin."""
    brush.spot(0, 0, 0.1, 0.025, ink(DARK, alpha=0.5))
    brush.line(shape((0, 0), (0, -1.0)), ink((0.6, 0.05, 0.85)), 0.028)
    swell = 0.03 * wave(time, 1, 0.1)
    cloth = shape(
        (0, 0),
        (0.2, -0.04 + swell, 0.4, 0.04 - swell, 0.62, 0),
        (0.62, 0.4),
        (0.4, 0.44 - swell, 0.2, 0.36 + swell, 0, 0.4),
    )
    red: Hsv = (0.99, 0.8, 0.85)
    shades = [ink(red), ink(red, 0.72), ink(red, 1.05), ink(red, 0.8)]
    with brush.place(0, -0.98, lit, 1):
        brush.fill(cloth, linear((0, 0), (0.62, 0), shades))
        brush.spot(0.31, 0.26, 0.085, 0.07, ink(WHITE))
        for x, y in ((-0.12, 0.17), (-0.045, 0.11), (0.045, 0.11), (0.12, 0.17)):
            brush.spot(0.31 + x, y, 0.033, 0.042, ink(WHITE))


def shadow(brush: Brush, where: Point, wide: float, lit: int) -> None:
    """A hard dark shadow: there is no air to soften it."""
    x, y = where
    with brush.soft():
        fade = [ink(DARK, alpha=0.8), ink(DARK, alpha=0.25)]
        brush.spot(
            x - lit * wide * 0.6, y, wide, wide * 0.17, radial((x, y), wide * 1.6, fade), 1.2
        )


__all__ = ["crater", "flag", "footprints", "horizon", "shadow", "surface"]
