"""Walk up: which noise would have drawn a picture, and how likely was that?"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from torch import Tensor

from pellucid.denoise import Denoiser
from pellucid.noise import START, Noise
from pellucid.solvers import heun
from pellucid.walk import Here, Solver, Step


@torch.no_grad()
def invert(
    denoise: Denoiser, x0: Tensor, ladder: Sequence[float], solver: Solver = heun
) -> Iterator[Step]:
    """Climb from a clean picture to the noise that would have drawn it.

    The solver's step, taken upwards: `heun`, which asks twice, or `euler`, which asks once and errs
    far more (Song et al. 2020, arXiv 2010.02502, section 4.3). It has no past to look back on. The
    walk starts on the smallest rung above 0, for at 0 there is no direction yet, and takes `x0` as
    it is for the picture there. The last `x_next` stands on the highest rung: walk down from it
    with the same solver and the picture comes back, the closer the more rungs there are.
    Raises ValueError if the solver adds noise.
    """
    x = x0
    solver(Here(0, 2.0, 1.0, x, x, lambda x, _: x, _none, ()))  # down, where noise can be added
    rungs = sorted({sigma for sigma in ladder if sigma > 0})
    for index, (sigma, sigma_next) in enumerate(pairwise(rungs)):
        guess = denoise(x, sigma)
        here = Here(index, sigma, sigma_next, x, guess, denoise, _none, ())
        step = Step(index, sigma, sigma_next, x, guess, solver(here))
        yield step
        x = step.x_next


@torch.no_grad()
def likelihood(
    denoise: Denoiser, x0: Tensor, ladder: Sequence[float], noise: Noise, solver: Solver = heun
) -> Tensor:
    """Say how likely the denoiser finds each picture: log p in nats, shape (B,).

    On the way up `dx / dlog(sigma) = x - D(x)`, so the log-density falls by `N - tr(dD / dx)` for
    N numbers; a trapezium for each step adds it up. On the highest rung x is taken for a Gaussian
    of variance `1 + sigma^2`. What is measured is the density of pictures that have the noise of
    the lowest rung. Song et al. (2020, arXiv 2011.13456), appendix D.2.

    The trace is Hutchinson's estimate along the signs v of one draw of `noise`,
    `v (D(x + hv) - D(x - hv)) / 2h`: exact where every number is guessed from itself alone, else
    right on average over seeds. It takes no gradient, so every backend will do.
    """
    signs = noise(x0, START).sign()
    lowest = min(sigma for sigma in ladder if sigma > 0)
    walk = invert(denoise, x0, ladder, solver)
    places = [(lowest, x0), *((step.sigma_next, step.x_next) for step in walk)]
    falls = [x0[0].numel() - _trace(denoise, x, sigma, signs) for sigma, x in places]
    logs = torch.tensor([math.log(sigma) for sigma, _ in places], dtype=torch.float64)
    fallen = torch.trapezoid(torch.stack(falls, 1), logs.to(x0.device))
    sigma, x = places[-1]
    variance = 1 + sigma**2
    surprise = x.double() ** 2 / variance + math.log(2 * math.pi * variance)
    return fallen - surprise.flatten(1).sum(1) / 2


def _trace(denoise: Denoiser, x: Tensor, sigma: float, signs: Tensor) -> Tensor:
    """Estimate the trace of dD / dx from how far the guess turns with x: shape (B,)."""
    h = 0.01 * sigma
    turned = denoise(x + h * signs, sigma) - denoise(x - h * signs, sigma)
    return (signs * turned).double().flatten(1).sum(1) / (2 * h)


def _none(like: Tensor, *_at: float) -> Tensor:  # noqa: ARG001
    raise ValueError("A picture is inverted without fresh noise: take the solver heun or euler.")
