"""What the server counts, as text for Prometheus: `GET /metrics`.

Requests by route, method and status, and how long their answers took; jobs by how they ended; what
waits, and how fast the machine is. No prompt, no address and no client is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pellucid.app.serve.worker import Worker

METHODS = ("GET", "HEAD", "POST", "DELETE")
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds


@dataclass(slots=True, eq=False)
class Requests:
    """Requests as they are answered."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    answers: Counter = field(init=False)
    seconds: Histogram = field(init=False)

    def __post_init__(self) -> None:
        labels = ("method", "route")
        self.answers = Counter(
            "pellucid_requests", "Answers sent.", (*labels, "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "pellucid_request_seconds",
            "Seconds to the first byte of an answer.",
            labels,
            buckets=BOUNDS,
            registry=self.registry,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Meter:
    """ASGI middleware: counts every answer under the pattern of its route."""

    app: Any
    requests: Requests

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request (ASGI)."""
        begun = perf_counter()

        async def count(message: Any) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                method = scope["method"] if scope["method"] in METHODS else "other"
                labels = method, route
                self.requests.answers.labels(*labels, message["status"]).inc()
                self.requests.seconds.labels(*labels).observe(perf_counter() - begun)
            await send(message)

        await self.app(scope, receive, count)


@dataclass(frozen=True, slots=True, eq=False)
class Machine(Collector):
    """The model thread as it is when somebody asks."""

    worker: Worker

    def collect(self) -> Iterator[Metric]:
        """Yield what waits, what was done, and how fast."""
        worker = self.worker
        ends = CounterMetricFamily("pellucid_jobs", "Jobs that ended, by how.", labels=("end",))
        for end, count in worker.ends.items():
            ends.add_metric((end,), count)
        yield ends
        looks = "Evaluations of the networks."
        yield CounterMetricFamily("pellucid_evaluations", looks, worker.looks)
        yield GaugeMetricFamily("pellucid_jobs_waiting", "Jobs not ended.", len(worker.jobs))
        asked = "Small questions that wait for the model thread."
        yield GaugeMetricFamily("pellucid_questions_waiting", asked, len(worker.asked))
        yield GaugeMetricFamily(
            "pellucid_evaluations_waiting", "Evaluations promised.", worker.backlog
        )
        yield GaugeMetricFamily("pellucid_rate", "Evaluations a second, lately.", worker.rate)
