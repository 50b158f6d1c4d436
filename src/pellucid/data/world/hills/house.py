"""Houses with gables, a church, and the smoke from their chimneys.

A house stands with the middle of its foot at the origin and is a little over one unit wide. We
see its long side and its gable; `brush.place` with a negative width turns it round.
"""

import math
import random
from dataclasses import dataclass

from pellucid.data.world.air import Air, Rgb
from pellucid.data.world.brush import SCREEN, Brush, Hsv, Path, linear, polygon, radial, shape
from pellucid.data.world.motion import ramp, wave

ROOF: dict[str, Hsv] = {
    "red": (0.015, 0.74, 0.76),
    "brown": (0.06, 0.55, 0.46),
    "blue": (0.585, 0.6, 0.72),
}
WALLS: dict[str, Hsv] = {
    "white": (0.11, 0.1, 0.98),
    "yellow": (0.125, 0.42, 0.97),
    "pink": (0.0, 0.24, 0.97),
    "blue": (0.57, 0.26, 0.9),
    "brick": (0.035, 0.52, 0.7),
}
SNOW: Hsv = (0.58, 0.03, 1.0)
LAMP: Rgb = (1.0, 0.82, 0.42)

SIDE = polygon([(-0.62, 0.0), (-0.62, -0.42), (0.16, -0.42), (0.16, 0.0)])
GABLE = polygon([(0.15, 0.0), (0.15, -0.42), (0.39, -0.8), (0.63, -0.42), (0.63, 0.0)])
SLOPE = polygon([(-0.44, -0.82), (0.4, -0.84), (0.13, -0.37), (-0.7, -0.37)])
PITCH = math.hypot(0.27, 0.47)


@dataclass(frozen=True, slots=True)
class House:
    """A house: its walls and roof, how far away, whether snow lies on it, where its gable is.

    `side` is 1 if the gable is on the right, where the sun stands, and -1 if it is on the left.
    """

    walls: str
    roof: str
    far: float
    snowy: bool
    side: int


def house(brush: Brush, rng: random.Random, air: Air, one: House, detail: bool) -> None:
    """A house; the sun stands on the right."""
    with brush.place(0, 0, one.side, 1):
        _house(brush, rng, air, one, detail)


def _house(brush: Brush, rng: random.Random, air: Air, one: House, detail: bool) -> None:
    """A house with its gable on the right; the sun is on `one.side` of it."""
    wall, tiles, far = WALLS[one.walls], ROOF[one.roof], one.far
    tiles = (tiles[0] + rng.uniform(-0.008, 0.008), tiles[1], tiles[2] * rng.uniform(0.92, 1.06))
    _chimney(brush, air, one)
    for outline, turned in ((SIDE, -0.45 * one.side), (GABLE, 0.6 * one.side)):
        ends = [air.ink(wall, far, 1.02, lit=turned), air.ink(wall, far, 0.86, lit=turned)]
        brush.fill(outline, linear((0, -0.6), (0, 0), ends))
    with brush.soft():
        stone = air.ink((0.09, 0.1, 0.5), far, alpha=0.55)
        brush.fill(polygon([(-0.62, -0.05), (0.63, -0.05), (0.63, 0), (-0.62, 0)]), stone)
        eaves = [air.ink((0.65, 0.4, 0.15), far, alpha=0.5), air.ink((0.65, 0.4, 0.2), alpha=0.0)]
        shade = polygon([(-0.62, -0.4), (0.15, -0.4), (0.15, -0.24), (-0.62, -0.24)])
        brush.fill(shade, linear((0, -0.38), (0, -0.24), eaves))
    _openings(brush, rng, air, far, detail)
    _roof(brush, rng, air, tiles, one, detail)


def _openings(brush: Brush, rng: random.Random, air: Air, far: float, detail: bool) -> None:
    shutter: Hsv = rng.choice(((0.33, 0.5, 0.42), (0.58, 0.45, 0.5), (0.02, 0.6, 0.5)))
    door: Hsv = rng.choice(((0.06, 0.6, 0.42), (0.36, 0.5, 0.36), (0.6, 0.5, 0.42)))
    with brush.soft():
        for x in (-0.44, -0.2):
            for turn in (-1, 1) if detail else ():
                leaf = x + turn * 0.085
                brush.fill(_box(leaf, -0.2, 0.024, 0.08), air.ink(shutter, far))
            _window(brush, air, x, -0.2, 0.058, 0.075, far, detail)
        brush.fill(_box(0.03, -0.12, 0.055, 0.12), air.ink(door, far))
        brush.spot(0.06, -0.11, 0.01, 0.01, air.ink((0.13, 0.6, 0.9), far))
        for x in (0.3, 0.48):
            _window(brush, air, x, -0.22, 0.048, 0.07, far, detail)
        _window(brush, air, 0.39, -0.52, 0.042, 0.055, far, detail)


