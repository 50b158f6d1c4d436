import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pellucid.ladders import LADDERS, churn, even, exponential, karras, repaint, shifted, stands
from pellucid.schedule import SCHEDULES, Chain, Cosine, Flow, Linear, LogUniform, ScaledLinear

CHAINS = [Linear(), ScaledLinear(), Cosine()]
names = st.sampled_from(sorted(SCHEDULES))
ladders = st.sampled_from(sorted(LADDERS))
times = st.floats(1e-4, 1 - 1e-6)


@given(names, times)
def test_time_inverts_sigma(name: str, t: float) -> None:
    schedule = SCHEDULES[name]
    assert schedule.time(schedule.sigma(t)) == pytest.approx(t, rel=1e-6)


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("k", [0.25, 1.0, 1.5, 500.5, 999.9])
def test_time_inverts_sigma_between_the_steps_of_a_chain(chain: Chain, k: float) -> None:
    assert chain.time(chain.sigma(k / 1000)) == pytest.approx(k / 1000, rel=1e-9)


@given(names, times)
def test_floats_and_tensors_agree(name: str, t: float) -> None:
    schedule = SCHEDULES[name]
    sigma = schedule.sigma(torch.tensor([[t, t / 2]], dtype=torch.float64))
    assert isinstance(schedule.sigma(t), float)
    assert isinstance(sigma, torch.Tensor)
    assert sigma.shape == (1, 2)
    assert sigma[0, 0].item() == pytest.approx(schedule.sigma(t))
    assert schedule.time(sigma)[0, 1].item() == pytest.approx(t / 2, rel=1e-6)


@given(names, times, times)
def test_later_is_noisier(name: str, one: float, other: float) -> None:
    schedule = SCHEDULES[name]
    early, late = sorted((one, other))
    assert schedule.sigma(early) <= schedule.sigma(late) <= schedule.sigma_max * (1 + 1e-9)


def test_training_times_keep_their_precision() -> None:
    for schedule in SCHEDULES.values():
        t = torch.rand(8, 1, 1, 1, generator=torch.Generator().manual_seed(0))
        sigma = schedule.sigma(t)
        assert sigma.dtype == torch.float32
        assert sigma.shape == t.shape


@pytest.mark.parametrize("chain", CHAINS)
def test_a_chain_has_the_noise_that_its_steps_add_up_to(chain: Chain) -> None:
    kept = 1.0
    for k, beta in enumerate(chain.betas.tolist(), 1):
        kept *= 1 - beta
        expected = math.sqrt((1 - kept) / kept)
        assert chain.sigma(k / chain.steps) == pytest.approx(expected, rel=1e-9)
    assert chain.sigma(0.0) == 0.0
    assert chain.time(0.0) == 0.0
    assert chain.time(10 * chain.sigma_max) == 1.0
    assert chain.sigma(1 / chain.steps) == pytest.approx(chain.sigma_min)


def test_the_numbers_of_the_papers() -> None:
    assert Linear().sigma_max == pytest.approx(157.4, abs=0.1)
    assert ScaledLinear().sigma_min == pytest.approx(0.0292, abs=1e-4)
    assert ScaledLinear().sigma_max == pytest.approx(14.615, abs=1e-3)
    assert 1 / (1 + Cosine().sigma(0.5) ** 2) == pytest.approx(0.4938, abs=1e-3)
    assert (LogUniform().sigma_min, LogUniform().sigma_max) == (0.002, 80)


def test_a_flow_is_a_straight_line_that_begins_at_a_million() -> None:
    flow = Flow()
    assert flow.sigma(0.25) == pytest.approx(1 / 3)
    assert flow.sigma(1.0) == pytest.approx(999_999)
    assert flow.time(flow.sigma(1.0)) == pytest.approx(1 - 1e-6, abs=1e-12)
    assert even(flow, 4)[0] == pytest.approx(999_999)


@given(names, ladders, st.integers(1, 1000))
def test_every_ladder_goes_down_to_zero_in_as_many_steps_as_asked(
    name: str, ladder: str, steps: int
) -> None:
    rungs = LADDERS[ladder](SCHEDULES[name], steps)
    assert len(stands(rungs)) == steps + 1
    assert rungs[-1] == 0.0
    assert all(high > low for high, low in pairwise(stands(rungs)))
    assert all(type(rung) is float for rung in rungs)
    spaced_by_sigma = ladder in ("karras", "exponential")
    highest = SCHEDULES[name].span[1] if spaced_by_sigma else SCHEDULES[name].sigma_max
    assert rungs[0] == pytest.approx(highest)


