"""Denoisers that are exactly right.

Where the clean pictures follow a law that can be written down, the best possible guess can be, too.
Every solver and every composition in this package is tested against these.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from pellucid.denoise import Level


@dataclass(frozen=True, slots=True, eq=False)
class Gaussian:
    """Pictures from one Gaussian: each number has its own mean and deviation.

    `E[x0 | x] = mean + d^2 / (d^2 + sigma^2) * (x - mean)`.
    """

    mean: Level
    deviation: Level

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        variance = self.deviation**2
        return self.mean + variance / (variance + sigma**2) * (x - self.mean)

    def flow(self, x: Tensor, sigma: Level, sigma_next: Level) -> Tensor:
        """Walk from one noise level to another in infinitely many small steps of `euler`.

        `x_next = mean + sqrt((d^2 + sigma_next^2) / (d^2 + sigma^2)) * (x - mean)`.
        """
        variance = self.deviation**2
        ratio = (variance + sigma_next**2) / (variance + sigma**2)
        return self.mean + ratio**0.5 * (x - self.mean)


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Pictures from K round Gaussians of one deviation: `means` is (K, ...), `weights` (K,).

    `E[x0 | x] = sum_k p(k | x) (m_k + d^2 / (d^2 + sigma^2) * (x - m_k))`.
    """

    means: Tensor
    deviation: float
    weights: Tensor

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        share = self.deviation**2 / (self.deviation**2 + sigma**2)
        believed = self.log_posterior(x, sigma).exp() @ self.means.flatten(1)
        believed = believed.view_as(x)
        return believed + share * (x - believed)

    def log_posterior(self, x: Tensor, sigma: Level) -> Tensor:
        """Give `log p(k | x)`, which Gaussian x came from: shape (B, K). The exact classifier."""
        level = torch.as_tensor(sigma, dtype=x.dtype, device=x.device).reshape(-1, 1)
        # By differences: |x|^2 - 2 x m + |m|^2 is shorter, and wrong where the noise is low.
        mode = "donot_use_mm_for_euclid_dist"
        away = torch.cdist(x.flatten(1), self.means.flatten(1), compute_mode=mode)
        log_weights = (self.weights / self.weights.sum()).log()
        return (log_weights - away**2 / (2 * (self.deviation**2 + level**2))).log_softmax(1)


@dataclass(frozen=True, slots=True, eq=False)
class Finite:
    """Pictures from a finite set, `pictures` (N, ...), all equally likely.

    `E[x0 | x] = sum_n w_n x_n`, with `w` the softmax of `-|x - x_n|^2 / (2 sigma^2)`.
    """

    pictures: Tensor

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        weights = torch.ones(len(self.pictures), dtype=x.dtype, device=x.device)
        return Mixture(self.pictures, 0.0, weights)(x, sigma)
