"""How much the words leave open: prompts from vague to rich, four seeds each.

The wobble of a prompt is how far the ends of its seeds lie apart (0 the same picture, 1 unrelated
ones), and how many degrees lie between their guesses half way down the noise. A model may not react
to added words at all: then the same seed changes less than another seed would, and that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.edits import following
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, RecipeError, Text
from pellucid.record.distances import apart

MOST = 5
SEEDS = 4
LONGEST = 1_100  # letters: any prompt, and what the page adds to it
PROMPTS = {
    "type": "array",
    "items": {"type": "string", "maxLength": LONGEST},
    "minItems": 1,
    "maxItems": MOST,
}
LOOSE = 0.5  # below this share of the wobble, added words count as ignored


def some_rungs(name: str, value: Any) -> tuple[str, ...]:
    """Rule: one to five prompts."""
    if not isinstance(value, tuple | list) or not 1 <= len(value) <= MOST:
        raise RecipeError(f"{name} must be a list of 1 to {MOST} prompts, the vaguest first.")
    return tuple(Text(LONGEST)(name, each) for each in value)


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """The prompts, the vaguest first, and how many seeds each is drawn from."""

    rungs: Annotated[tuple[str, ...], some_rungs, PROMPTS] = (
        "a butterfly",
        "a butterfly on a flower",
        "a butterfly on a daisy",
    )
    seeds: Annotated[int, Integer(2, 8)] = SEEDS


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """Every rung from every seed, the vaguest rung first."""
    seeds = following(settings.seed, params.seeds)
    return [replace(settings, prompt=rung, seed=seed) for rung in params.rungs for seed in seeds]


def measure(walked: Walks, _settings: Recipe, params: Params, _engine: Engine) -> Figures:
    """Measure how much each rung leaves open, and how much it changed the one before."""
    count = params.seeds
    rungs = [walked[first : first + count] for first in range(0, len(walked), count)]
    rows: list[dict[str, Any]] = []
    for place, rung in enumerate(rungs):
        ends = _ends(rung)
        row = {"prompt": params.rungs[place], "wobble": round(apart(ends), 4), **_half(rung)}
        change = None
        if place:
            pairs = zip(ends, _ends(rungs[place - 1]), strict=True)
            change = round(float(np.mean([apart(np.stack(pair)) for pair in pairs])), 4)
        heard = change is None or change >= LOOSE * min(row["wobble"], rows[-1]["wobble"])
        rows.append(row | {"change": change, "heard": bool(heard)})
    return {"rungs": rows, "seeds": count}


def angle(guesses: NDArray[np.floating]) -> float:
    """The mean angle in degrees between pictures, as directions from plain grey."""
    rows = guesses.reshape(len(guesses), -1).astype(np.float64)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)
    first, second = np.triu_indices(len(rows), 1)
    cosines = (rows[first] * rows[second]).sum(1).clip(-1, 1)
    return float(np.degrees(np.arccos(cosines)).mean())


def _ends(rung: Walks) -> NDArray[np.float32]:
    return np.stack([each.x0[-1].float().numpy() for each in rung])


def _half(rung: Walks) -> dict[str, Any]:
    """The angle between the guesses, each in the state of its walk that is nearest to half noise.

    While a page is filled, some walks may be there in full and others in 8 steps only.
    """
    states = [int(np.abs(np.array(each.t) - 0.5).argmin()) for each in rung]
    pairs = zip(rung, states, strict=True)
    guesses = np.stack([each.x0[state].float().numpy() for each, state in pairs])
    return {"angle": round(angle(guesses), 2), "half": states[0]}


EXHIBIT = Exhibit(
    slug="detail",
    place=100,
    prompt="a cat astronaut on the moon",
    seed=21,
    walks=walks,
    params=Params,
    measure=measure,
    constants={"most": MOST, "seeds": SEEDS},
)
