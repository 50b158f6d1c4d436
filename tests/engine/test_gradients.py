"""Gradients pass through an engine that torch runs, and are refused in words by a compiled one."""

from dataclasses import replace

import pytest
import tiny
import torch

from pellucid.denoise import Bound, Cond, Steered
from pellucid.engine.backend import GradientError, OpenVino, Torch
from pellucid.engine.memory import Remembering
from pellucid.engine.plan import guided
from pellucid.precondition import EPS, FLOW, Preconditioned
from pellucid.recipe.recipe import Recipe
from pellucid.schedule import Cosine, Flow
from pellucid.variance import LearnedVariance

A = Recipe("a snail on a mushroom", seed=7, steps=2)
ENGINES = pytest.mark.parametrize("make", [tiny.engine, tiny.pixel_engine])


def precise(kind: str):
    """A tiny engine's model, as the engine composes it, in double precision."""
    network = (tiny.networks()[0] if kind == "latent" else tiny.unet()).double()
    look = Remembering(network, Torch().compile(network, "look", ""))
    if kind == "latent":
        return Preconditioned(look, FLOW, Flow().time, torch.float64)
    return LearnedVariance(Preconditioned(look, EPS, Cosine().time, torch.float64), Cosine())


@pytest.mark.parametrize("kind", ["latent", "pixel"])
def test_steering_by_a_score_of_the_guess_goes_straight_uphill(kind):
    """The push is sigma^2 times the gradient that finite differences find."""
    words = tiny.Toy()(["a snail", "rain"]).to(torch.float64)
    toward, away = (
        Cond(words.tokens[i : i + 1], words.mask[i : i + 1], words.pooled[i : i + 1])
        for i in range(2)
    )
    base, sigma, step = guided(precise(kind), toward, away, 3.0), 0.8, 1e-4
    shape = (1, 4, 8, 8) if kind == "latent" else (1, 3, 16, 16)
    own = torch.Generator().manual_seed(5)
    x, wish = (torch.randn(shape, generator=own, dtype=torch.float64) for _ in range(2))

    def score(_x, x0, _sigma):
        return -(x0 - wish).square().sum((1, 2, 3)) / 2

    push = (Steered(base, score)(x, sigma) - base(x, sigma)) / sigma**2
    ways = torch.randn(24, *shape, generator=own, dtype=torch.float64)
    for way in (*ways, push / push.norm()):
        rise = score(x, base(x + step * way, sigma), sigma)
        fall = score(x, base(x - step * way, sigma), sigma)
        slope = (rise - fall).item() / (2 * step)
        assert slope == pytest.approx((push * way).sum().item(), rel=1e-5, abs=1e-6)


@ENGINES
def test_a_gradient_is_recorded_only_if_it_is_wanted_and_changes_no_bit(make):
    engine = make()
    x = torch.randn(1, *engine.canvas.latent)
    denoise = Bound(engine.model, engine.read([A.prompt]))
    plain = denoise(x, 1.0)
    assert not plain.requires_grad
    wanted = denoise(x.clone().requires_grad_(), 1.0)
    assert wanted.requires_grad
    assert torch.equal(wanted, plain)
    with torch.no_grad():
        assert not denoise(x.clone().requires_grad_(), 1.0).requires_grad


@ENGINES
def test_words_can_be_learned_and_are_read_anew_each_time(make):
    """As textual inversion does it: the gradient of a loss by the tokens themselves."""
    engine = make()
    x = torch.randn(1, *engine.canvas.latent)
    cond = engine.read([A.prompt])
    tokens = cond.tokens.clone().requires_grad_()
    learned = replace(cond, tokens=tokens)
    before = engine.model(x, 1.0, learned)
    (slope,) = torch.autograd.grad(before.square().sum(), tokens)
    assert slope[0, 0].abs().max() > 0
    with torch.no_grad():
        tokens -= 0.1 * slope / slope.norm()
    assert engine.model(x, 1.0, learned).square().sum() < before.square().sum()


def test_a_codec_lets_gradients_through_both_ways():
    codec = tiny.engine().codec
    latent, picture = torch.randn(1, 4, 8, 8), torch.rand(1, 3, 64, 64)
    for way, given in (
        (codec.preview, latent),
        (codec.decode, latent),
        (codec.encode, picture),
    ):
        assert not way(given).requires_grad
        wanted = given.clone().requires_grad_()
        (slope,) = torch.autograd.grad(way(wanted).square().sum(), wanted)
        assert slope.abs().max() > 0


@ENGINES
def test_a_compiled_network_refuses_a_gradient_in_one_sentence(make):
    pytest.importorskip("openvino")
    engine = make(OpenVino("f32"))
    plan = engine.plan(A)
    x = plan.start + 1
    steered = Steered(plan.denoise, lambda _x, x0, _sigma: x0.sum((1, 2, 3)))
    with pytest.raises(GradientError, match="load the engine with the backend torch"):
        steered(x, 1.0)
    asked = x.clone().requires_grad_()
    with pytest.raises(GradientError):
        plan.denoise(asked, 1.0).sum().backward()


def test_a_compiled_network_is_steered_by_a_score_that_does_not_look_through_it():
    """A classifier of noisy pictures reads x alone."""
    pytest.importorskip("openvino")
    plan = tiny.engine(OpenVino("f32")).plan(A)
    x = torch.randn(plan.start.shape)
    steered = Steered(plan.denoise, lambda x, _x0, _sigma: -x.square().sum((1, 2, 3)) / 2)
    torch.testing.assert_close(steered(x, 0.5), plan.denoise(x, 0.5) - 0.25 * x)
