import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from pellucid.denoise import (
    Blended,
    Bound,
    Clamped,
    Cond,
    Denoiser,
    Guided,
    Level,
    Masked,
    Rescaled,
    Steered,
    Tiled,
    Within,
)
from pellucid.forward import display
from pellucid.oracle import Gaussian, Mixture

SHAPE = (2, 3, 8, 8)
levels = st.floats(1e-3, 1e3)
seeds = st.integers(0, 2**32)


def picture(seed: int, shape: tuple[int, ...] = SHAPE) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def bright(x: Tensor, sigma: Level) -> Tensor:
    return x / (1 + sigma) + 0.5


def dark(x: Tensor, sigma: Level) -> Tensor:
    return x.tanh() * 0.3 - sigma / (1 + sigma)


@given(seeds, levels)
def test_guidance_of_one_is_the_guess_toward(seed: int, sigma: float) -> None:
    x = picture(seed)
    assert torch.equal(Guided(bright, dark, 1)(x, sigma), bright(x, sigma))


@given(seeds, levels)
def test_guidance_of_zero_is_the_guess_away(seed: int, sigma: float) -> None:
    x = picture(seed)
    assert torch.equal(Guided(bright, dark, 0)(x, sigma), dark(x, sigma))


@given(seeds, levels, st.floats(-30, 30))
def test_guidance_from_a_guess_to_itself_changes_nothing(
    seed: int, sigma: float, scale: float
) -> None:
    x = picture(seed)
    assert torch.equal(Guided(dark, dark, scale)(x, sigma), dark(x, sigma))


@given(seeds, levels, st.floats(-30, 30))
def test_guidance_is_the_line_through_both_guesses(seed: int, sigma: float, scale: float) -> None:
    x = picture(seed).double()
    line = dark(x, sigma) + scale * (bright(x, sigma) - dark(x, sigma))
    torch.testing.assert_close(Guided(bright, dark, scale)(x, sigma), line)


@given(seeds, levels, st.floats(0, 20))
def test_rescaling_by_nothing_is_guidance(seed: int, sigma: float, scale: float) -> None:
    x, guided = picture(seed), Guided(bright, dark, scale)
    assert torch.equal(Rescaled(guided, 0)(x, sigma), guided(x, sigma))


@given(seeds, levels, st.floats(2, 20))
def test_full_rescaling_gives_every_picture_the_contrast_of_the_unguided_one(
    seed: int, sigma: float, scale: float
) -> None:
    x = picture(seed).double() * torch.tensor([1.0, 3.0]).view(2, 1, 1, 1)
    rescaled = Rescaled(Guided(bright, dark, scale), 1)(x, sigma)
    torch.testing.assert_close(rescaled.std((1, 2, 3)), bright(x, sigma).std((1, 2, 3)))


def test_rescaling_a_flat_picture_stays_finite() -> None:
    def flat(x: Tensor, _: Level) -> Tensor:
        return torch.zeros_like(x)

    assert Rescaled(Guided(flat, flat, 5), 0.7)(picture(0), 1.0).isfinite().all()


@given(seeds, levels, st.floats(0, 1))
def test_a_guess_within_bounds_is_left_alone(seed: int, sigma: float, share: float) -> None:
    def inside(x: Tensor, _: Level) -> Tensor:
        return x.tanh()

    x = picture(seed)
    assert torch.equal(Clamped(inside, share)(x, sigma), inside(x, sigma))


@given(seeds, levels, st.floats(0, 1))
def test_a_clamped_guess_is_within_bounds_and_each_picture_is_clamped_alone(
    seed: int, sigma: float, share: float
) -> None:
    x = picture(seed) * torch.tensor([0.5, 30.0]).view(2, 1, 1, 1)
    clamped = Clamped(lambda x, _: 2 * x, share)
    whole = clamped(x, sigma)
    assert whole.abs().max() <= 1
    torch.testing.assert_close(torch.cat([clamped(x[:1], sigma), clamped(x[1:], sigma)]), whole)


def test_no_share_cuts_and_a_whole_share_only_divides() -> None:
    x = picture(0) * 5
    assert torch.equal(Clamped(lambda x, _: x)(x, 1.0), x.clamp(-1, 1))
    most = x.abs().amax((1, 2, 3), keepdim=True)
    torch.testing.assert_close(Clamped(lambda x, _: x, 1.0)(x, 1.0), x / most)
    cut = (Clamped(lambda x, _: x, 0.75)(x, 1.0).abs() == 1).double().mean()
    assert cut.item() == pytest.approx(0.25, abs=0.01)


