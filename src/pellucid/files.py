"""Where files live on this machine, and how they are written.

The home folder is `PELLUCID_HOME` if that is set, else the platform's usual place. Every file is
written under a temporary name and renamed: a reader never sees half of one.
"""

import errno
import math
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
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

PRIVATE = ("pictures", "walks")  # photos and prompts: no other account may read them


class TargetError(MendableError):
    """A file cannot be written where it was asked for."""


def home() -> Path:
    """Name the one folder where Pellucid keeps its files (it may not exist yet)."""
    from platformdirs import user_data_dir  # noqa: PLC0415

    return Path(os.environ.get("PELLUCID_HOME") or user_data_dir("pellucid", appauthor=False))


def make_folder(folder: Path) -> None:
    """Make a folder and all above it; the home, and what in it is private, for its owner alone.

    A private folder that others may read, for it was made so before, is closed to them. A home that
    is there is left as it is: who set PELLUCID_HOME may share the rest of it.
    """
    base = home()
    if folder.is_relative_to(base):
        base.mkdir(0o700, parents=True, exist_ok=True)
        for private in (base / name for name in PRIVATE):
            if folder.is_relative_to(private):
                private.mkdir(exist_ok=True)
                with suppress(PermissionError):  # somebody else's
                    private.chmod(0o700)
    folder.mkdir(parents=True, exist_ok=True)


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
        said = str(error)  # of Windows, and of a library that gives no number, the words tell
        full = getattr(error, "errno", 0) == errno.ENOSPC or "No space left" in said
        why = "the disk is full" if full else getattr(error, "strerror", None) or error
        advice = "Free some space, or choose" if full else "Choose"
        raise TargetError(
            f"{path} could not be written: {why}. {advice} another --out or PELLUCID_HOME."
        ) from error


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """A new file beside `path` that takes its name once it is on the disk: all of it or nothing.

    A file that is there gives it its mode, and a link stays: what it points to is written.
    Raises TargetError if the folder cannot be written to, or the disk is full; `path` is as it was.
    """
    with writing(path):
        place = Path(os.path.realpath(path))
        part = place.with_name(f".{place.name[:40]}-{secrets.token_hex(4)}.part")
        make_folder(place.parent)
        part.touch(exist_ok=False)
        mode = (place if place.exists() else part).stat().st_mode
        try:
            yield part
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.chmod(mode)  # safetensors writes files that their owner alone may read
            _rename(part, place)
        finally:
            part.unlink(missing_ok=True)


def _rename(part: Path, place: Path) -> None:
    """Give a part its name, for good: the folder is written to the disk too.

    Windows refuses while another program reads the old file, so it is asked again.
    """
    for pause in (0.01, 0.1, 1.0):
        with suppress(PermissionError):
            part.replace(place)
            break
        time.sleep(pause)
    else:
        part.replace(place)
    settle(place.parent)


def settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk too, where the system can say so."""
    if not hasattr(os, "O_DIRECTORY"):  # as on Windows
        return
    with suppress(OSError):  # a folder that may be written to, but not read
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


def numbered(path: Path, first: int = 2) -> Iterator[Path]:
    """Yield name-2.png, name-3.png and so on without end."""
    return (path.with_stem(f"{path.stem}-{number}") for number in count(first))


@contextmanager
def claimed(paths: Iterable[Path]) -> Iterator[Path]:
    """The first of these files that is not there yet: nobody else gets it; gone if writing fails.

    Raises TargetError if the folder cannot be written to.
    """
    for path in paths:
        with writing(path), suppress(FileExistsError):
            path.touch(exist_ok=False)
            break
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def check_target(path: Path, suffixes: tuple[str, ...]) -> None:
    """Find out before hours of work whether a file can be written; raises TargetError if not."""
    if path.name.lower() in suffixes:
        raise TargetError(f"{path.name} is no name; put one before it, such as new{path.name}.")
    if path.suffix.lower() not in suffixes:
        raise TargetError(f"{path.name} must end in {' or '.join(suffixes)}.")
    with writing(path):  # a name may be too long, or a folder closed
        if path.is_dir():
            raise TargetError(f"{path} is a folder; give the name of a file in it.")
        folder = Path(os.path.realpath(path) if path.is_symlink() else path).parent
        if not folder.is_dir():
            raise TargetError(f"There is no folder {folder} to write {path.name} into; make it.")
        with suppress(FileNotFoundError):
            mode = path.stat().st_mode
            if not (mode & stat.S_IWUSR and os.access(path, os.W_OK)):
                raise TargetError(f"{path} is read-only; name another file, or let it be written.")
            if not stat.S_ISREG(mode):
                raise TargetError(f"{path} is no plain file; name another.")
        if not os.access(folder, os.W_OK):
            raise TargetError(f"The folder {folder} may not be written to; choose another.")


@contextmanager
def whole_folder(folder: Path, mark: str) -> Iterator[Path]:
    """A new folder that takes the place of `folder` once all of it is there.

    Raises TargetError where files are that the same command did not write, for it is told by its
    file `mark`, and where the disk refuses.
    """
    with writing(folder):
        place = Path(os.path.realpath(folder))
        if place.exists() and not place.is_dir():
            raise TargetError(f"{folder} is a file; name a folder.")
        if place.is_dir() and any(place.iterdir()) and not (place / mark).is_file():
            raise TargetError(f"{folder} holds other files; name a folder that is new or empty.")
        make_folder(place.parent)
        part = place.with_name(f".{place.name[:40]}-{secrets.token_hex(4)}.part")
        old = part.with_suffix(".old")
        part.mkdir()
        try:
            yield part
            if place.exists():
                place.replace(old)
            part.replace(place)
            settle(place.parent)
        finally:
            if old.exists() and not place.exists():
                old.replace(place)
            for left in (part, old):
                shutil.rmtree(left, ignore_errors=True)
