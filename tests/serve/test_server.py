"""The page's server: what is asked is answered, in the right order, and nothing is done in vain."""

import asyncio
import io
import json
import resource
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import ClassVar

import fake
import numpy as np
import pytest
import tiny
import torch
from asking import Client
from fuzz import SENTENCE
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from watching import walk

from pellucid.app.serve import jobs, planner
from pellucid.app.serve.limits import LIMITS, Limits, Refusal, settings_of
from pellucid.app.serve.records import Flag, Kind, Record
from pellucid.app.serve.tasks import measure_units
from pellucid.app.serve.worker import Worker
from pellucid.errors import MendableError
from pellucid.exhibits import EXHIBITS
from pellucid.exhibits.exhibit import Exhibit, Frame
from pellucid.files import home
from pellucid.nets.weights import WeightsError
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, Number, Rule, settle
from pellucid.recipe.store import keep
from pellucid.record.cache import WalkCache
from pellucid.record.sprites import unsheet
from pellucid.solvers import SOLVERS

WORDS = {"prompt": "a snail on a mushroom", "seed": 7}


@pytest.fixture
def model():
    return fake.FakeModel()


@pytest.fixture
def client(model):
    with fake.serving(fake.engine(model)) as url:
        yield Client(url)


@pytest.fixture(scope="module")
def strict():
    """A client of a server that refuses, and a model that is never to be looked at."""
    unseen = fake.FakeModel()
    with fake.serving(fake.engine(unseen)) as url:
        yield Client(url), unseen


def of(records, kind, **wanted):
    return [
        record
        for record in records
        if record.kind == kind and all(getattr(record, k) == v for k, v in wanted.items())
    ]


def test_a_plan_says_what_of_its_settings_does_nothing(client):
    for guidance, said in ((1, "negative prompt does nothing at guidance 1"), (5, "")):
        plan, _ = client.walk(**WORDS, negative="rain", guidance=guidance)
        told = plan["walks"][0]["idle"]
        assert said in "".join(told)
        assert bool(said) == bool(told)


def test_a_walk_arrives_state_0_first_then_in_8_steps_then_in_full(client):
    plan, records = client.walk(**WORDS)
    (planned,) = plan["walks"]
    assert planned["states"] == 29
    assert not planned["cached"]
    first = records[0]
    assert (first.kind, first.state, first.numbers[1]) == (
        Kind.FRAME,
        0,
        pytest.approx(1, abs=1e-5),
    )
    rough = of(records, Kind.GUESS, flags=Flag.PREVIEW) + of(
        records, Kind.GUESS, flags=Flag.PREVIEW | Flag.LAST
    )
    assert [record.state for record in rough] == list(range(9))
    fine = of(records, Kind.GUESS, flags=Flag.NONE) + of(records, Kind.GUESS, flags=Flag.LAST)
    assert [record.state for record in fine] == list(range(29))
    assert records.index(rough[-1]) < records.index(fine[0])
    sheets = of(records, Kind.SHEET)
    assert [sheet.payload.decode() for sheet in sheets] == [planned["preview"], planned["key"]]
    assert of(records, Kind.RESULT)


def test_what_arrives_is_what_the_engine_walks(client):
    plan, _ = client.walk(**WORDS)
    walked = walk(fake.engine(), Recipe(**WORDS))
    key = plan["walks"][0]["key"]
    assert key == walked.key
    told = client.get(f"/w/{key}/meta.json").json
    assert told["sigma"] == list(walked.sigmas)
    assert told["pull"][:-1] == pytest.approx(walked.pull[:-1], abs=1e-5)
    assert told["pull"][-1] is None
    latents = np.frombuffer(client.get(f"/w/{key}/latents.bin").data, "<f2")
    both = torch.stack([walked.x, walked.x0]).numpy()
    assert np.array_equal(latents.reshape(both.shape), both)
    end = np.asarray(Image.open(io.BytesIO(client.get(f"/w/{key}/end.png").data)))
    assert np.array_equal(end, walked.end)