def _window(
    brush: Brush, air: Air, x: float, y: float, wide: float, high: float, far: float, detail: bool
) -> None:
    frame = air.ink((0.1, 0.04, 1.0), far)
    if not detail:
        pane = air.raw((1.0, 0.82, 0.42)) if air.dark else air.ink((0.6, 0.4, 0.42), far)
        brush.fill(_box(x, y, wide * 1.15, high), pane)
        return
    brush.fill(_box(x, y, wide + 0.014, high + 0.014), frame)
    if air.dark:
        halo = [air.raw(LAMP, 0.55), air.raw(LAMP, 0.0)]
        brush.spot(x, y, 0.24, 0.24, radial((x, y), 0.24, halo), mode=SCREEN)
        pane = linear(
            (x, y - high), (x, y + high), [air.raw((1.0, 0.9, 0.55)), air.raw((1.0, 0.7, 0.25))]
        )
    else:
        pane = linear(
            (x, y - high),
            (x, y + high),
            [air.ink((0.58, 0.3, 0.72), far), air.ink((0.6, 0.45, 0.3), far)],
        )
    brush.fill(_box(x, y, wide, high), pane)
    brush.line(shape((x, y - high), (x, y + high)), frame, 0.014)
    brush.line(shape((x - wide, y - 0.01), (x + wide, y - 0.01)), frame, 0.014)


def _roof(
    brush: Brush,
    rng: random.Random,
    air: Air,
    tiles: Hsv,
    one: House,
    detail: bool,
) -> None:
    turned, far = -0.35 * one.side, one.far
    ends = [air.ink(tiles, far, 1.12, lit=turned), air.ink(tiles, far, 0.82, lit=turned)]
    brush.fill(SLOPE, linear((0, -0.84), (0, -0.37), ends))
    with brush.soft(), brush.inside(SLOPE):
        for row in range(1, 7) if detail else ():
            y = -0.84 + 0.47 * row / 7
            brush.line(shape((-0.75, y), (0.45, y)), air.ink(tiles, far, 0.62, alpha=0.5), 0.012)
        for _ in range(16 if detail else 0):
            x, y = rng.uniform(-0.7, 0.4), -0.84 + 0.067 * (rng.randrange(7) + 0.5)
            tone = air.ink(tiles, far, rng.choice((0.78, 1.22)), alpha=0.5)
            brush.fill(_box(x, y, 0.03, 0.026), tone)
    if one.snowy:
        _snow_on(brush, rng, air, one)
    edge = air.ink(tiles, far, 0.72, lit=0.3 * one.side)
    rim = air.ink(tiles, far, 1.15, lit=0.5 * one.side)
    rim = air.ink(SNOW, far, lit=0.3) if one.snowy else rim
    brush.line(shape((0.4, -0.83), (0.68, -0.39)), edge, 0.05)
    brush.line(shape((0.39, -0.83), (0.13, -0.38)), edge, 0.036)
    brush.line(shape((0.405, -0.85), (0.69, -0.41)), rim, 0.02)


def _snow_on(brush: Brush, rng: random.Random, air: Air, one: House) -> None:
    """Snow on the upper part of the roof, its hem wavy, so that the tiles' colour still shows."""
    far = one.far
    hem: list[tuple[float, ...]] = [(-0.46, -0.86), (0.42, -0.88), (0.24, -0.52)]
    for index in range(6):
        x = 0.24 - 0.85 * (index + 1) / 6
        hem.append((x + 0.07, -0.52 + rng.uniform(0.02, 0.08), x, -0.53 + rng.uniform(-0.02, 0.02)))
    with brush.soft():
        whites = [
            air.ink(SNOW, far, lit=-0.1 * one.side),
            air.ink((0.6, 0.16, 0.94), far, 0.93, lit=-0.3),
        ]
        brush.fill(shape(*hem), linear((0, -0.88), (0, -0.45), whites))
        edge = air.ink((0.61, 0.34, 0.66), far, alpha=0.75)
        brush.line(shape((-0.6, -0.56), (-0.46, -0.86), (0.4, -0.88)), edge, 0.016)


