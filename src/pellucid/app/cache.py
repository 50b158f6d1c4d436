"""`pellucid cache`: the walks that the page keeps, so that a second visit costs nothing."""

import json
import time
from typing import Annotated, Literal

import tyro

from pellucid.record.cache import WalkCache

Do = Literal["ls", "clear", "verify"]


def cache(do: Annotated[Do, tyro.conf.Positional] = "ls", /) -> None:
    """List the walks that the page keeps (ls), forget them (clear), or check every byte (verify).

    They lie in the folder `walks` of what `pellucid where` shows. A damaged file is put aside, and
    the walk is made again when somebody asks for it.
    """
    {"ls": _list, "clear": _clear, "verify": _verify}[do](WalkCache())


def _list(cabinet: WalkCache) -> None:
    entries = cabinet.entries()
    for entry in entries:
        seen = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.seen))
        size = f"{entry.size / 2**10:>7,.0f} KiB"
        print(f"{entry.key[:12]}  {size}  {seen}  {_told(cabinet, entry.key)}")
    held = sum(entry.size for entry in entries) / 2**20
    walks = "1 walk" if len(entries) == 1 else f"{len(entries)} walks"
    print(f"{walks}, {held:,.1f} MiB of at most {cabinet.limit / 2**20:,.0f}.")


def _told(cabinet: WalkCache, key: str) -> str:
    """Say what a walk draws, in the words of its recipe."""
    told = cabinet.peek(key, "meta.json")
    if told is None:
        return "(an exhibit)" if cabinet.peek(key, "frames.bin") else "(not finished)"
    recipe = json.loads(told)["recipe"]
    return f"{recipe['prompt']!r}, seed {recipe['seed']}, {recipe['steps']} steps"


def _clear(cabinet: WalkCache) -> None:
    print(f"Forgot {cabinet.clear() / 2**20:,.1f} MiB of walks.")


def _verify(cabinet: WalkCache) -> None:
    whole = damaged = 0
    for key, part, good in cabinet.verify():
        whole, damaged = whole + good, damaged + (not good)
        if not good:
            print(f"{key[:12]}/{part} was damaged and has been put aside.")
    was = "was" if damaged == 1 else "were"
    print(f"{whole} files are whole, {damaged} {was} damaged.")
