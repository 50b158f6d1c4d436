"""Styles: how a finished picture is painted over, and what that is called.

A style is a function from a picture (H, W, 3) and random numbers to a picture of the same size.
It knows nothing of what is shown, so every style fits every place. Labels lie where they lay:
a style may blur or redraw an edge by a few pixels and must not move anything further.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pellucid.data.world.styles import pencil, washes

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Style:
    """How a picture is painted over, and what may precede or follow its caption."""

    paint: Callable[[Pixels, random.Random], Pixels]
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def __call__(self, pixels: Pixels, rng: random.Random, /) -> Pixels:
        return self.paint(pixels, rng)


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
    "natural": Style(natural),
    "oil": Style(
        oil,
        after=("oil painting style", "oil painting", "oil on canvas", "painted in oil"),
        before=("an oil painting of", "oil painting of"),
    ),
    "starry": Style(
        starry,
        after=(
            "in the style of Van Gogh's Starry Night",
            "in the style of Van Gogh's Starry Night",
            "in the style of Van Gogh",
            "Starry Night style, swirling brush strokes",
        ),
        before=("a Van Gogh painting of", "a Starry Night style painting of"),
    ),
    "watercolor": Style(
        washes.watercolor,
        after=("watercolor", "watercolor painting", "watercolour", "watercolor style"),
        before=("a watercolor of", "a watercolor painting of", "watercolour of"),
    ),
    "flat": Style(
        washes.flat,
        after=("flat vector illustration", "flat vector", "vector art", "flat design"),
        before=("a flat vector illustration of", "flat vector art of"),
    ),
    "pixel": Style(
        washes.pixels,
        after=("pixel art", "pixel art", "pixel art style", "8-bit pixel art"),
        before=("pixel art of", "a pixel art picture of"),
    ),
    "pencil": Style(
        pencil.pencil,
        after=("pencil sketch", "pencil drawing", "drawn in pencil", "pencil sketch style"),
        before=("a pencil sketch of", "a pencil drawing of", "pencil sketch of"),
    ),
}
"""Every style. One row adds one: scenes, captions and the judge of styles follow from it."""


def told(text: str, style: str, rng: random.Random) -> str:
    """The caption with the style's name, before or after; natural pictures say nothing."""
    if style == "natural":
        return text
    before = text.startswith(("a ", "an ", "two ", "several "))
    if before and rng.random() < 0.4:
        return f"{rng.choice(STYLES[style].before)} {text}"
    after = rng.choice(STYLES[style].after)
    comma = "" if after.startswith("in ") and rng.random() < 0.5 else ","
    return f"{text.rstrip('.')}{comma} {after}"
