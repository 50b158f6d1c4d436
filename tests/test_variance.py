"""How unsure a network is: what it is taught is the truth, and what it costs is a divergence."""

import math
from itertools import pairwise

import pytest
import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence

from pellucid.denoise import Bound, Cond
from pellucid.forward import Reverse, display, large, small
from pellucid.ladders import even
from pellucid.oracle import Gaussian
from pellucid.precondition import EPS, FLOW, Preconditioned, Prediction, V
from pellucid.schedule import Chain, Cosine, Linear
from pellucid.solvers import SOLVERS
from pellucid.variance import Learned, LearnedVariance, between
from pellucid.walk import sample

COSINE = Cosine()


def told(batch: int) -> Cond:
    return Cond(torch.zeros(batch, 1, 1), torch.ones(batch, 1, dtype=torch.bool))


def hedged(answer: Tensor, chain: Chain = COSINE, row: Prediction = EPS) -> LearnedVariance:
    """A network that says `answer`, (B, 2 C, ...), whatever it is shown."""
    return LearnedVariance(Preconditioned(lambda *_: answer, row, chain.time, torch.float64), chain)


def levels(k: int, chain: Chain = COSINE) -> tuple[float, float]:
    return float(chain.sigma(k / chain.steps)), float(chain.sigma((k - 1) / chain.steps))


def column(sigma: float, batch: int) -> Tensor:
    return torch.full((batch, 1, 1, 1), sigma, dtype=torch.float64)


