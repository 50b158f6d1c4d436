"""The cat: four coats, two poses.

A cat is painted in its own units, its paws on the origin: about two units high when it sits, a
little over two long when it lies. The head is painted around its own origin, so that others may
put it into a helmet. Fur is a fringe of short hairs along every outline, over soft shading.
"""

import random

import skia

from pellucid.data.world.brush import (
    Brush,
    Hsv,
    Path,
    ink,
    linear,
    oval,
    radial,
    shape,
)
from pellucid.data.world.fur import COATS, Coat, fringe, shaded, tones
from pellucid.data.world.motion import ramp, wave
from pellucid.data.world.palette import SHADE, WHITE, vary

PINK: Hsv = (0.985, 0.36, 0.93)
BODY = shape(
    (-0.2, -1.3),
    (-0.42, -1.08, -0.52, -0.72, -0.56, -0.36),
    (-0.62, -0.12, -0.56, 0.02, -0.3, 0.02),
    (0.3, 0.02),
    (0.56, 0.02, 0.62, -0.12, 0.56, -0.36),
    (0.52, -0.72, 0.42, -1.08, 0.2, -1.3),
)
LYING = shape(
    (-1.12, 0.0),
    (-1.3, -0.42, -1.08, -0.74, -0.66, -0.76),
    (-0.3, -0.78, 0.1, -0.74, 0.36, -0.86),
    (0.7, -0.95, 1.0, -0.6, 0.98, -0.25),
    (0.98, -0.05, 0.9, 0.02, 0.7, 0.02),
    (-0.5, 0.02, -0.9, 0.04, -1.12, 0.0),
)
FACE = shape(
    (0, -0.36),
    (0.27, -0.37, 0.42, -0.2, 0.44, -0.02),
    (0.52, 0.1, 0.4, 0.28, 0.17, 0.34),
    (0.0, 0.38, -0.17, 0.34),
    (-0.4, 0.28, -0.52, 0.1, -0.44, -0.02),
    (-0.42, -0.2, -0.27, -0.37, 0, -0.36),
)
EAR = shape((-0.43, -0.06), (-0.5, -0.4, -0.43, -0.66), (-0.2, -0.52, -0.08, -0.32))
INNER = shape((-0.38, -0.16), (-0.42, -0.4, -0.39, -0.53), (-0.25, -0.44, -0.17, -0.3))


def cat(brush: Brush, rng: random.Random, kind: str, pose: str, time: float) -> None:
    """A cat at rest that looks at you; lying, its head is on the right."""
    coat = COATS[kind]
    coat = Coat(vary(rng, coat.fur), coat.stripe, coat.marked, coat.pale, coat.eye)
    breath = 1 + 0.008 * wave(time, 2)
    with brush.place(0, 0, breath, 1 / breath):
        (_lying if pose == "lying" else _sitting)(brush, rng, coat, time)


def _sitting(brush: Brush, rng: random.Random, coat: Coat, time: float) -> None:
    tip = 0.1 * wave(time, 1)
    brush.spot(0.06, 0.0, 0.85, 0.12, ink(SHADE, alpha=0.55), 0.07)
    tail = shape(
        (0.5, -0.12), (0.74, -0.14, 0.86, 0.07, 0.56, 0.09), (0.3, 0.12, 0.1, 0.09 + tip * 0.4)
    )
    shaded(brush, rng, BODY, coat, ((-0.18, -0.95), 1.35), 190)
    with brush.soft(), brush.inside(BODY):
        _flanks(brush, coat)
        bib = oval(0, -0.86, 0.24, 0.4)
        brush.fill(bib, ink(coat.pale, alpha=0.85), 0.1)
        brush.spot(0, -1.14, 0.42, 0.16, ink(SHADE, alpha=0.34), 0.1)
    for side in (-1, 1):
        haunch = oval(side * 0.41, -0.22, 0.2, 0.27)
        with brush.soft():
            brush.fill(haunch, radial((side * 0.34, -0.36), 0.44, tones(coat, 1.04)))
            arc = shape((side * 0.3, -0.46), (side * 0.56, -0.42, side * 0.585, -0.12))
            brush.line(arc, ink(coat.stripe, 0.8, alpha=0.28), 0.03)
        brush.fill(
            oval(side * 0.42, -0.025, 0.2, 0.075),
            radial((side * 0.4, -0.08), 0.26, tones(coat, 1.08)),
        )
        _foreleg(brush, coat, side * 0.135)
    _tail(brush, rng, coat, tail, 0.15)
    with brush.place(0.0, -1.46, 1, 1, 3 * wave(time, 1, 0.3)):
        head(brush, rng, coat, time)


