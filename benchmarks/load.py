"""The server under load: pictures a second, waits at part load, and what too much of it does.

    python benchmarks/load.py [--json] [--seconds 20] [--cores 2]

The server runs as visitors run it, in a process of its own. For 4, 8 and 28 steps: pictures a
second when two always wait (the peak), then arrivals at random at 70 % of it, each from a browser
of its own. Then 200 lines that say half a header, beside one who asks. Then ten times the peak for
the same time: what is refused, how fast, and whether as many are drawn as at the peak. A picture
here is a whole walk with a preview of every state, as the page shows it.
"""

import argparse
import os
import random
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from statistics import median, quantiles

from classroom import late
from explore import Server, fresh, serving
from table import Row, show

import pellucid
from pellucid.app.serve.limits import LIMITS
from pellucid.app.serve.shares import VISITOR
from pellucid.forward import display

STEPS = (4, 8, 28)
PART = 0.7  # of the peak
TIMES = 10  # the peak
ASKS = 500  # small questions beside them
LORIS = 200  # lines that never end their header


def visitor(server: Server, number: int) -> Server:
    """Be a browser of this name."""
    return replace(server, heads={"Cookie": f"{VISITOR}=load-{number}"})


def drawn(server: Server, steps: int) -> float:
    """Walk to the end; seconds."""
    begun = time.perf_counter()
    plan = server.plan("walk", "full", prompt=fresh(), steps=steps)
    for _ in server.stream(plan["job"]):
        pass
    return time.perf_counter() - begun


def peak(server: Server, steps: int, seconds: float) -> float:
    """Pictures a second when two always wait."""
    end = time.perf_counter() + seconds

    def loop(number: int) -> int:
        count, own = 0, visitor(server, number)
        while time.perf_counter() < end:
            drawn(own, steps)
            count += 1
        return count

    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        count = sum(pool.map(loop, range(2)))
    return count / (time.perf_counter() - begun)


def at(server: Server, steps: int, rate: float, seconds: float) -> tuple[list[float], list[float]]:
    """Let walks arrive at random at a rate; seconds of those drawn, and of those refused."""
    chance, waits = random.Random(steps), list[Future[tuple[bool, float]]]()

    def one(number: int) -> tuple[bool, float]:
        begun = time.perf_counter()
        try:
            return True, drawn(visitor(server, number), steps)
        except OSError:
            return False, time.perf_counter() - begun

    with ThreadPoolExecutor(400) as pool:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            waits.append(pool.submit(one, len(waits)))
            time.sleep(chance.expovariate(rate))
    told = [wait.result() for wait in waits]
    return [took for good, took in told if good], [took for good, took in told if not good]


def bare(engine: pellucid.Engine, steps: int) -> float:
    """Walk in this process, with a preview of every state, to the picture; seconds."""
    begun = time.perf_counter()
    plan = engine.plan(pellucid.Recipe(fresh(), steps=steps))
    for step in plan.walk():
        engine.preview(display(step.x, step.sigma))
        engine.preview(step.x0)
    plan.picture(step.x_next)
    return time.perf_counter() - begun


def drawing(server: Server, engine: pellucid.Engine, seconds: float) -> Iterator[Row]:
    """Measure the peak, waits at part load, and what the server adds, for each number of steps."""
    for steps in STEPS:
        turns = [(drawn(server, steps), bare(engine, steps)) for _ in range(7)]
        more = median(served for served, _ in turns) - median(alone for _, alone in turns)
        most = peak(server, steps, seconds)
        aim = 15.0 if steps == STEPS[0] else None
        yield Row(f"{steps} steps: pictures a second", most, "a s", aim, at_least=True)
        yield Row(f"{steps} steps: later than without a server", 1000 * more, "ms")
        took, refused = at(server, steps, PART * most, seconds)
        yield Row(f"{steps} steps, {PART:.0%} load: median", 1000 * median(took), "ms")
        yield Row(f"{steps} steps, {PART:.0%} load: p95", 1000 * late(took), "ms")
        yield Row(f"{steps} steps, {PART:.0%} load: refused", float(len(refused)), "")


def overload(server: Server, seconds: float) -> Iterator[Row]:
    """Ask ten times as often as it can draw."""
    most = peak(server, STEPS[0], seconds)
    begun = time.perf_counter()
    took, refused = at(server, STEPS[0], TIMES * most, seconds)
    rate = len(took) / (time.perf_counter() - begun)
    name = f"{TIMES} times the peak"
    yield Row(f"{name}: drawn, of the peak", rate / most, "times", 0.95, at_least=True)
    yield Row(f"{name}: refused", float(len(refused)), "")
    if len(refused) > 1:
        yield Row(f"{name}: a refusal, p95", 1000 * late(refused), "ms", 50.0)
    yield Row(f"{name}: the longest wait", max(took), "s")
    full = LIMITS.jobs / most
    yield Row("the same, of a full queue's", max(took) / full, "times", 2.0)


def held(server: Server) -> Iterator[Row]:
    """Hold lines open with half a header while one asks small questions."""

    def ask() -> float:
        begun = time.perf_counter()
        server.ask("GET", "/api/info")
        return time.perf_counter() - begun

    before = [ask() for _ in range(ASKS)]
    with ExitStack() as lines:
        for _ in range(LORIS):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            line.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        beside = [ask() for _ in range(ASKS)]
    ratio = quantiles(beside, n=100)[-1] / quantiles(before, n=100)[-1]
    yield Row(f"beside {LORIS} half headers, p99", ratio, "times", 2.0)


def measure(server: Server, seconds: float) -> Iterator[Row]:
    """Measure everything, one figure after the other."""
    engine = pellucid.load("garden")
    for _ in range(2):  # networks are compiled when they are first asked
        drawn(server, STEPS[0])
        bare(engine, STEPS[0])
    yield from drawing(server, engine, seconds)
    yield from held(server)
    yield from overload(server, seconds)


def main() -> None:
    """Measure and print one table, or one JSON object."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--seconds", type=float, default=20.0, help="of each load")
    options.add_argument("--cores", type=int, default=2, help="how many cores to use")
    asked = options.parse_args()
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    where = {"cores": asked.cores, "load before": round(before, 1)}
    with serving(asked.cores) as (server, _):
        show(measure(server, asked.seconds), where, asked.json)


if __name__ == "__main__":
    main()
