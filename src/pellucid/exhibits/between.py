"""Between two prompts: walks that differ in how much of the second prompt is in them.

The mix goes from 0, the first prompt, to 1, the second, from the same noise. There are three ways:

- "words": the network looks at the words of both, weighing 1 - mix and mix;
- "predictions": what the two prompts would draw is averaged at every step;
- "switch": the first prompt until a share 1 - mix of the steps is walked, the second from there.

How near each end lies to the two pure ones is measured on the stored latents.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.edits import Blend
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Number, RecipeError, Text
from pellucid.record.distances import apart

LONGEST = 1_000  # letters of the second prompt
COLUMNS = (0.0, 1.0, 0.5, 0.3, 0.7, 0.4, 0.6, 0.2, 0.8, 0.1, 0.9)
WAYS = ("words", "predictions", "switch")


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """The second prompt, the way of mixing, and one more mix to walk."""

    other: Annotated[str, Text(LONGEST)] = "a snail"
    way: Literal["words", "predictions", "switch"] = "words"
    extra: Annotated[float, Number(0, 1)] = 0.0


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """One walk for each mix, both ends and the middle first."""
    if settings.edits:
        raise RecipeError("Between two prompts there is room for no other edit.")
    extra = () if params.extra in COLUMNS else (params.extra,)
    return [mixed(settings, params.other, params.way, mix) for mix in (*extra, *COLUMNS)]


def mixed(settings: Recipe, other: str, way: str, mix: float) -> Recipe:
    """Write the recipe of one mix; at both ends it is the plain walk of one prompt."""
    if mix in (0, 1):
        return replace(settings, prompt=other if mix else settings.prompt)
    if way == "switch":
        changed = f"[{settings.prompt}:{other}:{round(1 - mix, 6)}]"
        return replace(settings, prompt=changed)
    by: Literal["tokens", "predictions"] = "tokens" if way == "words" else "predictions"
    return replace(settings, edits=(Blend(other, mix, by),))


def measure(walked: Walks, _settings: Recipe, params: Params, _engine: Engine) -> Figures:
    """Measure how far each end lies from those of both prompts: 0 the same, 1 unrelated.

    `crossing` is the mix at which the nearer one changes, between two columns by a straight line.
    """
    extra = () if params.extra in COLUMNS else (params.extra,)
    mixes = zip((*extra, *COLUMNS), walked, strict=True)
    ends = {mix: each.x0[-1].float().numpy() for mix, each in mixes}
    rows: list[dict[str, Any]] = []
    for mix, end in sorted(ends.items()):
        first, second = (apart(np.stack([end, ends[pure]])) for pure in (0.0, 1.0))
        rows.append({"mix": mix, "first": round(first, 4), "second": round(second, 4)})
    return {"columns": rows, "crossing": crossing(rows)}


def crossing(rows: Sequence[dict[str, float]]) -> float:
    """Find the mix at which an end lies as near to the one prompt's as to the other's."""
    for before, after in pairwise(rows):
        here, there = (row["first"] - row["second"] for row in (before, after))
        if here < 0 <= there:
            share = -here / (there - here)
            return round(before["mix"] + share * (after["mix"] - before["mix"]), 3)
    return 0.0 if rows[0]["first"] >= rows[0]["second"] else 1.0


EXHIBIT = Exhibit(
    slug="between",
    place=106,
    prompt="a monarch butterfly on a leaf",
    seed=7,
    walks=walks,
    params=Params,
    measure=measure,
    constants={
        "columns": sorted(COLUMNS),
        "order": COLUMNS,
        "ways": WAYS,
        "other": Params().other,
    },
)
