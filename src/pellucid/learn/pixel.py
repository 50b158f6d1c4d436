"""The pixel denoiser's task: the same garden without a codec, 64 x 64 pixels of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn

from pellucid.data.source import Source
from pellucid.denoise import Bound, Clamped, Cond, Guided
from pellucid.ladders import even
from pellucid.learn.latents import SHARD, Latents, Read, fill, open_latents
from pellucid.learn.losses import Denoising
from pellucid.learn.task import Task, Workspace, continue_from, sheet
from pellucid.learn.team import team
from pellucid.learn.trainer import Training
from pellucid.nets.precision import quick
from pellucid.nets.text import load_text_encoder
from pellucid.nets.unet import UNet, UNetConfig
from pellucid.noise import START, Seeded
from pellucid.precondition import EPS, Preconditioned
from pellucid.schedule import Cosine
from pellucid.solvers import dpmpp_2m
from pellucid.variance import LearnedVariance
from pellucid.walk import sample

KIND = "pixel-denoiser"
CHAIN = Cosine()
USUAL = 12_000  # scenes
INSIDE = ("words.", "summary", "clock.", "top.", "middle.", "bottom.", "down.", "up.", "join.")
TRAINING = Training(steps=6000, batch=64, rate=1e-3, adam=5e-4, warmup=200, muon=INSIDE, half=False)


def task(workspace: Workspace, mix: Sequence[Source]) -> Task:
    """Teach the pixel denoiser, once its stores are filled; many processes fill them together."""
    read = load_text_encoder()
    shards = -(-(workspace.scenes or USUAL) // SHARD)
    store = store_pixels(workspace, mix, shards, read)
    network = UNet(UNetConfig())
    continue_from(workspace, network, KIND)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    picture = drawer(read, mix[0].prompts[:4])
    return Task(KIND, network, pixel_loss, store, TRAINING, lambda _: {}, picture)


def pixel_loss(worker: nn.Module, batch: Denoising) -> Tensor:
    """The hybrid loss of improved DDPM; the network, and nothing else, is quick."""

    def network(x: Tensor, t: Tensor, cond: Cond) -> Tensor:
        with quick(x.device):
            said: Tensor = worker(x, t, cond)
        return said

    model = LearnedVariance(Preconditioned(network, EPS, CHAIN.time), CHAIN)
    return model.loss(batch.x0, batch.noise, batch.sigma, batch.cond).mean()


def any_step(generator: torch.Generator) -> float:
    """The noise level of one of the chain's steps, all equally likely."""
    step = 1 + int(torch.rand((), generator=generator).item() * CHAIN.steps)
    return float(CHAIN.sigma(step / CHAIN.steps))


def store_pixels(workspace: Workspace, mix: Sequence[Source], shards: int, read: Read) -> Latents:
    """Stores of small pictures, as batches by sample number, once what is missing is made.

    Each process makes its share, and all wait for one another.
    """
    (rank, size), seed = team(), workspace.seed
    folders = {source: workspace.place(source) / "pixels" / source.name for source in mix}
    for source, folder in folders.items():
        fill(folder, range(rank, shards, size), source, seed, small, read)
    if size > 1:
        dist.barrier()
    store = open_latents([folders[source] for source in mix], read([""]), seed, shards)
    return replace(store, level=any_step)


def small(pictures: Tensor) -> Tensor:
    """Pictures (B, 3, 256, 256) as pictures (B, 3, 64, 64): means of 4 x 4 pixels."""
    return F.avg_pool2d(pictures, 4)


def drawer(
    read: Read, shown: Sequence[str], guidance: float = 5.0, steps: int = 20
) -> Callable[[UNet, Path], None]:
    """Make a function that draws these prompts, a row each, with a network as it stands."""
    prompts = [prompt for prompt in shown for _ in range(4)]
    seeds = [seed for _ in shown for seed in range(4)]
    cond, null = read(prompts), read([""] * len(prompts))
    ladder, noise = even(CHAIN, steps), Seeded(seeds)

    def draw(network: UNet, where: Path) -> None:
        side = network.config.side
        model = LearnedVariance(Preconditioned(network.eval(), EPS, CHAIN.time), CHAIN)
        guided = Clamped(Guided(Bound(model, cond), Bound(model, null), guidance), 0.995)
        start = ladder[0] * noise(torch.zeros(len(prompts), 3, side, side), START)
        with torch.inference_mode():
            *_, last = sample(guided, start, ladder, dpmpp_2m, noise)
        larger = F.interpolate(last.x_next, scale_factor=3, mode="bicubic", align_corners=False)
        sheet(larger.clamp(-1, 1), 4, where)

    return draw
