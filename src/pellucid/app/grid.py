"""`pellucid grid`: pictures side by side that differ in one, two or three things."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING, Annotated

import tyro

from pellucid.app.draw import Order, check, notes, recipes_of, say
from pellucid.app.flags import flag
from pellucid.app.targets import Targets, slug
from pellucid.files import claimed
from pellucid.recipe.axes import AXES, axis_of, spread
from pellucid.recipe.prompt import plain
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import RecipeError

if TYPE_CHECKING:
    from pellucid.engine.engine import Engine

ALONE = ("count", "film", "like", "cell")  # flags of `draw` that mean nothing here
AXIS = "guidance=1,3,5 or seed=1..4; values that hold commas stand between semicolons. One of "
Across = Annotated[
    str, flag("AXIS", f"what differs from column to column: {AXIS}{', '.join(AXES)}.")
]
Down = Annotated[str | None, flag("AXIS", "what differs from row to row.")]
Panels = Annotated[str | None, flag("AXIS", "what differs from panel to panel.")]


def grid(
    order: Annotated[Order, tyro.conf.arg(name="")],
    x: Across,
    y: Down = None,
    z: Panels = None,
) -> None:
    """Draw pictures side by side that differ in one, two or three things.

    Prints the file it wrote: a PNG with every picture's recipe inside, which
    `pellucid draw --like grid.png --cell 3` draws again.
    """
    check(order)
    for name in ALONE:
        if getattr(order, name) is not None:
            raise RecipeError(f"--{name} does nothing in a grid; leave it out.")
    axes = [axis_of(told) for told in (x, y, z) if told is not None]
    (base,) = recipes_of(order)
    recipes = spread(base, axes)
    targets = Targets(order.out or "", "", f"{slug(plain(base.prompt))}-grid", 1)
    targets.check([path for path in (order.image, order.mask) if path])
    from tqdm import tqdm

    from pellucid.engine.engine import load
    from pellucid.engine.grid import Grid, drawn
    from pellucid.engine.shelf import own

    weights = own(order.weights)
    engine = cache(lambda name: load(name, weights, order.backend))
    for note in dict.fromkeys(_said(recipes, engine)):  # each once
        say(note)
    drawings = list(tqdm(drawn(recipes, engine), "pictures", len(recipes), unit="picture"))
    names = targets.pictures()
    with nullcontext(next(names)) if targets.chosen else claimed(names) as picture:
        Grid(axes, drawings).save(picture)
        print(picture)


def _said(recipes: Sequence[Recipe], engine: Callable[[str], "Engine"]) -> Iterator[str]:
    for recipe in recipes:
        own = engine(recipe.engine)
        yield f"{own.name} on {own.backend}, {own.precision}"
        yield from notes(own.plan(recipe), recipe, own)
