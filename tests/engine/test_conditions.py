"""What an engine does with conditions: it reads each once, and guides and mixes any two."""

from dataclasses import replace
from importlib.util import find_spec

import pytest
import tiny
import torch
from torch import Tensor

from pellucid.denoise import Bound, Cond, Guided, Level
from pellucid.engine.backend import OpenVino, Torch
from pellucid.engine.plan import guided
from pellucid.recipe.edits import Blend
from pellucid.recipe.recipe import Recipe

A = Recipe("a snail on a mushroom", seed=7, steps=4)
NEEDED = pytest.mark.skipif(find_spec("openvino") is None, reason="OpenVINO is not here")
WAYS = [pytest.param(Torch(), id="torch"), pytest.param(OpenVino("f32"), id="ov", marks=NEEDED)]
ENGINES = pytest.mark.parametrize("make", [tiny.engine, tiny.pixel_engine])
BACKENDS = pytest.mark.parametrize("way", WAYS)


def noisy(engine) -> Tensor:
    shape = (1, *engine.canvas.latent)
    return 2 * torch.randn(shape, generator=torch.Generator().manual_seed(3))


@ENGINES
def test_the_same_tokens_with_another_mask_or_summary_are_another_prompt(make):
    engine = make()
    x, cond = noisy(engine), engine.read([A.prompt])
    first = engine.model(x, 2.0, cond)
    others = replace(cond, mask=cond.mask & False | (torch.arange(tiny.WORDS) < 2)[None])
    for other in (others, replace(cond, pooled=cond.pooled + 1)):
        again = make().model(x, 2.0, other)
        assert torch.equal(engine.model(x, 2.0, other), again)
        assert not torch.equal(again, first)
    assert torch.equal(engine.model(x, 2.0, cond), first)


@BACKENDS
@ENGINES
def test_weights_of_nothing_and_one_are_the_mask_to_the_bit_compiled_or_not(make, way):
    engine = make(way)
    x, cond = noisy(engine), engine.read([A.prompt])
    weighed = replace(cond, mask=cond.mask.float())
    assert torch.equal(engine.model(x, 2.0, weighed), engine.model(x, 2.0, cond))


@BACKENDS
@ENGINES
def test_a_blend_by_tokens_begins_at_the_one_prompt_and_ends_at_the_other(make, way):
    engine = make(way)

    def end(mix: float) -> Tensor:
        blend = Blend("a bee at night", mix, by="tokens")
        *_, last = engine.draw(replace(A, edits=(blend,)))
        return last.x_next

    first, second = (
        list(engine.draw(replace(A, prompt=prompt)))[-1].x_next
        for prompt in (A.prompt, "a bee at night")
    )
    assert torch.equal(end(0), first)
    assert torch.equal(end(1), second)
    whole = (first - second).norm()
    assert (end(0.001) - first).norm() < 0.01 * whole
    assert (end(0.999) - second).norm() < 0.01 * whole
    assert (end(0.5) - first).norm() > 0.1 * whole


def test_prompts_of_unequal_length_with_extras_are_guided_together_as_apart():
    """As a model with another reader and a number of its own, such as a strength, would be."""
    network = tiny.engine().model

    def model(x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        return network(x, sigma, cond) + cond.extra["light"].view(-1, 1, 1, 1)

    whole, x = tiny.Toy()(["a snail on a leaf", "rain"]), torch.randn(1, 4, 8, 8)
    toward = Cond(whole.tokens[:1], whole.mask[:1], None, {"light": torch.tensor([2.0])})
    away = Cond(whole.tokens[1:, :3], whole.mask[1:, :3], None, {"light": torch.tensor([0.5])})
    together, alone = (
        guided(model, toward, away, 3.0),
        Guided(Bound(model, toward), Bound(model, away), 3.0),
    )
    torch.testing.assert_close(together(x, 1.0), alone(x, 1.0), rtol=1e-4, atol=1e-4)
    dark = replace(toward, extra={"light": torch.tensor([0.0])})
    assert (guided(model, dark, away, 3.0)(x, 1.0) - together(x, 1.0)).abs().min() > 1
