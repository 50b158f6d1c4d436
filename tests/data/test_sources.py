"""Sources of training pictures: every share of the painted world, and any other one as well."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from pellucid.data import world
from pellucid.data.sources import SOURCES
from pellucid.data.world import PLACES, STYLES, WorldError, scene
from pellucid.data.world.place import shows
from pellucid.data.world.source import ELSEWHERE, OFTEN, ROUND, edition
from pellucid.denoise import Cond
from pellucid.errors import MendableError
from pellucid.judge.kinds import judging
from pellucid.learn import codec
from pellucid.learn.latents import fill, open_latents
from pellucid.learn.task import Workspace
from pellucid.learn.trainer import Trainer, train
from pellucid.nets.autoencoder import AutoencoderConfig

STYLED = SOURCES["styles"]


def test_a_share_is_its_place_in_its_own_colours():
    for place in PLACES:
        made = SOURCES[place].scene(3, 8)
        assert (made.place, made.style, made.index) == (place, "natural", 8)
        assert made.attributes == scene(3, 8, place=place).attributes


def test_the_styles_meet_every_place_equally_often_and_are_never_natural():
    met = [(one.place, one.style) for one in (STYLED.scene(0, i) for i in range(90))]
    assert {met.count(pair) for pair in set(met)} == {3}
    assert set(met) == {
        (place, style) for place in PLACES for style in STYLES if style != "natural"
    }


@pytest.mark.parametrize(("place", "style"), list(OFTEN))
def test_every_other_scene_shows_what_its_style_promises_and_each_is_one_of_a_kind(place, style):
    every = [STYLED.scene(0, index) for index in range(ROUND * 24)]
    made = [one for one in every if (one.place, one.style) == (place, style)]
    assert len({one.index for one in made}) == 24
    kept = [shows(OFTEN[place, style], one.attributes, style) for one in made]
    assert all(kept[1::2])
    assert not all(kept[::2])


def test_captions_of_a_style_name_it():
    made = STYLED.scene(0, 15)  # the fourth style, in the garden
    assert (made.place, made.style) == ("garden", "flat")
    captions = [made.caption(variant) for variant in range(2)]
    assert all("flat" in caption or "vector" in caption for caption in captions)


def test_the_styles_keep_a_cat_on_the_moon_and_a_house_under_stars_back():
    made = [STYLED.scene(0, i, held_out=True) for i in range(6)]
    assert {(one.place, one.style) for one in made} == {("sky", "watercolor"), ("hills", "pixel")}
    assert all(PLACES[one.place].is_held_out(one.attributes, one.style) for one in made)
    assert SOURCES["garden"].scene(0, 3, held_out=True) == scene(0, 3, held_out=True)
    assert not SOURCES["city"].keeps_back
    with pytest.raises(WorldError, match="ask for"):
        SOURCES["city"].scene(0, 0, held_out=True)


def test_what_is_true_of_a_scene_is_named_apart_for_every_place_and_known_to_its_judge():
    for source in SOURCES.values():
        for index in range(40):
            one = source.scene(2, index)
            truth = source.truth(one)
            assert len(truth) == len(one.attributes) + 2
            beyond = {name: value for name, value in truth.items() if name not in one.attributes}
            assert all(value in ELSEWHERE[name] for name, value in beyond.items())
            assert (len(beyond) == 2) == (one.place == "garden")


def test_every_source_has_prompts_to_be_seen_by_and_fills_whole_rows_of_a_sheet():
    assert all(len(source.prompts) % 4 == 0 for source in SOURCES.values())
    assert all(source.prompts for source in SOURCES.values())
    assert all(name == source.name for name, source in SOURCES.items())


def test_an_edition_changes_with_any_file_of_the_world_and_with_nothing_else(tmp_path, monkeypatch):
    copy = tmp_path / "world"
    shutil.copytree(Path(world.__file__).parent, copy)
    before = edition()
    monkeypatch.setattr(world, "__file__", str(copy / "__init__.py"))
    assert edition() == before
    with (copy / "sky" / "bodies.py").open("a") as file:
        file.write("# another sky\n")
    assert edition() != before


def test_a_judge_reads_sources_of_its_kind_and_no_others():
    assert judging("garden").name == "judge"
    assert {judging(name).name for name in SOURCES if name != "garden"} == {"places-judge"}
    with pytest.raises(MendableError, match="cannot be marked, because no judge can read them"):
        judging("stripes")
    with pytest.raises(MendableError, match="a judge each"):
        judging("garden", "sky")


# A source that is not the painted world


@dataclass(frozen=True)
class Stripe:
    """One picture of stripes."""

    number: int

    @property
    def captions(self):
        words = self.caption()
        return SimpleNamespace(short=words, medium=words, dense=words)

    def caption(self, variant=0):
        return f"{self.number % 7 + 1} stripes" if variant else f"stripes, {self.number % 7 + 1}"

    def picture(self):
        rows = np.arange(256) * (self.number % 7 + 1) // 32 % 2 * 255
        return np.broadcast_to(rows[:, None, None], (256, 256, 3)).astype(np.uint8)


@dataclass(frozen=True)
class Stripes:
    """Stripes without labels: all that a source must be."""

    name: str = "stripes"
    edition: str = "stripes-1"
    prompts: tuple[str, ...] = ("two stripes", "three stripes", "four stripes", "five stripes")
    keeps_back: bool = False

    def scene(self, seed, index, held_out=False):
        assert not held_out
        return Stripe(1000 * seed + index)

    def truth(self, _):
        return {}

    def unusual(self, _):
        return set()


def read(captions):
    """Each letter is a word of one number."""
    length = max(map(len, captions))
    tokens = torch.zeros(len(captions), length, 384)
    mask = torch.zeros(len(captions), length, dtype=torch.bool)
    for row, words in enumerate(captions):
        tokens[row, : len(words), 0] = torch.tensor([ord(letter) / 128 for letter in words])
        mask[row, : len(words)] = True
    return Cond(tokens, mask, tokens.mean(1))


def test_a_codec_learns_any_source_and_its_pictures_are_kept_under_its_edition(tmp_path):
    workspace = Workspace(tmp_path, tmp_path / "run", tmp_path, scenes=64, fresh=True)
    small = AutoencoderConfig(latent=4, encoder=(8, 12, 16), decoder=(24, 16, 8), preview=16)
    task = codec.task(workspace, [Stripes()], small)
    assert (tmp_path / "stripes-1" / "stripes.bytes").stat().st_size == 64 * 256 * 256 * 3
    trainer = Trainer(task.network, replace(codec.TRAINING, steps=3, batch=1, warmup=1))
    losses = [state.loss for state in train(trainer, task.objective, task.batches)]
    assert len(losses) == 3
    assert np.isfinite(losses).all()


def test_a_store_of_any_source_is_filled_and_read(tmp_path, monkeypatch):
    monkeypatch.setattr("pellucid.learn.latents.SHARD", 16)

    def encode(pictures):
        return torch.nn.functional.avg_pool2d(pictures, 64)

    fill(tmp_path, range(1), Stripes(), 0, encode, read)
    batch = open_latents([tmp_path], read([" "]))(range(8))
    assert batch.x0.shape == (8, 3, 4, 4)
    assert batch.cond.tokens.shape[-1] == 384
