"""Who is in the street: a car, a tram, somebody under an umbrella, and the lamps along it.

Each stands on the origin and is painted in metres.
"""

import random

from pellucid.data.world.air import Air
from pellucid.data.world.brush import (
    SCREEN,
    Brush,
    Hsv,
    Point,
    box,
    ink,
    linear,
    oval,
    radial,
    shape,
)
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import SHADE, WHITE

PAINT: dict[str, Hsv] = {
    "red": (0.99, 0.85, 0.82),
    "blue": (0.6, 0.75, 0.78),
    "yellow": (0.13, 0.88, 0.97),
    "white": (0.1, 0.03, 0.97),
}
CLOTH: dict[str, Hsv] = {
    "red": (0.99, 0.85, 0.9),
    "yellow": (0.135, 0.85, 1.0),
    "blue": (0.58, 0.78, 0.85),
    "black": (0.65, 0.2, 0.16),
}
LAMP: Hsv = (0.12, 0.4, 1.0)


def car(brush: Brush, air: Air, colour: str) -> None:
    """A car from the front, its headlights on in the dark, 1.9 m wide."""
    tone = PAINT[colour]
    brush.spot(0, 0.02, 1.1, 0.14, ink(SHADE, alpha=0.7), 0.08)
    for x in (-0.72, 0.72):
        brush.fill(box(x - 0.15, -0.36, x + 0.15, 0.02, 0.06), ink((0.6, 0.1, 0.09)))
    cabin = shape(
        (-0.74, -0.82),
        (-0.66, -1.3, -0.52, -1.42, -0.3, -1.45),
        (0.3, -1.45),
        (0.52, -1.42, 0.66, -1.3, 0.74, -0.82),
    )
    brush.fill(
        cabin, linear((0, -1.45), (0, -0.8), [air.ink(tone, 0, 1.05, 0.5), air.ink(tone, 0, 0.8)])
    )
    glass = shape(
        (-0.6, -0.86),
        (-0.54, -1.2, -0.44, -1.33, -0.26, -1.35),
        (0.26, -1.35),
        (0.44, -1.33, 0.54, -1.2, 0.6, -0.86),
    )
    brush.fill(
        glass, linear((0, -1.35), (0, -0.86), [air.raw(air.dome[1]), air.ink((0.6, 0.4, 0.22))])
    )
    body = shape(
        (-0.95, -0.22),
        (-0.98, -0.7, -0.92, -0.88, -0.72, -0.9),
        (0.72, -0.9),
        (0.92, -0.88, 0.98, -0.7, 0.95, -0.22),
        (0.5, -0.17, -0.5, -0.17, -0.95, -0.22),
    )
    tones = [air.ink(tone, 0, 1.15, 0.6), air.ink(tone, 0, 1.0), air.ink(tone, 0, 0.55, -0.3)]
    brush.fill(body, linear((0, -0.9), (0, -0.2), tones, [0, 0.4, 1]))
    with brush.soft():
        brush.fill(box(-0.9, -0.86, 0.9, -0.82, 0.02), ink(WHITE, alpha=0.35), 0.02)
        brush.fill(box(-0.5, -0.46, 0.5, -0.28, 0.05), ink((0.6, 0.2, 0.12), alpha=0.8))
        brush.fill(box(-0.24, -0.58, 0.24, -0.46, 0.02), ink((0.12, 0.08, 0.95)))
        light: Hsv = (0.13, 0.25, 1.0)
        for x in (-0.73, 0.73):
            lens = box(x - 0.19, -0.74, x + 0.19, -0.56, 0.08)
            brush.fill(lens, ink(light, 1.0 if air.dark else 0.8))
            brush.spot(x, -0.65, 0.08, 0.05, ink(WHITE, alpha=0.9 if air.dark else 0.5))
            if air.dark:
                _halo(brush, (x, -0.65), 0.85, light, 0.75)


def _halo(brush: Brush, where: Point, reach: float, light: Hsv, strength: float) -> None:
    """The glow around a lamp."""
    glow = [ink(light, alpha=strength), ink(light, alpha=0.0)]
    brush.spot(*where, reach, reach, radial(where, reach, glow), mode=SCREEN)


