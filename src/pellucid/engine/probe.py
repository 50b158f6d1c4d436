"""Looking into a network while it looks: which words each place listens to, and without some heads.

    seen = attention(engine, "a snail on a mushroom", walked.x, walked.sigmas)
    seen.word(2, 7)  # where "snail" is looked at, state by state

A network's attention is computed anew from states that were kept, by torch, so that drawing costs
nothing for it. Any module with `heads`, `out` and `at_words` counts as a layer.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from pellucid.denoise import Cond, over
from pellucid.engine.backend import Torch
from pellucid.engine.engine import Engine
from pellucid.engine.memory import Remembering
from pellucid.errors import MendableError
from pellucid.recipe.prompt import plain

Head = tuple[int, int]
"""A layer and a head of it, both from 0."""


class ProbeError(MendableError):
    """Something that a network does not have was asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """How much each place looks at each word: a tensor (N states, H, L, h, w) for each layer.

    Numbers are shares in [0, 1]. What is missing to 1 over all words goes to other places of the
    picture, in layers that look at them too. `spans` says where each of the L tokens stands in the
    words of the prompt.
    """

    layers: Mapping[str, Tensor]
    spans: Sequence[tuple[int, int]]

    def maps(self) -> Tensor:
        """The mean over all heads and layers (N, L, h, w), as fine as the finest layer."""
        means = [each.mean(1) for each in self.layers.values()]
        size = max((each.shape[-2:] for each in means), key=max)
        return torch.stack([F.interpolate(each, tuple(size)) for each in means]).mean(0)

    def word(self, start: int, end: int) -> Tensor:
        """Add up the maps of all tokens that begin in a word (N, h, w)."""
        return self.maps()[:, self.tokens(start, end)].sum(1)

    def tokens(self, start: int, end: int) -> list[int]:
        """Find the tokens that begin between two letters of the words of the prompt."""
        spans = enumerate(self.spans)
        return [place for place, (low, high) in spans if start <= low < min(end, high)]


def width(share: Tensor) -> Tensor:
    """How widely a map (..., h, w) is spread: 0 is one place, 1 all places alike (its entropy)."""
    flat = share.flatten(-2)
    flat = flat / flat.sum(-1, keepdim=True).clamp_min(1e-12)
    spread: Tensor = -torch.special.xlogy(flat, flat).sum(-1)
    return spread / math.log(flat.shape[-1])


def overlap(looked_at: Tensor, inside: Tensor) -> float:
    """How likely a place inside a thing is looked at more than one outside; 0.5 is chance.

    Both are maps (h, w), the second of booleans. It is the area under the receiver's operating
    curve, of all pairs of a place inside and one outside; equal ones count half (Hanley and
    McNeil, 1982, doi 10.1148/radiology.143.1.7063747).
    """
    here, there = looked_at[inside][:, None], looked_at[~inside][None]
    return float((here > there).float().mean() + 0.5 * (here == there).float().mean())


def layers(engine: Engine) -> Mapping[str, Any]:
    """Name the layers of an engine's network that look at words, in the order they stand in."""
    found: dict[str, Any] = {}

    def look(part: Any) -> Any:
        if isinstance(part, Remembering):
            modules = part.network.named_modules()
            found.update({name: each for name, each in modules if hasattr(each, "at_words")})
        return over(part, look)

    look(engine.model)
    return found


@torch.no_grad()
def attention(
    engine: Engine, prompt: str, shown: Tensor, sigmas: Sequence[float], batch: int = 8
) -> Attention:
    """Ask an engine's network where it looks, in states as they were kept.

    `shown` (N, C, h, w) are states of unit size at noise levels `sigmas`, both as a `Walked` has
    them; a state without noise is looked at as one at the lowest level that the engine knows.
    """
    asked, words = in_torch(engine), engine.read([prompt])
    heard: dict[str, list[Tensor]] = {name: [] for name in layers(engine)}
    for first in range(0, len(sigmas), batch):
        levels = torch.tensor(sigmas[first : first + batch]).clamp_min(engine.schedule.sigma_min)
        level = levels.view(-1, 1, 1, 1).to(engine.canvas.device)
        x = shown[first : first + batch].float().to(level) * (1 + level**2).sqrt()
        with _listening(engine, heard):
            asked.model(x, level, Cond.cat([words] * len(x)))
    rows, columns = engine.canvas.cells
    found = {name: _laid_out(torch.cat(each), rows, columns) for name, each in heard.items()}
    return Attention(found, engine.read.encoder.places(plain(prompt)))


def in_torch(engine: Engine) -> Engine:
    """Give the same engine with its network asked by torch itself, so that hooks are heard."""

    def bare(part: Any) -> Any:
        if isinstance(part, Remembering):
            return Remembering(part.network, Torch().compile(part.network, "look", ""))
        return over(part, bare)

    way = Torch()
    return replace(
        engine,
        model=bare(engine.model),
        fraction=engine.fraction and bare(engine.fraction),
        backend=way.name,
        precision=way.precision,
    )


@contextmanager
def silent(engine: Engine, heads: Collection[Head]) -> Iterator[Engine]:
    """Draw by torch while some heads of some layers say nothing.

    Raises ProbeError if the network has no such head.
    """
    found = list(layers(engine).values())
    for layer, head in heads:
        if not (0 <= layer < len(found) and 0 <= head < found[layer].heads):
            raise ProbeError(
                f"There is no head {layer}.{head}; the network has {len(found)} layers; "
                "layers and heads count from 0."
            )
    with ExitStack() as hooks:
        for place, module in enumerate(found):
            off = [head for layer, head in heads if layer == place]
            hook = partial(_without, off, module.heads)
            hooks.callback(module.out.register_forward_pre_hook(hook).remove)
        yield in_torch(engine)


def _without(off: Sequence[int], heads: int, _: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor]:
    """Silence heads in what is about to be mixed (B, T, H K), where heads stand side by side."""
    parts = list(inputs[0].chunk(heads, dim=-1))
    for head in off:
        parts[head] = torch.zeros_like(parts[head])
    return (torch.cat(parts, dim=-1),)


@contextmanager
def _listening(engine: Engine, heard: Mapping[str, list[Tensor]]) -> Iterator[None]:
    """Write down where layers look while somebody asks."""

    def hear(name: str, module: Any, inputs: tuple[Tensor, ...]) -> None:
        x, keys, _, hidden = inputs
        heard[name].append(module.at_words(x, keys, hidden))

    with ExitStack() as hooks:
        for name, module in layers(engine).items():
            hooks.callback(module.register_forward_pre_hook(partial(hear, name)).remove)
        yield


def _laid_out(shares: Tensor, rows: int, columns: int) -> Tensor:
    """(N, H, T, L) to (N, H, L, h, w): places stand row after row, on a grid like the canvas."""
    step = math.isqrt(rows * columns // shares.shape[2])
    return rearrange(shares, "n h (y x) l -> n h l y x", y=rows // step, x=columns // step)
