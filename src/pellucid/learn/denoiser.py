"""The denoiser's task: cached latents and captions, marked by the judge and by eye."""

import copy
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from pellucid.data.source import Source
from pellucid.denoise import Bound, Cond, Guided
from pellucid.ladders import even
from pellucid.learn.codec import latents_of, load_codec
from pellucid.learn.latents import SHARD, StoreError, fill, open_latents
from pellucid.learn.losses import denoise_loss
from pellucid.learn.task import Task, Workspace, continue_from, sheet
from pellucid.learn.trainer import Training, TrainingError
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.precision import fastest
from pellucid.nets.text import load_text_encoder
from pellucid.nets.weights import load
from pellucid.noise import START, Seeded
from pellucid.precondition import Preconditioned
from pellucid.schedule import Flow
from pellucid.solvers import dpmpp_2m
from pellucid.walk import sample

USUAL = 40_000  # scenes
USUAL_SIZES = DiTConfig()
TRAINING = Training(steps=3000, batch=128, rate=1e-3, adam=5e-4, warmup=100)


def task(
    workspace: Workspace,
    mix: Sequence[Source],
    config: DiTConfig = USUAL_SIZES,
    report: Callable[["Sampler", Sequence[Source], DiT], Mapping[str, float]] = lambda *_: {},
) -> Task:
    """Teach the denoiser on the stores of these sources, which must exist (`store_latents`)."""
    read, codec = load_text_encoder(), load_codec(workspace.newest("codec"))
    store = open_latents(
        [latents_of(workspace, share) for share in mix], read([""]), workspace.seed
    )
    network = DiT(replace(config, channels=codec.config.latent))
    if not workspace.fresh:
        refuse_another_prediction(workspace.newest("denoiser"), config)
    continue_from(workspace, network, "denoiser", new="tail.")
    sampler, sources = Sampler(read, codec.decode), tuple(dict.fromkeys(mix))
    prompts = [prompt for source in sources for prompt in source.prompts for _ in range(2)]

    def picture(average: nn.Module, where: Path) -> None:
        assert isinstance(average, DiT)
        sheet(sampler.draw(average, prompts, range(len(prompts))), 8, where)

    own = partial(report, sampler, sources)
    return Task("denoiser", network, denoise_loss, store, TRAINING, own, picture)


def refuse_another_prediction(path: Path, config: DiTConfig) -> None:
    """Hold what trained weights predict against what is asked for; there may be none.

    Raises TrainingError if they predict something else.
    """
    told = load(path, "denoiser").config if path.exists() else {"predicts": config.predicts}
    taught = told.get("predicts", DiTConfig().predicts)
    if taught != config.predicts:
        raise TrainingError(
            f"The denoiser in {path.name} predicts {taught}, not {config.predicts}; "
            f"ask for --predict {taught}, or start with --fresh under another --name."
        )


@dataclass(frozen=True, slots=True)
class Sampler:
    """What turns a denoiser in training into pictures: the words' reader and the decoder."""

    read: Callable[[list[str]], Cond]
    decode: Callable[[Tensor], Tensor]
    guidance: float = 5.0
    steps: int = 16

    @torch.inference_mode()
    def draw(self, network: DiT, prompts: Sequence[str], seeds: Sequence[int]) -> Tensor:
        """Pictures (B, 3, H, W) in [-1, 1] of prompts with a network as it stands."""
        sizes, ladder = network.config, even(Flow(), self.steps)
        quick, drawn = copy.deepcopy(network).eval().to(fastest()), []
        for first in range(0, len(prompts), 16):
            some = list(prompts[first : first + 16])
            empty = torch.zeros(len(some), sizes.channels, sizes.side, sizes.side)
            walked = self.walk(quick, some, seeds[first : first + 16], empty, ladder)
            drawn.append(self.decode(walked).clamp(-1, 1))
        return torch.cat(drawn)

    @torch.inference_mode()
    def walk(
        self,
        network: DiT,
        prompts: list[str],
        seeds: Sequence[int],
        latents: Tensor,
        ladder: Sequence[float],
    ) -> Tensor:
        """Latents (B, L, H, W), hidden in the noise of the ladder's first rung and walked back."""
        dtype, row = next(network.parameters()).dtype, network.config.prediction
        model = Preconditioned(network, row, Flow().time, dtype)
        cond, null = self.read(prompts), self.read([""] * len(prompts))
        guided, noise = Guided(Bound(model, cond), Bound(model, null), self.guidance), Seeded(seeds)
        hidden = latents + ladder[0] * noise(latents, START)
        *_, last = sample(guided, hidden, ladder, dpmpp_2m, noise)
        return last.x_next


def store_latents(workspace: Workspace, mix: Sequence[Source]) -> None:
    """Paint, encode and keep scenes of these sources, in as many processes as there are cores."""
    load_codec(workspace.newest("codec"))  # if it is missing, that is said once, and here
    load_text_encoder()
    count = os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_fill, args=(workspace, mix, rank, count)) for rank in range(count)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise StoreError(
            "Not all scenes could be kept; the first error above says why. Give the command again "
            "to go on where it stopped."
        )


def _fill(workspace: Workspace, mix: Sequence[Source], rank: int, workers: int) -> None:
    torch.set_num_threads(1)
    codec, read = load_codec(workspace.newest("codec")), load_text_encoder().snug
    precision, strides = fastest(), torch.channels_last
    codec.encoder.to(precision, memory_format=strides)  # type: ignore[call-overload]

    @torch.inference_mode()
    def encode(pictures: Tensor) -> Tensor:
        return codec.encode(pictures.to(precision).contiguous(memory_format=strides))

    shards = -(-(workspace.scenes or USUAL) // SHARD)
    mine = range(rank, shards, workers)
    for source in mix:
        fill(latents_of(workspace, source), mine, source, workspace.seed, encode, read)
