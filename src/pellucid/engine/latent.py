"""The garden engine: a transformer over the codec's latents."""

from dataclasses import replace

from pellucid.engine.backend import Backend, Torch
from pellucid.engine.canvas import Canvas
from pellucid.engine.engine import Engine
from pellucid.engine.memory import Reader, Remembering, encoder
from pellucid.engine.plan import Codec
from pellucid.engine.shelf import Shelf, sources
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.text import TextEncoder
from pellucid.nets.weights import WeightsError, build
from pellucid.precondition import Preconditioned
from pellucid.schedule import Flow


def garden(shelf: Shelf, way: Backend) -> Engine:
    """Fill the codec and the denoiser with the weights on a shelf."""
    name = "garden"
    codec = build(shelf.load(name, "codec"), Autoencoder, AutoencoderConfig)
    taught = shelf.load(name, "denoiser")
    denoiser = build(taught, DiT, DiTConfig)
    if denoiser.config.channels != codec.config.latent:
        raise WeightsError(
            f"The denoiser draws {denoiser.config.channels} numbers a cell, the codec knows "
            f"{codec.config.latent}; put the {name}-codec.safetensors it learned with beside it."
        )
    stamp = shelf.stamp(name, "denoiser", "codec")
    engine = assemble(name, denoiser, codec, encoder(way), way, stamp)
    knows = sources(taught, engine.knows)
    return replace(engine, spread=shelf.cells(name), knows=knows)


def assemble(
    name: str, denoiser: DiT, codec: Autoencoder, encoder: TextEncoder, way: Backend, stamp: str
) -> Engine:
    """Make an engine of networks; `stamp` names their weights."""
    look, side = way.compile(denoiser, "look", stamp), denoiser.config.side * codec.config.shrink
    return Engine(
        name=name,
        model=Preconditioned(Remembering(denoiser, look), denoiser.config.prediction, Flow().time),
        codec=Codec(
            Torch().compile(codec, "encode", stamp),
            way.compile(codec, "decode", stamp),
            way.compile(codec, "preview", stamp),
        ),
        read=Reader(encoder),
        schedule=Flow(),
        canvas=Canvas(side, side, codec.config.shrink, denoiser.config.channels),
        weights=stamp,
        backend=way.name,
        precision=way.precision,
    )
