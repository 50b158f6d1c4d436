"""Printing never ends a command: what a console cannot take is written otherwise, or is lost."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO, cast


class Console:
    r"""A stream that fails in silence and once only: from then on, what is printed goes nowhere.

    A letter that it has no code for is written as \u0443.
    """

    lost: OSError | None = None  # why nothing can be printed, if nothing can

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        with suppress(AttributeError, ValueError):
            cast(Any, stream).reconfigure(errors="backslashreplace")

    def write(self, words: str) -> int:
        """Print, if that is possible."""
        with self._trying():
            self.stream.write(words)
        return len(words)

    def flush(self) -> None:
        """Print what was kept back, if that is possible."""
        with self._trying():
            self.stream.flush()

    @contextmanager
    def _trying(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.lost = error
            with suppress(OSError, ValueError), _nowhere() as nowhere:
                os.dup2(nowhere.fileno(), self.stream.fileno())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


@contextmanager
def patient() -> Iterator[Console]:
    """Print by a `Console` inside this block; yields that of stdout.

    A stream that is closed prints nowhere, and nothing else gets its number: a library that prints
    to that number would print into a picture.
    """
    with _nowhere() as one, _nowhere() as two:
        out, err = Console(sys.stdout or one), Console(sys.stderr or two)
        with redirect_stdout(cast(TextIO, out)), redirect_stderr(cast(TextIO, err)):
            try:
                yield out
            finally:
                out.flush()
                err.flush()
