"""Words about the garden: short, medium and dense captions, in several grammars.

A caption never says what is not in the picture, but it may say less: a generic word ("flower",
"butterfly") for a particular one, or nothing at all about a detail that is `USUAL`. A dense
caption names every animal with its colour, the plant with its colour, how many there are, the
relation, the camera, the light, the backdrop, and what lies in the air.
"""

import random

from pellucid.data.world.place import Attributes, Teller
from pellucid.data.world.words import (
    arranged,
    article,
    compose,
    extended,
    fitting,
    some,
    unusual,
)

USUAL: dict[str, tuple[str, ...]] = {  # what may go without saying
    "pose": ("none", "open"),
    "camera": ("extreme", "close", "medium"),
    "light": ("plain", "golden", "overcast", "sunny"),
    "wet": ("none", "dew"),
    "backdrop": ("meadow", "forest", "garden", "sky"),
}
BUTTERFLY: dict[str, tuple[str, ...]] = {
    "monarch": ("monarch butterfly", "monarch butterfly", "orange monarch butterfly", "monarch"),
    "blue": ("blue butterfly", "blue butterfly", "blue morpho butterfly"),
    "white": ("white butterfly", "white butterfly", "cabbage white butterfly"),
    "yellow": ("yellow butterfly", "yellow butterfly", "yellow brimstone butterfly"),
    "red": ("red butterfly",),
    "purple": ("purple butterfly", "purple butterfly", "violet butterfly"),
}
MUSHROOM: dict[str, tuple[str, ...]] = {
    "red": ("red mushroom", "red mushroom with white spots", "red toadstool"),
    "brown": ("brown mushroom", "brown-capped mushroom"),
}
ROCK = ("moss-covered rock", "moss-covered rock", "mossy rock", "mossy stone", "moss-covered stone")
LEAF = ("leaf", "green leaf", "large green leaf", "broad green leaf")
REST: dict[str, tuple[str, ...]] = {
    "butterfly": ("on", "on", "resting on", "sitting on", "perched on"),
    "snail": ("on", "on", "resting on", "crawling on", "crawling over"),
    "ladybird": ("on", "on", "sitting on", "crawling on", "walking on"),
    "bee": ("on", "on", "sitting on", "resting on", "standing on"),
    "dragonfly": ("on", "on", "resting on", "perched on", "sitting on"),
}
HOME: dict[str, str] = {  # what two animals are on if nobody says
    "butterfly": "coneflower",
    "snail": "rock",
    "ladybird": "leaf",
    "bee": "sunflower",
    "dragonfly": "leaf",
}
CAMERA: dict[str, tuple[str, ...]] = {
    "extreme": ("extreme close-up", "extreme close-up", "extreme macro close-up", "extreme macro"),
    "close": ("close-up", "macro close-up", "macro close-up", "macro", "macro shot"),
    "medium": ("medium shot", "medium view", "at medium distance"),
    "wide": ("wide shot", "wide view", "seen from a distance"),
}
LIGHT: dict[str, tuple[str, ...]] = {
    "plain": ("natural daylight", "soft daylight", "even daylight"),
    "golden": ("golden hour", "warm golden light", "golden light", "golden hour lighting"),
    "overcast": ("soft overcast lighting", "overcast light", "overcast", "grey overcast day"),
    "sunny": ("bright sunlight", "sunny day", "sunny", "sunbeams"),
    "night": ("at night", "night, moonlight", "moonlit night", "in the moonlight"),
    "fog": ("in the fog", "foggy", "soft fog", "misty morning fog"),
}
WET: dict[str, tuple[str, ...]] = {
    "dew": ("morning dew", "dew drops", "dewdrops", "covered in dew"),
    "rain": ("rain droplets", "in the rain", "rain", "falling rain", "rain drops"),
}
BOKEH = ("soft bokeh", "soft bokeh", "bokeh background", "bokeh lights")
BACKDROP: dict[str, tuple[str, ...]] = {
    "meadow": ("in a meadow", "meadow background", "meadow behind"),
    "forest": ("in a forest", "forest background", "forest behind", "in the woods"),
    "garden": ("in a garden", "garden background", "garden behind"),
    "sky": ("sky background", "against the sky", "open sky behind"),
    "sunset": ("at sunset", "sunset sky", "against a sunset"),
}
ADVERBIAL: dict[str, str] = {  # what can follow the head without a comma
    "night": "at night",
    "fog": "in the fog",
    "rain": "in the rain",
    "meadow": "in a meadow",
    "forest": "in a forest",
    "garden": "in a garden",
    "sky": "against the sky",
    "sunset": "at sunset",
    "sunny": "in bright sunlight",
    "golden": "in golden light",
    "overcast": "under overcast light",
    "dew": "with morning dew",
}
SIDES = ("left", "right")
ARRANGED: dict[str, dict[str, tuple[str, ...]]] = {  # of the arrangement, what captions say
    "place": {side: (f"{side} of centre", f"off to the {side}") for side in SIDES},
    "facing": {
        side: (f"facing {side}", f"looking {side}", f"turned to the {side}") for side in SIDES
    },
    "together": {
        "each other": ("face to face", "facing each other"),
        "away": ("back to back", "looking away from each other"),
        "left": ("both facing left", "both looking left"),
        "right": ("both facing right", "both looking right"),
    },
    "lean": {side: (f"leaning {side}", f"tilted to the {side}") for side in SIDES}
    | {"upright": ("upright",)},
    "stalk": {side: (f"stalk on the {side}",) for side in SIDES},
    "lit": {side: (f"lit from the {side}", f"light from the {side}") for side in SIDES},
    "sun": {side: (f"sun on the {side}", f"sun from the {side}") for side in SIDES},
    "moon": {side: (f"moon on the {side}", f"moon at upper {side}") for side in SIDES},
    "wind": {side: (f"rain slanting {side}", f"rain blown {side}") for side in SIDES},
    "horizon": {
        "low": ("low horizon",),
        "high": ("high horizon",),
    },
}
SPIRAL = ("shell spiral detail", "spiral shell", "detailed spiral shell")
OPEN = ("wings open", "open wings", "wings spread")
FOLDED = ("wings folded", "folded wings", "wings closed")


