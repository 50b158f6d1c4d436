"""Inside the latent: the small picture of numbers that the model really paints.

Each cell of it holds a few numbers and stands for a patch of pixels. More than three numbers cannot
be shown as a colour: principal component analysis finds the three directions along which the cells
differ most, and says how much of all difference they keep.

The directions come from the pictures of training, measured once and shipped beside the codec
(`derive/cells.py`), so that a colour means the same in every picture. Where an engine has no such
measurement, they are fitted to the walk itself, and a colour means something in that walk alone.
"""

from typing import Any

import torch
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.engine.shelf import LatentStats
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.exhibits.walk import walks
from pellucid.recipe.recipe import Recipe
from pellucid.record.distances import share_kept

SHOWN = 3  # numbers that a colour can hold


def measure(walked: Walks, _settings: Recipe, _params: BaseParams, engine: Engine) -> Figures:
    """Find ways to turn the latents into colours, and what each of them keeps.

    `training` is the same for every picture of an engine, if that was measured; `walk` is fitted to
    all guesses of the walk, `picture` to the last alone, `channels` is the first three numbers as
    they are. `own` tells for each state how much its own best three keep.
    """
    guesses = walked[0].x0.float()
    states = [_cells(state[None].float()) for state in walked[0].x]
    everything, last = _cells(guesses), _cells(guesses[-1:])
    plain = torch.eye(guesses.shape[1])[:SHOWN]
    spread = engine.spread
    return {
        "shape": list(guesses.shape[1:]),
        "pixels": list(walked[0].end.shape),
        "shrink": engine.canvas.shrink,
        "codec": engine.latent,
        "bases": ({"training": fixed(spread)} if spread else {})
        | {
            "walk": _basis(everything, principal(everything)),
            "picture": _basis(last, principal(last)),
            "channels": _basis(everything, plain),
        },
        "own": [round(share_kept(c.numpy(), principal(c).numpy()), 5) for c in states],
        "spread": [round(each, 4) for each in last.std(0).tolist()],
    }


def principal(cells: Tensor) -> Tensor:
    """Directions (3, C) along which cells (N, C) differ most, the strongest first."""
    return strongest(torch.cov(cells.T.double()).reshape(cells.shape[1], -1))[0].float()


def fixed(spread: LatentStats) -> dict[str, Any]:
    """Write down the directions of training: the same whatever picture is looked at.

    What they keep of all variance is the sum of their eigenvalues over the trace.
    """
    covariance = torch.tensor(spread.covariance, dtype=torch.float64)
    axes, values = strongest(covariance)
    return {
        "mean": list(spread.mean),
        "axes": axes.tolist(),
        "kept": float(values.sum() / covariance.trace()),
        "spread": float(values.max() ** 0.5),
        "pictures": spread.pictures,
    }


def strongest(covariance: Tensor) -> tuple[Tensor, Tensor]:
    """Eigenvectors (3, C) with the largest eigenvalues (3,), the largest number of each above 0."""
    values, vectors = torch.linalg.eigh(covariance)
    axes = vectors.flip(1)[:, :SHOWN].T
    largest = axes.gather(1, axes.abs().argmax(1, keepdim=True))
    return axes * largest.sign(), values.flip(0)[:SHOWN]


def _cells(latents: Tensor) -> Tensor:
    """(n, C, h, w) to one row of C numbers for each cell."""
    return latents.movedim(1, -1).flatten(0, -2)


def _basis(cells: Tensor, axes: Tensor) -> dict[str, Any]:
    return {
        "mean": [round(each, 5) for each in cells.mean(0).tolist()],
        "axes": [[round(each, 6) for each in axis] for axis in axes.tolist()],
        "kept": round(share_kept(cells.numpy(), axes.numpy()), 5),
        "spread": round(float((cells @ axes.T).std(0).max()), 5),
    }


EXHIBIT = Exhibit(
    slug="latent",
    place=40,
    prompt="a monarch butterfly on a purple coneflower",
    seed=7,
    walks=walks,
    measure=measure,
)
