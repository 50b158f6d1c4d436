"""Words about a room: who sits where, what stands there, what the window shows, the light."""

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
    "hour": ("morning", "day", "golden", "sunset"),
    "weather": ("clear",),
}
SIDES = ("left", "right")
ARRANGED: dict[str, dict[str, tuple[str, ...]]] = {  # of the arrangement, what captions say
    "window": {side: (f"window on the {side}", f"window at the {side}") for side in SIDES}
    | {"middle": ("window in the middle",)},
    "sun": {side: (f"light from the {side}", f"lit from the {side}") for side in SIDES},
    "place": {side: (f"{side} of centre", f"off to the {side}") for side in SIDES},
    "head": {side: (f"head to the {side}", f"head on the {side}") for side in SIDES},
    "drape": {side: (f"curtain on the {side}", f"curtain at the {side}") for side in SIDES},
    "curtains": {
        tone: (f"{tone} curtains", f"{tone} drapes")
        for tone in ("white", "cream", "blue", "pink", "green")
    }
    | {"no": ("no curtains",)},
}
CAT: dict[str, tuple[str, ...]] = {
    "tabby": ("orange tabby cat", "orange tabby cat", "ginger tabby cat", "orange tabby"),
    "grey": ("grey cat", "grey cat", "gray cat", "grey tabby cat"),
    "black": ("black cat", "black cat", "black house cat"),
    "white": ("white cat", "white cat", "white house cat"),
}
POSE: dict[str, tuple[str, ...]] = {
    "sitting": ("sitting", "sitting", "sitting upright"),
    "lying": ("lying", "lying down", "resting"),
}
COUCH = ("couch", "couch", "couch", "sofa")
COLOUR: dict[str, tuple[str, ...]] = {
    "red": ("red",),
    "blue": ("blue",),
    "green": ("green",),
    "brown": ("brown",),
    "cream": ("cream", "cream", "cream-coloured"),
}
THINGS: dict[str, tuple[str, ...]] = {
    "lamp": ("a floor lamp", "a lamp", "a standing lamp"),
    "plant": ("a potted plant", "a house plant", "a green plant in a pot"),
    "picture": ("a picture on the wall", "a framed picture on the wall", "a painting on the wall"),
}
FLOOR: dict[str, tuple[str, ...]] = {
    "wood": ("wooden floor", "a wooden floor", "hardwood floor", "wooden floorboards"),
    "tiles": ("tiled floor", "a tiled floor", "checkered floor tiles"),
}
VIEW: dict[str, tuple[str, ...]] = {
    "city": (
        "a city view",
        "city view",
        "a window with a city view",
        "the city outside the window",
    ),
    "garden": ("a garden view", "a window with a garden view", "a garden outside the window"),
    "hills": ("a view of hills", "a window with a view of hills", "hills outside the window"),
    "sky": ("a view of the sky", "a window with a view of the sky", "open sky outside the window"),
}
HOUR: dict[str, tuple[str, ...]] = {
    "morning": ("soft morning light", "morning light", "early morning", "in the morning"),
    "day": ("soft light", "soft daylight", "daylight", "bright daylight"),
    "golden": ("golden hour", "warm golden light", "golden light", "golden hour lighting"),
    "sunset": ("at sunset", "sunset", "sunset light", "at dusk, sunset sky"),
    "night": ("at night", "night", "night outside", "late at night"),
}
WEATHER: dict[str, tuple[str, ...]] = {
    "clear": ("clear weather", "clear sky outside"),
    "rain": ("rain on the window", "rain drops on the glass", "rainy day", "rain outside"),
    "snow": ("snow outside", "falling snow outside", "snow outside the window", "snowy weather"),
}
BOKEH = ("soft bokeh", "bokeh background", "bokeh lights", "blurred bokeh background")
ADVERB: dict[str, str] = {
    "morning": "in the morning",
    "day": "in soft light",
    "golden": "in golden light",
    "sunset": "at sunset",
    "night": "at night",
}
RUG = ("rug", "rug", "carpet")
THING_NAMES = ("lamp", "plant", "picture")


def _short(attributes: Attributes, rng: random.Random) -> str:
    """Who or what, and what is unusual; now and then the hour or the view."""
    text, must = _head(attributes, rng, exact=rng.random() < 0.65), unusual(attributes, USUAL)
    if rng.random() < 0.25:
        text = f"{text} {ADVERB[attributes['hour']]}"
        must.discard("hour")
    elif rng.random() < 0.15:
        must.add("view")
    text = extended(text, _details(attributes, rng, text), must)
    return ", ".join([text, *_arranged(attributes, 0.04, rng)])


def _medium(attributes: Attributes, rng: random.Random) -> str:
    """Who and where, with about half of the details, and those that are unusual."""
    head, must = _head(attributes, rng, exact=rng.random() < 0.85), unusual(attributes, USUAL)
    said = some(_details(attributes, rng, head), must, 0.5, rng)
    return compose(head, fitting(head, said, _arranged(attributes, 0.35, rng), rng), rng)


def _dense(attributes: Attributes, rng: random.Random) -> str:
    """Everything, and as much of the arrangement as fits."""
    head = _head(attributes, rng, exact=True, pose=True)
    details, more = _details(attributes, rng, head), _arranged(attributes, 0.9, rng)
    return compose(head, fitting(head, list(details.values()), more, rng), rng)


