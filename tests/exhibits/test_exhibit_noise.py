"""The space of possible images: what is measured of noise and of pictures is true."""

import fake
import numpy as np
import pytest
from asking import Client
from watching import walk

from pellucid.app.serve.records import Kind
from pellucid.exhibits import noise
from pellucid.recipe.recipe import Recipe

A = Recipe("a snail on a mushroom", seed=7, steps=6)


def test_neighbours_in_noise_know_nothing_of_each_other():
    pixels = np.random.default_rng(1).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    assert abs(noise.likeness(pixels)) < 0.02


def test_neighbours_in_a_smooth_picture_are_nearly_alike():
    rise = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (256, 256, 3))
    assert noise.likeness(rise) == pytest.approx(1)
    assert noise.likeness(np.full((8, 8, 3), 90, np.uint8)) == 0


def test_a_chessboard_is_as_unlike_its_neighbours_as_can_be():
    board = np.indices((8, 8)).sum(0) % 2 * 255
    assert noise.likeness(np.repeat(board[..., None], 3, -1)) == pytest.approx(-1)


def test_the_picture_is_more_alike_than_the_noise_it_came_from():
    engine = fake.engine()
    told = noise.measure([walk(engine, A)], A, noise.Params(), engine)
    assert told["picture"] > 0.9
    # the fake decoder makes four pixels of every cell, so its noise is alike within a cell
    assert told["picture"] > told["start"]


def test_the_models_own_starts_are_those_of_its_walks():
    engine = fake.engine()
    first, second = noise.frames(engine, A, noise.Params(first=0, count=2))
    start = walk(engine, A).x[0]
    assert first.x[0].half().equal(start)
    assert second.x[0].half().equal(walk(engine, Recipe(A.prompt, seed=8, steps=6)).x[0])


def test_looking_at_starts_costs_no_look_of_the_network():
    model = fake.FakeModel()
    with fake.serving(fake.engine(model)) as url:
        client = Client(url)
        body = {"exhibit": "noise", "settings": {"prompt": "a bee", "seed": 3}}
        job = client.post("/api/frames", body | {"params": {"first": 4, "count": 3}}).json["job"]
        pictures = [record for record in client.stream(job) if record.kind == Kind.FRAME]
    assert [record.state for record in pictures] == [4, 5, 6]
    assert len({record.payload for record in pictures}) == 3
    assert model.looks == 0


def test_the_last_seed_of_all_is_followed_by_the_first():
    frames = noise.frames(fake.engine(), Recipe("", seed=2**53 - 1), noise.Params(count=2))
    last, first = frames
    assert not last.x.equal(first.x)
