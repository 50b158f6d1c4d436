"""The city: a skyline over a river or a park, or a street between houses.

Three ways to build: modern, cyberpunk, old. Every attribute can be seen: what a shot does not show
is "none". Neon may glow anywhere; in a cyberpunk city it always does.
"""

import random

from pellucid.data.world.city.words import TELL, usual
from pellucid.data.world.place import Attributes, Painter, Place, pick_each
from pellucid.data.world.weather import HOURS, WEATHER

__all__ = ["ATTRIBUTES", "CITY", "SEGMENTS", "SHORE", "draw_attributes"]

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "shot": ("skyline", "street"),
    "look": ("modern", "cyberpunk", "old"),
    "front": ("none", "river", "park"),
    "neon": ("none", "pink", "blue", "green", "orange", "purple"),
    "vehicle": ("none", "car", "tram"),
    "paint": ("none", "red", "blue", "yellow", "white"),
    "umbrella": ("none", "red", "yellow", "blue", "black"),
    "trees": ("no", "yes"),
    "hour": HOURS,
    "weather": WEATHER,
}
SEGMENTS: tuple[str, ...] = (
    "sky",
    "towers",
    "buildings",
    "street",
    "river",
    "park",
    "sign",
    "lamp",
    "tree",
    "car",
    "tram",
    "person",
)
ODDS: dict[str, dict[str, float]] = {
    "shot": {"street": 0.62, "skyline": 0.38},
    "look": {"modern": 0.36, "cyberpunk": 0.38, "old": 0.26},
    "front": {"river": 0.6, "park": 0.4},
    "neon": {"pink": 0.28, "blue": 0.24, "green": 0.14, "orange": 0.16, "purple": 0.18},
    "vehicle": {"none": 0.34, "car": 0.4, "tram": 0.26},
    "paint": {"red": 0.3, "blue": 0.25, "yellow": 0.25, "white": 0.2},
    "umbrella": {"red": 0.4, "yellow": 0.25, "blue": 0.2, "black": 0.15},
    "hour": {"morning": 0.14, "day": 0.2, "golden": 0.16, "sunset": 0.25, "night": 0.25},
    "weather": {"clear": 0.42, "fog": 0.1, "rain": 0.32, "snow": 0.16},
}
ARRANGED: dict[str, dict[str, float]] = {  # what no judge is asked: for words and painters
    "sun": {"left": 1, "right": 1},  # where light comes from, and where sun or moon stand
    "peak": {"left": 1, "middle": 1, "right": 1},  # where the towers of a skyline are tallest
    "eye": {"left": 1, "middle": 1, "right": 1},  # where in the road we stand
    "lane": {"left": 1, "right": 1},  # that a car or tram comes on
    "walk": {"left": 1, "right": 1},  # where somebody walks
    "tree": {"left": 1, "right": 1},  # the nearest, in a park
    "moon": {"full": 1, "crescent": 1},
    "clouds": {"no": 1, "few": 1, "many": 1},  # by day
    "shore": {"low": 1, "middle": 1, "high": 1},  # where the towers stand, in the picture
    "wind": {"left": 1, "right": 1},  # where rain slants to
}
OTHER = {"left": "right", "right": "left"}
SHORE = {"none": 0.66, "low": 0.7, "middle": 0.65, "high": 0.59}
SIGNS = {"modern": 0.3, "old": 0.15, "cyberpunk": 1.0}  # how often there is neon
TREES = {"modern": 0.5, "old": 0.5, "cyberpunk": 0.0}  # along a street
WALKER = {"clear": 0.0, "fog": 0.0, "rain": 0.5, "snow": 0.35}  # somebody with an umbrella


def draw_attributes(rng: random.Random) -> dict[str, str]:
    """One value for every attribute."""
    drawn = pick_each(rng, ODDS)
    signs, walker, trees = rng.random(), rng.random(), rng.random()
    if signs >= SIGNS[drawn["look"]]:
        drawn["neon"] = "none"
    drawn["trees"] = "yes" if trees < TREES[drawn["look"]] else "no"
    if drawn["shot"] == "street":
        drawn["front"] = "none"
    else:
        drawn["vehicle"] = "none"
        drawn["trees"] = "yes" if drawn["front"] == "park" else "no"
    if drawn["vehicle"] == "none":
        drawn["paint"] = "none"
    if drawn["shot"] == "skyline" or walker >= WALKER[drawn["weather"]]:
        drawn["umbrella"] = "none"
    return {name: drawn[name] for name in ATTRIBUTES}


def arrange(rng: random.Random, attributes: Attributes) -> dict[str, str]:
    """Where things are and in which light; "none" where it cannot be seen."""
    made = pick_each(rng, ARRANGED)
    street, clear = attributes["shot"] == "street", attributes["weather"] == "clear"
    if attributes["vehicle"] != "none":
        made["walk"] = OTHER[made["lane"]]
    seen = {
        "peak": not street,
        "eye": street,
        "lane": attributes["vehicle"] != "none",
        "walk": attributes["umbrella"] != "none",
        "tree": attributes["front"] == "park",
        "moon": clear and attributes["hour"] == "night",
        "clouds": clear and attributes["hour"] in ("morning", "day"),
        "shore": not street,
        "wind": attributes["weather"] == "rain",
    }
    return {name: value if seen.get(name, True) else "none" for name, value in made.items()}


def _horizon(told: Attributes) -> float:
    return 0.55 if told["shot"] == "street" else SHORE[told["shore"]]


def _painter() -> Painter:
    from pellucid.data.world.city.stage import paint  # noqa: PLC0415  needs the system's libGL

    return paint


CITY: Place = Place(
    attributes=ATTRIBUTES,
    segments=SEGMENTS,
    draw_attributes=draw_attributes,
    tell=TELL,
    usual=usual,
    painter=_painter,
    arrange=arrange,
    horizon=_horizon,
    flat=frozenset({"street", "river"}),
    front=0.9,
)
