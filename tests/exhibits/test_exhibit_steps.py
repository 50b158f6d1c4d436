"""Steps: more come nearer, solvers are compared by looks, and the map of strides is true."""

from dataclasses import replace
from functools import cache

import fake
import numpy as np
import pytest
from asking import Client
from watching import walk

from pellucid.app.serve.records import Kind
from pellucid.exhibits import steps
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("a snail on a mushroom", seed=7, guidance=3.0)


@cache
def measured(settings: Recipe, part: str = "ladder"):
    engine, asked = fake.engine(), steps.Params(part)
    walked = [walk(engine, recipe) for recipe in steps.walks(settings, asked)]
    return walked, steps.measure(walked, settings, asked, engine)


def test_the_cheapest_rung_comes_first_and_the_reference_last():
    for part in ("ladder", "race"):
        *asked, last = steps.walks(A, steps.Params(part))
        costs = [each.steps * (2 if each.solver == "heun" else 1) for each in asked]
        assert [round(cost, -1) for cost in costs] == sorted(round(cost, -1) for cost in costs)
        assert (last.steps, last.solver) == (100, "dpmpp_2m")
    with pytest.raises(RecipeError, match="part"):
        steps.Params("lader")


@pytest.mark.training
def test_the_more_steps_the_nearer_to_the_reference():
    for solver in ("euler", "heun", "dpmpp_2m", "unipc"):
        _, told = measured(replace(A, solver=solver))
        errors = [row["error"] for row in told["rungs"]]
        assert errors == sorted(errors, reverse=True), solver
        assert errors[0] > 4 * errors[-1]


def test_a_better_solver_needs_fewer_looks_in_the_race():
    _, told = measured(A, part="race")
    at = {(row["solver"], row["steps"]): row for row in told["rungs"]}
    assert len(at) == len(steps.LAPS) * len(steps.racers())
    for count in (8, 16, 28):
        assert at["dpmpp_2m", count]["error"] < at["euler", count]["error"]
        assert at["heun", count]["evals"] == 2 * (2 * count - 1)
        assert at["euler", count]["evals"] == 2 * count
    assert {row["solver"] for row in told["rungs"] if row["fresh"]} == {
        "ancestral",
        "dpmpp_2m_sde",
        "jump",
    }


def test_seconds_are_those_of_the_walks_themselves():
    walked, _ = measured(A)
    walked = [replace(each, seconds=0.01 * each.evals) for each in walked]
    told = steps.measure(walked, A, steps.Params(), fake.engine())
    for row in told["rungs"]:
        assert row["seconds"] == pytest.approx(0.01 * row["evals"])


def test_enough_is_where_every_longer_walk_is_near_too():
    walked, told = measured(A)
    near = [row["steps"] for row in told["rungs"] if row["error"] <= steps.ENOUGH]
    assert told["enough"] == min(near)
    far = replace(walked[-2], x0=-walked[-2].x0)
    told = steps.measure([*walked[:-2], far, walked[-1]], A, steps.Params(), fake.engine())
    assert told["enough"] is None


def test_on_the_map_all_start_together_and_one_stride_is_the_straight_way():
    _, told = measured(A)
    paths = [np.array(path) for path in told["paths"]]
    assert [len(path) for path in paths] == [2, 3, 5, 9, 17, 29, 51, 101]
    for path in paths:
        assert np.abs(path[0]).max() < 1e-3
    assert paths[-1][-1] == pytest.approx([1, 0], abs=1e-3)
    assert 0 < told["kept"] <= 1
    assert told["detour"] >= 1


def test_the_map_keeps_lengths_it_can_keep():
    """Along and off together are no longer than the state's own distance from the start."""
    walked, _ = measured(A)
    lines = [steps._straightened(each) for each in walked]
    told = steps.plane(walked)
    length = np.linalg.norm(lines[-1][-1] - lines[-1][0])
    for line, path in zip(lines, told["paths"], strict=True):
        true = np.linalg.norm(line - lines[-1][0], axis=1) / length
        assert (np.linalg.norm(path, axis=1) <= true + 1e-3).all()


@pytest.mark.training
def test_the_server_walks_and_measures_the_ladder():
    with fake.serving() as url:
        client = Client(url)
        plan = client.plan("steps", {"part": "ladder"}, detail="full", prompt=A.prompt)
        records = list(client.stream(plan["job"]))
        assert [each["states"] for each in plan["walks"]] == [2, 3, 5, 9, 17, 29, 51, 101]
        assert len([each for each in records if each.kind == Kind.RESULT]) == 1
        assert records[-1].kind == Kind.END
