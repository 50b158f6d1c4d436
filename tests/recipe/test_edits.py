"""Edits are compositions: each has laws, and any of them go together, in any order."""

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
import tiny
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from pellucid.engine.apply import APPLY, _begin, visited
from pellucid.engine.engine import load
from pellucid.engine.plan import Mixed, Plan, feathered
from pellucid.files import home
from pellucid.ladders import LADDERS, stands
from pellucid.noise import START, Seeded
from pellucid.pixels import as_tensor
from pellucid.recipe.edits import (
    EDITS,
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
    edit_from,
    parse_regions,
    to_data,
)
from pellucid.recipe.pictures import PictureError
from pellucid.recipe.recipe import Recipe, RecipeError
from pellucid.recipe.store import keep
from pellucid.record.walks import evaluations, watch
from pellucid.schedule import Cosine
from pellucid.solvers import SOLVERS

SIZE = 64
A = Recipe("a snail on a mushroom", seed=7, steps=5)


@pytest.fixture(scope="module", params=[tiny.engine, tiny.pixel_engine], ids=["latent", "pixel"])
def engine(request):
    return request.param()


@pytest.fixture
def photo():
    values = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.fixture
def image(photo):
    return keep(photo)


@pytest.fixture
def mask():
    """White in a box that does not meet the latent grid."""
    white = Image.new("L", (SIZE, SIZE))
    white.paste(255, (11, 21, 43, 49))
    return white


def draw(engine, recipe) -> np.ndarray:
    plan = engine.plan(recipe)
    return finish(plan)


def near(mask: Image.Image, width: int) -> np.ndarray:
    """Where a mask is white or at most `width` pixels away from white."""
    return np.asarray(mask.filter(ImageFilter.MaxFilter(2 * width + 1))) > 0


def finish(plan: Plan) -> np.ndarray:
    *_, last = plan.walk()
    return plan.picture(last.x_next)


def test_every_kind_of_edit_can_be_applied():
    assert set(EDITS.values()) == set(APPLY)


# Strength


def test_next_to_no_strength_returns_the_codecs_own_copy(engine, image, photo):
    for strength in (0.0, 1e-5):
        *_, last = engine.draw(replace(A, edits=(Strength(image, strength),)))
        latent = engine.codec.encode(as_tensor(np.asarray(photo)[None]))
        assert (last.x_next - latent).abs().max() < 0.03


def test_full_strength_starts_on_the_first_rung_and_half_half_way_up_the_clock(engine, image):
    full = engine.plan(replace(A, edits=(Strength(image, 1.0),)))
    assert full.ladder == engine.plan(A).ladder
    for ladder in LADDERS:
        plain = replace(A, ladder=ladder)
        assert torch.equal(
            engine.plan(replace(plain, edits=(Strength(image, 1.0),))).x, engine.plan(plain).x
        )
    half = engine.plan(replace(A, steps=8, edits=(Strength(image, 0.5),)))
    assert engine.schedule.time(half.ladder[0]) == pytest.approx(0.5, abs=1e-5)
    assert half.ladder[1:] == tuple(s for s in engine.plan(replace(A, steps=8)).ladder if s < 0.99)


@pytest.mark.parametrize("ladder", ["even", "karras", "shifted"])
def test_a_strength_on_a_rung_is_that_rung_and_not_two_beside_it(ladder):
    schedule = Cosine()
    for steps in (5, 10, 20, 28, 50):
        whole = LADDERS[ladder](schedule, steps)
        for strength in (0.0, 0.1, 0.2, 0.25, 0.4, 0.5, 0.75, 0.8):
            cut = _begin(strength, whole, schedule)
            assert all(above > 1.000001 * below for above, below in pairwise(cut))


