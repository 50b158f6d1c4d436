"""Ten challenges: each asks for an answer, walks it, and judges it by what is measured.

A challenge is a row of `CHALLENGES`: what is walked of an answer, and how that is judged. Nothing
is compared with a solution that is written down; whatever measures well enough passes. Distances
are those of ends, 0 the same and 1 unrelated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.exhibits.guidance import clipped
from pellucid.recipe.edits import Blend, Variation
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Number, OneOf, RecipeError, Text
from pellucid.record.distances import GREY, apart
from pellucid.record.walks import Walked
from pellucid.solvers import SOLVERS

A = Recipe("a ladybird on a leaf", seed=3, steps=12)
B = replace(A, prompt="a snail on a leaf")
HIDDEN = Recipe("a blue butterfly on a daisy", seed=5, steps=12)
LONG = replace(A, prompt="a small red ladybird on a green leaf")
NIGHT = ("night", "dark", "moon", "evening", "dusk", "black", "star")
LOOKS, CLOSE = 8, 0.32  # of "looks": how often the network may look, and how near is near
BURNT = 0.05
ALIKE = 0.47  # of "twins"
EVEN = 0.06  # of "middle"
FOUND = 0.475  # of "hidden"
DEGREES, KEPT = 45, 0.35  # of "turn"
CHEAP, TRUE = 16, 0.23  # of "cheap"
DIM = 0.22  # mean brightness of a picture that is dark, of 1


@dataclass(frozen=True, slots=True)
class Challenge:
    """A first answer, what is walked of one, and whether that passes, by which numbers."""

    first: Mapping[str, str | float]  # it names what is asked for, and does not pass
    walks: Callable[["Params"], Sequence[Recipe]]
    judge: Callable[[Walks, "Params"], tuple[bool, Figures]]


def _far(first: Walked, second: Walked) -> float:
    return apart(np.stack([each.x0[-1].float().numpy() for each in (first, second)]))


def _whole(name: str, value: float, least: int, most: int) -> int:
    if not (value == int(value) and least <= value <= most):
        raise RecipeError(f"{name} must be a whole number from {least} to {most}.")
    return int(value)


def _mine(answer: "Params", guidance: float) -> Recipe:
    steps = _whole("The number of steps", answer.number, 1, 40)
    return replace(A, solver=answer.solver, steps=steps, guidance=guidance)


def _near(most: int, far: float, walked: Walks) -> tuple[bool, Figures]:
    """Judge the second walk: few looks, and near to the first."""
    told = {"looks": walked[1].evals, "far": round(_far(*walked), 3)}
    return told["looks"] <= most and told["far"] <= far, told


def _looks(answer: "Params") -> Sequence[Recipe]:
    return [replace(A, steps=28), _mine(answer, answer.other)]


def _cheap(answer: "Params") -> Sequence[Recipe]:
    return [replace(A, solver="heun", steps=40), _mine(answer, A.guidance)]


def _burnt(answer: "Params") -> Sequence[Recipe]:
    strength = _whole("The strength", answer.number, 1, 30)
    return [replace(A, guidance=strength), replace(A, guidance=strength - 1)]


def _judge_burnt(walked: Walks, _: "Params") -> tuple[bool, Figures]:
    here, before = (round(clipped(each.end), 4) for each in walked)
    return here > BURNT >= before, {"here": here, "before": before}


def _twins(answer: "Params") -> Sequence[Recipe]:
    seeds = [_whole("A seed", each, 0, 2**53 - 1) for each in (answer.number, answer.other)]
    if len(set(seeds)) < 2:
        raise RecipeError("Two seeds are asked for that are not the same.")
    return [replace(A, seed=seed) for seed in seeds]


def _judge_twins(walked: Walks, _: "Params") -> tuple[bool, Figures]:
    far = round(_far(*walked), 3)
    return far <= ALIKE, {"far": far}


def _middle(answer: "Params") -> Sequence[Recipe]:
    if not 0 < answer.number < 1:
        raise RecipeError("The share of the second prompt must lie between 0 and 1.")
    return [A, B, replace(A, edits=(Blend(B.prompt, answer.number),))]


def _judge_middle(walked: Walks, _: "Params") -> tuple[bool, Figures]:
    first, second = (round(_far(walked[2], end), 3) for end in walked[:2])
    return abs(first - second) <= EVEN, {"first": first, "second": second}


def _hidden(answer: "Params") -> Sequence[Recipe]:
    if not 1 <= len(answer.words.split()) <= 3:
        raise RecipeError("One to three words are asked for.")
    return [HIDDEN, replace(HIDDEN, prompt=answer.words)]


def _judge_hidden(walked: Walks, _: "Params") -> tuple[bool, Figures]:
    far = round(_far(*walked), 3)
    return far <= FOUND, {"far": far}


def _late(answer: "Params") -> Sequence[Recipe]:
    step = _whole("The step", answer.number, 1, A.steps - 1)
    switches = [f"[{A.prompt}:{B.prompt}:{at / A.steps:.6f}]" for at in (step, step + 1)]
    return [A, B, *(replace(A, prompt=each) for each in switches)]


def _judge_late(walked: Walks, _: "Params") -> tuple[bool, Figures]:
    """Judge whether the second prompt wins at this step and no longer at the next."""
    first, second, here, after = walked
    wins = [_far(each, second) < _far(each, first) for each in (here, after)]
    return wins == [True, False], {"here": wins[0], "after": wins[1]}


def _turn(answer: "Params") -> Sequence[Recipe]:
    if not DEGREES <= answer.number <= 90:
        raise RecipeError(f"The noise is to be turned by {DEGREES} to 90 degrees.")
    other = _whole("A seed", answer.other, 0, 2**53 - 1)
    return [A, replace(A, edits=(Variation(answer.number / 90, other),))]


def _judge_turn(walked: Walks, _: "Params") -> tuple[bool, Figures]:
    far = round(_far(*walked), 3)
    return far <= KEPT, {"far": far}


def _strike(answer: "Params") -> Sequence[Recipe]:
    words = LONG.prompt.split()
    _whole("The place of the word", answer.number, 1, len(words))
    return [
        LONG,
        *(replace(LONG, prompt=" ".join(words[:i] + words[i + 1 :])) for i in range(len(words))),
    ]


def _judge_strike(walked: Walks, answer: "Params") -> tuple[bool, Figures]:
    whole, *without = walked
    moved = [round(_far(whole, each), 3) for each in without]
    mine = moved[int(answer.number) - 1]
    return mine == max(moved), {"moved": moved, "far": mine}


def _dark(answer: "Params") -> Sequence[Recipe]:
    words = answer.words.casefold()
    if not words.strip() or any(word in words for word in NIGHT):
        raise RecipeError(f"Words are asked for that do not hold {', '.join(NIGHT)}.")
    return [replace(A, prompt=answer.words)]


def _judge_dark(walked: Walks, _: "Params") -> tuple[bool, Figures]:
    bright = round(float((walked[0].end / 255 @ np.array(GREY)).mean()), 3)
    return bright <= DIM, {"bright": bright}


CHALLENGES: Mapping[str, Challenge] = {
    "looks": Challenge(
        {"solver": A.solver, "number": 4, "other": 1},
        _looks,
        lambda walked, _: _near(LOOKS, CLOSE, walked),
    ),
    "burnt": Challenge({"number": 5}, _burnt, _judge_burnt),
    "twins": Challenge({"number": 1, "other": 2}, _twins, _judge_twins),
    "middle": Challenge({"number": 0.2}, _middle, _judge_middle),
    "hidden": Challenge({"words": "a snail"}, _hidden, _judge_hidden),
    "late": Challenge({"number": 1}, _late, _judge_late),
    "turn": Challenge({"number": DEGREES, "other": 1}, _turn, _judge_turn),
    "cheap": Challenge(
        {"solver": "euler", "number": 8}, _cheap, lambda walked, _: _near(CHEAP, TRUE, walked)
    ),
    "strike": Challenge({"number": 1}, _strike, _judge_strike),
    "dark": Challenge({"words": A.prompt}, _dark, _judge_dark),
}
"""In the order of the page. One row adds one; `words/en/challenges.js` tells what it asks."""


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """Which challenge, and an answer to it: each reads of it what it asks for."""

    which: Annotated[str, OneOf(CHALLENGES)] = "looks"
    number: Annotated[float, Number(-1000, 2**53 - 1)] = 4.0
    other: Annotated[float, Number(-1000, 2**53 - 1)] = 1.0
    words: Annotated[str, Text(200)] = ""
    solver: Annotated[str, OneOf(SOLVERS)] = "dpmpp_2m"


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """Walk what the answer and its measure need; raises RecipeError if it is no answer.

    Only the engine is the page's, with what it usually takes; the limits are those of the first.
    """
    asked = CHALLENGES[params.which].walks(params)
    if settings.engine == A.engine:
        return asked
    usual = engines()[settings.engine].usual
    return [
        replace(
            each,
            engine=settings.engine,
            ladder=usual.ladder,
            solver=usual.solver if each.solver == A.solver else each.solver,
        )
        for each in asked
    ]


def measure(walked: Walks, _settings: Recipe, params: Params, _engine: Engine) -> Figures:
    """Judge the answer: whether it passes, and the numbers that decide."""
    passed, told = CHALLENGES[params.which].judge(walked, params)
    return {"which": params.which, "passed": passed, "told": told}


EXHIBIT = Exhibit(
    slug="challenges",
    place=200,
    prompt=A.prompt,
    seed=A.seed,
    walks=walks,
    params=Params,
    measure=measure,
    constants={
        "limits": {
            "looks": [LOOKS, CLOSE],
            "burnt": BURNT,
            "twins": ALIKE,
            "middle": EVEN,
            "hidden": FOUND,
            "turn": [DEGREES, KEPT],
            "cheap": [CHEAP, TRUE],
            "dark": DIM,
        },
        "asks": {name: dict(each.first) for name, each in CHALLENGES.items()},
        "prompts": {"first": A.prompt, "second": B.prompt, "long": LONG.prompt},
        "steps": A.steps,
        "solvers": list(SOLVERS),
    },
)
