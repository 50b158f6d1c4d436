"""Guidance: what it gains and what it costs is measured, and the best region is computed."""

from dataclasses import replace

import fake
import numpy as np
import pytest
import torch
from asking import Client
from watching import finished, walk

from pellucid.app.serve.records import Kind
from pellucid.exhibits import guidance
from pellucid.recipe.edits import Guidance
from pellucid.recipe.recipe import Recipe, RecipeError
from pellucid.record.walks import address

A = Recipe("a snail on a mushroom", seed=7, steps=8)


def measured(settings=A, engine=None, **params):
    engine, asked = engine or fake.engine(), guidance.Params(**params)
    walked = [walk(engine, recipe) for recipe in guidance.walks(settings, asked)]
    count, told = finished(guidance.measure(walked, settings, asked, engine))
    return walked, told, count


def test_the_map_has_every_whole_strength_once_and_a_visitors_own_first():
    assert sorted(r.guidance for r in guidance.walks(A, guidance.Params())) == list(range(16))
    own = guidance.walks(A, guidance.Params(extra=4.5))
    assert [each.guidance for each in own[:2]] == [4.5, 1]
    assert len(own) == 17


def test_guidance_of_one_is_the_walk_of_the_words_alone():
    engine = fake.engine()
    recipe = next(r for r in guidance.walks(A, guidance.Params()) if r.guidance == 1)
    walked = walk(engine, recipe)
    plan = engine.plan(A)
    *_, last = replace(plan, denoise=plan.denoise.toward).walk()
    assert torch.equal(walked.x0[-1], last.x_next[0].half())
    assert walked.evals == A.steps


def test_a_cure_is_in_every_recipe_but_the_one_that_needs_none():
    for recipe in guidance.walks(A, guidance.Params(rescale=0.7, low=0.2, high=0.8)):
        cure = () if recipe.guidance == 1 else (Guidance(0.7, 0.2, 0.8),)
        assert recipe.edits == cure
    plain = {address(recipe) for recipe in guidance.walks(A, guidance.Params())}
    assert address(replace(A, guidance=5.0)) in plain


def test_the_more_guidance_the_more_is_burnt_out_and_rescaling_cures_it():
    _, told, _ = measured()
    columns = sorted(told["columns"], key=lambda each: each["w"])
    shares = [each["clipped"] for each in columns if each["w"] >= 1]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0] + 0.2
    _, cured, _ = measured(rescale=1.0)
    strong = next(each for each in cured["columns"] if each["w"] == 15)
    assert strong["clipped"] < shares[-1] / 4


def test_the_length_of_a_step_is_that_of_the_velocity_taken():
    walked, told, _ = measured()
    place = next(i for i, each in enumerate(walked) if each.recipe.guidance == 1)
    sizes = told["columns"][place]["size"]
    assert len(sizes) == A.steps
    strong = next(each for each in told["columns"] if each["w"] == 15)
    assert strong["size"][4] > sizes[4]


def test_a_picture_of_the_words_adheres_to_them_and_another_does_not():
    engine = fake.engine()
    words = engine.read([A.prompt]).tokens.view(1, 4, fake.SIDE, fake.SIDE)
    other = engine.read(["a bee at night"]).tokens.view(1, 4, fake.SIDE, fake.SIDE)
    from pellucid.denoise import Bound

    told, nothing = (Bound(engine.model, engine.read([text])) for text in (A.prompt, ""))
    count, right = finished(guidance._adherence(words, told, nothing))
    _, wrong = finished(guidance._adherence(other, told, nothing))
    assert count == 2 * len(guidance.LEVELS)
    assert right > 0.5
    assert wrong < 0


def test_the_curves_rise_in_pieces_and_are_in_order():
    _, told, count = measured(part="curves")
    assert [row["w"] for row in told["rows"]] == [0, 1, 2, 3, 5, 7, 10, 15]
    assert count == 8 * 4 * 2 * len(guidance.LEVELS)
    nothing, plain = told["rows"][:2]
    assert plain["adherence"] > nothing["adherence"]


def row(w, adherence=1.0, clipped=0.0, variety=1.0):
    return {"w": w, "adherence": adherence, "clipped": clipped, "variety": variety}


def test_the_best_region_keeps_all_three_rules():
    rows = [row(0, 0), row(1, 0.5), row(2, 0.8), row(3, 0.95), row(5), row(7, clipped=0.049)]
    assert guidance.best([*rows, row(10, clipped=0.06), row(15)]) == [3, 7]
    assert guidance.best([*rows, row(10, variety=0.4)]) == [3, 7]
    assert guidance.best([row(0, -1), row(1, -0.5), row(2, -0.1)]) is None


def test_where_no_strength_keeps_all_rules_the_best_that_costs_little_is_named():
    rows = [row(0, 0), row(1, 0.5), row(2, 0.8), row(3, 1, clipped=0.06), row(15, 0.9, variety=0.4)]
    assert guidance.best(rows) is None
    assert guidance.compromise(rows) == {"w": 2, "share": 0.8}
    assert guidance.compromise([row(0, -1), row(1, -0.5)]) is None


def test_grey_has_no_colour_and_red_has_its_own():
    flat = np.full((4, 4, 3), 119, np.uint8)
    assert guidance.chroma(flat) == pytest.approx(0, abs=1e-4)
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 255
    assert guidance.chroma(red) == pytest.approx(0.2577, abs=1e-3)
    assert guidance.clipped(red) == 1
    assert guidance.clipped(flat) == 0


def test_a_cure_without_room_is_refused():
    with pytest.raises(RecipeError, match="low must be below high"):
        guidance.Params(low=0.6, high=0.6)


@pytest.mark.training
def test_the_server_measures_the_curves_and_can_be_left_in_between():
    model = fake.FakeModel()
    with fake.serving(fake.engine(model)) as url:
        client = Client(url)
        params = {"part": "curves", "rescale": 0.7}
        plan = client.plan("guidance", params, prompt=A.prompt)
        records = list(client.stream(plan["job"]))
        (result,) = [each for each in records if each.kind == Kind.RESULT]
        assert b'"best"' in result.payload
        assert records[-1].kind == Kind.END
