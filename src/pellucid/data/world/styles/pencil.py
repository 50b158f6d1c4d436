"""Pencil: contours where the picture changes, hatching by tone, graphite on grainy paper.

Contours are the dark side of a difference of two blurs, made crisp by a soft threshold
(Winnemoeller, Kyprianidis and Olsen, XDoG, 2012). Hatching lies in layers, each in its own
direction and begun at a darker tone than the one before, as a hand would do it.
"""

import random

import numpy as np

from pellucid.data.world.styles.paper import (
    Bytes,
    Floats,
    blurred,
    dice,
    grey,
    noise,
    to_bytes,
    to_floats,
)

HATCHES = (
    (-0.78, 4.2, 0.8),
    (-0.6, 3.6, 0.52),
    (0.72, 3.8, 0.33),
    (-1.35, 3.4, 0.18),
)  # angle, gap, from
PAPER = np.array([0.975, 0.965, 0.945], np.float32)
GRAPHITE = np.array([0.17, 0.17, 0.19], np.float32)


def pencil(pixels: Bytes, rng: random.Random) -> Bytes:
    """A drawing in graphite, nearly grey, on warm white paper."""
    chance = dice(rng)
    tone = grey(to_floats(pixels))
    height, width = tone.shape
    tooth = noise(chance, height, width, 1.6) * 0.55 + noise(chance, height, width, 3.4) * 0.4
    spread = blurred(_stretched(tone), 1.6)
    dark = _contours(tone) * 0.95
    for direction, gap, start in HATCHES:
        wanted = np.clip((start - spread) / 0.5, 0, 1)
        strokes = _hatching(chance, height, width, direction, gap)
        dark = 1 - (1 - dark) * (1 - np.clip(wanted * strokes, 0, 1) * 0.5)
    smudge = np.clip(0.85 - spread, 0, 1) * 0.17
    dark = 1 - (1 - dark) * (1 - smudge)
    dark = np.clip(dark * (1 + 0.34 * tooth * (1 - 0.6 * dark)), 0, 1)[:, :, None]
    sheet = PAPER * (1 + 0.012 * tooth[:, :, None])
    return to_bytes(sheet + (GRAPHITE - sheet) * dark)


def _stretched(tone: Floats) -> Floats:
    """Tone spread so that every picture has its lights and darks."""
    low, high = np.quantile(tone[::4, ::4], [0.02, 0.97])
    return np.asarray(np.clip((tone - low) / max(0.25, high - low), 0, 1) ** 0.8, np.float32)


def _contours(tone: Floats) -> Floats:
    """Lines on the dark side of edges, 0 to 1."""
    fine, broad = blurred(tone, 0.8), blurred(tone, 1.9)
    return np.asarray(np.clip((broad - fine) * 16 - 0.12, 0, 1), np.float32)


def _hatching(
    chance: np.random.Generator, height: int, width: int, direction: float, gap: float
) -> Floats:
    """Parallel strokes about `gap` pixels apart: wavering, of uneven pressure and length."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    across = columns * np.sin(direction) + rows * np.cos(direction)
    ahead = columns * np.cos(direction) - rows * np.sin(direction)
    across = across + noise(chance, height, width, 42.0) * 1.9
    line = np.floor(across / gap)
    inside = np.abs(across / gap - line - 0.5) * 2
    shift = chance.uniform(0, 60, 600).astype(np.float32)[line.astype(np.intp) % 600]
    press = 0.72 + 0.28 * np.sin((ahead + shift * 7) / (9 + shift * 0.12))
    pause = np.clip(np.abs((ahead / 46 + shift) % 1 - 0.5) * 16 - 0.2, 0, 1)
    return np.asarray(np.clip(1.25 - inside * 1.5, 0, 1) * press * pause, np.float32)
