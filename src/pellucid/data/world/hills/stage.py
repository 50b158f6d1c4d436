"""From attributes to a painted landscape, from the far to the near."""

import random
from dataclasses import dataclass

from pellucid.data.world import heavens
from pellucid.data.world.air import Air, air, varied
from pellucid.data.world.brush import Brush, Point
from pellucid.data.world.hills import HORIZON, SEGMENTS, fold, house, land, trees
from pellucid.data.world.hills.flight import flight
from pellucid.data.world.hills.forest import path
from pellucid.data.world.hills.mountains import mountains
from pellucid.data.world.motion import wave
from pellucid.data.world.place import Attributes, Stream, side

SKY, MOUNTAINS, HILLS, LAKE, PATH, TREES, HOUSES, SHEEP, BOAT, FLOWERS = range(len(SEGMENTS))
LONG = (170, 230, 300)  # pixels from hill to hill, from the far to the near
CLUSTERS = (  # how three houses stand: beside the middle, below the crest, how wide; in pixels
    ((-70, 2, 48), (68, 4, 50), (-4, 18, 60)),
    ((2, 0, 50), (-66, 15, 55), (68, 13, 52)),
    ((66, -2, 49), (-68, 5, 52), (0, 17, 58)),
    ((-66, -2, 49), (68, 5, 52), (0, 17, 58)),
)


@dataclass(frozen=True, slots=True)
class View:
    """A landscape about to be painted."""

    told: Attributes
    air: Air
    stream: Stream
    time: float

    @property
    def season(self) -> str:
        """The season: which grass and leaves."""
        return self.told["season"]

    def side(self, name: str) -> int:
        """-1 where the arrangement says left, while the sun is painted on the right; or 1 or 0."""
        return side(self.told, name) * side(self.told, "sun")

    @property
    def snowy(self) -> bool:
        """Whether snow lies."""
        return self.season == "winter"


def paint(brush: Brush, attributes: Attributes, stream: Stream, time: float) -> None:
    """Paint the scene as it is at `time` seconds."""
    made = varied(stream("air"), air(attributes["hour"], attributes["weather"]))
    view = View(attributes, made, stream, time)
    with brush.turned(side(attributes, "sun")):  # it is painted with the sun on the right
        {"hills": _hills, "lake": _lake, "path": _path, "flight": _flight}[attributes["land"]](
            brush, view
        )
    wind = side(attributes, "wind")
    heavens.falling(brush, stream("weather"), attributes["weather"], wind, time)


def _path(brush: Brush, view: View) -> None:
    path(brush, view.stream, view.air, view.told, view.side("bend"), view.time)


def _flight(brush: Brush, view: View) -> None:
    flight(brush, view.stream, view.air, view.told, view.side("bend"), view.time)


def _heaven(brush: Brush, view: View, horizon: float) -> None:
    """The sky with what stands in it, down to `horizon` pixels."""
    size, made, time = brush.size, view.air, view.time
    hour, weather = view.told["hour"], view.told["weather"]
    rng = view.stream("sky")
    x = size * (0.5 + rng.uniform(0.17, 0.36))
    with brush.part(SKY, 0.0):
        made.sky(brush, horizon / size)
        thin = {"clear": 1.0, "fog": 0.35, "rain": 0.0, "snow": 0.12}[weather]
        if hour == "night":
            if thin == 1.0:
                heavens.stars(brush, rng, 150, horizon, time)
            if view.told["moon"] != "none":
                heavens.moon(brush, (x, size * rng.uniform(0.1, 0.2)), 14, view.told["moon"])
        elif thin:
            low = {"morning": 0.82, "golden": 0.68, "sunset": 0.92, "day": 0.16}[hour]
            low += rng.uniform(-0.06, 0.04)
            heavens.sun(brush, (x, horizon * low), made, 11 if hour == "sunset" else 9, thin)
        if weather in ("rain", "snow"):
            heavens.overcast(brush, rng, made, horizon, time)
        elif hour in ("sunset", "golden", "morning") and weather == "clear":
            heavens.streaks(brush, rng, made, horizon, time)
        elif hour == "day" and weather == "clear":
            count = {"no": 0, "few": rng.randint(1, 2), "many": rng.randint(4, 6)}
            heavens.clouds(brush, rng, made, horizon, count[view.told["clouds"]], time)


