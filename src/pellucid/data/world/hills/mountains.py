"""Mountains: jagged lines, lit and shaded flanks, snow above a line."""

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from pellucid.data.world.air import Air
from pellucid.data.world.brush import Brush, Hsv, Path, Point, linear, polygon

ROCK: Hsv = (0.61, 0.22, 0.54)


WHITE: Hsv = (0.58, 0.03, 1.0)


BLUE: Hsv = (0.6, 0.2, 0.9)  # snow in the shade


def mountains(
    brush: Brush, rng: random.Random, air: Air, foot: float, high: float, snowy: bool
) -> None:
    """Two ranges with lit and shaded flanks and snow on their tops."""
    for far, rise, count in ((0.8, 1.0, 4), (0.58, 0.62, 5)):
        peaks = _peaks(rng, brush.size, foot, high * rise, count)
        saddles = _saddles(rng, peaks, foot)
        line = _skyline(rng, peaks, saddles)
        massif = polygon([(-60, foot + 40), *line, (brush.size + 60, foot + 40)])
        brush.fill(massif, air.ink(ROCK, far * 0.9))
        snow = high * rise * (0.85 if snowy else 0.44)
        with brush.soft(), brush.inside(massif):
            for index, peak in enumerate(peaks):
                between = (saddles[index], saddles[index + 1])
                _peak(brush, rng, air, peak, between, (foot, far, snow))
    air.veil(brush, foot - high * 0.45, foot + 8, 0.6)


def _peaks(rng: random.Random, size: int, foot: float, high: float, count: int) -> list[Point]:
    every = size / (count - 1)
    return [
        (every * (index - 0.1 + rng.uniform(-0.25, 0.4)), foot - high * rng.uniform(0.5, 1.0))
        for index in range(count)
    ]


def _saddles(rng: random.Random, peaks: Sequence[Point], foot: float) -> list[Point]:
    """Where one mountain ends and the next begins."""
    inner = [
        (
            one[0] + (other[0] - one[0]) * rng.uniform(0.4, 0.6),
            max(one[1], other[1]) + (foot - max(one[1], other[1])) * rng.uniform(0.3, 0.6),
        )
        for one, other in pairwise(peaks)
    ]
    first, last = peaks[0], peaks[-1]
    return [(first[0] - 80, foot), *inner, (last[0] + 80, foot)]


def _skyline(rng: random.Random, peaks: Sequence[Point], saddles: Sequence[Point]) -> list[Point]:
    """Jagged lines from saddle to peak to saddle."""
    turns = [saddles[0]]
    for peak, saddle in zip(peaks, saddles[1:], strict=True):
        turns += [peak, saddle]
    line: list[Point] = []
    for (x, y), (u, v) in pairwise(turns):
        for cut in range(8):
            at = cut / 8
            rough = rng.uniform(-2.2, 2.2) if cut else 0.0
            bow = 2.5 * math.sin(math.pi * at)
            line.append((x + (u - x) * at, y + (v - y) * at + rough + bow))
    return [*line, turns[-1]]


def _peak(
    brush: Brush,
    rng: random.Random,
    air: Air,
    peak: Point,
    between: tuple[Point, Point],
    how: tuple[float, float, float],
) -> None:
    """One mountain: a ridge comes down from its top, one flank is lit, snow lies above a line."""
    y, (foot, far, snow) = peak[1], how
    high = foot + 14 - y
    spine = [peak]
    for cut in range(1, 7):
        lean = rng.choice((-1, 1)) * rng.uniform(0.04, 0.1) - 0.05
        spine.append((spine[-1][0] + lean * high, y + high * cut / 6))
    edges: list[Path] = []
    for turn, saddle in zip((-1, 1), between, strict=True):
        low = saddle[0] + turn * (foot - saddle[1]) * 0.5
        edges.append(polygon([*spine, (low, foot + 14), (saddle[0], saddle[1] - 6)]))
    zigzag: list[Point] = [(between[0][0], y - 9), (between[1][0], y - 9)]
    steps = 15
    for cut in range(steps + 1):
        at = between[1][0] + (between[0][0] - between[1][0]) * cut / steps
        deep = snow * (rng.uniform(0.85, 1.05) if cut % 2 else rng.uniform(0.5, 0.75))
        zigzag.append((at, y + deep))
    cap = polygon(zigzag)
    for turn, flank in zip((-1, 1), edges, strict=True):
        turned = 0.85 if turn > 0 else -0.75
        rock = [air.ink(ROCK, far * 0.8, lit=turned), air.ink(ROCK, far, lit=turned * 0.6)]
        brush.fill(flank, linear((0, y), (0, foot), rock))
        _gullies(brush, rng, air, spine, (turn, high, far))
        white = [air.ink(WHITE, far * 0.45, lit=0.4), air.ink(WHITE, far * 0.6, 0.97, lit=0.2)]
        shaded = [air.ink(BLUE, far * 0.5), air.ink(BLUE, far * 0.6, 0.94)]
        with brush.inside(cap):
            brush.fill(flank, linear((0, y), (0, y + snow), white if turn > 0 else shaded))


def _gullies(
    brush: Brush,
    rng: random.Random,
    air: Air,
    spine: Sequence[Point],
    how: tuple[int, float, float],
) -> None:
    """Folds in a flank: darker and lighter streaks that run down from the ridge."""
    turn, high, far = how
    for start in spine[1:5]:
        reach = high * rng.uniform(0.12, 0.26)
        fold = polygon(
            [
                start,
                (start[0] + turn * reach * 0.55, start[1] + reach * 0.7),
                (start[0] + turn * reach * 0.85, start[1] + reach * 1.5),
                (start[0] + turn * reach * 0.25, start[1] + reach * 0.8),
            ]
        )
        tone = rng.choice((0.8, 1.2))
        brush.fill(fold, air.ink(ROCK, far * 0.85, tone, alpha=0.4))


__all__ = ["mountains"]
