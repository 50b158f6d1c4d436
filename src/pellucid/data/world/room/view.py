"""What a window looks out on: a city, a garden, hills, or nothing but sky.

A view is painted on a square of the brush's own size; whoever has a window scales it to fit.
"""

import random
from collections.abc import Callable
from dataclasses import replace

from pellucid.data.world import heavens
from pellucid.data.world.air import Air, air, varied
from pellucid.data.world.brush import SCREEN, Brush, Hsv, ink, linear, oval, radial, shape
from pellucid.data.world.city import skyline
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import PETAL, vary

Painter = Callable[[Brush, random.Random, Air, float], None]
HORIZON = 0.72
BLOSSOMS = ("pink", "yellow", "white", "red", "purple")


def view(brush: Brush, rng: random.Random, name: str, hour: str, weather: str, time: float) -> None:
    """The view `name` over the whole square, under the sky of that hour and weather."""
    outside, land = varied(rng, air(hour, weather)), random.Random(rng.getrandbits(32))
    with brush.soft():
        _sky(brush, rng, outside, hour, weather, time)
        if name != "sky":
            VIEWS[name](brush, land, outside, time)
        if weather == "snow":
            white = outside.rgb((0.6, 0.03, 1.0), 0.2)
            cover = [outside.raw(white, alpha) for alpha in (0.0, 0.55, 0.7)]
            if name in ("garden", "hills"):
                brush.wash(linear((0, brush.size * 0.6), (0, brush.size * 0.85), cover))
            heavens.snowfall(brush, rng, time)


def _sky(
    brush: Brush, rng: random.Random, outside: Air, hour: str, weather: str, time: float
) -> None:
    size, x = (
        brush.size,
        brush.size * rng.choice((rng.uniform(0.18, 0.34), rng.uniform(0.66, 0.82))),
    )
    outside.sky(brush, HORIZON)
    if weather != "clear":
        heavens.overcast(brush, rng, outside, size * HORIZON, time)
    elif hour == "night":
        heavens.stars(brush, rng, 40, size * 0.6, time)
        heavens.moon(brush, (x, size * 0.2), 15, "full")
    elif hour in ("sunset", "golden"):
        heavens.streaks(brush, rng, outside, size * 0.7, time)
        heavens.sun(brush, (x, size * (0.56 if hour == "sunset" else 0.36)), outside, 13)
    else:
        heavens.clouds(brush, rng, outside, size * 0.62, rng.randint(1, 5), time)


def _city(brush: Brush, rng: random.Random, outside: Air, time: float) -> None:
    skyline.glow(brush, outside, brush.size, 0.3)
    look = skyline.LOOKS["modern"]
    clear = replace(outside, density=outside.density * 0.6)
    skyline.skyline(brush, rng, clear, look, (rng.uniform(0.2, 0.8), brush.size * 0.98), time, 1.7)


def _hills(brush: Brush, rng: random.Random, outside: Air, time: float) -> None:
    size = brush.size
    rows: tuple[tuple[float, float, Hsv], ...] = (
        (0.5, 0.95, (0.56, 0.3, 0.6)),
        (0.6, 0.6, (0.36, 0.34, 0.6)),
        (0.7, 0.35, (0.28, 0.5, 0.62)),
        (0.82, 0.1, (0.25, 0.62, 0.58)),
    )
    for y, far, green in rows:
        lift = [rng.uniform(-0.07, 0.07) * size for _ in range(3)]
        ridge = shape(
            (-5, size * y + lift[0]),
            (
                size * 0.2,
                size * y - 26 + lift[1],
                size * 0.35,
                size * y + 14,
                size * 0.55,
                size * y,
            ),
            (size * 0.75, size * y - 22 + lift[2], size * 0.9, size * y - 8, size + 5, size * y),
            (size + 5, size + 5),
            (-5, size + 5),
        )
        tones = [outside.ink(green, far, 1.15, 0.4), outside.ink(green, far, 0.8, -0.2)]
        brush.fill(ridge, linear((0, size * y - 26), (0, size * y + 60), tones))
        if far < 0.5:
            for _ in range(9):
                x, high = rng.uniform(0, size), rng.uniform(9, 15) * (1.2 - far)
                foot = size * y + rng.uniform(4, 34)
                crown = oval(x + wave(time, 1, x / 80), foot - high, high * 0.6, high)
                leaf = [outside.ink(green, far, 0.95, 0.5), outside.ink(green, far, 0.55, -0.5)]
                brush.fill(crown, linear((x - high, 0), (x + high, 0), leaf))


