"""Files are written whole or not at all."""

import os
import stat
import threading
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from pellucid.files import TargetError, atomic, size, write, writing
from pellucid.learn.scenes import paint


def test_a_reader_sees_the_old_file_until_the_new_one_is_complete(tmp_path):
    path = tmp_path / "deep" / "note.txt"
    for told in ("old", "new"):
        before = path.read_text() if path.exists() else None
        with atomic(path) as part:
            part.write_text(told)
            assert (path.read_text() if path.exists() else None) == before
        assert path.read_text() == told
        assert list(path.parent.iterdir()) == [path]


def test_what_fails_halfway_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("old")

    def fill():
        with atomic(path) as part:
            part.write_text("ha")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fill()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_threads_that_write_the_same_file_do_not_share_a_part(tmp_path):
    path, meet = tmp_path / "note.txt", threading.Barrier(8)

    def fill(letter):
        with atomic(path) as part:
            meet.wait()
            part.write_text(letter * 10_000)
            meet.wait()

    threads = [threading.Thread(target=fill, args=(letter,)) for letter in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = path.read_text()
    assert len(told) == 10_000
    assert len(set(told)) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("says", ["the disk is full", "Permission denied", "File exists"])
def test_whatever_refuses_a_file_is_told_in_one_sentence(says, tmp_path, monkeypatch):
    path = tmp_path / "a" / "note.txt"
    if says == "File exists":
        path.parent.touch()
    if says == "Permission denied":
        monkeypatch.setattr(Path, "touch", refuse(PermissionError(13, says)))
    said = pytest.raises(TargetError, match=f"note.txt could not be written: {says}. Free")
    with said, atomic(path):
        raise OSError(28, "No space left on device")
    assert not path.exists()


def test_what_refuses_tensors_or_painted_pictures_is_told_alike(tmp_path):
    """The library that writes tensors has an error of its own."""
    path, full = tmp_path / "none" / "w.safetensors", OSError(28, "No space left on device")
    with pytest.raises(TargetError, match="could not be written"), writing(path):
        save_file({"one": torch.ones(2)}, path)
    with pytest.raises(TargetError, match="could not be written: the disk is full"):
        list(paint(tmp_path / "pictures.bytes", 1, refuse(full)))


def refuse(error):
    def fails(*_, **__):
        raise error

    return fails


def test_a_size_is_known_while_files_come_and_go(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "kept").write_bytes(b"12345")
    (tmp_path / "gone.part").write_bytes(b"123")
    plain = Path.lstat

    def lstat(path):
        if path.name == "gone.part":
            path.unlink(missing_ok=True)
        return plain(path)

    monkeypatch.setattr(Path, "lstat", lstat)
    assert size(tmp_path) == 5


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_what_is_written_may_be_read_as_any_other_file(tmp_path):
    plain, path = tmp_path / "plain", tmp_path / "tensors.safetensors"
    plain.touch()
    with atomic(path) as part:
        save_file({"one": torch.ones(2)}, part)
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_name_is_on_the_disk_too_where_the_system_can_say_so(tmp_path, monkeypatch):
    synced, real = [], os.fsync

    def noted(opened):
        synced.append(stat.S_ISDIR(os.fstat(opened).st_mode))
        real(opened)

    monkeypatch.setattr(os, "fsync", noted)
    write(tmp_path / "a", lambda part: part.write_text("new"))
    assert synced == ([False, True] if hasattr(os, "O_DIRECTORY") else [False])
    monkeypatch.delattr(os, "O_DIRECTORY", raising=False)  # as on Windows
    write(tmp_path / "a", lambda part: part.write_text("newer"))
    assert synced[-1] is False
    assert (tmp_path / "a").read_text() == "newer"
