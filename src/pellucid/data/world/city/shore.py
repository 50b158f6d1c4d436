"""A city from afar, and what lies before it: a river that mirrors it, or a park."""

import random

from pellucid.data.world.air import Air
from pellucid.data.world.brush import Brush, Hsv, box, ink, linear, radial, shape
from pellucid.data.world.city import SHORE, skyline
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import PETAL, SHADE, vary
from pellucid.data.world.place import Attributes, Stream, side


def segment(name: str) -> int:
    """The number of a segment."""
    from pellucid.data.world.city import SEGMENTS  # noqa: PLC0415  the place imports this file

    return SEGMENTS.index(name)


def look(attributes: Attributes) -> skyline.Look:
    """How the city is built, its neon in the colour that was asked for."""
    look = skyline.LOOKS[attributes["look"]]
    tone = skyline.NEON.get(attributes["neon"])
    neon = () if tone is None else (tone, tone, *look.neon[:1])
    return skyline.Look(look.walls, look.tops, look.lamps, neon, look.tall)


def paint(brush: Brush, attributes: Attributes, stream: Stream, outside: Air, time: float) -> None:
    """The city from afar, and what lies before it."""
    low = foot(attributes, stream)
    skyline.glow(brush, outside, low, 0.34)
    with brush.part(segment("towers"), 0.3):
        _towers(brush, attributes, stream, outside, low, time)
    front = _river if attributes["front"] == "river" else _park
    front(brush, attributes, stream, outside, low, time)


def foot(attributes: Attributes, stream: Stream) -> float:
    """Where the towers stand, in pixels."""
    return 256.0 * SHORE[attributes["shore"]] + stream("layout").uniform(-4, 4)


def _towers(
    brush: Brush, attributes: Attributes, stream: Stream, outside: Air, foot: float, time: float
) -> None:
    scale = (1.55 if attributes["look"] == "old" else 1.12) * min(1.0, foot / 170)
    peak = 0.5 + 0.3 * side(attributes, "peak") * side(attributes, "sun")
    skyline.skyline(brush, stream("towers"), outside, look(attributes), (peak, foot), time, scale)


def _river(
    brush: Brush, attributes: Attributes, stream: Stream, outside: Air, foot: float, time: float
) -> None:
    """Water that holds the sky and the city upside down, broken by small waves."""
    size, rng = brush.size, stream("river")
    water = box(0, foot, size, size)
    with brush.part(segment("river"), 0.5):
        tones = [
            outside.raw(outside.dome[-1]),
            outside.raw(outside.dome[1]),
            outside.raw(outside.dome[0]),
        ]
        brush.fill(water, linear((0, foot), (0, size + 30), tones, [0, 0.5, 1]))
    with brush.soft(), brush.inside(water):
        with brush.layer(blur=1.5, alpha=0.62), brush.place(0, 2 * foot, 1, -1):
            _towers(brush, attributes, stream, outside, foot, time)
        deep: Hsv = (0.58, 0.5, 0.3)
        brush.fill(
            water,
            linear(
                (0, foot), (0, size), [outside.ink(deep, alpha=0.1), outside.ink(deep, alpha=0.6)]
            ),
        )
        for index in range(70):
            down = (index / 70) ** 1.6
            y = foot + 2 + (size - foot) * down
            x = rng.uniform(0, size) + 3 * wave(time, 1, rng.random())
            wide, high = (3 + 16 * down) * rng.uniform(0.6, 1.6), 0.4 + 1.1 * down
            light = (
                outside.raw(outside.dome[-1], 0.4) if index % 2 else outside.ink(deep, alpha=0.4)
            )
            brush.spot(x, y, wide, high, light)
        bank = [ink(SHADE, alpha=0.5), ink(SHADE, alpha=0.0)]
        brush.fill(water, linear((0, foot), (0, foot + 7), bank))


