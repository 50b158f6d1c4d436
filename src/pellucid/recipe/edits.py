"""An edit as data: what to do differently, and nothing about how.

How an edit changes the walk is told in `engine/apply.py`, or by its own method `on_plan(plan)`.
An edit names a picture in the local store (`store.py`) by the SHA-256 of its pixels.

An edit of each kind may appear once. The order in which edits are written does not matter: the
engine always applies them in the order of the table `EDITS` (the canvas first, masks late).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Annotated, Any, Literal, TypeVar

from pellucid.recipe.prompt import Prompt
from pellucid.recipe.rules import Integer, Number, RecipeError, Ruled, choice

Made = TypeVar("Made", bound=Ruled)

SEEDS = Integer(0, 2**53 - 1)  # as far as browsers count whole numbers
MOST = 8  # prompts more in a blend
ROUNDING = 1e-9  # by which shares may miss 1
MARGIN = Integer(0, 256)  # pixels; of what they must be multiples, the engine says

PLACES: Mapping[str, tuple[float, float, float, float]] = {
    "left": (0.0, 0.0, 1.0, 0.5),
    "right": (0.0, 0.5, 1.0, 1.0),
    "top": (0.0, 0.0, 0.5, 1.0),
    "bottom": (0.5, 0.0, 1.0, 1.0),
    "middle": (0.25, 0.25, 0.75, 0.75),
    "top-left": (0.0, 0.0, 0.5, 0.5),
    "top-right": (0.0, 0.5, 0.5, 1.0),
    "bottom-left": (0.5, 0.0, 1.0, 0.5),
    "bottom-right": (0.5, 0.5, 1.0, 1.0),
}
"""Where a region may be: (top, left, bottom, right) as shares of the canvas."""


def following(seed: int, count: int) -> list[int]:
    """A seed and those after it, from the beginning again after the last one there is."""
    return [(seed + place) % (SEEDS.highest + 1) for place in range(count)]


def picture_hash(name: str, value: Any) -> str:
    """Rule: 64 hexadecimal digits, the address of a picture in the store."""
    if not (isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")):
        raise RecipeError(
            f"{name} must be the 64-digit address of a picture in the local store; "
            "give the photo with --image, or choose it on the page."
        )
    return value


Photo = Annotated[str, picture_hash, {"type": "string", "pattern": "^[0-9a-f]{64}$"}]
Margin = Annotated[int, MARGIN]
Feather = Annotated[int, Integer(0, 64)]
Seed = Annotated[int, SEEDS]
Share = Annotated[float, Number(0, 1)]
Words = Annotated[str, Prompt(10_000)]


@dataclass(frozen=True, slots=True)
class Edit(Ruled):
    """One thing to do differently; each kind is a row of the table `EDITS`."""


@dataclass(frozen=True, slots=True)
class Outpaint(Edit):
    """Grow the canvas around a photo and paint what was outside it (margins in pixels).

    The margins begin as the photo's borders drawn outwards, and `strength` says how much they
    change, as it does for a photo: 1 begins them from pure noise. The new picture fades out over
    `feather` pixels inside the photo; further in, the photo stays as it is.
    """

    image: Photo
    left: Margin = 0
    right: Margin = 0
    top: Margin = 0
    bottom: Margin = 0
    feather: Feather = 16
    strength: Share = 0.75

    def check(self) -> None:
        if not (self.left or self.right or self.top or self.bottom):
            raise RecipeError(
                "Outpainting needs a margin on at least one side: --outpaint left=64,right=64."
            )


@dataclass(frozen=True, slots=True)
class Strength(Edit):
    """Start from a photo instead of from pure noise (img2img, SDEdit).

    0 keeps the photo, also within a mask; 1 keeps nothing of it. The walk starts where the engine's
    clock shows `strength` (0 is clean, 1 is noise). Just above 0 the picture is the codec's copy of
    the photo. Meng and others, 2021, arXiv:2108.01073.
    """

    image: Photo
    strength: Share = 0.6


@dataclass(frozen=True, slots=True)
class Again(Edit):
    """Walk stretches of the ladder again, or climb a little before each step.

    Every stretch of `jump` steps is walked `times` times, so that parts of the picture come to
    agree (RePaint; Lugmayr and others, 2022, arXiv:2201.09865); it asks the network so many times
    as often. `churn` adds fresh noise before every step but the first, which washes old mistakes
    away (Karras and others, 2022, arXiv:2206.00364); it asks nothing more.
    """

    jump: Annotated[int, Integer(1, 1000)] = 10
    times: Annotated[int, Integer(1, 20)] = 1
    churn: Annotated[float, Number(0, 100)] = 0.0

    def check(self) -> None:
        if self.times == 1 and not self.churn:
            raise RecipeError("Going again needs times of at least 2, or churn above 0.")


@dataclass(frozen=True, slots=True)
class Fresh(Edit):
    """Where the fresh noise of a solver that adds some comes from.

    "rungs": each rung has its own, so another number of steps is another picture. "brownian": it
    belongs to the levels of a step, and more steps are the same picture, drawn more finely.
    """

    noise: Literal["rungs", "brownian"] = "brownian"


@dataclass(frozen=True, slots=True)
class Variation(Edit):
    """A near neighbour of a picture: its noise turned by some way towards another seed's.

    0 is the same picture, 1 is the other seed's.
    """

    amount: Share
    seed: Seed = 1


@dataclass(frozen=True, slots=True)
class Part(Ruled):
    """A prompt of a blend and its share of the whole."""

    prompt: Words
    mix: Share


def some_parts(name: str, value: Any) -> tuple[Part, ...]:
    """Rule: at most eight parts of a blend, as `Part`s or as their JSON."""
    if not isinstance(value, tuple | list) or len(value) > MOST:
        raise RecipeError(f"{name} must be a list of at most {MOST} prompts, each with its mix.")
    return tuple(item if isinstance(item, Part) else _build(Part, item) for item in value)


@dataclass(frozen=True, slots=True)
class Blend(Edit):
    """Prompts in one picture: mix 0 is the recipe's own, 1 is this one; `more` have shares too.

    `by="predictions"` averages what the prompts would draw at every step; `by="tokens"` shows the
    engine the words of all, weighing as much as their shares. The recipe's own prompt has the rest.
    """

    prompt: Words
    mix: Share = 0.5
    by: Literal["predictions", "tokens"] = "predictions"
    more: Annotated[tuple[Part, ...], some_parts] = ()

    def check(self) -> None:
        if self.mix + sum(part.mix for part in self.more) > 1 + ROUNDING:
            raise RecipeError("The mixes of a blend must add up to 1 at most; lower one of them.")

    @property
    def parts(self) -> tuple[Part, ...]:
        """The prompts that have a share, but for the recipe's own."""
        return tuple(part for part in (Part(self.prompt, self.mix), *self.more) if part.mix)

    @property
    def rest(self) -> float:
        """The share of the recipe's own prompt."""
        left = 1 - sum(part.mix for part in self.parts)
        return left if left > ROUNDING else 0.0


