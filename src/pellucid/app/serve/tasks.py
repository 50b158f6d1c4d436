"""Work in small pieces: generators that yield after every look of the network.

A task is what the model thread can lay down at any moment and take up again: one walk, one
exhibit's own frames, one sheet of full size, one measurement. It yields lists of records; what it
is worth to whom is the queue's affair.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from pellucid.app.serve.records import Flag, Kind, Record, told
from pellucid.app.serve.records import packed as sealed
from pellucid.engine.engine import Engine
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Drawn, Exhibit, Frame, Tools
from pellucid.forward import display
from pellucid.ladders import stands
from pellucid.recipe.recipe import Recipe
from pellucid.record.cache import WalkCache
from pellucid.record.packing import packed, unpacked
from pellucid.record.sprites import jpeg, sharpness, sheet, webp
from pellucid.record.walks import Moment, Walked, watch

__all__ = ["SHEETS", "Units", "frames_of", "full_sheet", "measured", "walked_live"]

Pixels = NDArray[np.uint8]
Units = Generator[list[Record], None, None]
NOTHING = float("nan")


class Clock:
    """Seconds spent computing, without those spent laid aside."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.since = time.perf_counter()

    def stop(self) -> float:
        """Add what was spent since `start`; returns all of it."""
        self.spent += time.perf_counter() - self.since
        return self.spent

    def start(self) -> None:
        """Begin to count again."""
        self.since = time.perf_counter()


def walked_live(
    engine: Engine, recipe: Recipe, cabinet: WalkCache, done: Callable[[Walked], object]
) -> Units:
    """Walk a recipe: state 0 at once, a frame and a guess for every state, then keep it all."""
    clock = Clock()
    plan = engine.plan(recipe)
    first = engine.preview(display(plan.x, plan.ladder[0]))
    yield [_frame(Kind.FRAME, 0, plan.ladder[0], jpeg(first), clock.stop())]
    clock.start()
    moments, seen, guesses = [], [first], []
    last = len(stands(plan.ladder)) - 1
    for moment in watch(plan):
        if moment.state:
            seen.append(engine.preview(moment.x))
        guesses.append(engine.preview(moment.x0))
        moments.append(moment)
        flags = Flag.LAST if moment.state == last else Flag.NONE
        numbers = _numbers(moment, clock.stop())
        yield [
            Record(Kind.FRAME, 0, moment.state, flags, numbers, jpeg(seen[-1])),
            Record(Kind.GUESS, 0, moment.state, flags, numbers, webp(guesses[-1], effort=0)),
        ]
        clock.start()
    walked = Walked.of(plan, moments, clock.stop())
    walked = replace(walked, sharpness=tuple(sharpness(guess) for guess in guesses))
    previews = {"xt-128.jpg": jpeg(sheet(seen)), "x0-128.webp": webp(sheet(guesses), effort=2)}
    cabinet.put(walked.key, packed(walked, previews, (first.shape[1], first.shape[0])))
    done(walked)
    yield [Record(Kind.SHEET, payload=walked.key.encode())]


def full_sheet(
    engine: Engine, walked: Walked, part: str, cabinet: WalkCache, done: Callable[[bytes], object]
) -> Units:
    """Draw all states of a finished walk as one of its `SHEETS`, and keep it with the walk."""
    seen: list[Pixels] = []
    for pixels in SHEETS[part](walked, Tools(engine)):
        seen.append(pixels)
        yield []
    data = (webp if part.endswith(".webp") else jpeg)(sheet(seen))
    cabinet.put(walked.key, {part: data})
    done(data)
    yield []


def _states(walked: Walked, tools: Tools) -> Iterator[Pixels]:
    plan = tools.plan(walked.recipe)
    for state in range(walked.states - 1):
        yield plan.show(walked.x[state : state + 1].float())
    yield walked.end


