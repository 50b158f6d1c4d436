"""Whose colour? Two things of two colours, and the same words with the colours exchanged.

Both prompts are drawn from the same seeds, in few steps. The judge that comes with the package says
of every picture which colour each of the two things has. A prompt without two such things is drawn
alone, and nothing is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Pieces, Walks
from pellucid.judge.things import colour, look, outcome, swapped, two
from pellucid.recipe.edits import following
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer

FEW, MANY = 4, 16
QUICK = 8  # steps of a walk, at most


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """How many seeds: the settings' own, and those after it."""

    seeds: Annotated[int, Integer(1, MANY)] = FEW


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """Walk the prompt and, if it has two colours to exchange, its swap, seed by seed."""
    pair = two(settings.prompt)
    prompts = [settings.prompt, *([swapped(settings.prompt, pair)] if pair else [])]
    quick = replace(settings, steps=min(settings.steps, QUICK))
    return [
        replace(quick, prompt=prompt, seed=seed)
        for seed in following(settings.seed, params.seeds)
        for prompt in prompts
    ]


def measure(walked: Walks, settings: Recipe, _params: Params, _engine: Engine) -> Pieces:
    """Ask the judge for the colours in every picture; `asked` are those of the prompt's words."""
    pair = two(settings.prompt)
    if pair is None:
        return {"things": [], "pictures": []}
    asked = [each.colour for each in pair]
    pictures: list[dict[str, Any]] = []
    for place, walk in enumerate(walked):
        answer = look(walk.end)
        seen = [colour(answer, each.thing) for each in pair]
        wanted = asked[::-1] if place % 2 else asked
        pictures.append({"seen": seen, "outcome": outcome(wanted, seen)})
        yield
    unknown = [
        f"{each.colour} {one.thing}"
        for one in pair
        for each in (replace(one, colour=said) for said in asked)
        if not each.known
    ]
    return {
        "things": [each.thing for each in pair],
        "colours": asked,
        "pictures": pictures,
        "unknown": unknown,
    }


EXHIBIT = Exhibit(
    slug="colour",
    place=105,
    prompt="a blue butterfly and a red dragonfly",
    seed=8,
    walks=walks,
    params=Params,
    measure=measure,
    constants={"few": FEW, "many": MANY},
)