def _head(attributes: Attributes, rng: random.Random, exact: bool, pose: bool = False) -> str:
    if attributes["shot"] == "windowsill":
        return _on_sill(attributes, rng, exact, pose)
    if attributes["cat"] == "none":
        return _still(attributes, rng, exact)
    cat, does = _cat(attributes, rng, exact), _pose(attributes, rng, pose)
    if attributes["perch"] == "couch":
        return f"{cat} {does}on {_couch(attributes, rng, exact)}"
    if attributes["couch"] == "none":
        floor = rng.choice(("on the floor of a room", "on the floor in a room"))
        return f"{cat} {does}{floor if pose or rng.random() < 0.7 else 'in a room'}"
    couch = _couch(attributes, rng, exact)
    return rng.choice(
        (
            f"{cat} {does}on the floor in front of {couch}",
            f"{cat} {does}on the floor by {couch}",
            f"{couch} in a room, {cat} {does}on the floor",
        )
    )


def _on_sill(attributes: Attributes, rng: random.Random, exact: bool, pose: bool) -> str:
    sill = rng.choice(("on a windowsill", "on a windowsill", "on the windowsill", "at the window"))
    if attributes["cat"] != "none":
        sill = "on a windowsill" if pose and sill == "at the window" else sill
        return f"{_cat(attributes, rng, exact)} {_pose(attributes, rng, pose)}{sill}"
    if attributes["plant"] == "yes":
        return f"{rng.choice(THINGS['plant'])} on a windowsill"
    return rng.choice(("an empty windowsill", "a windowsill", "a windowsill with nothing on it"))


def _still(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    """A room in which nobody is."""
    if attributes["couch"] != "none":
        couch = _couch(attributes, rng, exact)
        return rng.choice(
            (f"{couch} in a room", f"{couch} in a room", f"a living room with {couch}", couch)
        )
    things = [rng.choice(THINGS[name]) for name in THING_NAMES if attributes[name] == "yes"]
    if attributes["rug"] != "none":
        things.append(_rug(attributes, rng))
    if not things:
        return rng.choice(("an empty room", "an empty room", "an empty room with a window"))
    if len(things) > 1 and rng.random() < 0.5:
        return f"a room with {', '.join(things[:-1])} and {things[-1]}"
    return f"a room with {rng.choice(things)}"


def _cat(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    return article(rng.choice(CAT[attributes["cat"]]) if exact else "cat")


def _pose(attributes: Attributes, rng: random.Random, always: bool) -> str:
    return f"{rng.choice(POSE[attributes['pose']])} " if always or rng.random() < 0.5 else ""


def _couch(attributes: Attributes, rng: random.Random, exact: bool) -> str:
    colour, noun = rng.choice(COLOUR[attributes["couch"]]), rng.choice(COUCH)
    if exact:
        return article(f"{colour} {attributes['material']} {noun}")
    return article(rng.choice((noun, f"{colour} {noun}", f"{attributes['material']} {noun}")))


def _rug(attributes: Attributes, rng: random.Random) -> str:
    return f"a {attributes['rug']} {rng.choice(RUG)}"


def _arranged(attributes: Attributes, share: float, rng: random.Random) -> list[str]:
    """Phrases for that share of where things are, where light is from, which curtains."""
    names = ("window", "place", "head", "drape", "curtains")
    told = {name: attributes[name] for name in names}
    lit = attributes["weather"] == "clear" and attributes["hour"] != "night"
    told["sun"] = attributes["sun"] if lit and told["window"] in ("none", "middle") else "none"
    return list(arranged(told, ARRANGED, share, rng).values())


def _at(text: str, side: str, rng: random.Random) -> str:
    """The thing, and often on which side it is."""
    return f"{text} on the {side}" if side in SIDES and rng.random() < 0.25 else text


def _details(attributes: Attributes, rng: random.Random, head: str) -> dict[str, str]:
    """A phrase for everything the head does not say."""
    said: dict[str, str] = {}
    if attributes["shot"] == "room":
        for name in THING_NAMES:
            if attributes[name] == "yes" and not any(thing in head for thing in THINGS[name]):
                said[name] = _at(rng.choice(THINGS[name]), attributes.get(f"{name}_at", ""), rng)
        if attributes["rug"] != "none" and not any(noun in head for noun in RUG):
            said["rug"] = _rug(attributes, rng)
        said["walls"] = f"{attributes['walls']} walls"
        said["floor"] = rng.choice(FLOOR[attributes["floor"]])
    elif attributes["plant"] == "yes" and attributes["cat"] != "none":
        said["plant"] = _at(rng.choice(THINGS["plant"]), attributes["plant_at"], rng)
    views = VIEW[attributes["view"]]
    if "window" in head:
        views = tuple(view for view in views if "window" not in view)
    said["view"] = rng.choice(views)
    if attributes["bokeh"] == "yes":
        said["bokeh"] = rng.choice(BOKEH)
        plain = said["view"].startswith("a ") and "window" not in said["view"]
        if plain and rng.random() < 0.5:
            said["view"] = f"bokeh background with {said['view']}"
            del said["bokeh"]
    hours = HOUR[attributes["hour"]]
    said["hour"] = rng.choice(hours if attributes["weather"] == "clear" else hours[:3])
    if attributes["weather"] != "clear" or rng.random() < 0.3:
        said["weather"] = rng.choice(WEATHER[attributes["weather"]])
    return said


TELL: dict[str, Teller] = {"short": _short, "medium": _medium, "dense": _dense}
