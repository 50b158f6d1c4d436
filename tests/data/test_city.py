"""The city: what is drawn is named and seen; wet streets mirror; labels say what is where."""

import random
from importlib import import_module

import numpy as np
import pytest
from painted import at, changed, scenes

from pellucid.data.world import LOOP, PLACES, SIZE

pytest.importorskip("skia", exc_type=ImportError)

SEGMENTS = PLACES["city"].segments


def test_none_stands_for_nothing():
    for index in range(3000):
        told = at("city", index).attributes
        assert (told["vehicle"] == "none") == (told["paint"] == "none")
        assert (told["shot"] == "street") == (told["front"] == "none")
        assert told["look"] != "cyberpunk" or told["neon"] != "none"
        assert told["umbrella"] == "none" or told["weather"] in ("rain", "snow")


@pytest.mark.training
@pytest.mark.parametrize("tone", ["pink", "blue", "green"])
def test_neon_colours_the_street_and_the_wet_road_under_it(tone):
    """Against another neon, the channel that the name promises rises: on signs, and below."""
    other = {"pink": "green", "blue": "orange", "green": "pink"}[tone]
    channel = {"pink": 0, "blue": 2, "green": 1}[tone]
    for one in scenes("city", 3, shot="street", look="cyberpunk", weather="rain", hour="night"):
        here, there = (changed(one, neon=name).picture().astype(float) for name in (tone, other))
        signs = one.labels().segments == SEGMENTS.index("sign")
        road = one.labels().segments == SEGMENTS.index("street")
        for part in (signs, road):
            assert here[part][:, channel].mean() > there[part][:, channel].mean()


@pytest.mark.training
def test_a_river_holds_the_city_upside_down():
    for one in scenes("city", 3, front="river", weather="clear", hour="night"):
        picture = one.picture().astype(float).mean(axis=2)
        water = one.labels().segments == SEGMENTS.index("river")
        edge = int(np.flatnonzero(water.all(axis=1))[0])
        below = picture[edge + 8 : edge + 48].mean(axis=0)
        above = picture[edge - 48 : edge - 8].mean(axis=0)
        assert np.corrcoef(below, above)[0, 1] > 0.5


@pytest.mark.parametrize("look", ["modern", "cyberpunk", "old"])
def test_every_city_has_towers_of_its_own_and_all_of_them_are_large(look, monkeypatch):
    """What is much narrower than a patch of the denoiser is drawn as a smear."""
    skyline = import_module("pellucid.data.world.city.skyline")
    brush, every = import_module("pellucid.data.world.brush").Brush(SIZE), []
    air = import_module("pellucid.data.world.air").air("day", "clear")
    for seed in range(4):
        rows: list[tuple[float, ...]] = []
        monkeypatch.setattr(skyline, "_tower", lambda *told, rows=rows: rows.append(told[4]))
        where = (0.5, 166.0)
        skyline.skyline(brush, random.Random(seed), air, skyline.LOOKS[look], where, 0.0)
        every.append(rows)
        assert len(rows) >= 15
        assert min(right - left for left, _, right, *_ in rows) >= 20
        assert min(top for _, top, *_ in rows) >= 14
    assert len({tuple(left for left, *_ in rows) for rows in every}) == 4


@pytest.mark.training
def test_labels_name_exactly_what_is_there():
    for index in range(14):
        one = at("city", index)
        told = one.attributes
        there = {SEGMENTS[value] for value in np.unique(one.labels().segments)}
        wanted = {"sky"} | ({told["vehicle"], told["front"]} - {"none"})
        if told["shot"] == "street":
            wanted |= {"street", "buildings", "lamp"}
            wanted |= {"person"} if told["umbrella"] != "none" else set()
            wanted |= {"sign"} if told["neon"] != "none" else set()
            wanted |= {"tree"} if told["trees"] == "yes" else set()
        assert wanted <= there <= wanted | {"towers"}


@pytest.mark.training
def test_the_road_comes_nearer_towards_the_lower_edge():
    """Where it is the road in all its width; further away there are houses beside its end."""
    for one in scenes("city", 3, shot="street", vehicle="none", umbrella="none"):
        read = one.labels()
        road = (read.segments[:, 118:138] == SEGMENTS.index("street")).all(axis=1)
        middle, road = read.depth[:, 118:138].mean(axis=1), np.flatnonzero(road)
        assert np.all(np.diff(middle[road[5:]]) > 0)


@pytest.mark.training
def test_a_film_closes_on_itself_and_things_move():
    for one in scenes("city", 2, vehicle="car") + scenes("city", 2, front="river", weather="snow"):
        assert one.picture(LOOP).tobytes() == one.picture(0).tobytes()
        gap = np.abs(one.picture(0.0).astype(int) - one.picture(LOOP * 0.3))
        assert (gap.max(axis=2) > 8).mean() > 0.004
