"""Word by word: what each word of a prompt does to the picture, from the same noise.

`part` says which walks: "length" begins with no words and adds one after the other; "without"
leaves out each word once. How much a word matters is how far the picture moves: 0 not at all,
1 to an unrelated one. Only the first 24 words are tried alone; the rest come as one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import Literal

import numpy as np

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Walks
from pellucid.recipe.prompt import HEAVIEST, Span, escape, spans
from pellucid.recipe.recipe import Recipe
from pellucid.record.distances import apart

MOST = 24
PARTS = ("length", "without")
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """Words added one by one, or each left out once."""

    part: Literal["length", "without"] = "length"


def words_of(prompt: str) -> list[Span]:
    """Cut a prompt into its words with their weights; what follows the 24th comes as one."""
    said = spans(prompt)
    weights = [span.weight for span in said for _ in span.text]
    text = "".join(span.text for span in said)
    places = [match.start() for match in WORD.finditer(text)][:MOST]
    ends = [*places, len(text)][1:]
    pairs = zip(places, ends, strict=True)
    return [Span(text[start:end].strip(), weights[start]) for start, end in pairs]


def prompts(prompt: str, part: str) -> list[str]:
    """Write the prompts of a part: of 0 words, 1, 2 and so on; or each without one, then all.

    A prompt of plain words is written as it came, so that its walk is that of every other chapter.
    """
    words = [written(word) for word in words_of(prompt)]
    if part == "length":
        shorter = (words[:count] for count in range(len(words)))
    else:
        shorter = ([*words[:left], *words[left + 1 :]] for left in range(len(words)))
    whole = " ".join(words)
    return [*map(" ".join, shorter), prompt if " ".join(prompt.split()) == whole else whole]


def written(word: Span) -> str:
    """Write a word so that it is read as it is, with its weight."""
    text = escape(word.text)
    return text if word.weight == 1 else f"({text}:{word.weight:g})"


def order(count: int) -> list[int]:
    """Say which of so many prompts to walk first: the whole, the shortest, then between those."""
    first = [count - 1, 0]
    gaps = [(0, count - 1)]
    for low, high in gaps:
        if high - low > 1:
            middle = (low + high) // 2
            first.append(middle)
            gaps += [(low, middle), (middle, high)]
    return first[: max(count, 1)]


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """One walk for each prompt, from the same noise; `order` says which comes first."""
    made = [replace(settings, prompt=each) for each in prompts(settings.prompt, params.part)]
    return [made[place] for place in order(len(made))]


def measure(walked: Walks, settings: Recipe, params: Params, _engine: Engine) -> Figures:
    """Measure how far each word moves the picture, and how far each picture is from the whole's."""
    ends = [each.x0[-1].float().numpy() for each in walked]
    ends = [end for _, end in sorted(zip(order(len(ends)), ends, strict=True), key=itemgetter(0))]
    left = [round(apart(np.stack([end, ends[-1]])), 4) for end in ends]
    moved = left[:-1]
    if params.part == "length":
        moved = [round(apart(np.stack(pair)), 4) for pair in pairwise(ends)]
    words = [word.text for word in words_of(settings.prompt)]
    return {"words": words, "moved": moved, "left": left}


EXHIBIT = Exhibit(
    slug="words",
    place=102,
    prompt="a red snail on a sunflower at sunset",
    seed=5,
    walks=walks,
    params=Params,
    measure=measure,
    constants={"parts": PARTS, "heaviest": HEAVIEST},
)
