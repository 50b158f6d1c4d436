"""What a visitor waits for: a job, its tasks, and the stream that carries what comes of them.

A job is one answer of one exhibit: some walks, each first in 8 steps and then in full, and what is
measured from them. A task is one of those walks, shared by all jobs that want it.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pellucid.app.serve.records import Flag, Kind, Record, Units, encode, json_record
from pellucid.record.walks import Walked

NO_WALK = 0xFFFF  # the place of what belongs to no walk
FULL = 16 * 2**20  # bytes that may wait for a slow reader before frames are left out
BEAT = 5.0  # seconds of silence before a sign of life
BUNDLE = 256 * 2**10  # bytes sent at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """One walk of a job: its place in the answer, its address, what it costs, if it is there."""

    walk: int
    key: str
    evals: int
    cached: bool
    preview: bool = False


@dataclass(slots=True, eq=False)
class Task:
    """Work that can be laid aside after every look; what it said is kept for latecomers."""

    wanted: Wanted  # as the first job wants it
    units: Units
    listeners: list[tuple["Job", Wanted]] = field(default_factory=list)
    said: list[Record] = field(default_factory=list)
    pieces: int = 0
    looks: int = 0  # evaluations that it made
    beside: float = 0.0  # seconds that it took beside them
    result: Any = None  # what its generator returned

    @property
    def key(self) -> str:
        """Name it."""
        return self.wanted.key

    @property
    def left(self) -> int:
        """Evaluations that it has still to make."""
        return max(0, self.wanted.evals - self.looks)

    def listen(self, job: "Job", wanted: Wanted) -> None:
        """Let a job hear this task, from its first word."""
        for record in self.said:
            job.hear(wanted, record)
        self.listeners.append((job, wanted))

    def say(self, records: list[Record]) -> None:
        """Tell every listener."""
        self.pieces += 1
        self.said += records
        for job, wanted in self.listeners:
            for record in records:
                job.hear(wanted, record)


class Outbox:
    """Bytes on their way to one reader; filled by the model thread, emptied by the server."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        self.put_in = self.taken_out = 0  # bytes; only one of the two threads changes each
        self.sequence = 0
        self.closed = False
        self.wake: Callable[[], object] = lambda: None

    def put(self, record: Record) -> None:
        """Number and queue a record; a reader who is far behind loses pictures, never the rest."""
        behind = self.put_in - self.taken_out > FULL
        if self.closed or (behind and record.kind in (Kind.FRAME, Kind.GUESS)):
            return
        data = encode(record, self.sequence)
        self.sequence += 1
        self.waiting.append(data)
        self.put_in += len(data)
        self.closed = record.kind == Kind.END
        self.wake()

    def take(self, most: int) -> bytes:
        """Hand on what waits, record by record, until it is `most` bytes or more."""
        taken = bytearray()
        while self.waiting and len(taken) < most:
            taken += self.waiting.popleft()
        self.taken_out += len(taken)
        return bytes(taken)


Measure = Callable[[Mapping[str, Walked]], Units]
"""What is computed once some walks are finished, from those that were walked just now."""


@dataclass(slots=True, eq=False)
class Job:
    """One answer in the making. Only who holds the machine's lock changes it."""

    wanted: tuple[Wanted, ...]
    work: Mapping[Wanted, Units] = field(default_factory=dict)  # for what is not there already
    together: bool = False  # all walks advance side by side
    measures: dict[frozenset[Wanted], Measure] = field(default_factory=dict)
    client: str = ""  # who asked
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    tasks: dict[Wanted, Task] = field(default_factory=dict)
    walked: dict[str, Walked] = field(default_factory=dict)
    focus: int | None = None
    outbox: Outbox = field(default_factory=Outbox)
    spent: float = 0.0  # seconds of the model thread
    done: int = 0  # evaluations
    opened: bool = False
    previewed: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.previewed = frozenset(each.walk for each in self.wanted if each.preview)

    @property
    def total(self) -> int:
        """Evaluations that the whole answer takes."""
        return sum(wanted.evals for wanted in self.wanted if not wanted.cached)

    def next(self) -> Task:
        """Choose the task to go on with: state 0 of every walk, previews, walks; the seen first."""
        return self.tasks[min(self.tasks, key=self._rank)]

    def _rank(self, wanted: Wanted) -> tuple[int, int, int, int]:
        task = self.tasks[wanted]
        first = wanted.preview or wanted.walk not in self.previewed
        phase = 0 if first and not task.pieces else 1 if wanted.preview else 2
        away = 0 if self.focus is None else abs(wanted.walk - self.focus)
        side = task.pieces if self.together and phase else 0
        return phase, away, side, wanted.walk

    def hear(self, wanted: Wanted, record: Record) -> None:
        """Pass on what a task said, under this job's own number for the walk."""
        flags = record.flags | (Flag.PREVIEW if wanted.preview else Flag.NONE)
        walk = record.walk if wanted.walk == NO_WALK else wanted.walk
        self.outbox.put(replace(record, walk=walk, flags=flags))

    def report(self, left: float) -> None:
        """Say how far it is, and how many seconds are left."""
        total = self.total
        data = {"done": min(self.done, total), "total": total, "left_s": round(left, 2)}
        self.outbox.put(json_record(Kind.PROGRESS, data))

    def end(self) -> None:
        """Say the last word."""
        self.outbox.put(Record(Kind.END))


async def emit(job: Job, gone: Callable[[], object]) -> AsyncIterator[bytes]:
    """Yield a job's records as they come; `gone` is called when it ends or its reader leaves."""
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    job.outbox.wake = lambda: loop.call_soon_threadsafe(news.set)
    try:
        while True:
            news.clear()
            if data := job.outbox.take(BUNDLE):
                yield data
            elif job.outbox.closed and not job.outbox.waiting:
                return
            else:
                try:
                    await asyncio.wait_for(news.wait(), BEAT)
                except TimeoutError:
                    yield encode(Record(Kind.BEAT), job.outbox.sequence)
    finally:
        job.outbox.wake = lambda: None
        gone()
