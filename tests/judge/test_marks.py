"""Marks on the way: how a denoiser in training does, where there is a judge."""

from dataclasses import asdict

import pytest
import tiny
import torch

from pellucid.data.sources import SOURCES
from pellucid.data.world import ATTRIBUTES
from pellucid.data.world.source import ELSEWHERE
from pellucid.judge.evaluate import marks
from pellucid.judge.judge import Judge, JudgeConfig
from pellucid.learn.denoiser import Sampler
from pellucid.learn.task import Workspace
from pellucid.nets.weights import Weights, save


def decode(latents):
    return torch.nn.functional.interpolate(latents[:, :3], (256, 256))


def test_marks_are_shares_of_captions_and_none_without_a_judge(tmp_path):
    network, _ = tiny.networks()
    sampler = Sampler(tiny.Toy(), decode, steps=3)
    mix = [SOURCES["garden"], SOURCES["sky"]]
    workspace = Workspace(tmp_path, tmp_path, tmp_path)
    assert marks(workspace, sampler, mix, network) == {}
    for kind, vocabulary in {"judge": ATTRIBUTES, "places-judge": ELSEWHERE}.items():
        small = Judge(JudgeConfig(vocabulary, (8, 8, 8), 8, fine=4, side=128))
        weights = Weights(kind, asdict(small.config), {}, small.state_dict())
        save(tmp_path / f"garden-{kind}.safetensors", weights)
    told = marks(workspace, sampler, mix, network, count=5)
    assert list(told) == ["objects", "everything", "sky"]
    assert 0 <= told["everything"] <= told["objects"] <= 1
    assert 0 <= told["sky"] <= 1
    assert all(5 * told[name] == pytest.approx(round(5 * told[name])) for name in list(told)[:2])
