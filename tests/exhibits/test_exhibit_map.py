"""A map of meanings: a plane through what prompts mean, and words and sums of words on it."""

import json
import re
from dataclasses import replace
from itertools import product

import fake
import numpy as np
import pytest
import torch
from asking import Client
from PIL import Image

from derive.map import LIST, prompts
from pellucid.app.english import nouns, spelled
from pellucid.app.page import WEB
from pellucid.app.serve.reading import vocabulary
from pellucid.app.serve.records import Kind
from pellucid.data.sources import SOURCES
from pellucid.engine.meaning import meanings, shipped
from pellucid.exhibits import map as exhibit
from pellucid.nets.text import load_text_encoder
from pellucid.recipe.recipe import Recipe

JOINTS = "a an the in on of by with at among and several"  # of the prompts
A = Recipe("a snail in a garden", seed=7)


@pytest.fixture(scope="module")
def engine():
    """A fake engine that reads words as the real ones do."""
    return replace(fake.engine(), read=load_text_encoder())


@pytest.fixture(scope="module")
def known():
    return shipped("map")


def told(engine, **params):
    return exhibit.measure([], A, exhibit.Params(**params), engine)


# What comes with the package


def test_the_prompts_that_came_are_those_of_the_list(known):
    """Run `make derived ONLY=map` when the list has changed."""
    found = prompts(LIST.read_text("utf-8"))
    assert list(known.captions) == list(found)
    assert list(known.shares) == list(found.values())
    assert len(found) == 300


def test_their_meanings_are_the_encoders(engine, known):
    for place in (0, 150, 299):
        (exact,) = meanings(engine, [known.captions[place]])
        assert float(exact @ known.meanings[place]) > exhibit.SAME


def test_every_prompt_names_what_the_engine_was_taught(known):
    words = vocabulary(tuple(SOURCES))
    named = {noun for prompt in known.captions for noun in nouns(prompt, words)}
    assert [noun for noun in named if not spelled(noun, words)] == []


def test_every_prompt_has_a_picture_on_the_sheet(known):
    sheet = Image.open(WEB / "poster" / "map.webp")
    assert sheet.width * sheet.height == exhibit.TILE**2 * len(known.captions)
    cells = np.asarray(sheet.convert("RGB")).reshape(-1, exhibit.TILE, 6, exhibit.TILE, 3)
    assert cells.std((1, 3)).max(-1).min() > 2
    assert (WEB / "poster" / "map.webp").stat().st_size < 400_000


# The plane


def test_places_have_the_variance_of_the_two_largest_eigenvalues_and_mean_zero(engine, known):
    values = np.linalg.eigvalsh(np.cov(known.meanings.numpy().astype(np.float64).T))
    assert told(engine)["share"] == pytest.approx(values[-2:].sum() / values.sum(), abs=1e-4)
    places = np.array([row["place"] for row in told(engine)["points"]])
    assert places.mean(0) == pytest.approx(0, abs=1e-4)
    assert places.var(0, ddof=1) == pytest.approx(values[:-3:-1], rel=1e-3)


def test_the_map_lists_the_nearest_and_what_it_keeps_as_counting_them_does(engine, known):
    rows = told(engine)["points"]
    unit = known.meanings.numpy().astype(np.float64)
    flat = np.array([row["place"] for row in rows])
    kept = []
    for i, row in enumerate(rows):
        cosines = unit @ unit[i]
        cosines[i] = -2
        best = np.argsort(-cosines)[: exhibit.NEAR]
        assert row["cosines"] == pytest.approx(cosines[best], abs=6e-4)
        assert cosines[row["near"]] == pytest.approx(cosines[best], abs=1e-5)
        away = ((flat - flat[i]) ** 2).sum(1)
        away[i] = np.inf
        kept.append(len(set(row["near"]) & set(np.argsort(away)[: exhibit.NEAR].tolist())))
    assert np.mean(np.abs(np.array(kept) - [row["kept"] for row in rows])) < 0.05  # near ties
    assert told(engine)["kept"] == pytest.approx(np.mean(kept), abs=0.05)


def test_words_that_are_a_prompt_land_on_it_and_are_not_their_own_neighbour(engine):
    row = told(engine)["points"][40]
    placed = told(engine, part="place", words=row["prompt"])["placed"]
    assert placed["place"] == pytest.approx(row["place"], abs=2e-3)
    assert placed["near"] == row["near"]
    assert 40 not in placed["near"]