def tram(brush: Brush, air: Air, colour: str) -> None:
    """A tram from the front, 2.4 m wide, its long side drawn to the right."""
    tone, cream = PAINT[colour], (0.12, 0.12, 0.97)
    band = cream if colour != "white" else (0.99, 0.75, 0.75)
    brush.spot(0.33, 0.02, 1.5, 0.15, ink(SHADE, alpha=0.7), 0.1)
    near, far = 1.2, 2.3
    flank = shape((near, -0.25), (near, -3.1), (far, -2.45), (far, -0.85))
    brush.fill(
        flank,
        linear((near, 0), (far, 0), [air.ink(tone, 0, 0.8, -0.2), air.ink(tone, 0.4, 0.7)]),
    )
    panes = shape((near, -2.5), (near, -1.55), (far, -1.55), (far, -2.1))
    brush.fill(panes, ink(LAMP, 0.95) if air.dark else air.ink((0.58, 0.4, 0.4)))
    front = shape(
        (-1.2, -0.2),
        (-1.22, -2.7),
        (-1.18, -3.15, -0.95, -3.2),
        (0.95, -3.2),
        (1.18, -3.15, 1.22, -2.7),
        (1.2, -0.2),
    )
    tones = [air.ink(tone, 0, 1.12, 0.5), air.ink(tone, 0, 1.0), air.ink(tone, 0, 0.7, -0.2)]
    brush.fill(front, linear((0, -3.2), (0, -0.2), tones, [0, 0.5, 1]))
    with brush.soft():
        brush.fill(box(-1.21, -1.36, 1.21, -0.98), air.ink(band, 0, 1.0, 0.3))
        brush.fill(box(-0.62, -3.06, 0.62, -2.76, 0.06), ink((0.1, 0.6, 0.2)))
        brush.line(shape((-0.45, -2.91), (0.45, -2.91)), ink((0.1, 0.8, 1.0)), 0.1)
        _windscreen(brush, air)
        for x in (-0.75, 0.75):
            brush.spot(x, -0.7, 0.15, 0.15, ink((0.13, 0.2, 1.0)))
            if air.dark:
                _halo(brush, (x, -0.7), 0.9, (0.13, 0.3, 1.0), 0.7)
        brush.fill(box(-1.2, -0.32, 1.2, -0.12), ink((0.6, 0.1, 0.14)))
        for end in (-0.5, 0.5):
            brush.line(
                shape((end * 0.6, -3.2), (end, -3.55), (0, -3.95)), air.ink((0.6, 0.1, 0.25)), 0.05
            )


def _windscreen(brush: Brush, air: Air) -> None:
    """The two front panes of a tram, lit from inside when it is dark."""
    for left, right in ((-1.05, -0.06), (0.06, 1.05)):
        pane = box(left, -2.6, right, -1.5, 0.08)
        inside = (
            [ink(LAMP, 1.0), ink(LAMP, 0.75, 1.3)]
            if air.dark
            else [air.raw(air.dome[1]), air.ink((0.6, 0.4, 0.3))]
        )
        brush.fill(pane, linear((0, -2.6), (0, -1.5), inside))
        brush.fill(
            shape((left + 0.1, -1.5), (left + 0.5, -2.6), (left + 0.7, -2.6), (left + 0.3, -1.5)),
            ink(WHITE, alpha=0.18),
        )


