"""Weights are the published ones or they are not loaded; and a refusal says what to do."""

import json
import pickle
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import tiny
import torch

from pellucid.engine.engine import load
from pellucid.engine.shelf import Shelf
from pellucid.nets.weights import Weights, WeightsError, digest, save


@pytest.fixture
def folder(tmp_path):
    """A folder with the tiny engine's weights and their manifest."""
    for kind, network in zip(("denoiser", "codec"), tiny.networks(), strict=True):
        weights = Weights(kind, asdict(network.config), {}, network.state_dict())
        save(tmp_path / f"garden-{kind}.safetensors", weights, torch.float16)
    hashes = {path.name: digest(path) for path in tmp_path.glob("*.safetensors")}
    (tmp_path / "manifest.json").write_text(json.dumps(hashes))
    return tmp_path


def refused(folder: Path, says: str) -> None:
    with pytest.raises(WeightsError, match=says) as told:
        load("garden", folder, "torch")
    assert "\n" not in str(told.value)


def test_an_engine_is_its_weight_files_and_nothing_else(folder):
    engine = load("garden", folder, "torch")
    assert engine.canvas.width == 64
    assert engine.weights == Shelf(folder).stamp("garden", "denoiser", "codec")
    assert len(engine.weights) == 33


def test_weights_of_ones_own_need_no_manifest(folder):
    (folder / "manifest.json").unlink()
    assert load("garden", folder, "torch").canvas.width == 64


def test_weights_say_what_of_the_world_an_engine_has_learned(folder):
    assert tuple(load("garden", folder, "torch").knows) == ("garden",)
    (folder / "manifest.json").unlink()
    network = tiny.networks()[0]
    weights = Weights(
        "denoiser", asdict(network.config), {"mix": ["garden", "sky"]}, network.state_dict()
    )
    save(folder / "garden-denoiser.safetensors", weights)
    assert load("garden", folder, "torch").knows == ("garden", "sky")
    for mix in (5, "sky", [5], {"sky": 1}, None):
        told = {"mix": mix}
        save(folder / "garden-denoiser.safetensors", replace(weights, history=told))
        assert tuple(load("garden", folder, "torch").knows) == ("garden",)


def test_a_measure_of_latents_that_is_damaged_counts_as_none(folder):
    told = {"codec": digest(folder / "garden-codec.safetensors"), "pictures": 2, "mean": [0.0]}
    path = folder / "garden-cells.json"
    path.write_text(json.dumps(told | {"covariance": [[1.0]]}))
    assert Shelf(folder).cells("garden").covariance == ((1.0,),)
    ragged = [[[1.0], [2.0]], [], [1.0], [[None]], [[float("nan")]], [["1"], ["2", "3"]]]
    for words in (*(json.dumps(told | {"covariance": each}) for each in ragged), "[]", "[" * 10**5):
        path.write_text(words)
        assert Shelf(folder).cells("garden") is None


def test_a_file_with_another_hash_is_refused(folder):
    path = folder / "garden-denoiser.safetensors"
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    refused(folder, "SHA-256 differs")


@pytest.mark.parametrize("size", [0, 7, 50, 3000])
def test_a_truncated_file_is_refused(folder, size):
    (folder / "manifest.json").unlink()
    path = folder / "garden-codec.safetensors"
    path.write_bytes(path.read_bytes()[:size])
    refused(folder, "safetensors|damaged")


def test_a_pickle_is_refused_and_never_loaded(folder):
    (folder / "manifest.json").unlink()

    class Trap:
        def __reduce__(self):
            return (Path(folder / "sprung").touch, ())

    for dump in (pickle.dumps(Trap()), b""):
        path = folder / "garden-denoiser.safetensors"
        path.write_bytes(dump) if dump else torch.save({"w": torch.ones(2)}, path)
        refused(folder, "pickled weights .* never loaded")
    assert not (folder / "sprung").exists()


def test_a_missing_file_and_a_file_of_another_kind_are_refused(folder):
    (folder / "manifest.json").unlink()
    codec = folder / "garden-codec.safetensors"
    codec.write_bytes((folder / "garden-denoiser.safetensors").read_bytes())
    refused(folder, "not a codec")
    codec.unlink()
    refused(folder, "4 numbers a cell, the codec knows 8; put .* beside it")  # the shipped one
    (folder / "garden-denoiser.safetensors").unlink()
    refused(folder, "no weight file")


def test_a_run_that_taught_a_denoiser_alone_draws_with_the_shipped_codec(tmp_path):
    shipped, alone = Shelf(), tmp_path / "garden-denoiser.safetensors"
    shutil.copyfile(shipped.path("garden", "denoiser"), alone)
    engine = load("garden", tmp_path, "torch")
    assert engine.weights == shipped.stamp("garden", "denoiser", "codec")
    assert engine.spread == shipped.cells("garden")


def test_weights_that_do_not_fit_their_own_description_are_refused(folder):
    (folder / "manifest.json").unlink()
    denoiser, _ = tiny.networks()
    for config, values in (
        (asdict(denoiser.config), {"out.weight": torch.ones(2)}),
        (asdict(denoiser.config) | {"width": 128}, denoiser.state_dict()),
        ({"wdth": 64}, denoiser.state_dict()),
    ):
        weights = Weights("denoiser", config, {}, values)
        save(folder / "garden-denoiser.safetensors", weights)
        refused(folder, "description")


def test_a_damaged_manifest_is_refused(folder):
    for words in ("{", "[]", '"a"', "[" * 10**5):
        (folder / "manifest.json").write_text(words)
        refused(folder, "manifest.json is damaged")


@pytest.mark.training
def test_what_is_shipped_is_what_the_manifest_says_and_is_a_whole_engine():
    shelf = Shelf()
    for kind in ("denoiser", "codec"):
        path = shelf.path("garden", kind)
        assert shelf.manifest()[path.name] == digest(path)
        assert shelf.load("garden", kind).kind == kind
