"""`pellucid where`, `clean` and `cache`: the files that Pellucid keeps on this machine."""

import json
import sys
import time
from typing import Annotated, Literal

import tyro

from pellucid.app.flags import flag
from pellucid.errors import MendableError
from pellucid.files import FOLDERS, home
from pellucid.files import clean as remove
from pellucid.files import size as weigh
from pellucid.recipe.rules import choice
from pellucid.record.cache import WalkCache

Folders = Annotated[
    tyro.conf.Positional[tuple[str, ...]],
    flag("[FOLDER ...]", f"which of them: {', '.join(FOLDERS)}.", "all"),
]
What = Annotated[
    tyro.conf.Positional[Literal["ls", "clear", "verify"]],
    tyro.conf.arg(help="what to do with them."),
]


def where() -> None:
    """Say where Pellucid keeps its files, and how large they are.

    The environment variable PELLUCID_HOME moves them all.
    """
    print(home())
    for name, what in FOLDERS.items():
        print(f"  {name:<10}{_size(weigh(home() / name)):>9}  {what}")


def clean(folders: Folders = (), /, yes: bool = False) -> None:
    """Remove the files that Pellucid keeps, and nothing else.

    Args:
        yes: do not ask.

    """
    chosen = tuple(choice("folder", name, FOLDERS) for name in folders) or tuple(FOLDERS)
    held = sum(weigh(home() / name) for name in chosen)
    question = f"Remove {', '.join(chosen)} from {home()} ({_size(held)})? [y/N] "
    if not (yes or (sys.stdin and sys.stdin.isatty())):
        raise MendableError("Nobody can be asked here; say --yes to remove without being asked.")
    if yes or _answered(question) in ("y", "yes"):
        print(f"Removed {_size(remove(chosen))} from {home()}.")
    else:
        print("Nothing was removed.")


def cache(what: What = "ls", /) -> None:
    """List the walks that the page keeps (ls), forget them (clear), or check every byte (verify).

    They lie in the folder `walks` of what `pellucid where` shows. A damaged file is put aside, and
    the walk is made again when somebody asks for it.
    """
    cache = WalkCache()
    if what == "clear":
        print(f"Forgot {_size(cache.clear())} of walks.")
    elif what == "verify":
        _verify(cache)
    else:
        _list(cache)


def _answered(question: str) -> str:
    try:
        return input(question).strip().lower()
    except EOFError:
        return ""


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MiB"


def _list(cache: WalkCache) -> None:
    entries = cache.entries()
    for entry in entries:
        seen = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.seen))
        size = f"{entry.size / 2**10:>7,.0f} KiB"
        print(f"{entry.key[:12]}  {size}  {seen}  {_describe(cache, entry.key)}")
    held = sum(entry.size for entry in entries) / 2**20
    walks = "1 walk" if len(entries) == 1 else f"{len(entries)} walks"
    print(f"{walks}, {held:,.1f} MiB of at most {cache.limit / 2**20:,.0f}.")


def _describe(cache: WalkCache, key: str) -> str:
    numbers = cache.peek(key, "meta.json")
    if numbers is None:
        return "(an exhibit)" if cache.peek(key, "frames.bin") else "(not finished)"
    recipe = json.loads(numbers)["recipe"]
    return f"{recipe['prompt']!r}, seed {recipe['seed']}, {recipe['steps']} steps"


def _verify(cache: WalkCache) -> None:
    whole = damaged = 0
    for key, part, good in cache.verify():
        whole, damaged = whole + good, damaged + (not good)
        if not good:
            print(f"{key[:12]}/{part} was damaged and has been put aside.")
    was = "was" if damaged == 1 else "were"
    print(f"{whole} files are whole, {damaged} {was} damaged.")
