"""What a denoiser is, and how denoisers make denoisers.

Take a picture, add noise, and ask: where did this come from? A *denoiser* answers with its best
guess of the clean picture. That one question, asked again and again while the noise is turned
down, is the whole of diffusion; and because question and answer are both pictures, denoisers can be
combined like lenses. Guidance, negative prompts, inpainting, regional prompts, classifier guidance
and panoramas are each one small wrapper below, and wrappers wrap wrappers.

Conventions, stated once. Every noisy picture is `x = x0 + sigma * noise`, with `noise` a unit
Gaussian. Pictures are float32 in [-1, 1], latents have unit variance, the first axis is the batch,
and no other axis has a name here. `sigma` is a Python float while sampling and a tensor that
broadcasts against `x` while training. Masks are boolean. Nothing here changes its arguments,
chooses a device or draws a random number.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import EllipsisType
from typing import Protocol

import torch
from torch import Tensor

Level = float | Tensor
"""A noise level: a float, or a tensor that broadcasts against the picture."""


class Denoiser(Protocol):
    """Where did this noisy picture come from?

    The exact answer is the posterior mean `E[x0 | x0 + sigma * noise = x]`.
    """

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor: ...


@dataclass(frozen=True, slots=True, eq=False)
class Cond:
    """What to draw, as a network reads it: B prompts of L tokens with D numbers each."""

    tokens: Tensor  # (B, L, D)
    mask: Tensor  # (B, L), True where a token counts
    pooled: Tensor | None = None  # (B, D), the whole prompt in one vector
    extra: Mapping[str, Tensor] = field(default_factory=dict)  # what one network needs besides

    def to(self, dtype: torch.dtype) -> Cond:
        """Give the same condition with its real numbers in another precision."""

        def cast(value: Tensor) -> Tensor:
            return value.to(dtype) if value.is_floating_point() else value

        return replace(
            self,
            tokens=cast(self.tokens),
            pooled=None if self.pooled is None else cast(self.pooled),
            extra={name: cast(value) for name, value in self.extra.items()},
        )

    def cat(self, other: Cond) -> Cond:
        """Give both conditions as one batch, the shorter prompts padded with words that are masked.

        Both hold the same parts: `pooled` or not, and the same names in `extra`.
        """
        pooled = None
        if self.pooled is not None and other.pooled is not None:
            pooled = _batched(self.pooled, other.pooled)
        return Cond(
            _batched(self.tokens, other.tokens),
            _batched(self.mask, other.mask),
            pooled,
            {name: _batched(value, other.extra[name]) for name, value in self.extra.items()},
        )

    def lerp(self, other: Cond, weight: float) -> Cond:
        """Give words part of the way from these (0) to the other's (1), number by number."""
        both = self.cat(other)

        def mix(value: Tensor) -> Tensor:
            first, second = value.chunk(2)
            return first.lerp(second, weight)

        return Cond(
            mix(both.tokens),
            both.mask.chunk(2)[0] | both.mask.chunk(2)[1],
            None if both.pooled is None else mix(both.pooled),
            {name: mix(value) for name, value in both.extra.items()},
        )


def _batched(first: Tensor, second: Tensor) -> Tensor:
    """Concatenate along the batch; where one is shorter along another axis, zeros follow it."""
    shape = [max(pair) for pair in zip(first.shape[1:], second.shape[1:], strict=True)]
    whole = first.new_zeros(len(first) + len(second), *shape)
    for row, each in ((0, first), (len(first), second)):
        whole[(slice(row, row + len(each)), *map(slice, each.shape[1:]))] = each
    return whole


class Model(Protocol):
    """A denoiser that still wants to be told what to draw."""

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Bound:
    """A model that has been told what to draw, and so is a denoiser."""

    model: Model
    cond: Cond

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        return self.model(x, sigma, self.cond)


