"""Which noise levels exist, and which of them to visit.

A *schedule* is the clock a network was trained with: it says how much noise there is at time `t`,
from 0 (clean) to 1 (nothing but noise). A *ladder* is the list of noise levels that one drawing
visits, from the highest rung down to 0. Schedules belong to networks; ladders belong to drawings,
and a network does not mind which rungs are chosen.

A ladder may also *climb*. Stepping up is adding noise, and a walk that goes down, up a little and
down again has the chance to correct itself: that is churn, and RePaint.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor

from pellucid.denoise import Level

Ladder = Sequence[float]
"""Noise levels to visit, highest first, 0.0 last."""

LOWEST, HIGHEST = 0.02, 200.0
"""The span of a ladder spaced by sigma on the schedules of our own engines, `Flow` and `Cosine`.

At 200 the picture is one part in 40,000 of the variance, and at 0.02 the noise is one part in
2,500. The clocks go on to a million and to 0.001 or so: few rungs spread over all of that are too
far apart where the picture is decided.
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


def even(schedule: Schedule, steps: int) -> tuple[float, ...]:
    """Rungs at equal distances on the network's own clock."""
    return shifted(schedule, steps, shift=1.0)


def shifted(schedule: Schedule, steps: int, shift: float = 3.0) -> tuple[float, ...]:
    """Even rungs, crowded towards the noise by `t -> shift t / (1 + (shift - 1) t)`.

    On a flow schedule that multiplies every sigma by `shift`: large pictures show the same
    structure through more noise (Esser et al. 2024, arXiv 2403.03206).
    """
    times = (1 - i / steps for i in _count(steps))
    moved = (shift * t / (1 + (shift - 1) * t) for t in times)
    return (*(float(schedule.sigma(t)) for t in moved), 0.0)


def karras(schedule: Schedule, steps: int, rho: float = 7.0) -> tuple[float, ...]:
    """Rungs even in `sigma^(1 / rho)`: the larger rho, the more of them near the clean picture.

    Karras et al. (2022, arXiv 2206.00364), equation 5.
    """
    low, high = (sigma ** (1 / rho) for sigma in schedule.span)
    return (*((high + share * (low - high)) ** rho for share in _shares(steps)), 0.0)


def exponential(schedule: Schedule, steps: int) -> tuple[float, ...]:
    """Rungs even in log(sigma): each is the same fraction of the one before."""
    low, high = map(math.log, schedule.span)
    return (*(math.exp(high + share * (low - high)) for share in _shares(steps)), 0.0)


def _shares(steps: int) -> list[float]:
    return [i / max(steps - 1, 1) for i in _count(steps)]


def _count(steps: int) -> range:
    if steps < 1:
        raise ValueError(f"A ladder needs at least 1 step, not {steps}.")
    return range(steps)


def stands(ladder: Ladder) -> tuple[float, ...]:
    """Give the rungs that a walk stands on, 0 the last: all but those that it only climbs from."""
    return (*(rung for rung, after in pairwise(ladder) if after < rung), *ladder[-1:])


def churn(
    ladder: Ladder, amount: float, low: float = 0.0, high: float = math.inf
) -> tuple[float, ...]:
    """Before each step down, climb a little: fresh noise washes old mistakes away.

    Every rung between `low` and `high` is followed by one that is higher by the factor
    `1 + min(amount / steps, sqrt(2) - 1)`. Karras et al. (2022, arXiv 2206.00364), algorithm 2.
    """
    gain = 1 + min(amount / max(len(ladder) - 1, 1), math.sqrt(2) - 1)
    rungs: list[float] = []
    for sigma in ladder[:-1]:
        rungs.append(sigma)
        if gain > 1 and low <= sigma <= high:
            rungs.append(sigma * gain)
    return (*rungs, ladder[-1])


def repaint(ladder: Ladder, jump: int, times: int) -> tuple[float, ...]:
    """Walk every stretch of `jump` steps `times` times before going on.

    At the end of a stretch the walk climbs back to its start in one go, so that what was guessed
    there and what is known beside it can come to agree. Lugmayr et al. (2022, arXiv 2201.09865).
    """
    if jump < 1 or times < 1:
        raise ValueError(f"repaint needs a jump and times of at least 1, not {jump} and {times}.")
    rungs = list(ladder[:1])
    for start in range(0, len(ladder) - 2, jump):
        stretch = ladder[start : min(start + jump + 1, len(ladder) - 1)]
        rungs += [*stretch[1:], *((*stretch,) * (times - 1))]
    return (*rungs, ladder[-1])


SCHEDULES: Mapping[str, Schedule] = {
    "linear": Linear(),
    "scaled_linear": ScaledLinear(),
    "cosine": Cosine(),
    "flow": Flow(),
    "log_uniform": LogUniform(),
}

LADDERS: Mapping[str, Callable[[Schedule, int], tuple[float, ...]]] = {
    "even": even,
    "karras": karras,
    "exponential": exponential,
    "shifted": shifted,
}