def pictures(batch: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    own = torch.Generator().manual_seed(seed)
    x0, noise = torch.randn(2, batch, 3, 4, 4, generator=own).double()
    return x0, noise


def true_variance(deviation: float, sigma: float, sigma_next: float) -> float:
    """Of z on the next rung given z here, for Gaussian data: what is not known of x0 adds to it."""
    kept, kept_next = 1 / (1 + sigma**2), 1 / (1 + sigma_next**2)
    unknown = deviation**2 * sigma**2 / (deviation**2 + sigma**2)
    moved = math.sqrt(kept_next) * large(sigma, sigma_next) / (1 - kept)
    return small(sigma, sigma_next) + moved**2 * unknown


def true_fraction(deviation: float, sigma: float, sigma_next: float) -> float:
    low, high = small(sigma, sigma_next), large(sigma, sigma_next)
    true = true_variance(deviation, sigma, sigma_next)
    return math.log(true / low) / math.log(high / low)


def test_the_fraction_runs_from_small_to_large_in_logarithms() -> None:
    for here, below in ((20.0, 3.0), (0.5, 0.01)):
        low, high = small(here, below), large(here, below)
        ends = between(torch.tensor([0.0, 0.5, 1.0]).double(), here, below).tolist()
        assert ends == pytest.approx([low, math.sqrt(low * high), high])


@pytest.mark.parametrize("row", [EPS, V, FLOW], ids=lambda row: row.name)
def test_asked_for_its_guess_it_is_the_network_without_its_second_half(row: Prediction) -> None:
    (x, said), (v, _) = pictures(4), pictures(4, seed=1)
    whole = hedged(torch.cat([said, v], 1), row=row)
    plain = Preconditioned(lambda *_: said, row, COSINE.time, torch.float64)
    assert torch.equal(whole(x, 2.0, told(4)), plain(x, 2.0, told(4)))
    fraction = whole.fraction(x, 2.0, told(4))
    torch.testing.assert_close(fraction, ((v + 1) / 2).clamp(0, 1))


@pytest.mark.parametrize("k", [2, 3, 40, 500, 999, 1000])
@pytest.mark.parametrize("chain", [COSINE, Linear()])
def test_the_bound_is_the_divergence_of_the_two_steps(k: int, chain: Chain) -> None:
    """Worked out by torch from the means that `Reverse` steps to, with its noise left out."""
    (x0, noise), (wrong, v) = pictures(5), pictures(5, seed=1)
    here, below = levels(k, chain)
    x, cond = x0 + here * noise, told(5)
    said = noise + 0.1 * wrong
    model = hedged(torch.cat([said, v], 1), chain)

    def mean(guess: Tensor) -> Tensor:
        (step,) = sample(lambda *_: guess, x, (here, below), Reverse(), lambda like, *_: 0 * like)
        return display(step.x_next, below)

    spread = between((v + 1) / 2, here, below).sqrt()
    true = Normal(mean(x0), math.sqrt(small(here, below)))
    nats = kl_divergence(true, Normal(mean(model(x, here, cond)), spread))
    guess = model(x, here, cond)
    bits = model.bound(x0, guess - x0, (v + 1) / 2, column(here, 5))
    torch.testing.assert_close(bits * math.log(2), nats, rtol=1e-5, atol=1e-9)


def test_the_last_term_is_the_surprise_at_the_pictures_bytes() -> None:
    """The shares of all 256 bytes add up to 1, and each is the Gaussian's area over its bin."""
    here, _ = levels(1)
    bytes_ = (torch.arange(256).double() / 127.5 - 1).view(256, 1, 1, 1)
    for centre in (-1.0, 0.2, 0.999):
        away = centre - bytes_  # one guess, seen from every byte
        bits = hedged(bytes_).bound(bytes_, away, torch.tensor(0.5).double(), column(here, 256))
        shares = (-bits * math.log(2)).exp()
        assert shares.sum().item() == pytest.approx(1, abs=1e-6)
    two, one = levels(2)
    deviation = (small(two, one) * large(here, 0.0)) ** 0.25  # the first `small` that is not 0
    law = Normal(0.2, deviation)
    byte = bytes_[150].item()
    area = law.cdf(torch.tensor(byte + 1 / 255)) - law.cdf(torch.tensor(byte - 1 / 255))
    away = (0.2 - bytes_)[150]
    bits = hedged(bytes_).bound(bytes_[150:151], away[None], torch.tensor(0.5), column(here, 1))
    assert bits.item() == pytest.approx(-math.log2(area.item()), rel=1e-4)


@pytest.mark.parametrize("k", [2, 30, 300, 900])
@pytest.mark.parametrize("deviation", [0.05, 0.5, 1.0])
def test_the_best_fraction_is_the_true_variance(k: int, deviation: float) -> None:
    """Gaussian data, the exact mean: descend to where the expected bound is least.

    Expected exactly: the error of the mean is a Gaussian whose variance is known, so two pictures
    that miss by one deviation each way stand for all.
    """
    here, below = levels(k)
    unknown = math.sqrt(deviation**2 * here**2 / (deviation**2 + here**2))
    x0 = torch.zeros(2, 1, 1, 1).double()
    miss = torch.tensor([unknown, -unknown]).double().view(2, 1, 1, 1)
    model, v = hedged(x0), torch.zeros(()).double().requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [v], max_iter=60, tolerance_grad=1e-12, tolerance_change=0, line_search_fn="strong_wolfe"
    )

    def close() -> Tensor:
        optimiser.zero_grad()
        bound = model.bound(x0, miss, (v + 1) / 2, column(here, 2)).mean()
        bound.backward()
        return bound

    optimiser.step(close)
    found = between((v.detach() + 1) / 2, here, below).item()
    assert found == pytest.approx(true_variance(deviation, here, below), rel=1e-3)


def test_certainty_is_small_and_unit_data_are_large() -> None:
    for here, below in (levels(2), levels(500), (17.0, 3.0)):
        assert true_fraction(1e-9, here, below) == pytest.approx(0, abs=1e-6)
        assert true_fraction(1.0, here, below) == pytest.approx(1, abs=1e-6)


