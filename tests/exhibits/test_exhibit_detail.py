"""Prompt detail: wobble is measured, and a model that does not listen is caught at it."""

from dataclasses import replace

import fake
import numpy as np
import pytest
import torch
from asking import Client
from hypothesis import given
from hypothesis import strategies as st
from watching import walk

from pellucid.app.serve.records import Kind
from pellucid.exhibits import detail
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("", seed=7, steps=8, guidance=1.0)


def measured(*rungs: str, seeds: int = 4):
    engine, params = fake.engine(), detail.Params(rungs, seeds)
    walked = [walk(engine, recipe) for recipe in detail.walks(A, params)]
    return walked, detail.measure(walked, A, params, engine)


def test_every_rung_is_drawn_from_the_same_seeds():
    asked = detail.walks(A, detail.Params(("a bee", "a bee at night"), 3))
    assert [(each.prompt, each.seed) for each in asked] == [
        (prompt, seed) for prompt in ("a bee", "a bee at night") for seed in (7, 8, 9)
    ]


def test_identical_rungs_have_identical_wobble_and_change_nothing():
    _, told = measured("a bee", "a bee")
    first, second = told["rungs"]
    assert first["wobble"] == second["wobble"] > 0
    assert first["angle"] == second["angle"] > 0
    assert second["change"] == 0
    assert not second["heard"]
    assert first["change"] is None


def test_other_words_that_are_another_picture_are_heard():
    _, told = measured("a bee", "a snail on a mushroom")
    assert told["rungs"][1]["heard"]
    assert told["rungs"][1]["change"] > told["rungs"][0]["wobble"]


def test_a_wider_fan_of_ends_is_a_larger_wobble():
    walked, told = measured("a bee")
    middle = torch.stack([each.x0 for each in walked]).mean(0)
    wide = [replace(each, x0=middle + 3 * (each.x0 - middle)) for each in walked]
    params = detail.Params(("a bee",))
    wider = detail.measure(wide, A, params, fake.engine())["rungs"][0]
    assert wider["wobble"] > 2 * told["rungs"][0]["wobble"]
    assert wider["angle"] > 2 * told["rungs"][0]["angle"]


@given(degrees=st.floats(0, 180))
def test_the_angle_is_the_angle(degrees):
    turn = np.radians(degrees)
    pair = np.array([[1.0, 0.0], [np.cos(turn), np.sin(turn)]]) * [[2.0], [0.5]]
    assert detail.angle(pair) == pytest.approx(degrees, abs=1e-3)


def test_half_way_is_the_state_nearest_to_half_noise():
    walked, told = measured("a bee")
    assert walked[0].t[told["rungs"][0]["half"]] == pytest.approx(0.5)


def test_walks_of_other_lengths_can_be_measured_together():
    """Some may be kept from before in full while others are there in 8 steps only."""
    walked, _ = measured("a bee")
    params = detail.Params(("a bee",))
    longer = walk(fake.engine(), replace(walked[0].recipe, steps=20))
    told = detail.measure([longer, *walked[1:]], A, params, fake.engine())
    assert told["rungs"][0]["half"] == 10
    assert told["rungs"][0]["angle"] > 0


@pytest.mark.parametrize("rungs", [(), ("a",) * 6, "a bee", ("x" * 1101,), (3,)])
def test_rungs_that_cannot_be_drawn_are_named(rungs):
    with pytest.raises(RecipeError, match="rungs"):
        detail.Params(rungs)


@pytest.mark.training
def test_the_server_draws_rungs_that_a_visitor_wrote():
    with fake.serving() as url:
        client = Client(url)
        plan = client.plan("detail", {"rungs": ["a bee", "a bee at night"]}, seed=3)
        assert [each["recipe"]["seed"] for each in plan["walks"]] == [3, 4, 5, 6] * 2
        records = list(client.stream(plan["job"]))
        assert len([each for each in records if each.kind == Kind.RESULT]) == 2
        answer = client.post("/api/plan", {"exhibit": "detail", "params": {"rungs": []}})
        assert answer.status == 422
        assert "1 to 5 prompts" in answer.json["error"]
