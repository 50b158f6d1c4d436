"""The room as a stage: where things stand, in which light, from the far to the near."""

import random
from dataclasses import dataclass

from pellucid.data.world.brush import MODULATE, SCREEN, Brush, Hsv, box, ink, radial
from pellucid.data.world.cat import cat
from pellucid.data.world.palette import SHADE
from pellucid.data.world.place import Attributes, Stream, side
from pellucid.data.world.room import furniture, shell, view, window
from pellucid.data.world.room.segments import segment
from pellucid.data.world.room.sill import windowsill


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything is, in pixels."""

    shell: shell.Shell
    side: int  # where light comes from
    opening: window.Sides
    couch: tuple[float, float, float]  # x, foot, half its width
    lamp: tuple[float, float]
    plant: tuple[float, float]
    picture: tuple[float, float]


TINT: dict[str, Hsv] = {  # the light in the room, by the hour
    "morning": (0.1, 0.05, 1.0),
    "day": (0.1, 0.0, 1.0),
    "golden": (0.095, 0.2, 1.0),
    "sunset": (0.01, 0.15, 0.9),
    "night": (0.62, 0.27, 0.68),
}
LAMPLIGHT: Hsv = (0.09, 0.22, 0.82)
SUN: dict[str, tuple[Hsv, float]] = {  # what falls through the window on the floor
    "morning": ((0.12, 0.2, 1.0), 0.5),
    "day": ((0.14, 0.1, 1.0), 0.45),
    "golden": ((0.11, 0.5, 1.0), 0.62),
    "sunset": ((0.05, 0.5, 1.0), 0.42),
    "night": ((0.6, 0.35, 1.0), 0.2),
}


def paint(brush: Brush, attributes: Attributes, stream: Stream, time: float) -> None:
    """Paint the scene as it is at `time` seconds."""
    if attributes["shot"] == "windowsill":
        windowsill(brush, attributes, stream, time)
        return
    plan = _plan(stream("layout"), attributes)
    zoom, (x, foot, _) = _zoom(stream("zoom"), attributes), plan.couch
    low = min(1.0, (brush.size - foot) / 88)
    with brush.place(x * (1 - zoom), (foot - 40 * low) * (1 - zoom), zoom):
        _room(brush, attributes, stream, plan, time)
    _vignette(brush)


def _zoom(rng: random.Random, attributes: Attributes) -> float:
    """Often a step nearer to the couch, where nothing beside it would be cut off."""
    near = 1.06 if "yes" in (attributes["lamp"], attributes["plant"]) else 1.36
    return rng.uniform(1.0, near) if attributes["couch"] != "none" else rng.uniform(1.0, 1.08)


def _room(brush: Brush, attributes: Attributes, stream: Stream, plan: Plan, time: float) -> None:
    tint = light(attributes)
    with brush.layer():
        with brush.part(segment("wall"), 0.05):
            shell.walls(brush, stream("walls"), plan.shell, attributes["walls"], plan.side)
        with brush.part(segment("floor"), 0.2):
            shell.floor(brush, stream("floor"), plan.shell, attributes["floor"])
        _tinted(brush, tint)
    with brush.part(segment("window"), 0.08):
        _outside(brush, attributes, stream, plan, time)
    with brush.layer():
        _furnish(brush, attributes, stream, plan, time)
        _tinted(brush, tint)
    _glow(brush, attributes, plan)


def light(attributes: Attributes) -> Hsv:
    """The colour of the light inside."""
    hue, saturation, value = TINT[attributes["hour"]]
    if attributes["hour"] == "night" and attributes["lamp"] == "yes":
        return LAMPLIGHT
    if attributes["weather"] != "clear":
        return hue if attributes["hour"] == "night" else 0.58, saturation * 0.5 + 0.05, value * 0.92
    return hue, saturation, value


def _tinted(brush: Brush, tint: Hsv) -> None:
    with brush.soft():
        brush.wash(ink(tint), MODULATE)


def _plan(rng: random.Random, attributes: Attributes) -> Plan:
    """A window aside or in the middle, the couch a little away from it, lamp and plant by it."""
    room, light = shell.design(rng), side(attributes, "sun")
    middle, width = (room.left + room.right) / 2, room.right - room.left
    pictured, seated = attributes["picture"] == "yes", attributes["couch"] != "none"
    wide, high = rng.uniform(32, 40), rng.uniform(72, 92)
    aside = side(attributes, "window")
    x = middle + aside * width * rng.uniform(0.2, 0.24)
    wide = wide if pictured else wide * rng.uniform(0.95, 1.15)
    top = room.top + rng.uniform(16, 26)
    play = 18 if seated and attributes["rug"] == "none" else 8
    couch_x = middle + (-aside * rng.uniform(14, 22) if pictured else rng.uniform(-play, play))
    half = rng.uniform(62, 73)
    foot = room.foot + rng.uniform(19, 28)
    ends = half + 13 if seated else rng.uniform(62, 78)
    lamp, plant = (side(attributes, name) for name in ("lamp_at", "plant_at"))
    lamp_x = min(max(couch_x + lamp * ends, 25), 231)
    plant_x = min(max(couch_x + plant * (ends + 8), 26), 230)
    return Plan(
        room,
        light,
        (x - wide, top, x + wide, top + high),
        (couch_x, foot, half),
        (lamp_x, foot - rng.uniform(5, 10)),
        (plant_x, foot + rng.uniform(2, 10)),
        (couch_x - aside * rng.uniform(6, 14), room.top + rng.uniform(44, 52)),
    )


def _outside(brush: Brush, attributes: Attributes, stream: Stream, plan: Plan, time: float) -> None:
    left, top, right, foot = plan.opening
    panes = box(left, top, right, foot)
    brush.fill(panes, ink((0.58, 0.2, 0.8)))
    scale = max(right - left, foot - top) / brush.size
    with brush.inside(panes), brush.place((left + right) / 2 - brush.size * scale / 2, top, scale):
        view.view(brush, stream("view"), *_seen(attributes), time)
    if attributes["weather"] == "snow":
        window.heap(brush, plan.opening, 5.0)
    if attributes["weather"] == "rain":
        window.drops(brush, stream("drops"), plan.opening, 34, 1.5, time)


def _seen(attributes: Attributes) -> tuple[str, str, str]:
    return attributes["view"], attributes["hour"], attributes["weather"]


def _furnish(brush: Brush, attributes: Attributes, stream: Stream, plan: Plan, time: float) -> None:
    with brush.part(segment("window"), 0.1):
        window.frame(brush, plan.opening, 4.0)
        window.ledge(brush, plan.opening, 4.0)
    if attributes["curtains"] != "no":
        cloth, foot = window.CLOTHS[attributes["curtains"]], plan.opening[3] + 22
        with brush.part(segment("curtain"), 0.14):
            window.drapes(brush, stream("drapes"), cloth, plan.opening, foot, time)
    if attributes["picture"] == "yes":
        with brush.part(segment("picture"), 0.12), brush.place(*plan.picture, 25):
            furniture.picture(brush, stream("picture"))
    tone, strength = SUN[attributes["hour"]]
    if attributes["weather"] == "clear":
        edges = (plan.opening[0], plan.opening[2])
        shell.patch(brush, plan.shell, edges, plan.side, tone, strength)
    if attributes["rug"] != "none":
        _rug(brush, attributes, stream, plan)
    _stand(brush, attributes, stream, plan, time)


def _rug(brush: Brush, attributes: Attributes, stream: Stream, plan: Plan) -> None:
    x, foot, half = plan.couch
    seated = attributes["couch"] != "none"
    top, low = (foot - 4, foot + 42) if seated else (plan.shell.foot + 16, plan.shell.foot + 62)
    far = half * 0.92
    near = far * plan.shell.near(low) / plan.shell.near(top)
    with brush.part(segment("rug"), 0.35), brush.place(x, 0):
        furniture.rug(brush, stream("rug"), attributes["rug"], (far, near, top, low))


def _stand(brush: Brush, attributes: Attributes, stream: Stream, plan: Plan, time: float) -> None:
    """Lamp, couch, plant and cat, in the order of their feet."""
    x, foot, half = plan.couch
    dark = attributes["hour"] in ("sunset", "night")
    if attributes["lamp"] == "yes":
        with brush.part(segment("lamp"), 0.5), brush.place(*plan.lamp, 118):
            furniture.lamp(brush, stream("lamp"), dark)
    if attributes["couch"] != "none":
        with brush.part(segment("couch"), 0.55), brush.place(x, foot, half):
            furniture.couch(brush, stream("couch"), attributes["couch"], attributes["material"])
    if attributes["plant"] == "yes":
        with brush.part(segment("plant"), 0.62), brush.place(*plan.plant, 112):
            furniture.plant(brush, stream("plant"), time)
    if attributes["cat"] != "none":
        _cat(brush, attributes, stream, plan, time)


def _cat(brush: Brush, attributes: Attributes, stream: Stream, plan: Plan, time: float) -> None:
    rng, (x, foot, half) = stream("cat"), plan.couch
    at, turn = side(attributes, "place"), side(attributes, "head") or rng.choice((-1, 1))
    if attributes["perch"] == "couch":
        off = at * rng.uniform(0.24, 0.36) if at else rng.uniform(-0.07, 0.07)
        where, unit = (x + off * half, foot - 0.37 * half), 30.0
    else:
        off = at * rng.uniform(28, 44) if at else rng.uniform(-8, 8)
        where, unit = (x + off, plan.shell.foot + rng.uniform(58, 66)), 37.0
    unit *= (0.94 if attributes["pose"] == "lying" else 1.0) * rng.uniform(0.95, 1.08)
    with brush.part(segment("cat"), 0.8), brush.place(*where, turn * unit, unit):
        cat(brush, rng, attributes["cat"], attributes["pose"], time)


def _glow(brush: Brush, attributes: Attributes, plan: Plan) -> None:
    """Lamp light, and the bloom of the window."""
    left, top, right, foot = plan.opening
    hour = attributes["hour"]
    with brush.soft():
        if attributes["lamp"] == "yes" and hour in ("sunset", "night"):
            _pool(brush, (plan.lamp[0], plan.lamp[1] - 100), 120)
        if hour != "night":
            tone, strength = SUN[hour]
            where = ((left + right) / 2, (top + foot) / 2)
            bloom = [ink(tone, alpha=strength * 0.26), ink(tone, alpha=0.0)]
            brush.spot(*where, 95, 95, radial(where, 95, bloom), mode=SCREEN)


def _pool(brush: Brush, where: tuple[float, float], reach: float) -> None:
    """Warm lamp light that falls around a point, in pixels."""
    x, y = where
    with brush.soft():
        light = [
            ink((0.1, 0.55, 1.0), alpha=0.55),
            ink((0.09, 0.6, 1.0), alpha=0.2),
            ink((0.08, 0.6, 1.0), alpha=0.0),
        ]
        brush.spot(x, y, reach, reach, radial((x, y), reach, light, [0, 0.35, 1]), mode=SCREEN)


def _vignette(brush: Brush) -> None:
    size = brush.size
    corners = [ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.28)]
    with brush.soft():
        brush.wash(radial((size / 2, size / 2), size * 0.74, corners, [0, 0.6, 1]))
