"""From attributes to a painted sky, from the far to the near."""

import random
from dataclasses import dataclass

from pellucid.data.world.brush import Brush, ink, linear
from pellucid.data.world.heavens import stars
from pellucid.data.world.motion import wave
from pellucid.data.world.place import Attributes, Stream
from pellucid.data.world.sky import SEGMENTS, bodies, earth, ground
from pellucid.data.world.sky.astronaut import FEET, SEAT, astronaut
from pellucid.data.world.sky.rocket import rocket, smoke

SKY, PLANET, EARTH, COMET, MOON, ROCKET, FLAG, CAT = range(len(SEGMENTS))
LIT = 1  # where the sun is: -1 left, 1 right; planets are on its side, the earth is not
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
    deep = rng.uniform(0.62, 0.7)
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
    size, rng = brush.size, view.stream("planet")
    alone = not view.cat and view.told["rocket"] == "none" and view.told["where"] == "space"
    x, y = size * (0.5 + 0.34 * LIT), size * rng.uniform(0.17, 0.25)
    radius = rng.uniform(23, 30) * (0.78 if rings else 1.0)
    if alone:
        side = LIT if view.told["earth"] == "yes" else 0.2 * LIT
        x, y = size * (0.5 + 0.16 * side), size * rng.uniform(0.42, 0.52)
        radius = rng.uniform(48, 60) if rings else rng.uniform(58, 78)
    y += 2 * wave(view.time, 1, 0.4)
    with brush.part(PLANET, 0.1), brush.place(x, y, radius, radius):
        bodies.planet(brush, rng, kind, rings, LIT, view.time)


def _earth(brush: Brush, view: View) -> None:
    size, rng = brush.size, view.stream("earth")
    if view.told["where"] == "orbit":
        with brush.part(EARTH, 0.2):
            earth.limb(brush, rng, LIT, view.time)
    elif view.told["earth"] == "yes":
        x, y = size * (0.5 - 0.33 * LIT), size * rng.uniform(0.18, 0.26)
        radius = rng.uniform(25, 33)
        if not view.cat and view.told["planet"] == "none" and view.told["rocket"] == "none":
            x, y = size * (0.5 - 0.12 * LIT), size * rng.uniform(0.28, 0.34)
            radius = rng.uniform(36, 46)
            if view.told["where"] == "space":
                y, radius = size * 0.48, rng.uniform(62, 80)
        with brush.part(EARTH, 0.12), brush.place(x, y, radius, radius):
            earth.earth(brush, rng, LIT, view.time)


def _comet(brush: Brush, view: View) -> None:
    if view.told["comet"] == "no":
        return
    size, rng = brush.size, view.stream("comet")
    x, y = size * (0.5 - 0.06 * LIT + rng.uniform(-0.08, 0.08)), size * rng.uniform(0.1, 0.2)
    y += 3 * wave(view.time, 1)
    x += 3 * wave(view.time, 1)
    with brush.part(COMET, 0.08):
        lean = rng.uniform(-32, -14)
        with brush.place(x, y, -LIT, 1):
            bodies.comet(brush, rng, (0, 0), rng.uniform(76, 104), lean)


def _ground(brush: Brush, view: View) -> float:
    """The moon, if we stand on it; returns where feet are."""
    if not view.moon:
        return 0.0
    size, rng = brush.size, view.stream("ground")
    with brush.part(MOON, 0.4):
        y, whole = ground.horizon(rng, brush.size)
        ground.surface(brush, rng, whole, y, LIT)
    feet = y + size * {"close": 0.3, "medium": 0.19, "wide": 0.15}[view.told["camera"]]
    if view.told["flag"] == "yes":
        x = size * (0.5 - LIT * rng.uniform(0.3, 0.36))
        with brush.part(FLAG, 0.7), brush.place(x, y + size * 0.12, 74, 74):
            ground.flag(brush, LIT, view.time)
    return feet


def _rocket(brush: Brush, view: View, feet: float) -> None:
    kind = view.told["rocket"]
    if kind == "none":
        return
    size, rng = brush.size, view.stream("rocket")
    if view.moon:
        tall = rng.uniform(86, 100) if view.cat else rng.uniform(128, 150)
        x = size * (0.5 + LIT * (0.33 if view.cat else 0.12))
        y = feet - size * (0.12 if view.cat else 0.02)
        ground.shadow(brush, (x, y), tall * 0.3, LIT)
        with brush.part(ROCKET, 0.6), brush.place(x, y, tall, tall):
            rocket(brush, kind, LIT, False, view.time)
        return
    tall = rng.uniform(66, 78) if view.cat else rng.uniform(112, 136)
    x, y = size * (0.5 - LIT * 0.08), size * 0.5
    if view.cat:
        x, y = size * (0.5 + LIT * rng.uniform(0.34, 0.38)), size * rng.uniform(0.62, 0.74)
    lean = LIT * rng.uniform(28, 50) if not view.cat else LIT * rng.uniform(8, 30)
    y += 3 * wave(view.time, 1)
    with brush.part(ROCKET, 0.55), brush.place(x, y, tall, tall, lean), brush.place(0, 0.5):
        smoke(brush, rng, 1.5)
        rocket(brush, kind, LIT, True, view.time)


def _cat(brush: Brush, view: View, feet: float) -> None:
    if not view.cat:
        return
    size, told, rng = brush.size, view.told, view.stream("cat")
    unit = UNIT[told["camera"]] * rng.uniform(0.95, 1.05)
    x, lean = size * (0.5 + rng.uniform(-0.05, 0.05)), 0.0
    if told["pose"] == "floating":
        y = size * {"close": 0.45, "medium": 0.37, "wide": 0.42}[told["camera"]]
        y += 5 * wave(view.time, 1)
        lean = -LIT * rng.uniform(4, 14) + 3 * wave(view.time, 1, 0.3)
    else:
        y = feet - unit * (FEET if told["pose"] == "standing" else SEAT)
        if told["camera"] == "close":
            y = size * 0.46
        else:
            wide = unit * (0.62 if told["pose"] == "standing" else 0.85)
            ground.shadow(brush, (x, feet), wide, LIT)
            with brush.part(MOON, 0.5):
                ground.footprints(brush, view.stream("steps"), (x, feet), unit)
    kind, suit, pose, fur = told["cat"], told["suit"], told["pose"], random.Random(rng.random())
    with brush.part(CAT, 0.9), brush.place(x, y, unit, unit, lean):
        astronaut(brush, fur, kind, suit, pose, LIT, view.time)