def test_sheets_hold_every_state_small_and_large(client):
    plan, _ = client.walk(**WORDS)
    walked, engine = walk(fake.engine(), Recipe(**WORDS)), fake.engine()
    key = plan["walks"][0]["key"]
    for part, side in (
        ("xt-128.jpg", 128),
        ("x0-128.webp", 128),
        ("xt.jpg", 256),
        ("x0.webp", 256),
    ):
        answer = client.get(f"/w/{key}/{part}")
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        cells = unsheet(answer.data, 29)
        assert cells[0].shape == (side, side, 3)
        states = walked.x if part.startswith("xt") else walked.x0
        for state in (0, 14, 28):
            shown = engine.preview(states[state : state + 1].float()).astype(float)
            small = cells[state][:: side // 128, :: side // 128].astype(float)
            assert np.abs(small - shown).mean() < 9


# In which order, for whom


@dataclass(frozen=True, slots=True)
class Many:
    count: int = 5

    RULES: ClassVar[dict[str, Rule]] = {"count": Integer(1, 200)}

    def __post_init__(self) -> None:
        settle(self, self.RULES)


def many(settings, params):
    return [
        Recipe(settings.prompt, seed=seed, steps=settings.steps) for seed in range(params.count)
    ]


def branches(engine, settings, params):
    plan = engine.plan(settings)
    x = plan.x
    for branch in range(params.count):
        x0 = plan.denoise(x, plan.ladder[0])
        yield Frame(branch, 0, plan.ladder[0], None, x0, number=float(branch))
    yield {"branches": params.count}


@pytest.fixture
def seeds(monkeypatch):
    """An exhibit of many walks, which measures; and has frames of its own."""
    made = Exhibit(
        slug="many",
        place=1,
        params=Many,
        walks=many,
        measure=lambda walked, _settings, _params, engine: {
            "seeds": [each.recipe.seed for each in walked],
            "steps": walked[0].recipe.steps,
            "shape": list(engine.preview(walked[0].x0[:1].float()).shape),
        },
        frames=branches,
        evaluations=lambda _settings, params: 2 * params.count,
    )
    monkeypatch.setitem(EXHIBITS, "many", made)
    return made


def order(records, flags=None):
    """Which walk advanced when: the guesses' walks in order."""
    return [
        record.walk
        for record in records
        if record.kind == Kind.GUESS and bool(record.flags & Flag.PREVIEW) == flags
    ]


@pytest.mark.usefixtures("seeds")
def test_every_walk_shows_its_noise_first_then_all_previews_then_all_walks(client):
    plan = client.plan("many", **WORDS)
    records = list(client.stream(plan["job"]))
    starts = of(records, Kind.FRAME)[:5]
    assert [(record.walk, record.state) for record in starts] == [(walk, 0) for walk in range(5)]
    assert order(records, flags=True) == [walk for walk in range(5) for _ in range(9)]
    assert order(records, flags=False) == [walk for walk in range(5) for _ in range(29)]
    kinds = [bool(r.flags & Flag.PREVIEW) for r in records if r.kind == Kind.GUESS]
    assert kinds == sorted(kinds, reverse=True)


@pytest.mark.usefixtures("seeds")
def test_what_is_measured_comes_roughly_first_and_then_exactly(client):
    rough, fine = of(list(client.stream(client.plan("many", **WORDS)["job"])), Kind.RESULT)
    assert rough.flags & Flag.PREVIEW
    assert not fine.flags & Flag.PREVIEW
    assert json_of(rough) == {"seeds": [0, 1, 2, 3, 4], "steps": 8, "shape": [128, 128, 3]}
    assert json_of(fine)["steps"] == 28
    again = of(list(client.stream(client.plan("many", **WORDS)["job"])), Kind.RESULT)
    assert [json_of(each) for each in again] == [json_of(fine)]  # from the cache


def test_walks_may_advance_side_by_side(client, seeds, monkeypatch):
    monkeypatch.setitem(EXHIBITS, "many", replace(seeds, together=True))
    records = list(client.stream(client.plan("many", **WORDS)["job"]))
    assert order(records, flags=False)[:10] == [0, 1, 2, 3, 4] * 2


@pytest.mark.usefixtures("seeds")
def test_the_walk_that_is_looked_at_comes_first(model, client):
    model.pause = 0.005
    plan = client.plan("many", {"count": 9}, "full", **WORDS)
    assert client.post(f"/jobs/{plan['job']}/focus", {"walk": 6, "state": 3}).status == 204
    walks = order(list(client.stream(plan["job"])), flags=False)
    finished = sorted(range(9), key=lambda walk: len(walks) - walks[::-1].index(walk))
    assert finished[0] == 6
    assert finished[-1] == 0


@pytest.mark.usefixtures("seeds")
def test_previews_alone_or_walks_alone_can_be_asked_for(client):
    plan = client.plan("many", {"count": 2}, "preview", **WORDS)
    assert [walk["states"] for walk in plan["walks"]] == [9, 9]
    records = list(client.stream(plan["job"]))
    assert all(r.flags & Flag.PREVIEW for r in records if r.kind in (Kind.FRAME, Kind.GUESS))
    plan = client.plan("many", {"count": 2}, "full", **WORDS)
    assert [walk["preview"] for walk in plan["walks"]] == [None, None]
    assert not order(list(client.stream(plan["job"])), flags=True)


def test_a_short_walk_needs_no_preview(client):
    plan, records = client.walk(**WORDS, steps=planner.WORTH - 1)
    assert plan["walks"][0]["preview"] is None
    assert not order(records, flags=True)


def test_a_walk_that_two_want_is_walked_once(model, client):
    model.pause = 0.005
    first, second = client.plan(**WORDS), client.plan(**WORDS)
    assert first["walks"][0]["key"] == second["walks"][0]["key"]
    heard = {}
    threads = [
        threading.Thread(target=lambda job=job: heard.update({job: list(client.stream(job))}))
        for job in (first["job"], second["job"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert model.looks == 2 * (8 + 28)
    for records in heard.values():
        assert len(of(records, Kind.GUESS)) == 9 + 29
        assert records[-1].kind == Kind.END


def test_a_walk_that_is_kept_is_not_walked_again(model, client):
    plan, _ = client.walk(**WORDS)
    looks = model.looks
    again, records = client.walk(**WORDS)
    assert again["walks"][0]["cached"]
    assert again["walks"][0]["evals"] == 0
    assert model.looks == looks
    (sheet,) = of(records, Kind.SHEET)
    assert sheet.flags & Flag.CACHED
    assert sheet.payload.decode() == plan["walks"][0]["key"]
    assert client.get(f"/w/{sheet.payload.decode()}/meta.json").json["provenance"] == "cache"


@pytest.mark.usefixtures("seeds")
def test_one_with_a_hundred_walks_keeps_nobody_waiting(model, client):
    """Both get half of the machine, so one walk is done long before a hundred are."""
    model.pause = 0.001
    greedy = client.plan("many", {"count": 100}, "full", **WORDS)
    begun = model.looks
    client.walk(prompt="a bee", detail="full")
    assert model.looks - begun < 56 * 4
    assert client.ask("DELETE", f"/jobs/{greedy['job']}").status == 204


# Leaving


def still(model, seconds=0.15):
    """How many looks come now that nobody should be waiting."""
    time.sleep(0.05)
    before = model.looks
    time.sleep(seconds)
    return model.looks - before


def test_closing_the_stream_stops_the_model_within_a_step(model, client):
    model.pause = 0.02
    records = client.stream(client.plan(**WORDS)["job"])
    for record in records:
        if record.kind == Kind.GUESS:
            break
    records.close()
    assert still(model) == 0


def test_cancelling_stops_the_model_and_twice_is_as_good_as_once(model, client):
    model.pause = 0.02
    job = client.plan(**WORDS)["job"]
    records = client.stream(job)
    next(records)
    for _ in range(3):
        assert client.ask("DELETE", f"/jobs/{job}").status == 204
    assert still(model) == 0
    assert [record.kind for record in records][-1] == Kind.END
    assert client.get(f"/jobs/{job}/stream").status == 404
    assert client.ask("DELETE", "/jobs/never").status == 204


def test_one_who_leaves_takes_nothing_from_one_who_stays(model, client):
    model.pause = 0.005
    stays, leaves = client.plan(**WORDS)["job"], client.plan(**WORDS)["job"]
    client.ask("DELETE", f"/jobs/{leaves}")
    records = list(client.stream(stays))
    assert len(of(records, Kind.GUESS)) == 9 + 29


def test_a_job_that_nobody_watches_is_dropped(model, monkeypatch):
    monkeypatch.setattr("pellucid.app.serve.state.UNOPENED", 0.1)
    model.pause = 0.02
    with fake.serving(fake.engine(model)) as url:
        job = Client(url).plan(**WORDS)["job"]
        time.sleep(0.2)
        assert still(model) == 0
        assert Client(url).get(f"/jobs/{job}/stream").status == 404


def test_a_stream_has_one_reader(model, client):
    model.pause = 0.01
    job = client.plan(**WORDS)["job"]
    records = client.stream(job)
    next(records)
    assert client.get(f"/jobs/{job}/stream").status == 404
    records.close()


@pytest.mark.training
@pytest.mark.parametrize("count", [200, pytest.param(1000, marks=pytest.mark.slow)])
def test_cancelled_jobs_leave_nothing_behind(client, model, count):
    threads = threading.active_count()
    for number in range(count):
        if number == 50:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        plan = client.plan(prompt=f"walk {number}")
        client.ask("DELETE", f"/jobs/{plan['job']}")
    assert still(model) == 0
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20 * 1024
    assert threading.active_count() <= threads + 2
    answer = client.get("/api/info")
    assert answer.status == 200


# When it is too much, or breaks


def test_a_full_queue_says_when_to_come_again(model):
    model.pause = 0.02
    with fake.serving(fake.engine(model), limits=Limits(jobs=3)) as url:
        client = Client(url)
        jobs = [client.plan(prompt=f"walk {number}")["job"] for number in range(3)]
        begun = time.perf_counter()
        answer = client.post("/api/plan", {"exhibit": "walk", "settings": {"prompt": "more"}})
        assert time.perf_counter() - begun < 1
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert set(answer.json) == {"error", "action"}
        client.ask("DELETE", f"/jobs/{jobs[0]}")
        client.plan(prompt="now")


def test_a_model_that_breaks_is_told_in_one_sentence(client, model, caplog):
    model.broken = "a secret prompt is in here"
    records = list(client.stream(client.plan(**WORDS)["job"]))
    assert [record.kind for record in records[-2:]] == [Kind.ERROR, Kind.END]
    told = json_of(records[-2])
    assert set(told) == {"error", "action"}
    assert "secret" not in str(told) + caplog.text
    model.broken = ""
    assert client.walk(**WORDS)[1][-1].kind == Kind.END


def test_an_engine_that_is_missing_is_told_in_one_sentence(capsys):
    def load():
        raise WeightsError("The weights of the denoiser are missing; install pellucid again.")

    with fake.serving(load=load) as url:
        answer = Client(url).post("/api/plan", {"exhibit": "walk"})
        assert answer.status == 500
        assert answer.json["error"].startswith("The weights of the denoiser are missing")
        assert "start pellucid again" in answer.json["action"]
    assert "pellucid: The weights of the denoiser are missing" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["latents.bin", "end.png", "x0-128.webp"])
def test_a_walk_that_lost_a_part_is_walked_again(client, part):
    plan, _ = client.walk(**WORDS)
    key = plan["walks"][0]["key"]
    (home() / "walks" / key / part).write_bytes(b"broken")
    assert client.get(f"/w/{key}/{part}").status == 404
    again, records = client.walk(**WORDS)
    assert not again["walks"][0]["cached"]
    assert records[-1].kind == Kind.END
    assert client.get(f"/w/{key}/{part}").status == 200


def test_a_walk_that_is_gone_when_it_is_measured_is_not_called_damaged(tmp_path):
    needs = [jobs.Wanted(0, "a" * 64, 3, cached=True)]
    given = EXHIBITS["walk"], Recipe(""), None, None, WalkCache(tmp_path), needs, {}
    ((record,),) = measure_units(*given)
    assert json_of(record)["error"] == "A stored walk is no longer there."


def test_two_who_ask_for_a_sheet_at_once_both_get_it(client):
    plan, _ = client.walk(**WORDS)
    key = plan["walks"][0]["key"]
    with ThreadPoolExecutor(4) as crew:
        answers = list(crew.map(lambda _: client.get(f"/w/{key}/x0.webp"), range(4)))
    assert [answer.status for answer in answers] == [200] * 4
    assert len({answer.data for answer in answers}) == 1


def test_a_walk_whose_file_was_damaged_is_walked_again(client):
    plan, _ = client.walk(**WORDS)
    key = plan["walks"][0]["key"]
    (home() / "walks" / key / "meta.json").write_bytes(b"broken")
    again, records = client.walk(**WORDS)
    assert not again["walks"][0]["cached"]
    assert of(records, Kind.SHEET)[-1].payload.decode() == key


@pytest.mark.parametrize("error", [WeightsError("The codec is damaged."), RuntimeError("No.")])
def test_an_engine_that_cannot_be_loaded_is_told_to_who_asks_and_to_who_started_it(error, capsys):
    def load():
        raise error

    with fake.serving(load=load) as url:
        fake.until(lambda: Client(url).get("/readyz").status != 503)
        answer = Client(url).get("/readyz")
    assert answer.status == 500
    assert str(error) in answer.json["error"]
    assert answer.json["action"] == "Then start pellucid again."
    assert answer.json["error"] in capsys.readouterr().err


def test_bytes_that_wait_are_counted_by_two_threads_at_once():
    before, outbox = sys.getswitchinterval(), jobs.Outbox()
    many = (Record(Kind.BEAT) for _ in range(20_000))
    filling = threading.Thread(target=lambda: [outbox.put(each) for each in many])
    sys.setswitchinterval(1e-6)
    try:
        filling.start()
        while filling.is_alive() or outbox.waiting:
            outbox.take(100)
    finally:
        sys.setswitchinterval(before)
    assert outbox.put_in == outbox.taken_out


def test_an_address_says_what_it_takes_and_an_exhibit_that_it_has_no_parameters(client):
    answer = client.get("/api/plan")
    assert (answer.status, answer.json["error"]) == (405, "This address takes POST only.")
    answer = client.post("/api/plan", {"exhibit": "walk", "params": {"speed": 3}})
    assert answer.json["error"] == "walk has no parameters; send none."


def test_silence_is_broken_by_a_sign_of_life(model, client, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT", 0.05)
    model.pause = 0.3
    records = client.stream(client.plan(**WORDS, steps=3)["job"])
    kinds = [record.kind for record in records]
    assert kinds.count(Kind.BEAT) >= 2
    assert kinds[-1] == Kind.END


def test_one_who_reads_slowly_loses_pictures_but_never_the_end(monkeypatch, client):
    monkeypatch.setattr("pellucid.app.serve.jobs.FULL", 1000)
    job = client.plan(**WORDS)["job"]
    time.sleep(1.0)
    records = list(client.stream(job))
    assert len(of(records, Kind.GUESS)) < 38
    assert len(of(records, Kind.SHEET)) == 2
    assert records[-1].kind == Kind.END


# What may be asked


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"steps": 101}, "steps"),
        ({"steps": 0}, "steps"),
        ({"steps": 28.5}, "steps"),
        ({"steps": 10**400}, "steps"),
        ({"guidance": 1e999}, "guidance"),
        ({"guidance": "5"}, "guidance"),
        ({"seed": -1}, "seed"),
        ({"seed": True}, "seed"),
        ({"prompt": "x" * 1001}, "prompt"),
        ({"prompt": "x" * 20_000}, "prompt"),
        ({"prompt": ["a"]}, "prompt"),
        ({"negative": None}, "negative"),
        ({"solver": "../x"}, "solver"),
        ({"ladder": ""}, "ladder"),
        ({"engine": "other"}, "engine"),
        ({"edits": []}, "edits"),
        ({"weights": "x"}, "weights"),
        ({"__class__": 1}, "__class__"),
    ],
    ids=str,
)
def test_what_cannot_be_walked_is_refused_by_field(strict, settings, field):
    client, model = strict
    answer = client.post("/api/plan", {"exhibit": "walk", "settings": settings})
    assert answer.status == 422
    assert set(answer.json) == {"error", "action", "field"}
    assert answer.json["field"] == field
    assert model.looks == 0


