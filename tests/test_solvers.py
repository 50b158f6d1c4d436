import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from pellucid.denoise import Level
from pellucid.ladders import churn, even, karras, repaint
from pellucid.noise import START, Noise, Seeded
from pellucid.oracle import Finite, Gaussian, Mixture
from pellucid.schedule import Flow, Linear, LogUniform
from pellucid.solvers import SOLVERS, Ancestral, Sde2M, dpmpp_2m, euler, heun, heun_sigma, jump
from pellucid.walk import Here, Solver, sample

GAUSSIAN = Gaussian(0.7, 0.5)
HIGH, LOW = 20.0, 0.05


def stairs(steps: int) -> list[float]:
    return [HIGH * (LOW / HIGH) ** (i / steps) for i in range(steps + 1)]


def ends(solver: Solver, ladder: Sequence[float]) -> tuple[float, float]:
    """The mean and the deviation in which a walk ends, without drawing a single random number.

    For Gaussian data every solver is linear in the picture and in each rung's noise. So one batch
    finds out all of its coefficients: row 0 starts at the mean and meets no noise, row 1 starts one
    deviation away, and row r + 2 meets one unit of noise, on rung r alone.
    """
    x = torch.full((len(ladder) + 2, 1), GAUSSIAN.mean, dtype=torch.float64)
    x[1] += math.sqrt(GAUSSIAN.deviation**2 + ladder[0] ** 2)

    def impulse(like: Tensor, rung: int, *_span: float) -> Tensor:
        one = torch.zeros_like(like)
        one[rung + 2] = 1
        return one

    *_, last = sample(GAUSSIAN, x, ladder, solver, impulse)
    mean = last.x_next[0]
    return mean.item(), (last.x_next - mean).square().sum().sqrt().item()


@pytest.mark.parametrize("name", SOLVERS)
def test_every_solver_has_the_order_it_declares(name: str) -> None:
    """Slope of log(error) against log(steps), where the walk's true end is known."""
    truth = math.sqrt(GAUSSIAN.deviation**2 + LOW**2)
    errors = [abs(ends(SOLVERS[name], stairs(steps))[1] - truth) for steps in (256, 512)]
    assert math.log2(errors[0] / errors[1]) == pytest.approx(SOLVERS[name].order, abs=0.15)


@pytest.mark.parametrize("name", SOLVERS)
def test_every_solver_ends_in_the_right_mean(name: str) -> None:
    assert ends(SOLVERS[name], stairs(20))[0] == pytest.approx(GAUSSIAN.mean)


@pytest.mark.parametrize("name", SOLVERS)
def test_every_solver_looks_and_draws_noise_as_its_row_says(name: str) -> None:
    looks, drawn = [], []

    def denoise(x: Tensor, sigma: Level) -> Tensor:
        looks.append(sigma)
        return GAUSSIAN(x, sigma)

    def noise(like: Tensor, rung: int, *_span: float) -> Tensor:
        drawn.append(rung)
        return torch.zeros_like(like)

    list(sample(denoise, torch.ones(1, 1), (2.0, 1.0, 0.5, 0.0), SOLVERS[name], noise))
    assert len(looks) == 2 * SOLVERS[name].looks + 1
    assert bool(drawn) == SOLVERS[name].fresh


@pytest.mark.parametrize("eta", [0.3, 1.0])
def test_ancestral_keeps_the_variance_of_every_rung(eta: float) -> None:
    """Around a single picture exactly; around a Gaussian to a percent in a thousand steps."""
    point, ladder = Finite(torch.tensor([[0.3]], dtype=torch.float64)), even(Linear(), 40)
    x = torch.full((len(ladder) + 1, 1), 0.3, dtype=torch.float64)
    x[0] += ladder[0]

    def impulse(like: Tensor, rung: int, *_span: float) -> Tensor:
        one = torch.zeros_like(like)
        one[rung + 1] = 1
        return one

    for step in sample(point, x, ladder[:-1], Ancestral(eta), impulse):
        spread = (step.x_next - 0.3).square().sum().sqrt().item()
        assert spread == pytest.approx(step.sigma_next, rel=1e-9)
    assert ends(Ancestral(eta), stairs(1000))[1] == pytest.approx(math.hypot(0.5, LOW), rel=0.01)


