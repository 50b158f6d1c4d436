"""Air: what the hour and the weather do to every colour under the open sky.

A thing's colour is first multiplied by the light that falls on it, then mixed with the haze by
how far away it is (Leonardo's aerial perspective). Painters ask `Air.ink` for every colour and
need not know what hour it is.
"""

import colorsys
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pellucid.data.world.brush import Brush, Hsv, linear

Rgb = tuple[float, float, float]


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of the other colour in the one."""
    rest = 1.0 - share
    return (
        one[0] * rest + other[0] * share,
        one[1] * rest + other[1] * share,
        one[2] * rest + other[2] * share,
    )


def _ink(colour: Rgb, alpha: float) -> int:
    made = 0  # comparisons, for min() and max() took a tenth of the time of a forest
    for part in (alpha, *colour):
        made = made << 8 | (255 if part >= 1.0 else int(part * 255) if part > 0.0 else 0)
    return made


@dataclass(frozen=True, slots=True)
class Air:
    """One hour in one weather. Colours are RGB in [0, 1]."""

    dome: tuple[Rgb, ...]  # the sky from the zenith to the horizon
    haze: Rgb  # what far things fade into
    light: Rgb  # what falls on things
    sun: Rgb  # the colour of sun or moon, and of everything turned to it
    density: float  # of the haze
    strength: float  # of the sun: 0 diffuse, 1 hard shadows
    dark: bool  # lamps are on, stars may be out

    def rgb(self, colour: Hsv, far: float = 0.0, light: float = 1.0, lit: float = 0.0) -> Rgb:
        """`colour` in this light, `far` away in [0, 1], `lit` by the sun (negative: shaded)."""
        red, green, blue = colorsys.hsv_to_rgb(colour[0] % 1.0, min(1.0, colour[1]), colour[2])
        red *= self.light[0] * light
        green *= self.light[1] * light
        blue *= self.light[2] * light
        turned = lit * self.strength
        if turned >= 0:
            glow, more = 0.3 * turned, 1 - 0.1 * turned
            red = red * more + self.sun[0] * glow
            green = green * more + self.sun[1] * glow
            blue = blue * more + self.sun[2] * glow
        else:
            red *= 1 + 0.55 * turned
            green *= 1 + 0.5 * turned
            blue *= 1 + 0.38 * turned
        return mix((red, green, blue), self.haze, min(1.0, far * self.density))

    def ink(
        self,
        colour: Hsv,
        far: float = 0.0,
        light: float = 1.0,
        lit: float = 0.0,
        alpha: float = 1.0,
    ) -> int:
        """That colour as ink."""
        return _ink(self.rgb(colour, far, light, lit), alpha)

    def raw(self, colour: Rgb, alpha: float = 1.0) -> int:
        """A colour as it is, without light or haze: lamps, sky, mist."""
        return _ink(colour, alpha)

    def sky(self, brush: Brush, horizon: float) -> None:
        """The dome over the whole picture; it is palest at `horizon` (a fraction of the height)."""
        stops = [horizon * at for at in _spread(len(self.dome))]
        shades = [self.raw(colour) for colour in self.dome]
        brush.wash(linear((0, 0), (0, brush.size), [*shades, shades[-1]], [*stops, 1.0]))

    def veil(self, brush: Brush, top: float, foot: float, thick: float) -> None:
        """Mist that lies between two heights in pixels, thickest below."""
        ends = [self.raw(self.haze, alpha) for alpha in (0.0, thick * 0.6, thick)]
        with brush.soft():
            brush.wash(linear((0, top), (0, foot), ends, [0, 0.6, 1]))


def _spread(count: int) -> Sequence[float]:
    return [index / (count - 1) for index in range(count)]


CLEAR: dict[str, Air] = {
    "morning": Air(
        ((0.36, 0.58, 0.86), (0.62, 0.77, 0.93), (0.93, 0.87, 0.86), (1.0, 0.88, 0.72)),
        (0.93, 0.88, 0.86),
        (1.0, 0.95, 0.9),
        (1.0, 0.91, 0.72),
        0.8,
        0.8,
        False,
    ),
    "day": Air(
        ((0.16, 0.44, 0.85), (0.38, 0.65, 0.95), (0.64, 0.83, 0.98), (0.86, 0.94, 1.0)),
        (0.7, 0.84, 0.96),
        (1.0, 1.0, 1.0),
        (1.0, 0.97, 0.84),
        0.7,
        0.85,
        False,
    ),
    "golden": Air(
        ((0.36, 0.52, 0.78), (0.68, 0.72, 0.76), (0.98, 0.82, 0.56), (1.0, 0.75, 0.38)),
        (0.98, 0.81, 0.58),
        (1.05, 0.92, 0.73),
        (1.0, 0.78, 0.36),
        0.75,
        1.0,
        False,
    ),
    "sunset": Air(
        (
            (0.2, 0.17, 0.42),
            (0.5, 0.27, 0.5),
            (0.86, 0.38, 0.42),
            (1.0, 0.58, 0.34),
            (1.0, 0.82, 0.46),
        ),
        (0.86, 0.5, 0.44),
        (0.83, 0.67, 0.66),
        (1.0, 0.6, 0.32),
        0.75,
        0.9,
        True,
    ),
    "night": Air(
        ((0.02, 0.04, 0.15), (0.05, 0.09, 0.28), (0.09, 0.16, 0.4), (0.2, 0.3, 0.54)),
        (0.13, 0.2, 0.42),
        (0.33, 0.42, 0.67),
        (0.62, 0.74, 1.0),
        0.7,
        0.6,
        True,
    ),
}
PALE: dict[str, Rgb] = {  # air full of water, lit by the hour
    "morning": (0.93, 0.91, 0.9),
    "day": (0.86, 0.9, 0.93),
    "golden": (0.96, 0.9, 0.8),
    "sunset": (0.84, 0.66, 0.66),
    "night": (0.21, 0.27, 0.44),
}


def varied(rng: random.Random, one: Air) -> Air:
    """The same hour of another day: its sky a little bluer or redder, paler or deeper."""
    turn, rich, light = rng.uniform(-0.022, 0.01), rng.uniform(0.8, 1.15), rng.uniform(0.93, 1.04)

    def off(colour: Rgb) -> Rgb:
        hue, saturation, value = colorsys.rgb_to_hsv(*(min(1.0, part) for part in colour))
        return colorsys.hsv_to_rgb((hue + turn) % 1.0, min(1.0, saturation * rich), value * light)

    return replace(one, dome=tuple(map(off, one.dome)), haze=off(one.haze))


def air(hour: str, weather: str) -> Air:
    """The air of an hour in a weather."""
    clear, pale = CLEAR[hour], PALE[hour]
    if weather == "clear":
        return clear
    share, dim, thick, strength = {
        "fog": (0.72, 0.95, 1.5, 0.35),
        "rain": (0.55, 0.78, 1.15, 0.25),
        "snow": (0.62, 0.94, 1.05, 0.35),
    }[weather]
    grey = mix(pale, (0.0, 0.0, 0.0), 0.3 if weather == "rain" else 0.0)
    grey = mix(grey, (0.5, 0.56, 0.66), 0.25) if weather == "rain" and hour != "night" else grey
    even = sum(clear.light) / 3
    whole = clear.light if hour == "night" else mix(clear.light, (even, even, even), 0.4)
    red, green, blue = (part * dim for part in whole)
    return Air(
        tuple(mix(colour, grey, share) for colour in clear.dome),
        mix(clear.haze, grey, 0.85),
        (red, green, blue),
        clear.sun,
        clear.density * thick,
        clear.strength * strength,
        clear.dark or (weather == "rain" and hour != "day"),
    )
