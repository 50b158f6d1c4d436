"""The colours of the garden, as hue, saturation, value.

Each is far enough from its neighbours to be told apart in moonlight as well.
"""

import random

from pellucid.data.world.brush import Hsv

WHITE: Hsv = (0.12, 0.03, 1.0)
BLACK: Hsv = (0.08, 0.45, 0.07)
SHADE: Hsv = (0.62, 0.35, 0.06)
STEM: Hsv = (0.28, 0.62, 0.56)
LEAF: Hsv = (0.29, 0.66, 0.62)

PETAL: dict[str, Hsv] = {
    "red": (0.99, 0.88, 0.88),
    "orange": (0.065, 0.90, 0.98),
    "yellow": (0.135, 0.88, 1.0),
    "pink": (0.935, 0.45, 0.98),
    "purple": (0.775, 0.56, 0.80),
    "white": (0.13, 0.04, 0.98),
    "brown": (0.065, 0.56, 0.58),
    "green": LEAF,
    "grey": (0.10, 0.08, 0.60),
}
WING: dict[str, tuple[Hsv, Hsv]] = {  # near the body, near the margin
    "monarch": ((0.085, 0.88, 1.0), (0.045, 0.95, 0.90)),
    "blue": ((0.54, 0.62, 1.0), (0.61, 0.85, 0.82)),
    "white": ((0.14, 0.06, 1.0), (0.14, 0.05, 0.95)),
    "yellow": ((0.155, 0.62, 1.0), (0.14, 0.82, 0.97)),
    "red": ((0.01, 0.78, 0.98), (0.985, 0.92, 0.75)),
    "purple": ((0.79, 0.50, 0.95), (0.76, 0.70, 0.66)),
}
SHELL: dict[str, Hsv] = {
    "brown": (0.06, 0.62, 0.58),
    "golden": (0.115, 0.80, 0.98),
    "cream": (0.11, 0.16, 0.97),
    "red": (0.995, 0.74, 0.74),
    "pink": (0.93, 0.36, 0.96),
}
LADYBIRD: dict[str, Hsv] = {"red": (0.995, 0.92, 0.90), "yellow": (0.135, 0.92, 1.0)}
DRAGONFLY: dict[str, Hsv] = {
    "blue": (0.57, 0.78, 0.88),
    "green": (0.36, 0.72, 0.72),
    "red": (0.995, 0.84, 0.84),
}


def vary(rng: random.Random, hsv: Hsv, amount: float = 1.0) -> Hsv:
    """The same colour, as nature repeats it: a little off."""
    hue, saturation, value = hsv
    return (
        hue + rng.uniform(-0.008, 0.008) * amount,
        saturation * (1 + rng.uniform(-0.07, 0.05) * amount),
        value * (1 + rng.uniform(-0.05, 0.03) * amount),
    )
