"""The cat who is an astronaut: a cat's head in a glass helmet, a padded suit, a tail outside.

The origin is the middle of the helmet; one unit is about the width of the cat's head. Standing
feet are at FEET, a sitting cat's seat at SEAT.
"""

import math
import random

from pellucid.data.world.brush import (
    SCREEN,
    Brush,
    Hsv,
    Point,
    ink,
    linear,
    oval,
    radial,
    shape,
)
from pellucid.data.world.cat import COATS, Coat, head
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import SHADE, WHITE, vary

FEET, SEAT = 1.98, 1.66
GLASS = 0.74  # radius of the helmet
CATS: dict[str, Coat] = {
    "tabby": Coat(
        (0.085, 0.4, 0.64), (0.07, 0.55, 0.22), 1.0, (0.1, 0.14, 0.95), (0.28, 0.6, 0.78)
    ),
    "orange": COATS["tabby"],
    "grey": COATS["grey"],
    "black": COATS["black"],
    "white": COATS["white"],
}
SUIT: dict[str, tuple[Hsv, Hsv]] = {  # cloth, trimmings
    "white": ((0.6, 0.03, 0.95), (0.06, 0.85, 0.95)),
    "orange": ((0.065, 0.85, 0.96), (0.6, 0.05, 0.96)),
    "blue": ((0.6, 0.66, 0.78), (0.12, 0.75, 0.98)),
    "red": ((0.99, 0.76, 0.82), (0.6, 0.04, 0.96)),
}
METAL: Hsv = (0.6, 0.08, 0.78)
TORSO = shape(
    (-0.34, 0.54),
    (-0.6, 0.66, -0.62, 1.08, -0.48, 1.36),
    (0, 1.54, 0.48, 1.36),
    (0.62, 1.08, 0.6, 0.66, 0.34, 0.54),
)
Limb = tuple[Point, Point, Point]


def astronaut(
    brush: Brush,
    rng: random.Random,
    kind: str,
    suit: str,
    pose: str,
    lit: int,
    time: float,
) -> None:
    """A cat in a space suit: floating, standing or sitting, the light on side `lit`."""
    coat = CATS[kind]
    coat = Coat(vary(rng, coat.fur), coat.stripe, coat.marked, coat.pale, coat.eye)
    cloth, trim = SUIT[suit]
    _tail(brush, coat, pose, time)
    _pack(brush, lit)
    arms, legs = _limbs(pose, time)
    for side, leg in zip((-1, 1), legs, strict=True):
        if pose != "sitting":
            _limb(brush, leg, cloth, trim, 0.36, lit)
            _boot(brush, leg, trim, lit, side, pose)
    _torso(brush, cloth, trim, lit)
    if pose == "sitting":
        for side, leg in zip((-1, 1), legs, strict=True):
            _limb(brush, leg, cloth, trim, 0.38, lit)
            _sole(brush, leg[2], trim, side)
    for arm in arms:
        _limb(brush, arm, cloth, trim, 0.27, lit)
        _glove(brush, arm[2], trim, cloth)
    _helmet(brush, rng, coat, trim, lit, time)


def _limbs(pose: str, time: float) -> tuple[tuple[Limb, Limb], tuple[Limb, Limb]]:
    """Shoulder, elbow, hand of both arms; hip, knee, ankle of both legs."""
    swing = 0.07 * wave(time, 1)
    if pose == "floating":
        arms = (
            ((-0.44, 0.74), (-0.82, 0.78), (-1.04, 0.42 + swing)),
            ((0.44, 0.74), (0.8, 0.94), (1.08, 0.72 - swing)),
        )
        legs = (
            ((-0.24, 1.3), (-0.34, 1.66), (-0.62 + swing, 1.86)),
            ((0.24, 1.3), (0.42, 1.62), (0.3 - swing, 1.98)),
        )
    elif pose == "standing":
        waving = 0.12 * wave(time, 2)
        arms = (
            ((-0.46, 0.74), (-0.74, 0.98), (-0.66, 1.26)),
            ((0.46, 0.74), (0.86, 0.8), (0.98 + waving, 0.34)),
        )
        legs = (
            ((-0.24, 1.3), (-0.28, 1.56), (-0.29, 1.8)),
            ((0.24, 1.3), (0.28, 1.56), (0.29, 1.8)),
        )
    else:
        arms = (
            ((-0.46, 0.74), (-0.8, 0.98), (-0.5, 1.3)),
            ((0.46, 0.74), (0.8, 0.98), (0.5, 1.3)),
        )
        legs = (((-0.24, 1.3), (-0.5, 1.34), (-0.56, 1.5)), ((0.24, 1.3), (0.5, 1.34), (0.56, 1.5)))
    return arms, legs