def _guesses(walked: Walked, tools: Tools) -> Iterator[Pixels]:
    plan = tools.plan(walked.recipe)
    for state in range(walked.states - 1):
        yield plan.picture(walked.x0[state : state + 1].float())
    yield walked.end


SHEETS: Mapping[str, Drawn] = {
    "xt.jpg": _states,
    "x0.webp": _guesses,
    **{part: draw for each in EXHIBITS.values() for part, draw in each.sheets.items()},
}
"""Sheets that are made when they are first asked for: states and guesses at full size, and those
of exhibits."""


def frames_of(
    engine: Engine, exhibit: Exhibit, settings: Recipe, params: Any, cabinet: WalkCache, key: str
) -> Units:
    """Carry an exhibit's own frames; what it told last is its result. All of it is kept."""
    clock, kept = Clock(), bytearray()
    assert exhibit.frames is not None
    frames = exhibit.frames(engine, settings, params)
    try:
        for frame in frames:
            spent = clock.stop()
            made = _drawn(engine, frame, spent) if isinstance(frame, Frame) else [_told(frame.data)]
            kept += b"".join(sealed(record, 0) for record in made)
            yield made
            clock.start()
    finally:
        frames.close()
    cabinet.put(key, {"frames.bin": bytes(kept)})


def measured(
    exhibit: Exhibit,
    settings: Recipe,
    params: Any,
    find: Sequence[Callable[[], Walked | None]],
    engine: Engine,
    flags: Flag,
) -> Units:
    """Let an exhibit compute its numbers from finished walks, those of its recipes in order."""
    walks = [walked for walked in (look() for look in find) if walked is not None]
    if len(walks) < len(find):
        note = {
            "error": "A stored walk was damaged and has been put aside.",
            "action": "Ask again; it is walked anew.",
        }
        yield [told(Kind.ERROR, note)]
        return
    assert exhibit.measure is not None
    data = exhibit.measure(walks, settings, params, Tools(engine))
    if isinstance(data, Generator):
        data = yield from _in_pieces(data)
    yield [replace(_told(data), flags=flags)]


def _in_pieces(
    data: Generator[None, None, Mapping[str, Any]],
) -> Generator[list[Record], None, Mapping[str, Any]]:
    """Go on with a measure that asks the network, one piece at a time."""
    while True:
        try:
            next(data)
        except StopIteration as done:
            found: Mapping[str, Any] = done.value
            return found
        yield []


def finder(cabinet: WalkCache, key: str) -> Callable[[], Walked | None]:
    """Promise a walk from the cabinet."""
    return lambda: unpacked(cabinet, key)


def _told(data: Mapping[str, Any]) -> Record:
    return told(Kind.RESULT, data)


def _drawn(engine: Engine, frame: Frame, spent: float) -> list[Record]:
    records = []
    numbers = _padded(frame.sigma, spent, frame.number)
    if frame.x is not None:
        data = jpeg(engine.preview(frame.x))
        records.append(Record(Kind.FRAME, frame.walk, frame.state, Flag.NONE, numbers, data))
    if frame.x0 is not None:
        data = webp(engine.preview(frame.x0), effort=0)
        records.append(Record(Kind.GUESS, frame.walk, frame.state, Flag.NONE, numbers, data))
    return records


def _padded(sigma: float, spent: float, own: float = NOTHING) -> tuple[float, ...]:
    share = sigma / (1 + sigma)
    return (sigma, share, NOTHING, NOTHING, NOTHING, NOTHING, spent, own)


def _frame(kind: Kind, state: int, sigma: float, data: bytes, spent: float) -> Record:
    return Record(kind, 0, state, Flag.NONE, _padded(sigma, spent), data)


def _numbers(moment: Moment, spent: float) -> tuple[float, ...]:
    sigma = moment.sigma
    share = sigma / (1 + sigma)
    return (sigma, share, moment.pull, moment.angle, moment.turn, _size(moment.x), spent)


def _size(x: Tensor) -> float:
    return float(x.square().mean().sqrt())
