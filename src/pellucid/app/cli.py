"""`pellucid`: one command with a few verbs.

A verb's file is imported only when it is asked for. Whatever goes wrong is told in one sentence:
exit code 2 for what the person asking can mend, 1 for what they cannot.
"""

import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import NoReturn

from pellucid.errors import MendableError, PellucidError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "explore": ("pellucid.app.explore", "Watch pictures being made, on a page of your own."),
    "draw": ("pellucid.app.draw", "Draw a picture from words, or a photo from another."),
    "world": ("pellucid.app.world", "Look at the painted world, or write it out as a data set."),
    "train": ("pellucid.app.train", "Train the codec, a denoiser or the judge."),
    "evaluate": ("pellucid.app.evaluate", "Score what an engine draws."),
    "cache": ("pellucid.app.home", "List, check or forget the walks that the page keeps."),
    "where": ("pellucid.app.home", "Say where Pellucid keeps its files, and how large they are."),
    "clean": ("pellucid.app.home", "Remove the files that Pellucid keeps."),
}
"""Every command: the module with a function of its name, and what it does."""

HELP = """Pellucid: pictures from words on two processor cores, every step in view.

usage: pellucid COMMAND [OPTIONS]        pellucid draw "a snail on a mushroom"

{commands}

pellucid COMMAND --help tells more; pellucid --version says which this is."""


def main(words: Sequence[str] | None = None) -> None:
    """Run one command; ends by SystemExit when there is anything but success to tell."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in ("-h", "--help"):
        rows = (f"  {name:<10}{sentence}" for name, (_, sentence) in COMMANDS.items())
        print(HELP.format(commands="\n".join(rows)))
        return
    if words[0] == "--version":
        print(f"pellucid {release()}")
        return
    try:
        _run(words[0], words[1:])
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        raise SystemExit(130) from None
    except PellucidError as error:
        _stop(str(error), 2 if isinstance(error, MendableError) else 1)


def _run(name: str, words: Sequence[str]) -> None:
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        _stop(f"There is no command {name!r}.{hint} Known: {', '.join(COMMANDS)}.", 2)
    import tyro

    function = getattr(import_module(COMMANDS[name][0]), name)
    settings = (tyro.conf.OmitArgPrefixes, tyro.conf.FlagCreatePairsOff)
    tyro.cli(function, prog=f"pellucid {name}", args=list(words), config=settings)


def release() -> str:
    """Name the version that is installed."""
    try:
        return version("pellucid")
    except PackageNotFoundError:
        return "from a checkout that is not installed"


def _stop(sentence: str, code: int) -> NoReturn:
    print(f"pellucid: {sentence}", file=sys.stderr)
    raise SystemExit(code)
