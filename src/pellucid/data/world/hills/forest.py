"""Inside the forest: a path under the trees, and a flight at the height of their tops.

Both are perspective: a thing at distance z stands at (x / z, height / z) from the vanishing
point. Rows of trees are painted from the far to the near, and the air between them does the rest.
The flight repeats every few rows, so that a film of it can go on for ever.
"""

import math
import random

from pellucid.data.world import heavens
from pellucid.data.world.air import Air, mix
from pellucid.data.world.brush import (
    SCREEN,
    Brush,
    Hsv,
    Point,
    linear,
    polygon,
    radial,
    shape,
)
from pellucid.data.world.hills.trees import BARK, LEAVES, PINE, SNOW, tree
from pellucid.data.world.motion import ramp, wave
from pellucid.data.world.place import Attributes, Stream

SKY, PATH, TREES = 0, 4, 5
FLOOR: dict[str, tuple[Hsv, Hsv]] = {  # near, far
    "summer": ((0.27, 0.62, 0.4), (0.24, 0.5, 0.66)),
    "autumn": ((0.075, 0.72, 0.56), (0.1, 0.6, 0.78)),
    "winter": ((0.61, 0.2, 0.9), (0.58, 0.05, 1.0)),
}
EARTH: dict[str, Hsv] = {
    "summer": (0.085, 0.42, 0.68),
    "autumn": (0.08, 0.5, 0.6),
    "winter": (0.6, 0.06, 0.97),
}


def path(brush: Brush, stream: Stream, air: Air, told: Attributes, side: int, time: float) -> None:
    """A path that winds into the light between the trunks."""
    size, rng = brush.size, stream("land")
    season, kind = told["season"], told["trees"]
    vanish: Point = (size * (0.5 + rng.uniform(-0.1, 0.1)), size * rng.uniform(0.44, 0.5))
    with brush.part(SKY, 0.0):
        _glade(brush, air, vanish, season, kind)
    with brush.part(TREES, 0.05):
        _thicket(brush, rng, air, vanish, season, kind, time)
    near, far = FLOOR[season]
    floor = polygon([(-2, vanish[1]), (size + 2, vanish[1]), (size + 2, size + 2), (-2, size + 2)])
    with brush.part(TREES, 0.12):
        shades = [air.ink(far, 0.75), air.ink(far, 0.25), air.ink(near, 0.0)]
        brush.fill(floor, linear((0, vanish[1]), (0, size), shades, [0, 0.35, 1]))
    bend = rng.choice((-1, 1)) * rng.uniform(14, 34)
    with brush.part(PATH, 0.5):
        _track(brush, rng, air, vanish, season, bend)
    rows = stream("trees")
    for row in range(9):
        z = 6.4 * (1 - row / 8) ** 1.25 + 1.0
        _row(brush, rows, air, vanish, told, (z, side, time, bend))
    _beams(brush, stream("light"), air, vanish, told, side, time)
    _canopy(brush, stream("leaves"), air, told, time)


def _glade(brush: Brush, air: Air, vanish: Point, season: str, kind: str) -> None:
    """The light at the end of the path."""
    size = brush.size
    leaf = PINE if kind == "pine" or season == "winter" else LEAVES[kind][season][0]
    pale = mix(air.rgb(leaf, 0.4), air.haze, 0.62)
    dim = mix(air.rgb(leaf, 0.1, 0.75), air.haze, 0.2)
    brush.wash(
        radial(
            vanish,
            size * 0.75,
            [air.raw(pale), air.raw(mix(pale, dim, 0.5)), air.raw(dim)],
            [0, 0.45, 1],
        )
    )
    with brush.soft():
        bright = mix(air.haze, air.sun, 0.55)
        strength = 0.35 + 0.6 * air.strength
        glow = [air.raw(bright, strength), air.raw(bright, strength * 0.4), air.raw(bright, 0.0)]
        brush.spot(*vanish, 92, 112, radial(vanish, 104, glow, [0, 0.4, 1]))


