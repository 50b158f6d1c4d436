"""The transformer: silent at birth, able to learn, and blind to padding."""

from dataclasses import replace

import pytest
import torch

from pellucid.denoise import Cond
from pellucid.learn.learner import Learner, Training
from pellucid.learn.objective import Denoising, denoise_loss
from pellucid.nets.blocks import fourier, grid
from pellucid.nets.dit import DiT, DiTConfig

SMALL = DiTConfig(width=64, depth=2, patch=4, side=16)


def words(batch=3, length=7, shown=5, seed=0):
    own = torch.Generator().manual_seed(seed)
    mask = torch.zeros(batch, length, dtype=torch.bool)
    mask[:, :shown] = True
    return Cond(
        tokens=torch.randn(batch, length, 384, generator=own),
        mask=mask,
        pooled=torch.randn(batch, 384, generator=own),
    )


def awake(config=SMALL, seed=0):
    """A network past its silent start: small random numbers where it starts at zero."""
    torch.manual_seed(seed)
    network = DiT(config)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return network.eval()


def noisy(batch=3, config=SMALL, seed=1):
    own = torch.Generator().manual_seed(seed)
    side = config.side
    return torch.randn(batch, config.channels, side, side, generator=own), torch.rand(
        batch, generator=own
    )


@pytest.mark.parametrize("patch", [2, 4])
def test_it_returns_the_shape_it_was_given_and_starts_at_zero(patch):
    network = DiT(replace(SMALL, patch=patch))
    x, t = noisy()
    out = network(x, t, words())
    assert out.shape == x.shape
    assert torch.equal(out, torch.zeros_like(x))


def test_every_block_starts_as_the_identity():
    network = DiT(SMALL)
    keys, values, hidden, summary = network.read(words())
    x = torch.randn(3, SMALL.tokens, SMALL.width)
    clock = network.tick(torch.rand(3), summary)
    modulation = network.modulation(clock).view(3, 6, SMALL.width)
    for block, key, value in zip(network.blocks, keys, values, strict=True):
        assert torch.equal(block(x, modulation, key, value, hidden), x)


def test_reading_once_and_stepping_is_the_whole():
    network, cond = awake(), words()
    read = network.read(cond)
    for seed in range(3):
        x, t = noisy(seed=seed)
        assert torch.equal(network.step(x, t, *read), network(x, t, cond))


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
    assert (network(x, t, replace(cond, tokens=changed)) - out).abs().max() > 1e-3


def test_a_picture_does_not_depend_on_its_batch():
    network, cond, (x, t) = awake(), words(), noisy()
    whole = network(x, t, cond)
    for i in range(3):
        one = Cond(cond.tokens[i : i + 1], cond.mask[i : i + 1], cond.pooled[i : i + 1])
        alone = network(x[i : i + 1], t[i : i + 1], one)
        torch.testing.assert_close(alone, whole[i : i + 1], rtol=1e-4, atol=1e-5)


def test_clock_summary_and_place_all_matter():
    network, cond, (x, t) = awake(), words(), noisy()
    out = network(x, t, cond)
    assert (network(x, t + 0.01, cond) - out).abs().max() > 1e-4
    assert (network(x, t, replace(cond, pooled=cond.pooled + 1)) - out).abs().max() > 1e-3
    moved = network(x.roll(SMALL.patch, -1), t, cond).roll(-SMALL.patch, -1)
    assert (moved - out).abs().max() > 1e-3


def test_without_a_summary_the_mean_of_the_words_serves():
    network, cond, (x, t) = awake(), words(), noisy()
    mean = cond.tokens[:, :5].mean(1)
    torch.testing.assert_close(
        network(x, t, replace(cond, pooled=None)), network(x, t, replace(cond, pooled=mean))
    )


@pytest.mark.parametrize("bfloat16", [False, True])
def test_it_learns_one_batch_by_heart(bfloat16):
    torch.manual_seed(0)
    own = torch.Generator().manual_seed(2)
    x0, noise = (torch.randn(8, 4, 16, 16, generator=own) for _ in range(2))
    sigma = torch.rand(8, 1, 1, 1, generator=own) * 2
    batch = Denoising(x0, noise, sigma, words(8, seed=3))
    config = Training(steps=120, batch=8, rate=4e-3, adam=4e-3, warmup=10, bfloat16=bfloat16)
    learner = Learner(DiT(SMALL), config)
    losses = [learner.learn(denoise_loss(learner.worker, batch))[0] for _ in range(120)]
    assert losses[0] == pytest.approx(2.0, abs=0.2)  # silence against noise - x0
    assert losses[-1] < 0.15


def test_clock_times_and_places_are_told_apart():
    clock = fourier(torch.linspace(0, 1, 1001), 64)
    assert torch.pdist(clock).min() > 0.02
    places = grid(8, 64)[0]
    assert places.shape == (64, 64)
    assert torch.pdist(places).min() > 0.1


def test_the_default_size_is_what_the_house_decided():
    config = DiTConfig()
    assert (config.tokens, config.heads) == (64, 4)
    size = sum(p.numel() for p in DiT(config).parameters())
    assert 8e6 < size < 12e6
