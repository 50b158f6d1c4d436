"""A and B: three prompts as a triangle to true scale, and what is drawn where in it.

The corners are two prompts and the joint one, "A and B". The text encoder gives each of them one
vector, and three points lie in a plane, so their distances are shown as they are. The foot is the
point of the line from A to B nearest to the joint prompt. A point of the plane is drawn by mixing
the three prompts by its barycentric coordinates. The judge says whether both things are there.

`part` says what is walked: "points" the corners, the midpoint and the foot; "own" one point;
"count" the joint prompt, the midpoint and the foot from eight seeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import torch
from torch import Tensor

from pellucid.denoise import Cond
from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Pieces, Walks
from pellucid.judge.things import look, named, shows
from pellucid.recipe import edits
from pellucid.recipe.edits import Blend
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Number, RecipeError, Text

LONGEST = 480  # letters of the second prompt: the joint one holds both
COUNT = 8  # seeds
QUICK = 12  # steps of a walk, at most
A, B, JOINT, MIDDLE = (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 0.0)
Point = tuple[float, float]  # the shares of B and of the joint prompt; A has the rest


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """The second prompt, how to mix, what to walk, where the foot is, and a point of one's own."""

    other: Annotated[str, Text(LONGEST)] = "a snail"
    by: Literal["tokens", "predictions"] = "tokens"
    part: Literal["points", "own", "count"] = "points"
    foot: Annotated[float, Number(0, 1)] = 0.5
    second: Annotated[float, Number(0, 1)] = 0.0
    joint: Annotated[float, Number(0, 1)] = 0.0

    def check(self) -> None:
        if self.second + self.joint > 1 + edits.ROUNDING:
            raise RecipeError("The shares second and joint must add up to 1 at most.")


def points(params: Params) -> list[Point]:
    """List the points that are walked, each once."""
    foot = (params.foot, 0.0)
    if params.part == "own":
        return [(params.second, params.joint)]
    corners = [A, B] if params.part == "points" else []
    return list(dict.fromkeys([*corners, JOINT, MIDDLE, foot]))


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """Walk every point in few steps; to count, from each of the seeds."""
    if settings.edits:
        raise RecipeError("In the triangle of prompts there is room for no other edit.")
    seeds = edits.following(settings.seed, COUNT if params.part == "count" else 1)
    quick = replace(settings, steps=min(settings.steps, QUICK))
    return [
        replace(mixed(quick, point, params), seed=seed)
        for seed in seeds
        for point in points(params)
    ]


def joined(first: str, second: str) -> str:
    """Write the joint prompt."""
    return f"{first} and {second}"


def mixed(settings: Recipe, point: Point, params: Params) -> Recipe:
    """Write the recipe of one point; a corner is the plain walk of its prompt."""
    both = joined(settings.prompt, params.other)
    corners = {A: settings.prompt, B: params.other, JOINT: both}
    if point in corners:
        return replace(settings, prompt=corners[point])
    named = zip((params.other, both), point, strict=True)
    (first, mix), *more = [each for each in named if each[1]]
    parts = tuple(edits.Part(*each) for each in more)
    return replace(settings, edits=(Blend(first, mix, params.by, parts),))


def measure(walked: Walks, settings: Recipe, params: Params, engine: Engine) -> Pieces:
    """Measure the triangle, and ask the judge which of the two prompts' things a picture shows.

    `seen` has two answers for each walk; None of a prompt in which no thing is named.
    """
    prompts = settings.prompt, params.other
    things = [named(prompt) for prompt in prompts]
    seen: list[list[bool | None]] = []
    for walk in walked:
        answer = look(walk.end)
        seen.append([all(shows(answer, one) for one in each) if each else None for each in things])
        yield
    read = Cond.cat([engine.read([prompt]) for prompt in (*prompts, joined(*prompts))])
    tokens = read.tokens * read.mask[..., None]  # (3, L, D), the shorter ones padded by zeros
    return {
        "points": points(params),
        "things": things,
        "seen": seen,
        "summary": triangle(read.summary),
        "tokens": triangle(tokens.flatten(1)),
    }


def triangle(corners: Tensor) -> dict[str, float]:
    """Measure the triangle of A, B and the joint prompt J, rows of (3, D).

    `length` is |B - A|; `share = (J - A) . (B - A) / |B - A|^2` says where the foot is on the line;
    `off` is the distance from the foot to J over `length`. Where A and B are the same, both are 0.
    """
    first, second, both = corners.double().cpu()
    line, way = second - first, both - first
    length = float(line.norm())
    share = float(way @ line) / length**2 if length else 0.0
    off = float(torch.dist(way, share * line)) / length if length else 0.0
    return {"length": round(length, 3), "share": round(share, 3), "off": round(off, 3)}


EXHIBIT = Exhibit(
    slug="both",
    place=107,
    prompt="a butterfly",
    seed=0,
    walks=walks,
    params=Params,
    measure=measure,
    constants={"other": Params().other, "count": COUNT, "quick": QUICK},
)
