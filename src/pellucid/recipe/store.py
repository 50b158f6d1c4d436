"""Photos and masks that edits use, kept on this machine.

Each is named by the SHA-256 of its pixels. Beyond a limit, those used longest ago are removed.
"""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from PIL import Image

from pellucid.files import home, write
from pellucid.recipe.pictures import PictureError

PHOTOS = 200  # photos and masks that are kept
BYTES = 256 * 2**20  # of all of them together


def keep(picture: Image.Image) -> str:
    """Put an RGB or grey picture into the store; returns its address."""
    address = _address(picture)
    path = _file(address)
    if _opened(path, address) is None:
        write(path, lambda part: picture.save(part, format="PNG"))
    _touch(path)
    _thin(path)
    return address


def recall(address: str) -> Image.Image:
    """Take a picture out of the store; PictureError if it is not there, or is not what was kept."""
    path = _file(address)
    picture = _opened(path, address)
    if picture is None:
        fault = "is damaged" if path.exists() else "is not kept here (any more)"
        raise PictureError(
            f"The photo or mask {address[:12]}... of this recipe {fault}; "
            "give it again with --image (and --mask), or choose it again on the page."
        )
    _touch(path)
    return picture


def _opened(path: Path, address: str) -> Image.Image | None:
    """Read what a file keeps, or nothing if that is not what was put there."""
    try:
        with Image.open(path, formats=("PNG",)) as file:
            picture = file.copy()
    except (OSError, ValueError, SyntaxError):
        return None
    return picture if _address(picture) == address else None


def _file(address: str) -> Path:
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
            with suppress(OSError):  # Windows keeps what another program reads
                path.unlink(missing_ok=True)
            count, held = count - 1, held - size


def _address(picture: Image.Image) -> str:
    """SHA-256 of the pixels, not of a file: the same on every machine."""
    head = f"{picture.mode} {picture.width}x{picture.height}\n".encode()
    return hashlib.sha256(head + picture.tobytes()).hexdigest()
