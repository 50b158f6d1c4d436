"""Noise that can be asked for again.

The same picture on the same rung always meets the same noise. So a walk can be resumed from any
stored step, and a picture does not depend on the others drawn beside it.
"""

import hashlib
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor


class Noise(Protocol):
    """`noise(like, rung, sigma, sigma_next)`: a unit Gaussian of the shape and dtype of `like`.

    It is added on the step from `rung`, which leads from `sigma` to `sigma_next`. Noise that is
    mixed in at once, as at the start, has no such span: both levels are left out.
    """

    def __call__(
        self, like: Tensor, rung: int, sigma: float = 0.0, sigma_next: float = 0.0, /
    ) -> Tensor: ...


START = -1
"""The rung of the noise that a drawing starts from."""

SMALL = 2**16
"""Seeds below this draw from 32 bits of their digest, all others from 64.

PyTorch's generator on the CPU takes 32 bits of a seed and no more. Of seeds below 88,181 no two
agree in them, so these draw what they have always drawn; that one agrees with 18,167. From 64 bits
five billion seeds draw two pictures that are the same with a chance of one half.
"""


@dataclass(frozen=True, slots=True)
class Seeded:
    """One seed per picture. Seed and rung together decide the noise, and nothing else does."""

    seeds: Sequence[int]

    def __call__(self, like: Tensor, rung: int, *_span: float) -> Tensor:
        if len(self.seeds) != len(like):
            raise ValueError(f"{len(like)} pictures need as many seeds, not {len(self.seeds)}.")
        drawn = [_gaussian(like.shape[1:], seed, rung) for seed in self.seeds]
        return torch.stack(drawn).to(like)


TOP, BOTTOM, DEPTH = 20, -12, 20


@dataclass(frozen=True, slots=True)
class Brownian:
    """Fresh noise that belongs to levels of noise and not to rungs: increments of one path.

    A walk from sigma down to sigma_next meets `(W(u_next) - W(u)) / sqrt(u_next - u)`, where W is
    a Brownian path over `u = 1 / sigma^2`. On that clock two steps of `ancestral` around the same
    guess add up to one, so a walk in more steps is the same walk, told more finely, and converges.
    The start and climbs meet the noise of `source`, which also draws the path: it halves the span
    from 2^20 to 2^-12 in log(sigma) twenty times, each middle a Gaussian given its two ends (Levy's
    construction; Li et al. 2020, arXiv 2001.01328), and joins what is left by a line.

    `climbs` are the rungs from which the walk goes up again, in their order: what is walked a
    second time meets another path, or the noise that is still in the picture would come twice.
    """

    source: Noise
    climbs: Sequence[int] = ()

    def __call__(
        self, like: Tensor, rung: int, sigma: float = 0.0, sigma_next: float = 0.0, /
    ) -> Tensor:
        if sigma_next >= sigma:
            return self.source(like, rung)
        first = START - (bisect_right(self.climbs, rung) << (DEPTH + 1))
        (u, here), (u_next, there) = (
            self._path(like.double(), level, first) for level in (sigma, sigma_next)
        )
        return ((there - here) / math.sqrt(u_next - u)).to(like)

    def _path(self, like: Tensor, sigma: float, first: int) -> tuple[float, Tensor]:
        """Give u and W(u). The tree's nodes are numbered as a heap, below `first`."""
        u, high, low, node = sigma**-2.0, float(TOP), float(BOTTOM), 1
        left, right = 4.0**-high, 4.0**-low
        start, end = torch.zeros_like(like), math.sqrt(right) * self.source(like, first - node)
        for _ in range(DEPTH):
            middle = (high + low) / 2
            at = 4.0**-middle
            share = (at - left) / (right - left)
            spread = math.sqrt(share * (right - at))
            between = start.lerp(end, share) + spread * self.source(like, first - 1 - node)
            node *= 2
            if u < at:
                low, right, end = middle, at, between
            else:
                high, left, start, node = middle, at, between, node + 1
        return u, start.lerp(end, (u - left) / (right - left))


def _gaussian(shape: torch.Size, seed: int, rung: int) -> Tensor:
    """Drawn on the CPU in float32, so that every device and precision sees the same numbers."""
    digest = hashlib.sha256(f"{seed} {rung}".encode()).digest()
    first, second = (int.from_bytes(digest[at : at + 4], "big") for at in (4, 0))
    drawn = _normal(shape, first)
    if 0 <= seed < SMALL and rung >= START:
        return drawn
    return (drawn + _normal(shape, second)) / math.sqrt(2)


def _normal(shape: torch.Size, word: int) -> Tensor:
    generator = torch.Generator().manual_seed(word)
    return torch.randn(shape, generator=generator, dtype=torch.float32)
