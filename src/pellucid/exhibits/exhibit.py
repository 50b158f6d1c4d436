"""What an exhibit is, and what it is given.

An `Exhibit` is a frozen value at the end of a file of its own: a slug, a title, a question, its
parameters (a frozen dataclass checked by its `RULES`, as a recipe is) and `walks`: what must be
walked, the most important first. Whatever is walked is kept, shared between exhibits, shown as an
8-step preview first and then in full; an exhibit only says which recipes it wants.

Two more functions where an exhibit needs them. `measure` computes numbers from finished walks; one
that asks the network again is a generator, which yields after every look and returns its numbers.
`frames` is for what is no plain walk (branches, means of many ends): a generator that yields after
every evaluation or so, `evaluations` telling how many there will be; closing it must stop it.
`sheets` names further sheets that any finished walk can have: each is drawn state by state when it
is first asked for, and kept with the walk. `constants` are told to the page.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.engine.plan import Plan
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, Number, OneOf, RecipeError, Rule, Text, choice, settle
from pellucid.record.walks import Walked

__all__ = [
    "Drawn",
    "Exhibit",
    "Frame",
    "Frames",
    "NoParams",
    "Pieces",
    "Pixels",
    "Told",
    "Tools",
    "params_of",
    "schema",
]

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class NoParams:
    """The parameters of an exhibit that has none."""

    RULES: ClassVar[Mapping[str, Rule]] = {}

    def __post_init__(self) -> None:
        settle(self, self.RULES)


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """What `measure` may use besides the walks: the engine, and pictures of states."""

    engine: Engine

    def plan(self, recipe: Recipe) -> Plan:
        """Compose the machine of a recipe; nothing is computed but its words."""
        return self.engine.plan(recipe)

    def guess(self, walked: Walked, state: int) -> Pixels:
        """Show the guess of a state, small: bytes (H, W, 3)."""
        return self.engine.preview(walked.x0[state : state + 1].float())

    def seen(self, walked: Walked, state: int) -> Pixels:
        """Show a state as it stands, small: bytes (H, W, 3)."""
        return self.engine.preview(walked.x[state : state + 1].float())


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture, or two, for the page: latents `x` as shown and `x0`, at a state of a walk.

    `walk` and `state` say where it belongs; `number` is one of the exhibit's own.
    """

    walk: int
    state: int
    sigma: float = 0.0
    x: Tensor | None = None
    x0: Tensor | None = None
    number: float = float("nan")


@dataclass(frozen=True, slots=True)
class Told:
    """Numbers for the page, as JSON holds them; the last one told is the result."""

    data: Mapping[str, Any]


Pieces = Generator[None, None, Mapping[str, Any]]
Frames = Generator[Frame | Told, None, None]
Measure = Callable[[Sequence[Walked], Recipe, Any, Tools], Mapping[str, Any] | Pieces]
Drawn = Callable[[Walked, Tools], Iterator[Pixels]]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A question, and what to walk for an answer; the rest only where an exhibit needs it."""

    slug: str  # the name of its file, of its chapter on the page, and in requests
    title: str
    question: str
    place: int  # in the tour, the smallest first; ten apart, which leaves room
    walks: Callable[[Recipe, Any], Sequence[Recipe]]
    params: type[Any] = NoParams  # a frozen dataclass: a default for each field, a rule in `RULES`
    measure: Measure | None = None
    frames: Callable[[Engine, Recipe, Any], Frames] | None = None
    evaluations: Callable[[Recipe, Any], int] | None = None  # looks that its frames take
    sheets: Mapping[str, Drawn] = field(default_factory=dict)  # by the name of the file: x.jpg
    together: bool = False  # whether its walks advance side by side
    constants: Mapping[str, Any] = field(default_factory=dict)  # numbers that its figure needs


def params_of(exhibit: Exhibit, data: object) -> Any:
    """Build an exhibit's parameters of what a visitor sent; raises RecipeError."""
    maker = exhibit.params
    if not isinstance(data, dict):
        raise RecipeError("params must be a JSON object.")
    for name in data:
        choice(f"parameter of {exhibit.slug}", name, tuple(maker.RULES))
    return maker(**data)  # every parameter has a default


def schema(maker: type[Any]) -> dict[str, Any]:
    """Describe parameters as JSON Schema, from the rules they are held to."""
    defaults = {field.name: field.default for field in fields(maker)}
    properties = {
        name: _described(rule) | _default(defaults[name]) for name, rule in maker.RULES.items()
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _default(value: object) -> dict[str, Any]:
    return {"default": value} if isinstance(value, str | int | float | bool) else {}


def _described(rule: Rule) -> dict[str, Any]:
    match rule:
        case Text(longest):
            return {"type": "string", "maxLength": longest}
        case Integer(lowest, highest, every):
            return {
                "type": "integer",
                "minimum": lowest,
                "maximum": highest,
                "multipleOf": every,
            }
        case Number(lowest, highest):
            return {"type": "number", "minimum": lowest, "maximum": highest}
        case OneOf(names):
            return {"type": "string", "enum": list(names)}
    return {}
