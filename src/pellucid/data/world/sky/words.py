"""Words about sky and space: who floats or stands where, in which suit, under which planets."""

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
    "camera": ("close", "medium"),
    "rocket": ("none",),
    "flag": ("no",),
    "comet": ("no",),
}
SIDES = ("left", "right")
ARRANGED: dict[str, dict[str, tuple[str, ...]]] = {  # of the arrangement, what captions say
    "sun": {side: (f"light from the {side}", f"lit from the {side}") for side in SIDES},
    "place": {side: (f"{side} of centre", f"off to the {side}") for side in SIDES},
    "lean": {side: (f"leaning {side}", f"tilted to the {side}") for side in SIDES}
    | {"upright": ("upright",)},
    "paw": {side: (f"raised paw on the {side}", f"waving on the {side}") for side in SIDES},
    "tilt": {side: (f"rings rising to the {side}",) for side in SIDES},
    "aloft": {side: (f"flying to the {side}", f"pointing {side}") for side in SIDES},
    "alone": {side: (f"{side} of centre", f"off to the {side}") for side in SIDES},
    "horizon": {"low": ("low horizon",), "high": ("high horizon",)},
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
    return ", ".join([extended(head, details, must), *_arranged(attributes, 0.04, rng)])


def _medium(attributes: Attributes, rng: random.Random) -> str:
    """Who and where, with about half of the details, and those that are unusual."""
    coat, suit = rng.random() < 0.75, rng.random() < 0.4
    head = _head(attributes, rng, coat, suit)
    must = unusual(attributes, USUAL)
    said = some(_details(attributes, rng, head), must, 0.5, rng)
    return compose(head, fitting(head, said, _arranged(attributes, 0.35, rng), rng), rng)


def _dense(attributes: Attributes, rng: random.Random) -> str:
    """Everything, and as much of the arrangement as fits."""
    head = _head(attributes, rng, coat=True, suit=rng.random() < 0.5)
    details, more = _details(attributes, rng, head), _arranged(attributes, 0.9, rng)
    return compose(head, fitting(head, list(details.values()), more, rng), rng)


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


def _arranged(attributes: Attributes, share: float, rng: random.Random) -> list[str]:
    """Phrases for that share of where somebody is, how they lean, where light is from."""
    told = {name: attributes[name] for name in ("sun", "place", "lean", "paw", "tilt", "horizon")}
    nobody = attributes["cat"] == "none" and attributes["where"] == "space"
    told["aloft"] = attributes["rocket_at"] if nobody else "none"
    body = "earth_at" if attributes["planet"] == "none" else "planet_at"
    lonely = nobody and attributes["rocket"] == "none" and attributes["earth"] == "no"
    told["alone"] = attributes[body] if lonely else "none"
    return list(arranged(told, ARRANGED, share, rng).values())


def _at(text: str, side: str, rng: random.Random) -> str:
    """The thing, and often on which side it is."""
    if side == "none" or rng.random() < 0.6:
        return text
    return f"{text.removesuffix(' in the sky')} on the {side}"


def _details(attributes: Attributes, rng: random.Random, head: str) -> dict[str, str]:
    """A phrase for everything the head does not say."""
    said: dict[str, str] = {}
    if attributes["cat"] != "none":
        if "suit" not in head:
            said["suit"] = f"{attributes['suit']} {rng.choice(SUIT)}"
        if attributes["where"] == "moon" and attributes["pose"] not in head:
            said["pose"] = attributes["pose"]
        said["camera"] = rng.choice(CAMERA[attributes["camera"]])
        if rng.random() < 0.2:
            said["helmet"] = rng.choice(("glass helmet", "round glass helmet", "helmet"))
    if attributes["rocket"] != "none" and not any(name in head for name in ("rocket", "spaceship")):
        rocket = rng.choice((f"a {attributes['rocket']} rocket", f"{attributes['rocket']} rocket"))
        said["rocket"] = _at(rocket, attributes["rocket_at"], rng)
    if attributes["planet"] != "none" and "planet" not in head.replace("planet earth", ""):
        planet = article(_planet(attributes, rng, exact=True))
        said["planet"] = _at(planet, attributes["planet_at"], rng)
    said |= _sky(attributes, rng, head)
    if attributes["flag"] == "yes":
        said["flag"] = _at(rng.choice(FLAG), attributes["flag_at"], rng)
    if attributes["where"] == "moon" and rng.random() < 0.25:
        said["craters"] = rng.choice(CRATERS)
    return said


def _sky(attributes: Attributes, rng: random.Random, head: str) -> dict[str, str]:
    said: dict[str, str] = {}
    if attributes["earth"] == "yes" and "earth" not in head:
        said["earth"] = _at(rng.choice(EARTH), attributes["earth_at"], rng)
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
