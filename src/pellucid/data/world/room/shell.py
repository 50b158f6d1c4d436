"""The shell of a room: far wall, side walls, ceiling, floor, all meeting in one vanishing point.

The far wall is a rectangle in the picture; a point on its foot runs towards the viewer along the
line from the vanishing point through it, which is all the perspective there is.
"""

import random
from dataclasses import dataclass
from itertools import pairwise

from pellucid.data.world.brush import Brush, Hsv, Point, box, ink, linear, polygon, shape
from pellucid.data.world.palette import SHADE, WHITE, vary

WALLS: dict[str, Hsv] = {
    "white": (0.11, 0.07, 0.95),
    "blue": (0.56, 0.3, 0.84),
    "green": (0.34, 0.24, 0.8),
    "pink": (0.98, 0.24, 0.94),
    "yellow": (0.13, 0.42, 0.96),
}
BOARDS: tuple[Hsv, ...] = ((0.075, 0.52, 0.66), (0.085, 0.42, 0.78), (0.06, 0.56, 0.5))


@dataclass(frozen=True, slots=True)
class Shell:
    """The far wall in pixels, and the vanishing point."""

    left: float
    top: float
    right: float
    foot: float
    eye: Point

    def at(self, x: float, near: float) -> Point:
        """Floor under `x` of the far wall, `near` times as large as things at the wall."""
        return (
            self.eye[0] + (x - self.eye[0]) * near,
            self.eye[1] + (self.foot - self.eye[1]) * near,
        )

    def near(self, y: float) -> float:
        """How large things are that stand on the floor at the height `y`, in pixels."""
        return (y - self.eye[1]) / (self.foot - self.eye[1])

    def corner(self, right: bool, low: bool, near: float = 4.0) -> Point:
        """Where an edge between two walls leaves the picture."""
        x, y = self.right if right else self.left, self.foot if low else self.top
        return self.eye[0] + (x - self.eye[0]) * near, self.eye[1] + (y - self.eye[1]) * near


def design(rng: random.Random) -> Shell:
    """A room of its own proportions."""
    left, right = rng.uniform(16, 46), rng.uniform(210, 240)
    foot = rng.uniform(158, 178)
    return Shell(
        left, rng.uniform(12, 32), right, foot, (rng.uniform(98, 158), rng.uniform(84, 102))
    )


def walls(brush: Brush, rng: random.Random, shell: Shell, colour: str, side: int) -> None:
    """Ceiling and walls; light comes from `side`, so the wall opposite is the brighter one."""
    paint, white = vary(rng, WALLS[colour], 0.5), (0.1, 0.03, 0.97)
    panels = rng.random() < 0.4
    brush.wash(ink(white, 0.92))
    ceiling = polygon(
        [
            shell.corner(False, False),
            shell.corner(True, False),
            (shell.right, shell.top),
            (shell.left, shell.top),
        ]
    )
    brush.fill(ceiling, linear((0, 0), (0, shell.top), [ink(white, 0.98), ink(white, 0.88)]))
    for right in (False, True):
        corners = [shell.corner(right, False), (shell.right if right else shell.left, shell.top)]
        corners += [(shell.right if right else shell.left, shell.foot), shell.corner(right, True)]
        bright = 0.98 if (side < 0) == right else 0.82
        x = shell.right if right else shell.left
        reach = (x, 256.0) if right else (x, 0.0)
        tones = [ink(paint, bright * 0.86), ink(paint, bright)]
        brush.fill(polygon(corners), linear((reach[0], 0), (reach[1], 0), tones))
    far = box(shell.left, shell.top, shell.right, shell.foot)
    ends = [ink(paint, 1.04, 0.92), ink(paint, 0.98), ink(paint, 0.86, 1.05)]
    start = shell.left if side < 0 else shell.right
    brush.fill(far, linear((start, shell.top), (256 - start, shell.foot), ends))
    with brush.soft():
        _edges(brush, shell, paint, panels)


def _edges(brush: Brush, shell: Shell, paint: Hsv, panels: bool) -> None:
    """Corners in shade, cornice and skirting, and panels on the far wall in some rooms."""
    for x in (shell.left, shell.right):
        brush.line(shape((x, shell.top), (x, shell.foot)), ink(SHADE, alpha=0.18), 7, 4)
    brush.line(
        shape((shell.left, shell.top), (shell.right, shell.top)), ink(SHADE, alpha=0.2), 6, 3
    )
    if panels:
        wide = (shell.right - shell.left) / 4
        for index in range(4):
            x, y = shell.left + wide * index + 6, shell.foot - 44
            frame = box(x, y, x + wide - 12, shell.foot - 12)
            brush.line(frame, ink(paint, 0.8, 1.05), 1.6)
            with brush.place(0.9, 0.9):
                brush.line(frame, ink(paint, 1.15, 0.7, 0.7), 0.9)
        rail = box(shell.left, shell.foot - 53, shell.right, shell.foot - 50)
        brush.fill(
            rail,
            linear(
                (0, shell.foot - 53),
                (0, shell.foot - 50),
                [ink(paint, 1.15, 0.6), ink(paint, 0.78)],
            ),
        )
    for high, low, tone in ((0.0, 4.0, 0.99), (-8.0, 0.0, 0.97)):
        y = shell.top if low == 4.0 else shell.foot
        strip = [ink((0.1, 0.03, 1.0), tone), ink((0.1, 0.06, 0.84), tone)]
        brush.fill(
            box(shell.left, y + high, shell.right, y + low),
            linear((0, y + high), (0, y + low), strip),
        )
    for right in (False, True):
        x, out = (shell.right if right else shell.left), shell.corner(right, True)
        drop = 8 * 4.0
        brush.fill(
            polygon([(x, shell.foot - 8), (x, shell.foot), out, (out[0], out[1] - drop)]),
            ink((0.1, 0.05, 0.86)),
        )