def _limb(brush: Brush, joints: Limb, cloth: Hsv, trim: Hsv, width: float, lit: int) -> None:
    """A padded tube with folds at its joint and a band of colour near its end."""
    start, bend, end = joints
    curve = shape(start, (*bend, *end))
    brush.line(curve, ink(cloth, 0.46, 1.15), width * 1.06)
    brush.line(curve, ink(cloth, 0.9), width * 0.88)
    with brush.soft():
        with brush.place(lit * width * 0.14, -width * 0.12):
            brush.line(curve, ink(cloth, 1.1, 0.8, 0.8), width * 0.4, 0.05)
        for at in (0.42, 0.54):
            middle, way = _along(joints, at)
            across = (-way[1] * width * 0.4, way[0] * width * 0.4)
            fold = shape(
                (middle[0] - across[0], middle[1] - across[1]),
                (middle[0] + across[0], middle[1] + across[1]),
            )
            brush.line(fold, ink(cloth, 0.5, 1.1, 0.5), 0.022)
        middle, way = _along(joints, 0.8)
        across = (-way[1] * width * 0.46, way[0] * width * 0.46)
        band = shape(
            (middle[0] - across[0], middle[1] - across[1]),
            (middle[0] + across[0], middle[1] + across[1]),
        )
        brush.line(band, ink(trim, 0.85), 0.085)


def _along(joints: Limb, at: float) -> tuple[Point, Point]:
    """The place and the direction at parameter `at` of a limb."""
    (x, y), (u, v), (p, q) = joints
    rest = 1 - at
    middle = (
        rest * rest * x + 2 * rest * at * u + at * at * p,
        rest * rest * y + 2 * rest * at * v + at * at * q,
    )
    dx, dy = rest * (u - x) + at * (p - u), rest * (v - y) + at * (q - v)
    long = math.hypot(dx, dy) or 1.0
    return middle, (dx / long, dy / long)


def _glove(brush: Brush, hand: Point, trim: Hsv, cloth: Hsv) -> None:
    x, y = hand
    tone: Hsv = (0.6, 0.05, 0.9) if cloth[1] > 0.3 else (0.6, 0.08, 0.7)
    glow = [ink(tone, 1.1), ink(tone, 0.9), ink(tone, 0.5, 1.3)]
    brush.spot(x, y, 0.17, 0.165, radial((x - 0.05, y - 0.06), 0.26, glow))
    with brush.soft():
        for toe in (-0.07, 0.0, 0.07):
            pad = shape((x + toe, y - 0.13), (x + toe, y - 0.05))
            brush.line(pad, ink(tone, 0.5, 1.2, 0.7), 0.02)
        brush.spot(x, y + 0.05, 0.06, 0.04, ink(trim, 0.9, alpha=0.8))


def _boot(brush: Brush, leg: Limb, trim: Hsv, lit: int, side: int, pose: str) -> None:
    x, y = leg[2]
    tone: Hsv = (0.6, 0.06, 0.72)
    turn = side * -14 if pose == "floating" else 0
    with brush.place(x + side * 0.04, y + 0.06, 1, 1, turn):
        boot = shape(
            (-0.19, -0.14),
            (-0.22, 0.06, -0.22, 0.12, -0.16, 0.12),
            (0.18, 0.12),
            (0.24, 0.12, 0.22, -0.02, 0.19, -0.14),
        )
        ends = [ink(tone, 0.6), ink(tone, 1.1)]
        brush.fill(boot, linear((-lit * 0.2, 0), (lit * 0.2, 0), ends))
        brush.line(shape((-0.19, 0.12), (0.2, 0.12)), ink((0.62, 0.2, 0.24)), 0.05)
        with brush.soft():
            brush.line(shape((-0.18, -0.1), (0.18, -0.1)), ink(trim, 0.85), 0.07)
            brush.line(shape((-0.12, -0.02), (0.14, -0.02)), ink(tone, 0.5, alpha=0.6), 0.02)


