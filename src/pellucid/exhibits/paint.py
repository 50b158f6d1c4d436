"""Paint on it: a hole is filled, a photo changed or made larger, parts get words of their own.

What is done is an edit of the recipe (`recipe/edits.py`), so every result can be drawn again.

The exhibit's own frames show what a mask does at every step: what the network guesses for the whole
picture, and the same with the known part put back. How far the two lie apart in the known part says
how well the network, left alone, would have kept it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import numpy as np
from torch import Tensor

from pellucid.denoise import Denoiser, Level, Masked
from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Frame, Frames, Walks
from pellucid.exhibits.forward import photo_or_none
from pellucid.forward import display
from pellucid.pixels import as_pixels
from pellucid.recipe.edits import (
    MARGIN,
    PLACES,
    Edit,
    Inpaint,
    Outpaint,
    Strength,
    parse_regions,
)
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, Number, RecipeError, Text
from pellucid.record.distances import apart, correlation, shorten
from pellucid.record.walks import evaluations as looks

LONGEST = 1_000  # letters of all regions
Address = Annotated[str, photo_or_none, {"type": "string", "pattern": "^([0-9a-f]{64})?$"}]
Margin = Annotated[int, Integer(0, MARGIN.highest)]


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """What to do to which photo; without photo and regions there is the picture of the words.

    `mask` is what may change: all anew to fill it, as far as `strength` goes to change it. Margins
    are in pixels. `regions` are written as "left: a snail; right: a bee".
    """

    act: Literal["fill", "change", "larger", "regions"] = "change"
    photo: Address = ""
    mask: Address = ""
    strength: Annotated[float, Number(0, 1)] = 0.6
    left: Margin = 0
    right: Margin = 0
    top: Margin = 0
    bottom: Margin = 0
    regions: Annotated[str, Text(LONGEST)] = ""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The same as edits of a recipe; raises RecipeError if something for them is missing."""
        if self.act == "regions":
            return (parse_regions(self.regions),) if self.regions else ()
        if not self.photo:
            return ()
        if self.act == "larger":
            return (Outpaint(self.photo, self.left, self.right, self.top, self.bottom),)
        inside = (Inpaint(self.photo, self.mask),) if self.mask else ()
        if self.act == "change":
            return (Strength(self.photo, self.strength), *inside)
        if not inside:
            raise RecipeError("To fill a hole needs a mask: send one to /api/photo first.")
        return inside


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """Ask for the one picture that comes of it."""
    return [replace(settings, edits=params.edits)]


def measure(walked: Walks, _settings: Recipe, params: Params, engine: Engine) -> Figures:
    """Measure what became of a photo.

    `kept` is the share of its pixels that stayed to the bit, `free` the share that might change,
    `likeness` the correlation of the result with it, colour by colour.
    """
    (walk,) = walked
    edits = params.edits
    if not params.photo or not edits:
        return {}
    plan = engine.plan(walk.recipe)
    if plan.photo is None:
        plan = engine.plan(replace(walk.recipe, edits=(Strength(params.photo, 0),)))
        free = 1.0
    else:
        assert plan.white is not None  # both are set together
        free = float((plan.white > 0).float().mean())
    assert plan.photo is not None
    before = as_pixels(plan.photo[0])
    flat = [each.astype(float) - each.mean((0, 1)) for each in (before, walk.end)]
    return {
        "kept": round(float((before == walk.end).all(-1).mean()), 4),
        "free": round(free, 4),
        "likeness": round(correlation(*flat), 4),
    }


@dataclass(slots=True, eq=False)
class Heard:
    """A denoiser whose first answer of every step is noted."""

    free: Denoiser
    said: list[Tensor] = field(default_factory=list)

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        self.said.append(self.free(x, sigma))
        return self.said[-1]


def frames(engine: Engine, settings: Recipe, params: Params, /) -> Frames:
    """Walk again, and show every guess before the known part is put back.

    Of walk 0 `x0` is that guess. The last numbers say how far it lies from the photo in the known
    part, state by state: 0 the same, 1 unrelated.
    """
    if not params.photo:
        raise RecipeError("Nothing is put back without a photo: send one to /api/photo first.")
    plan = engine.plan(replace(settings, edits=params.edits))
    held = plan.denoise if isinstance(plan.denoise, Masked) else None
    heard = Heard(held.free if held else plan.denoise)
    plan = replace(plan, denoise=replace(held, free=heard) if held else heard)
    gaps: list[float] = []
    for step in plan.walk():
        raw = heard.said[0]
        heard.said.clear()
        yield Frame(0, step.index, step.sigma, x=display(step.x, step.sigma), x0=raw)
        if held and not held.mask.all():
            known = ~held.mask.expand_as(raw)
            pair = [each.float()[known].cpu().numpy() for each in (raw, held.known)]
            gaps.append(apart(np.stack(pair)))
    yield {"apart": shorten(gaps, 4)}


def evaluations(settings: Recipe, params: Params, /) -> int:
    """How often the network looks on the way."""
    return looks(replace(settings, edits=params.edits))


EXHIBIT = Exhibit(
    slug="paint",
    place=130,
    prompt="a white daisy in a meadow, sunny",
    seed=5,
    walks=walks,
    params=Params,
    measure=measure,
    frames=frames,
    evaluations=evaluations,
    constants={"places": PLACES, "strength": Params().strength},
)
