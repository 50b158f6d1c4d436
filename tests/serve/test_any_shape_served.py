"""The server tells the page the shape of what an engine draws; every route works for any shape."""

import io
from dataclasses import asdict, replace

import fake
import numpy as np
import other
import pytest
from asking import Client
from PIL import Image
from watching import walk

from pellucid.app.serve.limits import LIMITS
from pellucid.app.serve.records import Kind
from pellucid.recipe.pictures import Sent, read_recipe
from pellucid.recipe.recipe import fill
from pellucid.recipe.store import recall
from pellucid.record.sprites import unsheet

pytestmark = pytest.mark.usefixtures("other_kind")
WORDS = {"prompt": "a snail on a mushroom", "seed": 7, "steps": 6, "engine": "other"}
WIDTH, HEIGHT = other.CANVAS.width, other.CANVAS.height


@pytest.fixture(scope="module")
def client(other_client):
    return other_client


@pytest.fixture(scope="module")
def walked(client):
    plan, records = client.walk(**WORDS)
    return plan["walks"][0], records


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_the_server_tells_the_shape_of_an_engine(client, walked):  # noqa: ARG001
    (engine,) = client.get("/api/info").json["engines"]
    assert (engine["width"], engine["height"], engine["shrink"]) == (WIDTH, HEIGHT, 6)
    assert engine["latent"] == [16, 12, 20]


def test_what_is_left_open_is_the_engines_usual(client, other_kind):
    (engine,) = client.get("/api/info").json["engines"]
    assert engine["usual"] == asdict(other_kind.usual)
    recipe = client.plan(prompt="a snail", engine="other")["walks"][0]["recipe"]
    assert asdict(other_kind.usual).items() <= recipe.items()


def test_a_plan_tells_the_shape_of_its_walks_before_they_are_walked(client, walked):
    told, _ = walked
    assert (told["width"], told["height"], told["latent"]) == (WIDTH, HEIGHT, [16, 12, 20])
    large = client.plan(**WORDS | {"width": 240, "steps": 7})["walks"][0]
    assert (large["width"], large["height"], large["latent"]) == (240, HEIGHT, [16, 12, 40])
    assert large["evals"] == 7 * 2 * 3


def test_a_walk_tells_its_sizes_and_its_numbers_are_those_of_the_engine(client, walked):
    key, once = walked[0]["key"], walk(other.engine(), fill(WORDS))
    told = client.get(f"/w/{key}/meta.json").json
    assert (told["cell"], told["height"]) == (WIDTH, HEIGHT)
    assert (told["preview"], told["preview_height"]) == (40, 24)
    latents = np.frombuffer(client.get(f"/w/{key}/latents.bin").data, "<f2")
    states = latents.reshape(2, told["states"], *told["latent"])
    assert np.array_equal(states[1], once.x0.numpy())
    assert np.array_equal(np.asarray(opened(client.get(f"/w/{key}/end.png").data)), once.end)


def test_frames_and_sheets_have_the_engines_shape(client, walked):
    told, records = walked
    frames = [record for record in records if record.kind in (Kind.FRAME, Kind.GUESS)]
    assert {opened(record.payload).size for record in frames} == {(40, 24)}
    for part, size in (
        ("xt-128.jpg", (24, 40)),
        ("x0-128.webp", (24, 40)),
        ("xt.jpg", (HEIGHT, WIDTH)),
        ("x0.webp", (HEIGHT, WIDTH)),
        ("rewind.jpg", (24, 40)),
    ):
        cells = unsheet(client.get(f"/w/{told['key']}/{part}").data, 7)
        assert {cell.shape[:2] for cell in cells} == {size}


@pytest.mark.parametrize("suffix", ["webp", "gif"])
def test_a_film_has_the_engines_shape(client, walked, suffix):
    film = opened(client.get(f"/w/{walked[0]['key']}/film.{suffix}").data)
    assert (film.size, film.n_frames) == ((WIDTH, HEIGHT), 7)


def test_every_cell_and_channel_can_be_poked_and_no_other(client, walked):
    asked = {"key": walked[0]["key"], "state": 6, "cell": [11, 19], "channel": 15, "amount": 2.0}
    poked = np.asarray(opened(client.post("/api/poke", asked).data))
    gap = np.abs(poked.astype(int) - walk(other.engine(), fill(WORDS)).end).max(-1)
    assert gap[-6:, -6:].max() > 3
    assert gap[:-6].max() <= 1
    answer = client.post("/api/poke", asked | {"cell": [12, 0]})
    assert "7 states of 16 channels and 12 x 20 cells" in answer.json["error"]


def test_a_prompt_is_read_though_it_has_no_vector_of_the_whole(client):
    told = client.post("/api/read", {"prompt": "a snail on a mushroom", "engine": "other"}).json
    assert [piece["text"] for piece in told["pieces"]] == ["a", "snail", "on", "a", "mushroom"]
    assert len(told["nearest"]) == 5
    scores = [each["score"] for each in told["nearest"]]
    assert scores == sorted(scores, reverse=True)


def test_a_photo_is_kept_whole_and_a_recipe_is_restored_with_its_size(client):
    file = io.BytesIO()
    Image.effect_noise((300, 200), 50).convert("RGB").save(file, "PNG")
    heads = {"Content-Type": "image/png"}
    kept = client.post("/api/photo", file.getvalue(), heads).json["photo"]
    plan, _ = client.walk(**WORDS | {"width": 126, "steps": 2})
    end = client.get(f"/w/{plan['walks'][0]['key']}/end.png").data
    assert opened(end).size == (126, HEIGHT)
    assert client.post("/api/restore", end, heads).json["recipe"]["width"] == 126
    assert read_recipe(Sent(end)).width == 126
    assert recall(kept).size == (300, 200)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"width": 125}, "a multiple of 6"),
        ({"width": 60}, "from 120 to 480"),
        ({"height": 774}, "the page draws at most 768"),
        ({"height": "72"}, "whole number"),
        ({"width": 480, "height": 288, "steps": 100}, "looks of the network"),
    ],
    ids=str,
)
def test_a_size_that_cannot_be_drawn_here_is_refused_in_one_sentence(client, asked, says):
    body = {"exhibit": "walk", "settings": WORDS | asked}
    answer = client.post("/api/plan", body)
    assert answer.status == 422
    assert says in answer.json["error"]


def test_an_exhibits_own_frames_are_counted_window_by_window():
    limits = replace(LIMITS, evaluations=700)
    with fake.serving(other.engine(), limits) as url:
        client = Client(url)
        body = {"exhibit": "why", "settings": WORDS, "params": {"count": 64}}
        assert client.post("/api/frames", body).json["evals"] == 64 * 8 + 1 + 1
        wide = body | {"settings": WORDS | {"width": 240}}
        assert "looks of the network" in client.post("/api/frames", wide).json["error"]
