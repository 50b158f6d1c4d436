"""The space of possible images: how many there are, and what almost all of them look like.

The static that the visitor watches is made by the page itself, as fast as the screen takes it. What
the server adds is the truth of this model: the noise its own walks start from, seed by seed, and
one number by which a picture differs from noise whatever it shows. Neighbouring pixels of a picture
are alike; those of noise know nothing of each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from pellucid.denoise import display
from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import Exhibit, Frame, Frames, Tools
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, Rule, settle
from pellucid.record.walks import Walked

__all__ = ["EXHIBIT", "Params", "evaluations", "frames", "likeness", "measure", "walks"]


SEEDS = 2**32
COUNT = 12  # starts at a time
SIZES = (8, 16, 32, 64, 128, 256)  # sides of the page's pictures, in pixels


@dataclass(frozen=True, slots=True)
class Params:
    """Which of the model's own starts to show: `count` seeds, from the settings's + `first` on."""

    first: int = 0
    count: int = COUNT

    RULES: ClassVar[Mapping[str, Rule]] = {"first": Integer(0, 10**6), "count": Integer(1, 60)}

    def __post_init__(self) -> None:
        settle(self, self.RULES)


def walks(settings: Recipe, _params: Params, /) -> Sequence[Recipe]:
    """Ask for one real picture to compare the noise with."""
    return [settings]


def measure(
    walked: Sequence[Walked], _settings: Recipe, _params: Params, tools: Tools
) -> Mapping[str, Any]:
    """Tell how alike neighbouring pixels are in the finished picture, and in its start."""
    end, start = walked[0].end, tools.seen(walked[0], 0)
    return {"picture": round(likeness(end), 4), "start": round(likeness(start), 4)}


def evaluations(_settings: Recipe, _params: Params, /) -> int:
    """Noise costs no look of the network."""
    return 0


def frames(engine: Engine, settings: Recipe, params: Params, /) -> Frames:
    """Show what the model starts from, for one seed after another, as its decoder sees it."""
    for place in range(params.first, params.first + params.count):
        plan = engine.plan(replace(settings, seed=(settings.seed + place) % SEEDS))
        sigma = plan.ladder[0]
        yield Frame(walk=0, state=place % 2**16, sigma=sigma, x=display(plan.x, sigma))


def likeness(pixels: NDArray[np.uint8]) -> float:
    """Correlation of each pixel's brightness with that of the pixel to its right.

    About 0 in noise, near 1 in a photo; 0 where there is nothing but one colour.
    """
    grey = pixels.astype(np.float64).mean(-1)
    left, right = grey[:, :-1] - grey[:, :-1].mean(), grey[:, 1:] - grey[:, 1:].mean()
    spread = float(np.sqrt((left**2).sum() * (right**2).sum()))
    return float((left * right).sum()) / spread if spread else 0.0


EXHIBIT = Exhibit(
    slug="noise",
    title="Every picture there is",
    question="If you showed pictures at random, how long until one looked like anything?",
    place=10,
    walks=walks,
    params=Params,
    measure=measure,
    frames=frames,
    evaluations=evaluations,
    constants={"count": COUNT, "sizes": SIZES},
)