@dataclass(frozen=True, slots=True)
class Region(Ruled):
    """What to draw in one part of the canvas."""

    where: Annotated[str, lambda _, value: choice("region", value, PLACES)]
    prompt: Words


def some_regions(name: str, value: Any) -> tuple[Region, ...]:
    """Rule: one region or more, as `Region`s or as their JSON."""
    if not isinstance(value, tuple | list) or not 1 <= len(value) <= len(PLACES):
        raise RecipeError(f"{name} must be a list of 1 to {len(PLACES)} regions.")
    made = tuple(item if isinstance(item, Region) else _build(Region, item) for item in value)
    if len({region.where for region in made}) < len(made):
        raise RecipeError("A region is named twice; give each place one prompt.")
    return made


@dataclass(frozen=True, slots=True)
class Regions(Edit):
    """Different words for different parts of the canvas."""

    regions: Annotated[tuple[Region, ...], some_regions]


@dataclass(frozen=True, slots=True)
class Guidance(Edit):
    """Milder guidance: give back the contrast, and guide only part of the way.

    `rescale` is how much to give back; `low` to `high` the share of noise at which to guide.
    """

    rescale: Share = 0.0
    low: Share = 0.0
    high: Share = 1.0

    def check(self) -> None:
        if self.low >= self.high:
            raise RecipeError(
                f"The low of guidance must be below its high; {self.low} is not below {self.high}."
            )

    @property
    def levels(self) -> tuple[float, float]:
        """The interval in sigma; a share of noise is sigma / (1 + sigma)."""
        return self.low / (1 - self.low), self.high / (1 - self.high) if self.high < 1 else math.inf


