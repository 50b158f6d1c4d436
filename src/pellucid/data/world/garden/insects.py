"""Ladybird, bee and dragonfly.

Each looks to the right (the dragonfly upwards), its feet at the origin, about two units long.
"""

import math
import random

from pellucid.data.world.brush import ATOP, Brush, Hsv, Point, ink, linear, oval, radial, shape
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import BLACK, DRAGONFLY, LADYBIRD, SHADE, WHITE, vary


def ladybird(brush: Brush, rng: random.Random, kind: str, time: float) -> None:
    """A glossy spotted dome with a black, white-cheeked head."""
    colour = vary(rng, LADYBIRD[kind])
    step = 0.03 * wave(time, 4)
    brush.spot(0, 0.05, 0.95, 0.13, ink(SHADE, alpha=0.6), 0.06, ATOP)
    for hip, swing in ((-0.5, 1), (0.0, -1), (0.45, 1)):
        knee = hip + 0.14 + swing * step
        brush.line(shape((hip, -0.2), (knee, -0.12, knee + 0.06, 0.05)), ink(BLACK), 0.07)
    for tip in ((1.08, -0.62), (1.2, -0.5)):
        brush.line(shape((0.88, -0.42), (0.96, -0.6, *tip)), ink(BLACK), 0.04)
        brush.spot(*tip, 0.045, 0.045, ink(BLACK))
    brush.spot(
        0.84,
        -0.28,
        0.24,
        0.23,
        radial((0.78, -0.4), 0.36, [ink((0.6, 0.15, 0.32)), ink((0.6, 0.2, 0.07))]),
    )
    brush.spot(0.93, -0.33, 0.07, 0.085, ink(WHITE))
    brush.spot(0.95, -0.32, 0.035, 0.045, ink(BLACK))
    neck = shape((0.3, -0.7), (0.62, -0.86, 0.92, -0.5, 0.84, -0.04), (0.5, 0.02), (0.3, -0.7))
    brush.fill(neck, radial((0.5, -0.6), 0.6, [ink((0.6, 0.15, 0.32)), ink((0.6, 0.2, 0.07))]))
    brush.spot(0.74, -0.5, 0.075, 0.12, ink(WHITE, 0.96))
    dome = shape(
        (-0.92, -0.02),
        (-0.98, -1.14, 0.62, -1.3, 0.68, -0.02),
        (0.3, 0.06, -0.5, 0.06, -0.92, -0.02),
    )
    glow = [ink(colour, 1.15, 0.72), ink(colour), ink(colour, 0.82), ink(colour, 0.42, 1.05)]
    brush.fill(dome, radial((-0.2, -0.68), 1.2, glow, [0, 0.4, 0.68, 1]))
    with brush.soft(), brush.inside(dome):
        seam = shape((-0.92, -0.1), (-0.5, -0.85, 0.45, -0.92), (0.66, -0.88))
        brush.line(seam, ink(BLACK, alpha=0.75), 0.035)
        for x, y, size in (
            (-0.5, -0.36, 0.16),
            (0.0, -0.42, 0.18),
            (0.42, -0.46, 0.13),
            (-0.22, -0.1, 0.13),
            (0.28, -0.14, 0.14),
            (-0.1, -0.88, 0.12),
        ):
            brush.spot(x, y, size, size * 0.88, ink(BLACK))
        brush.spot(0.66, -0.8, 0.1, 0.14, ink(BLACK))
        bounce = [
            ink(colour, 1.2, 0.6, 0.0),
            ink(colour, 1.2, 0.6, 0.0),
            ink((0.3, 0.3, 0.9), alpha=0.3),
        ]
        brush.fill(dome, linear((0, -1), (0, 0.06), bounce, [0, 0.8, 1]))
    brush.spot(-0.32, -0.72, 0.24, 0.11, ink(WHITE, alpha=0.85), 0.05)


