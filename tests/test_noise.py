from hashlib import sha256
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from pellucid.ladders import even, karras, repaint
from pellucid.noise import SMALL, START, Brownian, Seeded
from pellucid.oracle import Mixture
from pellucid.schedule import Flow, LogUniform
from pellucid.solvers import Ancestral, Sde2M
from pellucid.walk import Solver, sample

seeds = st.integers(-(2**70), 2**70)
rungs = st.integers(START, 2000)


@given(seeds, seeds, rungs)
def test_noise_does_not_depend_on_its_batch(one: int, other: int, rung: int) -> None:
    alone = Seeded([one])(torch.empty(1, 3, 4), rung)
    together = Seeded([other, one])(torch.empty(2, 3, 4), rung)
    assert torch.equal(together[1:], alone)


@given(seeds, rungs)
def test_noise_is_a_function_of_seed_and_rung(seed: int, rung: int) -> None:
    noise, like = Seeded([seed]), torch.empty(1, 30)
    first = noise(like, rung)
    noise(like, rung + 1)
    assert torch.equal(noise(like, rung), first)
    assert not torch.equal(noise(like, rung + 1), first)
    assert not torch.equal(Seeded([seed + 1])(like, rung), first)


def test_noise_is_a_unit_gaussian_and_rungs_know_nothing_of_each_other() -> None:
    like = torch.empty(1, 100_000)
    here, there = Seeded([7])(like, 0)[0], Seeded([7])(like, 1)[0]
    assert abs(here.mean()) < 0.015
    assert abs(here.std() - 1) < 0.01
    assert abs((here**4).mean() - 3) < 0.15
    assert abs((here * there).mean()) < 0.015


def test_noise_comes_in_the_precision_that_is_asked_for_with_the_same_numbers() -> None:
    single = Seeded([3])(torch.empty(1, 8), START)
    double = Seeded([3])(torch.empty(1, 8, dtype=torch.float64), START)
    assert double.dtype == torch.float64
    assert torch.equal(double.float(), single)


def test_noise_leaves_the_global_generator_alone() -> None:
    torch.manual_seed(0)
    state = torch.get_rng_state()
    Seeded([1])(torch.empty(1, 8), 4)
    assert torch.equal(torch.get_rng_state(), state)


def test_the_noise_of_a_seed_is_the_same_next_year() -> None:
    drawn = Seeded([7])(torch.empty(1, 3), START)
    torch.testing.assert_close(drawn, torch.tensor([[0.5228, 0.0806, 0.1826]]), rtol=0, atol=1e-4)


def test_too_few_seeds_are_refused() -> None:
    with pytest.raises(ValueError, match="3 pictures need as many seeds, not 2"):
        Seeded([1, 2])(torch.empty(3, 4), 0)


def test_no_two_small_seeds_share_their_noise_and_large_ones_do_not_share_it_either() -> None:
    """PyTorch keeps 32 bits of a seed; 18,167 and 88,181 agree in those of the start's digest."""
    like = torch.empty(1, 1)
    drawn = {Seeded([seed])(like, START).item() for seed in range(0, SMALL, 16)}
    assert len(drawn) > 0.999 * SMALL / 16  # single numbers may meet by chance
    words = {sha256(f"{seed} {START}".encode()).digest()[4:8] for seed in range(SMALL)}
    assert len(words) == SMALL
    like = torch.empty(1, 40)
    for one, other in ((18_167, 88_181), (110_135, 169_393), (11_631, 198_116)):
        assert (Seeded([one])(like, START) - Seeded([other])(like, START)).abs().max() > 0.5


def test_large_seeds_draw_unit_gaussians_too() -> None:
    one, other = (Seeded([seed])(torch.empty(1, 100_000), 0)[0] for seed in (SMALL, 2**32 - 1))
    for drawn in (one, other):
        assert abs(drawn.std() - 1) < 0.01
        assert abs((drawn**4).mean() - 3) < 0.15
    assert abs((one * other).mean()) < 0.015


# Noise that belongs to levels


LADDER = even(Flow(), 28)


