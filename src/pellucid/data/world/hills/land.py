"""The lie of the land: ridges of hills, a lake before them, paths over them."""

import math
import random
from dataclasses import dataclass

from pellucid.data.world.air import Air, mix
from pellucid.data.world.brush import (
    Brush,
    Hsv,
    Path,
    Point,
    ink,
    linear,
    polygon,
    shape,
)
from pellucid.data.world.motion import wave

GRASS: dict[str, tuple[Hsv, Hsv]] = {  # on the crest, at the foot
    "summer": ((0.225, 0.6, 0.76), (0.285, 0.68, 0.42)),
    "autumn": ((0.125, 0.55, 0.8), (0.16, 0.6, 0.46)),
    "winter": ((0.58, 0.03, 1.0), (0.61, 0.3, 0.84)),
}
STEP = 4


@dataclass(frozen=True, slots=True)
class Ridge:
    """The crest of a hill: a sum of waves (height and length in pixels, phase)."""

    base: float
    waves: tuple[tuple[float, float, float], ...]

    def at(self, x: float) -> float:
        """Height (pixels from the top) over x."""
        return self.base + sum(
            high * math.sin(2 * math.pi * (x / long + phase)) for high, long, phase in self.waves
        )

    def path(self, size: int) -> Path:
        """Everything below the crest."""
        crest = [(x, self.at(x)) for x in range(-STEP, size + 2 * STEP, STEP)]
        return polygon([*crest, (size + STEP, size + 2), (-STEP, size + 2)])


def ridge(rng: random.Random, base: float, high: float, long: float) -> Ridge:
    """A ridge at `base`, its hills about `high` tall and `long` wide, never twice the same."""
    return Ridge(
        base,
        (
            (high, long * rng.uniform(0.85, 1.2), rng.random()),
            (high * 0.45, long * rng.uniform(0.42, 0.58), rng.random()),
            (high * 0.1, long * 0.17, rng.random()),
        ),
    )


def hill(brush: Brush, rng: random.Random, air: Air, crest: Ridge, season: str, far: float) -> None:
    """One hill: pale on its crest, dark at its foot, brighter towards the sun."""
    size, path = brush.size, crest.path(brush.size)
    green = rng.uniform(-0.03, 0.03)
    above, below = GRASS[season]
    high, low = (above[0] + green, *above[1:]), (below[0] + green, *below[1:])
    foot = crest.base + 36 + 90 * (1 - far)
    shades = [air.ink(high, far, lit=0.5), air.ink(high, far, 0.86), air.ink(low, far)]
    brush.fill(path, linear((0, crest.base - 22), (0, foot), shades, [0, 0.35, 1]))
    with brush.soft(), brush.inside(path):
        _slopes(brush, air, crest, (high, low), far)
        if far > 0.25:
            _fields(brush, rng, air, crest, season, far)
        _grass(brush, rng, air, crest, season, far)
    with brush.soft():
        top = shape(*[(x, crest.at(x) + 0.6) for x in range(-STEP, size + 2 * STEP, STEP)])
        brush.line(top, air.ink(high, far, 1.06, lit=0.9, alpha=0.6), 1.6 - far)


def _slopes(brush: Brush, air: Air, crest: Ridge, shades: tuple[Hsv, Hsv], far: float) -> None:
    """Light on slopes that face the sun, shade on those that turn away."""
    width = 22
    for x in range(-width, brush.size + width, width):
        slope = (crest.at(x + 9) - crest.at(x - 9)) / 18
        turned = max(-1.0, min(1.0, -slope * 3.2))
        if abs(turned) < 0.12:
            continue
        colour = air.ink(shades[0] if turned > 0 else shades[1], far, lit=turned, alpha=0.0)
        full = air.ink(
            shades[0] if turned > 0 else shades[1], far, lit=turned, alpha=0.5 * abs(turned)
        )
        y = crest.at(x)
        spread = linear((0, y - 4), (0, y + 46), [full, colour])
        brush.spot(x, y + 18, width * 1.3, 34, spread, 5)


def _fields(
    brush: Brush, rng: random.Random, air: Air, crest: Ridge, season: str, far: float
) -> None:
    """A few fields on the slope, edged by hedges, one of them ploughed in rows."""
    if season == "winter":
        return
    tones: tuple[Hsv, ...] = ((0.155, 0.52, 0.88), (0.24, 0.56, 0.68), (0.19, 0.6, 0.7))
    if season == "autumn":
        tones = ((0.11, 0.55, 0.82), (0.07, 0.42, 0.6), (0.14, 0.5, 0.78))
    for index in range(3):
        x, wide = brush.size * (index + rng.uniform(0.0, 0.7)) / 3, rng.uniform(30, 62)
        drop, deep, lean = rng.uniform(5, 16), rng.uniform(7, 13), rng.uniform(-12, 12)
        above = [(u, crest.at(u) + drop) for u in (x, x + wide * 0.5, x + wide)]
        below = [
            (u + lean, crest.at(u + lean) + drop + deep) for u in (x + wide, x + wide * 0.5, x)
        ]
        patch = polygon([*above, *below])
        colour = rng.choice(tones)
        brush.fill(patch, air.ink(colour, far, alpha=0.6))
        with brush.inside(patch):
            for row in range(1, 7):
                start = x + wide * row / 6.5
                furrow = shape(
                    (start, crest.at(start) + drop), (start + lean, crest.at(start) + 40)
                )
                brush.line(furrow, air.ink(colour, far, 0.84, alpha=0.5), 1.0)
        hedge = air.ink((0.28, 0.5, 0.36), far, alpha=0.6)
        brush.line(shape(*reversed(below)), hedge, 1.5)


