"""Cases without end: every file of this folder adds one target, as the value `TARGET`.

A target is a maker of cases and what reads them. One law holds for all: a case is read, or refused
by a PellucidError or a Refusal of one sentence; it takes no longer and no more memory than the
target allows, and the process lives. Whatever else happens is a finding; its seed repeats it.

    PYTHONPATH=tests python -m fuzz 600 pictures        ten minutes of new cases
    PYTHONPATH=tests python -m fuzz 0 pictures --seed 7  one case again
"""

import ctypes
import gc
import math
import multiprocessing
import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from pellucid.app.serve.limits import Refusal
from pellucid.errors import PellucidError
from pellucid.registry import values

START = 60.0  # seconds in which a process has begun
MOST = 10  # findings, after which a target is left
SENTENCE = re.compile(r"\S.{0,600}[.!?]")
FLIPS = (0, 1, 2, 3, 8, 16, 127, 128, 255)


@dataclass(frozen=True, slots=True)
class Target:
    """What makes a case out of random numbers, what reads it, and how much that may take.

    Both are functions of a module, not lambdas: they are called in another process.
    """

    name: str
    case: Callable[[Random], Any]
    read: Callable[[Any], object]
    seconds: float = 2.0
    megabytes: float = math.inf


@dataclass(slots=True)
class Report:
    """What became of the cases of one target."""

    name: str
    cases: int = 0
    slowest: tuple[float, int] = (0.0, 0)  # seconds, seed
    findings: dict[int, str] = field(default_factory=dict)

    def __str__(self) -> str:
        said = [f"{self.name}, seed {seed}: {fault}" for seed, fault in self.findings.items()]
        spent, seed = self.slowest
        slowest = f"the slowest took {spent:.2f} s (seed {seed})"
        return "\n".join(
            [*said, f"{self.name}: {self.cases:,} cases, {len(said)} findings; {slowest}"]
        )


@cache
def targets() -> Mapping[str, Target]:
    """Every target by its name."""
    return {target.name: target for target in values("fuzz", "TARGET")}


def fault(target: Target, case: Any) -> str:
    """Read one case and say what is wrong with what came of it; nothing if all is well."""
    with warnings.catch_warnings(), taken() as cost:
        warnings.simplefilter("error")
        try:
            target.read(case)
            told = "It was read."
        except (PellucidError, Refusal) as error:
            told = str(error)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a panic of a library in Rust is no Exception
            return f"{type(error).__name__}: {error}"
    if not SENTENCE.fullmatch(told):
        return f"This is no sentence: {told!r}"
    if cost["seconds"] > target.seconds:
        return f"It took {cost['seconds']:.2f} s."
    if cost["megabytes"] > target.megabytes:
        return f"It took {cost['megabytes']:.0f} MB."
    return ""


@contextmanager
def taken() -> Iterator[dict[str, float]]:
    """Measure processor seconds, and megabytes of memory at the most beyond those of before."""
    cost = {"seconds": math.inf, "megabytes": math.inf}
    gc.collect(0)
    ctypes.CDLL(None).malloc_trim(0)  # what was freed before would hide what is taken now
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, begun = _peak(), time.process_time()
    yield cost
    cost.update(seconds=time.process_time() - begun, megabytes=_peak() - before)


def run(target: Target, seconds: float, seed: int) -> Report:
    """Read cases from a seed on until the time is over, in a process of their own."""
    report, until = Report(target.name), time.monotonic() + seconds
    for place, (wrong, spent) in _outcomes(target, seed):
        report.cases += 1
        report.slowest = max(report.slowest, (spent, place))
        if wrong:
            report.findings[place] = wrong
        if len(report.findings) >= MOST or time.monotonic() > until:
            break
    return report


def _outcomes(target: Target, seed: int) -> Iterator[tuple[int, tuple[str, float]]]:
    """What is wrong with case after case, and its seconds; after a finding the process is new."""
    fresh = multiprocessing.get_context("spawn")
    while True:
        here, there = fresh.Pipe(duplex=False)
        child = fresh.Process(target=_work, args=(there, target, seed), daemon=True)
        child.start()
        there.close()
        try:
            wrong = ""
            while not wrong:
                wrong, spent = "It hangs.", math.inf
                try:
                    if here.poll(START + 5 * target.seconds):
                        wrong, spent = here.recv()
                except EOFError:
                    child.join()
                    wrong = f"The process died ({child.exitcode})."
                yield seed, (wrong, spent)
                seed += 1
        finally:
            child.kill()
            child.join()


def _work(there: Connection, target: Target, seed: int) -> None:
    """Read case after case, and send what is wrong with each and its seconds."""
    for place in count(seed):
        case = target.case(Random(f"{target.name} {place}"))
        begun = time.process_time()
        wrong = fault(target, case)
        there.send((wrong, time.process_time() - begun))


def _peak() -> float:
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1024


def damaged(random: Random, data: bytes) -> bytes:
    """Change, remove, repeat or add a few bytes of a file, or cut it short."""
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        at = random.randrange(len(data) + 1)
        old = data[at : at + random.choice((1, 1, 2, 4, 60, 4000))]
        new = random.choice(
            (
                b"",
                old * 2,
                random.randbytes(len(old)),
                bytes([random.choice(FLIPS)]) * len(old),
                bytes(byte ^ 1 << random.randrange(8) for byte in old),
            )
        )
        data = data[:at] + new + data[at + len(old) :]
    return data[: random.randrange(len(data) + 1)] if random.random() < 0.1 else data
