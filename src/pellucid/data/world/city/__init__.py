"""The city: a skyline over a river or a park, or a street between houses.

Three ways to build: modern, cyberpunk, old. Every attribute can be seen: what a shot does not show
is "none". Neon may glow anywhere; in a cyberpunk city it always does.
"""

import random

from pellucid.data.world.city.words import TELL, usual
from pellucid.data.world.place import Painter, Place, pick_each
from pellucid.data.world.weather import HOURS, WEATHER

__all__ = ["ATTRIBUTES", "CITY", "SEGMENTS", "draw_attributes"]

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
SEGMENTS = (
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


def _painter() -> Painter:
    from pellucid.data.world.city.stage import paint  # noqa: PLC0415  needs the system's libGL

    return paint


CITY = Place(
    attributes=ATTRIBUTES,
    segments=SEGMENTS,
    draw_attributes=draw_attributes,
    tell=TELL,
    usual=usual,
    painter=_painter,
    horizon=lambda attributes: 0.55 if attributes["shot"] == "street" else 0.66,
    flat=frozenset({"street", "river"}),
    front=0.9,
)
