"""What stands in a room: couch, lamp, plant, picture, rug.

Each stands with its foot on the origin and is painted in its own units: the couch is two units
wide, the lamp and the plant are about one unit high.
"""

import random

from pellucid.data.world.brush import (
    Brush,
    Hsv,
    Path,
    box,
    ink,
    linear,
    oval,
    polygon,
    radial,
    shape,
)
from pellucid.data.world.flora import blade
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import SHADE, WHITE, vary

COUCH: dict[str, Hsv] = {
    "red": (0.992, 0.86, 0.72),
    "blue": (0.6, 0.62, 0.58),
    "green": (0.4, 0.5, 0.46),
    "brown": (0.055, 0.62, 0.46),
    "cream": (0.1, 0.18, 0.92),
}
RUG: dict[str, tuple[Hsv, Hsv]] = {
    "red": ((0.99, 0.7, 0.66), (0.1, 0.35, 0.92)),
    "blue": ((0.6, 0.55, 0.58), (0.1, 0.12, 0.95)),
    "cream": ((0.1, 0.16, 0.94), (0.08, 0.4, 0.66)),
}
WOOD: Hsv = (0.07, 0.6, 0.4)
BRASS: Hsv = (0.11, 0.6, 0.78)


def couch(brush: Brush, rng: random.Random, colour: str, material: str) -> None:
    """A couch of leather, tufted and glossy, or of fabric, soft and with cushions."""
    tone, leather = vary(rng, COUCH[colour], 0.6), material == "leather"
    brush.spot(0, 0.0, 1.08, 0.07, ink(SHADE, alpha=0.6), 0.04)
    for x in (-0.86, 0.86):
        brush.fill(
            shape((x - 0.04, -0.14), (x + 0.04, -0.14), (x + 0.025, 0.0), (x - 0.025, 0.0)),
            ink(WOOD, 0.7),
        )
    back = box(-0.88, -0.86, 0.88, -0.3, 0.16)
    _soft(brush, back, tone, (-0.86, -0.3), 1.12)
    with brush.soft(), brush.inside(back):
        _back(brush, tone, leather)
    for index in range(2 if leather else 3):
        _seat(brush, tone, index, 2 if leather else 3, leather)
    base = box(-0.9, -0.2, 0.9, -0.07, 0.03)
    brush.fill(base, linear((0, -0.2), (0, -0.07), [ink(tone, 0.78), ink(tone, 0.48, 1.05)]))
    for side in (-1, 1):
        _arm(brush, tone, side, leather)
    if not leather:
        for x, turn in ((-0.58, -14), (0.6, 12)):
            with brush.place(x, -0.5, 1, 1, turn):
                _pillow(brush, rng)


def _soft(brush: Brush, path: Path, tone: Hsv, span: tuple[float, float], light: float) -> None:
    """A padded shape: light on its upper edge, dark below."""
    shades = [ink(tone, 1.3 * light, 0.82), ink(tone, 1.02 * light), ink(tone, 0.66 * light, 1.08)]
    brush.fill(path, linear((0, span[0]), (0, span[1]), shades, [0, 0.3, 1]))


def _back(brush: Brush, tone: Hsv, leather: bool) -> None:
    if leather:
        for row, y in enumerate((-0.7, -0.54, -0.4)):
            for column in range(-5, 6):
                x = column * 0.17 + (0.085 if row % 2 else 0)
                for side in (-1, 1):
                    fold = shape((x, y), (x + side * 0.04, y + 0.09, x + side * 0.085, y + 0.15))
                    brush.line(fold, ink(tone, 0.4, 1.1, 0.5), 0.018, 0.006)
                brush.spot(x + 0.01, y - 0.055, 0.06, 0.035, ink(WHITE, alpha=0.15), 0.02)
                brush.spot(x, y, 0.018, 0.018, ink(tone, 0.35))
        brush.fill(box(-0.84, -0.84, 0.84, -0.79, 0.03), ink(WHITE, alpha=0.3), 0.02)
    else:
        for x in (-0.3, 0.3):
            brush.line(
                shape((x, -0.84), (x + 0.01, -0.6, x, -0.3)),
                ink(tone, 0.45, 1.1, 0.6),
                0.022,
                0.008,
            )
            brush.line(
                shape((x + 0.03, -0.82), (x + 0.04, -0.6, x + 0.03, -0.34)),
                ink(tone, 1.35, 0.8, 0.4),
                0.02,
                0.01,
            )
    brush.fill(box(-0.9, -0.4, 0.9, -0.28), ink(SHADE, alpha=0.4), 0.05)


