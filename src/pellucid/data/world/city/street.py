"""A street in one-point perspective: houses on both sides, pavements, the road.

Everything stands in metres: x to the right of the middle of the road, y up, z away. The mirrored
street (y downwards) is the same street in a wet road, seen by the same eye.
"""

import random
from dataclasses import dataclass

import skia

from pellucid.data.world.air import Air, mix
from pellucid.data.world.brush import (
    SCREEN,
    Brush,
    Hsv,
    Path,
    Point,
    ink,
    linear,
    polygon,
    radial,
    shape,
)
from pellucid.data.world.city.skyline import Look

EYE, FAR, FOCUS = 2.0, 95.0, 215.0  # metres, metres, pixels
LAMPS = (52.0, 34.0, 22.0, 14.0)  # metres away, on both sides
NEAR = 1.6  # where the ground leaves the picture
Metres = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """An eye over a road: where everything meets, in pixels; `up` is -1 in a mirror.

    `wall` is how far the houses stand from the middle of the road, in metres, `kerb` the pavement.
    """

    x: float
    y: float
    wall: float
    kerb: float
    up: float = 1.0

    def at(self, x: float, y: float, z: float) -> Point:
        """Where a point appears."""
        return self.x + FOCUS * x / z, self.y - FOCUS * (self.up * y - EYE) / z

    def flat(self, corners: list[Metres]) -> Path:
        """A flat shape through points."""
        return polygon([self.at(*corner) for corner in corners])

    def many(self, shapes: list[list[Metres]]) -> Path:
        """Many flat shapes as one path."""
        path = skia.Path()
        for corners in shapes:
            path.addPoly([skia.Point(*self.at(*corner)) for corner in corners], True)
        return path


@dataclass(frozen=True, slots=True)
class ServerState:
    """One house: its side, from where to where, how high, its wall, its own chance."""

    side: int
    near: float
    end: float
    high: float
    wall: Hsv
    seed: int


def houses(rng: random.Random, look: Look, tall: tuple[float, float]) -> list[ServerState]:
    """Both rows, from the far to the near."""
    rows = []
    for side in (-1, 1):
        z = 5.0 + rng.uniform(0, 2)
        while z < FAR:
            wide = rng.uniform(7, 12) * (1 + z / 120)
            hue, saturation, value = rng.choice(look.walls)
            wall = (hue, saturation, value * rng.uniform(0.86, 1.06))
            high = rng.uniform(*tall) * (0.85 if z < 12 else 1.0)
            rows.append(ServerState(side, z, z + wide, high, wall, rng.getrandbits(32)))
            z += wide
    return sorted(rows, key=lambda house: -house.near)


def house(brush: Brush, view: View, air: Air, look: Look, one: ServerState, weather: str) -> None:
    """A house: the wall along the street, the wall towards us, windows, a shop below.

    The sun stands on the right, so it shines on the houses on the left.
    """
    rng, x = random.Random(one.seed), view.wall * one.side
    far, behind, old = one.near / FAR, min(1.0, one.end / FAR), look.tall < 1
    lit = 0.75 if one.side < 0 else -0.45
    gable = [
        (x, 0.0, one.near),
        (x, one.high, one.near),
        (x * 3, one.high, one.near),
        (x * 3, 0.0, one.near),
    ]
    brush.fill(view.flat(gable), air.ink(one.wall, far, 0.84, -0.3))
    front = view.flat(
        [(x, 0.0, one.near), (x, one.high, one.near), (x, one.high, one.end), (x, 0.0, one.end)]
    )
    edge, back = view.at(x, 0, one.near)[0], view.at(x, 0, one.end)[0]
    tones = [air.ink(one.wall, far, 1.0, lit), air.ink(one.wall, behind, 0.95, lit)]
    brush.fill(front, linear((edge, 0), (back, 0), tones))
    if old:
        _roof(brush, view, air, one, lit, weather == "snow")
    with brush.soft():
        ground = view.at(x, 0, one.near)[1], view.at(x, min(one.high, 9.0), one.near)[1]
        foot = [ink((0.66, 0.5, 0.08), alpha=0.4), ink((0.66, 0.5, 0.08), alpha=0.0)]
        brush.fill(front, linear((0, ground[0]), (0, ground[1]), foot))
        _windows(brush, view, air, look, one, rng, old)
        _shop(brush, view, air, one, rng)
        seam = shape(view.at(x, 0, one.near), view.at(x, one.high, one.near))
        brush.line(seam, air.ink(one.wall, far, 0.5, -0.4, 0.7), 0.5 + 4 / one.near)
        for y in (3.9, one.high) if not old else (3.9, 7.4, one.high):
            line = shape(view.at(x, y, one.near), view.at(x, y, one.end))
            tone: Hsv = (0.6, 0.03, 1.0) if weather == "snow" else one.wall
            thick = 1.6 if weather == "snow" and y == one.high else 0.9
            brush.line(line, air.ink(tone, far, 1.2, 0.4), thick * (0.5 + 14 / one.near))


