"""What a prompt is to an engine: how it is read, and the nearest things that it knows.

A few hundred captions of the painted world come with the package, each with its meaning as the text
encoder sees it (384 numbers, in a byte each). A prompt's meaning is compared to all of them by the
cosine; below `INSIDE` the engine is asked for something that it has never seen. (Measured: other
captions of that world score 0.67 to 1, half of them above 0.86; a portrait 0.28, a bird on a branch
0.55, a frog on a leaf 0.59. But a house in a meadow scores 0.71: nearness is no promise.)
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor

from pellucid.app.english import english
from pellucid.engine.engine import Engine
from pellucid.nets.text import LENGTH, TextEncoder
from pellucid.recipe.prompt import escape, plain
from pellucid.recipe.recipe import Recipe

FILE = Path(__file__).resolve().parents[2] / "data" / "known.safetensors"
INSIDE = 0.6
SHOWN = 5
BATCH = 16


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Captions, what they mean as unit vectors (N, D), and of which part of the world each is."""

    captions: Sequence[str]
    meanings: Tensor
    shares: Sequence[str]

    def of(self, shares: Sequence[str]) -> "Known":
        """Keep the captions of these parts of the world."""
        kept = [place for place, share in enumerate(self.shares) if share in shares]
        captions, own = [self.captions[i] for i in kept], [self.shares[i] for i in kept]
        return Known(captions, self.meanings[kept], own)

    def nearest(self, meaning: Tensor, count: int = SHOWN) -> list[tuple[str, float]]:
        """List the captions nearest to a meaning (D,) with their cosines, the nearest first."""
        scores = self.meanings @ (meaning / meaning.norm().clamp_min(1e-6))
        best = scores.topk(min(count, len(self.captions)))
        pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        return [(self.captions[place], round(score, 3)) for place, score in pairs]


@cache
def shipped() -> Known:
    """Read the captions that come with the package."""
    with safe_open(FILE, "pt") as file:
        captions = json.loads(file.metadata()["captions"])
        shares = json.loads(file.metadata()["shares"])
        meanings = file.get_tensor("meanings").float()
    return Known(captions, meanings / meanings.norm(dim=1, keepdim=True), shares)


@cache
def _captions(engine: Engine) -> Known:
    """List captions of what an engine has learned, with what they mean to its own encoder."""
    ours = shipped().of(engine.knows)
    if isinstance(_encoder(engine), TextEncoder):
        return ours
    batches = [ours.captions[at : at + BATCH] for at in range(0, len(ours.captions), BATCH)]
    meanings = torch.cat([_meaning(engine, batch) for batch in batches])
    unit = meanings / meanings.norm(dim=1, keepdim=True).clamp_min(1e-6)
    return Known(ours.captions, unit, ours.shares)


def read(engine: Engine, prompt: str) -> dict[str, Any]:
    """Say how an engine reads a prompt, and whether it can know what is meant."""
    whole = plain(Recipe.RULES["prompt"]("prompt", prompt))
    near = _captions(engine).nearest(_meaning(engine, [prompt])[0]) if whole else []
    return {
        "pieces": _pieces(engine, whole),
        "cut": engine.read.reading(prompt).left_out.split(),
        "limit": LENGTH - 2,
        "nearest": [{"caption": caption, "score": score} for caption, score in near],
        "english": english(whole),
        "inside": not near or near[0][1] >= INSIDE,
    }


def _pieces(engine: Engine, prompt: str) -> list[Mapping[str, Any]]:
    """Cut plain words as the engine's encoder does; `known` is False for parts of a word."""
    encoder = _encoder(engine)
    if isinstance(encoder, TextEncoder):
        rows = [(each.text, each.start, each.end, each.whole) for each in encoder.spelling(prompt)]
    else:
        words = re.finditer(r"\S+", engine.read.reading(escape(prompt)).read)
        rows = [(word[0], *word.span(), True) for word in words]
    return [dict(zip(("text", "start", "end", "known"), row, strict=True)) for row in rows]


def _encoder(engine: Engine) -> object:
    return getattr(engine.read, "encoder", engine.read)


def _meaning(engine: Engine, prompts: Sequence[str]) -> Tensor:
    """What prompts mean (N, D): their one vector each, or else the mean of their words."""
    words = engine.read(prompts)
    if words.pooled is not None:
        return words.pooled.float().cpu()
    shares = words.mask / words.mask.sum(1, keepdim=True)
    return torch.einsum("nl,nld->nd", shares, words.tokens).float().cpu()