def _thicket(
    brush: Brush, rng: random.Random, air: Air, vanish: Point, season: str, kind: str, time: float
) -> None:
    """Far trunks and leaves, pale in the haze."""
    size = brush.size
    for index in range(26):
        x = size * (index + rng.random()) / 26
        if abs(x - vanish[0]) < 12:
            continue
        wide = rng.uniform(0.8, 2.2)
        bark: Hsv = (0.11, 0.04, 0.95) if kind == "birch" else BARK
        trunk = polygon(
            [
                (x - wide, -2),
                (x + wide, -2),
                (x + wide * 1.2, vanish[1] + 6),
                (x - wide * 1.2, vanish[1] + 6),
            ]
        )
        brush.fill(trunk, air.ink(bark, rng.uniform(0.55, 0.85)))
    with brush.soft():
        for index in range(34):
            x, spread = size * (index + rng.random()) / 34, rng.uniform(6, 13)
            near = 0.35 + 0.5 * min(1.0, abs(x - vanish[0]) / 60)
            bush = SNOW if season == "winter" else FLOOR[season][0]
            high = spread * rng.uniform(0.5, 0.9) * near
            brush.spot(x, vanish[1] + 3, spread, high, air.ink(bush, 1.05 - 0.5 * near), 1.2)
        for _ in range(46 if season != "winter" else 0):
            x, y = rng.uniform(0, size), rng.uniform(-0.02, 0.4) * size
            spread = rng.uniform(5, 13)
            leaf = rng.choice(LEAVES[kind][season]) if kind != "pine" else PINE
            alpha = 0.24 if abs(x - vanish[0]) < 40 else 0.42
            x += wave(time, 1, y / 50)
            brush.spot(x, y, spread, spread * 0.6, air.ink(leaf, 0.55, alpha=alpha))


def _track(
    brush: Brush, rng: random.Random, air: Air, vanish: Point, season: str, bend: float
) -> None:
    """The path itself, with ruts, stones and fallen leaves, and patches of light."""
    size = brush.size
    left: list[Point] = []
    right: list[Point] = []
    for cut in range(22):
        at = cut / 21
        y = vanish[1] + 3 + (size - vanish[1]) * at
        x, half = _middle(vanish, size, at, bend), 2.5 + 60 * at**1.15
        rough = 1.6 * at
        left.append((x - half + rng.uniform(-rough, rough), y))
        right.append((x + half + rng.uniform(-rough, rough), y))
    whole = polygon([*left, *reversed(right)])
    earth = EARTH[season]
    brush.fill(whole, linear((0, vanish[1]), (0, size), [air.ink(earth, 0.65), air.ink(earth)]))
    with brush.soft(), brush.inside(whole):
        for turn in (-0.45, 0.45):
            rut = [
                (
                    _middle(vanish, size, c / 10, bend) + turn * (2 + 58 * c / 10),
                    vanish[1] + 3 + (size - vanish[1]) * c / 10,
                )
                for c in range(11)
            ]
            brush.line(shape(*rut), air.ink(earth, 0.1, 0.72, alpha=0.35), 7, 2.5)
        for index in range(60):
            at = rng.random() ** 0.7
            x = _middle(vanish, size, at, bend) + rng.uniform(-60, 60) * at
            y = vanish[1] + 3 + (size - vanish[1]) * at
            if season == "autumn" and index % 2:
                leaf = rng.choice(LEAVES["leafy"]["autumn"])
                brush.spot(x, y, 3.2 * at, 1.7 * at, air.ink(leaf, 0.3 * (1 - at)))
            else:
                tone = rng.choice((0.8, 1.15))
                brush.spot(
                    x, y, 3.4 * at, 1.2 * at, air.ink(earth, 0.3 * (1 - at), tone, alpha=0.6)
                )
        if air.strength > 0.4 and not air.dark:
            white = 0.75 if season == "winter" else 0.0
            dapple = air.raw(mix(air.sun, (1.0, 0.99, 0.97), white), 0.3)
            for _ in range(15):
                at = rng.random() ** 0.8
                x = _middle(vanish, size, at, bend) + rng.uniform(-50, 50) * at
                y = vanish[1] + 3 + (size - vanish[1]) * at
                brush.spot(x, y, 20 * at, 3.6 * at, dapple, 1 + 2 * at)


def _middle(vanish: Point, size: float, at: float, bend: float) -> float:
    return vanish[0] + (size * 0.5 - vanish[0]) * at + bend * math.sin(math.pi * at) * at**0.5


def _row(
    brush: Brush,
    rng: random.Random,
    air: Air,
    vanish: Point,
    told: Attributes,
    how: tuple[float, int, float, float],
) -> None:
    """Trunks to both sides at distance z, their bushes and ferns."""
    z, side, time, bend = how
    size, far = brush.size, min(1.0, (z - 1.0) / 6.4)
    at = 1 / z
    y = vanish[1] + 3 + (size - vanish[1]) * at * 0.98
    middle = _middle(vanish, size, at, bend)
    with brush.part(TREES, 0.15 + 0.8 * (1 - far)):
        for turn in (-1, 1):
            for step in range(3 if z > 2 else 2):
                off = (92 + step * 118 + rng.uniform(0, 62)) / z
                x = middle + turn * off
                foot = y + rng.uniform(-4, 8) / z
                if -60 < x < size + 60:
                    _trunk(brush, rng, air, told, (x, foot, 1 / z, far * 0.8, side))
            _leaves(brush, rng, air, told, (middle, vanish[1], z, far), turn, time)
            for _ in range(7):
                x = middle + turn * (72 + rng.uniform(0, 210)) / z
                _fern(
                    brush, rng, air, told["season"], (x, y + rng.uniform(0, 12) / z), z, far, time
                )


