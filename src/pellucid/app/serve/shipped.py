"""Answers that came with the page: its default walks, and what was measured of them.

They serve every machine that has the same weights, without a look of the network. An answer is
whole or it is not used: to measure anything else of its walks, they are walked here.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pellucid.app.serve.jobs import NO_WALK, Job, Wanted
from pellucid.app.serve.records import Flag, Kind, Record, split
from pellucid.exhibits.exhibit import Exhibit
from pellucid.recipe.idle import idle
from pellucid.recipe.recipe import Recipe, from_json
from pellucid.record.cache import WalkCache
from pellucid.record.walks import address, nameless

ANSWER = "frames.bin"


def kept_at(what: str, exhibit: Exhibit, params: Any, recipes: Sequence[Recipe]) -> str:
    """Name the place of an exhibit's answer by all that decides it."""
    decides = " ".join([what, exhibit.slug, repr(params), *map(address, recipes)])
    return hashlib.sha256(decides.encode()).hexdigest()


def replayed(key: str, kept: bytes, walks: Sequence[Wanted] = ()) -> Job:
    """Make a job that says again what was said before, of walks that are there."""
    answer = Wanted(NO_WALK, key, 0, cached=True)
    job = Job((*walks, answer))
    for each in walks:
        job.hear(each, Record(Kind.SHEET, flags=Flag.CACHED, payload=each.key.encode()))
    for record, _ in split(kept)[0]:
        job.hear(answer, replace(record, flags=record.flags | Flag.CACHED))
    return job


@dataclass(frozen=True, slots=True)
class Shipped:
    """What came with the page for an engine of these weights."""

    cache: WalkCache
    weights: str

    def sign(self, recipe: Recipe) -> Recipe:
        """Write into a recipe what decides it on every machine."""
        return nameless(replace(recipe, weights=self.weights))

    def plan(
        self, exhibit: Exhibit, settings: Recipe, params: Any
    ) -> tuple[Job, list[dict[str, Any]]] | None:
        """Answer a plan with its walks in full, whatever detail is wanted; None if it did not come.

        Whoever is content with previews is served better.
        """
        recipes = [self.sign(each) for each in exhibit.walks(settings, params)]
        key = kept_at("plan", exhibit, params, [self.sign(settings), *recipes])
        kept = self.cache.peek(key, ANSWER)
        if kept is None:
            return None
        walks = [Wanted(at, address(recipe), 0, cached=True) for at, recipe in enumerate(recipes)]
        return replayed(key, kept, walks), [self._describe(each.key) for each in walks]

    def frames(self, exhibit: Exhibit, settings: Recipe, params: Any) -> Job | None:
        """Answer with an exhibit's own frames; None if they did not come."""
        key = kept_at("frames", exhibit, params, [self.sign(settings)])
        kept = self.cache.peek(key, ANSWER)
        return None if kept is None else replayed(key, kept)

    def _describe(self, key: str) -> dict[str, Any]:
        """Tell of a walk what `Planner` would tell, and which of its parts came."""
        facts = json.loads(self.cache.peek(key, "meta.json") or b"")
        return {
            "key": key,
            "recipe": facts["recipe"],
            "idle": list(idle(from_json(json.dumps(facts["recipe"])))),
            "states": facts["states"],
            "width": facts["cell"],
            "height": facts["height"],
            "latent": facts["latent"],
            "cached": True,
            "shipped": self.cache.came(key),
            "evals": 0,
            "preview": None,
        }
