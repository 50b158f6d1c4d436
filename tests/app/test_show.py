"""`pellucid.show`: a walk as a picture, or a figure that the process serves itself."""

import io
from urllib.parse import urlencode

import fake
import numpy as np
import pytest
from asking import Client
from PIL import Image

import pellucid
from pellucid.app import widget
from pellucid.app.page import FIGURES
from pellucid.errors import MendableError
from pellucid.recipe.edits import Variation
from pellucid.recipe.pictures import read_recipe
from pellucid.recipe.recipe import LATER, Recipe, fill
from pellucid.recipe.rules import RecipeError
from pellucid.record.film import save_film, strip

NOTEBOOK = "http://localhost:8888"


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    """Every engine is the fake one."""
    made = fake.engine()
    for module in ("app.show", "app.widget", "engine.draw"):
        monkeypatch.setattr(f"pellucid.{module}.loaded", lambda _: made)
    widget.served.cache_clear()
    return made


def test_words_become_the_picture_that_draw_draws_and_the_strip_that_film_writes(engine, tmp_path):
    film = pellucid.show("a snail", seed=7, steps=9)
    drawing = pellucid.draw("a snail", seed=7, steps=9)
    assert film.drawing.recipe == drawing.recipe
    assert film.drawing.image.tobytes() == drawing.image.tobytes()
    plan = engine.plan(drawing.recipe)
    save_film(tmp_path / "film.png", plan, list(plan.walk()))
    assert film.strip.tobytes() == Image.open(tmp_path / "film.png").tobytes()


def test_a_notebook_gets_both_in_one_png_that_holds_the_recipe(tmp_path):
    film = pellucid.show("a snail", seed=7, steps=9)
    data = film._repr_png_()
    shown = np.asarray(Image.open(io.BytesIO(data)))
    height, width, _ = np.asarray(film.drawing.image).shape
    assert np.array_equal(shown[:height, -width:], np.asarray(film.drawing.image))
    high, wide, _ = np.asarray(film.strip).shape
    assert np.array_equal(shown[:high, :wide], np.asarray(film.strip))
    (tmp_path / "shown.png").write_bytes(data)
    assert read_recipe(tmp_path / "shown.png") == film.drawing.recipe


def test_settings_change_the_recipe_of_a_drawing_and_leave_the_rest():
    drawing = pellucid.draw("a snail", seed=7, steps=9)
    film = pellucid.show(drawing, seed=8)
    assert film.drawing.recipe == pellucid.draw("a snail", seed=8, steps=9).recipe
    assert pellucid.show(drawing).drawing.image.tobytes() == drawing.image.tobytes()
    assert pellucid.show(drawing.recipe).drawing.recipe == drawing.recipe


def test_what_is_not_given_is_the_engines_usual():
    assert pellucid.show("a snail").drawing.recipe.steps == fill({"prompt": "a snail"}).steps


def test_a_plan_with_a_denoiser_of_ones_own_has_a_film(engine):
    plan = engine.plan(Recipe("a snail", steps=4))
    assert np.array_equal(np.asarray(pellucid.Film.of(plan).strip), strip(plan, list(plan.walk())))


def test_a_setting_that_does_nothing_is_told():
    with pytest.warns(UserWarning, match="negative"):
        pellucid.show("a snail", negative="a bee", guidance=1, steps=2)


def test_a_figure_without_the_extra_says_what_to_install(monkeypatch):
    monkeypatch.setattr("pellucid.app.show.find_spec", lambda _: None)
    with pytest.raises(MendableError, match="pip install anywidget, or leave out `exhibit`"):
        pellucid.show("a snail", exhibit="walk")
    pellucid.show("a snail", steps=2)  # needs none


def test_every_figure_of_the_page_can_be_held_and_no_other():
    for name in FIGURES:
        assert pellucid.show("a snail", exhibit=name).exhibit == name
    with pytest.raises(RecipeError) as refused:
        pellucid.show("a snail", exhibit="?")
    assert all(name in str(refused.value) for name in FIGURES)
    figure = pellucid.show("a snail", exhibit="walk")
    with pytest.raises(RecipeError, match="seeds"):
        figure.exhibit = "seed"
    assert figure.exhibit == "walk"


def test_a_recipe_that_no_figure_can_show_is_refused():
    for more in ({"edits": (Variation(0.2, 3),)}, *({name: 512} for name in LATER)):
        with pytest.raises(RecipeError, match=next(iter(more))):
            pellucid.show("a snail", exhibit="walk", **more)


def test_what_its_visitor_chooses_is_a_recipe_in_the_kernel():
    figure = pellucid.show("a snail", exhibit="walk", seed=3)
    state = figure.get_state("recipe")["recipe"]
    assert (state["prompt"], state["seed"]) == ("a snail", 3)
    figure.set_state({"recipe": state | {"prompt": "a bee", "guidance": 3}})
    assert figure.recipe == fill({"prompt": "a bee", "seed": 3, "guidance": 3.0})


def test_all_figures_of_a_process_have_one_server():
    first, second = (pellucid.show("a snail", exhibit=name) for name in ("walk", "seeds"))
    assert (first.port, first.key) == (second.port, second.key)


def policy(figure, query):
    """What the server says of frames for such a link."""
    answer = Client(f"http://127.0.0.1:{figure.port}").get(f"/figure/walk?{urlencode(query)}")
    assert answer.status == 200
    (frames,) = [
        part.split(" ", 1)[1]
        for part in answer.headers["content-security-policy"].split("; ")
        if part.startswith("frame-ancestors")
    ]
    return frames, "x-frame-options" in answer.headers


def test_only_the_notebook_that_holds_the_figure_may_frame_it():
    figure = pellucid.show("a snail", exhibit="walk")
    assert policy(figure, {"frame": figure.key, "within": NOTEBOOK}) == (NOTEBOOK, False)
    none = ("'none'", True)
    assert policy(figure, {}) == none
    assert policy(figure, {"frame": "", "within": NOTEBOOK}) == none
    assert policy(figure, {"frame": figure.key + "x", "within": NOTEBOOK}) == none
    for other in ("http://evil.com", "*", "null", f"{NOTEBOOK} http://evil.com", NOTEBOOK + "/"):
        assert policy(figure, {"frame": figure.key, "within": other}) == none
