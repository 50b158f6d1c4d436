"""A rocket one unit tall with its nose up, the foot of its fins at the origin."""

import random

from pellucid.data.world.brush import SCREEN, Brush, Hsv, ink, linear, radial, shape
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import WHITE

PAINT: dict[str, Hsv] = {
    "red": (0.995, 0.82, 0.86),
    "blue": (0.6, 0.75, 0.82),
    "silver": (0.6, 0.06, 0.62),
}
HULL: Hsv = (0.12, 0.03, 0.97)
METAL: Hsv = (0.6, 0.08, 0.74)
BODY = shape(
    (0, -1.0),
    (0.17, -0.82, 0.21, -0.5, 0.13, -0.12),
    (-0.13, -0.12),
    (-0.21, -0.5, -0.17, -0.82, 0, -1.0),
)


def rocket(brush: Brush, kind: str, lit: int, flying: bool, time: float) -> None:
    """A rocket with a round window; flying, it rides on a flame."""
    tone = PAINT[kind]
    if flying:
        flame(brush, time)
    for side in (-1, 1):
        fin = shape(
            (side * 0.12, -0.42),
            (side * 0.26, -0.34, side * 0.3, -0.18, side * 0.29, 0.02),
            (side * 0.22, -0.06, side * 0.16, -0.1, side * 0.1, -0.1),
        )
        light = 1.1 if side == lit else 0.62
        brush.fill(fin, linear((0, -0.4), (0, 0), [ink(tone, light), ink(tone, light * 0.7)]))
    nozzle = shape((-0.08, -0.14), (-0.11, -0.05), (0.11, -0.05), (0.08, -0.14))
    brush.fill(
        nozzle, linear((-0.1, 0), (0.1, 0), [ink(METAL, 0.4), ink(METAL, 0.8), ink(METAL, 0.35)])
    )
    hull = METAL if kind == "silver" else HULL
    round_tone = [ink(hull, 0.5), ink(hull, 0.95), ink(hull, 1.1, 0.5), ink(hull, 0.8)]
    brush.fill(BODY, linear((-lit * 0.2, 0), (lit * 0.2, 0), round_tone, [0, 0.4, 0.7, 1]))
    shaded = [ink(tone, 0.5), ink(tone), ink(tone, 1.25, 0.7), ink(tone, 0.85)]
    coat = linear((-lit * 0.18, 0), (lit * 0.18, 0), shaded, [0, 0.4, 0.7, 1])
    with brush.soft(), brush.inside(BODY):
        brush.fill(shape((-0.3, -1.1), (0.3, -1.1), (0.3, -0.76), (0, -0.7, -0.3, -0.76)), coat)
        brush.fill(shape((-0.3, -0.22), (0, -0.18, 0.3, -0.22), (0.3, 0), (-0.3, 0)), coat)
        for y in (-0.73, -0.24):
            brush.line(
                shape((-0.25, y - 0.02), (0, y + 0.04, 0.25, y - 0.02)), ink(METAL, 0.5), 0.014
            )
    middle = shape((-0.025, -0.34), (0.025, -0.34), (0.02, 0.03), (-0.02, 0.03))
    brush.fill(middle, ink(tone, 0.8))
    with brush.soft():
        brush.spot(0, -0.55, 0.088, 0.088, ink(METAL, 0.7))
        pane = [ink((0.53, 0.35, 1.0)), ink((0.58, 0.7, 0.5))]
        brush.spot(0, -0.55, 0.066, 0.066, radial((-0.02, -0.57), 0.1, pane))
        brush.spot(-0.022, -0.575, 0.02, 0.016, ink(WHITE, alpha=0.9))


def flame(brush: Brush, time: float) -> None:
    """Fire from the nozzle, white within, and its glow."""
    flicker = 1 + 0.12 * wave(time, 8)
    with brush.soft():
        glow = [ink((0.08, 0.7, 1.0), alpha=0.55), ink((0.05, 0.8, 1.0), alpha=0.0)]
        brush.spot(0, 0.2, 0.55, 0.55, radial((0, 0.2), 0.55, glow), mode=SCREEN)
        for wide, long, hsv in (
            (0.13, 0.62, (0.03, 0.9, 1.0)),
            (0.095, 0.46, (0.09, 0.85, 1.0)),
            (0.055, 0.28, (0.15, 0.3, 1.0)),
        ):
            reach = -0.06 + long * flicker
            tongue = shape((-wide * 0.8, -0.07), (-wide, 0.1, -wide * 0.4, reach * 0.6, 0, reach))
            tongue.cubicTo(wide * 0.4, reach * 0.6, wide, 0.1, wide * 0.8, -0.07)
            ends = [ink(hsv), ink(hsv, alpha=0.25)]
            brush.fill(tongue, linear((0, 0), (0, reach), ends), 0.012)


def smoke(brush: Brush, rng: random.Random, long: float) -> None:
    """The trail a rocket leaves: puffs that fade."""
    with brush.soft():
        for index in range(22):
            at = index / 22
            y = 0.45 + long * at
            wide = 0.06 + 0.2 * at
            puff = ink((0.08, 0.08, 0.95), alpha=0.32 * (1 - at))
            brush.spot(rng.uniform(-0.06, 0.06) * (1 + at), y, wide, wide, puff, 0.05)


__all__ = ["rocket", "smoke"]
