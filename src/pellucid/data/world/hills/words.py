"""Words about the hills: who lives where, what grows, the season, the hour, the weather."""

import random

from pellucid.data.world.place import Attributes, Teller, Usual
from pellucid.data.world.weather import (
    HOUR_ADVERB,
    WEATHER_ADVERB,
    WEATHER_WORDS,
    hour_words,
    rain_words,
)
from pellucid.data.world.words import arranged, compose, extended, fitting, some, unusual

USUAL: Usual = {  # what may go without saying
    "hour": ("morning", "day", "golden", "sunset"),
    "weather": ("clear",),
    "season": ("summer", "autumn"),
    "sheep": ("none",),
    "boat": ("none",),
}
SIDES = ("left", "right")
ARRANGED: dict[str, dict[str, tuple[str, ...]]] = {  # of the arrangement, what captions say
    "light": {side: (f"light from the {side}", f"lit from the {side}") for side in SIDES},
    "low": {side: (f"sun low on the {side}", f"sun on the {side}") for side in SIDES},
    "moonlit": {side: (f"moon on the {side}",) for side in SIDES},
    "place": {side: (f"{side} of centre", f"off to the {side}") for side in SIDES},
    "gable": {side: (f"gable on the {side}", f"gable to the {side}") for side in SIDES},
    "walls": {tone: (f"{tone} walls",) for tone in ("white", "yellow", "pink", "blue", "brick")},
    "tree": {side: (f"a tree on the {side}", f"a tall tree at the {side}") for side in SIDES},
    "bend": {side: (f"bending {side}", f"winding to the {side}") for side in SIDES},
    "lane": {side: (f"a lane from the {side}",) for side in SIDES},
    "horizon": {"low": ("low horizon",), "high": ("high horizon",)},
    "relief": {"gentle": ("gentle slopes", "soft low slopes"), "steep": ("steep slopes",)},
    "clouds": {
        "no": ("cloudless", "no clouds"),
        "few": ("a few clouds", "few clouds"),
        "many": ("many clouds", "white clouds"),
    },
}
HOUSE = ("a house", "a house", "a cottage")  # of which nobody says where it is: on a hill
HOME: dict[str, dict[str, tuple[str, ...]]] = {  # land -> houses -> heads
    "hills": {
        "none": ("rolling hills", "rolling hills", "a hill", "a landscape of hills"),
        "one": (
            "a house on a hill",
            "a house on a hill",
            "a cottage on a hill",
            "a hill with a house",
            "a house in the hills",
        ),
        "several": (
            "a hill with houses",
            "a hill with houses",
            "several houses on a hill",
            "several houses on hills",
            "hills with several houses",
        ),
        "village": (
            "a village in the hills",
            "a village among hills",
            "a hillside village",
            "a village with a church in the hills",
        ),
    },
    "lake": {
        "none": ("a lake", "a calm lake", "a quiet lake", "a lake among hills"),
        "one": (
            "a house by a lake",
            "a house by the lake",
            "a cottage by a lake",
            "a lake with a house on its shore",
        ),
        "several": (
            "several houses by a lake",
            "a lake with several houses on its shore",
            "several houses on the shore of a lake",
        ),
        "village": (
            "a village by a lake",
            "a village by a lake",
            "a lakeside village",
            "a village with a church by a lake",
            "a village on the shore of a lake",
        ),
    },
    "path": {
        "none": (
            "a forest path",
            "a forest path",
            "a path through the forest",
            "a woodland path",
            "a path in the forest",
        ),
    },
    "flight": {
        "none": (
            "a drone shot flying through a forest",
            "a drone shot flying over a forest",
            "an aerial view of a forest",
            "a drone shot of a forest",
            "a forest from above",
        ),
    },
}
TREES: dict[str, tuple[str, ...]] = {
    "leafy": ("leafy trees", "leafy trees", "broad leafy trees"),
    "pine": ("pine trees", "pines", "fir trees", "tall pines"),
    "birch": ("birch trees", "birches", "white birches"),
}
BARE: dict[str, tuple[str, ...]] = {
    "leafy": ("bare trees", "bare branches"),
    "pine": ("snow-covered pines", "pine trees", "pines under snow"),
    "birch": ("bare birches", "birch trees", "birches"),
}
SEASON: dict[str, tuple[str, ...]] = {
    "summer": ("summer", "in summer", "summer green"),
    "autumn": ("autumn", "in autumn", "autumn colours"),
    "winter": ("winter", "in winter", "snow on the ground", "winter, snow-covered ground"),
}
SHEEP: dict[str, tuple[str, ...]] = {
    "one": ("a sheep", "a white sheep grazing", "one sheep on the grass"),
    "several": ("several sheep", "several white sheep grazing", "a flock of sheep"),
}
BOAT: dict[str, tuple[str, ...]] = {
    "rowing": ("a rowing boat", "a wooden rowing boat on the water", "a rowboat on the lake"),
    "sailing": ("a sailing boat", "a sailboat with white sails", "a sailboat on the lake"),
}
MOUNTAINS = ("mountains behind", "mountains in the background", "snow-capped mountains behind")
FLOWERS = ("wildflowers in the foreground", "wildflowers", "meadow flowers in the foreground")
STARS = ("sky full of stars", "night sky full of stars", "starry sky", "starry night sky")
UNDER = ("under a night sky full of stars", "under a starry sky", "under a sky full of stars")


