"""Values that the files of a folder hold: one file adds one.

Nothing registers itself by being imported: whoever wants the values asks for them here.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def values(package: str, name: str) -> Iterator[Any]:
    """Yield what `name` is in every file of a package that has it, by the files' names."""
    for file in iter_modules(import_module(package).__path__):
        found = getattr(import_module(f"{package}.{file.name}"), name, None)
        if found is not None:
            yield found
