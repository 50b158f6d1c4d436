"""Where files live on this machine, and how they are written.

One home folder holds everything Pellucid keeps: `PELLUCID_HOME` if that is set, else the platform's
usual place. Photos that edits use rest there under the SHA-256 of their pixels, so that a recipe
never holds a path; when there are too many, those not used for longest go. Every file is written
to a temporary name beside its target and renamed: a reader sees the old file or the new one, never
half of one.
"""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from PIL import Image
from platformdirs import user_data_dir

from pellucid.files import whole
from pellucid.recipe.rules import MendableError

__all__ = ["ROOMS", "TargetError", "check_target", "clean", "home", "keep", "recall", "write"]

ROOMS: Mapping[str, str] = {
    "cache": "networks compiled for this processor; made again when needed",
    "pictures": "photos and masks that edits used, by the SHA-256 of their pixels",
    "walks": "walks watched on the page, every state of them; made again when needed",
    "data": "training data, painted and cached",
    "runs": "training runs and their checkpoints",
}
"""What the home folder holds, by folder."""


PHOTOS = 200  # photos and masks that are kept
BYTES = 32 * 2**20  # of all of them together


class TargetError(MendableError):
    """A file cannot be written where it was asked for."""


def home() -> Path:
    """Name the one folder where Pellucid keeps its files (it may not exist yet)."""
    return Path(os.environ.get("PELLUCID_HOME") or user_data_dir("pellucid", appauthor=False))


def clean(rooms: tuple[str, ...] = tuple(ROOMS)) -> int:
    """Remove these rooms of the home, and nothing else; returns how many bytes that freed."""
    freed = 0
    for room in rooms:
        before = size(home() / room)
        shutil.rmtree(home() / room, ignore_errors=True)
        freed += before - size(home() / room)
    return freed


def size(folder: Path) -> int:
    """Bytes in a folder, with all its folders."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def keep(picture: Image.Image) -> str:
    """Put an RGB or grey picture into the store; returns its address."""
    address = _address(picture)
    path = _shelf(address)
    if not path.exists():
        write(path, lambda part: picture.save(part, format="PNG"))
    _touch(path)
    _thin(path)
    return address


def recall(address: str) -> Image.Image:
    """Take a picture out of the store.

    Raises:
        TargetError: it is not there, or the file there is not the picture that was kept.

    """
    path = _shelf(address)
    if not path.exists():
        raise TargetError(
            f"The photo or mask {address[:12]}... of this recipe is not kept here (any more); "
            "give it again with --image (and --mask), or choose it again on the page."
        )
    try:
        with Image.open(path, formats=("PNG",)) as file:
            picture = file.copy()
    except (OSError, ValueError, SyntaxError):
        picture = None
    if picture is None or _address(picture) != address:
        with suppress(OSError):
            path.unlink()
        raise TargetError(
            f"The stored photo {address[:12]}... was damaged and has been removed; "
            "give it again with --image (and --mask), or choose it again on the page."
        )
    _touch(path)
    return picture


def check_target(path: Path, suffixes: tuple[str, ...]) -> None:
    """Find out before hours of work whether a file can be written; raises TargetError if not."""
    if path.suffix.lower() not in suffixes:
        raise TargetError(f"{path.name} must end in {' or '.join(suffixes)}.")
    if path.is_dir():
        raise TargetError(f"{path} is a folder; give the name of a file in it.")
    if not path.parent.is_dir():
        raise TargetError(f"There is no folder {path.parent} to write {path.name} into; make it.")
    if not os.access(path.parent, os.W_OK):
        raise TargetError(f"The folder {path.parent} may not be written to; choose another.")


def write(path: Path, fill: Callable[[Path], object]) -> None:
    """Let `fill` write a temporary file beside `path`, then rename it: all of it or nothing.

    Raises:
        TargetError: the folder cannot be written to, or the disk is full.

    """
    try:
        with whole(path) as part:
            fill(part)
    except OSError as error:
        why = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
        raise TargetError(
            f"{path} could not be written: {why or error}. Nothing was left behind; "
            "free some space, or choose another --out or PELLUCID_HOME."
        ) from error


def _shelf(address: str) -> Path:
    return home() / "pictures" / f"{address}.png"


def _touch(path: Path) -> None:
    """Note that a photo was used now; the system's own clock for files is too coarse for that."""
    now = time.time_ns()
    with suppress(OSError):  # gone meanwhile, or on a disk that is read-only
        os.utime(path, ns=(now, now))


def _thin(newest: Path) -> None:
    """Let go of the photos not used for longest, until few enough and small enough are left."""
    shelf = []
    for path in newest.parent.glob("*.png"):
        with suppress(OSError):  # another program may be thinning too
            told = path.stat()
            shelf.append((told.st_mtime_ns, told.st_size, path))
    count, held = len(shelf), sum(size for _, size, _ in shelf)
    for _, size, path in sorted(shelf):
        if count <= PHOTOS and held <= BYTES:
            break
        if path != newest:
            path.unlink(missing_ok=True)
            count, held = count - 1, held - size


def _address(picture: Image.Image) -> str:
    """SHA-256 of the pixels, not of a file: the same on every machine."""
    head = f"{picture.mode} {picture.width}x{picture.height}\n".encode()
    return hashlib.sha256(head + picture.tobytes()).hexdigest()