@pytest.mark.parametrize(
    "body",
    [
        *("", "[]", "nul", "{", '{"exhibit": "walk", "settings": {"guidance": NaN}}', '"walk"'),
        *('{"exhibit": 1}', '{"exhibit": "walk", "settings": []}', '{"exhibit":"walk","more":1}'),
        *('{"exhibit": "walk", "settings": {"seed": ' + "9" * 5000 + "}}", "[" * 50_000),
        *('{"exhibit": "walk", "params": {"x": 1}}', '{"exhibit": "walk", "detail": "all"}'),
    ],
)
def test_what_is_no_question_is_refused_in_one_sentence(strict, body):
    client, model = strict
    answer = client.post("/api/plan", body, {"Content-Type": "application/json"})
    assert answer.status in (400, 413, 422)
    assert {"error", "action"} <= set(answer.json)
    assert model.looks == 0


BOMBS = ("NaN", "-Infinity", "1e999", "9" * 400, "-1", "1e-9", "null", "[[]]")


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("exhibit", EXHIBITS.values(), ids=lambda exhibit: exhibit.slug)
def test_no_number_that_is_none_gets_in(strict, exhibit, bomb):
    """As a setting and as any parameter of any exhibit; in JSON that Python's writer refuses."""
    client, model = strict
    fields = [("settings", name) for name in ("seed", "steps", "width")]
    rules = exhibit.params.RULES.items()
    fields += [("params", name) for name, rule in rules if isinstance(rule, Integer | Number)]
    for place, name in fields:
        if bomb == "1e-9" and isinstance(exhibit.params.RULES.get(name), Number):
            continue  # a number like any other
        body = f'{{"exhibit": "{exhibit.slug}", "{place}": {{"{name}": {bomb}}}}}'
        answer = client.post("/api/plan", body, {"Content-Type": "application/json"})
        assert answer.status == 422, (name, answer.data)
        assert SENTENCE.fullmatch(answer.json["error"])
    assert model.looks == 0


