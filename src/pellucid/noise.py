"""Noise that can be asked for again.

Randomness in a drawing is a function, not a stream: the same picture on the same rung always meets
the same noise. That is why a walk can be resumed from any stored step, even with a solver that adds
noise on the way, and why a picture does not depend on the others drawn beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

Noise = Callable[[Tensor, int], Tensor]
"""`noise(like, rung)`: a unit Gaussian of the shape, dtype and device of `like`."""

START = -1
"""The rung of the noise that a drawing starts from."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """One seed per picture. Seed and rung together decide the noise, and nothing else does."""

    seeds: Sequence[int]

    def __call__(self, like: Tensor, rung: int, /) -> Tensor:
        if len(self.seeds) != len(like):
            raise ValueError(f"{len(like)} pictures need as many seeds, not {len(self.seeds)}.")
        drawn = [_gaussian(like.shape[1:], seed, rung) for seed in self.seeds]
        return torch.stack(drawn).to(like)


def _gaussian(shape: torch.Size, seed: int, rung: int) -> Tensor:
    """Drawn on the CPU in float32, so that every device and precision sees the same numbers."""
    digest = hashlib.sha256(f"{seed} {rung}".encode()).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big", signed=True))
    return torch.randn(shape, generator=generator, dtype=torch.float32)
