"""Painted scenes that come with the package, with what is where in them.

A scene that was painted is known to the pixel, so it can be measured against: does a network look
for the snail where the snail is? They are scenes that no training run has seen.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from safetensors import safe_open

from pellucid.pixels import Pixels

FILE = Path(__file__).resolve().parents[1] / "data" / "painted.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A word of a caption, where it stands, and which share of each cell (h, w) is its thing."""

    word: str
    start: int
    end: int
    share: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A picture (H, W, 3), its caption, and the parts that the caption names."""

    caption: str
    picture: Pixels
    parts: Sequence[Part]


@cache
def shipped() -> Sequence[Painted]:
    """Read the scenes that come with the package."""
    with safe_open(FILE, "np") as file:
        told = json.loads(file.metadata()["scenes"])
        return tuple(
            Painted(
                scene["caption"],
                np.asarray(Image.open(io.BytesIO(file.get_tensor(f"{i}.picture").tobytes()))),
                tuple(
                    Part(scene["caption"][start:end], start, end, share.astype(np.float32) / 255)
                    for (start, end), share in zip(
                        scene["spans"], file.get_tensor(f"{i}.parts"), strict=True
                    )
                ),
            )
            for i, scene in enumerate(told)
        )
