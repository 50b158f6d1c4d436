"""Photos and masks that edits use, kept on this machine.

They rest under the SHA-256 of their pixels; of too many, those not used for longest go.
"""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from PIL import Image

from pellucid.files import TargetError, home, write

PHOTOS = 200  # photos and masks that are kept
BYTES = 256 * 2**20  # of all of them together


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
    """Take a picture out of the store; TargetError if it is not there, or is not what was kept."""
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
