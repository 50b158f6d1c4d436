"""What a value may be, said once.

A rule is a function that takes a field's name and a value, and returns the value in its settled
form or raises `RecipeError` with one sentence a person can act on. The same rules serve the command
line (exit code 2) and the page (422).
"""

import math
import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from numbers import Real
from typing import Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from pellucid.errors import MendableError

Rule = Callable[[str, Any], Any]
"""(name of the field, value) -> the settled value, or a `RecipeError`."""


class RecipeError(MendableError):
    """A recipe that cannot be drawn as it is written."""


@dataclass(frozen=True, slots=True)
class Text:
    """Any words, up to a length."""

    longest: int

    def __call__(self, name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise RecipeError(f"{name} must be text, not {_kind(value)}.")
        if len(value) > self.longest:
            raise RecipeError(
                f"{name} has {len(value):,} characters; at most {self.longest:,} are allowed."
            )
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise RecipeError(f"{name} holds broken characters; please type it again.")
        return value


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number in a closed range, perhaps only every so many."""

    lowest: int
    highest: int
    every: int = 1

    def __call__(self, name: str, value: Any) -> int:
        allowed = f"a whole number from {self.lowest:,} to {self.highest:,}"
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # JSON has one kind of number, in which 8.0 is 8
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise RecipeError(f"{name} must be {allowed}, not {_kind(value)}.")
        whole = operator.index(value)  # of NumPy, say
        if not self.lowest <= whole <= self.highest:
            raise RecipeError(f"{name} must be {allowed}; it is {_short(whole)}.")
        if whole % self.every:
            nearest = min(-(-whole // self.every), self.highest // self.every) * self.every
            allowed = f"a multiple of {self.every}, such as {nearest}"
            raise RecipeError(f"{name} must be {allowed}; it is {whole}.")
        return whole


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number in a closed range."""

    lowest: float
    highest: float

    def __call__(self, name: str, value: Any) -> float:
        allowed = f"a number from {self.lowest:g} to {self.highest:g}"
        if isinstance(value, bool) or not issubclass(type(value), Real):
            raise RecipeError(f"{name} must be {allowed}, not {_kind(value)}.")
        if not (self.lowest <= value <= self.highest and math.isfinite(value)):
            raise RecipeError(f"{name} must be {allowed}; it is {_short(value)}.")
        return float(value)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few names; the names of a registry are those that it holds when it is asked."""

    names: Collection[str]

    def __call__(self, name: str, value: Any) -> str:
        return choice(name, value, self.names)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A frozen dataclass whose fields are held to the rules in their annotations.

    `steps: Annotated[int, Integer(1, 1000)] = 28`. A `Literal` is a rule by itself.
    """

    RULES: ClassVar[Mapping[str, Rule]]

    def __init_subclass__(cls) -> None:
        hints = get_type_hints(cls, include_extras=True)
        cls.RULES = {name: rule for name, hint in hints.items() if (rule := _rule(hint))}

    def __post_init__(self) -> None:
        settle(self, self.RULES)
        self.check()

    def check(self) -> None:
        """Refuse values that do not go together; each is right by itself already."""


def _rule(hint: Any) -> Rule | None:
    if get_origin(hint) is Literal:
        return OneOf(get_args(hint))
    return next(iter(getattr(hint, "__metadata__", ())), None)


def choice(name: str, value: Any, names: Collection[str]) -> str:
    """Return `value` if it is a known name; otherwise list the known ones, the nearest first."""
    if isinstance(value, str) and value in names:
        return value
    near = get_close_matches(str(value).casefold(), names, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise RecipeError(f"There is no {name} {_short(value)!r}.{hint} Known: {', '.join(names)}.")


def only(table: Mapping[str, Collection[str]], what: str, given: Collection[str]) -> None:
    """Refuse a flag that does nothing for `what`; the table says what each is for."""
    for name in given:
        if what not in table.get(name, (what,)):
            known = " and ".join(table[name])
            flag = name.replace("_", "-")
            raise RecipeError(f"--{flag} does nothing for {what}, only for {known}; leave it out.")


def settle(data: object, rules: Mapping[str, Rule]) -> None:
    """Hold every field of a frozen dataclass to its rule, and keep the settled values."""
    for name, rule in rules.items():
        object.__setattr__(data, name, rule(name, getattr(data, name)))


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {_short(value)}"


def _short(value: Any) -> str:
    """Write a value for a sentence, long ones cut.

    Python refuses to print whole numbers of thousands of digits, hence the try.
    """
    try:
        words = str(value)
    except ValueError:
        words = "too long a number to print"
    return words if len(words) <= 60 else words[:57] + "..."
