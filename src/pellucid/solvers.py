"""How to take one step down the ladder.

Every solver here is the first one with a better guess. Standing at `x` with a guess `x0` of the
clean picture, all of the difference `x - x0` is noise; on the next rung there should be less of it,
so keep the guess and shrink the rest. Solvers differ in how they improve the guess first (look
ahead, look back, or both), and in whether they replace some of the old noise by fresh noise.

In the variable log(sigma) the shrinking is exact, which is why none of them minds a first rung of a
million. `heun_sigma` is the exception, kept to compare with others.

Importing this file imports no torch, so that a recipe can name its solver.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pellucid.forward import Reverse, large

if TYPE_CHECKING:
    from torch import Tensor

    from pellucid.walk import Here, Solver, Step

STEEPEST = 2.0
"""Steps up to this many times as long as the last one, in log(sigma), are extrapolated in full.

For a longer step the extrapolation is cut to this ratio. Otherwise a walk that starts just above a
rung takes a tiny first step, and the small difference of two guesses is multiplied until it spoils
the picture.
"""


def euler(at: Here) -> Tensor:
    """Keep the guess, shrink the rest.

    `x_next = x0 + (sigma_next / sigma) * (x - x0)`. Also known as DDIM (Song et al. 2020, arXiv
    2010.02502).
    """
    return at.x0.lerp(at.x, at.sigma_next / at.sigma)


def heun(at: Here) -> Tensor:
    """Take Euler's step, ask again there, and step with the mean of the two guesses.

    Two questions per step, second order. Averaging guesses rather than slopes keeps it steady on
    ladders that span many powers of ten.
    """
    ahead = at.denoise(euler(at), at.sigma_next)
    return at.x0.lerp(ahead, 0.5).lerp(at.x, at.sigma_next / at.sigma)


def heun_sigma(at: Here) -> Tensor:
    """Take Euler's step, and step again with the mean of the two slopes `dx / dsigma`.

    Karras et al. (2022, arXiv 2206.00364), algorithm 1: for comparison. It goes past the second
    guess where a rung is more than three times the next, and far past it on a flow's first step.
    """
    guess = euler(at)
    slope = (at.x - at.x0) / at.sigma
    ahead = (guess - at.denoise(guess, at.sigma_next)) / at.sigma_next
    return at.x + (at.sigma_next - at.sigma) * (slope + ahead) / 2


def dpmpp_2m(at: Here) -> Tensor:
    """Draw a line through this guess and the last, and use its value half a step ahead.

    Second order for one question per step: the best default. DPM-Solver++ 2M (Lu et al. 2022,
    arXiv 2211.01095).
    """
    return _half_ahead(at).lerp(at.x, at.sigma_next / at.sigma)


@dataclass(frozen=True, slots=True)
class Ancestral:
    """Euler's step, with part of the old noise exchanged for fresh noise.

    The share `eta` of the noise that may be exchanged without changing how noisy the picture is:
    0 is `euler`, 1 is DDPM's reverse step (Ho et al. 2020, arXiv 2006.11239), also known as
    Euler a. In between it is DDIM's eta.
    """

    eta: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.eta <= 1:
            raise ValueError(
                f"eta is the share of noise to exchange, from 0 to 1; it cannot be {self.eta}."
            )

    def __call__(self, at: Here, /) -> Tensor:
        return _renoised(at, at.x0, self.eta)


@dataclass(frozen=True, slots=True)
class Sde2M(Ancestral):
    """`Ancestral` with the guess of `dpmpp_2m`: DPM-Solver++ 2M SDE (Lu et al. 2022)."""

    def __call__(self, at: Here, /) -> Tensor:
        return _renoised(at, _half_ahead(at), self.eta)


def unipc(at: Here) -> Tensor:
    """Correct the last step with what is known now, then take the next as `dpmpp_2m` does.

    The last step used a mean guess that was extrapolated; the new guess at its far end allows a
    better one, by interpolation. Both start from the same picture, so the correction is their
    difference times `1 - sigma / sigma_before`. Third order for one question per step: UniPC with
    B2(h) and order 2 (Zhao et al. 2023, arXiv 2302.04867).
    """
    x = at.x
    if at.past:
        *earlier, last = at.past
        used = _extrapolated(last, earlier[-1]) if earlier else last.x0
        x = x + (1 - at.sigma / last.sigma) * (_interpolated(at) - used)
    return _half_ahead(at).lerp(x, at.sigma_next / at.sigma)


@dataclass(frozen=True, slots=True)
class Multistep:
    """Draw a curve through the slopes of the last steps, and follow it down to the next rung.

    `x_next = x + integral of p(sigma) dsigma`, where p is the polynomial through the last `order`
    slopes `(x - x0) / sigma`, over log(sigma) or over sigma itself. Over log(sigma) it is DEIS
    (Zhang and Chen 2022, arXiv 2204.13902), over sigma the linear multistep method of k-diffusion.
    In Newton's form each earlier slope adds one term, which is cut where the step is longer than
    `STEEPEST` times the distance to that slope. The first steps have fewer slopes, so the order is
    2 in the limit; they are taken where noise is large and slopes hardly change.
    """

    order: int
    clock: Callable[[float], float] = math.log

    def __call__(self, at: Here, /) -> Tensor:
        whole: list[Here | Step] = [at, *reversed(at.past)]
        trail = whole[: self.order]
        times = [self.clock(each.sigma) for each in trail]
        ahead = times[0] - self.clock(at.sigma_next)
        steps = [(each.x - each.x0) / each.sigma for each in trail]
        x, trust = at.x, 1.0
        for place, share in enumerate(self._shares(times, at.sigma, at.sigma_next)):
            if place:
                trust *= min(1.0, STEEPEST * (times[place] - times[place - 1]) / ahead)
            x = x + trust * share * steps[0]
            gaps = [later - now for now, later in zip(times, times[place + 1 :], strict=False)]
            steps = [(b - a) / gap for a, b, gap in zip(steps, steps[1:], gaps, strict=False)]
        return x

    def _shares(self, times: Sequence[float], sigma: float, sigma_next: float) -> Iterator[float]:
        """Integrate Newton's polynomials over sigma: 1, t - t_0, (t - t_0)(t - t_1), ..."""
        nodes, weights = zip(*_gauss(16), strict=True)
        half = math.log(sigma_next / sigma) / 2
        sigmas = [sigma * math.exp(half * (1 + node)) for node in nodes]
        values = [half * weight * each for weight, each in zip(weights, sigmas, strict=True)]
        for time in times:
            yield sum(values)
            values = [
                value * (self.clock(each) - time)
                for value, each in zip(values, sigmas, strict=True)
            ]