@pytest.mark.parametrize(("letters", "status"), [(1_001, 422), (60_000, 422), (10**6, 413)])
@pytest.mark.parametrize("path", ["/api/plan", "/api/read"])
def test_a_long_prompt_is_refused_in_one_sentence(strict, path, letters, status):
    words = {"prompt": "x" * letters}
    body = words if path == "/api/read" else {"exhibit": "walk", "settings": words}
    answer = strict[0].post(path, body)
    assert answer.status == status
    assert SENTENCE.fullmatch(answer.json["error"])


def largest(exhibit):
    """An exhibit's parameters with every number as high as it may be."""
    rules = exhibit.params.RULES.items()
    return exhibit.params(**{n: rule.highest for n, rule in rules if isinstance(rule, Integer)})


@given(
    exhibit=st.sampled_from(list(EXHIBITS.values())),
    steps=st.sampled_from([1, 8, 28, 60, 100, 101, 1000]),
    solver=st.sampled_from([name for name, each in SOLVERS.items() if not each.unsure]),
    sides=st.tuples(*[st.sampled_from([0, 256, 512, 768, 776])] * 2),
    guidance=st.sampled_from([1, 5]),
    large=st.booleans(),
)
def test_all_of_a_request_is_within_the_limits_or_refused(
    exhibit, steps, solver, sides, guidance, large
):
    """Steps, pictures, size, guidance and the looks of a solver count together."""
    asked = {"steps": steps, "solver": solver, "guidance": guidance, "prompt": "a bee"}
    params = largest(exhibit) if large else exhibit.params()
    plans = planner.Planner(fake.engine(), WalkCache())
    for plan in (plans.plan, plans.frames):
        if plan == plans.frames and not exhibit.frames:
            continue
        try:
            settings = settings_of({**asked, "width": sides[0], "height": sides[1]})
            made = plan(exhibit, settings, params, *(["full"] if plan == plans.plan else []))
        except (Refusal, MendableError):
            continue
        job, walks = made if isinstance(made, tuple) else (made, [])
        assert job.total <= LIMITS.evaluations
        assert len(walks) <= LIMITS.walks
        assert settings.steps <= LIMITS.steps
        assert max(sides) <= LIMITS.side


