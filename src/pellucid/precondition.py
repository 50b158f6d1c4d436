"""How a raw network becomes a denoiser, and what it is trained to say.

A network is a poor denoiser by itself: it wants inputs of one size, whatever the noise, and it is
best asked for something of unit size in return. So a denoiser is made from it by three numbers that
depend on the noise level alone:

    D(x, sigma) = skip(sigma) * x + out(sigma) * network(scale(sigma) * x, clock(sigma))

What to predict is a row of one table: the noise, the clean picture, the velocity from one to the
other. Turned round, the same line says what the network should have answered, so one loss trains
them all. The form is that of Karras et al. (2022, arXiv 2206.00364), table 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from pellucid.denoise import Cond, Level


@dataclass(frozen=True, slots=True)
class Prediction:
    """One row of the table: three functions of sigma, and the name of what the network says."""

    name: str
    skip: Callable[[Level], Level]
    out: Callable[[Level], Level]
    scale: Callable[[Level], Level]


def _shrink(s: Level) -> Level:
    """Back to unit variance, as in `display`."""
    return (1 + s**2) ** -0.5


EPS = Prediction("eps", skip=lambda _: 1.0, out=lambda s: -s, scale=_shrink)
X0 = Prediction("x0", skip=lambda _: 0.0, out=lambda _: 1.0, scale=_shrink)
V = Prediction("v", skip=lambda s: 1 / (1 + s**2), out=lambda s: -s * _shrink(s), scale=_shrink)
FLOW = Prediction(
    "flow", skip=lambda s: 1 / (1 + s), out=lambda s: -s / (1 + s), scale=lambda s: 1 / (1 + s)
)


def edm(deviation: float = 0.5) -> Prediction:
    """EDM's row, for pictures of the standard deviation `deviation`."""
    variance = deviation**2
    return Prediction(
        "edm",
        skip=lambda s: variance / (s**2 + variance),
        out=lambda s: s * deviation * (s**2 + variance) ** -0.5,
        scale=lambda s: (s**2 + variance) ** -0.5,
    )


EDM = edm()

Network = Callable[[Tensor, Tensor, Cond], Tensor]
"""`network(scaled x, t, cond)`, with `t` of shape (B,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Preconditioned:
    """A network that has become a Model: the only place that meets dtypes and clocks.

    The network runs in `dtype`; pictures, clocks and the sum stay as precise as `x`. A float sigma
    becomes a tensor here and not before, so that a compiled network is compiled once.
    """

    network: Network
    prediction: Prediction
    clock: Callable[[Level], Level]
    dtype: torch.dtype = torch.float32

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        return self.guess(x, sigma, self.answer(x, sigma, cond))

    def loss(self, x0: Tensor, noise: Tensor, sigma: Level, cond: Cond) -> Tensor:
        """How far the answer is from the one that would give back x0: shape (B,).

        The mean square of `network(...) - (x0 - skip * x) / out`. For `EPS` the target is the
        noise, for `FLOW` it is `noise - x0`; no case is treated apart.
        """
        x = x0 + sigma * noise
        wrong = self.answer(x, sigma, cond) - self.target(x0, x, sigma)
        return wrong.square().reshape(len(x), -1).mean(1)

    def guess(self, x: Tensor, sigma: Level, answer: Tensor) -> Tensor:
        """Turn what the network says of `x` into the clean picture that it means."""
        return self.prediction.skip(sigma) * x + self.prediction.out(sigma) * answer

    def target(self, x0: Tensor, x: Tensor, sigma: Level) -> Tensor:
        """Say what the network should have answered: the inverse of `guess`."""
        return (x0 - self.prediction.skip(sigma) * x) / self.prediction.out(sigma)

    def answer(self, x: Tensor, sigma: Level, cond: Cond) -> Tensor:
        """Ask the network, in its own words, clock and precision."""
        t = torch.as_tensor(self.clock(sigma), dtype=x.dtype, device=x.device)
        scaled = (self.prediction.scale(sigma) * x).to(self.dtype)
        return self.network(scaled, t.reshape(-1).expand(len(x)), cond.to(self.dtype)).to(x.dtype)


PREDICTIONS: Mapping[str, Prediction] = {row.name: row for row in (EPS, X0, V, FLOW, EDM)}
