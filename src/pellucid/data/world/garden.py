"""The garden: one place. What may stand in it, how often, what is kept back, and how it is
painted. `draw_attributes` is fast and needs no paint; `paint` turns attributes into a picture."""

import random
from collections.abc import Callable, Mapping, Sequence

from pellucid.data.world.backdrop import backdrop
from pellucid.data.world.brush import Brush, Hsv, Point
from pellucid.data.world.butterfly import butterfly
from pellucid.data.world.flora import Perch, coneflower, daisy, poppy, sunflower, tulip
from pellucid.data.world.ground import leaf, mushroom, rock
from pellucid.data.world.insects import bee, dragonfly, ladybird
from pellucid.data.world.light import behind, bokeh, drop, over, rain, shade
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import PETAL, vary
from pellucid.data.world.snail import snail

Stream = Callable[[str], random.Random]
Attributes = Mapping[str, str]

ANIMALS = ("butterfly", "snail", "ladybird", "bee", "dragonfly")
FLOWERS = ("coneflower", "sunflower", "daisy", "tulip", "poppy")
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "subject": ("none", *ANIMALS),
    "second": ("none", *ANIMALS),
    "count": ("none", "one", "two"),
    "butterfly": ("none", "monarch", "blue", "white", "yellow", "red", "purple"),
    "pose": ("none", "open", "folded"),
    "shell": ("none", "brown", "golden", "cream", "red", "pink"),
    "ladybird": ("none", "red", "yellow"),
    "dragonfly": ("none", "blue", "green", "red"),
    "support": (*FLOWERS, "mushroom", "rock", "leaf"),
    "colour": ("red", "orange", "yellow", "pink", "purple", "white", "brown", "green", "grey"),
    "blooms": ("one", "several"),
    "backdrop": ("meadow", "forest", "garden", "sky", "sunset"),
    "light": ("plain", "golden", "overcast", "sunny", "night", "fog"),
    "camera": ("extreme", "close", "medium", "wide"),
    "bokeh": ("no", "yes"),
    "wet": ("none", "dew", "rain"),
}
SEGMENTS = ("backdrop", "neighbours", *ATTRIBUTES["support"], *ANIMALS)
COLOURS: dict[str, dict[str, float]] = {
    "coneflower": {"purple": 0.5, "pink": 0.25, "white": 0.25},
    "sunflower": {"yellow": 1.0},
    "daisy": {"white": 0.65, "pink": 0.35},
    "tulip": {"red": 1, "yellow": 1, "pink": 1, "purple": 1, "orange": 1, "white": 1},
    "poppy": {"red": 0.6, "orange": 0.4},
    "mushroom": {"red": 0.55, "brown": 0.45},
    "rock": {"grey": 1.0},
    "leaf": {"green": 1.0},
}
ODDS: dict[str, dict[str, float]] = {
    "subject": {"none": 0.08, "butterfly": 0.3, "snail": 0.24, "ladybird": 0.13, "bee": 0.13, "dragonfly": 0.12},
    "butterfly": {"monarch": 0.28, "blue": 0.16, "white": 0.14, "yellow": 0.14, "red": 0.14, "purple": 0.14},
    "pose": {"open": 0.5, "folded": 0.5},
    "shell": {"brown": 0.3, "golden": 0.2, "cream": 0.18, "red": 0.16, "pink": 0.16},
    "ladybird": {"red": 0.75, "yellow": 0.25},
    "dragonfly": {"blue": 0.4, "green": 0.3, "red": 0.3},
    "support": {"coneflower": 0.19, "sunflower": 0.11, "daisy": 0.12, "tulip": 0.09, "poppy": 0.1,
                "mushroom": 0.12, "rock": 0.17, "leaf": 0.1},
    "backdrop": {"meadow": 0.24, "forest": 0.22, "garden": 0.26, "sky": 0.15, "sunset": 0.13},
    "light": {"plain": 0.25, "golden": 0.09, "overcast": 0.2, "sunny": 0.16, "night": 0.16, "fog": 0.14},
    "camera": {"extreme": 0.25, "close": 0.33, "medium": 0.22, "wide": 0.2},
    "bokeh": {"no": 0.55, "yes": 0.45},
    "wet": {"none": 0.42, "dew": 0.3, "rain": 0.28},
}
TWO = 0.19  # of the scenes with an animal
UNIT = {"extreme": 78.0, "close": 56.0, "medium": 39.0, "wide": 27.0}  # pixels, half an animal
RELATIVE = {"mushroom": 1.1, "rock": 1.12, "leaf": 1.0}  # a plant's unit in animal units
FLOWER_UNIT = 1.22
CROWN = {"tulip": 0.36, "mushroom": 0.42, "coneflower": 0.22}  # how far the perch stands above
SHOULDER = {"mushroom": 0.3, "leaf": 0.0, "rock": 0.08}  # how much lower two stand than one
PAIR_WIDENS = {"mushroom": 1.38, "rock": 1.1, "leaf": 1.05}


