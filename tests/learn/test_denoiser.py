"""The denoiser's lesson: what is drawn and marked while it learns."""

from dataclasses import asdict

import pytest
import tiny
import torch

from pellucid.data.world import ATTRIBUTES
from pellucid.judge.judge import Judge, JudgeConfig
from pellucid.learn.denoiser import Sampler, marks
from pellucid.learn.mix import ELSEWHERE
from pellucid.learn.task import Workspace, file_name
from pellucid.nets.weights import Weights, save


@pytest.fixture
def network():
    torch.manual_seed(0)
    made, _ = tiny.networks()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    return made


@pytest.fixture
def easel():
    def decode(latents):
        return torch.nn.functional.interpolate(latents[:, :3], (256, 256))

    return Sampler(tiny.Toy(), decode, steps=3)


def test_a_picture_depends_on_its_own_prompt_and_seed_alone(network, easel):
    prompts, seeds = [f"snail {number}" for number in range(18)], range(18)
    together = easel.draw(network, prompts, seeds)
    assert together.shape == (18, 3, 256, 256)
    alone = torch.cat([easel.draw(network, [p], [s]) for p, s in zip(prompts, seeds, strict=True)])
    torch.testing.assert_close(alone, together, rtol=0, atol=0.05)  # bfloat16
    assert (together[0] - together[17]).abs().mean() > 0.1


def test_drawing_leaves_the_network_as_it_is(network, easel):
    before = {name: value.clone() for name, value in network.state_dict().items()}
    easel.draw(network, ["a bee"], [0])
    after = network.state_dict()
    assert all(value.dtype == torch.float32 for value in after.values())
    assert all(torch.equal(value, before[name]) for name, value in after.items())


def test_marks_are_shares_of_captions_and_none_without_a_judge(network, easel, tmp_path):
    desk = Workspace(tmp_path, tmp_path, tmp_path)
    assert marks(easel, desk, ["garden", "sky"], network) == {}
    for kind, vocabulary in {"judge": ATTRIBUTES, "places-judge": ELSEWHERE}.items():
        small = Judge(JudgeConfig(vocabulary, (8, 8, 8), 8, fine=4, side=128))
        weights = Weights(kind, asdict(small.config), {}, small.state_dict())
        save(tmp_path / file_name(kind), weights)
    told = marks(easel, desk, ["garden", "sky"], network, count=5)
    assert list(told) == ["objects", "everything", "sky"]
    assert 0 <= told["everything"] <= told["objects"] <= 1
    assert 0 <= told["sky"] <= 1
    assert all(5 * told[name] == pytest.approx(round(5 * told[name])) for name in list(told)[:2])
