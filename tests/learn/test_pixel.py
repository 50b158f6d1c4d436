"""The pixel task: small pictures of the garden, every noise level, and a run that resumes."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pytest
import torch
from PIL import Image
from small import SMALL_UNET, awake
from test_latents import read
from test_trainer import equal

from pellucid.denoise import Cond
from pellucid.learn import latents, pixel
from pellucid.learn.latents import Latents, Shard
from pellucid.learn.losses import stream
from pellucid.learn.task import Workspace
from pellucid.learn.trainer import Trainer, Training, checkpoint, resume, train
from pellucid.nets.unet import UNet

SHARD = 4


@dataclass(frozen=True)
class Numbered:
    """Pictures whose grey is known from their number, with a white left edge."""

    name: str = "numbered"
    edition: str = "numbered-1"

    def scene(self, _, index):
        return Edged(index)


@dataclass(frozen=True)
class Edged:
    number: int

    def picture(self):
        picture = np.full((256, 256, 3), 100 + self.number, np.uint8)
        picture[:, :4] = 255
        return picture

    def caption(self, variant):
        return f"{self.number} {variant}"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setattr(latents, "SHARD", SHARD)
    return Workspace(tmp_path, tmp_path, tmp_path / "none")


MIX = (Numbered(),)


@pytest.mark.training
def test_a_store_holds_small_pictures_of_the_painted_ones(workspace):
    store = pixel.store_pixels(workspace, MIX, 2, read)
    seen = torch.cat([shard.latents for shard in store.shards])
    assert seen.shape == (8, 3, 64, 64)
    bytes_ = ((seen.float() + 1) * 127.5).round().int()
    assert bytes_[:, 0, 0, 9].tolist() == list(range(100, 108))
    assert bytes_[:, 0, :, 0].eq(255).all()
    assert len(pixel.store_pixels(workspace, MIX, 1, read)) == 4


def test_a_sample_is_always_the_same_and_shows_the_side_that_captions_tell(workspace):
    store = pixel.store_pixels(workspace, MIX, 1, read)
    assert (store(range(64)).x0[:, 0, 0, 0] > 0.9).all()
    whole, late = store(range(100, 116)), store(range(108, 116))
    for name in ("x0", "noise", "sigma"):
        assert torch.equal(getattr(whole, name)[8:], getattr(late, name))


def test_every_step_of_the_chain_comes_equally_often():
    steps = [pixel.any_step(stream(0, sample)) for sample in range(4000)]
    times = [round(float(pixel.CHAIN.time(sigma)) * 1000) for sigma in steps]
    assert 1 <= min(times) < 5
    assert 995 < max(times) <= 1000
    counts = Counter((time - 1) // 100 for time in times)
    assert all(330 < counts[tenth] < 470 for tenth in range(10))


def lively(seed=0, grain=16):
    """A store of pictures of grain x grain squares of random colours, at random noise levels."""
    own = torch.Generator().manual_seed(seed)
    squares = torch.rand(16, 3, grain, grain, generator=own) * 2 - 1
    shard = Shard(
        squares.repeat_interleave(16 // grain, 2).repeat_interleave(16 // grain, 3).half(),
        torch.randn(32 * 5, 384, generator=own).half(),
        torch.arange(0, 33 * 5, 5),
        torch.randn(32, 384, generator=own).half(),
    )
    return Latents(
        [shard],
        Cond(torch.zeros(1, 2, 384), torch.ones(1, 2, dtype=torch.bool), torch.zeros(1, 384)),
        level=pixel.any_step,
    )


@pytest.mark.training
def test_a_resumed_run_is_bit_equal_to_one_that_never_stopped(tmp_path):
    store, config = lively(), Training(steps=6, batch=4, adam=1e-3, muon=(), half=False)

    def taught(trainer, steps):
        states = train(trainer, pixel.pixel_loss, store)
        losses = [state.loss for state in islice(states, steps)]
        states.close()
        return losses

    through = Trainer(awake(SMALL_UNET), config)
    losses = taught(through, 6)
    part = Trainer(awake(SMALL_UNET), config)
    own = taught(part, 2)
    checkpoint(tmp_path / "run", part, pixel.KIND, {})
    part = Trainer(awake(SMALL_UNET, seed=9), config)
    assert resume(tmp_path / "run", part, pixel.KIND)
    own += taught(part, 4)
    assert own == losses
    assert equal(part, through)


@pytest.mark.training
def test_learning_lowers_the_loss():
    torch.manual_seed(0)
    config = Training(steps=60, batch=16, adam=2e-3, warmup=5, muon=(), half=False)
    trainer = Trainer(UNet(SMALL_UNET), config)
    samples = lively(grain=1)
    before = mistakes(trainer.network, samples)
    list(train(trainer, pixel.pixel_loss, samples))
    assert mistakes(trainer.network, samples) < 0.75 * before


def mistakes(network, samples):
    """The loss on samples that training has not come to."""
    with torch.no_grad():
        return pixel.pixel_loss(network, samples(range(10**6, 10**6 + 256))).item()


def test_the_sheet_shows_four_prompts_four_times(tmp_path):
    def toy(prompts):
        return Cond(
            torch.randn(len(prompts), 5, 384),
            torch.ones(len(prompts), 5, dtype=torch.bool),
            torch.randn(len(prompts), 384),
        )

    pixel.drawer(toy, ["a snail"] * 4, steps=2)(
        awake(replace(SMALL_UNET, side=64)), tmp_path / "sheet.png"
    )
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (4 * 192, 4 * 192)