def _short(attributes: Attributes, rng: random.Random) -> str:
    """Often only who and where, and what is unusual; now and then one thing more."""
    animals = _animals(attributes, rng, exact=rng.random() < 0.6)
    must = unusual(attributes, USUAL)
    bare = animals and rng.random() < _bareness(attributes)
    text = animals if bare else _head(attributes, rng, exact=rng.random() < 0.6)
    airs = [name for name in ("light", "wet", "backdrop") if attributes[name] in ADVERBIAL]
    air = rng.choice(airs) if airs and rng.random() < 0.35 else ""
    if air and _of_the_hour((ADVERBIAL[attributes[air]],), attributes):
        text = f"{text} {ADVERBIAL[attributes[air]]}"
        must.discard(air)
    if rng.random() < 0.15:
        must.add("camera")
    text = extended(text, _details(attributes, rng), must)
    return ", ".join([text, *_arranged(attributes, 0.04, rng)])


def _medium(attributes: Attributes, rng: random.Random) -> str:
    """Who and where, with about half of the details, and those that are unusual."""
    head = _head(attributes, rng, exact=rng.random() < 0.85)
    must = unusual(attributes, USUAL)
    said = some(_details(attributes, rng), must, 0.5, rng)
    return compose(head, fitting(head, said, _arranged(attributes, 0.35, rng), rng), rng)


def _dense(attributes: Attributes, rng: random.Random) -> str:
    """Everything, plain daylight too, and as much of the arrangement as fits."""
    details = _details(attributes, rng)
    head = _head(attributes, rng, exact=True)
    if rng.random() < 0.2 and attributes["camera"] in ("extreme", "close", "wide"):
        camera = {"extreme": "extreme close-up", "close": "macro close-up", "wide": "wide shot"}
        details.pop("camera")
        head = f"{camera[attributes['camera']]} of {head}"
    more = _arranged(attributes, 0.9, rng)
    return compose(head, fitting(head, list(details.values()), more, rng), rng)


