"""The hills: labels say what is where, and a flight flies."""

import numpy as np
import pytest
from painted import at, scenes

from pellucid.data.world import PLACES, SIZE

pytest.importorskip("skia", exc_type=ImportError)


@pytest.mark.training
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


@pytest.mark.training
def test_a_flight_moves_forwards():
    """Trees below the eye grow as they come nearer: the picture changes more below than above."""
    for one in scenes("hills", 2, land="flight", weather="clear"):
        gap = np.abs(one.picture(0.0).astype(int) - one.picture(0.3)).mean(axis=(1, 2))
        assert gap[: SIZE // 6].mean() < 0.5 * gap[SIZE // 2 :].mean()


@pytest.mark.training
@pytest.mark.parametrize(("houses", "count"), [("one", 1), ("several", 3)])
@pytest.mark.parametrize("land", ["hills", "lake"])
def test_a_house_is_as_large_as_a_patch_of_the_denoiser(land, houses, count):
    """What is much smaller, and stands anywhere, an engine draws as a smear."""
    number = PLACES["hills"].segments.index("houses")
    for one in scenes("hills", 4, land=land, houses=houses):
        covered = int((one.labels().segments == number).sum())
        assert covered >= count * 32 * 32
