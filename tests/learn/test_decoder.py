"""The decoders' task: pictures from latents as a denoiser leaves them."""

import dataclasses
import math

import numpy as np
import pytest
import torch

from pellucid.data.sources import SOURCES
from pellucid.data.world import scene
from pellucid.learn import decoder
from pellucid.learn.codec import load_codec
from pellucid.learn.decoder import Redrawn, open_redraw
from pellucid.learn.losses import CodecLoss, DecoderLoss, psnr
from pellucid.learn.scenes import complete, open_arrays, paint
from pellucid.learn.task import Workspace
from pellucid.learn.trainer import Trainer, Training, train
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.critic import Critic
from pellucid.nets.precision import quick
from pellucid.nets.weights import SHIPPED
from pellucid.pixels import as_tensor

SMALL = AutoencoderConfig(latent=4, encoder=(8, 12, 16), decoder=(24, 16, 8), preview=16)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    path = tmp_path_factory.mktemp("desk")
    return Workspace(path / "data", path / "run", SHIPPED, scenes=2)


@pytest.fixture(scope="module")
def redraw(workspace):
    return open_redraw(workspace)


@pytest.mark.training
@pytest.mark.slow
def test_what_is_redrawn_is_the_scene_s_own_and_no_other_s(redraw):
    ones = [scene(1, index) for index in range(3)]
    both = [redraw(1, i, one.picture(), one.caption(0)) for i, one in enumerate(ones)]
    clean, drawn = torch.from_numpy(np.stack(both)).float().unbind(1)
    pictures = as_tensor(np.stack([one.picture() for one in ones]))
    torch.testing.assert_close(clean, redraw.codec.encode(pictures), rtol=1e-3, atol=1e-2)
    apart = (drawn[:, None] - clean[None]).square().mean((2, 3, 4))
    assert apart.argmin(1).tolist() == [0, 1, 2]
    assert (apart.diagonal() > 0.005).all()  # and yet not what the encoder made
    again = redraw(1, 2, ones[2].picture(), ones[2].caption(0))
    assert np.array_equal(again, both[2])


@pytest.mark.training
def test_the_deeper_a_scene_is_hidden_the_less_of_it_comes_back(redraw, monkeypatch):
    one, lost = scene(1, 5), []
    for level in (0.2, 0.6, 1.5):
        monkeypatch.setattr(decoder, "NOISY", (level, level))
        clean, drawn = redraw(1, 5, one.picture(), one.caption(0)).astype(np.float32)
        lost.append(float(np.square(drawn - clean).mean()))
    assert lost == sorted(lost)
    assert lost[-1] > 2 * lost[0]


@pytest.fixture
def contest():
    """A codec, a critic, latents and their picture, all random."""
    torch.manual_seed(0)
    codec, picture = Autoencoder(SMALL).eval(), torch.rand(2, 3, 64, 64) * 2 - 1
    for weight in codec.decoder.parameters():
        torch.nn.init.normal_(weight, std=0.1)
    with quick(), torch.no_grad():
        latent = codec.encode(picture)
    return torch.nn.ModuleDict({"codec": codec, "critic": Critic(8).eval()}), latent, picture


def test_what_the_codec_learns_is_its_own_loss_and_a_share_of_the_critic_s(contest):
    both, latent, picture = contest
    weight = both["codec"].decoder[0].weight

    def pull(loss):
        (gradient,) = torch.autograd.grad(loss, weight)
        return gradient

    plain = CodecLoss(noise=0.0, halved=0.0, mirrored=0.0)
    own = pull(plain(both["codec"], (picture, torch.Generator())))
    alone = pull(DecoderLoss(share=0.0)(both, (latent, picture)))
    torch.testing.assert_close(alone, own, rtol=1e-3, atol=1e-5)
    with_critic, louder = (pull(DecoderLoss(share=s)(both, (latent, picture))) for s in (0.2, 0.4))
    torch.testing.assert_close(louder - own, 2 * (with_critic - own), rtol=0.05, atol=1e-4)
    assert (with_critic - own).norm() > 1e-3


def test_the_critic_learns_from_the_pair_and_not_from_the_decoder_s_wish(contest):
    both, latent, picture = contest
    grown = []
    for share in (0.0, 0.4):
        both.zero_grad()
        DecoderLoss(share=share)(both, (latent, picture)).backward()
        grown.append([value.grad.clone() for value in both["critic"].parameters()])
    for quiet, loud in zip(*grown, strict=True):
        torch.testing.assert_close(quiet, loud)
    assert any(value.abs().sum() > 0 for value in grown[0])


