"""What a denoiser is, and how denoisers make denoisers.

A *denoiser* answers with its best guess of the clean picture behind a noisy one. Question and
answer are both pictures, so denoisers can be combined: guidance, negative prompts, inpainting,
regional prompts, classifier guidance and panoramas are each one small wrapper below, and wrappers
wrap wrappers.

Every noisy picture is `x = x0 + sigma * noise`, with `noise` a unit
Gaussian. Pictures are float32 in [-1, 1], latents have unit variance, the first axis is the batch,
and no other axis has a name here. `sigma` is a Python float while sampling and a tensor that
broadcasts against `x` while training. Masks are boolean. Nothing here changes its arguments,
chooses a device or draws a random number.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Protocol, Self, TypeVar, runtime_checkable

import torch
import torch.nn.functional as F
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
    """What to draw, as a network reads it: B prompts of L tokens with D numbers each.

    A token of weight w counts in attention as w copies of it would: 0 hides it, and a fraction is
    part of a token. So prompts are mixed, and words are stressed, by their weights. Two conditions
    are the same only if they are one object.
    """

    tokens: Tensor  # (B, L, D)
    mask: Tensor  # (B, L), True where a token counts; or its weight, 0 or more
    pooled: Tensor | None = None  # (B, D), the whole prompt in one vector
    extra: Mapping[str, Tensor] = field(default_factory=dict)  # what one network needs besides

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient is wanted of any part, as of words that are being learned."""
        return any(part.requires_grad for part in self._parts())

    @property
    def summary(self) -> Tensor:
        """The whole prompt in one vector (B, D): the mean of its tokens where there is no other."""
        if self.pooled is not None:
            return self.pooled
        weight = self.mask[..., None].to(self.tokens.dtype)
        return (self.tokens * weight).sum(1) / weight.sum(1).clamp_min(1e-12)

    def to(self, dtype: torch.dtype) -> Self:
        """Give the same condition with its real numbers in another precision.

        A condition that has this precision already is returned itself, so what was read of it
        need not be read again. Weights are not rounded.
        """

        def cast(value: Tensor) -> Tensor:
            return value.to(dtype) if value.is_floating_point() else value

        if all(cast(part) is part for part in self._parts() if part is not self.mask):
            return self
        return replace(
            self,
            tokens=cast(self.tokens),
            pooled=None if self.pooled is None else cast(self.pooled),
            extra={name: cast(value) for name, value in self.extra.items()},
        )

    def weigh(self, weight: Level) -> Self:
        """Multiply the weight of every token by a number, or by numbers (B, L)."""
        if bool((torch.as_tensor(weight) < 0).any()):
            raise ValueError("The weight of a word must be 0 or more.")
        return replace(self, mask=self.mask * weight)

    def beside(self, other: Self) -> Self:
        """Give each picture the tokens of both conditions; the summary stays this one's.

        Raises ValueError if the two hold different extras, for there is room for one of each.
        """
        same = self.extra.keys() == other.extra.keys() and all(
            torch.equal(value, other.extra[name]) for name, value in self.extra.items()
        )
        if not same:
            raise ValueError("Words can be put side by side only if their extras are the same.")
        tokens = torch.cat([self.tokens, other.tokens], 1)
        return replace(self, tokens=tokens, mask=torch.cat([self.mask, other.mask], 1))

    def lerp(self, other: Self, mix: float) -> Self:
        """Go part of the way to another prompt: the tokens of both, weighing 1 - mix and mix.

        At 0 this is the one condition, at 1 the other, and nowhere between is there a jump. Real
        numbers in `extra` go the same part of the way; ValueError if others differ.
        """
        if mix in (0, 1):
            return other if mix else self
        extra = {
            name: value.lerp(other.extra[name], mix)
            for name, value in self.extra.items()
            if name in other.extra and value.is_floating_point()
        }
        first, second = (
            replace(cond.weigh(share), extra={**cond.extra, **extra})
            for cond, share in ((self, 1 - mix), (other, mix))
        )
        both = first.beside(second)
        if self.pooled is None and other.pooled is None:
            return both
        return replace(both, pooled=self.summary.lerp(other.summary, mix))

    @classmethod
    def cat(cls, conds: Sequence[Self]) -> Self:
        """Put conditions into one batch; shorter ones are padded with tokens that do not count.

        Raises ValueError if some have a summary or an extra that others lack.
        """
        longest = max(cond.mask.shape[1] for cond in conds)
        if len({(cond.pooled is None, *sorted(cond.extra)) for cond in conds}) > 1:
            raise ValueError("Conditions share a batch only if all have the same parts.")
        pooled = [cond.pooled for cond in conds if cond.pooled is not None]
        return cls(
            torch.cat([_pad(cond.tokens, longest) for cond in conds]),
            torch.cat([_pad(cond.mask, longest) for cond in conds]),
            torch.cat(pooled) if pooled else None,
            {name: torch.cat([cond.extra[name] for cond in conds]) for name in conds[0].extra},
        )

    def _parts(self) -> Iterator[Tensor]:
        yield from (self.tokens, self.mask, *self.extra.values())
        if self.pooled is not None:
            yield self.pooled


