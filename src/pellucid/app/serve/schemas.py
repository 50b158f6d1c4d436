"""What comes back, and what may be asked, as `/openapi.json` describes it to programs.

Routes answer with plain data; these models only describe it, and the tests hold answers to them.
What a JSON Schema cannot say (that all of a request is too much together, or does not go together)
is a 422 of one sentence all the same.
"""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from pellucid.app.serve.limits import LIMITS
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import schema
from pellucid.recipe.recipe import ASKED, Recipe

BINARY = {"type": "string", "format": "binary"}
Key = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
JobId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Count = Annotated[int, Field(ge=0)]
AsRecipe = Annotated[dict[str, Any], WithJsonSchema(schema(Recipe))]

REFUSED = {
    401: "The key is missing that the server's link has (with --lan).",
    403: "Another page asks, or one under a foreign name.",
    404: "It is not there (any more).",
    408: "The request took too long to arrive.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "A value is not allowed, or all of it together is too much or does not go together.",
    429: "Too much is being drawn; Retry-After says in how many seconds to ask again.",
    500: "Something broke, or an engine cannot be loaded.",
    503: "The engine is being loaded, or too many are connected.",
    504: "It took longer than a small question may.",
    507: "The server cannot write to its disk.",
}
"""What an answer means that refuses something."""


class Answer(BaseModel):
    """What a route sends; nothing else is in it."""

    model_config = ConfigDict(extra="forbid")


class Problem(Answer):
    """One sentence that says what is wrong, what to do, and of which field it is said."""

    error: str = Field(min_length=1)
    action: str
    field: str = ""


class PlannedWalk(Answer):
    """What is known of a walk before its first state comes."""

    key: Key
    recipe: AsRecipe
    states: int = Field(ge=2)
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    latent: tuple[int, int, int]
    cached: bool
    shipped: list[str]  # its parts that came with the page
    evals: Count
    preview: Key | None
    idle: list[str]  # settings that change nothing here, each in one sentence


class Planned(Answer):
    """A job, its walks, and how many seconds it will take."""

    job: JobId
    walks: list[PlannedWalk]
    eta_s: float = Field(ge=0)


class Begun(Answer):
    """A job of an exhibit's own frames, which are no walks."""

    job: JobId
    walks: list[Any] = Field(max_length=0)
    evals: Count
    eta_s: float = Field(ge=0)


class Piece(Answer):
    """A piece of a prompt, where it stands, and whether it is a whole word."""

    text: str
    start: Count
    end: Count
    known: bool


class Near(Answer):
    """A caption that the engine knows, and the cosine of its meaning with the prompt's."""

    caption: str
    score: float


class PromptRead(Answer):
    """How a prompt is read."""

    pieces: list[Piece]
    cut: list[str]
    limit: int
    nearest: list[Near]
    english: bool
    inside: bool
    outside: list[str]
    instead: list[str]


class Kept(Answer):
    """The address of a photo in the store."""

    photo: Key


class Restored(Answer):
    """The recipe inside a picture."""

    recipe: AsRecipe


class Stored(Answer):
    """How much is kept of walks."""

    bytes: Count
    limit: Count
    walks: Count


class Alive(Answer):
    """That the server is alive."""

    alive: bool


class Ready(Answer):
    """That an engine is loaded."""

    ready: bool


class Chapter(Answer):
    """An exhibit: the words and the seed it shows first ("": the page's own), and what it takes."""

    slug: str
    prompt: str
    seed: int = Field(ge=0)
    together: bool
    constants: dict[str, Any]
    params: dict[str, Any]
    frames: bool
    measures: bool
    sheets: list[str]


class Info(Answer):
    """What the server is and has."""

    version: str
    engines: list[dict[str, Any]]
    exhibits: list[Chapter]
    solvers: list[dict[str, Any]]
    ladders: list[dict[str, Any]]
    schedules: list[str]
    recipe: dict[str, Any]
    edits: list[dict[str, Any]]
    limits: dict[str, float]
    rate: float = Field(ge=0)
    poster: dict[str, Any]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe answers that refuse something, as a route's `responses`."""
    return {status: {"model": Problem, "description": REFUSED[status]} for status in statuses}


def bodies(kinds: Iterable[str]) -> dict[str, Any]:
    """Describe a body that is a file of one of some media types."""
    data = {kind: {"type": "object"} if kind.endswith("json") else BINARY for kind in kinds}
    return {"content": {kind: {"schema": each} for kind, each in data.items()}}


def asking(frames: bool, body: dict[str, Any]) -> None:
    """Write into the schema of a request what each exhibit may be given."""
    asked = schema(Recipe)["properties"]
    highest = {"steps": LIMITS.steps, "width": LIMITS.side, "height": LIMITS.side}
    settings = {name: asked[name] for name in ASKED}
    settings |= {name: asked[name] | {"maximum": most} for name, most in highest.items()}
    for name in ("prompt", "negative"):
        settings[name] = asked[name] | {"maxLength": LIMITS.letters}
    kinds = [each for each in EXHIBITS.values() if each.frames or not frames]
    body["properties"]["settings"] |= {"properties": settings, "additionalProperties": False}
    body["properties"]["exhibit"]["enum"] = [each.slug for each in kinds]
    body["oneOf"] = [
        {"properties": {"exhibit": {"const": each.slug}, "params": schema(each.params)}}
        for each in kinds
    ]
