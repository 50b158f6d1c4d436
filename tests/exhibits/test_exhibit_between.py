"""Between two prompts: which walks, and where the one becomes the other."""

import fake
import pytest
from watching import walk

from pellucid.exhibits import between
from pellucid.recipe.edits import Variation
from pellucid.recipe.prompt import phases, plain
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("a snail", seed=7, steps=10)
B = "a bee: on [a] leaf"


@pytest.mark.parametrize("way", between.WAYS)
def test_both_ends_are_the_plain_walks_and_come_first(way):
    first, last, *others = between.walks(A, between.Params("a bee", way))
    assert (first.prompt, last.prompt) == ("a snail", "a bee")
    assert first.edits == last.edits == ()
    assert len({each.prompt + str(each.edits) for each in others}) == len(others) == 9


def test_a_visitors_own_mix_comes_before_all():
    own, *_ = between.walks(A, between.Params("a bee", "predictions", 0.35))
    assert own.edits[0].mix == 0.35


def test_a_switch_says_each_prompt_for_its_share_of_the_steps():
    for mix in (0.1, 0.5, 0.9):
        made = between.mixed(A, B, "switch", mix)
        (_, before), (step, after) = phases(made, A.steps)
        assert step == round((1 - mix) * A.steps)
        assert (plain(before.prompt), plain(after.prompt)) == ("a snail", plain(B))


def test_distances_are_zero_at_the_pure_ends_and_the_mix_at_which_they_cross_lies_between():
    engine, asked = fake.engine(), between.Params("a bee", "predictions")
    walked = [walk(engine, recipe) for recipe in between.walks(A, asked)]
    told = between.measure(walked, A, asked, engine)
    rows = told["columns"]
    assert [row["mix"] for row in rows] == sorted(between.COLUMNS)
    assert rows[0]["first"] == rows[-1]["second"] == 0
    assert rows[0]["second"] == rows[-1]["first"] > 0
    assert 0 < told["crossing"] < 1


def test_the_crossing_is_where_both_are_equally_near():
    rows = [
        {"mix": 0.0, "first": 0.0, "second": 1.0},
        {"mix": 0.5, "first": 0.3, "second": 0.9},
        {"mix": 1.0, "first": 0.9, "second": 0.0},
    ]
    assert between.crossing(rows) == pytest.approx(0.5 + 0.5 * 0.6 / 1.5)


def test_another_edit_has_no_room_between_prompts():
    from dataclasses import replace

    with pytest.raises(RecipeError, match="no other edit"):
        between.walks(replace(A, edits=(Variation(0.5, 9),)), between.Params())
