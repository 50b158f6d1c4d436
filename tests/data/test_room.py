"""The room: every attribute is drawn, named and seen; the cat moves; labels say what is where."""

from collections import Counter

import numpy as np
import pytest
from painted import at, changed, has, scenes

from pellucid.data.world import LOOP, PLACES

pytest.importorskip("skia", exc_type=ImportError)

ROOM = PLACES["room"]
SEGMENTS = ROOM.segments
THINGS = ("lamp", "plant", "picture")


def test_an_empty_room_is_called_empty_and_no_other():
    seen = Counter()
    for index in range(900):
        one = at("room", index)
        told = one.attributes
        bare = told["shot"] == "room" and not any(told[name] == "yes" for name in THINGS)
        bare = bare and {told["couch"], told["rug"], told["cat"]} == {"none"}
        for text in (one.captions.short, one.captions.dense):
            assert has("empty room", text) == bare, text
        seen[bare] += 1
    assert 60 < seen[True] < 250


def test_none_stands_for_nothing():
    for index in range(3000):
        told = at("room", index).attributes
        assert (told["couch"] == "none") == (told["material"] == "none")
        assert len({told[name] == "none" for name in ("cat", "pose", "perch")}) == 1
        assert (told["shot"] == "windowsill") == (told["walls"] == "none")
        assert told["perch"] != "couch" or told["couch"] != "none"


@pytest.mark.training
def test_cats_differ_in_coat_and_pose():
    one = scenes("room", 1, shot="windowsill", cat="tabby", pose="sitting", hour="day")[0]
    here = one.labels().segments == SEGMENTS.index("cat")
    tones = {
        coat: changed(one, cat=coat).picture()[here].mean(axis=0)
        for coat in ROOM.attributes["cat"][1:]
    }
    assert tones["white"].mean() > tones["grey"].mean() + 25 > tones["black"].mean() + 50
    assert tones["tabby"][0] > tones["tabby"][2] + 50
    lying = changed(one, pose="lying").labels().segments == SEGMENTS.index("cat")
    assert np.ptp(np.flatnonzero(lying.any(axis=1))) < np.ptp(np.flatnonzero(here.any(axis=1)))


@pytest.mark.training
def test_leather_shines_and_fabric_does_not():
    for one in scenes(
        "room", 3, couch="blue", cat="none", hour="day", material="leather", plant="no"
    ):
        here = one.labels().segments == SEGMENTS.index("couch")
        leather = one.picture()[here].mean(axis=1)
        fabric = changed(one, material="fabric").picture()[here].mean(axis=1)
        assert leather.std() != pytest.approx(fabric.std(), rel=0.02)


@pytest.mark.training
def test_labels_name_exactly_what_is_there():
    for index in range(14):
        one = at("room", index)
        told = one.attributes
        there = {SEGMENTS[value] for value in np.unique(one.labels().segments)}
        wanted = {name for name in THINGS if told[name] == "yes"}
        wanted |= {name for name in ("couch", "rug", "cat") if told[name] != "none"}
        wanted |= {"wall", "floor"} if told["shot"] == "room" else {"window", "sill"}
        assert wanted <= there <= wanted | {"window", "curtain"}


@pytest.mark.training
def test_the_floor_comes_nearer_towards_the_lower_edge_and_the_cat_is_before_the_wall():
    for one in scenes("room", 4, shot="room", perch="floor"):
        read = one.labels()
        floor = np.where(read.segments == SEGMENTS.index("floor"), read.depth, np.nan)
        with np.errstate(all="ignore"):
            rows = [np.nanmean(row) for row in floor if np.isfinite(row).any()]
        assert np.all(np.diff(rows) > -0.02)
        cat = read.depth[read.segments == SEGMENTS.index("cat")]
        assert cat.min() > read.depth[read.segments == SEGMENTS.index("wall")].max()


@pytest.mark.training
def test_a_film_closes_on_itself_and_the_cat_moves():
    for one in scenes("room", 2, perch="windowsill", bokeh="yes") + scenes(
        "room", 2, perch="couch"
    ):
        assert one.picture(LOOP).tobytes() == one.picture(0).tobytes()
        cat = SEGMENTS.index("cat")
        first, later = (one.labels(time).segments == cat for time in (0.0, LOOP * 0.25))
        assert (first != later).sum() > 5
