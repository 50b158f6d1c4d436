"""The garden-pixel engine: a U-Net over pixels, with no codec."""

from dataclasses import replace

from pellucid.denoise import Clamped, Denoiser
from pellucid.engine.backend import Backend
from pellucid.engine.canvas import Canvas
from pellucid.engine.engine import Engine
from pellucid.engine.memory import (
    ZOOM,
    Coder,
    Encoder,
    Reader,
    Remembering,
    averaged,
    built,
    encoder,
    enlarged,
)
from pellucid.engine.shelf import Shelf
from pellucid.nets.unet import UNet, UNetConfig
from pellucid.precondition import EPS, Preconditioned
from pellucid.schedule import Cosine
from pellucid.variance import LearnedVariance

KEPT = 0.995  # of a pixel engine's numbers whose proportions guidance may not flatten


def bounded(denoise: Denoiser) -> Denoiser:
    """Keep a guess within the bounds of pixels."""
    return Clamped(denoise, KEPT)


def garden_pixel(shelf: Shelf, way: Backend) -> Engine:
    """Fill the pixel denoiser with the weights on a shelf."""
    kind = "pixel-denoiser"
    taught = shelf.load("garden", kind)
    network, stamp = built(taught, lambda c: UNet(UNetConfig(**c))), shelf.stamp("garden", kind)
    engine = assemble_pixels("garden-pixel", network, encoder(way), way, stamp)
    return replace(engine, knows=tuple(taught.history.get("mix", engine.knows)))


def assemble_pixels(name: str, network: UNet, encoder: Encoder, way: Backend, stamp: str) -> Engine:
    """Make an engine that draws pixels itself; its codec has learned nothing, it only resizes.

    The network's answer is multiplied by sigma, up to 20,000, so it is not rounded.
    """
    chain, precision, side = Cosine(), "f32", network.config.side * ZOOM
    look = Remembering(network, way.compile(network, "look", stamp, precision))
    model = LearnedVariance(Preconditioned(look, EPS, chain.time), chain)
    return Engine(
        name=name,
        model=model,
        codec=Coder(averaged, enlarged, lambda picture: picture),
        read=Reader.of(encoder),
        schedule=chain,
        canvas=Canvas(side, side, ZOOM, network.config.channels),
        weights=stamp,
        backend=way.name,
        precision=precision,
        latent=False,
        bounds=bounded,
        fraction=model.fraction,
    )
