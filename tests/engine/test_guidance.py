"""Cures for strong guidance: what they keep, what they give back, and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import fake
import numpy as np
import pytest
import tiny
import torch
from watching import walk

from pellucid.denoise import (
    Blended,
    Clamped,
    Denoiser,
    Guided,
    Level,
    Masked,
    Rescaled,
    Steered,
    Tiled,
    Within,
)
from pellucid.engine.apply import APPLY
from pellucid.engine.plan import BatchedGuidance
from pellucid.recipe.edits import Blend, Guidance, edit_from, parse_regions, to_data
from pellucid.recipe.recipe import Recipe, RecipeError, from_json, to_json
from pellucid.record.walks import evaluations, watch

A = Recipe("a snail on a mushroom", seed=7, steps=10, guidance=12.0)


@pytest.fixture(scope="module")
def engine():
    return tiny.engine()


def cured(**parts) -> Recipe:
    return replace(A, edits=(Guidance(**parts),))


def end(engine, recipe) -> torch.Tensor:
    *_, last = engine.draw(recipe)
    return last.x_next


def test_a_cure_of_nothing_changes_nothing(engine):
    assert torch.equal(end(engine, cured()), end(engine, A))


def test_without_guidance_there_is_nothing_to_cure(engine):
    plain = replace(A, guidance=1.0)
    strong = replace(plain, edits=(Guidance(1.0, 0.2, 0.6),))
    assert torch.equal(end(engine, strong), end(engine, plain))


def test_a_rescaled_guess_has_the_contrast_of_the_plain_one(engine):
    plan, plain = engine.plan(cured(rescale=1.0)), engine.plan(replace(A, guidance=1.0))
    assert isinstance(plan.denoise, Rescaled)
    assert isinstance(plan.denoise.base, BatchedGuidance)
    for sigma in (0.2, 1.0, 5.0):
        x = plan.x / plan.ladder[0] * sigma
        wide, narrow = engine.plan(A).denoise(x, sigma), plan.denoise(x, sigma)
        assert float(narrow.std()) == pytest.approx(float(plain.denoise(x, sigma).std()), rel=1e-3)
        assert float(wide.std()) > float(narrow.std())
        base = plan.denoise.base
        apart = Rescaled(Guided(base.toward, base.away, base.scale), 1.0)(x, sigma)
        torch.testing.assert_close(narrow, apart, rtol=1e-3, atol=1e-3)


def test_guidance_within_an_interval_leaves_the_rest_to_the_words(engine):
    plan = engine.plan(cured(low=0.25, high=0.75))
    assert isinstance(plan.denoise, Within)
    x = torch.randn(plan.start.shape, generator=torch.Generator().manual_seed(1))
    words, strong = engine.plan(replace(A, guidance=1.0)).denoise, engine.plan(A).denoise
    for share, same in ((0.1, words), (0.24, words), (0.26, strong), (0.74, strong), (0.9, words)):
        sigma = share / (1 - share)
        assert torch.equal(plan.denoise(x, sigma), same(x, sigma)), share


def test_an_interval_that_holds_no_step_is_the_plain_walk(engine):
    plain = end(engine, replace(A, guidance=1.0))
    assert torch.equal(end(engine, cured(low=0.51, high=0.59)), plain)


@pytest.mark.parametrize("solver", ["dpmpp_2m", "heun", "ancestral"])
def test_the_cost_of_a_cured_walk_is_counted_exactly(solver):
    for cure in (Guidance(0.5), Guidance(0.5, 0.25, 0.75), Guidance(low=0.45), Guidance(high=0.1)):
        model = fake.FakeModel()
        recipe = replace(A, solver=solver, edits=(cure,))
        walked = walk(fake.engine(model), recipe)
        assert walked.evals == model.looks <= evaluations(recipe)


def test_the_pull_is_told_where_guidance_works_and_nowhere_else():
    walked = walk(fake.engine(), cured(low=0.25, high=0.75))
    for t, pull in zip(walked.t[:-1], walked.pull[:-1], strict=True):
        assert np.isfinite(pull) == (0.25 <= t <= 0.75)


def test_a_cure_goes_with_blends_and_regions(engine):
    for edit in (Blend("a bee at night", 0.4), parse_regions("left: a poppy; right: moss")):
        plain = engine.plan(replace(A, edits=(edit,)))
        plan = engine.plan(replace(A, edits=(Guidance(1.0), edit)))
        x = plan.x / plan.ladder[0]
        assert len(plan.denoise.weights) == len(plain.denoise.weights)
        assert float(plan.denoise(x, 1.0).std()) < float(plain.denoise(x, 1.0).std())


def test_a_cure_survives_the_way_to_json_and_says_what_is_wrong():
    recipe = cured(rescale=0.7, low=0.2, high=0.8)
    assert from_json(to_json(recipe)) == recipe
    assert edit_from(to_data(Guidance(0.5))) == Guidance(0.5)
    for parts, sentence in (
        ({"low": 0.5, "high": 0.5}, "low of guidance must be below its high"),
        ({"rescale": 1.5}, "rescale must be a number from 0 to 1"),
        ({"high": float("nan")}, "high must be"),
    ):
        with pytest.raises(RecipeError, match=sentence):
            Guidance(**parts)


@dataclass(frozen=True)
class Unheard:
    """A wrapper this package does not know: the mean of some denoisers, one of them by name."""

    first: Denoiser
    others: tuple[Denoiser, ...]
    named: Mapping[str, Denoiser]

    def __call__(self, x: torch.Tensor, sigma: Level, /) -> torch.Tensor:
        every = [self.first, *self.others, *self.named.values()]
        return torch.stack([each(x, sigma) for each in every]).mean(0)


def uphill(_x, x0, _sigma):
    return -(x0 - 0.3).square().sum((1, 2, 3)) / 8


WRAPPERS = {
    "unheard": lambda d: Unheard(d, (d, Clamped(d)), {"steered": Steered(d, uphill)}),
    "steered": lambda d: Steered(d, uphill),
    "masked": lambda d: Masked(d, torch.ones(1, 4, 8, 8), torch.arange(8) < 5),
    "within": lambda d: Within(0.5, 5.0, Clamped(d), d),
    "blended": lambda d: Blended({d: 1.0, Clamped(d): 3.0}),
    "tiled": lambda d: Tiled(d, (8, 8), 4),
}


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_a_cure_reaches_guidance_inside_of_any_wrapper(engine, wrap):
    """Wrapped and then cured is cured and then wrapped."""
    plan, edit = engine.plan(A), Guidance(0.8, 0.25, 0.75)
    wrapped = replace(plan, denoise=wrap(plan.denoise))
    inside = APPLY[Guidance](edit, wrapped).denoise
    outside = wrap(APPLY[Guidance](edit, plan).denoise)
    x = torch.randn(plan.start.shape, generator=torch.Generator().manual_seed(1))
    for sigma in (0.2, 1.0, 9.0):
        assert torch.equal(inside(x, sigma), outside(x, sigma))
        assert not torch.equal(inside(x, sigma), wrapped.denoise(x, sigma))


def test_a_cure_works_on_a_guide_nobody_has_heard_of(engine):
    """Guidance without what of the difference lies along the guess (as in APG) is rescaled, too."""

    @dataclass(frozen=True)
    class Across:
        toward: Denoiser
        away: Denoiser

        def ask(self, x, sigma, /):
            return self.toward(x, sigma), self.away(x, sigma)

        def mix(self, toward, away, /):
            along = ((toward - away) * toward).sum() / toward.square().sum()
            return toward + 9 * (toward - away - along * toward)

        def __call__(self, x, sigma, /):
            return self.mix(*self.ask(x, sigma))

    plan = engine.plan(A)
    guided = plan.denoise
    across = replace(plan, denoise=Across(guided.toward, guided.away))
    cured = APPLY[Guidance](Guidance(1.0), across).denoise
    x = torch.randn(plan.start.shape, generator=torch.Generator().manual_seed(1))
    assert float(cured(x, 1.0).std()) == pytest.approx(float(guided.toward(x, 1.0).std()), rel=1e-3)
    assert float(across.denoise(x, 1.0).std()) > float(cured(x, 1.0).std())
    assert all(np.isfinite(m.pull) for m in list(watch(across))[:-1])