@pytest.mark.training
def test_a_critic_learns_to_tell_painted_from_drawn_patch_by_patch():
    torch.manual_seed(0)
    critic = Critic(8)
    smooth = torch.rand(8, 3, 1, 1).expand(8, 3, 64, 64)
    rough = smooth + 0.3 * torch.randn(8, 3, 64, 64)
    optimiser = torch.optim.Adam(critic.parameters(), 2e-3)
    for _ in range(60):
        optimiser.zero_grad()
        ((1 - critic(rough)).relu().mean() + (1 + critic(smooth)).relu().mean()).backward()
        optimiser.step()
    half = torch.cat([rough[..., :32], smooth[..., :32]], -1)
    told = critic.eval()(half)
    assert told.shape == (8, 1, 8, 8)
    assert told[..., :3].min() > told[..., 5:].max()


def numbered(count, first=0):
    """Pictures of one value each, and latents of the same: clean ones plain, redrawn ones + 1/2."""
    values = np.arange(first, first + count)
    pictures = np.broadcast_to(values[:, None, None, None], (count, 16, 16, 3)).astype(np.uint8)
    both = values[:, None] + np.array([0.0, 0.5])
    return pictures, np.broadcast_to(both[..., None, None, None], (count, 2, 4, 2, 2)).astype("f2")


def test_a_latent_comes_with_its_own_picture_and_some_are_clean():
    pairs = Redrawn([numbered(20), numbered(20, 20)], seed=3, grain=0.0)
    latents, pictures = pairs(range(600))
    values = (pictures[:, 0, 0, 0] + 1) * 127.5
    above = latents[:, 0, 0, 0] - values.round()
    assert latents.shape == (600, 4, 2, 2)
    assert set(above.tolist()) == {0.0, 0.5}
    assert (above == 0).double().mean().item() == pytest.approx(pairs.clean, abs=0.06)
    assert values.round().unique().numel() == 40
    assert torch.equal(latents[100:110], pairs(range(100, 110))[0])


@pytest.mark.training
def test_clean_latents_have_grain_and_redrawn_ones_are_as_they_are():
    quiet = Redrawn([numbered(20)], seed=3, grain=0.0)
    rough = dataclasses.replace(quiet, grain=0.08)
    (plain, pictures), (grainy, same) = quiet(range(200)), rough(range(200))
    moved = (plain - grainy).abs().amax((1, 2, 3))
    assert torch.equal(pictures, same)
    assert ((moved > 0) == (plain[:, 0, 0, 0] % 1 == 0)).all()
    assert moved.max() < 0.5


def test_arrays_of_any_size_are_kept_as_pictures_are(tmp_path):
    path, asked = tmp_path / "a.bytes", []

    def array(index):
        asked.append(index)
        return np.full((2, 3), index, np.float16)

    assert list(paint(path, 2, array, 12)) == [1, 2]
    with path.open("ab") as file:
        file.write(b"part")
    assert list(paint(path, 4, array, 12)) == [3, 4]
    kept = complete(path, 6, array, (2, 3), np.float16)
    assert asked == [0, 1, 2, 3, 4, 5]
    assert kept.tolist() == [[[i] * 3] * 2 for i in range(6)]
    assert len(open_arrays(path, 3, (2, 3), np.float16)) == 3


@pytest.mark.training
@pytest.mark.slow
def test_the_encoder_does_not_move_while_the_decoders_learn(workspace, tmp_path):
    task = decoder.task(workspace, [SOURCES["garden"]])
    trainer = Trainer(task.network, Training(steps=2, batch=1, muon=(), half=False))
    before = {name: value.clone() for name, value in trainer.network.state_dict().items()}
    for state in train(trainer, task.objective, task.batches):
        assert math.isfinite(state.loss)
    for name, value in trainer.network.state_dict().items():
        kept = name.startswith(("codec.encoder", "codec.normalise"))
        free = name.startswith("critic.") or "num_batches" in name
        assert torch.equal(value, before[name]) == kept or free, name
    told = task.report(trainer.average)
    assert told["dB"] > told["redrawn dB"] > 15
    task.picture(trainer.average, tmp_path / "decoder.png")
    assert (tmp_path / "decoder.png").stat().st_size > 10_000
    assert (task.kind, task.name) == ("codec", "decoder")
    shipped = load_codec(SHIPPED / "garden-codec.safetensors")
    assert task.finish(trainer.average).state_dict().keys() == shipped.state_dict().keys()


@pytest.mark.slow
def test_decoders_learn_to_forgive_what_was_redrawn_and_keep_what_was_clean(workspace):
    task = decoder.task(workspace, [SOURCES["garden"]])
    taught = Training(steps=40, batch=2, adam=2e-4, warmup=5, muon=(), half=False)
    trainer = Trainer(task.network, taught)
    latent, picture = task.batches(range(2))
    latent, picture = latent[..., 8:24, 8:24], picture[..., 64:192, 64:192]
    for _ in range(40):
        trainer.learn(task.objective(trainer.worker, (latent, picture)))

    def right(codec):
        with torch.no_grad():
            return psnr(codec.eval().decode(latent), picture).mean().item()

    assert (
        right(task.finish(trainer.average))
        > right(load_codec(SHIPPED / "garden-codec.safetensors")) + 0.3
    )
