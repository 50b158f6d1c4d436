"""Words about the city: how it is built, what is in the street, neon, the hour, the weather."""

import random

from pellucid.data.world.place import Attributes, Teller, Usual
from pellucid.data.world.weather import (
    HOUR_ADVERB,
    WEATHER_ADVERB,
    WEATHER_WORDS,
    hour_words,
    rain_words,
)
from pellucid.data.world.words import (
    arranged,
    article,
    compose,
    extended,
    fitting,
    some,
    unusual,
)

USUAL: Usual = {  # what may go without saying
    "look": ("modern",),
    "neon": ("none",),
    "umbrella": ("none",),
    "hour": ("morning", "day", "golden", "sunset"),
    "weather": ("clear",),
}
CYBERPUNK: Usual = {
    "neon": ("pink", "blue", "green", "orange", "purple"),
    "hour": ("sunset", "night"),
}
SIDES = ("left", "right")
ARRANGED: dict[str, dict[str, tuple[str, ...]]] = {  # of the arrangement, what captions say
    "light": {side: (f"light from the {side}", f"lit from the {side}") for side in SIDES},
    "low": {side: (f"sun on the {side}", f"sun low on the {side}") for side in SIDES},
    "peak": {side: (f"tallest towers on the {side}", f"highest on the {side}") for side in SIDES}
    | {"middle": ("tallest towers in the middle",)},
    "eye": {side: (f"seen from the {side}",) for side in SIDES},
    "tree": {side: (f"a tree on the {side}", f"a near tree at the {side}") for side in SIDES},
    "moonlit": {side: (f"moon on the {side}",) for side in SIDES},
    "clouds": {
        "no": ("cloudless", "no clouds"),
        "few": ("a few clouds", "few clouds"),
        "many": ("many clouds", "white clouds"),
    },
    "shore": {"low": ("low horizon",), "high": ("high horizon",)},
}
HEAD: dict[str, dict[str, tuple[str, ...]]] = {  # shot -> look -> heads
    "skyline": {
        "modern": (
            "a modern city skyline",
            "a modern city skyline",
            "the skyline of a modern city",
            "a skyline of modern towers",
        ),
        "cyberpunk": (
            "a cyberpunk city",
            "a cyberpunk city skyline",
            "a cyberpunk skyline",
            "the skyline of a cyberpunk city",
        ),
        "old": (
            "an old town",
            "an old town skyline",
            "the skyline of an old town",
            "an old town with pointed roofs",
        ),
    },
    "street": {
        "modern": (
            "a modern city street",
            "a modern city street",
            "a street in a modern city",
            "a modern street between tall buildings",
        ),
        "cyberpunk": (
            "a cyberpunk city street",
            "a cyberpunk city street",
            "a cyberpunk street",
            "a street in a cyberpunk city",
        ),
        "old": (
            "an old town street",
            "a street in an old town",
            "an old street between houses",
            "an old street between old houses",
        ),
    },
}
LOOSE: dict[str, tuple[str, ...]] = {  # heads that leave the look unsaid, which is modern then
    "skyline": ("a city skyline", "a city", "a city from afar", "a skyline"),
    "street": ("a city street", "a street", "a street in a city"),
}
SHOT: dict[str, tuple[str, ...]] = {
    "skyline": ("skyline", "city skyline", "skyline seen from afar"),
    "street": ("street view", "street level view", "view down the street"),
}
FRONT: dict[str, tuple[str, ...]] = {
    "river": ("a river in front", "reflections in the river", "by a river", "across the river"),
    "park": (
        "a park with trees in front",
        "behind a park with trees",
        "park with trees and a path",
    ),
}
NEON: dict[str, tuple[str, ...]] = {
    name: (
        f"{name} neon lights",
        f"{name} neon lights",
        f"{name} neon signs",
        f"glowing {name} neon",
    )
    for name in ("pink", "blue", "green", "orange", "purple")
}
VEHICLE: dict[str, tuple[str, ...]] = {
    "car": ("car", "car", "car on the road"),
    "tram": ("tram", "tram", "tram on its rails", "streetcar"),
}
TREES = ("trees along the street", "a row of trees", "street trees")
WALKER = ("a person with {} umbrella", "a person under {} umbrella", "somebody under {} umbrella")
WET = ("reflections on the wet street", "wet street", "wet reflections")


def usual(attributes: Attributes) -> Usual:
    """What may go without saying: a cyberpunk city is a night of neon, others are by day."""
    return {**USUAL, **CYBERPUNK} if attributes["look"] == "cyberpunk" else USUAL


