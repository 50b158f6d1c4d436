"""The model thread: one look of the network at a time, whoever it is for.

Between two pieces of work, a few hundredths of a second apart, it asks anew what matters most: the
client that had least of its time lately (`shares.py`), of that client a small question first, then
the job that had least, and in it what its visitor looks at. So neither a hundred walks nor a
thousand questions of one visitor keep another waiting. After a fault of its own the thread tells
everyone who waits, forgets the engines and goes on.
"""

import logging
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from torch import Tensor

from pellucid.app.serve.jobs import NO_WALK, Job, Task, Wanted
from pellucid.app.serve.records import Kind, Record, Units, json_record
from pellucid.app.serve.shares import Shares
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
MEMORY = 0.98  # how much of what was measured before counts at every piece
LEARN = 0.2  # how much the last task counts
SORRY = {
    "error": "Something broke while this was computed.",
    "action": "Try again, or with other settings.",
}
RESTART = "Then start pellucid again."


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A small question: who asks, what is to be done, and where the answer is awaited."""

    client: str
    work: Callable[[], Any]
    answer: Future[Any] = field(default_factory=Future)


@dataclass(slots=True, eq=False)
class Worker:
    """One thread that owns the engines."""

    loads: Mapping[str, Load]
    rate: float = 0.0  # evaluations a second, as measured
    beside: float = 0.0  # seconds that a task takes beside its evaluations
    since: float = 0.0  # when the last piece was done, or the first came
    lately: tuple[float, float] = (0.0, 0.0)  # evaluations and seconds behind the rate
    looks: int = 0  # evaluations made so far
    jobs: dict[str, Job] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    shares: Shares = field(default_factory=Shares)
    ends: Counter[str] = field(default_factory=Counter)  # jobs that ended, by how they did
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
            for question in self.asked:
                question.answer.cancel()
            self.clear()
        if self.thread is not None:
            self.thread.join(30)

    def clear(self) -> None:
        """Forget every job; their streams end."""
        with self.tick:
            for job in list(self.jobs.values()):
                self._drop(job, "cancelled")
            self.tick.notify_all()

    def ask(self, work: Callable[[], Answer], client: str = "") -> "Future[Answer]":
        """Put a small question between two pieces of work; the server's own come before all."""
        question = Question(client, work)
        with self.tick:
            self.asked.append(question)
            self.tick.notify_all()
        return question.answer

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
            own = [other.spent for other in self.jobs.values() if other.client == job.client]
            job.spent = min(own, default=0.0)
            self.jobs[job.id] = job
            for wanted, units in job.work.items():
                self._attach(job, wanted, units)
            self._advance(job)
            self.tick.notify_all()

    def _attach(self, job: Job, wanted: Wanted, units: Units) -> None:
        task = self.tasks.setdefault(wanted.key, Task(wanted, units))  # shared if it is there
        task.listen(job, wanted)
        job.tasks[wanted] = task

    def cancel(self, job_id: str, why: str = "") -> None:
        """Forget a job; it gets no further piece. Forgetting twice is as good as once."""
        with self.tick:
            if job := self.jobs.get(job_id):
                if why:
                    job.outbox.put(json_record(Kind.ERROR, {"error": why, "action": "Ask again."}))
                self._drop(job, "cancelled")
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
            return sum(task.left for task in self.tasks.values())

    def held(self, client: str) -> int:
        """Evaluations that are promised to a client and not yet made."""
        with self.tick:
            own = (job for job in self.jobs.values() if job.client == client)
            return sum(task.left for task in {task for job in own for task in job.tasks.values()})

    def wait(self, job: Job) -> float:
        """Estimate the seconds until a job is done: as the machine is shared, and measured.

        Of what others want, no more comes before its end than it wants itself: first of the other
        jobs of its client, then of the other clients.
        """
        with self.tick:
            mine, others = set(job.tasks.values()), dict[str, set[Task]]()
            ahead = own = sum(map(self._left, mine))
            for other in self.jobs.values():
                theirs = set(other.tasks.values()) - mine
                if other.client != job.client:
                    others.setdefault(other.client, set()).update(theirs)
                elif other is not job:
                    ahead += min(own, sum(map(self._left, theirs)))
        clients = (sum(map(self._left, tasks)) for tasks in others.values())
        return ahead + sum(min(ahead, each) for each in clients)

    def _left(self, task: Task) -> float:
        beside = max(0.0, self.beside - task.beside)
        return task.left / (self.rate or UNKNOWN) + beside

    def _run(self) -> None:
        """Work; and after a fault outside the work itself, begin anew."""
        while not self.stopping:
            try:
                self._loop()
            except BaseException as error:
                self._recover(error)

    def _loop(self) -> None:
        while not self.stopping:
            with self.tick:
                turn = self._turn()
                if turn is None and not self.shut:
                    self.tick.wait()
                    self.since = time.perf_counter()
            if turn is not None:
                turn()
            self._close()

    def _turn(self) -> Callable[[], None] | None:
        """Choose the client that had least, and of what it wants the small questions first."""
        busy = [job for job in self.jobs.values() if job.tasks]
        waiting = Counter([each.client for each in self.asked] + [job.client for job in busy])
        if self.stopping or not waiting:
            return None
        client = min(waiting, key=lambda each: (each != "", self.shares.of(each, waiting[each])))
        questions = [each for each in self.asked if each.client == client]
        if questions:
            self.asked.remove(questions[0])
            return partial(self._answer, questions[0])
        job = min((job for job in busy if job.client == client), key=lambda each: each.spent)
        return partial(self._work, job, job.next())

    def _answer(self, question: Question) -> None:
        if not question.answer.set_running_or_notify_cancel():
            return
        begun = time.perf_counter()
        try:
            question.answer.set_result(question.work())
        except BaseException as error:
            question.answer.set_exception(error)
        with self.tick:
            self.shares.charge([question.client], time.perf_counter() - begun)

    def _recover(self, error: BaseException) -> None:
        """Tell everyone who waits, and load the engines anew when they are next wanted."""
        _log(error)
        with self.tick:
            for job in list(self.jobs.values()):
                job.outbox.put(json_record(Kind.ERROR, SORRY))
                self._drop(job, "failed")
            self.tasks.clear()
            self.counts.clear()
            self.engines.clear()

    def _work(self, job: Job, task: Task) -> None:
        """Do one piece of a task; the lock is held only to tell of it."""
        begun, before = time.perf_counter(), self._counted()
        failure = records = None
        try:
            records = next(task.units)
        except StopIteration as end:
            task.result = end.value
        except Exception as error:
            failure = error
        spent = max(1e-6, time.perf_counter() - begun)
        looks = self._counted() - before
        with self.tick:
            self.looks += looks
            self._time(task, looks)
            job.spent += spent
            self.shares.charge([each.client for each, _ in task.listeners], spent)
            if failure is not None:
                self._fail(task, failure)
            elif records is None:
                self._finish(task)
            else:
                self._tell(task, records, looks)

    def _time(self, task: Task, looks: int) -> None:
        """Measure the rate of evaluations, and the time that a task takes beside them."""
        since, self.since = self.since, time.perf_counter()
        seconds = self.since - since
        if not looks:
            task.beside += seconds
            return
        self.lately = MEMORY * self.lately[0] + looks, MEMORY * self.lately[1] + seconds
        self.rate = self.lately[0] / self.lately[1]

    def _counted(self) -> int:
        return sum(counted.looks for counted in self.counts)

    def _tell(self, task: Task, records: list[Record], looks: int) -> None:
        task.say(records)
        task.looks += looks
        if looks:
            for job, _ in task.listeners:
                job.done = min(job.total, job.done + looks)
                job.report(self.wait(job))

    def _finish(self, task: Task) -> None:
        """Let every listener go on without a task that has done its work; a walk is announced."""
        self.tasks.pop(task.key, None)
        if isinstance(task.result, Walked):
            task.say([Record(Kind.SHEET, payload=task.result.key.encode())])
        if task.looks:
            self.beside += LEARN * (task.beside - self.beside)
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
            self.ends["finished"] += 1
            job.end()

    def _fail(self, task: Task, error: Exception) -> None:
        """Tell everyone in one sentence; the log learns where, never what was asked."""
        action = RESTART if isinstance(error, WeightsError) else ""
        data = {"error": str(error), "action": action}  # what can be mended says itself how
        if not isinstance(error, MendableError | WeightsError):
            data = SORRY
            _log(error)
        for job, _ in list(task.listeners):
            job.outbox.put(json_record(Kind.ERROR, data))
            self._drop(job, "failed")
        self.tasks.pop(task.key, None)

    def _drop(self, job: Job, how: str) -> None:
        self.jobs.pop(job.id, None)
        self.ends[how] += 1
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


def _log(error: BaseException) -> None:
    where = traceback.extract_tb(error.__traceback__)[-1]
    LOG.error("%s in %s, line %s", type(error).__name__, where.name, where.lineno)


@dataclass(slots=True, eq=False, repr=False)
class Counted:
    """A model that counts how many pictures it was asked about."""

    model: Model
    looks: int = 0

    def __repr__(self) -> str:
        return describe(self.model)

    def __call__(self, x: Tensor, sigma: Level, cond: Cond, /) -> Tensor:
        self.looks += len(x)
        return self.model(x, sigma, cond)
