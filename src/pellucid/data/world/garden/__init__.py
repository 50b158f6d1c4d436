"""The garden: one place. What may stand in it, how often, and what is kept back.

A scene is one value for every attribute in `ATTRIBUTES`; each of them can be seen in the picture,
so that a judge can read it back. Drawing attributes is fast and needs no paint. Three
combinations are held out: training sees each of their parts and never the parts together.
"""

import random
from collections.abc import Mapping

from pellucid.data.world.garden.words import TELL, USUAL
from pellucid.data.world.place import Attributes, Painter, Place, pick, pick_each

ANIMALS = ("butterfly", "snail", "ladybird", "bee", "dragonfly")
FLOWERS = ("coneflower", "sunflower", "daisy", "tulip", "poppy")
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "subject": ("none", *ANIMALS),
    "second": ("none", *ANIMALS),
    "count": ("none", "one", "two"),
    "butterfly": ("none", "monarch", "blue", "white", "yellow", "red", "purple"),
    "pose": ("none", "open", "folded"),
    "shell": ("none", "brown", "golden", "cream", "red", "pink"),
    "ladybird": ("none", "red", "yellow"),
    "dragonfly": ("none", "blue", "green", "red"),
    "support": (*FLOWERS, "mushroom", "rock", "leaf"),
    "colour": ("red", "orange", "yellow", "pink", "purple", "white", "brown", "green", "grey"),
    "blooms": ("one", "several"),
    "backdrop": ("meadow", "forest", "garden", "sky", "sunset"),
    "light": ("plain", "golden", "overcast", "sunny", "night", "fog"),
    "camera": ("extreme", "close", "medium", "wide"),
    "bokeh": ("no", "yes"),
    "wet": ("none", "dew", "rain"),
}
SEGMENTS: tuple[str, ...] = ("backdrop", "neighbours", *ATTRIBUTES["support"], *ANIMALS)
COLOURS: dict[str, dict[str, float]] = {
    "coneflower": {"purple": 0.5, "pink": 0.25, "white": 0.25},
    "sunflower": {"yellow": 1.0},
    "daisy": {"white": 0.65, "pink": 0.35},
    "tulip": {"red": 1, "yellow": 1, "pink": 1, "purple": 1, "orange": 1, "white": 1},
    "poppy": {"red": 0.6, "orange": 0.4},
    "mushroom": {"red": 0.55, "brown": 0.45},
    "rock": {"grey": 1.0},
    "leaf": {"green": 1.0},
}
ODDS: dict[str, dict[str, float]] = {
    "subject": {
        "none": 0.08,
        "butterfly": 0.3,
        "snail": 0.24,
        "ladybird": 0.13,
        "bee": 0.13,
        "dragonfly": 0.12,
    },
    "butterfly": {
        "monarch": 0.28,
        "blue": 0.16,
        "white": 0.14,
        "yellow": 0.14,
        "red": 0.14,
        "purple": 0.14,
    },
    "pose": {"open": 0.5, "folded": 0.5},
    "shell": {"brown": 0.3, "golden": 0.2, "cream": 0.18, "red": 0.16, "pink": 0.16},
    "ladybird": {"red": 0.75, "yellow": 0.25},
    "dragonfly": {"blue": 0.4, "green": 0.3, "red": 0.3},
    "support": {
        "coneflower": 0.19,
        "sunflower": 0.11,
        "daisy": 0.12,
        "tulip": 0.09,
        "poppy": 0.1,
        "mushroom": 0.12,
        "rock": 0.17,
        "leaf": 0.1,
    },
    "backdrop": {"meadow": 0.24, "forest": 0.22, "garden": 0.26, "sky": 0.15, "sunset": 0.13},
    "light": {
        "plain": 0.25,
        "golden": 0.09,
        "overcast": 0.2,
        "sunny": 0.16,
        "night": 0.16,
        "fog": 0.14,
    },
    "camera": {"extreme": 0.25, "close": 0.33, "medium": 0.22, "wide": 0.2},
    "bokeh": {"no": 0.55, "yes": 0.45},
    "wet": {"none": 0.42, "dew": 0.3, "rain": 0.28},
}
ARRANGED: dict[str, dict[str, float]] = {  # what no judge is asked: for words and painters
    "place": {"left": 1, "middle": 1, "right": 1},  # of the plant
    "facing": {"left": 1, "right": 1},
    "together": {"each other": 0.5, "away": 0.2, "left": 0.15, "right": 0.15},  # how two look
    "first": {"left": 1, "right": 1},  # of two, where the one is that is named first above
    "lean": {"left": 1, "upright": 2, "right": 1},  # of open wings
    "stalk": {"left": 1, "right": 1},  # of a leaf
    "sun": {"left": 1, "right": 1},  # where light comes from
    "wind": {"left": 1, "right": 1},  # where rain slants to
    "horizon": {"low": 1, "middle": 2, "high": 1},  # of a meadow
    "blossoms": {  # out of focus in a meadow or a garden
        "pink and white": 1,
        "red and yellow": 1,
        "purple and pink": 1,
        "yellow and white": 1,
        "red and white": 1,
        "purple and yellow": 1,
    },
}
MEADOW = {"low": 0.54, "middle": 0.42, "high": 0.3}
HORIZON = {"forest": 0.35, "garden": 0.2, "sky": 1.0, "sunset": 0.75}
TWO = 0.3  # of the scenes with an animal


