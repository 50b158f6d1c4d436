"""Weight files: self-describing, whole or not there, and never a pickle."""

import contextlib
import dataclasses
import json
import os
import pickle
import struct
from pathlib import Path

import crafted_weights as crafted
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pellucid.denoise import Cond
from pellucid.files import TargetError
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.unet import UNet, UNetConfig
from pellucid.nets.weights import NUMBERS, Weights, WeightsError, build, digest, load, save

WRONG = dict(crafted.files())


def some(kind="codec"):
    tensors = {"a": torch.linspace(-2, 2, 12).view(3, 4), "n": torch.tensor(7)}
    return Weights(kind, {"width": 4, "channels": [1, 2]}, {"steps": 3}, tensors)


def test_what_is_saved_is_loaded_with_its_config_and_history(tmp_path):
    save(tmp_path / "w.safetensors", some())
    found = load(tmp_path / "w.safetensors", "codec")
    assert found.config == {"width": 4, "channels": (1, 2)}
    assert found.history == {"steps": 3}
    assert torch.equal(found.tensors["a"], some().tensors["a"])
    assert found.tensors["n"].dtype == torch.int64


def test_the_same_weights_make_the_same_bytes(tmp_path):
    for number in range(12):  # safetensors alone writes the metadata in one of six orders
        save(tmp_path / f"{number}.safetensors", some())
    assert len({digest(path) for path in tmp_path.iterdir()}) == 1


def test_what_is_saved_is_aligned_whatever_the_words(tmp_path):
    for count in range(9):
        save(tmp_path / "w.safetensors", Weights("codec", {}, {"żółw": "ł" * count}, {}))
        (size,) = struct.unpack("<Q", (tmp_path / "w.safetensors").read_bytes()[:8])
        assert size % 8 == 0
        assert load(tmp_path / "w.safetensors", "codec").history == {"żółw": "ł" * count}


def test_a_config_keeps_its_order_because_a_judge_answers_in_it(tmp_path):
    words = {"wet": ["none", "dew"], "bokeh": ["no", "yes"], "colour": ["red"]}
    save(tmp_path / "w.safetensors", Weights("judge", {"vocabulary": words}, {}, {}))
    found = load(tmp_path / "w.safetensors", "judge").config["vocabulary"]
    assert list(found) == ["wet", "bokeh", "colour"]


def test_floats_are_stored_as_asked_and_whole_numbers_as_they_are(tmp_path):
    save(tmp_path / "w.safetensors", some(), torch.float16)
    found = load(tmp_path / "w.safetensors", "codec").tensors
    assert (found["a"].dtype, found["n"].dtype) == (torch.float16, torch.int64)


def test_channels_last_and_shared_tensors_are_stored_plainly(tmp_path):
    pictures = torch.randn(2, 3, 4, 4).to(memory_format=torch.channels_last)
    tensors = {"a": pictures, "b": pictures, "slice": pictures[:, 1]}
    save(tmp_path / "w.safetensors", Weights("codec", {}, {}, tensors))
    found = load(tmp_path / "w.safetensors", "codec").tensors
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


def test_the_right_hash_passes_and_a_wrong_one_is_refused(tmp_path):
    path = tmp_path / "w.safetensors"
    save(path, some())
    load(path, "codec", digest(path))
    with pytest.raises(WeightsError, match="not the file that was published"):
        load(path, "codec", "0" * 64)


def test_another_kind_is_refused_by_name(tmp_path):
    save(tmp_path / "w.safetensors", some("judge"))
    with pytest.raises(WeightsError, match="holds a judge, not a codec"):
        load(tmp_path / "w.safetensors", "codec")


def test_a_missing_file_is_one_plain_sentence(tmp_path):
    with pytest.raises(WeightsError, match="no weight file w"):
        load(tmp_path / "w.safetensors", "codec")
    with pytest.raises(WeightsError, match="no weight file"):
        load(tmp_path, "codec")


@given(part=st.floats(0, 0.999))
def test_a_file_cut_anywhere_is_refused(tmp_path_factory, part):
    path = tmp_path_factory.mktemp("cut") / "w.safetensors"
    save(path, some())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(WeightsError):
        load(path, "codec")


@given(place=st.integers(0, 200), byte=st.integers(0, 255))
def test_a_damaged_header_is_refused_or_harmless(tmp_path_factory, place, byte):
    path = tmp_path_factory.mktemp("bent") / "w.safetensors"
    save(path, some())
    whole = bytearray(path.read_bytes())
    whole[place] = byte
    path.write_bytes(bytes(whole))
    with contextlib.suppress(WeightsError):  # and nothing else may be raised
        load(path, "codec")


def test_a_header_longer_than_the_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "w.safetensors"
    for length in (2**63, 10**9, 500):
        path.write_bytes(struct.pack("<Q", length) + b"{}" + bytes(100))
        with pytest.raises(WeightsError, match="not a whole safetensors file"):
            load(path, "codec")


