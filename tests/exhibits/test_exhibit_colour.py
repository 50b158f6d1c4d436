"""Whose colour: which walks, and what is counted of them."""

import fake
import pytest
from watching import finished, walk

from pellucid.exhibits import colour
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("a red butterfly on a blue flower", seed=7, steps=12)


def test_every_seed_walks_the_prompt_and_its_swap_in_few_steps():
    made = colour.walks(A, colour.Params(3))
    swap = "a blue butterfly on a red flower"
    assert [(each.prompt, each.seed) for each in made] == [
        (prompt, seed) for seed in (7, 8, 9) for prompt in (A.prompt, swap)
    ]
    assert {each.steps for each in made} == {colour.QUICK}
    assert {each.steps for each in colour.walks(Recipe(A.prompt, steps=3), colour.Params())} == {3}


def test_a_prompt_without_two_colours_is_walked_alone_and_nothing_is_counted():
    alone = Recipe("a snail", seed=7, steps=2)
    made = colour.walks(alone, colour.Params(2))
    assert [each.prompt for each in made] == ["a snail"] * 2
    assert finished(colour.measure([], alone, colour.Params(2), fake.engine()))[1]["pictures"] == []


def test_every_picture_is_looked_at_by_itself_and_compared_with_its_own_words(monkeypatch):
    answer = {"subject": "butterfly", "second": "none", "butterfly": "red"}
    monkeypatch.setattr(colour, "look", lambda _: {**answer, "support": "leaf", "colour": "green"})
    asked = Recipe("a red butterfly on a green leaf", seed=7, steps=2)
    walked = [walk(fake.engine(), each) for each in colour.walks(asked, colour.Params(2))]
    pieces, told = finished(colour.measure(walked, asked, colour.Params(2), fake.engine()))
    assert pieces == len(walked) == 4
    assert [each["seen"] for each in told["pictures"]] == [["red", "green"]] * 4
    assert [each["outcome"] for each in told["pictures"]] == ["right", "swapped"] * 2
    assert told["unknown"] == ["green butterfly"]


def test_there_are_at_most_sixteen_seeds():
    with pytest.raises(RecipeError, match="from 1 to 16"):
        colour.Params(17)