def _pad(rows: Tensor, length: int) -> Tensor:
    """Lengthen (B, L, ...) to `length` by zeros, which in a mask are False."""
    return F.pad(rows, (*(0, 0) * (rows.dim() - 2), 0, length - rows.shape[1]))


@runtime_checkable
class Guide(Protocol):
    """A denoiser that makes its guess of two: `mix(*ask(x, sigma))`.

    Whoever wants to see both guesses, or to mix them otherwise, needs to know no more of it.
    """

    @property
    def toward(self) -> Denoiser: ...
    def ask(self, x: Tensor, sigma: Level, /) -> tuple[Tensor, Tensor]: ...
    def mix(self, toward: Tensor, away: Tensor, /) -> Tensor: ...
    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor: ...


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
        return self.mix(*self.ask(x, sigma))

    def ask(self, x: Tensor, sigma: Level, /) -> tuple[Tensor, Tensor]:
        """Make both guesses."""
        return self.toward(x, sigma), self.away(x, sigma)

    def mix(self, toward: Tensor, away: Tensor, /) -> Tensor:
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

    base: Guide
    amount: float

    @property
    def toward(self) -> Denoiser:
        """Whose contrast is kept."""
        return self.base.toward

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        return self.mix(*self.ask(x, sigma))

    def ask(self, x: Tensor, sigma: Level, /) -> tuple[Tensor, Tensor]:
        """Make both guesses."""
        return self.base.ask(x, sigma)

    def mix(self, toward: Tensor, away: Tensor, /) -> Tensor:
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

    @classmethod
    def of(cls, parts: Iterable[tuple[Denoiser, Level]]) -> Self:
        """Blend denoisers; one that appears twice has the say of both."""
        return cls(_added(parts))

    def _total(self) -> Level:
        return sum(self.weights.values())

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        parts = [denoise(x, sigma) * weight for denoise, weight in self.weights.items()]
        return torch.stack([part.expand_as(x) for part in parts]).sum(0) / self._total()


@dataclass(frozen=True, slots=True)
class Steered:
    """Push the guess uphill on any log-probability.

    Bayes' rule for denoisers: `E[x0 | x, y] = E[x0 | x] + sigma^2 * grad_x log p(y | x)`. A
    classifier of noisy pictures reads `x` and makes this exact (Dhariwal and Nichol 2021, arXiv
    2105.05233); a CLIP or style score reads the guess `x0 = base(x, sigma)`, through which the
    gradient flows, and makes it a useful approximation (Bansal et al. 2023, arXiv 2302.07121).
    """

    base: Denoiser
    log_prob: Callable[[Tensor, Tensor, Level], Tensor]  # (x, x0, sigma) -> (B,), higher is better
    scale: float = 1.0

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        onward = torch.is_grad_enabled() and x.requires_grad  # somebody steers this guess, too
        with torch.enable_grad():
            x = x if onward else x.detach().requires_grad_(True)
            x0 = self.base(x, sigma)
            score = self.log_prob(x, x0, sigma).sum()
            (uphill,) = torch.autograd.grad(score, x, create_graph=onward)
            guess = x0 + self.scale * sigma**2 * uphill
        return guess if onward else guess.detach()


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

    def _places(self, sizes: Sequence[int]) -> Iterator[tuple[Any, ...]]:
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


Part = TypeVar("Part")
Rebuild = Callable[[Any], Any]


def over(denoise: Part, f: Rebuild) -> Part:
    """Rebuild a denoiser with `f(part)` for each part that it holds and that can be called.

    Parts are looked for in the fields of a dataclass, and in the mappings and tuples there; all
    else is a whole of its own and comes back as it is, as does what `f` leaves unchanged. With
    `f = lambda part: over(part, f)` this is a walk through a whole composition, in which a wrapper
    that nobody has heard of hides nothing.
    """
    if not is_dataclass(denoise) or isinstance(denoise, type):
        return denoise
    old = {each.name: getattr(denoise, each.name) for each in fields(denoise) if each.init}
    new = {name: _rebuilt(part, f) for name, part in old.items()}
    new = {name: part for name, part in new.items() if part is not old[name]}
    return replace(denoise, **new) if new else denoise


def _rebuilt(part: Any, f: Rebuild) -> Any:
    if isinstance(part, Mapping):
        pairs = [(_rebuilt(key, f), _rebuilt(value, f)) for key, value in part.items()]
        same = all(a is c and b is d for (a, b), (c, d) in zip(pairs, part.items(), strict=True))
        return part if same else _added(pairs)
    if type(part) in (tuple, list):
        each = [_rebuilt(old, f) for old in part]
        same = all(a is b for a, b in zip(each, part, strict=True))
        return part if same else type(part)(each)
    return f(part) if callable(part) else part


def _added(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Collect weights by what they weigh; what is there twice weighs as both."""
    weights: dict[Any, Any] = {}
    for part, weight in pairs:
        weights[part] = weights[part] + weight if part in weights else weight
    return weights
