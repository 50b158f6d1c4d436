"""The captions that the page compares prompts to, with their meanings.

Writes `src/pellucid/data/known.safetensors`: captions of the painted world, half of them short, and
what they mean to the text encoder, 384 numbers of one byte each, and of which part of the world
they are; and for each part every word of its captions. The words of `also.txt` name the same under
other names, or are of pictures in general. To be run again when captions have changed.
"""

import json
import re
from pathlib import Path

import torch
from safetensors.torch import save_file

from pellucid.data.source import Source
from pellucid.data.sources import SOURCES
from pellucid.nets.text import SHA256, load_text_encoder

FILE = Path(__file__).resolve().parent.parent / "src" / "pellucid" / "data" / "known.safetensors"
SEED = 20_261_121  # no training run's
COUNT = 200  # captions of each place
READ = 4000  # scenes of each, whose words are listed
THINGS = """butterfly snail ladybird bee dragonfly sunflower daisy tulip poppy mushroom rock leaf
    hill house village lake forest path sheep boat cat astronaut rocket planet moon car tram street
    couch lamp rug window"""  # what may be offered in place of what it does not know
ALSO = Path(__file__).with_name("also.txt")


def captions(count: int) -> dict[str, str]:
    """List different captions of each part of the world, three times as many of the first."""
    found: dict[str, str] = {}
    for place, source in enumerate(SOURCES.values()):
        for index in range(count if place else 3 * count):
            told = source.scene(SEED, index).captions
            caption = (told.short, told.short, told.medium, told.dense)[index % 4]
            found.setdefault(caption, source.name)
    return found


def vocabulary(source: Source) -> list[str]:
    """List every word of a share's captions."""
    words: set[str] = set()
    for index in range(READ):
        told = source.scene(SEED, index).captions
        words.update(re.findall("[a-z]+", f"{told.short} {told.medium} {told.dense}".lower()))
    return sorted(words)


def main() -> None:
    """Write the file again."""
    encoder = load_text_encoder()
    found = captions(COUNT)
    pooled = [encoder([caption]).pooled for caption in found]
    meanings = torch.cat([each for each in pooled if each is not None])
    bytes_each = (meanings / meanings.abs().amax(1, keepdim=True) * 127).round().to(torch.int8)
    told = {
        "words": json.dumps({each.name: vocabulary(each) for each in SOURCES.values()}),
        "also": json.dumps(ALSO.read_text("utf-8").split()),
        "things": json.dumps(THINGS.split()),
        "captions": json.dumps(list(found)),
        "shares": json.dumps(list(found.values())),
        "encoder": SHA256,
    }
    save_file({"meanings": bytes_each}, FILE, told)
