"""Sky and space: stars, planets, the moon's surface, rockets, and a cat who is an astronaut."""

import random
from collections.abc import Mapping

from pellucid.data.world.place import Attributes, Painter, Place, Rule, choose, pick, pick_each
from pellucid.data.world.sky.words import TELL, USUAL

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "where": ("space", "moon", "orbit"),
    "cat": ("none", "tabby", "orange", "grey", "black", "white"),
    "suit": ("none", "white", "orange", "blue", "red"),
    "pose": ("none", "floating", "standing", "sitting"),
    "camera": ("close", "medium", "wide"),
    "rocket": ("none", "red", "blue", "silver"),
    "planet": ("none", "red", "orange", "blue", "purple", "green"),
    "rings": ("none", "no", "yes"),
    "earth": ("no", "yes"),
    "comet": ("no", "yes"),
    "nebula": ("none", "purple", "blue", "red"),
    "flag": ("no", "yes"),
    "stars": ("few", "many"),
}
SEGMENTS: tuple[str, ...] = ("sky", "planet", "earth", "comet", "moon", "rocket", "flag", "cat")
ODDS: dict[str, dict[str, float]] = {
    "where": {"space": 0.48, "moon": 0.38, "orbit": 0.14},
    "cat": {
        "none": 0.3,
        "tabby": 0.15,
        "orange": 0.18,
        "grey": 0.13,
        "black": 0.12,
        "white": 0.12,
    },
    "suit": {"white": 0.46, "orange": 0.2, "blue": 0.18, "red": 0.16},
    "pose": {"standing": 0.6, "sitting": 0.4},
    "camera": {"close": 0.3, "medium": 0.42, "wide": 0.28},
    "rocket": {"none": 0.66, "red": 0.14, "blue": 0.1, "silver": 0.1},
    "planet": {
        "none": 0.42,
        "red": 0.13,
        "orange": 0.13,
        "blue": 0.12,
        "purple": 0.1,
        "green": 0.1,
    },
    "rings": {"no": 0.5, "yes": 0.5},
    "earth": {"no": 0.66, "yes": 0.34},
    "comet": {"no": 0.82, "yes": 0.18},
    "nebula": {"none": 0.5, "purple": 0.18, "blue": 0.16, "red": 0.16},
    "flag": {"no": 0.75, "yes": 0.25},
    "stars": {"few": 0.35, "many": 0.65},
}
ARRANGED: dict[str, dict[str, float]] = {  # what no judge is asked: for words and painters
    "sun": {"left": 1, "right": 1},  # where light comes from
    "place": {"left": 1, "middle": 1, "right": 1},  # of the cat
    "lean": {"left": 1, "upright": 1, "right": 1},  # of a cat that floats
    "paw": {"left": 1, "right": 1},  # that a standing cat raises
    "planet_at": {"left": 1, "right": 1},
    "earth_at": {"left": 1, "right": 1},
    "rocket_at": {"left": 1, "right": 1},  # where it stands, or flies to if nobody else is there
    "flag_at": {"left": 1, "right": 1},
    "tilt": {"left": 1, "right": 1},  # where rings rise to
    "horizon": {"low": 1, "middle": 1, "high": 1},  # of the moon
}
HORIZON = {"none": 0.66, "low": 0.69, "middle": 0.65, "high": 0.6}
OTHER = {"left": "right", "right": "left"}
HELD_OUT: tuple[Rule, ...] = ({"where": "moon", "style": "watercolor"},)  # with any cat


def draw_attributes(rng: random.Random) -> dict[str, str]:
    """One value for every attribute, held-out combinations included."""
    return settle(pick_each(rng, ODDS))


def settle(drawn: Mapping[str, str]) -> dict[str, str]:
    """Make attributes consistent: no suit without a cat, no flag but on the moon."""
    made = dict(drawn)
    if made["cat"] == "none":
        made |= {"suit": "none", "pose": "none", "camera": "medium"}
    elif made["where"] != "moon":
        made["pose"] = "floating"
    if made["camera"] == "close":
        made["rocket"] = "none"
    if made["where"] == "orbit":
        made["earth"] = "yes"
    if made["where"] != "moon" or made["camera"] == "close":
        made["flag"] = "no"
    empty = all(made[name] == "none" for name in ("cat", "rocket", "planet"))
    if made["where"] == "space" and empty and made["earth"] == "no":
        made["planet"] = "orange" if made["comet"] == "no" else "blue"
    if made["planet"] == "none":
        made["rings"] = "none"
    return {name: made[name] for name in ATTRIBUTES}


def arrange(rng: random.Random, attributes: Attributes) -> dict[str, str]:
    """Where things are, how they lean, where light is from; "none" where it cannot be seen."""
    made = pick_each(rng, ARRANGED)
    if attributes["rocket"] != "none":
        made["planet_at"] = made["flag_at"] = OTHER[made["rocket_at"]]
    made["earth_at"] = OTHER[made["planet_at"]] if attributes["planet"] != "none" else made["sun"]
    beside = attributes["flag"] == "yes" or attributes["rocket"] != "none"
    if attributes["camera"] == "close" or beside:
        made["place"] = "middle"
    seen = {
        "place": attributes["cat"] != "none",
        "lean": attributes["pose"] == "floating",
        "paw": attributes["pose"] == "standing",
        "planet_at": attributes["planet"] != "none",
        "earth_at": attributes["earth"] == "yes" and attributes["where"] != "orbit",
        "rocket_at": attributes["rocket"] != "none",
        "flag_at": attributes["flag"] == "yes",
        "tilt": attributes["rings"] == "yes",
        "horizon": attributes["where"] == "moon",
    }
    return {name: value if seen.get(name, True) else "none" for name, value in made.items()}


def is_held_out(attributes: Attributes, style: str) -> bool:
    """Whether training never sees this: a cat on the moon in watercolor."""
    on_moon = attributes["where"] == "moon" and attributes["cat"] != "none"
    return on_moon and style == "watercolor"


def hold_out(rng: random.Random, style: str) -> dict[str, str]:
    """Attributes of a held-out combination; what it leaves open is drawn."""
    rule = choose(rng, HELD_OUT, style)
    drawn = pick_each(rng, ODDS)
    while drawn["cat"] == "none":
        drawn["cat"] = pick(rng, ODDS["cat"])
    return settle(drawn | rule)


def _painter() -> Painter:
    from pellucid.data.world.sky.stage import paint  # noqa: PLC0415  needs the system's libGL

    return paint


SPACE: Place = Place(
    attributes=ATTRIBUTES,
    segments=SEGMENTS,
    draw_attributes=draw_attributes,
    is_held_out=is_held_out,
    hold_out=hold_out,
    tell=TELL,
    usual=lambda _: USUAL,
    painter=_painter,
    arrange=arrange,
    horizon=lambda told: HORIZON[told["horizon"]],
    flat=frozenset({"moon"}),
    front=0.7,
)