@pytest.mark.parametrize("name", [name for name, each in SOLVERS.items() if each.shown])
def test_a_start_just_above_a_rung_is_nearly_the_start_on_it(engine, image, name):
    for ladder in LADDERS:
        plain = replace(A, steps=4, solver=name, ladder=ladder)
        rung = stands(engine.plan(plain).ladder)[2]
        first = engine.schedule.time(engine.plan(plain).ladder[0])
        share = float(engine.schedule.time(rung)) / float(first)
        on, above = (
            list(engine.draw(replace(plain, edits=(Strength(image, strength),))))
            for strength in (share, share + 6e-7)
        )
        assert len(on) == len(above)
        gap = (on[-1].x_next - above[-1].x_next).norm() / on[-1].x_next.norm()
        assert gap < 0.002


@pytest.mark.parametrize("ladder", LADDERS)
def test_a_walk_from_a_photo_never_climbs_above_its_start(engine, image, ladder):
    for strength in (0.1, 0.34, 0.36, 0.49, 0.51, 0.76):
        edits = (Strength(image, strength),)
        rungs = visited(replace(A, steps=4, ladder=ladder, edits=edits), engine.schedule)
        assert max(rungs) == rungs[0]


def test_no_strength_is_the_photo_itself_whatever_else_is_asked_of_it(engine, image, mask, photo):
    none = Strength(image, 0.0)
    for edits in ((none,), (none, Inpaint(image, keep(mask)))):
        assert (draw(engine, replace(A, edits=edits)) == np.asarray(photo)).all()
    wide = draw(engine, replace(A, edits=(none, Outpaint(image, left=16))))
    assert (wide[:, 16:] == np.asarray(photo)).all()
    assert (wide[:, :16] == np.asarray(photo)[:, :1]).all()


def test_the_more_strength_the_further_from_the_photo(engine, image, photo):
    latent = engine.codec.encode(as_tensor(np.asarray(photo)[None]))
    far = []
    for strength in (0.05, 0.3, 0.9):
        plan = engine.plan(replace(A, edits=(Strength(image, strength),)))
        far.append(float((plan.x - latent).norm()))
    assert far == sorted(far)
    assert far[-1] > 10 * far[0]


# Again, and fresh noise


@pytest.mark.parametrize("again", [Again(2, 3), Again(churn=30.0), Again(3, 2, churn=10.0)])
@pytest.mark.parametrize("solver", ["heun", "dpmpp_2m_sde"])
def test_going_again_climbs_and_asks_as_often_as_is_said_before(engine, again, solver):
    recipe = replace(A, steps=7, solver=solver, edits=(again,))
    plan, asked = engine.plan(recipe), []
    assert max(plan.ladder) == plan.ladder[0] == engine.plan(replace(recipe, edits=())).ladder[0]
    assert any(above > below for below, above in pairwise(plan.ladder))
    assert plan.ladder == visited(recipe, engine.schedule)

    def counting(x, sigma):
        asked.append(sigma)
        return plan.denoise(x, sigma)

    moments = list(watch(replace(plan, denoise=counting)))
    assert tuple(moment.sigma for moment in moments) == stands(plan.ladder)
    assert all(moment.x.isfinite().all() for moment in moments)
    assert 2 * len(asked) == evaluations(recipe, plan.ladder) <= evaluations(recipe)


def test_going_again_after_a_photo_goes_back_to_the_photos_own_first_rung(engine, image):
    edits = Again(2, 2), Strength(image, 0.5)
    ladder = engine.plan(replace(A, steps=8, edits=edits)).ladder
    first = engine.plan(replace(A, steps=8, edits=edits[1:])).ladder[0]
    assert max(ladder) == ladder[0] == first
    assert ladder.count(first) == 2


def test_going_again_for_nothing_is_refused():
    with pytest.raises(RecipeError, match="times of at least 2, or churn"):
        Again(jump=5)


def test_with_brownian_noise_more_steps_are_the_same_picture_drawn_more_finely(engine):
    """Also with a variation; the start is the seed's own, and noise by rungs is what is usual."""
    recipe = replace(A, solver="dpmpp_2m_sde", ladder="exponential", guidance=1.0)

    def end(steps, *edits):
        *_, last = engine.draw(replace(recipe, steps=steps, edits=edits))
        return last.x_next

    for others in ((), (Variation(0.4, seed=9),)):
        fine, finer = end(15, Fresh(), *others), end(30, Fresh(), *others)
        by_rungs = end(15, *others), end(30, *others)
        assert (fine - finer).norm() < 0.75 * (by_rungs[0] - by_rungs[1]).norm()
    assert torch.equal(end(9, Fresh("rungs")), end(9))
    assert torch.equal(engine.plan(replace(recipe, edits=(Fresh(),))).x, engine.plan(recipe).x)