def walker(brush: Brush, rng: random.Random, air: Air, colour: str, time: float) -> None:
    """Somebody walking away under an umbrella, a little under two metres."""
    coat: Hsv = rng.choice(
        ((0.6, 0.35, 0.3), (0.08, 0.35, 0.45), (0.65, 0.2, 0.2), (0.08, 0.4, 0.72))
    )
    step = 0.07 * wave(time, 4)
    brush.spot(0, 0.0, 0.36, 0.06, ink(SHADE, alpha=0.6), 0.04)
    for side in (-1, 1):
        leg = shape((side * 0.09, -0.8), (side * 0.1, -0.4, side * (0.1 + step), -0.02))
        brush.line(leg, air.ink((0.63, 0.3, 0.2)), 0.14)
        brush.spot(side * (0.1 + step) + 0.02, -0.02, 0.1, 0.05, ink((0.07, 0.4, 0.14)))
    body = shape(
        (-0.17, -1.4), (-0.3, -1.1, -0.31, -0.62), (0, -0.56, 0.31, -0.62), (0.3, -1.1, 0.17, -1.4)
    )
    brush.fill(
        body,
        linear(
            (-0.3, 0),
            (0.3, 0),
            [air.ink(coat, 0, 1.2, 0.5), air.ink(coat), air.ink(coat, 0, 0.7, -0.3)],
        ),
    )
    brush.line(shape((0.2, -1.3), (0.32, -1.05, 0.16, -1.05)), air.ink(coat, 0, 0.9), 0.12)
    brush.spot(0, -1.52, 0.12, 0.15, air.ink((0.07, 0.55, 0.3)))
    brush.line(shape((0.12, -1.0), (0.1, -1.98)), air.ink((0.08, 0.3, 0.3)), 0.035)
    cloth = CLOTH[colour]
    dome = shape(
        (-0.68, -1.55),
        (-0.62, -2.0, -0.3, -2.12, 0.08, -2.13),
        (0.46, -2.12, 0.76, -2.0, 0.84, -1.55),
        (0.74, -1.63, 0.6, -1.56),
        (0.34, -1.65, 0.08, -1.56),
        (-0.18, -1.65, -0.44, -1.56),
        (-0.56, -1.63, -0.68, -1.55),
    )
    tones = [air.ink(cloth, 0, 1.25, 0.6), air.ink(cloth, 0, 1.05), air.ink(cloth, 0, 0.72, -0.2)]
    brush.fill(dome, radial((-0.2, -2.05), 0.95, tones))
    with brush.soft():
        for end in (-0.44, 0.08, 0.6):
            rib = shape((0.08, -2.13), ((end + 0.08) / 2 + (end - 0.08) * 0.3, -1.95, end, -1.57))
            brush.line(rib, air.ink(cloth, 0, 0.6), 0.025)
    brush.line(shape((0.08, -2.12), (0.08, -2.22)), air.ink((0.08, 0.3, 0.3)), 0.04)


def passer(brush: Brush, rng: random.Random, air: Air, time: float) -> None:
    """Somebody far down the street: a coat, a head, two legs."""
    coat: Hsv = (rng.random(), rng.uniform(0.2, 0.6), rng.uniform(0.3, 0.75))
    step = 0.12 * wave(time, 4, rng.random())
    brush.spot(0, 0, 0.35, 0.06, ink(SHADE, alpha=0.5), 0.04)
    for side in (-1, 1):
        leg = shape((side * 0.08, -0.8), (side * (0.09 + step), 0))
        brush.line(leg, air.ink((0.63, 0.25, 0.22), 0.15), 0.15)
    brush.fill(box(-0.26, -1.45, 0.26, -0.65, 0.18), air.ink(coat, 0.15, 1.0, 0.2))
    brush.spot(0, -1.6, 0.14, 0.17, air.ink((0.07, 0.5, rng.uniform(0.3, 0.7)), 0.15))


def lamp(brush: Brush, air: Air, side: int) -> None:
    """A street lamp, 5.5 m high, that leans over the road from `side`."""
    pole = air.ink((0.6, 0.12, 0.24))
    brush.line(shape((0, 0), (0, -4.9)), pole, 0.13)
    brush.line(shape((0, -4.8), (0, -5.5, -side * 0.5, -5.5, -side * 1.0, -5.45)), pole, 0.1)
    head = oval(-side * 1.05, -5.4, 0.28, 0.1)
    brush.fill(head, ink(LAMP) if air.dark else pole)
    if air.dark:
        with brush.soft():
            halo = [
                ink(LAMP, alpha=0.8),
                ink((0.1, 0.6, 1.0), alpha=0.22),
                ink((0.1, 0.6, 1.0), alpha=0.0),
            ]
            where = (-side * 1.05, -5.35)
            brush.spot(*where, 2.1, 2.1, radial(where, 2.1, halo, [0, 0.25, 1]), mode=SCREEN)


__all__ = ["CLOTH", "PAINT", "car", "lamp", "passer", "tram", "walker"]
