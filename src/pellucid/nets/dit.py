"""DiT: a transformer that looks at a noisy latent, a clock and words, and says what to remove.

The latent is cut into patches, each a token; blocks let tokens look at one another and at the
prompt; the clock and the prompt's summary scale and shift every layer. After "Scalable Diffusion
Models with Transformers" (Peebles and Xie 2022, arXiv 2212.09748), with words as extra keys and
values rather than a separate cross-attention. A few finer blocks may follow (`Tail`).

Shapes: B pictures, C channels, S x S latent cells, P patch, T = (S/P)^2 tokens, L words, D width,
H heads, K = D / H, N blocks, E width of the text encoder, F width of the tail.
"""

from dataclasses import dataclass

import torch
from einops import rearrange
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.nets.blocks import (
    Block,
    Looking,
    heads,
    log_weights,
    modulate,
    places,
    read_all,
    words_of,
)
from pellucid.nets.sizes import LAYERS, check_laws, check_sizes
from pellucid.precondition import PREDICTIONS, Prediction

SILENT = ("modulation.1.weight", "last.weight", "out.weight")  # zero at birth


@dataclass(frozen=True, slots=True)
class DiTConfig:
    """Sizes of the transformer; `width` is the one dial, in heads of 64."""

    width: int = 256
    depth: int = 10
    patch: int = 4
    side: int = 32
    channels: int = 4
    text: int = 384
    expansion: int = 4
    tail: tuple[int, int] = (0, 0)  # the tail's width and depth; no tail where the depth is 0
    predicts: str = "flow"  # which row of `PREDICTIONS` the network answers for

    def __post_init__(self) -> None:
        """Raise ValueError for sizes that do not go together."""
        check_sizes(self)
        (fine, layers), laid = self.tail, self.tail[1] > 0
        widths = (self.width, fine) if laid else (self.width,)
        check_laws(
            {
                f"depth must be at most {LAYERS}": max(self.depth, layers) <= LAYERS,
                "side must be a multiple of patch": self.side % self.patch == 0,
                "patch must be even where there is a tail": not laid or self.patch % 2 == 0,
                "width must be a multiple of 4 and of its heads": all(
                    width > 0 and width % 4 == width % heads(width) == 0 for width in widths
                ),
                f"predicts must be {' or '.join(PREDICTIONS)}": self.predicts in (*PREDICTIONS,),
            }
        )

    @property
    def prediction(self) -> Prediction:
        """What the network's answer means."""
        return PREDICTIONS[self.predicts]

    @property
    def heads(self) -> int:
        """Heads of 64 numbers each, at least one."""
        return heads(self.width)

    @property
    def tokens(self) -> int:
        """How many patches the latent is cut into."""
        return (self.side // self.patch) ** 2


class Tail(nn.Module):
    """Blocks over patches of half the side, 4 T tokens, after the trunk: the fine scale.

    A token is its patch of the noisy latent, its place, and its quarter of the trunk's token above
    it. It looks at the other fine tokens, and hears of the words through the trunk alone. What the
    tail says is added to what the trunk says, and is zero at birth (coarse blocks first, fine ones
    last: arXiv 2603.26357).
    """

    def __init__(self, config: DiTConfig) -> None:
        super().__init__()
        (width, depth), self.patch = config.tail, config.patch // 2
        cells, self.side = config.channels * self.patch**2, config.side // self.patch
        self.patches = nn.Linear(cells, width)
        self.places = places(self.side, width)
        self.trunk = nn.Linear(config.width, 4 * width)
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(config.width, 6 * width))
        self.blocks = nn.ModuleList(
            Block(width, heads(width), config.expansion, words=False) for _ in range(depth)
        )
        self.normal = nn.LayerNorm(width, elementwise_affine=False)
        self.last = nn.Linear(config.width, 2 * width)
        self.out = nn.Linear(width, cells)

    def forward(self, x: Tensor, clock: Tensor, trunk: Tensor) -> Tensor:
        """What to add (B, C, S, S) at the noisy latent x, after the trunk's tokens (B, T, D)."""
        modulation = rearrange(self.modulation(clock), "b (six f) -> b six f", six=6)
        above = rearrange(
            self.trunk(trunk), "b (h w) (p q f) -> b (h p w q) f", h=self.side // 2, p=2, q=2
        )  # (B, 4 T, F)
        x = self.patches(cut(x, self.patch)) + self.places + above
        for block in self.blocks:
            x = block(x, modulation)
        shift, scale = self.last(nn.functional.silu(clock)).chunk(2, dim=-1)
        return assemble(self.out(modulate(self.normal(x), shift, scale)), self.patch, self.side)


