"""A fast engine of another shape than any shipped one, for tests that no shape is taken on trust.

Rectangular, 16 channels, six pixels to a cell, previews of its own size, prompts of unequal length,
no vector of a whole prompt, something in `extra` that its model must have, and its own usual
settings. Its denoiser is exact for a world of one blurred picture per prompt, and refuses to look
at any other size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from fake import SPREAD, WORDS
from torch import Tensor

from pellucid.denoise import Cond, Level
from pellucid.engine.canvas import Canvas
from pellucid.engine.engine import Engine
from pellucid.nets.text import Reading
from pellucid.recipe.engines import EngineKind, Usual
from pellucid.schedule import Cosine

CANVAS = Canvas(width=120, height=72, shrink=6, channels=16)
DEPTH = 12  # numbers of a word
KIND = EngineKind(
    "other", "of another shape", lambda *_: engine(), Usual(4, 1.5, "unipc", "karras")
)
LIFT = torch.linalg.qr(torch.randn(16, 3, generator=torch.Generator().manual_seed(5)))[0]
"""From three colours to sixteen numbers (16, 3), and back by its transpose."""


@dataclass(slots=True, eq=False)
class OtherModel:
    """The exact guess in a world of one picture per prompt: waves of its words, and a tint."""

    looks: int = 0
    longest: int = 0  # words of the longest prompt that was looked at

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        assert x.shape[1:] == CANVAS.latent, f"asked about {tuple(x.shape)}"
        assert len(x) == len(cond.tokens) == len(cond.mask) == len(cond.extra["tint"])
        self.looks += len(x)
        self.longest = max(self.longest, cond.tokens.shape[1])
        share = SPREAD**2 / (SPREAD**2 + sigma**2)
        target = _target(cond).to(x)
        return target + share * (x - target)


def _target(cond: Cond) -> Tensor:
    """The picture (B, 16, h, w) of each prompt."""
    rows, columns = CANVAS.cells
    meant = (cond.tokens * cond.mask[..., None]).sum(1)
    down = torch.linspace(0, math.pi, rows, device=meant.device)[:, None]
    across = torch.linspace(0, 2 * math.pi, columns, device=meant.device)[None]
    colours = [
        torch.sin(meant[:, first, None, None] + down * meant[:, first + 1, None, None] + across)
        for first in (0, 3, 6)
    ]
    whole = torch.stack(colours, 1) * 0.6 + cond.extra["tint"][..., None, None]
    return torch.einsum("cr,brhw->bchw", LIFT.to(meant), whole)


class OtherReader:
    """A prompt is as long as its words and a beginning; each word is a vector of its own."""

    def __init__(self, device: str = "cpu") -> None:
        self.device = device

    def __call__(self, prompts: Sequence[str], /) -> Cond:
        rows = [_words(prompt) for prompt in prompts]
        longest = max(map(len, rows))
        mask = torch.tensor([[place < len(row) for place in range(longest)] for row in rows])
        tokens = torch.stack([F.pad(row, (0, 0, 0, longest - len(row))) for row in rows])
        tint = torch.stack([row.sum(0)[-3:].tanh() * 0.3 for row in rows])
        device = self.device
        return Cond(tokens.to(device), mask.to(device), None, {"tint": tint.to(device)})

    def reading(self, prompt: str, /) -> Reading:
        words = prompt.split()
        return Reading(" ".join(words[:WORDS]), " ".join(words[WORDS:]))


def _words(prompt: str) -> Tensor:
    """Vectors (1 + words, DEPTH); the first stands for no word."""
    seeds = [sum(map(ord, word)) for word in prompt.split()[:WORDS]]
    drawn = [torch.randn(DEPTH, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    return torch.stack([torch.zeros(DEPTH), *drawn])


class OtherCodec:
    """Latents are small pictures lifted to sixteen numbers; a preview has two pixels to a cell."""

    def encode(self, picture: Tensor, /) -> Tensor:
        small = F.avg_pool2d(picture, CANVAS.shrink)
        return torch.einsum("cr,brhw->bchw", LIFT.to(small), small)

    def decode(self, latent: Tensor, /) -> Tensor:
        return self._shown(latent, float(CANVAS.shrink))

    def preview(self, latent: Tensor, /) -> Tensor:
        return self._shown(latent, 2.0)

    def _shown(self, latent: Tensor, zoom: float) -> Tensor:
        colours = torch.einsum("cr,bchw->brhw", LIFT.to(latent), latent)
        return F.interpolate(colours, scale_factor=zoom, mode="nearest")


def engine(model: OtherModel | None = None, device: str = "cpu") -> Engine:
    """A whole engine; recipes know its name where the fixture `other_kind` is."""
    return Engine(
        name=KIND.name,
        model=model or OtherModel(),
        codec=OtherCodec(),
        read=OtherReader(device),
        schedule=Cosine(),
        canvas=replace(CANVAS, device=torch.device(device)),
        weights="other",
        backend="closed form",
        precision="f32",
    )