BROKEN = "\ud800"  # half of a letter, which JSON can write and UTF-8 cannot


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"settings": {BROKEN: 1}}, "\\ud800"),
        ({"settings": {"steps": BROKEN}}, "steps"),
        ({"settings": {"guidance": BROKEN}}, "guidance"),
        ({"settings": {"seed": [BROKEN]}}, "seed"),
        ({"settings": {"prompt": BROKEN}}, "prompt"),
        ({"settings": {"engine": BROKEN}}, "engine"),
        ({"settings": {"solver": {BROKEN: BROKEN}}}, "solver"),
        ({"exhibit": "forward", "params": {BROKEN: 1}}, "params"),
        ({"exhibit": "forward", "params": {"photo": BROKEN}}, "params"),
        ({"exhibit": "forward", "params": {"levels": BROKEN}}, "params"),
        ({"exhibit": "detail", "params": {"rungs": [BROKEN, BROKEN]}}, "params"),
        ({"exhibit": BROKEN}, "exhibit"),
        ({"detail": BROKEN}, "detail"),
        ({BROKEN: 1}, None),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("path", ["/api/plan", "/api/frames"])
def test_half_a_letter_anywhere_is_refused(strict, path, body, field):
    client, model = strict
    answer = client.post(path, {"exhibit": "noise"} | body)
    assert answer.status == 422
    assert field in (None, answer.json["field"])
    assert model.looks == 0


