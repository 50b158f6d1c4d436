"""What lies behind: meadow, forest, garden, sky, sunset.

All of it is out of focus, so each is a few broad gradients and large soft shapes, painted on a
sheet that is then blurred.
"""

import random
from collections.abc import Callable

from pellucid.data.world.brush import Brush, Hsv, ink, linear, oval, radial, shape
from pellucid.data.world.garden import MEADOW
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import PETAL, WHITE, vary
from pellucid.data.world.place import Attributes, side

Backdrop = Callable[[Brush, random.Random, Attributes, float], None]


def backdrop(brush: Brush, rng: random.Random, told: Attributes, blur: float, time: float) -> None:
    """Paint the backdrop over the whole picture, `blur` pixels out of focus."""
    with brush.layer(blur=blur), brush.turned(side(told, "sun")):
        BACKDROPS[told["backdrop"]](brush, rng, told, time)


def _meadow(brush: Brush, rng: random.Random, told: Attributes, time: float) -> None:
    size, green = brush.size, rng.uniform(0.19, 0.29)
    horizon = MEADOW[told["horizon"]] + rng.uniform(-0.03, 0.03)
    air = [
        ink((0.55, 0.28, 0.98)),
        ink((0.5, 0.1, 1.0)),
        ink((green - 0.02, 0.38, 0.93)),
        ink((green, 0.6, 0.72)),
        ink((green + 0.03, 0.74, 0.42)),
    ]
    brush.wash(linear((0, 0), (0, size), air, [0, horizon - 0.1, horizon, horizon + 0.22, 1]))
    for trees in range(-10, size + 20, 34):
        tree = rng.uniform(14, 26)
        brush.spot(
            trees, size * horizon, tree, tree * 0.55, ink((green + 0.05, 0.4, 0.66), alpha=0.55)
        )
    flowers = [PETAL[name] for name in told["blossoms"].split(" and ")]
    for _ in range(16):
        x, y = rng.uniform(0, size), size * rng.uniform(horizon + 0.12, 0.98)
        near = 3 + 9 * (y / size - horizon)
        brush.spot(
            x + 2 * wave(time, 1, x / 90),
            y,
            near,
            near * 0.8,
            ink(vary(rng, rng.choice(flowers), 2), 1, 0.85, 0.8),
        )
    for _ in range(20):
        x, lean = rng.uniform(0, size), rng.uniform(-22, 22) + 4 * wave(time, 1, rng.random())
        top = size * rng.uniform(horizon + 0.1, 0.75)
        grass = shape((x, size + 10), (x, (size + top) / 2, x + lean, top))
        brush.line(grass, ink((green, 0.62, rng.uniform(0.5, 0.85)), alpha=0.5), rng.uniform(3, 6))


def _forest(brush: Brush, rng: random.Random, _told: Attributes, time: float) -> None:
    size, green = brush.size, rng.uniform(0.2, 0.34)
    air = [
        ink((green - 0.03, 0.36, 0.78)),
        ink((green, 0.5, 0.56)),
        ink((green + 0.04, 0.62, 0.28)),
    ]
    brush.wash(linear((0, 0), (0, size), air, [0, 0.5, 1]))
    brush.spot(
        size * rng.uniform(0.3, 0.7),
        size * 0.28,
        90,
        80,
        radial(
            (size * 0.5, size * 0.28),
            95,
            [ink((0.17, 0.3, 1.0), alpha=0.65), ink((0.2, 0.3, 1.0), alpha=0)],
        ),
    )
    for far in (True, False):
        for index in range(6 if far else 4):
            x = size * (index + rng.uniform(0.1, 0.9)) / (6 if far else 4)
            wide = rng.uniform(5, 8) if far else rng.uniform(11, 18)
            bark: Hsv = (0.075, 0.4, 0.42 if far else 0.26)
            trunk = shape(
                (x - wide, -5),
                (x - wide * 0.85, size * 0.6, x - wide * 1.3, size),
                (x + wide * 1.3, size),
                (x + wide * 0.85, size * 0.6, x + wide, -5),
            )
            tones = [ink(bark, 1.35, 0.9, 0.85), ink(bark, 0.75, 1, 0.9)]
            brush.fill(trunk, linear((x - wide, 0), (x + wide, 0), tones))
    for _ in range(16):
        x, y, spread = rng.uniform(0, size), size * rng.uniform(-0.05, 0.5), rng.uniform(14, 30)
        x += 2 * wave(time, 1, x / 80)
        brush.spot(
            x,
            y,
            spread,
            spread * 0.65,
            ink((green + rng.uniform(-0.04, 0.02), 0.55, rng.uniform(0.45, 0.85)), alpha=0.45),
        )
    for _ in range(8):
        x, spread = rng.uniform(0, size), rng.uniform(20, 40)
        brush.spot(
            x,
            size * rng.uniform(0.85, 1.0),
            spread,
            spread * 0.5,
            ink((green + 0.03, 0.62, rng.uniform(0.2, 0.42)), alpha=0.7),
        )