@dataclass(frozen=True, slots=True)
class Inpaint(Edit):
    """Repaint the white part of a mask, and fade out around it; all else stays as it is.

    The new picture fades out over `feather` pixels outside the white part.
    """

    image: Photo
    mask: Photo
    feather: Feather = 8


EDITS: Mapping[str, type[Edit]] = {
    "outpaint": Outpaint,
    "again": Again,
    "variation": Variation,
    "fresh": Fresh,
    "blend": Blend,
    "regions": Regions,
    "guidance": Guidance,
    "inpaint": Inpaint,
    "strength": Strength,
}
"""Every kind of edit, in the order in which an engine applies them. One row adds one."""


def to_data(edit: Edit) -> dict[str, Any]:
    """Turn an edit into plain data for JSON: its kind under "edit", then fields, no empty lists."""
    kind = next(name for name, maker in EDITS.items() if type(edit) is maker)
    return {"edit": kind} | {name: value for name, value in asdict(edit).items() if value != ()}


def edit_from(data: Any) -> Edit:
    """Build the edit that `to_data` described; raises RecipeError on anything else."""
    if not isinstance(data, dict) or "edit" not in data:
        raise RecipeError('Each edit must be an object with its kind under "edit".')
    kind = choice("edit", data["edit"], EDITS)
    return _build(EDITS[kind], {name: value for name, value in data.items() if name != "edit"})


def edit_of_json(words: str) -> Edit:
    """Read an edit that is written as JSON."""
    try:
        data = json.loads(words)
    except (ValueError, RecursionError):
        example = '{"edit": "variation", "amount": 0.3}'
        raise RecipeError(f"An edit must be written as JSON, such as {example}.") from None
    return edit_from(data)


def parse_outpaint(image: str, words: str) -> Outpaint:
    """Read "left=64,right=64"."""
    margins: dict[str, int] = {}
    for part in words.split(","):
        side, _, amount = (piece.strip() for piece in part.partition("="))
        choice("side to outpaint", side, ("left", "right", "top", "bottom"))
        if not amount.isascii() or not amount.isdigit():
            raise RecipeError(f"The margin {side} must be a whole number of pixels, as {side}=64.")
        margins[side] = int(amount[:9])
    return Outpaint(image, **margins)


def parse_regions(words: str) -> Regions:
    """Read "left: a snail; right: a bee"."""
    regions: list[Region] = []
    for part in filter(str.strip, words.split(";")):
        where, colon, prompt = (piece.strip() for piece in part.partition(":"))
        if not colon or not prompt:
            raise RecipeError(
                f"The region {where!r} lacks its words: write 'left: a snail; right: a bee'."
            )
        regions.append(Region(where.casefold().replace(" ", "-"), prompt))
    return Regions(tuple(regions))


def _build(maker: type[Made], data: Any) -> Made:
    name = maker.__name__.lower()
    if not isinstance(data, dict):
        raise RecipeError(f"A {name} must be a JSON object, not {data!r:.60}.")
    for field in data:
        choice(f"field of {name}", field, maker.RULES)
    needed = (field.name for field in fields(maker) if field.default is MISSING)
    missing = [each for each in needed if each not in data]
    if missing:
        raise RecipeError(f"{name} lacks {' and '.join(missing)}; add what is missing.")
    return maker(**data)