@given(names)
def test_a_ladder_spaced_by_sigma_stays_within_what_the_schedule_can_use(name: str) -> None:
    """Our engines' two clocks go further than is of use; all other ladders are as elsewhere."""
    schedule = SCHEDULES[name]
    low, high = schedule.sigma_min, schedule.sigma_max
    expected = (max(low, 0.02), min(high, 200.0)) if name in ("flow", "cosine") else (low, high)
    for ladder in (karras(schedule, 6), exponential(schedule, 6)):
        assert (ladder[-2], ladder[0]) == pytest.approx(expected)


@pytest.mark.parametrize("ladder", LADDERS)
@pytest.mark.parametrize("steps", [0, -3])
def test_a_ladder_without_steps_is_refused(ladder: str, steps: int) -> None:
    with pytest.raises(ValueError, match="at least 1 step"):
        LADDERS[ladder](Flow(), steps)


def test_an_even_ladder_of_a_thousand_steps_visits_every_step_of_the_chain() -> None:
    chain = Linear()
    visited = even(chain, 1000)
    assert visited[:-1] == pytest.approx([chain.sigma(k / 1000) for k in range(1000, 0, -1)])


@given(st.integers(1, 200), st.floats(0.2, 10))
def test_shifting_a_flow_multiplies_every_level(steps: int, shift: float) -> None:
    plain, moved = even(Flow(), steps), shifted(Flow(), steps, shift)
    assert moved[1:] == pytest.approx([shift * rung for rung in plain[1:]], rel=1e-9)


@given(st.integers(3, 100))
def test_karras_and_exponential_are_even_on_their_own_scales(steps: int) -> None:
    schedule = LogUniform()
    roots = torch.tensor(karras(schedule, steps)[:-1], dtype=torch.float64) ** (1 / 7)
    logs = torch.tensor(exponential(schedule, steps)[:-1], dtype=torch.float64).log()
    for scale in (roots, logs):
        assert scale.diff().std() < 1e-9
    assert karras(schedule, steps)[-2] == pytest.approx(schedule.sigma_min)


@given(st.integers(1, 60), st.floats(0.01, 100))
def test_churn_climbs_before_every_step_and_by_as_much_as_agreed(steps: int, amount: float) -> None:
    plain = karras(LogUniform(), steps)
    rungs = churn(plain, amount)
    gain = 1 + min(amount / steps, math.sqrt(2) - 1)
    assert rungs[::2] == plain[:-1] + (() if len(rungs) % 2 == 0 else (0.0,))
    assert rungs[1:-1:2] == pytest.approx([gain * sigma for sigma in plain[:-1]])
    assert rungs[-1] == 0.0


def test_churn_leaves_alone_what_is_outside_its_bounds() -> None:
    assert churn((8.0, 4.0, 2.0, 1.0, 0.0), 1.0, low=2, high=4) == (8, 4, 5, 2, 2.5, 1, 0)
    assert churn((8.0, 4.0, 0.0), 0.0) == (8, 4, 0)
    assert churn((0.0,), 1.0) == (0,)


def test_repaint_walks_every_stretch_several_times() -> None:
    ladder = (5.0, 4.0, 3.0, 2.0, 1.0, 0.0)
    assert repaint(ladder, jump=2, times=2) == (5, 4, 3, 5, 4, 3, 2, 1, 3, 2, 1, 0)
    assert repaint(ladder, jump=3, times=2) == (5, 4, 3, 2, 5, 4, 3, 2, 1, 2, 1, 0)


@given(st.integers(1, 60), st.integers(1, 20), st.integers(1, 6))
def test_repaint_ends_at_zero_and_goes_down_as_often_as_up_but_for_once(
    steps: int, jump: int, times: int
) -> None:
    plain = even(Flow(), steps)
    rungs = repaint(plain, jump, times)
    assert rungs[-1] == 0.0
    assert set(rungs) == set(plain)
    assert len(list(pairwise(rungs))) >= steps
    down = sum(high > low for high, low in pairwise(rungs))
    assert down == (steps - 1) * times + 1
    assert repaint(plain, jump, 1) == plain


@pytest.mark.parametrize(("jump", "times"), [(0, 2), (2, 0)])
def test_repaint_refuses_no_jump_and_no_time(jump: int, times: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        repaint((2.0, 1.0, 0.0), jump, times)
