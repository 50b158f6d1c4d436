"""A watched walk as files, and back: how the cache keeps it and how it travels to the page.

`meta.json` holds its recipe and everything that is a number; `latents.bin` the states as shown and
then the guesses, float16, little endian, (2, n + 1, C, h, w); `end.png` the picture itself, the
same bytes as `pellucid draw` writes; the rest are sheets of pictures.
"""

import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

from pellucid.recipe.pictures import png
from pellucid.recipe.recipe import from_json, to_json
from pellucid.record.cache import WalkCache
from pellucid.record.distances import shorten
from pellucid.record.sprites import COLUMNS
from pellucid.record.walks import Walked

WHOLE = ("meta.json", "latents.bin", "end.png")


def _describe(walked: Walked, shown: tuple[int, int]) -> dict[str, Any]:
    """Describe a walk for a reader: numbers by state, null where there is none to tell.

    `cell` and `height` are the width and height of its pictures in pixels, `preview` and
    `preview_height` those of its previews, `shown`.
    """
    height, width = walked.end.shape[:2]
    numbers = {
        name: shorten(getattr(walked, name), 6)
        for name in ("t", "pull", "angle", "turn", "progress", "distance", "miss", "sharpness")
    }
    return {
        "key": walked.key,
        "recipe": json.loads(to_json(walked.recipe)),
        "states": walked.states,
        "columns": COLUMNS,
        "cell": width,
        "height": height,
        "preview": shown[0],
        "preview_height": shown[1],
        "latent": list(walked.x.shape[1:]),
        "sigma": list(walked.sigmas),
        **numbers,
        "evals": walked.evals,
        "seconds": shorten([walked.seconds], 6)[0],
    }


def pack(walked: Walked, previews: Mapping[str, bytes], shown: tuple[int, int]) -> dict[str, bytes]:
    """Pack a walk for the cache, with its preview sheets: each picture of (width, height)."""
    latents = torch.cat([walked.x, walked.x0]).contiguous().numpy().astype("<f2").tobytes()
    return {
        "latents.bin": latents,
        "end.png": png(walked.end, walked.recipe),
        **previews,
        "meta.json": json.dumps(_describe(walked, shown), allow_nan=False).encode(),
    }


def unpack(cache: WalkCache, key: str) -> Walked | None:
    """Take a walk out of the cache; None if it is not there, or not all of it."""
    numbers, latents, end = (cache.get(key, name) for name in WHOLE)
    if numbers is None or latents is None or end is None:
        return None
    facts = json.loads(numbers)
    shape = (2, facts["states"], *facts["latent"])
    both = torch.from_numpy(np.frombuffer(latents, "<f2").astype(np.float16).reshape(shape))
    with Image.open(io.BytesIO(end), formats=("PNG",)) as file:
        pixels = np.asarray(file.convert("RGB"))
    return Walked(
        recipe=from_json(json.dumps(facts["recipe"])),
        sigmas=tuple(facts["sigma"]),
        x=both[0],
        x0=both[1],
        end=pixels,
        evals=facts["evals"],
        seconds=_numbers([facts["seconds"]])[0],
        **{name: _numbers(facts.get(name, ())) for name in ("pull", "angle", "turn", "sharpness")},
    )


def _numbers(values: Sequence[float | None]) -> tuple[float, ...]:
    return tuple(math.nan if value is None else value for value in values)
