"""An engine of any shape draws: from recipe to picture nothing assumes a size or a square."""

from dataclasses import replace

import numpy as np
import other
import pytest
import tiny
import torch
from PIL import Image, ImageFilter
from safetensors.torch import load_file
from watching import walk

from pellucid.denoise import Bound, Guided
from pellucid.engine.apply import APPLY
from pellucid.engine.canvas import Canvas
from pellucid.ladders import karras
from pellucid.pixels import as_tensor
from pellucid.recipe.edits import (
    Again,
    Blend,
    Fresh,
    Guidance,
    Inpaint,
    Outpaint,
    Strength,
    Variation,
    parse_regions,
)
from pellucid.recipe.recipe import Recipe, RecipeError, fill
from pellucid.recipe.store import keep
from pellucid.record.film import FILMS, save_film
from pellucid.record.walks import evaluations

WIDTH, HEIGHT = other.CANVAS.width, other.CANVAS.height
pytestmark = pytest.mark.usefixtures("other_kind")
A = Recipe("a snail on a mushroom", seed=7, steps=5)


def draw(recipe, engine=None) -> np.ndarray:
    plan = (engine or other.engine()).plan(recipe)
    *_, last = plan.walk()
    return plan.picture(last.x_next)


def test_what_is_left_open_is_the_engines_usual():
    recipe = fill({"prompt": "a snail", "engine": "other", "guidance": 1.0})
    assert (recipe.steps, recipe.guidance) == (4, 1.0)
    assert (recipe.solver, recipe.ladder) == ("unipc", "karras")
    plan = other.engine().plan(recipe)
    assert plan.ladder == karras(other.engine().schedule, 4)
    assert draw(recipe).shape == (HEIGHT, WIDTH, 3)


@pytest.fixture
def photo():
    values = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.fixture
def mask():
    """White in a box that does not meet the latent grid."""
    white = Image.new("L", (WIDTH, HEIGHT))
    white.paste(255, (31, 20, 83, 49))
    return white


# The engine's own canvas


def test_a_picture_is_as_large_as_the_engine_and_shows_what_it_was_asked_for():
    model = other.OtherModel()
    engine = other.engine(model)
    drawn = draw(A, engine)
    assert drawn.shape == (HEIGHT, WIDTH, 3)
    target = engine.model(engine.canvas.blank(), 1e6, engine.read([A.prompt]))
    alone = as_tensor(draw(replace(A, guidance=1.0, steps=20))[None])
    assert (alone - engine.codec.decode(target)).abs().mean() < 0.15
    assert model.longest == 6


def test_two_prompts_of_unequal_length_asked_together_are_the_two_asked_apart():
    engine = other.engine()
    text, null = engine.read([A.prompt]), engine.read([""])
    assert text.tokens.shape != null.tokens.shape
    apart = Guided(Bound(engine.model, text), Bound(engine.model, null), A.guidance)
    plan = engine.plan(A)
    torch.testing.assert_close(plan.denoise(plan.x, 3.0), apart(plan.x, 3.0))


def test_a_mix_of_words_runs_from_one_prompt_to_the_other_without_a_vector_of_the_whole():
    other_words = "a bee at night in a much longer prompt"
    first, last = draw(A), draw(replace(A, prompt=other_words))
    away = [
        np.abs(draw(replace(A, edits=(Blend(other_words, mix, "tokens"),))) - first.astype(int))
        for mix in (0.0, 0.02, 1.0)
    ]
    assert away[0].max() == 0
    assert 0 < away[1].mean() < 0.25 * away[2].mean()
    assert (first != last).any()
    assert np.abs(away[2] - np.abs(last - first.astype(int))).max() <= 1


# Edits


def every_kind(image: str, mask: str) -> dict:
    return {
        "outpaint": Outpaint(image, left=18, right=6, bottom=12),
        "strength": Strength(image, 0.7),
        "again": Again(jump=2, times=2, churn=5.0),
        "fresh": Fresh("brownian"),
        "variation": Variation(0.3, seed=9),
        "blend": Blend("a bee at night", 0.4),
        "regions": parse_regions("left: a poppy; bottom right: moss"),
        "guidance": Guidance(0.7, 0.1, 0.9),
        "inpaint": Inpaint(image, mask),
    }


def test_next_to_no_strength_returns_the_codecs_own_copy(photo):
    engine = other.engine()
    *_, last = engine.draw(replace(A, guidance=1.0, edits=(Strength(keep(photo), 0.0),)))
    latent = engine.codec.encode(as_tensor(np.asarray(photo)[None]))
    assert (last.x_next - latent).abs().max() < 0.05


def beyond(mask) -> np.ndarray:
    """Where a mask is not white within 8 pixels."""
    return np.asarray(mask.filter(ImageFilter.MaxFilter(17))) == 0


def test_inpainting_keeps_every_pixel_outside_the_mask(photo, mask):
    drawn = draw(replace(A, edits=(Inpaint(keep(photo), keep(mask)),)))
    white, far = np.asarray(mask) > 0, beyond(mask)
    assert (drawn[far] == np.asarray(photo)[far]).all()
    assert (drawn[white] != np.asarray(photo)[white]).mean() > 0.5


def test_outpainting_grows_the_canvas_around_a_photo_that_stays(photo):
    drawn = draw(replace(A, edits=(Outpaint(keep(photo), left=18, right=6, top=12),)))
    assert drawn.shape == (HEIGHT + 12, WIDTH + 24, 3)
    kept = drawn[12:, 18 : 18 + WIDTH]
    assert (kept[16:, 16:-16] == np.asarray(photo)[16:, 16:-16]).all()


