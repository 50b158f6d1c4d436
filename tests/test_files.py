"""Files are written whole or not at all."""

import os
import stat
import threading
from itertools import chain, islice
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from pellucid.files import (
    PRIVATE,
    TargetError,
    atomic,
    check_target,
    claimed,
    home,
    make_folder,
    numbered,
    size,
    write,
    writing,
)
from pellucid.learn.scenes import paint
from pellucid.recipe.store import keep
from pellucid.record.cache import WalkCache

UMASK = os.umask(0)
os.umask(UMASK)


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
    advice = "Free some space, or choose" if "full" in says else "Choose"
    if says == "File exists":
        path.parent.touch()
    if says == "Permission denied":
        monkeypatch.setattr(Path, "touch", refuse(PermissionError(13, says)))
    said = pytest.raises(
        TargetError, match=f"note.txt could not be written: {says}. {advice} another"
    )
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


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("name", ["pictures", "walks", "cache", "data/garden", "runs/1"])
def test_a_home_that_is_made_is_its_owners_alone(name):
    make_folder(home() / name)
    assert mode(home()) == 0o700
    assert (home() / name).is_dir()


def test_photos_and_walks_are_closed_to_others_where_they_were_open_before():
    for name in (*PRIVATE, "runs"):
        (home() / name).mkdir(parents=True)
        (home() / name).chmod(0o755)
    home().chmod(0o755)
    keep(Image.new("RGB", (8, 8)))
    WalkCache().put("a" * 64, {"meta.json": b"{}"})
    make_folder(home() / "runs" / "1")
    assert [mode(home() / name) for name in PRIVATE] == [0o700] * len(PRIVATE)
    assert mode(home()) == mode(home() / "runs") == 0o755  # may be shared on purpose


def test_folders_elsewhere_are_made_as_everywhere(tmp_path):
    make_folder(tmp_path / "a" / "walks")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "walks") == 0o777 & ~UMASK


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_a_file_that_is_replaced_keeps_its_mode_and_a_link_stays_a_link(tmp_path):
    there = tmp_path / "deep" / "there.txt"
    there.parent.mkdir()
    there.touch()
    there.chmod(0o640)
    link, loose = tmp_path / "link.txt", tmp_path / "loose.txt"
    link.symlink_to(there)
    loose.symlink_to(tmp_path / "new" / "made.txt")
    for path in (link, loose):
        with atomic(path) as part:
            part.write_text("new")
        assert path.is_symlink()
        assert path.read_text() == "new"
    assert there.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in there.parent.iterdir()) == ["there.txt"]


def test_a_name_of_255_bytes_can_be_written_and_a_longer_one_is_refused_in_a_sentence(tmp_path):
    longest = tmp_path / f"{'x' * 251}.png"
    with atomic(longest) as part:
        part.write_text("whole")
    assert longest.read_text() == "whole"
    for stem in ("x" * 300, "\U00020000" * 63):
        with pytest.raises(TargetError, match=r"could not be written: File name too long\. Choose"):
            check_target(tmp_path / f"{stem}.png", (".png",))


def test_a_file_that_is_read_only_or_no_file_is_no_target(tmp_path):
    path = tmp_path / "kept.png"
    path.touch()
    path.chmod(0o444)
    with pytest.raises(TargetError, match="read-only"):
        check_target(path, (".png",))
    path.chmod(0o644)
    check_target(path, (".png",))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(TargetError, match="no plain file"):
            check_target(tmp_path / "pipe.png", (".png",))


def test_a_link_into_a_folder_that_is_not_there_is_told_by_that_folder(tmp_path):
    link, loop = tmp_path / "link.png", tmp_path / "loop.png"
    link.symlink_to(tmp_path / "none" / "made.png")
    loop.symlink_to(loop)
    for path, said in ((link, r"no folder .*none to write link\.png"), (loop, "symbolic links")):
        with pytest.raises(TargetError, match=said):
            check_target(path, (".png",))


def test_an_ending_alone_is_no_name(tmp_path):
    with pytest.raises(TargetError, match=r"\.PNG is no name; put one before it, such as new\.PNG"):
        check_target(tmp_path / ".PNG", (".png",))


def test_many_writers_each_get_a_name_that_was_free(tmp_path):
    first, meet, got = tmp_path / "a.png", threading.Barrier(8), []
    first.write_text("old")

    def fill():
        meet.wait()
        with claimed(chain([first], numbered(first))) as path:
            path.write_text("new")
            got.append(path)

    threads = [threading.Thread(target=fill) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert first.read_text() == "old"
    assert sorted(got) == sorted(islice(numbered(first), 8))


def test_a_name_that_was_claimed_in_vain_is_free_again(tmp_path):
    with pytest.raises(KeyboardInterrupt), claimed([tmp_path / "a.png"]):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_somebody_reads_is_replaced_as_soon_as_it_may_be(tmp_path, monkeypatch):
    """As on Windows, where a file that is open cannot be replaced."""
    path, tries, plain = tmp_path / "a.txt", iter([True, True, False]), Path.replace

    def replace(part, place):
        if next(tries):
            raise PermissionError(13, "The process cannot access the file")
        return plain(part, place)

    monkeypatch.setattr(Path, "replace", replace)
    with atomic(path) as part:
        part.write_text("new")
    assert path.read_text() == "new"


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
