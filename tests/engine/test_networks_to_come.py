"""Networks that are not here yet go through the same doors: control, adapters, joint attention."""

from dataclasses import replace

import pytest
import tiny
import torch
from torch import Tensor, nn

from pellucid.denoise import Cond, Steered
from pellucid.engine.backend import Torch
from pellucid.engine.latent import assemble
from pellucid.engine.memory import Remembering
from pellucid.engine.plan import describe, guided
from pellucid.nets.blocks import Looking
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.weights import Weights, build
from pellucid.precondition import FLOW, Preconditioned
from pellucid.recipe.edits import Guidance
from pellucid.recipe.recipe import Recipe
from pellucid.record.walks import watch
from pellucid.schedule import Flow

A = Recipe("a snail on a mushroom", seed=7, steps=3)


class Controlled(DiT):
    """A network that is shown a picture besides its words, and hears nothing of it at birth."""

    def __init__(self, config: DiTConfig) -> None:
        super().__init__(config)
        self.control = nn.Conv2d(3, config.channels, 1)
        nn.init.zeros_(self.control.weight)
        nn.init.zeros_(self.control.bias)

    def read(self, cond: Cond) -> tuple[Tensor, ...]:
        return self.control(cond.extra["depth"]), *super().read(cond)

    def look(self, x: Tensor, clock: Tensor, added: Tensor, *said: Tensor) -> Tensor:
        return super().look(x + added, clock, *said)


def controlled(silent: bool) -> Controlled:
    network = Controlled(tiny.DENOISER)
    network.load_state_dict(tiny.networks()[0].state_dict(), strict=False)
    if not silent:
        nn.init.constant_(network.control.weight, 0.3)
    return network.eval().requires_grad_(requires_grad=False)


def shown(engine, prompt: str, depth: float) -> Cond:
    return replace(engine.read([prompt]), extra={"depth": torch.full((1, 3, 8, 8), depth)})


def model(network: nn.Module) -> Preconditioned:
    look = Torch().compile(network, "look", "")
    return Preconditioned(Remembering(network, look), FLOW, Flow().time)


def test_a_network_with_control_inputs_is_guided_steered_and_watched():
    plain, engine = tiny.engine(), replace(tiny.engine(), model=model(controlled(silent=False)))
    silent = model(controlled(silent=True))
    toward, away = shown(engine, A.prompt, 1.0), shown(engine, "", 1.0)
    x = torch.randn(1, 4, 8, 8)
    unheard = guided(silent, toward, away, 5.0)(x, 1.0)
    assert torch.equal(unheard, plain.plan(A).denoise(x, 1.0))
    heard = guided(engine.model, toward, away, 5.0)
    assert (heard(x, 1.0) - unheard).abs().max() > 0.01
    far = guided(engine.model, shown(engine, A.prompt, -1.0), away, 5.0)
    assert not torch.equal(far(x, 1.0), heard(x, 1.0))
    steered = Steered(heard, lambda _x, x0, _sigma: -x0.square().sum((1, 2, 3)))
    moments = list(watch(replace(plain.plan(A), denoise=steered, ladder=(3.0, 1.0, 0.0))))
    assert all(0 < moment.pull < 100 for moment in moments[:-1])


def adapted(weights: Weights, scale: float, rank: int = 2) -> Weights:
    """Merge an adapter into the matrices of a network: W + scale B A (LoRA, arXiv 2106.09685)."""
    own, merged = torch.Generator().manual_seed(4), {}
    for name, value in weights.tensors.items():
        if name.endswith("attention.qkv.weight"):
            up, down = (torch.randn(size, rank, generator=own) / size**0.5 for size in value.shape)
            value = value + scale * up @ down.T  # noqa: PLW2901
        merged[name] = value
    return replace(weights, tensors=merged)


def test_an_adapter_is_merged_into_the_weights_and_composes_with_control():
    network, codec = tiny.networks()
    config = {name: getattr(network.config, name) for name in DiTConfig.__dataclass_fields__}
    weights = Weights("denoiser", config, {}, network.state_dict())

    def engine(scale: float):
        made = build(adapted(weights, scale), DiT, DiTConfig)
        return assemble("garden", made, codec, tiny.Toy(), Torch(), f"tiny+{scale}")

    ends = [list(engine(scale).draw(A))[-1].x_next for scale in (0.0, 1.0)]
    assert torch.equal(ends[0], list(tiny.engine().draw(A))[-1].x_next)
    assert (ends[1] - ends[0]).abs().max() > 0.01
    both = controlled(silent=False)
    both.load_state_dict(dict(adapted(weights, 1.0).tensors), strict=False)
    cond = shown(tiny.engine(), A.prompt, 1.0)
    x, t = torch.randn(1, 4, 8, 8), torch.full((1,), 0.5)
    assert not torch.equal(both(x, t, cond), controlled(silent=False)(x, t, cond))


class Joint(Looking):
    """Words and picture attend to one another, and words change too (as in SD3's MMDiT)."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.cells = nn.Linear(16, 32), nn.Linear(4, 32)
        self.clock, self.out = nn.Linear(32, 32), nn.Linear(32, 4)
        self.blocks = nn.ModuleList(nn.MultiheadAttention(32, 2, batch_first=True) for _ in "ab")

    def read(self, cond: Cond) -> tuple[Tensor, ...]:
        strength = torch.where(cond.mask.float() > 0, cond.mask.float(), 1e-9).log()
        return self.words(cond.tokens), strength, self.words(cond.summary)

    def look(self, x: Tensor, clock: Tensor, words: Tensor, strength: Tensor) -> Tensor:
        cells = self.cells(x.flatten(2).transpose(1, 2)) + clock[:, None]
        both = torch.cat([words, cells], 1)
        hidden = torch.cat([strength, strength.new_zeros(cells.shape[:2])], 1)
        hidden = hidden[:, None].repeat_interleave(2, 0).expand(-1, both.shape[1], -1)
        for block in self.blocks:
            both = both + block(both, both, both, attn_mask=hidden, need_weights=False)[0]
        return self.out(both[:, words.shape[1] :]).transpose(1, 2).view_as(x)


@pytest.mark.parametrize("height", [8, 12])
def test_a_network_of_another_build_and_a_canvas_of_another_shape_need_nothing_new(height):
    torch.manual_seed(0)
    network = Joint().eval().requires_grad_(requires_grad=False)
    other = replace(tiny.engine(), model=model(network))
    plan = other.plan(replace(A, edits=(Guidance(0.5),)))
    plan = replace(plan, start=torch.zeros(1, 4, height, 8))
    moments = list(watch(plan))
    assert moments[-1].x0.shape == (1, 4, height, 8)
    assert all(moment.pull > 0 for moment in moments[:-1])
    assert "Joint, predicting flow" in describe(plan.denoise)
