import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from pellucid.oracle import Finite, Gaussian, Mixture

levels = st.floats(0.01, 100)
MEANS = torch.tensor([[-2.0, 0.0], [1.0, 3.0], [2.0, -1.0]], dtype=torch.float64)
WEIGHTS = torch.tensor([0.2, 0.5, 0.3], dtype=torch.float64)


def points(seed: int, sigma: float) -> Tensor:
    noise = torch.randn(4, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return noise * (1 + sigma)


def tweedie(mixture: Mixture, x: Tensor, sigma: float) -> Tensor:
    """The guess by another road: `x + sigma^2 grad log p(x)`, with p written out by torch."""
    spread = (mixture.deviation**2 + sigma**2) ** 0.5
    normal = torch.distributions.Normal(mixture.means, spread)
    x = x.clone().requires_grad_(True)
    log_p = (normal.log_prob(x[:, None]).sum(2) + mixture.weights.log()).logsumexp(1)
    return x.detach() + sigma**2 * torch.autograd.grad(log_p.sum(), x)[0]


@given(st.integers(0, 999), levels)
def test_the_mixture_guesses_as_its_density_says(seed: int, sigma: float) -> None:
    x, mixture = points(seed, sigma), Mixture(MEANS, 0.4, WEIGHTS)
    torch.testing.assert_close(mixture(x, sigma), tweedie(mixture, x, sigma), rtol=1e-7, atol=1e-9)


@given(st.integers(0, 999), levels)
def test_a_mixture_of_one_is_a_gaussian(seed: int, sigma: float) -> None:
    x = points(seed, sigma)
    one = Mixture(MEANS[:1], 0.4, torch.ones(1, dtype=torch.float64))
    torch.testing.assert_close(one(x, sigma), Gaussian(MEANS[0], 0.4)(x, sigma))


@given(st.integers(0, 999), levels, levels)
def test_the_gaussian_flow_solves_its_own_equation(seed: int, sigma: float, other: float) -> None:
    """`dx / dsigma = (x - x0) / sigma`, by small differences; and there and back again."""
    x, gaussian, small = points(seed, sigma), Gaussian(MEANS[0], 0.4), 1e-4 * sigma
    ahead, behind = (gaussian.flow(x, sigma, sigma + step) for step in (small, -small))
    slope = (x - gaussian(x, sigma)) / sigma
    torch.testing.assert_close((ahead - behind) / (2 * small), slope, rtol=1e-6, atol=1e-6)
    there = gaussian.flow(x, sigma, other)
    torch.testing.assert_close(gaussian.flow(there, other, sigma), x)


def test_a_finite_set_is_remembered_at_low_noise_and_averaged_at_high_noise() -> None:
    pictures = torch.randn(50, 3, 4, 4, generator=torch.Generator().manual_seed(0))
    finite = Finite(pictures)
    assert torch.equal(finite(pictures[7:9] + 0.01, 0.05), pictures[7:9])
    mean = pictures.mean(0, keepdim=True)
    torch.testing.assert_close(finite(pictures[:1], 1e4), mean, rtol=0, atol=1e-5)


@given(st.integers(0, 999), levels)
def test_a_finite_set_guesses_the_weighted_mean(seed: int, sigma: float) -> None:
    x = points(seed, sigma)
    weights = (-(x[:, None] - MEANS).square().sum(2) / (2 * sigma**2)).softmax(1)
    torch.testing.assert_close(Finite(MEANS)(x, sigma), weights @ MEANS)


def test_single_precision_is_enough_at_both_ends_of_the_noise() -> None:
    pictures = torch.randn(20, 256, generator=torch.Generator().manual_seed(1))
    noise = torch.randn(20, 256, generator=torch.Generator().manual_seed(2))
    for sigma in (1e-3, 1.0, 1e6):
        x = pictures + sigma * noise
        exact = Finite(pictures.double())(x.double(), sigma)
        torch.testing.assert_close(Finite(pictures)(x, sigma).double(), exact, rtol=0, atol=2e-4)


def test_pictures_that_are_nearly_alike_are_told_apart_in_single_precision() -> None:
    """Distances from sums of squares would be noise here."""
    pictures = 1 + 0.01 * torch.randn(20, 256, generator=torch.Generator().manual_seed(1))
    x = pictures + 0.03 * torch.randn(20, 256, generator=torch.Generator().manual_seed(2))
    exact = Finite(pictures.double())(x.double(), 0.03)
    torch.testing.assert_close(Finite(pictures)(x, 0.03).double(), exact, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    "denoise", [Gaussian(0.5, 0.4), Mixture(MEANS, 0.4, WEIGHTS), Finite(MEANS)]
)
def test_every_picture_may_have_its_own_noise_level(denoise: Gaussian | Mixture | Finite) -> None:
    sigmas = torch.tensor([[0.1], [1.0], [3.0], [50.0]], dtype=torch.float64)
    x = points(0, 1.0)
    together = denoise(x, sigmas)
    for i, sigma in enumerate(sigmas[:, 0].tolist()):
        torch.testing.assert_close(together[i : i + 1], denoise(x[i : i + 1], sigma))


def test_the_classifier_is_certain_of_the_nearest_mode_at_low_noise() -> None:
    sure = Mixture(MEANS, 0.1, WEIGHTS).log_posterior(MEANS, 0.1).exp()
    torch.testing.assert_close(sure, torch.eye(3, dtype=torch.float64))
