"""The city as a stage: sky, far towers, then a skyline and its mirror, or a street."""

from collections.abc import Iterator
from dataclasses import replace

from pellucid.data.world import heavens
from pellucid.data.world.air import Air, air, mix, varied
from pellucid.data.world.brush import Brush, ink, radial
from pellucid.data.world.city import shore, signs, skyline, street, traffic
from pellucid.data.world.motion import wave
from pellucid.data.world.palette import SHADE
from pellucid.data.world.place import Attributes, Stream, side

TALL = {"modern": (13.0, 26.0), "cyberpunk": (16.0, 34.0), "old": (8.5, 13.0)}  # metres


def paint(brush: Brush, attributes: Attributes, stream: Stream, time: float) -> None:
    """Paint the scene as it is at `time` seconds."""
    outside = varied(stream("air"), _air(attributes))
    with brush.turned(side(attributes, "sun")):  # it is painted with the sun on the right
        if attributes["shot"] == "skyline":
            sky(brush, attributes, stream, outside, shore.foot(attributes, stream), time)
            shore.paint(brush, attributes, stream, outside, time)
        else:
            _street(brush, attributes, stream, outside, time)
    if attributes["weather"] == "fog":
        outside.veil(brush, brush.size * 0.3, brush.size, 0.35)
    wind = side(attributes, "wind")
    heavens.falling(brush, stream("falling"), attributes["weather"], wind, time)
    corners = [ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.0), ink(SHADE, alpha=0.3)]
    with brush.soft():
        brush.wash(radial((128, 120), brush.size * 0.76, corners, [0, 0.6, 1]))


def _air(attributes: Attributes) -> Air:
    """The air of the hour and the weather; a sunset still burns through rain and snow here."""
    outside, clear = (air(attributes["hour"], name) for name in (attributes["weather"], "clear"))
    if attributes["hour"] != "sunset" or attributes["weather"] == "fog":
        return outside
    pairs = zip(outside.dome, clear.dome, strict=True)
    return replace(outside, dome=tuple(mix(grey, warm, 0.62) for grey, warm in pairs))


def _by_lamps(outside: Air, share: float) -> Air:
    """The same air for what stands near street lamps, if they are on."""
    if not outside.dark:
        return outside
    return replace(outside, light=mix(outside.light, (1.0, 0.9, 0.8), share))


def sky(
    brush: Brush, attributes: Attributes, stream: Stream, outside: Air, foot: float, time: float
) -> None:
    """The sky down to `foot` pixels: the sun or moon, clouds."""
    rng, hour = stream("sky"), attributes["hour"]
    x = brush.size * rng.uniform(0.64, 0.86)
    if attributes["shot"] == "street":
        x = brush.size * (0.5 + rng.uniform(0.0, 0.09))
    clear = attributes["weather"] == "clear"
    with brush.part(shore.segment("sky"), 0.0):
        outside.sky(brush, foot / brush.size)
        if hour == "night" and clear:
            heavens.stars(brush, rng, 34, foot * 0.7, time)
            heavens.moon(brush, (x, foot * rng.uniform(0.16, 0.28)), 13, attributes["moon"])
        elif hour in ("golden", "sunset"):
            heavens.streaks(brush, rng, outside, foot, time)
            high = (0.5 if hour == "golden" else 0.78) + rng.uniform(-0.08, 0.06)
            heavens.sun(brush, (x, foot * high), outside, 14, 1.0 if clear else 0.55)
        elif clear:
            count = {"no": 0, "few": rng.randint(1, 3), "many": rng.randint(4, 6)}
            heavens.clouds(brush, rng, outside, foot * 0.8, count[attributes["clouds"]], time)
        if not clear and attributes["weather"] != "fog":
            heavens.overcast(brush, rng, outside, foot * 0.7, time)


def _street(
    brush: Brush, attributes: Attributes, stream: Stream, outside: Air, time: float
) -> None:
    rng, look = stream("layout"), shore.look(attributes)
    wall = rng.uniform(5.0, 7.0) if attributes["look"] == "cyberpunk" else rng.uniform(6.6, 8.8)
    at = side(attributes, "eye") * side(attributes, "sun")
    off = -at * rng.uniform(14, 28) or rng.uniform(-8, 8)  # from the left the far end is right
    view = street.View(128 + off, 140 + rng.uniform(-9, 9), wall, wall * 0.64)
    sky(brush, attributes, stream, outside, view.y, time)
    skyline.glow(brush, outside, view.y, 0.36)
    with brush.part(shore.segment("towers"), 0.1):
        high = 34.0 if attributes["look"] == "old" else 74.0
        skyline.row(brush, stream("far"), outside, look, (view.y + 3, high, 22.0, 0.8), 0.5, time)
    rows = street.houses(stream("houses"), look, TALL[attributes["look"]])
    with brush.part(shore.segment("street"), 0.4):
        tracks = attributes["vehicle"] == "tram"
        street.road(brush, view, outside, attributes["weather"], tracks)
    if attributes["weather"] == "rain":
        _wet(brush, attributes, stream, outside, view, rows, time)
    walls = _by_lamps(outside, 0.2)
    for one in rows:
        with brush.part(shore.segment("buildings"), 0.12 + 0.5 * min(1.0, 6.0 / one.near)):
            street.house(brush, view, walls, look, one, attributes["weather"])
    if attributes["neon"] != "none":
        with brush.part(shore.segment("sign"), 0.5):
            for board in _boards(attributes, stream, view.wall):
                signs.sign(brush, view, board, 1.0 if outside.dark else 0.6, time)
    _stand(brush, attributes, stream, outside, view, time)