def _head(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    animals, noun = _animals(attributes, rng, exact), _plant(attributes, rng, exact)
    plant = article(noun)
    if attributes["blooms"] == "several":
        many = _plural(noun)
        if not animals:
            return rng.choice(
                (f"several {many}", f"a group of {many}", f"{plant} among other {many}")
            )
        plant = rng.choice(
            (f"{plant}, several {many}", f"one of several {many}", f"{plant} among other {many}")
        )
    if not animals:
        return plant
    return f"{animals} {_relation(attributes, rng)} {plant}"


def _bareness(attributes: Attributes) -> float:
    """How often a short caption leaves the plant out; of two animals, one must be at home there."""
    if attributes["second"] == "none":
        return 0.2
    homes = {HOME[attributes[name]] for name in ("subject", "second")}
    return 0.7 if attributes["support"] in homes else 0.0


def _relation(attributes: Attributes, rng: random.Random) -> str:
    if attributes["second"] != "none":
        return rng.choice(("on", "on", "together on", "side by side on", "resting on"))
    return rng.choice(REST[attributes["subject"]])


def _animals(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    names = [attributes[name] for name in ("subject", "second") if attributes[name] != "none"]
    nouns = [_animal_noun(name, attributes, rng, exact) for name in names]
    if len(nouns) == 2 and names[0] == names[1]:
        return f"two {_plural(nouns[0])}"
    rng.shuffle(nouns)
    return " and ".join(article(noun) for noun in nouns)


def _animal_noun(name: str, attributes: Attributes, rng: random.Random, exact: bool) -> str:
    if name == "butterfly":
        return rng.choice(BUTTERFLY[attributes["butterfly"]]) if exact else "butterfly"
    if name == "snail":
        shell = attributes["shell"]
        told = (
            f"snail with a {shell} shell",
            f"{shell}-shelled snail",
            f"snail with a {shell} spiral shell",
        )
        return rng.choice(told) if exact else "snail"
    if name == "ladybird":
        plain = rng.choice(("ladybird", "ladybird", "ladybug"))
        return f"{attributes['ladybird']} {plain}" if exact else plain
    if name == "dragonfly":
        return f"{attributes['dragonfly']} dragonfly" if exact else "dragonfly"
    return rng.choice(("bee", "bee", "honey bee", "striped bee")) if exact else "bee"


def _plant(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    support, colour = attributes["support"], attributes["colour"]
    if support == "rock":
        return rng.choice(ROCK) if exact or rng.random() < 0.7 else "rock"
    if support == "leaf":
        return rng.choice(LEAF) if exact else "leaf"
    if support == "mushroom":
        return rng.choice(MUSHROOM[colour]) if exact else "mushroom"
    if exact:
        return support if support == "sunflower" and rng.random() < 0.6 else f"{colour} {support}"
    return rng.choice((support, support, f"{colour} flower", "flower"))


def _details(attributes: Attributes, rng: random.Random) -> dict[str, str]:
    """A phrase for everything the head does not say."""
    said = {"camera": rng.choice(CAMERA[attributes["camera"]])}
    if attributes["pose"] != "none":
        said["pose"] = rng.choice(OPEN if attributes["pose"] == "open" else FOLDED)
        if rng.random() < 0.25:
            said["wings"] = rng.choice(_wing_words(attributes["butterfly"]))
    if attributes["shell"] != "none" and rng.random() < 0.35:
        said["spiral"] = rng.choice(SPIRAL)
    if attributes["wet"] != "none":
        said["wet"] = rng.choice(_of_the_hour(WET[attributes["wet"]], attributes))
    if attributes["bokeh"] == "yes":
        said["bokeh"] = rng.choice(BOKEH)
    said["backdrop"] = _backdrop_words(attributes, rng)
    if (
        attributes["support"] in ("rock", "leaf")
        and attributes["light"] in ("plain", "overcast")
        and rng.random() < 0.4
    ):
        said["green"] = "rich green"
    said["light"] = rng.choice(_of_the_hour(LIGHT[attributes["light"]], attributes))
    return said


def _arranged(attributes: Attributes, share: float, rng: random.Random) -> list[str]:
    """Phrases for that share of where things are, which way they look, where light is from."""
    told = {name: attributes[name] for name in ("place", "lean", "stalk", "wind", "horizon")}
    open_wings, count = attributes["pose"] == "open", attributes["count"]
    told["facing"] = attributes["facing"] if count == "one" and not open_wings else "none"
    told["together"] = attributes["facing"] if count == "two" and not open_wings else "none"
    light = "sun" if attributes["backdrop"] == "sunset" else attributes["light"]
    names = {"plain": "lit", "golden": "lit", "sunny": "sun", "night": "moon", "sun": "sun"}
    told |= dict.fromkeys(("lit", "sun", "moon"), "none")
    told[names.get(light, "none")] = attributes["sun"]
    said = list(arranged(told, ARRANGED, share, rng).values())
    if attributes["blossoms"] != "none" and rng.random() < share:
        said.append(f"{attributes['blossoms']} blossoms behind")
    if attributes["first"] != "none" and rng.random() < share:
        said += _first(attributes, rng)
    return said


def _first(attributes: Attributes, rng: random.Random) -> list[str]:
    """Of two unlike animals, which is on which side."""
    pair = [attributes["subject"], attributes["second"]]
    if pair[0] == pair[1]:
        return []
    sides = SIDES if attributes["first"] == "left" else SIDES[::-1]
    name, side = rng.choice(list(zip(pair, sides, strict=True)))
    return [f"the {name} on the {side}"]


def _of_the_hour(words: tuple[str, ...], attributes: Attributes) -> tuple[str, ...]:
    """At night and at sunset nothing is of the morning."""
    late = attributes["light"] == "night" or attributes["backdrop"] == "sunset"
    return tuple(word for word in words if not (late and "morning" in word))


def _backdrop_words(attributes: Attributes, rng: random.Random) -> str:
    if attributes["backdrop"] == "sky" and attributes["wet"] != "rain":
        if attributes["light"] == "night":
            return rng.choice(("night sky", "starry sky", "against the night sky"))
        if attributes["light"] in ("plain", "sunny"):
            return rng.choice(("blue sky", "against a blue sky", "sky background"))
        if attributes["light"] == "overcast":
            return rng.choice(("grey sky", "against a grey sky", "sky background"))
    return rng.choice(BACKDROP[attributes["backdrop"]])


def _wing_words(kind: str) -> tuple[str, ...]:
    if kind == "monarch":
        return (
            "delicate orange and black wing detail",
            "delicate orange and black wings",
            "orange wings with black veins",
            "orange and black wings",
        )
    return (f"delicate {kind} wing detail", f"{kind} wings", f"{kind} wings with dark edges")


def _plural(noun: str) -> str:
    words = noun.split(" with ")
    first = words[0][:-1] + "ies" if words[0].endswith("y") else words[0] + "s"
    rest = f" with {words[1]}" if len(words) > 1 else ""
    return first + rest.replace("with a ", "with ").replace("shell", "shells")


TELL: dict[str, Teller] = {"short": _short, "medium": _medium, "dense": _dense}
