"""The captions that the page compares prompts to, with their meanings.

Writes `src/pellucid/data/known.safetensors`: captions of the painted world, half of them short, and
what they mean to the text encoder, 384 numbers of one byte each, and of which part of the world
they are. To be run again when captions have changed.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from pellucid.data.sources import SOURCES
from pellucid.nets.text import SHA256, load_text_encoder

FILE = Path(__file__).resolve().parent.parent / "src" / "pellucid" / "data" / "known.safetensors"
SEED = 20_261_121  # no training run's
COUNT = 200  # captions of each place


def captions(count: int) -> dict[str, str]:
    """List different captions of each part of the world, three times as many of the first."""
    found: dict[str, str] = {}
    for place, source in enumerate(SOURCES.values()):
        for index in range(count if place else 3 * count):
            told = source.scene(SEED, index).captions
            caption = (told.short, told.short, told.medium, told.dense)[index % 4]
            found.setdefault(caption, source.name)
    return found


def main() -> None:
    """Write the file again."""
    encoder = load_text_encoder()
    found = captions(COUNT)
    pooled = [encoder([caption]).pooled for caption in found]
    meanings = torch.cat([each for each in pooled if each is not None])
    bytes_each = (meanings / meanings.abs().amax(1, keepdim=True) * 127).round().to(torch.int8)
    told = {
        "captions": json.dumps(list(found)),
        "shares": json.dumps(list(found.values())),
        "encoder": SHA256,
    }
    save_file({"meanings": bytes_each}, FILE, told)