def _boards(attributes: Attributes, stream: Stream, wall: float) -> list[signs.Sign]:
    many, tones = attributes["look"] == "cyberpunk", tuple(skyline.NEON.values())
    return signs.signs(stream("signs"), wall, skyline.NEON[attributes["neon"]], tones, many)


def _wet(
    brush: Brush,
    attributes: Attributes,
    stream: Stream,
    outside: Air,
    view: street.View,
    rows: list[street.ServerState],
    time: float,
) -> None:
    """What a wet road shows: the sky, and the street upside down, drawn out towards us."""
    rng, look, mirror = stream("puddles"), shore.look(attributes), replace(view, up=-1.0)
    ground = street.ground(view)
    with brush.soft(), brush.inside(ground):
        bright = outside.raw(outside.dome[-1], 0.7), outside.raw(outside.dome[-1], 0.0)
        wide = 60.0
        with brush.place(view.x, view.y, 1, 2.0):
            brush.spot(0, 0, wide, wide, radial((0, 0), wide, bright))
        with brush.layer(blur=1.7, alpha=0.5):
            for one in rows:
                street.house(brush, mirror, outside, look, one, "rain")
            if attributes["neon"] != "none":
                for board in _boards(attributes, stream, view.wall):
                    signs.sign(brush, mirror, board, 1.2, time)
        for _ in range(46):
            y = view.y + 4 + (brush.size - view.y) * rng.random()
            near = (y - view.y) / (brush.size - view.y)
            gleam = (
                ink((0.6, 0.1, 1.0), alpha=0.14) if rng.random() < 0.5 else ink(SHADE, alpha=0.25)
            )
            brush.spot(rng.uniform(0, brush.size), y, 6 + 26 * near, 0.4 + 1.2 * near, gleam)


def _stand(
    brush: Brush,
    attributes: Attributes,
    stream: Stream,
    outside: Air,
    view: street.View,
    time: float,
) -> None:
    """Lamps, trees, the car or tram that comes, the walker."""
    sun = side(attributes, "sun")
    outside = _by_lamps(outside, 0.55)
    _avenue(brush, attributes, stream, outside, view, time)
    rng, kind, wet = stream("traffic"), attributes["vehicle"], attributes["weather"] == "rain"
    drive = 0.35 * wave(time, 1)
    if kind != "none":
        z = (7.6 if kind == "car" else 9.6) + rng.uniform(0, 1.6) + drive
        lane = side(attributes, "lane") * sun
        x, y = view.at(lane * view.kerb * 0.46, 0, z)
        with brush.part(shore.segment(kind), 0.75):
            for _ in _standing(brush, (x, y, street.FOCUS / z), wet, -lane):
                if kind == "car":
                    traffic.car(brush, outside, attributes["paint"])
                else:
                    traffic.tram(brush, outside, attributes["paint"])
    if attributes["umbrella"] != "none":
        z = rng.uniform(7.4, 9.0)
        x, y = view.at(side(attributes, "walk") * sun * rng.uniform(1.2, 2.8), 0, z)
        with brush.part(shore.segment("person"), 0.85):
            for _ in _standing(brush, (x, y, street.FOCUS / z), wet):
                coat = stream("walker")
                traffic.walker(brush, coat, outside, attributes["umbrella"], time)


def _standing(
    brush: Brush, where: tuple[float, float, float], wet: bool, turn: int = 1
) -> Iterator[None]:
    """Places to paint something that stands there: in a wet road first upside down."""
    x, y, scale = where
    wide = scale * turn
    if wet:
        with brush.soft(), brush.layer(blur=1.6, alpha=0.4), brush.place(x, y, wide, -scale):
            yield
    with brush.place(x, y, wide, scale):
        yield


def _avenue(
    brush: Brush,
    attributes: Attributes,
    stream: Stream,
    outside: Air,
    view: street.View,
    time: float,
) -> None:
    """Lamps and trees along both kerbs, and a few people far away."""
    rng, snow = stream("trees"), attributes["weather"] == "snow"
    green = shore.leaves(rng, snow)
    for z in street.LAMPS:
        for kerb in (-1, 1):
            if attributes["trees"] == "yes":
                x, y = view.at(kerb * (view.kerb + 0.7), 0, z * 1.24)
                wide = street.FOCUS / (z * 1.24) * rng.uniform(1.15, 1.45)
                with brush.part(shore.segment("tree"), 0.5):
                    shore.tree(brush, rng, outside, green, (x, y, wide), time)
            x, y = view.at(kerb * (view.kerb + 0.5), 0, z)
            with brush.part(shore.segment("lamp"), 0.55), brush.place(x, y, street.FOCUS / z):
                traffic.lamp(brush, outside, kerb)
    walk = stream("passers")
    with brush.soft():
        for _ in range(walk.randrange(2, 6)):
            z, kerb = walk.uniform(15, 36), walk.choice((-1, 1))
            x, y = view.at(kerb * walk.uniform(view.kerb + 0.6, view.wall - 0.5), 0, z)
            with brush.place(x, y, street.FOCUS / z):
                traffic.passer(brush, walk, outside, time)