def _seat(brush: Brush, tone: Hsv, index: int, count: int, leather: bool) -> None:
    left = -0.76 + 1.52 * index / count
    right = left + 1.52 / count
    top = shape((left + 0.02, -0.44), (right - 0.02, -0.44), (right, -0.33), (left, -0.33))
    brush.fill(top, linear((0, -0.44), (0, -0.33), [ink(tone, 0.9), ink(tone, 1.32, 0.84)]))
    front = box(left + 0.004, -0.36, right - 0.004, -0.17, 0.05)
    _soft(brush, front, tone, (-0.36, -0.17), 1.05)
    with brush.soft():
        seam = shape((left + 0.03, -0.325), ((left + right) / 2, -0.315, right - 0.03, -0.325))
        brush.line(seam, ink(tone, 0.55, 1.1, 0.5), 0.012)
        if leather:
            wide = right - left
            shine = oval(left + wide * 0.42, -0.4, wide * 0.3, 0.022)
            brush.fill(shine, ink(WHITE, alpha=0.42), 0.018)
            brush.fill(
                oval(left + wide * 0.5, -0.295, wide * 0.34, 0.016), ink(WHITE, alpha=0.25), 0.014
            )


def _arm(brush: Brush, tone: Hsv, side: int, leather: bool) -> None:
    with brush.place(0, 0, side, 1):
        arm = shape(
            (0.74, -0.07),
            (0.75, -0.4, 0.73, -0.5),
            (0.72, -0.66, 0.98, -0.68, 1.0, -0.52),
            (1.0, -0.3, 0.985, -0.07),
        )
        shades = [ink(tone, 0.82), ink(tone, 1.16, 0.9), ink(tone, 0.62, 1.06)]
        brush.fill(arm, linear((0.72, 0), (1.0, 0), shades, [0, 0.45, 1]))
        with brush.soft():
            scroll = oval(0.865, -0.525, 0.1, 0.085)
            brush.fill(
                scroll,
                radial((0.83, -0.57), 0.17, [ink(tone, 1.35, 0.8), ink(tone, 0.9), ink(tone, 0.6)]),
            )
            brush.line(scroll, ink(tone, 0.45, 1.1, 0.55), 0.014)
            if leather:
                brush.spot(0.84, -0.58, 0.05, 0.018, ink(WHITE, alpha=0.55), 0.012)
            brush.line(shape((0.735, -0.45), (0.74, -0.1)), ink(SHADE, alpha=0.4), 0.03, 0.015)


def _pillow(brush: Brush, rng: random.Random) -> None:
    colour = rng.choice(
        ((0.11, 0.7, 0.92), (0.5, 0.35, 0.72), (0.08, 0.08, 0.95), (0.96, 0.4, 0.85))
    )
    outline = shape(
        (-0.17, -0.16),
        (0, -0.12, 0.17, -0.16),
        (0.13, 0, 0.17, 0.16),
        (0, 0.12, -0.17, 0.16),
        (-0.13, 0, -0.17, -0.16),
    )
    brush.fill(outline, ink(SHADE, alpha=0.4), 0.04)
    brush.fill(
        outline,
        radial((-0.05, -0.07), 0.3, [ink(colour, 1.05), ink(colour, 0.92), ink(colour, 0.62, 1.1)]),
    )
    with brush.soft():
        brush.line(
            shape((-0.12, 0.1), (-0.04, 0.03, 0.02, 0.05)),
            ink(colour, 0.5, alpha=0.4),
            0.016,
            0.006,
        )


def lamp(brush: Brush, rng: random.Random, lit: bool) -> None:
    """A floor lamp; lit, its shade glows (its light on the room is painted by the stage)."""
    brush.spot(0, 0, 0.16, 0.026, ink(SHADE, alpha=0.5), 0.02)
    brush.fill(
        oval(0, -0.012, 0.12, 0.02),
        linear((-0.12, 0), (0.12, 0), [ink(BRASS, 1.1), ink(BRASS, 0.5)]),
    )
    pole = box(-0.012, -0.8, 0.012, -0.01)
    brush.fill(pole, linear((-0.012, 0), (0.012, 0), [ink(BRASS, 1.2, 0.8), ink(BRASS, 0.55)]))
    cloth: Hsv = rng.choice(((0.11, 0.22, 0.95), (0.08, 0.35, 0.9), (0.1, 0.1, 0.97)))
    shade = shape((-0.11, -1.02), (0.11, -1.02), (0.2, -0.74), (0, -0.715, -0.2, -0.74))
    if lit:
        tones = [ink((0.115, 0.4, 1.0)), ink((0.13, 0.16, 1.0)), ink((0.1, 0.55, 1.0))]
        brush.fill(shade, linear((0, -1.02), (0, -0.72), tones, [0, 0.55, 1]))
    else:
        tones = [ink(cloth, 1.0), ink(cloth, 1.0), ink(cloth, 0.7, 1.2)]
        brush.fill(shade, linear((-0.18, 0), (0.2, 0), tones))
    with brush.soft():
        brush.line(shape((-0.2, -0.74), (0, -0.715, 0.2, -0.74)), ink(cloth, 0.6, 1.3, 0.6), 0.012)


