"""A walk that is watched from noise to picture at once."""

from pellucid.engine.engine import Engine
from pellucid.recipe.recipe import Recipe
from pellucid.record.walks import NOTHING, Walked, watch


def walk(engine: Engine, recipe: Recipe) -> Walked:
    plan = engine.plan(recipe)
    return Walked.of(plan, list(watch(plan)), NOTHING)


def finished(pieces):
    """Run a measure to its end; returns how many pieces it came in, and its numbers."""
    count = 0
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            return count, done.value
        count += 1
