"""What comes with the page is told without a look of the network; what needs one is walked here."""

import io
import json
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

import fake
import numpy as np
import pytest
from asking import Client
from PIL import Image

import pellucid
from derive.serve import served
from derive.walks import MOST
from pellucid.app.answers import Asked, answered, write
from pellucid.app.page import WEB
from pellucid.app.serve.records import Flag, Kind, split
from pellucid.app.server import build
from pellucid.engine.shelf import Shelf
from pellucid.exhibits import EXHIBITS
from pellucid.recipe.pictures import Sent, open_picture
from pellucid.recipe.recipe import from_json
from pellucid.recipe.store import keep
from pellucid.record.cache import SHIPPED, WalkCache
from pellucid.record.walks import address, nameless

NEAR = 6  # of 255: what rounding elsewhere and two lossy files may differ
OWN = {"prompt": EXHIBITS["walk"].prompt, "seed": EXHIBITS["walk"].seed}
QUESTIONS = (
    {"route": "plan", "exhibit": "walk", "settings": OWN, "params": {}},
    {"route": "plan", "exhibit": "seeds", "settings": OWN | {"steps": 8}, "params": {}},
    {"route": "frames", "exhibit": "noise", "settings": OWN, "params": {"count": 3}},
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """What comes with a page of the fake engine, drawn by a backend of another name."""
    folder = tmp_path_factory.mktemp("shelf")
    there = replace(fake.engine(), backend="elsewhere")
    app = build({"garden": lambda: there}, cache=WalkCache(folder / "cache"))
    with served(app) as url:
        Client(url).walk(steps=1)  # the engine is loaded
        asked = Asked({json.dumps(each) for each in QUESTIONS}, set())
        write(app.state.server, folder / "walks", asked)
    return folder / "walks"


@pytest.fixture
def serving(shelf, tmp_path):
    """Serve a page with these walks and a model."""

    def at(model):
        cache = WalkCache(tmp_path, shipped=shelf)
        return served(build({"garden": lambda: fake.engine(model)}, cache=cache))

    return at


def test_what_came_with_the_page_is_told_without_asking_the_model(serving):
    with serving(fake.FakeModel(broken="It was asked.")) as url:
        client = Client(url)
        plan, records = client.walk(**OWN)
        (walk,) = plan["walks"]
        assert (walk["cached"], walk["evals"], plan["eta_s"]) == (True, 0, 0)
        assert walk["shipped"] == ["end.webp", "meta.json", "x0-128.webp"]
        assert [record.kind for record in records] == [Kind.SHEET, Kind.RESULT, Kind.END]
        assert json.loads(records[1].payload)["states"] == walk["states"] == 29
        told = client.get(f"/w/{walk['key']}/meta.json").json
        assert (told["provenance"], told["key"]) == ("shipped", walk["key"])
        assert told["recipe"]["backend"] == "elsewhere"
        assert Image.open(io.BytesIO(client.get(f"/w/{walk['key']}/end.webp").data)).width == 256
        asked = {"exhibit": "noise", "settings": OWN, "params": {"count": 3}}
        begun = client.post("/api/frames", asked).json
        kinds = [record.kind for record in client.stream(begun["job"])]
        assert (kinds, begun["evals"]) == ([Kind.FRAME] * 3 + [Kind.END], 0)


@pytest.mark.parametrize("detail", ["preview", "full", "both"])
def test_walks_in_full_serve_whatever_detail_is_wanted(serving, detail):
    with serving(fake.FakeModel(broken="It was asked.")) as url:
        plan = Client(url).plan("seeds", detail=detail, **OWN, steps=8)
        records = list(Client(url).stream(plan["job"]))
    assert [walk["recipe"]["seed"] for walk in plan["walks"]] == list(range(11, 19))
    assert {walk["preview"] for walk in plan["walks"]} == {None}
    sheets = [record.walk for record in records if record.kind == Kind.SHEET]
    assert sheets == list(range(8))
    assert all(record.flags & Flag.CACHED for record in records[:-1])


def test_what_is_told_is_what_this_machine_would_tell(serving):
    """But for who drew it; and nothing else that is asked is answered with it."""
    with serving(fake.FakeModel()) as url, fake.serving() as live:
        ours, records = Client(url).walk(**OWN)
        theirs, others = Client(live).walk(**OWN)
        odd = {"key", "cached", "shipped", "evals", "preview", "recipe"}
        one, other = ours["walks"][0], theirs["walks"][0]
        assert {name: one[name] for name in one if name not in odd} == {
            name: other[name] for name in other if name not in odd
        }
        fine = [each.payload for each in others if each.kind == Kind.RESULT and not each.flags]
        assert [each.payload for each in records if each.kind == Kind.RESULT] == fine
        for change in ({"seed": 12}, {"guidance": 4.0}, {"prompt": "a bee"}, {"steps": 27}):
            (walk,) = Client(url).plan(**OWN | change)["walks"]
            assert (walk["cached"], walk["shipped"]) == (False, [])


def test_other_weights_find_nothing(shelf, tmp_path):
    cache = WalkCache(tmp_path, shipped=shelf)
    others = replace(fake.engine(), weights="other")
    with served(build({"garden": lambda: others}, cache=cache)) as url:
        assert Client(url).plan(**OWN)["walks"][0]["cached"] is False


def test_what_needs_latents_is_walked_here_when_it_is_asked_for(serving):
    model = fake.FakeModel()
    with serving(model) as url:
        client = Client(url)
        (walk,) = client.plan(**OWN)["walks"]
        key = walk["key"]
        assert client.get(f"/w/{key}/x0-128.webp").status == 200
        assert model.looks == 0
        poke = {"key": key, "state": 3, "cell": [1, 2], "channel": 0, "amount": 2.0}
        assert client.post("/api/poke", poke).status == 200
        assert model.looks == 56  # once with the words and once without, at every step
        for part in ("latents.bin", "end.png", "xt-128.jpg", "x0.webp", "rewind.jpg", "film.gif"):
            assert client.get(f"/w/{key}/{part}").status == 200, part
        assert model.looks == 56
        assert client.get(f"/w/{'0' * 64}/end.webp").status == 404


# What is shipped


def walks():
    """The recipe of every walk that comes with this package."""
    for file in sorted(SHIPPED.glob("*/meta.json")):
        yield file.parent, json.loads(file.read_text("utf-8"))


def test_the_walks_that_come_with_the_page_are_the_shipped_engines():
    """Run `make derived ONLY=walks` when the weights have changed, or a chapter's own words."""
    stamp = Shelf().stamp("garden", "denoiser", "codec")
    for folder, told in walks():
        recipe = from_json(json.dumps(told["recipe"]))
        assert recipe.weights == stamp
        assert folder.name == told["key"] == address(nameless(recipe))
        for part, pictures in (("x0-128.webp", told["states"]), ("xt-128.jpg", told["states"])):
            if (folder / part).exists():
                with Image.open(folder / part) as sheet:
                    rows = -(-pictures // told["columns"])
                    assert sheet.height * told["columns"] == sheet.width * rows
    shown = {json.loads(file.read_text("utf-8"))["exhibit"] for file in asked()}
    assert set(EXHIBITS) <= shown
    poster = json.loads((WEB / "poster" / "walk.json").read_text("utf-8"))
    assert {name: poster["recipe"][name] for name in OWN} == OWN
    assert (SHIPPED / poster["key"] / "xt-128.jpg").exists()
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*.*")) <= MOST


@pytest.mark.training
def test_the_page_s_own_walk_is_what_the_shipped_engine_draws():
    redrawn([file for file in asked() if own_walk(json.loads(file.read_text("utf-8")))])


@pytest.mark.slow
def test_all_that_comes_with_the_page_is_what_the_shipped_engine_draws():
    redrawn(asked())


def own_walk(question):
    wanted = OWN | {"steps": 28}
    told = {name: question["settings"][name] for name in wanted}
    return question["exhibit"] == "walk" and told == wanted


def asked():
    return sorted(SHIPPED.glob("*/question.json"))


def redrawn(files):
    """Answer questions again with the real engine, and compare pictures and numbers."""
    assert files
    sent = (*SHIPPED.glob("*/end.png"), *SHIPPED.glob("*/mask.png"), *WEB.glob("photos/*.webp"))
    for file in sent:
        keep(open_picture(Sent(file.read_bytes())))  # the page sends them
    backend = "openvino-f32" if find_spec("openvino") else "torch"  # in bfloat16 some walks stray
    precise = partial(pellucid.load, backend=backend)
    app = build({"garden": precise})
    with served(app) as url:
        Client(url).walk(prompt="", steps=1)  # the engine is loaded
        for file in files:
            key, told, recipes = answered(app.state.server, file.read_text("utf-8"))
            assert key == file.parent.name
            ours = (file.parent / "frames.bin").read_bytes()
            for (one, _), (other, _) in zip(split(told)[0], split(ours)[0], strict=True):
                assert (one.kind, one.walk, one.state) == (other.kind, other.walk, other.state)
                alike(one, other)
            for recipe in recipes:
                folder = SHIPPED / address(nameless(recipe))
                for part, own in (("end.webp", "end.png"), ("x0-128.webp", "x0-128.webp")):
                    drawn = app.state.server.cache.get(address(recipe), own)
                    assert apart(drawn, (folder / part).read_bytes()) < NEAR, (recipe, part)


def alike(one, other):
    if one.kind == Kind.RESULT:
        near(json.loads(one.payload), json.loads(other.payload))
    else:
        assert apart(one.payload, other.payload) < NEAR


def near(one, other):
    """Numbers are as near as other machines round; the strongest state may be its neighbour."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        one, other = list(one.values()), list(other.values())
    if isinstance(one, list):
        assert len(one) == len(other)
        for first, second in zip(one, other, strict=True):
            near(first, second)
    elif isinstance(one, int | float) and not isinstance(one, bool):
        assert one == pytest.approx(other, rel=0.1, abs=1 if isinstance(one, int) else 0.05)
    else:
        assert one == other


def apart(one, other):
    """The mean difference of two pictures, of 255."""
    first, second = (
        np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), float) for data in (one, other)
    )
    return np.abs(first - second).mean()
