"""Pictures of a walk, packed for the road.

A *sheet* shows all states of a walk in one picture, six to a row. What is noise travels as JPEG
without colour subsampling: WebP, and any codec that halves the colours, keeps a third of the colour
of pure noise, and the walk's first state would be grey. Clean guesses travel as WebP, which needs
less than half the bytes for them. (Measured: JPEG 4:4:4 at quality 88 keeps 102 % of the colour's
standard deviation of pure noise, WebP 33 %, at any quality.)
"""

import io
import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from pellucid.pixels import Pixels
from pellucid.recipe.pictures import as_file

COLUMNS = 6


def sheet(pictures: Sequence[Pixels]) -> Pixels:
    """Lay pictures (H, W, 3) of one size out in rows of six; places left over are black."""
    height, width, colours = pictures[0].shape
    rows = math.ceil(len(pictures) / COLUMNS)
    canvas = np.zeros((rows * COLUMNS, height, width, colours), np.uint8)
    canvas[: len(pictures)] = pictures
    grid = canvas.reshape(rows, COLUMNS, height, width, colours).swapaxes(1, 2)
    return grid.reshape(rows * height, COLUMNS * width, colours)


def unsheet(data: bytes, count: int) -> list[Pixels]:
    """Cut an encoded sheet into its pictures again."""
    with Image.open(io.BytesIO(data), formats=("JPEG", "WEBP")) as file:
        canvas = np.asarray(file.convert("RGB"))
    height = canvas.shape[0] // math.ceil(count / COLUMNS)
    width = canvas.shape[1] // COLUMNS
    rows = canvas.reshape(-1, height, COLUMNS, width, 3).swapaxes(1, 2)
    return list(rows.reshape(-1, height, width, 3)[:count])


def jpeg(pixels: Pixels) -> bytes:
    """Write what holds noise: JPEG 4:4:4, quality 88."""
    return as_file(Image.fromarray(pixels), "JPEG", quality=88, subsampling=0)


def webp(pixels: Pixels, effort: int = 4) -> bytes:
    """Write what is clean: WebP, quality 80."""
    return as_file(Image.fromarray(pixels), "WEBP", quality=80, method=effort)


def sharpness(pixels: Pixels) -> float:
    """How much neighbouring pixels differ: the mean step of brightness between them, 0 to 255."""
    grey = pixels.astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    across, down = np.abs(np.diff(grey, axis=1)).mean(), np.abs(np.diff(grey, axis=0)).mean()
    return float(across + down) / 2
