"""Watching a walk: it is the same walk, it costs nothing, and what is read off it is true."""

import math
from dataclasses import replace

import fake
import pytest
import tiny
import torch
from PIL import Image
from watching import walk

from pellucid.forward import display
from pellucid.recipe.edits import Blend, Inpaint, Part, Region, Regions, Strength
from pellucid.recipe.pictures import png, save_picture
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.store import keep
from pellucid.record.walks import address, evaluations, velocity, watch
from pellucid.solvers import SOLVERS

A = Recipe("a snail on a mushroom", seed=7, steps=6)


@pytest.fixture(scope="module")
def engine():
    return tiny.engine()


def photo(colour="orange", mode="RGB"):
    return keep(Image.new(mode, (64, 64), colour))


def edited():
    white = Image.new("L", (64, 64))
    white.paste(255, (16, 16, 48, 48))
    return (
        (),
        (Blend("a bee", 0.3),),
        (Regions((Region("left", "a bee"), Region("right", "a leaf"))),),
        (Strength(photo(), 0.5), Inpaint(photo(), keep(white))),
    )


def test_looking_does_not_change_the_picture(engine, tmp_path):
    for edits in edited():
        recipe = replace(A, edits=edits)
        plan = engine.plan(recipe)
        *_, last = plan.walk()
        save_picture(tmp_path / "drawn.png", plan.picture(last.x_next), plan.recipe)
        walked = walk(engine, recipe)
        assert png(walked.end, walked.recipe) == (tmp_path / "drawn.png").read_bytes()


def kind(solver: str) -> str:
    """A ladder whose rungs a solver can step down in so few steps."""
    return "even" if SOLVERS[solver].steepest == math.inf else "exponential"


@pytest.mark.parametrize("solver", SOLVERS)
def test_every_state_of_a_watched_walk_is_the_plain_walks_to_the_bit(engine, solver):
    recipe = replace(A, solver=solver, ladder=kind(solver))
    plain = list(engine.draw(recipe))
    *moments, end = watch(engine.plan(recipe))
    for step, moment in zip(plain, moments, strict=True):
        assert moment.sigma == step.sigma
        assert torch.equal(moment.x, display(step.x, step.sigma))
        assert torch.equal(moment.x0, step.x0)
    assert torch.equal(end.x, plain[-1].x_next)
    assert end.state == len(plain)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("guidance", [1.0, 5.0])
def test_watching_asks_nothing_more_and_the_cost_is_known_beforehand(solver, guidance):
    model = fake.FakeModel()
    recipe = replace(A, solver=solver, guidance=guidance, ladder=kind(solver))
    list(watch(fake.engine(model).plan(recipe)))
    watched, model.looks = model.looks, 0
    list(fake.engine(model).draw(recipe))
    assert watched == model.looks == evaluations(recipe)


def test_the_cost_of_edits_is_known_beforehand_too():
    three = Blend("a bee", 0.3, more=(Part("a leaf", 0.7),))
    for edits in (*edited()[1:3], (Blend("a bee", 0.0),), (three,), (replace(three, by="tokens"),)):
        model = fake.FakeModel()
        recipe = replace(A, edits=edits)
        list(fake.engine(model).draw(recipe))
        assert model.looks == evaluations(recipe)


def test_pull_and_angle_are_those_of_the_two_halves_asked_alone(engine):
    plan = engine.plan(A)
    toward, away = plan.denoise.toward, plan.denoise.away
    for step, moment in zip(plan.walk(), watch(plan), strict=False):
        first, second = (
            velocity(step.x, half(step.x, step.sigma), step.sigma) for half in (toward, away)
        )
        cosine = torch.nn.functional.cosine_similarity(first.flatten(), second.flatten(), 0)
        assert moment.pull == pytest.approx(float((first - second).norm() / first.norm()), rel=1e-3)
        assert math.cos(math.radians(moment.angle)) == pytest.approx(float(cosine), abs=1e-4)


def test_guidance_turns_the_walk_further_than_the_prompt_alone(engine):
    plan = engine.plan(A)
    away = plan.denoise.away
    for step, moment in zip(plan.walk(), watch(plan), strict=False):
        taken = velocity(step.x, step.x0, step.sigma)
        without = velocity(step.x, away(step.x, step.sigma), step.sigma)
        cosine = torch.nn.functional.cosine_similarity(taken.flatten(), without.flatten(), 0)
        assert math.cos(math.radians(moment.turn)) == pytest.approx(float(cosine), abs=1e-4)
        assert moment.turn > moment.angle


def test_without_guidance_there_is_no_pull_to_tell(engine):
    assert all(math.isnan(m.pull) for m in watch(engine.plan(replace(A, guidance=1.0))))


def test_the_pull_of_a_blend_of_one_prompt_with_itself_is_that_prompts_pull(engine):
    alone = [m.pull for m in watch(engine.plan(A))]
    both = [m.pull for m in watch(engine.plan(replace(A, edits=(Blend(A.prompt, 0.3),))))]
    assert both[:-1] == pytest.approx(alone[:-1], rel=1e-3)


def test_a_straight_walk_makes_straight_progress():
    """With euler and no guidance in the fake world, every step heads for the end."""
    walked = walk(fake.engine(), replace(A, guidance=1.0, solver="euler"))
    assert walked.states == 7
    assert min(walked.progress[:-1]) > 0.99
    assert walked.distance[-1] == walked.miss[-1] == 0
    assert walked.t[0] == pytest.approx(1, abs=1e-5)
    assert walked.t[-1] == 0


def test_closing_a_watched_walk_stops_the_model():
    model = fake.FakeModel()
    moments = watch(fake.engine(model).plan(replace(A, steps=50)))
    next(moments)
    next(moments)
    moments.close()
    assert model.looks == 4


def test_an_address_names_everything_that_decides_a_walk():
    recipes = [A, replace(A, seed=8), replace(A, prompt="a bee"), replace(A, precision="bf16")]
    recipes += [replace(A, edits=edits) for edits in edited()[1:3]]
    assert len({address(recipe) for recipe in recipes}) == len(recipes)
    assert address(A) == address(Recipe("a snail on a mushroom", seed=7, steps=6))
    assert len(address(A)) == 64