def _far(brush: Brush, view: View, horizon: float) -> None:
    """Mountains, if there are any, and the furthest hills."""
    size, rng = brush.size, view.stream("far")
    if view.told["mountains"] == "yes":
        with brush.part(MOUNTAINS, 0.1):
            high = size * rng.uniform(0.24, 0.38)
            mountains(brush, rng, view.air, horizon + 8, high, view.snowy)
    with brush.part(HILLS, 0.2):
        crest = land.ridge(rng, horizon + 6, 7, 150)
        land.hill(brush, rng, view.air, crest, view.season, 0.85)
    _grove(brush, view, rng, crest, 0.8, 7, 26)


def _grove(
    brush: Brush,
    view: View,
    rng: random.Random,
    crest: land.Ridge,
    far: float,
    tall: float,
    count: int,
) -> None:
    """Trees along a ridge, in clumps."""
    if view.told["trees"] == "none":
        return
    clumps = [rng.uniform(0, brush.size) for _ in range(4)]
    places = sorted(
        (
            rng.uniform(0, 5 * tall) * rng.random(),
            rng.choice(clumps) + rng.gauss(0, tall * 2.2),
        )
        for _ in range(count)
    )
    for drop, x in places:
        y = crest.at(x) + 1 + drop * 0.3
        _tree(brush, view, rng, (x, y), tall * rng.uniform(0.8, 1.3), far)


def _tree(
    brush: Brush, view: View, rng: random.Random, where: Point, tall: float, far: float
) -> None:
    x, y = where
    if tall > 22:
        land.shadow(brush, view.air, (x, y), tall * 0.24)
    sway = 0.7 * wave(view.time, 1, x / 90)
    with brush.part(TREES, 1 - far), brush.place(x, y, tall, tall, sway):
        tree = trees.Tree(view.told["trees"], view.season, view.air, far * 0.9)
        trees.paint(brush, rng, tree, tall)


def _home(
    brush: Brush, view: View, rng: random.Random, where: Point, wide: float, far: float, kind: str
) -> None:
    """A house or church with its shadow; of several each has walls and a gable of its own."""
    x, y = where
    turn, walls = rng.choice((-1, 1)), rng.choice(("white", "white", *house.WALLS))
    if view.told["houses"] == "one":
        turn, walls = view.side("gable"), view.told["walls"]
    walls = "white" if kind == "church" else walls
    one = house.House(walls, view.told["roof"], far * 0.45, view.snowy, turn)
    land.shadow(brush, view.air, (x, y), wide * 0.72)
    with brush.part(HOUSES, 1 - far), brush.place(x, y, wide, wide):
        if kind == "church":
            house.church(brush, rng, view.air, one)
        else:
            house.house(brush, rng, view.air, one, wide > 24)
        smoking = view.snowy or view.told["hour"] in ("morning", "night")
        if kind == "house" and smoking and wide > 18:
            house.smoke(brush, rng, view.air, far, view.time)


def _village(
    brush: Brush, view: View, rng: random.Random, crest: land.Ridge, middle: float, far: float
) -> None:
    """A church and six houses in two rows."""
    rows = rng.choice((((-12.0, 32.0, 3), (10.0, 36.0, 4)), ((-14.0, 33.0, 4), (12.0, 38.0, 3))))
    steeple = rng.randrange(rows[0][2])
    for row, (drop, wide, count) in enumerate(rows):
        for index in range(count):
            x = middle + (index - (count - 1) / 2) * wide * 1.55 + rng.uniform(-3, 3)
            y = crest.at(x) + drop + rng.uniform(-2, 2) + 6
            kind = "church" if (row, index) == (0, steeple) else "house"
            scale = wide * (1.3 if kind == "church" else rng.uniform(0.93, 1.06))
            _home(brush, view, rng, (x, y), scale, far, kind)