def usual(attributes: Attributes) -> Usual:
    """What may go without saying: of a Starry Night the night."""
    starry = attributes.get("style") == "starry"
    return {**USUAL, "hour": ("night",)} if starry else USUAL


def _short(attributes: Attributes, rng: random.Random) -> str:
    """What it is, and what is unusual; now and then the light."""
    text = _head(attributes, rng, exact=rng.random() < 0.25)
    must = unusual(attributes, usual(attributes))
    if (attributes["land"], attributes["houses"]) == ("hills", "one") and rng.random() < 0.3:
        text = rng.choice(HOUSE)
    if rng.random() < 0.55:
        ending, of = rng.choice(_endings(attributes, rng))
        text += ending
        must.discard(of)
    text = extended(text, _details(attributes, rng, text), must)
    return ", ".join([text, *_arranged(attributes, 0.04, rng)])


def _medium(attributes: Attributes, rng: random.Random) -> str:
    """What it is, with about half of the details, and those that are unusual."""
    head = _head(attributes, rng, exact=rng.random() < 0.5)
    must = unusual(attributes, usual(attributes))
    details = _details(attributes, rng, head)
    if _starry(attributes) and rng.random() < 0.3:
        head = f"{head} {rng.choice(UNDER)}"
        del details["stars"], details["hour"]
    said = some(details, must, 0.5, rng)
    return compose(head, fitting(head, said, _arranged(attributes, 0.35, rng), rng), rng)


def _dense(attributes: Attributes, rng: random.Random) -> str:
    """Everything, and as much of the arrangement as fits."""
    head = _head(attributes, rng, exact=rng.random() < 0.6)
    details, more = _details(attributes, rng, head), _arranged(attributes, 0.9, rng)
    return compose(head, fitting(head, list(details.values()), more, rng), rng)


