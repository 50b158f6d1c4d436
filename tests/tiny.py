"""An engine small enough to draw with in a test: random weights, 64 x 64 pixels, a toy language."""

import re
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.engine.backend import Backend, Torch
from pellucid.engine.engine import Engine
from pellucid.engine.latent import assemble
from pellucid.engine.pixel import assemble_pixels
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.text import Reading
from pellucid.nets.unet import UNet, UNetConfig

WORDS = 12
DENOISER = DiTConfig(width=64, depth=2, patch=2, side=8, text=16)
PIXELS = UNetConfig(side=16, widths=(16, 32, 64), blocks=(1, 1), text=16)
CODEC = AutoencoderConfig(latent=4, encoder=(8, 8, 8), decoder=(8, 8, 8), preview=8)


class Toy:
    """Every word is a random vector of its own; the first dozen are read. Counts its readings."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, prompts: Sequence[str], /) -> Cond:
        self.read += prompts
        tokens = torch.zeros(len(prompts), WORDS, 16)
        mask = torch.zeros(len(prompts), WORDS, dtype=torch.bool)
        mask[:, 0] = True
        for row, prompt in enumerate(prompts):
            for place, word in enumerate(prompt.split()[:WORDS]):
                tokens[row, place], mask[row, place] = self._meaning(word), True
        return Cond(tokens, mask, tokens.mean(1))

    def places(self, prompt: str) -> list[tuple[int, int]]:
        found = [match.span() for match in re.finditer(r"\S+", prompt)][:WORDS]
        return found + [(0, 0)] * (WORDS - len(found))

    def reading(self, prompt: str, /) -> Reading:
        words = prompt.split()
        return Reading(" ".join(words[:WORDS]), " ".join(words[WORDS:]))

    def _meaning(self, word: str) -> Tensor:
        seed = int.from_bytes(word.encode()[:7], "big")
        return 3 * torch.randn(16, generator=torch.Generator().manual_seed(seed))


def networks() -> tuple[DiT, Autoencoder]:
    """Random networks whose every part has a say, unlike those that training starts from."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        denoiser, codec = DiT(DENOISER), Autoencoder(CODEC)
        for network in (denoiser, codec):
            for value in network.parameters():
                nn.init.normal_(value, std=0.15)
    return denoiser.eval().requires_grad_(False), codec.eval().requires_grad_(False)


def engine(way: Backend | None = None, encoder: Toy | None = None) -> Engine:
    """A whole engine; `garden` is its name because recipes know no other."""
    return assemble("garden", *networks(), encoder or Toy(), way or Torch(), "tiny")


def unet() -> UNet:
    """A random U-Net whose every part has a say."""
    with torch.random.fork_rng():
        torch.manual_seed(2)
        network = UNet(PIXELS)
        for value in network.parameters():
            nn.init.normal_(value, std=0.09)
    return network.eval().requires_grad_(False)


def pixel_engine(way: Backend | None = None, encoder: Toy | None = None) -> Engine:
    """A whole engine that draws pixels: 16 x 16 of them, shown as 64 x 64."""
    return assemble_pixels("garden-pixel", unet(), encoder or Toy(), way or Torch(), "tiny")