# Inpaint


def test_inpainting_keeps_every_pixel_outside_the_mask_and_changes_those_within(
    engine, image, mask, photo
):
    white = np.asarray(mask) > 0
    for width in (0, 3, 8):
        drawn = draw(engine, replace(A, edits=(Inpaint(image, keep(mask), width),)))
        far = ~near(mask, width)
        assert (drawn[far] == np.asarray(photo)[far]).all()
    assert (drawn[white] != np.asarray(photo)[white]).mean() > 0.5


def test_a_mask_that_is_white_all_over_asks_for_a_whole_new_picture(engine, image):
    everything = keep(Image.new("L", (SIZE, SIZE), 255))
    assert (draw(engine, replace(A, edits=(Inpaint(image, everything),))) == draw(engine, A)).all()


@given(width=st.integers(0, 20))
def test_a_feather_is_whole_in_the_mask_and_falls_to_nothing_outside_it(width):
    mask = torch.zeros(1, 1, 60, 60)
    mask[..., 25:28, 25:] = 1
    soft = feathered(mask, width)
    assert (soft[mask == 1] == 1).all()
    assert not soft[..., : 25 - width, :].any()
    assert not soft[..., : 25 - width].any()
    fall = soft[0, 0, 25 - width : 26, 40]
    torch.testing.assert_close(fall, torch.arange(1, width + 2) / (width + 1))


@pytest.mark.parametrize("thick", [1, 2, 6, 24])
def test_of_what_a_mask_covers_nothing_comes_back(engine, image, thick):
    """However thin the mask: every pixel of it is the decoder's own."""
    white = Image.new("L", (SIZE, SIZE))
    white.paste(255, (20, 30, 20 + thick, 30 + thick))
    plan = engine.plan(replace(A, edits=(Inpaint(image, keep(white)),)))
    x0 = plan.start + 0.3
    covered = np.asarray(white) > 0
    assert (plan.picture(x0)[covered] == plan.show(x0)[covered]).all()


# Outpaint


@pytest.mark.slow
def test_no_seam_shows_where_the_shipped_engine_goes_on_with_a_picture():
    """The step across the border is no larger than the steps beside it; it was 21 times."""
    shipped = load()
    recipe = Recipe("a bee on a blue flower", seed=2, steps=16)
    image = keep(Image.fromarray(draw(shipped, recipe)))
    wide = replace(recipe, seed=3, edits=(Outpaint(image, right=64),))
    steps = np.abs(np.diff(draw(shipped, wide).astype(int), axis=1)).mean((0, 2))
    border = 255  # the step from column 255 to 256
    beside = max(steps[border - 9 : border - 1].mean(), steps[border + 2 : border + 10].mean())
    assert steps[border] <= 1.2 * beside


def test_outpainting_grows_the_canvas_around_a_photo_that_stays(engine, image, photo):
    edit = Outpaint(image, left=16, right=32, top=8, bottom=0)
    drawn = draw(engine, replace(A, edits=(edit,)))
    assert drawn.shape == (SIZE + 8, SIZE + 48, 3)
    kept = drawn[8:, 16 : 16 + SIZE]
    assert (kept[16:, 16:-16] == np.asarray(photo)[16:, 16:-16]).all()
    assert (kept[:, 15] != np.asarray(photo)[:, 15]).any()
    hard = draw(engine, replace(A, edits=(replace(edit, feather=0),)))
    assert (hard[8:, 16 : 16 + SIZE] == np.asarray(photo)).all()
    assert len(np.unique(drawn[:, :16].reshape(-1, 3), axis=0)) > 20


