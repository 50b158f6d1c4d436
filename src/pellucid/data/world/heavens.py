"""What is seen in the open sky: sun, moon, stars, clouds, and what falls from them."""

import math
import random

from pellucid.data.world.air import Air, mix
from pellucid.data.world.brush import SCREEN, Brush, Point, ink, linear, oval, radial, shape
from pellucid.data.world.motion import ramp, wave
from pellucid.data.world.palette import WHITE


def stars(brush: Brush, rng: random.Random, count: int, foot: float, time: float) -> None:
    """Stars above `foot` pixels, a few of them bright; they twinkle."""
    with brush.soft():
        for index in range(count):
            x, y = rng.uniform(0, brush.size), foot * (1 - rng.random() ** 0.8)
            bright = index % 9 == 0
            twinkle = 0.75 + 0.25 * wave(time, 1 + index % 3, rng.random())
            fade = min(1.0, 0.35 + 1.3 * (1 - y / max(1.0, foot)))
            radius = rng.uniform(1.2, 2.1) if bright else rng.uniform(0.5, 0.95)
            hue = rng.choice((0.6, 0.6, 0.12, 0.09))
            star = ink((hue, 0.14, 1.0), alpha=twinkle * fade * (1.0 if bright else 0.8))
            brush.spot(x, y, radius, radius, star)
            if bright:
                halo = [ink((hue, 0.3, 1.0), alpha=0.5 * fade), ink((hue, 0.4, 1.0), alpha=0.0)]
                wide = 4.2 * radius
                brush.spot(x, y, wide, wide, radial((x, y), wide, halo), mode=SCREEN)


def sun(brush: Brush, where: Point, air: Air, radius: float, alpha: float = 1.0) -> None:
    """A disc in its glow."""
    x, y = where
    pale = mix(air.sun, (1.0, 0.99, 0.86), 0.72)
    with brush.soft():
        for reach, strength in ((9.0, 0.42), (3.6, 0.7)):
            glow = [air.raw(air.sun, strength * alpha), air.raw(air.sun, 0.0)]
            wide = radius * reach
            brush.spot(x, y, wide, wide, radial((x, y), wide, glow), mode=SCREEN)
        brush.spot(x, y, radius, radius, air.raw(pale, alpha))


def moon(brush: Brush, where: Point, radius: float, phase: str, alpha: float = 1.0) -> None:
    """A full moon with its seas, or a crescent."""
    x, y = where
    with brush.soft():
        halo = [ink((0.6, 0.25, 1.0), alpha=0.5 * alpha), ink((0.61, 0.4, 1.0), alpha=0.0)]
        wide = radius * 3.4
        brush.spot(x, y, wide, wide, radial((x, y), wide, halo), mode=SCREEN)
        face = [ink((0.14, 0.06, 1.0), alpha=alpha), ink((0.13, 0.18, 0.88), alpha=alpha)]
        if phase == "crescent":
            tip, foot = (
                (x + radius * 0.35, y - radius * 0.94),
                (x + radius * 0.35, y + radius * 0.94),
            )
            back, hollow = x - radius * 1.75, x - radius * 0.62
            horn = shape(
                tip,
                (back, y - radius, back, y + radius, *foot),
                (hollow, y + radius * 0.7, hollow, y - radius * 0.7, *tip),
            )
            brush.fill(horn, radial((x - radius, y), radius * 2, face))
            return
        brush.spot(x, y, radius, radius, radial((x - 3, y - 3), radius * 1.6, face))
        for dx, dy, wide in ((0.24, 0.2, 0.24), (-0.3, 0.3, 0.17), (0.3, -0.36, 0.15)):
            sea = ink((0.12, 0.16, 0.78), alpha=0.6 * alpha)
            brush.spot(x + dx * radius, y + dy * radius, wide * radius, wide * radius * 0.9, sea, 1)


def clouds(
    brush: Brush, rng: random.Random, air: Air, foot: float, count: int, time: float
) -> None:
    """Heaps of cloud above `foot` pixels, lit above and in shade below, smaller when lower."""
    top = air.raw(mix(mix(air.haze, air.sun, 0.45), (1.0, 1.0, 1.0), 0.0 if air.dark else 0.75))
    base = mix(air.haze, air.dome[0], 0.3 if not air.dark else 0.55)
    with brush.soft(), brush.layer(blur=1.6, alpha=0.5 if air.dark else 0.88):
        for index in range(count):
            y = foot * rng.uniform(0.12, 0.82)
            size = (0.42 + 0.75 * (1 - y / foot)) * rng.uniform(0.75, 1.15)
            x = brush.size * (index + rng.uniform(0.05, 0.95)) / count + 5 * wave(time, 1)
            _heap(brush, rng, (x, y), 30 * size, (top, air.raw(base)))


