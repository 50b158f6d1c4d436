"""Styles: how a finished picture is painted over, and what that is called.

A style is a function from a picture (H, W, 3) and random numbers to a picture of the same size.
It knows nothing of what is shown, so every style fits every place. Labels lie where they lay:
a style may blur or redraw an edge by a few pixels and must not move anything further.
"""

import random
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Style = Callable[[Pixels, random.Random], Pixels]


def natural(pixels: Pixels, _: random.Random) -> Pixels:
    """As the world is painted."""
    return pixels


STYLES: dict[str, Style] = {"natural": natural}
AFTER: dict[str, tuple[str, ...]] = {}  # what may follow a caption: "oil painting style"
BEFORE: dict[str, tuple[str, ...]] = {}  # what may precede it: "an oil painting of"


def told(text: str, style: str, rng: random.Random) -> str:
    """The caption with the style's name, before or after; natural pictures say nothing."""
    if style == "natural":
        return text
    before = text.startswith(("a ", "an ", "two ", "several "))
    if before and rng.random() < 0.4:
        return f"{rng.choice(BEFORE[style])} {text}"
    return f"{text.rstrip('.')}, {rng.choice(AFTER[style])}"
