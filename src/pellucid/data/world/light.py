"""Light and weather: what lies in the air behind the subject, on it, and in front of it.

`behind` changes the backdrop before anything stands in front of it, `shade` models the subject
by the side the light comes from, `over` tints the finished picture. Each light is a row of
washes; no light hides the hues of what it falls on.
"""

import random

from pellucid.data.world.brush import (
    ATOP,
    GREY,
    MULTIPLY,
    SCREEN,
    SOFT_LIGHT,
    Brush,
    Hsv,
    Point,
    ink,
    linear,
    radial,
    shape,
)
from pellucid.data.world.motion import ramp, wave
from pellucid.data.world.palette import SHADE, WHITE

SUN: Hsv = (0.115, 0.55, 1.0)
PALE: Hsv = (0.55, 0.04, 0.93)
MOONLIGHT: Hsv = (0.61, 0.4, 1.0)


def behind(
    brush: Brush, rng: random.Random, light: str, open_sky: bool, side: int, time: float
) -> None:
    """Light in the air behind the subject; the sun or moon stands on `side` (-1 left, 1 right)."""
    size = brush.size
    corner: Point = (size * (0.5 + rng.uniform(0.26, 0.38) * side), size * rng.uniform(0.12, 0.2))
    with brush.soft():
        if light == "night":
            brush.wash(ink((0.625, 0.52, 0.68)), MULTIPLY)
            brush.wash(ink((0.625, 0.75, 0.36), alpha=0.24))
            _moon_and_stars(brush, rng, corner, time)
        elif light == "fog":
            brush.wash(ink(PALE, alpha=0.5))
            mist = [ink(PALE, alpha=0.15), ink(PALE, alpha=0.5), ink(PALE, alpha=0.25)]
            brush.wash(linear((0, 0), (0, size), mist, [0, 0.6, 1]))
        elif light == "overcast":
            brush.wash(ink((0.58, 0.05, 0.5), alpha=0.75 if open_sky else 0.22), GREY)
            brush.wash(ink((0.58, 0.06, 0.7), alpha=0.24))
            thick = 0.85 if open_sky else 0.45
            cloud = [ink((0.58, 0.04, 0.8), alpha=thick), ink((0.58, 0.04, 0.84), alpha=0.0)]
            brush.wash(linear((0, 0), (0, size * (1.25 if open_sky else 0.8)), cloud))
        elif light == "sunny":
            _sun_rays(brush, rng, corner, time)


def shade(brush: Brush, light: str, side: int) -> None:
    """Model what stands on the current sheet: lit from `side` and above, dark on the other."""
    size = brush.size
    strength = {"overcast": 0.12, "fog": 0.1, "night": 0.3}.get(light, 0.26)
    tint = {"golden": (0.09, 0.7, 1.0), "night": MOONLIGHT, "sunny": (0.14, 0.3, 1.0)}.get(
        light, WHITE
    )
    near, far = (size * (0.5 + 0.5 * side), 0.0), (size * (0.5 - 0.4 * side), float(size))
    ends = [ink(tint, alpha=strength), ink(tint, alpha=0.0), ink(SHADE, alpha=strength)]
    with brush.soft():
        brush.wash(linear(near, far, ends, [0, 0.5, 1]), ATOP)


def over(brush: Brush, light: str, wet: str, side: int) -> None:
    """The tint of the whole picture."""
    size = brush.size
    corner = (size * (0.5 + 0.5 * side), 0.0)
    with brush.soft():
        if light == "golden":
            brush.wash(ink((0.085, 0.75, 1.0), alpha=0.32), SOFT_LIGHT)
            glow = [
                ink((0.115, 0.6, 1.0), alpha=0.6),
                ink((0.09, 0.75, 0.95), alpha=0.2),
                ink((0.06, 0.8, 0.5), alpha=0.06),
            ]
            brush.wash(radial(corner, size * 1.15, glow, [0, 0.5, 1]), SCREEN)
        elif light == "overcast":
            brush.wash(ink((0.58, 0.08, 0.72), alpha=0.1))
        elif light == "night":
            brush.wash(ink((0.61, 0.26, 0.94)), MULTIPLY)
            gleam = [ink(MOONLIGHT, alpha=0.3), ink(MOONLIGHT, alpha=0.0)]
            brush.wash(radial(corner, size * 1.1, gleam), SCREEN)
        elif light == "fog":
            brush.wash(ink(PALE, alpha=0.14))
            veil = [ink(PALE, alpha=0.0), ink(PALE, alpha=0.12), ink(PALE, alpha=0.55)]
            brush.wash(linear((0, size * 0.3), (0, size), veil, [0, 0.5, 1]))
        elif light == "sunny":
            brush.wash(ink((0.13, 0.35, 1.0), alpha=0.22), SOFT_LIGHT)
        if wet == "rain":
            brush.wash(ink((0.59, 0.14, 0.5), alpha=0.06 if light == "night" else 0.17))


