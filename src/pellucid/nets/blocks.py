"""The parts transformers are built from: a clock, modulation, attention and an MLP.

Shapes: B pictures, T image tokens, L text tokens, D width, H heads, K = D / H, N layers, E width
of the text encoder.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from pellucid.denoise import Cond


def fourier(t: Tensor, width: int, fastest: float = 1000.0) -> Tensor:
    """Clock times t (B,) in [0, 1] as cosines and sines (B, width) of many speeds.

    The slowest is 1 radian a unit, the fastest `fastest` (Vaswani et al. 2017, arXiv 1706.03762).
    """
    half = width // 2
    speeds = torch.exp(torch.linspace(0.0, math.log(fastest), half, device=t.device))  # (width/2)
    angles = t.float()[:, None] * speeds  # (B, width/2)
    return torch.cat([angles.cos(), angles.sin()], dim=-1)  # (B, width)


def grid(side: int, width: int) -> Tensor:
    """Where each token of a side x side grid stands, as cosines and sines (1, side^2, width)."""
    place = torch.linspace(0.0, 1.0, side)
    line = fourier(place, width // 2, fastest=math.pi * side / 2)  # (side, width/2)
    rows = line[:, None, :].expand(side, side, -1)
    columns = line[None, :, :].expand(side, side, -1)
    return torch.cat([rows, columns], dim=-1).reshape(1, side * side, width)  # (1, T, D)


def heads(width: int) -> int:
    """How many heads a width is split into: of 64 numbers or a few more, at least one."""
    return max(1, width // 64)


def begin(shape: tuple[int, ...], numbers: Callable[[], Tensor]) -> nn.Parameter:
    """A parameter of this shape that begins as these numbers; on the meta device without any."""
    empty = torch.empty(shape)
    return nn.Parameter(empty if empty.is_meta else numbers())


def places(side: int, width: int) -> nn.Parameter:
    """Learned places (1, side^2, width) that begin as a `grid`."""
    return begin((1, side * side, width), lambda: grid(side, width))


def modulate(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    """Scale and shift every token of x (B, T, D) alike: x (1 + scale) + shift, both (B, D)."""
    return x * (1 + scale[:, None]) + shift[:, None]


def words_of(text: int, width: int) -> nn.Sequential:
    """Layers that make words of a network (B, L, D) of the text encoder's (B, L, E)."""
    return nn.Sequential(
        nn.LayerNorm(text),
        nn.Linear(text, width),
        nn.GELU(approximate="tanh"),
        nn.Linear(width, width),
        nn.LayerNorm(width),
    )


def log_weights(cond: Cond, dtype: torch.dtype) -> Tensor:
    """What is added to attention's logits (B, L): log w for a word of weight w, very low for 0.

    softmax(logit + log w) counts a word as w copies of it.
    """
    return cond.mask.float().log().clamp_min(-1e4).to(dtype)


def looks(q: Tensor, keys: Tensor, hidden: Tensor) -> Tensor:
    """softmax(q k^T / sqrt(K)): how much each place looks at each key (B, H, T, L).

    `hidden` is added inside.
    """
    logits: Tensor = q @ keys.transpose(-1, -2) * q.shape[-1] ** -0.5 + hidden
    return logits.softmax(-1)


def attend(q: Tensor, keys: Tensor, values: Tensor, hidden: Tensor) -> Tensor:
    """softmax(q k^T / sqrt(K)) v, its heads side by side (B, T, D); `hidden` is added inside."""
    seen: Tensor = rearrange(looks(q, keys, hidden) @ values, "b h t k -> b t (h k)")
    return seen


def read_all(layers: Sequence[Any], words: Tensor) -> tuple[Tensor, Tensor]:
    """Keys and values of the words (B, L, D) for each of the layers, each (N, B, H, L, K)."""
    both = torch.stack([layer.text(words) for layer in layers])  # (N, B, L, 2 D)
    heads = layers[0].heads
    keys, values = rearrange(both, "n b l (two h k) -> two n b h l k", two=2, h=heads)
    return keys, values


