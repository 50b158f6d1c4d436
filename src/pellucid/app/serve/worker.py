"""The model thread: one look of the network at a time, whoever it is for.

Between two pieces of work, a few hundredths of a second apart, it asks anew what matters most: a
small question first, then the job that has had least of its time, and in it what its visitor looks
at. So a visitor with a hundred walks cannot keep another waiting.
"""

import logging
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

from torch import Tensor

from pellucid.app.serve.jobs import NO_WALK, Job, Task, Wanted
from pellucid.app.serve.records import Kind, Record, Units, json_record
from pellucid.denoise import Cond, Level, Model
from pellucid.engine.engine import Engine
from pellucid.engine.plan import describe
from pellucid.errors import MendableError
from pellucid.nets.weights import WeightsError
from pellucid.recipe.rules import choice
from pellucid.record.walks import Walked

Answer = TypeVar("Answer")
Load = Callable[[], Engine]

LOG = logging.getLogger(__name__)
UNKNOWN = 30.0  # evaluations a second before any was measured
MEMORY = 0.9  # how much of the rate so far counts at every step
SORRY = "Something broke while this was computed."
RESTART = "Then start pellucid again."


@dataclass(slots=True, eq=False)
class Worker:
    """One thread that owns the engines."""

    loads: Mapping[str, Load]
    rate: float = 0.0  # evaluations a second, as measured
    jobs: dict[str, Job] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    asked: deque[Callable[[], None]] = field(default_factory=deque)
    shut: deque[Task] = field(default_factory=deque)  # tasks to be closed
    counts: "list[Counted]" = field(default_factory=list)
    engines: dict[str, Engine] = field(default_factory=dict)
    tick: threading.Condition = field(default_factory=threading.Condition)
    thread: threading.Thread | None = None
    stopping: bool = False

    def start(self) -> None:
        """Begin to work."""
        self.thread = threading.Thread(target=self._run, name="model", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Finish the piece at hand and no other."""
        with self.tick:
            self.stopping = True
        self.clear()
        if self.thread is not None:
            self.thread.join(30)

    def clear(self) -> None:
        """Forget every job; their streams end."""
        with self.tick:
            for job in list(self.jobs.values()):
                self._drop(job)
            self.tick.notify_all()

    def ask(self, work: Callable[[], Answer]) -> "Future[Answer]":
        """Put a small question between two pieces of work."""
        future: Future[Answer] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

        with self.tick:
            self.asked.append(run)
            self.tick.notify_all()
        return future

    def engine(self, name: str) -> "Future[Engine]":
        """Promise an engine; it is loaded when it is first wanted."""

        def take() -> Engine:
            if name not in self.engines:
                engine = self.loads[choice("engine", name, tuple(self.loads))]()
                model, unsure = Counted(engine.model), engine.fraction
                fraction = None if unsure is None else Counted(unsure)
                self.counts += filter(None, (model, fraction))
                self.engines[name] = replace(engine, model=model, fraction=fraction)
            return self.engines[name]

        return self.ask(take)

    def submit(self, job: Job) -> None:
        """Take a job on; what another job already waits for is shared with it."""
        with self.tick:
            job.spent = min((other.spent for other in self.jobs.values()), default=0.0)
            self.jobs[job.id] = job
            for wanted, units in job.work.items():
                self._attach(job, wanted, units)
            self._advance(job)
            self.tick.notify_all()

    def _attach(self, job: Job, wanted: Wanted, units: Units) -> None:
        task = self.tasks.setdefault(wanted.key, Task(wanted.key, units))  # shared if it is there
        task.listen(job, wanted)
        job.tasks[wanted] = task

    def cancel(self, job_id: str) -> None:
        """Forget a job; it gets no further piece. Forgetting twice is as good as once."""
        with self.tick:
            if job_id in self.jobs:
                self._drop(self.jobs[job_id])
            self.tick.notify_all()

    def focus(self, job_id: str, walk: int) -> bool:
        """Turn a job towards what its visitor looks at; says whether there is such a job."""
        with self.tick:
            if job_id in self.jobs:
                self.jobs[job_id].focus = walk
            return job_id in self.jobs

    @property
    def backlog(self) -> int:
        """Evaluations that are promised and not yet made."""
        with self.tick:
            return sum(max(0, job.total - job.done) for job in self.jobs.values())

    def seconds(self, evals: int) -> float:
        """Estimate how long some evaluations take."""
        return evals / (self.rate or UNKNOWN)

    def _run(self) -> None:
        while True:
            with self.tick:
                while not (self.stopping or self.asked or self.shut or self._turn()):
                    self.tick.wait()
                question = self.asked.popleft() if self.asked and not self.stopping else None
                turn = None if question or self.stopping else self._turn()
            self._close()
            if question is not None:
                question()
            elif turn is not None:
                self._work(*turn)
            elif self.stopping:
                return

    def _turn(self) -> tuple[Job, Task] | None:
        """Choose the job that had least, and in it the task that matters most."""
        busy = [job for job in self.jobs.values() if job.tasks]
        job = min(busy, key=lambda each: each.spent, default=None)
        return (job, job.next()) if job else None

    def _work(self, job: Job, task: Task) -> None:
        """Do one piece of a task; the lock is held only to tell of it."""
        begun, looks = time.perf_counter(), self._looks()
        failure = records = None
        try:
            records = next(task.units)
        except StopIteration as end:
            task.result = end.value
        except Exception as error:
            failure = error
        spent = max(1e-6, time.perf_counter() - begun)
        with self.tick:
            job.spent += spent
            if failure is not None:
                self._fail(task, failure)
            elif records is None:
                self._finish(task)
            else:
                self._tell(task, records, spent, self._looks() - looks)

    def _looks(self) -> int:
        return sum(counted.looks for counted in self.counts)

    def _tell(self, task: Task, records: list[Record], spent: float, looks: int) -> None:
        task.say(records)
        if looks:
            now = looks / spent
            self.rate = MEMORY * self.rate + (1 - MEMORY) * now if self.rate else now
            for job, _ in task.listeners:
                job.done = min(job.total, job.done + looks)
                job.report(self.rate)

    def _finish(self, task: Task) -> None:
        """Let every listener go on without a task that has done its work."""
        self.tasks.pop(task.key, None)
        for job, wanted in task.listeners:
            job.tasks.pop(wanted, None)
            if isinstance(task.result, Walked) and job.measures:
                job.walked[wanted.key] = task.result
            self._advance(job)

    def _advance(self, job: Job) -> None:
        """Measure what can be measured by now; end when nothing is left."""
        for needs in [each for each in job.measures if not each & set(job.tasks)]:
            measure = job.measures.pop(needs)
            wanted = Wanted(NO_WALK, f"{job.id} {len(job.measures)}", 0, cached=False)
            self._attach(job, wanted, measure(job.walked))
        if not job.tasks and not job.measures:
            self.jobs.pop(job.id, None)
            job.end()

    def _fail(self, task: Task, error: Exception) -> None:
        """Tell everyone in one sentence; the log learns where, never what was asked."""
        action = RESTART if isinstance(error, WeightsError) else ""
        data = {"error": str(error), "action": action}  # what can be mended says itself how
        if not isinstance(error, MendableError | WeightsError):
            data = {"error": SORRY, "action": "Try again, or with other settings."}
            where = traceback.extract_tb(error.__traceback__)[-1]
            LOG.error("%s in %s, line %s", type(error).__name__, where.name, where.lineno)
        for job, _ in list(task.listeners):
            job.outbox.put(json_record(Kind.ERROR, data))
            self._drop(job)
        self.tasks.pop(task.key, None)

    def _drop(self, job: Job) -> None:
        self.jobs.pop(job.id, None)
        for task in job.tasks.values():
            task.listeners = [each for each in task.listeners if each[0] is not job]
            if not task.listeners:
                self.tasks.pop(task.key, None)
                self.shut.append(task)
        job.tasks.clear()
        job.measures.clear()
        job.walked.clear()
        job.end()

    def _close(self) -> None:
        """Close the generators of dropped tasks; only the thread that runs them may."""
        while self.shut:
            with suppress(Exception):
                self.shut.popleft().units.close()


class Counted:
    """A model that counts how many pictures it was asked about."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.looks = 0

    def __repr__(self) -> str:
        return describe(self.model)

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        self.looks += len(x)
        return self.model(x, sigma, cond)
