"""A walk that has been watched: every state of it, and what can be read off on the way.

A walk of n steps has n + 1 *states*, 0 (noise) to n (the picture). State i < n is where step i
stood, with the guess it made there; state n is the result, and its own guess. Watching changes
nothing: the two answers that guidance mixes are kept as they pass (`tape.py`).

A walk is kept under its address: the SHA-256 of the recipe as its engine signed it.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from pellucid.engine.plan import Plan
from pellucid.forward import display
from pellucid.pixels import Pixels
from pellucid.recipe.edits import Again, Blend, Guidance, Regions
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import Recipe, to_json
from pellucid.record.tape import Halves, Tape
from pellucid.solvers import SOLVERS

EPOCH = 4  # raised when the same signed recipe would be walked or kept differently

NOTHING = float("nan")
SWINGS = ("pull", "angle", "turn")  # measured in every state


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One state of a walk, as it is reached. `x` is as it is shown: of unit size at every level.

    `pull` is |toward - away| / |toward| of the two velocities that the walk would have had with
    guidance 1 and 0, `angle` the degrees between them, `turn` the degrees between `away` and the
    direction that was taken; all are NaN where nothing was mixed, and in the last state.
    """

    state: int
    sigma: float
    x: Tensor
    x0: Tensor
    pull: float = NOTHING
    angle: float = NOTHING
    turn: float = NOTHING


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """A whole walk of n + 1 states, small enough to keep.

    `progress` is the cosine between the direction taken and the straight way to the end; `distance`
    how far the state still is from the end, and `miss` how far its guess is (root mean squares).
    """

    recipe: Recipe
    sigmas: tuple[float, ...]
    x: Tensor  # (n + 1, C, h, w) float16, as shown
    x0: Tensor  # the same, of the guesses
    pull: tuple[float, ...]
    angle: tuple[float, ...]
    end: Pixels  # (H, W, 3)
    evals: int
    seconds: float
    sharpness: tuple[float, ...] = ()  # of the guesses as pictures, where they were looked at
    turn: tuple[float, ...] = ()

    @property
    def key(self) -> str:
        """Where the walk is kept."""
        return address(self.recipe)

    @property
    def states(self) -> int:
        """How many states there are: one more than steps."""
        return len(self.sigmas)

    @property
    def t(self) -> tuple[float, ...]:
        """The share of noise in each state, `sigma / (1 + sigma)`: from 1 at the start to 0."""
        return tuple(sigma / (1 + sigma) for sigma in self.sigmas)

    @property
    def progress(self) -> tuple[float, ...]:
        """Cosine of the angle between each step's direction and the straight way to the end."""
        end, cosines = self.x0[-1].float(), []
        for sigma, x, x0 in zip(self.sigmas[:-1], self.x, self.x0, strict=False):
            noisy = x.float() * (1 + sigma**2) ** 0.5
            way = end - noisy / (1 + sigma)
            cosines.append(_cosine(-velocity(noisy, x0.float(), sigma), way))
        return (*cosines, NOTHING)

    @property
    def distance(self) -> tuple[float, ...]:
        """How far each state, as shown, is from the end."""
        return gaps(self.x, self.x[-1:])

    @property
    def miss(self) -> tuple[float, ...]:
        """How far each guess is from the end."""
        return gaps(self.x0, self.x0[-1:])

    @classmethod
    def of(cls, plan: Plan, moments: Sequence[Moment], seconds: float) -> "Walked":
        """Put the moments of a finished walk together; the end is decoded as `draw` does it."""
        return cls(
            recipe=plan.recipe,
            sigmas=tuple(moment.sigma for moment in moments),
            x=torch.cat([moment.x for moment in moments]).half().cpu(),
            x0=torch.cat([moment.x0 for moment in moments]).half().cpu(),
            **{name: tuple(getattr(each, name) for each in moments) for name in SWINGS},
            end=plan.picture(moments[-1].x0),
            evals=evaluations(plan.recipe, plan.ladder, plan.canvas.windows),
            seconds=seconds,
        )


