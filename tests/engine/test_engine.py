"""Words in, steps out: one recipe is one picture, and a plan can be read before it is walked."""

from dataclasses import replace

import numpy as np
import pytest
import tiny
import torch

import pellucid
from pellucid.denoise import Bound, Clamped, Guided, over
from pellucid.engine.backend import Torch
from pellucid.engine.memory import PROMPTS
from pellucid.engine.plan import BatchedGuidance, guided
from pellucid.ladders import LADDERS
from pellucid.recipe.edits import Again
from pellucid.recipe.recipe import Recipe, RecipeError
from pellucid.solvers import SOLVERS
from pellucid.walk import sample

A = Recipe("a snail on a mushroom", seed=7, steps=5)


class Counting(Torch):
    """Torch that counts how often the denoiser looks, and at how many pictures."""

    def compile(self, network, method, stamp, precision=""):
        run = super().compile(network, method, stamp, precision)
        if method != "look":
            return run

        def counted(x, *rest):
            looks.append(len(x))
            return run(x, *rest)

        return counted


looks: list[int] = []


@pytest.fixture
def counting():
    looks.clear()
    return tiny.engine(Counting())


@pytest.fixture(scope="module")
def engine():
    return tiny.engine()


def last(engine, recipe):
    *_, step = engine.draw(recipe)
    return step.x_next


def test_the_same_recipe_is_the_same_picture_to_the_bit_whatever_was_drawn_before(engine):
    first = last(engine, A)
    last(engine, replace(A, prompt="a bee"))
    assert torch.equal(last(engine, A), first)
    assert torch.equal(last(tiny.engine(), A), first)


@pytest.mark.parametrize(
    "other",
    [
        {"prompt": "a bee"},
        {"negative": "rain"},
        {"seed": 8},
        {"steps": 6},
        {"guidance": 2.0},
        {"solver": "euler"},
        {"ladder": "karras"},
    ],
    ids=str,
)
def test_every_field_of_a_recipe_has_a_say(engine, other):
    assert not torch.equal(last(engine, replace(A, **other)), last(engine, A))


@pytest.mark.parametrize("solver", [name for name, each in SOLVERS.items() if each.shown])
@pytest.mark.parametrize("ladder", LADDERS)
def test_every_solver_walks_every_ladder_at_any_number_of_steps(engine, solver, ladder):
    for steps in (1, 2, 4):
        walk = list(engine.draw(replace(A, solver=solver, ladder=ladder, steps=steps)))
        assert len(walk) == steps
        assert walk[-1].sigma_next == 0
        assert walk[-1].x_next.isfinite().all()


@pytest.mark.parametrize("solver", [name for name, each in SOLVERS.items() if not each.shown])
def test_a_solver_that_cannot_step_far_is_refused_where_rungs_are_far_apart(engine, solver):
    for ladder, steps in (("even", 28), ("shifted", 28), ("tcd", 28), ("karras", 4)):
        with pytest.raises(RecipeError, match=f"{solver} overshoots .* ladder {ladder} in {steps}"):
            engine.plan(replace(A, solver=solver, ladder=ladder, steps=steps))
    for ladder, steps in (("even", 1), ("karras", 8), ("exponential", 8), ("karras", 28)):
        plain, ours = (
            last(engine, replace(A, solver=each, ladder=ladder, steps=steps))
            for each in ("heun", solver)
        )
        assert (plain - ours).norm() < 0.5 * plain.norm()


def test_closing_the_walk_stops_the_model(counting):
    walk = counting.draw(A)
    for _ in range(2):
        next(walk)
    walk.close()
    assert looks == [2, 2]
    assert list(walk) == []


def test_guidance_asks_both_questions_at_once_and_guidance_of_one_asks_one(counting):
    list(counting.draw(A))
    assert looks == [2] * 5
    looks.clear()
    list(counting.draw(replace(A, guidance=1.0)))
    assert looks == [1] * 5


def test_asking_together_is_asking_apart(engine):
    text, null = engine.read(["a snail"]), engine.read([""])
    both = guided(engine.model, text, null, 5.0)
    apart = Guided(Bound(engine.model, text), Bound(engine.model, null), 5.0)
    assert isinstance(both, BatchedGuidance)
    x = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    for sigma in (0.05, 1.0, 1e6):
        torch.testing.assert_close(
            both(x * sigma, sigma), apart(x * sigma, sigma), rtol=1e-4, atol=1e-4
        )


