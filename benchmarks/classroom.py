"""A class at one laptop: whether everyone is served, and told the truth about waiting.

    python benchmarks/classroom.py [--json] [--browsers 30] [--repeats 5] [--cores 2]

The server runs as visitors run it, in a process of its own, on this machine alone; browsers are
threads of this process, each with a cookie of its own. First one walks alone. Then all of them ask
for a walk of words of their own at once. Then one floods, first with jobs and then with small
questions, while another walks. Aims are for a quiet machine; the ratios hold on a busy one too.
"""

import argparse
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median, quantiles
from typing import Any

from explore import Server, fresh, serving
from table import Row, show

from pellucid.app.serve.records import Flag, Kind

JOBS = 24  # of one who floods
ASKERS = 8  # lines on which one who floods asks small questions


@dataclass(frozen=True, slots=True)
class Walk:
    """When the parts of a walk came, in seconds after it was asked for, and what was told."""

    first: float
    preview: float
    last: float
    told: list[tuple[float, float]]  # (when, how many seconds are left) as it went on


def browser(server: Server) -> Server:
    """Open the page as a browser does, and keep its cookie."""
    line = server.line()
    line.request("GET", "/")
    answer = line.getresponse()
    answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    line.close()
    return replace(server, heads={"Cookie": cookie})


def walk(server: Server, **settings: Any) -> Walk:
    """Ask for a walk, and read it to its end."""
    begun = time.perf_counter()
    plan = server.plan("walk", prompt=fresh(), **settings)
    came: dict[str, float] = {}
    told = []
    for when, _, record in server.stream(plan["job"]):
        came["last"] = when - begun
        if record.kind == Kind.PROGRESS:
            told.append((when - begun, json.loads(record.payload)["left_s"]))
        if record.kind == Kind.FRAME:
            came.setdefault("first", when - begun)
        if record.kind == Kind.GUESS and record.flags & Flag.LAST:
            came.setdefault("preview", when - begun)
    return Walk(came["first"], came["preview"], came["last"], told)


def late(values: list[float]) -> float:
    """The time within which 95 of 100 are served."""
    return quantiles(values, n=20, method="inclusive")[-1]


@contextmanager
def flood(ask: Callable[[], object], lines: int) -> Iterator[list[int]]:
    """Ask on so many lines, again and again, for as long as the block lasts; counts answers."""
    over, counts = threading.Event(), [0]

    def loop() -> None:
        while not over.is_set():
            try:
                ask()
                counts[0] += 1
            except OSError:  # refused: too much of it
                time.sleep(0.01)

    threads = [threading.Thread(target=loop) for _ in range(lines)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    try:
        yield counts
    finally:
        over.set()
        for thread in threads:
            thread.join()


def whole_class(server: Server, browsers: int, alone: Walk) -> Iterator[Row]:
    """Let everyone ask at once."""
    pupils = [browser(server) for _ in range(browsers)]
    with ThreadPoolExecutor(browsers) as pool:
        walks = list(pool.map(walk, pupils))
    first, previews = [each.first for each in walks], [each.preview for each in walks]
    yield Row(f"{browsers} at once: first state, median", median(first), "s")
    yield Row(f"{browsers} at once: first state, the last of them", max(first), "s", 1.0)
    yield Row("the 8-step preview, median", median(previews), "s")
    share = max(previews) / (browsers * alone.preview)
    yield Row("the last preview, of as many alone", share, "times", 1.5)
    ends = [each.last for each in walks]
    yield Row("the walk, the last of them", max(ends), "s")
    truth = sorted(
        left / (each.last - when)
        for each in walks
        for when, left in each.told
        if each.last - when > 1
    )
    yield Row("the wait as told, of the true one, median", median(truth), "times")
    for part in (0.05, 0.95):
        told = truth[int(part * len(truth))]
        yield Row(f"the same, of {part:.0%} at most", told, "times")


def beside(server: Server, repeats: int) -> list[float]:
    """Walk some times as one more browser; seconds of each."""
    other = browser(server)
    return [walk(other).last for _ in range(repeats)]


def flooded(server: Server, repeats: int, alone: list[float]) -> Iterator[Row]:
    """Let one ask without an end while another walks: for walks, and for small questions."""
    greedy = browser(server)
    with flood(lambda: walk(greedy, detail="full"), JOBS):
        times = beside(server, repeats)
    yield Row(f"a walk beside {JOBS} of one other, p95", late(times) / late(alone), "times", 2.0)
    plan = greedy.plan("walk", prompt=fresh(), steps=4)
    for _ in greedy.stream(plan["job"]):
        pass
    poke = {"state": 1, "cell": [3, 3], "channel": 0, "amount": 1, "key": plan["walks"][0]["key"]}
    with flood(lambda: greedy.ask("POST", "/api/poke", poke), ASKERS) as counts:
        before, begun = counts[0], time.perf_counter()
        times = beside(server, repeats)
        rate = (counts[0] - before) / (time.perf_counter() - begun)
    yield Row(f"beside {ASKERS} lines of pokes, p95", late(times) / late(alone), "times", 2.0)
    yield Row("pokes answered meanwhile", rate, "a second")


def refused(server: Server) -> Iterator[Row]:
    """Ask for more than there is room for; the time of the refusals, and what they say."""
    greedy = browser(server)
    jobs, times, after = [], [], 0.0
    for number in range(5 * JOBS):
        begun = time.perf_counter()
        line = greedy.line()
        body = {"exhibit": "walk", "settings": {"prompt": fresh()}, "detail": "full"}
        heads = {"Content-Type": "application/json", **greedy.heads}
        line.request("POST", "/api/plan", json.dumps(body), heads)
        answer = line.getresponse()
        told = json.loads(answer.read())
        line.close()
        if answer.status == 200:
            jobs.append(told["job"])
        elif number % 2:
            times.append(time.perf_counter() - begun)
            after = float(answer.getheader("Retry-After") or 0)
    yield Row("a refusal (429), p95", 1000 * late(times), "ms", 50.0)
    yield Row("the wait that it tells", after, "s")
    for job in jobs:
        greedy.ask("DELETE", f"/jobs/{job}")


def measure(server: Server, browsers: int, repeats: int) -> Iterator[Row]:
    """Measure everything, one figure after the other."""
    walk(browser(server))  # networks are compiled when they are first asked
    walks = [walk(browser(server)) for _ in range(repeats)]
    alone = sorted(walks, key=lambda each: each.last)[repeats // 2]
    yield Row("alone: first state", alone.first, "s", 0.1)
    yield Row("alone: the 8-step preview", alone.preview, "s", 1.0)
    yield Row("alone: the walk", alone.last, "s")
    yield from whole_class(server, browsers, alone)
    yield from flooded(server, repeats, [each.last for each in walks])
    yield from refused(server)


def main() -> None:
    """Measure and print one table, or one JSON object."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--browsers", type=int, default=30, help="how many ask at once")
    options.add_argument("--repeats", type=int, default=5, help="walks behind each percentile")
    options.add_argument("--cores", type=int, default=2, help="how many cores to use")
    asked = options.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    where = {"cores": asked.cores, "load before": round(load, 1)}
    with serving(asked.cores) as (server, _):
        show(measure(server, asked.browsers, asked.repeats), where, asked.json)


if __name__ == "__main__":
    main()
