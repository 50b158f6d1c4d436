"""How edits change a walk.

An edit is a function from a plan to a plan: it changes the start, the ladder, the noise, the
denoiser or the pixels, and knows nothing of the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from pellucid.denoise import Blended, Denoiser, Guide, Level, Masked, Rescaled, Within, over
from pellucid.engine.plan import Mixed, Pasted, Plan, feathered
from pellucid.ladders import LADDERS, churn, repaint
from pellucid.noise import Brownian, Seeded
from pellucid.pixels import as_tensor
from pellucid.recipe.edits import (
    EDITS,
    PLACES,
    Again,
    Blend,
    Edit,
    Fresh,
    Guidance,
    Inpaint,
    Outpaint,
    Regions,
    Strength,
    Variation,
)
from pellucid.recipe.pictures import fit, fit_mask
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import RecipeError
from pellucid.recipe.store import recall
from pellucid.schedule import Schedule
from pellucid.solvers import SOLVERS

BACKGROUND = 0.25  # the whole prompt's say inside a region; 1 outside all regions
SOFTNESS = 4  # latent cells over which a region fades out
NEAR = 0.01  # of a rung's step down: a walk that starts no further above it starts on it


def apply(plan: Plan) -> Plan:
    """Apply the edits of a plan's recipe in their order, then hold it to a photo.

    They are applied in the order of the table `EDITS`: by the table `APPLY`, or else by the edit's
    own method `on_plan`. What edits the ladder has done so already, in `visited`.

    Raises PictureError if a photo or mask is not in the store, or if nothing of the mask is white
    where it is drawn.
    """
    edits: dict[type[Edit], Any] = {type(edit): edit for edit in plan.recipe.edits}
    for kind in EDITS.values():
        if edit := edits.get(kind):
            plan = APPLY[kind](edit, plan) if kind in APPLY else edit.on_plan(plan)
    return hold(plan)


def visited(recipe: Recipe, schedule: Schedule) -> tuple[float, ...]:
    """Say which levels the walk of a recipe will visit; no photo is opened for that.

    Raises RecipeError if its solver cannot step so far.
    """
    ladder = LADDERS[recipe.ladder](schedule, recipe.steps)
    edits: dict[type[Edit], Any] = {type(edit): edit for edit in recipe.edits}
    if begin := edits.get(Strength) or edits.get(Outpaint):
        ladder = _begin(begin.strength, ladder, schedule)
    steepest = SOLVERS[recipe.solver].steepest
    if any(above > steepest * below > 0 for above, below in pairwise(ladder)):
        raise RecipeError(
            f"The solver {recipe.solver} overshoots where a rung is more than {steepest:g} times "
            f"the next, as on the ladder {recipe.ladder} in {recipe.steps} steps; take the ladder "
            "karras and 8 steps or more, or another solver."
        )
    if again := edits.get(Again):
        climbing = churn(repaint(ladder, again.jump, again.times), again.churn)
        ladder = tuple(min(rung, ladder[0]) for rung in climbing)  # the engine may know no higher
    return ladder


def hold(plan: Plan) -> Plan:
    """Hold a plan to the photo it must keep: the last thing done, around all that edits composed.

    A latent cell is free if any of its pixels may change.
    """
    if plan.photo is None or plan.white is None:
        return plan
    free = F.max_pool2d(plan.white, plan.canvas.shrink) > 0
    return replace(
        plan,
        denoise=Masked(plan.denoise, plan.codec.encode(plan.photo), free),
        decode=Pasted(plan.decode, plan.photo, plan.white),
    )


def _outpaint(edit: Outpaint, plan: Plan) -> Plan:
    """Lay the photo between its margins, and call all outside it unknown, and a band inside it."""
    plan = replace(plan, margins=(edit.left, edit.right, edit.top, edit.bottom))
    width, height = plan.frame
    inner = torch.zeros(1, 1, height, width, device=plan.canvas.device)
    white = feathered(F.pad(inner, plan.margins, value=1.0), edit.feather)
    return _strength(edit, replace(plan, photo=_photo(edit.image, plan), white=white))


def _strength(edit: Strength | Outpaint, plan: Plan) -> Plan:
    """Start from the photo; `visited` has cut the ladder. At 1 nothing is left of the photo.

    At 0 no pixel may change, for what the codec makes of a photo is not the photo.
    """
    if edit.strength == 1:
        return replace(plan, start=plan.canvas.blank())
    photo = _photo(edit.image, plan)
    if edit.strength == 0:
        plan = replace(plan, photo=photo, white=torch.zeros_like(photo[:, :1]))
    return replace(plan, start=plan.codec.encode(photo))


def _begin(strength: float, ladder: tuple[float, ...], schedule: Schedule) -> tuple[float, ...]:
    """Cut a ladder off where the clock shows `strength`, and put a first rung there.

    A rung that lies below it by less than `NEAR` of its own step down is left out, and so is a
    climb to a rung above it. At 0 the first rung is the lowest level that the engine knows, which
    is about what eight bits can show, or less.
    """
    if strength == 1:
        return ladder
    begin = float(schedule.sigma(strength * float(schedule.time(ladder[0]))))
    begin = max(begin, schedule.sigma_min)
    passed = (
        place
        for place, (here, there) in enumerate(pairwise(ladder))
        if here > there and here + NEAR * (here - there) >= begin
    )
    return (begin, *ladder[max(passed) + 1 :])


def _fresh(edit: Fresh, plan: Plan) -> Plan:
    if edit.noise == "rungs":
        return plan
    climbs = [rung for rung, (here, there) in enumerate(pairwise(plan.ladder)) if there > here]
    return replace(plan, noise=Brownian(plan.noise, climbs))


def _variation(edit: Variation, plan: Plan) -> Plan:
    return replace(plan, noise=Mixed(plan.noise, Seeded([edit.seed]), edit.amount))


def _blend(edit: Blend, plan: Plan) -> Plan:
    """Average prompts: their guesses at every step, or their words once."""
    if not edit.parts:
        return plan
    if edit.by == "tokens":
        words, left = plan.read([plan.recipe.prompt]), 1.0
        shares = []  # of each part in what is mixed so far
        for part in reversed(edit.parts):
            shares.append(min(1.0, part.mix / left))
            left -= part.mix
        for part, share in zip(edit.parts, reversed(shares), strict=True):
            words = words.lerp(plan.read([part.prompt]), share)
        names = (plan.recipe.prompt, *(part.prompt for part in edit.parts))
        return plan.guide(words, " ~ ".join(names))
    guesses = [(plan.denoise, edit.rest)]
    for part in edit.parts:
        plan = plan.guide(plan.read([part.prompt]), part.prompt)
        guesses.append((plan.denoise, part.mix))
    heard = [(guess, share) for guess, share in guesses if share]
    return plan if len(heard) == 1 else replace(plan, denoise=Blended.of(heard))


def _regions(edit: Regions, plan: Plan) -> Plan:
    """Give each region's prompt the say in its place; the whole prompt holds them together."""
    maps = [_place(PLACES[region.where], plan.start) for region in edit.regions]
    covered = torch.stack(maps).amax(0)
    parts: list[tuple[Denoiser, Level]] = [(plan.denoise, 1 - (1 - BACKGROUND) * covered)]
    for region, weight in zip(edit.regions, maps, strict=True):
        own = plan.guide(plan.read([region.prompt]), region.prompt)
        parts.append((own.denoise, weight))
        plan = replace(plan, words=own.words)
    return replace(plan, denoise=Blended.of(parts))


