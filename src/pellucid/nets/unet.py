"""U-Net: a small convolutional network that looks at a noisy picture itself, not at a latent.

The picture is folded to half its side and halved twice more; on the way up it gets its detail back
from the way down (Ronneberger et al. 2015, arXiv 1505.04597). Every block is scaled and shifted by
the clock and the prompt's summary, and below the top the picture looks at the words (Ho et al.
2020, arXiv 2006.11239; Rombach et al. 2022, arXiv 2112.10752). The answer is the noise, and how
unsure the network is (Nichol and Dhariwal 2021, arXiv 2102.09672).

Shapes: B pictures, C channels, S x S pixels, L words, D = widths[-1], H heads, K numbers a head,
N blocks of one level, W width of that level, h = w = S/4 or S/8, T = h w, E width of the text
encoder.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.nets.blocks import (
    Attention,
    Looking,
    attend,
    heads,
    log_weights,
    looks,
    read_all,
    words_of,
)
from pellucid.nets.sizes import LAYERS, check_laws, check_sizes

GROUPS = 8  # of channels that are brought to unit variance together


@dataclass(frozen=True, slots=True)
class UNetConfig:
    """Sizes of the U-Net: pixels of a side, widths at 1/2, 1/4 and 1/8, blocks on each way."""

    side: int = 64
    channels: int = 3
    widths: tuple[int, int, int] = (64, 160, 288)
    blocks: tuple[int, int] = (2, 1)  # at 1/4 and at 1/8, down and up each
    text: int = 384

    def __post_init__(self) -> None:
        """Raise ValueError for sizes that do not go together."""
        check_sizes(self)
        _, middle, bottom = self.widths
        check_laws(
            {
                f"blocks must be at most {LAYERS}": max(self.blocks) <= LAYERS,
                "side must be a multiple of 8": self.side % 8 == 0,
                f"widths must be multiples of {GROUPS}": not any(w % GROUPS for w in self.widths),
                "widths must be multiples of their heads": middle % heads(middle) == 0
                and bottom % heads(bottom) == 0,
            }
        )

    @property
    def width(self) -> int:
        """Numbers of the clock and of a word: as many as at the bottom."""
        return self.widths[-1]

    @property
    def tokens(self) -> int:
        """How many places look at words at 1/4."""
        return (self.side // 4) ** 2


class Residual(nn.Module):
    """`x` plus two convolutions of it, scaled and shifted by the clock; untrained, `x` alone."""

    def __init__(self, width: int, clock: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.before = nn.GroupNorm(GROUPS, width)
        self.between = nn.GroupNorm(GROUPS, width, affine=False)
        self.modulation = nn.Linear(clock, 2 * width)

    def forward(self, x: Tensor, clock: Tensor) -> Tensor:
        # Halved first and spread then: the other way round OpenVINO 2026.4 crashes in float32.
        halves = self.modulation(clock).chunk(2, dim=1)
        shift, scale = (half[:, :, None, None] for half in halves)  # (B, W, 1, 1)
        change: Tensor = self.first(F.silu(self.before(x)))
        change = self.second(F.silu(self.between(change) * (1 + scale) + shift))
        return x + change  # (B, W, h, w)


class Words(nn.Module):
    """Every place looks at the words, and only at them: softmax(q k^T / sqrt(K)) v."""

    def __init__(self, width: int, text: int) -> None:
        super().__init__()
        self.heads = heads(width)
        self.q = nn.Linear(width, width)
        self.text = nn.Linear(text, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, hidden: Tensor) -> Tensor:
        """Attend from x (B, T, W); `hidden` (B, 1, T, L) is the logarithm of each weight."""
        q = rearrange(self.q(x), "b t (h k) -> b h t k", h=self.heads)
        seen: Tensor = self.out(attend(q, keys, values, hidden))
        return seen  # (B, T, W)

    def at_words(self, x: Tensor, keys: Tensor, hidden: Tensor) -> Tensor:
        """How much each place looks at each word (B, H, T, L)."""
        return looks(rearrange(self.q(x), "b t (h k) -> b h t k", h=self.heads), keys, hidden)


class Seeing(nn.Module):
    """A residual block, and then a look: at the words, or at all other places and the words."""

    def __init__(self, width: int, clock: int, look: Words | Attention) -> None:
        super().__init__()
        self.residual = Residual(width, clock)
        self.normal = nn.GroupNorm(GROUPS, width)
        self.look = look

    def forward(
        self, x: Tensor, clock: Tensor, keys: Tensor, values: Tensor, hidden: Tensor
    ) -> Tensor:
        x = self.residual(x, clock)
        places = rearrange(self.normal(x), "b c h w -> b (h w) c")  # (B, T, W)
        seen: Tensor = self.look(places, keys, values, hidden)
        seen = rearrange(seen, "b (h w) c -> b c h w", h=x.shape[-2])  # (B, W, h, w)
        return x + seen


class UNet(Looking):
    """(picture, clock, words) -> (B, 2 C, S, S): the noise, and how unsure it is.

    The noise is the input plus a correction. Where sigma is large the correction is close to 0, and
    an error in it is multiplied by sigma; so the input is added at the end, past all layers and
    their rounding.
    """

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        self.config = config
        (top, middle, bottom), (many, few) = config.widths, config.blocks
        self.places = nn.Parameter(torch.zeros(1, bottom, config.side // 8, config.side // 8))
        self.words = words_of(config.text, bottom)
        self.summary = nn.Linear(config.text, bottom)
        self.clock = nn.Sequential(nn.Linear(bottom, bottom), nn.SiLU(), nn.Linear(bottom, bottom))
        self.stem = nn.Sequential(
            nn.PixelUnshuffle(2), nn.Conv2d(4 * config.channels, top, 3, padding=1)
        )
        self.top = nn.ModuleList(Residual(top, bottom) for _ in range(2))
        self.middle = nn.ModuleList(
            Seeing(middle, bottom, Words(middle, bottom)) for _ in range(2 * many)
        )
        self.bottom = nn.ModuleList(
            Seeing(bottom, bottom, Attention(bottom, heads(bottom))) for _ in range(2 * few)
        )
        self.down = nn.ModuleList(
            nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(4 * wide, narrow, 1))
            for wide, narrow in ((top, middle), (middle, bottom))
        )
        self.up = nn.ModuleList(
            nn.Sequential(nn.Conv2d(wide, 4 * narrow, 1), nn.PixelShuffle(2))
            for wide, narrow in ((bottom, middle), (middle, top))
        )
        self.join = nn.ModuleList(nn.Conv2d(2 * width, width, 1) for width in (middle, top))
        self.normal = nn.GroupNorm(GROUPS, top)
        self.out = nn.Conv2d(top, 2 * 4 * config.channels, 3, padding=1)
        self.less = nn.Linear(bottom, config.channels)
        self._initialise()

    def _initialise(self) -> None:
        """Every block starts as the identity, and the whole network takes all it sees for noise."""
        silent: list[nn.Conv2d | nn.Linear] = [self.out, self.less]
        for module in self.modules():
            if isinstance(module, Residual):
                silent += [module.second, module.modulation]
            if isinstance(module, Words | Attention):
                silent.append(module.out)
        for last in silent:
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)  # type: ignore[arg-type]

    def read(self, cond: Cond) -> tuple[Tensor, ...]:
        """What the words say to every layer: computed once per prompt, used at every step.

        Returns keys and values at 1/4 and at 1/8, each (N, B, H, L, K), the logarithm of each
        word's weight for every place at 1/4 (B, 1, T, L), and the summary (B, D).
        """
        words = self.words(cond.tokens.to(self.places.dtype))  # (B, L, D)
        hidden = log_weights(cond, words.dtype)[:, None, None]
        hidden = hidden.expand(-1, -1, self.config.tokens, -1)  # (B, 1, T, L)
        middle, bottom = (
            read_all([block.look for block in blocks], words)
            for blocks in (self.middle, self.bottom)
        )
        return (*middle, *bottom, hidden, self.summary(cond.summary.to(words.dtype)))

    def look(
        self,
        x: Tensor,
        clock: Tensor,
        keys: Tensor,
        values: Tensor,
        deep_keys: Tensor,
        deep_values: Tensor,
        hidden: Tensor,
    ) -> Tensor:
        """One look at the noisy picture x (B, C, S, S), given what `read` and `tick` said."""
        clock, seen = F.silu(clock), x
        many, few = self.config.blocks
        wide = self.top[0](self.stem(x), clock)  # (B, W, S/2, S/2)
        x = self.down[0](wide)  # (B, W, S/4, S/4)
        for n in range(many):
            x = self.middle[n](x, clock, keys[n], values[n], hidden)
        half = x
        x = self.down[1](x) + self.places  # (B, D, S/8, S/8)
        deep = self._beside(x, hidden)
        for n in range(2 * few):
            x = self.bottom[n](x, clock, deep_keys[n], deep_values[n], deep)
        x = self.join[0](torch.cat([self.up[0](x), half], dim=1))  # (B, W, S/4, S/4)
        for n in range(many, 2 * many):
            x = self.middle[n](x, clock, keys[n], values[n], hidden)
        x = self.join[1](torch.cat([self.up[1](x), wide], dim=1))  # (B, W, S/2, S/2)
        x = self.out(F.silu(self.normal(self.top[1](x, clock))))  # (B, 8 C, S/2, S/2)
        noise, v = F.pixel_shuffle(x, 2).chunk(2, dim=1)  # (B, C, S, S) each
        noise = noise + seen + self.less(clock)[:, :, None, None] * seen
        return torch.cat([noise, v], dim=1)  # (B, 2 C, S, S)

    def _beside(self, x: Tensor, hidden: Tensor) -> Tensor:
        """Log weights of places, all 0, and of words: at the bottom places attend to both."""
        places = x.shape[-2] * x.shape[-1]
        rows = hidden[:, :, :places]
        return torch.cat([rows.new_zeros(*rows.shape[:-1], places), rows], dim=-1)
