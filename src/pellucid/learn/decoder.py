"""The decoders' task: painted pictures, from latents as a denoiser leaves them.

A codec learns to decode what its own encoder made, and then decodes what a denoiser drew, with
frayed rims and speckles. So scenes are encoded, half hidden in noise, and walked back with their
own caption; the decoders learn to give the scene as it was painted. The encoder stays as it is, and
with it all latents that were ever made.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from pellucid.data.source import HELD_OUT, Source
from pellucid.ladders import even
from pellucid.learn.codec import load_codec, shown
from pellucid.learn.denoiser import Sampler
from pellucid.learn.latents import CAPTIONS
from pellucid.learn.losses import DecoderLoss, psnr, stream
from pellucid.learn.scenes import complete
from pellucid.learn.task import Task, Workspace, sheet
from pellucid.learn.trainer import Training
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.critic import Critic
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.precision import fastest
from pellucid.nets.text import load_text_encoder
from pellucid.nets.weights import build, digest, load
from pellucid.pixels import Pixels, as_tensor
from pellucid.schedule import Flow

USUAL = 700  # scenes of each share
NOISY = 0.15, 1.5  # how deep a scene is hidden, in sigma: deeper, another one comes back
TRAINING = Training(
    steps=6000, batch=2, rate=0.0, adam=2e-4, warmup=100, decay=0.5, muon=(), half=False
)
Halves = npt.NDArray[np.float16]


def task(workspace: Workspace, mix: Sequence[Source]) -> Task:
    """Teach the newest codec's decoders what its denoiser draws of scenes of these sources."""
    network, redraw = load_codec(workspace.newest("codec")), open_redraw(workspace)
    sources, count = tuple(dict.fromkeys(mix)), workspace.scenes or USUAL
    kept = {source: _redrawn(workspace, redraw, source, count) for source in sources}
    apart = replace(workspace, seed=HELD_OUT)
    pictures, latents = zip(*(_redrawn(apart, redraw, one, 4) for one in sources), strict=True)
    held = as_tensor(np.concatenate(pictures))
    clean, drawn = torch.from_numpy(np.concatenate(latents)).float().unbind(1)
    network.train().encoder.requires_grad_(requires_grad=False)
    network.normalise.eval()
    contest = Contest({"codec": network, "critic": Critic()})
    contest.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def decode(average: Contest, latents: Tensor) -> Tensor:
        return shown(average.codec.eval().decode, latents)

    def report(average: Contest) -> dict[str, float]:
        asked = {"dB": clean, "redrawn dB": drawn}
        return {name: psnr(decode(average, z), held).mean().item() for name, z in asked.items()}

    def picture(average: Contest, where: Path) -> None:
        sheet(torch.cat([held, decode(average, clean), decode(average, drawn)]), len(held), where)

    data, finish = Redrawn([kept[source] for source in mix], workspace.seed), attrgetter("codec")
    loss = DecoderLoss()
    return Task("codec", contest, loss, data, TRAINING, report, picture, finish, part="decoder")


class Contest(nn.ModuleDict):
    """A codec that learns, and the critic of what it decodes."""

    codec: Autoencoder

    @property
    def config(self) -> AutoencoderConfig:
        return self.codec.config


@dataclass(frozen=True, slots=True, eq=False)
class Redraw:
    """Latents of a picture as its encoder made them, and as a denoiser draws them again."""

    codec: Autoencoder
    sampler: Sampler
    network: DiT
    steps: int = 28

    @torch.inference_mode()
    def __call__(self, seed: int, index: int, picture: Pixels, caption: str) -> Halves:
        """Clean and redrawn latents (2, L, H/8, W/8) of a picture (H, W, 3)."""
        own = stream(seed, index)
        low, high = (math.log(level) for level in NOISY)
        level = math.exp(low + (high - low) * torch.rand((), generator=own).item())
        rungs = tuple(sigma for sigma in even(Flow(), self.steps) if sigma <= level)
        clean = self.codec.encode(as_tensor(picture[None]))
        drawn = self.sampler.walk(self.network, [caption], [index], clean, rungs)
        return torch.cat([clean, drawn]).numpy().astype(np.float16)


def open_redraw(workspace: Workspace) -> Redraw:
    """The newest codec, and the newest denoiser of its latents, ready to use."""
    codec = load_codec(workspace.newest("codec"))
    denoiser = build(load(workspace.newest("denoiser"), "denoiser"), DiT, DiTConfig)
    return Redraw(codec, Sampler(load_text_encoder(), codec.decode), denoiser.to(fastest()))


def _redrawn(
    workspace: Workspace, redraw: Redraw, source: Source, count: int
) -> tuple[Pixels, Halves]:
    """Pictures (N, 256, 256, 3) of a source, made and redrawn where that is missing."""
    seed, place = workspace.seed, workspace.place(source)
    path = place / f"{source.name}.bytes"
    pictures = complete(path, count, lambda index: source.scene(seed, index).picture())

    def again(index: int) -> Halves:
        caption = source.scene(seed, index).caption(index % CAPTIONS)
        return redraw(seed, index, pictures[index], caption)

    size = redraw.codec.config
    shape = (2, size.latent, *(side // size.shrink for side in pictures.shape[1:3]))
    back = place / f"{source.name}-redrawn-{digest(workspace.newest('denoiser'))[:8]}.bytes"
    return pictures, complete(back, count, again, shape, np.float16)


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """Latents and the pictures they should become, by sample number: some clean, most redrawn."""

    shares: Sequence[tuple[Pixels, Halves]]
    seed: int = 0
    clean: float = 0.4
    grain: float = 0.08

    def __call__(self, ids: range) -> tuple[Tensor, Tensor]:
        latents, pictures = zip(*map(self._pair, ids), strict=True)
        shaped = torch.stack(latents), as_tensor(np.stack(pictures))
        latent, picture = (one.contiguous(memory_format=torch.channels_last) for one in shaped)
        return latent, picture

    def _pair(self, sample: int) -> tuple[Tensor, Pixels]:
        own = stream(self.seed, sample)
        share, which, kind, amount = torch.rand(4, generator=own).tolist()
        pictures, latents = self.shares[int(share * len(self.shares))]
        place = int(which * len(pictures))
        clean, drawn = torch.from_numpy(latents[place]).float()
        if kind < self.clean:
            drawn = clean + amount * self.grain * torch.randn(clean.shape, generator=own)
        return drawn, pictures[place]
