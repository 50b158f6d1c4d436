"""Pictures as bytes, and as the tensors that networks take; importing this imports no torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pellucid.errors import BrokenError

if TYPE_CHECKING:
    from torch import Tensor

Pixels = NDArray[np.uint8]
"""Bytes (..., H, W, 3)."""


def as_tensor(pictures: Pixels) -> Tensor:
    """Bytes (..., H, W, 3) as pictures (..., 3, H, W) in [-1, 1]."""
    import torch  # noqa: PLC0415

    return torch.from_numpy(np.array(pictures)).movedim(-1, -3).float() / 127.5 - 1


def as_pixels(pictures: Tensor) -> Pixels:
    """Pictures (..., 3, H, W) in [-1, 1] as bytes (..., H, W, 3); `as_tensor` undoes it.

    Raises BrokenError for NaN: it would be black, as if black had been drawn.
    """
    if pictures.isnan().any():
        raise BrokenError(
            "What was drawn are no numbers: the weights are broken or the settings too extreme; "
            "choose other --weights, or a lower guidance."
        )
    array = ((pictures.detach().float() + 1) * 127.5).round().clamp(0, 255).byte()
    return np.ascontiguousarray(array.movedim(-3, -1).cpu().numpy())
