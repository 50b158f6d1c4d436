"""What /openapi.json says is so: programs are written by it."""

import fake
import pytest
from asking import Client

from pellucid.app.serve import schemas
from pellucid.app.serve.shares import VISITOR
from pellucid.exhibits import EXHIBITS

WORDS = {"prompt": "a snail on a mushroom", "steps": 3}


@pytest.fixture(scope="module")
def client():
    with fake.serving() as url:
        fake.until(lambda: Client(url).get("/readyz").status == 200)
        yield Client(url, (("Cookie", f"{VISITOR}=a"),))


@pytest.fixture(scope="module")
def paths(client):
    return client.get("/openapi.json").json["paths"]


def test_every_answer_is_described_by_its_status_and_what_is_in_it(paths):
    for path, methods in paths.items():
        for method, told in methods.items():
            answers = told["responses"]
            assert {"401", "403", "500", "503"} <= set(answers), path
            assert "requestBody" not in told or {"408", "413", "415", "422"} <= set(answers), path
            assert "{" not in path or method == "delete" or "404" in answers, path
            for status, answer in answers.items():
                assert status == "204" or all(
                    each["schema"] for each in answer["content"].values()
                ), (path, status)


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/api/info", schemas.Info),
        ("/api/cache", schemas.Stored),
        ("/healthz", schemas.Alive),
        ("/readyz", schemas.Ready),
        ("/jobs/x/stream", schemas.Problem),
        ("/nowhere", schemas.Problem),
    ],
)
def test_what_comes_is_what_is_described(client, path, model):
    model.model_validate_json(client.get(path).data, strict=True)


def test_plans_and_readings_are_what_is_described(client):
    plan = client.post("/api/plan", {"exhibit": "walk", "settings": WORDS})
    schemas.Planned.model_validate_json(plan.data)
    frames = client.post("/api/frames", {"exhibit": "noise", "settings": WORDS})
    schemas.Begun.model_validate_json(frames.data)
    schemas.PromptRead.model_validate_json(client.post("/api/read", {"prompt": "a bee"}).data)
    wrong = client.post("/api/plan", {"exhibit": "walk", "settings": {"steps": 0}})
    schemas.Problem.model_validate_json(wrong.data)


def test_what_each_exhibit_may_be_given_is_described(client):
    told = client.get("/openapi.json").json["components"]["schemas"]
    kinds = {each["properties"]["exhibit"]["const"]: each for each in told["PlanRequest"]["oneOf"]}
    assert list(kinds) == list(EXHIBITS)
    for slug, exhibit in EXHIBITS.items():
        params = kinds[slug]["properties"]["params"]["properties"]
        assert set(params) == set(exhibit.params.RULES)
        assert all("type" in each for each in params.values()), slug
    with_frames = [slug for slug, each in EXHIBITS.items() if each.frames]
    assert told["FramesRequest"]["properties"]["exhibit"]["enum"] == with_frames


@pytest.mark.parametrize("whole", [8.0, 8])
def test_a_whole_number_may_be_written_with_a_point(client, whole):
    """To JSON they are the same number."""
    plan = client.plan(prompt="a bee", steps=whole)
    assert plan["walks"][0]["recipe"]["steps"] == 8
    assert isinstance(plan["walks"][0]["recipe"]["steps"], int)


def test_an_address_says_in_a_header_what_it_takes(client, paths):
    for path, methods in paths.items():
        at = path.format(key="a" * 64, part="end.png", job_id="x")
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            if method.lower() not in methods:
                answer = client.ask(method, at)
                assert answer.status == 405, (method, path)
                allowed = set(answer.headers["allow"].split(", "))
                assert allowed - {"HEAD"} == {each.upper() for each in methods}
                assert ("HEAD" in allowed) == ("get" in methods and "stream" not in path)


def test_the_head_of_a_page_is_sent_without_its_body(client):
    plan, _ = client.walk(**WORDS)
    walk = f"/w/{plan['walks'][0]['key']}"
    parts = [f"{walk}/{part}" for part in ("end.png", "meta.json", "xt.jpg", "film.gif")]
    for path in ("/", "/healthz", "/api/info", "/docs", "/web/main.js", "/nowhere", *parts):
        full, head = client.get(path), client.ask("HEAD", path)
        assert head.data == b""
        assert (head.status, head.headers) == (full.status, full.headers)


def test_a_stream_is_not_used_up_by_asking_for_its_head(client):
    job = client.plan(**WORDS)["job"]
    assert client.ask("HEAD", f"/jobs/{job}/stream").status == 405
    assert list(client.stream(job))
