"""Windows: the frame with its bars, the sill, curtains, and drops on the glass."""

import random

from pellucid.data.world.brush import Brush, Hsv, box, ink, linear, shape
from pellucid.data.world.light import drop
from pellucid.data.world.motion import ramp, wave
from pellucid.data.world.palette import SHADE, WHITE

FRAME: Hsv = (0.1, 0.035, 0.97)
CLOTHS: dict[str, Hsv] = {
    "white": (0.1, 0.03, 0.97),
    "cream": (0.09, 0.24, 0.9),
    "blue": (0.57, 0.36, 0.8),
    "pink": (0.98, 0.35, 0.84),
    "green": (0.33, 0.3, 0.7),
}
Sides = tuple[float, float, float, float]  # left, top, right, foot


def frame(brush: Brush, opening: Sides, bar: float, wood: Hsv = FRAME) -> None:
    """A casement around an opening: four bars, one upright in the middle, one across."""
    left, top, right, foot = opening
    middle, high = (left + right) / 2, top + (foot - top) * 0.36
    lit, shade = ink(wood), ink(wood, 0.74, 1.3)
    upright = ((left - bar, left), (right, right + bar), (middle - bar * 0.4, middle + bar * 0.4))
    for start, end in upright:
        brush.fill(
            box(start, top - bar, end, foot),
            linear((start, 0), (end, 0), [lit, lit, shade], [0, 0.6, 1]),
        )
    across = (
        (top - bar, top),
        (foot - bar * 0.3, foot + bar * 0.4),
        (high - bar * 0.35, high + bar * 0.35),
    )
    for start, end in across:
        sides = box(left - bar, start, right + bar, end)
        brush.fill(sides, linear((0, start), (0, end), [lit, lit, shade], [0, 0.6, 1]))
    with brush.soft():
        inner = box(left, top, right, foot)
        brush.line(inner, ink(SHADE, alpha=0.35), 1.2, 0.6)
        outer = box(left - bar, top - bar, right + bar, foot + bar * 0.4)
        brush.line(outer, ink(SHADE, alpha=0.28), 1.6, 1.2)


def ledge(brush: Brush, opening: Sides, bar: float) -> None:
    """The little sill under a window on the far wall."""
    left, _, right, foot = opening
    board = box(left - bar * 2, foot, right + bar * 2, foot + bar * 0.9)
    with brush.soft():
        brush.fill(
            box(left - bar * 2, foot + bar, right + bar * 2, foot + bar * 2),
            ink(SHADE, alpha=0.35),
            2,
        )
    brush.fill(
        board, linear((0, foot), (0, foot + bar * 0.9), [ink(FRAME, 1.02), ink(FRAME, 0.8, 1.4)])
    )


def drapes(
    brush: Brush, rng: random.Random, cloth: Hsv, opening: Sides, foot: float, time: float
) -> None:
    """A pair of curtains on a rod, in folds, drawn aside."""
    left, top, right, _ = opening
    wide = (right - left) * rng.uniform(0.24, 0.32)
    for side, x in ((-1, left), (1, right)):
        with brush.place(x, top - 9, -side, 1):
            curtain(brush, cloth, (-wide * 0.62, wide * 0.42), foot - top + 9, wave(time, 1))
    rod = shape((left - wide * 0.8, top - 10), (right + wide * 0.8, top - 10))
    brush.line(rod, ink((0.09, 0.4, 0.3)), 2.2)
    for x in (left - wide * 0.8, right + wide * 0.8):
        brush.spot(x, top - 10, 2.6, 2.6, ink((0.1, 0.5, 0.6)))


def curtain(
    brush: Brush, cloth: Hsv, sides: tuple[float, float], drop_: float, sway: float
) -> None:
    """One curtain that hangs from y = 0, gathered a little at the middle of its height."""
    start, end = sides
    wide = end - start
    hem = 0.6 * sway
    outline = shape(
        (start, 0),
        (end, 0),
        (end + wide * 0.04, drop_ * 0.3, end - wide * 0.06 + hem, drop_),
        (start - wide * 0.04 + hem, drop_),
        (start + wide * 0.02, drop_ * 0.4, start, 0),
    )
    folds = 5
    tones, stops = [], []
    for index in range(folds * 2 + 1):
        tones.append(ink(cloth, 1.04 if index % 2 else 0.76, 1.0 if index % 2 else 1.15))
        stops.append(index / (folds * 2))
    brush.fill(outline, linear((start, 0), (end, 0), tones, stops))
    with brush.soft(), brush.inside(outline):
        for index in range(folds):
            x = start + wide * (index + 0.5) / folds
            fold = shape((x, drop_ * 0.1), (x + wide * 0.03, drop_ * 0.5, x + hem, drop_))
            brush.line(fold, ink(WHITE, alpha=0.16), wide * 0.06, wide * 0.03)
        shade = [ink(SHADE, alpha=0.2), ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.16)]
        brush.fill(outline, linear((0, 0), (0, drop_), shade, [0, 0.15, 1]))


def heap(brush: Brush, opening: Sides, high: float) -> None:
    """Snow that has gathered outside along the foot of the window."""
    left, _, right, foot = opening
    wide = right - left
    drift = shape(
        (left, foot),
        (left, foot - high * 0.7),
        (left + wide * 0.3, foot - high * 1.3, left + wide * 0.55, foot - high * 0.6),
        (left + wide * 0.8, foot - high * 0.2, right, foot - high * 0.9),
        (right, foot),
    )
    with brush.soft():
        tones = [ink((0.58, 0.02, 1.0)), ink((0.6, 0.12, 0.9))]
        brush.fill(drift, linear((0, foot - high), (0, foot), tones))


def drops(
    brush: Brush, rng: random.Random, opening: Sides, count: int, size: float, time: float
) -> None:
    """Rain on the glass: drops that cling, and some that run down."""
    left, top, right, foot = opening
    with brush.soft(), brush.inside(box(*opening)):
        for index in range(count):
            x, y = rng.uniform(left, right), rng.uniform(top, foot)
            radius, runs = rng.uniform(0.5, 1.0) * size, index % 5 == 0
            if runs:
                y = top + (foot - top) * ramp(time, 1, rng.random())
                trail = shape((x, y - 12 * radius), (x + rng.uniform(-1, 1), y))
                brush.line(trail, ink((0.55, 0.08, 1.0), alpha=0.3), radius * 0.9, 0.5)
            drop(brush, x, y, radius)


__all__ = ["CLOTHS", "FRAME", "curtain", "drapes", "drops", "frame", "heap", "ledge"]
