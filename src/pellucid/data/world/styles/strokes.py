"""Styles that paint the picture once more, stroke by stroke: oil, and swirls after Van Gogh.

Oil is painted from coarse to fine (Hertzmann, Painterly Rendering with Curved Brush Strokes of
Multiple Sizes, 1998): broad strokes everywhere, finer ones only where there is detail, each along
the direction of the edges near it. Swirls follow a field of vortices, set where the picture is
quiet.
"""

import random
from functools import cache

import numpy as np
import numpy.typing as npt
import skia

from pellucid.data.world.styles.paper import (
    Bytes,
    Floats,
    along,
    blurred,
    dice,
    fit,
    grey,
    noise,
    slopes,
    to_bytes,
    to_floats,
)

LONG, WIDE, KINDS = 72, 24, 6  # pixels of a stroke's texture; how many there are
LAYERS = (  # width and gap in pixels, the least detail it is for, how loose its direction is
    (28, 13.0, 0.0, 0.12),
    (15, 8.5, 0.0, 0.08),
    (8.0, 5.7, 0.02, 0.05),
    (4.8, 3.6, 0.03, 0.03),
    (2.9, 2.2, 0.06, 0.02),
)
BLUE, GOLD, WARM, GLOW = (  # added to shadows, lights, every other dash, and that in the dark
    np.array(shift, np.float32)
    for shift in (
        (-0.05, -0.01, 0.11),
        (0.07, 0.04, -0.1),
        (0.05, 0.045, -0.035),
        (0.05, 0.13, 0.24),
    )
)
Indices = npt.NDArray[np.intp]
Luck = npt.NDArray[np.float64]


def oil(pixels: Bytes, rng: random.Random) -> Bytes:
    """Bristly strokes along the edges, broad ones first, on a dark ground."""
    chance, picture = dice(rng), to_floats(pixels)
    height, width = picture.shape[:2]
    tone = blurred(grey(picture), 1.0)
    bend = noise(chance, height, width, 96.0) * np.float32(0.9) + np.float32(chance.uniform(0, 3))
    coarse, _ = along(tone, 8, bend)
    fine, _ = along(tone, 3, bend)
    detail = _detail(picture)
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    ground = skia.Image.fromarray(_opaque(blurred(picture, 5) * 0.9), skia.kRGBA_8888_ColorType)
    canvas.drawImage(ground, 0, 0)
    for wide, gap, least, loose in LAYERS:
        rows, columns = _places(chance, height, width, gap)
        luck = chance.standard_normal((len(rows), 6))
        keep = detail[rows, columns] >= least
        rows, columns, luck = rows[keep], columns[keep], luck[keep]
        seen = blurred(picture, wide * 0.12) if wide > 6 else picture
        tints = _tints(luck, seen[rows, columns], 0.018)
        angle = coarse if wide > 10 else fine
        turns = angle[rows, columns] + luck[:, 4] * loose
        _lay(canvas, (rows, columns), turns, wide * (0.95 + 0.12 * luck[:, 5]), tints)
    return _varnish(_read(surface))


