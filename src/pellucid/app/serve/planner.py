"""From a question to a job: which walks, which of them are there already, what must be computed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from pellucid.app.serve.jobs import NO_WALK, Job, Measure, Task, Wanted
from pellucid.app.serve.limits import LIMITS, Limits, affordable, capped
from pellucid.app.serve.records import Flag, Kind, Record, split
from pellucid.app.serve.tasks import finder, frames_of, measured, walked_live
from pellucid.app.serve.worker import Make
from pellucid.engine.apply import visited
from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import Exhibit
from pellucid.ladders import stands
from pellucid.recipe.recipe import Recipe
from pellucid.record.cache import WalkCache
from pellucid.record.walks import Walked, address, evaluations

__all__ = ["PREVIEW", "Detail", "Planner"]

Detail = Literal["preview", "full", "both"]
PREVIEW = 8  # steps of a preview
WORTH = 16  # steps from which on a walk gets one


@dataclass(frozen=True, slots=True, eq=False)
class Planner:
    """Makes jobs of questions, for one engine."""

    engine: Engine
    cabinet: WalkCache
    limits: Limits = LIMITS

    def plan(
        self, exhibit: Exhibit, settings: Recipe, params: Any, detail: Detail
    ) -> tuple[Job, dict[Wanted, Make], list[dict[str, Any]]]:
        """Plan what an exhibit asks for: the job, how to make its tasks, its walks described."""
        asked = [self.engine.sign(each) for each in exhibit.walks(settings, params)]
        capped(asked, self.limits, self._looks)
        levels = [self._levels(walk, recipe, detail) for walk, recipe in enumerate(asked)]
        recipes = {wanted: recipe for level in levels for wanted, recipe in level}
        job = Job(tuple(recipes), together=exhibit.together)
        makers: dict[Wanted, Make] = {}
        for wanted, recipe in recipes.items():
            if wanted.cached:
                self._greet(job, wanted)
            else:
                makers[wanted] = partial(self._walk, wanted.key, recipe)
        if exhibit.measure is not None:
            measure = partial(self._measure, exhibit, settings, params)
            job.measures = _measures(levels, measure)
        return job, makers, [self._described(level) for level in levels]

    def frames(
        self, exhibit: Exhibit, settings: Recipe, params: Any
    ) -> tuple[Job, dict[Wanted, Make]]:
        """Plan an exhibit's own frames."""
        recipe = self.engine.sign(settings)
        capped([recipe], self.limits, self._looks)
        looks = 0 if exhibit.evaluations is None else exhibit.evaluations(recipe, params)
        cost = affordable(looks * self.engine.canvas.settle(recipe).windows, self.limits)
        key = _frames_key(exhibit, recipe, params)
        kept = self.cabinet.get(key, "frames.bin")
        wanted = Wanted(NO_WALK, key, cost, kept is not None)
        job = Job((wanted,))
        if kept is not None:
            for record, _ in split(kept)[0]:
                job.hear(wanted, replace(record, flags=record.flags | Flag.CACHED))
            return job, {}

        def make() -> Task:
            units = frames_of(self.engine, exhibit, recipe, params, self.cabinet, key)
            return Task(wanted.key, units)

        return job, {wanted: make}

    def _levels(self, walk: int, recipe: Recipe, detail: Detail) -> list[tuple[Wanted, Recipe]]:
        """Say at which levels of detail a walk is wanted: in 8 steps, in full, or both."""
        full = self._wanted(walk, recipe, preview=False)
        if recipe.steps < WORTH or detail == "full" or (full[0].cached and detail == "both"):
            return [full]
        small = self._wanted(walk, replace(recipe, steps=PREVIEW), preview=True)
        return [small] if detail == "preview" else [small, full]

    def _wanted(self, walk: int, recipe: Recipe, preview: bool) -> tuple[Wanted, Recipe]:
        key = address(recipe)
        cached = self.cabinet.get(key, "meta.json") is not None
        looks = self._looks(recipe, visited(recipe, self.engine.schedule))
        return Wanted(walk, key, looks, cached, preview), recipe

    def _looks(self, recipe: Recipe, ladder: Sequence[float] = ()) -> int:
        """Count the looks of a walk, through as many windows as its canvas has."""
        return evaluations(recipe, ladder, self.engine.canvas.settle(recipe).windows)

    def _described(self, level: Sequence[tuple[Wanted, Recipe]]) -> dict[str, Any]:
        """Tell of a walk what the page must know before its first state comes."""
        wanted, recipe = level[-1]
        small = level[0][0] if level[0][0].preview else None
        canvas = self.engine.canvas.settle(recipe)
        return {
            "key": wanted.key,
            "recipe": recipe,
            "states": len(stands(visited(recipe, self.engine.schedule))),
            "width": canvas.width,
            "height": canvas.height,
            "latent": canvas.latent,
            "cached": wanted.cached,
            "evals": 0 if wanted.cached else wanted.evals,
            "preview": small.key if small else None,
        }

    def _greet(self, job: Job, wanted: Wanted) -> None:
        """Tell at once of a walk that is there already."""
        job.hear(wanted, Record(Kind.SHEET, flags=Flag.CACHED, payload=wanted.key.encode()))

    def _walk(self, key: str, recipe: Recipe) -> Task:
        def keep(walked: Walked) -> None:
            task.walked = walked

        task = Task(key, walked_live(self.engine, recipe, self.cabinet, keep))
        return task

    def _measure(
        self,
        exhibit: Exhibit,
        settings: Recipe,
        params: Any,
        wanted: Sequence[Wanted],
        walked: Mapping[str, Walked],
    ) -> Any:
        """Measure from walks of just now, or else from the cabinet's."""

        def look(key: str) -> Callable[[], Walked | None]:
            one = walked.get(key)  # held on to: a job that is dropped forgets its walks
            return finder(self.cabinet, key) if one is None else lambda: one

        flags = Flag.PREVIEW if any(each.preview for each in wanted) else Flag.NONE
        find = [look(each.key) for each in wanted]
        return measured(exhibit, settings, params, find, self.engine, flags)


def _measures(levels: Sequence[Sequence[tuple[Wanted, Recipe]]], measure: Any) -> list[Measure]:
    """Measure once with the roughest level of every walk, and once with the finest."""
    rough = [level[0][0] for level in levels]
    fine = [level[-1][0] for level in levels]
    rounds = [rough] if rough == fine else [rough, fine]
    return [Measure(frozenset(each), partial(measure, each)) for each in rounds]


def _frames_key(exhibit: Exhibit, recipe: Recipe, params: Any) -> str:
    """Where an exhibit's own frames are kept: by all that decides them."""
    decides = f"frames {exhibit.slug} {params!r} {address(recipe)}"
    return hashlib.sha256(decides.encode()).hexdigest()
