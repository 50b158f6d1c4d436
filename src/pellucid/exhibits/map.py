"""A map of meanings: prompts on a plane, by how near the text encoder holds them.

What a prompt means is one vector of length 1 (`engine/meaning.py`), and the cosine of two says how
near they are. The plane is that of the two principal components (Pearson 1901): of all planes, the
one on which the prompts lie furthest apart. Any other words are projected on it exactly.

How much the plane keeps is measured twice: its share of the variance, and how many of the `NEAR`
nearest by cosine are among the `NEAR` nearest on it. Nothing is drawn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.engine.meaning import Known, meanings, shipped
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.prompt import plain
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Text
from pellucid.record.distances import shorten

NEAR = 10
LONGEST = 200  # letters
SAME = 0.999  # cosine from which on two prompts are one
TILE = 48  # pixels of a small picture
TWINS = ("a blue snail and a red bee", "a red snail and a blue bee")
SUMS = (  # words, less, more: each with its answer among the prompts
    ("a red tulip", "red", "yellow"),
    ("a snail in the rain", "rain", "fog"),
    ("a bee at night", "night", "sunset"),
    ("a snail, watercolor", "snail", "butterfly"),
)


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """The whole map or only the place of words; what is taken from them and what is added."""

    part: Literal["map", "place"] = "map"
    words: Annotated[str, Text(LONGEST)] = ""  # none: the settings' own
    less: Annotated[str, Text(LONGEST)] = ""
    more: Annotated[str, Text(LONGEST)] = ""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Known prompts seen on a plane through their mean: places = (meanings - mean) @ axes."""

    known: Known
    mean: Tensor  # (D,)
    axes: Tensor  # (D, 2), orthonormal
    share: float  # of the variance

    def places(self, meanings: Tensor) -> Tensor:
        """Project meanings (N, D) on the plane: (N, 2)."""
        return (meanings - self.mean) @ self.axes

    def rows(self, meanings: Tensor) -> list[dict[str, Any]]:
        """Tell of each meaning (N, D) its place, its nearest prompts, and how many the plane keeps.

        A prompt is no neighbour of itself.
        """
        cosines = meanings @ self.known.meanings.T  # (N, M)
        places = self.places(meanings)  # (N, 2)
        far = torch.cdist(places, self.places(self.known.meanings))
        own = cosines > SAME
        near = cosines.masked_fill(own, -2).topk(NEAR)
        seen = far.masked_fill(own, torch.inf).topk(NEAR, largest=False).indices
        kept = (near.indices[:, :, None] == seen[:, None]).sum((1, 2))
        return [
            {
                "place": shorten(place),
                "near": indices,
                "cosines": shorten(values, 3),
                "kept": count,
            }
            for place, indices, values, count in zip(
                places.tolist(),
                near.indices.tolist(),
                near.values.tolist(),
                kept.tolist(),
                strict=True,
            )
        ]


@cache
def plane(engine: Engine) -> Plane:
    """Lay the plane through what the prompts mean to an engine's encoder."""
    known = shipped("map").read_by(engine)
    mean = known.meanings.double().mean(0)
    _, sizes, rows = np.linalg.svd((known.meanings.double() - mean).numpy(), full_matrices=False)
    signs = np.sign(rows[:2][[0, 1], np.abs(rows[:2]).argmax(1)])  # else a machine's own choice
    axes = torch.from_numpy((rows[:2] * signs[:, None]).T.copy()).float()
    variance = sizes**2
    return Plane(known, mean.float(), axes, float(variance[:2].sum() / variance.sum()))


def walks(_settings: Recipe, _params: Params, /) -> Sequence[Recipe]:
    """No walk: only words are read."""
    return ()


def measure(_walked: Walks, settings: Recipe, params: Params, engine: Engine) -> Figures:
    """Place words, or a sum of words; and with them, if the whole map is wanted, all prompts."""
    flat, words = plane(engine), params.words.strip() or plain(settings.prompt)
    less, more = params.less.strip(), params.more.strip()
    told = placed(flat, engine, words, less, more) if words else {}
    if params.part == "place":
        return told
    return told | whole(flat, engine)


@cache
def whole(flat: Plane, engine: Engine) -> dict[str, Any]:
    """Tell of all prompts, of what is near how much the plane keeps, and how near the twins are."""
    rows = flat.rows(flat.known.meanings)
    one, other = meanings(engine, TWINS)
    named = zip(flat.known.captions, flat.known.shares, rows, strict=True)
    return {
        "points": [{"prompt": prompt, "group": group, **row} for prompt, group, row in named],
        "share": round(flat.share, 4),
        "kept": round(sum(row["kept"] for row in rows) / len(rows), 2),
        "twins": round(float(one @ other), 3),
    }


def placed(flat: Plane, engine: Engine, words: str, less: str, more: str) -> dict[str, Any]:
    """Place words, less some, plus others: their meanings of length 1 are taken away and added.

    The answer to expect has the others in the place of some. Its rank is that among all prompts,
    the words themselves included; `before` is how near it was to them.
    """
    answer = swap(words, less, more)
    texts = [each for each in (words, less, more, answer) if each]
    meant = dict(zip(texts, meanings(engine, texts), strict=True))
    start = meant[words]
    sum_ = start - meant.get(less, torch.zeros(())) + meant.get(more, torch.zeros(()))
    end = F.normalize(sum_, dim=0)
    told: dict[str, Any] = {"placed": {"prompt": words} | flat.rows(end[None])[0]}
    if answer:
        goal = meant[answer]
        near = flat.known.meanings @ torch.stack([end, goal]).T  # (N, 2)
        nearer = (near[:, 0] > goal @ end) & (near[:, 1] < SAME)
        told["answer"] = {
            "prompt": answer,
            "place": shorten(flat.places(goal).numpy()),
            "cosine": round(float(goal @ end), 3),
            "before": round(float(goal @ start), 3),
            "start": round(float(start @ end), 3),
            "rank": int(nearer.sum()) + 1,
        }
    return told


def swap(words: str, old: str, new: str) -> str:
    """Write words with others in the place of some; "" if these are not among them."""
    if not old or not new:
        return ""
    found, count = re.subn(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, words, flags=re.I)
    return found if count else ""


EXHIBIT = Exhibit(
    slug="map",
    place=45,
    prompt="a red butterfly on a mossy rock",
    seed=4,
    walks=walks,
    params=Params,
    measure=measure,
    constants={"near": NEAR, "tile": TILE, "sums": SUMS, "twins": TWINS},
)
