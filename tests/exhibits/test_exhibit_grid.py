"""A grid of anything: which walks, and how much each axis changes."""

from dataclasses import replace

import fake
import pytest
from watching import walk

from pellucid.exhibits import grid
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("a snail", seed=7, steps=4)


@pytest.mark.parametrize(("name", "values"), grid.TRIES.items())
def test_what_each_axis_tries_first_can_be_drawn(name, values):
    made = grid.walks(A, grid.Params(f"{name}={values or 'snail; bee'}", ""))
    assert len(set(made)) == len(made) > 1


def test_the_first_axis_varies_fastest_and_an_axis_of_nothing_is_left_out():
    made = grid.walks(A, grid.Params("guidance=1,3", "", "seed=1..3"))
    assert [(each.guidance, each.seed) for each in made] == [
        *((1, 1), (3, 1), (1, 2), (3, 2), (1, 3), (3, 3))
    ]


@pytest.mark.parametrize("axes", [("engine=a,b", ""), ("seed=1..49", ""), ("", ""), ("seed", "")])
def test_what_the_figure_cannot_draw_is_refused(axes):
    with pytest.raises(RecipeError):
        grid.walks(A, grid.Params(*axes))


def test_an_axis_that_changes_nothing_moves_nothing_and_another_one_does():
    engine = fake.engine()
    asked = grid.Params("seed=1,2,3", "words=a snail; A SNAIL")
    recipes = [replace(each, prompt="a snail") for each in grid.walks(A, asked)]
    told = grid.measure([walk(engine, each) for each in recipes], A, asked, engine)["apart"]
    assert told["words"] == 0
    assert told["seed"] > 0


def test_an_axis_of_one_value_is_compared_with_nothing():
    engine, asked = fake.engine(), grid.Params("seed=1,2", "steps=4")
    walked = [walk(engine, each) for each in grid.walks(A, asked)]
    assert list(grid.measure(walked, A, asked, engine)["apart"]) == ["seed"]
