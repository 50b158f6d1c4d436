"""An engine without a codec: the same recipes, solvers, ladders and edits; guesses in bounds."""

import json
from dataclasses import asdict, replace

import pytest
import tiny
import torch
from PIL import Image

from pellucid.denoise import Bound, Clamped, Within
from pellucid.engine.backend import OpenVino, fastest
from pellucid.engine.engine import load
from pellucid.engine.shelf import Shelf
from pellucid.forward import Reverse, large
from pellucid.ladders import LADDERS
from pellucid.learn.pixel import KIND
from pellucid.nets.weights import Weights, WeightsError, digest, save
from pellucid.pixels import as_tensor
from pellucid.precondition import Preconditioned
from pellucid.recipe.edits import (
    Blend,
    Guidance,
    Outpaint,
    Region,
    Regions,
    Strength,
    parse_regions,
)
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.store import keep
from pellucid.record.walks import evaluations
from pellucid.schedule import Cosine
from pellucid.solvers import SOLVERS
from pellucid.variance import Learned

A = Recipe("a snail on a mushroom", seed=7, steps=5, engine="garden-pixel")
BF16 = pytest.mark.skipif(
    fastest().precision != "bf16", reason="this processor does not multiply bfloat16"
)


@pytest.fixture(scope="module")
def engine():
    return tiny.pixel_engine()


def last(engine, recipe):
    *_, step = engine.draw(recipe)
    return step.x_next


@pytest.mark.parametrize("ladder", LADDERS)
@pytest.mark.parametrize("solver", [name for name, each in SOLVERS.items() if each.shown])
def test_every_solver_and_ladder_ends_within_the_bounds_of_pixels(engine, solver, ladder):
    walk = list(engine.draw(replace(A, solver=solver, ladder=ladder, steps=3)))
    assert len(walk) == 3
    assert all(step.x0.abs().max() <= 1 for step in walk)
    assert walk[-1].x_next.shape == (1, 3, 16, 16)


def test_the_same_recipe_is_the_same_picture_and_every_field_has_a_say(engine):
    first = last(engine, A)
    assert torch.equal(last(tiny.pixel_engine(), A), first)
    for other in ({"prompt": "a bee"}, {"negative": "rain"}, {"seed": 8}, {"guidance": 2.0}):
        assert not torch.equal(last(engine, replace(A, **other)), first)


def test_ddpm_steps_with_the_variance_that_was_learned_where_there_is_one(engine):
    recipe = replace(A, solver="ddpm")
    learned = engine.plan(recipe)
    assert isinstance(learned.solver, Learned)
    fixed = replace(learned, solver=Reverse(large))
    ends = [list(plan.walk())[-1].x_next for plan in (learned, fixed)]
    assert not torch.equal(*ends)
    assert tiny.engine().plan(replace(recipe, engine="garden")).solver == Reverse(large)
    assert engine.plan(A).solver is SOLVERS["dpmpp_2m"].step


EDITS = [
    (),
    (Blend("a bee", 0.3),),
    (Blend("a bee", 1.0),),
    (Guidance(low=0.3, high=0.7),),
    (parse_regions("left: a bee; right: a bee; middle: a snail"),),
    (Blend("a bee", 0.5), parse_regions("left: a bee; right: a snail")),
    (parse_regions("left: a bee; right: a snail"), Blend("a bee", 0.5)),
]


@pytest.mark.parametrize("edits", EDITS)
@pytest.mark.parametrize("solver", ["ddpm", "dpmpp_2m"])
def test_how_often_the_network_looks_is_known_beforehand(solver, edits, monkeypatch):
    engine, looks = tiny.pixel_engine(), []
    answer = Preconditioned.answer
    monkeypatch.setattr(
        Preconditioned, "answer", lambda *asked: looks.append(len(asked[1])) or answer(*asked)
    )
    recipe = replace(A, solver=solver, edits=edits)
    plan = engine.plan(recipe)
    list(plan.walk())
    assert sum(looks) == evaluations(plan.recipe, plan.ladder)


@pytest.mark.parametrize("by", ["predictions", "tokens"])
def test_the_variance_that_was_learned_is_that_of_the_words_that_are_mixed(engine, by):
    """All of the other prompt is the other prompt's picture, and a half is neither's."""
    recipe, other = replace(A, solver="ddpm"), "a red beetle"
    mixed = [replace(recipe, edits=(Blend(other, mix, by),)) for mix in (0.5, 1)]
    half, whole = (last(engine, each) for each in mixed)
    assert torch.equal(whole, last(engine, replace(recipe, prompt=other)))
    own = engine.plan(recipe).solver
    plan = engine.plan(mixed[0])
    *_, before = replace(plan, solver=own).walk()
    assert not torch.equal(half, before.x_next)


def test_the_variance_that_was_learned_follows_regions(engine):
    regions = Regions((Region("left", "a red beetle"),))
    plan = engine.plan(replace(A, solver="ddpm", edits=(regions,)))
    x, sigma = plan.x, plan.ladder[1]
    asked, alone = (
        each.solver.fraction(x, sigma) for each in (plan, engine.plan(replace(A, solver="ddpm")))
    )
    assert (asked - alone)[..., :4].abs().max() > 0
    assert torch.equal(asked[..., -4:], alone[..., -4:])


