"""The hills: houses, a village, a lake, mountains, and paths through the forest.

Four lands share one vocabulary: rolling *hills*, a *lake*, a *path* through the forest, and a
*flight* over it, seen from as high as the tree tops.
"""

import random
from collections.abc import Mapping

from pellucid.data.world.hills.words import TELL, usual
from pellucid.data.world.place import Attributes, Painter, Place, Rule, choose, pick_each, shows
from pellucid.data.world.weather import HOURS, WEATHER

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "land": ("hills", "lake", "path", "flight"),
    "houses": ("none", "one", "several", "village"),
    "roof": ("none", "red", "brown", "blue"),
    "mountains": ("no", "yes"),
    "trees": ("none", "leafy", "pine", "birch"),
    "season": ("summer", "autumn", "winter"),
    "sheep": ("none", "one", "several"),
    "boat": ("none", "rowing", "sailing"),
    "flowers": ("no", "yes"),
    "moon": ("none", "crescent", "full"),
    "hour": HOURS,
    "weather": WEATHER,
}
SEGMENTS: tuple[str, ...] = (
    "sky",
    "mountains",
    "hills",
    "lake",
    "path",
    "trees",
    "houses",
    "sheep",
    "boat",
    "flowers",
)
ODDS: dict[str, dict[str, float]] = {
    "land": {"hills": 0.4, "lake": 0.26, "path": 0.19, "flight": 0.15},
    "houses": {"none": 0.2, "one": 0.34, "several": 0.24, "village": 0.22},
    "roof": {"red": 0.45, "brown": 0.3, "blue": 0.25},
    "mountains": {"no": 0.55, "yes": 0.45},
    "trees": {"none": 0.1, "leafy": 0.36, "pine": 0.32, "birch": 0.22},
    "season": {"summer": 0.54, "autumn": 0.22, "winter": 0.24},
    "sheep": {"none": 0.74, "one": 0.1, "several": 0.16},
    "boat": {"none": 0.5, "rowing": 0.25, "sailing": 0.25},
    "flowers": {"no": 0.62, "yes": 0.38},
    "moon": {"none": 0.4, "crescent": 0.3, "full": 0.3},
    "hour": {"morning": 0.19, "day": 0.26, "golden": 0.14, "sunset": 0.2, "night": 0.21},
    "weather": {"clear": 0.66, "fog": 0.12, "rain": 0.1, "snow": 0.12},
}
ARRANGED: dict[str, dict[str, float]] = {  # what no judge is asked: for words and painters
    "sun": {"left": 1, "right": 1},  # where light comes from, and where sun or moon stand
    "place": {"left": 1, "middle": 1, "right": 1},  # of a house, or of several
    "gable": {"left": 1, "right": 1},  # of a house
    "walls": {"white": 4, "yellow": 2, "pink": 1.5, "blue": 1.5, "brick": 1.5},  # of a house
    "tree": {"left": 1, "right": 1},  # the nearest
    "bend": {"left": 1, "right": 1},  # of a path, and of the track under a flight
    "moored": {"left": 1, "right": 1},  # a boat
    "horizon": {"low": 1, "middle": 1, "high": 1},
    "relief": {"gentle": 1, "rolling": 1.5, "steep": 1},
    "clouds": {"no": 1, "few": 1, "many": 1},  # by day
    "wind": {"left": 1, "right": 1},  # where rain slants to
}
OTHER = {"left": "right", "right": "left"}
HELD_OUT: tuple[Rule, ...] = (
    {"houses": "one", "hour": "night", "weather": "clear", "style": "pixel"},
)


def draw_attributes(rng: random.Random) -> dict[str, str]:
    """One value for every attribute, held-out combinations included."""
    return settle(pick_each(rng, ODDS))


def settle(drawn: Mapping[str, str]) -> dict[str, str]:
    """Make attributes consistent: no boat without a lake, no flowers in the snow."""
    made = dict(drawn)
    woods = made["land"] in ("path", "flight")
    if woods:
        made |= {"houses": "none", "mountains": "no", "sheep": "none", "flowers": "no"}
        made["trees"] = "pine" if made["trees"] == "none" else made["trees"]
        made["moon"] = "none"
    if made["land"] != "lake":
        made["boat"] = "none"
    else:
        made |= {"sheep": "none", "flowers": "no"}
    if made["houses"] == "none":
        made["roof"] = "none"
    if made["weather"] == "snow":
        made["season"] = "winter"
    if made["season"] == "winter" and made["weather"] == "rain":
        made["weather"] = "snow"
    if made["season"] != "summer":
        made["flowers"] = "no"
    if made["season"] == "winter":
        made["sheep"] = "none"
    if made["hour"] != "night" or made["weather"] != "clear":
        made["moon"] = "none"
    return {name: made[name] for name in ATTRIBUTES}


def arrange(rng: random.Random, attributes: Attributes) -> dict[str, str]:
    """Where things are, in which light, how the land lies; "none" where it cannot be seen."""
    made = pick_each(rng, ARRANGED)
    land, houses = attributes["land"], attributes["houses"]
    if attributes["boat"] != "none":  # no tree before it, or before a house
        made["tree"] = OTHER[made["moored"]]
    elif houses == "one" and made["place"] != "middle":
        made["tree"] = OTHER[made["place"]]
    seen = {
        "place": houses in ("one", "several"),
        "gable": houses == "one",
        "walls": houses == "one",
        "tree": attributes["trees"] != "none" and land in ("hills", "lake"),
        "bend": land in ("path", "flight") or (land == "hills" and houses in ("one", "several")),
        "moored": attributes["boat"] != "none",
        "horizon": land != "path",
        "relief": land == "hills",
        "clouds": (attributes["hour"], attributes["weather"]) == ("day", "clear")
        and land in ("hills", "lake"),
        "wind": attributes["weather"] == "rain",
    }
    return {name: value if seen.get(name, True) else "none" for name, value in made.items()}


def is_held_out(attributes: Attributes, style: str) -> bool:
    """Whether training never sees this: a house under a night sky full of stars, as pixel art."""
    return any(shows(rule, attributes, style) for rule in HELD_OUT)


def hold_out(rng: random.Random, style: str) -> dict[str, str]:
    """Attributes of a held-out combination; what it leaves open is drawn."""
    rule = choose(rng, HELD_OUT, style)
    drawn = pick_each(rng, ODDS)
    drawn["land"] = rng.choice(("hills", "hills", "lake"))
    return settle(drawn | rule)


def _painter() -> Painter:
    from pellucid.data.world.hills.stage import paint  # noqa: PLC0415  needs the system's libGL

    return paint


HORIZON: dict[str, dict[str, float]] = {  # where flat ground begins, of the height
    "hills": {"low": 0.5, "middle": 0.44, "high": 0.37},
    "lake": {"low": 0.6, "middle": 0.55, "high": 0.5},
    "path": {"none": 0.46},
    "flight": {"low": 0.31, "middle": 0.24, "high": 0.18},
}
HILLS: Place = Place(
    attributes=ATTRIBUTES,
    segments=SEGMENTS,
    draw_attributes=draw_attributes,
    is_held_out=is_held_out,
    hold_out=hold_out,
    tell=TELL,
    usual=usual,
    painter=_painter,
    arrange=arrange,
    horizon=lambda told: HORIZON[told["land"]][told["horizon"]],
    flat=frozenset({"lake", "path"}),
)