def bee(brush: Brush, rng: random.Random, time: float) -> None:
    """A furry golden thorax, a striped abdomen, two clear wings."""
    gold, amber = (0.115, 0.85, 0.98), (0.095, 0.9, 0.85)
    beat = 7 * wave(time, 8)
    brush.spot(-0.1, 0.05, 0.95, 0.13, ink(SHADE, alpha=0.55), 0.06, ATOP)
    for hip, foot in ((-0.25, -0.42), (0.05, 0.05), (0.35, 0.52)):
        leg = shape((hip, -0.25), (foot - 0.1, -0.2, foot, 0.05))
        brush.line(leg, ink(BLACK), 0.06)
    brush.spot(-0.36, -0.08, 0.1, 0.08, ink((0.13, 0.8, 1.0)))
    with brush.place(0.1, -0.62, 1, 1, -10 + beat):
        _bee_wing(brush, 1.0, 0.8)
    abdomen = oval(0, 0, 0.64, 0.37)
    with brush.place(-0.5, -0.34, 1, 1, -8):
        brush.fill(
            abdomen, radial((-0.05, -0.2), 0.7, [ink(gold, 1.1, 0.8), ink(gold), ink(amber, 0.55)])
        )
        with brush.soft(), brush.inside(abdomen):
            for x in (-0.62, -0.36, -0.1, 0.16):
                brush.line(shape((x, -0.42), (x - 0.1, 0, x, 0.42)), ink(BLACK), 0.125, 0.014)
            brush.spot(0.0, -0.22, 0.4, 0.07, ink(WHITE, alpha=0.4), 0.05)
    _fur(brush, rng, gold)
    brush.spot(
        0.66, -0.4, 0.22, 0.23, radial((0.6, -0.5), 0.34, [ink((0.09, 0.5, 0.42)), ink(BLACK)])
    )
    brush.spot(
        0.74,
        -0.43,
        0.085,
        0.13,
        radial((0.72, -0.5), 0.15, [ink((0.07, 0.3, 0.4)), ink(BLACK, 0.7)]),
    )
    with brush.soft():
        brush.spot(0.72, -0.49, 0.03, 0.035, ink(WHITE))
    for tip in ((0.98, -0.84), (1.1, -0.7)):
        brush.line(shape((0.76, -0.58), (0.8, -0.78, *tip)), ink(BLACK), 0.045)
    with brush.place(0.16, -0.6, 1, 1, 14 - beat):
        _bee_wing(brush, 0.92, 0.62)


def _fur(brush: Brush, rng: random.Random, gold: Hsv) -> None:
    brush.spot(
        0.2, -0.42, 0.36, 0.34, radial((0.1, -0.58), 0.5, [ink(gold, 1.05, 0.75), ink(gold, 0.6)])
    )
    with brush.soft():
        for index in range(72):
            angle, reach = index * 2.39996, math.sqrt((index + 1) / 72) * 0.37
            x, y = 0.2 + math.cos(angle) * reach, -0.42 + math.sin(angle) * reach * 0.95
            out = (math.cos(angle) * 0.075, math.sin(angle) * 0.075 + 0.012)
            light = rng.uniform(0.72, 1.05) * (1.05 - 0.4 * (y + 0.42) / 0.36)
            hair = shape((x, y), (x + out[0], y + out[1]))
            brush.line(hair, ink(gold, light, rng.uniform(0.7, 0.95), 0.7), 0.034)


def _bee_wing(brush: Brush, length: float, alpha: float) -> None:
    """A clear wing that leans back and up from its root at the origin."""
    outline = shape(
        (0, 0),
        (
            -0.15 * length,
            -0.5 * length,
            -0.9 * length,
            -0.75 * length,
            -1.02 * length,
            -0.42 * length,
        ),
        (-0.95 * length, -0.12 * length, -0.4 * length, -0.02, 0, 0),
    )
    clear = [ink((0.58, 0.06, 1.0), alpha=alpha * 0.75), ink((0.56, 0.14, 1.0), alpha=alpha)]
    brush.fill(outline, linear((0, 0), (-length, -0.4), clear))
    with brush.soft():
        brush.line(outline, ink((0.08, 0.4, 0.32), alpha=0.75), 0.026)
        for end in ((-0.92, -0.34), (-0.85, -0.55), (-0.6, -0.2)):
            vein = shape(
                (-0.04, -0.05), (-0.4 * length, end[1] * 0.75, end[0] * length, end[1] * length)
            )
            brush.line(vein, ink((0.08, 0.4, 0.3), alpha=0.45), 0.018)


