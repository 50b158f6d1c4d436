"""Muon: torch's own step, in the device's fastest precision."""

import pytest
import torch
from torch import nn

from pellucid.learn import muon
from pellucid.learn.muon import Muon, equalise


def moved(make, gradients):
    own = torch.Generator().manual_seed(0)
    weight = nn.Parameter(torch.randn(*gradients[0].shape, generator=own))
    optimiser = make(weight)
    for gradient in gradients:
        weight.grad = gradient.clone()
        optimiser.step()
    return weight.detach()


@pytest.mark.parametrize("shape", [(24, 64), (64, 24)])
def test_in_bfloat16_a_step_is_torchs_own_to_the_last_bit(shape, monkeypatch):
    monkeypatch.setattr(muon, "fastest", lambda _device: torch.bfloat16)
    gradients = list(torch.randn(3, *shape, generator=torch.Generator().manual_seed(1)))
    ours = moved(lambda weight: Muon([weight], 0.01), gradients)
    usual = {"weight_decay": 0.0, "adjust_lr_fn": "match_rms_adamw"}
    theirs = moved(lambda weight: torch.optim.Muon([weight], lr=0.01, **usual), gradients)
    assert torch.equal(ours, theirs)


def test_products_are_in_the_fastest_precision(monkeypatch):
    for precision in (torch.float32, torch.bfloat16):
        monkeypatch.setattr(muon, "fastest", lambda _device, dtype=precision: dtype)
        assert equalise(torch.randn(8, 16)).dtype == precision


@pytest.mark.parametrize("shape", [(24, 64), (64, 24)])
def test_every_direction_of_a_step_is_about_equally_long(shape, monkeypatch):
    monkeypatch.setattr(muon, "fastest", lambda _device: torch.float32)
    lengths = torch.linalg.svdvals(equalise(torch.randn(*shape)))
    assert 0.5 < lengths.min() <= lengths.max() < 1.5