def _pick(rng: random.Random, odds: Mapping[str, float]) -> str:
    return rng.choices(list(odds), list(odds.values()))[0]


def draw_attributes(rng: random.Random) -> dict[str, str]:
    """One value for every attribute, unusual combinations and held-out ones included."""
    drawn = {name: _pick(rng, odds) for name, odds in ODDS.items()}
    two = drawn["subject"] != "none" and rng.random() < TWO
    drawn["second"] = rng.choice(ANIMALS) if two else "none"
    if two and drawn["support"] == "tulip":
        drawn["support"] = rng.choice(("rock", "leaf", "coneflower"))
    drawn["colour"] = _pick(rng, COLOURS[drawn["support"]])
    crowd = {"wide": 0.6, "medium": 0.35}.get(drawn["camera"], 0.0)
    drawn["blooms"] = "several" if rng.random() < crowd else "one"
    return settle(drawn)


def settle(drawn: Mapping[str, str]) -> dict[str, str]:
    """Make attributes consistent: what is not there is "none", light suits the backdrop."""
    made = dict(drawn)
    first, second = sorted((made["subject"], made["second"]), key=_rank)
    made["subject"], made["second"] = first, second
    present = {first, second} - {"none"}
    made["count"] = "none" if not present else "one" if second == "none" else "two"
    for animal, names in (("butterfly", ("butterfly", "pose")), ("snail", ("shell",)),
                          ("ladybird", ("ladybird",)), ("dragonfly", ("dragonfly",))):
        for name in names:
            if animal not in present:
                made[name] = "none"
    if made["support"] in ("rock", "leaf"):
        made["blooms"] = "one"
    if made["backdrop"] == "sunset":
        made["light"] = "golden"
    if made["backdrop"] == "sky" and made["light"] == "fog":
        made["light"] = "overcast"
    if made["light"] == "sunny" and made["wet"] == "rain":
        made["wet"] = "dew"
    return {name: made[name] for name in ATTRIBUTES}


def _rank(animal: str) -> int:
    return len(ANIMALS) if animal == "none" else ANIMALS.index(animal)


HELD_OUT: tuple[dict[str, str], ...] = (
    {"subject": "snail", "support": "sunflower"},
    {"subject": "butterfly", "butterfly": "blue", "support": "rock", "light": "night"},
    {"subject": "ladybird", "second": "bee", "support": "leaf"},
)


def is_held_out(attributes: Attributes) -> bool:
    """Whether a scene shows a combination that training never sees (each part it does see)."""
    animals = {attributes["subject"], attributes["second"]}
    snail_on_sunflower = "snail" in animals and attributes["support"] == "sunflower"
    blue_on_rock_at_night = (attributes["butterfly"], attributes["support"], attributes["light"]) == (
        "blue", "rock", "night")
    pair_on_leaf = animals == {"ladybird", "bee"} and attributes["support"] == "leaf"
    return snail_on_sunflower or blue_on_rock_at_night or pair_on_leaf