def dragonfly(brush: Brush, rng: random.Random, kind: str, time: float) -> None:
    """A long segmented tail and two pairs of veined wings, seen from above."""
    colour = vary(rng, DRAGONFLY[kind])
    lean = rng.uniform(14, 38)
    beat = 5 * wave(time, 8)
    with brush.place(0, -0.32, 1, 1, lean):
        with brush.place(0.08, 0.14):
            brush.spot(0, 0.4, 0.09, 0.85, ink(SHADE, alpha=0.5), 0.06, ATOP)
        for side in (-1, 1):
            with brush.place(0, 0, side, 1):
                with brush.place(0.07, -0.08, 1, 1, 10 + beat):
                    _long_wing(brush, 1.14, 0.19, colour)
                with brush.place(0.07, -0.26, 1, 1, -12 - beat):
                    _long_wing(brush, 1.2, 0.17, colour)
        _tail(brush, colour)
        _head(brush, colour)


def _long_wing(brush: Brush, length: float, width: float, colour: Hsv) -> None:
    outline = shape(
        (0, 0),
        (length * 0.3, -width * 0.75, length * 0.85, -width * 1.05, length, -width * 0.1),
        (length * 0.95, width * 1.15, length * 0.35, width * 1.15, 0, 0.02),
    )
    clear = [
        ink(colour, 1.6, 0.35, 0.75),
        ink((0.55, 0.06, 1.0), alpha=0.62),
        ink((0.55, 0.05, 1.0), alpha=0.72),
    ]
    brush.fill(outline, linear((0, 0), (length, 0), clear, [0, 0.35, 1]))
    dark = ink(colour, 0.35, 1.0, 0.85)
    with brush.soft(), brush.inside(outline):
        for drop in (-0.25, 0.3):
            vein = shape((0, 0), (length * 0.45, drop * width * 1.3, length, drop * width * 0.9))
            brush.line(vein, dark, 0.016)
        for index in range(1, 8):
            x = length * index / 8
            brush.line(shape((x, -width), (x + 0.05, width)), ink(colour, 0.35, 1.0, 0.45), 0.013)
    with brush.soft():
        brush.line(outline, dark, 0.024)
    brush.spot(length * 0.86, -width * 0.45, 0.06, 0.026, ink(colour, 0.3))


def _tail(brush: Brush, colour: Hsv) -> None:
    round_tone = [ink(colour, 0.62), ink(colour, 1.3, 0.65), ink(colour), ink(colour, 0.42)]
    across = [0, 0.3, 0.6, 1]
    tail = shape(
        (-0.085, 0), (-0.06, 0.5, -0.06, 1.2), (0, 1.32), (0.06, 1.2), (0.06, 0.5, 0.085, 0)
    )
    brush.fill(tail, linear((-0.08, 0), (0.08, 0), round_tone, across))
    with brush.soft():
        for ring in range(8):
            y = 0.1 + ring * 0.145
            brush.line(shape((-0.065, y), (0, y + 0.03, 0.065, y)), ink(BLACK, alpha=0.7), 0.032)
    brush.fill(oval(0, -0.16, 0.15, 0.25), linear((-0.15, 0), (0.15, 0), round_tone, across))
    with brush.soft():
        for side in (-1, 1):
            stripe: Point = (side * 0.06, -0.32)
            brush.line(
                shape(stripe, (side * 0.09, -0.15, side * 0.05, 0.02)), ink(BLACK, alpha=0.6), 0.025
            )


def _head(brush: Brush, colour: Hsv) -> None:
    brush.spot(0, -0.45, 0.13, 0.09, ink(colour, 0.6))
    for side in (-1, 1):
        eye = [ink(colour, 1.35, 0.55), ink(colour, 0.8), ink(colour, 0.28)]
        x = side * 0.085
        brush.spot(x, -0.48, 0.1, 0.1, radial((x - 0.03, -0.52), 0.15, eye))
        with brush.soft():
            brush.spot(x - 0.025, -0.52, 0.024, 0.024, ink(WHITE, alpha=0.9))
