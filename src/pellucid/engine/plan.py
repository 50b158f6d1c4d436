"""A recipe turned into the parts of a walk: `print(plan)` shows them, nothing is drawn yet."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from pellucid.denoise import Bound, Cond, Denoiser, Guided, Level, Model, Within
from pellucid.engine.backend import Run
from pellucid.engine.canvas import Canvas
from pellucid.engine.memory import Reader
from pellucid.forward import display
from pellucid.ladders import stands
from pellucid.noise import START, Noise
from pellucid.pixels import Pixels, as_pixels
from pellucid.recipe.recipe import Recipe
from pellucid.variance import Learned
from pellucid.walk import Solver, Step, sample


@dataclass(frozen=True, slots=True, eq=False)
class Codec:
    """Pixels in [-1, 1] <-> latents of unit variance, and a small picture of a latent."""

    encode: Run
    decode: Run
    preview: Run


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All that a walk needs. `start` is what the noise is laid on: zeros, or a photo's latents."""

    recipe: Recipe
    denoise: Denoiser
    start: Tensor
    ladder: tuple[float, ...]
    solver: Solver
    noise: Noise
    decode: Run  # clean latents (1, L, h, w) -> pixels (1, 3, H, W), nominally in [-1, 1]
    model: Model
    canvas: Canvas
    codec: Codec
    read: Reader
    bounds: Callable[[Denoiser], Denoiser] | None = None  # where guesses may lie, if anywhere
    margins: tuple[int, int, int, int] = (0, 0, 0, 0)  # around a photo: left, right, top, bottom
    photo: Tensor | None = None  # pixels (1, 3, H, W) to keep wherever `white` is 0
    white: Tensor | None = None  # (1, 1, H, W) in [0, 1]: how much of the new picture shows
    words: Mapping[Cond, str] = field(default_factory=dict)  # the prompt of each condition

    @property
    def x(self) -> Tensor:
        """Where the walk begins: `start + sigma * noise` on the first rung."""
        return self.start + self.ladder[0] * self.noise(self.start, START)

    @property
    def frame(self) -> tuple[int, int]:
        """The part of the canvas on which a photo lies: its width and height in pixels."""
        left, right, top, bottom = self.margins
        return self.canvas.width - left - right, self.canvas.height - top - bottom

    def guide(self, words: Cond, prompt: str) -> "Plan":
        """Guide the model by these words instead; the recipe's guidance and negative stay."""
        away = self.read([self.recipe.negative])
        denoise = guided(self.model, words, away, self.recipe.guidance)
        if self.bounds is not None:
            denoise = self.bounds(denoise)
        names = {words: prompt, away: self.recipe.negative}
        return replace(self, denoise=denoise, words={**self.words, **names})

    def walk(self) -> Iterator[Step]:
        """Yield every step; close the generator to stop."""
        return sample(self.denoise, self.x, self.ladder, self.solver, self.noise)

    def picture(self, x0: Tensor) -> Pixels:
        """Turn a clean guess into pixels (H, W, 3), with all that edits ask of the pixels."""
        return as_pixels(self.decode(x0.to(self.canvas.device))[0])

    def view(self, step: Step) -> Pixels:
        """Show the noisy picture of a step as the engine sees it, pixels (H, W, 3)."""
        return self.show(display(step.x, step.sigma))

    def show(self, x: Tensor) -> Pixels:
        """Turn a noisy state that is already as bright as it is shown into pixels (H, W, 3)."""
        return as_pixels(self.codec.decode(x.to(self.canvas.device))[0])

    def __str__(self) -> str:
        rungs = [f"{sigma:.3g}" for sigma in self.ladder]
        steps = len(stands(self.ladder)) - 1
        shown = rungs if len(rungs) <= 9 else [*rungs[:4], "...", *rungs[-4:]]
        recipe = self.recipe
        return "\n".join(
            [
                f"Plan: {recipe.engine} draws {recipe.prompt!r}, seed {recipe.seed}",
                f"  start    {describe(self.start)} + {rungs[0]} * {describe(self.noise)}",
                f"  ladder   {recipe.ladder}, {steps} steps: {' '.join(shown)}",
                f"  solver   {recipe.solver}",
                f"  denoise  {describe(self.denoise, self.words, '           ')}",
                f"  decode   {describe(self.decode, self.words, '           ')}",
            ]
        )


