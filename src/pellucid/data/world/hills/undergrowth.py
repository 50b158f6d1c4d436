"""What a forest is made of from within: its floor, trunks, ferns, and leaves overhead."""

import random
from collections.abc import Sequence

from pellucid.data.world.air import Air
from pellucid.data.world.brush import Brush, Hsv, Point, linear, polygon, shape
from pellucid.data.world.hills.trees import BARK, LEAVES, PINE, SNOW
from pellucid.data.world.motion import wave
from pellucid.data.world.place import Attributes

SKY, GROUND, PATH, TREES = 0, 2, 4, 5
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


def floor(brush: Brush, top: float, shades: Sequence[int]) -> None:
    """The ground from `top` pixels down, in strips: labels know how near each of them is."""
    size = brush.size
    shader = linear((0, top), (0, size), shades, [0, 0.35, 1])
    for strip in range(12):
        y = round(top + (size - top) * strip / 12)
        with brush.part(GROUND, 0.1 + 0.75 * strip / 12):
            brush.fill(
                polygon([(-2, y), (size + 2, y), (size + 2, size + 2), (-2, size + 2)]), shader
            )


def mist(brush: Brush, air: Air, top: float, alpha: float) -> None:
    """Fog between two rows of trees: whole above `top` pixels, thinning over the near ground."""
    with brush.soft():
        ends = [air.raw(air.haze, alpha), air.raw(air.haze, alpha * 0.1)]
        brush.wash(linear((0, top), (0, brush.size), ends))


def trunk(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    where: tuple[float, float, float, float],
) -> None:
    """One trunk that leaves the picture at the top, with bark and roots."""
    x, y, scale, far = where
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
        air.ink(bark, far, 0.7, lit=-0.8),
        air.ink(bark, far, 0.95),
        air.ink(bark, far, 0.86, lit=0.75),
    ]
    brush.fill(outline, linear((x - half, 0), (x + half, 0), shades))
    if scale >= 0.2:
        with brush.soft(), brush.inside(outline):
            _bark(brush, rng, air, told, where, (half, lean, bark))
            ground = SNOW if winter else (0.25, 0.6, 0.45)
            low = [air.ink(ground, far, alpha=0.0), air.ink(ground, far, alpha=0.75)]
            brush.fill(outline, linear((0, y - 34 * scale), (0, y), low))
            if winter:
                edge = shape((x - half, y), (x - half * 0.8 + lean * 0.7, 0))
                brush.line(edge, air.ink(SNOW, far, alpha=0.8), half * 0.5, 1)


def _bark(
    brush: Brush,
    rng: random.Random,
    air: Air,
    told: Attributes,
    where: tuple[float, float, float, float],
    made: tuple[float, float, Hsv],
) -> None:
    """Cracks, or the black marks of a birch."""
    (x, y, scale, far), (half, lean, bark) = where, made
    for index in range(int(18 * min(1.0, scale + 0.3))):
        u = x + rng.uniform(-1, 1) * half
        v = y - (y + 10) * (index + rng.random()) / 18
        if told["trees"] == "birch":
            mark = air.ink((0.07, 0.2, 0.14), far, alpha=0.85)
            brush.spot(u, v, half * rng.uniform(0.25, 0.6), 1.6 * scale, mark)
        else:
            crack = shape((u, v), (u + lean * 0.1, v - 16 * scale))
            tone = air.ink(bark, far, rng.choice((0.55, 1.3)), alpha=0.4)
            brush.line(crack, tone, 2.0 * scale)


def leaves(
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


def fern(
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


def canopy(brush: Brush, rng: random.Random, air: Air, told: Attributes, time: float) -> None:
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


__all__ = [
    "EARTH",
    "FLOOR",
    "PATH",
    "SKY",
    "TREES",
    "canopy",
    "fern",
    "floor",
    "leaves",
    "mist",
    "trunk",
]