def _garden(brush: Brush, rng: random.Random, outside: Air, time: float) -> None:
    size, green = brush.size, rng.uniform(0.26, 0.32)
    for far, foot, high in ((0.55, 0.72, 44), (0.25, 0.8, 34)):
        for index in range(9):
            x = size * (index + rng.uniform(0, 1)) / 9 + 2 * wave(time, 1, index / 9)
            wide = rng.uniform(20, 34)
            top = size * foot - high * rng.uniform(0.4, 1.2)
            tree: Hsv = (green + rng.uniform(-0.03, 0.03), 0.55, rng.uniform(0.4, 0.62))
            leaf = [outside.ink(tree, far, 1.25, 0.6), outside.ink(tree, far, 0.7, -0.4)]
            brush.spot(
                x,
                top + wide * 0.5,
                wide,
                wide * 0.85,
                linear((0, top - wide * 0.4), (0, top + wide), leaf),
            )
    lawn: Hsv = (green - 0.03, 0.6, 0.62)
    grass = [outside.ink(lawn, 0.3, 1.1, 0.3), outside.ink(lawn, 0.0, 0.75)]
    brush.fill(
        shape(
            (-5, size * 0.8),
            (size / 2, size * 0.76, size + 5, size * 0.8),
            (size + 5, size + 5),
            (-5, size + 5),
        ),
        linear((0, size * 0.78), (0, size), grass),
    )
    flowers = [PETAL[name] for name in rng.sample(BLOSSOMS, 3)]
    for _ in range(46):
        y = size * rng.uniform(0.8, 1.0)
        near = 1.6 + 5 * (y / size - 0.8) * 4
        bloom = vary(rng, rng.choice(flowers), 2)
        brush.spot(
            rng.uniform(0, size) + wave(time, 1, y), y, near, near * 0.8, outside.ink(bloom, 0.05)
        )


def lights(brush: Brush, rng: random.Random, name: str, dark: bool, time: float) -> None:
    """Points of light far behind the focus: large soft discs, warm in a city, green in a garden."""
    warm: tuple[Hsv, ...] = (
        (0.11, 0.6, 1.0),
        (0.07, 0.65, 1.0),
        (0.13, 0.3, 1.0),
        (0.95, 0.5, 1.0),
    )
    fresh: tuple[Hsv, ...] = ((0.2, 0.4, 1.0), (0.13, 0.3, 1.0), (0.26, 0.35, 0.95))
    with brush.soft():
        count = 34 if dark and name == "city" else 18
        for index in range(count):
            x = brush.size * (index + rng.uniform(0.0, 1.0)) / count
            y = brush.size * rng.uniform(0.34 if name == "city" else 0.1, 0.86) + wave(time, 1, x)
            radius, strength = rng.uniform(7, 15), rng.uniform(0.3, 0.5) * (1.35 if dark else 0.9)
            hue = rng.choice(warm if dark or name == "city" else fresh)
            rim = [ink(hue, alpha=strength * share) for share in (0.75, 0.8, 1.2, 0.0)]
            disc = radial((x, y), radius, rim, [0, 0.78, 0.92, 1])
            brush.spot(x, y, radius, radius, disc, mode=SCREEN)


VIEWS: dict[str, Painter] = {"city": _city, "garden": _garden, "hills": _hills}
