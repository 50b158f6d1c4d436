"""Which latents are easy to draw: codecs that learn on from the shipped one, each in its own way.

    python benchmarks/codecs.py noise [--steps 3000]
    pellucid train latents --name noise --mix garden --scenes 8192
    python benchmarks/equal.py --run noise --arms flow

Every way sees the same crops of the garden in the same order, and differs from `plain` in one
thing: more noise on the latents before they are decoded (`noise`), more pictures and latents that
are halved or mirrored together (`smooth`), or a 1 x 1 convolution that must tell the segment of
each latent cell (`segments`, cross-entropy, weight 0.3). Then a denoiser learns from nothing in
the latents of each, as `equal.py` does it, and the judge marks what it draws.
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from equal import GARDEN, KINDS, TOLD, segments_at
from torch import Tensor, nn

from pellucid.files import home
from pellucid.learn import codec
from pellucid.learn.losses import CodecLoss
from pellucid.learn.run import teach
from pellucid.learn.scenes import Crops, complete
from pellucid.learn.task import Task, Workspace
from pellucid.learn.trainer import Objective
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.weights import SHIPPED
from pellucid.pixels import Pixels, as_pixels

SCENES, CELL = 3000, 8
WAYS = ("plain", "noise", "smooth", "segments")
LOSSES: Mapping[str, Objective] = {
    "plain": CodecLoss(),
    "noise": CodecLoss(noise=0.6),
    "smooth": CodecLoss(halved=0.35, mirrored=0.25),
}


class Pupil(nn.ModuleDict):
    """A codec, and the head that tells segments from its latents."""

    codec: Autoencoder
    head: nn.Conv2d

    @property
    def config(self) -> AutoencoderConfig:
        return self.codec.config


def told(worker: nn.Module, batch: tuple[Tensor, torch.Generator]) -> Tensor:
    """The codec's loss of crops (B, 4, H, W), whose last channel is the segment of each pixel."""
    assert isinstance(worker, Pupil)
    (rows, generator), kept = batch, list[Tensor]()
    hook = worker.codec.normalise.register_forward_hook(lambda *said: kept.append(said[2]))
    loss = CodecLoss()(worker.codec, (rows[:, :3], generator))
    hook.remove()
    middle = slice(CELL // 2, None, CELL)
    segments = torch.from_numpy(as_pixels(rows[:, 3:].repeat(1, 3, 1, 1))[:, middle, middle, 0])
    return loss + TOLD * F.cross_entropy(worker.head(kept[0]), segments.long())


def segments_task(plain: Task, workspace: Workspace, pictures: Pixels) -> Task:
    """The codec's task with a head that tells segments."""
    path = workspace.place(GARDEN) / "garden-segments-256.bytes"
    segments = complete(path, len(pictures), segments_at, pictures.shape[1:3])
    own = plain.network
    assert isinstance(own, Autoencoder)
    head = nn.Conv2d(own.config.latent, KINDS, 1)

    def of_codec(act: Callable[..., Any]) -> Callable[..., Any]:
        return lambda average, *more: act(average["codec"], *more)

    return replace(
        plain,
        network=Pupil({"codec": own, "head": head}),
        objective=told,
        batches=Crops(np.concatenate([pictures, segments[..., None]], axis=-1)),
        report=of_codec(plain.report),
        picture=of_codec(plain.picture),
        finish=of_codec(plain.finish),
    )


def task(way: str, workspace: Workspace, steps: int) -> Task:
    """The codec's task, in one of the ways."""
    plain = codec.task(workspace, [GARDEN])
    plain = replace(plain, training=replace(plain.training, steps=steps))
    if way != "segments":
        return replace(plain, objective=LOSSES[way])
    assert isinstance(plain.batches, Crops)
    return segments_task(plain, workspace, plain.batches.pictures)


def main() -> None:
    """Teach the codec that is asked for."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("way", choices=WAYS)
    options.add_argument("--steps", type=int, default=3000)
    asked = options.parse_args()
    torch.set_num_threads(1)
    workspace = Workspace(home() / "data", home() / "runs" / asked.way, SHIPPED, scenes=SCENES)
    workspace.run.mkdir(parents=True, exist_ok=True)
    for line in teach(task(asked.way, workspace, asked.steps), workspace, 500):
        print(line, flush=True)


if __name__ == "__main__":
    main()
