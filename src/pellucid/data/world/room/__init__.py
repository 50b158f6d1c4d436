"""The room: a place with a window. Couch, lamp, plant, picture, rug, and often a cat.

Two shots. *Room* looks at the far wall in one-point perspective; nothing need stand in it.
*Windowsill* looks out, close to the glass, over whoever sits there. Every attribute can be seen:
what a shot does not show is "none" or "no".
"""

import random

from pellucid.data.world.place import Attributes, Painter, Place, pick_each
from pellucid.data.world.room.segments import SEGMENTS
from pellucid.data.world.room.words import TELL, USUAL
from pellucid.data.world.weather import HOURS

__all__ = ["ATTRIBUTES", "ROOM", "SEGMENTS", "draw_attributes"]

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "shot": ("room", "windowsill"),
    "cat": ("none", "tabby", "grey", "black", "white"),
    "pose": ("none", "sitting", "lying"),
    "perch": ("none", "windowsill", "couch", "floor"),
    "couch": ("none", "red", "blue", "green", "brown", "cream"),
    "material": ("none", "leather", "fabric"),
    "lamp": ("no", "yes"),
    "plant": ("no", "yes"),
    "picture": ("no", "yes"),
    "rug": ("none", "red", "blue", "cream"),
    "walls": ("none", "white", "blue", "green", "pink", "yellow"),
    "floor": ("none", "wood", "tiles"),
    "view": ("city", "garden", "hills", "sky"),
    "hour": HOURS,
    "weather": ("clear", "rain", "snow"),
    "bokeh": ("no", "yes"),
}
ODDS: dict[str, dict[str, float]] = {
    "shot": {"room": 0.64, "windowsill": 0.36},
    "view": {"city": 0.4, "garden": 0.22, "hills": 0.21, "sky": 0.17},
    "hour": {"morning": 0.2, "day": 0.28, "golden": 0.17, "sunset": 0.15, "night": 0.2},
    "weather": {"clear": 0.64, "rain": 0.2, "snow": 0.16},
    "cat": {"tabby": 0.43, "grey": 0.19, "black": 0.19, "white": 0.19},
    "pose": {"sitting": 0.58, "lying": 0.42},
    "couch": {"red": 0.34, "blue": 0.18, "green": 0.16, "brown": 0.17, "cream": 0.15},
    "material": {"leather": 0.55, "fabric": 0.45},
    "rug": {"red": 1, "blue": 1, "cream": 1},
    "walls": {"white": 0.3, "blue": 0.2, "green": 0.18, "pink": 0.14, "yellow": 0.18},
    "floor": {"wood": 0.75, "tiles": 0.25},
}
ARRANGED: dict[str, dict[str, float]] = {  # what no judge is asked: for words and painters
    "window": {"left": 1, "middle": 1, "right": 1},
    "sun": {"left": 1, "right": 1},  # where light comes from; a window aside decides it
    "lamp_at": {"left": 1, "right": 1},
    "plant_at": {"left": 1, "right": 1},
    "place": {"left": 1, "middle": 1, "right": 1},  # of the cat
    "head": {"left": 1, "right": 1},  # of a cat that lies
    "drape": {"left": 1, "right": 1},  # the curtain beside a sill
    "curtains": {"no": 2, "white": 0.8, "cream": 0.8, "blue": 0.8, "pink": 0.8, "green": 0.8},
}
OTHER = {"left": "right", "right": "left"}
EMPTY = 0.15  # of the rooms
CHANCE = {"couch": 0.78, "lamp": 0.45, "plant": 0.45, "picture": 0.45, "rug": 0.42, "cat": 0.36}


def draw_attributes(rng: random.Random) -> dict[str, str]:
    """One value for every attribute."""
    drawn = pick_each(rng, ODDS)
    there = {name: rng.random() < chance for name, chance in CHANCE.items()}
    empty = rng.random() < EMPTY
    drawn["bokeh"] = "yes" if drawn["shot"] == "windowsill" and rng.random() < 0.5 else "no"
    if drawn["shot"] == "windowsill":
        there = dict.fromkeys(CHANCE, False) | {"plant": there["plant"], "cat": rng.random() < 0.86}
        drawn["walls"] = drawn["floor"] = "none"
        drawn["perch"] = "windowsill"
    else:
        there = {name: known and not empty for name, known in there.items()}
        drawn["perch"] = "couch" if there["couch"] and rng.random() < 0.6 else "floor"
    for name in ("lamp", "plant", "picture"):
        drawn[name] = "yes" if there[name] else "no"
    for name, details in (("couch", ("material",)), ("rug", ()), ("cat", ("pose", "perch"))):
        if not there[name]:
            drawn |= dict.fromkeys((name, *details), "none")
    return {name: drawn[name] for name in ATTRIBUTES}


def arrange(rng: random.Random, attributes: Attributes) -> dict[str, str]:
    """Where things are, where light is from, which curtains; "none" where it cannot be seen."""
    made = pick_each(rng, ARRANGED)
    sill, pictured = attributes["shot"] == "windowsill", attributes["picture"] == "yes"
    if pictured and made["window"] == "middle":
        made["window"] = made["sun"]
    made["sun"] = made["sun"] if sill or made["window"] == "middle" else made["window"]
    if attributes["lamp"] == "yes":
        made["plant_at"] = OTHER[made["lamp_at"]]
    if sill and attributes["plant"] == "yes":  # the cat sits beside it and looks past it
        made["place"] = made["head"] = OTHER[made["plant_at"]]
    cat = attributes["cat"] != "none"
    seen = {
        "window": not sill,
        "lamp_at": attributes["lamp"] == "yes",
        "plant_at": attributes["plant"] == "yes" and (cat or not sill),
        "place": cat,
        "head": attributes["pose"] == "lying",
        "drape": sill and made["curtains"] != "no",
    }
    return {name: value if seen.get(name, True) else "none" for name, value in made.items()}


def _painter() -> Painter:
    from pellucid.data.world.room.stage import paint  # noqa: PLC0415  needs the system's libGL

    return paint


ROOM: Place = Place(
    attributes=ATTRIBUTES,
    segments=SEGMENTS,
    draw_attributes=draw_attributes,
    tell=TELL,
    usual=lambda _: USUAL,
    painter=_painter,
    arrange=arrange,
    horizon=lambda attributes: 0.4 if attributes["shot"] == "room" else 0.75,
    flat=frozenset({"floor", "rug"}),
    front=0.95,
)
