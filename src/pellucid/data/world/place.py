"""A place: all the world needs to know in order to paint somewhere and talk about it.

The garden is one, the hills are another. A place is a value: its closed vocabulary of
attributes, how they are drawn, which combinations are kept from training, words at three levels
of detail, and a painter. Everything else (styles, labels, films, data sets) works for every place
and knows none of them by name. `docs/world.md` says how to add one.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pellucid.errors import MendableError

if TYPE_CHECKING:
    from pellucid.data.world.brush import Brush

Attributes = Mapping[str, str]
Stream = Callable[[str], random.Random]  # the random numbers of one concern, by its name
Teller = Callable[[Attributes, random.Random], str]  # the attributes, and the style among them
Usual = Mapping[str, tuple[str, ...]]  # of these attributes, the values that need not be said
Rule = Mapping[str, str]  # values that together are held out; "style" may be one of them


class WorldError(MendableError):
    """Something is not in the world as asked; the message says what there is instead."""


class Painter(Protocol):
    """Paints a scene as it is at `time` seconds."""

    def __call__(
        self, brush: "Brush", attributes: Attributes, stream: Stream, time: float, /
    ) -> None: ...


def _level(_: Attributes) -> float:
    return 1.0


def _all_shown(_: Attributes, _style: str) -> bool:
    return False


def _nothing_arranged(_rng: random.Random, _: Attributes) -> dict[str, str]:
    return {}


def _nothing_kept(rng: random.Random, style: str) -> dict[str, str]:
    return choose(rng, (), style)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Somewhere to paint. `segments[0]` is what lies behind everything else."""

    attributes: Mapping[str, tuple[str, ...]]  # every one of them can be seen in the picture
    segments: tuple[str, ...]
    draw_attributes: Callable[[random.Random], Mapping[str, str]]
    tell: Mapping[str, Teller]  # "short", "medium", "dense"
    usual: Callable[[Attributes], Usual]  # what nobody says of a picture, if nothing is odd in it
    painter: Callable[[], Painter]  # comes with the first picture: it needs the system's libGL
    arrange: Callable[[random.Random, Attributes], Mapping[str, str]] = _nothing_arranged
    """Sides, leans, light: painted, said by longer captions, asked of no judge."""
    is_held_out: Callable[[Attributes, str], bool] = _all_shown  # attributes, style
    hold_out: Callable[[random.Random, str], Mapping[str, str]] = _nothing_kept  # for a style
    horizon: Callable[[Attributes], float] = _level  # where flat ground begins, of the height
    flat: frozenset[str] = frozenset()  # segments that lie on the ground: near below, far above
    front: float = 0.9  # depth of the ground at the lower edge of the picture


def shows(rule: Rule, attributes: Attributes, style: str) -> bool:
    """Whether a picture shows all that a rule names."""
    seen = {**attributes, "style": style}
    return all(seen[name] == value for name, value in rule.items())


def side(told: Attributes, name: str) -> int:
    """-1 where the arrangement says left, 1 where it says right, 0 where it says neither."""
    return {"left": -1, "right": 1}.get(told[name], 0)


def pick(rng: random.Random, odds: Mapping[str, float]) -> str:
    """One of the names, as often as its number says."""
    return rng.choices(list(odds), list(odds.values()))[0]


def pick_each(rng: random.Random, odds: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """One value for every attribute that has odds."""
    return {name: pick(rng, values) for name, values in odds.items()}


def choose(rng: random.Random, rules: tuple[Rule, ...], style: str) -> dict[str, str]:
    """One of the held-out rules that a picture in `style` can show, without its style."""
    fitting = [rule for rule in rules if rule.get("style", style) == style]
    if not fitting:
        known = " or ".join(sorted({rule["style"] for rule in rules}))
        there = f"ask for the style {known}" if known else "ask for another place"
        raise WorldError(f"Nothing is held out here in the style {style}: {there}.")
    rule = rng.choice(fitting)
    return {name: value for name, value in rule.items() if name != "style"}
