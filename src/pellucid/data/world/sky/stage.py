"""From attributes to a painted sky, from the far to the near."""

import random
from dataclasses import dataclass

from pellucid.data.world.brush import Brush, ink, linear
from pellucid.data.world.heavens import stars
from pellucid.data.world.motion import wave
from pellucid.data.world.place import Attributes, Stream, side
from pellucid.data.world.sky import HORIZON, SEGMENTS, bodies, earth, ground
from pellucid.data.world.sky.astronaut import FEET, SEAT, astronaut
from pellucid.data.world.sky.rocket import rocket, smoke

SKY, PLANET, EARTH, COMET, MOON, ROCKET, FLAG, CAT = range(len(SEGMENTS))
UNIT = {"close": 86.0, "medium": 45.0, "wide": 26.0}  # pixels in the width of a cat's head


@dataclass(frozen=True, slots=True)
class View:
    """A sky about to be painted."""

    told: Attributes
    stream: Stream
    time: float
    size: float

    @property
    def cat(self) -> bool:
        """Whether somebody is there."""
        return self.told["cat"] != "none"

    @property
    def lit(self) -> int:
        """Where the sun is: -1 left, 1 right."""
        return side(self.told, "sun")

    def side(self, name: str) -> int:
        """-1 where the arrangement says left, 1 where it says right, else 0."""
        return side(self.told, name)

    @property
    def moon(self) -> bool:
        """Whether we stand on the moon."""
        return self.told["where"] == "moon"


def paint(brush: Brush, attributes: Attributes, stream: Stream, time: float) -> None:
    """Paint the scene as it is at `time` seconds."""
    view = View(attributes, stream, time, brush.size)
    _space(brush, view)
    _planet(brush, view)
    _earth(brush, view)
    _comet(brush, view)
    feet = _ground(brush, view)
    _rocket(brush, view, feet)
    _cat(brush, view, feet)


def _space(brush: Brush, view: View) -> None:
    """Darkness, gas, stars."""
    size, rng = brush.size, view.stream("space")
    deep = rng.uniform(0.6, 0.73)
    with brush.part(SKY, 0.0):
        ends = [ink((deep, 0.75, 0.09)), ink((deep - 0.02, 0.72, 0.2))]
        brush.wash(linear((0, 0), (rng.uniform(-80, 80), size), ends))
        if view.told["nebula"] != "none":
            bodies.nebula(brush, rng, view.told["nebula"])
        many = view.told["stars"] == "many"
        stars(brush, view.stream("stars"), 200 if many else 44, size * 1.0, view.time)


def _planet(brush: Brush, view: View) -> None:
    kind, rings = view.told["planet"], view.told["rings"] == "yes"
    if kind == "none":
        return
    size, rng, at = brush.size, view.stream("planet"), view.side("planet_at")
    alone = not view.cat and view.told["rocket"] == "none" and view.told["where"] == "space"
    x, y = size * (0.5 + at * rng.uniform(0.3, 0.36)), size * rng.uniform(0.16, 0.28)
    radius = rng.uniform(23, 34) * (0.78 if rings else 1.0)
    if alone:
        out = 0.16 if view.told["earth"] == "yes" else rng.uniform(0.02, 0.13)
        x, y = size * (0.5 + out * at), size * rng.uniform(0.42, 0.56)
        radius = rng.uniform(46, 58) if rings else rng.uniform(58, 80)
    edge = radius * (2.02 if rings else 1.1) + 3  # the whole of it is in the picture
    x, y = min(max(x, edge), size - edge), max(y, radius * 1.1 + 4) + 2 * wave(view.time, 1, 0.4)
    turn = view.side("tilt") or 1
    with brush.part(PLANET, 0.1), brush.place(x, y, turn * radius, radius):
        bodies.planet(brush, rng, kind, rings, view.lit * turn, view.time)


def _earth(brush: Brush, view: View) -> None:
    size, rng = brush.size, view.stream("earth")
    if view.told["where"] == "orbit":
        with brush.part(EARTH, 0.2):
            earth.limb(brush, rng, view.lit, view.time)
    elif view.told["earth"] == "yes":
        at = view.side("earth_at")
        x, y = size * (0.5 + at * rng.uniform(0.3, 0.35)), size * rng.uniform(0.18, 0.28)
        radius = rng.uniform(25, 36)
        if view.told["rocket"] != "none":  # it may stand below
            y, radius = size * rng.uniform(0.13, 0.17), rng.uniform(22, 27)
        if not view.cat and view.told["planet"] == "none" and view.told["rocket"] == "none":
            x, y = size * (0.5 + at * rng.uniform(0.04, 0.2)), size * rng.uniform(0.26, 0.34)
            radius = rng.uniform(36, 48)
            if view.told["where"] == "space":
                y, radius = size * rng.uniform(0.42, 0.54), rng.uniform(62, 82)
        with brush.part(EARTH, 0.12), brush.place(x, y, radius, radius):
            earth.earth(brush, rng, view.lit, view.time)


