"""Photos at home: only so many, only so large, and the one used last is the last to go."""

import io
import json

import fake
import pytest
from asking import Client
from PIL import Image

from pellucid.app.serve.records import Kind
from pellucid.exhibits import forward
from pellucid.files import home
from pellucid.recipe import store
from pellucid.recipe.pictures import PictureError
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.store import keep, recall


def photo(number: int, side: int = 64) -> Image.Image:
    return Image.effect_noise((side, side), 10 + number % 90).convert("RGB")


def held() -> int:
    return sum(path.stat().st_size for path in (home() / "pictures").iterdir())


def kept(addresses) -> list[bool]:
    shelf = {path.stem for path in (home() / "pictures").iterdir()}
    return [address in shelf for address in addresses]


def test_only_so_many_photos_are_kept(monkeypatch):
    monkeypatch.setattr(store, "PHOTOS", 4)
    addresses = [keep(photo(n)) for n in range(7)]
    assert kept(addresses) == [False] * 3 + [True] * 4


def test_only_so_many_bytes_are_kept(monkeypatch):
    monkeypatch.setattr(store, "BYTES", 60_000)
    addresses = [keep(photo(n)) for n in range(12)]
    assert 40_000 < held() <= 60_000
    assert kept(addresses) == sorted(kept(addresses))  # the first went first


def test_a_photo_that_was_used_stays_longer(monkeypatch):
    monkeypatch.setattr(store, "PHOTOS", 3)
    pictures = [photo(n) for n in range(4)]
    first, second, third = (keep(each) for each in pictures[:3])
    recall(first)  # looked at
    keep(pictures[1])  # and sent once more
    fourth = keep(pictures[3])
    assert kept([first, second, third, fourth]) == [True, True, False, True]


def test_the_newest_photo_stays_however_large_it_is(monkeypatch):
    monkeypatch.setattr(store, "BYTES", 10)
    assert kept([keep(photo(n, side=128)) for n in range(3)]) == [False, False, True]


def test_whatever_else_lies_there_is_left_alone(monkeypatch):
    monkeypatch.setattr(store, "PHOTOS", 1)
    keep(photo(0))
    (home() / "pictures" / "notes.txt").write_text("mine")
    keep(photo(1))
    assert (home() / "pictures" / "notes.txt").read_text() == "mine"


def test_a_walk_that_needs_a_photo_that_is_gone_asks_for_it_in_one_sentence(monkeypatch):
    monkeypatch.setattr(store, "PHOTOS", 2)
    with fake.serving() as url:
        client = Client(url)
        png = {"Content-Type": "image/png"}
        gone, *_ = [
            client.post("/api/photo", encoded(photo(n)), png).json["photo"] for n in range(3)
        ]
        for route in ("plan", "frames"):
            body = {"exhibit": "forward", "settings": {"steps": 6}, "params": {"photo": gone}}
            records = list(client.stream(client.post(f"/api/{route}", body).json["job"]))
            assert [record.kind for record in records][-2:] == [Kind.ERROR, Kind.END]
            told = json.loads(records[-2].payload)
            assert "choose it again" in told["error"]
            assert told["error"].replace("... ", "").count(". ") == 0
            assert told["action"] == ""


def test_a_photo_that_is_damaged_is_mended_by_giving_it_again():
    picture = photo(3)
    address = keep(picture)
    file = home() / "pictures" / f"{address}.png"
    for damage in (file.read_bytes()[:99], encoded(photo(4))):
        file.write_bytes(damage)
        with pytest.raises(PictureError, match="is damaged; give it again"):
            recall(address)
        assert keep(picture) == address
        assert recall(address).tobytes() == picture.tobytes()


def test_a_photo_that_is_gone_is_mendable():
    with pytest.raises(PictureError, match="not kept here"):
        next(forward.frames(fake.engine(), Recipe("a bee"), forward.Params("a" * 64)))


def encoded(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
