"""Distances, correlation, bands and maps, against what is known by other ways."""

import numpy as np
import pytest

from pellucid.record.distances import (
    apart,
    bands,
    correlation,
    distances,
    expected_correlation,
    orthonormal,
    principal,
    share_kept,
    standard_error,
)

NOISE = np.random.default_rng(3).standard_normal((5, 4, 8, 8))


@pytest.fixture
def random():
    """Random numbers of a test's own, whichever tests ran before it."""
    return np.random.default_rng(3)


def test_every_pair_is_measured_once_in_order():
    gaps = distances(NOISE)
    pairs = [(i, j) for i in range(5) for j in range(i + 1, 5)]
    known = [np.sqrt(((NOISE[i] - NOISE[j]) ** 2).mean()) for i, j in pairs]
    assert gaps == pytest.approx(known)


def test_unrelated_pictures_are_one_apart_and_equal_ones_nothing(random):
    many = random.standard_normal((6, 4, 64, 64))
    assert apart(many) == pytest.approx(1, abs=0.02)
    assert apart(np.repeat(many[:1], 4, 0)) == 0
    assert apart(3 * many) == pytest.approx(apart(many))
    assert apart(np.zeros((4, 3, 8, 8))) == 0


def test_correlation_is_numpys():
    for other in (NOISE[1], NOISE[0] + 0.3 * NOISE[1], -NOISE[0]):
        known = np.corrcoef(NOISE[0].ravel(), other.ravel())[0, 1]
        assert correlation(NOISE[0], other) == pytest.approx(known)
    assert correlation(NOISE[0], np.ones_like(NOISE[0])) == 0


def test_a_difference_is_found_in_the_band_that_it_is_in():
    side = np.arange(128)
    base = 120 + 40 * np.sin(2 * np.pi * side / 128 * 2)
    for waves, band in ((2, "layout"), (8, "shapes"), (30, "texture")):
        wave = np.cos(2 * np.pi * waves * side / 128)
        rows = [base + 50 * sign * wave for sign in (-1, 1)]
        pictures = np.stack([np.broadcast_to(row[:, None, None], (128, 128, 3)) for row in rows])
        found = bands(pictures.clip(0, 255).astype(np.uint8))
        assert max(found, key=found.__getitem__) == band
        assert found["colour"] == pytest.approx(0, abs=1e-6)


def test_only_colour_differs_between_two_pictures_of_one_brightness(random):
    reds, blues = np.array([200, 80, 60]), np.array([60, 80, 0])
    blues = blues + np.array([0, 0, round((reds - blues) @ [0.299, 0.587, 0.114] / 0.114)])
    noise = random.integers(-8, 8, (64, 64, 1))
    pair = np.stack([noise + reds, np.minimum(noise + blues, 255)])
    found = bands(pair.clip(0, 255).astype(np.uint8))
    assert found["colour"] > 4 * max(found["shapes"], found["layout"])


def test_doubt_is_the_spread_of_what_leaving_one_out_gives():
    left = [correlation(np.delete(NOISE, i, 0).mean(0), NOISE[0]) for i in range(5)]
    known = np.sqrt(4 / 5 * ((left - np.mean(left)) ** 2).sum())
    assert standard_error(NOISE, NOISE[0]) == pytest.approx(known)
    assert standard_error(NOISE[:1], NOISE[0]) is None


def test_what_is_hoped_for_is_what_a_mean_reaches_when_theory_holds(random):
    truth = random.standard_normal(4000)
    for count in (2, 8, 64):
        ends = truth + 2 * random.standard_normal((count, 4000))
        reached = correlation(ends.mean(0), truth)
        assert expected_correlation(ends) == pytest.approx(reached, abs=0.03)
    assert expected_correlation(ends[:1]) is None


def test_the_two_directions_and_what_they_keep_are_those_of_a_singular_value_decomposition(random):
    points = random.standard_normal((40, 300)) * np.geomspace(9, 0.1, 300)
    centred = points - points.mean(0)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    found = principal(points)
    assert np.abs(found @ directions[:2].T) == pytest.approx(np.eye(2), abs=1e-6)
    known = (sizes[:2] ** 2).sum() / (sizes**2).sum()
    assert share_kept(points, found) == pytest.approx(known)


def test_no_two_directions_keep_more_than_the_principal_ones(random):
    points = random.standard_normal((40, 300))
    best = share_kept(points, principal(points))
    for seed in range(5):
        chance = orthonormal(seed, 300)
        assert chance @ chance.T == pytest.approx(np.eye(2), abs=1e-9)
        assert share_kept(points, chance) < best
