"""Every exhibit answers for an engine of any shape: its walks, its numbers, its own frames."""

import json

import fake
import numpy as np
import other
import pytest
from asking import Client
from PIL import Image
from watching import walk

from pellucid.app.serve.records import Kind
from pellucid.exhibits import EXHIBITS, latent
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.store import keep
from pellucid.record.sprites import unsheet

pytestmark = pytest.mark.usefixtures("other_kind")
WORDS = {"prompt": "a snail on a mushroom", "seed": 7, "steps": 6, "engine": "other"}
SIZES = {"own": {}, "wide": {"width": 126, "height": 84}}


def payloads(records, kind):
    found = [record.payload for record in records if record.kind == kind]
    return found if kind != Kind.RESULT else [json.loads(each) for each in found]


def answered(client, job):
    records = list(client.stream(job))
    assert not payloads(records, Kind.ERROR)
    return records


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("exhibit", EXHIBITS.values(), ids=lambda exhibit: exhibit.slug)
def test_every_exhibit_answers_for_an_engine_of_another_shape(exhibit, size):
    rng = np.random.default_rng(0)
    photo = keep(Image.fromarray(rng.integers(0, 256, (300, 200, 3), dtype=np.uint8)))
    asks = [{}, *([{"photo": photo}] if "photo" in exhibit.params.RULES else [])]
    with fake.serving(other.engine()) as url:
        client = Client(url)
        for params in asks:
            plan = client.plan(exhibit.slug, params, detail="preview", **WORDS, **size)
            records = answered(client, plan["job"])
            assert len(payloads(records, Kind.SHEET)) == len(plan["walks"])
            assert bool(payloads(records, Kind.RESULT)) == (exhibit.measure is not None)
        for part in exhibit.sheets:
            key = client.plan(exhibit.slug, **WORDS, **size)["walks"][0]["key"]
            rows = size.get("height", other.CANVAS.height) // other.CANVAS.shrink
            cells = unsheet(client.get(f"/w/{key}/{part}").data, 7)
            assert cells[0].shape[0] == 2 * rows
        if exhibit.frames is not None:
            body = {"exhibit": exhibit.slug, "settings": WORDS | size, "params": asks[-1]}
            answer = client.post("/api/frames", body)
            assert answer.status == 200, answer.data
            records = answered(client, answer.json["job"])
            assert [each for each in records if each.kind in (Kind.FRAME, Kind.GUESS, Kind.RESULT)]


@pytest.mark.parametrize("exhibit", EXHIBITS.values(), ids=lambda exhibit: exhibit.slug)
def test_every_exhibit_walks_as_the_engine_usually_does(other_client, exhibit):
    """Where only the words are given; an exhibit may replace what it is about."""
    words = {"prompt": "a snail on a mushroom", "engine": "other"}
    plan = other_client.plan(exhibit.slug, detail="preview", **words)
    solvers = {walk["recipe"]["solver"] for walk in plan["walks"]}
    assert not plan["walks"] or other.KIND.usual.solver in solvers
    assert len(payloads(answered(other_client, plan["job"]), Kind.SHEET)) == len(plan["walks"])


@pytest.mark.parametrize("kind", ["mean", "branch", "timeline"])
def test_every_way_of_not_walking_has_any_shape(kind):
    with fake.serving(other.engine()) as url:
        client = Client(url)
        params = {"kind": kind, "count": 3, "state": 2}
        body = {"exhibit": "why", "settings": WORDS, "params": params}
        records = answered(client, client.post("/api/frames", body).json["job"])
        assert payloads(records, Kind.RESULT)


def test_the_curves_of_guidance_and_all_clocks_have_any_shape():
    with fake.serving(other.engine()) as url:
        client = Client(url)
        plan = client.plan("guidance", {"part": "curves"}, **WORDS)
        *_, told = payloads(answered(client, plan["job"]), Kind.RESULT)
        assert len(told["rows"]) == 8
        photo = keep(Image.new("RGB", (50, 200), "orange"))
        body = {"exhibit": "forward", "settings": WORDS}
        job = client.post("/api/frames", body | {"params": {"photo": photo, "clocks": "time"}})
        assert len(payloads(answered(client, job.json["job"]), Kind.FRAME)) == 5 * 29


def test_sixteen_numbers_are_turned_into_three_colours_and_nothing_is_lost_of_a_world_of_three():
    engine = other.engine()
    made = latent.measure([walk(engine, Recipe(**WORDS))], None, None, engine)
    assert (made["shape"], made["pixels"], made["shrink"]) == ([16, 12, 20], [72, 120, 3], 6)
    assert "training" not in made["bases"]
    assert made["bases"]["picture"]["kept"] > 0.9
    assert np.shape(made["bases"]["picture"]["axes"]) == (3, 16)