@cache
def _gauss(count: int) -> list[tuple[float, float]]:
    """Give the nodes and weights of Gauss's quadrature on [-1, 1] (Golub and Welsch 1969)."""
    import torch  # noqa: PLC0415  (recipes name solvers without it)

    k = torch.arange(1, count, dtype=torch.float64)
    beside = (k / (4 * k**2 - 1).sqrt()).diag(-1)
    nodes, vectors = torch.linalg.eigh(beside)  # which reads the lower half of the matrix
    return list(zip(nodes.tolist(), (2 * vectors[0] ** 2).tolist(), strict=True))


def jump(at: Here) -> Tensor:
    """Believe the guess, and put fresh noise on it.

    `x_next = x0 + sigma_next * noise`: for networks distilled to guess right at once (Song et al.
    2023, arXiv 2303.01469; Luo et al. 2023, arXiv 2310.04378). With others it loses variety.
    """
    return at.x0 + at.sigma_next * at.fresh(at.x)


def _half_ahead(at: Here) -> Tensor:
    return _extrapolated(at, at.past[-1]) if at.past else at.x0


def _extrapolated(now: Here | Step, before: Step) -> Tensor:
    """Guess half a step ahead in log(sigma), on the line through two guesses."""
    ahead, behind = math.log(now.sigma / now.sigma_next), math.log(before.sigma / now.sigma)
    return before.x0.lerp(now.x0, 1 + min(ahead / behind, STEEPEST) / 2)


