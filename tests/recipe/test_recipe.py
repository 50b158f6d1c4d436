"""A recipe is data: it survives JSON, and nothing that cannot be drawn can be written down."""

import json
import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pellucid.engine.engine import load
from pellucid.recipe.edits import (
    PLACES,
    Again,
    Blend,
    Fresh,
    Inpaint,
    Outpaint,
    Part,
    Region,
    Regions,
    Strength,
    Variation,
    parse_outpaint,
    parse_regions,
)
from pellucid.recipe.engines import EngineKind, Usual, engines
from pellucid.recipe.recipe import Recipe, RecipeError, fill, from_json, to_json

HASH = "ab" * 32
shares = st.floats(0, 1)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
margins = st.integers(0, 32).map(lambda cells: 8 * cells)
regions = st.lists(st.sampled_from(list(PLACES)), min_size=1, unique=True).flatmap(
    lambda places: st.tuples(*(st.builds(Region, st.just(p), st.text()) for p in places))
)
kinds = (
    st.builds(Outpaint, hashes, st.integers(1, 32).map(lambda n: 8 * n), margins, margins, margins),
    st.builds(Strength, hashes, shares),
    st.builds(Variation, shares, st.just(2**53 - 1)),
    st.builds(Again, st.integers(1, 1000), st.integers(2, 20), st.floats(0, 100)),
    st.builds(Fresh, st.sampled_from(["rungs", "brownian"])),
    st.one_of(
        st.builds(Blend, st.text(), shares, st.sampled_from(["predictions", "tokens"])),
        st.builds(
            Blend, st.text(), shares, more=st.tuples(st.builds(Part, st.text(), st.just(0.0)))
        ),
    ),
    st.builds(Regions, regions),
    st.builds(Inpaint, hashes, hashes, st.integers(0, 64)),
)
edits = st.lists(st.sampled_from(kinds), unique=True).flatmap(lambda some: st.tuples(*some))
recipes = st.builds(
    Recipe,
    prompt=st.text(),
    negative=st.text(),
    seed=st.integers(0, 2**53 - 2),
    steps=st.integers(1, 1000),
    guidance=st.floats(0, 100) | st.integers(0, 100),
    solver=st.sampled_from(["euler", "unipc"]),
    ladder=st.sampled_from(["even", "karras"]),
    edits=edits,
    weights=st.text(max_size=100),
    width=st.integers(0, 16_384),
    height=st.integers(0, 16_384),
)


def test_what_a_recipe_of_before_left_out_means_what_it_meant():
    told = from_json('{"prompt": "a snail"}')
    assert (told.steps, told.guidance, told.solver) == (28, 5.0, "dpmpp_2m")
    assert (told.ladder, told.engine, told.edits) == ("even", "garden", ())
    assert told == fill({"prompt": "a snail"})


def test_what_somebody_leaves_open_is_the_engines_usual(monkeypatch):
    usual = Usual(steps=4, guidance=1.0, solver="jump", ladder="karras")
    monkeypatch.setitem(engines(), "quick", EngineKind("quick", "", load, usual=usual))
    asked = {"prompt": "a snail", "engine": "quick"}
    assert asdict(usual).items() <= asdict(fill(asked)).items()
    assert fill(asked | {"steps": 9, "solver": "euler"}) == Recipe(
        "a snail", steps=9, guidance=1.0, solver="euler", ladder="karras", engine="quick"
    )
    assert from_json('{"prompt": "a snail", "engine": "quick"}').steps == 28  # it is complete


@given(recipes)
def test_a_recipe_comes_back_from_json_as_it_was(recipe):
    words = to_json(recipe)
    assert from_json(words) == recipe
    assert to_json(from_json(words)) == words
    assert "\n" not in words


