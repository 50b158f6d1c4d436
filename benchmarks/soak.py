"""A long mixed load: what the server leaks, what it breaks, and whether it counts truly.

    python benchmarks/soak.py [--json] [--minutes 30] [--browsers 4] [--cores 2]

The server runs as visitors run it, in a process of its own. Browsers walk, leave in the middle of a
walk, cancel, ask small questions, send photos, fetch sheets and films, and ask for what is not
there. Memory and open files are read every ten seconds; their slopes leave out the first third. At
the end the server's own counts are compared to those of the browsers. Linux only: it reads /proc.
"""

import argparse
import io
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from classroom import browser
from explore import Server, fresh, serving
from PIL import Image
from prometheus_client.parser import text_string_to_metric_families
from table import Row, show

JSON = "application/json"
EVERY = 10.0  # seconds between two readings


@dataclass(slots=True)
class Visitor:
    """One browser that does this and that until it is told to stop."""

    server: Server
    seed: int
    answers: Counter[int] = field(default_factory=Counter)
    plans: int = 0
    keys: list[str] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: Any = None, kind: str = "application/json"
    ) -> bytes:
        """Ask, and count the answer by its status."""
        line = self.server.line()
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        line.request(method, path, data, {**self.server.heads, "Content-Type": kind})
        answer = line.getresponse()
        told = answer.read()
        line.close()
        self.answers[answer.status] += 1
        return told

    def plan(self, **settings: Any) -> str:
        """Plan a walk; its job, or nothing if there is no room."""
        self.plans += 1
        body = {"exhibit": "walk", "settings": {"prompt": fresh(), **settings}}
        told = json.loads(self.ask("POST", "/api/plan", body))
        self.keys[:] = [*self.keys[-20:], *(walk["key"] for walk in told.get("walks", ()))]
        return str(told.get("job", ""))

    def stream(self, job: str, records: int) -> None:
        """Read so many records of a job, then leave."""
        stream = self.server.stream(job)
        self.answers[200] += 1
        for number, _ in enumerate(stream):
            if number == records:
                break
        stream.close()  # type: ignore[attr-defined]

    def act(self, chance: random.Random) -> None:
        """Do one thing."""
        what = chance.choice(("walk", "leave", "cancel", "read", "photo", "poke", "fetch", "wrong"))
        steps = chance.randint(1, 12)
        match what:
            case "walk" | "leave":
                if job := self.plan(steps=steps):
                    self.stream(job, 10**6 if what == "walk" else 3)
            case "cancel":
                self.ask("DELETE", f"/jobs/{self.plan(steps=50)}")
            case "read":
                self.ask("POST", "/api/read", {"prompt": fresh()})
            case "photo":
                self.ask("POST", "/api/photo", photo(chance), "image/png")
            case "poke" if self.keys:
                poke = {"state": 0, "cell": [0, 0], "channel": 0, "amount": 1}
                self.ask("POST", "/api/poke", {"key": chance.choice(self.keys), **poke})
            case "fetch" if self.keys:
                part = chance.choice(("meta.json", "x0.webp", "xt-128.jpg", "film.webp"))
                self.ask("GET", f"/w/{chance.choice(self.keys)}/{part}")
            case _:
                path = chance.choice(("/nothing", "/w/0/x", "/api/plan", "/api/info"))
                self.ask(chance.choice(("GET", "POST", "PUT")), path, {"what": "?"})


def photo(chance: random.Random) -> bytes:
    """Make a picture that was not sent before."""
    size = chance.randint(64, 512)
    noise = np.random.default_rng(chance.getrandbits(32)).integers(
        0, 256, (size, size, 3), np.uint8
    )
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG", compress_level=1)
    return file.getvalue()


def load(server: Server, browsers: int, minutes: float) -> tuple[list[Visitor], list[list[float]]]:
    """Let browsers do this and that; returns them, and (seconds, MiB, open files) as read."""
    visitors = [Visitor(browser(server), seed) for seed in range(browsers)]
    end, readings = time.monotonic() + 60 * minutes, []

    def run(visitor: Visitor) -> None:
        chance = random.Random(visitor.seed)
        while time.monotonic() < end:
            visitor.act(chance)

    threads = [threading.Thread(target=run, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        time.sleep(EVERY)
        files = len(list(Path(f"/proc/{server.pid}/fd").iterdir()))
        readings.append([time.monotonic(), server.memory() / 2**20, float(files)])
    for thread in threads:
        thread.join()
    return visitors, readings


def counted(server: Server, name: str) -> Counter[str]:
    """Read one family of the server's own counts, by the last of its labels."""
    found: Counter[str] = Counter()
    for family in text_string_to_metric_families(server.ask("GET", "/metrics").decode()):
        for sample in family.samples:
            if sample.name == name:
                found[[name, *sample.labels.values()][-1]] += round(sample.value)
    return found


def measure(server: Server, browsers: int, minutes: float) -> Iterator[Row]:
    """Measure everything."""
    before = counted(server, "pellucid_requests_total")
    visitors, readings = load(server, browsers, minutes)
    answers = sum((visitor.answers for visitor in visitors), Counter[int]())
    yield Row("answers", answers.total(), "")
    yield Row("walks planned", sum(visitor.plans for visitor in visitors), "")
    yield Row("answers 429", answers[429], "")
    yield Row("answers 5xx", sum(answers[status] for status in answers if status >= 500), "", 0.0)
    kept = np.array(readings[len(readings) // 3 :])
    times = (kept[:, 0] - kept[0, 0]) / 60
    slope, files = (float(np.polyfit(times, kept[:, at], 1)[0]) for at in (1, 2))
    yield Row("memory at the end", float(kept[-1, 1]), "MiB")
    yield Row("memory, slope after the first third", slope, "MiB/min", 1.0)
    yield Row("open files, slope after the first third", files, "a min", 0.2)
    own = counted(server, "pellucid_requests_total")
    own.subtract(before)
    own["200"] -= browsers + 1  # the pages, and the counts before
    wrong = max(abs(own[str(status)] - count) / count for status, count in answers.items())
    yield Row("the server's counts, off by at most", 100 * wrong, "%", 1.0)
    ends = counted(server, "pellucid_jobs_total")
    yield Row("jobs that failed", float(ends["failed"]), "", 0.0)
    yield Row("jobs still held", float(counted(server, "pellucid_jobs_waiting").total()), "", 0.0)


def main() -> None:
    """Measure and print one table, or one JSON object."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--minutes", type=float, default=30.0, help="how long")
    options.add_argument("--browsers", type=int, default=4, help="how many at once")
    options.add_argument("--cores", type=int, default=2, help="how many cores to use")
    asked = options.parse_args()
    load_before = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    where = {"cores": asked.cores, "load before": round(load_before, 1)}
    with serving(asked.cores) as (server, _):
        show(measure(server, asked.browsers, asked.minutes), where, asked.json)


if __name__ == "__main__":
    main()