def _grass(
    brush: Brush, rng: random.Random, air: Air, crest: Ridge, season: str, far: float
) -> None:
    """Tufts, longer and sparser as they come nearer."""
    near = 1 - far
    count = int(22 + 50 * near)
    above, below = GRASS[season]
    for index in range(count):
        x = rng.uniform(0, brush.size)
        drop = (brush.size - crest.at(x)) * rng.random() ** 1.6
        y, tall = crest.at(x) + drop + 2, (1.4 + 5.5 * near) * (0.6 + drop / 90)
        if season == "winter":
            dent = air.ink((0.6, 0.18, 0.82), far, alpha=0.28)
            brush.spot(x, y, tall * 1.6, tall * 0.3, dent, 0.6)
            continue
        colour = above if index % 2 else below
        blade = shape(
            (x, y), (x + rng.uniform(-1, 1), y - tall * 0.6, x + rng.gauss(0, 2), y - tall)
        )
        brush.line(blade, air.ink(colour, far, rng.uniform(0.8, 1.15), alpha=0.5), 0.6 + 0.8 * near)


def lake(
    brush: Brush, rng: random.Random, air: Air, shore: float, time: float, calm: float
) -> None:
    """Water below `shore`: the far side upside down, ripples, and a paler line at the shore."""
    size = brush.size
    phases = [rng.random() for _ in range(3)]
    path = polygon([(-2, shore), (size + 2, shore), (size + 2, size + 2), (-2, size + 2)])
    deep, pale = mix(air.dome[0], (0.05, 0.2, 0.3), 0.35), air.dome[-1]
    water = [air.raw(mix(pale, deep, 0.25)), air.raw(mix(pale, deep, 0.85))]
    brush.fill(path, linear((0, shore), (0, size), water))

    def ripple(y: float) -> float:
        near = (y - shore) / (size - shore)
        swing = math.sin(2 * math.pi * (6 * near**0.5 + phases[0]) + 1.2 * wave(time, 1, phases[1]))
        return (0.6 + 5 * near) * swing * (1.2 - calm) * 0.8

    brush.mirror(shore, ripple, 0.55 + 0.3 * calm)
    with brush.soft():
        tint = [air.raw(deep, 0.05), air.raw(deep, 0.42)]
        brush.fill(path, linear((0, shore), (0, size), tint))
        brush.line(shape((0, shore), (size, shore)), air.raw(mix(pale, (1, 1, 1), 0.2), 0.3), 1.0)
        _glints(brush, rng, air, shore, time)


def _glints(brush: Brush, rng: random.Random, air: Air, shore: float, time: float) -> None:
    """Short level strokes of light and dark, longer towards us."""
    size = brush.size
    for index in range(64):
        near = rng.random() ** 1.3
        x, y = rng.uniform(-10, size + 10), shore + 3 + (size - shore) * near
        wide = (3 + 22 * near) * rng.uniform(0.5, 1.2)
        alpha = (0.1 + 0.16 * near) * (0.75 + 0.25 * wave(time, 1, rng.random()))
        bright = mix(air.dome[-1], (1.0, 1.0, 1.0), 0.5)
        colour = air.raw(bright if index % 3 else air.dome[0], alpha)
        brush.spot(x + 2 * wave(time, 1, near), y, wide, 0.5 + 0.9 * near, colour)


def path(
    brush: Brush, air: Air, start: Point, end: Point, wide: float, bend: float, winter: bool
) -> None:
    """A sandy path that winds from `start` (near) to `end` (far) and narrows."""
    (x, y), (u, v) = start, end
    earth: Hsv = (0.1, 0.34, 0.82) if not winter else (0.09, 0.12, 0.86)
    left: list[Point] = []
    right: list[Point] = []
    for cut in range(25):
        at = cut / 24
        sway = bend * math.sin(at * math.pi * 1.7) * (1 - at) ** 0.6
        half = wide * (1 - at) ** 1.7 + 0.9
        mid = x + (u - x) * at + sway
        high = y + (v - y) * (1 - (1 - at) ** 1.35)
        left.append((mid - half, high))
        right.append((mid + half, high))
    whole = polygon([*left, *reversed(right)])
    brush.fill(whole, linear((0, v), (0, y), [air.ink(earth, 0.3), air.ink(earth, 0, 0.92)]))
    with brush.soft():
        brush.line(shape(*left), air.ink((0.27, 0.5, 0.35), alpha=0.35), 1.4, 0.8)
        brush.line(shape(*right), air.ink((0.09, 0.4, 0.55), alpha=0.4), 1.2, 0.8)


def shadow(brush: Brush, air: Air, where: Point, wide: float) -> None:
    """What a thing at `where` casts on the ground, away from the sun."""
    x, y = where
    dark = ink((0.64, 0.5, 0.12), alpha=0.16 + 0.24 * air.strength)
    with brush.soft():
        brush.spot(x - wide * 0.45 * air.strength, y, wide, wide * 0.2, dark, wide * 0.07)


__all__ = ["Ridge", "hill", "lake", "path", "ridge", "shadow"]
