"""What a prompt names, and what the shipped judge sees of it."""

import numpy as np
import pytest
from painted import scenes

from pellucid.judge.things import (
    BEARS,
    colour,
    coloured,
    look,
    named,
    outcome,
    shows,
    swapped,
    two,
)

PAIRS = [
    ("a red butterfly on a blue flower", ("red", "butterfly"), ("blue", "flower")),
    ("A golden snail on a red-capped mushroom", ("yellow", "snail"), ("red", "mushroom")),
    ("a blue morpho butterfly, a Red dragonfly", ("blue", "butterfly"), ("red", "dragonfly")),
    ("a red tulip, a white daisy, a red ladybird", ("white", "daisy"), ("red", "ladybird")),
]


@pytest.mark.parametrize(("prompt", "one", "other"), PAIRS)
def test_two_coloured_things_are_found_in_a_prompt(prompt, one, other):
    assert [(each.colour, each.thing) for each in two(prompt)] == [one, other]


@pytest.mark.parametrize(
    "prompt",
    [
        "a snail on a rock",  # no colour
        "a red butterfly",  # one
        "a red butterfly on a red poppy",  # two of one colour
        "a red tulip and a white daisy",  # the judge sees one flower
        "a black bee on a pink coneflower",  # nobody tells a bee's colour
        "red on leaf, blue and snail",  # words that stand between
    ],
)
def test_where_there_are_no_two_colours_none_are_found(prompt):
    assert two(prompt) is None


def test_a_swap_exchanges_the_colours_with_their_articles_and_a_second_one_undoes_it():
    prompt = "A purple butterfly on an orange flower, a red leaf"
    other = swapped(prompt, two(prompt))
    assert other == "An orange butterfly on a purple flower, a red leaf"
    assert swapped(other, two(other)) == prompt


def test_the_judge_knows_no_blue_flower_and_no_black_butterfly():
    known = {each.thing: each.known for each in coloured("a blue flower and a blue butterfly")}
    assert known == {"flower": False, "butterfly": True}
    assert not coloured("a black butterfly")[0].known


def test_things_are_named_once_and_a_flower_only_where_no_other_support_is():
    assert named("two snails on a stone") == ["snail", "rock"]
    assert named("a bee over flowers") == ["bee", "flower"]
    assert named("a bee on a poppy flower") == ["bee", "poppy"]
    assert named("a dragon") == []


def test_what_was_seen_has_its_colour_and_what_was_not_has_none():
    answer = {"subject": "butterfly", "second": "none", "butterfly": "monarch"}
    answer |= {"support": "poppy", "colour": "red"}
    assert shows(answer, "flower")
    assert not shows(answer, "rock")
    assert (colour(answer, "butterfly"), colour(answer, "flower")) == ("orange", "red")
    assert colour(answer, "snail") == colour(answer, "leaf") == ""


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        (("red", "blue"), "right"),
        (("blue", "red"), "swapped"),
        (("blue", "blue"), "same"),
        (("pink", "pink"), "other"),
        (("red", ""), "other"),
    ],
)
def test_what_became_of_two_colours_has_one_name(seen, name):
    assert outcome(("red", "blue"), seen) == name


def test_the_shipped_judge_sees_the_things_of_painted_scenes_and_their_colours():
    """It is right of every thing in most of them: `docs/evaluation.md` has the whole table."""
    right, of = 0, 0
    for one in scenes("garden", 12, camera="close"):
        answer, truth = look(one.picture()), one.attributes
        for thing in {truth["subject"], truth["second"], truth["support"]} & set(BEARS):
            right, of = right + (colour(answer, thing) == colour(truth, thing)), of + 1
    assert right >= 0.8 * of > 8


def test_a_flat_picture_is_looked_at_too():
    assert set(look(np.zeros((64, 64, 3), np.uint8))) >= set(BEARS.values())
