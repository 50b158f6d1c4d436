"""Work in small pieces: generators that yield records after every look of the network.

A task is one walk, one exhibit's own frames, one sheet of full size, or one measurement.
"""

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from pellucid.app.serve.jobs import Wanted
from pellucid.app.serve.records import BLANK, Flag, Kind, Record, Units, encode, json_record
from pellucid.engine.engine import Engine
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Exhibit, Frame, SheetMaker
from pellucid.forward import display
from pellucid.ladders import stands
from pellucid.pixels import Pixels
from pellucid.recipe.recipe import Recipe
from pellucid.record.cache import WalkCache
from pellucid.record.packing import pack, unpack
from pellucid.record.sprites import jpeg, sharpness, sheet, webp
from pellucid.record.walks import Walked, watch

Piece = TypeVar("Piece")


def walk_units(engine: Engine, recipe: Recipe, cache: WalkCache) -> Units:
    """Walk a recipe: state 0 at once, a frame and a guess for every state, then keep it all.

    Returns the walk.
    """
    plan = engine.plan(recipe)
    first = engine.preview(display(plan.x, plan.ladder[0]))
    numbers = _numbers(plan.ladder[0], *BLANK[:4], 0.0)
    yield [Record(Kind.FRAME, numbers=numbers, payload=jpeg(first))]
    moments, seen, guesses, spent = [], [], [], 0.0
    last = len(stands(plan.ladder)) - 1
    for moment, spent in _timed(watch(plan)):
        seen.append(engine.preview(moment.x) if moment.state else first)
        guesses.append(engine.preview(moment.x0))
        moments.append(moment)
        flags = Flag.LAST if moment.state == last else Flag.NONE
        size = float(moment.x.square().mean().sqrt())
        numbers = _numbers(moment.sigma, moment.pull, moment.angle, moment.turn, size, spent)
        yield [
            Record(Kind.FRAME, 0, moment.state, flags, numbers, jpeg(seen[-1])),
            Record(Kind.GUESS, 0, moment.state, flags, numbers, webp(guesses[-1], effort=0)),
        ]
    walked = Walked.of(plan, moments, spent)
    walked = replace(walked, sharpness=tuple(sharpness(guess) for guess in guesses))
    previews = {"xt-128.jpg": jpeg(sheet(seen)), "x0-128.webp": webp(sheet(guesses), effort=2)}
    cache.put(walked.key, pack(walked, previews, (first.shape[1], first.shape[0])))
    return walked


def sheet_units(engine: Engine, walked: Walked, part: str, cache: WalkCache) -> Units:
    """Draw all states of a finished walk as one of its `SHEETS`, and keep it with the walk."""
    seen: list[Pixels] = []
    for pixels in SHEETS[part](walked, engine):
        seen.append(pixels)
        yield []
    data = (webp if part.endswith(".webp") else jpeg)(sheet(seen))
    cache.put(walked.key, {part: data})


def _full(walked: Walked, engine: Engine, guesses: bool) -> Iterator[Pixels]:
    plan = engine.plan(walked.recipe)
    states, show = (walked.x0, plan.picture) if guesses else (walked.x, plan.show)
    yield from (show(state[None].float()) for state in states[:-1])
    yield walked.end


SHEETS: Mapping[str, SheetMaker] = {
    "xt.jpg": partial(_full, guesses=False),
    "x0.webp": partial(_full, guesses=True),
    **{part: draw for each in EXHIBITS.values() for part, draw in each.sheets.items()},
}
"""Sheets that are made when first asked for: states and guesses at full size, and exhibits'."""


def frame_units(
    engine: Engine, exhibit: Exhibit, settings: Recipe, params: Any, cache: WalkCache, key: str
) -> Units:
    """Carry an exhibit's own frames; the numbers that come last are its result. All is kept."""
    kept = bytearray()
    assert exhibit.frames is not None
    with closing(exhibit.frames(engine, settings, params)) as frames:
        for frame, spent in _timed(frames):
            if isinstance(frame, Frame):
                records = _frame_records(engine, frame, spent)
            else:
                records = [json_record(Kind.RESULT, frame)]
            kept += b"".join(encode(record, 0) for record in records)
            yield records
    cache.put(key, {"frames.bin": bytes(kept)})


def measure_units(
    exhibit: Exhibit,
    settings: Recipe,
    params: Any,
    engine: Engine,
    cache: WalkCache,
    needs: Sequence[Wanted],
    walked: Mapping[str, Walked],
) -> Units:
    """Let an exhibit compute its numbers from walks of just now, or else from the cache."""
    walks = [walked.get(each.key) or unpack(cache, each.key) for each in needs]
    whole = [each for each in walks if each is not None]
    if len(whole) < len(walks):
        note = {"error": "A stored walk is no longer there.", "action": "Ask again."}
        yield [json_record(Kind.ERROR, note)]
        return
    assert exhibit.measure is not None
    figures = exhibit.measure(whole, settings, params, engine)
    while isinstance(figures, Generator):  # it asks the network, one piece at a time
        try:
            next(figures)
        except StopIteration as done:
            figures = done.value
        else:
            yield []
    flags = Flag.PREVIEW if any(each.preview for each in needs) else Flag.NONE
    yield [replace(json_record(Kind.RESULT, figures), flags=flags)]


def _timed(pieces: Iterator[Piece]) -> Iterator[tuple[Piece, float]]:
    """Yield pieces, and the seconds that computing them took so far, without those laid aside."""
    spent, since = 0.0, time.perf_counter()
    for piece in pieces:
        spent += time.perf_counter() - since
        yield piece, spent
        since = time.perf_counter()


def _frame_records(engine: Engine, frame: Frame, spent: float) -> list[Record]:
    numbers = _numbers(frame.sigma, *BLANK[:4], spent, frame.number)
    pictures = (Kind.FRAME, frame.x, jpeg), (Kind.GUESS, frame.x0, partial(webp, effort=0))
    return [
        Record(kind, frame.walk, frame.state, Flag.NONE, numbers, write(engine.preview(x)))
        for kind, x, write in pictures
        if x is not None
    ]


def _numbers(sigma: float, *others: float) -> tuple[float, ...]:
    return (sigma, sigma / (1 + sigma), *others)
