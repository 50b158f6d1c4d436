"""Inside the latent: what is printed of its variance is what its numbers have."""

import json
import shutil
from dataclasses import replace

import fake
import numpy as np
import pytest
import torch
from asking import Client
from safetensors.torch import save_file
from watching import walk

from derive.cells import spread
from pellucid.app.serve.records import Kind
from pellucid.engine.shelf import Shelf
from pellucid.exhibits import latent
from pellucid.exhibits.exhibit import BaseParams
from pellucid.learn.latents import StoreError, shard_path
from pellucid.nets.weights import SHIPPED
from pellucid.recipe.recipe import Recipe
from pellucid.record.distances import share_kept

A = Recipe("a snail on a mushroom", seed=7, steps=6)


def correlated(count=400, channels=6):
    cells = torch.randn(count, channels, generator=torch.Generator().manual_seed(1))
    return cells @ torch.randn(channels, channels, generator=torch.Generator().manual_seed(2))


def kept(cells, axes):
    return share_kept(cells.numpy(), axes.numpy())


def test_what_is_kept_equals_the_variance_of_what_can_be_rebuilt():
    cells = correlated()
    axes = latent.principal(cells)
    centred = cells - cells.mean(0)
    rebuilt = centred @ axes.T @ axes
    share = 1 - float((centred - rebuilt).square().sum() / centred.square().sum())
    assert kept(cells, axes) == pytest.approx(share, abs=1e-5)


def test_no_other_three_directions_keep_more():
    cells = correlated()
    best = kept(cells, latent.principal(cells))
    for seed in range(20):
        other = torch.randn(6, 6, generator=torch.Generator().manual_seed(seed))
        axes = torch.linalg.qr(other).Q[:3]
        assert kept(cells, axes) <= best + 1e-6


def test_of_shapeless_noise_three_directions_of_four_keep_three_quarters():
    noise = torch.randn(100_000, 4, generator=torch.Generator().manual_seed(3))
    assert kept(noise, latent.principal(noise)) == pytest.approx(0.75, abs=0.01)


def test_directions_are_of_length_one_square_to_each_other_and_turned_one_way():
    axes = latent.principal(correlated())
    assert torch.allclose(axes @ axes.T, torch.eye(3), atol=1e-5)
    for axis in axes:
        assert axis[axis.abs().argmax()] > 0
    assert torch.allclose(axes, latent.principal(-correlated()), atol=1e-4)


def test_three_channels_are_kept_whole():
    cells = correlated(channels=3)
    assert kept(cells, latent.principal(cells)) == pytest.approx(1)


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
    told = latent.measure([walk(engine, A)], A, BaseParams(), engine)
    assert told["own"][0] == pytest.approx(0.76, abs=0.02)
    assert told["own"][-1] > 0.95
    assert told["shape"] == [4, 32, 32]
    assert told["pixels"] == [256, 256, 3]


# The directions of training


def measured(prompt, engine):
    recipe = replace(A, prompt=prompt)
    return latent.measure([walk(engine, recipe)], recipe, BaseParams(), engine)


def test_a_colour_means_the_same_whatever_the_words():
    engine = fake.engine()
    first, second = (measured(words, engine)["bases"] for words in ("a snail", "a red tulip"))
    assert first["training"] == second["training"]
    assert first["walk"]["axes"] != second["walk"]["axes"]


def test_what_the_directions_of_training_keep_is_the_sum_of_their_eigenvalues():
    told = json.loads((SHIPPED / "garden-cells.json").read_text())
    values = np.linalg.eigvalsh(np.array(told["covariance"]))
    made = latent.fixed(Shelf().cells("garden"))
    assert made["kept"] == pytest.approx(values[-3:].sum() / values.sum(), abs=1e-12)
    assert made["spread"] == pytest.approx(values[-1] ** 0.5)
    assert 3 / len(values) < made["kept"] < 1  # more than of shapeless noise


def test_they_keep_of_cells_so_spread_what_they_say():
    """Drawn from a Gaussian with the shipped mean and covariance: counted, not derived."""
    known = Shelf().cells("garden")
    root = torch.linalg.cholesky(torch.tensor(known.covariance))
    noise = torch.randn(200_000, len(root), generator=torch.Generator().manual_seed(5))
    cells = noise @ root.T + torch.tensor(known.mean)
    made = latent.fixed(known)
    assert kept(cells, torch.tensor(made["axes"])) == pytest.approx(made["kept"], abs=0.004)
    assert torch.allclose(latent.principal(cells), torch.tensor(made["axes"]).float(), atol=0.06)


def test_they_are_of_length_one_square_to_each_other_and_turned_one_way():
    made = latent.fixed(Shelf().cells("garden"))
    axes = np.array(made["axes"])
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    assert all(axis[np.abs(axis).argmax()] > 0 for axis in axes)


def test_an_engine_that_was_not_measured_fits_its_walk():
    told = measured("a snail", replace(fake.engine(), spread=None))
    assert "training" not in told["bases"]
    assert set(told["bases"]) == {"walk", "picture", "channels"}


def test_the_shipped_measurement_is_of_the_shipped_codec():
    told = json.loads((SHIPPED / "garden-cells.json").read_text())
    assert told["codec"] == Shelf().manifest()["garden-codec.safetensors"]
    assert told["pictures"] > 10_000
    covariance = np.array(told["covariance"])
    assert np.allclose(covariance, covariance.T)
    assert np.allclose(np.diag(covariance), 1, atol=0.1)  # latents are stored with unit variance
    assert np.abs(told["mean"]).max() < 0.1


def test_a_measurement_of_another_codec_or_a_broken_one_is_none(tmp_path):
    for name in ("garden-codec.safetensors", "garden-cells.json"):
        shutil.copyfile(SHIPPED / name, tmp_path / name)
    assert Shelf(tmp_path).cells("garden") == Shelf().cells("garden") is not None
    (tmp_path / "garden-codec.safetensors").write_bytes(b"another codec")
    assert Shelf(tmp_path).cells("garden") is None
    (tmp_path / "garden-cells.json").write_text('{"codec": 1')
    assert Shelf(tmp_path).cells("garden") is None
    (tmp_path / "garden-cells.json").unlink()
    assert Shelf(tmp_path).cells("garden") is None
    assert Shelf(tmp_path / "nowhere").cells("garden") == Shelf().cells("garden")  # a lent codec


def test_a_store_is_measured_as_if_it_lay_in_memory(tmp_path):
    made = torch.randn(7, 4, 8, 8, generator=torch.Generator().manual_seed(2)) * 2 + 1
    made[:, 1] += made[:, 0]
    for number, part in enumerate((made[:3], made[3:])):
        save_file({"latents": part.half().contiguous()}, shard_path(tmp_path, number))
    save_file({"latents": made.half()}, shard_path(tmp_path, 3))  # behind a gap: not counted
    count, mean, covariance = spread(tmp_path)
    cells = made.half().double().movedim(1, -1).flatten(0, -2)
    assert count == 7
    assert torch.allclose(mean, cells.mean(0))
    assert torch.allclose(covariance, torch.cov(cells.T, correction=0))
    with pytest.raises(StoreError, match="train latents"):
        spread(tmp_path / "nowhere")