def test_a_brownian_step_is_a_unit_gaussian_and_steps_know_nothing_of_each_other() -> None:
    noise, like = Brownian(Seeded([5])), torch.empty(1, 20_000)
    steps = [(rung, *LADDER[rung : rung + 2]) for rung in (0, 1, 13, 26)]
    drawn = torch.stack([noise(like, *at)[0] for at in ((START,), *steps)])
    assert (drawn.std(1) - 1).abs().max() < 0.02
    assert (torch.corrcoef(drawn) - torch.eye(5)).abs().max() < 0.03
    assert torch.equal(drawn[0], Seeded([5])(like, START)[0])


@given(st.floats(0.002, 900_000), st.floats(1.01, 1e6), st.floats(0.01, 0.99))
def test_two_brownian_steps_add_up_to_one(low: float, ratio: float, share: float) -> None:
    """`u = 1 / sigma^2` is the clock: increments over it add up, wherever the step is cut."""
    high = min(low * ratio, 1e6)
    middle = high**share * low ** (1 - share)
    like, source = torch.empty(1, 5, dtype=torch.float64), Seeded([3])
    noise = Brownian(source)
    whole = noise(like, 0, high, low) * (low**-2 - high**-2) ** 0.5
    parts = (
        noise(like, 0, high, middle) * (middle**-2 - high**-2) ** 0.5,
        noise(like, 1, middle, low) * (low**-2 - middle**-2) ** 0.5,
    )
    torch.testing.assert_close(parts[0] + parts[1], whole, rtol=1e-6, atol=1e-6 / low)


def test_a_climb_meets_the_noise_of_its_rung() -> None:
    noise, like = Brownian(Seeded([5]), climbs=[1]), torch.empty(1, 9)
    assert torch.equal(noise(like, 1, 1.0, 3.0), Seeded([5])(like, 1))


@pytest.mark.parametrize("solver", [Ancestral(), Ancestral(0.5), Sde2M()])
def test_what_is_walked_twice_is_as_noisy_as_what_is_walked_once(solver: Solver) -> None:
    """Down, up and down again around a guess that is known: the noise has each rung's strength."""
    ladder = repaint(tuple(even(Flow(), 9)), 1, 4)
    climbs = [rung for rung, (here, there) in enumerate(pairwise(ladder)) if there > here]
    noise = Brownian(Seeded([5]), climbs)
    start = ladder[0] * noise(torch.empty(1, 20_000), START)
    for step in sample(lambda x, _: torch.zeros_like(x), start, ladder, solver, noise):
        if step.sigma_next:
            assert float(step.x_next.std()) == pytest.approx(step.sigma_next, rel=0.03)


@pytest.mark.parametrize("solver", [Ancestral(), Sde2M()])
def test_with_brownian_noise_a_walk_in_more_steps_is_the_same_walk_told_more_finely(
    solver: Solver,
) -> None:
    """By rungs, twice the steps are another picture; by levels, half the distance or less."""
    means = torch.tensor([[1.0, 0.2], [-0.4, -1.0], [-0.7, 0.9]]).double()
    mixture = Mixture(means, 0.3, torch.ones(3).double())

    def source(like: Tensor, rung: int, *_span: float) -> Tensor:
        """Draw a whole batch at once: what `Seeded` does picture by picture."""
        return torch.randn(
            like.shape, generator=torch.Generator().manual_seed(2**30 + rung)
        ).double()

    x = 40 * source(torch.empty(400, 2), START)

    def end(steps: int, by_levels: bool) -> Tensor:
        ladder = karras(LogUniform(0.02, 40), steps)
        noise = Brownian(source) if by_levels else source
        *_, last = sample(mixture, x, ladder, solver, noise)
        return last.x_next

    def apart(by_levels: bool) -> list[float]:
        fine = end(400, by_levels)
        return [float((end(n, by_levels) - fine).norm(dim=1).median()) for n in (25, 50, 100)]

    by_levels, by_rungs = apart(True), apart(False)
    assert by_levels[0] < 0.5 * by_rungs[0]
    assert all(finer < 0.75 * coarser for coarser, finer in pairwise(by_levels))
    assert by_levels[2] < 0.1 * by_rungs[2]
