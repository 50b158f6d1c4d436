"""Muon, which makes every direction of a step equally long, for matrices and convolutions."""

from typing import Any

import torch
from torch import nn


class Muon(torch.optim.Muon):
    """Muon (Jordan et al. 2024), to which a convolution is a matrix: (out, in height width)."""

    def __init__(self, weights: list[nn.Parameter], rate: float) -> None:
        self._weights = weights
        matrices = [nn.Parameter(weight.detach().flatten(1).clone()) for weight in weights]
        super().__init__(matrices, lr=rate, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """Move the weights by their own gradients."""
        matrices = self.param_groups[0]["params"]
        for weight, matrix in zip(self._weights, matrices, strict=True):
            assert weight.grad is not None
            matrix.copy_(weight.flatten(1))
            matrix.grad = weight.grad.flatten(1)
        loss = super().step(closure)  # type: ignore[no-untyped-call]
        for weight, matrix in zip(self._weights, matrices, strict=True):
            weight.copy_(matrix.view_as(weight))
        return loss
