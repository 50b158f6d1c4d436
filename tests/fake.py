"""A fast engine for tests of the server and the page: no network, the same way in and out.

Its denoiser is exact for a world in which each prompt is one picture, blurred a little: the
posterior mean of a Gaussian. So walks from noise end at a picture that only the prompt decides,
different seeds keep a trace of their noise, guidance works as it does anywhere, and a step takes a
fraction of a millisecond.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from derive.serve import served
from pellucid.app.serve.limits import LIMITS, Limits
from pellucid.app.server import build
from pellucid.denoise import Cond, Level
from pellucid.engine.canvas import Canvas
from pellucid.engine.engine import Engine
from pellucid.engine.shelf import LatentStats
from pellucid.nets.text import Reading
from pellucid.schedule import Flow

SIDE = 32
WORDS = 24
PATIENCE = 120  # s: how long a machine with other work may take for what does happen
SPREAD = 0.15  # how much pictures of one prompt differ
CELLS = LatentStats(  # as four numbers that are alike in part may be spread
    pictures=96_256,
    mean=(0.039, 0.031, 0.023, -0.028),
    covariance=(
        (0.954, 0.416, -0.103, 0.069),
        (0.416, 0.960, -0.162, -0.027),
        (-0.103, -0.162, 0.967, 0.234),
        (0.069, -0.027, 0.234, 0.980),
    ),
)


class Gate:
    """Lets so many looks of a model through; the next wait until it is opened."""

    def __init__(self, free: int) -> None:
        self.free = threading.Semaphore(free)
        self.wide = threading.Event()
        self.reached = threading.Event()

    def open(self) -> None:
        self.wide.set()
        self.free.release()

    def wait(self, looks: int) -> None:
        self.reached.set()
        for _ in range(looks):
            if not self.wide.is_set():
                self.free.acquire(timeout=PATIENCE)


@dataclass(slots=True, eq=False)
class FakeModel:
    """The exact guess in a world of one blurred picture per prompt. Counts its looks.

    `pause` seconds per call make it as slow as a test needs, a `gate` holds it where a test wants
    it; `broken` makes it fail, and `fault` is raised as it is, to fell the thread that asks it.
    """

    pause: float = 0.0
    broken: str = ""
    fault: BaseException | None = None
    looks: int = 0
    gate: Gate | None = None

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        if self.gate:
            self.gate.wait(len(x))
        self.looks += len(x)
        if self.pause:
            time.sleep(self.pause)
        if self.broken:
            raise RuntimeError(self.broken)
        if self.fault:
            raise self.fault
        mean = replace(cond, pooled=None).summary
        target = mean.view(len(cond.tokens), 4, SIDE, SIDE)
        variance = SPREAD**2
        share = variance / (variance + sigma**2)
        return target + share * (x - target)


class FakeReader:
    """Prompts to pictures: a ground, and two discs whose places and colours the words decide."""

    def __call__(self, prompts: Sequence[str], /) -> Cond:
        tokens = torch.stack([_painted(prompt) for prompt in prompts]).flatten(1)[:, None]
        mask = torch.ones(len(prompts), 1, dtype=torch.bool)
        return Cond(tokens, mask, torch.stack([self._meaning(prompt) for prompt in prompts]))

    def reading(self, prompt: str, /) -> Reading:
        words = prompt.split()
        return Reading(" ".join(words[:WORDS]), " ".join(words[WORDS:]))

    def _meaning(self, prompt: str) -> Tensor:
        return torch.stack([_number(word, 16) for word in prompt.split() or [""]]).mean(0)


class FakeCodec:
    """Latents are small pictures: three colours and their mean, eight pixels to a cell."""

    def encode(self, picture: Tensor, /) -> Tensor:
        small = F.avg_pool2d(picture, 8) * 1.5
        return torch.cat([small, small.mean(1, keepdim=True)], 1)

    def decode(self, latent: Tensor, /) -> Tensor:
        return F.interpolate(latent[:, :3] / 1.5, scale_factor=8.0, mode="nearest")

    def preview(self, latent: Tensor, /) -> Tensor:
        return F.interpolate(latent[:, :3] / 1.5, scale_factor=4.0, mode="nearest")


def engine(model: FakeModel | None = None, weights: str = "fake") -> Engine:
    """A whole fake engine; `garden` is its name because recipes know no other."""
    return Engine(
        name="garden",
        model=model or FakeModel(),
        codec=FakeCodec(),
        read=FakeReader(),
        schedule=Flow(),
        canvas=Canvas(SIDE * 8, SIDE * 8, shrink=8, channels=4),
        weights=weights,
        backend="closed form",
        precision="f32",
        spread=CELLS,
    )


def _number(word: str, count: int) -> Tensor:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:6], "big")
    return torch.randn(count, generator=torch.Generator().manual_seed(seed))


@lru_cache(maxsize=32)
def _painted(prompt: str) -> Tensor:
    """A latent (4, SIDE, SIDE); the empty prompt is plain grey."""
    canvas = torch.zeros(3, SIDE, SIDE)
    if not prompt.split():
        return torch.cat([canvas, canvas.mean(0, keepdim=True)])
    down, across = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    facts = torch.sigmoid(_number(prompt, 15))
    top, bottom = facts[:3], facts[3:6]
    rise = (down / SIDE)[None]
    canvas = (top[:, None, None] * (1 - rise) + bottom[:, None, None] * rise) * 2 - 1
    for first in (6, 10):
        colour = facts[first : first + 3] * 2 - 1
        middle = SIDE * (0.25 + 0.5 * facts[first + 3])
        other = SIDE * (0.3 + 0.4 * facts[14 - first // 2])
        disc = (down - middle) ** 2 + (across - other) ** 2 < (SIDE * (0.3 - first / 60)) ** 2
        canvas = torch.where(disc[None], colour[:, None, None], canvas)
    canvas = canvas * 1.5
    return torch.cat([canvas, canvas.mean(0, keepdim=True)])


def until(true: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "It has not come true."
        time.sleep(0.02)


@contextmanager
def serving(
    made: Engine | None = None,
    limits: Limits = LIMITS,
    load: Callable[[], Engine] | None = None,
) -> Iterator[str]:
    """Serve the page with a fake engine on a free port of this machine; yields its address."""
    loads = {made.name if made else "garden": load or (lambda: made or engine())}
    with served(build(loads, limits=limits)) as url:
        yield url
