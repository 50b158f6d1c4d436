"""The denoiser's task: what is drawn and marked while it learns."""

from dataclasses import asdict, replace

import pytest
import tiny
import torch
from small import SMALL_DIT, awake, noisy, words

from pellucid.learn.denoiser import Sampler, refuse_another_prediction
from pellucid.learn.task import Workspace, continue_from
from pellucid.learn.trainer import Trainer, Training, TrainingError, checkpoint, resume
from pellucid.nets.dit import DiT
from pellucid.nets.weights import Weights, save


@pytest.fixture
def network():
    torch.manual_seed(0)
    made, _ = tiny.networks()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    return made


@pytest.fixture
def sampler():
    def decode(latents):
        return torch.nn.functional.interpolate(latents[:, :3], (256, 256))

    return Sampler(tiny.Toy(), decode, steps=3)


def test_a_picture_depends_on_its_own_prompt_and_seed_alone(network, sampler):
    prompts, seeds = [f"snail {number}" for number in range(18)], range(18)
    together = sampler.draw(network, prompts, seeds)
    assert together.shape == (18, 3, 256, 256)
    alone = torch.cat(
        [sampler.draw(network, [p], [s]) for p, s in zip(prompts, seeds, strict=True)]
    )
    torch.testing.assert_close(alone, together, rtol=0, atol=0.05)  # bfloat16
    assert (together[0] - together[17]).abs().mean() > 0.1


def test_drawing_leaves_the_network_as_it_is(network, sampler):
    before = {name: value.clone() for name, value in network.state_dict().items()}
    sampler.draw(network, ["a bee"], [0])
    after = network.state_dict()
    assert all(value.dtype == torch.float32 for value in after.values())
    assert all(torch.equal(value, before[name]) for name, value in after.items())


@pytest.fixture
def trained(tmp_path):
    path = tmp_path / "garden-denoiser.safetensors"
    tensors = awake(SMALL_DIT).state_dict()
    save(path, Weights("denoiser", asdict(SMALL_DIT), {}, tensors))
    return path


def test_trained_weights_that_are_given_a_tail_draw_the_same_bits(trained):
    network, (x, t) = DiT(replace(SMALL_DIT, tail=(64, 2))).eval(), noisy(SMALL_DIT)
    workspace = Workspace(*[trained.parent] * 3)
    continue_from(workspace, network, "denoiser", new="tail.")
    assert torch.equal(network(x, t, words()), awake(SMALL_DIT)(x, t, words()))
    with pytest.raises(TrainingError, match="other sizes"):
        continue_from(workspace, network, "denoiser")


def test_weights_are_not_continued_with_another_prediction(trained):
    refuse_another_prediction(trained, SMALL_DIT)
    refuse_another_prediction(trained.with_name("none"), replace(SMALL_DIT, predicts="x0"))
    with pytest.raises(TrainingError, match="predicts flow, not x0; ask for --predict flow"):
        refuse_another_prediction(trained, replace(SMALL_DIT, predicts="x0"))


def test_a_run_is_not_resumed_with_another_prediction(tmp_path):
    def run() -> Trainer:
        return Trainer(DiT(SMALL_DIT), Training())

    path = tmp_path / "denoiser.checkpoint"
    checkpoint(path, run(), "denoiser", asdict(SMALL_DIT))
    assert resume(path, run(), "denoiser", asdict(SMALL_DIT))
    with pytest.raises(TrainingError):
        resume(path, run(), "denoiser", asdict(replace(SMALL_DIT, predicts="x0")))
