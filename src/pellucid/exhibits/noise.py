"""The space of possible images: how many there are, and what almost all of them look like.

The static on the page is made by the page itself. The server adds the noise that the model's own
walks start from, seed by seed, and one number by which a picture differs from noise: neighbouring
pixels of a picture are alike; those of noise know nothing of each other.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Frame, Frames, Walks
from pellucid.exhibits.walk import walks
from pellucid.forward import display
from pellucid.pixels import Pixels
from pellucid.recipe.edits import following
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer
from pellucid.record.distances import correlation

COUNT = 12  # starts at a time
SIZES = (8, 16, 32, 64, 128, 256)  # sides of the page's pictures, in pixels


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """Which of the model's own starts to show: `count` seeds, from the settings' + `first` on."""

    first: Annotated[int, Integer(0, 10**6)] = 0
    count: Annotated[int, Integer(1, 60)] = COUNT


def measure(walked: Walks, _settings: Recipe, _params: Params, engine: Engine) -> Figures:
    """Tell how alike neighbours are in the picture and in its start, and what a start is."""
    end, start = walked[0].end, engine.preview(walked[0].x[:1].float())
    told = {"picture": round(likeness(end), 4), "start": round(likeness(start), 4)}
    return told | {"codec": engine.latent, "shape": list(walked[0].x.shape[1:])}


def frames(engine: Engine, settings: Recipe, params: Params, /) -> Frames:
    """Show what the model starts from, for one seed after another, as its decoder sees it."""
    seeds = following(settings.seed + params.first, params.count)
    for place, seed in enumerate(seeds, params.first):
        plan = engine.plan(replace(settings, seed=seed))
        sigma = plan.ladder[0]
        yield Frame(walk=0, state=place % 2**16, sigma=sigma, x=display(plan.x, sigma))


def likeness(pixels: Pixels) -> float:
    """Correlation of each pixel's brightness with that of the pixel to its right.

    About 0 in noise, near 1 in a photo; 0 where there is nothing but one colour.
    """
    grey = pixels.mean(-1)
    return correlation(grey[:, :-1], grey[:, 1:])


EXHIBIT = Exhibit(
    slug="noise",
    place=10,
    prompt="a red mushroom in a forest",
    seed=4,
    walks=walks,
    params=Params,
    measure=measure,
    frames=frames,
    constants={"count": COUNT, "sizes": SIZES},
)