def _roof(brush: Brush, view: View, air: Air, one: ServerState, lit: float, snow: bool) -> None:
    x, rise = view.wall * one.side, 2.6
    slope = [(x, one.high, one.near), (x * 1.28, one.high + rise, one.near)]
    slope += [(x * 1.28, one.high + rise, one.end), (x, one.high, one.end)]
    tile: Hsv = (0.6, 0.04, 0.97) if snow else (0.03, 0.55, 0.55)
    brush.fill(view.flat(slope), air.ink(tile, one.near / FAR, 1.0, lit))
    peak = [
        (x, one.high, one.near),
        (x * 1.28, one.high + rise, one.near),
        (x * 3, one.high + rise, one.near),
        (x * 3, one.high, one.near),
    ]
    brush.fill(view.flat(peak), air.ink(tile, one.near / FAR, 0.75, -0.3))


def _windows(
    brush: Brush, view: View, air: Air, look: Look, one: ServerState, rng: random.Random, old: bool
) -> None:
    """Rows of windows on both walls; some are lit when it is dark."""
    x, storey, pitch = view.wall * one.side, 3.2, rng.choice((2.2, 2.6, 3.2))
    columns = max(2, int((one.end - one.near - 0.6) / pitch))
    rows = min(13, max(1, int((one.high - 4.2) / storey)))
    gap = (one.end - one.near) / columns
    share = rng.uniform(0.3, 0.6) * (1.0 if air.dark else 0.07)
    kinds: list[list[list[Metres]]] = [[], [], []]
    wide, high = (0.42, 0.62) if old else (rng.choice((0.5, 0.7, 0.84)), rng.choice((0.5, 0.6)))
    for row in range(rows):
        low = 4.3 + storey * row
        top = low + storey * high
        for column in range(columns + 2):
            chance, colour = rng.random(), rng.choice((1, 1, 2))
            kind = kinds[colour if chance < share else 0]
            if column < columns:
                near = one.near + gap * (column + (1 - wide) / 2)
                end = near + gap * wide
                kind.append([(x, low, near), (x, top, near), (x, top, end), (x, low, end)])
            else:
                left = x + one.side * (1.0 + (column - columns) * 2.6)
                right = left + one.side * 1.5
                kind.append(
                    [
                        (left, low, one.near),
                        (left, top, one.near),
                        (right, top, one.near),
                        (right, low, one.near),
                    ]
                )
    far = one.near / FAR
    glass: Hsv = (0.6, 0.45, 0.36)
    panes = [air.raw(mix(air.rgb(glass, far), air.dome[0], 0.45), 0.85), air.ink(glass, far, 0.8)]
    brush.fill(view.many(kinds[0]), linear((0, 0), (0, view.y), panes))
    if view.up > 0 and one.near < 40:
        ledges = [[pane[0], pane[3]] for kind in kinds for pane in kind]
        brush.line(view.many(ledges), air.ink(one.wall, far, 1.3, 0.5, 0.8), 0.4 + 9 / one.near)
    for name, lamp in ((1, look.lamps[0]), (2, rng.choice(look.lamps))):
        if kinds[name]:
            brush.fill(view.many(kinds[name]), ink(lamp, alpha=0.95 - 0.4 * far))


def _shop(brush: Brush, view: View, air: Air, one: ServerState, rng: random.Random) -> None:
    """A lit shop front, an awning over it."""
    x, far = view.wall * one.side, one.near / FAR
    warm: Hsv = rng.choice(
        ((0.11, 0.5, 1.0), (0.09, 0.65, 1.0), (0.13, 0.3, 1.0), (0.52, 0.3, 1.0))
    )
    glass = ink(warm, 1.0, 1.0, 0.92 - 0.3 * far) if air.dark else air.ink((0.57, 0.4, 0.45), far)
    panes: list[list[Metres]] = []
    count = max(1, int((one.end - one.near) / 3.4))
    step = (one.end - one.near) / count
    for index in range(count):
        near, end = one.near + step * (index + 0.12), one.near + step * (index + 0.88)
        panes.append([(x, 0.5, near), (x, 2.7, near), (x, 2.7, end), (x, 0.5, end)])
    brush.fill(view.many(panes), glass)
    cloth: Hsv = rng.choice(((0.99, 0.7, 0.7), (0.4, 0.5, 0.5), (0.6, 0.5, 0.6), (0.1, 0.4, 0.85)))
    out = x - one.side * 1.1
    if rng.random() < 0.6:
        awning: list[Metres] = [(x, 3.6, one.near + 0.5), (out, 2.9, one.near + 0.5)]
        awning += [(out, 2.9, one.end - 0.5), (x, 3.6, one.end - 0.5)]
        brush.fill(view.flat(awning), air.ink(cloth, far, 1.1, 0.3))


