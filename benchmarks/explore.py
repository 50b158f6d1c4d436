"""How quickly the page answers: one table.

    python benchmarks/explore.py [--json] [--repeats 5] [--walks 200] [--cores 2]

The server runs as visitors run it (`pellucid explore`), in a process of its own; this one asks it
over HTTP and reads its streams, with words that it has not seen before. *Without a server* is the
same walk with all its previews in this process, by turns with the server's, so the ratio holds on a
busy machine too. *After a cancelled walk* is how much later a new question gets its first answer
when a walk was cancelled just before it, compared to when nothing was going on.
*Late frames* are those of `frames.py`, and *first readings* are from opening the page at a chapter,
with a browser that keeps nothing, to its figure with all its pictures and numbers: both where there
is a browser.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from table import Row, show

import pellucid
from pellucid.app.page import CHAPTERS
from pellucid.app.serve.records import Flag, Kind, Record, split
from pellucid.forward import display

PROMPT = "a monarch butterfly on a purple coneflower, macro, morning dew, number"
COLUMNS = 15  # of the guidance field
NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the process it runs in."""

    port: int
    pid: int
    heads: Mapping[str, str] = field(default_factory=dict)  # that go with every question

    def line(self) -> http.client.HTTPConnection:
        """Open a connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    def ask(self, method: str, path: str, body: object = None) -> bytes:
        """Ask one question; raises OSError when it is refused."""
        line = self.line()
        data = None if body is None else json.dumps(body)
        line.request(method, path, data, {"Content-Type": "application/json", **self.heads})
        answer = line.getresponse()
        told = answer.read()
        line.close()
        if answer.status >= 300:
            raise OSError(f"{path}: {told.decode()}")
        return told

    def plan(
        self, exhibit: str, detail: str = "both", params: object = None, **settings: object
    ) -> dict[str, Any]:
        """Begin with an exhibit."""
        body = {"exhibit": exhibit, "settings": settings, "detail": detail, "params": params or {}}
        told: dict[str, Any] = json.loads(self.ask("POST", "/api/plan", body))
        return told

    def stream(self, job: str) -> Iterator[tuple[float, int, Record]]:
        """Yield a job's records: when each came, how many bytes had come, and what it was."""
        line = self.line()
        line.request("GET", f"/jobs/{job}/stream", headers=dict(self.heads))
        answer = line.getresponse()
        rest, size = b"", 0
        try:
            while data := answer.read1(65536):
                size += len(data)
                found, rest = split(rest + data)
                for record, _ in found:
                    yield time.perf_counter(), size, record
        finally:
            line.close()

    def memory(self) -> float:
        """Bytes of memory that the server holds now."""
        told = Path(f"/proc/{self.pid}/status").read_text()
        return 1024.0 * int(told.partition("VmRSS:")[2].split()[0])


@contextmanager
def serving(cores: int) -> Iterator[tuple[Server, float]]:
    """Start a server with an empty home; yields it and the seconds to its first answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        settings = {"PELLUCID_HOME": home, "OMP_NUM_THREADS": str(cores), "HF_HUB_OFFLINE": "1"}
        words = [sys.executable, "-m", "pellucid", "explore", "--no-open", "--port", str(port)]
        begun = time.perf_counter()
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(words, env=os.environ | settings, stdout=quiet, stderr=quiet)
        server = Server(port, process.pid)
        try:
            while True:
                try:
                    server.ask("GET", "/")
                    break
                except (ConnectionError, http.client.HTTPException):
                    time.sleep(0.02)
            yield server, time.perf_counter() - begun
        finally:
            process.terminate()
            process.wait(60)


def fresh() -> str:
    """Give words that were not asked for before."""
    return f"{PROMPT} {next(NUMBERS)}"


def walked(server: Server, prompt: str) -> dict[str, float]:
    """Ask for one walk; seconds to its parts, and bytes."""
    begun = time.perf_counter()
    job = server.plan("walk", prompt=prompt)["job"]
    told: dict[str, float] = {}
    for when, size, record in server.stream(job):
        rough = bool(record.flags & Flag.PREVIEW)
        if record.kind == Kind.FRAME:
            told.setdefault("state 0", when - begun)
        elif record.kind == Kind.GUESS and record.flags & Flag.LAST:
            told["preview" if rough else "walk"] = when - begun
        told["bytes"] = size
    return told


def bare(engine: pellucid.Engine, prompt: str) -> float:
    """Walk with all previews in this process; seconds."""
    begun = time.perf_counter()
    for step in engine.draw(pellucid.Recipe(prompt)):
        engine.preview(display(step.x, step.sigma))
        engine.preview(step.x0)
    engine.preview(step.x_next)
    return time.perf_counter() - begun


def revisited(server: Server, prompt: str) -> float:
    """Ask for a walk that is there, and fetch its guesses; seconds."""
    begun = time.perf_counter()
    plan = server.plan("walk", prompt=prompt)
    server.ask("GET", f"/w/{plan['walks'][0]['key']}/x0-128.webp")
    taken = time.perf_counter() - begun
    server.ask("DELETE", f"/jobs/{plan['job']}")
    return taken


def answered(server: Server, busy: bool) -> float:
    """Seconds to the first answer to a new question, perhaps right after a cancelled one."""
    if busy:
        records = server.stream(server.plan("walk", prompt=fresh(), steps=100)["job"])
        for _, _, record in records:
            if record.kind == Kind.GUESS:
                break
        begun = time.perf_counter()
        records.close()  # type: ignore[attr-defined]
    else:
        begun = time.perf_counter()
    job = server.plan("walk", prompt=fresh())["job"]
    records = server.stream(job)
    next(records)
    taken = time.perf_counter() - begun
    records.close()  # type: ignore[attr-defined]
    server.ask("DELETE", f"/jobs/{job}")
    return taken


def columns(server: Server, detail: str) -> float:
    """Walk the same words under fifteen guidances at once; seconds to the last of them."""
    prompt, begun = fresh(), time.perf_counter()
    jobs = [server.plan("walk", detail, prompt=prompt, guidance=w)["job"] for w in range(COLUMNS)]
    for job in jobs:
        for _ in server.stream(job):
            pass
    return time.perf_counter() - begun


def finished(
    server: Server, exhibit: str, detail: str, params: object = None, **settings: object
) -> tuple[float, int]:
    """Ask for all that an exhibit shows; seconds to the last of it, and how many walks it has."""
    begun = time.perf_counter()
    plan = server.plan(exhibit, detail, params, **settings)
    for _ in server.stream(plan["job"]):
        pass
    return time.perf_counter() - begun, len(plan["walks"])


def exhibits(server: Server, repeats: int) -> Iterator[Row]:
    """Measure what the later chapters wait for, with words of a visitor's own."""
    finished(server, "map", "full", prompt=fresh())  # all other prompts are placed once
    took = median(finished(server, "map", "full", prompt=fresh())[0] for _ in range(repeats))
    yield Row("map, words placed", took, "s", 0.2)
    took, walks = finished(server, "words", "preview", prompt=fresh())
    yield Row("word by word, a picture of 8 steps", took / walks, "s", 0.4)
    finished(server, "between", "preview", prompt=fresh())  # networks of this shape are compiled
    for detail, name, aim in (("preview", "8 steps", 1.5), ("full", "full", 6.0)):
        took, walks = finished(server, "between", detail, prompt=fresh())
        yield Row(f"between, {walks} columns, {name}", took, "s", aim)
    prompt = fresh()
    walked(server, prompt)
    took, _ = finished(server, "attention", "full", prompt=prompt)
    yield Row("attention of a walk that is there", took, "s", 1.0)


