"""Which noise levels exist.

A *schedule* is the clock a network was trained with: it says how much noise there is at time `t`,
from 0 (clean) to 1 (nothing but noise). Which of these levels a drawing visits is its ladder
(`ladders.py`). Schedules belong to networks, ladders to drawings.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import torch
from torch import Tensor

from pellucid.denoise import Level

LOWEST, HIGHEST = 0.02, 200.0
"""The span of a ladder spaced by sigma on the schedules of our own engines, `Flow` and `Cosine`.

At 200 the picture is one part in 40,000 of the variance, and at 0.02 the noise is one part in
2,500. Few rungs spread over more than that are too far apart where the picture is decided.
"""


class Schedule(Protocol):
    """Noise levels, and the clock a network was trained with."""

    @property
    def sigma_min(self) -> float: ...  # the lowest level above 0 that the network has seen
    @property
    def sigma_max(self) -> float: ...
    @property
    def span(self) -> tuple[float, float]: ...  # the levels that a ladder spaced by sigma spans

    def sigma(self, t: Level) -> Level:
        """Say how much noise there is at time `t`, from 0 (clean) to 1."""

    def time(self, sigma: Level) -> Level:
        """Say when the noise has the level `sigma`: the inverse of `sigma(t)`."""


class Chain(ABC):
    """A schedule that is a Markov chain of `steps` small steps.

    Step k shrinks the picture and adds noise, `z_k = sqrt(1 - b_k) z_(k-1) + sqrt(b_k) noise`
    (Ho et al. 2020, arXiv 2006.11239). All steps up to k together leave
    `z_k = sqrt(a_k) x0 + sqrt(1 - a_k) noise` with `a_k = (1 - b_1) ... (1 - b_k)`, which is our
    `x = x0 + sigma * noise` divided by `sqrt(1 + sigma^2)`, at `sigma^2 = (1 - a_k) / a_k`.
    Time is `t = k / steps`; between two steps log(sigma) is interpolated.
    """

    steps: int

    @property
    @abstractmethod
    def betas(self) -> Tensor: ...  # (steps,), float64

    @property
    def sigma_min(self) -> float:
        return math.exp(float(_log_sigmas(self)[0]))

    @property
    def sigma_max(self) -> float:
        return math.exp(float(_log_sigmas(self)[-1]))

    @property
    def span(self) -> tuple[float, float]:
        return self.sigma_min, self.sigma_max

    def sigma(self, t: Level) -> Level:
        k = torch.as_tensor(t, dtype=torch.float64) * self.steps
        above = _interpolate(k, _counts(self, k), _log_sigmas(self).to(k.device)).exp()
        return _like(t, torch.where(k < 1, k * self.sigma_min, above))

    def time(self, sigma: Level) -> Level:
        level = torch.as_tensor(sigma, dtype=torch.float64)
        logs = level.clamp_min(self.sigma_min).log()
        above = _interpolate(logs, _log_sigmas(self).to(level.device), _counts(self, level))
        k = torch.where(level < self.sigma_min, level / self.sigma_min, above)
        return _like(sigma, k / self.steps)


@dataclass(frozen=True)
class Linear(Chain):
    """The schedule of DDPM: betas rise in a straight line."""

    steps: int = 1000
    first: float = 1e-4
    last: float = 0.02

    @property
    def betas(self) -> Tensor:
        return torch.linspace(self.first, self.last, self.steps, dtype=torch.float64)


@dataclass(frozen=True)
class ScaledLinear(Chain):
    """The schedule of Stable Diffusion: the square roots of the betas rise in a straight line."""

    steps: int = 1000
    first: float = 0.00085
    last: float = 0.012

    @property
    def betas(self) -> Tensor:
        roots = (self.first**0.5, self.last**0.5)
        return torch.linspace(*roots, self.steps, dtype=torch.float64) ** 2


@dataclass(frozen=True)
class Cosine(Chain):
    """A schedule that is gentle at both ends: `a(t)` falls like a squared cosine.

    Nichol and Dhariwal (2021, arXiv 2102.09672), with their offset and their cap on beta.
    """

    steps: int = 1000
    offset: float = 0.008
    cap: float = 0.999

    @property
    def span(self) -> tuple[float, float]:
        return max(self.sigma_min, LOWEST), min(self.sigma_max, HIGHEST)

    @property
    def betas(self) -> Tensor:
        t = torch.linspace(0, 1, self.steps + 1, dtype=torch.float64)
        a = ((t + self.offset) / (1 + self.offset) * math.pi / 2).cos() ** 2
        return (1 - a[1:] / a[:-1]).clamp_max(self.cap)


@dataclass(frozen=True)
class Flow:
    """The schedule of flow matching: a straight line from picture to noise.

    `(1 - t) x0 + t noise` is our x divided by `1 + sigma`, at `sigma = t / (1 - t)` (Liu et al.
    2022, arXiv 2209.03003; Lipman et al. 2022, arXiv 2210.02747). At t = 1 sigma is infinite; a
    million, t = 1 - 1e-6, stands in for it and costs less than float32 rounds away.
    """

    sigma_min: float = 0.001
    sigma_max: float = 999_999.0

    @property
    def span(self) -> tuple[float, float]:
        return max(self.sigma_min, LOWEST), min(self.sigma_max, HIGHEST)

    def sigma(self, t: Level) -> Level:
        end = self.sigma_max / (1 + self.sigma_max)
        t = t.clamp_max(end) if isinstance(t, Tensor) else min(t, end)
        return t / (1 - t)

    def time(self, sigma: Level) -> Level:
        return sigma / (1 + sigma)


@dataclass(frozen=True)
class LogUniform:
    """Every doubling of the noise takes equally long: `sigma = low^(1 - t) * high^t`.

    The range is that of EDM (Karras et al. 2022, arXiv 2206.00364).
    """

    sigma_min: float = 0.002
    sigma_max: float = 80.0

    @property
    def span(self) -> tuple[float, float]:
        return self.sigma_min, self.sigma_max

    def sigma(self, t: Level) -> Level:
        return self.sigma_min * (self.sigma_max / self.sigma_min) ** t

    def time(self, sigma: Level) -> Level:
        log = torch.log(sigma) if isinstance(sigma, Tensor) else math.log(sigma)
        return (log - math.log(self.sigma_min)) / math.log(self.sigma_max / self.sigma_min)


@cache
def _log_sigmas(chain: Chain) -> Tensor:
    kept = (1 - chain.betas).cumprod(0)
    return ((1 - kept) / kept).log() / 2


def _counts(chain: Chain, like: Tensor) -> Tensor:
    return torch.arange(1, chain.steps + 1, dtype=like.dtype, device=like.device)


def _interpolate(at: Tensor, xs: Tensor, ys: Tensor) -> Tensor:
    """Read the piecewise linear curve through (xs, ys), level outside its ends."""
    at = at.clamp(xs[0], xs[-1]).contiguous()
    right = torch.searchsorted(xs, at).clamp(1, len(xs) - 1)
    share = (at - xs[right - 1]) / (xs[right] - xs[right - 1])
    return ys[right - 1].lerp(ys[right], share)


def _like(level: Level, value: Tensor) -> Level:
    return value.to(level.dtype) if isinstance(level, Tensor) else value.item()


SCHEDULES: Mapping[str, Schedule] = {
    "linear": Linear(),
    "scaled_linear": ScaledLinear(),
    "cosine": Cosine(),
    "flow": Flow(),
    "log_uniform": LogUniform(),
}