def _foreleg(brush: Brush, coat: Coat, x: float) -> None:
    leg = shape(
        (x - 0.12, -0.8),
        (x - 0.15, -0.4, x - 0.1, -0.04),
        (x + 0.1, -0.04),
        (x + 0.15, -0.4, x + 0.12, -0.8),
    )
    with brush.soft():
        lit = [ink(coat.fur, 1.0, 1, 0), ink(coat.fur, 1.0, 1, 0.9), ink(coat.fur, 1.03)]
        brush.fill(leg, linear((0, -0.8), (0, 0), lit, [0, 0.4, 1]))
        with brush.inside(leg):
            for y in (-0.52, -0.38, -0.24):
                band = shape((x - 0.15, y), (x, y + 0.06, x + 0.15, y))
                brush.line(band, ink(coat.stripe, alpha=0.6 * coat.marked), 0.045)
        for edge in (-0.115, 0.115):
            seam = shape((x + edge, -0.5), (x + edge * 1.1, -0.3, x + edge, -0.05))
            brush.line(seam, ink(coat.fur, 0.35, 1.1, 0.4), 0.022, 0.01)
    brush.fill(
        oval(x, -0.02, 0.135, 0.075),
        radial((x, -0.08), 0.2, [ink(coat.pale), ink(coat.pale, 0.82, 1.3)]),
    )
    with brush.soft():
        for toe in (-0.045, 0.045):
            brush.line(
                shape((x + toe, 0.0), (x + toe, 0.045)), ink(coat.stripe, 0.7, alpha=0.5), 0.014
            )


def _lying(brush: Brush, rng: random.Random, coat: Coat, time: float) -> None:
    tip = 0.1 * wave(time, 1)
    brush.spot(0, 0.02, 1.35, 0.11, ink(SHADE, alpha=0.55), 0.07)
    for x in (0.98, 1.14):
        paw = oval(x - 0.02, -0.06, 0.22, 0.085)
        brush.fill(paw, linear((0, -0.15), (0, 0.03), [ink(coat.pale), ink(coat.pale, 0.72, 1.4)]))
    shaded(brush, rng, LYING, coat, ((-0.2, -0.62), 1.5), 220)
    with brush.soft(), brush.inside(LYING):
        for index in range(6):
            x = -0.62 + index * 0.2
            band = shape((x + 0.06, -0.85), (x + 0.1, -0.6, x - 0.02, -0.38))
            brush.line(band, ink(coat.stripe, alpha=0.62 * coat.marked), 0.07, 0.012)
        haunch = oval(-0.68, -0.26, 0.4, 0.36)
        brush.fill(haunch, radial((-0.74, -0.5), 0.72, tones(coat, 1.05)))
        for bow in (0.0, 0.16, 0.32):
            band = shape(
                (-0.98 + bow, -0.5 + bow * 0.2), (-0.8 + bow, -0.44, -0.72 + bow * 0.8, -0.26)
            )
            brush.line(band, ink(coat.stripe, alpha=0.5 * coat.marked), 0.055, 0.012)
        brush.line(
            shape((-0.42, -0.52), (-0.2, -0.3, -0.34, -0.04)),
            ink(coat.stripe, 0.6, alpha=0.4),
            0.035,
            0.012,
        )
        brush.fill(oval(0.72, -0.3, 0.26, 0.32), ink(coat.pale, alpha=0.85), 0.1)
        brush.fill(oval(0, 0.08, 1.3, 0.18), ink(SHADE, alpha=0.42), 0.1)
        brush.spot(0.62, -0.48, 0.44, 0.14, ink(SHADE, alpha=0.3), 0.09)
    hind = oval(-0.5, -0.035, 0.28, 0.07)
    brush.fill(hind, linear((0, -0.1), (0, 0.03), [ink(coat.pale), ink(coat.pale, 0.72, 1.4)]))
    tail = shape(
        (-1.08, -0.2), (-1.34, -0.12, -1.3, 0.1, -0.95, 0.08), (-0.6, 0.07, -0.3, 0.1 + tip * 0.4)
    )
    _tail(brush, rng, coat, tail, 0.14)
    with brush.place(0.66, -0.86, 0.98, 0.98, -4 + 3 * wave(time, 1, 0.3)):
        head(brush, rng, coat, time)


def _tail(brush: Brush, rng: random.Random, coat: Coat, curve: Path, width: float) -> None:
    with brush.soft(), brush.place(0.0, 0.03):
        brush.line(curve, ink(SHADE, alpha=0.45), width, 0.05)
    brush.line(curve, ink(coat.fur, 0.78, 1.1), width)
    fringe(brush, rng, curve, coat, 70, width * 0.5)
    with brush.soft(), brush.place(0.0, -width * 0.12):
        brush.line(curve, ink(coat.fur, 1.04), width * 0.6)
    with brush.soft():
        measure = skia.PathMeasure(curve, False)
        for index in range(6):
            spot, way = measure.getPosTan(measure.getLength() * (0.2 + 0.14 * index))
            across = (-way.y() * width * 0.46, way.x() * width * 0.46)
            band = shape(
                (spot.x() - across[0], spot.y() - across[1]),
                (spot.x() + across[0], spot.y() + across[1]),
            )
            brush.line(band, ink(coat.stripe, alpha=0.7 * coat.marked), width * 0.32)


