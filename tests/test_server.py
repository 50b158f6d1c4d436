"""The page's server: what is asked is answered, in the right order, and nothing is done in vain."""

import io

import fake
import numpy as np
import pytest
import torch
from asking import Client
from PIL import Image

from pellucid.app.serve.wire import Flag, Kind
from pellucid.studio.recipe import Recipe
from pellucid.studio.sheets import unsheet
from pellucid.studio.walks import walk

WORDS = {"prompt": "a snail on a mushroom", "seed": 7}


@pytest.fixture
def model():
    return fake.FakeModel()


@pytest.fixture
def client(model):
    with fake.serving(fake.engine(model)) as url:
        yield Client(url)


def of(records, kind, **wanted):
    return [
        record
        for record in records
        if record.kind == kind and all(getattr(record, k) == v for k, v in wanted.items())
    ]


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
        assert "immutable" in answer.headers["cache-control"]
        cells = unsheet(answer.data, 29)
        assert cells[0].shape == (side, side, 3)
        states = walked.x if part.startswith("xt") else walked.x0
        for state in (0, 14, 28):
            shown = engine.preview(states[state : state + 1].float()).astype(float)
            small = cells[state][:: side // 128, :: side // 128].astype(float)
            assert np.abs(small - shown).mean() < 9
