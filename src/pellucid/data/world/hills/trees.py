"""Trees: broad-leaved ones, pines, birches; in summer, autumn and winter.

Each stands with its foot at the origin and is one unit tall. Crowns are heaps of leaves in three
tones: the shaded ones behind, then those in the light of the sky, then those turned to the sun.
"""

import math
import random
from dataclasses import dataclass

from pellucid.data.world.air import Air
from pellucid.data.world.brush import Brush, Hsv, Path, Point, linear, polygon, shape

LEAVES: dict[str, dict[str, tuple[Hsv, ...]]] = {
    "leafy": {
        "summer": ((0.27, 0.66, 0.52), (0.24, 0.66, 0.6), (0.3, 0.6, 0.46)),
        "autumn": ((0.07, 0.82, 0.9), (0.03, 0.8, 0.8), (0.115, 0.82, 0.95)),
    },
    "birch": {
        "summer": ((0.215, 0.6, 0.74), (0.235, 0.55, 0.68), (0.2, 0.6, 0.8)),
        "autumn": ((0.13, 0.82, 0.98), (0.115, 0.85, 0.94), (0.145, 0.75, 1.0)),
    },
}
PINE: Hsv = (0.37, 0.52, 0.4)
SNOW: Hsv = (0.58, 0.03, 1.0)
BARK: Hsv = (0.075, 0.42, 0.4)
WHITE: Hsv = (0.11, 0.05, 0.95)  # bark of a birch


@dataclass(frozen=True, slots=True)
class Tree:
    """Which tree stands in which air, how far away in [0, 1]; the sun is on its right."""

    kind: str
    season: str
    air: Air
    far: float

    def ink(self, colour: Hsv, light: float = 1.0, lit: float = 0.0, alpha: float = 1.0) -> int:
        """A colour as it looks from here."""
        return self.air.ink(colour, self.far, light, lit, alpha)

    def hue(self, rng: random.Random) -> Hsv:
        """The colour of its leaves, or of what stays in winter."""
        if self.kind == "pine":
            return PINE
        return (0.06, 0.25, 0.5) if self.season == "winter" else rng.choice(self.tones)

    @property
    def tones(self) -> tuple[Hsv, ...]:
        """The colours that its leaves may have."""
        return LEAVES[self.kind][self.season]


def paint(brush: Brush, rng: random.Random, tree: Tree, tall: float) -> None:
    """A tree one unit tall that will be `tall` pixels: those close enough have single leaves."""
    if tall < 13:
        _tiny(brush, rng, tree)
    elif tree.kind == "pine":
        _pine(brush, rng, tree, 5 if tall < 34 else 7)
    elif tree.season == "winter":
        _bare(brush, rng, tree, 2 if tall < 22 else 3 if tall < 60 else 4)
    else:
        _crowned(brush, rng, tree, tall > 34)


def _tiny(brush: Brush, rng: random.Random, tree: Tree) -> None:
    """A tree on the horizon: its shape, its light and its shade."""
    hue = tree.hue(rng)
    if tree.kind == "pine":
        half = rng.uniform(0.24, 0.3)
        dark, lit = tree.ink(hue, 0.8), tree.ink(hue, 1.15, lit=0.6)
        brush.fill(polygon([(0, -1), (half, 0), (-half, 0)]), dark)
        if tree.season == "winter":
            lit = tree.ink(SNOW, 0.97)
        with brush.soft():
            brush.fill(polygon([(0, -1), (half, -0.1), (half * 0.2, -0.3)]), lit)
        return
    wide, bark = (0.2, WHITE) if tree.kind == "birch" else (0.34, BARK)
    brush.line(shape((0, 0), (0, -0.5)), tree.ink(bark), 0.06)
    alpha = 0.55 if tree.season == "winter" else 1.0
    for turned in (-0.6, 0.4):
        x, y = wide * 0.3 * turned, -0.62 - 0.1 * turned
        shrink = 1.0 if turned < 0 else 0.78
        colour = tree.ink(hue, lit=turned, alpha=alpha)
        brush.spot(x, y, wide * shrink, 0.34 * shrink, colour)


def _trunk(brush: Brush, tree: Tree, top: float) -> None:
    bark, half = (WHITE, 0.019) if tree.kind == "birch" else (BARK, 0.035)
    outline = shape(
        (-half * 1.5, 0.0),
        (-half, -0.12, -half * 0.8, -top),
        (half * 0.8, -top),
        (half, -0.12, half * 1.5, 0.0),
    )
    ends = [tree.ink(bark, lit=-0.8), tree.ink(bark, lit=0.5)]
    brush.fill(outline, linear((-half, 0), (half, 0), ends))
    if tree.kind == "birch":
        with brush.soft(), brush.inside(outline):
            for index in range(9):
                y = -top * (index + 0.6) / 9
                x = half * (0.9 if index % 2 else -0.9)
                brush.spot(x, y, half * 0.8, 0.007, tree.ink((0.08, 0.2, 0.16), alpha=0.85))


