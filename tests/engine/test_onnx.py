"""Engines as ONNX: every file answers as torch does, and the example draws with the files alone."""

import json
import os
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest
import torch
from PIL import Image
from small import awake

import pellucid
from pellucid.engine import onnx
from pellucid.engine.backend import Torch
from pellucid.engine.latent import assemble
from pellucid.engine.memory import encoder
from pellucid.engine.onnx import MARK, OnnxError, parts, write
from pellucid.engine.pixel import assemble_pixels
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiTConfig
from pellucid.nets.unet import UNetConfig
from pellucid.nets.weights import digest

CODEC = AutoencoderConfig(latent=4, encoder=(8, 8, 8), decoder=(8, 8, 8), preview=8)
TRANSFORMER = DiTConfig(width=64, depth=2, patch=2, side=8, tail=(32, 1))
PIXELS = UNetConfig(side=16, widths=(16, 32, 64), blocks=(1, 1))
PARTS = {"text", "read", "look", "decode", "preview", "encode"}


def latents():
    torch.manual_seed(3)
    codec, way = Autoencoder(CODEC).eval(), Torch()
    return assemble("garden", awake(TRANSFORMER), codec, encoder(way), way, "stamp")


def pixels():
    return assemble_pixels("garden-pixel", awake(PIXELS), encoder(Torch()), Torch(), "stamp")


@pytest.fixture(scope="module", params=[latents, pytest.param(pixels, marks=pytest.mark.slow)])
def written(request, tmp_path_factory):
    folder, engine = tmp_path_factory.mktemp("onnx"), request.param()
    assert {name.removesuffix(".onnx") for name in write(engine, folder)} > PARTS
    return engine, folder


def answers_of(engine, folder, scale=1.0):
    """Ask torch and the files the same, with as many pictures and words as in no file's making."""
    for name, part in parts(engine).items():
        file = onnxruntime.InferenceSession(folder / f"{name}.onnx")
        told = json.loads((folder / MARK).read_text())["parts"][name]
        assert [each.name for each in file.get_inputs()] == list(told["given"]) == list(part.given)
        assert [each.name for each in file.get_outputs()] == told["answers"]
        for many in (0, 1):
            given = {given: two[many] for given, two in part.given.items()}
            for first in {"x", "latent", "picture"} & given.keys():
                given[first] = torch.randn(given[first].shape) * scale
            with torch.inference_mode():
                wanted = part.module(*given.values())
            wanted = wanted if isinstance(wanted, tuple) else (wanted,)
            found = file.run(None, {name: each.numpy() for name, each in given.items()})
            yield from zip([name] * len(wanted), wanted, found, strict=True)


def test_every_file_answers_as_torch_does_for_any_number_of_pictures_and_words(written):
    seen = set()
    for name, wanted, found in answers_of(*written):
        seen.add(name)
        assert np.abs(wanted.numpy() - found).max() < 1e-4, name
    assert seen == PARTS


def test_the_files_say_what_they_are(written):
    engine, folder = written
    told = json.loads((folder / MARK).read_text())
    assert tuple(told["latent"]) == engine.canvas.latent
    assert told["weights"] == engine.weights
    assert told["parts"]["look"]["given"]["x"] == {
        "type": "float32",
        "shape": ["pictures", *engine.canvas.latent],
    }
    assert told["parts"]["text"]["given"]["ids"]["shape"] == ["pictures", "words"]
    for name, part in told["parts"].items():
        assert part["sha256"] == digest(folder / f"{name}.onnx")


def test_the_example_draws_what_the_engine_draws(written):
    """Euler's walk from numpy's noise, once by the files alone and once by the engine's model."""
    engine, folder = written
    path = folder / "example.py"
    lines = path.read_text().partition("\n\n")[2].splitlines()
    assert len(lines) == 12 + (engine.bounds is not None)
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, "-I", path.name], cwd=folder, env=clean, check=True)
    drawn = np.asarray(Image.open(folder / "picture.png"), dtype=float)

    walk = json.loads((folder / MARK).read_text())["walk"]
    noise = np.random.default_rng(7).standard_normal((1, *engine.canvas.latent))
    x = torch.from_numpy(walk[0][0] * noise)
    words, none = engine.read(["a snail"]), engine.read([""])
    with torch.inference_mode():
        for sigma, below, *_ in walk:
            with_words, without = (engine.model(x, sigma, cond) for cond in (words, none))
            guess = without + 5.0 * (with_words - without)
            guess = guess if engine.bounds is None else guess.clamp(-1, 1)
            x = guess + below / sigma * (x - guess)
        wanted = 127.5 * engine.codec.decode(x.float())[0].movedim(0, -1).clamp(-1, 1) + 127.5
    assert drawn.std() > 1
    assert np.abs(drawn - wanted.numpy()).mean() < 1


def test_weights_take_half_the_room_where_that_loses_nothing():
    network = awake(DiTConfig(width=64, depth=2, patch=2, side=8)).half().float()
    way = Torch()
    engine = assemble("garden", network, Autoencoder(CODEC).eval(), encoder(way), way, "stamp")
    data = onnx.exported(parts(engine)["look"])
    looked = [p for n, p in network.named_parameters() if not n.startswith(("words.", "summary"))]
    assert len(data) < 2.6 * sum(each.numel() for each in looked) + 200_000


def test_what_is_missing_and_what_cannot_be_written_is_one_sentence(monkeypatch, tmp_path):
    engine = latents()
    monkeypatch.setattr(onnx, "find_spec", lambda name: None if name == "onnx" else object())
    with pytest.raises(OnnxError, match=r"Writing ONNX needs onnx; pip install 'pellucid\[onnx\]'"):
        next(write(engine, tmp_path))
    monkeypatch.undo()
    object.__setattr__(engine, "backend", "openvino 1")
    with pytest.raises(OnnxError, match="cannot be written as ONNX"):
        next(write(engine, tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["garden", "garden-pixel"])
def test_the_shipped_engines_are_written_within_a_ten_thousandth(name, tmp_path):
    engine = pellucid.load(name, backend="torch")
    list(write(engine, tmp_path))
    for part, wanted, found in answers_of(engine, tmp_path):
        assert np.abs(wanted.numpy() - found).max() < 1e-4, part