def _park(
    brush: Brush, attributes: Attributes, stream: Stream, outside: Air, foot: float, time: float
) -> None:
    """A row of trees before the city, a lawn, a path that winds towards them, trees near by."""
    size, rng, snow = brush.size, stream("park"), attributes["weather"] == "snow"
    green = leaves(rng, snow)
    lawn = box(-2, foot - 2, size + 2, size + 2)
    with brush.part(segment("park"), 0.6):
        grass = [outside.ink(green, 0.15, 0.95), outside.ink(green, 0.0, 1.1, 0.2)]
        brush.fill(lawn, linear((0, foot), (0, size), grass))
        for index in range(15):
            x = size * (index + rng.uniform(0, 1)) / 15
            tree(brush, rng, outside, green, (x, foot + 10, rng.uniform(10, 17)), time)
    with brush.soft():
        brush.fill(box(-2, foot + 8, size + 2, foot + 16), ink(SHADE, alpha=0.3), 4)
        turn = side(attributes, "tree") * side(attributes, "sun")
        with brush.turned(turn):
            _lawn(brush, rng, outside, green, foot, snow)
    with brush.part(segment("park"), 0.75):
        near = side(attributes, "tree") * side(attributes, "sun")
        for x, y, high in ((0.5 + 0.39 * near, 0.86, 34), (0.5 - 0.36 * near, 0.76, 21)):
            where = (size * x + rng.uniform(-5, 5), size * y, high * rng.uniform(0.95, 1.1))
            tree(brush, rng, outside, green, where, time)


def _lawn(
    brush: Brush, rng: random.Random, outside: Air, green: Hsv, foot: float, snow: bool
) -> None:
    size = brush.size
    x = size / 2 + rng.uniform(16, 24)
    way = shape(
        (x - 2, foot + 12),
        (x + 40, foot + 34, x - 90, size * 0.84, x - 82, size + 4),
        (x + 22, size + 4),
        (x + 10, size * 0.84, x + 64, foot + 34, x + 3, foot + 12),
    )
    sand: Hsv = (0.6, 0.06, 0.84) if snow else (0.1, 0.25, 0.84)
    brush.fill(
        way, linear((0, foot), (0, size), [outside.ink(sand, 0.2), outside.ink(sand, 0.0, 0.95)])
    )
    for _ in range(70):
        y = rng.uniform(foot + 18, size)
        near = (y - foot) / (size - foot)
        blade = outside.ink(green, 0, rng.choice((0.78, 1.22)), alpha=0.35)
        brush.spot(rng.uniform(0, size), y, 2 + 7 * near, 0.5 + 0.8 * near, blade)
    if not snow:
        for _ in range(26):
            y = rng.uniform(foot + 26, size)
            near = (y - foot) / (size - foot)
            bloom = vary(rng, PETAL[rng.choice(("red", "yellow", "pink", "white"))])
            brush.spot(
                rng.uniform(0, size), y, 0.8 + 1.6 * near, 0.7 + 1.3 * near, outside.ink(bloom)
            )


def leaves(rng: random.Random, snow: bool) -> Hsv:
    """The colour of grass and leaves, or of the snow on them."""
    return (0.58, 0.03, 0.97) if snow else (rng.uniform(0.25, 0.31), 0.55, 0.56)


def tree(
    brush: Brush,
    rng: random.Random,
    outside: Air,
    green: Hsv,
    where: tuple[float, float, float],
    time: float,
) -> None:
    """A broad tree: `where` its foot is and how large its crown."""
    x, y, wide = where
    with brush.soft():
        brush.spot(x + wide * 0.3, y, wide * 1.0, wide * 0.2, ink(SHADE, alpha=0.35), wide * 0.12)
    trunk = outside.ink((0.07, 0.45, 0.36), 0.05)
    brush.line(shape((x, y), (x, y - wide)), trunk, wide * 0.17)
    sway = wave(time, 1, x / 100) * wide * 0.04
    shade: Hsv = (green[0] + rng.uniform(-0.02, 0.02), green[1], green[2] * rng.uniform(0.75, 0.95))
    for dx, dy, size in (
        (-0.5, -1.1, 0.62),
        (0.52, -1.15, 0.6),
        (0.0, -1.55, 0.72),
        (0.05, -1.0, 0.6),
    ):
        cx, cy, radius = x + dx * wide + sway, y + dy * wide, size * wide
        tones = [
            outside.ink(shade, 0.08, 1.3, 0.6),
            outside.ink(shade, 0.06, 0.95),
            outside.ink(shade, 0.06, 0.55, -0.4),
        ]
        brush.spot(
            cx,
            cy,
            radius,
            radius * 0.9,
            radial((cx - radius * 0.3, cy - radius * 0.45), radius * 1.5, tones),
        )
