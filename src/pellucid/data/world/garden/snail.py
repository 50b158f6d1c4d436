"""The snail: a soft foot under a shell that grows as a logarithmic spiral.

A snail adds shell at its mouth in proportion to its size, so the whorl's radius is
r(a) = exp(-GROWTH a) at angle a back from the mouth (Thompson, On Growth and Form, 1917). The
whorl fills the space between r(a) and r(a + 2 pi); it is painted as ribbons across that space,
dark at the seams and light on the back, which makes a tube of it.
"""

import math
import random

from pellucid.data.world.brush import (
    ATOP,
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
from pellucid.data.world.palette import SHADE, SHELL, WHITE, vary

GROWTH = 0.108
TURNS = 2.9
MOUTH = math.radians(34)  # the shell's mouth points forwards and down
STEPS = 84


def _on_spiral(angle: float, across: float) -> Point:
    """A point `angle` back from the mouth; `across` runs from the outer seam 0 to the inner 1."""
    outer = math.exp(-GROWTH * angle)
    inner = math.exp(-GROWTH * (angle + 2 * math.pi))
    radius = outer + (inner - outer) * across
    return radius * math.cos(MOUTH - angle), radius * math.sin(MOUTH - angle)


def _ribbon(start: float, end: float) -> Path:
    """The part of the whorl between two fractions of its width, over all turns."""
    angles = [2 * math.pi * TURNS * step / STEPS for step in range(STEPS + 1)]
    there = [_on_spiral(angle, start) for angle in angles]
    back = [_on_spiral(angle, end) for angle in reversed(angles)]
    return polygon(there + back)


def _growth_lines() -> Path:
    lines = shape((0, 0))
    for index in range(42):
        angle = 2 * math.pi * TURNS * (index + 0.3) / 48
        start, bow, end = (
            _on_spiral(angle + lag, across)
            for lag, across in ((0.0, 0.06), (0.05, 0.5), (0.02, 0.94))
        )
        lines.moveTo(*start)
        lines.quadTo(*bow, *end)
    return lines


WHORL = _ribbon(0.0, 1.0)
BANDS = tuple(
    (_ribbon(start, end), light)
    for start, end, light in (
        (0.06, 0.92, 0.74),
        (0.13, 0.82, 0.9),
        (0.2, 0.7, 1.04),
        (0.27, 0.56, 1.16),
        (0.33, 0.45, 1.28),
    )
)
STRIPE = _ribbon(0.6, 0.78)
GROWTH_LINES = _growth_lines()
SEAM = shape(
    _on_spiral(0, 0),
    *[_on_spiral(2 * math.pi * TURNS * s / STEPS, 0.0) for s in range(1, STEPS + 1)],
)


def snail(brush: Brush, rng: random.Random, kind: str, time: float) -> None:
    """A snail that looks to the right, its foot on the origin, a little over two units long."""
    flesh = (rng.uniform(0.075, 0.1), 0.42, 0.8)
    stretch = 0.05 * wave(time, 1)
    brush.spot(0.0, 0.06, 1.05, 0.12, ink(SHADE, alpha=0.6), 0.06, ATOP)
    with brush.place(stretch, 0, 1 + stretch * 0.5, 1):
        _feelers(brush, flesh, time)
        _foot(brush, rng, flesh)
    with brush.place(-0.15 + stretch * 0.4, -0.68, 0.74, 0.74, rng.uniform(-5, 5)):
        _shell(brush, vary(rng, SHELL[kind]))


def _foot(brush: Brush, rng: random.Random, flesh: Hsv) -> None:
    outline = shape(
        (-1.08, 0.06),
        (-0.9, -0.12, -0.66, -0.28, -0.1, -0.3),
        (0.3, -0.28, 0.46, -0.3, 0.6, -0.52),
        (0.7, -0.74, 0.98, -0.74, 1.03, -0.5),
        (1.06, -0.22, 0.92, 0.06, 0.5, 0.08),
        (0.1, 0.1, -0.6, 0.12, -1.08, 0.06),
    )
    tones = [ink(flesh, 1.2, 0.7), ink(flesh, 0.98), ink(flesh, 0.58, 1.2)]
    brush.fill(outline, linear((0, -0.7), (0, 0.1), tones, [0, 0.5, 1]))
    with brush.soft(), brush.inside(outline):
        for index in range(16):
            x = -0.88 + index * 0.11 + rng.uniform(-0.03, 0.03)
            y = (-0.06, -0.15, 0.0)[index % 3] - (0.22 if x > 0.6 else 0)
            brush.spot(x, y, 0.05, 0.028, ink(flesh, 1.3, 0.6, 0.5))
            brush.spot(x + 0.02, y + 0.035, 0.05, 0.02, ink(flesh, 0.55, 1.1, 0.35))
        brush.line(shape((-1.0, 0.055), (-0.2, 0.02, 0.8, 0.03)), ink(flesh, 0.42, 1.2, 0.5), 0.035)
        brush.spot(0.82, -0.58, 0.14, 0.07, ink(WHITE, alpha=0.5), 0.04)
    brush.line(shape((0.93, -0.27), (0.99, -0.25, 1.02, -0.3)), ink(flesh, 0.4, 1.2, 0.8), 0.025)


def _feelers(brush: Brush, flesh: Hsv, time: float) -> None:
    nod = 0.03 * wave(time, 2)
    for root, tip in (((0.92, -0.6), (1.16 + nod, -1.04)), ((0.76, -0.62), (0.86 - nod, -1.16))):
        curve = shape(root, ((root[0] + tip[0]) / 2 - 0.07, (root[1] + tip[1]) / 2, *tip))
        brush.line(curve, ink(flesh, 0.62, 1.1), 0.082)
        brush.line(curve, ink(flesh, 0.98), 0.05)
        brush.spot(*tip, 0.06, 0.06, ink((0.07, 0.5, 0.2)))
        with brush.soft():
            brush.spot(tip[0] - 0.02, tip[1] - 0.02, 0.02, 0.02, ink(WHITE))
    for tip in ((1.16, -0.3), (1.1, -0.2)):
        brush.line(shape((0.96, -0.4), (1.08, -0.4, *tip)), ink(flesh, 0.8), 0.045)


def _shell(brush: Brush, colour: Hsv) -> None:
    """The whorl in units of its radius at the mouth."""
    dark = ink(colour, 0.42, 1.2, turn=-0.01)
    brush.spot(0.04, 0.52, 0.7, 0.2, ink(SHADE, alpha=0.4), 0.09)
    brush.fill(WHORL, dark)
    brush.spot(0, 0, 0.5, 0.5, dark)
    with brush.soft():
        for band, light in BANDS:
            brush.fill(band, ink(colour, light, 1.25 - 0.4 * light * 0.7))
        brush.fill(STRIPE, ink(colour, 0.5, 1.2, 0.6, -0.01))
        brush.line(GROWTH_LINES, ink(colour, 0.45, 1.2, 0.3), 0.022)
        brush.line(SEAM, ink(colour, 0.3, 1.2, 0.85), 0.03)
        tip = math.exp(-GROWTH * 2 * math.pi * TURNS)
        brush.spot(
            0,
            0,
            tip,
            tip,
            radial((-0.03, -0.04), tip * 1.4, [ink(colour, 1.2, 0.8), ink(colour, 0.7)]),
        )
        with brush.inside(WHORL):
            away = [ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.08), ink(SHADE, alpha=0.5)]
            brush.fill(oval(0, 0, 1.2, 1.2), radial((-0.2, -0.45), 1.35, away, [0, 0.5, 1]))
            brush.spot(-0.28, -0.6, 0.26, 0.12, ink(WHITE, alpha=0.6), 0.08)
