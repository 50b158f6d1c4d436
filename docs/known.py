"""Make the captions that the page compares prompts to, with their meanings.

    python docs/known.py [--places garden] [--count 600]

Writes `src/pellucid/data/known.safetensors`: captions of the painted world, half of them short, and
what they mean to the text encoder, 384 numbers of one byte each. To be run again when an engine has
learned more of the world than before.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from pellucid.data.world import scene
from pellucid.nets.text import SHA256, load_text_encoder

FILE = Path(__file__).resolve().parent.parent / "src" / "pellucid" / "data" / "known.safetensors"
SEED = 20_261_121  # no training run's


def captions(places: list[str], count: int) -> list[str]:
    """List different captions, as many of each place."""
    found: dict[str, None] = {}
    for place in places:
        for index in range(count // len(places)):
            told = scene(SEED, index, place=place).captions
            found[(told.short, told.short, told.medium, told.dense)[index % 4]] = None
    return list(found)


def main() -> None:
    """Write the file again."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--places", nargs="+", default=["garden"], help="what the engine knows")
    options.add_argument("--count", type=int, default=600, help="how many captions in all")
    asked = options.parse_args()
    encoder = load_text_encoder()
    found = captions(asked.places, asked.count)
    pooled = [encoder([caption]).pooled for caption in found]
    meanings = torch.cat([each for each in pooled if each is not None])
    bytes_each = (meanings / meanings.abs().amax(1, keepdim=True) * 127).round().to(torch.int8)
    told = {"captions": json.dumps(found), "encoder": SHA256, "places": " ".join(asked.places)}
    save_file({"meanings": bytes_each}, FILE, told)


if __name__ == "__main__":
    main()
