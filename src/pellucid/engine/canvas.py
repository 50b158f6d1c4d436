"""How large a picture is: its pixels, and the latent cells that stand for them.

A recipe may ask for a larger canvas than the engine's own, by its width and height or by margins
around a photo. The model then sees it through overlapping windows of the engine's own size.
"""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from pellucid.denoise import Bound, Cond, Level, Model, Tiled
from pellucid.nets.precision import CPU
from pellucid.recipe.edits import MARGIN, Outpaint
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer

MOST = 4  # how many times its own width and height an engine draws


@dataclass(frozen=True, slots=True)
class Canvas:
    """Pixels of a picture, one latent cell of `channels` numbers for each `shrink` x `shrink`."""

    width: int
    height: int
    shrink: int
    channels: int
    device: torch.device = CPU
    window: tuple[int, int] | None = None  # cells that a model sees at once, where not all of them

    @property
    def cells(self) -> tuple[int, int]:
        """Rows and columns of latent cells."""
        return self.height // self.shrink, self.width // self.shrink

    @property
    def latent(self) -> tuple[int, int, int]:
        """The shape (C, h, w) of a latent."""
        return self.channels, *self.cells

    @property
    def overlap(self) -> int:
        """How many cells neighbouring windows share."""
        return min(self.window) // 2 if self.window else 0

    @property
    def windows(self) -> int:
        """Through how many windows the whole is seen."""
        sides = zip(self.cells, self.window or self.cells, strict=True)
        return math.prod(
            1 + math.ceil((side - window) / (window - self.overlap)) for side, window in sides
        )

    def blank(self) -> Tensor:
        """Give a latent (1, C, h, w) of nothing, where the engine computes."""
        return torch.zeros(1, *self.latent, device=self.device)

    def wide(self, model: Model) -> Model:
        """Let a model draw on this canvas: as it is, or window by window."""
        return Wide(model, self.window, self.overlap) if self.window else model

    def settle(self, recipe: Recipe) -> "Canvas":
        """Settle what a recipe is drawn on, where this canvas is the engine's own.

        Raises RecipeError if a side is no multiple of the engine's `shrink`, smaller than its own,
        or more than `MOST` times as large.
        """
        sides = [("width", recipe.width, self.width), ("height", recipe.height, self.height)]
        width, height = (
            Integer(own, MOST * own, self.shrink)(f"{name} for {recipe.engine}", asked or own)
            for name, asked, own in sides
        )
        for edit in recipe.edits:
            if isinstance(edit, Outpaint):
                for name in ("left", "right", "top", "bottom"):
                    replace(MARGIN, every=self.shrink)(name, getattr(edit, name))
                width += edit.left + edit.right
                height += edit.top + edit.bottom
        if (width, height) == (self.width, self.height):
            return self
        return replace(self, width=width, height=height, window=self.cells)


@dataclass(frozen=True, slots=True)
class Wide:
    """A model that draws on a canvas larger than it was trained for, window by window."""

    model: Model
    window: tuple[int, int]
    overlap: int

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        return Tiled(Bound(self.model, cond), self.window, self.overlap)(x, sigma)