def _comet(brush: Brush, view: View) -> None:
    if view.told["comet"] == "no":
        return
    size, rng = brush.size, view.stream("comet")
    planet, globe = view.side("planet_at"), view.side("earth_at")
    away = -(planet + globe) * 0.1  # between two bodies, beside one
    x, y = size * (0.5 + away + rng.uniform(-0.05, 0.05)), size * rng.uniform(0.1, 0.24)
    y += 3 * wave(view.time, 1)
    x += 3 * wave(view.time, 1)
    with brush.part(COMET, 0.08):
        lean = rng.uniform(-36, -10)
        with brush.place(x, y, -view.lit, 1):
            bodies.comet(brush, rng, (0, 0), rng.uniform(76, 104), lean)


def _ground(brush: Brush, view: View) -> float:
    """The moon, if we stand on it; returns where feet are."""
    if not view.moon:
        return 0.0
    size, rng = brush.size, view.stream("ground")
    with brush.part(MOON, 0.4):
        y, whole = ground.horizon(rng, brush.size, HORIZON[view.told["horizon"]])
        ground.surface(brush, rng, whole, y, view.lit)
    feet = y + size * {"close": 0.3, "medium": 0.19, "wide": 0.15}[view.told["camera"]]
    if view.told["flag"] == "yes":
        at = view.side("flag_at")
        x = size * (0.5 + at * rng.uniform(0.26, 0.3))
        with brush.part(FLAG, 0.7), brush.place(x, y + size * 0.12, 74, 74):
            ground.flag(brush, at, view.time)
    return feet


def _rocket(brush: Brush, view: View, feet: float) -> None:
    kind = view.told["rocket"]
    if kind == "none":
        return
    size, rng, at = brush.size, view.stream("rocket"), view.side("rocket_at")
    if view.moon:
        tall = rng.uniform(86, 102) if view.cat else rng.uniform(124, 150)
        x = size * (0.5 + at * (0.33 if view.cat else rng.uniform(0.05, 0.2)))
        y = feet - size * (0.12 if view.cat else 0.02)
        ground.shadow(brush, (x, y), tall * 0.3, view.lit)
        with brush.part(ROCKET, 0.6), brush.place(x, y, tall, tall):
            rocket(brush, kind, view.lit, False, view.time)
        return
    tall = rng.uniform(66, 78) if view.cat else rng.uniform(108, 138)
    x, y = size * (0.5 - at * 0.08), size * rng.uniform(0.46, 0.54)
    if view.cat:
        x, y = size * (0.5 + at * rng.uniform(0.34, 0.37)), size * rng.uniform(0.6, 0.74)
    lean = at * rng.uniform(18, 60) if not view.cat else at * rng.uniform(-4, 26)
    y += 3 * wave(view.time, 1)
    with brush.part(ROCKET, 0.55), brush.place(x, y, tall, tall, lean), brush.place(0, 0.5):
        smoke(brush, rng, 1.5)
        rocket(brush, kind, view.lit, True, view.time)


def _cat(brush: Brush, view: View, feet: float) -> None:
    if not view.cat:
        return
    size, told, rng = brush.size, view.told, view.stream("cat")
    unit = UNIT[told["camera"]] * rng.uniform(0.93, 1.07)
    off = view.side("place") * rng.uniform(0.14, 0.22)
    x, lean = size * (0.5 + (off or rng.uniform(-0.04, 0.04))), 0.0
    if told["pose"] == "floating":
        y = size * {"close": 0.45, "medium": 0.37, "wide": 0.42}[told["camera"]]
        y += rng.uniform(-8, 8) + 5 * wave(view.time, 1)
        tilt = rng.uniform(10, 24) if told["camera"] != "close" else rng.uniform(6, 12)
        lean = view.side("lean") * tilt + 3 * wave(view.time, 1, 0.3)
    else:
        y = feet - unit * (FEET if told["pose"] == "standing" else SEAT)
        if told["camera"] == "close":
            y = size * 0.46
        else:
            wide = unit * (0.62 if told["pose"] == "standing" else 0.85)
            ground.shadow(brush, (x, feet), wide, view.lit)
            with brush.part(MOON, 0.5):
                ground.footprints(brush, view.stream("steps"), (x, feet), unit)
    kind, suit, pose, fur = told["cat"], told["suit"], told["pose"], random.Random(rng.random())
    turn = view.side("paw") or rng.choice((-1, 1))
    with brush.part(CAT, 0.9), brush.place(x, y, turn * unit, unit, lean):
        astronaut(brush, fur, kind, suit, pose, view.lit * turn, view.time)
