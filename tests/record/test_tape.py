"""What a walk tells of guidance is true whatever stands around it, and costs no look."""

import math
from dataclasses import dataclass, replace

import pytest
import tiny
import torch
from torch import Tensor

from pellucid.denoise import (
    Blended,
    Bound,
    Clamped,
    Denoiser,
    Guided,
    Level,
    Masked,
    Rescaled,
    Steered,
    Tiled,
    Within,
    over,
)
from pellucid.engine.backend import GradientError
from pellucid.recipe.recipe import Recipe
from pellucid.record.walks import velocity, watch

A = Recipe("a snail on a mushroom", seed=7, steps=3, solver="heun")


@dataclass(frozen=True)
class Mirrored:
    """A wrapper this package does not know, which asks twice."""

    base: Denoiser

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        return (self.base(x, sigma) + self.base(x.flip(-1), sigma).flip(-1)) / 2


class Opaque:
    """A wrapper that is no dataclass: nobody can look into it."""

    def __init__(self, base: Denoiser) -> None:
        self.base = base

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        return self.base(x, sigma)


def uphill(_x: Tensor, x0: Tensor, _sigma: Level) -> Tensor:
    return -(x0 - 0.3).square().sum((1, 2, 3)) / 8


def other() -> Bound:
    engine = tiny.engine()
    return Bound(engine.model, engine.read(["a bee at night"]))


WRAPPERS = {
    "nothing": lambda d: d,
    "mirrored": Mirrored,
    "clamped": lambda d: Clamped(d, 0.9),
    "masked": lambda d: Masked(d, torch.full((1, 4, 8, 8), 0.2), torch.arange(8) < 5),
    "blended": lambda d: Blended({d: 1.0, other(): 0.5}),
    "within": lambda d: Within(0, math.inf, Mirrored(d), d),
    "steered": lambda d: Steered(d, uphill, 0.5),
    "all": lambda d: Masked(
        Blended({Steered(Mirrored(Clamped(d)), uphill): 1.0, Mirrored(d): 2.0}),
        torch.zeros(1, 4, 8, 8),
        torch.arange(8) > 1,
    ),
}


def watched(wrap, looks=None):
    """A plan of a few steps with a wrapper around its guidance, and its guidance at a scale."""
    plan = tiny.engine().plan(A)
    guidance = plan.denoise

    def model(x, sigma, cond, /):
        if looks is not None:
            looks.append(len(x))
        return plan.model(x, sigma, cond)

    def at(scale):
        told = over(guidance, lambda end: Bound(model, end.cond))
        return wrap(replace(told, scale=scale))

    return replace(plan, denoise=at(5.0), ladder=(4.0, 1.5, 0.5, 0.0)), at


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_pull_and_angles_are_those_of_the_composition_with_guidance_one_and_nothing(wrap):
    plan, at = watched(wrap)
    steps = list(plan.walk())
    moments = list(watch(plan))
    for step, moment in zip(steps, moments, strict=False):
        toward, away = (
            velocity(step.x, at(scale)(step.x, step.sigma), step.sigma) for scale in (1.0, 0.0)
        )
        pull = float((toward - away).norm() / toward.norm())
        assert moment.pull == pytest.approx(pull, rel=1e-3)
        for angle, first in ((moment.angle, toward), (moment.turn, velocity_of(step))):
            cosine = torch.nn.functional.cosine_similarity(first.flatten(), away.flatten(), 0)
            assert math.cos(math.radians(angle)) == pytest.approx(float(cosine), abs=1e-4)


def velocity_of(step):
    return velocity(step.x, step.x0, step.sigma)


@pytest.mark.parametrize("name", WRAPPERS)
def test_a_watched_walk_is_the_plain_walk_and_asks_nothing_more(name):
    """To the bit; a gradient through several answers is one sum, rounded in another order."""
    looks = []
    plan, _ = watched(WRAPPERS[name], looks)
    steps = list(plan.walk())
    plain, looks[:] = list(looks), []
    *moments, end = watch(plan)
    assert looks == plain
    allowed = 1e-4 if name == "all" else 0.0
    for moment, step in zip(moments, steps, strict=True):
        torch.testing.assert_close(moment.x0, step.x0, rtol=0, atol=allowed)
    torch.testing.assert_close(end.x, steps[-1].x_next, rtol=0, atol=allowed)


def test_tiles_that_are_guided_one_by_one_are_heard_one_by_one():
    plan, at = watched(lambda d: Tiled(d, (8, 8), 4))
    plan = replace(plan, start=torch.zeros(1, 4, 8, 12))
    step, moment = next(plan.walk()), next(watch(plan))
    toward, away = (
        velocity(step.x, at(scale)(step.x, step.sigma), step.sigma) for scale in (1.0, 0.0)
    )
    assert moment.pull == pytest.approx(float((toward - away).norm() / toward.norm()), rel=1e-3)


def test_two_networks_guide_one_another_and_the_pull_is_told():
    """Autoguidance: away from what a worse network would draw of the same words."""
    strong, weak = tiny.engine(), tiny.engine()
    with torch.no_grad():
        weak.model.network.network.out.weight.mul_(0.5)
    plan = strong.plan(A)
    words = strong.read([A.prompt])
    pair = Guided(Bound(strong.model, words), Bound(weak.model, words), 2.0)
    for denoise in (pair, Rescaled(pair, 0.5), Mirrored(pair)):
        moments = list(watch(replace(plan, denoise=denoise, ladder=(4.0, 1.0, 0.0))))
        assert all(0 < moment.pull < 10 for moment in moments[:-1])


def test_what_cannot_be_looked_into_tells_nothing():
    plan, _ = watched(Opaque)
    assert all(math.isnan(moment.pull) for moment in watch(plan))


def test_a_watched_walk_that_is_steered_twice_says_what_to_do():
    plan, _ = watched(lambda d: Steered(Steered(d, uphill), uphill))
    assert len(list(plan.walk())) == 3
    with pytest.raises(GradientError, match="add the scores up"):
        next(watch(plan))