def hold_out(rng: random.Random) -> dict[str, str]:
    """Attributes of one of the held-out combinations; what it leaves open is drawn."""
    rule = rng.choice(HELD_OUT)
    drawn = draw_attributes(rng)
    filled = {name: value for name, value in drawn.items() if value != "none"}
    details = {name: _pick(rng, ODDS[name]) for name in ("butterfly", "pose", "shell", "ladybird", "dragonfly")}
    made = {"second": "none", "wet": "none"} | details | filled | rule
    if "second" not in rule and "second" not in filled:
        made["second"] = "none"
    if rule.get("light") == "night" and made["backdrop"] == "sunset":
        made["backdrop"] = "meadow"
    made["colour"] = _pick(rng, COLOURS[made["support"]])
    return settle(made)


def paint(brush: Brush, attributes: Attributes, stream: Stream, time: float) -> None:
    """Paint the scene, from the far to the near."""
    light, camera = attributes["light"], attributes["camera"]
    layout = stream("layout")
    side = layout.choice((-1, 1))
    unit, x, y = _composition(layout, attributes, brush.size)
    tone = PETAL[attributes["colour"]]
    with brush.part(SEGMENTS.index("backdrop"), 0.1):
        blur = {"extreme": 8.0, "close": 7.0, "medium": 5.5, "wide": 4.0}[camera]
        backdrop(brush, stream("backdrop"), attributes["backdrop"], blur, time)
        open_sky = attributes["backdrop"] == "sky"
        behind(brush, stream("light"), light, open_sky, side, time)
        if attributes["bokeh"] == "yes":
            bokeh(brush, stream("bokeh"), tone, time)
    if attributes["blooms"] == "several":
        _neighbours(brush, stream("neighbours"), attributes, unit, (x, y), time)
    with brush.layer():
        _subject(brush, attributes, stream, unit, (x, y), time)
        shade(brush, light, side)
    if attributes["wet"] == "rain":
        rain(brush, stream("rain"), time)
    over(brush, light, attributes["wet"], side)


def _composition(layout: random.Random, attributes: Attributes, size: int) -> tuple[float, float, float]:
    """Pixels per animal unit, and where the plant's origin stands."""
    camera, count = attributes["camera"], attributes["count"]
    unit = UNIT[camera] * layout.uniform(0.95, 1.05)
    if count == "two":
        unit *= {"extreme": 0.9, "close": 0.93, "medium": 1.0, "wide": 1.12}[camera]
    play = 0.5 if count == "two" or camera == "extreme" else 1.0
    x = size * 0.5 + layout.uniform(-22, 22) * play
    y = size * {"extreme": 0.66, "close": 0.62, "medium": 0.6, "wide": 0.6}[camera] + layout.uniform(-8, 8)
    if count == "none":
        y -= unit * 0.4
    else:
        y += unit * CROWN.get(attributes["support"], 0.0)
    return unit, x, y


def _plant(brush: Brush, rng: random.Random, attributes: Attributes) -> Perch:
    colour: Hsv = vary(rng, PETAL[attributes["colour"]])
    return PLANTS[attributes["support"]](brush, rng, colour)


def _plant_unit(attributes: Attributes) -> float:
    wide = PAIR_WIDENS.get(attributes["support"], 1.12) if attributes["count"] == "two" else 1.0
    return RELATIVE.get(attributes["support"], FLOWER_UNIT) * wide


