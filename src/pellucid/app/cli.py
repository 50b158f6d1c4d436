"""`pellucid`: one command with a few verbs.

A verb's file is imported only when it is asked for. Whatever goes wrong is told in one sentence:
exit code 2 for what the person asking can mend, 1 for what they cannot.
"""

import errno
import io
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr
from difflib import get_close_matches
from functools import partial, wraps
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

from pellucid.app.console import patient
from pellucid.errors import MendableError, PellucidError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "explore": ("pellucid.app.explore", "Watch pictures being made, on a page of your own."),
    "draw": ("pellucid.app.draw", "Draw a picture from words, or a photo from another."),
    "grid": ("pellucid.app.grid", "Draw pictures side by side that differ in what you say."),
    "world": ("pellucid.app.world", "Look at the painted world, or write it out as a data set."),
    "train": ("pellucid.app.train", "Train the codec, a denoiser or the judge."),
    "evaluate": ("pellucid.app.evaluate", "Score what an engine draws."),
    "export": ("pellucid.app.export", "Write the page as a site of files, or an engine as ONNX."),
    "cache": ("pellucid.app.home", "List, check or forget the walks that the page keeps."),
    "where": ("pellucid.app.home", "Say where Pellucid keeps its files, and how large they are."),
    "clean": ("pellucid.app.home", "Remove the files that Pellucid keeps."),
}
"""Every command: the module with a function of its name, and what it does."""

SLIPS: Mapping[str, str] = {
    r"Error parsing (\S+): [^']*'([^']*)'.* \1 INT .*": r"\1 must be a whole number, not '\2'.",
    r"Error parsing (\S+): [^']*'([^']*)'.* \1 FLOAT .*": r"\1 must be a number, not '\2'.",
    r"invalid choice '(.*)' for argument '[^-].*'\. Expected one of \((.*?)\)\..*": (
        r"There is no '\1' here; there are \2."
    ),
    r"invalid choice '(.*)' for argument '(.*)'\. Expected one of \((.*?)\)\..*": (
        r"\2 cannot be '\1'; it may be \3."
    ),
    r"Missing value for argument '(.*?)'\..*": r"\1 needs a value.",
    r"Missing from .*?: +(--\S+) .*": r"\1 is missing.",
    r"Missing from .*?: +(\S+) .*": r"One of \1 is missing.",
    r"Unrecognized options: (-[^,]*?)[, ].*meant: +(--[\w-]+).*": (
        r"There is no option \1. Did you mean \2?"
    ),
    r"Unrecognized options: (-[^,]*?)( ─.*|,.*)": r"There is no option \1.",
    r"Unrecognized options: (.*?) ─.*": (
        r"There is something too many: \1; words that belong together go in quotes."
    ),
}
"""What tyro says of words that it cannot read, and the sentence that is said instead."""

MAY_BE_EMPTY = ("--negative",)  # elsewhere a shell variable was not set
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR, errno.ENOSPC)
"""What a machine may refuse whoever asks: it is told in a sentence, wherever it comes from."""

HELP = """Pellucid: pictures from words on two processor cores, every step in view.

usage: pellucid COMMAND [OPTIONS]        pellucid draw "a snail on a mushroom"

{commands}

pellucid COMMAND --help tells more; pellucid --version says which this is."""


def main(words: Sequence[str] | None = None) -> None:
    """Run one command; ends by SystemExit when there is anything but success to tell."""
    with patient() as out:
        _told(sys.argv[1:] if words is None else words)
        out.flush()
        if out.lost and not isinstance(out.lost, BrokenPipeError):  # who closed it has read enough
            _stop(f"All is done, but not all could be printed: {out.lost.strerror}.", 1)


def _told(words: Sequence[str]) -> None:
    """Run one command, and say in one sentence what goes wrong."""
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
    except OSError as error:
        if error.filename is None or error.errno not in REFUSED:
            raise
        advice = "choose another folder, or set PELLUCID_HOME to one of your own"
        _stop(f"{error.filename} cannot be used: {error.strerror}; {advice}.", 2)


def _run(name: str, words: Sequence[str]) -> None:
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        _stop(f"There is no command {name!r}.{hint} Known: {', '.join(COMMANDS)}.", 2)
    for flag, value in zip(words, [*words, "-"][1:], strict=True):
        given, equals, rest = flag.partition("=")
        if flag.startswith("--") and given not in MAY_BE_EMPTY and not (rest if equals else value):
            _stop(f"{given} is empty; give it a value, or leave it out.", 2)
    import tyro

    function = getattr(import_module(COMMANDS[name][0]), name)
    settings = (tyro.conf.OmitArgPrefixes, tyro.conf.FlagCreatePairsOff)

    @wraps(function)
    def asked(*given: Any, **named: Any) -> Callable[[], None]:  # whatever a command takes
        return partial(function, *given, **named)

    box = io.StringIO()
    try:
        with redirect_stderr(box):
            call = tyro.cli(asked, prog=f"pellucid {name}", args=list(words), config=settings)
    except SystemExit as end:
        if end.code:
            _stop(f"{_sentence(box.getvalue())} `pellucid {name} --help` tells more.", 2)
        return
    call()


def _sentence(box: str) -> str:
    lines = " ".join(line.strip("│ ") for line in box.splitlines()[1:])
    lines = re.sub("[─-]{5,}", "─", lines).strip("─ ")  # some terminals have it of hyphens
    matches = ((re.fullmatch(slip, lines), sentence) for slip, sentence in SLIPS.items())
    said = (match.expand(sentence) for match, sentence in matches if match)
    return next(said, lines.partition(" ─")[0])


def release() -> str:
    """Name the version that is installed."""
    try:
        return version("pellucid")
    except PackageNotFoundError:
        return "from a checkout that is not installed"


def _stop(sentence: str, code: int) -> NoReturn:
    print(f"pellucid: {sentence}", file=sys.stderr)
    raise SystemExit(code)
