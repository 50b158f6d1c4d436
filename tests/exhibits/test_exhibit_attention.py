"""What looks at what: words over the states of a walk, and heads that say nothing."""

import pytest
import tiny
import torch
from watching import finished, walk

from pellucid.engine.probe import ProbeError, attention
from pellucid.exhibits import attention as exhibit
from pellucid.recipe.prompt import plain
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("a (red:1.5) snail", seed=7, steps=9)


@pytest.fixture(scope="module")
def engine():
    return tiny.engine()


@pytest.fixture(scope="module")
def walked(engine):
    return [walk(engine, A)]


def measured(engine, walked, **params):
    return finished(exhibit.measure(walked, A, exhibit.Params(**params), engine))


def test_every_word_has_a_map_in_each_of_eight_states(engine, walked):
    looked, told = measured(engine, walked)
    assert [row["word"] for row in told["words"]] == ["a", "red", "snail"]
    assert looked == len(told["states"]) == exhibit.PLACES
    assert (told["states"][0], told["states"][-1]) == (0, A.steps)
    for row in told["words"]:
        assert max(max(cells) for cells in row["maps"]) == exhibit.PALEST
        assert all(0 <= share <= 1 for share in row["share"])
        assert all(0 <= width <= 1 for width in row["width"])


def test_the_maps_are_those_that_the_probe_finds(engine, walked):
    _, told = measured(engine, walked)
    state = told["states"][3]
    seen = attention(
        engine, A.prompt, walked[0].x[state : state + 1], walked[0].sigmas[state : state + 1]
    )
    expected = seen.word(2, 5)[0]
    assert told["words"][1]["share"][3] == pytest.approx(float(expected.mean()), abs=1e-5)
    found = torch.tensor(told["words"][1]["maps"][3]).float()
    assert torch.corrcoef(torch.stack([found, expected.flatten()]))[0, 1] > 0.99


@pytest.mark.parametrize(
    ("prompt", "things"),
    [
        ("a red butterfly on a blue flower", ["butterfly", "flower"]),
        ("a (ladybird:1.4) on a white daisy, sunny", ["ladybird", "daisy", "sunny"]),
        ("An owl in the hills", ["owl", "hills"]),
        ("snail", ["snail"]),
        ("on the 7, of a", []),
        ("", []),
    ],
)
def test_words_that_may_name_things_are_the_last_of_those_that_stand_together(prompt, things):
    found = exhibit.things_of(prompt)
    assert list(found) == things
    assert [plain(prompt)[start:end] for start, end in found.values()] == things


def test_one_word_in_one_state_is_shown_for_every_head(engine, walked):
    _, told = measured(engine, walked, part="heads", word=1, state=4)
    assert len(told["heads"]) == tiny.DENOISER.depth
    assert all(len(layer["maps"]) == len(layer["share"]) for layer in told["heads"])


def test_no_words_have_no_maps(engine):
    empty = Recipe("", steps=3)
    _, told = finished(exhibit.measure([walk(engine, empty)], empty, exhibit.Params(), engine))
    assert told["words"] == []


def test_without_a_head_the_picture_moves_and_with_all_of_them_it_does_not(engine):
    def moved(off):
        *_, told = exhibit.frames(engine, A, exhibit.Params(off=off))
        return told["moved"]

    assert moved("") == 0
    assert 0 < moved("0.0") <= moved("0.0,1.0") + 1


def test_a_head_that_the_network_has_not_is_refused(engine):
    with pytest.raises(ProbeError, match=r"no head 9\.0"):
        list(exhibit.frames(engine, A, exhibit.Params(off="9.0")))


@pytest.mark.parametrize("off", ["1", "a.b", "1.2;3.4", "1.2,", 3, "1.1," * 64 + "1.1"])
def test_what_names_no_heads_is_refused(off):
    with pytest.raises(RecipeError, match=r"layer\.head"):
        exhibit.Params(off=off)
