import math

import pytest
import torch
from torch import Tensor

from pellucid.denoise import Level
from pellucid.inversion import invert, likelihood
from pellucid.ladders import even, exponential, karras, repaint
from pellucid.noise import START, Seeded
from pellucid.oracle import Gaussian, Mixture
from pellucid.schedule import Flow, LogUniform
from pellucid.solvers import SOLVERS, euler, heun
from pellucid.walk import Solver, sample

GAUSSIAN = Gaussian(0.7, 0.5)
PICTURE = torch.tensor([[0.3, 1.4, 0.9]]).double()
LEVEL = 0.02  # where walks up begin
MEANS = torch.tensor([[-0.8], [0.1], [0.9]]).double()
MIXTURE = Mixture(MEANS, 0.15, torch.tensor([0.2, 0.5, 0.3]).double())


@pytest.mark.parametrize(("solver", "most"), [(euler, 0.06), (heun, 3e-3)])
def test_inverting_a_picture_finds_the_noise_that_draws_it(solver: Solver, most: float) -> None:
    """And walking down gives the picture back: twice the rungs, half or a quarter of the miss."""
    misses = []
    for steps in (100, 200):
        rungs = karras(LogUniform(), steps)
        *_, top = invert(GAUSSIAN, PICTURE, rungs, solver)
        assert top.sigma_next == rungs[0]
        truth = GAUSSIAN.flow(PICTURE, rungs[-2], rungs[0])
        assert (top.x_next / truth - 1).abs().max() < 2 * most
        *_, again = sample(GAUSSIAN, top.x_next, rungs, solver, Seeded([0]))
        misses.append((again.x_next - PICTURE).abs().max().item())
    assert misses[1] < (0.6 if solver is euler else 0.3) * misses[0] < most


def test_looking_ahead_brings_a_picture_back_thirty_times_closer() -> None:
    """Where guesses turn, in as many rungs as a drawing has; and it is what is done unasked."""
    rungs, x0 = karras(LogUniform(LEVEL, 80), 25), MEANS + 0.1
    away = []
    for solver in (euler, heun):
        *_, top = invert(MIXTURE, x0, rungs, solver)
        *_, again = sample(MIXTURE, top.x_next, rungs, solver, Seeded([0, 1, 2]))
        away.append((again.x_next - x0).abs().mean().item())
    assert away[1] < away[0] / 30
    *_, unasked = invert(MIXTURE, x0, rungs)
    assert torch.equal(unasked.x_next, top.x_next)


def test_inversion_starts_on_the_smallest_rung_above_zero_and_only_climbs() -> None:
    rungs = repaint(even(Flow(), 9), 3, 2)
    steps = list(invert(GAUSSIAN, torch.zeros(1, 3), rungs))
    assert steps[0].sigma == min(sigma for sigma in rungs if sigma > 0)
    assert all(step.sigma_next > step.sigma for step in steps)
    assert [step.sigma_next for step in steps[-1:]] == [rungs[0]]
    assert [step.index for step in steps] == list(range(8))


@pytest.mark.parametrize("name", ["ancestral", "ddpm", "dpmpp_2m_sde", "jump"])
def test_a_solver_that_adds_noise_cannot_invert(name: str) -> None:
    with pytest.raises(ValueError, match="take the solver heun or euler"):
        next(invert(GAUSSIAN, PICTURE, karras(LogUniform(), 5), SOLVERS[name]))


def test_the_likelihood_of_a_picture_is_exact_where_the_law_is_known() -> None:
    """And twice the rungs leave a quarter of the error."""
    x0 = torch.linspace(-1, 2, 7).double()[:, None]
    pictures = torch.cat([x0, x0.flip(0) / 9, x0**2], 1)
    gaussian = Gaussian(
        torch.tensor([0.7, 0.1, 0]).double(), torch.tensor([0.5, 0.1, 1.3]).double()
    )
    law = torch.distributions.Normal(gaussian.mean, (gaussian.deviation**2 + LEVEL**2) ** 0.5)
    parts = torch.distributions.Normal(MEANS[:, 0], math.hypot(0.15, LEVEL)).log_prob(x0)
    mixed = (parts + MIXTURE.weights.log()).logsumexp(1)
    errors = []
    for steps in (150, 300):
        rungs = exponential(LogUniform(LEVEL, 1e5), steps)
        found = likelihood(gaussian, pictures, rungs, Seeded(range(7)))
        both = (
            (found - law.log_prob(pictures).sum(1)).abs().max(),
            (likelihood(MIXTURE, x0, rungs, Seeded(range(7))) - mixed).abs().max(),
        )
        errors.append(torch.stack(both))
    assert (errors[1] < 0.02).all()
    assert (errors[1] < 0.3 * errors[0]).all()


def test_the_likelihood_is_right_on_average_where_numbers_depend_on_one_another() -> None:
    turn = torch.tensor([[0.8, -0.6], [0.6, 0.8]]).double()
    inner = Gaussian(torch.zeros(2).double(), torch.tensor([1.2, 0.2]).double())

    def turned(x: Tensor, sigma: Level) -> Tensor:
        return inner(x @ turn, sigma) @ turn.T

    rungs, picture = karras(LogUniform(LEVEL, 200), 60), torch.tensor([[0.5, 0.3]]).double()
    by_signs = {}
    for seed in range(20):
        noise = Seeded([seed])
        alike = bool(noise(picture, START).prod() > 0)
        by_signs[alike] = float(likelihood(turned, picture, rungs, noise))
    law = torch.distributions.Normal(0.0, (inner.deviation**2 + LEVEL**2).sqrt())
    truth = float(law.log_prob(picture @ turn).sum())
    assert sum(by_signs.values()) / 2 == pytest.approx(truth, abs=0.02)
    assert abs(by_signs[True] - truth) > 0.1
