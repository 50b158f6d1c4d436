"""Ten challenges: each can be solved on the engine that ships, and each can be missed."""

from functools import cache

import pytest
from watching import walk

from pellucid.engine.engine import load
from pellucid.exhibits import challenges
from pellucid.exhibits.challenges import CHALLENGES, Params
from pellucid.recipe.recipe import Recipe, RecipeError

SOLVED = {
    "looks": {"number": 4, "other": 3},
    "burnt": {"number": 8},
    "twins": {"number": 3, "other": 4},
    "middle": {"number": 0.4},
    "hidden": {"words": "a blue butterfly"},
    "late": {"number": 4},
    "turn": {"number": 45, "other": 4},
    "cheap": {"number": 8},
    "strike": {"number": 4},
    "dark": {"words": "a galaxy"},
}
NO_ANSWERS = [
    ("looks", {"number": 0}),
    ("looks", {"number": 2.5}),
    ("burnt", {"number": 31}),
    ("twins", {"number": 4, "other": 4}),
    ("middle", {"number": 1}),
    ("hidden", {"words": "one of four words"}),
    ("hidden", {"words": " "}),
    ("late", {"number": 12}),
    ("turn", {"number": 20}),
    ("strike", {"number": 9}),
    ("dark", {"words": "a Night sky"}),
]


@pytest.fixture(scope="module")
def judged():
    engine = load("garden")
    walked = cache(lambda recipe: walk(engine, recipe))

    def judge(which, answer):
        params = Params(which, **answer)
        walks = [walked(recipe) for recipe in challenges.walks(Recipe(""), params)]
        return challenges.measure(walks, Recipe(""), params, engine)

    return judge


def test_every_challenge_has_an_answer_here_that_passes():
    assert list(SOLVED) == list(CHALLENGES)
    assert len(CHALLENGES) == 10


@pytest.mark.slow
@pytest.mark.parametrize("which", CHALLENGES)
def test_each_can_be_solved_and_can_be_missed(judged, which):
    assert judged(which, SOLVED[which])["passed"] is True
    assert judged(which, CHALLENGES[which].first)["passed"] is False


@pytest.mark.parametrize(("which", "answer"), NO_ANSWERS)
def test_what_is_no_answer_is_refused_in_a_sentence(which, answer):
    with pytest.raises(RecipeError, match=r"\.$"):
        challenges.walks(Recipe(""), Params(which, **answer))


@pytest.mark.parametrize("which", CHALLENGES)
def test_the_same_answer_is_walked_alike_whatever_the_page_draws(which):
    params = Params(which, **SOLVED[which])
    other = Recipe("something else", seed=77, guidance=2)
    assert challenges.walks(Recipe(""), params) == challenges.walks(other, params)
