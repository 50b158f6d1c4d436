"""Butterflies: one pair of wing outlines, six liveries, two poses.

A wing is painted lying to the right of the body, its base at the origin: a gradient, a discal
cell with veins that run from it to the margin, a dark border, pale spots along the border. Open
wings are that painting and its mirror image; folded wings are it turned upright, twice.
"""

import random
from dataclasses import dataclass

from pellucid.data.world.brush import (
    ATOP,
    Brush,
    Hsv,
    Path,
    Point,
    ink,
    linear,
    on_cubic,
    oval,
    radial,
    shape,
)
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import BLACK, SHADE, WHITE, WING, vary

FORE_MARGIN: tuple[Point, ...] = ((1.1, -0.74), (1.02, -0.48), (0.88, -0.24), (0.74, -0.05))
HIND_MARGIN: tuple[Point, ...] = ((0.78, 0.12), (0.92, 0.42), (0.8, 0.74), (0.48, 0.84))
FORE = shape(
    (0, -0.08),
    (0.14, -0.6, 0.62, -1.02, 1.0, -0.97),
    (1.12, -0.94, *FORE_MARGIN[0]),
    (*FORE_MARGIN[1], *FORE_MARGIN[2], *FORE_MARGIN[3]),
    (0.46, 0.06, 0.2, 0.06, 0, 0.04),
)
HIND = shape(
    (0, -0.02),
    (0.3, -0.1, 0.66, -0.1, *HIND_MARGIN[0]),
    (*HIND_MARGIN[1], *HIND_MARGIN[2], *HIND_MARGIN[3]),
    (0.26, 0.84, 0.06, 0.4, 0, 0.12),
)
FORE_CELL = shape(
    (0.05, -0.1),
    (0.2, -0.42, 0.38, -0.6, 0.56, -0.62),
    (0.62, -0.5, 0.54, -0.38),
    (0.3, -0.22, 0.05, -0.06),
)
HIND_CELL = shape(
    (0.05, 0.03), (0.25, 0.0, 0.45, 0.06), (0.5, 0.2, 0.42, 0.32), (0.2, 0.3, 0.05, 0.08)
)


@dataclass(frozen=True, slots=True)
class Livery:
    """How a butterfly is dressed: border and vein widths and inks, rows of spots."""

    dark: Hsv
    border: float
    vein: float
    vein_alpha: float
    rows: int
    spot: Hsv


LIVERY: dict[str, Livery] = {
    "monarch": Livery(BLACK, 0.25, 0.045, 1.0, 2, WHITE),
    "blue": Livery((0.64, 0.8, 0.16), 0.17, 0.02, 0.5, 1, (0.55, 0.15, 1.0)),
    "white": Livery((0.6, 0.12, 0.34), 0.045, 0.016, 0.45, 0, WHITE),
    "yellow": Livery((0.08, 0.6, 0.22), 0.13, 0.016, 0.45, 0, WHITE),
    "red": Livery((0.98, 0.6, 0.09), 0.18, 0.022, 0.65, 1, (0.12, 0.2, 1.0)),
    "purple": Livery((0.76, 0.75, 0.15), 0.17, 0.02, 0.5, 1, (0.8, 0.12, 1.0)),
}


def butterfly(brush: Brush, rng: random.Random, kind: str, pose: str, time: float) -> None:
    """A butterfly at rest, its feet at the origin, about two units across."""
    (_fold if pose == "folded" else _spread)(brush, rng, kind, time)


def _spread(brush: Brush, rng: random.Random, kind: str, time: float) -> None:
    lean = rng.uniform(-4, 4)
    reach = rng.uniform(0.94, 1.0) * (0.9 + 0.1 * wave(time, 4, 0.25))
    colours = tuple(vary(rng, tone) for tone in WING[kind])
    with brush.place(0, -0.16, 1, 0.94, lean):
        for side in (-1, 1):
            with brush.place(0, 0, side * reach, 1):
                with brush.place(0.07, 0.13):
                    brush.fill(HIND, ink(SHADE, alpha=0.4), 0.06, ATOP)
                    brush.fill(FORE, ink(SHADE, alpha=0.3), 0.06, ATOP)
                _wing_pair(brush, kind, colours, 1.0)
        _body(brush, kind)


def _fold(brush: Brush, rng: random.Random, kind: str, time: float) -> None:
    colours = tuple(vary(rng, tone) for tone in WING[kind])
    tilt = 52 + rng.uniform(-5, 5)
    gap = 9 + 5 * wave(time, 2)
    for foot in (-0.14, 0.02, 0.17):
        brush.line(shape((foot, -0.16), (foot + 0.08, -0.08, foot + 0.05, 0.04)), ink(BLACK), 0.028)
    with brush.place(0.05, -0.2):
        with brush.place(0.06, 0, 1, 1, tilt + gap), brush.place(0, 0, -1, 1):
            _wing_pair(brush, kind, colours, 0.72)
        with brush.place(0, 0, 1, 1, 88):
            _body(brush, kind, wings_up=True)
        with brush.place(0, 0, 1, 1, tilt), brush.place(0, 0, -1, 1):
            _wing_pair(brush, kind, colours, 1.0)