def _guidance(edit: Guidance, plan: Plan) -> Plan:
    """Cure guidance wherever a composition holds it; what is not guided needs no cure."""

    def cured(part: Any) -> Any:
        if not isinstance(part, Guide):
            return over(part, cured)
        calm = Rescaled(part, edit.rescale) if edit.rescale else part
        return calm if (edit.low, edit.high) == (0, 1) else Within(*edit.levels, calm, part.toward)

    return replace(plan, denoise=cured(plan.denoise))


def _inpaint(edit: Inpaint, plan: Plan) -> Plan:
    """Call the white of the mask unknown too, and let the new picture fade out around it."""
    mask = fit_mask(recall(edit.mask).convert("L"), recall(edit.image).size, plan.frame)
    painted = torch.from_numpy(np.array(mask) > 0).float()[None, None].to(plan.canvas.device)
    white = feathered(F.pad(painted, plan.margins), edit.feather)
    if plan.white is not None:
        white = torch.maximum(white, plan.white)
    return replace(plan, photo=_photo(edit.image, plan), white=white)


APPLY: Mapping[type[Edit], Callable[[Any, Plan], Plan]] = {
    Outpaint: _outpaint,
    Strength: _strength,
    Again: lambda _, plan: plan,
    Variation: _variation,
    Fresh: _fresh,
    Blend: _blend,
    Regions: _regions,
    Guidance: _guidance,
    Inpaint: _inpaint,
}


def _photo(address: str, plan: Plan) -> Tensor:
    photo = as_tensor(np.asarray(fit(recall(address).convert("RGB"), plan.frame)))[None]
    return F.pad(photo.to(plan.canvas.device), plan.margins, mode="replicate")


def _place(box: tuple[float, float, float, float], like: Tensor) -> Tensor:
    """A map (1, 1, h, w): 1 well inside a box, falling to 0 over a few cells around its border."""
    top, left, bottom, right = box
    down, across = (
        _ramp(low * size, high * size, size).to(like.device)
        for low, high, size in zip((top, left), (bottom, right), like.shape[-2:], strict=True)
    )
    return (down[:, None] * across[None, :])[None, None]


def _ramp(low: float, high: float, size: int) -> Tensor:
    """1 between low and high, 1/2 on them, falling to 0; the canvas's own borders do not count."""
    middle = torch.arange(size) + 0.5
    rise = (middle - low) / SOFTNESS + 0.5 if low > 0 else torch.ones(size)
    fall = (high - middle) / SOFTNESS + 0.5 if high < size else torch.ones(size)
    return torch.minimum(rise, fall).clamp(0, 1)