def test_a_mask_frees_part_of_the_photo_that_is_outpainted(engine, image, mask, photo):
    edits = Outpaint(image, left=16, feather=0), Inpaint(image, keep(mask), feather=0)
    drawn = draw(engine, replace(A, edits=edits))
    middle, white = drawn[:, 16:], np.asarray(mask) > 0
    assert (middle[~white] == np.asarray(photo)[~white]).all()
    assert (middle[white] != np.asarray(photo)[white]).mean() > 0.5


# Variation


def test_no_variation_is_the_same_picture_and_a_whole_one_is_the_other_seeds(engine):
    assert (draw(engine, replace(A, edits=(Variation(0, seed=9),))) == draw(engine, A)).all()
    whole, other = draw(engine, replace(A, edits=(Variation(1, 9),))), replace(A, seed=9)
    assert np.abs(whole.astype(int) - draw(engine, other)).max() <= 1


@given(amount=st.floats(0, 1))
def test_mixed_noise_is_as_strong_as_any(amount):
    mixed = Mixed(Seeded([1]), Seeded([2]), amount)(torch.zeros(1, 40_000), START)
    assert float(mixed.std()) == pytest.approx(1, abs=0.03)


def test_a_little_variation_is_nearer_than_much(engine):
    first = draw(engine, A).astype(int)
    near, far = (
        np.abs(draw(engine, replace(A, edits=(Variation(amount, 9),))) - first).mean()
        for amount in (0.05, 0.8)
    )
    assert 0 < near < far


# Blend and regions


@pytest.mark.parametrize("by", ["predictions", "tokens"])
def test_a_blend_runs_from_the_one_prompt_to_the_other(engine, by):
    other = replace(A, prompt="a bee at night")
    first, last = draw(engine, A), draw(engine, other)
    assert (first != last).any()
    ends = [draw(engine, replace(A, edits=(Blend(other.prompt, mix, by),))) for mix in (0, 1)]
    assert (ends[0] == first).all()
    assert np.abs(ends[1].astype(int) - last).max() <= 1
    half = draw(engine, replace(A, edits=(Blend(other.prompt, 0.5, by),)))
    assert (half != first).any()
    assert (half != last).any()


@pytest.mark.parametrize("by", ["predictions", "tokens"])
def test_a_blend_of_three_at_a_corner_is_that_prompt_and_on_an_edge_the_blend_of_two(engine, by):
    bee, leaf = "a bee at night", "a leaf"

    def three(own: float, mix: float) -> np.ndarray:
        edit = Blend(bee, mix, by, (Part(leaf, 1 - own - mix),))
        return draw(engine, replace(A, edits=(edit,))).astype(int)

    for other, at in ((A.prompt, (1, 0)), (bee, (0, 1)), (leaf, (0, 0))):
        assert np.abs(three(*at) - draw(engine, replace(A, prompt=other))).max() <= 1
    two = draw(engine, replace(A, edits=(Blend(leaf, 0.25, by),)))
    assert np.abs(three(0.75, 0) - two).max() <= 1
    assert np.abs(three(0.5, 0.25) - two).max() > 1


def test_the_order_in_which_a_blend_names_its_prompts_does_not_matter(engine):
    bee, leaf = Part("a bee at night", 0.3), Part("a leaf", 0.5)
    for by in ("predictions", "tokens"):
        drawn = [
            draw(engine, replace(A, edits=(Blend(one.prompt, one.mix, by, (other,)),)))
            for one, other in ((bee, leaf), (leaf, bee))
        ]
        assert np.abs(drawn[0].astype(int) - drawn[1]).max() <= 1


def test_a_blend_of_two_is_written_as_it_always_was_and_one_of_three_is_read_again():
    assert to_data(Blend("a bee", 0.3)) == {
        "edit": "blend",
        "prompt": "a bee",
        "mix": 0.3,
        "by": "predictions",
    }
    three = Blend("a bee", 0.3, more=(Part("a leaf", 0.2),))
    assert edit_from(to_data(three)) == three
    assert three.rest == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"mix": 0.8, "more": [{"prompt": "c", "mix": 0.3}]}, "add up to 1 at most"),
        ({"more": [{"prompt": "c"}]}, "part lacks mix"),
        ({"more": "c"}, "list of at most 8 prompts"),
    ],
)
def test_a_blend_with_too_much_or_too_little_says_so(data, says):
    with pytest.raises(RecipeError, match=says):
        edit_from({"edit": "blend", "prompt": "b", **data})


