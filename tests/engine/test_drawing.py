"""`pellucid.draw`: a picture in one call, and the file that it saves."""

import inspect
from dataclasses import fields

import numpy as np
import pytest
import tiny
from PIL import Image

import pellucid
from pellucid.app.cli import main
from pellucid.engine.draw import Drawing, loaded
from pellucid.files import TargetError
from pellucid.recipe.engines import DEFAULT, engines
from pellucid.recipe.pictures import read_recipe
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("a snail", seed=7, steps=4)
SIGNED = ("weights", "backend", "precision")  # what an engine writes into a recipe


@pytest.fixture(scope="module")
def drawing():
    return Drawing.of(tiny.engine(), A)


def test_draw_has_the_settings_of_a_recipe_and_their_defaults():
    parameters = inspect.signature(pellucid.draw).parameters
    settings = {field.name: field.default for field in fields(Recipe) if field.name not in SIGNED}
    given = {name: parameter.default for name, parameter in parameters.items()}
    assert list(given) == list(settings)
    assert given.pop("prompt") is inspect.Parameter.empty
    usual = [field.name for field in fields(engines()[DEFAULT].usual)]
    settings |= dict.fromkeys(usual)  # none: as the engine usually does it
    assert given == {name: value for name, value in settings.items() if name != "prompt"}


def test_a_drawing_is_the_last_picture_of_the_walk(drawing):
    engine = tiny.engine()
    plan = engine.plan(A)
    *_, last = plan.walk()
    assert np.array_equal(np.asarray(drawing.image), plan.picture(last.x_next))
    assert drawing.recipe == plan.recipe


def test_a_saved_drawing_gives_its_recipe_and_its_pixels_back(drawing, tmp_path):
    path = tmp_path / "snail.png"
    drawing.save(str(path))
    assert read_recipe(path) == drawing.recipe
    assert np.array_equal(np.asarray(Image.open(path)), np.asarray(drawing.image))
    assert drawing._repr_png_() == path.read_bytes()
    again = Drawing.of(tiny.engine(), read_recipe(path))
    assert again._repr_png_() == path.read_bytes()


@pytest.mark.parametrize("name", ["snail.jpg", "nowhere/snail.png"])
def test_a_drawing_that_cannot_be_saved_there_says_so(drawing, tmp_path, name):
    with pytest.raises(TargetError):
        drawing.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cannot_be_drawn_is_refused_before_an_engine_is_loaded():
    before = loaded.cache_info().misses
    with pytest.raises(RecipeError, match="steps"):
        pellucid.draw("a snail", steps=0)
    with pytest.raises(RecipeError, match="engine"):
        pellucid.draw("a snail", engine="meadow")
    assert loaded.cache_info().misses == before


@pytest.mark.training
def test_draw_writes_the_bytes_that_the_command_line_writes(tmp_path):
    ours, theirs = tmp_path / "ours.png", tmp_path / "theirs.png"
    drawing = pellucid.draw("a snail", negative="rain", seed=7, steps=4, guidance=3.0)
    drawing.save(ours)
    words = ["a snail", "--negative", "rain", "--seed", "7", "--steps", "4", "--guidance", "3"]
    main(["draw", *words, "--out", str(theirs)])
    assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.training
def test_an_engine_is_loaded_once():
    first = pellucid.draw("a bee", steps=1)
    misses = loaded.cache_info().misses
    second = pellucid.draw("a bee", steps=1)
    assert loaded.cache_info().misses == misses
    assert np.array_equal(np.asarray(first.image), np.asarray(second.image))


def test_a_setting_that_does_nothing_is_a_warning(monkeypatch):
    monkeypatch.setattr("pellucid.engine.draw.loaded", lambda _: tiny.engine())
    with pytest.warns(UserWarning, match="The negative prompt does nothing at guidance 1"):
        pellucid.draw("a snail", negative="rain", guidance=1, steps=2)