@dataclass(frozen=True, slots=True)
class BatchedGuidance(Guided):
    """Guidance whose two questions are asked as one batch: measured 1.2 times faster.

    An end that is more than the same model bound to words is asked by itself.
    """

    both: Cond | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ends = [end for end in (self.toward, self.away) if isinstance(end, Bound)]
        alike = len(ends) == 2 and ends[0].model is ends[1].model
        both = Cond.cat([end.cond for end in ends]) if alike else None
        object.__setattr__(self, "both", both)

    def ask(self, x: Tensor, sigma: Level, /) -> tuple[Tensor, Tensor]:
        """Make both guesses, at once if that can be."""
        if self.both is None or not isinstance(self.toward, Bound):
            return Guided.ask(self, x, sigma)
        toward, away = self.toward.model(torch.cat([x, x]), sigma, self.both).chunk(2)
        return toward, away


def guided(model: Model, toward: Cond, away: Cond, scale: float) -> Denoiser:
    """Compose guidance from two conditions; at scale 1 there is nothing to ask of `away`."""
    if scale == 1:
        return Bound(model, toward)
    ends = Bound(model, toward), Bound(model, away)
    return BatchedGuidance(*ends, scale)


def switch(before: Plan, after: Plan, level: float) -> Plan:
    """Let another plan guess from a noise level downwards; all else stays."""
    solver = before.solver
    if isinstance(solver, Learned) and isinstance(after.solver, Learned):
        solver = Learned(Within(0.0, level, after.solver.fraction, solver.fraction))
    return replace(
        before,
        denoise=Within(0.0, level, after.denoise, before.denoise),
        solver=solver,
        words={**before.words, **after.words},
    )


@dataclass(frozen=True, slots=True)
class Mixed:
    """Noise turned from one seed's towards another's: a quarter turn exchanges them.

    `cos(a) * first + sin(a) * second` with `a = amount * pi / 2` is unit Gaussian at every amount,
    because the squares add up to 1.
    """

    first: Noise
    second: Noise
    amount: float

    def __call__(self, like: Tensor, rung: int, *span: float) -> Tensor:
        angle = self.amount * math.pi / 2
        first, second = self.first(like, rung, *span), self.second(like, rung, *span)
        return first * math.cos(angle) + second * math.sin(angle)


@dataclass(frozen=True, slots=True, eq=False)
class Pasted:
    """A decoder whose pictures keep a photo's own pixels wherever `weight` is 0."""

    decode: Run
    photo: Tensor  # (1, 3, H, W)
    weight: Tensor  # (1, 1, H, W) in [0, 1]: how much of the new picture shows

    def __call__(self, x0: Tensor, /) -> Tensor:
        mixed = self.photo.lerp(self.decode(x0), self.weight)
        return torch.where(self.weight > 0, mixed, self.photo)


def feathered(mask: Tensor, width: int) -> Tensor:
    """Soften a mask (1, 1, H, W) on its outer side: 1 stays 1, and beyond `width` pixels all is 0.

    The mean of the mask and of the mask grown by 1, 2 ... pixels.
    """
    grown, total = mask, mask
    for _ in range(width):
        grown = F.max_pool2d(grown, 3, 1, 1)
        total = total + grown
    return total / (width + 1)


def describe(part: Any, words: Mapping[Cond, str] | None = None, indent: str = "") -> str:
    """Show a composition: its wrappers, one to a line, and what they hold in few words."""
    if isinstance(part, Cond):
        return repr((words or {}).get(part, "words"))
    if isinstance(part, Tensor):
        return f"tensor {'x'.join(map(str, part.shape))}"
    if isinstance(part, BatchedGuidance):
        plain = Guided(part.toward, part.away, part.scale)
        return describe(plain, words, indent) + " (asked together)"
    if isinstance(part, Mapping):
        inner = indent + "  "
        rows = [
            f"{inner}{describe(weight)} of {describe(each, words, inner)}"
            for each, weight in part.items()
        ]
        return "\n" + "\n".join(rows)
    if is_dataclass(part) and not isinstance(part, type):
        return _describe_fields(part, words, indent)
    return getattr(part, "__qualname__", None) or _short(part)


def _describe_fields(part: Any, words: Mapping[Cond, str] | None, indent: str) -> str:
    name = type(part).__name__
    if name == "Preconditioned":
        return f"{_short(part.network)}, predicting {part.prediction.name}"
    inner = indent + "  "
    rows = {each.name: describe(getattr(part, each.name), words, inner) for each in fields(part)}
    line = f"{name}({', '.join(f'{key}={value}' for key, value in rows.items())})"
    if "\n" not in line and len(line) + len(indent) <= 96:
        return line
    return f"{name}(\n" + "\n".join(f"{inner}{key} = {value}" for key, value in rows.items()) + ")"


def _short(part: Any) -> str:
    shown = repr(part)
    return shown if len(shown) <= 60 else type(part).__name__