def _flanks(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        for index, y in enumerate((-1.0, -0.84, -0.68, -0.54)):
            band = shape(
                (side * 0.62, y - 0.06),
                (side * 0.42, y + 0.04, side * 0.24, y - 0.02 + 0.02 * index),
            )
            brush.line(band, ink(coat.stripe, alpha=0.66 * coat.marked), 0.06, 0.012)


def head(brush: Brush, rng: random.Random, coat: Coat, time: float) -> None:
    """The head from the front, around the origin, nearly one unit wide."""
    twitch = 5 * max(0.0, wave(time, 1, 0.6)) ** 4
    for side in (-1, 1):
        with brush.place(0, 0, side, 1, -twitch if side > 0 else 0):
            fringe(brush, rng, EAR, coat, 40, 0.0)
            brush.fill(
                EAR, linear((-0.4, -0.64), (-0.2, -0.2), [ink(coat.fur, 0.78), ink(coat.fur, 1.05)])
            )
            with brush.soft():
                brush.fill(
                    INNER,
                    linear((-0.4, -0.55), (-0.25, -0.25), [ink(PINK, 0.92), ink(PINK, 0.7, 1.1)]),
                )
                for x in (-0.34, -0.29, -0.24):
                    brush.line(
                        shape((x + 0.06, -0.24), (x, -0.3, x - 0.02, -0.42)),
                        ink(coat.pale, alpha=0.75),
                        0.018,
                    )
    fringe(brush, rng, FACE, coat, 150, 0.0)
    brush.fill(FACE, radial((-0.08, -0.16), 0.72, tones(coat, 1.03), [0, 0.5, 1]))
    with brush.soft(), brush.inside(FACE):
        _mask(brush, coat)
    _features(brush, coat, time)


def _mask(brush: Brush, coat: Coat) -> None:
    """Pale muzzle, an M on the forehead, stripes from the eyes to the cheeks."""
    stripe = ink(coat.stripe, alpha=0.85 * coat.marked)
    brush.spot(0, 0.22, 0.26, 0.15, ink(coat.pale, alpha=0.95), 0.05)
    for side in (-1, 1):
        brush.spot(side * 0.19, -0.03, 0.14, 0.12, ink(coat.pale, alpha=0.45), 0.05)
        brush.spot(side * 0.1, 0.16, 0.13, 0.1, ink(coat.pale), 0.02)
        brush.line(
            shape((side * 0.05, -0.36), (side * 0.05, -0.24, side * 0.09, -0.17)), stripe, 0.045
        )
        brush.line(
            shape((side * 0.15, -0.36), (side * 0.17, -0.26, side * 0.24, -0.17)), stripe, 0.04
        )
        for y, drop in ((0.02, 0.02), (0.13, 0.06)):
            cheek = shape((side * 0.3, y), (side * 0.38, y + drop, side * 0.5, y + drop * 0.4))
            brush.line(cheek, stripe, 0.04)
    brush.line(shape((0, -0.38), (0, -0.22)), stripe, 0.035)


def _features(brush: Brush, coat: Coat, time: float) -> None:
    blink = 1.0 if ramp(time, 1, 0.4) < 0.95 else 0.15
    for side in (-1, 1):
        x = side * 0.19
        with brush.soft(), brush.place(x, -0.04, 1, blink, side * -9):
            almond = shape(
                (-0.115, 0.015),
                (-0.05, -0.1, 0.06, -0.1, 0.115, -0.005),
                (0.05, 0.085, -0.06, 0.09, -0.115, 0.015),
            )
            brush.line(almond, ink(coat.stripe, 0.3, alpha=0.95), 0.034)
            brush.fill(
                almond,
                radial(
                    (0, 0.03), 0.13, [ink(coat.eye, 1.15, 0.8), ink(coat.eye), ink(coat.eye, 0.6)]
                ),
            )
            with brush.inside(almond):
                brush.spot(0, -0.075, 0.13, 0.05, ink(SHADE, alpha=0.45), 0.02)
                brush.spot(0, -0.002, 0.034, 0.085, ink((0.6, 0.4, 0.05)))
            brush.spot(-0.035 * side - 0.01, -0.035, 0.02, 0.02, ink(WHITE))
    nose = shape(
        (-0.055, 0.1), (0, 0.085, 0.055, 0.1), (0.03, 0.14, 0, 0.15), (-0.03, 0.14, -0.055, 0.1)
    )
    with brush.soft():
        dark = coat.fur[2] < 0.3
        brush.fill(nose, ink((0.97, 0.2, 0.4) if dark else PINK, 0.95, 1.25))
        line = ink(coat.stripe, 0.45, alpha=0.8)
        brush.line(shape((0, 0.15), (0, 0.19)), line, 0.018)
        for side in (-1, 1):
            brush.line(shape((0, 0.19), (side * 0.04, 0.235, side * 0.1, 0.21)), line, 0.018)
            for y, end in ((0.15, 0.06), (0.18, 0.17), (0.21, 0.28)):
                hair = shape((side * 0.13, y), (side * 0.34, y - 0.02, side * 0.6, end))
                brush.line(hair, ink(WHITE, alpha=0.75), 0.011)
            for y in (0.15, 0.19):
                brush.spot(side * 0.12, y, 0.008, 0.008, ink(coat.stripe, 0.5, alpha=0.6))


__all__ = ["COATS", "Coat", "cat", "head"]
