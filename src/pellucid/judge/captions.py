"""What a prompt asks for, as attributes of a place.

A picture is judged only on what its prompt states: "a snail on a rock" says nothing of the light,
so any light is right. Whatever is read in a caption of a painted scene is true of that scene, and a
dense caption states all there is.
"""

import re
from collections.abc import Mapping

from pellucid.data.world import ATTRIBUTES
from pellucid.data.world.styles import STYLES
from pellucid.judge.phrases import PHRASES

ANIMALS = tuple(value for value in ATTRIBUTES["subject"] if value != "none")
NOUNS: Mapping[str, str] = {
    "butterfly": r"butterfl(?:y|ies)|monarchs?(?! butterfl)",
    "snail": r"snails?",
    "ladybird": r"lady(?:bird|bug)s?",
    "bee": r"(?:honey|bumble)?bees?",
    "dragonfly": r"dragonfl(?:y|ies)",
}
SUPPORTS: Mapping[str, str] = {
    "coneflower": r"coneflowers?",
    "sunflower": r"sunflowers?",
    "daisy": r"dais(?:y|ies)",
    "tulip": r"tulips?",
    "poppy": r"popp(?:y|ies)",
    "mushroom": r"mushrooms?|toadstools?",
    "rock": r"rocks?|stones?",
    "leaf": r"lea(?:f|ves)",
}
_BLOOM = "|".join(["flowers?", *(words for name, words in SUPPORTS.items() if name != "rock")])
_WINGED = r"(?: morpho| brimstone| monarch)? butterfl| wings?\b"
WORDS: Mapping[str, Mapping[str, str]] = {
    "butterfly": {"monarch": r"monarch|orange (?:and black )?wing"}
    | {name: rf"{name}(?:{_WINGED})" for name in ("blue", "white", "yellow", "red")}
    | {"purple": rf"(?:purple|violet)(?:{_WINGED})"},
    "pose": {
        "open": r"wings (?:open|spread)|(?:open|spread) wings",
        "folded": r"wings (?:folded|closed)|(?:folded|closed) wings",
    },
    "shell": {
        name: rf"{name}(?:-shelled| (?:spiral )?shells?)"
        for name in ("brown", "golden", "cream", "red", "pink")
    },
    "ladybird": {name: rf"{name} lady(?:bird|bug)" for name in ("red", "yellow")},
    "dragonfly": {name: rf"{name} dragonfl" for name in ("blue", "green", "red")},
    "support": SUPPORTS,
    "colour": {
        name: rf"{name}(?:-capped)? (?:{_BLOOM})\b"
        for name in ATTRIBUTES["colour"]
        if name != "grey"
    },
    "blooms": {"several": r"several|among other|a group of"},
    "backdrop": {
        "sunset": r"sunset",
        "meadow": r"meadow",
        "forest": r"forest|woods",
        "garden": r"garden",
        "sky": r"sky",
    },
    "light": {
        "golden": r"golden (?:hour|light)",
        "overcast": r"overcast",
        "sunny": r"sunn?(?:y|light|beams)\b",
        "night": r"night|moonli(?:ght|t)",
        "fog": r"fogg?y?|misty?",
        "plain": r"daylight",
    },
    "camera": {
        "extreme": r"extreme (?:macro )?(?:close-up|macro)|extreme macro",
        "close": r"close-up|macro",
        "medium": r"medium (?:shot|view|distance)",
        "wide": r"wide (?:shot|view)|from a distance",
    },
    "bokeh": {"yes": r"bokeh"},
    "wet": {"dew": r"dew(?:drops?)?", "rain": r"rain(?:y|drops?)?"},
}
"""For each attribute, the words that state a value; where several match, the first counts."""
_BOTH = [phrases for style in STYLES.values() for phrases in (style.before, style.after)]
STYLED = sorted({phrase.lower() for many in _BOTH for phrase in many}, key=len, reverse=True)


def asked(prompt: str, place: str = "garden") -> dict[str, str]:
    """Every attribute of a place that the prompt states; beyond the garden, under its full name."""
    words = _plain(prompt)
    if place in PHRASES:
        return {f"{place}.{name}": value for name, value in _found(PHRASES[place], words).items()}
    stated = _animals(words) | _found(WORDS, words)
    return {name: stated[name] for name in ATTRIBUTES if name in stated}


def _plain(prompt: str) -> str:
    """The prompt in small letters without its style: a painting of a room has no painting in it."""
    words = " ".join(prompt.lower().split())
    for phrase in STYLED:
        words = words.replace(phrase, "")
    return words


def _found(table: Mapping[str, Mapping[str, str]], words: str) -> dict[str, str]:
    """The first value of each attribute whose pattern is in the words."""
    stated: dict[str, str] = {}
    for name, values in table.items():
        for value, pattern in values.items():
            if re.search(rf"\b(?:{pattern})", words):
                stated.setdefault(name, value)
    return stated


def _animals(words: str) -> dict[str, str]:
    """Who is there: at most two, in the vocabulary's order, as the world lists them."""
    named = [name for name in ANIMALS if re.search(rf"\b(?:{NOUNS[name]})\b", words)]
    if not named:
        return {}
    if len(named) == 1:
        pair = re.search(rf"\btwo (?:[\w-]+ )*?(?:{NOUNS[named[0]]})\b", words)
        if pair is None:
            return {"subject": named[0], "count": "one"}
        named *= 2
    return {"subject": named[0], "second": named[1], "count": "two"}