def plant(brush: Brush, rng: random.Random, time: float) -> None:
    """A house plant in a clay or glazed pot: broad leaves that fan out and hang over."""
    brush.spot(0.02, 0, 0.24, 0.035, ink(SHADE, alpha=0.55), 0.025)
    pot: Hsv = rng.choice(((0.045, 0.58, 0.76), (0.1, 0.08, 0.95), (0.55, 0.4, 0.6)))
    green: Hsv = (rng.uniform(0.29, 0.37), rng.uniform(0.55, 0.72), rng.uniform(0.46, 0.58))
    for index in range(9):
        angle = -90 + (index - 4) * 21 * (1 if index % 2 else 0.86) + rng.uniform(-5, 5)
        angle += 1.5 * wave(time, 1, index / 9)
        length = rng.uniform(0.5, 0.68) * (1 - abs(index - 4) * 0.05)
        with brush.place(0, -0.28):
            with brush.place(0, 0, 1, 1, angle):
                brush.line(shape((0, 0), (length * 0.4, 0)), ink(green, 0.7), 0.018)
            with (
                brush.place(0, 0, 1, 1, angle),
                brush.place(length * 0.32, 0, 1, 1, 10 if angle > -90 else -10),
            ):
                shade = (green[0], green[1], green[2] * (0.72 if index % 3 else 1.08))
                blade(brush, length * 0.72, 0.085, vary(rng, shade), veins=4)
    body = shape((-0.17, -0.29), (0.17, -0.29), (0.125, 0.0), (0, 0.02, -0.125, 0.0))
    brush.fill(
        body,
        linear(
            (-0.17, 0),
            (0.17, 0),
            [ink(pot, 0.92), ink(pot, 1.1, 0.9), ink(pot, 0.58, 1.1)],
            [0, 0.32, 1],
        ),
    )
    rim = box(-0.185, -0.31, 0.185, -0.25, 0.012)
    brush.fill(
        rim,
        linear(
            (-0.185, 0),
            (0.185, 0),
            [ink(pot, 1.0), ink(pot, 1.18, 0.85), ink(pot, 0.66, 1.1)],
            [0, 0.32, 1],
        ),
    )


def picture(brush: Brush, rng: random.Random) -> None:
    """A framed painting around the origin, about two units wide: a small landscape or shapes."""
    wide, high = 1.0, rng.choice((0.7, 0.8, 1.15))
    wood: Hsv = rng.choice(((0.09, 0.62, 0.5), (0.07, 0.1, 0.16), (0.11, 0.55, 0.82)))
    with brush.place(0.05, 0.08):
        brush.fill(box(-wide, -high, wide, high), ink(SHADE, alpha=0.4), 0.07)
    brush.fill(
        box(-wide, -high, wide, high),
        linear((-wide, -high), (wide, high), [ink(wood, 1.3), ink(wood, 0.8)]),
    )
    with brush.soft():
        brush.fill(box(-wide + 0.1, -high + 0.1, wide - 0.1, high - 0.1), ink((0.1, 0.03, 0.97)))
        inner = box(-wide + 0.24, -high + 0.24, wide - 0.24, high - 0.24)
        sky: Hsv = rng.choice(
            ((0.56, 0.4, 0.9), (0.09, 0.5, 0.98), (0.93, 0.3, 0.92), (0.13, 0.25, 0.98))
        )
        brush.fill(inner, linear((0, -high), (0, high), [ink(sky), ink(sky, 1.05, 0.4)]))
        with brush.inside(inner):
            x = rng.uniform(-0.4, 0.4)
            brush.spot(
                x,
                -high * 0.15,
                0.17,
                0.17,
                ink(rng.choice(((0.1, 0.6, 1.0), (0.02, 0.7, 0.92), (0.12, 0.1, 1.0)))),
            )
            for y, tone in ((0.12, 0.0), (0.34, 0.1)):
                hill: Hsv = ((sky[0] + 0.35 + tone) % 1.0, 0.45, 0.62 - tone)
                brush.spot(rng.uniform(-0.6, 0.6), high * (0.55 + y), 1.0, high * 0.55, ink(hill))


def rug(
    brush: Brush, rng: random.Random, colour: str, corners: tuple[float, float, float, float]
) -> None:
    """A patterned rug lying flat: `corners` are half its width far and near, its far and near y."""
    body, trim = RUG[colour]
    far, near, top, foot = corners
    brush.fill(
        polygon([(-far, top), (far, top), (near * 1.01, foot + 2.5), (-near * 1.01, foot + 2.5)]),
        ink(SHADE, alpha=0.5),
        1.6,
    )
    for share, tone in ((0.0, body), (0.1, trim), (0.15, body), (0.3, trim), (0.34, body)):
        depth = (foot - top) * share * 0.85
        inset = 1 - share
        lean = (near - far) * depth / (foot - top)
        rim = [
            ((far + lean) * -inset, top + depth),
            ((far + lean) * inset, top + depth),
            ((near - lean) * inset, foot - depth),
            ((near - lean) * -inset, foot - depth),
        ]
        tones = [ink(vary(rng, tone, 0.5), 0.86), ink(tone, 1.06)]
        brush.fill(polygon(rim), linear((0, top), (0, foot), tones))
    with brush.soft():
        for index in range(5):
            x = (index - 2) * far * 0.24
            y = (top + foot) / 2
            brush.fill(
                polygon([(x, y - 5), (x + 8, y), (x, y + 5), (x - 8, y)]),
                ink(trim, 0.95, alpha=0.85),
            )


__all__ = ["COUCH", "RUG", "couch", "lamp", "picture", "plant", "rug"]