def _garden(brush: Brush, rng: random.Random, told: Attributes, time: float) -> None:
    size, green = brush.size, rng.uniform(0.24, 0.37)
    air = [ink((green - 0.05, 0.52, 0.7)), ink((green, 0.64, 0.5)), ink((green + 0.03, 0.72, 0.27))]
    brush.wash(linear((0, 0), (rng.uniform(-90, 90), size), air, [0, 0.5, 1]))
    for _ in range(20):
        x, y, spread = rng.uniform(0, size), rng.uniform(0, size), rng.uniform(16, 34)
        leafy = ink((green + rng.uniform(-0.07, 0.02), 0.6, rng.uniform(0.28, 0.78)), alpha=0.6)
        brush.spot(x + 2 * wave(time, 1, x / 70), y, spread, spread * 0.7, leafy)
    flowers = [PETAL[name] for name in told["blossoms"].split(" and ")]
    for index in range(9):
        x, y = size * (index + rng.uniform(0, 1)) / 9, size * rng.uniform(0.04, 0.9)
        spread = rng.uniform(11, 19)
        bloom = vary(rng, flowers[index % 2], 2)
        brush.spot(
            x + 2 * wave(time, 1, x / 70), y, spread, spread * 0.9, ink(bloom, 0.95, 0.95, 0.9)
        )
        brush.spot(
            x + 2 * wave(time, 1, x / 70), y, spread * 0.4, spread * 0.35, ink(bloom, 0.7, 1.1, 0.9)
        )


def _sky(brush: Brush, rng: random.Random, _told: Attributes, time: float) -> None:
    size, blue = brush.size, rng.uniform(0.535, 0.6)
    air = [ink((blue + 0.02, 0.68, 0.86)), ink((blue, 0.46, 0.97)), ink((blue - 0.03, 0.16, 1.0))]
    brush.wash(linear((0, 0), (0, size), air, [0, 0.55, 1]))
    count = rng.randint(1, 4)
    for index in range(count):
        x, y = size * (index + rng.uniform(0.1, 0.9)) / count, size * rng.uniform(0.1, 0.75)
        x += 6 * wave(time, 1)
        for puff in range(6):
            spread = rng.uniform(13, 26) * (1.15 - abs(puff - 2.5) * 0.2)
            dx, dy = (puff - 2.5) * 15 + rng.uniform(-4, 4), rng.uniform(-9, 4)
            lit = [ink(WHITE, alpha=0.95), ink((0.6, 0.08, 0.94), alpha=0.85)]
            cloud = oval(x + dx, y + dy, spread * 1.15, spread * 0.72)
            brush.fill(cloud, linear((x, y + dy - spread), (x, y + dy + spread * 0.7), lit))


def _sunset(brush: Brush, rng: random.Random, _told: Attributes, time: float) -> None:
    size, turn = brush.size, rng.uniform(-0.06, 0.04)
    air = [
        ink((0.74, 0.42, 0.6), turn=turn),
        ink((0.9, 0.42, 0.86), turn=turn),
        ink((0.03, 0.6, 0.99), turn=turn / 2),
        ink((0.1, 0.66, 1.0)),
        ink((0.09, 0.5, 0.78)),
        ink((0.85, 0.35, 0.42)),
    ]
    brush.wash(linear((0, 0), (0, size), air, [0, 0.26, 0.5, 0.68, 0.76, 1]))
    x, y = size * rng.uniform(0.74, 0.86), size * rng.uniform(0.46, 0.62)
    glow = [
        ink((0.13, 0.4, 1.0), alpha=0.9),
        ink((0.1, 0.7, 1.0), alpha=0.4),
        ink((0.08, 0.8, 1.0), alpha=0),
    ]
    brush.spot(x, y, 92, 92, radial((x, y), 92, glow, [0, 0.35, 1]))
    brush.spot(x, y, 21, 21, ink((0.145, 0.16, 1.0)))
    for _ in range(5):
        x, y, wide = (
            rng.uniform(0, size) + 5 * wave(time, 1),
            size * rng.uniform(0.05, 0.42),
            rng.uniform(34, 70),
        )
        brush.spot(x, y, wide, rng.uniform(4, 9), ink((0.97, 0.38, 1.0), alpha=0.5))
    for index in range(9):
        x = size * (index + rng.uniform(0, 1)) / 9
        hill = rng.uniform(24, 42)
        brush.spot(x, size * 0.78, hill, hill * 0.22, ink((0.86, 0.4, 0.4), alpha=0.6))


BACKDROPS: dict[str, Backdrop] = {
    "meadow": _meadow,
    "forest": _forest,
    "garden": _garden,
    "sky": _sky,
    "sunset": _sunset,
}
