"""The painted scenes that come with the package, for measuring what a network looks at.

Writes `src/pellucid/data/painted.safetensors`: for each scene its picture as WebP, and for each
thing that its short caption names the share of every cell of 8 x 8 pixels that it covers, in one
byte. To be run again when the world has changed; needs skia.
"""

import io
import json
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from safetensors.numpy import save_file

from pellucid.data.world import scene
from pellucid.data.world.scene import Scene
from pellucid.judge.captions import NOUNS, SUPPORTS
from pellucid.judge.painted import FILE

SEED = 20_261_130  # no training run's
WANTED = {"garden": 5, "hills": 2, "sky": 2, "room": 2, "city": 1}
CELL = 8  # px
LEAST, MOST = 0.02, 0.6  # shares of the picture: what is smaller is hard to see, what is larger all
NAMES = {**NOUNS, **SUPPORTS, "couch": "couch|sofa", "houses": "houses?|villages?"}
QUALITY = 90


def parts(painted: Scene, caption: str) -> Iterator[tuple[tuple[int, int], NDArray[np.uint8]]]:
    """Find the things that a caption names: where its word stands, and where it is."""
    labels = painted.labels().segments
    cells = (len(labels) // CELL, CELL, len(labels) // CELL, CELL)
    for number, name in enumerate(painted.segments):
        word = re.search(rf"\b({NAMES.get(name, name.removesuffix('s') + 's?')})\b", caption, re.I)
        there = labels == number
        if word and LEAST < there.mean() < MOST:
            share = there.reshape(cells).mean((1, 3))
            yield word.span(), (255 * share).round().astype(np.uint8)


def main() -> None:
    """Write the file again."""
    told: list[dict[str, object]] = []
    tensors: dict[str, NDArray[np.uint8]] = {}
    for place, count in WANTED.items():
        found, index = 0, 0
        while found < count:
            painted = scene(SEED, index, place=place)
            caption = painted.captions.short
            named = dict(parts(painted, caption))
            index += 1
            if len(named) < (2 if place in ("garden", "room") else 1):
                continue
            file = io.BytesIO()
            Image.fromarray(painted.picture()).save(file, "WEBP", quality=QUALITY, method=6)
            tensors[f"{len(told)}.picture"] = np.frombuffer(file.getvalue(), np.uint8)
            tensors[f"{len(told)}.parts"] = np.stack([*named.values()])
            told.append({"caption": caption, "spans": [*named]})
            found += 1
    save_file(tensors, FILE, {"scenes": json.dumps(told)})
