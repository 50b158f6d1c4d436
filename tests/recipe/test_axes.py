"""What a grid varies: axes, the recipes they make, and what is refused."""

import pytest

from pellucid import Recipe
from pellucid.recipe.axes import AXES, Axis, axis_of, places, spread
from pellucid.recipe.edits import Blend, Guidance, Strength, Variation
from pellucid.recipe.rules import RecipeError

PHOTO = "0" * 64


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("guidance=1,3.5, 5", "guidance", ("1", "3.5", "5")),
        ("seed=1..4", "seed", (1, 2, 3, 4)),
        ("seed=4..2, 9", "seed", (4, 3, 2, "9")),
        ("words=a snail; a bee, asleep", "words", ("a snail", "a bee, asleep")),
    ],
)
def test_an_axis_is_written_as_a_name_and_values(text, name, values):
    assert axis_of(text) == Axis(name, values)


def test_the_first_axis_varies_fastest_and_the_last_slowest():
    axes = [axis_of("seed=1,2"), axis_of("steps=4,8"), axis_of("guidance=1,5")]
    recipes = spread(Recipe("a snail"), axes)
    made = [(recipe.seed, recipe.steps, recipe.guidance) for recipe in recipes]
    assert made[:3] == [(1, 4, 1.0), (2, 4, 1.0), (1, 8, 1.0)]
    assert made[-1] == (2, 8, 5.0)
    assert len(set(made)) == 8
    assert list(places(axes))[1] == ("2", "4", "1")


@pytest.mark.parametrize("name", AXES)
def test_every_axis_changes_what_it_names_and_nothing_else(name):
    edits = (Strength(PHOTO), Blend("a bee"), Variation(0.5, 9), Guidance(0.5))
    recipe = Recipe("a snail here", edits=edits)
    text = {"solver": "heun", "ladder": "karras", "engine": "garden-pixel", "prompt": "a bee"}
    values = ("snail", "bee") if name == "words" else (text.get(name, "1"),)
    made = list(Axis(name, values).on(recipe))[-1]
    assert made != recipe
    assert len(set(made.edits) ^ set(edits)) + _fields_that_differ(made, recipe) <= 2


def _fields_that_differ(one, other):
    names = ("prompt", "negative", "seed", "steps", "guidance", "solver", "ladder", "engine")
    return sum(getattr(one, name) != getattr(other, name) for name in (*names, "width", "height"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("guidance", "An axis is written as guidance=1,3,5"),
        ("size=1,2", "There is no axis 'size'."),
        ("steps=4,0", "steps must be a whole number from 1"),
        ("steps=4,some", "steps must be a whole number from 1"),
        ("seed=1,1", "has a value twice"),
        ("seed=1..401", "at most 400 values"),
        ("mix=0,1", "varies the edit blend"),
        ("words=bee;cat", "'bee' is not in it"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(text, said):
    with pytest.raises(RecipeError) as refused:
        spread(Recipe("a snail"), [axis_of(text)])
    assert said in str(refused.value)


def test_a_grid_of_more_than_400_pictures_is_refused_before_any_is_made():
    with pytest.raises(RecipeError, match="at most 400 pictures"):
        spread(Recipe("a snail"), [axis_of("seed=1..300"), axis_of("steps=1..300")])