def road(brush: Brush, view: View, air: Air, weather: str, tracks: bool) -> None:
    """Pavements, kerbs, the road with its markings; rails if a tram runs here."""
    snow, wet = weather == "snow", weather == "rain"
    stone: Hsv = (0.6, 0.05, 0.93) if snow else (0.08, 0.08, 0.5 if wet else 0.68)
    tar: Hsv = (0.6, 0.07, 0.78) if snow else (0.62, 0.14, 0.26 if wet else 0.42)
    for tone, half in ((stone, view.wall), (tar, view.kerb)):
        shades = [air.ink(tone, 0.85), air.ink(tone, 0.3), air.ink(tone, 0.0)]
        brush.fill(_strip(view, -half, half), linear((0, view.y), (0, 256), shades, [0, 0.25, 1]))
    with brush.soft():
        if snow:
            for x in (-2.6, -1.4, 1.4, 2.6):
                brush.fill(
                    _strip(view, x - 0.3, x + 0.3), air.ink((0.6, 0.1, 0.55), 0.1, alpha=0.5), 1.0
                )
        else:
            slabs = [
                [(x, 0.0, z), (x + 1.6 * side, 0.0, z)]
                for side in (-1, 1)
                for x in (side * (view.kerb + 0.3),)
                for z in map(float, range(3, 26))
            ]
            brush.line(view.many(slabs), air.ink(stone, 0.1, 0.7, alpha=0.5), 0.7)
            _markings(brush, view, air, view.kerb % 0.2 < 0.1)
        if tracks:
            for x in (dx + lane for lane in (-2.2, 2.2) for dx in (-0.75, 0.75)):
                rail = air.ink((0.6, 0.06, 0.85 if wet else 0.5), 0.1)
                brush.fill(_strip(view, x - 0.05, x + 0.05), rail)
        for side in (-1, 1):
            edge = [(side * view.kerb, 0.0), (side * view.kerb * 1.03, 0.14)]
            kerb = [(*edge[0], NEAR), (*edge[0], FAR), (*edge[1], FAR), (*edge[1], NEAR)]
            brush.fill(view.flat(kerb), air.ink((0.1, 0.04, 0.85), 0.1))
            foot = _strip(view, side * view.wall * 0.9, side * view.wall)
            brush.fill(foot, ink((0.66, 0.5, 0.08), alpha=0.3), 1.5)
        if air.strength > 0.5 and not air.dark:
            shade = _strip(view, -view.wall, -view.kerb * 0.35)
            brush.fill(shade, ink((0.66, 0.55, 0.14), alpha=0.34), 2.0)
        if air.dark:
            _spill(brush, view)


def _strip(view: View, left: float, right: float) -> Path:
    """A band of ground that runs away from us."""
    return view.flat([(left, 0, NEAR), (right, 0, NEAR), (right, 0, FAR), (left, 0, FAR)])


def _markings(brush: Brush, view: View, air: Air, crossing: bool) -> None:
    """A broken line in the middle, and at times stripes to cross by."""
    dashes: list[list[Metres]] = []
    for index in range(10):
        z = (7.6 if crossing else 4.2) + 5.0 * index
        dashes.append([(-0.09, 0, z), (0.09, 0, z), (0.09, 0, z + 2.4), (-0.09, 0, z + 2.4)])
    for index in range(int(view.kerb * 2 / 0.95) if crossing else 0):
        x = -view.kerb + 0.3 + 0.95 * index
        dashes.append([(x, 0, 4.7), (x + 0.5, 0, 4.7), (x + 0.5, 0, 6.4), (x, 0, 6.4)])
    brush.fill(view.many(dashes), air.ink((0.12, 0.06, 0.95), 0.15, alpha=0.75))


def _spill(brush: Brush, view: View) -> None:
    """Light of shops on the pavement, and of lamps on the road."""
    for side in (-1, 1):
        x = side * view.wall
        warm = _strip(view, x, side * view.kerb)
        start, end = view.at(x, 0, 6.0)[0], view.at(side * view.kerb, 0, 6.0)[0]
        light = [ink((0.1, 0.6, 1.0), alpha=0.42), ink((0.1, 0.6, 1.0), alpha=0.05)]
        brush.fill(warm, linear((start, 0), (end, 0), light), 1.0)
        for z in LAMPS:
            px, py = view.at(side * (view.kerb - 0.3), 0, z)
            wide = FOCUS / z * 2.4
            pool = [ink((0.11, 0.5, 1.0), alpha=0.5), ink((0.1, 0.6, 1.0), alpha=0.0)]
            with brush.place(px, py, 1, 0.28):
                brush.spot(0, 0, wide, wide, radial((0, 0), wide, pool), mode=SCREEN)


def ground(view: View) -> Path:
    """The outline of everything between the houses."""
    return _strip(view, -view.wall, view.wall)


__all__ = ["FAR", "FOCUS", "LAMPS", "ServerState", "View", "ground", "house", "houses", "road"]