def test_without_words_the_settings_own_are_placed_and_without_any_nothing_is(engine):
    assert told(engine, part="place")["placed"]["prompt"] == A.prompt
    empty = exhibit.measure([], replace(A, prompt=" "), exhibit.Params("place"), engine)
    assert empty == {}


def test_another_encoder_has_a_map_of_its_own():
    other = fake.engine()
    rows = exhibit.measure([], A, exhibit.Params(), other)["points"]
    unit = meanings(other, [row["prompt"] for row in rows])
    near = [float(unit[7] @ unit[i]) for i in rows[7]["near"]]
    assert near == pytest.approx(rows[7]["cosines"], abs=1e-3)


# Sums


def test_a_sum_that_takes_away_what_it_adds_is_the_words_themselves(engine):
    plain = told(engine, part="place", words="a red bee")["placed"]
    same = told(engine, part="place", words="a red bee", less="red", more="red")
    assert same["placed"]["place"] == pytest.approx(plain["place"], abs=1e-3)
    assert same["answer"]["cosine"] == same["answer"]["start"] == 1


@pytest.mark.parametrize("sum_", exhibit.SUMS)
def test_the_rank_of_an_answer_is_how_many_prompts_are_nearer_and_one(engine, known, sum_):
    answer = told(engine, part="place", words=sum_[0], less=sum_[1], more=sum_[2])["answer"]
    start, less, more, goal = meanings(engine, [*sum_, answer["prompt"]])
    end = torch.nn.functional.normalize(start - less + more, dim=0)
    cosine = float(end @ goal)
    others = [
        float(end @ meaning)
        for caption, meaning in zip(known.captions, known.meanings, strict=True)
        if caption != answer["prompt"]
    ]
    assert answer["cosine"] == pytest.approx(cosine, abs=1e-3)
    assert answer["rank"] == 1 + sum(other > cosine for other in others)
    assert answer["before"] == pytest.approx(float(start @ goal), abs=1e-3)
    assert {sum_[0], answer["prompt"]} <= set(known.captions)


@pytest.mark.slow
def test_each_sum_that_exchanges_one_word_puts_its_answer_first_as_the_chapter_says(engine, known):
    captions = list(known.captions)
    words = sorted(set(re.findall("[a-z]+", " ".join(captions))) - set(JOINTS.split()))
    meant = dict(zip(words, meanings(engine, words), strict=True))
    sums = ranks = 0
    for start, old, new in product(captions, words, words):
        answer = exhibit.swap(start, old, new) if old != new and old in start else ""
        if answer in captions:
            end = known.meanings[captions.index(start)] - meant[old] + meant[new]
            near = known.meanings @ end
            ranks += 1 + int((near > near[captions.index(answer)]).sum())
            sums += 1
    assert ranks == sums
    assert f"{sums:,} such sums" in (WEB / "chapters" / "map.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "old", "new", "answer"),
    [
        ("a red tulip", "red", "yellow", "a yellow tulip"),
        ("A Red tulip", "red", "blue", "A blue tulip"),
        ("a red tulip in red light", "red", r"\1", r"a \1 tulip in \1 light"),
        ("a tulip", "red", "yellow", ""),
        ("a redder tulip", "red", "yellow", ""),
        ("a red tulip", "", "yellow", ""),
        ("a red tulip", "red", "", ""),
        ("a (red) tulip", "(red)", "blue", "a blue tulip"),
    ],
)
def test_the_answer_to_expect_has_other_words_in_the_place_of_some(words, old, new, answer):
    assert exhibit.swap(words, old, new) == answer


# As the server answers


def test_the_page_is_told_without_a_walk_and_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path))
    with fake.serving() as url:
        client = Client(url)
        plan = client.plan("map", prompt="a blue bee", params={"less": "blue", "more": "red"})
        results = [one for one in client.stream(plan["job"]) if one.kind == Kind.RESULT]
    (found,) = (json.loads(one.payload) for one in results)
    assert plan["walks"] == []
    assert found["answer"]["prompt"] == "a red bee"
    assert len(found["points"]) == 300
    assert not list(tmp_path.rglob("frames.bin"))