def address(recipe: Recipe) -> str:
    """Where the walk of a signed recipe is kept: 64 hexadecimal digits."""
    data = {"epoch": EPOCH, "recipe": json.loads(to_json(recipe))}
    words = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(words.encode()).hexdigest()


def nameless(recipe: Recipe) -> Recipe:
    """Leave out of a signed recipe who computes it, so that it is the same on every machine."""
    return replace(recipe, backend="", precision="")


def watch(plan: Plan) -> Iterator[Moment]:
    """Walk a plan and yield its states; close the generator to stop.

    Every step yields the state it stood on; the last one yields the result as well.
    """
    tape, step = Tape(plan.denoise), None
    for state, step in enumerate(replace(plan, denoise=tape).walk()):
        turned = _turn(step.x, step.x0, step.sigma, tape.halves(step.x, step.sigma))
        yield Moment(state, step.sigma, display(step.x, step.sigma), step.x0, *turned)
    if step is not None:
        yield Moment(state + 1, 0.0, step.x_next, step.x_next)


def velocity(x: Tensor, x0: Tensor, sigma: float) -> Tensor:
    """Which way leads from a guess to its noise, `noise - x0` in `x = x0 + sigma * noise`."""
    return (x - x0) / sigma - x0


def evaluations(recipe: Recipe, ladder: Sequence[float] = (), windows: int = 1) -> int:
    """How often the network will look at one picture in the walk of a recipe.

    Each prompt that guides is one look, and so is what it is guided away from; a solver looks once
    or more at every step, and once at the last (`SOLVERS` says how often, and whether it asks as
    well how unsure the engine is); each of the `windows` of a larger canvas is a look of its own.
    Where an edit shortens the walk or guides only a part of it, the number is exact if the `ladder`
    is given, and the most it can be if not.
    """
    stepping, times = SOLVERS[recipe.solver], 1
    whole, places = {recipe.prompt}, set[str]()  # prompts that are the same are asked once
    for edit in recipe.edits:
        if isinstance(edit, Blend) and edit.parts:
            own = {recipe.prompt} if edit.rest else set()
            mixed = own | {part.prompt for part in edit.parts}
            whole = mixed if edit.by == "predictions" else {" ~ ".join(sorted(mixed))}
        elif isinstance(edit, Regions):
            places = {region.prompt for region in edit.regions}
        elif isinstance(edit, Again):
            times = edit.times
    again = stepping.looks - 1  # at every step but the last, which goes down to 0
    downs = [(high, low) for high, low in pairwise(ladder) if low < high]
    levels = [*(high for high, _ in downs), *(again * [low for _, low in downs if low])]
    most = recipe.steps * times
    asked = len(levels) or most + again * (most - 1)
    guided = 0 if recipe.guidance == 1 else asked
    for edit in recipe.edits:
        if isinstance(edit, Guidance) and guided and levels:
            low, high = edit.levels
            guided = sum(low <= sigma <= high for sigma in levels)
    unsure = asked - 1 if stepping.unsure and engines()[recipe.engine].unsure else 0
    prompts = len(whole) + len(places - whole if len(whole) == 1 else places)
    return (asked + guided + unsure) * prompts * windows


def _turn(x: Tensor, x0: Tensor, sigma: float, halves: Halves | None) -> tuple[float, float, float]:
    """How hard the prompt pulls, by how many degrees it turns the walk, and by how many guided."""
    if halves is None:
        return NOTHING, NOTHING, NOTHING
    toward, away = (velocity(x, half, sigma) for half in halves)
    pull = float((toward - away).norm() / toward.norm().clamp_min(1e-12))
    return pull, _degrees(toward, away), _degrees(velocity(x, x0, sigma), away)


def _degrees(first: Tensor, second: Tensor) -> float:
    return math.degrees(math.acos(_cosine(first, second)))


def _cosine(first: Tensor, second: Tensor) -> float:
    return float(F.cosine_similarity(first.flatten(), second.flatten(), 0).clamp(-1, 1))


def gaps(states: Tensor, others: Tensor) -> tuple[float, ...]:
    """Root mean square difference, state by state."""
    return tuple((states.float() - others.float()).square().mean((1, 2, 3)).sqrt().tolist())