@pytest.mark.usefixtures("seeds")
def test_parameters_are_capped_together(client):
    fits = client.post("/api/plan", {"exhibit": "many", "params": {"count": 100}})
    assert fits.status == 200
    for params, settings in (({"count": 129}, {}), ({"count": 100}, {"steps": 100})):
        body = {"exhibit": "many", "params": params, "settings": settings}
        answer = client.post("/api/plan", body)
        assert answer.status == 422
        assert "at most" in answer.json["error"]


def test_prompts_are_never_logged(client, model, capfd, caplog):
    caplog.set_level(0)
    client.walk(prompt="the secret words")
    client.post("/api/plan", {"exhibit": "walk", "settings": {"prompt": "the secret words" * 999}})
    model.broken = "oh"
    list(client.stream(client.plan(prompt="the secret words again")["job"]))
    shown = capfd.readouterr()
    assert "secret" not in shown.out + shown.err + caplog.text


@pytest.mark.parametrize("solver", ["ddpm", "heun"])
def test_an_engine_that_says_how_unsure_it_is_is_counted_to_the_end_too(solver):
    with fake.serving(tiny.pixel_engine()) as url:
        settings = {"engine": "garden-pixel", "solver": solver, "steps": 4}
        _, records = Client(url).walk(**WORDS, **settings)
    last = json_of(of(records, Kind.PROGRESS)[-1])
    assert last["done"] == last["total"]


