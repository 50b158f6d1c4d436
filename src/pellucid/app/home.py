"""`pellucid where` and `pellucid clean`: the files that Pellucid keeps on this machine."""

import sys
from typing import Annotated, Literal

import tyro

from pellucid.errors import MendableError
from pellucid.files import ROOMS, home
from pellucid.files import clean as remove
from pellucid.files import size as weigh

Room = Literal["cache", "pictures", "walks", "data", "runs"]


class UnsureError(MendableError):
    """Files were about to be removed and nobody said yes."""


def where() -> None:
    """Say where Pellucid keeps its files, and how large they are.

    The environment variable PELLUCID_HOME moves them all.
    """
    print(home())
    for room, what in ROOMS.items():
        print(f"  {room:<10}{_size(weigh(home() / room)):>9}  {what}")


def clean(
    rooms: Annotated[tuple[Room, ...], tyro.conf.Positional] = (),
    /,
    yes: bool = False,
) -> None:
    """Remove the files that Pellucid keeps, and nothing else.

    Args:
        rooms: which of them: cache, pictures, walks, data, runs; all when none is named.
        yes: do not ask.

    """
    chosen: tuple[str, ...] = rooms or tuple(ROOMS)
    held = sum(weigh(home() / room) for room in chosen)
    question = f"Remove {', '.join(chosen)} from {home()} ({_size(held)})?"
    if not (yes or _agreed(question)):
        raise UnsureError("Nothing was removed; say --yes to remove without being asked.")
    print(f"Removed {_size(remove(chosen))} from {home()}.")


def _agreed(question: str) -> bool:
    return sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MiB"
