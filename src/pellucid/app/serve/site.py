"""The page's own files. What may be sent is a list made by walking one folder.

A request is looked up in that list; no name that a visitor sends is ever made into a path.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["TYPES", "WEB", "File", "Site"]

WEB = Path(__file__).resolve().parents[2] / "web"
TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".txt": "text/plain; charset=utf-8",
}
"""What kinds of file the page has; others are not sent."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the page, as it was when it was read."""

    data: bytes
    media: str
    tag: str
    stamp: tuple[float, int]


@dataclass(slots=True)
class Site:
    """The files of one folder, read when they are first asked for and again when they change."""

    folder: Path = WEB
    paths: dict[str, Path] = field(default_factory=dict)
    read: dict[str, File] = field(default_factory=dict)

    def names(self) -> list[str]:
        """List every file that may be sent."""
        self._list()
        return sorted(self.paths)

    def get(self, name: str) -> File | None:
        """Find a file by the name it has in the list; None if it is not there."""
        if name not in self.paths:
            self._list()
        path = self.paths.get(name)
        if path is None:
            return None
        try:
            told = path.stat()
            stamp = told.st_mtime, told.st_size
            if name not in self.read or self.read[name].stamp != stamp:
                data = path.read_bytes()
                tag = hashlib.sha256(data).hexdigest()[:32]
                self.read[name] = File(data, TYPES[path.suffix], tag, stamp)
        except OSError:
            return None
        return self.read[name]

    def _list(self) -> None:
        found = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = Path(folder) / name
                if path.suffix in TYPES and not path.is_symlink():
                    found[path.relative_to(self.folder).as_posix()] = path
        self.paths = found
