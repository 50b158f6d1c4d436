"""The codec: pictures to small latents and back.

A picture of 256 x 256 x 3 numbers becomes 32 x 32 x 8: 24 times fewer. Stable Diffusion keeps half
as many (Rombach et al. 2022, arXiv 2112.10752), which here lost drops and antennae. Latent
channels have zero mean and unit variance, so noise levels mean the same thing in every codec. Most
of the decoder works at low resolution and hands over by pixel shuffle, which makes it quick.

Shapes: B pictures, H x W pixels, L latent channels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from pellucid.nets.sizes import check_laws, check_sizes


@dataclass(frozen=True, slots=True)
class AutoencoderConfig:
    """Sizes of the codec; every level of the encoder halves height and width."""

    latent: int = 8
    encoder: tuple[int, ...] = (48, 96, 128)  # channels at 1/2, 1/4, 1/8
    decoder: tuple[int, ...] = (160, 96, 48)  # channels at 1/8, 1/4, 1/2
    preview: int = 64  # channels of the small decoder, all at the latents' own size

    def __post_init__(self) -> None:
        """Raise ValueError for sizes that do not go together."""
        check_sizes(self)
        levels = len(self.encoder)
        check_laws(
            {
                "encoder and decoder must have the same 1 to 6 levels": 1 <= levels <= 6
                and levels == len(self.decoder)
            }
        )

    @property
    def shrink(self) -> int:
        """Pixels of a side for each latent cell."""
        return int(2 ** len(self.encoder))


class Residual(nn.Module):
    """x + conv(silu(conv(silu(x)))), an identity at the start of training."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.second(F.silu(self.first(F.silu(x))))
        return x + change


def _halvings(channels: tuple[int, ...]) -> Iterator[nn.Module]:
    """From level to level: half the size, more channels."""
    for wide, deep in pairwise(channels):
        yield nn.Conv2d(wide, deep, 4, 2, 1)
        yield Residual(deep)


def _doublings(channels: tuple[int, ...]) -> Iterator[nn.Module]:
    """From level to level: twice the size by pixel shuffle, fewer channels."""
    for deep, wide in pairwise(channels):
        yield nn.Conv2d(deep, 4 * wide, 3, padding=1)
        yield nn.PixelShuffle(2)
        yield Residual(wide)
        yield Residual(wide)


class Autoencoder(nn.Module):
    """Pictures (B, 3, H, W) in [-1, 1] to latents (B, L, H/8, W/8) of unit variance, and back.

    A codec of four levels makes latents of H/16 x W/16 instead.
    """

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(12, config.encoder[0], 3, padding=1),
            Residual(config.encoder[0]),
            *_halvings(config.encoder),
            Residual(config.encoder[-1]),
            nn.SiLU(),
            nn.Conv2d(config.encoder[-1], config.latent, 3, padding=1),
        )
        self.normalise = nn.BatchNorm2d(config.latent, affine=False, momentum=0.02)
        self.decoder = nn.Sequential(
            nn.Conv2d(config.latent, config.decoder[0], 3, padding=1),
            Residual(config.decoder[0]),
            Residual(config.decoder[0]),
            Residual(config.decoder[0]),
            *_doublings(config.decoder),
            nn.SiLU(),
            nn.Conv2d(config.decoder[-1], 12, 3, padding=1),
            nn.PixelShuffle(2),
        )
        self.previewer = nn.Sequential(
            nn.Conv2d(config.latent, config.preview, 3, padding=1),
            Residual(config.preview),
            Residual(config.preview),
            nn.SiLU(),
            nn.Conv2d(config.preview, 3 * (config.shrink // 2) ** 2, 3, padding=1),
            nn.PixelShuffle(config.shrink // 2),
        )

    def encode(self, picture: Tensor) -> Tensor:
        """Latents (B, L, H/8, W/8), each channel of mean 0 and variance 1 over the garden."""
        latent: Tensor = self.normalise(self.encoder(picture).float())
        return latent

    def decode(self, latent: Tensor) -> Tensor:
        """The full picture (B, 3, H, W), nominally in [-1, 1]."""
        picture: Tensor = self.decoder(latent)
        return picture

    def preview(self, latent: Tensor) -> Tensor:
        """A small picture (B, 3, H/2, W/2) for every step of a walk."""
        small: Tensor = self.previewer(latent)
        return small

    def forward(self, picture: Tensor) -> Tensor:
        return self.decode(self.encode(picture))
