"""What prompts mean to an engine's text encoder: one vector each, and which known ones are near.

The encoder gives every word piece a vector; a prompt's meaning is their mean, of length 1 here.
The cosine of two meanings says how near the encoder holds them (Reimers and Gurevych 2019,
arXiv 1908.10084). Captions that come with the package have theirs in a file.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import safe_open
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.nets.text import TextEncoder

FOLDER = Path(__file__).resolve().parents[1] / "data"
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

    def read_by(self, engine: Engine) -> "Known":
        """Give the same captions with what they mean to an engine's own encoder."""
        if isinstance(encoder(engine), TextEncoder):
            return self
        return replace(self, meanings=meanings(engine, self.captions))


@cache
def shipped(name: str) -> Known:
    """Read captions that come with the package, by the name of their file."""
    with safe_open(FOLDER / f"{name}.safetensors", "pt") as file:
        found, told = file.get_tensor("meanings").float(), file.metadata()
    return Known(
        json.loads(told["captions"]), F.normalize(found, dim=1), json.loads(told["shares"])
    )


def meanings(engine: Engine, prompts: Sequence[str]) -> Tensor:
    """Read what prompts mean to an engine's encoder, as unit vectors (N, D)."""
    batches = (prompts[at : at + BATCH] for at in range(0, len(prompts), BATCH))
    read = torch.cat([engine.read(batch).summary.float().cpu() for batch in batches])
    return F.normalize(read, dim=1)


def encoder(engine: Engine) -> object:
    """Name what reads an engine's prompts, beneath what keeps them."""
    return getattr(engine.read, "encoder", engine.read)