def test_margins_are_multiples_of_the_engines_cells(photo):
    with pytest.raises(RecipeError, match="left must be a multiple of 6, such as 12; it is 8"):
        other.engine().plan(replace(A, edits=(Outpaint(keep(photo), left=8),)))
    with pytest.raises(RecipeError, match="left must be a multiple of 8, such as 64; it is 60"):
        tiny.engine().plan(replace(A, edits=(Outpaint(keep(photo), left=60),)))
    with pytest.raises(RecipeError, match="left must be a multiple of 6, such as 252; it is 256"):
        other.engine().plan(replace(A, edits=(Outpaint(keep(photo), left=256),)))


@pytest.mark.parametrize("solver", ["dpmpp_2m", "heun", "ancestral"])
def test_every_edit_goes_with_every_other(photo, mask, solver):
    kinds = every_kind(keep(photo), keep(mask))
    assert {type(edit) for edit in kinds.values()} == set(APPLY)
    drawn = draw(replace(A, solver=solver, edits=tuple(kinds.values())))
    assert drawn.shape == (HEIGHT + 12, WIDTH + 24, 3)
    kept, far = drawn[:HEIGHT, 18 : 18 + WIDTH], beyond(mask)
    far[-16:] = far[:, :16] = far[:, -16:] = False
    assert (kept[far] == np.asarray(photo)[far]).all()


def test_a_photo_of_another_shape_is_cut_to_the_engines_shape_and_not_squeezed():
    """Of a wide photo its middle, 150 of 300 pixels across, has the shape of the canvas, 5 to 3."""
    wide = Image.new("RGB", (300, 90), "red")
    wide.paste("blue", (75, 0, 225, 90))
    plan = other.engine().plan(replace(A, edits=(Strength(keep(wide), 0.5),)))
    shown = plan.picture(plan.start)
    assert shown.shape == (HEIGHT, WIDTH, 3)
    assert (shown[:, 6:-6, 2] > 128).all()
    narrow = Image.new("RGB", (100, 300), "red")
    narrow.paste("blue", (0, 120, 100, 180))
    plan = other.engine().plan(replace(A, edits=(Strength(keep(narrow), 0.5),)))
    assert (plan.picture(plan.start)[..., 2] > 128).all()


# A larger canvas


def test_a_larger_canvas_is_seen_through_windows_and_each_is_counted():
    model = other.OtherModel()
    recipe = replace(A, width=2 * WIDTH, height=HEIGHT + 6)
    walked = walk(other.engine(model), recipe)
    assert walked.end.shape == (HEIGHT + 6, 2 * WIDTH, 3)
    canvas = other.CANVAS.settle(recipe)
    assert canvas.windows == (1 + 2) * (1 + 1)  # 20 cells more, 14 further each; 1 cell more
    assert model.looks == walked.evals == evaluations(recipe, windows=canvas.windows)


def test_the_size_of_the_engine_itself_is_the_picture_without_a_size():
    plain = draw(A)
    assert (draw(replace(A, width=WIDTH, height=HEIGHT)) == plain).all()
    assert (draw(replace(A, height=HEIGHT)) == plain).all()
    assert other.CANVAS.settle(replace(A, width=WIDTH)) is other.CANVAS


@pytest.mark.parametrize("engine", [tiny.engine, tiny.pixel_engine], ids=["latent", "pixel"])
def test_the_networks_that_are_shipped_draw_larger_than_they_learned(engine):
    drawn = draw(replace(A, width=96, height=72), engine())
    assert drawn.shape == (72, 96, 3)
    small = Canvas(64, 64, 8, 4)
    assert small.settle(replace(A, width=96, height=64)).windows == 2


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"width": 64}, "width for other must be a whole number from 120 to 480; it is 64"),
        ({"height": 290}, "height for other must be a whole number from 72 to 288; it is 290"),
        ({"width": 128}, "width for other must be a multiple of 6, such as 132; it is 128"),
    ],
    ids=str,
)
def test_a_size_that_cannot_be_drawn_is_refused_in_one_sentence_before_the_model_looks(asked, says):
    model = other.OtherModel()
    with pytest.raises(RecipeError, match=says):
        other.engine(model).plan(replace(A, **asked))
    assert model.looks == 0


def test_photos_and_margins_go_by_the_size_that_was_asked_for(photo):
    edits = (Outpaint(keep(photo), right=30),)
    plan = other.engine().plan(replace(A, width=240, height=72, edits=edits))
    assert plan.frame == (240, 72)
    assert plan.picture(plan.start).shape == (72, 270, 3)


# Films, devices


@pytest.mark.parametrize("suffix", FILMS)
def test_a_film_has_the_shape_of_its_walk(tmp_path, suffix):
    plan = other.engine().plan(A)
    path = tmp_path / f"film{suffix}"
    save_film(path, plan, list(plan.walk()))
    if suffix == ".safetensors":
        assert load_file(path)["x0"].shape == (5, *other.CANVAS.latent)
        return
    with Image.open(path) as film:
        column = round(WIDTH * 128 / HEIGHT)
        assert film.size == ((5 * column, 256) if suffix == ".png" else (2 * WIDTH, HEIGHT))


@pytest.mark.parametrize("kind", ["plain", "outpaint", "strength", "variation", "inpaint"])
def test_a_walk_stays_on_the_engines_device(photo, mask, kind):
    """On `meta`, where tensors have shapes and no numbers, any step on the CPU is an error."""
    kinds = every_kind(keep(photo), keep(mask)) | {"plain": None}
    edits = () if kinds[kind] is None else (kinds[kind],)
    plan = other.engine(device="meta").plan(replace(A, solver="ancestral", edits=edits))
    for step in plan.walk():
        assert {each.device.type for each in (step.x, step.x0, step.x_next)} == {"meta"}