def _moon_and_stars(brush: Brush, rng: random.Random, moon: Point, time: float) -> None:
    for _ in range(16):
        x, y = rng.uniform(0, brush.size), rng.uniform(0, brush.size * 0.55)
        twinkle = 0.7 + 0.3 * wave(time, 2, rng.random())
        radius = rng.uniform(0.9, 1.6)
        brush.spot(x, y, radius, radius, ink((0.6, 0.08, 1.0), alpha=0.85 * twinkle))
    x, y = moon
    halo = [ink((0.6, 0.25, 1.0), alpha=0.65), ink((0.61, 0.4, 1.0), alpha=0.0)]
    brush.spot(x, y, 52, 52, radial(moon, 52, halo), mode=SCREEN)
    brush.spot(
        x, y, 17, 17, radial((x - 5, y - 5), 26, [ink((0.14, 0.06, 1.0)), ink((0.13, 0.16, 0.86))])
    )
    for dx, dy, spread in ((4, 3, 3.5), (-5, 5, 2.5), (5, -6, 2.2)):
        brush.spot(x + dx, y + dy, spread, spread * 0.9, ink((0.13, 0.15, 0.8), alpha=0.7), 0.8)


def _sun_rays(brush: Brush, rng: random.Random, sun: Point, time: float) -> None:
    x, y = sun[0], sun[1] - 14
    glow = [
        ink((0.14, 0.1, 1.0), alpha=0.95),
        ink((0.13, 0.3, 1.0), alpha=0.5),
        ink((0.13, 0.4, 1.0), alpha=0),
    ]
    brush.spot(x, y, 120, 120, radial((x, y), 120, glow, [0, 0.3, 1]), mode=SCREEN)
    lean = 1 if x < brush.size / 2 else -1
    for index in range(4):
        spread = lean * (20 + 62 * index + rng.uniform(-12, 12) + 4 * wave(time, 1, index / 4))
        wide = rng.uniform(22, 40)
        ray = shape((x, y), (x + spread - wide, brush.size), (x + spread + wide, brush.size))
        beam = [ink((0.14, 0.25, 1.0), alpha=0.34), ink((0.14, 0.25, 1.0), alpha=0.0)]
        brush.fill(ray, radial((x, y), brush.size * 0.95, beam), 5, SCREEN)


def bokeh(brush: Brush, rng: random.Random, tone: Hsv, time: float) -> None:
    """Lights far behind the focus: pale discs with a brighter rim."""
    with brush.soft():
        for index in range(11):
            x = brush.size * (index + rng.uniform(0.0, 1.0)) / 11
            y = brush.size * rng.uniform(0.04, 0.8) + 2 * wave(time, 1, rng.random())
            radius = rng.uniform(9, 20)
            hue = rng.choice(((0.13, 0.35, 1.0), (0.2, 0.25, 1.0), (tone[0], tone[1] * 0.55, 1.0)))
            strength = rng.uniform(0.34, 0.56)
            rim = [
                ink(hue, alpha=strength * 0.7),
                ink(hue, alpha=strength * 0.75),
                ink(hue, alpha=strength * 1.3),
                ink(hue, alpha=0.0),
            ]
            brush.spot(
                x, y, radius, radius, radial((x, y), radius, rim, [0, 0.78, 0.92, 1]), mode=SCREEN
            )


def drop(brush: Brush, x: float, y: float, radius: float) -> None:
    """A drop of water: dark above, bright below (it is a lens), with a spark of sky."""
    brush.spot(
        x + 0.1 * radius,
        y + 0.45 * radius,
        radius,
        radius * 0.8,
        ink(SHADE, alpha=0.5),
        radius * 0.3,
    )
    water = [
        ink((0.52, 0.05, 1.0), alpha=0.95),
        ink((0.52, 0.12, 0.98), alpha=0.55),
        ink((0.55, 0.3, 0.5), alpha=0.6),
    ]
    brush.spot(
        x,
        y,
        radius,
        radius * 0.94,
        radial((x + 0.25 * radius, y + 0.5 * radius), radius * 1.55, water, [0, 0.5, 1]),
    )
    brush.spot(x - 0.34 * radius, y - 0.36 * radius, radius * 0.3, radius * 0.25, ink(WHITE))


def rain(brush: Brush, rng: random.Random, wind: int, time: float) -> None:
    """Streaks that fall, slanting to the side the wind blows to, and come round again."""
    size, slant = brush.size, 0.12 * wind
    with brush.soft():
        for index in range(40):
            length, fall = rng.uniform(20, 40), rng.random()
            x = size * (index + rng.random()) / 40
            y = (size + 80) * ramp(time, 4 if index % 2 else 3, fall) - 40
            x += slant * (y - size / 2)
            streak = [
                ink((0.57, 0.08, 1.0), alpha=0.0),
                ink((0.57, 0.06, 1.0), alpha=rng.uniform(0.5, 0.72)),
            ]
            path = shape((x, y), (x + slant * length, y + length))
            brush.line(path, linear((x, y), (x, y + length), streak), rng.uniform(1.5, 2.3))


__all__ = ["behind", "bokeh", "drop", "over", "rain", "shade"]