def drawn(generator_seed: int) -> Noise:
    generator = torch.Generator().manual_seed(generator_seed)
    return lambda like, *_: torch.randn(like.shape, generator=generator, dtype=like.dtype)


@pytest.mark.parametrize("name", sorted(set(SOLVERS) - {"jump", "heun_sigma"}))
@pytest.mark.parametrize(
    "ladder", [karras(LogUniform(), 150), even(Flow(), 60)], ids=["edm", "flow"]
)
def test_samples_land_on_the_modes_in_proportion(name: str, ladder: tuple[float, ...]) -> None:
    """Shares of 4,000 samples, to four standard errors and 0.01 for the solver's own error."""
    means, weights = torch.tensor([[-3.0], [0.5], [4.0]]), torch.tensor([0.2, 0.3, 0.5])
    mixture, noise = Mixture(means.double(), 0.2, weights.double()), drawn(1)
    x = ladder[0] * noise(torch.empty(4000, 1).double(), START)
    *_, last = sample(mixture, x, ladder, SOLVERS[name], noise)
    away, mode = (last.x_next - means.T).abs().min(1)
    assert (away < 5 * 0.2).all()
    shares = mode.bincount(minlength=3) / 4000
    slack = 4 * (weights * (1 - weights) / 4000).sqrt() + 0.01
    assert ((shares - weights).abs() < slack).all()


def test_jump_is_exact_for_a_network_that_guesses_the_end_of_the_walk() -> None:
    def consistent(x: Tensor, sigma: object) -> Tensor:
        return GAUSSIAN.flow(x, float(sigma), 0.0)

    noise, ladder = drawn(2), (HIGH, 3.0, 0.4, 0.0)
    x = GAUSSIAN.mean + math.hypot(HIGH, 0.5) * noise(torch.empty(100_000, 1).double(), START)
    for step in sample(consistent, x, ladder, jump, noise):
        assert step.x_next.std().item() == pytest.approx(math.hypot(0.5, step.sigma_next), rel=0.01)
        assert step.x_next.mean().item() == pytest.approx(0.7, abs=0.05 + 0.01 * step.sigma_next)


def test_without_fresh_noise_the_stochastic_solvers_are_the_others() -> None:
    ladder, noise = karras(LogUniform(), 12), Seeded([1])
    x = ladder[0] * noise(torch.empty(1, 9).double(), START)
    for stochastic, plain in ((Ancestral(0), euler), (Sde2M(0), dpmpp_2m)):
        *_, ours = sample(GAUSSIAN, x, ladder, stochastic, noise)
        *_, theirs = sample(GAUSSIAN, x, ladder, plain, noise)
        torch.testing.assert_close(ours.x_next, theirs.x_next)


def test_averaging_guesses_stands_a_first_rung_of_a_million() -> None:
    """Averaging slopes does not: what `heun_sigma` is kept for is comparison."""
    ladder = even(Flow(), 8)
    noise = Seeded(range(64))
    x = ladder[0] * noise(torch.empty(64, 1).double(), START)
    truth = GAUSSIAN.flow(x, ladder[0], 0.0)
    error = {
        solver: max(
            (step.x_next - truth).abs().mean().item()
            for step in sample(GAUSSIAN, x, ladder, solver, noise)
            if step.sigma_next == 0
        )
        for solver in (euler, heun, heun_sigma)
    }
    assert error[heun] < error[euler] < 0.2
    assert error[heun_sigma] > 2 * error[heun]


@pytest.mark.parametrize("name", sorted(set(SOLVERS) - {"jump"}))
@pytest.mark.parametrize(
    "ladder", [churn(karras(LogUniform(), 150), 20.0), repaint(karras(LogUniform(), 100), 4, 3)]
)
def test_every_solver_can_walk_a_ladder_that_climbs(name: str, ladder: tuple[float, ...]) -> None:
    mean, deviation = ends(SOLVERS[name], ladder[:-1])
    assert mean == pytest.approx(GAUSSIAN.mean)
    assert deviation == pytest.approx(0.5, rel=0.12)