def cut(x: Tensor, patch: int) -> Tensor:
    """A latent (B, C, S, S) as its patches (B, (S / P)^2, C P P), row after row."""
    return rearrange(x, "b c (h p) (w q) -> b (h w) (c p q)", p=patch, q=patch)


def assemble(patches: Tensor, patch: int, side: int) -> Tensor:
    """Patches (B, side^2, C P P) as the latent (B, C, S, S) that they were cut from."""
    return rearrange(patches, "b (h w) (c p q) -> b c (h p) (w q)", h=side, p=patch, q=patch)


class DiT(Looking):
    """(latent, clock, words) -> prediction of the same shape as the latent."""

    def __init__(self, config: DiTConfig) -> None:
        super().__init__()
        self.config = config
        width, cells = config.width, config.channels * config.patch**2
        self.patches = nn.Linear(cells, width)
        self.places = places(config.side // config.patch, width)
        self.words = words_of(config.text, width)
        self.summary = nn.Linear(config.text, width)
        self.clock = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 6 * width))
        self.blocks = nn.ModuleList(
            Block(width, config.heads, config.expansion) for _ in range(config.depth)
        )
        self.normal = nn.LayerNorm(width, elementwise_affine=False)
        self.last = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, cells)
        self.tail = Tail(config) if config.tail[1] else None
        self._initialise()

    def _initialise(self) -> None:
        """Every block starts as the identity and the whole network at zero."""
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        for name, weight in self.named_parameters():
            with torch.no_grad():
                if name.removeprefix("tail.") in SILENT:
                    weight.zero_()
                if name.endswith("offset"):
                    weight[[2, 5]] = 0.0  # its gates

    def read(self, cond: Cond) -> tuple[Tensor, ...]:
        """What the words say to every layer: computed once per prompt, used at every step.

        Returns keys and values (N, B, H, L, K), the logarithm of each word's weight beside zeros
        for the image's own tokens (B, 1, T, T + L), and the summary (B, D).
        """
        words = self.words(cond.tokens.to(self.places.dtype))  # (B, L, D)
        keys, values = read_all([block.attention for block in self.blocks], words)
        tokens, hidden = self.config.tokens, log_weights(cond, words.dtype)  # (B, L)
        hidden = torch.cat([hidden.new_zeros(words.shape[0], tokens), hidden], dim=1)  # (B, T + L)
        hidden = hidden[:, None, None].expand(-1, -1, tokens, -1)  # (B, 1, T, T + L)
        return keys, values, hidden, self.summary(cond.summary.to(words.dtype))

    def look(
        self, x: Tensor, clock: Tensor, keys: Tensor, values: Tensor, hidden: Tensor
    ) -> Tensor:
        """One look at the noisy latent x (B, C, S, S), given what `read` and `tick` said."""
        patch, side = self.config.patch, self.config.side // self.config.patch
        modulation = rearrange(self.modulation(clock), "b (six d) -> b six d", six=6)
        tokens = self.patches(cut(x, patch)) + self.places  # (B, T, D)
        for block, key, value in zip(self.blocks, keys, values, strict=True):
            tokens = block(tokens, modulation, key, value, hidden)
        shift, scale = self.last(nn.functional.silu(clock)).chunk(2, dim=-1)
        tokens = self.normal(tokens)
        said = assemble(self.out(modulate(tokens, shift, scale)), patch, side)  # (B, C, S, S)
        return said if self.tail is None else said + self.tail(x, clock, tokens)
