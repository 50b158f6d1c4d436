"""The transformer: silent at birth, able to learn, and blind to padding."""

from dataclasses import replace

import pytest
import torch
from small import SMALL_DIT, awake, noisy, words

from pellucid.learn.losses import Denoising, denoise_loss
from pellucid.learn.trainer import Trainer, Training
from pellucid.nets.blocks import fourier, grid
from pellucid.nets.dit import DiT, DiTConfig


@pytest.mark.parametrize("patch", [2, 4])
def test_it_returns_the_shape_it_was_given_and_starts_at_zero(patch):
    network = DiT(replace(SMALL_DIT, patch=patch))
    x, t = noisy(SMALL_DIT)
    out = network(x, t, words())
    assert out.shape == x.shape
    assert torch.equal(out, torch.zeros_like(x))


def test_every_block_starts_as_the_identity():
    network = DiT(SMALL_DIT)
    keys, values, hidden, summary = network.read(words())
    x = torch.randn(3, SMALL_DIT.tokens, SMALL_DIT.width)
    clock = network.tick(torch.rand(3), summary)
    modulation = network.modulation(clock).view(3, 6, SMALL_DIT.width)
    for block, key, value in zip(network.blocks, keys, values, strict=True):
        assert torch.equal(block(x, modulation, key, value, hidden), x)


def test_the_place_of_a_patch_matters():
    network, cond, (x, t) = awake(SMALL_DIT), words(), noisy(SMALL_DIT)
    out = network(x, t, cond)
    moved = network(x.roll(SMALL_DIT.patch, -1), t, cond).roll(-SMALL_DIT.patch, -1)
    assert (moved - out).abs().max() > 1e-3


@pytest.mark.training
@pytest.mark.usefixtures("precision")
def test_it_learns_one_batch_by_heart():
    torch.manual_seed(0)
    own = torch.Generator().manual_seed(2)
    x0, noise = (torch.randn(8, 4, 16, 16, generator=own) for _ in range(2))
    sigma = torch.rand(8, 1, 1, 1, generator=own) * 2
    batch = Denoising(x0, noise, sigma, words(8, seed=3))
    config = Training(steps=120, batch=8, rate=4e-3, adam=4e-3, warmup=10)
    trainer = Trainer(DiT(SMALL_DIT), config)
    losses = [trainer.learn(denoise_loss(trainer.worker, batch))[0] for _ in range(120)]
    assert losses[0] == pytest.approx(2.0, abs=0.2)  # silence against noise - x0
    assert losses[-1] < 0.15


def test_clock_times_and_places_are_told_apart():
    clock = fourier(torch.linspace(0, 1, 1001), 64)
    assert torch.pdist(clock).min() > 0.02
    places = grid(8, 64)[0]
    assert places.shape == (64, 64)
    assert torch.pdist(places).min() > 0.1


def test_the_default_size_is_what_was_decided():
    config = DiTConfig()
    assert (config.tokens, config.heads) == (64, 4)
    size = sum(p.numel() for p in DiT(config).parameters())
    assert 8e6 < size < 12e6