@given(levels, levels, levels)
def test_within_asks_inside_only_between_its_bounds(a: float, b: float, sigma: float) -> None:
    x, (low, high) = picture(0), sorted((a, b))
    asked = bright if low <= sigma <= high else dark
    assert torch.equal(Within(low, high, bright, dark)(x, sigma), asked(x, sigma))


@given(seeds, levels)
def test_masked_keeps_what_is_known_to_the_bit_and_leaves_the_rest_free(
    seed: int, sigma: float
) -> None:
    x, known, mask = picture(seed), picture(seed + 1), picture(seed + 2) > 0
    guess = Masked(bright, known, mask)(x, sigma)
    assert torch.equal(guess[~mask], known[~mask])
    assert torch.equal(guess[mask], bright(x, sigma)[mask])


@given(seeds, levels)
def test_blending_a_denoiser_with_itself_is_that_denoiser(seed: int, sigma: float) -> None:
    x = picture(seed).double()
    twin = Within(0, math.inf, bright, dark)
    blend = Blended({bright: picture(seed)[:1].abs().double() + 0.1, twin: 3.0})
    torch.testing.assert_close(blend(x, sigma), bright(x, sigma))


@given(seeds, levels)
def test_blending_by_a_hard_map_is_choosing_by_it(seed: int, sigma: float) -> None:
    x, here = picture(seed), picture(seed + 1, (1, 1, 8, 8)) > 0
    blend = Blended({bright: here.float(), dark: (~here).float()})
    assert torch.equal(blend(x, sigma), torch.where(here, bright(x, sigma), dark(x, sigma)))


@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_only_the_proportions_of_weights_matter(weight: float, times: float) -> None:
    x = picture(1).double()
    small = Blended({bright: weight, dark: 1.0})(x, 2.0)
    torch.testing.assert_close(Blended({bright: weight * times, dark: times})(x, 2.0), small)


