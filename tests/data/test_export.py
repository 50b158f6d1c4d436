"""Scenes as files: they read back, they are complete or absent, they are the same again."""

import io
import json
import tarfile

import numpy as np
import pytest
from PIL import Image

from pellucid.data.export import (
    GAP,
    LONGEST,
    ExportError,
    check_sheet,
    film,
    label_sheet,
    save_animation,
    save_picture,
    sheet,
    write_folder,
    write_tar,
)
from pellucid.data.world import ATTRIBUTES, SIZE, scene
from pellucid.files import TargetError

pytest.importorskip("skia", exc_type=ImportError)


def some(count=3):
    return [scene(4, index) for index in range(count)]


def pixels(file):
    with Image.open(file) as image:
        return np.asarray(image)


@pytest.mark.training
def test_a_tar_holds_every_sample_in_one_piece_and_reads_back(tmp_path):
    path = tmp_path / "garden.tar"
    write_tar(some(), path, labels=True)
    with tarfile.open(path) as tar:
        names = tar.getnames()
        data = {name: tar.extractfile(name).read() for name in names}
    keys = [name.partition(".")[0] for name in names]
    assert keys == sorted(keys)
    for one in some():
        key = f"{one.index:08d}"
        assert (pixels(io.BytesIO(data[f"{key}.png"])) == one.picture()).all()
        assert data[f"{key}.txt"].decode() == one.caption()
        record = json.loads(data[f"{key}.json"])
        assert record["dense"] == one.captions.dense
        assert {name: record[name] for name in ATTRIBUTES} == dict(one.attributes)
        read = one.labels()
        assert (pixels(io.BytesIO(data[f"{key}.segments.png"])) == read.segments).all()
        assert (pixels(io.BytesIO(data[f"{key}.edges.png"])) == read.edges).all()
        depth = pixels(io.BytesIO(data[f"{key}.depth.png"])) / 65535
        assert np.abs(depth - read.depth).max() < 1e-4


@pytest.mark.training
def test_a_folder_reads_back_as_an_image_folder(tmp_path):
    folder = tmp_path / "garden"
    write_folder(some(), folder, labels=True)
    lines = [json.loads(line) for line in (folder / "metadata.jsonl").read_text().splitlines()]
    for one, line in zip(some(), lines, strict=True):
        assert (pixels(folder / line["file_name"]) == one.picture()).all()
        assert line["text"] == one.caption()
        assert {name: line[name] for name in ATTRIBUTES} == dict(one.attributes)
    pictures = {file.name for file in folder.glob("*.png")}
    assert pictures == {line["file_name"] for line in lines}
    assert len(list((folder / "labels").iterdir())) == 9


@pytest.mark.training
def test_the_same_scenes_give_the_same_file(tmp_path):
    for name in ("one.tar", "two.tar"):
        write_tar(some(), tmp_path / name)
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()


def broken():
    yield scene(4, 0)
    raise RuntimeError("the lights went out")


@pytest.mark.training
@pytest.mark.parametrize("write", [write_tar, write_folder])
def test_a_data_set_that_fails_half_way_leaves_nothing(tmp_path, write):
    with pytest.raises(RuntimeError, match="lights"):
        write(broken(), tmp_path / "garden")
    assert not list(tmp_path.iterdir())


@pytest.mark.training
def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="new or an empty folder"):
        write_folder(some(), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.training
def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "garden").mkdir()
    write_folder(some(1), tmp_path / "garden")


@pytest.mark.training
def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(TargetError, match="could not be written"):
        write_tar(some(1), tmp_path / "file" / "garden.tar")
    with pytest.raises(TargetError, match="could not be written"):
        save_picture(some(1)[0].picture(), tmp_path / "file" / "garden.png")


@pytest.mark.parametrize("suffix", LONGEST)
def test_a_sheet_is_refused_exactly_where_its_kind_of_file_ends(suffix, tmp_path):
    longest, path = LONGEST[suffix], tmp_path / f"sheet{suffix}"
    save_picture(np.zeros((longest, 1, 3), np.uint8), path)
    with pytest.raises((OSError, ValueError)):
        save_picture(np.zeros((longest + 1, 1, 3), np.uint8), path)
    rows = (longest + GAP) // (SIZE + GAP)
    check_sheet(rows, 1, path)
    check_sheet(rows * rows, rows, path)
    for pictures, columns in ((rows + 1, 1), (rows + 1, rows + 1), (rows * rows + 1, rows)):
        with pytest.raises(ExportError, match=f"at most {longest:,} are possible"):
            check_sheet(pictures, columns, path)


@pytest.mark.training
def test_a_sheet_holds_every_picture_in_its_place():
    pictures = [one.picture() for one in some()]
    laid = sheet(pictures, columns=2, gap=4)
    assert laid.shape == (2 * SIZE + 4, 2 * SIZE + 4, 3)
    assert (laid[:SIZE, SIZE + 4 :] == pictures[1]).all()
    assert (laid[SIZE + 4 :, :SIZE] == pictures[2]).all()
    assert (laid[SIZE + 4 :, SIZE + 4 :] == 255).all()


@pytest.mark.training
def test_a_film_starts_with_the_still_and_an_animation_has_every_frame(tmp_path):
    one = some(1)[0]
    frames = film(one, frames=6)
    assert (frames[0] == one.picture()).all()
    for name in ("film.gif", "film.webp"):
        save_animation(frames, tmp_path / name)
        with Image.open(tmp_path / name) as image:
            assert image.n_frames == 6
            assert image.info["loop"] == 0


@pytest.mark.training
def test_labels_can_be_looked_at():
    one = next(one for one in some(9) if len(np.unique(one.labels().segments)) > 3)
    laid = label_sheet(one)
    assert laid.shape == (SIZE, 4 * SIZE + 6, 3)
    segments, colours = one.labels().segments, laid[:, SIZE + 2 : 2 * SIZE + 2]
    pairs = np.concatenate([segments[..., None], colours], -1).reshape(-1, 4)
    apart = len(np.unique(segments))
    assert len(np.unique(pairs, axis=0)) == len(np.unique(pairs[:, 1:], axis=0)) == apart
