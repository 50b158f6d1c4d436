"""What a grid of pictures can vary: each axis is a row of the table `AXES`.

An axis has a name and two values or more. Most are a field of a recipe, or of an edit that the
recipe has; `words` puts each of its values where the first of them stands in the prompt.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import prod

from pellucid.recipe.edits import Blend, Edit, Guidance, Outpaint, Strength, Variation
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import RecipeError, choice

Value = str | int | float
MOST = 400  # pictures in a grid
RUN = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Axis:
    """A name of the table `AXES`, and the values that it takes."""

    name: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        choice("axis", self.name, AXES)
        if not 1 <= len(self.values) <= MOST:
            raise RecipeError(f"An axis has 1 to {MOST} values; {self.name} has another number.")
        if len(set(map(str, self.values))) < len(self.values):
            raise RecipeError(f"The axis {self.name} has a value twice; leave one out.")

    def on(self, recipe: Recipe) -> Iterator[Recipe]:
        """Give the recipe each of the values."""
        return (AXES[self.name](recipe, value, self) for value in self.values)


def axis_of(text: str) -> Axis:
    """Read "guidance=1,3,5", "seed=1..4" or "words=a snail; a bee, asleep"."""
    name, equals, told = text.partition("=")
    if not equals or not told.strip():
        raise RecipeError(f"An axis is written as guidance=1,3,5 or seed=1..4, not {text[:60]!r}.")
    parts = [part.strip() for part in told.split(";" if ";" in told else ",")]
    return Axis(name.strip(), tuple(value for part in parts for value in _values(part)))


def spread(recipe: Recipe, axes: Sequence[Axis]) -> list[Recipe]:
    """Write the recipe of every picture: the first axis varies fastest, the last one slowest.

    Raises RecipeError if a value is not allowed, or if there would be more than 400 pictures.
    """
    if not 1 <= len(axes) <= 3 or len({axis.name for axis in axes}) < len(axes):
        raise RecipeError("A grid has one to three axes, each of another name.")
    if prod(len(axis.values) for axis in axes) > MOST:
        raise RecipeError(f"A grid has at most {MOST} pictures; leave out some values.")
    recipes = [recipe]
    for axis in reversed(axes):
        recipes = [made for each in recipes for made in axis.on(each)]
    return recipes


def places(axes: Sequence[Axis]) -> Iterator[tuple[Value, ...]]:
    """Give the values of every picture, in the order of `spread` and of the axes."""
    return (values[::-1] for values in product(*(axis.values for axis in reversed(axes))))


def _values(part: str) -> Iterator[Value]:
    if run := RUN.fullmatch(part):
        first, last = int(run[1][:20]), int(run[2][:20])
        if abs(last - first) >= MOST:
            raise RecipeError(f"An axis has at most {MOST} values; {part} are more.")
        yield from range(first, last + 1) if first <= last else range(first, last - 1, -1)
    else:
        yield part


def _field(name: str, recipe: Recipe, value: Value, _: Axis) -> Recipe:
    return replace(recipe, **{name: value})  # type: ignore[arg-type]  # its rule looks at it


def _number(name: str, recipe: Recipe, value: Value, axis: Axis) -> Recipe:
    return _field(name, recipe, _read(value), axis)


def _edit(
    kinds: tuple[type[Edit], ...], name: str, recipe: Recipe, value: Value, _: Axis
) -> Recipe:
    """Give the value to the edit of one of these kinds; the first of them is what is asked for."""
    if not any(isinstance(edit, kinds) for edit in recipe.edits):
        kind = kinds[0].__name__.lower()
        raise RecipeError(f"The axis {name} varies the edit {kind}, which the recipe has not.")
    edits = (
        replace(edit, **{name: _read(value)}) if isinstance(edit, kinds) else edit
        for edit in recipe.edits
    )
    return replace(recipe, edits=tuple(edits))


def _words(recipe: Recipe, value: Value, axis: Axis) -> Recipe:
    first = str(axis.values[0])
    if not first or first not in recipe.prompt:
        raise RecipeError(
            f"The first value of the axis words is what to replace in the prompt; {first!r} is "
            "not in it."
        )
    return replace(recipe, prompt=recipe.prompt.replace(first, str(value)))


def _read(value: Value) -> Value:
    """Make a number of text that is one; a rule says what is wrong with other text."""
    if not isinstance(value, str):
        return value
    if WHOLE.fullmatch(value.strip()):
        return int(value)
    try:
        return float(value)
    except ValueError:
        return value


AXES: Mapping[str, Callable[[Recipe, Value, Axis], Recipe]] = {
    "words": _words,
    **{
        name: partial(_field, name) for name in ("prompt", "negative", "solver", "ladder", "engine")
    },
    **{name: partial(_number, name) for name in ("seed", "steps", "guidance", "width", "height")},
    "strength": partial(_edit, (Strength, Outpaint), "strength"),
    "mix": partial(_edit, (Blend,), "mix"),
    "amount": partial(_edit, (Variation,), "amount"),
    "rescale": partial(_edit, (Guidance,), "rescale"),
}
"""What can vary, and how a recipe is given a value of it. One row adds one."""
