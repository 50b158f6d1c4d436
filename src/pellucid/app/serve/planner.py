"""From a question to a job: which walks, which of them are there already, what must be computed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from pellucid.app.serve.jobs import NO_WALK, Job, Wanted
from pellucid.app.serve.limits import LIMITS, Limits, check_cost, check_walks
from pellucid.app.serve.records import Flag, Kind, Record
from pellucid.app.serve.shipped import Shipped, kept_at, replayed
from pellucid.app.serve.tasks import frame_units, measure_units, walk_units
from pellucid.engine.apply import visited
from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import Exhibit
from pellucid.ladders import stands
from pellucid.recipe.idle import idle
from pellucid.recipe.recipe import Recipe, to_json
from pellucid.record.cache import WalkCache
from pellucid.record.walks import address, evaluations

Detail = Literal["preview", "full", "both"]
PREVIEW = 8  # steps of a preview
WORTH = 16  # steps from which on a walk gets one


@dataclass(frozen=True, slots=True, eq=False)
class Planner:
    """Makes jobs of questions, for one engine."""

    engine: Engine
    cache: WalkCache
    limits: Limits = LIMITS

    def plan(
        self, exhibit: Exhibit, settings: Recipe, params: Any, detail: Detail
    ) -> tuple[Job, list[dict[str, Any]]]:
        """Plan what an exhibit asks for: the job, and its walks described."""
        if answer := Shipped(self.cache, self.engine.weights).plan(exhibit, settings, params):
            return answer
        asked = [self.engine.sign(each) for each in exhibit.walks(settings, params)]
        check_walks(asked, sum(self._looks(each) for each in asked), self.limits)
        levels = [self._levels(walk, recipe, detail) for walk, recipe in enumerate(asked)]
        recipes = {wanted: recipe for level in levels for wanted, recipe in level}
        work = {
            wanted: walk_units(self.engine, recipe, self.cache)
            for wanted, recipe in recipes.items()
            if not wanted.cached
        }
        job = Job(tuple(recipes), work, exhibit.together)
        for wanted in filter(lambda each: each.cached, recipes):
            job.hear(wanted, Record(Kind.SHEET, flags=Flag.CACHED, payload=wanted.key.encode()))
        if exhibit.measure is not None:  # once with the roughest level of every walk, once finely
            rough, fine = ([level[at][0] for level in levels] for at in (0, -1))
            for needs in [rough] if rough == fine else [rough, fine]:
                given = exhibit, settings, params, self.engine, self.cache, needs
                job.measures[frozenset(needs)] = partial(measure_units, *given)
        return job, [self._describe(level) for level in levels]

    def frames(self, exhibit: Exhibit, settings: Recipe, params: Any) -> Job:
        """Plan an exhibit's own frames; they are kept by all that decides them."""
        if job := Shipped(self.cache, self.engine.weights).frames(exhibit, settings, params):
            return job
        recipe = self.engine.sign(settings)
        check_walks([recipe], self._looks(recipe), self.limits)
        looks = 0 if exhibit.evaluations is None else exhibit.evaluations(recipe, params)
        cost = looks * self.engine.canvas.settle(recipe).windows
        check_cost(cost, self.limits)
        key = kept_at("frames", exhibit, params, [recipe])
        if kept := self.cache.get(key, "frames.bin"):
            return replayed(key, kept)
        wanted = Wanted(NO_WALK, key, cost, cached=False)
        units = frame_units(self.engine, exhibit, recipe, params, self.cache, key)
        return Job((wanted,), {wanted: units})

    def _levels(self, walk: int, recipe: Recipe, detail: Detail) -> list[tuple[Wanted, Recipe]]:
        full = self._wanted(walk, recipe, preview=False)
        if recipe.steps < WORTH or detail == "full" or (full[0].cached and detail == "both"):
            return [full]
        small = self._wanted(walk, replace(recipe, steps=PREVIEW), preview=True)
        return [small] if detail == "preview" else [small, full]

    def _wanted(self, walk: int, recipe: Recipe, preview: bool) -> tuple[Wanted, Recipe]:
        key = address(recipe)
        cached = self.cache.get(key, "meta.json") is not None
        looks = self._looks(recipe, visited(recipe, self.engine.schedule))
        return Wanted(walk, key, looks, cached, preview), recipe

    def _looks(self, recipe: Recipe, ladder: Sequence[float] = ()) -> int:
        return evaluations(recipe, ladder, self.engine.canvas.settle(recipe).windows)

    def _describe(self, level: Sequence[tuple[Wanted, Recipe]]) -> dict[str, Any]:
        """Tell of a walk what the page must know before its first state comes."""
        wanted, recipe = level[-1]
        canvas = self.engine.canvas.settle(recipe)
        return {
            "key": wanted.key,
            "recipe": json.loads(to_json(recipe)),
            "idle": list(idle(recipe)),
            "states": len(stands(visited(recipe, self.engine.schedule))),
            "width": canvas.width,
            "height": canvas.height,
            "latent": canvas.latent,
            "cached": wanted.cached,
            "shipped": [],
            "evals": 0 if wanted.cached else wanted.evals,
            "preview": level[0][0].key if level[0][0].preview else None,
        }
