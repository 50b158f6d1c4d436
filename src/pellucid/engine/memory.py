"""What engines are made of: memory for prompts, networks filled with weights, ways to resize.

Nothing here knows what an engine is; `engine.py` puts the parts together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.engine.backend import Backend, Run, wants_gradient
from pellucid.nets.text import SHA256, Reading, TextEncoder, load_text_encoder
from pellucid.nets.weights import Weights, WeightsError

Network = TypeVar("Network", bound=nn.Module)

PROMPTS = 32
ZOOM = 4  # pixels of a side in which a pixel engine's pixel is shown


class Encoder(Protocol):
    """Prompts -> a condition; knows where it stops reading."""

    def __call__(self, prompts: Sequence[str], /) -> Cond: ...
    def reading(self, prompt: str, /) -> Reading: ...


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


class Look(Protocol):
    """A network that reads words once and looks at noisy pictures often.

    `network(x, t, cond) = look(x, tick(t, summary), *said)` with `*said, summary = read(cond)`.
    What is said is the network's own affair, as long as it is tensors, batch for batch.
    """

    def read(self, cond: Cond, /) -> tuple[Tensor, ...]: ...
    def tick(self, t: Tensor, summary: Tensor, /) -> Tensor: ...
    @property
    def look(self) -> Run: ...


class Remembering:
    """A network that reads each condition once: it keeps what it read for a few of them.

    Conditions are told apart as objects, each held as long as what was read of it. The clock runs
    here, in float32; only `look` is compiled.
    """

    def __init__(self, network: Look, look: Run) -> None:
        self.network = network
        self.look = look
        self._read: dict[Cond, tuple[Tensor, ...]] = {}

    def __repr__(self) -> str:
        config: Any = getattr(self.network, "config", None)
        width = f" of width {config.width}" if hasattr(config, "width") else ""
        return type(self.network).__name__ + width

    def __call__(self, x: Tensor, t: Tensor, cond: Cond) -> Tensor:
        if cond.requires_grad:  # words that are being learned are other words each time
            *said, summary = self._reading(cond)
        else:
            *said, summary = self._recall(cond)
        with torch.set_grad_enabled(wants_gradient(x, t, *said, summary)):
            return self.look(x, self.network.tick(t, summary), *said)

    @torch.no_grad()
    def _recall(self, cond: Cond) -> tuple[Tensor, ...]:
        if cond not in self._read:
            self._read[cond] = self._reading(cond)
            if len(self._read) > PROMPTS:
                del self._read[next(iter(self._read))]
        return self._read[cond]

    def _reading(self, cond: Cond) -> tuple[Tensor, ...]:
        """Read, and lay out in memory what was only spread over the image's tokens.

        In bfloat16 OpenVINO answers nonsense if weights are broadcast.
        """
        return tuple(said.contiguous() for said in self.network.read(cond))


def averaged(picture: Tensor) -> Tensor:
    """Make a photo (B, 3, H, W) as small as the engine draws: the mean of each 4 x 4 pixels."""
    return F.avg_pool2d(picture, ZOOM)


def enlarged(picture: Tensor) -> Tensor:
    """Make what the engine draws large enough to be looked at, with no new detail."""
    return F.interpolate(picture, scale_factor=ZOOM, mode="bicubic", align_corners=False)


def built(weights: Weights, make: Callable[[dict[str, Any]], Network]) -> Network:
    """Make a network of its description and fill it with its weights, in float32."""
    try:
        network = make(dict(weights.config))
        network.load_state_dict({name: value.float() for name, value in weights.tensors.items()})
    except (TypeError, RuntimeError):
        raise WeightsError(
            f"The weights of the {weights.kind} do not fit their own description; "
            "download or install them again."
        ) from None
    return network.eval().requires_grad_(requires_grad=False)


def encoder(way: Backend) -> TextEncoder:
    """Load the reader of prompts; it is not rounded, for it is asked but once."""
    plain = load_text_encoder()
    assert isinstance(plain.states, nn.Module)
    return replace(plain, states=way.compile(plain.states, "forward", SHA256, "f32"))
