"""What sizes a network may have: checked before anything of it is made."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

MOST = 4096  # of anything in one direction
LAYERS = 100  # of one kind, one after another


def check_sizes(config: Any) -> None:
    """Hold every size of a network's configuration against its usual value.

    It must be whole and at most `MOST`, and at least 1 unless it is usually 0; and as many numbers
    as usual, where its type says how many. Raises ValueError with a plain clause.
    """
    for field in fields(config):
        value, usual = getattr(config, field.name), field.default
        if usual is MISSING or isinstance(usual, str):  # not a size
            continue
        numbers, several = _several(value), _several(usual)
        least = min(1, *several)
        if type(value) is not type(usual) or not all(
            type(number) is int and least <= number <= MOST for number in numbers
        ):
            raise ValueError(f"{field.name} must be whole, from {least} to {MOST}")
        if len(numbers) != len(several) and "..." not in str(field.type):
            raise ValueError(f"{field.name} must be {len(several)} numbers")


def check_laws(laws: Mapping[str, bool]) -> None:
    """Raise ValueError with the first of these plain clauses that is not true."""
    for law, holds in laws.items():
        if not holds:
            raise ValueError(law)


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