def test_a_prompt_blended_with_itself_is_itself(engine):
    drawn = draw(engine, replace(A, edits=(Blend(A.prompt, 0.5),)))
    assert np.abs(drawn.astype(int) - draw(engine, A)).max() <= 1


def test_one_prompt_in_every_region_is_that_prompt(engine):
    edits = (Regions((Region("left", A.prompt), Region("right", A.prompt))),)
    drawn = draw(engine, replace(A, edits=edits))
    assert np.abs(drawn.astype(int) - draw(engine, A)).max() <= 1


def test_a_region_changes_the_guess_in_its_own_place_only(engine):
    plain = engine.plan(A)
    plan = engine.plan(replace(A, edits=(parse_regions("left: a bee at night"),)))
    x = plain.x / plain.ladder[0]
    changed = (plan.denoise(x, 1.0) - plain.denoise(x, 1.0)).abs().amax(dim=(0, 1, 2))
    assert (changed[:2] > 1e-3).all()
    assert (changed[-2:] < 1e-5).all()
    other = engine.plan(replace(A, prompt="a bee at night")).denoise(x, 1.0)
    mixed = (0.25 * plain.denoise(x, 1.0) + other) / 1.25  # the whole prompt keeps a quarter
    torch.testing.assert_close(plan.denoise(x, 1.0)[..., :2], mixed[..., :2], rtol=1e-3, atol=1e-3)


# BatchedGuidance


def every_kind(image: str, mask: str):
    return (
        Outpaint(image, left=16, bottom=8),
        Strength(image, 0.7),
        Variation(0.3, seed=9),
        Blend("a bee at night", 0.4),
        parse_regions("left: a poppy; bottom right: moss"),
        Inpaint(image, mask),
    )


@pytest.mark.training
def test_two_edits_are_the_same_picture_in_either_order(engine, image, mask):
    kinds = every_kind(image, keep(mask))
    for first, second in ((5, 2), (4, 1), (0, 4), (3, 5), (1, 5), (0, 2)):
        pairs = permutations((kinds[first], kinds[second]))
        one, two = (draw(engine, replace(A, edits=pair)) for pair in pairs)
        assert (one == two).all()


@pytest.mark.training
def test_every_edit_goes_with_every_other(engine, image, mask, photo):
    far = ~near(mask, 8)
    far[-16:] = far[:, :16] = False
    for solver in ("dpmpp_2m", "heun", "ancestral"):
        recipe = replace(A, solver=solver, edits=every_kind(image, keep(mask)))
        drawn = draw(engine, recipe)
        assert drawn.shape == (SIZE + 8, SIZE + 16, 3)
        kept = drawn[:SIZE, 16:]
        assert (kept[far] == np.asarray(photo)[far]).all()


def test_the_plan_of_many_edits_can_be_read(engine, image, mask):
    shown = str(engine.plan(replace(A, edits=every_kind(image, keep(mask)))))
    for part in ("Masked", "Blended", "Guided", "Pasted", "Mixed", "'a bee at night'", "'moss'"):
        assert part in shown
    assert "tensor(" not in shown
    assert max(map(len, shown.splitlines())) < 140


# The store


def test_a_photo_that_is_not_in_the_store_is_asked_for(engine):
    with pytest.raises(PictureError, match="give it again with --image"):
        engine.plan(replace(A, edits=(Strength("0" * 64),)))


def test_a_photo_that_was_changed_in_the_store_is_not_used(engine, image, photo):
    shelf = home() / "pictures" / f"{image}.png"
    Image.new("RGB", (SIZE, SIZE)).save(shelf)
    for contents in (shelf.read_bytes(), b"", shelf.read_bytes()[:40]):
        shelf.write_bytes(contents)
        with pytest.raises(PictureError, match="damaged"):
            engine.plan(replace(A, edits=(Strength(image),)))
    assert keep(photo) == image
    engine.plan(replace(A, edits=(Strength(image),)))
