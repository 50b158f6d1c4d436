"""Styles: each is what it is called, changes every picture, and leaves its layout where it was."""

import random
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from pellucid.data.world import LOOP, STYLES, scene

pytest.importorskip("skia", exc_type=ImportError)

SEED = 37
PAINTED = [name for name in STYLES if name != "natural"]
PLACES = ("garden", "city", "room")
KEPT = {  # how well the layout of a picture is kept at least; measured over 36 pictures, less 0.03
    "oil": 0.93,
    "starry": 0.9,
    "watercolor": 0.78,
    "flat": 0.93,
    "pixel": 0.94,
    "pencil": 0.6,
}


def originals(how_many=2):
    return [
        scene(SEED, index, place=place).picture() for place in PLACES for index in range(how_many)
    ]


def broad(pixels):
    """What is left of a picture when 16 x 16 pixels are all there are: grey, mean 0, length 1."""
    small = np.asarray(Image.fromarray(pixels).convert("L").reduce(16), float)
    small -= small.mean()
    return small / np.linalg.norm(small)


def saturation(pixels):
    return np.ptp(pixels.astype(int), axis=2).mean()


def test_there_are_six_styles_and_the_world_as_it_is():
    assert list(STYLES) == ["natural", *KEPT]


@pytest.mark.training
@pytest.mark.parametrize("name", PAINTED)
def test_the_same_picture_and_the_same_chance_give_the_same_bytes(name):
    before = scene(SEED, 0).picture()
    once, again, other = (STYLES[name](before, random.Random(seed)) for seed in (1, 1, 2))
    assert once.shape == before.shape
    assert once.dtype == np.uint8
    assert once.tobytes() == again.tobytes() != other.tobytes()


@pytest.mark.training
def test_a_style_leaves_the_picture_it_is_given_alone():
    before = scene(SEED, 1).picture()
    copy = before.copy()
    for style in STYLES.values():
        style(before, random.Random(0))
        assert (before == copy).all()


@pytest.mark.training
@pytest.mark.parametrize("name", PAINTED)
def test_a_style_changes_the_picture_and_keeps_its_layout(name):
    for index, before in enumerate(originals()):
        after = STYLES[name](before, random.Random(index))
        assert np.abs(after.astype(int) - before).mean() > 4
        assert (broad(before) * broad(after)).sum() > KEPT[name]


@pytest.mark.training
@pytest.mark.parametrize("name", PAINTED)
def test_a_style_keeps_its_layout_better_than_another_picture_has_it(name):
    pictures = originals()
    for index, before in enumerate(pictures):
        after = broad(STYLES[name](before, random.Random(index)))
        likeness = [(after * broad(other)).sum() for other in pictures]
        assert int(np.argmax(likeness)) == index


@pytest.mark.training
def test_pixel_art_has_a_true_grid_and_few_colours():
    for index, before in enumerate(originals()):
        after = STYLES["pixel"](before, random.Random(index))
        squares = after.reshape(64, 4, 64, 4, 3)
        assert (squares == squares[:, :1, :, :1]).all()
        assert 4 <= len(np.unique(after.reshape(-1, 3), axis=0)) <= 20


@pytest.mark.training
def test_flat_pictures_have_few_flat_colours_in_whole_shapes():
    for index, before in enumerate(originals()):
        after = STYLES["flat"](before, random.Random(index))
        colours = Counter(map(tuple, after.reshape(-1, 3).tolist()))
        main = colours.most_common(12)
        assert sum(count for _, count in main) > 0.72 * after.shape[0] * after.shape[1]
        same = (after[1:] == after[:-1]).all(axis=2).mean()
        assert same > max(0.6, 1.2 * (before[1:] == before[:-1]).all(axis=2).mean())


@pytest.mark.training
def test_a_pencil_sketch_is_grey_graphite_on_white_paper():
    for index, before in enumerate(originals()):
        after = STYLES["pencil"](before, random.Random(index))
        assert np.ptp(after.astype(int), axis=2).max() <= 14
        assert after.min() < 110
        assert np.quantile(after, 0.9) > 170


@pytest.mark.training
def test_watercolour_is_lighter_than_what_it_shows_and_grainy():
    for index, before in enumerate(originals()):
        after = STYLES["watercolor"](before, random.Random(index))
        dark = before.mean(axis=2) < 128
        if dark.any():
            assert after[dark].mean() > before[dark].mean()
        quiet = np.full_like(before, 150)
        assert STYLES["watercolor"](quiet, random.Random(index)).std() > 3


@pytest.mark.training
def test_starry_dashes_swirl_where_nothing_is_and_shine():
    """On a plain ground they run in every direction; and their colours are richer."""
    plain = np.full((256, 256, 3), (70, 110, 180), np.uint8)
    tone = STYLES["starry"](plain, random.Random(4)).astype(float).mean(axis=2)
    down, right = np.gradient(tone)
    turns = np.histogram(np.arctan2(down, right) % np.pi, bins=8, weights=np.hypot(down, right))[0]
    assert turns.min() > 0.5 * turns.mean()
    for index, before in enumerate(originals(1)):
        assert saturation(STYLES["starry"](before, random.Random(index))) > saturation(before)


def test_oil_strokes_run_along_edges():
    """Across stripes the paint changes more than along them."""
    stripes = np.zeros((256, 256, 3), np.uint8)
    stripes[:] = np.where(np.arange(256) // 12 % 2, 190, 60)[None, :, None]
    for name in ("oil", "starry"):
        tone = STYLES[name](stripes, random.Random(1)).astype(float).mean(axis=2)
        down, right = np.gradient(tone)
        assert np.abs(right).mean() > 1.9 * np.abs(down).mean()


@pytest.mark.training
@pytest.mark.parametrize("name", ["oil", "starry", "pencil", "watercolor"])
def test_strokes_stay_where_they_are_from_frame_to_frame(name):
    one = scene(SEED, 2, style=name)
    first, later = one.picture(0.0).astype(int), one.picture(LOOP / 100).astype(int)
    other = STYLES[name](scene(SEED, 2).picture(), random.Random(99)).astype(int)
    assert np.abs(later - first).mean() < 0.6 * np.abs(other - first).mean()


@pytest.mark.training
def test_labels_do_not_know_the_style():
    plain, painted = scene(SEED, 3).labels(), scene(SEED, 3, style="oil").labels()
    assert (plain.segments == painted.segments).all()
    assert (plain.depth == painted.depth).all()
    assert (plain.edges != painted.edges).any()


def test_every_style_is_named_in_its_captions_and_in_no_other():
    assert all(STYLES[name].before and STYLES[name].after for name in PAINTED)
    for place in PLACES:
        for index in range(60):
            words = scene(SEED, index, place=place).captions
            assert not named(words.dense)
            for name in PAINTED:
                one = scene(SEED, index, place=place, style=name)
                for text in (one.captions.short, one.captions.medium, one.captions.dense):
                    assert named(text) == {name}, text


def named(text):
    """The styles that a caption speaks of."""
    marks = {
        "oil": r"oil",
        "starry": "Van Gogh|Starry Night",
        "watercolor": "watercolo",
        "flat": "vector|flat design",
        "pixel": "pixel",
        "pencil": "pencil",
    }
    spoken = {name for name, mark in marks.items() if any(m in text for m in mark.split("|"))}
    first = text[:1].lower() + text[1:]
    spoken |= {name for name, mark in marks.items() if any(m in first for m in mark.split("|"))}
    return spoken