def grown(server: Server, walks: int) -> float:
    """Megabytes that the server grew by over the last three quarters of many short walks."""
    for number in range(walks):
        if number == walks // 4:
            before = server.memory()
        for _ in server.stream(server.plan("walk", prompt=fresh(), steps=2)["job"]):
            pass
    return (server.memory() - before) / 2**20


def measure(server: Server, started: float, repeats: int, walks: int) -> Iterator[Row]:
    """Measure everything, one figure after the other."""
    yield Row("start, to the page's first answer", started, "s")
    begun = time.perf_counter()
    server.ask("GET", "/")
    yield Row("the page again", (time.perf_counter() - begun) * 1000, "ms")
    if find_spec("playwright"):
        opened = import_module("frames").readings(f"http://127.0.0.1:{server.port}/", CHAPTERS)
        yield from (Row(f"first reading of {slug}", took, "s", 1.0) for slug, took in opened)
    engine = pellucid.load("garden")
    for _ in range(2):  # networks are compiled when they are first asked
        first = walked(server, fresh())
        bare(engine, fresh())
    for _ in server.stream(server.plan("walk", "preview", prompt=fresh(), guidance=1)["job"]):
        pass
    turns = [(walked(server, fresh()), bare(engine, fresh())) for _ in range(repeats)]
    for name, part, aim in (
        ("new words, to state 0", "state 0", 0.1),
        ("to the last state of the 8-step preview", "preview", 1.0),
        ("to the last state of the walk", "walk", 1.5),
    ):
        yield Row(name, median(told[part] for told, _ in turns), "s", aim)
    yield Row("the same walk without a server", median(alone for _, alone in turns), "s")
    ratio = median((told["walk"] - told["preview"]) / alone for told, alone in turns)
    yield Row("walk after its preview, with / without", ratio, "times", 1.5)
    yield Row("bytes of the stream", first["bytes"] / 2**10, "KiB")
    yield Row(f"guidance field, {COLUMNS} columns, 8 steps", columns(server, "preview"), "s")
    yield Row(f"guidance field, {COLUMNS} columns, full", columns(server, "full"), "s", 10.0)
    yield from exhibits(server, repeats)
    prompt = fresh()
    walked(server, prompt)
    again = median(revisited(server, prompt) for _ in range(20))
    yield Row("a walk that is there, with its guesses", again * 1000, "ms", 20.0)
    pairs = [(answered(server, busy=False), answered(server, busy=True)) for _ in range(repeats)]
    if find_spec("playwright"):
        lost, busy = import_module("frames").scrubbed(f"http://127.0.0.1:{server.port}/", repeats)
        yield Row("late frames at 6x throttling", 100 * lost, "%", 5.0)
        yield Row("the page's thread, for each frame", 1000 * busy, "ms")
    late = median(busy - idle for idle, busy in pairs)
    plan = engine.plan(pellucid.Recipe(fresh()))
    begun = time.perf_counter()
    plan.denoise(plan.x, plan.ladder[0])
    step = time.perf_counter() - begun
    yield Row("after a cancelled walk, later by", late * 1000, "ms", step * 1000 + 50)
    yield Row(f"memory grown over {walks} walks", grown(server, walks), "MiB", 20.0)


def main() -> None:
    """Measure and print one table, or one JSON object."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--repeats", type=int, default=5, help="repeats behind each median")
    options.add_argument("--walks", type=int, default=200, help="walks of the memory test")
    options.add_argument("--cores", type=int, default=2, help="how many cores to use")
    asked = options.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    where = {"cores": asked.cores, "load before": round(load, 1)}
    with serving(asked.cores) as (server, started):
        show(measure(server, started, asked.repeats, asked.walks), where, asked.json)


if __name__ == "__main__":
    main()