@pytest.mark.parametrize("name", SOLVERS)
def test_a_solver_meets_a_rung_of_noise_at_most_once_and_asks_only_about_lower_levels(
    name: str,
) -> None:
    met: list[int] = []
    asked: list[float] = []

    def noise(like: Tensor, rung: int, *_span: float) -> Tensor:
        met.append(rung)
        return torch.zeros_like(like)

    def watching(x: Tensor, sigma: object) -> Tensor:
        asked.append(float(sigma))
        return GAUSSIAN(x, float(sigma))

    ladder = stairs(9)
    list(sample(watching, torch.ones(1, 1), ladder, SOLVERS[name], noise))
    assert len(set(met)) == len(met)
    assert all(later <= earlier for earlier, later in pairwise(asked))
    assert set(asked) <= set(ladder)


@pytest.mark.parametrize("eta", [-0.1, 1.001, math.nan])
@pytest.mark.parametrize("solver", [Ancestral, Sde2M])
def test_more_noise_than_there_is_cannot_be_exchanged(
    solver: type[Ancestral | Sde2M], eta: float
) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        solver(eta)


@pytest.mark.parametrize("name", sorted(set(SOLVERS) - {"jump", "ancestral", "ddpm"}))
@pytest.mark.parametrize("rung", [1, 2, 3])
def test_where_a_walk_ends_depends_smoothly_on_where_it_starts(name: str, rung: int) -> None:
    """Just above a rung of its ladder as on it: no solver makes much of a step of next to nothing.

    The same picture under the same noise; a mixture of narrow Gaussians, whose guess turns sharply.
    """
    means = torch.tensor([[1.0, 0.2], [-0.4, -1.0], [-0.7, 0.9]], dtype=torch.float64)
    mixture = Mixture(means, 0.1, torch.ones(3, dtype=torch.float64))
    ladder = even(Flow(), 4)
    x, fresh = drawn(1)(torch.empty(500, 2).double(), START), torch.zeros(500, 2).double()

    def end(start: float, below: Sequence[float]) -> Tensor:
        *_, last = sample(mixture, start * x, (start, *below), SOLVERS[name], lambda *_: fresh)
        return last.x_next

    on = end(ladder[rung], ladder[rung + 1 :])
    for share in (1e-12, 1e-9, 1e-6):
        above = end(ladder[rung] * (1 + share), ladder[rung:])
        assert (above - on).abs().max() < 1e4 * share + 1e-9


def test_solvers_keep_no_state() -> None:
    """A walk in the middle of another walk changes neither."""
    ladder, noise = karras(LogUniform(), 10), Seeded([1])
    x = ladder[0] * noise(torch.empty(1, 3).double(), START)
    for solver in SOLVERS.values():
        alone = [step.x_next for step in sample(GAUSSIAN, x, ladder, solver, noise)]
        twins = [sample(GAUSSIAN, x, ladder, solver, noise) for _ in range(2)]
        for expected, one, other in zip(alone, *twins, strict=True):
            assert torch.equal(one.x_next, expected)
            assert torch.equal(other.x_next, expected)


def test_a_solver_is_any_function_from_here_to_there() -> None:
    def midpoint(at: Here) -> Tensor:
        """Ask in the middle (in log sigma) and use that guess: second order, in two lines."""
        middle = math.sqrt(at.sigma * at.sigma_next)
        guess = at.denoise(at.x0.lerp(at.x, middle / at.sigma), middle)
        return guess.lerp(at.x, at.sigma_next / at.sigma)

    truth = math.sqrt(GAUSSIAN.deviation**2 + LOW**2)
    errors = [abs(ends(midpoint, stairs(steps))[1] - truth) for steps in (64, 128)]
    assert math.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.15)
