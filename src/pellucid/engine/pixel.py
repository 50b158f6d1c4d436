"""The garden-pixel engine: a U-Net over pixels, with no codec."""

from dataclasses import replace
from functools import partial

import torch.nn.functional as F
from torch import Tensor

from pellucid.denoise import Clamped
from pellucid.engine.backend import Backend
from pellucid.engine.canvas import Canvas
from pellucid.engine.engine import Engine
from pellucid.engine.memory import Reader, Remembering, encoder
from pellucid.engine.plan import Codec
from pellucid.engine.shelf import Shelf, sources
from pellucid.nets.text import TextEncoder
from pellucid.nets.unet import UNet, UNetConfig
from pellucid.nets.weights import build
from pellucid.precondition import EPS, Preconditioned
from pellucid.schedule import Cosine
from pellucid.variance import LearnedVariance

ZOOM = 4  # pixels of a side in which a pixel of the engine is shown
KEPT = 0.995  # of a pixel engine's numbers whose proportions guidance may not flatten


def shrink(picture: Tensor) -> Tensor:
    """Make a photo (B, 3, H, W) as small as the engine draws: the mean of each 4 x 4 pixels."""
    return F.avg_pool2d(picture, ZOOM)


def enlarge(picture: Tensor) -> Tensor:
    """Make what the engine draws large enough to be looked at, with no new detail."""
    return F.interpolate(picture, scale_factor=ZOOM, mode="bicubic", align_corners=False)


def garden_pixel(shelf: Shelf, way: Backend) -> Engine:
    """Fill the pixel denoiser with the weights on a shelf."""
    kind = "pixel-denoiser"
    taught = shelf.load("garden", kind)
    network, stamp = build(taught, UNet, UNetConfig), shelf.stamp("garden", kind)
    engine = assemble_pixels("garden-pixel", network, encoder(way), way, stamp)
    return replace(engine, knows=sources(taught, engine.knows))


def assemble_pixels(
    name: str, network: UNet, encoder: TextEncoder, way: Backend, stamp: str
) -> Engine:
    """Make an engine that draws pixels itself; its codec has learned nothing, it only resizes.

    The network's answer is multiplied by sigma, up to 20,000, so it is not rounded.
    """
    chain, precision, side = Cosine(), "f32", network.config.side * ZOOM
    look = Remembering(network, way.compile(network, "look", stamp, precision))
    model = LearnedVariance(Preconditioned(look, EPS, chain.time), chain)
    return Engine(
        name=name,
        model=model,
        codec=Codec(shrink, enlarge, lambda picture: picture),
        read=Reader(encoder),
        schedule=chain,
        canvas=Canvas(side, side, ZOOM, network.config.channels),
        weights=stamp,
        backend=way.name,
        precision=precision,
        latent=False,
        bounds=partial(Clamped, share=KEPT),
        fraction=model.fraction,
    )
