"""A picture as data: everything needed to draw it again.

A `Recipe` is at once the command line's flags, the body of a request, the metadata inside a PNG
and a link to share. Building one checks every field, so a recipe that exists can be drawn.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Any, NoReturn

from pellucid.ladders import LADDERS
from pellucid.recipe.edits import Edit, Seed, Variation, Words, edit_from, to_data
from pellucid.recipe.engines import DEFAULT, engines
from pellucid.recipe.rules import Integer, Number, OneOf, RecipeError, Ruled, Text, choice
from pellucid.solvers import SOLVERS

Side = Annotated[int, Integer(0, 16_384)]  # pixels; which of them an engine draws, it says itself
Note = Annotated[str, Text(200)]
EDIT_LIST = {"type": "array", "items": {"type": "object", "required": ["edit"]}}
LATER = ("width", "height")  # fields that were once not there: at 0 they are not written down
ASKED = ("prompt", "negative", "seed", "steps", "guidance", "solver", "ladder", "engine", *LATER)
"""What somebody asks for with a flag or a field of a request, besides edits."""


def some_edits(name: str, value: Any) -> tuple[Edit, ...]:
    """Rule: edits, each kind at most once."""
    if not isinstance(value, tuple | list):
        raise RecipeError(f"{name} must be a list of edits.")
    edits = tuple(item if isinstance(item, Edit) else edit_from(item) for item in value)
    if len({type(edit) for edit in edits}) < len(edits):
        raise RecipeError("Each kind of edit may appear once; put regions into one `regions`.")
    return edits


@dataclass(frozen=True, slots=True)
class Recipe(Ruled):
    """Everything needed to draw this picture again.

    A recipe is always complete: what is not given is what it was when the first recipes were
    written, and never an engine's usual. Who asks for a picture uses `fill`.
    `weights`, `backend` and `precision` are for the record: an engine fills them in when it draws,
    so that a copy drawn elsewhere can say what was different. `width` and `height` are in pixels;
    0 is the engine's own.
    """

    prompt: Words
    negative: Words = ""
    seed: Seed = 0
    steps: Annotated[int, Integer(1, 1000)] = 28
    guidance: Annotated[float, Number(0, 100)] = 5.0
    solver: Annotated[str, OneOf(SOLVERS)] = "dpmpp_2m"
    ladder: Annotated[str, OneOf(LADDERS)] = "even"
    edits: Annotated[tuple[Edit, ...], some_edits, EDIT_LIST] = ()
    engine: Annotated[str, OneOf(engines())] = DEFAULT
    weights: Note = ""
    backend: Note = ""
    precision: Note = ""
    width: Side = 0
    height: Side = 0

    def check(self) -> None:
        if any(isinstance(edit, Variation) and edit.seed == self.seed for edit in self.edits):
            raise RecipeError(
                f"A variation needs another seed than the picture's own, which is {self.seed}."
            )


def fill(given: Mapping[str, Any]) -> Recipe:
    """Build the recipe of what somebody asked for; what is left open, or None, is the usual."""
    asked = {name: value for name, value in given.items() if value is not None}
    engine = choice("engine", asked.get("engine", DEFAULT), engines())
    return Recipe(**{"prompt": None, **asdict(engines()[engine].usual), **asked})


def to_json(recipe: Recipe) -> str:
    """Write a recipe as one line of JSON, its fields in their order."""
    data = {field.name: getattr(recipe, field.name) for field in fields(recipe)}
    data = {name: value for name, value in data.items() if value or name not in LATER}
    return json.dumps(data | {"edits": [to_data(edit) for edit in recipe.edits]})


def from_json(words: str) -> Recipe:
    """Read what `to_json` wrote; raises RecipeError on anything that is not a recipe."""
    try:
        data = json.loads(words, parse_constant=_refuse)
    except RecursionError:
        raise RecipeError("This is not a recipe: its JSON is nested too deeply.") from None
    except RecipeError:
        raise
    except ValueError as error:
        raise RecipeError(f"This is not a recipe: it is not JSON ({error}).") from None
    if not isinstance(data, dict) or "prompt" not in data:
        raise RecipeError('A recipe is a JSON object with at least a "prompt".')
    for name in data:
        choice("field of a recipe", name, Recipe.RULES)
    return Recipe(**data)


def _refuse(constant: str) -> NoReturn:
    raise RecipeError(f"A recipe may not hold {constant}; every number in it must be finite.")