def _interpolated(at: Here) -> Tensor:
    """Find the mean guess of the step that led here, from the guesses around it.

    With u from 0 to 1 along the step in log(sigma) and h its length, the mean weighs u by
    `exp(h u)`. One earlier guess gives the trapezium, half of each end; two give the parabola
    through all three, whose mean needs the moments m1 and m2 of u under that weight. Where the
    earlier step is shorter than `1 / STEEPEST` of this one, the mean lies between the two.
    """
    *earlier, last = at.past
    straight = last.x0.lerp(at.x0, 0.5)
    if not earlier:
        return straight
    before = earlier[-1]
    h, r = math.log(last.sigma / at.sigma), math.log(before.sigma / last.sigma)
    r = r / h  # the guess `before` was made at u = -r
    m1 = 1 / -math.expm1(-h) - 1 / h
    m2 = 1 / -math.expm1(-h) - 2 * m1 / h
    rise, fall = at.x0 - last.x0, last.x0 - before.x0
    backward = (m1 - m2) / (1 + r)
    curved = last.x0 + (m1 - backward) * rise + backward / r * fall
    return curved if r * STEEPEST >= 1 else straight.lerp(curved, r * STEEPEST)


def _renoised(at: Here, x0: Tensor, eta: float) -> Tensor:
    """Shrink to `down`, add `up` of fresh noise: down^2 + up^2 = sigma_next^2."""
    up = eta * at.sigma_next * math.sqrt(1 - (at.sigma_next / at.sigma) ** 2)
    down = math.sqrt(at.sigma_next**2 - up**2)
    return x0.lerp(at.x, down / at.sigma) + up * at.fresh(at.x)


@dataclass(frozen=True, slots=True)
class Stepping:
    """A solver and the facts about it that help, the page, costs and docs are made of."""

    step: Solver
    says: str  # in a few words, what it does
    order: int  # of convergence, as the tests measure it; 0 where there is none
    looks: int = 1  # how often the network is asked at a step; down to 0 it is once
    fresh: bool = False  # whether it puts fresh noise on the picture
    unsure: bool = False  # whether it asks a network that can say so how unsure it is
    steepest: float = math.inf  # how many times as high as the next one a rung may be
    also_called: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether it is offered: one that cannot walk every ladder is kept for comparison."""
        return self.steepest == math.inf

    def __call__(self, at: Here, /) -> Tensor:
        return self.step(at)


SOLVERS: Mapping[str, Stepping] = {
    "euler": Stepping(
        euler,
        "keeps the guess, shrinks the rest",
        1,
        also_called=("DDIM", "the Euler step of flows"),
    ),
    "ancestral": Stepping(
        Ancestral(), "Euler, and fresh noise", 1, fresh=True, also_called=("DDPM", "Euler a")
    ),
    "ddpm": Stepping(
        Reverse(large),
        "the same with more noise, or with what the network has learned",
        1,
        fresh=True,
        unsure=True,
        also_called=("DDPM with the variance beta",),
    ),
    "heun": Stepping(
        heun,
        "looks ahead; steady on any ladder",
        2,
        looks=2,
        also_called=("DPM-Solver++ 2S, r = 1",),
    ),
    "heun_sigma": Stepping(
        heun_sigma,
        "averages slopes; for comparison, on karras or exponential with 8 steps or more",
        2,
        looks=2,
        steepest=12,
        also_called=("EDM's Heun", "HeunDiscrete"),
    ),
    "dpmpp_2m": Stepping(dpmpp_2m, "looks back", 2, also_called=("DPM-Solver++ 2M",)),
    "dpmpp_2m_sde": Stepping(
        Sde2M(), "looks back, and fresh noise", 2, fresh=True, also_called=("DPM-Solver++ 2M SDE",)
    ),
    "unipc": Stepping(
        unipc, "looks back and corrects", 3, also_called=("UniPC with B2(h), order 2",)
    ),
    "deis": Stepping(
        Multistep(3), "looks back at slopes; steadiest on karras", 2, also_called=("DEIS-3",)
    ),
    "jump": Stepping(
        jump,
        "for distilled networks: believes the guess",
        0,
        fresh=True,
        also_called=("LCM", "consistency sampling"),
    ),
}
"""Every solver that a recipe can name. One row adds one: help, page, costs and docs follow."""