def floor(brush: Brush, rng: random.Random, shell: Shell, kind: str) -> None:
    """Boards or tiles that run to the vanishing point, darker at the far wall."""
    outline = polygon(
        [
            (shell.left, shell.foot),
            (shell.right, shell.foot),
            shell.corner(True, True),
            shell.corner(False, True),
        ]
    )
    (_boards if kind == "wood" else _tiles)(brush, rng, shell)
    with brush.soft(), brush.inside(outline):
        low = shell.foot
        shade = [ink(SHADE, alpha=0.34), ink(SHADE, alpha=0.06), ink(SHADE, alpha=0.0)]
        brush.fill(outline, linear((0, low), (0, low + 40), shade, [0, 0.45, 1]))
        gleam = [ink(WHITE, alpha=0.2), ink(WHITE, alpha=0.0)]
        brush.fill(outline, linear((0, low + 6), (0, 256), gleam))


def _boards(brush: Brush, rng: random.Random, shell: Shell) -> None:
    tone = rng.choice(BOARDS)
    ends = [ink(tone, 0.82), ink(tone, 1.08)]
    whole = [
        (shell.left, shell.foot),
        (shell.right, shell.foot),
        shell.corner(True, True),
        shell.corner(False, True),
    ]
    brush.fill(polygon(whole), linear((0, shell.foot), (0, 256), ends))
    count = 17
    wide = (shell.right - shell.left) / count
    with brush.soft():
        for index in range(count):
            x = shell.left + wide * index
            strip = polygon(
                [shell.at(x, 1.0), shell.at(x + wide, 1.0), shell.at(x + wide, 3), shell.at(x, 3)]
            )
            brush.fill(strip, ink(vary(rng, tone, 2), rng.uniform(0.78, 1.16), alpha=0.5))
            seam = shape(shell.at(x, 1.0), shell.at(x, 3.0))
            brush.line(seam, ink(tone, 0.5, 1.1, 0.6), 0.8)
            near = rng.uniform(1.05, 2.1)
            brush.line(
                shape(shell.at(x, near), shell.at(x + wide, near)), ink(tone, 0.45, 1.1, 0.6), 0.9
            )


def _tiles(brush: Brush, rng: random.Random, shell: Shell) -> None:
    light: Hsv = (0.1, rng.uniform(0.04, 0.12), 0.93)
    dark: Hsv = rng.choice(((0.6, 0.12, 0.62), (0.06, 0.3, 0.7), (0.1, 0.04, 0.78)))
    whole = [
        (shell.left, shell.foot),
        (shell.right, shell.foot),
        shell.corner(True, True),
        shell.corner(False, True),
    ]
    brush.fill(polygon(whole), ink(light))
    count = 10
    wide = (shell.right - shell.left) / count
    depths = [1 / (1 - 0.085 * step) for step in range(8)]
    with brush.soft():
        for row, (back, front) in enumerate(pairwise(depths)):
            for index in range(row % 2, count, 2):
                x = shell.left + wide * index
                tile = polygon(
                    [
                        shell.at(x, back),
                        shell.at(x + wide, back),
                        shell.at(x + wide, front),
                        shell.at(x, front),
                    ]
                )
                brush.fill(tile, ink(vary(rng, dark, 0.6)))


def patch(
    brush: Brush, shell: Shell, opening: tuple[float, float], side: int, tone: Hsv, strength: float
) -> None:
    """Sunlight from the window on the floor, slanting away from it, split by the bars."""
    left, right = opening
    middle = (left + right) / 2
    with brush.soft():
        for start, end in ((left + 2, middle - 1.5), (middle + 1.5, right - 2)):
            lean = -side * 26.0
            for near, far in ((1.1, 1.34), (1.37, 1.72)):
                quad = [
                    shell.at(start + lean * (near - 1) * 2, near),
                    shell.at(end + lean * (near - 1) * 2, near),
                    shell.at(end + lean * (far - 1) * 2, far),
                    shell.at(start + lean * (far - 1) * 2, far),
                ]
                brush.fill(polygon(quad), ink(tone, alpha=strength), 1.3)


__all__ = ["WALLS", "Shell", "design", "floor", "patch", "walls"]
