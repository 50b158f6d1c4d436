"""The U-Net: at birth it takes all for noise; it learns, is blind to padding, sees every pixel."""

from dataclasses import replace

import pytest
import torch
from small import SMALL_UNET, awake, noisy, words

from pellucid.learn.losses import Denoising
from pellucid.learn.pixel import pixel_loss
from pellucid.learn.trainer import Trainer, Training
from pellucid.nets.unet import Residual, Seeing, UNet, UNetConfig


@pytest.mark.parametrize("blocks", [(1, 1), (2, 1), (1, 2)])
def test_it_says_two_numbers_for_each_it_was_shown_and_at_birth_takes_all_for_noise(blocks):
    network = UNet(replace(SMALL_UNET, blocks=blocks))
    x, t = noisy(SMALL_UNET)
    out = network(x, t, words())
    assert out.shape == (3, 6, 16, 16)
    assert torch.equal(out, torch.cat([x, torch.zeros_like(x)], 1))


def test_every_block_starts_as_the_identity():
    network = UNet(SMALL_UNET)
    keys, values, deep_keys, deep_values, hidden, summary = network.read(words())
    clock = network.tick(torch.rand(3), summary)
    for block in network.modules():
        if isinstance(block, Residual):
            x = torch.randn(3, block.first.in_channels, 4, 4)
            assert torch.equal(block(x, clock), x)
    x = torch.randn(3, 32, 4, 4)
    for block, key, value in zip(network.middle, keys, values, strict=True):
        assert torch.equal(block(x, clock, key, value, hidden), x)
    x = torch.randn(3, 64, 2, 2)
    beside = network._beside(x, hidden)
    for block, key, value in zip(network.bottom, deep_keys, deep_values, strict=True):
        assert isinstance(block, Seeing)
        assert torch.equal(block(x, clock, key, value, beside), x)


def test_every_pixel_sees_every_other():
    network, cond, (x, t) = awake(SMALL_UNET), words(), noisy(SMALL_UNET)
    x = x.clone().requires_grad_(True)
    network(x, t, cond)[0, :, 0, 0].sum().backward()
    assert (x.grad[0] != 0).all()
    assert not x.grad[1:].any()


@pytest.mark.training
@pytest.mark.slow
def test_it_learns_one_batch_by_heart():
    torch.manual_seed(0)
    own = torch.Generator().manual_seed(2)
    x0 = torch.rand(8, 3, 16, 16, generator=own) * 2 - 1
    noise = torch.randn(8, 3, 16, 16, generator=own)
    sigma = torch.rand(8, 1, 1, 1, generator=own) * 2 + 0.2
    batch = Denoising(x0, noise, sigma, words(8, seed=3))
    config = Training(steps=150, batch=8, adam=4e-3, warmup=10, muon=(), half=False)
    trainer = Trainer(UNet(SMALL_UNET), config)
    losses = [trainer.learn(pixel_loss(trainer.worker, batch))[0] for _ in range(150)]
    assert losses[0] > 0.2  # what is seen against the noise, and a bound besides
    assert losses[-1] < 0.5 * losses[0], losses[-1]


def test_the_default_size_is_what_can_be_trained_on_two_cores_and_shipped():
    network = UNet(UNetConfig())
    assert (network.config.tokens, network.config.width) == (256, 288)
    assert 8e6 < sum(p.numel() for p in network.parameters()) < 12e6