# Frames of an exhibit's own


@pytest.mark.usefixtures("seeds")
def test_an_exhibit_may_draw_frames_of_its_own(client, model):
    answer = client.post(
        "/api/frames", {"exhibit": "many", "settings": WORDS, "params": {"count": 3}}
    )
    assert answer.json["evals"] == 6
    records = list(client.stream(answer.json["job"]))
    guesses = of(records, Kind.GUESS)
    assert [(record.walk, record.numbers[7]) for record in guesses] == [(0, 0), (1, 1), (2, 2)]
    assert json_of(of(records, Kind.RESULT)[0]) == {"branches": 3}
    assert model.looks == 6
    progress = json_of(of(records, Kind.PROGRESS)[-1])
    assert (progress["done"], progress["total"]) == (6, 6)


@pytest.mark.usefixtures("seeds")
def test_frames_are_planned_beside_the_loop_that_serves_others(client, monkeypatch):
    plain, loops = planner.Planner.frames, []

    def frames(*asked):
        loops.append(asyncio._get_running_loop())
        return plain(*asked)

    monkeypatch.setattr(planner.Planner, "frames", frames)
    assert client.post("/api/frames", {"exhibit": "many", "settings": WORDS}).status == 200
    assert loops == [None]


@pytest.mark.usefixtures("seeds")
def test_frames_are_kept_too_until_something_about_them_changes(client, model):
    ask = {"exhibit": "many", "settings": WORDS, "params": {"count": 3}}
    first = list(client.stream(client.post("/api/frames", ask).json["job"]))
    looks = model.looks
    again = list(client.stream(client.post("/api/frames", ask).json["job"]))
    assert model.looks == looks
    for kind in (Kind.GUESS, Kind.RESULT):
        old, new = of(first, kind), of(again, kind)
        assert [record.payload for record in new] == [record.payload for record in old]
        assert all(record.flags & Flag.CACHED for record in new)
    for changed in ({"params": {"count": 4}}, {"settings": WORDS | {"seed": 8}}):
        list(client.stream(client.post("/api/frames", ask | changed).json["job"]))
        assert model.looks > looks
        looks = model.looks


