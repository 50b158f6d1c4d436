"""The text encoder's files: `src/pellucid/weights/text-encoder/`.

Made of the published all-MiniLM-L6-v2, whose `model.safetensors`, `tokenizer.json` and
`config.json` must lie in `data/all-MiniLM-L6-v2` under `pellucid where`. The matrices become
float16 and are named as our own network names them; of 512 places the 48 that are read are kept.
The tokenizer is copied. The same original makes the same bytes. Nothing is made while the files are
there.

Also `tests/nets/original.safetensors`: what the original itself says of a few prompts, in float32,
asked through transformers.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from pellucid.files import home
from pellucid.nets.minilm import MiniLMConfig
from pellucid.nets.text import FOLDER, KIND, NETWORK, PIECES, TOKENIZER, load_text_encoder
from pellucid.nets.weights import Weights, digest, save

ANSWERS = Path(__file__).resolve().parents[1] / "tests" / "nets" / "original.safetensors"
PROMPTS = (
    "a snail on a mushroom",
    "A monarch butterfly on a purple coneflower, macro close-up, morning dew",
    "ślimak na grzybie 🐌, 蝸牛 #42",
    "",
)
ORIGINAL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # its SHA-256
HISTORY = {"made of": "sentence-transformers/all-MiniLM-L6-v2", "model.safetensors": ORIGINAL}
LAYER = {  # a part of a layer -> its name in BERT
    "out": "attention.output.dense",
    "after_attention": "attention.output.LayerNorm",
    "mlp.0": "intermediate.dense",
    "mlp.2": "output.dense",
    "after_mlp": "output.LayerNorm",
}


def main() -> None:
    """Write the files if they are not there."""
    if (FOLDER / NETWORK).exists() and (FOLDER / TOKENIZER).exists():
        print("  already there", file=sys.stderr)
        return
    source = home() / "data" / "all-MiniLM-L6-v2"
    for name, published in (("model.safetensors", ORIGINAL), (TOKENIZER, PIECES)):
        if not (source / name).is_file() or digest(source / name) != published:
            sys.exit(f"Put the published {name} of all-MiniLM-L6-v2 into {source}.")
    config = MiniLMConfig()
    tensors = renamed(load_file(source / "model.safetensors"), config)
    save(FOLDER / NETWORK, Weights(KIND, asdict(config), HISTORY, tensors), torch.float16)
    shutil.copyfile(source / TOKENIZER, FOLDER / TOKENIZER)
    save_file({"states": answers(source)}, ANSWERS, {"prompts": json.dumps(PROMPTS)})


def answers(source: Path) -> Tensor:
    """What the original says of each word piece of the prompts (L, 384)."""
    from transformers import AutoModel  # noqa: PLC0415  (only this needs it)

    bert = AutoModel.from_pretrained(source, dtype=torch.float32).eval()
    read = replace(load_text_encoder(), states=lambda ids, mask: bert(ids, mask)[0])
    said = [read([prompt]) for prompt in PROMPTS]
    return torch.cat([each.tokens[each.mask] for each in said])


def renamed(bert: Mapping[str, Tensor], config: MiniLMConfig) -> dict[str, Tensor]:
    """Name the tensors of BERT as our network does; all words are of the first kind of two."""
    first = bert["embeddings.token_type_embeddings.weight"][0]
    ours = {
        "words": bert["embeddings.word_embeddings.weight"],
        "places": bert["embeddings.position_embeddings.weight"][: config.length] + first,
    }
    for end in ("weight", "bias"):
        ours[f"normal.{end}"] = bert[f"embeddings.LayerNorm.{end}"]
        for number in range(config.depth):
            there, here = f"encoder.layer.{number}", f"layers.{number}"
            asked = [f"{there}.attention.self.{part}.{end}" for part in ("query", "key", "value")]
            ours[f"{here}.qkv.{end}"] = torch.cat([bert[name] for name in asked])
            for part, name in LAYER.items():
                ours[f"{here}.{part}.{end}"] = bert[f"{there}.{name}.{end}"]
    return ours
