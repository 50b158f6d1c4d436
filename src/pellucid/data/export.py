"""Scenes as files: data sets that other programs read, and sheets and films that people read.

*WebDataset*: a tar in which the files of one sample lie next to each other and share a name
(`00000007.png`, `00000007.txt`, `00000007.json`). *Image folder*, as Hugging Face's `datasets`
reads it: pictures, and a `metadata.jsonl` with one line per picture. Both carry a training caption,
the three captions and every attribute; with labels, segments, depth and edges too. Whatever is
written is complete or absent, and the same scenes give the same bytes.
"""

import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from pellucid.data.world import LOOP, SIZE, Scene
from pellucid.errors import MendableError
from pellucid.files import atomic, write, writing
from pellucid.pixels import Pixels

GAP = 2  # pixels between the pictures of a sheet
LONGEST = {".webp": 16_383, ".jpg": 65_500, ".jpeg": 65_500}  # pixels of a side


class ExportError(MendableError):
    """Something cannot be written as asked; the message says what to do instead."""


def write_tar(scenes: Iterable[Scene], path: Path, labels: bool = False) -> None:
    """Write a WebDataset tar."""
    with atomic(path) as target, tarfile.open(target, "w") as tar:
        for scene in scenes:
            for suffix, data in _files(scene, labels).items():
                entry = tarfile.TarInfo(f"{scene.index:08d}.{suffix}")
                entry.size, entry.mode = len(data), 0o644
                tar.addfile(entry, io.BytesIO(data))


def write_folder(scenes: Iterable[Scene], folder: Path, labels: bool = False) -> None:
    """Write an image folder with `metadata.jsonl`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} is already there: name a new or an empty folder.")
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
    with writing(folder), TemporaryDirectory(dir=folder.parent, prefix=".pellucid-") as room:
        target = Path(room, folder.name)
        target.mkdir()
        with (target / "metadata.jsonl").open("w", encoding="utf-8", newline="\n") as table:
            for scene in scenes:
                name, files = f"{scene.index:08d}", _files(scene, labels)
                line = {"file_name": f"{name}.png"} | json.loads(files["json"])
                table.write(json.dumps(line) + "\n")
                for suffix in files.keys() - {"json", "txt"}:
                    place = target / "labels" if "." in suffix else target
                    place.mkdir(exist_ok=True)
                    (place / f"{name}.{suffix}").write_bytes(files[suffix])
        if folder.exists():  # and empty; Windows would not replace it
            folder.rmdir()
        target.replace(folder)


def _files(scene: Scene, labels: bool) -> dict[str, bytes]:
    """One sample by suffix: picture, caption, and where it is from, words and attributes."""
    origin = {name: getattr(scene, name) for name in ("seed", "index", "place", "style")}
    text = scene.caption()
    record = {"text": text, **asdict(scene.captions), **origin, **scene.attributes}
    files = {
        "png": _png(scene.picture()),
        "txt": text.encode(),
        "json": json.dumps(record).encode(),
    }
    if labels:
        read = scene.labels()
        files["segments.png"] = _png(read.segments, _palette(scene.segments).tobytes())
        files["depth.png"] = _png(np.rint(read.depth * 65535).astype(np.uint16))
        files["edges.png"] = _png(read.edges)
    return files


def _png(pixels: npt.NDArray[Any], palette: bytes = b"") -> bytes:
    image, buffer = Image.fromarray(pixels), io.BytesIO()
    if palette:
        image.putpalette(palette)
    image.save(buffer, "PNG")
    return buffer.getvalue()


def check_sheet(pictures: int, columns: int, path: Path) -> None:
    """Find out before any is painted whether a file of this kind can hold so many pictures."""
    most = LONGEST.get(path.suffix.lower(), 65_535)  # in a GIF; a PNG could hold more
    across = min(columns, pictures)
    side = max(across, -(-pictures // across)) * (SIZE + GAP) - GAP
    if side > most:
        raise ExportError(
            f"{path.name} would be {side:,} pixels long; at most {most:,} are possible. "
            "Ask for fewer scenes or frames, or for another number of columns."
        )


def sheet(pictures: Sequence[Pixels], columns: int, gap: int = GAP) -> Pixels:
    """Lay pictures of one size out in rows of `columns`, on white, `gap` pixels apart."""
    height, width, channels = pictures[0].shape
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    size = (rows * (height + gap) - gap, columns * (width + gap) - gap, channels)
    paper = np.full(size, 255, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        paper[top : top + height, left : left + width] = picture
    return paper


def film(scene: Scene, frames: int, seconds: float = LOOP) -> list[Pixels]:
    """Frames of a scene, evenly spaced over `seconds`; a whole LOOP closes on itself."""
    return [scene.picture(seconds * frame / frames) for frame in range(frames)]


def label_sheet(scene: Scene) -> Pixels:
    """A scene's picture, segments, depth and edges side by side."""
    read = scene.labels()
    depth = np.rint(read.depth * 255).astype(np.uint8)
    greys = [np.repeat(plane[:, :, None], 3, axis=2) for plane in (depth, read.edges)]
    return sheet([scene.picture(), _palette(scene.segments)[read.segments], *greys], columns=4)


def _palette(names: Sequence[str]) -> Pixels:
    """A colour per segment, golden-angle hues; what lies behind everything is dark."""
    hues = (np.arange(len(names)) * 137.508 / 360.0) % 1.0
    turns = np.stack([hues, hues + 1 / 3, hues + 2 / 3], axis=1) * 2 * np.pi
    colours = (150 + 100 * np.cos(turns)).astype(np.uint8)
    colours[0] = 24
    return colours


def save_picture(pixels: Pixels, path: Path) -> None:
    """Write pixels as the kind of file the name ends in (PNG, JPEG or WebP)."""
    kind = Image.registered_extensions()[path.suffix.lower()]
    write(path, lambda part: Image.fromarray(pixels).save(part, kind))


def save_animation(frames: Sequence[Pixels], path: Path, seconds: float = LOOP) -> None:
    """Write frames as an endless GIF or WebP that takes `seconds` to come round."""
    first, *others = (Image.fromarray(frame) for frame in frames)
    moving = {"save_all": True, "append_images": others, "loop": 0}
    moving["duration"] = round(1000 * seconds / len(frames))
    write(path, lambda part: first.save(part, path.suffix[1:].upper(), **moving))
