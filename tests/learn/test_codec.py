"""The codec: small latents of unit variance, and pictures that come back."""

import math

import numpy as np
import pytest
import torch

from pellucid.data.sources import SOURCES
from pellucid.data.world import scene
from pellucid.learn import codec
from pellucid.learn.losses import CodecLoss, psnr, similarity
from pellucid.learn.scenes import SIZE, Crops, open_arrays, paint
from pellucid.learn.task import Workspace
from pellucid.learn.trainer import Trainer, Training, train
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig, Residual
from pellucid.nets.weights import Weights, save
from pellucid.pixels import as_tensor

SMALL = AutoencoderConfig(latent=4, encoder=(8, 12, 16), decoder=(24, 16, 8), preview=16)


def test_shapes_are_eight_times_smaller_for_any_size_that_divides():
    network = Autoencoder(SMALL).eval()
    for height, width in ((256, 256), (64, 96)):
        picture = torch.rand(2, 3, height, width) * 2 - 1
        latent = network.encode(picture)
        assert latent.shape == (2, 4, height // 8, width // 8)
        assert latent.dtype == torch.float32
        assert network.decode(latent).shape == picture.shape
        assert network.preview(latent).shape == (2, 3, height // 2, width // 2)


def test_latents_have_unit_variance_in_training_and_once_it_is_learned():
    torch.manual_seed(0)
    network = Autoencoder(SMALL)
    network.normalise.momentum = 0.2
    pictures = torch.stack([torch.rand(3, 1, 1) * torch.rand(3, 64, 64) for _ in range(16)]) * 2 - 1
    with torch.no_grad():
        for _ in range(60):
            latent = network.encode(pictures)
        assert latent.mean((0, 2, 3)).abs().max() < 1e-3
        assert (latent.std((0, 2, 3)) - 1).abs().max() < 0.05
        latent = network.eval().encode(pictures)
        assert latent.mean((0, 2, 3)).abs().max() < 0.05
        assert (latent.std((0, 2, 3)) - 1).abs().max() < 0.05


def test_unit_variance_is_made_exact_without_changing_a_picture():
    torch.manual_seed(0)
    network = Autoencoder(SMALL).eval()
    pictures = torch.rand(8, 3, 64, 64) * 2 - 1
    with torch.no_grad():
        network.normalise.running_var.copy_(torch.tensor([0.01, 0.2, 3.0, 40.0]))
        before, small = network(pictures), network.preview(network.encode(pictures))
        codec.to_unit_variance(network, pictures)
        latent = network.encode(pictures)
        assert (latent.std((0, 2, 3)) - 1).abs().max() < 1e-3
        torch.testing.assert_close(network.decode(latent), before, rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(network.preview(latent), small, rtol=1e-3, atol=1e-4)


def test_a_new_layer_is_the_identity():
    x = torch.randn(2, 8, 5, 5)
    assert torch.equal(Residual(8)(x), x)


def test_a_picture_does_not_depend_on_its_batch_or_on_memory_format():
    network = Autoencoder(SMALL).eval()
    pictures = torch.rand(3, 3, 64, 64) * 2 - 1
    whole = network(pictures)
    torch.testing.assert_close(network(pictures[1:2]), whole[1:2], rtol=1e-4, atol=1e-5)
    other = network.to(memory_format=torch.channels_last)
    torch.testing.assert_close(other(pictures), whole, rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_it_learns_one_picture_by_heart():
    torch.manual_seed(0)
    picture = torch.nn.functional.avg_pool2d(as_tensor(scene(0, 3).picture()[None]), 2)
    picture = picture[..., 40:88, 40:88]
    trainer = Trainer(
        Autoencoder(SMALL),
        Training(steps=150, batch=1, adam=4e-3, warmup=10, muon=(), half=False),
    )
    loss, own = CodecLoss(noise=0.0), torch.Generator().manual_seed(0)
    batch = (picture.repeat(2, 1, 1, 1), own)
    losses = [trainer.learn(loss(trainer.worker, batch))[0] for _ in range(150)]
    assert sum(losses[-20:]) < 0.35 * sum(losses[:20])
    trainer.average.eval()
    with torch.no_grad():
        assert psnr(trainer.average(picture), picture).item() > 22
        small = torch.nn.functional.avg_pool2d(picture, 2)
        assert psnr(trainer.average.preview(trainer.average.encode(picture)), small).item() > 16


def test_decibels_and_likeness_are_what_the_formulas_say():
    a = torch.rand(2, 3, 16, 16) - 0.5
    assert psnr(a, a + 0.2).tolist() == pytest.approx([20 * math.log10(2 / 0.2)] * 2, rel=1e-4)
    assert similarity(a, a).item() == pytest.approx(1.0, abs=1e-5)
    assert similarity(0.5 + a, 0.5 - a).item() < 0  # the same brightness, detail upside down
    soft = torch.nn.functional.avg_pool2d(a, 3, 1, 1)
    assert similarity(a, soft).item() < 0.9


def test_the_loss_is_nothing_for_equal_pictures_and_grows_with_every_difference():
    a = torch.rand(1, 3, 32, 32) * 2 - 1
    loss = CodecLoss()
    assert loss.distance(a, a).item() == pytest.approx(0.0, abs=1e-5)
    for other in (a + 0.1, torch.nn.functional.avg_pool2d(a, 3, 1, 1), a.flip(-1)):
        assert loss.distance(other, a).item() > 0.05
    near, far = (loss.distance(a + gap, a).item() for gap in (0.05, 0.2))
    assert near < far


def test_halving_and_mirroring_change_latent_and_picture_alike():
    picture, latent = torch.rand(2, 3, 64, 64), torch.rand(2, 4, 8, 8)
    for loss, shape in ((CodecLoss(halved=1.0), 32), (CodecLoss(halved=0.0, mirrored=1.0), 64)):
        small, target = loss._changed(latent, picture, torch.Generator())
        assert target.shape[-1] == shape
        assert small.shape[-1] == shape // 8
    assert torch.equal(target, picture.flip(-1))
    assert torch.equal(small, latent.flip(-1))


def numbered(index):
    return np.full((SIZE, SIZE, 3), index % 256, np.uint8)


def test_an_interrupted_painting_goes_on_where_it_stopped(tmp_path):
    path, painted = tmp_path / "p.bytes", []

    def counted(index):
        painted.append(index)
        return numbered(index)

    assert list(paint(path, 3, counted)) == [1, 2, 3]
    with path.open("ab") as file:
        file.write(b"half a picture")
    assert list(paint(path, 5, counted)) == [4, 5]
    assert list(paint(path, 4, counted)) == []
    assert painted == [0, 1, 2, 3, 4]
    pictures = open_arrays(path, 5)
    assert pictures.shape == (5, SIZE, SIZE, 3)
    assert [set(picture.flat) for picture in pictures] == [{0}, {1}, {2}, {3}, {4}]


def test_bytes_become_pictures_between_minus_one_and_one():
    picture = as_tensor(np.array([[[[0, 255, 51]]]], np.uint8))
    assert picture.flatten().tolist() == pytest.approx([-1.0, 1.0, -0.6])


def test_crops_are_functions_of_their_number():
    pictures = np.stack([scene(0, index).picture() for index in range(3)])
    crops = Crops(pictures, side=64, seed=4)
    whole, _ = crops(range(10, 30))
    parts = torch.cat([crops(range(10, 20))[0], crops(range(20, 30))[0]])
    assert torch.equal(whole, parts)
    assert not torch.equal(whole, crops(range(30, 50))[0])
    assert not torch.equal(whole, Crops(pictures, side=64, seed=5)(range(10, 30))[0])
    assert whole.shape == (20, 3, 64, 64)


@pytest.mark.training
def test_crops_come_from_everywhere_and_half_are_mirrored():
    row = np.arange(SIZE, dtype=np.uint8)
    picture = np.stack([np.tile(row, (SIZE, 1)), np.tile(row[:, None], (1, SIZE))] * 2, -1)[..., :3]
    taken, _ = Crops(picture[None], side=192)(range(400))
    values = (taken + 1) * 127.5
    left, right, top = values[:, 0, 0, 0], values[:, 0, 0, -1], values[:, 1, 0, 0]
    assert (left < right).double().mean().item() == pytest.approx(0.5, abs=0.08)
    assert torch.minimum(left, right).unique().numel() > 50
    assert (top.min().item(), top.max().item()) == pytest.approx((0, 64), abs=2)


@pytest.mark.training
def test_the_lesson_paints_teaches_reports_and_ships(tmp_path):
    workspace = Workspace(tmp_path / "data", tmp_path / "run", tmp_path / "none", scenes=3)
    task = codec.task(workspace, tuple(SOURCES.values()), SMALL)
    config = Training(steps=2, batch=2, adam=1e-3, warmup=1, muon=(), half=False)
    trainer = Trainer(task.network, config)
    states = list(train(trainer, task.objective, task.batches))
    assert all(math.isfinite(state.loss) for state in states)
    assert task.report(trainer.average)["dB"] > 5
    task.picture(trainer.average, tmp_path / "codec.png")
    assert (tmp_path / "codec.png").stat().st_size > 10_000
    path = tmp_path / "run" / "garden-codec.safetensors"
    tensors = trainer.average.state_dict()
    save(path, Weights("codec", task.sizes, {}, tensors), torch.float16)
    shipped = codec.load_codec(path)
    assert shipped.config == SMALL
    picture = as_tensor(scene(1, 0).picture()[None])
    torch.testing.assert_close(
        shipped(picture), trainer.average.eval()(picture), rtol=0.05, atol=0.02
    )


def test_latents_are_kept_by_encoder_so_decoders_may_learn_on(tmp_path):
    network, workspace = Autoencoder(SMALL), Workspace(tmp_path, tmp_path, tmp_path)

    def kept(name="garden"):
        path = tmp_path / "garden-codec.safetensors"
        save(path, Weights("codec", {}, {}, network.state_dict()), torch.float16)
        return codec.latents_of(workspace, SOURCES[name])

    first = kept()
    assert first.name == "garden"
    assert kept("hills").parent == first.parent
    for name, same in (("decoder.0.weight", True), ("encoder.1.weight", False)):
        with torch.no_grad():
            network.get_parameter(name).mul_(2)
        assert (kept() == first) == same, name
    network.normalise.running_var.mul_(2)
    assert kept() != first
    weight = network.get_parameter("encoder.1.weight")
    with torch.no_grad():
        weight[0] = 0.0
        other = kept()
        weight[0] = -0.0
    assert kept() == other


@pytest.mark.training
def test_pictures_from_everywhere_join_the_garden_s_and_are_painted_once(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path, tmp_path, tmp_path / "none", scenes=12)
    sources = tuple(SOURCES.values())
    pictures = codec._pictures(workspace, sources)
    assert len(pictures) == 12 + 6
    assert np.array_equal(pictures[3], scene(0, 3).picture())
    assert np.array_equal(pictures[12], scene(0, 0, place="hills").picture())
    assert np.array_equal(pictures[17], scene(0, 1, place="hills").picture())
    monkeypatch.setattr("pellucid.data.world.source.scene", None)
    assert np.array_equal(codec._pictures(workspace, sources), pictures)
