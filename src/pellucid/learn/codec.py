"""The codec's task: crops of pictures, and how well they come back."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from pellucid.data.source import HELD_OUT, Source
from pellucid.learn.losses import CodecLoss, psnr
from pellucid.learn.scenes import Crops, complete
from pellucid.learn.task import Task, Workspace, sheet
from pellucid.learn.trainer import Training
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.precision import quick
from pellucid.nets.weights import build, load
from pellucid.pixels import Pixels, as_tensor

USUAL = 6000  # pictures of the first source to make, and half as many of the others
SIZES = AutoencoderConfig()
TRAINING = Training(steps=6000, batch=3, rate=0.0, adam=6e-4, warmup=200, muon=(), half=False)


def task(workspace: Workspace, mix: Sequence[Source], config: AutoencoderConfig = SIZES) -> Task:
    """Teach a codec on random crops of pictures: the newest one, or one of these sizes."""
    pictures = _pictures(workspace, tuple(dict.fromkeys(mix)))
    held = [mix[0].scene(HELD_OUT, index).picture() for index in range(24)]
    kept = as_tensor(np.stack(held))
    earlier = workspace.newest("codec")
    goes_on = earlier.exists() and not workspace.fresh
    network = load_codec(earlier).train() if goes_on else Autoencoder(config)

    def report(average: Autoencoder) -> dict[str, float]:
        return {"dB": psnr(shown(average.eval(), kept), kept).mean().item()}

    def picture(average: Autoencoder, where: Path) -> None:
        sheet(torch.cat([kept[:8], shown(average.eval(), kept[:8])]), 8, where)

    crops = Crops(pictures, seed=workspace.seed)
    finish = partial(to_unit_variance, pictures=as_tensor(pictures[:64]))
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Task("codec", network, CodecLoss(), crops, TRAINING, report, picture, finish)


@torch.inference_mode()
def shown(network: Callable[[Tensor], Tensor], rows: Tensor) -> Tensor:
    """Pictures (B, 3, H, W) in [-1, 1] that a codec, or its decoder, makes of these rows."""
    with quick():
        parts = [network(part) for part in torch.split(rows, 8)]
    return torch.cat(parts).float().clamp(-1, 1)


def _pictures(workspace: Workspace, sources: Sequence[Source]) -> Pixels:
    """Pictures (N, 256, 256, 3): the first source's, then half as many, the others' by turns."""
    first, *others = sources
    count, seed, place = workspace.scenes or USUAL, workspace.seed, workspace.place(first)
    path = place / f"{first.name}.bytes"
    pictures = complete(path, count, lambda index: first.scene(seed, index).picture())
    if not others:
        return pictures

    def by_turns(index: int) -> Pixels:
        turn, which = divmod(index, len(others))
        return others[which].scene(seed, turn).picture()

    beside = place / f"{'-'.join(other.name for other in others)}.bytes"
    return np.concatenate([pictures, complete(beside, -(-count // 2), by_turns)])


@torch.no_grad()
def to_unit_variance(network: Autoencoder, pictures: Tensor) -> Autoencoder:
    """Give latents of these pictures (B, 3, H, W) unit variance, and no picture another look.

    Training normalises by what few crops show at a time, which is not quite what whole pictures
    have. What is left goes from the encoder into the first layer of both decoders.
    """
    network.eval()
    latents = torch.cat([network.encode(part) for part in torch.split(pictures, 8)])
    spread = latents.std(dim=(0, 2, 3))
    variance, least = network.normalise.running_var, network.normalise.eps
    assert variance is not None
    variance.copy_((variance + least) * spread**2 - least)
    for first in (network.decoder[0], network.previewer[0]):
        first.weight *= spread[None, :, None, None]  # type: ignore[operator]
    return network


def latents_of(workspace: Workspace, source: Source) -> Path:
    """Where a source's latents are kept: a folder of this encoder's own.

    The decoders have no part in its name, so they may learn on without a store being lost.
    """
    tensors = load(workspace.newest("codec"), "codec").tensors
    encoder = hashlib.sha256()
    for name in sorted(tensors):
        if name.startswith(("encoder.", "normalise.running")):
            encoder.update((tensors[name] + 0).numpy().tobytes())  # -0.0 is 0.0
    return workspace.place(source) / f"latents-{encoder.hexdigest()[:8]}" / source.name


def load_codec(path: Path) -> Autoencoder:
    """The codec in a weight file, in float32 and ready to use."""
    return build(load(path, "codec"), Autoencoder, AutoencoderConfig).requires_grad_()