def _wing_pair(brush: Brush, kind: str, colours: tuple[Hsv, ...], light: float) -> None:
    _wing(brush, kind, colours, light, HIND, HIND_CELL, HIND_MARGIN, (0.46, 0.2))
    _wing(brush, kind, colours, light, FORE, FORE_CELL, FORE_MARGIN, (0.56, -0.5))


def _wing(
    brush: Brush,
    kind: str,
    colours: tuple[Hsv, ...],
    light: float,
    outline: Path,
    cell: Path,
    margin: tuple[Point, ...],
    joint: Point,
) -> None:
    """One wing from its base at the origin."""
    wear, (near, far) = LIVERY[kind], colours
    glow = [ink(near, 1.1 * light, 0.85), ink(near, light), ink(far, light)]
    brush.fill(outline, radial((0.12, 0), 1.25, glow, [0, 0.4, 1]))
    with brush.soft(), brush.inside(outline):
        vein = ink(wear.dark, 1, 1, wear.vein_alpha)
        brush.line(cell, vein, wear.vein)
        for index in range(5):
            end = on_cubic(margin, 0.06 + 0.22 * index)
            brush.line(shape(joint, end), vein, wear.vein * (0.9 if index % 2 else 1.0))
        brush.line(
            shape((0.05, joint[1] * 0.1), (0.4, joint[1] * 0.1 + 0.05, *margin[3])), vein, wear.vein
        )
        brush.line(outline, ink(wear.dark, light), wear.border * 2 * 0.5)
        edge = shape(margin[0], (*margin[1], *margin[2], *margin[3]))
        brush.line(edge, ink(wear.dark, light), wear.border * 1.5)
        _marks(brush, kind, wear, margin, light, outline is FORE)
        sheen = [ink(WHITE, alpha=0.26), ink(WHITE, alpha=0.0)]
        brush.fill(outline, radial((0.5, -0.55), 0.6, sheen))


def _marks(
    brush: Brush, kind: str, wear: Livery, margin: tuple[Point, ...], light: float, fore: bool
) -> None:
    """Spots along the border, and the marks that tell the kinds apart."""
    if fore and kind in ("monarch", "white", "yellow", "red"):
        tip = {"monarch": 0.25, "white": 0.24, "yellow": 0.2, "red": 0.2}[kind]
        brush.spot(1.08, -0.92, tip * 1.25, tip, ink(wear.dark, light))
    for row in range(wear.rows):
        count = 7 - row
        for index in range(count):
            x, y = on_cubic(margin, (index + 0.5 + 0.4 * row) / (count + 0.4 * row))
            inset = 0.955 - 0.085 * row
            size = 0.033 if wear.rows == 2 else 0.03
            brush.spot(x * inset, y * inset, size, size, ink(wear.spot, light))
    if fore and kind == "monarch":
        for x, y in ((0.86, -0.84), (0.94, -0.77), (0.74, -0.8)):
            brush.spot(x, y, 0.045, 0.034, ink((0.1, 0.25, 1.0), light))
    if kind == "white":
        for x, y in ((0.66, -0.42),) if fore else ((0.5, 0.42),):
            brush.spot(x, y, 0.07, 0.07, ink(wear.dark, 0.8))
    if kind == "yellow":
        x, y = (0.6, -0.46) if fore else (0.48, 0.4)
        brush.spot(x, y, 0.08, 0.07, ink((0.06, 0.9, 0.95), light))


def _body(brush: Brush, kind: str, wings_up: bool = False) -> None:
    """Abdomen, furry thorax, head and clubbed antennae, head upwards."""
    dark = (0.6, 0.18, 0.3) if kind == "white" else (0.07, 0.4, 0.2)
    round_tone = [ink(dark, 1.9, 0.8), ink(dark), ink(dark, 0.45)]
    belly = oval(0, 0.3, 0.075, 0.36)
    brush.fill(belly, linear((-0.07, 0), (0.08, 0), round_tone))
    with brush.soft(), brush.inside(belly):
        for ring in range(5):
            y = 0.14 + ring * 0.11
            brush.line(shape((-0.08, y), (0, y + 0.03, 0.08, y)), ink(dark, 0.4, alpha=0.7), 0.02)
    brush.fill(oval(0, -0.08, 0.105, 0.17), radial((-0.04, -0.14), 0.24, round_tone))
    brush.fill(oval(0, -0.28, 0.075, 0.075), radial((-0.03, -0.31), 0.12, round_tone))
    with brush.soft():
        brush.spot(-0.035, -0.3, 0.022, 0.028, ink(WHITE, alpha=0.5))
    for side in (-1, 1):
        spread = 0.14 if wings_up else 0.3
        lift = -0.68 if not wings_up or side > 0 else -0.62
        feeler = shape((side * 0.03, -0.33), (side * 0.06, -0.5, side * spread, lift))
        brush.line(feeler, ink(BLACK), 0.024)
        brush.spot(side * spread, lift, 0.034, 0.034, ink(BLACK))