@dataclass(frozen=True, slots=True)
class Guided:
    """Walk from the guess `away` through the guess `toward`, and on.

    `x0 = away + scale * (toward - away)`. With the empty prompt as `away` this is classifier-free
    guidance (Ho and Salimans 2022, arXiv 2207.12598), with an unwanted prompt it is a negative
    prompt, with a worse network it is autoguidance (Karras et al. 2024, arXiv 2406.02507).
    """

    toward: Denoiser
    away: Denoiser
    scale: float

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        return self.mix(self.toward(x, sigma), self.away(x, sigma))

    def mix(self, toward: Tensor, away: Tensor) -> Tensor:
        """Make one guess of two that are there already."""
        return away.lerp(toward, self.scale)


@dataclass(frozen=True, slots=True)
class Rescaled:
    """Guidance that keeps the contrast of the unguided guess.

    Strong guidance stretches a picture until it is overexposed. Give the guided guess `g` the
    standard deviation of the guess `toward`, picture by picture, and mix:
    `x0 = (1 - amount) * g + amount * g * std(toward) / std(g)`. Lin et al. (2023, arXiv
    2305.08891) do this to the network's output; here it is done to the picture it stands for.
    """

    base: Guided
    amount: float

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        return self.mix(self.base.toward(x, sigma), self.base.away(x, sigma))

    def mix(self, toward: Tensor, away: Tensor) -> Tensor:
        """Make one guess of two that are there already."""
        guided = self.base.mix(toward, away)
        axes = tuple(range(1, guided.dim()))
        wide = guided.std(axes, correction=0, keepdim=True)
        right = toward.std(axes, correction=0, keepdim=True)
        narrowed = guided * right / wide.clamp_min(torch.finfo(wide.dtype).tiny)
        return guided.lerp(narrowed, self.amount)


@dataclass(frozen=True, slots=True)
class Clamped:
    """Keep the guess where pictures are, in [-1, 1]; latents have no such bounds.

    What sticks out is cut off at `s` and the rest is divided by it: `x0 = clamp(x0, -s, s) / s`,
    where `s` is 1 or, if that is more, the magnitude below which the `share` of all numbers lies.
    With share 0 this is plain cutting; with a share near 1 strong guidance keeps its colours from
    burning out (Saharia et al. 2022, arXiv 2205.11487, section 2.3).
    """

    base: Denoiser
    share: float = 0.0

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        x0 = self.base(x, sigma)
        least = x0.abs().flatten(1).quantile(self.share, dim=1).clamp_min(1)
        least = least.view(-1, *(1 for _ in x0.shape[1:]))
        return torch.minimum(torch.maximum(x0, -least), least) / least


@dataclass(frozen=True, slots=True)
class Within:
    """One denoiser inside an interval of noise levels, another outside it.

    `inside` answers where `low <= sigma <= high`. Guiding only there keeps guidance's sharpness
    and sheds much of its harm (Kynkaanniemi et al. 2024, arXiv 2404.07724).
    """

    low: float
    high: float
    inside: Denoiser
    outside: Denoiser

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        chosen = self.inside if self.low <= sigma <= self.high else self.outside
        return chosen(x, sigma)


@dataclass(frozen=True, slots=True, eq=False)
class Masked:
    """Part of the picture is known; guess only the rest.

    `mask` is True where the denoiser is free; elsewhere the answer is `known`, to the bit. This is
    inpainting, and on a padded canvas outpainting. It is an approximation: the free part is asked
    for its mean given its own noisy pixels, not given the clean known ones. A ladder by `repaint`
    narrows the gap.
    """

    free: Denoiser
    known: Tensor
    mask: Tensor

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        return torch.where(self.mask, self.free(x, sigma), self.known)


