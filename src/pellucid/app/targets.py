"""Where pictures go: to the file that somebody chose, or to a name of their own that is free.

A chosen file may be replaced, and that is said before anything is drawn.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from pellucid.files import TargetError, check_target, numbered

FILM_SUFFIXES = (".webp", ".gif", ".png", ".safetensors")
LETTERS, BYTES = 60, 200  # of a name; a file system allows 255 bytes, with numbers and endings
RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)\d")  # on Windows these are devices, not files


@dataclass(frozen=True, slots=True)
class Targets:
    """The files of a command's pictures and films.

    `out` is a file, a folder or nothing, `film` a file, an ending or nothing, `usual` the name of a
    picture that nobody named, without its ending.
    """

    out: str
    film: str
    usual: str
    count: int

    @property
    def chosen(self) -> bool:
        """Whether somebody chose the picture's file."""
        return bool(self.out) and not Path(self.out).is_dir()

    def pictures(self) -> Iterator[Path]:
        """Name one picture after the other: those that are chosen, or all that are free."""
        path = Path(self.out) if self.chosen else Path(self.out or ".", f"{self.usual}.png")
        alone = [path] if self.count == 1 else []
        if self.chosen:
            return islice(chain(alone, numbered(path, 1)), self.count)
        names = chain(alone, numbered(path, 2 if alone else 1))
        return (name for name in names if not any(each.exists() for each in self.both(name, 0)))

    def both(self, picture: Path, number: int) -> list[Path]:
        """A picture and its film, if there is one: the film has its number, or its name."""
        if not self.film:
            return [picture]
        if self.film.lower() in FILM_SUFFIXES:
            return [picture, picture.with_name(f"{picture.stem}-film{self.film.lower()}")]
        film = Path(self.film)
        return [picture, film if self.count == 1 else film.with_stem(f"{film.stem}-{number}")]

    def check(self, sources: Sequence[str]) -> None:
        """Find out before anything is drawn whether all files can be written; says which are there.

        Raises TargetError if not, or if a picture would replace what it is drawn from.
        """
        pictures = islice(self.pictures(), self.count if self.chosen else 1)
        found = []
        for number, picture in enumerate(pictures, 1):
            paths = self.both(picture, number)
            for path, suffixes in zip(paths, ((".png",), FILM_SUFFIXES), strict=False):
                check_target(path, suffixes)
                if any(_same(path, Path(source)) for source in sources):
                    raise TargetError(
                        f"{path} is drawn from and would be overwritten; name another file."
                    )
            if paths[1:] and _same(*paths):
                raise TargetError(f"The picture and its film cannot both be {picture}; name one.")
            found += [path for path in paths if path.exists()]
        say_replaced(found)


def say_replaced(paths: Sequence[Path]) -> None:
    """Say which files are there already, if any are; they will be replaced."""
    if paths:
        more = f" (and {len(paths) - 1} more)" if paths[1:] else ""
        print(f"{paths[0]}{more} is already there and will be replaced.", file=sys.stderr)


def free(path: Path) -> Path:
    """Name the first that is not there yet of name.png, name-2.png, name-3.png and so on."""
    return next(each for each in chain([path], numbered(path)) if not each.exists())


def slug(prompt: str) -> str:
    """Make a file's name of words in any script: letters with their marks, digits and hyphens."""
    whole = unicodedata.normalize("NFC", prompt.casefold())
    plain = "".join(letter if _kept(letter) else " " for letter in whole)
    words = [word for word in plain.split() if any(map(str.isalnum, word))]
    name = short("-".join(words)[:LETTERS]).strip("-") or "picture"
    return f"{name}-picture" if RESERVED.fullmatch(name) else name


def short(name: str) -> str:
    """Cut a name to `BYTES` bytes, between two letters."""
    return name.encode("utf-8", "surrogateescape")[:BYTES].decode("utf-8", "ignore")


def _kept(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def _same(one: Path, other: Path) -> bool:
    """Whether two names are of one file; on some disks letters of both cases are the same."""
    return str(one.resolve()).casefold() == str(other.resolve()).casefold()
