"""The store of latents: whole shards, made once, visited evenly."""

import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from pellucid.denoise import Cond
from pellucid.files import TargetError
from pellucid.learn import latents
from pellucid.learn.latents import StoreError, fill, open_latents, shard_path

SHARD = 16


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch):
    monkeypatch.setattr(latents, "SHARD", SHARD)


@dataclass(frozen=True)
class Greys:
    """Pictures of one grey, with captions of as many words as their number says."""

    first: int = 0
    asked: list = field(default_factory=list)
    name: str = "greys"

    def scene(self, _, index):
        self.asked.append(index)
        return Grey(self.first + index)


@dataclass(frozen=True)
class Grey:
    number: int

    def picture(self):
        return np.full((32, 32, 3), self.number, np.uint8)

    def caption(self, variant):
        return f"{self.number} {variant}"


def encode(pictures):
    return torch.nn.functional.avg_pool2d(pictures, 8)[:, :1].repeat(1, 4, 1, 1)


def read(captions):
    """Each caption as (scene, variant) vectors, three to seven of them, padded to nine."""
    tokens, mask = torch.zeros(len(captions), 9, 6), torch.zeros(len(captions), 9, dtype=torch.bool)
    for row, caption in enumerate(captions):
        if caption:
            index, variant = map(int, caption.split())
            tokens[row, : 3 + index % 5] = torch.tensor([index, variant, 1, 2, 3, 4.0])
            mask[row, : 3 + index % 5] = True
        else:
            mask[row, :2] = True
    return Cond(tokens, mask, tokens.sum(1))


def store(folder, shards=2, seed=0):
    fill(folder, range(shards), Greys(), 0, encode, read)
    return open_latents([folder], read([""]), seed)


def grey(x0):
    """Which scene a latent came from."""
    return ((x0[:, 0, 0, 0] + 1) * 127.5).round().int().tolist()


def test_each_epoch_visits_every_scene_once_in_its_own_order(tmp_path):
    made = store(tmp_path)
    epochs = [
        [
            index
            for start in range(0, 32, 8)
            for index in grey(made(range(e + start, e + start + 8)).x0)
        ]
        for e in (0, 32, 64)
    ]
    assert all(sorted(epoch) == list(range(32)) for epoch in epochs)
    assert all(one != other for one, other in pairwise(epochs))
    assert grey(store(tmp_path, seed=1)(range(32)).x0) != epochs[0]


def test_a_sample_is_the_same_however_samples_are_shared(tmp_path):
    made = store(tmp_path)
    whole = made(range(40, 56))
    halves = [made(range(40, 48)), made(range(48, 56))]
    for name in ("x0", "noise", "sigma"):
        joined = torch.cat([getattr(half, name) for half in halves])
        assert torch.equal(getattr(whole, name), joined)
    assert torch.equal(whole.cond.pooled, torch.cat([half.cond.pooled for half in halves]))
    for row in range(16):
        half = halves[row // 8].cond
        own = half.tokens[row % 8][half.mask[row % 8]]
        assert torch.equal(whole.cond.tokens[row][whole.cond.mask[row]], own)


def test_words_belong_to_their_picture_and_padding_is_masked(tmp_path):
    batch = store(tmp_path)(range(32))
    kept = 0
    for index, tokens, mask in zip(grey(batch.x0), batch.cond.tokens, batch.cond.mask, strict=True):
        if tokens[0].any():
            kept += 1
            assert tokens[mask][:, 0].tolist() == [index] * (3 + index % 5)
        assert not tokens[~mask].any()
    assert kept > 20


def test_a_tenth_of_captions_is_left_out_and_both_variants_come(tmp_path):
    made = store(tmp_path)
    pooled = torch.cat([made(range(s, s + 64)).cond.pooled for s in range(0, 6400, 64)])
    dropped = (pooled == 0).all(1)
    assert dropped.double().mean().item() == pytest.approx(0.1, abs=0.015)
    words = pooled[~dropped]
    second = (words[:, 1] > 0).double().mean().item()
    assert second == pytest.approx(0.5, abs=0.03)


def test_noise_levels_are_logit_normal_and_reach_where_light_is_decided(tmp_path):
    made = store(tmp_path)
    sigma = torch.cat([made(range(s, s + 64)).sigma for s in range(0, 6400, 64)]).log()
    assert sigma.mean().item() == pytest.approx(0.7, abs=0.07)
    assert sigma.std().item() == pytest.approx(1.5, abs=0.05)
    assert (sigma > math.log(10)).double().mean().item() == pytest.approx(1 / 7, abs=0.02)


@pytest.mark.training
def test_an_interrupted_store_goes_on_and_keeps_what_it_has(tmp_path):
    source = Greys()

    def stopping(pictures):
        if len(source.asked) > SHARD:
            raise KeyboardInterrupt
        return encode(pictures)

    with pytest.raises(KeyboardInterrupt):  # in the second shard
        fill(tmp_path, range(2), source, 0, stopping, read)
    assert [path.name for path in tmp_path.iterdir()] == [shard_path(tmp_path, 0).name]
    source.asked.clear()
    fill(tmp_path, range(2), source, 0, encode, read)
    assert source.asked == list(range(SHARD, 2 * SHARD))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    source.asked.clear()
    fill(tmp_path, range(2), source, 0, encode, read)
    assert source.asked == []
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}


def test_a_full_disk_leaves_no_shard_that_is_half(tmp_path, monkeypatch):
    def full(_, where, **__):
        Path(where).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(latents, "save_file", full)
    with pytest.raises(TargetError, match="disk is full"):
        fill(tmp_path, range(1), Greys(), 0, encode, read)
    assert not shard_path(tmp_path, 0).exists()


def test_several_makers_fill_one_store(tmp_path):
    for rank in (1, 0):
        fill(tmp_path, range(rank, 4, 2), Greys(), 0, encode, read)
    assert len(open_latents([tmp_path], read([""]))) == 4 * SHARD
    assert len(store(tmp_path, 4)) == 4 * SHARD


def test_a_gap_ends_the_store_and_no_store_is_one_plain_sentence(tmp_path):
    fill(tmp_path, range(3), Greys(), 0, encode, read)
    shard_path(tmp_path, 1).unlink()
    assert len(open_latents([tmp_path], read([""]))) == SHARD
    with pytest.raises(StoreError, match="pellucid train latents --mix hills"):
        open_latents([tmp_path, tmp_path / "hills"], read([""]))


@pytest.mark.training
def test_two_stores_are_visited_as_one_and_words_stay_with_their_pictures(tmp_path):
    fill(tmp_path / "near", range(1), Greys(), 0, encode, read)
    fill(tmp_path / "far", range(2), Greys(100), 0, encode, read)
    made = open_latents([tmp_path / "near", tmp_path / "far"], read([""]))
    assert len(made) == 3 * SHARD
    batch = made(range(3 * SHARD))
    seen = grey(batch.x0)
    assert sorted(seen) == [*range(SHARD), *range(100, 100 + 2 * SHARD)]
    for index, tokens, mask in zip(seen, batch.cond.tokens, batch.cond.mask, strict=True):
        assert not tokens.any() or tokens[mask][0, 0].item() == index


def test_an_open_store_is_read_from_the_file_and_not_copied(tmp_path):
    fill(tmp_path, range(1), Greys(), 0, encode, read)
    made = open_latents([tmp_path], read([""]))
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("this system does not tell which files are mapped into memory")
    assert str(shard_path(tmp_path, 0)) in maps.read_text()
    assert len(made) == SHARD
