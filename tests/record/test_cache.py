"""The cache of walks: what was kept comes back whole or not at all, and never beyond its limit."""

import hashlib
import json
import os
import threading
from dataclasses import replace

import fake
import numpy as np
import pytest
import torch
from watching import walk

from pellucid.app.cli import main
from pellucid.files import FOLDERS, home
from pellucid.recipe.recipe import Recipe, RecipeError
from pellucid.record.cache import SEAL, WalkCache
from pellucid.record.packing import pack, unpack

KEY = "0123456789abcdef" * 4
A = Recipe("a snail on a mushroom", seed=7, steps=4)


def kept(recipe=A):
    cache, walked = WalkCache(), walk(fake.engine(), recipe)
    cache.put(walked.key, pack(walked, {}, (128, 128)))
    return cache, walked


def test_a_walk_comes_back_as_it_was():
    cache, walked = kept()
    back = unpack(cache, walked.key)
    assert back.recipe == walked.recipe
    assert back.key == walked.key
    assert torch.equal(back.x, walked.x)
    assert torch.equal(back.x0, walked.x0)
    assert np.array_equal(back.end, walked.end)
    assert back.sigmas == walked.sigmas
    assert back.pull[:-1] == pytest.approx(walked.pull[:-1], abs=1e-6)
    assert np.isnan(back.pull[-1])


@pytest.mark.parametrize("part", ["meta.json", "latents.bin", "end.png"])
@pytest.mark.parametrize("place", [0, 100, -1, -SEAL - 1])
def test_a_flipped_byte_is_a_miss_and_the_file_is_put_aside(part, place):
    cache, walked = kept()
    path = home() / "walks" / walked.key / part
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert cache.get(walked.key, part) is None
    assert not path.exists()
    assert [each.name[-len(part) :] for each in (home() / "walks" / "damaged").iterdir()] == [part]
    assert unpack(cache, walked.key) is None
    cache.put(walked.key, pack(walked, {}, (128, 128)))
    assert unpack(cache, walked.key) is not None


def test_a_file_cut_short_is_a_miss_too():
    cache, walked = kept()
    path = home() / "walks" / walked.key / "end.png"
    for length in (0, 1, SEAL, 500):
        path.write_bytes(path.read_bytes()[:length] if path.exists() else b"")
        assert cache.get(walked.key, "end.png") is None


def test_it_forgets_what_was_not_looked_at_for_longest():
    cache = WalkCache(limit=10_000)
    keys = [f"{number:064x}" for number in range(12)]
    for age, key in enumerate(keys):
        cache.put(key, {"end.png": bytes(1000)})
        when = 1_000_000_000 + age
        os.utime(home() / "walks" / key, (when, when))
        if age == 8:
            assert cache.get(keys[0], "end.png")  # looked at, so the youngest now
    assert sum(entry.size for entry in cache.entries()) <= 10_000
    assert cache.get(keys[0], "end.png")
    assert cache.get(keys[1], "end.png") is None
    assert cache.get(keys[11], "end.png")


def test_it_holds_its_limit_whoever_filled_it_before():
    WalkCache().put(KEY, {"end.png": bytes(50_000)})
    cache = WalkCache(limit=10_000)
    cache.put("f" * 64, {"end.png": bytes(100)})
    assert [entry.key for entry in cache.entries()] == ["f" * 64]


def test_damaged_files_do_not_pile_up():
    cache = WalkCache()
    for number in range(40):
        key = f"{number:064x}"
        cache.put(key, {"end.png": b"x"})
        (home() / "walks" / key / "end.png").write_bytes(b"broken")
        assert cache.get(key, "end.png") is None
    assert len(list((home() / "walks" / "damaged").iterdir())) <= 16


