"""Make anew whatever derives from the weights or from the source.

python -m derive                  all of it, in order: some minutes on two cores
python -m derive hero screens     only these
python -m derive --check          change nothing, and fail if a page is out of date
"""

import argparse
import sys
from importlib import import_module

from derive import pages

FILES = (
    "encoder",
    "sheets",
    "cells",
    "known",
    "map",
    "painted",
    "walks",
    "poster",
    "hero",
    "prompts",
    "fonts",
    "screens",
)
MADE = (*FILES, *pages.WRITERS)


def main() -> None:
    """Make what is named on the command line, or everything."""
    options = argparse.ArgumentParser(prog="python -m derive", description=__doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MADE))
    options.add_argument("--check", action="store_true", help="compare the pages, write nothing")
    given = options.parse_args()
    for name in given.names:
        if name not in MADE:
            options.error(f"nothing is called {name!r}; there are {', '.join(MADE)}.")
    if given.check:
        check(given.names or pages.WRITERS)
        return
    for name in given.names or MADE:
        print(f"derive {name}", file=sys.stderr)
        if name in pages.WRITERS:
            pages.write(name)
        else:
            import_module(f"derive.{name}").main()


def check(names: "list[str] | tuple[str, ...]") -> None:
    """Exit with 1 if a page would change, and say which page and how to write it."""
    stale = [(name, page) for name in names if name in pages.WRITERS for page in pages.stale(name)]
    if stale:
        sys.exit("\n".join(f"{page}: run `make derived ONLY={name}`." for name, page in stale))


if __name__ == "__main__":
    main()