def _trunk(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    where: tuple[float, float, float, float, int],
) -> None:
    """One trunk that leaves the picture at the top, with bark and roots."""
    x, y, scale, far, side = where
    kind, winter = told["trees"], told["season"] == "winter"
    half = (9 if kind == "birch" else 15) * scale * rng.uniform(0.75, 1.25)
    lean = rng.uniform(-9, 9) * scale
    bark: Hsv = {"birch": (0.11, 0.05, 0.96), "pine": (0.045, 0.48, 0.46)}.get(kind, BARK)
    outline = shape(
        (x - half * 1.7, y + 3 * scale),
        (x - half, y - 8 * scale, x - half * 0.9 + lean * 0.4, y - 60 * scale),
        (x - half * 0.72 + lean, -4),
        (x + half * 0.72 + lean, -4),
        (x + half * 0.9 + lean * 0.4, y - 60 * scale),
        (x + half, y - 8 * scale, x + half * 1.7, y + 3 * scale),
        (x, y + 7 * scale, x - half * 1.7, y + 3 * scale),
    )
    shades = [
        air.ink(bark, far, 0.7, lit=-0.8 * side),
        air.ink(bark, far, 0.95),
        air.ink(bark, far, 0.86, lit=0.75 * side),
    ]
    brush.fill(outline, linear((x - half, 0), (x + half, 0), shades))
    if scale < 0.2:
        return
    with brush.soft(), brush.inside(outline):
        for index in range(int(18 * min(1.0, scale + 0.3))):
            u = x + rng.uniform(-1, 1) * half
            v = y - (y + 10) * (index + rng.random()) / 18
            if kind == "birch":
                mark = air.ink((0.07, 0.2, 0.14), far, alpha=0.85)
                brush.spot(u, v, half * rng.uniform(0.25, 0.6), 1.6 * scale, mark)
            else:
                crack = shape((u, v), (u + lean * 0.1, v - 16 * scale))
                tone = air.ink(bark, far, rng.choice((0.55, 1.3)), alpha=0.4)
                brush.line(crack, tone, 2.0 * scale)
        moss = (0.25, 0.6, 0.45) if not winter else SNOW
        low = [air.ink(moss, far, alpha=0.0), air.ink(moss, far, alpha=0.75)]
        brush.fill(outline, linear((0, y - 34 * scale), (0, y), low))
        if winter:
            edge = shape((x - side * half, y), (x - side * half * 0.8 + lean * 0.7, 0))
            brush.line(edge, air.ink(SNOW, far, alpha=0.8), half * 0.5, 1)


def _leaves(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    where: tuple[float, float, float, float],
    turn: int,
    time: float,
) -> None:
    """Branches of one row that reach over the path: an arch of leaves, open in the middle."""
    middle, eye, z, far = where
    kind, season = told["trees"], told["season"]
    if season == "winter" and kind != "pine":
        return
    for clump in range(7):
        out = rng.random()
        x = middle + turn * (26 + 240 * out) / z
        y = eye - (165 - 95 * out**1.5 + rng.uniform(-26, 26)) / z
        if not (-30 < x < brush.size + 30 and y > -20):
            continue
        x += (1.6 / z) * wave(time, 1, clump / 5 + out)
        for index in range(5 if z > 2.4 else 9):
            spread = rng.uniform(6, 14) / z * (1.35 if z > 2.4 else 1.0)
            u, v = x + rng.gauss(0, 19) / z, y + rng.gauss(0, 10) / z
            leaf = PINE if kind == "pine" else LEAVES[kind][season][clump % 3]
            turned = 0.6 - 0.3 * (index % 5)
            flat = 0.34 if kind == "pine" else 0.62
            if index % 5 == 4 and season == "winter":
                leaf, turned, v = SNOW, 0.2, v - spread * 0.3
            tone = air.ink(leaf, far * 0.8, 0.9, lit=turned - 0.2 if v > y else turned + 0.2)
            brush.spot(u, v, spread, spread * flat, tone)


