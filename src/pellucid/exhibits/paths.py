"""The map of paths: sixteen walks as lines on paper, from one beginning to sixteen ends.

A guess is thousands of numbers, a place in a space of as many directions. The map shows the two
directions along which the guesses of all walks spread most, and says how much of the whole spread
that is; a second map with two directions drawn at random shows how much the choice matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.exhibits.seeds import side_by_side
from pellucid.recipe.edits import SEEDS, following
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer
from pellucid.record.distances import orthonormal, principal, share_kept

COUNT = 16


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """The first of the seeds, and how many."""

    first: Annotated[int, SEEDS] = 0
    count: Annotated[int, Integer(2, 24)] = COUNT


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """One walk for each seed."""
    return [replace(settings, seed=seed) for seed in following(params.first, params.count)]


def measure(walked: Walks, _settings: Recipe, _params: Params, _engine: Engine) -> Figures:
    """Lay every guess of every walk on two maps, and say what share of the spread each keeps."""
    guesses = side_by_side(walked, [walk.x0.flatten(1) for walk in walked]).swapaxes(0, 1)
    points = guesses.reshape(-1, guesses.shape[-1])
    best, chance = principal(points), orthonormal(1, points.shape[1])
    ends = guesses[:, -1]
    middle = np.linalg.norm(guesses - guesses.mean(0), axis=2).mean(0)
    return {
        "points": _placed(guesses, best),
        "random": _placed(guesses, chance),
        "retained": round(share_kept(points, best), 4),
        "retained_random": round(share_kept(points, chance), 5),
        "numbers": int(points.shape[1]),
        "parted": int(np.argmax(middle >= middle[-1] / 2)),
        "ends": round(share_kept(ends, best), 4),
    }


def _placed(
    guesses: NDArray[np.float32], directions: NDArray[np.float64]
) -> list[list[list[float]]]:
    """Coordinates of every state of every walk, from -1 to 1 along the longer side."""
    flat = guesses.reshape(-1, guesses.shape[-1]).astype(np.float64)
    laid = (flat - flat.mean(0)) @ directions.T
    laid = laid - (laid.max(0) + laid.min(0)) / 2
    reach = max(float(np.abs(laid).max()), 1e-12)
    placed = np.round(laid / reach, 4).reshape(*guesses.shape[:2], 2)
    return placed.tolist()  # type: ignore[no-any-return]


EXHIBIT = Exhibit(
    slug="paths",
    place=80,
    prompt="a flower",
    seed=1,
    walks=walks,
    params=Params,
    measure=measure,
    together=True,
    constants={"count": COUNT},
)
