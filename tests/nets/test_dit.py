"""The transformer: silent at birth, able to learn, and blind to padding."""

from dataclasses import replace

import pytest
import torch
from small import SMALL_DIT, awake, noisy, words

from pellucid.learn.losses import Denoising, denoise_loss
from pellucid.learn.trainer import Trainer, Training
from pellucid.nets.blocks import fourier, grid
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.precondition import Preconditioned
from pellucid.schedule import Flow


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
@pytest.mark.slow
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


@pytest.mark.parametrize("predicts", ["flow", "x0", "v", "edm"])
def test_the_error_counts_as_that_of_the_velocity_whatever_is_predicted(predicts):
    network = awake(replace(SMALL_DIT, predicts=predicts))
    own = torch.Generator().manual_seed(2)
    x0, noise = (torch.randn(8, 4, 16, 16, generator=own) for _ in range(2))
    sigma = (0.2 + torch.rand(8, 1, 1, 1, generator=own) * 3).double()
    x, cond = x0 + sigma * noise, words(8, seed=3)
    model = Preconditioned(network, network.config.prediction, Flow().time)
    clean = model(x, sigma, cond)
    velocity = (x - clean) / sigma - clean  # the noise it means, less the clean latent
    wrong = velocity - (noise - x0)
    loss = denoise_loss(network, Denoising(x0, noise, sigma, cond))
    assert loss.item() == pytest.approx(wrong.square().mean().item(), rel=1e-4)


def test_below_t_0_05_the_error_of_a_clean_latent_counts_no_more():
    network, cond = DiT(replace(SMALL_DIT, predicts="x0")), words(1)  # it says 0
    x0, noise = torch.ones(1, 4, 16, 16), torch.zeros(1, 4, 16, 16)
    sigmas = {sigma: torch.full((1, 1, 1, 1), sigma) for sigma in (1e-4, 0.01, 1.0)}
    lost = {s: denoise_loss(network, Denoising(x0, noise, at, cond)) for s, at in sigmas.items()}
    assert [round(loss.item(), 3) for loss in lost.values()] == [400.0, 400.0, 4.0]


def test_clock_times_and_places_are_told_apart():
    clock = fourier(torch.linspace(0, 1, 1001), 64)
    assert torch.pdist(clock).min() > 0.02
    places = grid(8, 64)[0]
    assert places.shape == (64, 64)
    assert torch.pdist(places).min() > 0.1


TAILED = replace(SMALL_DIT, tail=(64, 2))


def tailed(awakened: bool) -> DiT:
    """A trained trunk with a tail: as it is born, or past its silent start."""
    network = awake(TAILED) if awakened else DiT(TAILED).eval()
    network.load_state_dict(awake(SMALL_DIT).state_dict(), strict=False)
    return network


def test_a_tail_is_born_silent_so_the_trunk_draws_the_same_bits():
    x, t = noisy(SMALL_DIT)
    alone = awake(SMALL_DIT)(x, t, words())
    assert torch.equal(tailed(awakened=False)(x, t, words()), alone)
    spoken = tailed(awakened=True)(x, t, words())
    assert spoken.shape == x.shape
    assert (spoken - alone).abs().max() > 1e-3


def test_a_tail_sees_the_noisy_latent_the_trunk_and_the_clock():
    tail = awake(TAILED).tail
    x, clock = noisy(SMALL_DIT)[0].requires_grad_(), torch.randn(3, 64, requires_grad=True)
    trunk = torch.randn(3, SMALL_DIT.tokens, 64, requires_grad=True)
    out = tail(x, clock, trunk)
    for seen in torch.autograd.grad(out.square().sum(), (x, clock, trunk)):
        assert seen.flatten(1).norm(dim=1).min() > 0


def test_a_fine_token_stands_under_its_quarter_of_the_trunks_patch():
    config = replace(TAILED, tail=(64, 1))
    tail = awake(config).tail
    for name, value in tail.blocks[0].named_parameters():  # so that tokens do not meet
        value.data.mul_(name.split(".")[0] == "mlp")
    trunk, clock = torch.randn(1, SMALL_DIT.tokens, 64), torch.randn(1, 64)
    x, other = torch.randn(1, 4, 16, 16), trunk.clone()
    other[0, 5] += 1.0  # row 1, column 1 of 4 x 4 patches
    moved = (tail(x, clock, other) - tail(x, clock, trunk)).abs().sum(1)[0]
    assert moved[4:8, 4:8].min() > 0
    moved[4:8, 4:8] = 0.0
    assert moved.max() == 0.0


def test_every_number_of_a_tail_learns():
    network = awake(TAILED).train().requires_grad_(requires_grad=True)
    x, t = noisy(SMALL_DIT)
    network(x, t, words()).square().sum().backward()
    still = [name for name, p in network.tail.named_parameters() if not p.grad.abs().sum() > 0]
    assert not still


def test_a_network_without_a_tail_has_the_weights_it_always_had():
    assert not [name for name in DiT(SMALL_DIT).state_dict() if "tail" in name]


def test_the_default_size_is_what_was_decided():
    config = DiTConfig()
    assert (config.tokens, config.heads) == (64, 4)
    size = sum(p.numel() for p in DiT(config).parameters())
    assert 8e6 < size < 12e6
