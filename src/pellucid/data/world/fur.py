"""Fur: coats, and how a furry body is painted: soft shading, hairs inside, a fringe around it."""

import random
from dataclasses import dataclass

import skia

from pellucid.data.world.brush import Brush, Hsv, Path, ink, radial, shape


@dataclass(frozen=True, slots=True)
class Coat:
    """What a cat wears: fur, stripes (and how strong they are), muzzle and chest, eyes."""

    fur: Hsv
    stripe: Hsv
    marked: float
    pale: Hsv
    eye: Hsv


COATS: dict[str, Coat] = {
    "tabby": Coat(
        (0.078, 0.70, 0.93), (0.045, 0.85, 0.56), 0.9, (0.1, 0.14, 0.99), (0.24, 0.6, 0.78)
    ),
    "grey": Coat((0.6, 0.11, 0.6), (0.62, 0.16, 0.34), 0.6, (0.6, 0.05, 0.8), (0.14, 0.8, 0.97)),
    "black": Coat((0.66, 0.2, 0.2), (0.66, 0.2, 0.1), 0.0, (0.66, 0.14, 0.27), (0.155, 0.85, 1.0)),
    "white": Coat((0.1, 0.035, 0.97), (0.09, 0.1, 0.8), 0.0, (0.1, 0.01, 1.0), (0.56, 0.55, 0.9)),
}


def tones(coat: Coat, light: float) -> list[int]:
    """The coat from its lit side to its shaded one."""
    return [
        ink(coat.fur, 1.12 * light, 0.86),
        ink(coat.fur, light),
        ink(coat.fur, 0.66 * light, 1.12),
    ]


def shaded(
    brush: Brush,
    rng: random.Random,
    path: Path,
    coat: Coat,
    light: tuple[tuple[float, float], float],
    hairs: int,
) -> None:
    """A furry body: lit from one point, fringed with hairs, flecked with hairs inside."""
    fringe(brush, rng, path, coat, hairs, 0.0)
    brush.fill(path, radial(light[0], light[1], tones(coat, 1.0), [0, 0.45, 1]))
    box = path.getBounds()
    with brush.soft(), brush.inside(path):
        for _ in range(70):
            x, y = rng.uniform(box.left(), box.right()), rng.uniform(box.top(), box.bottom())
            tone = ink(coat.fur, rng.choice((0.72, 1.2)), 0.95, 0.22)
            brush.line(shape((x, y), (x + 0.12 * (x - light[0][0]), y + 0.11)), tone, 0.022)


def fringe(
    brush: Brush, rng: random.Random, path: Path, coat: Coat, hairs: int, off: float
) -> None:
    """Short hairs that stand off an outline, drawn as two paths: dark and light ones."""
    measure = skia.PathMeasure(path, False)
    length, tufts = measure.getLength(), (skia.Path(), skia.Path())
    for index in range(hairs):
        spot, way = measure.getPosTan(length * (index + rng.random()) / hairs)
        for side in (-1, 1) if off else (1,):
            x, y = spot.x() + way.y() * off * side, spot.y() - way.x() * off * side
            reach, lean = rng.uniform(0.008, 0.032), rng.uniform(0.0, 0.045)
            tuft = tufts[index % 2]
            tuft.moveTo(x, y)
            tuft.lineTo(
                x + way.y() * reach * side + way.x() * lean,
                y - way.x() * reach * side + way.y() * lean + 0.01,
            )
    with brush.soft():
        brush.line(tufts[0], ink(coat.fur, 0.82, 1.05, 0.75), 0.017)
        brush.line(tufts[1], ink(coat.fur, 1.05, 0.9, 0.75), 0.015)


__all__ = ["COATS", "Coat", "fringe", "shaded", "tones"]
