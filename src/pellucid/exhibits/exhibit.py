"""What an exhibit is, and what it is given.

An `Exhibit` is a value at the end of a file of its own. `walks` says what must be walked, the most
important first. Whatever is walked is kept, shared between exhibits, shown as an 8-step preview
first and then in full; an exhibit only says which recipes it wants.

`measure` computes numbers from finished walks; one that asks the network again is a generator,
which yields after every look and returns its numbers. `frames` is for what is no plain walk
(branches, means of many ends): a generator that yields after every evaluation or so; closing it
must stop it. It yields pictures (`Frame`) and numbers, of which the last are the result. `sheets`
are drawn state by state when they are first asked for, and kept with their walk.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.pixels import Pixels
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, Number, OneOf, RecipeError, Rule, Ruled, Text, choice
from pellucid.record.walks import Walked


@dataclass(frozen=True, slots=True)
class BaseParams(Ruled):
    """Parameters of an exhibit: fields with a default and a rule; here, none."""


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


Walks = Sequence[Walked]
Figures = Mapping[str, Any]
"""Numbers for the page, as JSON holds them."""
Pieces = Generator[None, None, Figures]
Frames = Generator[Frame | Figures, None, None]
Measure = Callable[[Walks, Recipe, Any, Engine], Figures | Pieces]
SheetMaker = Callable[[Walked, Engine], Iterator[Pixels]]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What to walk, and what to measure of it; its chapter on the page asks the question."""

    slug: str  # the name of its file, of its chapter on the page, and in requests
    place: int  # in the tour, the smallest first; ten apart, which leaves room
    walks: Callable[[Recipe, Any], Sequence[Recipe]]
    params: type[BaseParams] = BaseParams
    measure: Measure | None = None
    frames: Callable[[Engine, Recipe, Any], Frames] | None = None
    evaluations: Callable[[Recipe, Any], int] | None = None  # looks that its frames take
    prompt: str = ""  # what it shows until a visitor chooses words; "": the page's own
    seed: int = 0  # of that prompt
    sheets: Mapping[str, SheetMaker] = field(default_factory=dict)  # by the file's name: x.jpg
    together: bool = False  # whether its walks advance side by side
    constants: Figures = field(default_factory=dict)  # numbers that its figure needs


def params_of(exhibit: Exhibit, data: Mapping[str, Any]) -> BaseParams:
    """Build an exhibit's parameters of what a visitor sent; raises RecipeError."""
    if data and not exhibit.params.RULES:
        raise RecipeError(f"{exhibit.slug} has no parameters; send none.")
    for name in data:
        choice(f"parameter of {exhibit.slug}", name, tuple(exhibit.params.RULES))
    return exhibit.params(**data)  # every parameter has a default


def schema(maker: type[Any]) -> dict[str, Any]:
    """Describe parameters as JSON Schema, from the rules they are held to.

    A rule that is a function is described by the dict beside it in the annotation.
    """
    defaults = {each.name: each.default for each in fields(maker)}
    hints = get_type_hints(maker, include_extras=True)
    properties = {}
    for name, rule in maker.RULES.items():
        default, notes = defaults[name], getattr(hints[name], "__metadata__", ())
        plain = isinstance(default, str | int | float | bool)
        told = next((note for note in notes if isinstance(note, dict)), None) or _describe(rule)
        properties[name] = told | ({"default": default} if plain else {})
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _describe(rule: Rule) -> dict[str, Any]:
    match rule:
        case Text(longest):
            return {"type": "string", "maxLength": longest}
        case Integer(least, most, every):
            return {"type": "integer", "minimum": least, "maximum": most, "multipleOf": every}
        case Number(least, most):
            return {"type": "number", "minimum": least, "maximum": most}
        case OneOf(names):
            return {"type": "string", "enum": list(names)}
    return {}