def draw_attributes(rng: random.Random) -> dict[str, str]:
    """One value for every attribute, unusual combinations and held-out ones included."""
    drawn = pick_each(rng, ODDS)
    two = drawn["subject"] != "none" and rng.random() < TWO
    drawn["second"] = rng.choice(ANIMALS) if two else "none"
    if two and drawn["support"] == "tulip":
        drawn["support"] = rng.choice(("rock", "leaf", "coneflower"))
    drawn["colour"] = pick(rng, COLOURS[drawn["support"]])
    crowd = {"wide": 0.6, "medium": 0.35}.get(drawn["camera"], 0.0)
    drawn["blooms"] = "several" if rng.random() < crowd else "one"
    return settle(drawn)


def settle(drawn: Mapping[str, str]) -> dict[str, str]:
    """Make attributes consistent: what is not there is "none", light suits the backdrop."""
    made = dict(drawn)
    first, second = sorted((made["subject"], made["second"]), key=_rank)
    made["subject"], made["second"] = first, second
    present = {first, second} - {"none"}
    made["count"] = "none" if not present else "one" if second == "none" else "two"
    for animal, names in (
        ("butterfly", ("butterfly", "pose")),
        ("snail", ("shell",)),
        ("ladybird", ("ladybird",)),
        ("dragonfly", ("dragonfly",)),
    ):
        for name in names:
            if animal not in present:
                made[name] = "none"
    if made["support"] in ("rock", "leaf"):
        made["blooms"] = "one"
    if made["backdrop"] == "sunset":
        made["light"] = "golden"
    if made["backdrop"] == "sky" and made["light"] == "fog":
        made["light"] = "overcast"
    if made["light"] == "sunny" and made["wet"] == "rain":
        made["wet"] = "dew"
    return {name: made[name] for name in ATTRIBUTES}


def arrange(rng: random.Random, attributes: Attributes) -> dict[str, str]:
    """Where things are and which way they look; "none" where it cannot be seen."""
    made = pick_each(rng, ARRANGED)
    animals = [attributes[name] for name in ("subject", "second")]
    open_wings = "butterfly" in animals and attributes["pose"] == "open"
    if attributes["camera"] == "extreme" or (attributes["count"], attributes["camera"]) == (
        "two",
        "close",
    ):
        made["place"] = "middle"
    if attributes["count"] == "two":
        made["facing"] = made["together"]
    del made["together"]
    made["first"] = "none" if attributes["count"] != "two" else made["first"]
    made["lean"] = made["lean"] if open_wings else "none"
    made["stalk"] = made["stalk"] if attributes["support"] == "leaf" else "none"
    made["horizon"] = made["horizon"] if attributes["backdrop"] == "meadow" else "none"
    if attributes["wet"] != "rain":
        made["wind"] = "none"
    if attributes["backdrop"] not in ("meadow", "garden"):
        made["blossoms"] = "none"
    return made


def _horizon(told: Attributes) -> float:
    meadow = told["backdrop"] == "meadow"
    return MEADOW[told["horizon"]] if meadow else HORIZON[told["backdrop"]]


def _rank(animal: str) -> int:
    return len(ANIMALS) if animal == "none" else ANIMALS.index(animal)


HELD_OUT: tuple[dict[str, str], ...] = (
    {"subject": "snail", "support": "sunflower"},
    {"subject": "butterfly", "butterfly": "blue", "support": "rock", "light": "night"},
    {"subject": "ladybird", "second": "bee", "support": "leaf"},
)


def is_held_out(attributes: Attributes) -> bool:
    """Whether a scene shows a combination that training never sees (each part it does see)."""
    animals = {attributes["subject"], attributes["second"]}
    snail_on_sunflower = "snail" in animals and attributes["support"] == "sunflower"
    blue_on_rock_at_night = (
        attributes["butterfly"],
        attributes["support"],
        attributes["light"],
    ) == ("blue", "rock", "night")
    pair_on_leaf = animals == {"ladybird", "bee"} and attributes["support"] == "leaf"
    return snail_on_sunflower or blue_on_rock_at_night or pair_on_leaf


def hold_out(rng: random.Random) -> dict[str, str]:
    """Attributes of one of the held-out combinations; what it leaves open is drawn."""
    rule = rng.choice(HELD_OUT)
    drawn = draw_attributes(rng)
    filled = {name: value for name, value in drawn.items() if value != "none"}
    details = {
        name: pick(rng, ODDS[name])
        for name in ("butterfly", "pose", "shell", "ladybird", "dragonfly")
    }
    made = {"second": "none", "wet": "none"} | details | filled | rule
    if "second" not in rule and "second" not in filled:
        made["second"] = "none"
    if rule.get("light") == "night" and made["backdrop"] == "sunset":
        made["backdrop"] = "meadow"
    made["colour"] = pick(rng, COLOURS[made["support"]])
    return settle(made)


def _painter() -> Painter:
    from pellucid.data.world.garden.stage import paint  # noqa: PLC0415  needs the system's libGL

    return paint


GARDEN: Place = Place(
    attributes=ATTRIBUTES,
    segments=SEGMENTS,
    draw_attributes=draw_attributes,
    is_held_out=lambda attributes, _: is_held_out(attributes),
    hold_out=lambda rng, _: hold_out(rng),
    tell=TELL,
    usual=lambda _: USUAL,
    painter=_painter,
    arrange=arrange,
    horizon=_horizon,
    flat=frozenset({"backdrop"}),
    front=0.3,
)
