"""Words in, steps out: the one place where all parts meet.

An `Engine` is a model and everything it needs to meet the world: a codec between pixels and
latents, a reader of prompts, and the clock the model was trained with. It turns a recipe into a
`Plan` and a plan into a walk:

    engine = pellucid.load("garden")
    for step in engine.draw(pellucid.Recipe("a snail on a mushroom", seed=7)):
        print(step.index, step.sigma)

Guidance, a negative prompt and every edit are compositions of denoisers; there is one way to draw.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pellucid.denoise import Bound, Cond, Denoiser, Model
from pellucid.engine.apply import hold, in_order, on_model, on_plan
from pellucid.engine.memory import (
    Encoder,
)
from pellucid.engine.plan import Plan, guided, to_pixels
from pellucid.engine.shelf import LatentStats
from pellucid.ladders import LADDERS
from pellucid.noise import Seeded
from pellucid.recipe.recipe import Recipe
from pellucid.schedule import Schedule
from pellucid.solvers import SOLVERS
from pellucid.variance import Learned
from pellucid.walk import Solver, Step

__all__ = [
    "Codec",
    "Engine",
]

PARTS = ("denoiser", "codec")
KEPT = 0.995  # of a pixel engine's numbers whose proportions guidance may not flatten


class Codec(Protocol):
    """Pixels in [-1, 1] <-> latents of unit variance."""

    def encode(self, picture: Tensor, /) -> Tensor: ...
    def decode(self, latent: Tensor, /) -> Tensor: ...
    def preview(self, latent: Tensor, /) -> Tensor: ...


def unbounded(denoise: Denoiser) -> Denoiser:
    """Leave a guess as it is: latents have no bounds."""
    return denoise


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    """A model and everything it needs to meet the world."""

    name: str
    model: Model
    codec: Codec
    read: Encoder
    schedule: Schedule
    weights: str = ""
    backend: str = ""
    precision: str = ""
    size: int = 256  # pixels of a side
    shrink: int = 8  # pixels of a side for each latent cell
    channels: int = 4  # numbers in a latent cell
    latent: bool = True  # whether a codec stands between it and pixels
    bounds: Callable[[Denoiser], Denoiser] = unbounded  # where guesses may lie
    fraction: Model | None = None  # how unsure the network is, if it has learned that
    spread: LatentStats | None = None  # of the latents it was trained on, if that was measured
    knows: Sequence[str] = ("garden",)  # what of the painted world it has learned

    @property
    def cells(self) -> int:
        """Latent cells of a side."""
        return self.size // self.shrink

    def plan(self, recipe: Recipe) -> Plan:
        """Compose all that the walk needs; nothing is drawn yet."""
        edits, model = in_order(recipe.edits), self.model
        for edit in edits:
            model = on_model(edit, model, self)
        words = self.read([recipe.prompt])
        plan = Plan(
            recipe=self.sign(recipe),
            denoise=Bound(model, words),
            start=torch.zeros(1, self.channels, self.cells, self.cells),
            ladder=LADDERS[recipe.ladder](self.schedule, recipe.steps),
            solver=self.stepping(recipe, words),
            noise=Seeded([recipe.seed]),
            decode=self.codec.decode,
            model=model,
        )
        plan = self.told(plan, words, recipe.prompt)
        for edit in edits:
            plan = on_plan(edit, plan, self)
        return hold(plan, self)

    def draw(self, recipe: Recipe) -> Iterator[Step]:
        """Yield every step from noise to picture; close the generator to stop."""
        return self.plan(recipe).walk()

    def told(self, plan: Plan, words: Cond, prompt: str) -> Plan:
        """Guide the plan's model by these words instead; its guidance and negative stay."""
        recipe = plan.recipe
        away = self.read([recipe.negative])
        denoise = self.bounds(guided(plan.model, words, away, recipe.guidance))
        names = {words: prompt, away: recipe.negative}
        return replace(plan, denoise=denoise, words={**plan.words, **names})

    def stepping(self, recipe: Recipe, words: Cond) -> Solver:
        """Find the recipe's solver; one that asks takes the variance that was learned, if any."""
        stepping, fraction = SOLVERS[recipe.solver], self.fraction
        if fraction is None or not stepping.unsure:
            return stepping.step
        for edit in in_order(recipe.edits):
            fraction = on_model(edit, fraction, self)
        return Learned(Bound(fraction, words))

    def preview(self, x0: Tensor) -> NDArray[np.uint8]:
        """Show a guess quickly: a small picture, bytes (H, W, 3)."""
        return to_pixels(self.codec.preview(x0))

    def sign(self, recipe: Recipe) -> Recipe:
        """Write down in a recipe who draws it."""
        return replace(
            recipe,
            engine=self.name,
            weights=self.weights,
            backend=self.backend,
            precision=self.precision,
        )
