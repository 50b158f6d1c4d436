"""A and B: which points are walked, and the triangle of three prompts."""

from dataclasses import replace

import fake
import pytest
import torch
from watching import finished, walk

from pellucid.exhibits import both
from pellucid.recipe.edits import Blend, Part, Variation
from pellucid.recipe.recipe import Recipe, RecipeError

ONE = Recipe("a bee", seed=7, steps=3)


def test_corners_are_plain_walks_and_the_line_holds_two_prompts():
    made = both.walks(ONE, both.Params("a snail", foot=0.3))
    assert [each.prompt for each in made[:3]] == ["a bee", "a snail", "a bee and a snail"]
    assert all(each.edits == () for each in made[:3])
    assert [each.edits for each in made[3:]] == [
        (Blend("a snail", mix, "tokens"),) for mix in (0.5, 0.3)
    ]


@pytest.mark.parametrize(
    ("second", "joint", "edit"),
    [
        (0.2, 0.3, Blend("b", 0.2, "predictions", (Part("a bee and b", 0.3),))),
        (0.0, 0.3, Blend("a bee and b", 0.3, "predictions")),
        (0.7, 0.3, Blend("b", 0.7, "predictions", (Part("a bee and b", 0.3),))),
    ],
)
def test_a_point_mixes_the_prompts_by_its_shares(second, joint, edit):
    asked = both.Params("b", "predictions", "own", second=second, joint=joint)
    (made,) = both.walks(ONE, asked)
    assert made.edits == (edit,)


def test_to_count_the_joint_prompt_midpoint_and_foot_are_walked_from_eight_seeds():
    made = both.walks(replace(ONE, steps=28), both.Params("a snail", part="count", foot=0.4))
    assert len(made) == 24
    assert [each.seed for each in made[::3]] == list(range(7, 15))
    assert {each.steps for each in made} == {both.QUICK}


def test_a_point_outside_the_triangle_and_another_edit_are_refused():
    with pytest.raises(RecipeError, match="add up to 1"):
        both.Params(second=0.7, joint=0.4)
    with pytest.raises(RecipeError, match="no other edit"):
        both.walks(replace(ONE, edits=(Variation(0.5, 9),)), both.Params())


def test_the_triangle_has_the_lengths_of_its_corners():
    corners = torch.randn(3, 40, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    told = both.triangle(corners)
    first, second, joint = corners
    length, share, off = told["length"], told["share"], told["off"]
    assert length == pytest.approx(float(torch.dist(first, second)), abs=1e-3)
    for corner, at in ((first, 0), (second, 1)):
        far = length * ((share - at) ** 2 + off**2) ** 0.5
        assert far == pytest.approx(float(torch.dist(joint, corner)), rel=3e-3)


def test_a_corner_on_the_line_is_off_by_nothing_and_one_prompt_twice_makes_no_line():
    first, second = torch.zeros(4), torch.tensor([2.0, 0, 0, 0])
    on, none = (torch.stack([first, *rest]) for rest in ((second, second / 4), (first, second)))
    assert both.triangle(on) == {"length": 2, "share": 0.25, "off": 0}
    assert both.triangle(none) == {"length": 0, "share": 0, "off": 0}


def test_what_is_drawn_at_a_point_is_read_exactly_there():
    """The summary of mixed words lies where the shares put it in the plane of the three."""
    engine = fake.engine()
    asked = both.Params("a snail", part="own", second=0.2, joint=0.5)
    prompts = ("a bee", "a snail", "a bee and a snail")
    one, two, joint = (engine.read([each]).summary for each in prompts)
    plan = engine.plan(both.walks(ONE, asked)[0])
    mixed = next(cond for cond, name in plan.words.items() if "~" in name)
    assert torch.allclose(mixed.summary, 0.3 * one + 0.2 * two + 0.5 * joint, atol=1e-5)


def test_every_picture_is_asked_for_the_things_of_both_prompts(monkeypatch):
    shown = {"subject": "bee", "second": "none", "support": "rock"}
    monkeypatch.setattr(both, "look", lambda _: shown)
    engine, asked = fake.engine(), both.Params("a dragon", foot=0.5)
    walked = [walk(engine, each) for each in both.walks(ONE, asked)]
    pieces, told = finished(both.measure(walked, ONE, asked, engine))
    assert pieces == len(walked) == len(told["points"]) == 4
    assert told["things"] == [["bee"], []]
    assert told["seen"] == [[True, None]] * 4
