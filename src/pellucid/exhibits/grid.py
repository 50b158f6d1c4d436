"""A grid of anything: walks that differ in one, two or three things at once.

Each of the three parameters is an axis as `recipe/axes.py` reads it, or nothing: "guidance=1,3,6",
"seed=1..3", "words=a snail; a bee". How much each axis changes the picture is measured: the mean
distance of two ends that differ in this axis alone, 0 the same and 1 unrelated.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.axes import Axis, axis_of, places, spread
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import RecipeError, Text
from pellucid.record.distances import apart

LONGEST = 1_000  # letters of an axis
MOST = 48  # pictures in the figure; the command draws more
TRIES = {
    "words": "",  # the page takes the last word of the prompt
    "guidance": "1,3,6",
    "seed": "1..3",
    "steps": "2,4,8",
    "solver": "euler,heun,dpmpp_2m",
    "ladder": "karras,even,exponential",
    "negative": "green; a flower",
    "prompt": "a snail on a mushroom; a red fox in the snow",
}
"""The axes of the figure, and what each tries first; other axes need an edit or another size."""


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """What differs from column to column, from row to row, and from panel to panel."""

    x: Annotated[str, Text(LONGEST)] = f"guidance={TRIES['guidance']}"
    y: Annotated[str, Text(LONGEST)] = f"seed={TRIES['seed']}"
    z: Annotated[str, Text(LONGEST)] = ""

    @property
    def axes(self) -> list[Axis]:
        """Read the axes; raises RecipeError."""
        return [axis_of(told) for told in (self.x, self.y, self.z) if told]


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """One walk for each combination: the first axis varies fastest, the last one slowest."""
    axes = params.axes
    if any(axis.name == "engine" for axis in axes):
        raise RecipeError("One figure draws with one engine; pellucid grid can vary the engine.")
    recipes = spread(settings, axes)
    if len(recipes) > MOST:
        raise RecipeError(f"Here a grid has at most {MOST} pictures; leave out some values.")
    return recipes


def measure(walked: Walks, _settings: Recipe, params: Params, _engine: Engine) -> Figures:
    """Measure how far two ends lie apart that differ in one axis alone, on average, by its name."""
    axes = params.axes
    ends = [each.x0[-1].float().numpy() for each in walked]
    told = {}
    for at, axis in enumerate(axes):
        lines = defaultdict(list)
        for place, end in zip(places(axes), ends, strict=True):
            lines[place[:at] + place[at + 1 :]].append(end)
        if len(axis.values) > 1:
            told[axis.name] = round(float(np.mean([apart(np.stack(e)) for e in lines.values()])), 4)
    return {"apart": told}


EXHIBIT = Exhibit(
    slug="grid",
    place=115,
    prompt="a ladybird on a leaf",
    seed=3,
    walks=walks,
    params=Params,
    measure=measure,
    constants={"tries": TRIES},
)