def _sole(brush: Brush, foot: Point, trim: Hsv, side: int) -> None:
    """The boot of a sitting cat: we see its sole."""
    x, y = foot[0] + side * 0.02, foot[1] + 0.04
    with brush.place(x, y, 1, 1, side * 10):
        brush.fill(oval(0, 0, 0.215, 0.235), ink((0.6, 0.06, 0.5)))
        tone = [ink((0.6, 0.06, 0.9)), ink((0.6, 0.08, 0.66))]
        brush.spot(0, -0.015, 0.185, 0.2, radial((-0.05, -0.08), 0.3, tone))
        with brush.soft():
            brush.spot(0, 0.05, 0.085, 0.07, ink(trim, 0.85))
            for toe, drop in ((-0.1, -0.04), (0, -0.1), (0.1, -0.04)):
                brush.spot(toe, drop, 0.042, 0.042, ink(trim, 0.85))


def _pack(brush: Brush, lit: int) -> None:
    pack = shape(
        (-0.56, 0.5),
        (-0.68, 0.54, -0.68, 0.7),
        (-0.66, 1.16),
        (-0.64, 1.3, -0.5, 1.3),
        (0.5, 1.3),
        (0.64, 1.3, 0.66, 1.16),
        (0.68, 0.7),
        (0.68, 0.54, 0.56, 0.5),
    )
    ends = [ink(METAL, 0.4), ink(METAL, 0.88)]
    brush.fill(pack, linear((-lit * 0.66, 0), (lit * 0.66, 0), ends))


def _torso(brush: Brush, cloth: Hsv, trim: Hsv, lit: int) -> None:
    shades = [ink(cloth, 0.52, 1.15), ink(cloth, 0.92), ink(cloth, 1.1, 0.85), ink(cloth, 0.92)]
    brush.fill(TORSO, linear((-lit * 0.6, 0.9), (lit * 0.6, 0.8), shades, [0, 0.4, 0.75, 1]))
    with brush.soft(), brush.inside(TORSO):
        brush.spot(0, 0.58, 0.6, 0.16, ink(SHADE, alpha=0.4), 0.06)
        brush.spot(0, 1.5, 0.6, 0.2, ink(SHADE, alpha=0.4), 0.08)
        belt = shape((-0.6, 1.2), (0, 1.3, 0.6, 1.2))
        brush.line(belt, ink(trim, 0.82), 0.09)
        for x in (-0.3, 0.3):
            strap = shape((x, 0.5), (x * 1.12, 0.85, x, 1.22))
            brush.line(strap, ink(cloth, 0.55, 1.1, 0.6), 0.05)
    with brush.soft():
        panel = shape((-0.2, 0.82), (0.2, 0.82), (0.2, 1.1), (-0.2, 1.1))
        brush.fill(panel, ink(SHADE, alpha=0.35), 0.04)
        brush.fill(panel, linear((0, 0.82), (0, 1.1), [ink(METAL, 1.15), ink(METAL, 0.8)]))
        for x, hue in ((-0.12, 0.99), (0.0, 0.13), (0.12, 0.36)):
            brush.spot(x, 0.9, 0.04, 0.04, ink((hue, 0.8, 0.95)))
        screen = shape((-0.15, 0.98), (0.06, 0.98), (0.06, 1.06), (-0.15, 1.06))
        brush.fill(screen, ink((0.55, 0.6, 0.35)))
        brush.line(shape((-0.13, 1.03), (-0.06, 1.0), (0.0, 1.04)), ink((0.4, 0.6, 0.95)), 0.016)
        for side in (-1, 1):
            hose = shape((side * 0.2, 1.04), (side * 0.44, 1.16, side * 0.52, 0.92))
            brush.line(hose, ink(METAL, 0.5), 0.055)
            brush.line(hose, ink(METAL, 0.95), 0.028)