@pytest.mark.usefixtures("seeds")
def test_frames_stop_when_their_reader_leaves(client, model):
    model.pause = 0.02
    answer = client.post("/api/frames", {"exhibit": "many", "params": {"count": 200}})
    records = client.stream(answer.json["job"])
    next(records)
    records.close()
    assert still(model) == 0


def test_an_exhibit_without_frames_says_so(client):
    answer = client.post("/api/frames", {"exhibit": "walk"})
    assert (answer.status, answer.json["field"]) == (422, "exhibit")


def test_the_server_says_what_it_has(client):
    told = client.get("/api/info").json
    assert [exhibit["slug"] for exhibit in told["exhibits"]] == list(EXHIBITS)
    assert told["limits"]["steps"] == 100
    client.walk(**WORDS)
    assert client.get("/api/info").json["rate"] > 0
    assert client.get("/api/info").json["engines"][0]["backend"] == "closed form"
    assert client.get("/api/cache").json["walks"] == 2


def test_many_visitors_at_once_are_all_served(client):
    ends = []

    def visit(number):
        ends.append(client.walk(prompt=f"visitor {number}", steps=12)[1][-1].kind)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == [Kind.END] * 12


def test_a_machine_stops_when_it_is_told(model):
    machine = Worker({"garden": lambda: fake.engine(model)})
    machine.start()
    machine.engine("garden").result(10)
    machine.stop()
    assert not machine.thread.is_alive()


def json_of(record):
    return json.loads(record.payload)


def test_a_server_that_stops_ends_every_stream_and_says_nothing(capfd, model):
    model.pause = 0.02
    with fake.serving(fake.engine(model)) as url:
        records = Client(url).stream(Client(url).plan(**WORDS, steps=100)["job"])
        next(records)
        begun = time.perf_counter()
    assert time.perf_counter() - begun < 8
    records.close()
    shown = capfd.readouterr()
    assert shown.err == shown.out == ""


@pytest.fixture(params=[fake.engine, tiny.pixel_engine], ids=["latent", "pixel"])
def any_engine(request):
    return request.param()


@pytest.mark.training
@pytest.mark.parametrize("exhibit", EXHIBITS.values(), ids=lambda exhibit: exhibit.slug)
def test_every_exhibit_answers_with_what_it_is_given_by_default(any_engine, exhibit):
    """Its walks, what it measures of them, and its own frames; with latents and with pixels."""
    words = WORDS | {"engine": any_engine.name}
    with fake.serving(any_engine) as url:
        client = Client(url)
        plan = client.plan(exhibit.slug, detail="preview", **words, steps=16)
        records = list(client.stream(plan["job"]))
        assert not of(records, Kind.ERROR), json_of(of(records, Kind.ERROR)[0])
        assert len(of(records, Kind.SHEET)) == len(plan["walks"])
        assert bool(of(records, Kind.RESULT)) == (exhibit.measure is not None)
        if exhibit.frames is None:
            return
        photo = {"photo": keep(Image.new("RGB", (256, 256), "orange"))}
        params = photo if "photo" in exhibit.params.RULES else {}
        ask = {"exhibit": exhibit.slug, "settings": words | {"steps": 6}, "params": params}
        answer = client.post("/api/frames", ask)
        assert answer.status == 200, answer.data
        records = list(client.stream(answer.json["job"]))
        assert not of(records, Kind.ERROR), json_of(of(records, Kind.ERROR)[0])
        assert of(records, Kind.FRAME) + of(records, Kind.GUESS) + of(records, Kind.RESULT)
