"""From noise to a picture: the walk itself, every state of it.

What is shown beside the picture (noise left, sharpness of the guess, distance to the end) was
measured while it was walked.
"""

from collections.abc import Sequence

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.recipe import Recipe


def walks(settings: Recipe, _params: BaseParams, /) -> Sequence[Recipe]:
    """Ask for the walk of these settings."""
    return [settings]


def measure(walked: Walks, _settings: Recipe, _params: BaseParams, _engine: Engine) -> Figures:
    """Find the state by which half of the way from the first guess to the last is done."""
    miss = walked[0].miss
    settled = next(state for state, gap in enumerate(miss) if gap <= miss[0] / 2)
    return {"settled": settled, "states": walked[0].states, "first_miss": round(miss[0], 4)}


EXHIBIT = Exhibit(
    slug="walk",
    place=20,
    prompt="a ladybird on a white daisy, sunny",
    seed=11,
    walks=walks,
    measure=measure,
)