def _crowned(brush: Brush, rng: random.Random, tree: Tree, detail: bool) -> None:
    slim = tree.kind == "birch"
    _trunk(brush, tree, 0.7 if slim else 0.5)
    if detail:
        branches = tree.ink(BARK if not slim else (0.1, 0.1, 0.7), 0.8)
        for x, y in ((-0.16, -0.55), (0.15, -0.6), (0.05, -0.75)):
            brush.line(shape((0, -0.34), (x * 0.4, -0.45, x, y)), branches, 0.016)
    hue = rng.choice(tree.tones)
    wide, high, middle = (0.19, 0.36, -0.6) if slim else (0.34, 0.31, -0.64)
    leaves = 0.11 if slim else 0.15
    count = 9 if detail else 5
    for layer, turned in enumerate((-0.8, -0.1) if detail else (-0.75, 0.0, 0.75)):
        shift: Point = (wide * 0.16 * turned, -high * 0.2 * turned)
        shrink = 0.98 - 0.18 * layer
        for index in range(count):
            angle, reach = 2.399 * index + rng.random(), math.sqrt((index + 0.5) / count)
            x = shift[0] + math.cos(angle) * reach * wide * shrink * 0.8
            y = middle + shift[1] + math.sin(angle) * reach * high * shrink * 0.8
            leaf = leaves * rng.uniform(0.8, 1.15) * (1.0 if detail else 1.25) * (0.9**layer)
            shade = (hue[0] + rng.uniform(-0.012, 0.012), hue[1], hue[2] * rng.uniform(0.9, 1.1))
            brush.spot(x, y, leaf, leaf * 0.86, tree.ink(shade, lit=turned))
    if detail:
        _foliage(brush, rng, tree, hue, (wide, high, middle))


def _foliage(
    brush: Brush, rng: random.Random, tree: Tree, hue: Hsv, crown: tuple[float, float, float]
) -> None:
    """Tufts of leaves over the crown, each as light as the side of it where it grows."""
    wide, high, middle = crown
    tufts = []
    for index in range(64):
        angle, reach = 2.399 * index, math.sqrt((index + rng.random()) / 64) * 1.04
        x, y = math.cos(angle) * wide * reach, math.sin(angle) * high * reach
        turned = 0.62 * (x / wide) - 0.78 * y / high + rng.uniform(-0.28, 0.28)
        tufts.append((turned, x, middle + y))
    for turned, x, y in sorted(tufts):
        leaf = wide * rng.uniform(0.1, 0.19)
        shade = (hue[0] + rng.uniform(-0.014, 0.014), hue[1], hue[2] * rng.uniform(0.94, 1.08))
        colour = tree.ink(shade, lit=max(-0.8, min(1.0, turned)))
        brush.spot(x, y, leaf * 1.15, leaf * 0.85, colour)


def _pine(brush: Brush, rng: random.Random, tree: Tree, tiers: int) -> None:
    _trunk(brush, tree, 0.3)
    hue = (PINE[0] + rng.uniform(-0.03, 0.02), PINE[1], PINE[2] * rng.uniform(0.85, 1.15))
    bright, dark = tree.ink(hue, 1.1, lit=0.35), tree.ink(hue, 0.62)
    sunny = tree.ink(hue, 1.15, lit=0.8, alpha=0.6)
    whites = [tree.ink(SNOW, lit=0.5 * turn) for turn in (-1, 1)]
    for tier in range(tiers):
        at = tier / (tiers - 1)
        top, foot = -0.48 - 0.52 * at, -0.12 - 0.66 * at
        half = 0.27 * (1 - at) ** 0.85 + 0.055
        outline = _tier(rng, top, foot, half, 6 if tiers > 5 else 4)
        brush.fill(outline, linear((0, top), (0, foot + 0.04), [bright, dark]))
        with brush.soft():
            lit = [(0, top), (half * 0.92, foot - 0.01), (half * 0.2, foot - 0.02)]
            brush.fill(polygon(lit), sunny)
            if tree.season == "winter":
                brush.fill(_cap(top, foot, half), linear((-half, 0), (half, 0), whites))


def _cap(top: float, foot: float, half: float) -> Path:
    """Snow on a skirt of branches."""
    hem = [(0.92, -0.035), (0.5, -0.05), (0.1, -0.085), (-0.45, -0.04), (-0.92, -0.035)]
    return polygon([(0, top - 0.02), *((half * x, foot + y) for x, y in hem)])


def _tier(rng: random.Random, top: float, foot: float, half: float, fringe: int) -> Path:
    """One skirt of branches with a drooping ragged hem."""
    points: list[Point] = [(0.0, top)]
    for index in range(fringe + 1):
        at = 1 - 2 * index / fringe
        sag = 0.028 * (1 - at * at)
        points.append(
            (half * at * rng.uniform(0.93, 1.06), foot + sag + rng.uniform(-0.006, 0.012))
        )
        if index < fringe:
            points.append((half * (at - 1 / fringe), foot + sag - 0.022))
    return polygon(points)


def _bare(brush: Brush, rng: random.Random, tree: Tree, forks: int) -> None:
    """Branches without leaves, snow along them."""
    birch = tree.kind == "birch"
    colour = tree.ink((0.1, 0.06, 0.85) if birch else (0.07, 0.35, 0.3))
    white, twigs = tree.ink(SNOW, alpha=0.9), tree.ink((0.05, 0.3, 0.42))

    def grow(x: float, y: float, angle: float, length: float, width: float, depth: int) -> None:
        u, v = x + math.cos(angle) * length, y + math.sin(angle) * length
        bow = shape((x, y), ((x + u) / 2 + rng.uniform(-0.01, 0.01), (y + v) / 2, u, v))
        brush.line(bow, colour if depth > 1 else twigs, width)
        if 0 < depth < 3:
            with brush.soft(), brush.place(0, -width * 0.4):
                brush.line(bow, white, width * 0.4)
        if depth:
            spread = 0.42 if birch else 0.56
            for turn in (-1, 1) if depth < forks else (-1, 0.15, 1):
                lean = angle + turn * spread * rng.uniform(0.7, 1.2)
                grow(u, v, lean, length * rng.uniform(0.66, 0.82), width * 0.6, depth - 1)

    grow(0, 0.01, -math.pi / 2, 0.3 if tree.kind == "leafy" else 0.36, 0.06, forks)
    if birch:
        _trunk(brush, tree, 0.42)


__all__ = ["BARK", "LEAVES", "PINE", "SNOW", "Tree", "paint"]
