"""Seeds: the same words from other noise, eight walks side by side.

All eight begin by guessing much the same picture, the average of everything the words allow (which
guidance overdraws), and then decide one by one. How far they are apart, at every state, is measured
here on the stored latents.

Where the `way` is "near" the eight are neighbours instead: the noise of the settings' own seed,
turned by `turn` degrees towards the noise of each other seed. The way from noise to picture is
continuous, so near noise ends in near pictures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.edits import SEEDS, Variation, following
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Number, RecipeError
from pellucid.record.distances import apart, distances, shorten

COUNT = 8
LIST = rf"^([0-9]{{1,15}}(,[0-9]{{1,15}}){{0,{2 * COUNT - 1}}})?$"  # they must differ, too
AWAY = 90  # degrees to the noise of another seed


def seed_list(name: str, value: Any) -> str:
    """Rule: seeds with commas between them, at most sixteen, or nothing."""
    if not isinstance(value, str) or len(value) > 400:
        raise RecipeError(f'{name} must be seeds with commas between them, such as "7,8,9".')
    words = [word.strip() for word in value.split(",") if word.strip()]
    if len(words) > 2 * COUNT or not all(word.isascii() and word.isdigit() for word in words):
        raise RecipeError(f"{name} must be at most {2 * COUNT} whole numbers with commas between.")
    found = [SEEDS(name, int(word)) for word in words]
    if len(set(found)) < len(found):
        raise RecipeError(f"{name} must differ from one another.")
    return ",".join(str(seed) for seed in found)


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """Which seeds (none: the settings' own and the seven after it), and how near to the first."""

    seeds: Annotated[str, seed_list, {"type": "string", "pattern": LIST}] = ""
    turn: Annotated[float, Number(0, AWAY)] = 0.0  # degrees between neighbours
    way: Literal["own", "near"] = "own"


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """One walk for each seed; or, of neighbours, one for each direction away from the own seed."""
    given = [int(word) for word in params.seeds.split(",") if word]
    if params.way == "own":
        return [replace(settings, seed=seed) for seed in given or following(settings.seed, COUNT)]
    others = [seed for seed in given if seed != settings.seed]
    others = others or following(settings.seed + 1, COUNT)
    return [
        replace(settings, edits=(Variation(params.turn / AWAY, seed),)) if params.turn else settings
        for seed in others[:COUNT]
    ]


def measure(walked: Walks, _settings: Recipe, _params: Params, _engine: Engine) -> Figures:
    """Measure how far the walks are apart: at every state, and for every pair at both ends."""
    guesses = side_by_side(walked, [walk.x0 for walk in walked])  # (n + 1, N, C, h, w)
    stands = side_by_side(walked, [walk.x for walk in walked])
    start, end = (distances(states) / _size(states) for states in (stands[0], guesses[-1]))
    return {
        "guesses": shorten([apart(state) for state in guesses]),
        "stands": shorten([apart(state) for state in stands]),
        "start": _pairs(start),
        "end": _pairs(end),
        "pairs_start": shorten(start, 3),
        "pairs": shorten(end, 3),
    }


def side_by_side(walked: Walks, latents: Sequence[Tensor]) -> NDArray[np.float32]:
    """Stack the states of walks (n + 1, N, C, h, w); of a longer walk, those as far along.

    A walk that was there already is measured beside the 8-step previews of the others.
    """
    states = min(walk.states for walk in walked)
    rows = [
        each.float().numpy()[[round(i * (len(each) - 1) / (states - 1)) for i in range(states)]]
        for each in latents
    ]
    return np.stack(rows, 1)


def _size(pictures: NDArray[np.floating]) -> float:
    """Root mean square of all numbers: the size of one picture, up to its count of numbers."""
    return max(float(np.sqrt(np.mean(pictures.astype(np.float64) ** 2))), 1e-12)


def _pairs(gaps: NDArray[np.float64]) -> dict[str, float]:
    gaps = gaps if len(gaps) else np.zeros(1)
    found = {"mean": gaps.mean(), "least": gaps.min(), "most": gaps.max()}
    return {name: round(float(value), 4) for name, value in found.items()}


EXHIBIT = Exhibit(
    slug="seeds",
    place=70,
    prompt="a butterfly",
    seed=4,
    walks=walks,
    params=Params,
    measure=measure,
    together=True,
    constants={"count": COUNT, "away": AWAY},
)
