"""Inside the latent: what is printed of its variance is what its numbers have."""

import json

import fake
import numpy as np
import pytest
import torch
from asking import Client

from pellucid.app.serve.wire import Kind
from pellucid.exhibits import latent
from pellucid.exhibits.exhibit import Tools
from pellucid.studio.recipe import Recipe
from pellucid.studio.walks import walk

A = Recipe("a snail on a mushroom", seed=7, steps=6)


def correlated(count=400, channels=6):
    cells = torch.randn(count, channels, generator=torch.Generator().manual_seed(1))
    return cells @ torch.randn(channels, channels, generator=torch.Generator().manual_seed(2))


def test_what_is_kept_equals_the_variance_of_what_can_be_rebuilt():
    cells = correlated()
    axes = latent.principal(cells)
    centred = cells - cells.mean(0)
    rebuilt = centred @ axes.T @ axes
    share = 1 - float((centred - rebuilt).square().sum() / centred.square().sum())
    assert latent.kept(cells, axes) == pytest.approx(share, abs=1e-5)


def test_no_other_three_directions_keep_more():
    cells = correlated()
    best = latent.kept(cells, latent.principal(cells))
    for seed in range(20):
        other = torch.randn(6, 6, generator=torch.Generator().manual_seed(seed))
        axes = torch.linalg.qr(other).Q[:3]
        assert latent.kept(cells, axes) <= best + 1e-6


def test_of_shapeless_noise_three_directions_of_four_keep_three_quarters():
    noise = torch.randn(100_000, 4, generator=torch.Generator().manual_seed(3))
    assert latent.kept(noise, latent.principal(noise)) == pytest.approx(0.75, abs=0.01)


def test_directions_are_of_length_one_square_to_each_other_and_turned_one_way():
    axes = latent.principal(correlated())
    assert torch.allclose(axes @ axes.T, torch.eye(3), atol=1e-5)
    for axis in axes:
        assert axis[axis.abs().argmax()] > 0
    assert torch.allclose(axes, latent.principal(-correlated()), atol=1e-4)


def test_three_channels_are_kept_whole():
    cells = correlated(channels=3)
    assert latent.kept(cells, latent.principal(cells)) == pytest.approx(1)


def test_the_page_is_told_what_the_stored_latents_say():
    with fake.serving() as url:
        client = Client(url)
        plan = client.plan("latent", prompt=A.prompt, seed=7, steps=6)
        (told,) = [
            json.loads(record.payload)
            for record in client.stream(plan["job"])
            if record.kind == Kind.RESULT
        ]
        raw = client.get(f"/w/{plan['walks'][0]['key']}/latents.bin").data
    both = np.frombuffer(raw, "<f2").reshape(2, 7, *told["shape"]).astype(np.float64)
    for name, data in (("walk", both[1]), ("picture", both[1, -1:]), ("channels", both[1])):
        cells = np.moveaxis(data, 1, -1).reshape(-1, told["shape"][0])
        shown = cells @ np.array(told["bases"][name]["axes"]).T
        share = shown.var(0, ddof=1).sum() / cells.var(0, ddof=1).sum()
        assert told["bases"][name]["kept"] == pytest.approx(share, abs=1e-4)


def test_a_picture_needs_fewer_directions_than_the_noise_it_came_from():
    engine = fake.engine()
    told = latent.measure([walk(engine, A)], A, latent.Params(), Tools(engine))
    assert told["own"][0] == pytest.approx(0.76, abs=0.02)
    assert told["own"][-1] > 0.95
    assert told["shape"] == [4, 32, 32]
    assert told["pixels"] == [256, 256, 3]