def _heap(
    brush: Brush, rng: random.Random, where: Point, wide: float, shades: tuple[int, int]
) -> None:
    x, y = where
    puffs = 8
    lit = linear((0, y - wide * 0.62), (0, y + wide * 0.1), shades)
    with brush.inside(oval(x, y - wide * 0.5, wide * 2.2, wide * 0.56)):
        for puff in range(puffs):
            along = (puff + 0.5) / puffs * 2 - 1
            rise = math.sqrt(max(0.05, 1 - along * along))
            radius = wide * (0.16 + 0.26 * rise * rng.uniform(0.7, 1.15))
            cx, cy = x + along * wide * 1.25, y - radius * rng.uniform(0.35, 0.75)
            brush.spot(cx, cy, radius * 1.25, radius, lit)


def streaks(brush: Brush, rng: random.Random, air: Air, foot: float, time: float) -> None:
    """Long thin clouds that the low sun lights from below."""
    lit = mix(air.sun, (1.0, 0.86, 0.72), 0.35)
    shade = mix(air.dome[0], air.dome[1], 0.7)
    with brush.soft(), brush.layer(blur=1.4):
        for index in range(9):
            low = rng.random()
            x, y = rng.uniform(-10, brush.size + 10) + 4 * wave(time, 1), foot * (0.1 + 0.82 * low)
            wide, high = rng.uniform(26, 66) * (1.1 - 0.5 * low), rng.uniform(1.8, 4.2)
            colour = mix(shade, lit, 0.25 + 0.75 * low)
            brush.spot(x, y, wide, high, air.raw(colour, 0.55))
            brush.spot(x + wide * 0.2, y + high * 0.7, wide * 0.7, high * 0.5, air.raw(lit, 0.5))
            if index % 3 == 0:
                brush.spot(x - wide * 0.4, y - high, wide * 0.5, high, air.raw(colour, 0.4))


def overcast(brush: Brush, rng: random.Random, air: Air, foot: float, time: float) -> None:
    """A low ceiling: broad soft bars of lighter and darker grey."""
    light, dark = mix(air.dome[-1], (1.0, 1.0, 1.0), 0.18), mix(air.dome[0], (0.0, 0.0, 0.05), 0.12)
    with brush.soft(), brush.layer(blur=7):
        for index in range(14):
            x, y = rng.uniform(0, brush.size) + 6 * wave(time, 1), foot * rng.uniform(-0.05, 0.8)
            colour = air.raw(dark if index % 2 else light, 0.5)
            brush.spot(x, y, rng.uniform(36, 80), rng.uniform(6, 14), colour)


def snowfall(brush: Brush, rng: random.Random, time: float) -> None:
    """Flakes near and far that sink, sway and come round again."""
    size = brush.size
    with brush.soft():
        for index in range(110):
            near = rng.random() ** 2
            x = size * rng.random() + (3 + 5 * near) * wave(time, 1, rng.random())
            y = (size + 12) * ramp(time, 1 if index % 3 else 2, rng.random()) - 6
            radius = 0.7 + 1.9 * near
            blur = 0.9 if near > 0.7 else 0.0
            brush.spot(x, y, radius, radius, ink(WHITE, alpha=0.9 - 0.25 * near), blur)


def rainfall(brush: Brush, rng: random.Random, wind: int, time: float) -> None:
    """Fine streaks, near and far, that slant to the side the wind blows to (-1 left, 1 right)."""
    size, slant = brush.size, 0.16 * wind
    with brush.soft():
        for index in range(75):
            near, start = rng.random(), rng.random()
            length = 9 + 20 * near
            x = size * (index + rng.random()) / 75
            y = (size + 60) * ramp(time, 3 + index % 2, start) - 30
            x += slant * (y - size / 2)
            streak = ink((0.58, 0.07, 0.98), alpha=0.2 + 0.3 * near)
            brush.line(shape((x, y), (x + slant * length, y + length)), streak, 0.6 + 0.8 * near)


def falling(brush: Brush, rng: random.Random, weather: str, wind: int, time: float) -> None:
    """Rain or snow in front of everything, if that is the weather."""
    if weather == "rain":
        rainfall(brush, rng, wind, time)
    elif weather == "snow":
        snowfall(brush, rng, time)