class Trap:
    """A pickle that leaves a mark when it is opened."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


@pytest.mark.parametrize("name", ["w.safetensors", "w.pt", "w.ckpt"])
def test_a_pickle_is_refused_and_never_opened(tmp_path, name):
    mark = tmp_path / "sprung"
    (tmp_path / name).write_bytes(pickle.dumps(Trap(mark)))
    with pytest.raises(WeightsError, match="pickled weights"):
        load(tmp_path / name, "codec")
    torch.save(Trap(mark), tmp_path / f"zipped-{name}")
    with pytest.raises(WeightsError, match="pickled weights"):
        load(tmp_path / f"zipped-{name}", "codec")
    assert not mark.exists()
    pickle.loads((tmp_path / name).read_bytes())
    assert mark.exists()  # the trap was armed


def test_safetensors_of_another_making_are_refused_plainly(tmp_path):
    header = json.dumps({"__metadata__": {"kind": "codec"}}).encode()
    path = tmp_path / "w.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    with pytest.raises(WeightsError):
        load(path, "codec")


def test_a_failed_write_leaves_the_old_file_and_no_part(tmp_path, monkeypatch):
    path = tmp_path / "w.safetensors"
    save(path, some())
    before = path.read_bytes()

    def full(_, name, **__):
        Path(name).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pellucid.nets.weights.save_file", full)
    with pytest.raises(TargetError, match="disk is full"):
        save(path, some())
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["w.safetensors"]


def test_saving_makes_the_folder_and_replaces_the_old_file(tmp_path):
    path = tmp_path / "new" / "w.safetensors"
    save(path, some())
    save(path, some("judge"))
    assert load(path, "judge").kind == "judge"
    assert len(list(path.parent.iterdir())) == 1


def denoiser(path):
    """The network in a weight file."""
    return build(load(path, "denoiser"), DiT, DiTConfig)


def test_the_good_file_that_wrong_ones_are_made_of_is_built_with_its_own_numbers(tmp_path):
    path = tmp_path / "w.safetensors"
    path.write_bytes(crafted.whole())
    found, before = denoiser(path).state_dict(), torch.get_rng_state()
    assert all(torch.equal(tensor, found[name]) for name, tensor in crafted.tensors().items())
    path.write_bytes(crafted.put_together(*crafted.taken_apart(crafted.whole())))
    assert denoiser(path).config == crafted.SMALL
    assert torch.equal(torch.get_rng_state(), before)  # nothing is drawn that would be replaced


@pytest.mark.parametrize("wrong", WRONG.keys() - {"a weight of 3e+38"})
def test_a_wrong_file_is_refused_in_one_sentence_before_its_network_is_made(
    tmp_path, monkeypatch, wrong
):
    path = tmp_path / "w.safetensors"
    path.write_bytes(WRONG[wrong])
    monkeypatch.setattr(DiT, "load_state_dict", None)  # what a network is filled with
    with pytest.raises(WeightsError, match=r"^[^\n]{20,500}\.$"):
        denoiser(path)


def test_a_network_too_large_to_fit_is_refused_before_a_number_of_it_is_read(tmp_path):
    config = dataclasses.replace(crafted.SMALL, width=4096, depth=3)
    with torch.device("meta"):
        held = DiT(config).state_dict()
    header, end = (
        {"__metadata__": crafted.described(json.dumps(dataclasses.asdict(config)))},
        0,
    )
    for name, tensor in held.items():
        begun, end = end, end + 2 * tensor.numel()
        offsets = {"shape": list(tensor.shape), "data_offsets": [begun, end]}
        header[name] = {"dtype": "F16", **offsets}
    path = tmp_path / "w.safetensors"
    path.write_bytes(crafted.put_together(header, b""))
    os.truncate(path, path.stat().st_size + end)  # a hole, which takes no room on the disk
    with pytest.raises(WeightsError, match=rf"at most {NUMBERS:,}"):
        denoiser(path)


def looked(network, channels):
    """Two looks of a network at noise, with three words."""
    side, text = network.config.side, network.config.text
    said = Cond(torch.zeros(2, 3, text), torch.ones(2, 3) > 0, torch.zeros(2, text))
    return network(torch.zeros(2, channels, side, side), torch.ones(2), said).shape


def shapes(network):
    """What a network answers, and what it should, as shapes."""
    config = network.config
    if isinstance(network, Autoencoder):
        picture = torch.zeros(2, 3, 2 * config.shrink, 2 * config.shrink)
        return network.eval()(picture).shape, picture.shape
    more = 2 if isinstance(network, UNet) else 1
    return looked(network, config.channels), (2, more * config.channels, *[config.side] * 2)


MAKERS = {DiT: DiTConfig, UNet: UNetConfig, Autoencoder: AutoencoderConfig}


@pytest.mark.training
@pytest.mark.parametrize("network_of", MAKERS)
@given(data=st.data())
@settings(max_examples=80)
def test_sizes_that_are_not_refused_go_together(network_of, data):
    number = st.sampled_from([8, 16, 64, 200, 4, 3, 6, 0])
    sizes = {}
    for field in dataclasses.fields(MAKERS[network_of]):
        if field.name in {"depth", "blocks"} or isinstance(field.default, str):
            continue
        many = len(field.default) if isinstance(field.default, tuple) else 0
        kind = st.tuples(*[number] * many) if many else number
        if field.name == "tail":
            kind = st.tuples(number, st.integers(0, 1))
        sizes[field.name] = data.draw(kind, field.name)
    try:
        config = MAKERS[network_of](**sizes, **few(network_of))
    except ValueError:
        return
    with torch.device("meta"):
        answered, wanted = shapes(network_of(config))
    assert answered == wanted


def few(network_of):
    """As few layers as a network can have."""
    return {DiT: {"depth": 1}, UNet: {"blocks": (1, 1)}}.get(network_of, {})