def _short(attributes: Attributes, rng: random.Random) -> str:
    """Which city, and what is unusual; now and then the hour, the weather, or who is there."""
    text = rng.choice(_heads(attributes, rng.random() < 0.75))
    must = unusual(attributes, usual(attributes))
    if attributes["umbrella"] != "none" and rng.random() < 0.4:
        plain = attributes["look"] in USUAL["look"] and attributes["weather"] == "rain"
        rains = plain and rng.random() < 0.5
        text = f"{_walker(attributes, rng)} in {'the rain' if rains else text}"
        must -= {"umbrella", "weather"} if rains else {"umbrella"}
    elif attributes["vehicle"] != "none" and rng.random() < 0.35:
        text = f"{_vehicle(attributes, rng, rng.random() < 0.6)} in {text}"
    if rng.random() < 0.4:
        text = f"{text} {HOUR_ADVERB[attributes['hour']]}"
        must.discard("hour")
    elif "weather" in must and rng.random() < 0.5:
        text = f"{text} {WEATHER_ADVERB[attributes['weather']]}"
        must.discard("weather")
    if attributes["neon"] != "none" and rng.random() < 0.4:
        must.add("neon")
    text = extended(text, _details(attributes, rng, exact=False) | _hour(attributes, rng), must)
    return ", ".join([text, *_arranged(attributes, 0.04, rng)])


def _medium(attributes: Attributes, rng: random.Random) -> str:
    """Which city, with about half of the details, and those that are unusual."""
    head = rng.choice(_heads(attributes, rng.random() < 0.9))
    must = unusual(attributes, usual(attributes))
    details = _details(attributes, rng, exact=False)
    if rng.random() < 0.5:
        head = f"{head} {HOUR_ADVERB[attributes['hour']]}"
    elif "hour" in must:
        details |= _hour(attributes, rng)
    said = some(details, must, 0.55, rng)
    return compose(head, fitting(head, said, _arranged(attributes, 0.35, rng), rng), rng)


def _dense(attributes: Attributes, rng: random.Random) -> str:
    """Everything, and as much of the arrangement as fits."""
    head, details = rng.choice(_heads(attributes, True)), _details(attributes, rng, exact=True)
    if not any(word in head for word in ("skyline", "street")):
        details["shot"] = rng.choice(SHOT[attributes["shot"]])
    if rng.random() < 0.4:
        head = f"{head} {HOUR_ADVERB[attributes['hour']]}"
    else:
        details |= _hour(attributes, rng)
    more = _arranged(attributes, 0.9, rng)
    return compose(head, fitting(head, list(details.values()), more, rng), rng)


def _heads(attributes: Attributes, exact: bool) -> tuple[str, ...]:
    if exact or attributes["look"] not in USUAL["look"]:
        return HEAD[attributes["shot"]][attributes["look"]]
    return LOOSE[attributes["shot"]]


def _hour(attributes: Attributes, rng: random.Random) -> dict[str, str]:
    return {"hour": rng.choice(hour_words(attributes))}


def _vehicle(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    noun = rng.choice(VEHICLE[attributes["vehicle"]]) if exact else attributes["vehicle"]
    return article(f"{attributes['paint']} {noun}" if exact else noun)


def _walker(attributes: Attributes, rng: random.Random) -> str:
    return rng.choice(WALKER).format(article(attributes["umbrella"]))


def _arranged(attributes: Attributes, share: float, rng: random.Random) -> list[str]:
    """Phrases for that share of where things are and where light is from."""
    told = {name: attributes[name] for name in ("peak", "eye", "tree", "clouds", "shore")}
    street, hour = attributes["shot"] == "street", attributes["hour"]
    names = {"morning": "light", "day": "light", "night": "moonlit"}
    told |= dict.fromkeys(("light", "low", "moonlit"), "none")
    if attributes["weather"] == "clear" and not (street and hour in ("night", "golden", "sunset")):
        told[names.get(hour, "low")] = attributes["sun"]
    if attributes["look"] == "old":
        told["peak"] = "none"
    return list(arranged(told, ARRANGED, share, rng).values())


def _neon(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    if exact or attributes["look"] != "cyberpunk" or rng.random() < 0.6:
        return rng.choice(NEON[attributes["neon"]])
    return rng.choice(("neon lights", "neon lights", "neon signs"))


def _details(attributes: Attributes, rng: random.Random, exact: bool) -> dict[str, str]:
    """A phrase for everything that the head does not say, but for the hour."""
    said: dict[str, str] = {}
    if attributes["front"] != "none":
        said["front"] = rng.choice(FRONT[attributes["front"]])
    if attributes["neon"] != "none":
        said["neon"] = _neon(attributes, rng, exact)
    if attributes["vehicle"] != "none":
        said["vehicle"] = _vehicle(attributes, rng, exact or rng.random() < 0.8)
        if rng.random() < 0.5:
            said["vehicle"] += f" on the {attributes['lane']}"
    if attributes["trees"] == "yes" and attributes["shot"] == "street":
        said["trees"] = rng.choice(TREES)
    if attributes["umbrella"] != "none":
        said["umbrella"] = _walker(attributes, rng)
        if rng.random() < 0.5:
            said["umbrella"] += f" on the {attributes['walk']}"
    if attributes["weather"] != "clear" or rng.random() < 0.3:
        said["weather"] = rng.choice(WEATHER_WORDS[attributes["weather"]])
    if attributes["weather"] == "rain" and rng.random() < 0.4:
        said["weather"] = rain_words(attributes, rng)
    if attributes["weather"] == "rain" and attributes["shot"] == "street" and rng.random() < 0.5:
        said["wet"] = rng.choice(WET)
    return said


TELL: dict[str, Teller] = {"short": _short, "medium": _medium, "dense": _dense}
