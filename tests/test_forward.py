import math

import pytest
import torch
from torch import Tensor

from pellucid.denoise import Denoiser
from pellucid.forward import Reverse, display, large, one_leap, small, small_steps
from pellucid.ladders import even
from pellucid.noise import Seeded
from pellucid.oracle import Finite, Gaussian
from pellucid.schedule import Chain, Cosine, Linear, ScaledLinear
from pellucid.solvers import Ancestral
from pellucid.walk import sample

CHAINS = [Linear(), ScaledLinear(), Cosine()]
STOPS = [1, 10, 100, 300, 600, 1000]


def silence(like: Tensor, rung: int, *_span: float) -> Tensor:  # noqa: ARG001
    return torch.zeros_like(like)


@pytest.mark.parametrize("chain", CHAINS)
def test_small_steps_and_one_leap_dim_the_picture_alike(chain: Chain) -> None:
    x0 = torch.linspace(-1, 1, 9, dtype=torch.float64)[None]
    for k, z in enumerate(small_steps(x0, chain, silence), 1):
        torch.testing.assert_close(z, one_leap(x0, chain, k, silence), rtol=1e-9, atol=1e-12)
    assert k == chain.steps


@pytest.mark.parametrize("chain", CHAINS)
def test_small_steps_and_one_leap_have_the_same_variance(chain: Chain) -> None:
    """Exactly: the impulse at each step travels to the end alone, and the squares add up."""
    kept = (1 - chain.betas).cumprod(0)
    for k in STOPS:
        travelled = kept[k - 1] / kept[:k]
        leapt = one_leap(torch.zeros(1, 1).double(), chain, k, lambda x, _: torch.ones_like(x))
        assert float((chain.betas[:k] * travelled).sum()) == pytest.approx(leapt.item() ** 2)


@pytest.mark.parametrize("chain", CHAINS)
def test_small_steps_and_one_leap_are_equal_in_distribution(chain: Chain) -> None:
    """Moments to four standard errors, and Kolmogorov and Smirnov's distance below its 1e-4 bound.

    Two Gaussians that differ by 5 % in deviation, or by 0.04 in mean, are told apart.
    """
    count = 30_000
    signs = torch.ones(1, count).double()
    signs[:, ::3] = -0.5  # a law with two peaks, so that the shape is tested, too
    walk = list(small_steps(signs, chain, Seeded([1])))
    for k in STOPS:
        walked, leapt = walk[k - 1][0], one_leap(signs, chain, k, Seeded([2]))[0]
        assert abs(walked.mean() - leapt.mean()) < 4 * math.sqrt(2 / count)
        assert abs(walked.var() / leapt.var() - 1) < 4 * math.sqrt(4 / count)
        assert distance(walked, leapt) < 2.23 * math.sqrt(2 / count)


def test_the_distance_tells_a_wrong_deviation_apart() -> None:
    one, other = torch.randn(2, 30_000, generator=torch.Generator().manual_seed(0)).double()
    assert distance(one, other) < 2.23 * math.sqrt(2 / 30_000) < distance(one, 1.1 * other)


def distance(one: Tensor, other: Tensor) -> float:
    """The largest gap between two empirical distribution functions."""
    both = torch.cat([one, other]).sort().values
    shares = [torch.searchsorted(s.sort().values, both, right=True) / len(s) for s in (one, other)]
    return float((shares[0] - shares[1]).abs().max())


def test_the_reverse_step_with_small_variance_is_ancestral() -> None:
    gaussian, ladder, noise = Gaussian(0.3, 0.5), even(Linear(), 20), Seeded([4])
    x = ladder[0] * noise(torch.empty(1, 50).double(), -1)
    pairs = zip(
        sample(gaussian, x, ladder, Reverse(small), noise),
        sample(gaussian, x, ladder, Ancestral(), noise),
        strict=True,
    )
    for ours, theirs in pairs:
        torch.testing.assert_close(ours.x_next, theirs.x_next, rtol=1e-9, atol=1e-9)


def test_the_two_variances_are_beta_and_its_posterior() -> None:
    chain = Linear()
    kept = (1 - chain.betas).cumprod(0).tolist()
    for k in (2, 50, 999):
        levels = chain.sigma((k + 1) / 1000), chain.sigma(k / 1000)
        beta = chain.betas[k].item()
        assert large(*levels) == pytest.approx(beta, rel=1e-6)
        assert small(*levels) == pytest.approx(beta * (1 - kept[k - 1]) / (1 - kept[k]), rel=1e-6)


@pytest.mark.parametrize(
    ("variance", "denoise", "deviation"),
    [
        (small, Finite(torch.full((1, 1), 0.5).double()), 0.0),
        (large, Gaussian(0.0, 1.0), 1.0),
    ],
    ids=["small: one picture", "large: pure noise"],
)
def test_each_variance_is_exact_for_the_data_it_is_right_for(
    variance: object, denoise: Denoiser, deviation: float
) -> None:
    """Ho et al., section 3.2. Row r + 1 of the batch meets one unit of noise, at rung r alone."""
    ladder = even(Linear(), 25)
    probe = torch.zeros(len(ladder) + 1, 1).double()
    probe[0] = math.sqrt(deviation**2 + ladder[0] ** 2)

    def impulse(like: Tensor, rung: int, *_span: float) -> Tensor:
        one = torch.zeros_like(like)
        one[rung + 1] = 1
        return one

    for step in sample(denoise, probe, ladder[:-1], Reverse(variance), impulse):
        spread = (step.x_next - step.x_next[-1]).square().sum().sqrt()
        shown = display(spread, step.sigma_next)
        true = display(torch.tensor(deviation**2 + step.sigma_next**2).sqrt(), step.sigma_next)
        assert shown == pytest.approx(true.item(), rel=1e-6)
