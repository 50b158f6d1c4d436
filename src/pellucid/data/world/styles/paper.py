"""What styles are made of: smooth noise, blur, tone and edge direction of a finished picture.

Pictures are float32 in [0, 1], (H, W, 3); planes are (H, W). Blurs and enlargements go through
Pillow, which does them in well under a millisecond, so that a style costs less than a painting.
"""

import random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def dice(rng: random.Random) -> np.random.Generator:
    """A generator of arrays that depends on the random stream alone."""
    return np.random.default_rng(rng.getrandbits(64))


def to_floats(pixels: Bytes) -> Floats:
    """Bytes as numbers in [0, 1]."""
    return np.asarray(pixels, np.float32) / np.float32(255)


def to_bytes(picture: Floats) -> Bytes:
    """Numbers in [0, 1] as bytes; what is outside is cut off."""
    return np.asarray(np.clip(picture * 255 + 0.5, 0, 255), np.uint8)


def grey(picture: Floats) -> Floats:
    """The tone of each pixel, 0 black to 1 white."""
    return np.asarray(picture @ LUMA, np.float32)


def blurred(picture: Floats, radius: float) -> Floats:
    """A Gaussian blur of a picture or a plane (rounded to bytes on the way)."""
    image = Image.fromarray(to_bytes(picture)).filter(ImageFilter.GaussianBlur(radius))
    return to_floats(np.asarray(image))


def fit(plane: Floats, height: int, width: int) -> Floats:
    """A plane enlarged smoothly, or reduced by averages."""
    image = Image.fromarray(np.asarray(plane, np.float32))
    shrinks = height < plane.shape[0]
    kind = Image.Resampling.BOX if shrinks else Image.Resampling.BICUBIC
    return np.asarray(image.resize((width, height), kind), np.float32)


def noise(chance: np.random.Generator, height: int, width: int, scale: float) -> Floats:
    """Soft random hills of about unit height, `scale` pixels from one to the next."""
    rows, columns = max(2, round(height / scale) + 1), max(2, round(width / scale) + 1)
    return fit(chance.standard_normal((rows, columns), dtype=np.float32), height, width)


def calmed(pixels: Bytes) -> Bytes:
    """Small detail gone, edges kept: medians of three along rows and columns."""
    for step in (1, 2):
        for axis in (0, 1):
            here, back, ahead = (np.roll(pixels, shift, axis) for shift in (0, step, -step))
            low, high = np.minimum(back, ahead), np.maximum(back, ahead)
            pixels = np.maximum(low, np.minimum(high, here))
    return pixels


def mix(first: Floats, second: Floats, share: Floats) -> Floats:
    """`first` where share is 0, `second` where it is 1; share is a plane."""
    return np.asarray(first + (second - first) * share[:, :, None], np.float32)


def moved(picture: Floats, down: Floats, right: Floats) -> Floats:
    """The picture with each pixel taken from a little further down and right (nearest pixel)."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    above = np.clip(np.rint(rows + down), 0, height - 1).astype(np.intp)
    beside = np.clip(np.rint(columns + right), 0, width - 1).astype(np.intp)
    return np.asarray(picture[above, beside], np.float32)


def slopes(plane: Floats) -> tuple[Floats, Floats]:
    """How much a plane changes downwards and to the right, by central differences."""
    down, right = np.gradient(plane)
    return np.asarray(down, np.float32), np.asarray(right, np.float32)


def along(tone: Floats, cell: int, bend: Floats) -> tuple[Floats, Floats]:
    """The direction edges run in, in radians, averaged over `cell` pixels, and their strength.

    The direction is that of least change, from the structure tensor (Kass and Witkin, Analyzing
    Oriented Patterns, 1987); where there are no edges it turns towards the plane `bend`.
    """
    height, width = tone.shape
    down, right = slopes(tone)
    parts = (right * right - down * down, 2 * right * down, right * right + down * down)
    small = (height // cell, width // cell)
    across, twice, power = (fit(fit(part, *small), height, width) for part in parts)
    quiet = np.float32(4e-5)
    level, slant = across - quiet * np.cos(2 * bend), twice - quiet * np.sin(2 * bend)
    angle = 0.5 * np.arctan2(slant, level) + np.float32(np.pi / 2)
    strength = np.sqrt(np.maximum(power, 0))
    return np.asarray(angle, np.float32), np.asarray(strength, np.float32)
