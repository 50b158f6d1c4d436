"""The windowsill from near by: the view out of focus, the sill, whoever sits on it."""

import random

from pellucid.data.world import heavens
from pellucid.data.world.brush import ATOP, MODULATE, SCREEN, Brush, Hsv, box, ink, linear, radial
from pellucid.data.world.cat import cat
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import SHADE
from pellucid.data.world.place import Attributes, Stream, side
from pellucid.data.world.room import furniture, view, window
from pellucid.data.world.room.segments import segment

TOP, FRONT = 204.0, 232.0  # where the board begins, and its front edge
WOODS: tuple[Hsv, ...] = ((0.1, 0.04, 0.97), (0.1, 0.04, 0.97), (0.075, 0.5, 0.7), (0.06, 0.5, 0.5))
INSIDE: dict[str, Hsv] = {
    "morning": (0.1, 0.08, 1.0),
    "day": (0.1, 0.02, 1.0),
    "golden": (0.09, 0.24, 1.0),
    "sunset": (0.98, 0.24, 0.86),
    "night": (0.085, 0.16, 0.82),
}
RIM: dict[str, tuple[Hsv, float]] = {  # light from the window on whoever sits before it
    "morning": ((0.12, 0.2, 1.0), 0.34),
    "day": ((0.56, 0.06, 1.0), 0.26),
    "golden": ((0.1, 0.55, 1.0), 0.45),
    "sunset": ((0.02, 0.55, 1.0), 0.4),
    "night": ((0.6, 0.4, 1.0), 0.16),
}


def windowsill(brush: Brush, attributes: Attributes, stream: Stream, time: float) -> None:
    """The window fills the picture; its sill is the stage."""
    rng = stream("layout")
    wood, light, at = rng.choice(WOODS), side(attributes, "sun"), side(attributes, "place")
    bar = rng.uniform(13, 19)
    opening = (bar, bar * 0.7, brush.size - bar, TOP + 2)
    seat = brush.size * 0.5 + (at * rng.uniform(10, 30) or rng.uniform(-5, 5))
    away = at or rng.choice((-1, 1))  # the bar of the window is not behind the head
    with brush.part(segment("window"), 0.1):
        _outside(brush, attributes, stream, opening, time)
    with brush.layer():
        with brush.part(segment("window"), 0.3):
            _casement(brush, opening, wood, brush.size * 0.5 - away * rng.uniform(32, 52), bar)
        if attributes["curtains"] != "no":
            cloth = window.CLOTHS[attributes["curtains"]]
            with brush.part(segment("curtain"), 0.45):
                _curtain(brush, rng, cloth, side(attributes, "drape"), time)
        with brush.part(segment("sill"), 0.5):
            _board(brush, rng, wood, attributes)
        with brush.soft():
            brush.wash(ink(INSIDE[attributes["hour"]]), MODULATE)
    with brush.layer():
        if attributes["plant"] == "yes":
            alone = attributes["cat"] == "none"
            x = brush.size * 0.5 + (rng.uniform(-40, 40) if alone else -at * 84)
            with brush.part(segment("plant"), 0.6), brush.place(x, 219, 128 if alone else 100):
                furniture.plant(brush, stream("plant"), time)
        if attributes["cat"] != "none":
            with brush.part(segment("cat"), 0.8):
                _cat(brush, attributes, stream, seat, time)
        _light(brush, attributes, light)
    _air(brush, attributes, light)


def _outside(
    brush: Brush, attributes: Attributes, stream: Stream, opening: window.Sides, time: float
) -> None:
    left, top, right, foot = opening
    bokeh, hour = attributes["bokeh"] == "yes", attributes["hour"]
    brush.fill(box(0, 0, brush.size, brush.size), ink((0.58, 0.2, 0.8)))
    with (
        brush.layer(blur=6.0 if bokeh else 1.7),
        brush.place(left, top, (right - left) / brush.size),
    ):
        view.view(brush, stream("view"), attributes["view"], hour, attributes["weather"], time)
    if bokeh:
        view.lights(brush, stream("bokeh"), attributes["view"], hour in ("sunset", "night"), time)
    if attributes["weather"] == "snow":
        heavens.snowfall(brush, stream("snow"), time)
        window.heap(brush, opening, 15.0)
    if attributes["weather"] == "rain":
        window.drops(brush, stream("drops"), (left, top, right, foot), 52, 3.0, time)


