"""How hard to pull: guidance from 0 to 15, what it gains and what it costs, measured.

`field` is one walk for each whole number of guidance, for a map of pictures. `curves` draws four
seeds in 8 steps at eight strengths and measures, with nothing but the model itself:

- *adherence*: put noise on a finished picture and let the model restore it, once told the words
  and once not. How much smaller its error is with the words says how much they are in the picture
  (a diffusion classifier: Li and others 2023, arXiv 2303.16203);
- *colour*, the mean chroma in OKLab (Ottosson 2020), and *clipped*, the share of channels that are
  burnt out at 0 or 255;
- *variety*, how far the four seeds lie apart.

The best region is computed from these curves by the three rules at the end of this file.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import numpy as np
import torch
from torch import Tensor

from pellucid.denoise import Bound, Denoiser
from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Pieces, Walks
from pellucid.pixels import Pixels
from pellucid.recipe.edits import Guidance, following
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Number, RecipeError
from pellucid.record.distances import apart, shorten
from pellucid.record.walks import Walked, evaluations, velocity

COLUMNS = (1, 5, 15, 3, 8, 0, 11, 2, 6, 13, 4, 10, 7, 9, 12, 14)
PLACES = (1, 5, 15, 3, 10, 0, 7, 2)
SEEDS = 4
STRONGEST = 15
CURVES = ("adherence", "variety", "colour", "clipped")
CURES: Sequence[Mapping[str, float]] = (
    {},
    {"rescale": 0.7},
    {"low": 0.2, "high": 0.8},
    {"rescale": 0.7, "low": 0.2, "high": 0.8},
)
QUICK = 8  # steps of the walks that are only measured
LEVELS = (0.35, 0.5, 0.65, 0.8)  # shares of noise at which the model is asked to restore a picture


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """The map or the curves; a cure for strong guidance; one more strength for the map."""

    part: Literal["field", "curves"] = "field"
    rescale: Annotated[float, Number(0, 1)] = 0.0
    low: Annotated[float, Number(0, 1)] = 0.0
    high: Annotated[float, Number(0, 1)] = 1.0
    extra: Annotated[float, Number(0, STRONGEST)] = 1.0

    def check(self) -> None:
        if self.low >= self.high:
            raise RecipeError(f"low must be below high; {self.low} is not below {self.high}.")


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """One walk for each strength; for the curves, quick ones from four seeds."""
    cure = Guidance(params.rescale, params.low, params.high)
    base = replace(settings, edits=() if cure == Guidance() else (cure,))
    if params.part == "field":
        extra = () if params.extra in COLUMNS else (params.extra,)
        return [_pulled(base, scale) for scale in (*extra, *COLUMNS)]
    quick = replace(base, steps=QUICK)
    seeds = following(settings.seed, SEEDS)
    return [replace(_pulled(quick, scale), seed=seed) for scale in PLACES for seed in seeds]


def _pulled(recipe: Recipe, scale: float) -> Recipe:
    """Without guidance there is nothing to cure, and the plain walk is the same picture."""
    edits = () if scale == 1 else recipe.edits
    return replace(recipe, guidance=float(scale), edits=edits)


def measure(walked: Walks, settings: Recipe, params: Params, engine: Engine) -> Pieces:
    """Measure what guidance gains and costs; the curves ask the network, one look at a time."""
    if params.part == "field":
        return {"columns": [_column(each) for each in walked]}
    model = engine.plan(settings).model
    words = Bound(model, engine.read([settings.prompt]))
    nothing = Bound(model, engine.read([""]))
    rows = []
    for first in range(0, len(walked), SEEDS):
        four = walked[first : first + SEEDS]
        gains = []
        for each in four:
            end = each.x0[-1:].float().to(engine.canvas.device)
            gains.append((yield from _adherence(end, words, nothing)))
        rows.append(
            {
                "w": four[0].recipe.guidance,
                "adherence": round(float(np.mean(gains)), 4),
                "colour": round(float(np.mean([chroma(each.end) for each in four])), 5),
                "clipped": round(float(np.mean([clipped(each.end) for each in four])), 5),
                "variety": round(apart(np.stack([each.x0[-1].float() for each in four])), 4),
            }
        )
    rows.sort(key=lambda row: row["w"])
    found = {"best": best(rows), "compromise": compromise(rows)}
    return {"rows": rows, **found, "seeds": SEEDS, "steps": QUICK}


def _column(walked: Walked) -> dict[str, Any]:
    """A column of the map: how burnt out its end is, and how long its steps are (rms a number)."""
    sizes = []
    for sigma, x, x0 in zip(walked.sigmas[:-1], walked.x, walked.x0, strict=False):
        noisy = x.float() * (1 + sigma**2) ** 0.5
        sizes.append(float(velocity(noisy, x0.float(), sigma).square().mean().sqrt()))
    return {
        "w": walked.recipe.guidance,
        "clipped": round(clipped(walked.end), 5),
        "colour": round(chroma(walked.end), 5),
        "size": shorten(sizes),
    }


def _adherence(x0: Tensor, words: Denoiser, nothing: Denoiser) -> Generator[None, None, float]:
    """By what share the words make the model's error on a finished picture smaller.

    At noise share t the error of its velocity is that of its guess over t; the noise is the same
    for all pictures, so they can be compared.
    """
    told = untold = 0.0
    for place, share in enumerate(LEVELS):
        sigma = share / (1 - share)
        noise = torch.randn(x0.shape, generator=torch.Generator().manual_seed(place))
        x = x0 + sigma * noise.to(x0)
        told += float((words(x, sigma) - x0).square().mean()) / share**2
        yield
        untold += float((nothing(x, sigma) - x0).square().mean()) / share**2
        yield
    return 1 - told / max(untold, 1e-12)


def clipped(picture: Pixels) -> float:
    """The share of channels with nothing left to give: at 0 or at 255."""
    return float(((picture == 0) | (picture == 255)).mean())


def chroma(picture: Pixels) -> float:
    """The mean distance from grey in OKLab; 0 is grey, strong red 0.26."""
    values = picture.astype(np.float64) / 255
    light = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(light @ np.array(TO_CONES).T)
    return float(np.hypot(*np.moveaxis(cones @ np.array(TO_COLOUR).T, -1, 0)).mean())


TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_COLOUR = (
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
"""The OKLab matrices: linear sRGB to cones, and their cube roots to the two axes of colour."""


def best(rows: Sequence[Mapping[str, float]]) -> list[float] | None:
    """Find the longest run of strengths where words count, little burns and seeds differ.

    The words count for at least nine tenths of the most they do at any strength; at most one
    channel in twenty more is clipped than without guidance; and the seeds keep at least half
    of the variety they have without it. None if no strength does all three.
    """
    cheap, most = _cheap(rows), max(row["adherence"] for row in rows)
    runs: list[list[float]] = [[]]
    for row in rows:
        good = row in cheap and row["adherence"] >= 0.9 * most > 0
        runs = [*runs[:-1], [*runs[-1], row["w"]]] if good else [*runs, []]
    longest = max(runs, key=len)
    return [longest[0], longest[-1]] if longest else None


def compromise(rows: Sequence[Mapping[str, float]]) -> Mapping[str, float] | None:
    """Find the strength where words count most of those that burn little and keep seeds different.

    `share` is how much they count there of the most they do at any strength; there is always one,
    as guidance 1 costs nothing. None if words count nowhere.
    """
    most = max(row["adherence"] for row in rows)
    found = max(_cheap(rows), key=lambda row: row["adherence"])
    return {"w": found["w"], "share": round(found["adherence"] / most, 4)} if most > 0 else None


def _cheap(rows: Sequence[Mapping[str, float]]) -> Sequence[Mapping[str, float]]:
    """The strengths that keep the two rules of what guidance costs."""
    plain = next(row for row in rows if row["w"] == 1)
    return [
        row
        for row in rows
        if row["w"] >= 1
        and row["clipped"] <= plain["clipped"] + 0.05
        and row["variety"] >= plain["variety"] / 2
    ]


def _looks() -> Mapping[str, int]:
    field, curves = (walks(Recipe("", steps=1), Params(part)) for part in ("field", "curves"))
    restored = 2 * len(LEVELS) * len(curves)
    return {
        "field": sum(map(evaluations, field)),
        "curves": sum(map(evaluations, curves)) + restored,
    }


EXHIBIT = Exhibit(
    slug="guidance",
    place=110,
    prompt="a red leather couch in a room",
    seed=3,
    walks=walks,
    params=Params,
    measure=measure,
    constants={"strongest": STRONGEST, "curves": CURVES, "cures": CURES, "looks": _looks()},
)