def _neighbours(
    brush: Brush, rng: random.Random, attributes: Attributes, unit: float, at: tuple[float, float], time: float
) -> None:
    """More of the same plant, smaller, to the left and right, a little out of focus."""
    with brush.layer(blur=1.3), brush.part(SEGMENTS.index("neighbours"), 0.35):
        places = [-3.5, -2.0, 2.0, 3.5] if attributes["camera"] == "wide" else [-2.2, 2.2]
        for place in places:
            x = at[0] + unit * (place + rng.uniform(-0.25, 0.25)) * 1.15
            y = at[1] + unit * rng.uniform(-0.1, 0.9)
            scale = unit * _plant_unit(attributes) * rng.uniform(0.66, 0.8)
            with brush.place(x, y, scale, scale, 2 * wave(time, 1, x / 100)):
                _plant(brush, rng, attributes)


def _subject(
    brush: Brush, attributes: Attributes, stream: Stream, unit: float, at: tuple[float, float], time: float
) -> None:
    support = attributes["support"]
    scale = unit * _plant_unit(attributes)
    rooted = support in ("rock", "mushroom")
    x = at[0] + (0.0 if rooted else 2.5 * wave(time, 1) * unit / 56)
    with brush.part(SEGMENTS.index(support), 0.6), brush.place(x, at[1], scale, scale):
        perch = _plant(brush, stream("plant"), attributes)
    feet = (x + perch.x * scale, at[1] + perch.y * scale)
    wet = sorted(perch.drops, key=_height) if attributes["wet"] != "none" else []
    behind_animals, before_animals = wet[: len(wet) // 2], wet[len(wet) // 2 :]
    drops = stream("drops")
    _drops(brush, drops, behind_animals, scale, (x, at[1]))
    _animals(brush, attributes, stream, unit, feet, time)
    _drops(brush, drops, before_animals, scale, (x, at[1]))


def _height(point: Point) -> float:
    return point[1]


def _animals(
    brush: Brush, attributes: Attributes, stream: Stream, unit: float, feet: tuple[float, float], time: float
) -> None:
    rng = stream("animals")
    names = [attributes[name] for name in ("subject", "second") if attributes[name] != "none"]
    facing = [rng.choice((-1, 1)) for _ in range(2)]
    if len(names) == 2:
        places = [-0.92, 0.92]
        if rng.random() < 0.5:
            places.reverse()
    else:
        places = [rng.uniform(-0.06, 0.06)]
    lower = SHOULDER.get(attributes["support"], 0.12) if len(names) == 2 else 0.0
    for index, name in enumerate(names):
        size = unit * (0.72 if len(names) == 2 else 1.0) * (0.98 if name == "dragonfly" else 1.0)
        x, y = feet[0] + places[index] * unit, feet[1] + lower * unit
        flip = facing[index] if len(names) == 1 else (1 if places[index] < 0 else -1) * facing[0]
        with brush.part(SEGMENTS.index(name), 0.85 + 0.1 * index), brush.place(x, y, flip * size, size):
            _animal(brush, stream(f"animal {index}"), name, attributes, time)


def _animal(brush: Brush, rng: random.Random, name: str, attributes: Attributes, time: float) -> None:
    if name == "butterfly":
        butterfly(brush, rng, attributes["butterfly"], attributes["pose"], time)
    elif name == "snail":
        snail(brush, rng, attributes["shell"], time)
    elif name == "ladybird":
        ladybird(brush, rng, attributes["ladybird"], time)
    elif name == "bee":
        bee(brush, rng, time)
    else:
        dragonfly(brush, rng, attributes["dragonfly"], time)


def _drops(brush: Brush, rng: random.Random, points: Sequence[Point], scale: float, at: Point) -> None:
    with brush.soft():
        for x, y in points:
            radius = max(2.6, scale * rng.uniform(0.035, 0.065))
            drop(brush, at[0] + x * scale, at[1] + y * scale, radius)


PLANTS: dict[str, Callable[[Brush, random.Random, Hsv], Perch]] = {
    "coneflower": coneflower,
    "sunflower": sunflower,
    "daisy": daisy,
    "tulip": tulip,
    "poppy": poppy,
    "mushroom": mushroom,
    "rock": rock,
    "leaf": leaf,
}
