"""Where files live on this machine, and how they are written.

The home folder is `PELLUCID_HOME` if that is set, else the platform's usual place. Every file is
written under a temporary name and renamed: a reader never sees half of one.
"""

import math
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pellucid.errors import MendableError

FOLDERS: Mapping[str, str] = {
    "cache": "networks compiled for this processor; made again when needed",
    "pictures": "photos and masks that edits used, by the SHA-256 of their pixels",
    "walks": "walks watched on the page, every state of them; made again when needed",
    "data": "training data, painted and cached",
    "runs": "training runs and their checkpoints",
}
"""What the home folder holds, by folder."""


class TargetError(MendableError):
    """A file cannot be written where it was asked for."""


def home() -> Path:
    """Name the one folder where Pellucid keeps its files (it may not exist yet)."""
    from platformdirs import user_data_dir  # noqa: PLC0415

    return Path(os.environ.get("PELLUCID_HOME") or user_data_dir("pellucid", appauthor=False))


def size(folder: Path) -> int:
    """Bytes in a folder, with all its folders; what goes away meanwhile does not count."""
    held = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                held += Path(place, name).lstat().st_size
    return held


def clean(folders: tuple[str, ...] = tuple(FOLDERS)) -> int:
    """Remove these folders of the home, and nothing else; returns how many bytes that freed."""
    freed = 0
    for name in folders:
        before = size(home() / name)
        shutil.rmtree(home() / name, ignore_errors=True)
        freed += before - size(home() / name)
    return freed


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say in a sentence what a folder or disk refuses: TargetError for OSError."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and "I/O error" not in str(error):  # safetensors' own
            raise
        full = "No space left" in str(error)
        why = "the disk is full" if full else getattr(error, "strerror", None) or error
        raise TargetError(
            f"{path} could not be written: {why}. "
            "Free some space, or choose another --out or PELLUCID_HOME."
        ) from error


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """A new file beside `path` that takes its name once it is on the disk: all of it or nothing.

    Raises TargetError if the folder cannot be written to, or the disk is full; `path` is as it was.
    """
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.touch(exist_ok=False)
        mode = part.stat().st_mode
        try:
            yield part
            part.chmod(mode)  # safetensors writes files that their owner alone may read
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)
            settle(path.parent)
        finally:
            part.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk too, where the system can say so."""
    if hasattr(os, "O_DIRECTORY"):  # not on Windows
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def sweep(folder: Path, start: str) -> None:
    """Remove what a writer that was killed left of files whose names start so.

    And what safetensors left, whose names say nothing: what nobody has written to for ten minutes.
    """
    old = [part for part in folder.glob(".tmp??????") if time.time() - _changed(part) > 600]
    for part in (*folder.glob(f".{start}*.part"), *old):
        part.unlink(missing_ok=True)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it is gone
        return math.inf


def write(path: Path, fill: Callable[[Path], object]) -> None:
    """Write a file as `atomic` does."""
    with atomic(path) as part:
        fill(part)


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