@pytest.mark.parametrize("weights", [{}, {bright: 0.0}, {bright: torch.tensor([1.0, 0.0])}])
def test_a_blend_with_no_say_anywhere_is_refused(weights: dict[Denoiser, Level]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Blended(weights)


@given(seeds, st.floats(0.05, 50), st.integers(0, 3))
def test_steering_by_the_exact_noisy_classifier_is_the_exact_conditional(
    seed: int, sigma: float, label: int
) -> None:
    """Bayes: four modes, the first two of one class, the others of another."""
    means = picture(seed, (4, 5)).double() * 2
    weights = torch.tensor([0.1, 0.4, 0.2, 0.3], dtype=torch.float64)
    everything = Mixture(means, 0.5, weights)
    members = torch.tensor([[0, 1], [2, 3], [0, 2], [1, 2]][label])

    def log_prob(x: Tensor, _x0: Tensor, sigma: Level) -> Tensor:
        return everything.log_posterior(x, sigma)[:, members].logsumexp(1)

    x = means[:2] + sigma * picture(seed + 1, (2, 5)).double()
    steered = Steered(everything, log_prob)(x, sigma)
    exact = Mixture(means[members], 0.5, weights[members])(x, sigma)
    torch.testing.assert_close(steered, exact, rtol=0, atol=1e-9 * (1 + sigma))


def test_steering_reaches_through_the_guess() -> None:
    """With a Gaussian prior and a Gaussian wish about x0 the push is known in closed form."""
    base, sigma, wish = Gaussian(0.0, 1.0), 2.0, 0.7
    x = picture(3).double()
    steered = Steered(base, lambda _x, x0, _sigma: -(x0 - wish).square().sum((1, 2, 3)) / 2, 0.3)
    shrink = 1 / (1 + sigma**2)
    expected = shrink * x + 0.3 * sigma**2 * shrink * (wish - shrink * x)
    torch.testing.assert_close(steered(x, sigma), expected)


def test_steering_works_where_gradients_are_off_and_leaves_none_behind() -> None:
    steered = Steered(bright, lambda _x, x0, _sigma: x0.sum((1, 2, 3)))
    x = picture(0)
    with torch.no_grad():
        assert not steered(x, 1.0).requires_grad
    assert not steered(x, 1.0).requires_grad
    assert not x.requires_grad


def test_a_guess_that_is_steered_is_steered_again_as_by_both_at_once() -> None:
    """And where a score reads the guess, the gradient goes through the first steering."""
    x, sigma = torch.randn(2, 1, 3, 3, dtype=torch.float64), 0.7
    exact = lambda x, _x0, _sigma: -x.square().sum((1, 2, 3)) / 2
    twice = Steered(Steered(bright, exact), exact, 0.5)(x, sigma)
    torch.testing.assert_close(twice, bright(x, sigma) - 1.5 * sigma**2 * x)
    once = Steered(lambda x, _: x**3, exact)
    wanted = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad((wanted**3 - sigma**2 * wanted).sum(), wanted)
    steered = Steered(once, lambda _x, x0, _sigma: x0.sum((1, 2, 3)))(x, sigma)
    torch.testing.assert_close(steered, once(x, sigma) + sigma**2 * slope)
    assert not steered.requires_grad


@given(seeds, st.integers(1, 30), st.integers(1, 30), st.integers(1, 9), st.integers(0, 8))
def test_tiles_of_a_denoiser_that_looks_at_single_pixels_show_no_seam(
    seed: int, height: int, width: int, window: int, overlap: int
) -> None:
    x = picture(seed, (1, 2, height, width)).double()
    tiled = Tiled(bright, (window, window), min(overlap, window - 1))
    torch.testing.assert_close(tiled(x, 2.0), bright(x, 2.0))


@given(seeds, levels)
def test_one_tile_over_everything_is_no_tile(seed: int, sigma: float) -> None:
    def averaging(x: Tensor, _: Level) -> Tensor:
        return x.mean((2, 3), keepdim=True).expand_as(x)

    x = picture(seed).double()
    torch.testing.assert_close(Tiled(averaging, (8, 10), 2)(x, sigma), averaging(x, sigma))


def test_tiles_never_ask_about_more_than_a_window_and_share_at_least_the_overlap() -> None:
    seen = []

    def watching(x: Tensor, _: Level) -> Tensor:
        seen.append((x[0, 0, 0, 0].item(), x.shape[-1]))
        return x

    columns = torch.arange(50.0).expand(1, 1, 8, 50)
    Tiled(watching, (8, 16), 6)(columns, 1.0)
    starts = [start for start, _ in seen]
    assert {size for _, size in seen} == {16}
    assert starts[0] == 0
    assert starts[-1] == 34
    assert all(b - a <= 10 for a, b in pairwise(starts))


def test_between_two_tiles_the_answer_changes_gradually() -> None:
    def left_or_right(x: Tensor, _: Level) -> Tensor:
        return torch.full_like(x, float(x.mean() > 5))

    answer = Tiled(left_or_right, (10,), 8)(torch.arange(12.0).view(1, 12), 1.0)
    assert answer.diff().abs().max() < 0.3


@pytest.mark.parametrize("overlap", [-1, 8])
def test_an_overlap_as_wide_as_the_window_is_refused(overlap: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 7"):
        Tiled(bright, (8, 16), overlap)


@given(seeds, st.floats(1e-3, 1e6))
def test_what_is_displayed_has_unit_variance_and_fits_in_half_precision(
    seed: int, sigma: float
) -> None:
    x = picture(seed, (1, 5000)) + sigma * picture(seed + 1, (1, 5000))
    shown = display(x, sigma).half()
    assert shown.isfinite().all()
    assert abs(shown.float().std() - 1) < 0.05


def test_a_bound_model_is_a_denoiser() -> None:
    cond = Cond(torch.ones(2, 4, 5), torch.ones(2, 4, dtype=torch.bool))

    def model(x: Tensor, sigma: Level, cond: Cond) -> Tensor:
        return x * sigma + cond.tokens.sum()

    x = picture(0)
    assert torch.equal(Bound(model, cond)(x, 2.0), x * 2 + 40)


def test_a_condition_in_another_precision_keeps_its_mask() -> None:
    mask = torch.ones(2, 4, dtype=torch.bool)
    extra = {"size": torch.tensor([256, 256]), "guidance": torch.tensor([5.0])}
    cond = Cond(torch.ones(2, 4, 5), mask, torch.ones(2, 5), extra).to(torch.bfloat16)
    assert cond.tokens.dtype == torch.bfloat16
    assert cond.pooled is not None
    assert cond.pooled.dtype == cond.extra["guidance"].dtype == torch.bfloat16
    assert cond.mask.dtype == torch.bool
    assert cond.extra["size"].dtype == torch.int64


def test_wrappers_wrap_wrappers_in_any_order_and_leave_their_input_alone() -> None:
    known, mask = picture(1), picture(2) > 0
    guided = Rescaled(Guided(Steered(bright, lambda _x, x0, _s: x0.sum((1, 2, 3))), dark, 4), 0.5)
    tiled = Tiled(Within(0.1, 10, guided, dark), (4, 4), 2)
    whole = Masked(Blended({tiled: 1.0, bright: 2.0}), known, mask)
    x = picture(0)
    before = x.clone()
    guess = whole(x, 1.5)
    assert torch.equal(x, before)
    assert torch.equal(guess[~mask], known[~mask])
    assert "Rescaled(base=Guided(toward=Steered(" in repr(tiled)
    assert math.isfinite(guess.sum())
