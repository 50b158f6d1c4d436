"""Styles: how a finished picture is painted over, and what that is called.

A style is a function from a picture (H, W, 3) and random numbers to a picture of the same size.
It knows nothing of what is shown, so every style fits every place. Labels lie where they lay:
a style may blur or redraw an edge by a few pixels and must not move anything further.
"""

import random
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from pellucid.data.world.styles import pencil, washes

Pixels = npt.NDArray[np.uint8]
Style = Callable[[Pixels, random.Random], Pixels]


def natural(pixels: Pixels, _: random.Random) -> Pixels:
    """As the world is painted."""
    return pixels


def oil(pixels: Pixels, rng: random.Random) -> Pixels:
    """Bristly strokes along the edges of things, broad ones first."""
    from pellucid.data.world.styles import strokes  # noqa: PLC0415  needs the system's libGL

    return strokes.oil(pixels, rng)


def starry(pixels: Pixels, rng: random.Random) -> Pixels:
    """Thick dashes that swirl, after Van Gogh's Starry Night (1889)."""
    from pellucid.data.world.styles import strokes  # noqa: PLC0415  needs the system's libGL

    return strokes.swirls(pixels, rng)


STYLES: dict[str, Style] = {
    "natural": natural,
    "oil": oil,
    "starry": starry,
    "watercolor": washes.watercolor,
    "flat": washes.flat,
    "pixel": washes.pixels,
    "pencil": pencil.pencil,
}
AFTER: dict[str, tuple[str, ...]] = {  # what may follow a caption
    "oil": ("oil painting style", "oil painting", "oil on canvas", "painted in oil"),
    "starry": (
        "in the style of Van Gogh's Starry Night",
        "in the style of Van Gogh's Starry Night",
        "in the style of Van Gogh",
        "Starry Night style, swirling brush strokes",
    ),
    "watercolor": ("watercolor", "watercolor painting", "watercolour", "watercolor style"),
    "flat": ("flat vector illustration", "flat vector", "vector art", "flat design"),
    "pixel": ("pixel art", "pixel art", "pixel art style", "8-bit pixel art"),
    "pencil": ("pencil sketch", "pencil drawing", "drawn in pencil", "pencil sketch style"),
}
BEFORE: dict[str, tuple[str, ...]] = {  # what may precede it
    "oil": ("an oil painting of", "oil painting of"),
    "starry": ("a Van Gogh painting of", "a Starry Night style painting of"),
    "watercolor": ("a watercolor of", "a watercolor painting of", "watercolour of"),
    "flat": ("a flat vector illustration of", "flat vector art of"),
    "pixel": ("pixel art of", "a pixel art picture of"),
    "pencil": ("a pencil sketch of", "a pencil drawing of", "pencil sketch of"),
}


def told(text: str, style: str, rng: random.Random) -> str:
    """The caption with the style's name, before or after; natural pictures say nothing."""
    if style == "natural":
        return text
    before = text.startswith(("a ", "an ", "two ", "several "))
    if before and rng.random() < 0.4:
        return f"{rng.choice(BEFORE[style])} {text}"
    after = rng.choice(AFTER[style])
    comma = "" if after.startswith("in ") and rng.random() < 0.5 else ","
    return f"{text.rstrip('.')}{comma} {after}"
