"""Scenes as files: data sets that other programs read, and sheets and films that people read.

Two forms of data set, the ones most trainers know. *WebDataset*: a tar in which the files of one
sample lie next to each other and share a name (`00000007.png`, `00000007.txt`, `00000007.json`).
*Image folder*, as Hugging Face's `datasets` reads it: pictures in a folder, and a
`metadata.jsonl` with one line per picture. Both carry a training caption, the three captions
(short, medium, dense) and every attribute; with labels, segments, depth and edges too. Whatever
is written is complete or absent: first under a temporary name, then renamed. The same scenes
give the same bytes.
"""

import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from pellucid.data.world import LOOP, Scene
from pellucid.errors import MendableError

__all__ = [
    "ExportError",
    "film",
    "label_sheet",
    "save_animation",
    "save_picture",
    "sheet",
    "tint",
    "write_folder",
    "write_tar",
]

Pixels = npt.NDArray[np.uint8]
PAPER = 255
ANIMATED = (".gif", ".webp")


class ExportError(MendableError):
    """Something cannot be written as asked; the message says what to do instead."""


def write_tar(scenes: Iterable[Scene], path: Path, labels: bool = False) -> int:
    """Write a WebDataset tar; returns how many samples it holds."""
    count = 0
    with _whole(path) as target, tarfile.open(target, "w") as tar:
        for scene in scenes:
            for suffix, data in _files(scene, labels):
                entry = tarfile.TarInfo(f"{_name(scene)}.{suffix}")
                entry.size, entry.mode = len(data), 0o644
                tar.addfile(entry, io.BytesIO(data))
            count += 1
        if not count:
            raise ExportError("There is no scene to write: ask for at least one.")
    return count


def write_folder(scenes: Iterable[Scene], folder: Path, labels: bool = False) -> int:
    """Write an image folder with `metadata.jsonl`; returns how many pictures it holds."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} is already there: name a new or an empty folder.")
    count = 0
    with _whole(folder) as target:
        target.mkdir()
        with (target / "metadata.jsonl").open("w", encoding="utf-8") as table:
            for scene in scenes:
                line = {"file_name": f"{_name(scene)}.png"}
                for suffix, data in _files(scene, labels):
                    if suffix == "json":
                        line |= json.loads(data)
                    elif suffix != "txt":
                        place = target / "labels" if "." in suffix else target
                        place.mkdir(exist_ok=True)
                        (place / f"{_name(scene)}.{suffix}").write_bytes(data)
                table.write(json.dumps(line) + "\n")
                count += 1
        if not count:
            raise ExportError("There is no scene to write: ask for at least one.")
    return count


def _name(scene: Scene) -> str:
    return f"{scene.index:08d}"


def _files(scene: Scene, labels: bool) -> Iterator[tuple[str, bytes]]:
    """One sample: its files by suffix."""
    yield "png", _png(Image.fromarray(scene.picture()))
    yield "txt", scene.caption().encode()
    yield "json", json.dumps(_record(scene)).encode()
    if labels:
        read = scene.labels()
        segments = Image.fromarray(read.segments)
        segments.putpalette(_palette(scene.segments).tobytes())
        yield "segments.png", _png(segments)
        yield "depth.png", _png(Image.fromarray(np.rint(read.depth * 65535).astype(np.uint16)))
        yield "edges.png", _png(Image.fromarray(read.edges))


def _record(scene: Scene) -> dict[str, Any]:
    """What a line of metadata says: where it is from, words, attributes."""
    origin: dict[str, Any] = {"seed": scene.seed, "index": scene.index}
    origin |= {"place": scene.place, "style": scene.style}
    return {"text": scene.caption(), **asdict(scene.captions), **origin, **scene.attributes}


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def sheet(pictures: Sequence[Pixels], columns: int, gap: int = 2) -> Pixels:
    """Lay pictures of one size out in rows of `columns`, on white, `gap` pixels apart."""
    if not pictures or columns < 1:
        raise ExportError("A sheet needs at least one picture and one column.")
    height, width, channels = pictures[0].shape
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    size = (rows * (height + gap) - gap, columns * (width + gap) - gap, channels)
    paper = np.full(size, PAPER, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        paper[top : top + height, left : left + width] = picture
    return paper


def film(scene: Scene, frames: int, seconds: float = LOOP) -> list[Pixels]:
    """Frames of a scene, evenly spaced over `seconds`; a whole LOOP closes on itself."""
    if frames < 1:
        raise ExportError(f"A film needs at least one frame, not {frames}.")
    return [scene.picture(seconds * frame / frames) for frame in range(frames)]


def label_sheet(scene: Scene) -> Pixels:
    """A scene's picture, segments, depth and edges side by side."""
    read = scene.labels()
    depth = np.rint(read.depth * 255).astype(np.uint8)
    greys = [np.repeat(plane[:, :, None], 3, axis=2) for plane in (depth, read.edges)]
    return sheet([scene.picture(), tint(read.segments, scene.segments), *greys], columns=4)


def tint(segments: Pixels, names: Sequence[str]) -> Pixels:
    """Segments as colours: (H, W) indices into names to (H, W, 3)."""
    return _palette(names)[segments]


def _palette(names: Sequence[str]) -> Pixels:
    """A colour per segment, golden-angle hues; what lies behind everything is dark."""
    hues = (np.arange(len(names)) * 137.508 / 360.0) % 1.0
    turns = np.stack([hues, hues + 1 / 3, hues + 2 / 3], axis=1) * 2 * np.pi
    colours = (150 + 100 * np.cos(turns)).astype(np.uint8)
    colours[0] = 24
    return colours


def save_picture(pixels: Pixels, path: Path) -> None:
    """Write pixels as the kind of file the name ends in (PNG, JPEG or WebP)."""
    _known(path, (".png", ".jpg", ".jpeg", ".webp"))
    with _whole(path) as target:
        Image.fromarray(pixels).save(target)


def save_animation(frames: Sequence[Pixels], path: Path, seconds: float = LOOP) -> None:
    """Write frames as an endless GIF or WebP that takes `seconds` to come round."""
    _known(path, ANIMATED)
    images = [Image.fromarray(frame) for frame in frames]
    pause = round(1000 * seconds / len(images))
    with _whole(path) as target:
        images[0].save(target, save_all=True, append_images=images[1:], duration=pause, loop=0)


def _known(path: Path, endings: tuple[str, ...]) -> None:
    if path.suffix.lower() not in endings:
        raise ExportError(f"{path.name} must end in one of {', '.join(endings)}.")


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`, renamed to it at the end, removed if anything fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(dir=path.parent, prefix=".pellucid-"))
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        yield room / path.name
        (room / path.name).replace(path)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(room, ignore_errors=True)
