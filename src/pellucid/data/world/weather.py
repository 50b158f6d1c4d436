"""Hours and weather that places under the open sky share: their names and their words.

What they look like is in `air`; this file needs no paint.
"""

import random

from pellucid.data.world.place import Attributes

SIDES = {"left": "right", "right": "left"}  # what falls to one side comes from the other
HOURS = ("morning", "day", "golden", "sunset", "night")
WEATHER = ("clear", "fog", "rain", "snow")

HOUR_WORDS: dict[str, tuple[str, ...]] = {
    "morning": ("morning light", "early morning", "soft morning light", "in the morning"),
    "day": ("daylight", "in daylight", "midday", "bright day"),
    "golden": ("golden hour", "warm golden light", "golden light", "golden hour lighting"),
    "sunset": ("at sunset", "sunset", "sunset light", "sunset sky"),
    "night": ("at night", "night", "night sky", "under the night sky"),
}
WEATHER_WORDS: dict[str, tuple[str, ...]] = {
    "clear": ("clear sky", "clear weather"),
    "fog": ("in the fog", "foggy", "soft fog", "mist in the air"),
    "rain": ("in the rain", "rain", "falling rain", "rainy"),
    "snow": ("falling snow", "snowing", "snowfall", "snowflakes in the air"),
}
HOUR_ADVERB: dict[str, str] = {  # what can follow without a comma
    "morning": "in the morning",
    "day": "in daylight",
    "golden": "in golden light",
    "sunset": "at sunset",
    "night": "at night",
}
WEATHER_ADVERB: dict[str, str] = {
    "fog": "in the fog",
    "rain": "in the rain",
    "snow": "in falling snow",
}


def hour_words(attributes: Attributes) -> tuple[str, ...]:
    """What may be said of the hour: under clouds no day is bright, and no sky is red."""
    words = HOUR_WORDS[attributes["hour"]]
    if attributes["weather"] == "clear":
        return words
    return tuple(word for word in words if word not in ("bright day", "sunset sky"))


def rain_words(attributes: Attributes, rng: random.Random) -> str:
    """Rain, and which way it slants."""
    side = attributes["wind"]
    return rng.choice((f"rain slanting {side}", f"slanting rain from the {SIDES[side]}"))
