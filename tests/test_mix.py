"""What training pictures show: every place, and every style of every place by turns."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from pellucid.data.world import PLACES, STYLES, WorldError, scene
from pellucid.data.world.place import shows
from pellucid.learn import denoiser, mix


def test_a_share_is_its_place_in_its_own_colours():
    for place in PLACES:
        made = mix.of(place, 3, 8)
        assert (made.place, made.style, made.index) == (place, "natural", 8)
        assert made.attributes == scene(3, 8, place=place).attributes


def test_the_styles_meet_every_place_equally_often_and_are_never_natural():
    met = [(one.place, one.style) for one in (mix.of("styles", 0, i) for i in range(90))]
    assert {met.count(pair) for pair in set(met)} == {3}
    assert set(met) == {
        (place, style) for place in PLACES for style in STYLES if style != "natural"
    }


@pytest.mark.parametrize(("place", "style"), list(mix.OFTEN))
def test_every_other_scene_shows_what_its_style_promises_and_each_is_one_of_a_kind(place, style):
    every = [mix.of("styles", 0, index) for index in range(mix.ROUND * 24)]
    made = [one for one in every if (one.place, one.style) == (place, style)]
    assert len({one.index for one in made}) == 24
    kept = [shows(mix.OFTEN[place, style], one.attributes, style) for one in made]
    assert all(kept[1::2])
    assert not all(kept[::2])


@pytest.mark.training
def test_a_store_keeps_the_picture_and_two_captions_that_name_its_style():
    picture, captions = mix.told("styles", 0, 15)  # the fourth style, in the garden
    made = mix.of("styles", 0, 15)
    assert (made.place, made.style) == ("garden", "flat")
    assert np.array_equal(picture, made.picture())
    assert len(captions) == 2
    assert all("flat" in caption or "vector" in caption for caption in captions)


def test_the_styles_keep_a_cat_on_the_moon_and_a_house_under_stars_back():
    made = [mix.of("styles", 0, i, held_out=True) for i in range(6)]
    assert {(one.place, one.style) for one in made} == {("sky", "watercolor"), ("hills", "pixel")}
    assert all(PLACES[one.place].is_held_out(one.attributes, one.style) for one in made)
    assert mix.of("garden", 0, 3, held_out=True) == scene(0, 3, held_out=True)
    with pytest.raises(WorldError, match="ask for"):
        mix.of("city", 0, 0, held_out=True)


def test_what_is_true_of_a_scene_is_named_apart_for_every_place_and_known_to_its_judge():
    for share in mix.SHARES:
        for index in range(40):
            one = mix.of(share, 2, index)
            told = mix.truth(one)
            assert len(told) == len(one.attributes) + 2
            beyond = {name: value for name, value in told.items() if name not in one.attributes}
            assert all(value in mix.ELSEWHERE[name] for name, value in beyond.items())
            assert (len(beyond) == 2) == (one.place == "garden")


def test_every_share_has_prompts_to_be_seen_by_and_fills_whole_rows_of_a_sheet():
    assert tuple(denoiser.PROMPTS) == mix.SHARES
    assert all(2 * len(prompts) % 8 == 0 for prompts in denoiser.PROMPTS.values())


def test_an_edition_changes_with_any_file_of_the_world_and_with_nothing_else(tmp_path, monkeypatch):
    copy = tmp_path / "world"
    shutil.copytree(Path(mix.world.__file__).parent, copy)
    before = mix.edition()
    monkeypatch.setattr(mix.world, "__file__", str(copy / "__init__.py"))
    assert mix.edition() == before
    with (copy / "sky" / "bodies.py").open("a") as file:
        file.write("# another sky\n")
    assert mix.edition() != before
