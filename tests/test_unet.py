"""The U-Net: at birth it takes all for noise; it learns, is blind to padding, sees every pixel."""

from dataclasses import replace

import pytest
import torch
from test_dit import words

from pellucid.denoise import Cond
from pellucid.learn.learner import Learner, Training
from pellucid.learn.objective import Denoising
from pellucid.learn.pixel import pixel_loss
from pellucid.nets.unet import Residual, Seeing, UNet, UNetConfig

SMALL = UNetConfig(side=16, widths=(16, 32, 64), blocks=(1, 1))


def awake(config=SMALL, seed=0):
    """A network past its silent start: small random numbers where it starts at zero."""
    torch.manual_seed(seed)
    network = UNet(config)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return network.eval()


def noisy(batch=3, side=SMALL.side, seed=1):
    own = torch.Generator().manual_seed(seed)
    return torch.randn(batch, 3, side, side, generator=own), torch.rand(batch, generator=own)


@pytest.mark.parametrize("blocks", [(1, 1), (2, 1), (1, 2)])
def test_it_says_two_numbers_for_each_it_was_shown_and_at_birth_takes_all_for_noise(blocks):
    network = UNet(replace(SMALL, blocks=blocks))
    x, t = noisy()
    out = network(x, t, words())
    assert out.shape == (3, 6, 16, 16)
    assert torch.equal(out, torch.cat([x, torch.zeros_like(x)], 1))


def test_every_block_starts_as_the_identity():
    network = UNet(SMALL)
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


def test_padding_does_not_matter_but_words_do():
    network, cond, (x, t) = awake(), words(), noisy()
    out = network(x, t, cond)
    other = torch.where(cond.mask[..., None], cond.tokens, 37.0)
    torch.testing.assert_close(network(x, t, replace(cond, tokens=other)), out)
    longer = Cond(
        torch.cat([cond.tokens, torch.randn(3, 9, 384)], 1),
        torch.cat([cond.mask, torch.zeros(3, 9, dtype=torch.bool)], 1),
        cond.pooled,
    )
    torch.testing.assert_close(network(x, t, longer), out)
    changed = cond.tokens.clone()
    changed[:, 2] = torch.randn(384)
    assert (network(x, t, replace(cond, tokens=changed)) - out).abs().max() > 1e-4


def test_a_picture_does_not_depend_on_its_batch():
    network, cond, (x, t) = awake(), words(), noisy()
    whole = network(x, t, cond)
    for i in range(3):
        one = Cond(cond.tokens[i : i + 1], cond.mask[i : i + 1], cond.pooled[i : i + 1])
        alone = network(x[i : i + 1], t[i : i + 1], one)
        torch.testing.assert_close(alone, whole[i : i + 1], rtol=1e-4, atol=1e-5)


def test_clock_and_summary_matter_and_every_pixel_sees_every_other():
    network, cond, (x, t) = awake(), words(), noisy()
    out = network(x, t, cond)
    assert (network(x, t + 0.05, cond) - out).abs().max() > 1e-4
    assert (network(x, t, replace(cond, pooled=cond.pooled + 1)) - out).abs().max() > 1e-3
    x = x.clone().requires_grad_(True)
    network(x, t, cond)[0, :, 0, 0].sum().backward()
    assert (x.grad[0] != 0).all()
    assert not x.grad[1:].any()


def test_without_a_summary_the_mean_of_the_words_serves():
    network, cond, (x, t) = awake(), words(), noisy()
    mean = cond.tokens[:, :5].mean(1)
    torch.testing.assert_close(
        network(x, t, replace(cond, pooled=None)), network(x, t, replace(cond, pooled=mean))
    )


def test_it_learns_one_batch_by_heart():
    torch.manual_seed(0)
    own = torch.Generator().manual_seed(2)
    x0 = torch.rand(8, 3, 16, 16, generator=own) * 2 - 1
    noise = torch.randn(8, 3, 16, 16, generator=own)
    sigma = torch.rand(8, 1, 1, 1, generator=own) * 2 + 0.2
    batch = Denoising(x0, noise, sigma, words(8, seed=3))
    config = Training(steps=150, batch=8, adam=4e-3, warmup=10, muon=False, bfloat16=False)
    learner = Learner(UNet(SMALL), config)
    losses = [learner.learn(pixel_loss(learner.worker, batch))[0] for _ in range(150)]
    assert losses[0] > 0.2  # what is seen against the noise, and a bound besides
    assert losses[-1] < 0.5 * losses[0], losses[-1]


def test_the_default_size_is_what_can_be_trained_on_two_cores_and_shipped():
    network = UNet(UNetConfig())
    assert (network.config.tokens, network.config.width) == (256, 288)
    assert 8e6 < sum(p.numel() for p in network.parameters()) < 12e6
