"""Paint on it: which edits are asked for, what stays of a photo, and what is put back."""

from dataclasses import replace

import fake
import numpy as np
import pytest
from PIL import Image
from watching import walk

import pellucid
from pellucid.app.page import WEB
from pellucid.exhibits import paint
from pellucid.exhibits.exhibit import Frame
from pellucid.recipe.edits import Inpaint, Outpaint, Regions, Strength
from pellucid.recipe.recipe import Recipe, RecipeError
from pellucid.recipe.store import keep

A = Recipe("a bee on a daisy", seed=7, steps=10)


@pytest.fixture
def engine():
    return fake.engine()


@pytest.fixture
def photo():
    rng = np.random.default_rng(3)
    return keep(Image.fromarray(rng.integers(0, 256, (256, 256, 3), dtype=np.uint8)))


@pytest.fixture
def mask():
    """White in the middle, a sixteenth of the picture, and small as the page sends it."""
    white = np.zeros((64, 64, 3), np.uint8)
    white[24:40, 24:40] = 255
    return keep(Image.fromarray(white))


def kinds(params):
    (recipe,) = paint.walks(A, params)
    return [type(edit) for edit in recipe.edits]


def test_every_act_is_an_edit_of_the_recipe():
    image, mask = "a" * 64, "b" * 64
    assert kinds(paint.Params()) == []
    assert kinds(paint.Params("fill", image, mask)) == [Inpaint]
    assert kinds(paint.Params("change", image)) == [Strength]
    assert kinds(paint.Params("change", image, mask)) == [Strength, Inpaint]
    assert kinds(paint.Params("larger", image, left=64)) == [Outpaint]
    assert kinds(paint.Params("regions", regions="left: a snail; right: a bee")) == [Regions]


def test_filling_without_a_mask_and_growing_nowhere_are_refused_in_a_sentence():
    with pytest.raises(RecipeError, match="needs a mask"):
        paint.walks(A, paint.Params("fill", "a" * 64))
    with pytest.raises(RecipeError, match="margin on at least one side"):
        paint.walks(A, paint.Params("larger", "a" * 64))


def test_outside_the_mask_every_pixel_stays_to_the_bit(engine, photo, mask):
    params = paint.Params("fill", photo, mask)
    (recipe,) = paint.walks(A, params)
    told = paint.measure([walk(engine, recipe)], A, params, engine)
    assert 1 / 16 < told["free"] < 1 / 8  # the hole, and eight pixels around it
    assert 1 - told["free"] <= told["kept"] < 1 - 1 / 20
    assert 0.8 < told["likeness"] < 1


def test_the_more_a_photo_is_changed_the_less_of_it_is_left(engine, photo):
    def told(strength):
        params = paint.Params("change", photo, strength=strength)
        (recipe,) = paint.walks(A, params)
        return paint.measure([walk(engine, recipe)], A, params, engine)

    none, some, most = told(0), told(0.3), told(0.95)
    assert none["kept"] == none["likeness"] == 1
    assert none["likeness"] > some["likeness"] > most["likeness"]
    assert some["free"] == most["free"] == 1


def test_a_larger_picture_keeps_the_photos_middle(engine, photo):
    params = paint.Params("larger", photo, left=64, right=64)
    (recipe,) = paint.walks(A, params)
    walked = walk(engine, recipe)
    told = paint.measure([walked], A, params, engine)
    assert walked.end.shape == (256, 384, 3)
    assert told["free"] == pytest.approx((384 - 256 + 2 * 16) / 384, abs=0.01)
    assert told["kept"] >= 1 - told["free"]


def shown(engine, settings, params):
    *seen, told = paint.frames(engine, settings, params)
    assert all(isinstance(each, Frame) for each in seen)
    return seen, told


def test_the_frames_are_the_walk_with_the_known_part_not_yet_put_back(engine, photo, mask):
    params = paint.Params("fill", photo, mask)
    seen, told = shown(engine, A, params)
    walked = walk(engine, paint.walks(A, params)[0])
    hole = np.s_[..., 13:19, 13:19]  # well inside, in latent cells
    assert len(seen) == len(told["apart"]) == A.steps
    for frame, x, x0 in zip(seen, walked.x, walked.x0, strict=False):
        assert np.allclose(frame.x[0], x.float(), atol=0.01)
        assert np.allclose(frame.x0[0][hole], x0[hole].float(), atol=0.01)
    assert not np.allclose(seen[0].x0[0], walked.x0[0].float(), atol=0.1)


def test_left_alone_the_network_keeps_what_its_words_would_draw_and_nothing_else(
    engine, photo, mask
):
    own = keep(Image.fromarray(walk(engine, A).end))
    apart = {
        name: shown(engine, A, paint.Params("fill", image, mask))[1]["apart"]
        for name, image in {"own": own, "strange": photo}.items()
    }
    assert max(apart["own"]) < 0.6 * min(apart["strange"])
    assert apart["own"] == sorted(apart["own"], reverse=True)  # as the words pull less and less


def test_where_nothing_is_held_nothing_is_put_back(engine, photo):
    seen, told = shown(engine, A, paint.Params("change", photo))
    assert told == {"apart": []}
    assert seen


def test_frames_cost_as_many_looks_as_are_promised(engine, photo, mask):
    for solver in ("euler", "heun"):
        settings, params = replace(A, solver=solver), paint.Params("fill", photo, mask)
        before = engine.model.looks
        shown(engine, settings, params)
        assert engine.model.looks - before == paint.evaluations(settings, params)


@pytest.mark.training
def test_the_picture_that_ships_is_what_the_engine_draws_with_the_exhibits_words():
    drawn = pellucid.draw(paint.EXHIBIT.prompt, seed=paint.EXHIBIT.seed)
    with Image.open(WEB / "photos/daisy.webp") as file:
        shipped = np.asarray(file.convert("RGB")).astype(float)
    assert np.abs(shipped - np.asarray(drawn.image)).mean() < 1