def _fern(
    brush: Brush,
    rng: random.Random,
    air: Air,
    season: str,
    where: Point,
    z: float,
    far: float,
    time: float,
) -> None:
    """A tuft of fronds, or a cushion of snow."""
    x, y = where
    tall = rng.uniform(12, 30) / z
    if season == "winter":
        wide = tall * rng.uniform(0.8, 1.5)
        shades = [air.ink(SNOW, far * 0.7), air.ink((0.6, 0.14, 0.86), far * 0.7)]
        brush.spot(x, y, wide, tall * 0.4, linear((0, y - tall * 0.4), (0, y + tall * 0.3), shades))
        return
    green: Hsv = (0.27, 0.62, 0.5) if season == "summer" else (0.09, 0.62, 0.6)
    sway = 1.5 / z * wave(time, 1, x / 60)
    for blade in range(6):
        lean = (blade - 2.5) * tall * 0.42 + rng.uniform(-2, 2) / z
        tone = air.ink(green, far * 0.75, rng.uniform(0.6, 1.15))
        frond = shape((x, y), (x + lean * 0.4, y - tall * 0.9, x + lean + sway, y - tall * 0.55))
        brush.line(frond, tone, max(0.7, 3.4 / z))


def _canopy(brush: Brush, rng: random.Random, air: Air, told: Attributes, time: float) -> None:
    """Leaves that hang into the picture from above, dark against the light."""
    size, kind, season = brush.size, told["trees"], told["season"]
    with brush.part(TREES, 0.95):
        for index in range(150):
            edge = rng.random()
            x = size * (edge**0.6 * 0.5 if index % 2 else 1 - edge**0.6 * 0.5)
            reach = 20 + 46 * abs(x / size - 0.5) * 2
            y = rng.uniform(-6, reach) * rng.random() ** 0.5
            x += 1.5 * wave(time, 1, index / 9)
            spread = rng.uniform(3, 7.5)
            if season == "winter":
                if index > 60:
                    break
                colour = air.ink(SNOW if index % 2 else (0.07, 0.3, 0.3), 0.1, 0.92)
                twig = shape((x, y), (x + rng.uniform(-16, 16), y + rng.uniform(-4, 8)))
                brush.line(twig, colour, rng.uniform(1.0, 2.2))
                continue
            leaf = PINE if kind == "pine" else LEAVES[kind][season][index % 3]
            tone = air.ink(leaf, 0.12, rng.uniform(0.5, 0.95), lit=rng.uniform(-0.4, 0.7))
            with brush.place(x, y, 1, 1, rng.uniform(-40, 40)):
                brush.spot(0, 0, spread, spread * (0.24 if kind == "pine" else 0.55), tone)


def _beams(
    brush: Brush,
    rng: random.Random,
    air: Air,
    vanish: Point,
    told: Attributes,
    side: int,
    time: float,
) -> None:
    """Shafts of sun or moon that fall across the path through the leaves."""
    if told["weather"] in ("rain", "snow") or (told["hour"] == "day" and rng.random() < 0.0):
        return
    size = brush.size
    strength = {"morning": 0.34, "golden": 0.36, "day": 0.22, "sunset": 0.26, "night": 0.14}
    alpha = strength[told["hour"]] * (1.15 if told["weather"] == "fog" else 1.0)
    source = (vanish[0] + side * size * 0.42, -size * 0.2)
    with brush.soft():
        for index in range(6):
            foot = (
                vanish[0]
                - side * (index * 30 - 40)
                + rng.uniform(-9, 9)
                + 3 * wave(time, 1, index / 6)
            )
            wide = rng.uniform(7, 17)
            low = size * rng.uniform(0.66, 0.95)
            ray = polygon([source, (foot - wide, low), (foot + wide, low)])
            ends = [air.raw(air.sun, alpha), air.raw(air.sun, alpha * 0.7), air.raw(air.sun, 0.0)]
            brush.fill(ray, linear(source, (foot, low), ends, [0, 0.5, 1]), 3.5, SCREEN)


ROWS = 17
REPEAT = 4  # rows after which the forest of a flight comes again
HEIGHT = 0.62  # of the eye above the ground, in units of the picture at distance 1


