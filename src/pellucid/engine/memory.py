"""What engines are made of: memory for prompts, and the reader of prompts."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import torch
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.engine.backend import Backend, Run, wants_gradient
from pellucid.nets.blocks import Looking
from pellucid.nets.text import SHA256, Reading, TextEncoder, load_text_encoder
from pellucid.recipe.prompt import plain, spans

PROMPTS = 32


class Reader:
    """An encoder that reads each prompt once, its words with their weights, and remembers a few.

    A word of weight w counts as w copies of it wherever the network looks at words, and in their
    mean. Where words change on the way, it reads those of the end.
    """

    def __init__(self, encoder: TextEncoder) -> None:
        self.encoder = encoder
        self._recall = lru_cache(PROMPTS)(self._read)

    def __call__(self, prompts: Sequence[str], /) -> Cond:
        return self._recall(tuple(prompts))

    def reading(self, prompt: str) -> Reading:
        """Split the words of a prompt where the encoder stops reading."""
        return self.encoder.reading(plain(prompt))

    def _read(self, prompts: Sequence[str]) -> Cond:
        cond = self.encoder([plain(prompt) for prompt in prompts])
        if all(span.weight == 1 for prompt in prompts for span in spans(prompt)):
            return cond
        weights = torch.tensor([self._weights(prompt) for prompt in prompts])
        heavy = replace(cond.weigh(weights.to(cond.mask.device)), pooled=None)
        return replace(heavy, pooled=heavy.summary)

    def _weights(self, prompt: str) -> list[float]:
        """Give each token the weight of the words that it begins in, and 1 where it is none."""
        said = [(len(span.text), span.weight) for span in spans(prompt)]
        letters = [weight for length, weight in said for _ in range(length)]
        places = self.encoder.places(plain(prompt))
        return [letters[start] if end > start else 1.0 for start, end in places]


class Remembering:
    """A network that reads each condition once: it keeps what it read for a few of them.

    Conditions are told apart as objects, each held as long as what was read of it. The clock runs
    here, in float32; only `look` is compiled.
    """

    def __init__(self, network: Looking, look: Run) -> None:
        self.network = network
        self.look = look
        self._recall = lru_cache(PROMPTS)(torch.no_grad()(partial(_read, network)))

    def __repr__(self) -> str:
        config: Any = getattr(self.network, "config", None)
        width = f" of width {config.width}" if hasattr(config, "width") else ""
        return type(self.network).__name__ + width

    def __call__(self, x: Tensor, t: Tensor, cond: Cond) -> Tensor:
        # words that are being learned are other words each time
        *said, summary = _read(self.network, cond) if cond.requires_grad else self._recall(cond)
        with torch.set_grad_enabled(wants_gradient(x, t, *said, summary)):
            return self.look(x, self.network.tick(t, summary), *said)


def _read(network: Looking, cond: Cond) -> tuple[Tensor, ...]:
    """Read, and lay out in memory what was only spread over the image's tokens.

    Rounded to 16 bits OpenVINO answers nonsense if weights are broadcast.
    """
    return tuple(said.contiguous() for said in network.read(cond))


def encoder(way: Backend) -> TextEncoder:
    """Load the reader of prompts; it is not rounded, for it is asked but once."""
    plain = load_text_encoder()
    assert isinstance(plain.states, nn.Module)
    return replace(plain, states=way.compile(plain.states, "forward", SHA256, "f32"))
