"""Muon, which makes every direction of a step equally long, for matrices and convolutions."""

from typing import Any

import torch
from torch import Tensor, nn

from pellucid.nets.precision import fastest

ROUNDS = 5
A, B, C = 3.4445, -4.775, 2.0315  # the steepest quintic at zero (Jordan et al. 2024)


class Muon(torch.optim.Optimizer):
    """Muon (Jordan et al. 2024), to which a convolution is a matrix: (out, in height width).

    Its products, unlike those of torch's own, are in the device's fastest precision.
    """

    def __init__(self, weights: list[nn.Parameter], rate: float) -> None:
        super().__init__(weights, {"lr": rate, "momentum": 0.95})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:  # noqa: ARG002  torch's optimisers have one
        """Move the weights by their own gradients."""
        group = self.param_groups[0]
        for weight in group["params"]:
            gradient, state = weight.grad.flatten(1), self.state[weight]
            if not state:
                state["momentum_buffer"] = torch.zeros_like(gradient)
            momentum = state["momentum_buffer"].lerp_(gradient, 1 - group["momentum"])
            update = equalise(gradient.lerp(momentum, group["momentum"]))
            length = 0.2 * max(update.shape) ** 0.5
            weight.add_(update.reshape(weight.shape), alpha=-group["lr"] * length)


def equalise(update: Tensor) -> Tensor:
    """A matrix (M, N) with its directions, all nearly of length 1: five Newton-Schulz rounds.

    X <- a X + (b X X^T + c (X X^T)^2) X, from X / |X| on.
    """
    tall = len(update) > update.shape[1]
    x = update.to(fastest(update.device))
    x = x.T if tall else x
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=B, alpha=C), x, beta=A)
    return x.T if tall else x