def flight(
    brush: Brush, stream: Stream, air: Air, told: Attributes, side: int, time: float
) -> None:
    """The forest from as high as its tops, flying forwards along a river or track."""
    size, rng = brush.size, stream("land")
    season = told["season"]
    vanish: Point = (size * 0.5 + rng.uniform(-20, 20), size * rng.uniform(0.2, 0.27))
    _horizon(brush, rng, air, told, vanish, side)
    near, far = FLOOR[season]
    ground = polygon([(-2, vanish[1]), (size + 2, vanish[1]), (size + 2, size + 2), (-2, size + 2)])
    with brush.part(TREES, 0.1):
        dim = 0.92 if season == "winter" else 0.6
        shades = [air.ink(far, 0.9), air.ink(near, 0.4, (1 + dim) / 2), air.ink(near, 0.0, dim)]
        brush.fill(ground, linear((0, vanish[1]), (0, size), shades, [0, 0.3, 1]))
    phase = rng.random()
    with brush.part(PATH, 0.3):
        _ribbon(brush, air, vanish, season, phase, time)
    seeds = [rng.random() for _ in range(REPEAT)]
    moved = ramp(time, 1) * REPEAT
    for row in range(ROWS + REPEAT, -1, -1):
        z = 1.15 + 0.52 * (row - moved)
        if 0.9 < z < 1.15 + 0.52 * ROWS:
            fade = (z - 1.0) / (0.52 * ROWS)
            seeded = random.Random(seeds[row % REPEAT])
            _rank(brush, seeded, air, told, vanish, (z, fade, row * 0.52, phase, side))
    air.veil(brush, vanish[1] - 8, vanish[1] + size * 0.3, 0.0)


def _horizon(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    vanish: Point,
    side: int,
) -> None:
    """Sky, sun and the farthest wooded ridges."""
    size = brush.size
    with brush.part(SKY, 0.0):
        air.sky(brush, vanish[1] / size)
        where = (size * (0.5 + 0.24 * side), vanish[1] - 14)
        if told["hour"] == "night" and told["weather"] == "clear":
            heavens.stars(brush, rng, 60, vanish[1], 0.0)
        elif told["hour"] != "night" and told["weather"] == "clear":
            heavens.sun(brush, where, air, 8)
    with brush.part(TREES, 0.04):
        for step in range(2):
            base = vanish[1] + 4 + step * 5
            high = 12 - 4 * step
            crest: list[Point] = [
                (
                    x,
                    base
                    - high * (0.5 + 0.5 * math.sin(x / 47 + step * 2 + rng.random() * 0.2))
                    - rng.uniform(0, 2.5),
                )
                for x in range(-4, size + 8, 4)
            ]
            ridge = polygon([*crest, (size + 4, base + 30), (-4, base + 30)])
            brush.fill(ridge, air.ink((0.4, 0.35, 0.5), 1.05 - 0.2 * step))


def _winding(z: float, phase: float) -> float:
    """Where the river runs at distance z, in pixels at distance 1."""
    return 46 * math.sin(2 * math.pi * (z / (0.52 * REPEAT * 2) + phase))


def _ribbon(brush: Brush, air: Air, vanish: Point, season: str, phase: float, time: float) -> None:
    """A track or stream far below that winds towards the horizon."""
    size = brush.size
    left: list[Point] = []
    right: list[Point] = []
    gone = ramp(time, 1) * REPEAT * 0.52
    for cut in range(46):
        z = 0.9 + (9.0 * (cut / 45) ** 2)
        x = vanish[0] + _winding((z + gone) * 2, phase) / z
        y = vanish[1] + HEIGHT * size / z * 1.25
        half = 21 / z
        left.append((x - half, y))
        right.append((x + half, y))
    whole = polygon([*left, *reversed(right)])
    earth = EARTH[season]
    brush.fill(
        whole, linear((0, vanish[1]), (0, size), [air.ink(earth, 0.8), air.ink(earth, 0, 0.85)])
    )


def _rank(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    vanish: Point,
    how: tuple[float, float, float, float, int],
) -> None:
    """One row of trees across the picture, a gap where the track runs."""
    z, fade, along, phase, side = how
    size = brush.size
    track = _winding(along * 2 + 2.3, phase)
    tall = 150 / z
    with brush.part(TREES, 0.15 + 0.8 * (1 - fade)):
        reach = size * 0.62 * z
        every = 62 * max(1.0, z / 4.5) ** 0.7
        for index in range(-math.ceil(reach / every), math.ceil(reach / every) + 1):
            off = index * every + rng.uniform(-20, 20)
            deep, high = rng.uniform(-0.16, 0.16), rng.uniform(0.75, 1.2)
            if abs(off - track) < 44:
                continue
            u = z + deep
            x, y = vanish[0] + off / u, vanish[1] + HEIGHT * size / u * 1.25
            if -40 < x < size + 40:
                with brush.place(x, y, tall * high, tall * high):
                    kind, season = told["trees"], told["season"]
                    tree(brush, rng, air, kind, season, fade * 0.95, side, tall * 0.6)


__all__ = ["flight", "path"]