def test_the_two_halves_learn_from_one_part_of_the_loss_each() -> None:
    x0, noise = pictures(4)
    answer = (0.1 * torch.randn(4, 6, 4, 4)).double().requires_grad_(True)
    sigma = torch.tensor([levels(k)[0] for k in (1, 2, 400, 1000)]).view(4, 1, 1, 1).double()
    model = hedged(answer)
    loss = model.loss(x0, noise, sigma, told(4))
    assert loss.shape == (4,)
    loss.sum().backward()
    assert answer.grad is not None
    usual = 2 * (answer[:, :3] - noise).detach() / 48
    torch.testing.assert_close(answer.grad[:, :3], usual)
    assert (answer.grad[:, 3:].abs() > 0).flatten(1).any(1).all()
    silent = LearnedVariance(model.whole, COSINE, share=0.0)
    plain = Preconditioned(lambda *_: answer[:, :3], EPS, COSINE.time, torch.float64)
    both = [each.loss(x0, noise, sigma, told(4)) for each in (silent, plain)]
    torch.testing.assert_close(*both)


def test_single_precision_is_enough_for_every_term() -> None:
    (x0, noise), (wrong, v) = pictures(64), pictures(64, seed=1)
    k = torch.arange(1, 1001, 1000 // 63)[:64]
    sigma = torch.tensor([levels(int(each))[0] for each in k]).view(64, 1, 1, 1)
    answer = torch.cat([noise + 0.05 * wrong, v.tanh()], 1)
    exact = hedged(answer).loss(x0, noise, sigma.double(), told(64))
    single = LearnedVariance(Preconditioned(lambda *_: answer.float(), EPS, COSINE.time), COSINE)
    ours = single.loss(x0.float(), noise.float(), sigma, told(64))
    torch.testing.assert_close(ours.double(), exact, rtol=2e-3, atol=1e-5)


@pytest.mark.parametrize("steps", [4, 20])
def test_with_the_true_variance_a_few_steps_have_the_right_spread(steps: int) -> None:
    """To the last digit; with either of the fixed variances they have not."""
    deviation, ladder = 0.3, even(COSINE, steps)
    below = dict(pairwise(ladder))
    gaussian = Gaussian(0.0, deviation)

    def fraction(x: Tensor, sigma: object) -> Tensor:
        level = float(sigma)  # type: ignore[arg-type]
        return torch.full_like(x, true_fraction(deviation, level, below[level]))

    def ends(solver: object) -> float:
        probe = torch.zeros(len(ladder) + 1, 1).double()
        probe[0] = math.hypot(deviation, ladder[0])

        def impulse(like: Tensor, rung: int, *_span: float) -> Tensor:
            one = torch.zeros_like(like)
            one[rung + 1] = 1
            return one

        *_, last = sample(gaussian, probe, ladder[:-1], solver, impulse)
        return (last.x_next - last.x_next[-1]).square().sum().sqrt().item()

    true = math.hypot(deviation, ladder[-2])
    assert ends(Learned(fraction)) == pytest.approx(true, rel=1e-9)
    assert ends(Reverse(small)) < 0.99 * true
    assert ends(Reverse(large)) > 1.01 * true


def test_learned_is_small_or_large_at_its_ends() -> None:
    x, cond = torch.randn(1, 3, 2, 2).double(), told(1)
    ladder = even(COSINE, 6)
    for v, variance in ((-1.0, small), (1.0, large)):
        model = hedged(torch.cat([0.1 * torch.ones(1, 3, 2, 2), v * torch.ones(1, 3, 2, 2)], 1))
        walks = [
            list(sample(Bound(model, cond), x * ladder[0], ladder, solver, lambda like, *_: like))
            for solver in (Learned(Bound(model.fraction, cond)), Reverse(variance))
        ]
        for one, other in zip(*walks, strict=True):
            torch.testing.assert_close(one.x_next, other.x_next)


def test_ddpm_is_in_the_table_with_the_variance_of_its_paper() -> None:
    assert SOLVERS["ddpm"].step == Reverse(large)
