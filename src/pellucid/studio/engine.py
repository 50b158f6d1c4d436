"""Words in, steps out: the one place where all parts meet.

An `Engine` is a model and everything it needs to meet the world: a codec between pixels and
latents, a reader of prompts, and the clock the model was trained with. It turns a recipe into a
`Plan` and a plan into a walk:

    engine = pellucid.load("garden")
    for step in engine.draw(pellucid.Recipe("a snail on a mushroom", seed=7)):
        print(step.index, step.sigma)

Guidance, a negative prompt and every edit are compositions of denoisers; there is one way to draw.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from pellucid.denoise import Bound, Cond, Model
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig, Read
from pellucid.nets.text import SHA256, Reading, load_text_encoder
from pellucid.nets.weights import Weights, WeightsError
from pellucid.noise import Seeded
from pellucid.precondition import FLOW, Preconditioned
from pellucid.sample import Step
from pellucid.schedule import LADDERS, Flow, Schedule
from pellucid.solvers import SOLVERS
from pellucid.studio.backend import Backend, Run, named
from pellucid.studio.moments import hold, in_order, on_model, on_plan
from pellucid.studio.plan import Plan, guided, to_pixels
from pellucid.studio.recipe import ENGINES, Recipe
from pellucid.studio.rules import choice
from pellucid.studio.weights import SHIPPED, Shelf

__all__ = ["Codec", "Coder", "Engine", "Reader", "Remembering", "assemble", "load"]

Network = TypeVar("Network", bound=nn.Module)

PARTS = ("denoiser", "codec")
PROMPTS = 32


class Codec(Protocol):
    """Pixels in [-1, 1] <-> latents of unit variance."""

    def encode(self, picture: Tensor, /) -> Tensor: ...
    def decode(self, latent: Tensor, /) -> Tensor: ...
    def preview(self, latent: Tensor, /) -> Tensor: ...


class Encoder(Protocol):
    """Prompts -> a condition; knows where it stops reading."""

    def __call__(self, prompts: Sequence[str], /) -> Cond: ...
    def reading(self, prompt: str, /) -> Reading: ...


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
            solver=SOLVERS[recipe.solver],
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
        denoise = guided(plan.model, words, away, recipe.guidance)
        names = {id(words): prompt, id(away): recipe.negative}
        return replace(plan, denoise=denoise, words={**plan.words, **names})

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


@dataclass(frozen=True, slots=True, eq=False)
class Coder:
    """A codec whose three ways are functions of their own."""

    encode: Run
    decode: Run
    preview: Run


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """An encoder that reads each prompt once, and remembers a few."""

    encoder: Encoder
    remember: Callable[[tuple[str, ...]], Cond]

    @classmethod
    def of(cls, encoder: Encoder) -> "Reader":
        """Give an encoder a memory."""
        return cls(encoder, lru_cache(PROMPTS)(encoder))

    def __call__(self, prompts: Sequence[str], /) -> Cond:
        return self.remember(tuple(prompts))

    def reading(self, prompt: str, /) -> Reading:
        return self.encoder.reading(prompt)


class Remembering:
    """A DiT that reads each condition once: it keeps the words' keys and values for a few prompts.

    The clock runs here, in float32; only `look` is compiled.
    """

    def __init__(self, network: DiT, look: Run) -> None:
        self.network = network
        self.look = look
        self._read: dict[int, tuple[Cond, Read]] = {}

    def __repr__(self) -> str:
        return f"DiT of width {self.network.config.width}"

    @torch.no_grad()
    def __call__(self, x: Tensor, t: Tensor, cond: Cond) -> Tensor:
        keys, values, hidden, summary = self._recall(cond)
        return self.look(x, self.network.tick(t, summary), keys, values, hidden)

    def _recall(self, cond: Cond) -> Read:
        """Find what was read of these tokens; the kept condition holds on to their identity."""
        key = id(cond.tokens)
        if key not in self._read:
            keys, values, hidden, summary = self.network.read(cond)
            rows = hidden.expand(-1, -1, self.network.config.tokens, -1)
            self._read[key] = cond, (keys, values, rows.contiguous(), summary)
            if len(self._read) > PROMPTS:
                del self._read[next(iter(self._read))]
        return self._read[key][1]


def load(name: str = "garden", folder: Path = SHIPPED, backend: str = "fastest") -> Engine:
    """Load an engine by name, from the shipped weights or from a folder of your own.

    Raises:
        RecipeError: there is no engine or backend of that name.
        WeightsError: a weight file is missing, damaged, or not the published one.

    """
    choice("engine", name, ENGINES)
    shelf, way = Shelf(folder), named(backend)
    codec = _built(shelf.load(name, "codec"), lambda c: Autoencoder(AutoencoderConfig(**c)))
    denoiser = _built(shelf.load(name, "denoiser"), lambda c: DiT(DiTConfig(**c)))
    encoder = load_text_encoder()
    assert isinstance(encoder.states, nn.Module)
    states = way.compile(encoder.states, "forward", SHA256, "f32")  # not rounded: asked but once
    encoder = replace(encoder, states=states)
    return assemble(name, denoiser, codec, encoder, way, shelf.stamp(name, *PARTS))


def assemble(
    name: str, denoiser: DiT, codec: Autoencoder, encoder: Encoder, way: Backend, stamp: str
) -> Engine:
    """Make an engine of networks; `stamp` names their weights."""
    look = way.compile(denoiser, "look", stamp)
    return Engine(
        name=name,
        model=Preconditioned(Remembering(denoiser, look), FLOW, Flow().time),
        codec=Coder(
            torch.no_grad()(codec.encode),
            way.compile(codec, "decode", stamp),
            way.compile(codec, "preview", stamp),
        ),
        read=Reader.of(encoder),
        schedule=Flow(),
        weights=stamp,
        backend=way.name,
        precision=way.precision,
        size=denoiser.config.side * 8,
        channels=denoiser.config.channels,
    )


def _built(weights: Weights, make: Callable[[dict[str, Any]], Network]) -> Network:
    """Make a network of its description and fill it with its weights, in float32."""
    try:
        network = make(_tuples(weights.config))
        network.load_state_dict({name: value.float() for name, value in weights.tensors.items()})
    except (TypeError, RuntimeError):
        raise WeightsError(
            f"The weights of the {weights.kind} do not fit their own description; "
            "download or install them again."
        ) from None
    return network.eval().requires_grad_(requires_grad=False)


def _tuples(config: Mapping[str, Any]) -> dict[str, Any]:
    """JSON has no tuples, configurations no lists."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in config.items()
    }