@dataclass(frozen=True, slots=True, eq=False)
class Blended:
    """Several denoisers at once, each with a say in every place.

    `x0 = sum(w_i * D_i(x)) / sum(w_i)`. Weights are numbers or maps that broadcast against the
    picture, so regional prompts and mixed prompts are the same thing. The weighted mean is the
    least-squares compromise of MultiDiffusion (Bar-Tal et al. 2023, arXiv 2302.08113).
    """

    weights: Mapping[Denoiser, Level]

    def __post_init__(self) -> None:
        if not self.weights or bool((torch.as_tensor(self._total()) <= 0).any()):
            raise ValueError("Blended needs weights whose sum is above 0 everywhere.")

    def _total(self) -> Level:
        return sum(self.weights.values())

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        parts = [denoise(x, sigma) * weight for denoise, weight in self.weights.items()]
        return torch.stack([part.expand_as(x) for part in parts]).sum(0) / self._total()


LogProb = Callable[[Tensor, Tensor, Level], Tensor]
"""`log_prob(x, x0, sigma)`: one number per picture, higher for what is wanted more."""


@dataclass(frozen=True, slots=True)
class Steered:
    """Push the guess uphill on any log-probability.

    Bayes' rule for denoisers: `E[x0 | x, y] = E[x0 | x] + sigma^2 * grad_x log p(y | x)`. A
    classifier of noisy pictures reads `x` and makes this exact (Dhariwal and Nichol 2021, arXiv
    2105.05233); a CLIP or style score reads the guess `x0 = base(x, sigma)`, through which the
    gradient flows, and makes it a useful approximation (Bansal et al. 2023, arXiv 2302.07121).
    """

    base: Denoiser
    log_prob: LogProb
    scale: float = 1.0

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        with torch.enable_grad():
            x = x.detach().requires_grad_(True)
            x0 = self.base(x, sigma)
            (uphill,) = torch.autograd.grad(self.log_prob(x, x0, sigma).sum(), x)
        return x0.detach() + self.scale * sigma**2 * uphill


Place = tuple[EllipsisType | slice, ...]


@dataclass(frozen=True, slots=True)
class Tiled:
    """A canvas larger than the denoiser knows, seen through overlapping windows.

    `window` gives the size of a window along the last axes, one number per axis, and `overlap` how
    far neighbours share. Guesses are averaged with weights that fall off linearly towards a
    window's border, so that no seam shows.
    """

    denoise: Denoiser
    window: tuple[int, ...]
    overlap: int

    def __post_init__(self) -> None:
        if not 0 <= self.overlap < min(self.window):
            raise ValueError(
                f"Tiled needs an overlap from 0 to {min(self.window) - 1} for the window "
                f"{self.window}, not {self.overlap}."
            )

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        total, weight = torch.zeros_like(x), torch.zeros_like(x)
        for place in self._places(x.shape[-len(self.window) :]):
            part = self.denoise(x[place], sigma)
            share = self._share(part)
            total[place] += share * part
            weight[place] += share
        return total / weight

    def _places(self, sizes: Sequence[int]) -> Iterator[Place]:
        axes = []
        for size, window in zip(sizes, self.window, strict=True):
            room = max(size - window, 0)
            gaps = math.ceil(room / (window - self.overlap))
            starts = [round(room * i / gaps) for i in range(gaps + 1)] if gaps else [0]
            axes.append([slice(start, start + window) for start in starts])
        for slices in itertools.product(*axes):
            yield (..., *slices)

    def _share(self, part: Tensor) -> Tensor:
        share = torch.ones((), dtype=part.dtype, device=part.device)
        for size in part.shape[-len(self.window) :]:
            inward = torch.arange(1, size + 1, dtype=part.dtype, device=part.device)
            ramp = torch.minimum(inward, inward.flip(0)).clamp_max(self.overlap + 1)
            share = share[..., None] * ramp
        return share


def display(x: Tensor, sigma: Level) -> Tensor:
    """Show a noisy picture as people expect it: equally bright at every noise level.

    `x / sqrt(1 + sigma^2)`, which for unit-variance pictures has unit variance. Show and store
    this rather than `x`, which on a flow ladder begins a million times too bright.
    """
    return x * (1 + sigma**2) ** -0.5