def _chimney(brush: Brush, air: Air, one: House) -> None:
    far = one.far
    brick: Hsv = (0.03, 0.45, 0.56)
    stack = polygon([(-0.26, -0.7), (-0.26, -1.0), (-0.12, -1.0), (-0.12, -0.7)])
    ends = [air.ink(brick, far, lit=turned * one.side) for turned in (-0.5, 0.5)]
    brush.fill(stack, linear((-0.26, 0), (-0.12, 0), ends))
    cap = SNOW if one.snowy else (0.05, 0.2, 0.4)
    brush.fill(_box(-0.19, -1.01, 0.09, 0.024), air.ink(cap, far))


def smoke(brush: Brush, rng: random.Random, air: Air, far: float, time: float) -> None:
    """A thread of smoke that rises from the chimney, widens and drifts away."""
    drift = rng.choice((-1, 1)) * rng.uniform(0.25, 0.5)
    with brush.soft():
        for puff in range(9):
            age = ramp(time, 1, puff / 9)
            x = -0.19 + drift * age**1.4 + 0.03 * wave(time, 1, puff / 5)
            y, wide = -1.04 - 0.85 * age, 0.05 + 0.14 * age
            pale = air.ink((0.6, 0.04, 0.96), far, alpha=0.42 * (1 - age) * min(1.0, 8 * age + 0.2))
            brush.spot(x, y, wide, wide * 0.85, pale, 0.03)


def church(brush: Brush, rng: random.Random, air: Air, one: House) -> None:
    """A house with a tower and a spire that stands above all others."""
    house(brush, rng, air, one, detail=False)
    with brush.place(0.39 * (one.side - 1), 0):  # its tower stands on its gable
        _tower(brush, air, one)


def _tower(brush: Brush, air: Air, one: House) -> None:
    wall, tiles, far = WALLS[one.walls], ROOF[one.roof], one.far
    walls = [air.ink(wall, far, lit=-0.5), air.ink(wall, far, 1.05, lit=0.55)]
    brush.fill(_box(0.39, -0.55, 0.17, 0.55), linear((0.22, 0), (0.56, 0), walls))
    spire = polygon([(0.17, -1.08), (0.39, -2.0), (0.61, -1.08)])
    sides = [air.ink(tiles, far, 0.9, lit=-0.5), air.ink(tiles, far, 1.1, lit=0.5)]
    brush.fill(spire, linear((0.2, 0), (0.58, 0), sides))
    with brush.soft():
        if one.snowy:
            cap = polygon([(0.3, -1.42), (0.39, -2.02), (0.48, -1.42), (0.4, -1.36)])
            brush.fill(cap, air.ink(SNOW, far))
        brush.fill(_arch(0.39, -0.86, 0.05, 0.09), air.ink((0.62, 0.4, 0.25), far))
        brush.spot(0.39, -0.62, 0.075, 0.075, air.ink((0.1, 0.05, 1.0), far))
        hands = air.ink((0.62, 0.4, 0.2), far)
        brush.line(shape((0.39, -0.67), (0.39, -0.62), (0.425, -0.6)), hands, 0.016)
        _window(brush, air, 0.39, -0.36, 0.04, 0.08, far, detail=False)
        gold = air.ink((0.13, 0.7, 0.95), far)
        brush.line(shape((0.39, -2.0), (0.39, -2.16)), gold, 0.024)
        brush.line(shape((0.34, -2.1), (0.44, -2.1)), gold, 0.024)


def _box(x: float, y: float, wide: float, high: float) -> Path:
    return polygon(
        [(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)]
    )


def _arch(x: float, y: float, wide: float, high: float) -> Path:
    return shape(
        (x - wide, y + high),
        (x - wide, y),
        (x - wide, y - high, x, y - high),
        (x + wide, y - high, x + wide, y),
        (x + wide, y + high),
    )


__all__ = ["ROOF", "WALLS", "House", "church", "house", "smoke"]