def test_many_may_write_and_read_the_same_walk_at_once():
    walked = walk(fake.engine(), A)
    files = pack(walked, {}, (128, 128))
    wrong = []

    def busy():
        cache = WalkCache()
        for _ in range(20):
            cache.put(walked.key, files)
            for part, data in files.items():
                if cache.get(walked.key, part) != data:
                    wrong.append(part)

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert not list((home() / "walks").glob("damaged/*"))
    assert not list((home() / "walks").rglob("*.part"))


@pytest.mark.parametrize(
    "key",
    ["", "a" * 63, "A" * 64, "../" * 21 + "a", "a" * 63 + "/", "\uff41" * 64, "a" * 64 + "\n"],
)
def test_nothing_but_an_address_names_a_walk(key):
    cache = WalkCache()
    with pytest.raises(RecipeError):
        cache.put(key, {"end.png": b""})
    with pytest.raises(RecipeError):
        cache.put(KEY, {"../secret": b""})
    (home() / "walks").mkdir(parents=True, exist_ok=True)
    (home() / "walks" / "secret").write_bytes(b"secret" + hashlib.sha256(b"secret").digest())
    assert cache.get(key, "end.png") is cache.get(KEY, "../secret") is None


def test_a_disk_that_cannot_be_written_is_no_reason_to_stop(tmp_path):
    """The newest walks are kept in memory then, and forgotten with the program."""
    (tmp_path / "file").write_text("")
    cache = WalkCache(tmp_path / "file" / "walks")
    keys = [f"{number:064x}" for number in range(20)]
    for key in keys:
        cache.put(key, {"end.png": b"x"})
    assert cache.get(keys[-1], "end.png") == b"x"
    assert cache.get(keys[0], "end.png") is None
    assert WalkCache(tmp_path / "file" / "walks").get(keys[-1], "end.png") is None


def test_the_command_lists_checks_and_forgets(capsys):
    _, walked = kept()
    kept(replace(A, seed=8))
    main(["cache"])
    shown = capsys.readouterr().out
    assert walked.key[:12] in shown
    assert "'a snail on a mushroom', seed 7, 4 steps" in shown
    assert "2 walks" in shown
    before = [entry.key for entry in WalkCache().entries()]
    main(["cache", "ls"])
    assert [
        entry.key for entry in WalkCache().entries()
    ] == before  # to be listed is not to be seen
    capsys.readouterr()
    (home() / "walks" / walked.key / "end.png").write_bytes(b"broken")
    main(["cache", "verify"])
    shown = capsys.readouterr().out
    assert f"{walked.key[:12]}/end.png was damaged" in shown
    assert "5 files are whole, 1 was damaged" in shown
    main(["cache", "clear"])
    assert capsys.readouterr().out.startswith("Forgot ")
    main(["cache", "ls"])
    assert "0 walks" in capsys.readouterr().out
    assert "walks" in FOLDERS


def test_numbers_that_are_not_known_are_null_in_json():
    cache, walked = kept(replace(A, guidance=1.0))
    told = json.loads(cache.get(walked.key, "meta.json"))
    assert told["pull"] == [None] * 5
    assert told["states"] == len(told["sigma"]) == 5


def test_what_came_with_the_page_is_read_beside_the_cache_and_never_written(tmp_path):
    came, key = tmp_path / "came", "c" * 64
    (came / key).mkdir(parents=True)
    (came / key / "meta.json").write_bytes(b"theirs")
    (came / "secret").write_bytes(b"not for everybody")
    kept = WalkCache(tmp_path / "own", shipped=came)
    assert (kept.get(key, "meta.json"), kept.came(key)) == (b"theirs", ["meta.json"])
    for other, part in ((key, "end.png"), (key, "../secret"), ("..", "secret"), ("d" * 64, "")):
        assert kept.get(other, part) is None
    assert kept.came("..") == []
    kept.put(key, {"meta.json": b"ours"})
    assert kept.get(key, "meta.json") == b"ours"
    kept.clear()
    assert (kept.get(key, "meta.json"), kept.entries()) == (b"theirs", [])
    assert WalkCache(tmp_path / "own").get(key, "meta.json") is None
