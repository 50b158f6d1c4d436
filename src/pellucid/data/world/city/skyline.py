"""A skyline: rows of towers from the far to the near, with windows, roofs, masts and neon."""

import random
from dataclasses import dataclass

from pellucid.data.world.air import Air
from pellucid.data.world.brush import SCREEN, Brush, Hsv, Point, boxes, ink, linear, polygon, shape
from pellucid.data.world.motion import wave


@dataclass(frozen=True, slots=True)
class Look:
    """How a city is built: walls, roofs, the light in its windows, its neon, how tall it is."""

    walls: tuple[Hsv, ...]
    tops: tuple[str, ...]
    lamps: tuple[Hsv, ...]
    neon: tuple[Hsv, ...]
    tall: float


NEON: dict[str, Hsv] = {
    "pink": (0.91, 0.75, 1.0),
    "blue": (0.53, 0.85, 1.0),
    "green": (0.39, 0.8, 1.0),
    "orange": (0.065, 0.9, 1.0),
    "purple": (0.77, 0.72, 1.0),
}
WARM: tuple[Hsv, ...] = ((0.12, 0.5, 1.0), (0.1, 0.62, 1.0), (0.14, 0.25, 1.0))
LOOKS: dict[str, Look] = {
    "modern": Look(
        (
            (0.58, 0.22, 0.72),
            (0.56, 0.32, 0.62),
            (0.08, 0.16, 0.76),
            (0.6, 0.08, 0.82),
            (0.54, 0.3, 0.8),
        ),
        ("flat", "flat", "step", "mast", "slant"),
        WARM,
        (),
        1.0,
    ),
    "cyberpunk": Look(
        ((0.68, 0.42, 0.42), (0.62, 0.4, 0.46), (0.76, 0.38, 0.4), (0.58, 0.35, 0.38)),
        ("mast", "step", "slant", "mast", "flat"),
        ((0.12, 0.5, 1.0), (0.52, 0.45, 1.0), (0.9, 0.4, 1.0)),
        (NEON["pink"], NEON["blue"], NEON["purple"]),
        1.25,
    ),
    "old": Look(
        (
            (0.08, 0.38, 0.86),
            (0.045, 0.45, 0.74),
            (0.11, 0.28, 0.92),
            (0.02, 0.42, 0.64),
            (0.55, 0.16, 0.74),
        ),
        ("gable", "gable", "hip", "gable", "hip", "gable", "spire"),
        WARM,
        (),
        0.5,
    ),
}
ROOF: Hsv = (0.03, 0.56, 0.56)


def skyline(
    brush: Brush,
    rng: random.Random,
    air: Air,
    look: Look,
    where: Point,
    time: float,
    scale: float = 1.0,
) -> None:
    """Three rows of towers: `where` they are tallest, of the width, and their feet, in pixels."""
    peak, foot = where
    for far, high, wide in ((0.95, 120.0, 27.0), (0.55, 98.0, 34.0), (0.16, 64.0, 43.0)):
        rank = (foot, high * scale, wide * (0.6 + 0.4 * scale), far)
        row(brush, rng, air, look, rank, peak, time)


def row(
    brush: Brush,
    rng: random.Random,
    air: Air,
    look: Look,
    rank: tuple[float, float, float, float],
    peak: float,
    time: float,
) -> None:
    """One row of towers: `rank` is where their feet are, how tall, how wide and how far."""
    foot, high, wide, far = rank
    x = -wide * rng.random()
    while x < brush.size:
        step = wide * rng.uniform(0.86, 1.18)
        width = step * rng.uniform(0.92, 1.0)
        middle = 1 - 0.45 * min(1.0, abs((x + width / 2) / brush.size - peak) * 2)
        top = foot - high * (look.tall if look.tall < 1 else 1.0) * rng.uniform(0.6, 1.1) * middle
        if look.tall > 1 and rng.random() < 0.3:
            top -= high * 0.35
        _tower(brush, rng, air, look, (x, max(top, 14.0), x + width, foot, far), time)
        x += step


def _tower(
    brush: Brush,
    rng: random.Random,
    air: Air,
    look: Look,
    body: tuple[float, float, float, float, float],
    time: float,
) -> None:
    left, top, right, foot, far = body
    hue, saturation, value = rng.choice(look.walls)
    wall = (hue, saturation, value * rng.uniform(0.85, 1.08))
    kind = rng.choice(look.tops)
    _top(brush, air, (left, top, right, far), wall, kind, wave(time, 2, rng.random()))
    sides = [
        air.ink(wall, far, 1.02, 0.7),
        air.ink(wall, far, 0.9, 0.0),
        air.ink(wall, far, 0.72, -0.5),
    ]
    front = polygon([(left, top), (right, top), (right, foot), (left, foot)])
    brush.fill(front, linear((left, 0), (right, 0), sides, [0, 0.55, 1]))
    with brush.soft():
        fade = [air.raw(air.haze, 0.0), air.raw(air.haze, 0.42 * (0.4 + far))]
        brush.fill(front, linear((0, top), (0, foot), fade))
        _windows(brush, rng, air, look, body)
        if look.neon and rng.random() < 0.62:
            glow = rng.choice(look.neon)
            x = rng.choice((left + 1.2, right - 1.2))
            edge = shape((x, top + 2), (x, top + (foot - top) * rng.uniform(0.4, 0.9)))
            brush.line(edge, ink(glow, alpha=0.62 * (1.1 - 0.8 * far)), 8, 3.6)
            brush.line(edge, ink(glow, 1, 0.55, 1 - 0.4 * far), 2.4)
            if far < 0.6 and rng.random() < 0.6:
                _board(brush, rng, glow, (left, top, right, foot))


