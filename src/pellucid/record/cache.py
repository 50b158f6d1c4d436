"""Walks that were walked before, on disk.

A walk is a folder named by its address, and every part of it a file named as the page asks for it.
Behind its content each file holds the content's SHA-256: whatever is read is checked, and a damaged
file is put aside and counts as absent. Files appear whole or not at all, so any number of programs
may share a cache. Beyond its limit, the walks not looked at for longest are dropped.

Beside it may stand a folder of walks that came with the page, as plain files, which is only read.
They were drawn elsewhere, so their addresses leave out backend and precision (`nameless`).
"""

import hashlib
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pellucid.files import TargetError, home, write
from pellucid.recipe.rules import RecipeError

LIMIT = 512 * 2**20
PARTS = ("meta.json", "latents.bin", "end.png", "xt-128.jpg", "x0-128.webp", "frames.bin")
"""What is kept of every walk, or of an exhibit's own frames. Sheets of other names come beside."""

SHIPPED = Path(__file__).resolve().parent.parent / "walks"
SMALL = "end.webp"  # of a walk that came with the page: its end in a tenth of the bytes

KINDS: Mapping[str, str] = {
    "json": "application/json",
    "bin": "application/octet-stream",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
ADDRESS = re.compile("[0-9a-f]{64}")
NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,63}}\.({'|'.join(KINDS)})")
WALKED = ("latents.bin", "end.png", "xt-128.jpg", "x0-128.webp")  # what a walk leaves at once
SEAL = 32  # bytes of SHA-256 behind every file
ASIDE = "damaged"
KEPT_ASIDE = 16
SPARE = 16  # walks kept in memory where the disk takes none


@dataclass(frozen=True, slots=True)
class Entry:
    """One walk in the cache: how large it is, and when it was last looked at."""

    key: str
    size: int
    seen: float


@dataclass(slots=True)
class WalkCache:
    """A folder of walks with a limit."""

    folder: Path = field(default_factory=lambda: home() / "walks")
    limit: int = LIMIT
    shipped: Path | None = None  # walks that came with the page
    _spare: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _held: int = -1  # bytes, as far as this program knows; -1 before it has looked
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str, part: str) -> bytes | None:
        """Read a part of a walk, which has then been looked at; None if absent or damaged."""
        content = self.peek(key, part)
        if content is not None:
            with suppress(OSError):
                os.utime(self.folder / key)
        return content

    def peek(self, key: str, part: str) -> bytes | None:
        """Read a part of a walk and leave no trace of it; None if absent or damaged."""
        try:
            path = self._path(key, part)
            data = path.read_bytes()
        except (OSError, RecipeError):
            return self._spare.get(key, {}).get(part) or self._came(key, part)
        content, seal = data[:-SEAL], data[-SEAL:]
        if hashlib.sha256(content).digest() == seal:
            return content
        self._put_aside(path)
        return None

    def came(self, key: str) -> list[str]:
        """Name the parts of a walk that came with the page; none of a walk that did not."""
        if self.shipped is None or not ADDRESS.fullmatch(key):
            return []
        return sorted(path.name for path in (self.shipped / key).glob("*"))

    def put(self, key: str, files: Mapping[str, bytes]) -> None:
        """Keep parts of a walk, `meta.json` last; where the disk refuses, a few in memory."""
        try:
            for part in sorted(files, key=lambda name: name == "meta.json"):
                sealed = files[part] + hashlib.sha256(files[part]).digest()
                write(self._path(key, part), partial(Path.write_bytes, data=sealed))
        except (OSError, TargetError):
            self._remember(key, files)
            return
        with self._lock:
            if self._held >= 0:
                self._held += sum(len(data) + SEAL for data in files.values())
            if self._held < 0 or self._held > self.limit:
                self._shrink(key)

    def entries(self) -> list[Entry]:
        """Every walk that is kept here, the one looked at last first."""
        found = []
        for folder in self.folder.glob("*"):
            if not ADDRESS.fullmatch(folder.name):
                continue  # none of ours
            with suppress(OSError):
                size = sum(file.stat().st_size for file in folder.iterdir())
                found.append(Entry(folder.name, size, folder.stat().st_mtime))
        return sorted(found, key=lambda entry: -entry.seen)

    def clear(self) -> int:
        """Forget every walk; returns how many bytes they held."""
        freed = sum(entry.size for entry in self.entries())
        shutil.rmtree(self.folder, ignore_errors=True)
        with self._lock:
            self._held = -1
            self._spare.clear()
        return freed

    def verify(self) -> Iterator[tuple[str, str, bool]]:
        """Read everything: (key, part, whether it is whole); what is not is put aside."""
        for entry in self.entries():
            names = {path.name for path in (self.folder / entry.key).iterdir()}
            first = names & {"meta.json"}  # it goes when another part is damaged
            for part in filter(NAME.fullmatch, [*first, *sorted(names - first)]):
                yield entry.key, part, self.peek(entry.key, part) is not None

    def _path(self, key: str, part: str) -> Path:
        """Name the file of a part; nothing but an address and a plain name ever names one."""
        if not ADDRESS.fullmatch(key):
            raise RecipeError("The address of a walk must have 64 hexadecimal digits.")
        if not NAME.fullmatch(part):
            raise RecipeError(f"A walk has no part {part!r}; a part has a name like {PARTS[0]}.")
        return self.folder / key / part

    def _came(self, key: str, part: str) -> bytes | None:
        if self.shipped is None or part not in self.came(key):
            return None
        return (self.shipped / key / part).read_bytes()

    def _shrink(self, newest: str) -> None:
        """Drop the walks not looked at for longest until a tenth of the limit is free."""
        entries = self.entries()
        self._held = sum(entry.size for entry in entries)
        if self._held <= self.limit:
            return
        for entry in reversed(entries):
            if self._held <= self.limit * 0.9:
                break
            if entry.key != newest:
                shutil.rmtree(self.folder / entry.key, ignore_errors=True)
                self._held -= entry.size

    def _remember(self, key: str, files: Mapping[str, bytes]) -> None:
        with self._lock:
            self._spare[key] = {**self._spare.pop(key, {}), **files}
            while len(self._spare) > SPARE:
                del self._spare[next(iter(self._spare))]

    def _put_aside(self, path: Path) -> None:
        """Move a damaged part away; a walk that misses what it is made of is walked again."""
        aside = self.folder / ASIDE
        with suppress(OSError):
            if path.name in WALKED:
                path.with_name("meta.json").unlink(missing_ok=True)
            aside.mkdir(exist_ok=True)
            path.replace(aside / f"{path.parent.name[:16]}-{time.time_ns()}-{path.name}")
            for old in sorted(aside.iterdir(), key=lambda each: each.stat().st_mtime)[:-KEPT_ASIDE]:
                old.unlink()


def media_type(part: str) -> str:
    """Say what kind of file a part is."""
    return KINDS[part.rpartition(".")[2]]
