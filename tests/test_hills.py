"""The hills: labels say what is where, and a flight flies."""

import numpy as np
import pytest
from painted import at, scenes

from pellucid.data.world import PLACES, SIZE

pytest.importorskip("skia", exc_type=ImportError)


def test_labels_name_what_is_there():
    names = PLACES["hills"].segments
    for one in [at("hills", index) for index in range(10)]:
        told = one.attributes
        there = {names[value] for value in np.unique(one.labels().segments)}
        assert ("lake" in there) == (told["land"] == "lake")
        assert ("houses" in there) == (told["houses"] != "none")
        assert ("sheep" in there) == (told["sheep"] != "none")
        assert ("boat" in there) == (told["boat"] != "none")
        assert ("mountains" in there) <= (told["mountains"] == "yes")
        assert ("trees" in there) == (told["trees"] != "none")


def test_a_flight_moves_forwards():
    """Trees below the eye grow as they come nearer: the picture changes more below than above."""
    for one in scenes("hills", 2, land="flight", weather="clear"):
        gap = np.abs(one.picture(0.0).astype(int) - one.picture(0.3)).mean(axis=(1, 2))
        assert gap[: SIZE // 6].mean() < 0.5 * gap[SIZE // 2 :].mean()
