"""What looks at what: words over the states of a walk, and heads that say nothing."""

import fake
import numpy as np
import pytest
import tiny
import torch
from watching import finished, walk

import pellucid
from pellucid.engine import probe
from pellucid.engine.probe import ProbeError, attention
from pellucid.exhibits import attention as exhibit
from pellucid.judge.painted import shipped
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


# Painted scenes


def test_a_painted_scene_is_looked_at_under_more_and_more_noise(engine):
    *frames, told = exhibit.frames(engine, A, exhibit.Params(part="painted", scene=3))
    assert len(frames) == exhibit.evaluations(A, exhibit.Params(part="painted")) == 5
    scene = shipped()[3]
    assert told["caption"] == scene.caption
    assert told["scenes"] == len(shipped())
    assert [row["word"] for row in told["painted"]] == [part.word for part in scene.parts]
    rows, columns = told["shape"]
    for row, part in zip(told["painted"], scene.parts, strict=True):
        assert len(row["inside"]) == rows * columns
        assert 0 < np.mean(row["inside"]) < 2 * part.share.mean() + 0.1
        for level, overlap in zip(row["maps"], row["overlap"], strict=True):
            inside = torch.tensor(row["inside"]).bool()
            near = probe.overlap(torch.tensor(level).float(), inside)  # of maps that were rounded
            assert overlap == pytest.approx(near, abs=0.05)
    after = exhibit.frames(engine, A, exhibit.Params(part="painted", scene=3 + len(shipped())))
    assert [*after][-1] == told


def test_noise_hides_a_painted_scene_more_and_more(engine):
    *frames, _ = exhibit.frames(engine, A, exhibit.Params(part="painted"))
    clean = frames[0].x
    far = [float((frame.x - clean).square().mean()) for frame in frames]
    assert far == sorted(far)


def test_an_engine_that_looks_at_no_words_is_not_measured():
    with pytest.raises(RecipeError, match="no attention to words"):
        list(exhibit.frames(fake.engine(), A, exhibit.Params(part="painted")))


def test_every_part_that_ships_stands_in_its_caption_and_in_its_picture():
    assert len(shipped()) == 12
    for scene in shipped():
        assert scene.picture.shape == (256, 256, 3)
        for part in scene.parts:
            assert scene.caption[part.start : part.end] == part.word
            assert part.share.shape == (32, 32)
            assert 0.01 < part.share.mean() < 0.6
            assert part.share.max() == 1


@pytest.mark.slow
def test_the_shipped_engine_looks_for_animals_where_they_are():
    engine = pellucid.load()
    found = {}
    for place in range(5):
        *_, told = exhibit.frames(engine, A, exhibit.Params(part="painted", scene=place))
        found |= {row["word"]: row["overlap"][:3] for row in told["painted"]}
    for word in ("butterfly", "snail", "ladybugs"):
        assert min(found[word]) > 0.95, (word, found[word])
