"""Words about sky and space: who floats or stands where, in which suit, under which planets."""

import random

from pellucid.data.world.place import Attributes, Teller
from pellucid.data.world.words import article, compose, extended, some, unusual

USUAL: dict[str, tuple[str, ...]] = {  # what may go without saying
    "cat": ("none", "tabby", "orange"),
    "pose": ("none", "floating", "standing"),
    "camera": ("close",),
    "rocket": ("none",),
    "flag": ("no",),
    "comet": ("no",),
}
CAT: dict[str, tuple[str, ...]] = {
    "tabby": ("tabby cat", "brown tabby cat", "striped tabby cat"),
    "orange": ("orange cat", "orange tabby cat", "ginger cat", "orange cat"),
    "grey": ("grey cat", "gray cat", "grey cat"),
    "black": ("black cat",),
    "white": ("white cat",),
}
POSE: dict[str, tuple[str, ...]] = {
    "floating": (
        "floating in space",
        "floating in space",
        "drifting through space",
        "floating among the stars",
    ),
    "standing": ("on the moon", "standing on the moon", "standing on the moon"),
    "sitting": ("on the moon", "sitting on the moon", "sitting on the moon"),
}
ORBIT = (
    "floating above the earth",
    "floating in space above the earth",
    "floating in orbit over the earth",
)
CAMERA: dict[str, tuple[str, ...]] = {
    "close": ("close-up", "close-up portrait", "seen from close by"),
    "medium": ("medium shot", "full figure", "medium view"),
    "wide": ("wide shot", "wide view", "seen from a distance"),
}
STARS: dict[str, tuple[str, ...]] = {
    "many": ("sky full of stars", "many stars", "countless stars", "starry sky"),
    "few": ("a few stars", "few stars", "dark sky with a few stars"),
}
COMET = ("a comet", "a comet with a bright tail", "a comet in the sky")
EARTH = ("the earth in the sky", "the blue earth in the background", "planet earth in the sky")
FLAG = ("a red and white flag", "a flag on the moon", "a red and white flag on a pole")
CRATERS = ("craters", "grey dust and craters", "moon craters", "cratered ground")


def _short(attributes: Attributes, rng: random.Random) -> str:
    """Who and where, and what is unusual."""
    head = _head(attributes, rng, coat=rng.random() < 0.35, suit=False)
    details, must = _details(attributes, rng, head), unusual(attributes, USUAL)
    return extended(head, details, must)


def _medium(attributes: Attributes, rng: random.Random) -> str:
    """Who and where, with about half of the details, and those that are unusual."""
    coat, suit = rng.random() < 0.75, rng.random() < 0.4
    head = _head(attributes, rng, coat, suit)
    must = unusual(attributes, USUAL)
    return compose(head, some(_details(attributes, rng, head), must, 0.5, rng), rng)


def _dense(attributes: Attributes, rng: random.Random) -> str:
    """Everything."""
    head = _head(attributes, rng, coat=True, suit=rng.random() < 0.5)
    return compose(head, list(_details(attributes, rng, head).values()), rng)


def _head(attributes: Attributes, rng: random.Random, coat: bool, suit: bool) -> str:
    if attributes["cat"] != "none":
        where = POSE[attributes["pose"]] if attributes["where"] != "orbit" else ORBIT
        return f"{_cat(attributes, rng, coat, suit)} {rng.choice(where)}"
    if attributes["rocket"] != "none":
        rocket = article(
            f"{attributes['rocket']} rocket" if coat else rng.choice(("rocket", "spaceship"))
        )
        where = {
            "space": ("flying through space", "in space", "flying among the stars"),
            "moon": ("on the moon", "standing on the moon", "that has landed on the moon"),
            "orbit": ("above the earth", "in orbit over the earth", "flying above the earth"),
        }[attributes["where"]]
        return f"{rocket} {rng.choice(where)}"
    if attributes["where"] == "moon":
        return rng.choice(("the surface of the moon", "a moon landscape", "the moon's surface"))
    if attributes["where"] == "orbit":
        return rng.choice(
            ("the earth from space", "the earth seen from orbit", "the earth from orbit")
        )
    if attributes["planet"] != "none":
        return f"{article(_planet(attributes, rng, coat))} in space"
    return rng.choice(("the earth in space", "planet earth in space"))


def _cat(attributes: Attributes, rng: random.Random, coat: bool, suit: bool) -> str:
    coat = coat or attributes["cat"] not in USUAL["cat"]
    noun = rng.choice(CAT[attributes["cat"]]) if coat else "cat"
    if suit:
        return f"{article(noun)} in {article(attributes['suit'])} {rng.choice(SUIT)}"
    if coat:
        return article(f"{noun} astronaut")
    if attributes["where"] == "moon" and rng.random() < 0.35:
        return "a cat"
    return rng.choice(("a cat astronaut", "a cat astronaut", "an astronaut cat"))


SUIT = ("space suit", "spacesuit", "space suit", "astronaut suit")


def _planet(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    ringed = attributes["rings"] == "yes"
    tone = f"{attributes['planet']} " if exact else ""
    if not ringed:
        return f"{tone}planet"
    return rng.choice((f"{tone}planet with rings", f"ringed {tone}planet", f"{tone}ringed planet"))


def _details(attributes: Attributes, rng: random.Random, head: str) -> dict[str, str]:
    """A phrase for everything the head does not say."""
    said: dict[str, str] = {}
    if attributes["cat"] != "none":
        if "suit" not in head:
            said["suit"] = f"{attributes['suit']} {rng.choice(SUIT)}"
        if attributes["where"] == "moon" and attributes["pose"] not in head:
            said["pose"] = attributes["pose"]
        said["camera"] = rng.choice(CAMERA[attributes["camera"]])
        if rng.random() < 0.25:
            said["helmet"] = rng.choice(("glass helmet", "round glass helmet", "helmet"))
    if attributes["rocket"] != "none" and not any(name in head for name in ("rocket", "spaceship")):
        said["rocket"] = rng.choice(
            (f"a {attributes['rocket']} rocket", f"{attributes['rocket']} rocket")
        )
    if attributes["planet"] != "none" and "planet" not in head.replace("planet earth", ""):
        said["planet"] = article(_planet(attributes, rng, exact=True))
    said |= _sky(attributes, rng, head)
    if attributes["flag"] == "yes":
        said["flag"] = rng.choice(FLAG)
    if attributes["where"] == "moon" and rng.random() < 0.4:
        said["craters"] = rng.choice(CRATERS)
    return said


def _sky(attributes: Attributes, rng: random.Random, head: str) -> dict[str, str]:
    said: dict[str, str] = {}
    if attributes["earth"] == "yes" and "earth" not in head:
        said["earth"] = rng.choice(EARTH)
    if attributes["comet"] == "yes":
        said["comet"] = rng.choice(COMET)
    if attributes["nebula"] != "none":
        tone = attributes["nebula"]
        said["nebula"] = rng.choice(
            (f"{tone} nebula", f"a {tone} nebula", f"glowing {tone} nebula")
        )
    said["stars"] = rng.choice(STARS[attributes["stars"]])
    return said


TELL: dict[str, Teller] = {"short": _short, "medium": _medium, "dense": _dense}
