"""How many steps are enough, and which way of stepping gets there with the fewest looks.

The same start is walked in 1, 2, 4 ... 50 steps, and each end compared with that of a walk of 100.
Two pictures with nothing in common lie 1 apart; when long strides take another turn than short
ones do, they end near 1, at a picture just as good that is not this one.

The race does it for every solver. What costs time is looking, not stepping, so solvers are compared
by evaluations of the network. Those that draw fresh noise on the way do not head for the same end:
their distance to it is no mistake, and does not shrink.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.recipe import Recipe
from pellucid.record.distances import apart, shorten
from pellucid.record.walks import Walked, evaluations
from pellucid.solvers import SOLVERS

LADDER = (1, 2, 4, 8, 16, 28, 50)
LAPS = (2, 4, 8, 16, 28)
FINEST = 100
ENOUGH = 0.1  # apart: from here on the eye has to search for a difference


def racers() -> list[str]:
    """Every solver that is offered and asks nothing but guesses; those with fresh noise last."""
    names = [name for name, each in SOLVERS.items() if each.shown and not each.unsure]
    return sorted(names, key=lambda name: SOLVERS[name].fresh)


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """The ladder of steps for the settings' own solver, or the race of all solvers."""

    part: Literal["ladder", "race"] = "ladder"


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """Every rung, the cheapest first; then what all are measured against: 100 steps of order 2."""
    if params.part == "ladder":
        asked = [replace(settings, steps=steps) for steps in LADDER]
    else:
        laps = [(steps, solver) for steps in LAPS for solver in racers()]
        asked = [replace(settings, steps=steps, solver=solver) for steps, solver in laps]
    reference = replace(settings, steps=FINEST, solver="dpmpp_2m")
    return [*sorted(asked, key=evaluations), reference]


def measure(walked: Walks, _settings: Recipe, params: Params, _engine: Engine) -> Figures:
    """Compare every end with the reference's, and say from which number of steps on it is near."""
    *rungs, finest = walked
    rows = [_row(each, finest) for each in rungs]
    told: dict[str, Any] = {
        "rungs": rows,
        "enough": _enough(rows) if params.part == "ladder" else None,
        "reference": {"steps": FINEST, "evals": finest.evals, "seconds": finest.seconds},
    }
    return told | (plane(walked) if params.part == "ladder" else {})


def plane(walked: Walks) -> dict[str, Any]:
    """Lay walks on paper: across, the straight way from the start to the last walk's end.

    Upwards is the direction in which the walks leave that way most. Both are in units of the
    straight way's length; `kept` is how much of all leaving this one direction shows.
    """
    lines = [_straightened(each) for each in walked]
    start, way = lines[-1][0], lines[-1][-1] - lines[-1][0]
    length = float(np.linalg.norm(way))
    along = [(line - start) @ way / length**2 for line in lines]
    off = [line - start - np.outer(x, way) for line, x in zip(lines, along, strict=True)]
    rows = np.concatenate(off)
    up = np.linalg.svd(rows, full_matrices=False)[2][0]
    up = -up if float(off[-1].sum(0) @ up) < 0 else up
    whole = float((rows**2).sum())
    paths = [
        [shorten(pair) for pair in np.stack([x, away @ up / length], 1)]
        for x, away in zip(along, off, strict=True)
    ]
    strides = [float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum()) for line in lines]
    return {
        "paths": paths,
        "kept": round(float(((rows @ up) ** 2).sum()) / whole, 4) if whole > 1e-9 else 1.0,
        "detour": round(strides[-1] / length, 4),
    }


def _row(each: Walked, finest: Walked) -> dict[str, Any]:
    ends = np.stack([each.x0[-1].float().numpy(), finest.x0[-1].float().numpy()])
    gap = np.abs(each.end.astype(np.float64) - finest.end).mean()
    return {
        "steps": each.recipe.steps,
        "solver": each.recipe.solver,
        "evals": each.evals,
        "seconds": shorten([each.seconds])[0],
        "error": round(apart(ends), 5),
        "pixels": round(float(gap), 2),
        "fresh": SOLVERS[each.recipe.solver].fresh,
    }


def _enough(rows: Sequence[Mapping[str, Any]]) -> int | None:
    near = [row["error"] <= ENOUGH for row in rows]
    places = [place for place in range(len(rows)) if all(near[place:])]
    return int(rows[places[0]]["steps"]) if places else None


def _straightened(walked: Walked) -> NDArray[np.float64]:
    """States in the coordinates in which Euler's steps are straight: `(1 - t) x0 + t noise`."""
    sigmas = np.array(walked.sigmas)
    shown = walked.x.flatten(1).double().numpy()
    found: NDArray[np.float64] = shown * (np.sqrt(1 + sigmas**2) / (1 + sigmas))[:, None]
    return found


EXHIBIT = Exhibit(
    slug="steps",
    place=90,
    prompt="a snail on a moss-covered rock in the rain",
    seed=4,
    walks=walks,
    params=Params,
    measure=measure,
    constants={
        "ladder": LADDER,
        "laps": LAPS,
        "racers": racers(),
        "finest": FINEST,
        "enough": ENOUGH,
        "race": sum(map(evaluations, walks(Recipe(""), Params("race")))),  # looks of the network
    },
)