def _tail(brush: Brush, coat: Coat, pose: str, time: float) -> None:
    sway = 0.1 * wave(time, 1, 0.25)
    low = 1.5 if pose == "sitting" else 1.32
    curve = shape(
        (0.3, low), (0.95, low + 0.12, 1.02 + sway, 0.9, 0.86 + sway, 0.62 + 0.2 * low * 0.5)
    )
    brush.line(curve, ink(coat.fur, 0.6, 1.1), 0.2)
    brush.line(curve, ink(coat.fur), 0.15)
    with brush.soft():
        for at in (0.35, 0.52, 0.69, 0.86):
            rest = 1 - at
            x = (
                rest**3 * 0.3
                + 3 * rest**2 * at * 0.95
                + 3 * rest * at**2 * (1.02 + sway)
                + at**3 * (0.86 + sway)
            )
            y = (
                rest**3 * low
                + 3 * rest**2 * at * (low + 0.12)
                + 3 * rest * at**2 * 0.9
                + at**3 * (0.62 + 0.1 * low)
            )
            brush.spot(x, y, 0.085, 0.04, ink(coat.stripe, alpha=0.75 * coat.marked))


def _helmet(brush: Brush, rng: random.Random, coat: Coat, trim: Hsv, lit: int, time: float) -> None:
    ring = oval(0, 0.6, 0.44, 0.13)
    brush.fill(
        ring, linear((-0.44, 0), (0.44, 0), [ink(METAL, 0.45), ink(METAL, 1.1), ink(METAL, 0.5)])
    )
    bowl = oval(0, 0, GLASS, GLASS)
    inner = [ink((0.6, 0.32, 0.62)), ink((0.61, 0.5, 0.4)), ink((0.63, 0.6, 0.22))]
    brush.fill(bowl, radial((lit * 0.2, -0.2), 1.05, inner))
    with brush.place(0, 0.1, 0.98, 0.98, 3 * wave(time, 1, 0.3)):
        head(brush, rng, coat, time)
    with brush.soft(), brush.inside(bowl):
        brush.spot(0, 0.74, 0.7, 0.26, ink(SHADE, alpha=0.45), 0.08)
        edge = [ink((0.56, 0.25, 1.0), alpha=0.0), ink((0.56, 0.3, 1.0), alpha=0.5)]
        brush.fill(bowl, radial((0, 0), GLASS, edge, [0.72, 1]))
        sheen = [ink(WHITE, alpha=0.5), ink(WHITE, alpha=0.0)]
        glint = shape(
            (lit * 0.6, -0.2),
            (lit * 0.56, -0.52, lit * 0.2, -0.66),
            (lit * 0.42, -0.44, lit * 0.46, -0.16),
        )
        brush.fill(glint, linear((lit * 0.4, -0.7), (lit * 0.5, -0.1), sheen), 0.012)
        brush.spot(-lit * 0.42, 0.42, 0.12, 0.05, ink(WHITE, alpha=0.3), 0.03)
    brush.line(
        bowl, linear((0, -GLASS), (0, GLASS), [ink((0.6, 0.03, 1.0)), ink((0.6, 0.1, 0.66))]), 0.055
    )
    for side in (-1, 1):
        pod = oval(side * (GLASS + 0.01), 0.02, 0.085, 0.17)
        light = 1.05 if side == lit else 0.62
        brush.fill(pod, linear((0, -0.15), (0, 0.18), [ink(trim, light), ink(trim, light * 0.6)]))
    feeler = shape((GLASS + 0.01, -0.12), (GLASS + 0.06, -0.46))
    brush.line(feeler, ink(METAL), 0.03)
    brush.spot(GLASS + 0.06, -0.49, 0.045, 0.045, ink((0.99, 0.8, 0.95)))
    with brush.soft():
        blink = [
            ink((0.99, 0.7, 1.0), alpha=0.5 + 0.3 * wave(time, 2)),
            ink((0.99, 0.8, 1.0), alpha=0.0),
        ]
        spot = (GLASS + 0.06, -0.49)
        brush.spot(*spot, 0.15, 0.15, radial(spot, 0.15, blink), mode=SCREEN)


__all__ = ["FEET", "SEAT", "astronaut"]
