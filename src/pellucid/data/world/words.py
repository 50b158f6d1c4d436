"""Words that every place's captions are made with: articles, commas, capitals, levels of detail.

What is usual may go without saying, what is unusual is always said: a butterfly of which nobody
says more has its wings open, by day, and near. So few words mean one kind of picture, and not the
mean of several.
"""

import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pellucid.data.world.place import Attributes, Teller
from pellucid.data.world.styles import told

MIX = {"dense": 0.5, "medium": 0.3, "short": 0.2}
ROOM = 39  # words and marks in a caption; the text encoder reads 46 pieces, and some words are two


@dataclass(frozen=True, slots=True)
class Captions:
    """One caption at each level of detail."""

    short: str
    medium: str
    dense: str


def captions(
    tell: Mapping[str, Teller], attributes: Attributes, style: str, rng: random.Random
) -> Captions:
    """One caption of each kind, drawn with `rng`."""
    levels = ("short", "medium", "dense")
    return Captions(*(_written(tell[level], attributes, style, rng) for level in levels))


def caption(
    tell: Mapping[str, Teller], attributes: Attributes, style: str, rng: random.Random
) -> str:
    """A training caption, at a level drawn from `MIX`."""
    level = rng.choices(list(MIX), list(MIX.values()))[0]
    return _written(tell[level], attributes, style, rng)


def _written(write: Teller, attributes: Attributes, style: str, rng: random.Random) -> str:
    return capital(rng, told(write({**attributes, "style": style}, rng), style, rng))


def compose(head: str, details: Sequence[str], rng: random.Random) -> str:
    """Join head and details with commas; at times as two sentences, at times reordered."""
    said = list(details)
    if rng.random() < 0.4:
        rng.shuffle(said)
    if said and rng.random() < 0.1:
        return f"{head}. {upper(', '.join(said))}."
    return ", ".join([head, *said])


def unusual(attributes: Attributes, usual: Mapping[str, Collection[str]]) -> set[str]:
    """Attributes that no caption may leave out: those whose value is none of the usual ones."""
    return {name for name, values in usual.items() if attributes[name] not in values}


def extended(text: str, details: Mapping[str, str], must: Collection[str]) -> str:
    """The text, and after it those details whose name is in `must`."""
    return ", ".join([text, *(details[name] for name in details if name in must)])


def some(
    details: Mapping[str, str], must: Collection[str], share: float, rng: random.Random
) -> list[str]:
    """That share of the details, by chance, and all whose name is in `must`."""
    return [text for name, text in details.items() if rng.random() < share or name in must]


def arranged(
    attributes: Attributes,
    phrases: Mapping[str, Mapping[str, Sequence[str]]],
    share: float,
    rng: random.Random,
) -> dict[str, str]:
    """A phrase for that share, by chance, of what the arrangement says and has a phrase for."""
    found = {name: said.get(attributes[name], ()) for name, said in phrases.items()}
    return {name: rng.choice(said) for name, said in found.items() if said and rng.random() < share}


def fitting(
    head: str, details: Sequence[str], more: Sequence[str], rng: random.Random
) -> list[str]:
    """The details, and after them as many more, in any order, as a text encoder still reads."""
    said, left = list(details), ROOM - sum(map(_length, (head, *details)))
    for text in rng.sample(list(more), len(more)):
        if _length(text) <= left:
            said.append(text)
            left -= _length(text)
    return said


def _length(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text)) + 1  # and a comma


def article(noun: str) -> str:
    """The noun with "a" or "an" before it."""
    return ("an " if noun[0] in "aeio" else "a ") + noun


def upper(text: str) -> str:
    """The text with its first letter large."""
    return text[0].upper() + text[1:]


def capital(rng: random.Random, text: str) -> str:
    """The text as people type it: six in ten begin with a large letter."""
    return upper(text) if rng.random() < 0.6 else text
