"""A brush: the few Skia calls the world is painted with.

One brush paints either *light* (soft, blurred, anti-aliased colours) or *labels* (hard, flat
inks that name what is where). A painter calls the same methods for both, so that segments and
depth lie exactly under the colours. Whatever is blurred, or painted inside `soft()`, is light
only: shadows, highlights, glow, translucent veils.

Painters work in their own units: `place(x, y, size)` moves the origin and scales, and lengths,
line widths and blurs follow. Colours are hue, saturation, value and alpha, each in [0, 1].
"""

import colorsys
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pellucid.errors import MendableError

try:
    import skia
except ImportError as missing:  # the wheel is there, the system's graphics libraries are not
    raise MendableError(
        "Painting the world needs skia-python and the system's libEGL and libGL: "
        "install the Debian packages libegl1 and libgl1 (sudo apt install libegl1 libgl1), "
        "and, in the checkout, pip install '.[world]'."
    ) from missing

Hsv = tuple[float, float, float]
Point = tuple[float, float]
Path: TypeAlias = skia.Path
Ink: TypeAlias = int | skia.Shader

SCREEN = skia.BlendMode.kScreen
MULTIPLY = skia.BlendMode.kMultiply
SOFT_LIGHT = skia.BlendMode.kSoftLight
OVER = skia.BlendMode.kSrcOver
GREY = skia.BlendMode.kSaturation  # takes the saturation of the ink
ATOP = skia.BlendMode.kSrcATop
MODULATE = skia.BlendMode.kModulate  # tints what is on a sheet and nothing beside it


def ink(
    hsv: Hsv, light: float = 1.0, rich: float = 1.0, alpha: float = 1.0, turn: float = 0.0
) -> int:
    """A colour: `hsv` with its value times `light`, saturation times `rich`, hue plus `turn`."""
    hue, saturation, value = hsv
    red, green, blue = colorsys.hsv_to_rgb(
        (hue + turn) % 1.0, min(1.0, saturation * rich), min(1.0, max(0.0, value * light))
    )
    over = max(0.0, min(1.0, alpha))
    return int(over * 255) << 24 | int(red * 255) << 16 | int(green * 255) << 8 | int(blue * 255)


def linear(
    start: Point, end: Point, inks: Sequence[int], stops: Sequence[float] | None = None
) -> skia.Shader:
    """A gradient along the line from `start` to `end`."""
    return skia.GradientShader.MakeLinear([start, end], list(inks), stops and list(stops))


def radial(
    centre: Point, radius: float, inks: Sequence[int], stops: Sequence[float] | None = None
) -> skia.Shader:
    """A gradient outwards from `centre`."""
    return skia.GradientShader.MakeRadial(centre, radius, list(inks), stops and list(stops))


def shape(*steps: Sequence[float]) -> Path:
    """A path: the first step is its start; 2 numbers draw a line, 4 a quadratic, 6 a cubic."""
    path = skia.Path()
    path.moveTo(*steps[0])
    for step in steps[1:]:
        (path.lineTo if len(step) == 2 else path.quadTo if len(step) == 4 else path.cubicTo)(*step)
    return path


def polygon(points: Sequence[Point]) -> Path:
    """A closed path through points."""
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], True)
    return path


def oval(x: float, y: float, width: float, height: float) -> Path:
    """An ellipse of half-axes `width` and `height` around (x, y)."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - width, y - height, x + width, y + height))
    return path


def box(left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> Path:
    """A rectangle, its corners rounded if asked for."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeLTRB(left, top, right, bottom), corner, corner)
    return path


def boxes(sides: Sequence[tuple[float, float, float, float]]) -> Path:
    """Many rectangles (left, top, right, bottom) as one path: they are painted at once."""
    path = skia.Path()
    for side in sides:
        path.addRect(skia.Rect.MakeLTRB(*side))
    return path


def on_cubic(curve: Sequence[Point], at: float) -> Point:
    """The point at parameter `at` in [0, 1] of a Bezier curve with four control points."""
    rest = 1.0 - at
    weights = (rest**3, 3 * rest * rest * at, 3 * rest * at * at, at**3)
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
    return x, y


