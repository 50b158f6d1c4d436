"""Weight files: self-describing, whole or not there, and never a pickle."""

import contextlib
import json
import pickle
import struct
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pellucid.files import TargetError
from pellucid.nets.weights import Weights, WeightsError, digest, load, save


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