def _board(
    brush: Brush, rng: random.Random, tone: Hsv, sides: tuple[float, float, float, float]
) -> None:
    """A glowing board on the face of a tower."""
    left, top, right, foot = sides
    wide, high = (right - left) * rng.uniform(0.35, 0.6), (foot - top) * rng.uniform(0.14, 0.3)
    x, y = rng.uniform(left + 2, right - wide - 1), top + (foot - top) * rng.uniform(0.12, 0.5)
    board = boxes([(x, y, x + wide, y + high)])
    brush.fill(board, ink(tone, alpha=0.7), 4)
    brush.fill(board, linear((0, y), (0, y + high), [ink(tone, 1, 0.7), ink(tone, 0.8)]))
    for index in range(3):
        line = shape(
            (x + 2, y + high * (0.25 + 0.25 * index)),
            (x + wide - 2, y + high * (0.25 + 0.25 * index)),
        )
        brush.line(line, ink(tone, 1, 0.25, 0.8), 1.3)


def _windows(
    brush: Brush,
    rng: random.Random,
    air: Air,
    look: Look,
    body: tuple[float, float, float, float, float],
) -> None:
    left, top, right, foot, far = body
    across, down = ((7.5, 9.0), (6.0, 7.0))[far > 0.3]
    columns, rows = max(2, int((right - left - 2) / across)), max(2, int((foot - top - 3) / down))
    gap = (right - left) / columns
    cells: list[list[tuple[float, float, float, float]]] = [[], [], []]
    share = rng.uniform(0.25, 0.55) * (1.0 if air.dark or look.tall > 1 else 0.1)
    for column in range(columns):
        for level in range(min(rows, 24)):
            x, y = left + gap * (column + 0.28), top + 3 + down * level
            chance, colour = rng.random(), rng.choice((1, 1, 2))
            which = colour if chance < share else 0
            cells[which].append((x, y, x + gap * 0.46, y + down * 0.52))
    glass = air.ink((0.58, 0.4, 0.5), far, 0.8, alpha=0.5 * (1.05 - 0.75 * far))
    brush.fill(boxes(cells[0]), glass)
    for name, lamp in ((1, look.lamps[0]), (2, rng.choice(look.lamps))):
        if cells[name]:
            brush.fill(boxes(cells[name]), ink(lamp, alpha=0.95 - 0.45 * far))


def _top(
    brush: Brush,
    air: Air,
    body: tuple[float, float, float, float],
    wall: Hsv,
    kind: str,
    blink: float,
) -> None:
    """What a tower ends in."""
    left, top, right, far = body
    middle, half = (left + right) / 2, (right - left) / 2
    stone, shade = air.ink(wall, far, 0.9), air.ink(wall, far, 0.7, -0.4)
    if kind == "step":
        brush.fill(
            boxes([(middle - half * 0.6, top - half * 0.6, middle + half * 0.6, top + 1)]), stone
        )
        brush.fill(
            boxes([(middle - half * 0.3, top - half * 1.1, middle + half * 0.3, top)]), shade
        )
    elif kind == "mast":
        brush.fill(boxes([(middle - half * 0.35, top - 3, middle + half * 0.35, top + 1)]), shade)
        brush.line(shape((middle, top), (middle, top - half * 2.2)), shade, 1.1)
        if air.dark and blink > 0 and far < 0.7:
            brush.spot(middle, top - half * 2.2, 1.1, 1.1, ink((0.0, 0.75, 1.0)))
    elif kind == "slant":
        brush.fill(polygon([(left, top + 1), (left, top - half * 1.1), (right, top + 1)]), stone)
    elif kind in ("gable", "hip", "spire"):
        if kind == "spire":
            brush.fill(
                boxes([(middle - half * 0.42, top - half * 1.5, middle + half * 0.42, top)]), stone
            )
            left, right, top = middle - half * 0.42, middle + half * 0.42, top - half * 1.5
        rise = {"gable": 1.05, "hip": 0.8, "spire": 2.2}[kind] * half
        roof = [air.ink(ROOF, far, 1.05, 0.5), air.ink(ROOF, far, 0.75, -0.4)]
        tip = [(middle, top - rise)]
        if kind == "hip":
            tip = [(left + half * 0.5, top - rise), (right - half * 0.5, top - rise)]
        outline = polygon([(left - 1, top + 1), *tip, (right + 1, top + 1)])
        brush.fill(outline, linear((left, 0), (right, 0), roof))


def glow(brush: Brush, air: Air, foot: float, strength: float) -> None:
    """The light that a city throws into its own air."""
    if air.dark:
        haze = [ink((0.08, 0.55, 1.0), alpha=0.0), ink((0.08, 0.55, 1.0), alpha=strength)]
        with brush.soft():
            brush.wash(linear((0, foot - 120), (0, foot), haze), SCREEN)
