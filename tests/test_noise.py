import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pellucid.noise import START, Seeded

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