def test_what_a_recipe_holds_is_settled_so_that_equal_recipes_are_equal_bytes():
    assert to_json(Recipe("a bee", guidance=5)) == to_json(Recipe("a bee", guidance=5.0))
    assert to_json(Recipe("a bee", edits=[Variation(0)])) == to_json(
        Recipe("a bee", edits=(Variation(0.0),))
    )


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("steps", 0, "from 1 to 1,000; it is 0"),
        ("steps", 1001, "from 1 to 1,000"),
        pytest.param("steps", 10**5000, "too long a number", id="endless"),
        ("steps", 28.5, "whole number"),
        ("steps", math.nan, "whole number"),
        ("steps", 1e300, "from 1 to 1,000; it is 1000"),
        ("steps", "28", "not str 28"),
        ("steps", True, "not bool"),
        ("guidance", math.nan, "from 0 to 100; it is nan"),
        ("guidance", math.inf, "it is inf"),
        ("guidance", -1.0, "from 0 to 100"),
        ("guidance", 100.5, "from 0 to 100"),
        ("guidance", None, "not nothing"),
        ("seed", -1, "from 0 to"),
        ("seed", 2**53, "from 0 to"),
        ("solver", "dpmpp2m", "Did you mean dpmpp_2m"),
        ("solver", "Euler", "Did you mean euler"),
        ("solver", "xyz", "Known: euler, ancestral"),
        ("ladder", "karas", "Did you mean karras"),
        ("engine", "gardn", "Did you mean garden"),
        ("engine", 7, "Known: garden"),
        ("prompt", "x" * 10_001, "at most 10,000"),
        ("prompt", None, "must be text"),
        ("prompt", "\ud800", "broken characters"),
        ("negative", b"rain", "must be text"),
        ("width", -8, "from 0 to 16,384"),
        ("height", 256.5, "whole number"),
        ("edits", "inpaint", "list of edits"),
        ("edits", (Variation(0.1), Variation(0.2)), "once"),
        ("edits", (Variation(0.1, seed=7),), "another seed"),
        ("edits", (7,), "object"),
    ],
)
def test_whatever_cannot_be_drawn_is_refused_in_one_sentence(field, value, says):
    with pytest.raises(RecipeError, match=says) as told:
        replace(Recipe("a snail", seed=7), **{field: value})
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", 'at least a "prompt"'),
        ('{"prompt": "a", "guidance": NaN}', "NaN"),
        ('{"prompt": "a", "guidance": 1e999}', "it is inf"),
        ('{"prompt": "a", "stesp": 3}', "Did you mean steps"),
        ('{"prompt": "a", "edits": [{"edit": "inpant"}]}', "Did you mean inpaint"),
        ('{"prompt": "a", "edits": [{"edit": "inpaint"}]}', "lacks image and mask; add"),
        ('{"prompt": "a", "edits": [{"edit": "variation", "amount": 2}]}', "amount must be"),
        ('{"prompt": "a", "edits": [{"edit": "strength", "image": "/etc/passwd"}]}', "address"),
        ('{"prompt": "a", "edits": [{"edit": "strength", "imag": ""}]}', "Did you mean image"),
        ('{"prompt": "a", "edits": [{"edit": "regions", "regions": [3]}]}', "JSON object"),
        ('{"prompt": "a", "edits": [{"edit": "regions", "regions": []}]}', "1 to 9"),
        ("[" * 100_000, "nested too deeply|not JSON"),
    ],
)
def test_json_that_is_no_recipe_is_refused_in_one_sentence(words, says):
    with pytest.raises(RecipeError, match=says):
        from_json(words)


def test_every_field_of_a_recipe_has_a_rule():
    assert list(json.loads(to_json(Recipe("a", width=8, height=8)))) == list(Recipe.RULES)


def test_a_recipe_of_the_engines_own_size_is_the_bytes_it_was_before_there_was_a_size():
    before = (
        '{"prompt": "a bee", "negative": "", "seed": 3, "steps": 28, "guidance": 5.0, '
        '"solver": "dpmpp_2m", "ladder": "even", "edits": [], "engine": "garden", '
        '"weights": "", "backend": "", "precision": ""}'
    )
    assert to_json(Recipe("a bee", seed=3)) == to_json(from_json(before)) == before


def test_margins_are_read_from_words():
    assert parse_outpaint(HASH, "left=64, right=8") == Outpaint(HASH, left=64, right=8)
    for words, says in (
        ("left", "whole number of pixels"),
        ("left=1e3", "whole number of pixels"),
        ("lift=8", "Did you mean left"),
        ("left=264", "from 0 to 256"),
        ("left=0", "at least one side"),
        ("", "left, right, top, bottom"),
    ):
        with pytest.raises(RecipeError, match=says):
            parse_outpaint(HASH, words)


def test_regions_are_read_from_words():
    read = parse_regions("left: a snail ; Top Right: a bee: striped;")
    assert read == Regions((Region("left", "a snail"), Region("top-right", "a bee: striped")))
    for words, says in (
        ("a snail", "lacks its words"),
        ("left:", "lacks its words"),
        ("lefft: a snail", "Did you mean left"),
        ("left: a; left: b", "named twice"),
        ("", "1 to 9"),
    ):
        with pytest.raises(RecipeError, match=says):
            parse_regions(words)


def test_numbers_of_numpy_are_numbers():
    recipe = Recipe("a", seed=np.int64(5), steps=np.uint8(3), guidance=np.float32(2.5))
    assert (recipe.seed, recipe.steps, recipe.guidance) == (5, 3, 2.5)
    assert {type(recipe.seed), type(recipe.steps)} == {int}
    assert type(recipe.guidance) is float
    assert from_json(to_json(recipe)) == recipe
    assert Recipe("a", guidance=np.int64(3)).guidance == 3
    assert Recipe("a", seed=5.0).seed == Recipe("a", seed=np.float64(5)).seed == 5
    for wrong in (np.float64(5.5), np.True_, "5", None, 5.5, float("nan"), float("inf")):
        with pytest.raises(RecipeError, match="seed must be a whole number"):
            Recipe("a", seed=wrong)
    with pytest.raises(RecipeError, match="guidance must be a number"):
        Recipe("a", guidance=np.True_)
