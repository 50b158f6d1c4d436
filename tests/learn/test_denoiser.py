"""The denoiser's task: what is drawn and marked while it learns."""

import pytest
import tiny
import torch

from pellucid.learn.denoiser import Sampler


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
