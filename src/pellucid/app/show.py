"""`pellucid.show(...)`: a walk, or a figure of the page, in a notebook."""

import warnings
from collections import deque
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from pellucid.engine.draw import Drawing, loaded
from pellucid.engine.plan import Plan
from pellucid.errors import MendableError
from pellucid.recipe.edits import Edit
from pellucid.recipe.idle import idle
from pellucid.recipe.pictures import png
from pellucid.recipe.recipe import Recipe, fill
from pellucid.record.film import strip

if TYPE_CHECKING:
    from pellucid.app.widget import Figure

GAP = 8  # pixels between the film strip and the picture


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """A drawing, and the film strip of its walk."""

    drawing: Drawing
    strip: Image.Image

    @classmethod
    def of(cls, plan: Plan) -> "Film":
        """Walk a plan, and keep some of its steps as small pictures."""
        steps = deque(plan.walk())
        picture = Image.fromarray(plan.picture(steps[-1].x_next))
        return cls(Drawing(picture, plan.recipe), Image.fromarray(strip(plan, steps)))

    @property
    def image(self) -> Image.Image:
        """The strip, and right of it the picture."""
        left, right = self.strip, self.drawing.image
        size = left.width + GAP + right.width, max(left.height, right.height)
        page = Image.new("RGB", size, "white")
        page.paste(left, (0, 0))
        page.paste(right, (left.width + GAP, 0))
        return page

    def _repr_png_(self) -> bytes:
        """Show strip and picture in a notebook."""
        return png(np.asarray(self.image), self.drawing.recipe)


def show(
    what: Recipe | Drawing | str,
    *,
    exhibit: str = "",
    negative: str | None = None,
    seed: int | None = None,
    steps: int | None = None,
    guidance: float | None = None,
    solver: str | None = None,
    ladder: str | None = None,
    edits: tuple[Edit, ...] | None = None,
    engine: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> "Film | Figure":
    """Show a recipe, a drawing or words in a notebook, as the last line of a cell.

    What comes is the picture beside the film strip of its walk; or with the name of an `exhibit`,
    that figure of the page, served from this process. Settings change what is shown; those that
    are not given are its own, for words the engine's usual.

    Warns of a setting that does nothing beside the others.
    Raises RecipeError if a setting or an exhibit is not one that there is, MendableError if a
    figure is asked for and the extra `notebook` is not installed, WeightsError if a weight file
    is missing or damaged.
    """
    asked: dict[str, Any] = {"negative": negative, "seed": seed, "steps": steps}
    asked |= {"guidance": guidance, "solver": solver, "ladder": ladder, "edits": edits}
    asked |= {"engine": engine, "width": width, "height": height}
    given = {name: value for name, value in asked.items() if value is not None}
    base = what.recipe if isinstance(what, Drawing) else what
    recipe = fill({"prompt": base, **given}) if isinstance(base, str) else replace(base, **given)
    for sentence in idle(recipe):
        warnings.warn(sentence, stacklevel=2)
    if not exhibit:
        return Film.of(loaded(recipe.engine).plan(recipe))
    if find_spec("anywidget") is None:
        raise MendableError(
            "A figure in a notebook needs anywidget, which is not installed; run "
            "pip install anywidget, or leave out `exhibit`."
        )
    from pellucid.app.widget import Figure

    return Figure(exhibit, recipe)
