"""The codec's lesson: crops of painted pictures, and how well they come back."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from pellucid.data.world import scene
from pellucid.learn.learner import Training
from pellucid.learn.lesson import Desk, Lesson, continue_from, sheet
from pellucid.learn.objective import CodecLoss, psnr
from pellucid.learn.painted import Crops, as_tensor, open_pictures, paint
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.weights import load

HELD_OUT = 1  # the world's seed for pictures that are never trained on
USUAL = 4000  # pictures to paint
SIZES = AutoencoderConfig()
TRAINING = Training(
    steps=6000, batch=3, rate=0.0, adam=6e-4, warmup=200, muon=False, bfloat16=False
)


def lesson(desk: Desk, config: AutoencoderConfig = SIZES) -> Lesson:
    """Teach the codec on random crops of the garden."""
    path = desk.data / "pictures.bytes"
    count = desk.scenes or USUAL
    for done in paint(path, count, lambda index: scene(desk.seed, index).picture()):
        if done % 500 == 0:
            print(f"painted {done} of {count} pictures", flush=True)  # noqa: T201
    held = as_tensor(np.stack([scene(HELD_OUT, index).picture() for index in range(24)]))
    network = Autoencoder(config)
    if not desk.fresh:
        continue_from(network, desk.newest("codec"), "codec")

    def compare(average: nn.Module) -> Tensor:
        average.eval()
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            return torch.cat([average(part).float().clamp(-1, 1) for part in torch.split(held, 8)])

    def report(average: nn.Module) -> dict[str, float]:
        return {"dB": psnr(compare(average), held).mean().item()}

    def picture(average: nn.Module, where: Path) -> None:
        sheet(torch.cat([held[:8], compare(average)[:8]]), 8, where)

    if desk.keep_encoder:
        network.encoder.requires_grad_(requires_grad=False)
        network.normalise.eval()
    pictures = open_pictures(path)[:count]
    sample = as_tensor(pictures[:64])
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Lesson(
        "codec",
        network,
        asdict(network.config),
        CodecLoss(),
        Crops(pictures, seed=desk.seed),
        TRAINING,
        report,
        picture,
        lambda average: None if desk.keep_encoder else to_unit_variance(average, sample),
    )


@torch.no_grad()
def to_unit_variance(network: nn.Module, pictures: Tensor) -> None:
    """Give latents of these pictures (B, 3, H, W) unit variance, and no picture another look.

    Training normalises by what few crops show at a time, which is not quite what whole pictures
    have. What is left goes from the encoder into the first layer of both decoders.
    """
    assert isinstance(network, Autoencoder)
    network.eval()
    latents = torch.cat([network.encode(part) for part in torch.split(pictures, 8)])
    spread = latents.std(dim=(0, 2, 3))
    variance, least = network.normalise.running_var, network.normalise.eps
    assert variance is not None
    variance.copy_((variance + least) * spread**2 - least)
    for first in (network.decoder[0], network.previewer[0]):
        first.weight *= spread[None, :, None, None]  # type: ignore[operator]


def load_codec(path: Path) -> Autoencoder:
    """The codec in a weight file, in float32 and ready to use."""
    found = load(path, "codec")
    network = Autoencoder(AutoencoderConfig(**_tuples(found.config)))
    network.load_state_dict(dict(found.tensors))
    return network.float().eval()


def _tuples(config: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in config.items()}
