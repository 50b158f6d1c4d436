import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from pellucid.denoise import Bound, Cond, Level
from pellucid.precondition import (
    EDM,
    EPS,
    FLOW,
    PREDICTIONS,
    X0,
    Preconditioned,
    Prediction,
    V,
    edm,
)
from pellucid.schedule import Flow

COND = Cond(torch.zeros(4, 1, 1), torch.ones(4, 1, dtype=torch.bool))
rows = st.sampled_from(sorted(PREDICTIONS))
levels = st.floats(0.01, 1000)


def pictures(seed: int) -> tuple[Tensor, Tensor]:
    drawn = torch.randn(2, 4, 3, 5, 5, generator=torch.Generator().manual_seed(seed)).double()
    return drawn[0], drawn[1]


def saying(answer: Tensor, prediction: Prediction) -> Preconditioned:
    return Preconditioned(lambda *_: answer, prediction, Flow().time, torch.float64)


def target(prediction: Prediction, x0: Tensor, noise: Tensor, sigma: Level) -> Tensor:
    """What each network is asked to say, in its own words and not by the table."""
    kept = 1 / (1 + sigma**2)
    return {
        "eps": noise,
        "x0": x0,
        "v": kept**0.5 * noise - (1 - kept) ** 0.5 * x0,
        "flow": noise - x0,
        "edm": (x0 - 0.25 / (sigma**2 + 0.25) * (x0 + sigma * noise))
        / (sigma * 0.5 / (sigma**2 + 0.25) ** 0.5),
    }[prediction.name]


@given(rows, st.integers(0, 999), levels)
def test_a_network_that_says_its_target_gives_back_the_picture(
    name: str, seed: int, sigma: float
) -> None:
    (x0, noise), row = pictures(seed), PREDICTIONS[name]
    model = saying(target(row, x0, noise, sigma), row)
    torch.testing.assert_close(model(x0 + sigma * noise, sigma, COND), x0)


@given(rows, st.integers(0, 999), levels)
def test_a_network_that_says_its_target_has_no_loss(name: str, seed: int, sigma: float) -> None:
    (x0, noise), row = pictures(seed), PREDICTIONS[name]
    loss = saying(target(row, x0, noise, sigma), row).loss(x0, noise, sigma, COND)
    assert loss.shape == (4,)
    assert loss.max() < 1e-18


@given(rows, st.integers(0, 999))
def test_the_loss_is_the_mean_square_for_each_picture_alone(name: str, seed: int) -> None:
    (x0, noise), row = pictures(seed), PREDICTIONS[name]
    sigma = torch.tensor([0.05, 0.5, 5, 50]).double().view(4, 1, 1, 1)
    answer = torch.zeros_like(x0)
    expected = target(row, x0, noise, sigma).square().mean((1, 2, 3))
    torch.testing.assert_close(saying(answer, row).loss(x0, noise, sigma, COND), expected)


@pytest.mark.parametrize("row", [EPS, V, edm(1.0)], ids=lambda row: row.name)
@given(sigma=levels)
def test_for_unit_pictures_the_network_reads_and_says_unit_numbers(
    row: Prediction, sigma: float
) -> None:
    """Exactly: variances of independent unit x0 and noise are sums of squares of coefficients."""
    skip, out, scale = row.skip(sigma), row.out(sigma), row.scale(sigma)
    assert scale * (1 + sigma**2) ** 0.5 == pytest.approx(1)
    assert ((1 - skip) ** 2 + (skip * sigma) ** 2) / out**2 == pytest.approx(1, rel=1e-5)


@given(levels)
def test_v_is_edm_for_unit_pictures_with_the_sign_turned(sigma: float) -> None:
    unit = edm(1.0)
    assert V.skip(sigma) == pytest.approx(unit.skip(sigma))
    assert V.out(sigma) == pytest.approx(-unit.out(sigma))


@given(rows, levels)
def test_one_level_for_all_and_one_level_for_each_agree(name: str, sigma: float) -> None:
    def network(x: Tensor, t: Tensor, _: Cond) -> Tensor:
        return x.tanh() * t.view(-1, 1, 1, 1)

    x, _ = pictures(0)
    model = Preconditioned(network, PREDICTIONS[name], Flow().time, torch.float64)
    each = torch.full((4, 1, 1, 1), sigma, dtype=torch.float64)
    torch.testing.assert_close(model(x, sigma, COND), model(x, each, COND))


def test_the_network_runs_in_its_own_precision_and_the_clock_in_the_pictures() -> None:
    seen = []

    def network(x: Tensor, t: Tensor, cond: Cond) -> Tensor:
        seen.append((x.dtype, t.dtype, cond.tokens.dtype, cond.mask.dtype))
        return x

    model = Preconditioned(network, FLOW, Flow().time, torch.bfloat16)
    x0 = torch.zeros(4, 3, 5, 5)
    assert model(x0, 1.0, COND).dtype == torch.float32
    assert model.loss(x0, x0 + 1, torch.rand(4, 1, 1, 1), COND).dtype == torch.float32
    assert set(seen) == {(torch.bfloat16, torch.float32, torch.bfloat16, torch.bool)}


def test_the_clock_reaches_the_network_as_one_number_per_picture() -> None:
    seen: list[Tensor] = []

    def network(x: Tensor, t: Tensor, _: Cond) -> Tensor:
        seen.append(t)
        return x

    denoise = Bound(Preconditioned(network, FLOW, Flow().time), COND)
    denoise(torch.zeros(4, 3, 5, 5), 3.0)
    denoise(torch.zeros(4, 3, 5, 5), torch.tensor([0.0, 1, 3, 9]).view(4, 1, 1, 1))
    torch.testing.assert_close(seen[0], torch.full((4,), 0.75))
    torch.testing.assert_close(seen[1], torch.tensor([0, 0.5, 0.75, 0.9]))


def test_at_a_million_single_precision_still_finds_the_picture() -> None:
    x0, noise = (picture.float() for picture in pictures(0))
    model = Preconditioned(lambda *_: noise - x0, FLOW, Flow().time)
    guess = model(x0 + Flow().sigma_max * noise, Flow().sigma_max, COND)
    torch.testing.assert_close(guess, x0, rtol=0, atol=2e-6)


def test_the_table_has_five_rows_under_their_names() -> None:
    assert list(PREDICTIONS.values()) == [EPS, X0, V, FLOW, EDM]
    assert list(PREDICTIONS) == ["eps", "x0", "v", "flow", "edm"]
