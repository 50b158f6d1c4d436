"""Pictures as bytes and as tensors."""

import numpy as np
import pytest
import torch

from pellucid.errors import BrokenError
from pellucid.pixels import as_pixels, as_tensor


def test_all_bytes_survive_the_way_to_numbers_and_back():
    every = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1).repeat(3, axis=3)
    assert (as_pixels(as_tensor(every)) == every).all()


def test_what_is_brighter_than_white_is_white():
    pictures = torch.tensor([-torch.inf, -2.0, 2.0, torch.inf]).view(1, 2, 2).expand(3, 2, 2)
    assert as_pixels(pictures)[..., 0].tolist() == [[0, 0], [255, 255]]


def test_what_is_no_number_is_an_error_and_not_black():
    pictures = torch.zeros(2, 3, 4, 4)
    pictures[1, 2, 3, 0] = torch.nan
    with pytest.raises(BrokenError, match=r"^What was drawn are no numbers.*--weights"):
        as_pixels(pictures)
