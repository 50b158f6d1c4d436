"""What a prompt is to an engine: how it is read, and the nearest things that it knows.

A noun that no caption of the engine's world has is one that it was never taught: "a dog on a sofa"
is near to captions of cats on sofas (cosine 0.61), and still has a dog in it. So the nouns are
looked up in the words of all captions, and only what names nothing is judged by its nearness.

A few hundred captions come with the package, each with its meaning as the text encoder sees it (384
numbers, in a byte each). A prompt's meaning is compared to all of them by the cosine; below
`INSIDE` the engine is asked for something that it has never seen. (Measured: other captions of that
world score 0.67 to 1, half of them above 0.86.)
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from safetensors import safe_open
from torch import Tensor

from pellucid.app.english import english, nouns, plural, several, spelled, swapped
from pellucid.engine.engine import Engine
from pellucid.engine.meaning import FOLDER, Known, encoder, meanings, shipped
from pellucid.nets.text import LENGTH, TextEncoder
from pellucid.recipe.prompt import escape, plain
from pellucid.recipe.recipe import Recipe

INSIDE = 0.6
SWAPS = 3  # things offered in place of a noun that is not known
TRIED = 6  # of which so many are tried


@cache
def _told() -> dict[str, Any]:
    """Read what the file of captions says in words: the captions, and lists of words."""
    with safe_open(FOLDER / "known.safetensors", "pt") as file:
        told = file.metadata()
    return {name: json.loads(told[name]) for name in ("words", "also", "things")}


@cache
def vocabulary(shares: tuple[str, ...]) -> frozenset[str]:
    """Gather the words of all captions of these parts of the world, and other names of these."""
    words, also = _told()["words"], _told()["also"]
    return frozenset(also).union(*(words[share] for share in shares))


@cache
def _captions(engine: Engine) -> Known:
    """List captions of what an engine has learned, with what they mean to its own encoder."""
    return shipped("known").of(engine.knows).read_by(engine)


def read(engine: Engine, prompt: str) -> dict[str, Any]:
    """Say how an engine reads a prompt, and whether it can know what is meant."""
    whole = plain(Recipe.RULES["prompt"]("prompt", prompt))
    near = _captions(engine).nearest(meanings(engine, [prompt])[0]) if whole else []
    words = vocabulary(tuple(engine.knows))
    named = nouns(whole, words)
    outside = [noun for noun in named if not spelled(noun, words)]
    return {
        "pieces": _pieces(engine, whole),
        "cut": engine.read.reading(prompt).left_out.split(),
        "limit": LENGTH - 2,
        "nearest": [{"caption": caption, "score": score} for caption, score in near],
        "english": english(whole),
        "inside": not outside if named else not near or near[0][1] >= INSIDE,
        "outside": outside,
        "instead": _instead(engine, whole, outside[0]) if len(outside) == 1 else [],
    }


def _instead(engine: Engine, prompt: str, noun: str) -> list[str]:
    """Write a prompt with things that the engine knows in place of one noun, the likeliest first.

    A thing is the likelier, the nearer its name is to the noun, and the prompt then to a caption.
    """
    names, meant = _things(engine, plural(noun))
    places = [i for i, name in enumerate(names) if name not in prompt.casefold()]
    alike = meant[places] @ meanings(engine, [noun])[0]
    best = alike.topk(min(TRIED, len(places)))
    texts = [swapped(prompt, noun, names[places[i]]) for i in best.indices.tolist()]
    if not texts:
        return []
    near = (meanings(engine, texts) @ _captions(engine).meanings.T).amax(1)
    return [
        texts[i] for i in (2 * best.values + near).topk(min(SWAPS, len(texts))).indices.tolist()
    ]


@cache
def _things(engine: Engine, many: bool) -> tuple[list[str], Tensor]:
    """List what an engine can draw, as one or as many, with what the names mean to it (N, D)."""
    words = vocabulary(tuple(engine.knows))
    names = [several(thing) if many else thing for thing in _told()["things"]]
    known = [name for name in names if name in words]
    return known, meanings(engine, known)


def _pieces(engine: Engine, prompt: str) -> list[Mapping[str, Any]]:
    """Cut plain words as the engine's encoder does; `known` is False for parts of a word."""
    own = encoder(engine)
    if isinstance(own, TextEncoder):
        rows = [(each.text, each.start, each.end, each.whole) for each in own.spelling(prompt)]
    else:
        words = re.finditer(r"\S+", engine.read.reading(escape(prompt)).read)
        rows = [(word[0], *word.span(), True) for word in words]
    return [dict(zip(("text", "start", "end", "known"), row, strict=True)) for row in rows]
