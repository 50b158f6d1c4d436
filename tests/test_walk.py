import math
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from pellucid.denoise import Guided, Level, Masked
from pellucid.ladders import churn, even, karras, repaint
from pellucid.noise import START, Seeded
from pellucid.oracle import Gaussian, Mixture
from pellucid.schedule import Flow, LogUniform
from pellucid.solvers import SOLVERS, dpmpp_2m, euler, heun
from pellucid.walk import Step, sample

GAUSSIAN = Gaussian(0.7, 0.5)
LADDERS = {
    "even": even(Flow(), 12),
    "karras": karras(LogUniform(), 12),
    "churned": churn(karras(LogUniform(), 6), 2.0),
    "repainted": repaint(even(Flow(), 9), 3, 2),
}
SEEDS = [3, 1, 4]


def start(ladder: tuple[float, ...], seeds: list[int]) -> Tensor:
    return ladder[0] * Seeded(seeds)(torch.empty(len(seeds), 2, 4), START)


def curved(x: Tensor, sigma: Level) -> Tensor:
    """A denoiser that is not linear, and looks at each picture alone."""
    return (x / (1 + sigma)).tanh() + 0.1 * GAUSSIAN(x, sigma)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("ladder", LADDERS)
def test_resuming_from_any_stored_step_gives_the_same_end_bit_for_bit(
    solver: str, ladder: str
) -> None:
    rungs, noise = LADDERS[ladder], Seeded(SEEDS)
    whole = list(sample(curved, start(rungs, SEEDS), rungs, SOLVERS[solver], noise))
    for count, stored in enumerate(whole[:-1], 1):
        rest = list(
            sample(
                curved,
                stored.x_next,
                rungs[stored.index + 1 :],
                SOLVERS[solver],
                noise,
                past=whole[:count],
            )
        )
        assert len(rest) == len(whole) - count
        for again, before in zip(rest, whole[count:], strict=True):
            assert again.index == before.index
            assert torch.equal(again.x, before.x)
            assert torch.equal(again.x0, before.x0)
            assert torch.equal(again.x_next, before.x_next)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_picture_does_not_depend_on_its_batch(solver: str) -> None:
    rungs = LADDERS["churned"]
    *_, together = sample(curved, start(rungs, SEEDS), rungs, SOLVERS[solver], Seeded(SEEDS))
    for i, seed in enumerate(SEEDS):
        *_, alone = sample(curved, start(rungs, [seed]), rungs, SOLVERS[solver], Seeded([seed]))
        assert torch.equal(alone.x_next, together.x_next[i : i + 1])


def test_same_seed_same_picture_other_seed_other_picture() -> None:
    rungs = LADDERS["even"]
    ends = []
    for seed in (5, 5, 6):
        *_, last = sample(curved, start(rungs, [seed]), rungs, dpmpp_2m, Seeded([seed]))
        ends.append(last.x_next)
    assert torch.equal(ends[0], ends[1])
    assert not torch.equal(ends[0], ends[2])


def test_closing_the_walk_stops_the_model() -> None:
    asked: list[float] = []

    def counting(x: Tensor, sigma: Level) -> Tensor:
        asked.append(float(sigma))
        return curved(x, sigma)

    rungs = LADDERS["even"]
    walk = sample(counting, start(rungs, SEEDS), rungs, heun, Seeded(SEEDS))
    assert asked == []
    next(walk)
    next(walk)
    assert len(asked) == 4
    walk.close()
    assert list(walk) == []
    assert len(asked) == 4


def test_steps_follow_the_ladder_and_each_other() -> None:
    rungs = LADDERS["karras"]
    steps = list(sample(curved, start(rungs, SEEDS), rungs, euler, Seeded(SEEDS)))
    assert [step.index for step in steps] == list(range(12))
    assert [(step.sigma, step.sigma_next) for step in steps] == list(pairwise(rungs))
    assert all(before.x_next is after.x for before, after in pairwise(steps))


def test_on_the_last_rung_the_picture_is_the_guess() -> None:
    for name, solver in SOLVERS.items():
        *_, last = sample(
            curved, start(LADDERS["even"], SEEDS), LADDERS["even"], solver, Seeded(SEEDS)
        )
        assert last.sigma_next == 0, name
        assert torch.equal(last.x_next, last.x0), name