def _head(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    head = rng.choice(HOME[attributes["land"]][attributes["houses"]])
    if exact and attributes["roof"] != "none":
        roof, one = attributes["roof"], attributes["houses"] == "one"
        roofs = f"with a {roof} roof" if one else f"with {roof} roofs"
        for noun in ("several houses", "houses", "cottage", "house", "village"):
            if noun in head and " with " not in head:
                return head.replace(noun, f"{noun} {roofs}", 1)
    return head


def _endings(attributes: Attributes, rng: random.Random) -> list[tuple[str, str]]:
    """How a short caption may end, and which attribute that tells."""
    said = [
        (f" {HOUR_ADVERB[attributes['hour']]}", "hour"),
        (f", {rng.choice(_hour_words(attributes))}", "hour"),
    ]
    if attributes["weather"] in WEATHER_ADVERB:
        said += [(f" {WEATHER_ADVERB[attributes['weather']]}", "weather")] * 2
    if _starry(attributes):
        said += [(f" {rng.choice(UNDER)}", "hour")] * 3
    if attributes["season"] != "summer":
        said.append((f" in {attributes['season']}", "season"))
    return said


def _starry(attributes: Attributes) -> bool:
    return (
        attributes["hour"] == "night"
        and attributes["weather"] == "clear"
        and attributes["land"] != "path"
    )


def _hour_words(attributes: Attributes) -> tuple[str, ...]:
    """Under the trees nobody sees the sky."""
    words = hour_words(attributes)
    return tuple(word for word in words if attributes["land"] != "path" or "sky" not in word)


def _details(attributes: Attributes, rng: random.Random, head: str) -> dict[str, str]:
    """A phrase for everything the head does not say."""
    said: dict[str, str] = {}
    if attributes["roof"] != "none" and "roof" not in head:
        one = attributes["houses"] == "one"
        roof = attributes["roof"]
        said["roof"] = rng.choice(
            (f"{roof} roof", f"a {roof} roof") if one else (f"{roof} roofs", f"{roof} roofs")
        )
    if attributes["mountains"] == "yes":
        said["mountains"] = rng.choice(MOUNTAINS)
    if attributes["trees"] != "none":
        winter = attributes["season"] == "winter"
        said["trees"] = rng.choice((BARE if winter else TREES)[attributes["trees"]])
    for name, words in (("sheep", SHEEP), ("boat", BOAT)):
        if attributes[name] != "none":
            said[name] = rng.choice(words[attributes[name]])
    if attributes["boat"] != "none" and " on the " not in said["boat"] and rng.random() < 0.6:
        said["boat"] += f" on the {attributes['moored']}"
    if attributes["flowers"] == "yes":
        said["flowers"] = rng.choice(FLOWERS)
    if (
        attributes["land"] == "lake"
        and attributes["weather"] in ("clear", "fog")
        and rng.random() < 0.4
    ):
        said["water"] = rng.choice(("reflections in the water", "reflections", "still water"))
    said |= _light(attributes, rng)
    said["season"] = rng.choice(SEASON[attributes["season"]])
    said["hour"] = rng.choice(_hour_words(attributes))
    if attributes["weather"] != "clear":
        said["weather"] = rng.choice(WEATHER_WORDS[attributes["weather"]])
    if attributes["weather"] == "rain" and rng.random() < 0.4:
        said["weather"] = rain_words(attributes, rng)
    return said


def _arranged(attributes: Attributes, share: float, rng: random.Random) -> list[str]:
    """Phrases for that share of where things are, which way they look, where light is from."""
    names = ("place", "gable", "walls", "tree", "horizon", "relief", "clouds")
    told = {name: attributes[name] for name in names}
    on_path = attributes["land"] in ("path", "flight")
    told["bend"] = attributes["bend"] if on_path else "none"
    told["lane"] = "none" if on_path else attributes["bend"]
    low = attributes["hour"] in ("morning", "golden", "sunset") and attributes["land"] != "path"
    clear, night = attributes["weather"] == "clear", attributes["hour"] == "night"
    told["light"] = attributes["sun"] if clear and not night and not low else "none"
    told["low"] = attributes["sun"] if clear and low else "none"
    told["moonlit"] = attributes["sun"] if attributes["moon"] != "none" else "none"
    return list(arranged(told, ARRANGED, share, rng).values())


def _light(attributes: Attributes, rng: random.Random) -> dict[str, str]:
    said: dict[str, str] = {}
    if attributes["moon"] != "none":
        said["moon"] = rng.choice((f"{attributes['moon']} moon", f"a {attributes['moon']} moon"))
    if _starry(attributes):
        said["stars"] = rng.choice(STARS)
    dry = attributes["weather"] in ("clear", "fog")
    if attributes["land"] == "path" and dry and rng.random() < 0.5:
        beam = (
            "moonlight"
            if attributes["hour"] == "night"
            else rng.choice(("light", "sunbeams", "light"))
        )
        said["beams"] = f"{beam} through the trees"
    if attributes["houses"] != "none" and attributes["hour"] == "night" and rng.random() < 0.4:
        said["windows"] = rng.choice(("lit windows", "warm light in the windows"))
    return said


TELL: dict[str, Teller] = {"short": _short, "medium": _medium, "dense": _dense}