class Brush:
    """Paints on a square of `size` pixels; `labels` chooses flat label inks instead of light."""

    def __init__(self, size: int, labels: bool = False) -> None:
        self.size = size
        self._surface = skia.Surface(size, size)
        self._canvas = self._surface.getCanvas()
        self._labels = labels
        self._label = 0xFF000000
        self._soft = False

    def fill(self, path: Path, colour: Ink, blur: float = 0.0, mode: skia.BlendMode = OVER) -> None:
        """Fill a path; a blurred one is light only."""
        if not (self._labels and (self._soft or blur)):
            self._canvas.drawPath(path, self._paint(colour, blur, mode))

    def spot(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: Ink,
        blur: float = 0.0,
        mode: skia.BlendMode = OVER,
    ) -> None:
        """Fill an ellipse around (x, y); a blurred one is light only."""
        if not (self._labels and (self._soft or blur)):
            box = skia.Rect.MakeLTRB(x - width, y - height, x + width, y + height)
            self._canvas.drawOval(box, self._paint(colour, blur, mode))

    def line(self, path: Path, colour: Ink, width: float, blur: float = 0.0) -> None:
        """Draw along a path with round ends; a blurred line is light only."""
        if not (self._labels and (self._soft or blur)):
            paint = self._paint(colour, blur, OVER)
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(width)
            paint.setStrokeCap(skia.Paint.kRound_Cap)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
            self._canvas.drawPath(path, paint)

    def wash(self, colour: Ink, mode: skia.BlendMode = OVER) -> None:
        """Cover everything."""
        if not (self._labels and self._soft):
            self._canvas.drawPaint(self._paint(colour, 0.0, mode))

    @contextmanager
    def place(
        self, x: float, y: float, wide: float = 1.0, high: float | None = None, turn: float = 0.0
    ) -> Iterator[None]:
        """Move the origin to (x, y), turn by degrees, and scale (`high` follows `wide`)."""
        self._canvas.save()
        self._canvas.translate(x, y)
        if turn:
            self._canvas.rotate(turn)
        self._canvas.scale(wide, abs(wide) if high is None else high)
        yield
        self._canvas.restore()

    @contextmanager
    def turned(self, side: int) -> Iterator[None]:
        """Paint as in a mirror if `side` is -1: what was meant for the left is on the right."""
        with self.place(0.0 if side >= 0 else float(self.size), 0.0, 1.0 if side >= 0 else -1.0, 1):
            yield

    @contextmanager
    def inside(self, path: Path) -> Iterator[None]:
        """Paint only inside a path."""
        self._canvas.save()
        self._canvas.clipPath(path, doAntiAlias=not self._labels)
        yield
        self._canvas.restore()

    @contextmanager
    def soft(self) -> Iterator[None]:
        """Paint light only: labels do not see it."""
        before, self._soft = self._soft, True
        yield
        self._soft = before

    @contextmanager
    def layer(self, blur: float = 0.0, alpha: float = 1.0) -> Iterator[None]:
        """Paint on a sheet of its own, then lay it down blurred (in pixels) or translucent."""
        if self._labels:
            yield
            return
        paint = skia.Paint(Alphaf=alpha)
        if blur:
            clamp = skia.TileMode.kClamp
            paint.setImageFilter(skia.ImageFilters.Blur(blur, blur, clamp))
        self._canvas.saveLayer(None, paint)
        yield
        self._canvas.restore()

    @contextmanager
    def part(self, segment: int, depth: float) -> Iterator[None]:
        """Everything painted inside belongs to `segment`, at `depth` (0 far, 1 near)."""
        before = self._label
        self._label = 0xFF000000 | segment << 16 | int(depth * 255) << 8
        yield
        self._label = before

    def mirror(self, shore: float, ripple: Callable[[float], float], alpha: float) -> None:
        """Lay what stands above `shore` upside down below it, rows moved by `ripple(y)` pixels."""
        if self._labels:
            return
        image, turned = self._surface.makeImageSnapshot(), self._canvas.getTotalMatrix().getScaleX()
        paint, smooth = skia.Paint(Alphaf=alpha), skia.SamplingOptions(skia.FilterMode.kLinear)
        self._canvas.save()
        self._canvas.resetMatrix()  # the picture is turned already
        for y in range(math.ceil(shore), self.size, 2):
            above, shift = 2 * shore - y, turned * ripple(y)
            if above < 2:
                break
            source = skia.Rect.MakeXYWH(0, above - 2, self.size, 2)
            target = skia.Rect.MakeXYWH(shift, y, self.size, 2)
            self._canvas.drawImageRect(image, source, target, smooth, paint)
        self._canvas.restore()

    def pixels(self) -> npt.NDArray[np.uint8]:
        """What was painted: (size, size, 3)."""
        image = self._surface.makeImageSnapshot()
        rgba = image.toarray(colorType=skia.kRGBA_8888_ColorType)
        return np.ascontiguousarray(rgba[:, :, :3])

    def _paint(self, colour: Ink, blur: float, mode: skia.BlendMode) -> skia.Paint:
        paint = skia.Paint()
        if self._labels:
            paint.setColor(self._label)
            return paint
        paint.setAntiAlias(True)
        if isinstance(colour, int):
            paint.setColor(colour)
        else:
            paint.setShader(colour)
        if blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        if mode is not OVER:
            paint.setBlendMode(mode)
        return paint
