"""A walk that is watched from noise to picture at once."""

from pellucid.engine.engine import Engine
from pellucid.recipe.recipe import Recipe
from pellucid.record.walks import NOTHING, Walked, watch


def walk(engine: Engine, recipe: Recipe) -> Walked:
    plan = engine.plan(recipe)
    return Walked.of(plan, list(watch(plan)), NOTHING)
