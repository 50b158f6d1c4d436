"""What a prompt names, and what the judge that comes with the package sees of it in a picture.

A thing is an animal or what it sits on. In one picture the judge sees at most two animals and one
flower or other support, and it names the colour of each but a bee's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from pellucid.data.world import ATTRIBUTES
from pellucid.data.world.garden import FLOWERS
from pellucid.judge.captions import ANIMALS, NOUNS, SUPPORTS
from pellucid.judge.judge import Judge, answers, load_judge
from pellucid.nets.weights import SHIPPED
from pellucid.pixels import Pixels

THINGS: Mapping[str, str] = {**NOUNS, **SUPPORTS, "flower": "flowers?"}
"""Every thing and its pattern; "flower" is any of the flowers."""
BEARS: Mapping[str, str] = {
    **{"butterfly": "butterfly", "snail": "shell", "ladybird": "ladybird"},
    **{"dragonfly": "dragonfly", "flower": "colour"},
    **dict.fromkeys(SUPPORTS, "colour"),
}
"""The attribute that tells a thing's colour."""
ALSO: Mapping[str, str] = {"monarch": "orange", "golden": "yellow"}
"""Names that the judge gives to a colour; a monarch's wings are orange."""
_TOLD = {ALSO.get(value, value) for name in BEARS.values() for value in ATTRIBUTES[name]}
COLOURS = tuple(sorted(_TOLD - {"none"} | {"golden", "black"}))
_NAMED = "|".join(f"(?P<{thing}>{words})" for thing, words in THINGS.items())
_BETWEEN = r"(?:-\w+)?(?: (?!(?:on|in|at|of|and|with|a|an|the)\b)\w+)?"
_PAIR = re.compile(rf"\b(?P<says>{'|'.join(COLOURS)}){_BETWEEN} (?:{_NAMED})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Coloured:
    """A colour word of a prompt, where it stands, and the thing whose colour it is."""

    colour: str
    thing: str
    start: int
    end: int

    @property
    def known(self) -> bool:
        """Whether the judge has a name for such a thing."""
        return self.colour in {ALSO.get(each, each) for each in ATTRIBUTES[BEARS[self.thing]]}


@cache
def shipped() -> Judge:
    """Read the judge of the garden that comes with the package."""
    return load_judge(SHIPPED / "garden-judge.safetensors")


def look(picture: Pixels) -> Mapping[str, str]:
    """Ask the shipped judge what one picture (H, W, 3) shows: a value for every attribute."""
    (answer,) = answers(shipped(), np.asarray(picture)[None])
    return answer


def named(prompt: str) -> list[str]:
    """List the things that a prompt names; "flower" only where no other support is named."""
    found = [name for name, words in THINGS.items() if re.search(rf"\b(?:{words})\b", prompt, re.I)]
    return found if not set(found) & set(SUPPORTS) else [name for name in found if name != "flower"]


def shows(answer: Mapping[str, str], thing: str) -> bool:
    """Whether the judge saw a thing."""
    if thing in ANIMALS:
        return thing in (answer["subject"], answer["second"])
    return answer["support"] in (FLOWERS if thing == "flower" else (thing,))


def colour(answer: Mapping[str, str], thing: str) -> str:
    """Say what colour the judge saw a thing in; "" where it saw no such thing."""
    seen = answer[BEARS[thing]] if shows(answer, thing) else "none"
    return "" if seen == "none" else ALSO.get(seen, seen)


def coloured(prompt: str) -> list[Coloured]:
    """Find every colour word that stands before a thing whose colour the judge can tell."""
    pairs = []
    for match in _PAIR.finditer(prompt):
        thing = next(name for name in THINGS if match[name])
        says = match["says"].lower()
        if thing in BEARS:
            pairs.append(Coloured(ALSO.get(says, says), thing, *match.span("says")))
    return pairs


def two(prompt: str) -> tuple[Coloured, Coloured] | None:
    """Find the first two things of two colours that one look tells apart; None if there are not."""
    found = coloured(prompt)
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            apart = one.thing != other.thing and not {one.thing, other.thing} <= {
                *SUPPORTS,
                "flower",
            }
            if apart and one.colour != other.colour:
                return one, other
    return None


def swapped(prompt: str, pair: tuple[Coloured, Coloured]) -> str:
    """Exchange the two colour words of a prompt, each with the article that it takes."""
    one, other = pair
    first, second = prompt[one.start : one.end], prompt[other.start : other.end]
    parts = prompt[: one.start], prompt[one.end : other.start], prompt[other.end :]
    return _before(parts[0], second) + second + _before(parts[1], first) + first + parts[2]


def _before(words: str, colour: str) -> str:
    return re.sub(
        r"\b(a)n?( +)$", rf"\1{'n' * (colour[0].lower() in 'aeiou')}\2", words, flags=re.I
    )


def outcome(asked: Sequence[str], seen: Sequence[str]) -> str:
    """Name what became of two colours: "right", "swapped", "same" for both things, or "other"."""
    if list(seen) == list(asked):
        return "right"
    if list(seen) == list(asked)[::-1]:
        return "swapped"
    return "same" if seen[0] == seen[1] and seen[0] in asked else "other"