def test_a_climb_adds_noise_asks_nothing_and_leaves_a_gap_in_the_indices() -> None:
    rungs, noise = (2.0, 1.0, 3.0, 1.5, 0.0), Seeded(SEEDS)
    steps = list(sample(curved, start(rungs, SEEDS), rungs, dpmpp_2m, noise))
    assert [step.index for step in steps] == [0, 2, 3]
    assert [(step.sigma, step.sigma_next) for step in steps] == [(2, 1), (3, 1.5), (1.5, 0)]
    climbed = steps[0].x_next + math.sqrt(8) * noise(steps[0].x_next, 1)
    assert torch.equal(steps[1].x, climbed)
    assert torch.equal(steps[1].x_next, steps[1].x0.lerp(climbed, 0.5))  # with no past: Euler


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_rung_that_is_repeated_is_no_step_at_all(solver: str) -> None:
    """And a walk over it resumes anywhere; only the indices, and so the fresh noise, move on."""
    plain, twice = (4.0, 2.0, 1.0, 0.5, 0.0), (4.0, 4.0, 2.0, 1.0, 1.0, 1.0, 0.5, 0.0, 0.0)
    numbers = {4.0: 1, 2.0: 2, 1.0: 5, 0.5: 6}  # where each rung is left for good
    step, x, seeded = SOLVERS[solver], start(plain, SEEDS), Seeded(SEEDS)
    once = sample(curved, x, plain, step, lambda like, i, *_: seeded(like, numbers[plain[i]]))
    steps = list(sample(curved, x, twice, step, seeded))
    assert [here.index for here in steps] == [1, 2, 5, 6]
    for one, other in zip(once, steps, strict=True):
        assert torch.equal(one.x_next, other.x_next)
    for place, here in enumerate(steps[:-1], 1):
        rest = twice[here.index + 1 :]
        *_, last = sample(curved, here.x_next, rest, step, seeded, past=steps[:place])
        assert torch.equal(last.x_next, steps[-1].x_next)


def test_a_walk_leaves_its_start_alone_and_builds_no_graph() -> None:
    rungs = LADDERS["even"]
    x = start(rungs, SEEDS)
    before, gain = x.clone(), torch.ones(1, requires_grad=True)
    for step in sample(lambda x, s: curved(x, s) * gain, x, rungs, heun, Seeded(SEEDS)):
        assert torch.is_grad_enabled()
        assert not step.x_next.requires_grad
    assert torch.equal(x, before)


def test_a_walk_can_end_above_zero_and_go_on_from_there() -> None:
    rungs = LADDERS["karras"]
    *_, whole = sample(curved, start(rungs, SEEDS), rungs, euler, Seeded(SEEDS))
    *_, half = sample(curved, start(rungs, SEEDS), rungs[:7], euler, Seeded(SEEDS))
    assert half.sigma_next == rungs[6]
    *_, rest = sample(curved, half.x_next, rungs[6:], euler, Seeded(SEEDS))
    assert torch.equal(rest.x_next, whole.x_next)


def test_an_inpainted_walk_keeps_what_is_known_to_the_bit_whatever_the_solver() -> None:
    known, mask = torch.ones(3, 2, 4), torch.zeros(3, 2, 4, dtype=torch.bool)
    mask[..., :2] = True
    masked = Masked(Guided(curved, GAUSSIAN, 3.0), known, mask)
    for solver in SOLVERS.values():
        for rungs in LADDERS.values():
            *_, last = sample(masked, start(rungs, SEEDS), rungs, solver, Seeded(SEEDS))
            assert torch.equal(last.x_next[~mask], known[~mask])


def test_repainting_brings_the_free_half_into_agreement_with_the_known_half() -> None:
    """Two modes, (1, 1) and (-1, -1): knowing the first number tells the second."""
    modes = Mixture(torch.tensor([[1.0, 1.0], [-1.0, -1.0]]), 0.3, torch.ones(2))
    count, known = 600, torch.ones(600, 2)
    masked = Masked(modes, known, torch.tensor([False, True]))
    plain = karras(LogUniform(0.02, 10), 20)
    right = []
    for rungs in (plain, repaint(plain, 5, 5)):
        noise = Seeded(range(count))
        x = rungs[0] * noise(torch.empty(count, 2), START)
        *_, last = sample(masked, x, rungs, SOLVERS["ancestral"], noise)
        right.append((last.x_next[:, 1] > 0).float().mean().item())
    assert right[0] < right[1] - 0.05


def test_a_step_is_data() -> None:
    x = torch.zeros(1, 1)
    step = Step(0, 2.0, 1.0, x, x, x)
    with pytest.raises(AttributeError):
        step.sigma = 3.0  # type: ignore[misc]
