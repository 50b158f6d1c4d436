"""How unsure a denoiser is, and what that is good for.

A guess is the mean of all clean pictures that could lie behind the noise. DDPM's step down
(`forward`) also needs to know how far they lie apart. Ho et al. chose `small` or `large` for every
number of every picture. Nichol and Dhariwal (2021, arXiv 2102.09672) let the network say, number by
number, where between the two the truth lies.

The network says twice as many numbers as it is shown: along the axis after the batch first its
usual answer, then `v`, from -1 for `small` to 1 for `large`.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from pellucid.denoise import Cond, Denoiser, Level
from pellucid.forward import Reverse, display, large, small
from pellucid.precondition import Preconditioned
from pellucid.schedule import Chain
from pellucid.walk import Here

BIN = 1 / 255  # half the distance between two of the 256 values that a byte may have, in [-1, 1]


def between(fraction: Tensor, sigma: float, sigma_next: float) -> Tensor:
    """Give a variance between `small` and `large`: `small^(1 - fraction) * large^fraction`.

    Equation 15 of Nichol and Dhariwal. The two differ little in number and much in ratio where
    there is little noise, so it is their logarithms that are mixed.
    """
    low, high = math.log(small(sigma, sigma_next)), math.log(large(sigma, sigma_next))
    return (low + (high - low) * fraction).exp()


@dataclass(frozen=True, slots=True)
class Learned:
    """DDPM's reverse step with the variance that a network has learned: a solver.

    `fraction(x, sigma)` is 0 where the network is sure of its guess and 1 where it is not at all.
    """

    fraction: Denoiser

    def __call__(self, at: Here, /) -> Tensor:
        fraction = self.fraction(at.x, at.sigma)
        return Reverse(lambda sigma, lower: between(fraction, sigma, lower))(at)


@dataclass(frozen=True, slots=True, eq=False)
class LearnedVariance:
    """A network that says how unsure it is: a Model like any other, with a loss of two parts.

    As a Model it gives its guess alone, so every solver and every composition can use it. The
    second half of its answer, `fraction`, is for `Learned`.
    """

    whole: Preconditioned
    chain: Chain
    share: float = 0.001  # of the variational bound in the loss

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        said, _ = self._halves(x, sigma, cond)
        return self.whole.guess(x, sigma, said)

    def fraction(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        """Say where between `small` and `large` the variance of a step down lies: 0 to 1."""
        _, v = self._halves(x, sigma, cond)
        return ((v + 1) / 2).clamp(0, 1)

    def loss(self, x0: Tensor, noise: Tensor, sigma: Tensor, cond: Cond) -> Tensor:
        """The usual loss, and a thousandth of the bound on the likelihood: shape (B,).

        `L_simple + share * L_vlb`, equation 16, where of the bound's `steps` terms only the one at
        `sigma` is computed, `steps` times over. It is counted in bits for each number, and teaches
        the variance alone: through it no gradient reaches the guess.
        """
        x = x0 + sigma * noise
        said, v = self._halves(x, sigma, cond)
        wrong = said - self.whole.target(x0, x, sigma)
        distance = self.whole.prediction.out(sigma) * wrong.detach()  # from x0 to the guess
        bound = self.bound(x0, distance, (v + 1) / 2, sigma)
        return (wrong.square() + self.share * self.chain.steps * bound).flatten(1).mean(1)

    def bound(self, x0: Tensor, distance: Tensor, fraction: Tensor, sigma: Tensor) -> Tensor:
        """The term of the variational bound for the step down from `sigma`, in bits per number.

        The divergence of the step that the network would take from the one that x0 would have it
        take, both Gaussian; for the last step, which ends on the picture itself, the surprise at
        finding there x0's very bytes.
        """
        k = (torch.as_tensor(self.chain.time(sigma.double())) * self.chain.steps).round()
        logs, reach = _table(self.chain, k.clamp_min(1))
        low, high = (log.to(x0.dtype) for log in logs)
        log_variance = low + (high - low) * fraction
        away = reach.to(x0.dtype) * distance
        unequal = (low - log_variance).exp() - 1 + log_variance - low
        divergence = (unequal + away.square() * (-log_variance).exp()) / 2
        surprise = _surprise(x0, away, (0.5 * log_variance).exp())
        return torch.where(k.to(x0.device) > 1, divergence, surprise) / math.log(2)

    def _halves(self, x: Tensor, sigma: Level, cond: Cond) -> tuple[Tensor, Tensor]:
        said, v = self.whole.answer(x, sigma, cond).chunk(2, dim=1)
        return said, v


def _table(chain: Chain, k: Tensor) -> tuple[tuple[Tensor, Tensor], Tensor]:
    """The logarithms of small and large for the step from k to k - 1, and how far it moves.

    The last number is by how much the mean of the step moves when the guess moves by 1. `small` is
    0 for the last step, where that of the step before is taken.
    """

    def sigma(count: Tensor) -> Tensor:
        return torch.as_tensor(chain.sigma(count / chain.steps))

    second = k.clamp_min(2)
    low = torch.as_tensor(small(sigma(second), sigma(second - 1)))
    high = torch.as_tensor(large(sigma(k), sigma(k - 1)))
    reach = high * display(1 + sigma(k) ** -2, sigma(k - 1))
    return (low.log(), high.log()), reach


def _surprise(x0: Tensor, away: Tensor, deviation: Tensor) -> Tensor:
    """Minus log the share of a Gaussian, `away` from x0, that would be rounded to x0's byte."""
    above = torch.special.ndtr((BIN - away) / deviation).masked_fill(x0 > 0.999, 1)
    below = torch.special.ndtr((-BIN - away) / deviation).masked_fill(x0 < -0.999, 0)
    surprise: Tensor = -(above - below).clamp_min(1e-12).log()
    return surprise