def test_an_end_that_is_changed_is_asked_as_it_is_and_not_as_it_was(engine):
    """Whether its words are others now or a wrapper came between."""
    text, null, other = (engine.read([prompt]) for prompt in ("a snail", "", "a bee"))
    x = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    both = guided(engine.model, text, null, 5.0)
    clamped = over(both, lambda part: Clamped(part) if part == both.toward else part)
    apart = Guided(Clamped(both.toward), both.away, 5.0)
    torch.testing.assert_close(clamped(x, 1.0), apart(x, 1.0))
    reworded = over(both, lambda part: Bound(engine.model, other) if part == both.toward else part)
    torch.testing.assert_close(reworded(x, 1.0), guided(engine.model, other, null, 5.0)(x, 1.0))


def test_guidance_of_one_is_the_prompt_alone_and_of_nothing_the_negative_alone(engine):
    other = replace(A, prompt="", negative="a bee", guidance=0.0)
    torch.testing.assert_close(
        last(engine, other), last(engine, Recipe("a bee", seed=7, steps=5, guidance=1.0))
    )


def test_a_prompt_is_read_once_for_many_pictures():
    toy = tiny.Toy()
    engine = tiny.engine(encoder=toy)
    for seed in range(3):
        list(engine.draw(replace(A, seed=seed)))
    assert sorted(toy.read) == ["", A.prompt]


def test_many_prompts_do_not_crowd_one_another_out(engine):
    first = last(engine, A)
    for number in range(40):
        list(engine.draw(Recipe(f"word{number}", steps=1)))
    assert torch.equal(last(engine, A), first)
    assert engine.model.network._recall.cache_info().currsize <= PROMPTS


def test_a_walk_goes_on_from_any_stored_step(engine):
    for solver in ("dpmpp_2m", "ancestral"):
        plan = engine.plan(replace(A, solver=solver))
        steps = list(plan.walk())
        parts = plan.denoise, steps[2].x_next, plan.ladder[3:], plan.solver, plan.noise
        rest = sample(*parts, past=steps[:3])
        assert torch.equal(list(rest)[-1].x_next, steps[-1].x_next)


def test_a_plan_computes_nothing_and_can_be_read(counting):
    plan = counting.plan(replace(A, negative="rain"))
    assert looks == []
    shown = str(plan)
    for part in ("Guided", "toward", "'a snail on a mushroom'", "'rain'", "scale = 5", "dpmpp_2m"):
        assert part in shown
    assert "tensor(" not in shown
    assert "even, 5 steps" in shown
    assert "even, 5 steps" in str(counting.plan(replace(A, edits=(Again(churn=20.0),))))
    assert len(shown.splitlines()) < 15


def test_a_plan_can_be_changed_by_hand(engine):
    plan = engine.plan(A)
    half = replace(plan, ladder=plan.ladder[2:])
    assert len(list(half.walk())) == 3


def test_a_drawn_recipe_says_who_drew_it(engine):
    signed = engine.plan(A).recipe
    assert (signed.engine, signed.weights) == ("garden", "tiny")
    assert (signed.backend, signed.precision) == (engine.backend, engine.precision)
    assert torch.equal(last(engine, signed), last(engine, A))


def test_pixels_are_bytes_of_the_engines_size(engine):
    step = next(engine.draw(A))
    plan = engine.plan(A)
    assert plan.picture(step.x0).shape == plan.view(step).shape == (64, 64, 3)
    assert engine.preview(step.x0).shape == (32, 32, 3)
    assert plan.picture(step.x0).dtype == np.uint8


def test_a_plan_never_drawn_keeps_nothing_alive_in_torchs_graph(engine):
    for step in engine.draw(A):
        assert not step.x0.requires_grad


@pytest.mark.training
def test_the_shipped_engine_draws_as_the_readme_says():
    engine = pellucid.load("garden")
    steps = list(engine.draw(pellucid.Recipe("a snail on a mushroom, morning dew", seed=7)))
    assert len(steps) == 28
    picture = engine.plan(Recipe("")).picture(steps[-1].x_next)
    assert picture.shape == (256, 256, 3)
    assert picture.std() > 10
    assert engine.preview(steps[0].x0).shape == (128, 128, 3)


@pytest.mark.training
@pytest.mark.slow
def test_the_shipped_engine_draws_much_the_same_on_every_backend():
    recipe = Recipe("a ladybird on a leaf", seed=3, steps=8)
    drawn = []
    for backend in ("torch", "fastest"):
        engine = pellucid.load("garden", backend=backend)
        *_, step = engine.draw(recipe)
        drawn.append(engine.codec.decode(step.x_next))
    assert (drawn[0] - drawn[1]).abs().mean() < 0.05