def _hills(brush: Brush, view: View) -> None:
    size, rng = brush.size, view.stream("land")
    horizon = size * (HORIZON["hills"][view.told["horizon"]] + rng.uniform(-0.02, 0.02))
    steep = {"gentle": 0.5, "rolling": 1.0, "steep": 1.6}[view.told["relief"]]
    _heaven(brush, view, horizon)
    _far(brush, view, horizon)
    middle = _middle(view, rng, size)
    crests = []
    for step, far in enumerate((0.6, 0.36, 0.1)):
        base = horizon + size * (0.08, 0.2, 0.4)[step]
        crest = land.ridge(
            rng, base, (11, 14, 10)[step] * min(steep, (1.6, 1.6, 1.0)[step]), LONG[step]
        )
        crests.append(crest)
        with brush.part(HILLS, 0.35 + 0.2 * step):
            land.hill(brush, rng, view.air, crest, view.season, far)
        if step == 0:
            _grove(brush, view, rng, crest, 0.55, 15, 18)
        if step == 1:
            _settle(brush, view, crest, middle)
        if view.told["weather"] == "fog" or (view.told["hour"] == "morning" and step < 2):
            view.air.veil(brush, base - 6, base + 44, 0.5)
    _fore(brush, view, crests[2])


def _middle(view: View, rng: random.Random, size: int) -> float:
    """Around where houses stand: one may stand well aside, several fill the picture."""
    aside = {"one": rng.uniform(0.11, 0.15), "several": rng.uniform(0.03, 0.06)}
    off = aside.get(view.told["houses"], 0.0) * view.side("place")
    return size * (0.5 + (off or rng.uniform(-0.02, 0.02)))


def _settle(brush: Brush, view: View, crest: land.Ridge, middle: float) -> None:
    """Houses on the middle hill, their path, and trees beside them."""
    size, rng, kind = brush.size, view.stream("houses"), view.told["houses"]
    if kind in ("one", "several"):
        with brush.part(PATH, 0.6):
            bend = view.side("bend")
            foot = (middle + bend * rng.uniform(30, 60), size * 0.82)
            end = (middle, crest.at(middle) + 10)
            land.path(brush, view.air, foot, end, 15, -bend * rng.uniform(14, 26), view.snowy)
    if view.told["trees"] != "none":
        for turn in (-1, 1):
            x = middle + turn * rng.uniform(86, 108)
            if 14 < x < size - 14:
                _tree(brush, view, rng, (x, crest.at(x) + 6), rng.uniform(36, 52), 0.35)
    if kind == "one":
        _home(brush, view, rng, (middle, crest.at(middle) + 12), rng.uniform(80, 102), 0.2, "house")
    elif kind == "several":
        for dx, drop, wide in rng.choice(CLUSTERS):
            x, scale = middle + dx + rng.uniform(-4, 4), wide * rng.uniform(0.95, 1.08)
            _home(brush, view, rng, (x, crest.at(x) + drop + 6), scale, 0.3, "house")
    elif kind == "village":
        _village(brush, view, rng, crest, middle, 0.35)


def _fore(brush: Brush, view: View, crest: land.Ridge) -> None:
    """What is near: a tree at the edge, sheep, flowers."""
    size, rng = brush.size, view.stream("near")
    if view.told["trees"] != "none":
        full = view.told["houses"] in ("several", "village")
        out, tall = (0.45, rng.uniform(66, 80)) if full else (0.4, rng.uniform(80, 116))
        x = size * (0.5 + view.side("tree") * (out + rng.uniform(-0.03, 0.03)))
        _tree(brush, view, rng, (x, crest.at(x) + 14), tall, 0.08)
    count = {"none": 0, "one": 1, "several": rng.randint(3, 5)}[view.told["sheep"]]
    flock = sorted((rng.uniform(14, 40), rng.uniform(-1, 1)) for _ in range(count))
    for drop, along in flock:
        x = size * 0.5 + along * size * (0.18 if count == 1 else 0.38)
        y = crest.at(x) + drop
        scale, turn = 23 + drop * 0.3, rng.choice((-1, 1))
        land.shadow(brush, view.air, (x, y), scale * 0.42)
        with brush.part(SHEEP, 0.85), brush.place(x, y, turn * scale, scale):
            fold.sheep(brush, rng, view.air, view.time)
    if view.told["flowers"] == "yes":
        with brush.part(FLOWERS, 0.95):
            fold.flowers(brush, rng, view.air, crest.base + 8, view.time)


