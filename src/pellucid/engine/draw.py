"""From words to a picture in one call: `pellucid.draw("a snail").save("snail.png")`.

For a look at every step on the way there is `Engine.draw`.
"""

import warnings
from collections import deque
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from pellucid.engine.engine import Engine, load
from pellucid.files import check_target
from pellucid.recipe.edits import Edit
from pellucid.recipe.engines import DEFAULT
from pellucid.recipe.idle import idle
from pellucid.recipe.pictures import png, save_picture
from pellucid.recipe.recipe import Recipe, fill

loaded = cache(load)
"""An engine by its name, loaded when it is first wanted and then used again."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A picture, and the recipe that an engine drew it from."""

    image: Image.Image
    recipe: Recipe

    @classmethod
    def of(cls, engine: Engine, recipe: Recipe) -> "Drawing":
        """Walk a recipe to its end; the drawing's recipe also says which engine drew it."""
        plan = engine.plan(recipe)
        (last,) = deque(plan.walk(), maxlen=1)
        return cls(Image.fromarray(plan.picture(last.x_next)), plan.recipe)

    def save(self, path: str | Path) -> None:
        """Write a PNG with the recipe inside: the same bytes as `pellucid draw` writes.

        Raises TargetError if the name does not end in .png, or it cannot be written there.
        """
        check_target(Path(path), (".png",))
        save_picture(Path(path), np.asarray(self.image), self.recipe)

    def _repr_png_(self) -> bytes:
        """Show the picture in a notebook."""
        return png(np.asarray(self.image), self.recipe)


def draw(
    prompt: str,
    *,
    negative: str = "",
    seed: int = 0,
    steps: int | None = None,
    guidance: float | None = None,
    solver: str | None = None,
    ladder: str | None = None,
    edits: tuple[Edit, ...] = (),
    engine: str = DEFAULT,
    width: int = 0,
    height: int = 0,
) -> Drawing:
    """Draw a picture from words; the settings are the fields of a `Recipe`.

    Steps, guidance, solver and ladder are the engine's usual where they are not given.
    The first call loads the engine, and later ones use it again. To draw a whole `Recipe`, or with
    weights or a backend of your own: `Drawing.of(pellucid.load(...), recipe)`.

    Warns of a setting that does nothing beside the others.
    Raises RecipeError if a setting is not one that can be drawn, WeightsError if a weight file is
    missing or damaged.
    """
    asked = {"prompt": prompt, "negative": negative, "seed": seed, "edits": edits}
    asked |= {"steps": steps, "guidance": guidance, "solver": solver, "ladder": ladder}
    recipe = fill(asked | {"engine": engine, "width": width, "height": height})
    for sentence in idle(recipe):
        warnings.warn(sentence, stacklevel=2)
    return Drawing.of(loaded(recipe.engine), recipe)