def _detail(picture: Floats) -> Floats:
    """How much fine structure there is around each pixel."""
    height, width = picture.shape[:2]
    down, right = slopes(grey(picture))
    power = np.hypot(down, right)
    return fit(fit(power, height // 4, width // 4), height, width)


def _places(
    chance: np.random.Generator, height: int, width: int, gap: float
) -> tuple[Indices, ...]:
    """Points about `gap` pixels apart, off a grid by chance and in no order."""
    rows, columns = np.mgrid[0 : height + gap : gap, 0 : width + gap : gap]
    points = np.stack([rows.ravel(), columns.ravel()], axis=1)
    points = chance.permutation(points + chance.uniform(-gap / 2, gap / 2, points.shape))
    limit = (height - 1, width - 1)
    inside = np.clip(np.rint(points), 0, limit).astype(np.intp)
    return inside[:, 0], inside[:, 1]


def _tints(luck: Luck, colours: Floats, amount: float) -> list[int]:
    """Colours, each a little off in light and a little in hue, as Skia's numbers."""
    light = 1.03 + amount * luck[:, :1]
    hue = amount * 0.5 * luck[:, 1:4]
    levels = np.clip((colours * light + hue) * 255, 0, 255).astype(np.int64)
    packed = 0xFF << 24 | levels[:, 0] << 16 | levels[:, 1] << 8 | levels[:, 2]
    return [int(value) for value in packed]


def _lay(
    canvas: skia.Canvas,
    places: tuple[Indices, ...],
    turns: Luck,
    widths: Luck,
    tints: list[int],
) -> None:
    """Lay straight strokes."""
    sizes = np.maximum(widths, 2.0) / WIDE
    kinds = np.asarray(turns * 1e4, np.int64) % KINDS
    boxes = [skia.Rect.MakeXYWH(0, kind * WIDE, LONG, WIDE) for kind in range(KINDS)]
    strokes = [
        skia.RSXform.MakeFromRadians(size, turn, x, y, LONG / 2, WIDE / 2)
        for y, x, turn, size in zip(
            *(place.tolist() for place in places), turns.tolist(), sizes.tolist(), strict=True
        )
    ]
    textures = [boxes[kind] for kind in kinds.tolist()]
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    canvas.drawAtlas(_bristles(), strokes, textures, tints, skia.BlendMode.kModulate, smooth)


@cache
def _bristles() -> skia.Image:
    """Strokes of a bristle brush, one below the other: streaks of light and dark, ragged ends."""
    chance = np.random.default_rng(7)
    sheet = np.zeros((KINDS * WIDE, LONG, 4), np.float32)
    across = np.linspace(-1, 1, WIDE, dtype=np.float32)[:, None]
    ahead = np.linspace(0, 1, LONG, dtype=np.float32)[None, :]
    for kind in range(KINDS):
        hairs = fit(chance.standard_normal((WIDE // 2, 5), dtype=np.float32), WIDE, LONG)
        start = 0.06 + 0.05 * chance.random((WIDE, 1), dtype=np.float32)
        end = 0.9 - 0.22 * chance.random((WIDE, 1), dtype=np.float32) ** 2
        body = np.clip((ahead - start) / 0.07, 0, 1) * np.clip((end - ahead) / 0.1, 0, 1)
        edge = np.clip((1 - np.abs(across)) * 5, 0, 1)
        thin = np.clip(1.25 + 0.35 * hairs - 0.5 * ahead, 0, 1)
        alpha = body * edge * thin * 0.96
        ridge = 0.9 + 0.055 * hairs - 0.09 * across**3
        rows = slice(kind * WIDE, (kind + 1) * WIDE)
        sheet[rows, :, :3] = (np.clip(ridge, 0, 1) * alpha)[:, :, None]
        sheet[rows, :, 3] = alpha
    made = np.ascontiguousarray(np.clip(sheet * 255, 0, 255).astype(np.uint8))
    return skia.Image.fromarray(made, skia.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)


def _varnish(picture: Floats) -> Bytes:
    """Light that rakes over the ridges of the paint from the upper left."""
    down, right = slopes(grey(picture))
    relief = np.clip((down + right) * 0.25, -0.04, 0.04)
    return to_bytes(picture * 1.02 + relief[:, :, None])


def _opaque(picture: Floats) -> Bytes:
    full = np.full(picture.shape[:2], 255, np.uint8)
    return np.ascontiguousarray(np.dstack([to_bytes(picture), full]))


def _read(surface: skia.Surface) -> Floats:
    rgba = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
    return to_floats(rgba[:, :, :3])


def swirls(pixels: Bytes, rng: random.Random) -> Bytes:
    """Thick curved dashes that circle the quiet places and run along the edges of things."""
    chance, picture = dice(rng), _nightly(to_floats(pixels))
    height, width = picture.shape[:2]
    angle, strength = along(blurred(grey(picture), 1.0), 6, _vortices(chance, picture))
    usual = float(np.quantile(strength[::4, ::4], 0.7))  # a dark picture has fine dashes too
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    ground = skia.Image.fromarray(_opaque(blurred(picture, 3) * 0.72), skia.kRGBA_8888_ColorType)
    canvas.drawImage(ground, 0, 0)
    for wide, gap, steps, least in ((7.2, 9.2, 6, 0.0), (3.7, 7.6, 6, 0.0), (2.3, 4.2, 4, 0.075)):
        rows, columns = _places(chance, height, width, gap)
        luck = chance.standard_normal((len(rows), 6))
        keep = strength[rows, columns] >= min(least, usual)
        rows, columns, luck = rows[keep], columns[keep], luck[keep]
        seen = blurred(picture, wide * 0.2) if wide > 3 else picture
        colours = _vibrant(luck[:, 4:5], seen[rows, columns])
        tints = _tints(luck, colours, 0.03)
        trails = _trails(angle, rows, columns, steps, wide * 0.55 + 0.6)
        _dash(canvas, trails, tints, wide * np.clip(1 + 0.1 * luck[:, 5], 0.7, 1.3))
    return _varnish(_read(surface))


def _nightly(picture: Floats) -> Floats:
    """The picture in Van Gogh's key: shadows towards blue, lights towards yellow, richer."""
    tone = grey(picture)[:, :, None]
    rich = tone + (picture - tone) * 1.3
    pulled = rich + BLUE * (1 - tone) ** 2 + GOLD * tone**2
    return np.asarray(np.clip(pulled, 0, 1), np.float32)


def _vortices(chance: np.random.Generator, picture: Floats) -> Floats:
    """A field of directions that circles a few centres, chosen where the picture is quiet."""
    height, width = picture.shape[:2]
    busy = fit(fit(_detail(picture), 8, 8), height, width)
    rows, columns = (4 * plane for plane in np.mgrid[0 : height // 4, 0 : width // 4])
    flow = np.exp(1j * (0.35 * noise(chance, height // 4, width // 4, 20.0))) * 0.35
    centres: list[tuple[float, float]] = []
    for down, right, doubt, reach, way in chance.random((60, 5)):
        y, x = (0.05 + 0.9 * down) * height, (0.05 + 0.9 * right) * width
        apart = min((np.hypot(y - b, x - a) for b, a in centres), default=1e9)
        if apart > 58 and doubt < np.exp(-busy[int(y), int(x)] * 90):
            centres.append((y, x))
            away = np.hypot(rows - y, columns - x) / (20 + 14 * reach)
            turn = np.arctan2(rows - y, columns - x) + np.pi / 2 + 0.25
            sign = -1 if way < 0.5 else 1
            flow = flow + sign * np.exp(-(away**1.5) * 0.5) * 1.6 * np.exp(1j * turn)
        if len(centres) == 5:
            break
    parts = [fit(part.astype(np.float32), height, width) for part in (flow.imag, flow.real)]
    return np.arctan2(*parts)


def _vibrant(luck: Luck, colours: Floats) -> Floats:
    """Neighbouring dashes lighter and darker, bluer and yellower than what they stand for."""
    swing = np.clip(luck, -1.1, 1.1)
    dark = (1 - grey(colours)[:, None]) ** 2
    shine = GLOW * np.maximum(swing, 0) * dark
    return np.asarray(
        np.clip(colours * (1 + 0.13 * swing) + WARM * swing + shine, 0, 1), np.float32
    )


def _trails(
    angle: Floats, rows: Indices, columns: Indices, steps: int, stride: float
) -> npt.NDArray[np.float64]:
    """Where each stroke goes: (strokes, steps, 2), x before y, along the field from its middle."""
    height, width = angle.shape
    halves = []
    for sign in (-1.0, 1.0):
        y, x = rows.astype(np.float64), columns.astype(np.float64)
        heading = angle[rows, columns] + (np.pi if sign < 0 else 0)
        half = [np.stack([x, y], axis=1)]
        for _ in range(steps // 2):
            y, x = y + stride * np.sin(heading), x + stride * np.cos(heading)
            half.append(np.stack([x, y], axis=1))
            here = angle[
                np.clip(y, 0, height - 1).astype(np.intp), np.clip(x, 0, width - 1).astype(np.intp)
            ]
            turn = here - heading
            heading = heading + (turn - np.pi * np.rint(turn / np.pi))
        halves.append(half)
    return np.stack([*halves[0][:0:-1], *halves[1]], axis=1)


def _dash(
    canvas: skia.Canvas,
    trails: npt.NDArray[np.float64],
    tints: list[int],
    widths: npt.NDArray[np.float64],
) -> None:
    """Paint trails as round-ended curves through their start, middle and end."""
    paint = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeCap=skia.Paint.kRound_Cap
    )
    start, middle, end = trails[:, 0], trails[:, trails.shape[1] // 2], trails[:, -1]
    curves = np.concatenate([start, 2 * middle - (start + end) / 2, end], axis=1)
    path = skia.Path()
    for (x, y, *bow), tint, wide in zip(curves.tolist(), tints, widths.tolist(), strict=True):
        path.rewind()
        path.moveTo(x, y)
        path.quadTo(*bow)
        paint.setColor(tint)
        paint.setStrokeWidth(wide)
        canvas.drawPath(path, paint)