def _casement(brush: Brush, opening: window.Sides, wood: Hsv, middle: float, bar: float) -> None:
    left, top, right, foot = opening
    lit, shade = ink(wood), ink(wood, 0.7, 1.25)
    pieces = ((0.0, left), (right, float(brush.size)), (middle - bar * 0.3, middle + bar * 0.3))
    for start, end in pieces:
        tones = linear((start, 0), (end, 0), [shade, lit, lit, shade], [0, 0.3, 0.7, 1])
        brush.fill(box(start, 0, end, foot), tones)
    brush.fill(box(0, 0, brush.size, top), linear((0, 0), (0, top), [lit, lit, shade], [0, 0.6, 1]))
    with brush.soft():
        for x in (left, right, middle - bar * 0.3, middle + bar * 0.3):
            brush.fill(box(x - 0.6, top, x + 0.6, foot), ink(SHADE, alpha=0.3), 0.8)
        brush.fill(box(left, top - 0.6, right, top + 0.8), ink(SHADE, alpha=0.3), 0.8)


def _curtain(brush: Brush, rng: random.Random, cloth: Hsv, at: int, time: float) -> None:
    with brush.layer(alpha=0.93), brush.place(brush.size * (0.5 + 0.5 * at), -4, -at, 1):
        window.curtain(brush, cloth, (-6.0, rng.uniform(34, 48)), TOP + 14, wave(time, 1))


def _board(brush: Brush, rng: random.Random, wood: Hsv, attributes: Attributes) -> None:
    """The sill: its top catches the light of the window, its front is in shade."""
    tone, _ = RIM[attributes["hour"]]
    top = box(0, TOP, brush.size, FRONT)
    brush.fill(top, linear((0, TOP), (0, FRONT), [ink(wood, 0.93), ink(wood, 1.05, 0.9)]))
    front = box(0, FRONT, brush.size, brush.size)
    brush.fill(front, linear((0, FRONT), (0, brush.size), [ink(wood, 0.84), ink(wood, 0.6, 1.15)]))
    with brush.soft():
        gleam = [ink(tone, alpha=0.55), ink(tone, alpha=0.0)]
        brush.fill(top, linear((0, TOP), (0, FRONT), gleam))
        brush.fill(box(0, TOP - 1.5, brush.size, TOP + 1), ink(SHADE, alpha=0.35), 1.2)
        brush.fill(box(0, FRONT - 0.8, brush.size, FRONT + 0.8), ink(wood, 1.2, 0.5, 0.8), 0.5)
        brush.fill(box(0, FRONT + 1, brush.size, FRONT + 6), ink(SHADE, alpha=0.2), 2)
        if wood[1] > 0.3:
            for _ in range(12):
                y = rng.uniform(TOP, FRONT)
                grain = box(0, y, brush.size, y + rng.uniform(0.4, 1.1))
                brush.fill(grain, ink(wood, rng.choice((0.7, 1.2)), alpha=0.3))


def _cat(brush: Brush, attributes: Attributes, stream: Stream, seat: float, time: float) -> None:
    rng, lying = stream("cat"), attributes["pose"] == "lying"
    unit = (65.0 if lying else 74.0) * rng.uniform(0.94, 1.06)
    x = brush.size * 0.5 + (seat - brush.size * 0.5) * (0.6 if lying else 1.0)
    turn = side(attributes, "head") or rng.choice((-1, 1))
    with brush.place(x, 217 + rng.uniform(-2, 4), turn * unit, unit):
        cat(brush, rng, attributes["cat"], attributes["pose"], time)


def _light(brush: Brush, attributes: Attributes, light: int) -> None:
    """Who sits there is lit from the window behind and from one side, and shaded below."""
    tone, strength = RIM[attributes["hour"]]
    ends = [ink(tone, alpha=strength), ink(tone, alpha=0.0), ink(SHADE, alpha=0.2)]
    start = (brush.size * (0.5 - 0.45 * light), 30.0)
    with brush.soft():
        brush.wash(
            linear(start, (brush.size * (0.5 + 0.4 * light), 250.0), ends, [0, 0.45, 1]), ATOP
        )
        if attributes["hour"] in ("night", "sunset"):
            inside: Hsv = (0.09, 0.13, 0.9) if attributes["hour"] == "night" else (0.98, 0.16, 0.9)
            brush.wash(ink(inside), MODULATE)


def _air(brush: Brush, attributes: Attributes, light: int) -> None:
    """Soft light that spills in, and corners a little darker."""
    tone, strength = RIM[attributes["hour"]]
    corner, size = (brush.size * (0.5 - 0.3 * light), 40.0), brush.size
    with brush.soft():
        if attributes["weather"] == "clear" or attributes["hour"] != "night":
            haze = [ink(tone, alpha=strength * 0.4), ink(tone, alpha=0.0)]
            brush.wash(radial(corner, size * 0.85, haze), SCREEN)
        dark = [ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.25)]
        brush.wash(radial((size / 2, size / 2), size * 0.75, dark, [0, 0.62, 1]))


__all__ = ["windowsill"]
