"""What may be asked of the page's server, checked before anything is computed.

A request becomes a recipe by the rules of every recipe, and what all of it would cost is capped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.responses import JSONResponse

from pellucid.recipe.recipe import ASKED, Recipe, fill
from pellucid.recipe.rules import RecipeError, choice


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for."""

    evaluations: int = 6000  # looks of the network
    walks: int = 128
    steps: int = 100
    letters: int = 1000  # of a prompt
    side: int = 768  # pixels of a picture's width or height
    body: int = 64 * 2**10  # bytes of JSON
    upload: int = 20 * 2**20  # bytes of a picture
    jobs: int = 256  # in the queue at once
    queue: int = 60_000  # looks that may wait
    own_jobs: int = 32  # of these, one client's
    own_queue: int = 12_000
    questions: int = 8  # small ones of one client that may wait
    patience: float = 60.0  # seconds that a small question may take
    life: float = 1800.0  # seconds that a job may take


LIMITS = Limits()


class Refusal(Exception):  # noqa: N818  (it is an answer, not a failure)
    """An answer that says in one sentence why a question is refused, and what to do."""

    def __init__(
        self, status: int, error: str, action: str, field: str = "", after: float = 0.0
    ) -> None:
        super().__init__(error)
        self.status = status
        told = {"error": error, "action": action, "field": field}
        self.data = {  # what was sent may hold letters that UTF-8 has no bytes for
            name: words.encode("utf-8", "backslashreplace").decode()
            for name, words in told.items()
            if words or name != "field"
        }
        self.after = after

    def answer(self) -> JSONResponse:
        """Write the answer as it is sent."""
        heads = {"Retry-After": f"{max(1, round(self.after))}"} if self.after else {}
        return JSONResponse(self.data, self.status, heads)


def settings_of(data: Mapping[str, Any], limits: Limits = LIMITS) -> Recipe:
    """Build the recipe of settings; raises Refusal with the field that is wrong.

    What it leaves open is the engine's usual.
    """
    for name, value in data.items():
        try:
            Recipe.RULES[choice("field of settings", name, ASKED)](name, value)
        except RecipeError as error:
            raise _wrong(str(error), name[:60]) from None
    recipe = fill({"prompt": "", **data})
    _check_steps(recipe.steps, limits)
    for name in ("prompt", "negative"):
        long = len(getattr(recipe, name))
        if long > limits.letters:
            raise _wrong(
                f"{name} has {long:,} characters; the page takes at most {limits.letters:,}.", name
            )
    for name in ("width", "height"):
        side = getattr(recipe, name)
        if side > limits.side:
            raise _wrong(
                f"{name} is {side:,}; the page draws at most {limits.side:,} pixels "
                "(`pellucid draw` takes more).",
                name,
            )
    return recipe


def check_walks(recipes: Sequence[Recipe], looks: int, limits: Limits = LIMITS) -> None:
    """Make sure that walks of so many looks altogether may be asked for; raises Refusal if not."""
    if len(recipes) > limits.walks:
        raise _wrong(
            f"This asks for {len(recipes):,} walks at once; at most {limits.walks} are.", "params"
        )
    _check_steps(max((recipe.steps for recipe in recipes), default=0), limits)
    check_cost(looks, limits)


def _check_steps(steps: int, limits: Limits) -> None:
    if steps > limits.steps:
        raise _wrong(
            f"steps is {steps}; the page walks at most {limits.steps} "
            "(`pellucid draw` takes up to 1,000).",
            "steps",
        )


def check_cost(looks: int, limits: Limits = LIMITS) -> None:
    """Make sure that so many looks of the network may be asked for; raises Refusal if not."""
    if looks > limits.evaluations:
        raise _wrong(
            f"All of this together would take {looks:,} looks of the network; at most "
            f"{limits.evaluations:,} may be asked for at once: take fewer steps or fewer walks.",
            "steps",
        )


def _wrong(sentence: str, field: str) -> Refusal:
    return Refusal(422, sentence, "Change it and try again.", field)
