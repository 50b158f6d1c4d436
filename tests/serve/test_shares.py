"""Fair to everyone: who floods slows nobody more than twice, and who waits is told how long."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import fake
import pytest
from asking import Client
from fastapi import Request
from prometheus_client.parser import text_string_to_metric_families

from pellucid.app.serve import questions, running
from pellucid.app.serve.jobs import Job, Wanted
from pellucid.app.serve.limits import Limits
from pellucid.app.serve.planner import Planner
from pellucid.app.serve.records import Kind
from pellucid.app.serve.shares import HALF, VISITOR, Shares, client_of
from pellucid.app.serve.worker import Worker

STEP = 0.004  # seconds of a look of the model in these tests
WALK = 56  # looks of a walk without its preview


@pytest.fixture
def model():
    return fake.FakeModel(pause=STEP)


@contextmanager
def visitors(model, *names, **limits) -> Iterator[list[Client]]:
    """Clients of one server, each a browser of its own."""
    with fake.serving(fake.engine(model), limits=Limits(**limits)) as url:
        yield [Client(url, (("Cookie", f"{VISITOR}={name}"),)) for name in names]


def asked(client, **settings):
    return client.post("/api/plan", {"exhibit": "walk", "settings": settings, "detail": "full"})


def looks_beside(model, client, prompt):
    """How many looks everybody gets from the first state of a walk to its end."""
    records = client.stream(asked(client, prompt=prompt).json["job"])
    next(records)
    begun = model.looks
    list(records)
    return model.looks - begun


# Shares


def test_what_a_client_had_counts_half_after_a_while():
    now = [100.0]
    shares = Shares(lambda: now[0])
    shares.charge(["a"], 8.0)
    now[0] += HALF
    assert shares.of("a") == pytest.approx(4.0)
    shares.charge(["a", "b"], 2.0)
    assert shares.of("a") == pytest.approx(5.0)
    assert shares.of("b") == pytest.approx(1.0)
    now[0] += 30 * HALF
    shares.charge(["c"], 1.0)
    assert set(shares.used) == {"c"}
    assert shares.of("c", waiting=4) == pytest.approx(1.0)
    assert shares.of("c", waiting=5) == pytest.approx(2.0)


def test_one_who_floods_slows_nobody_more_than_twice(model):
    with visitors(model, "greedy", "other") as (greedy, other):
        flood = [asked(greedy, prompt=f"walk {number}").json["job"] for number in range(20)]
        fake.until(lambda: model.looks > 20)
        assert looks_beside(model, other, "a bee") <= 2 * WALK
        for job in flood:
            greedy.ask("DELETE", f"/jobs/{job}")


def test_jobs_of_one_client_share_what_it_gets(model):
    with visitors(model, "a") as (client,):
        long = asked(client, prompt="long", steps=100).json["job"]
        assert looks_beside(model, client, "short") <= 3 * WALK  # 256 one after the other
        client.ask("DELETE", f"/jobs/{long}")


def test_small_questions_of_one_do_not_hold_up_another(model, monkeypatch):
    """Before, small questions beat all jobs, and a walk beside eight that loop never ended."""
    answered, over = [], threading.Event()

    def slow(*_):
        time.sleep(5 * STEP)
        answered.append(time.perf_counter())
        return b""

    monkeypatch.setattr(questions, "_decode", slow)
    with visitors(model, "greedy", "other") as (greedy, other):
        key = other.walk(prompt="a snail", steps=4)[0]["walks"][0]["key"]
        poke = {"key": key, "state": 0, "cell": [0, 0], "channel": 0, "amount": 1}

        def flood():
            while not over.is_set():
                greedy.post("/api/poke", poke)

        threads = [threading.Thread(target=flood) for _ in range(6)]
        for thread in threads:
            thread.start()
        fake.until(lambda: len(answered) > 6)
        begun, before = time.perf_counter(), len(answered)
        other.walk(prompt="a bee", detail="full")
        taken = time.perf_counter() - begun
        over.set()
        for thread in threads:
            thread.join()
        beside = sum(when < begun + taken for when in answered[before:])
        assert beside * 5 * STEP < 0.6 * taken


def test_the_name_of_a_client_is_its_browser_here_and_its_address_elsewhere():
    def who(host, cookie=None):
        heads = [(b"cookie", f"{VISITOR}={cookie}".encode())] if cookie else []
        return client_of(Request({"type": "http", "client": (host, 1), "headers": heads}))

    assert who("127.0.0.1", "a") != who("127.0.0.1", "b")
    assert who("::1", "a") == who("127.0.0.1", "a")
    assert who("127.0.0.1") == who("127.0.0.1") != who("127.0.0.1", "a")
    assert who("192.168.1.5", "a") == who("192.168.1.5", "b") == "192.168.1.5"
    assert len(who("127.0.0.1", "a" * 4000)) <= 64


def test_a_browser_gets_a_name_with_the_page_and_keeps_it(model):
    with visitors(model, "kept") as (client,):
        assert "set-cookie" not in client.get("/").headers
        cookie = Client(client.url).get("/").headers["set-cookie"]
        assert cookie.startswith(f"{VISITOR}=")
        assert "HttpOnly" in cookie
        assert cookie != Client(client.url).get("/").headers["set-cookie"]


# Places


def test_one_client_cannot_take_the_places_of_all(model):
    with visitors(model, "greedy", "other", jobs=6, own_jobs=4) as (greedy, other):
        for number in range(4):
            assert asked(greedy, prompt=f"walk {number}").status == 200
        assert asked(greedy, prompt="more").status == 429
        assert asked(other, prompt="a bee").status == 200


def test_one_client_cannot_fill_the_queue_of_all(model):
    with visitors(model, "greedy", "other", own_queue=200) as (greedy, other):
        answers = [asked(greedy, prompt=f"walk {number}").status for number in range(5)]
        assert answers == [200, 200, 200, 429, 429]
        assert asked(other, prompt="a bee").status == 200


def test_room_is_looked_for_before_anything_is_planned(model, monkeypatch):
    with visitors(model, "a", own_jobs=1) as (client,):
        asked(client, prompt="a walk")
        monkeypatch.setattr(Planner, "plan", lambda *_: pytest.fail("It was planned."))
        monkeypatch.setattr(Planner, "frames", lambda *_: pytest.fail("It was planned."))
        assert asked(client, prompt="more").status == 429
        body = {"exhibit": "why", "settings": {"prompt": "more"}}
        assert client.post("/api/frames", body).status == 429


def test_plans_that_are_being_made_hold_their_places(model, monkeypatch):
    going, plan = threading.Event(), Planner.plan

    def slow(*given):
        going.wait(10)
        return plan(*given)

    monkeypatch.setattr(Planner, "plan", slow)
    with visitors(model, "a", own_jobs=2) as (client,):
        said = []

        def ask(number):
            said.append(asked(client, prompt=f"walk {number}").status)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        fake.until(lambda: len(said) == 4)
        going.set()
        for thread in threads:
            thread.join()
        assert sorted(said) == [200, 200, 429, 429, 429, 429]


def test_one_who_asks_many_small_questions_at_once_is_told_to_wait(model):
    model.gate = fake.Gate(0)
    with visitors(model, "a", questions=2) as (client,):
        job = asked(client, prompt="a walk").json["job"]
        assert model.gate.reached.wait(fake.PATIENCE)
        lines = [posted(client, "/api/read", {"prompt": f"words {n}"}) for n in range(2)]
        fake.until(lambda: counted(client)["pellucid_questions_waiting",] == 2)
        assert client.post("/api/read", {"prompt": "more"}).status == 429
        model.gate.open()
        assert [answered(line) for line in lines] == [200, 200]
        client.ask("DELETE", f"/jobs/{job}")


def posted(client, path, body):
    """Send a question without waiting for its answer."""
    line = http.client.HTTPConnection(urlsplit(client.url).netloc, timeout=60)
    heads = dict(client.heads) | {"Content-Type": "application/json"}
    line.request("POST", path, json.dumps(body), heads)
    return line


def answered(line):
    with closing(line), line.getresponse() as answer:
        return answer.status


def test_small_questions_of_one_who_leaves_are_forgotten(model, monkeypatch):
    read = []
    monkeypatch.setattr(questions, "read", lambda _, prompt: read.append(prompt) or {})
    with visitors(model, "a", "b") as (client, other):
        client.post("/api/read", {"prompt": "before"})
        model.gate = fake.Gate(0)
        job = asked(client, prompt="a walk").json["job"]
        assert model.gate.reached.wait(fake.PATIENCE)
        for number in range(4):
            line = posted(client, "/api/read", {"prompt": f"words {number}"})
            fake.until(
                lambda waits=number + 1: counted(other)["pellucid_questions_waiting",] == waits
            )
            line.close()
        broken = "pellucid_requests_total", "POST", "/api/read", "400"
        fake.until(lambda: counted(other).get(broken) == 4)
        model.gate.open()
        other.post("/api/read", {"prompt": "after"})
        assert read == ["before", "after"]
        client.ask("DELETE", f"/jobs/{job}")


def test_another_machine_gets_no_more_than_its_part_of_the_connections(model, monkeypatch):
    monkeypatch.setattr(running, "EACH", 3)
    monkeypatch.setattr(running, "loopback", lambda _: False)
    with visitors(model, "a") as (client,):
        lines = [client.line() for _ in range(3)]
        for line in lines:
            line.connect()
        fake.until(lambda: client.get("/healthz").status == 503)
        for line in lines:
            line.close()
        fake.until(lambda: client.get("/healthz").status == 200)


# How long it takes


def waits(*wants: tuple[str, dict[str, int]]) -> list[float]:
    """The estimate for every job of these clients, at one evaluation a second."""
    worker = Worker({}, rate=1.0)
    jobs = []
    for client, tasks in wants:
        work = {
            Wanted(n, key, evals, False): iter(()) for n, (key, evals) in enumerate(tasks.items())
        }
        jobs.append(Job(tuple(work), work, client=client))
        worker.submit(jobs[-1])
    return [worker.wait(job) for job in jobs]


@pytest.mark.parametrize(
    ("wants", "seconds"),
    [
        ([("a", {"x": 10})], [10]),
        ([("a", {"x": 10}), ("b", {"y": 100})], [20, 110]),  # b comes in turns until a has done
        ([("a", {"x": 10}), ("b", {"x": 10})], [10, 10]),  # one walk for both
        ([("a", {"x": 10}), ("a", {"y": 30})], [20, 40]),
        ([("a", {"x": 10}), ("a", {"y": 30}), ("b", {"z": 15})], [35, 55, 30]),
        ([("a", {"x": 10, "y": 10}), ("b", {"y": 10, "z": 90})], [40, 110]),
    ],
)
def test_the_wait_is_that_of_a_machine_shared_by_all(wants, seconds):
    assert waits(*wants) == seconds


def test_one_who_is_refused_is_told_when_a_place_will_be_free(model):
    model.pause = 0.03
    with visitors(model, "a", own_jobs=1) as (client,):
        client.walk(prompt="to measure the machine", detail="full", steps=4)
        asked(client, prompt="long", steps=100)
        after = int(asked(client, prompt="more").headers["retry-after"])
        assert after >= 0.5 * 200 * 0.03 / 2


# What takes too long, or breaks


def test_a_job_that_takes_too_long_ends_with_a_word(model):
    with visitors(model, "a", life=0.2) as (client,):
        records = list(client.stream(asked(client, prompt="long", steps=100).json["job"]))
    assert [record.kind for record in records[-2:]] == [Kind.ERROR, Kind.END]
    assert "took longer" in json.loads(records[-2].payload)["error"]


def test_a_small_question_that_takes_too_long_is_given_up(model):
    with visitors(model, "a", patience=0.2) as (client,):
        client.post("/api/read", {"prompt": "to load"})
        model.gate = fake.Gate(0)
        job = asked(client, prompt="a walk").json["job"]
        assert model.gate.reached.wait(fake.PATIENCE)
        assert client.post("/api/read", {"prompt": "words"}).status == 504
        model.gate.open()
        client.ask("DELETE", f"/jobs/{job}")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_model_thread_outlives_a_fault_and_everyone_is_told(model, caplog):
    model.pause = 0.0
    with visitors(model, "a", "b") as (client, other):
        kept, _ = client.walk(prompt="kept")
        model.gate = fake.Gate(0)
        jobs = [(each, asked(each, prompt="lost").json["job"]) for each in (client, other)]
        model.fault = Fault("a secret prompt")
        model.gate.open()
        for each, job in jobs:
            kinds = [record.kind for record in each.stream(job)]
            assert kinds[-2:] == [Kind.ERROR, Kind.END]
        model.fault = None
        again, _ = other.walk(prompt="kept")
        assert again["walks"][0]["cached"]
        assert again["walks"][0]["key"] == kept["walks"][0]["key"]
        other.walk(prompt="new")
        assert "secret" not in caplog.text


class Fault(BaseException):
    """What no handler of ordinary errors catches."""


# What is counted


def counted(client) -> dict[tuple[str, ...], float]:
    """What the server counts, by name and labels."""
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    assert "dropped" not in told.data.decode()  # no prompt is in it
    families = text_string_to_metric_families(told.data.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_what_is_counted_is_what_clients_saw(model):
    model.pause = 0.0
    with visitors(model, "a") as (client,):
        for number in range(3):
            client.walk(prompt=f"walk {number}", detail="full")
        dropped = asked(client, prompt="dropped", steps=100).json["job"]
        client.ask("DELETE", f"/jobs/{dropped}")
        client.get("/nothing/here")
        client.ask("BREW", "/api/info")
        fake.until(lambda: counted(client)["pellucid_evaluations_total",] == model.looks)
        figures = counted(client)
    assert figures["pellucid_requests_total", "POST", "/api/plan", "200"] == 4
    assert figures["pellucid_requests_total", "GET", "/jobs/{job_id}/stream", "200"] == 3
    assert figures["pellucid_requests_total", "GET", "none", "404"] == 1
    assert figures["pellucid_requests_total", "other", "/api/info", "405"] == 1
    assert figures["pellucid_request_seconds_count", "POST", "/api/plan"] == 4
    assert figures["pellucid_jobs_total", "finished"] == 3
    assert figures["pellucid_jobs_total", "cancelled"] == 1
    assert figures["pellucid_jobs_waiting",] == 0
