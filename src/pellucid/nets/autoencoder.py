"""The codec: pictures to small latents and back.

A picture of 256 x 256 x 3 numbers becomes 32 x 32 x 4: 48 times fewer, Stable Diffusion's own
ratio (Rombach et al. 2022, arXiv 2112.10752). Latent channels have zero mean and unit variance, so
noise levels mean the same thing in every codec. Most of the decoder works at low resolution and
hands over by pixel shuffle, which is what makes it quick without an accelerator.

Shapes: B pictures, H x W pixels, L latent channels.
"""

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class AutoencoderConfig:
    """Sizes of the codec; `down` is fixed at 8 by the four levels of both halves."""

    latent: int = 4
    encoder: tuple[int, int, int] = (48, 96, 128)  # channels at 1/2, 1/4, 1/8
    decoder: tuple[int, int, int] = (160, 96, 48)  # channels at 1/8, 1/4, 1/2
    preview: int = 64  # channels of the small decoder, all at 1/8


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


class Autoencoder(nn.Module):
    """Pictures (B, 3, H, W) in [-1, 1] to latents (B, L, H/8, W/8) of unit variance, and back."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        self.config = config
        half, quarter, eighth = config.encoder
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(12, half, 3, padding=1),
            Residual(half),
            nn.Conv2d(half, quarter, 4, 2, 1),
            Residual(quarter),
            nn.Conv2d(quarter, eighth, 4, 2, 1),
            Residual(eighth),
            Residual(eighth),
            nn.SiLU(),
            nn.Conv2d(eighth, config.latent, 3, padding=1),
        )
        self.normalise = nn.BatchNorm2d(config.latent, affine=False, momentum=0.02)
        eighth, quarter, half = config.decoder
        self.decoder = nn.Sequential(
            nn.Conv2d(config.latent, eighth, 3, padding=1),
            Residual(eighth),
            Residual(eighth),
            Residual(eighth),
            nn.Conv2d(eighth, 4 * quarter, 3, padding=1),
            nn.PixelShuffle(2),
            Residual(quarter),
            Residual(quarter),
            nn.Conv2d(quarter, 4 * half, 3, padding=1),
            nn.PixelShuffle(2),
            Residual(half),
            Residual(half),
            nn.SiLU(),
            nn.Conv2d(half, 12, 3, padding=1),
            nn.PixelShuffle(2),
        )
        self.previewer = nn.Sequential(
            nn.Conv2d(config.latent, config.preview, 3, padding=1),
            Residual(config.preview),
            Residual(config.preview),
            nn.SiLU(),
            nn.Conv2d(config.preview, 3 * 4**2, 3, padding=1),
            nn.PixelShuffle(4),
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