class Looking(nn.Module):
    """A network that reads words once and looks at noisy pictures often.

    `network(x, t, cond) = look(x, tick(t, summary), *said)` with `*said, summary = read(cond)`.
    What is said is the network's own affair, as long as it is tensors, batch for batch.
    """

    clock: nn.Module  # D numbers to D numbers
    read: Callable[[Cond], tuple[Tensor, ...]]
    look: Callable[..., Tensor]

    def tick(self, t: Tensor, summary: Tensor) -> Tensor:
        """What the clock t (B,) and the prompt's summary (B, D) tell every layer, (B, D).

        Apart from `look` because its fast cosines need float32 where the rest does not.
        """
        clock: Tensor = self.clock(fourier(t, summary.shape[1]).to(summary.dtype))
        return clock + summary

    def forward(self, x: Tensor, t: Tensor, cond: Cond) -> Tensor:
        *said, summary = self.read(cond)
        return self.look(x, self.tick(t, summary), *said)


class Attention(nn.Module):
    """Image tokens look at one another and at the words, in one softmax.

    softmax(q [k, k_text]^T / sqrt(K)) [v, v_text]. Words are only looked at, never updated, so
    their keys and values can be computed once per prompt (as in PRX, Photoroom 2025). With
    words the product is written out: at 64 tokens on a CPU its backward is faster than the fused
    kernel's. Without `words` there is the image alone; there, at 256 tokens, the fused kernel takes
    two thirds of the time.
    """

    def __init__(self, width: int, heads: int, words: bool = True) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        if words:
            self.text = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, *said: Tensor) -> Tensor:
        """Attend from x (B, T, D) to itself and to what is said: keys, values and `hidden`.

        `hidden` (B, 1, T, T + L) is the logarithm of weights.
        """
        q, k, v = rearrange(self.qkv(x), "b t (three h k) -> three b h t k", three=3, h=self.heads)
        if not said:
            alone = F.scaled_dot_product_attention(q, k, v)
            return self.out(rearrange(alone, "b h t k -> b t (h k)"))  # type: ignore[no-any-return]
        keys, values, hidden = said
        k, v = torch.cat([k, keys], dim=2), torch.cat([v, values], dim=2)  # (B, H, T + L, K)
        seen: Tensor = self.out(attend(q, k, v, hidden))
        return seen  # (B, T, D)

    def at_words(self, x: Tensor, keys: Tensor, hidden: Tensor) -> Tensor:
        """How much each place looks at each word (B, H, T, L); the rest is at other places."""
        q, k, _ = rearrange(self.qkv(x), "b t (three h k) -> three b h t k", three=3, h=self.heads)
        return looks(q, torch.cat([k, keys], dim=2), hidden)[..., k.shape[2] :]


class Block(nn.Module):
    """One layer of a diffusion transformer: attention, then an MLP, both modulated by the clock.

    Adaptive layer norm with gates that start at zero, so a new block is the identity (Peebles and
    Xie 2022, arXiv 2212.09748); one modulation is shared by all blocks and each adds a learned
    offset (PixArt-alpha, Chen et al. 2023, arXiv 2310.00426).
    """

    def __init__(self, width: int, heads: int, expansion: int, words: bool = True) -> None:
        super().__init__()
        self.attention = Attention(width, heads, words)
        self.mlp = nn.Sequential(
            nn.Linear(width, expansion * width),
            nn.GELU(approximate="tanh"),
            nn.Linear(expansion * width, width),
        )
        self.normal = nn.LayerNorm(width, elementwise_affine=False)
        self.offset = begin((6, width), lambda: torch.randn(6, width) * width**-0.5)

    def forward(self, x: Tensor, modulation: Tensor, *said: Tensor) -> Tensor:
        shift, scale, gate, shift2, scale2, gate2 = (modulation + self.offset).unbind(1)  # (B, D)
        plain = modulate(self.normal(x), shift, scale)
        looked: Tensor = self.attention(plain, *said)
        x = x + gate[:, None] * looked  # (B, T, D)
        thought: Tensor = self.mlp(modulate(self.normal(x), shift2, scale2))
        return x + gate2[:, None] * thought  # (B, T, D)
