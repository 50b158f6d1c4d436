"""Styles that spread colour in areas: watercolour, flat shapes, pixels.

Watercolour treats pigment as a density on white paper: where it is thicker the colour c darkens
to c - (c - c^2)(d - 1) (Bousseau and others, Interactive Watercolor Rendering with Temporal
Coherence and Abstraction, 2006). Pigment thickens along the edge of a wash, settles in the
grain of the paper, and varies slowly as water carries it.
"""

import random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from pellucid.data.world.styles.paper import (
    Bytes,
    Floats,
    blurred,
    calmed,
    dice,
    grey,
    mix,
    moved,
    noise,
    slopes,
    to_bytes,
    to_floats,
)

FLAT_COLOURS = 12
PIXEL_COLOURS, PIXEL = 20, 4
PAPER = np.array([1, 0.995, 0.98], np.float32)
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 - 15 / 32


def watercolor(pixels: Bytes, rng: random.Random) -> Bytes:
    """Pale washes with dark rims that bleed a little, on grainy paper."""
    chance = dice(rng)
    picture = to_floats(pixels)
    height, width = picture.shape[:2]
    wobble = [
        noise(chance, height, width, 22.0) * 1.6 + noise(chance, height, width, 7.0) * 0.5
        for _ in range(2)
    ]
    wash = blurred(moved(_settled(picture), *wobble), 0.7)
    busy = np.hypot(*slopes(blurred(grey(picture), 1.5)))
    bleed = np.clip(noise(chance, height, width, 34.0) * 0.9 - 0.25, 0, 1)
    wash = mix(wash, blurred(wash, 7), bleed * np.clip(0.75 - 9 * blurred(busy, 4), 0, 1))
    light = 0.07 + 0.93 * np.maximum(wash, 0) ** 0.72
    rim = np.clip((blurred(grey(wash), 2.2) - grey(wash)) * 5.0, -0.25, 0.75)
    outline = np.clip(np.hypot(*slopes(blurred(grey(wash), 0.8))) * 3.2, 0, 0.55)
    flow = noise(chance, height, width, 60.0) * 0.2 + noise(chance, height, width, 19.0) * 0.13
    paper, fleck = _paper(chance, height, width)
    density = (1.0 + rim + outline + flow + fleck)[:, :, None]
    painted = np.clip(light - (light - light * light) * (density - 1), 0, 1)
    return to_bytes(painted * (1 - 0.07 * (1 - paper[:, :, None])) * PAPER)


def _settled(picture: Floats) -> Floats:
    """The picture as a few washes: small detail gone, edges kept, tones gathered in steps."""
    smooth = to_floats(calmed(to_bytes(picture)))
    tone = grey(smooth)
    steps = np.float32(7)
    place = tone * steps
    step = (np.floor(place) + 0.5 + 0.5 * np.tanh((place % 1 - 0.5) * 6)) / steps
    gathered = smooth * (step / np.maximum(tone, 0.02))[:, :, None]
    return np.asarray(np.clip(smooth * 0.35 + gathered * 0.65, 0, 1), np.float32)


def _paper(chance: np.random.Generator, height: int, width: int) -> tuple[Floats, Floats]:
    """Cold-pressed paper: its light (about 1) and the pigment that settles in its hollows."""
    tooth = noise(chance, height, width, 2.6) * 0.6 + noise(chance, height, width, 6.0) * 0.35
    return np.asarray(1 + 0.35 * tooth, np.float32), np.asarray(
        np.clip(tooth, -1.2, 1.6) * 0.13, np.float32
    )


def flat(pixels: Bytes, rng: random.Random) -> Bytes:
    """Twelve plain colours in smooth, crisp shapes."""
    chance = dice(rng)
    bright = _vivid(to_floats(calmed(pixels)), 1.18)
    palette = _palette(chance, bright, FLAT_COLOURS)
    names = _nearest(bright, palette).astype(np.uint8)
    return to_bytes(_rounded(names, palette))


