"""Neon: boards that stick out over the pavement, with strokes that mean nothing, and their glow."""

import random
from dataclasses import dataclass

from pellucid.data.world.brush import SCREEN, Brush, Hsv, box, ink, linear, radial, shape
from pellucid.data.world.city.street import View
from pellucid.data.world.motion import wave


@dataclass(frozen=True, slots=True)
class Sign:
    """A board in metres: its inner edge, its lower edge, how far away, how wide and high."""

    x: float
    y: float
    z: float
    wide: float
    high: float
    colour: Hsv
    seed: int


def signs(
    rng: random.Random, wall: float, main: Hsv, others: tuple[Hsv, ...], many: bool
) -> list[Sign]:
    """Boards on both sides, from the far to the near."""
    made = []
    for side in (-1, 1):
        z = rng.uniform(11.5, 15)
        while z < 62:
            upright = rng.random() < 0.65
            wide, high = (1.5, rng.uniform(3.5, 6.0)) if upright else (rng.uniform(2.2, 3.0), 1.5)
            x = side * wall - (wide if side > 0 else 0.0) + side * 0.1
            tone = main if rng.random() < (0.75 if many else 0.9) else rng.choice(others)
            made.append(Sign(x, rng.uniform(3.4, 6.5), z, wide, high, tone, rng.getrandbits(32)))
            z += rng.uniform(4, 9) * (1.0 if many else 2.0) * (1 + z / 60)
    return sorted(made, key=lambda sign: -sign.z)


def sign(brush: Brush, view: View, one: Sign, strength: float, time: float) -> None:
    """A board with a frame of light and strokes of light; `strength` is less by day."""
    left, foot = view.at(one.x, one.y, one.z)
    right, top = view.at(one.x + one.wide, one.y + one.high, one.z)
    top, foot = min(top, foot), max(top, foot)
    rng, size = random.Random(one.seed), max(0.8, (right - left) * 0.09)
    brush.fill(box(left, top, right, foot), ink((one.colour[0], 0.6, 0.16)))
    flicker = 0.9 + 0.1 * wave(time, 4, rng.random())
    with brush.soft():
        middle, half = ((left + right) / 2, (top + foot) / 2), (foot - top + right - left) * 0.85
        halo = [ink(one.colour, alpha=0.5 * strength * flicker), ink(one.colour, alpha=0.0)]
        brush.spot(*middle, half, half, radial(middle, half, halo), mode=SCREEN)
        inner = box(left + size, top + size, right - size, foot - size)
        lit = [ink(one.colour, 1, 0.85, 0.55 * strength), ink(one.colour, 1, 1, 0.3 * strength)]
        brush.fill(inner, linear((0, top), (0, foot), lit))
        brush.line(inner, ink(one.colour, 1, 1, 0.9 * flicker), size * 1.1, size * 0.5)
        brush.line(inner, ink(one.colour, 1, 0.45), size * 0.55)
        _strokes(brush, rng, (left, top, right, foot), one, size)


def _strokes(
    brush: Brush,
    rng: random.Random,
    sides: tuple[float, float, float, float],
    one: Sign,
    size: float,
) -> None:
    """Marks that look like writing from afar."""
    left, top, right, foot = sides
    upright = one.high > one.wide
    count = max(2, round(max(one.high, one.wide) / 1.15))
    cell = (foot - top if upright else right - left) / count
    path = shape((left, top))
    for index in range(count):
        x = (left + right) / 2 if upright else left + cell * (index + 0.5)
        y = top + cell * (index + 0.5) if upright else (top + foot) / 2
        reach = min(cell, right - left, foot - top) * 0.3
        for _ in range(3):
            start = (x + rng.choice((-1, 0, 1)) * reach, y + rng.choice((-1, 0, 1)) * reach)
            turn = rng.random() < 0.5
            end = (
                x + (1 if turn else rng.choice((-1, 1))) * reach,
                start[1] if turn else y + reach,
            )
            path.moveTo(*start)
            path.lineTo(*end)
    brush.line(path, ink(one.colour, 1, 0.3), size * 0.75)


__all__ = ["Sign", "sign", "signs"]
