"""Both networks that denoise, small enough to test, and something for them to look at."""

import torch
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.unet import UNet, UNetConfig

SMALL_DIT = DiTConfig(width=64, depth=2, patch=4, side=16)
SMALL_UNET = UNetConfig(side=16, widths=(16, 32, 64), blocks=(1, 1))


def words(batch: int = 3, length: int = 7, shown: int = 5, seed: int = 0) -> Cond:
    """Random words, the last of them padding."""
    own = torch.Generator().manual_seed(seed)
    mask = torch.zeros(batch, length, dtype=torch.bool)
    mask[:, :shown] = True
    return Cond(
        tokens=torch.randn(batch, length, 384, generator=own),
        mask=mask,
        pooled=torch.randn(batch, 384, generator=own),
    )


def awake(config: DiTConfig | UNetConfig, seed: int = 0) -> nn.Module:
    """A network past its silent start: small random numbers where it starts at zero."""
    torch.manual_seed(seed)
    network = DiT(config) if isinstance(config, DiTConfig) else UNet(config)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return network.eval()


def noisy(config: DiTConfig | UNetConfig, batch: int = 3, seed: int = 1) -> tuple[Tensor, Tensor]:
    """A noisy picture or latent of the network's size, and a clock, for each of a batch."""
    own = torch.Generator().manual_seed(seed)
    x = torch.randn(batch, config.channels, config.side, config.side, generator=own)
    return x, torch.rand(batch, generator=own)