def _rounded(names: Bytes, palette: Floats) -> Floats:
    """Areas of colours with round corners and clean edges: the two strongest share a pixel."""
    best = np.zeros(names.shape, np.int16)
    second = np.zeros(names.shape, np.int16)
    winner, other = np.zeros_like(names), np.zeros_like(names)
    for name in np.unique(names):
        mask = Image.fromarray(np.where(names == name, np.uint8(255), np.uint8(0)))
        share = np.asarray(mask.filter(ImageFilter.GaussianBlur(1.6))).astype(np.int16)
        wins = share > best
        runs_up = ~wins & (share > second)
        other = np.where(wins, winner, np.where(runs_up, name, other)).astype(np.uint8)
        second = np.where(wins, best, np.where(runs_up, share, second))
        winner = np.where(wins, name, winner).astype(np.uint8)
        best = np.where(wins, share, best)
    lead = np.asarray(best - second, np.float32) / 255
    return mix(palette[other], palette[winner], np.clip(0.5 + 1.5 * lead, 0, 1))


def pixels(picture: Bytes, rng: random.Random) -> Bytes:
    """A grid of 64 x 64 squares in twenty colours; two neighbours dither only halfway between."""
    chance = dice(rng)
    height, width = picture.shape[0] // PIXEL, picture.shape[1] // PIXEL
    image = Image.fromarray(picture).filter(ImageFilter.UnsharpMask(2, 110, 0))
    small = _vivid(to_floats(np.asarray(image.reduce(PIXEL))), 1.2)
    palette = _palette(chance, small, PIXEL_COLOURS)
    screen = np.tile(BAYER.astype(np.float32), (height // 4 + 1, width // 4 + 1))
    dithered = small + screen[:height, :width, None] * np.float32(0.035)
    squares = palette[_nearest(dithered, palette)]
    return to_bytes(squares.repeat(PIXEL, axis=0).repeat(PIXEL, axis=1))


def _vivid(picture: Floats, amount: float) -> Floats:
    """Richer and with more contrast."""
    tone = grey(picture)[:, :, None]
    rich = tone + (picture - tone) * np.float32(amount)
    return np.asarray(np.clip((rich - 0.5) * 1.06 + 0.5, 0, 1), np.float32)


def _palette(chance: np.random.Generator, picture: Floats, count: int) -> Floats:
    """`count` colours that stand for a picture: k-means, started far apart, weighed by saliency.

    Starting points follow k-means++ (Arthur and Vassilvitskii, 2007): a colour is chosen with a
    chance that grows with its distance from those chosen, so that small bright things get one.
    """
    every = picture.reshape(-1, 3)
    rare = np.abs(picture - blurred(picture, 24 * len(picture) / 256)).max(axis=2).ravel() + 0.02
    chances = np.cumsum(rare)
    points = every[np.searchsorted(chances, chance.random(1400) * chances[-1] * 0.9999)]
    chosen = [points.mean(axis=0)]
    gap = ((points - chosen[0]) ** 2).sum(axis=1)
    for _ in range(count - 1):
        chosen.append(points[np.searchsorted(np.cumsum(gap), chance.random() * gap.sum())])
        gap = np.minimum(gap, ((points - chosen[-1]) ** 2).sum(axis=1))
    palette = np.stack(chosen)
    for _ in range(5):
        owner = _nearest(points[None], palette)[0]
        for name in range(count):
            mine = points[owner == name]
            if len(mine):
                palette[name] = mine.mean(axis=0)
    return np.asarray(palette, np.float32)


def _nearest(picture: Floats, palette: Floats) -> npt.NDArray[np.intp]:
    """For each pixel the index of the colour nearest to it."""
    twice = picture.reshape(-1, 3) @ (2 * palette.T) - (palette * palette).sum(axis=1)
    return np.asarray(twice.argmax(axis=1).reshape(picture.shape[:2]), np.intp)
