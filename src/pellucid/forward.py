"""How a picture becomes noise, and the first way that was found back.

A picture becomes noise in a thousand small steps or in one leap: sums of Gaussians are Gaussian.
The way back has no such short cut, for every step depends on what is seen there. DDPM's reverse
step is here in its own coordinate, `z = x / sqrt(1 + sigma^2)`, with both of its variances. Ho et
al. (2020, arXiv 2006.11239).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from pellucid.denoise import Level
    from pellucid.noise import Noise
    from pellucid.schedule import Chain
    from pellucid.walk import Here


def display(x: Tensor, sigma: Level) -> Tensor:
    """Show a noisy picture as people expect it: equally bright at every noise level.

    `z = x / sqrt(1 + sigma^2)`, which for unit-variance pictures has unit variance. Show and store
    this rather than `x`, which on a flow ladder begins a million times too bright.
    """
    z: Tensor = x * (1 + sigma**2) ** -0.5
    return z


def small_steps(x0: Tensor, chain: Chain, noise: Noise) -> Iterator[Tensor]:
    """Dim a little, add a little noise, and yield; as often as the chain has steps.

    `z_k = sqrt(1 - b_k) z_(k-1) + sqrt(b_k) noise`, from `z_0 = x0`: equation 2.
    """
    z = x0
    for k, beta in enumerate(chain.betas.tolist(), start=1):
        z = math.sqrt(1 - beta) * z + math.sqrt(beta) * noise(z, k)
        yield z


def one_leap(x0: Tensor, chain: Chain, k: int, noise: Noise) -> Tensor:
    """Arrive at once where `small_steps` is after k steps.

    `z_k = sqrt(a_k) x0 + sqrt(1 - a_k) noise`, equation 4, which is `display` of the coordinate
    used everywhere else.
    """
    sigma = chain.sigma(k / chain.steps)
    return display(x0 + sigma * noise(x0, k), sigma)


def small(sigma: Level, sigma_next: Level) -> Level:
    """Give the variance that is right if the guess is exact: the data are a single picture."""
    return large(sigma, sigma_next) * (1 - _share(sigma_next)) / (1 - _share(sigma))


def large(sigma: Level, sigma_next: Level) -> Level:
    """Give the variance that is right if the data are pure noise: beta itself."""
    return 1 - _share(sigma) / _share(sigma_next)


@dataclass(frozen=True, slots=True)
class Reverse:
    """DDPM's reverse step with a given variance, such as `small` or `large`: a solver.

    `z_next = mean + sqrt(variance) * noise`, where the mean is that of `z_next` given `z` and the
    guess, equation 7. With `small` it equals the solver `ancestral`.
    """

    variance: Callable[[float, float], Level] = small

    def __call__(self, at: Here, /) -> Tensor:
        kept, kept_next = _share(at.sigma), _share(at.sigma_next)
        beta = 1 - kept / kept_next
        z = display(at.x, at.sigma)
        toward = math.sqrt(kept_next) * beta * at.x0
        onward = math.sqrt(1 - beta) * (1 - kept_next) * z
        spread = self.variance(at.sigma, at.sigma_next) ** 0.5
        z_next = (toward + onward) / (1 - kept) + spread * at.fresh(z)
        return z_next * math.sqrt(1 + at.sigma_next**2)


def _share(sigma: Level) -> Level:
    """Give `a`, the share of the picture in the variance of z."""
    return 1 / (1 + sigma**2)
