"""Word by word: which prompts are walked, and what each word does."""

import fake
import numpy as np
import pytest
from watching import walk

from pellucid.exhibits import words
from pellucid.recipe.prompt import plain, spans
from pellucid.recipe.recipe import Recipe
from pellucid.record.distances import apart

A = Recipe("a (red:1.5) snail on \\(a\\) leaf", seed=7, steps=4)


def measured(part):
    engine, asked = fake.engine(), words.Params(part)
    walked = [walk(engine, recipe) for recipe in words.walks(A, asked)]
    return walked, words.measure(walked, A, asked, engine)


def test_every_shorter_prompt_is_walked_once_and_the_whole_one_first():
    made = [recipe.prompt for recipe in words.walks(A, words.Params("length"))]
    assert made[:2] == ["a (red:1.5) snail on \\(a\\) leaf", ""]
    said = sorted(map(plain, made), key=len)
    assert said == [
        "",
        "a",
        "a red",
        "a red snail",
        "a red snail on",
        "a red snail on (a)",
        plain(A.prompt),
    ]


def test_each_word_is_left_out_once_and_the_others_keep_their_weights():
    made = [recipe.prompt for recipe in words.walks(A, words.Params("without"))]
    assert len(made) == 7
    assert set(map(plain, made)) == {
        plain(A.prompt),
        "red snail on (a) leaf",
        "a snail on (a) leaf",
        "a red on (a) leaf",
        "a red snail (a) leaf",
        "a red snail on leaf",
        "a red snail on (a)",
    }
    assert all(any(s.weight == 1.5 for s in spans(each)) for each in made if "red" in each)


@pytest.mark.parametrize("count", range(1, 27))
def test_the_order_names_every_prompt_once(count):
    assert sorted(words.order(count)) == list(range(count))


def test_a_prompt_of_very_many_words_is_cut_into_24_and_the_rest():
    prompt = " ".join(f"w{n}" for n in range(40))
    cut = words.words_of(prompt)
    assert len(cut) == words.MOST
    assert cut[-1].text == " ".join(f"w{n}" for n in range(23, 40))


def test_the_end_of_all_words_is_where_nothing_is_left():
    walked, told = measured("length")
    assert told["words"] == ["a", "red", "snail", "on", "(a)", "leaf"]
    assert told["left"][-1] == 0
    assert len(told["moved"]) == len(told["words"])
    full, none = (each.x0[-1].float().numpy() for each in walked[:2])
    assert told["left"][0] == pytest.approx(apart(np.stack([none, full])), abs=1e-4)


def test_a_word_matters_as_much_as_the_picture_without_it_differs():
    walked, told = measured("without")
    by_prompt = {plain(each.recipe.prompt): each.x0[-1].float().numpy() for each in walked}
    whole = by_prompt[plain(A.prompt)]
    for place, left_out in enumerate(told["words"]):
        said = " ".join(word for n, word in enumerate(told["words"]) if n != place)
        expected = apart(np.stack([by_prompt[said], whole]))
        assert told["moved"][place] == pytest.approx(expected, abs=1e-4), left_out


def test_no_words_at_all_are_one_walk():
    empty = Recipe("", steps=4)
    for part in ("length", "without"):
        (only,) = words.walks(empty, words.Params(part))
        assert only.prompt == ""


def test_the_whole_of_plain_words_is_written_as_it_came():
    for prompt in ("a red  snail", "a red snail"):
        first, *_ = words.walks(Recipe(prompt), words.Params())
        assert first.prompt == prompt
    first, *_ = words.walks(Recipe("(a red:1.5) snail"), words.Params())
    assert first.prompt == "(a:1.5) (red:1.5) snail"
