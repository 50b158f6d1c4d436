"""What of a recipe does nothing, said in one sentence each: the one table of it.

The command line, `pellucid.draw` and the page's server say the same. Such a recipe is drawn all the
same, because it is right, and recipes of before must draw what they drew.
"""

from collections.abc import Callable, Iterator, Mapping

from pellucid.recipe.edits import Again, Fresh, Guidance, Made
from pellucid.recipe.prompt import changes
from pellucid.recipe.recipe import Recipe
from pellucid.solvers import SOLVERS


def idle(recipe: Recipe) -> Iterator[str]:
    """Say what of a recipe does nothing."""
    return (sentence for sentence, holds in IDLE.items() if holds(recipe))


def _edit(recipe: Recipe, kind: type[Made]) -> Made | None:
    return next((edit for edit in recipe.edits if isinstance(edit, kind)), None)


def _unheard(recipe: Recipe) -> bool:
    """Whether nothing but `away` is followed; outside an interval of guidance `toward` is."""
    calm = _edit(recipe, Guidance)
    return recipe.guidance == 0 and (calm is None or (calm.low, calm.high) == (0, 1))


def _steady(recipe: Recipe) -> bool:
    """Whether fresh noise is asked for and none is put on."""
    return _edit(recipe, Fresh) == Fresh("brownian") and not SOLVERS[recipe.solver].fresh


def _once(recipe: Recipe) -> bool:
    again = _edit(recipe, Again)
    return again is not None and again.times > 1 and recipe.steps == 1


IDLE: Mapping[str, Callable[[Recipe], bool]] = {
    "The negative prompt does nothing at guidance 1; choose more guidance.": lambda recipe: (
        recipe.guidance == 1 and bool(recipe.negative.strip())
    ),
    "The prompt does nothing at guidance 0, only the negative prompt does; choose more guidance.": (
        _unheard
    ),
    "Rescaling guidance, or guiding part of the way, does nothing at guidance 1.": lambda recipe: (
        recipe.guidance == 1 and _edit(recipe, Guidance) is not None
    ),
    "Brownian noise does nothing with a solver that adds none; choose dpmpp_2m_sde, say.": _steady,
    "Some words are to change at a step that is not walked; name an earlier one.": lambda recipe: (
        max(changes(recipe, recipe.steps), default=0) >= recipe.steps
    ),
    "Going again does nothing in a single step; take more steps.": _once,
}
"""A sentence, and when it is true. One row adds one."""