def test_ddpm_draws_on_a_larger_canvas_and_between_two_prompts(engine):
    photo = keep(Image.new("RGB", (64, 64), "grey"))
    edits = Outpaint(photo, left=32), Blend("a bee", 0.5)
    drawn = last(engine, replace(A, solver="ddpm", edits=edits))
    assert drawn.shape == (1, 3, 16, 24)
    assert drawn.isfinite().all()


def test_guesses_are_clamped_around_guidance_and_the_plan_says_so(engine):
    plan = engine.plan(A)
    assert isinstance(plan.denoise, Clamped)
    shown = str(plan)
    for part in (
        "Clamped",
        "Guided",
        "UNet of width 64, predicting eps",
        "'a snail on a mushroom'",
    ):
        assert part in shown
    assert "tensor(" not in shown
    assert "Learned" in str(engine.plan(replace(A, solver="ddpm")).solver)


def test_guidance_is_cured_inside_the_clamp(engine):
    strong = replace(A, guidance=12.0)
    cured = engine.plan(replace(strong, edits=(Guidance(rescale=1.0, low=0.25, high=0.75),)))
    assert isinstance(cured.denoise, Clamped)
    assert isinstance(cured.denoise.base, Within)
    assert not torch.equal(last(engine, cured.recipe), last(engine, strong))


def test_what_it_draws_is_shown_larger_and_a_photo_is_made_small(engine):
    plan, step = engine.plan(A), next(engine.draw(A))
    assert plan.picture(step.x0).shape == plan.view(step).shape == (64, 64, 3)
    preview = engine.preview(step.x0)
    assert preview.shape == (16, 16, 3)
    assert (as_tensor(preview[None]) - step.x0).abs().max() < 1 / 250
    smooth = torch.nn.functional.interpolate(
        torch.rand(1, 3, 4, 4), scale_factor=4, mode="bilinear", align_corners=False
    )
    again = engine.codec.encode(engine.codec.decode(smooth))
    assert (again - smooth).abs().max() < 0.02


@pytest.mark.training
@pytest.mark.parametrize(
    ("precision", "tolerance"), [("f32", 2e-5), pytest.param("bf16", 0.05, marks=BF16)]
)
@pytest.mark.parametrize("batch", [1, 2])
def test_a_compiled_network_answers_as_torch_does(precision, tolerance, batch):
    pytest.importorskip("openvino")
    network = tiny.unet()
    run = OpenVino(precision).compile(network, "look", "tiny")
    for read in (1, 5, 12):
        cond = tiny.Toy()(["a snail on a leaf"] * batch)
        cond.mask[:, read:] = False
        *pairs, hidden, summary = network.read(cond)
        rows = hidden.expand(-1, -1, network.config.tokens, -1).contiguous()
        x = torch.randn(batch, 3, 16, 16, generator=torch.Generator().manual_seed(batch))
        asked = x, network.tick(torch.full((batch,), 0.5), summary), *pairs, rows
        one, other = run(*asked), network.look(*asked)
        assert (one - other).norm() / other.norm() < tolerance


@pytest.mark.training
def test_a_compiled_engine_is_never_rounded_and_guesses_as_torch_does():
    pytest.importorskip("openvino")
    plain, compiled = tiny.pixel_engine(), tiny.pixel_engine(OpenVino("bf16"))
    assert plain.precision == compiled.precision == "f32"
    cond = plain.read([A.prompt])
    for k in (1, 500, 1000):
        sigma = float(Cosine().sigma(k / 1000))
        x = sigma * torch.randn(1, 3, 16, 16, generator=torch.Generator().manual_seed(k))
        one, other = (Bound(each.model, cond)(x, sigma) for each in (plain, compiled))
        torch.testing.assert_close(one / sigma, other / sigma, rtol=1e-3, atol=1e-3)


@pytest.fixture
def folder(tmp_path):
    network = tiny.unet()
    weights = Weights(KIND, asdict(network.config), {}, network.state_dict())
    path = tmp_path / f"garden-{KIND}.safetensors"
    save(path, weights, torch.float16)
    (tmp_path / "manifest.json").write_text(json.dumps({path.name: digest(path)}))
    return tmp_path


def test_it_is_loaded_from_the_file_that_its_lesson_writes(folder):
    assert f"garden-{KIND}.safetensors" == Shelf(folder).path("garden-pixel", "denoiser").name
    engine = load("garden-pixel", folder, "torch")
    assert (engine.name, engine.canvas.width, engine.canvas.cells) == ("garden-pixel", 64, (16, 16))
    assert engine.weights == digest(folder / f"garden-{KIND}.safetensors")[:16]


def test_absent_and_foreign_weights_are_refused_in_one_sentence(folder):
    path = folder / f"garden-{KIND}.safetensors"
    (folder / "manifest.json").unlink()
    denoiser, _ = tiny.networks()
    save(path, Weights("denoiser", asdict(denoiser.config), {}, denoiser.state_dict()))
    with pytest.raises(WeightsError, match="holds a denoiser, not a pixel-denoiser"):
        load("garden-pixel", folder, "torch")
    path.unlink()
    with pytest.raises(WeightsError, match=r"no weight file garden-pixel-denoiser\.safetensors"):
        load("garden-pixel", folder, "torch")


def test_a_picture_it_drew_can_be_changed_by_it(engine):
    plan = engine.plan(A)
    *_, step = plan.walk()
    photo = keep(Image.fromarray(plan.picture(step.x_next)))
    little = last(engine, replace(A, edits=(Strength(photo, 0.02),)))
    assert (little - step.x_next).abs().mean() < 0.1
