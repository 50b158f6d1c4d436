"""Prompts: what their brackets mean, and that nothing else means anything."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pellucid import Recipe
from pellucid.recipe.edits import Blend, Region, Regions
from pellucid.recipe.idle import idle
from pellucid.recipe.prompt import DEEPEST, Prompt, Span, escape, phases, plain, prompts, spans
from pellucid.recipe.rules import RecipeError

LETTERS = some.text(some.sampled_from("ab ()[]:\\1.5"), max_size=40)


def words_at(prompt, steps):
    """The words of every phase, without their weights."""
    return [(step, plain(phase.prompt)) for step, phase in phases(Recipe(prompt), steps)]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a cat", [("a cat", 1)]),
        ("a (red:1.5) cat", [("a ", 1), ("red", 1.5), (" cat", 1)]),
        ("(a (red:2) cat:0.5)", [("a ", 0.5), ("red", 1), (" cat", 0.5)]),
        ("(red : 0)", [("red", 0)]),
        ("(a:b:1.2)", [("a:b", 1.2)]),
        ("(a (very) big cat:1.5)", [("a (very) big cat", 1.5)]),
        ("a  (big  :2)  cat ", [("a ", 1), ("big ", 2), ("cat", 1)]),
    ],
)
def test_words_in_round_brackets_with_a_number_have_a_weight(prompt, expected):
    assert spans(prompt) == [Span(*each) for each in expected]


@pytest.mark.parametrize(
    "prompt",
    [
        "(a cat)",
        "[a cat]",
        "a cat :)",
        "(cat: big)",
        "((((",
        "a ) b ( c",
        "[a:0.5]",
        "\\ cat",
        "a: b",
    ],
)
def test_other_brackets_are_plain_letters(prompt):
    assert spans(prompt) == [Span(prompt, 1)]


@given(LETTERS)
def test_an_escaped_bracket_is_only_a_bracket(words):
    assert plain(escape(words)) == " ".join(words.split())


@given(LETTERS)
def test_any_letters_are_read_or_refused(words):
    with suppress(RecipeError):
        Prompt(100)("prompt", words)
    assert all(0 <= span.weight < float("inf") for span in spans(words))


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("[a cat:a dog:0.5] here", [(0, "a cat here"), (5, "a dog here")]),
        ("[a cat:a dog:3]", [(0, "a cat"), (3, "a dog")]),
        ("a cat[: in a hat:2]", [(0, "a cat"), (2, "a cat in a hat")]),
        ("a cat[ in a hat::2]", [(0, "a cat in a hat"), (2, "a cat")]),
        ("[a [b:c:2]:d:8]", [(0, "a b"), (2, "a c"), (8, "d")]),
        ("[(a:2):b:0.3] [c:d:6]", [(0, "a c"), (3, "b c"), (6, "b d")]),
        ("[a cat:a dog:0]", [(0, "a dog")]),
        ("[a cat:a dog:10]", [(0, "a cat")]),
    ],
)
def test_words_in_square_brackets_change_at_a_step(prompt, expected):
    assert words_at(prompt, 10) == expected


def test_a_change_keeps_the_weights_around_it():
    (_, first), (_, second) = phases(Recipe("([a:b:0.5] c:1.2) d"), 10)
    assert spans(first.prompt) == [Span("a c", 1.2), Span(" d", 1)]
    assert spans(second.prompt) == [Span("b c", 1.2), Span(" d", 1)]


def test_words_change_in_every_prompt_of_a_recipe():
    edits = (Blend("[b:c:2]"), Regions((Region("left", "[d:e:4]"),)))
    recipe = Recipe("a", negative="[f:g:6]", edits=edits)
    said = {step: prompts(phase) for step, phase in phases(recipe, 10)}
    assert said == {
        0: ["a", "f", "b", "d"],
        2: ["a", "f", "c", "d"],
        4: ["a", "f", "c", "e"],
        6: ["a", "g", "c", "e"],
    }


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("(a cat:16)", "The weight of 'a cat' is 16; weights go from 0 to 3."),
        ("((a cat:2):2)", "The weight of 'a cat' is 4; weights go from 0 to 3."),
        ("[a cat:a dog:2.5]", "The words 'a cat' change at 2.5; say a share of the steps"),
    ],
)
def test_what_cannot_be_drawn_is_refused_wherever_a_prompt_is_taken(prompt, said):
    for make in (Recipe, Blend, lambda words: Region("left", words)):
        with pytest.raises(RecipeError) as refused:
            make(prompt)
        assert said in str(refused.value)


def test_very_deep_brackets_are_read_in_passing():
    prompt = "(" * 3000 + "a" + ":1)" * 3000
    assert len(plain(prompt)) == len(prompt) - len("(:1)") * DEEPEST
    assert plain("(" * 10_000) == "(" * 10_000
    assert plain("[" * 5_000 + ")" * 5_000) == "[" * 5_000 + ")" * 5_000


def test_a_change_after_the_last_step_is_said_to_do_nothing():
    assert any("not walked" in sentence for sentence in idle(Recipe("[a:b:40]", steps=28)))
    assert not any("not walked" in sentence for sentence in idle(Recipe("[a:b:8]", steps=28)))
