"""The prompts of the map of meanings: what they mean, and a small picture of each.

Reads `map.txt`: lines of one word name a group, the others are prompts, where [red|blue] stands for
either. Writes `src/pellucid/data/map.safetensors`, as `known.py` does but with 16 bits for a
number, and the sheet `src/pellucid/web/poster/map.webp`. To be run when prompts or weights have
changed; the pictures are walks of few steps and take some minutes.
"""

import json
import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import save_file

import pellucid
from pellucid.app.page import WEB
from pellucid.engine.meaning import FOLDER, meanings
from pellucid.exhibits.map import TILE
from pellucid.nets.text import SHA256, load_text_encoder
from pellucid.pixels import Pixels
from pellucid.record.sprites import sheet

LIST = Path(__file__).with_name("map.txt")
STEPS, SEED = 8, 4
QUALITY = 60


def prompts(words: str) -> dict[str, str]:
    """List the prompts, each with its group."""
    found, group = {}, ""
    for line in words.splitlines():
        if " " not in line:
            group = line
            continue
        parts = (part.split("|") for part in re.split(r"[\[\]]", line))
        found.update({"".join(each): group for each in product(*parts)})
    return found


def drawn(engine: pellucid.Engine, prompt: str) -> Pixels:
    """Draw a small picture of a prompt."""
    *_, last = engine.draw(pellucid.Recipe(prompt, seed=SEED, steps=STEPS))
    picture = Image.fromarray(engine.preview(last.x_next))
    small: NDArray[np.uint8] = np.asarray(picture.resize((TILE, TILE), Image.Resampling.LANCZOS))
    return small


def main() -> None:
    """Write both files again."""
    engine, found = pellucid.load(), prompts(LIST.read_text("utf-8"))
    reader = replace(engine, read=load_text_encoder())  # what is compiled here is this machine's
    told = {
        "captions": json.dumps(list(found)),
        "shares": json.dumps(list(found.values())),
        "encoder": SHA256,
    }
    meant = meanings(reader, list(found)).to(torch.float16)
    save_file({"meanings": meant}, FOLDER / "map.safetensors", told)
    whole = Image.fromarray(sheet([drawn(engine, prompt) for prompt in found]))
    whole.save(WEB / "poster" / "map.webp", quality=QUALITY, method=6)
