"""The sky: labels say what is where, and a cat is seen from afar."""

import numpy as np
import pytest
from painted import at, has, scenes

from pellucid.data.world import PLACES

pytest.importorskip("skia", exc_type=ImportError)


@pytest.mark.training
def test_labels_name_what_is_there():
    names = PLACES["sky"].segments
    for one in [at("sky", index) for index in range(10)]:
        told = one.attributes
        there = {names[value] for value in np.unique(one.labels().segments)}
        assert ("cat" in there) == (told["cat"] != "none")
        assert ("moon" in there) == (told["where"] == "moon")
        assert ("rocket" in there) == (told["rocket"] != "none")
        assert ("flag" in there) == (told["flag"] == "yes")
        assert ("earth" in there) == (told["earth"] == "yes")
        assert ("planet" in there) == (told["planet"] != "none")


@pytest.mark.training
def test_even_a_cat_far_away_is_large_enough_to_recognise():
    cat = PLACES["sky"].segments.index("cat")
    for one in scenes("sky", 4, camera="wide", pose="standing"):
        rows = (one.labels().segments == cat).any(axis=1)
        assert rows.sum() >= 60


def test_a_dense_caption_of_a_cat_says_how_near_it_is():
    for index in range(600):
        one = at("sky", index)
        if one.attributes["cat"] != "none":
            assert has("close|medium|full figure|wide|distance", one.captions.dense)
