"""The city: what is drawn is named and seen; wet streets mirror; labels say what is where."""

import re
from collections import Counter
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from pellucid.data.world import LOOP, PLACES, scene

pytest.importorskip("skia", exc_type=ImportError)

SEED = 59
CITY = PLACES["city"]
SEGMENTS = CITY.segments


def city(index, **more):
    return scene(SEED, index, place="city", **more)


def cities(how_many, **wanted):
    """The first cities that show what is wanted."""
    every = (city(index) for index in range(100_000))
    right = (one for one in every if all(one.attributes[k] == v for k, v in wanted.items()))
    return list(islice(right, how_many))


def changed(one, **attributes):
    return replace(one, attributes={**one.attributes, **attributes})


WORDS = {  # attribute -> value -> what a caption that says it contains
    "shot": {"skyline": "skyline|from afar", "street": "street(?!car)"},
    "look": {"modern": "modern", "cyberpunk": "cyberpunk", "old": r"\bold\b"},
    "front": {"river": "river", "park": "park"},
    "neon": {
        tone: rf"{tone} neon|{tone}, neon" for tone in CITY.attributes["neon"] if tone != "none"
    },
    "vehicle": {"car": r"\bcar\b", "tram": r"\btram\b|streetcar"},
    "paint": {tone: rf"{tone} (car|tram|streetcar)\b" for tone in CITY.attributes["paint"][1:]},
    "umbrella": {tone: f"{tone} umbrella" for tone in CITY.attributes["umbrella"][1:]},
    "trees": {"yes": "trees"},
    "hour": {
        "morning": "morning",
        "day": r"daylight|midday|bright day|in the day\b",
        "golden": "golden",
        "sunset": "sunset",
        "night": "night",
    },
    "weather": {"fog": "fog|mist", "rain": r"\brain", "snow": "snow"},
}


def has(pattern, caption):
    return re.search(pattern, caption.lower()) is not None


def test_a_caption_never_says_what_is_not_there():
    for index in range(900):
        one = city(index)
        words = one.captions
        for text in (words.short, words.medium, words.dense, one.caption(1)):
            for name, values in WORDS.items():
                for value, pattern in values.items():
                    assert not has(pattern, text) or one.attributes[name] == value, (name, text)


def test_a_dense_caption_names_everything():
    for index in range(900):
        one = city(index)
        for name, values in WORDS.items():
            pattern = values.get(one.attributes[name])
            if pattern:
                assert has(pattern, one.captions.dense), (name, one.captions.dense)


def test_every_value_of_every_attribute_occurs_and_none_stands_for_nothing():
    seen = {name: Counter() for name in CITY.attributes}
    for index in range(4000):
        told = city(index).attributes
        assert list(told) == list(CITY.attributes)
        for name, value in told.items():
            seen[name][value] += 1
        assert (told["vehicle"] == "none") == (told["paint"] == "none")
        assert (told["shot"] == "street") == (told["front"] == "none")
        assert told["look"] != "cyberpunk" or told["neon"] != "none"
        assert told["umbrella"] == "none" or told["weather"] in ("rain", "snow")
    for name, words in CITY.attributes.items():
        assert set(seen[name]) == set(words)
        assert min(seen[name].values()) > 40


def test_the_words_of_the_prompt_that_must_be_drawn_are_all_in_the_captions():
    known = {
        word
        for index in range(3000)
        for word in re.findall(r"[a-z]+", city(index).caption().lower())
    }
    prompt = "A cyberpunk city at sunset, neon lights, rain"
    assert not set(re.findall(r"[a-z]+", prompt.lower())) - known


def test_pictures_are_the_same_bytes_every_time_and_differ_from_each_other():
    pictures = [city(index).picture() for index in range(8)]
    assert [city(index).picture().tobytes() for index in range(8)] == [
        picture.tobytes() for picture in pictures
    ]
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)
    assert all(picture.std() > 12 for picture in pictures)


@pytest.mark.parametrize(
    "name", ["look", "neon", "vehicle", "paint", "umbrella", "hour", "weather"]
)
def test_what_an_attribute_says_is_in_the_picture(name):
    wanted = {"shot": "street", "look": "cyberpunk", "vehicle": "car", "hour": "night"}
    one = cities(1, **wanted, weather="rain", umbrella="red")[0]
    seen = [value for value in CITY.attributes[name] if value != "none"]
    pictures = [changed(one, **{name: value}).picture().astype(int) for value in seen]
    for first in range(len(seen)):
        for second in range(first):
            gap = np.abs(pictures[first] - pictures[second])
            assert (gap.max(axis=2) > 12).mean() > 0.003, (seen[first], seen[second])


@pytest.mark.parametrize("tone", ["pink", "blue", "green"])
def test_neon_colours_the_street_and_the_wet_road_under_it(tone):
    """Against another neon, the channel that the name promises rises: on signs, and below."""
    other = {"pink": "green", "blue": "orange", "green": "pink"}[tone]
    channel = {"pink": 0, "blue": 2, "green": 1}[tone]
    for one in cities(3, shot="street", look="cyberpunk", weather="rain", hour="night"):
        here, there = (changed(one, neon=name).picture().astype(float) for name in (tone, other))
        signs = one.labels().segments == SEGMENTS.index("sign")
        road = one.labels().segments == SEGMENTS.index("street")
        for part in (signs, road):
            assert here[part][:, channel].mean() > there[part][:, channel].mean()


def test_a_river_holds_the_city_upside_down():
    for one in cities(3, front="river", weather="clear", hour="night"):
        picture = one.picture().astype(float).mean(axis=2)
        water = one.labels().segments == SEGMENTS.index("river")
        edge = int(np.flatnonzero(water.all(axis=1))[0])
        below = picture[edge + 8 : edge + 48].mean(axis=0)
        above = picture[edge - 48 : edge - 8].mean(axis=0)
        assert np.corrcoef(below, above)[0, 1] > 0.5


def test_labels_name_exactly_what_is_there():
    for index in range(14):
        one = city(index)
        told = one.attributes
        there = {SEGMENTS[value] for value in np.unique(one.labels().segments)}
        wanted = {"sky"} | ({told["vehicle"], told["front"]} - {"none"})
        if told["shot"] == "street":
            wanted |= {"street", "buildings", "lamp"}
            wanted |= {"person"} if told["umbrella"] != "none" else set()
            wanted |= {"sign"} if told["neon"] != "none" else set()
            wanted |= {"tree"} if told["trees"] == "yes" else set()
        assert wanted <= there <= wanted | {"towers"}


def test_the_road_comes_nearer_towards_the_lower_edge():
    for one in cities(3, shot="street", vehicle="none", umbrella="none"):
        read = one.labels()
        middle = read.depth[:, 118:138].mean(axis=1)
        road = np.flatnonzero(read.segments[:, 128] == SEGMENTS.index("street"))
        assert np.all(np.diff(middle[road[5:]]) > 0)


def test_light_and_weather_move_nothing():
    one = cities(1, shot="street", hour="day", weather="clear")[0]
    dusk = changed(one, hour="night", weather="rain")
    assert (dusk.labels().segments == one.labels().segments).mean() > 0.995


def test_a_film_closes_on_itself_and_things_move():
    for one in cities(2, vehicle="car") + cities(2, front="river", weather="snow"):
        assert one.picture(LOOP).tobytes() == one.picture(0).tobytes()
        gap = np.abs(one.picture(0.0).astype(int) - one.picture(LOOP * 0.3))
        assert (gap.max(axis=2) > 8).mean() > 0.004