def _lake(brush: Brush, view: View) -> None:
    size, rng = brush.size, view.stream("land")
    shore = size * (HORIZON["lake"][view.told["horizon"]] + rng.uniform(-0.02, 0.02))
    _heaven(brush, view, shore - 26)
    _far(brush, view, shore - 34)
    crest = land.ridge(rng, shore - 17, 8, 210)
    with brush.part(HILLS, 0.4):
        land.hill(brush, rng, view.air, crest, view.season, 0.5)
    _grove(brush, view, rng, crest, 0.48, 17, 18)
    bank = land.Ridge(shore - 7, ())
    houses, middle = view.told["houses"], _middle(view, rng, size)
    homes = view.stream("houses")
    if houses == "village":
        _village(brush, view, homes, land.Ridge(shore - 23, ()), middle, 0.4)
    elif houses != "none":
        for index in range(1 if houses == "one" else 3):
            x = middle + (index - 1) * (72 if houses == "several" else 0) + homes.uniform(-3, 3)
            wide = homes.uniform(76, 94) if houses == "one" else homes.uniform(46, 54)
            _home(brush, view, homes, (x, shore - 4), wide, 0.35, "house")
    if view.told["trees"] != "none":
        for turn in (-1, 1):
            x = size * (0.5 + turn * rng.uniform(0.41, 0.45))
            _tree(brush, view, rng, (x, bank.base + 4), rng.uniform(34, 44), 0.4)
    if view.told["weather"] == "fog" or view.told["hour"] == "morning":
        view.air.veil(brush, shore - 30, shore + 4, 0.55)
    with brush.part(LAKE, 0.5):
        calm = 0.35 if view.told["weather"] == "rain" else rng.uniform(0.6, 0.95)
        land.lake(brush, rng, view.air, shore, view.time, calm)
    _waterside(brush, view, shore)


def _waterside(brush: Brush, view: View, shore: float) -> None:
    """A boat on the water, the near bank with its reeds, a tree that leans into the picture."""
    size, rng = brush.size, view.stream("near")
    if view.told["boat"] != "none":
        x = size * (0.5 + view.side("moored") * rng.uniform(0.08, 0.2))
        y, bob = shore + rng.uniform(38, 54), wave(view.time, 1, 0.2)
        wide = (68.0 if view.told["boat"] == "rowing" else 60.0) * rng.uniform(0.9, 1.1)
        turn = rng.choice((-1, 1))
        with brush.soft(), brush.layer(blur=1.2, alpha=0.42), brush.place(x, y, turn * wide, -wide):
            _boat(brush, view, view.stream("boat"))
        with brush.part(BOAT, 0.75), brush.place(x, y + bob, turn * wide, wide, 1.6 * bob):
            _boat(brush, view, view.stream("boat"))
    crest = land.ridge(rng, size * 0.93, 7, 260)
    with brush.part(HILLS, 0.9):
        land.hill(brush, rng, view.air, crest, view.season, 0.05)
    if not view.snowy:
        with brush.part(HILLS, 0.92):
            for share in (0.3, 0.7):
                x = size * (share + rng.uniform(-0.16, 0.16))
                fold.reeds(
                    brush, rng, view.air, (x, crest.at(x) + 5), rng.uniform(24, 32), view.time
                )
    if view.told["trees"] != "none":
        x = size * (0.5 + view.side("tree") * rng.uniform(0.38, 0.44))
        _tree(brush, view, rng, (x, crest.at(x) + 8), rng.uniform(104, 150), 0.05)


def _boat(brush: Brush, view: View, rng: random.Random) -> None:
    if view.told["boat"] == "rowing":
        fold.rowing_boat(brush, view.air)
    else:
        fold.sailing_boat(brush, rng, view.air)
