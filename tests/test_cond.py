"""Conditions are joined, weighed and mixed, and nothing they hold is lost on the way."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from pellucid.denoise import Cond


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def cond(length: int, shown: int, seed: int = 0, *, summary: bool = True, **extra: Tensor) -> Cond:
    mask = torch.arange(length)[None] < shown
    pooled = random(1, 5, seed=seed + 50) if summary else None
    return Cond(random(1, length, 5, seed=seed), mask, pooled, extra)


def test_a_batch_of_prompts_of_unequal_length_keeps_the_words_of_each_and_every_extra() -> None:
    short, long = cond(3, 2, size=torch.tensor([8])), cond(6, 5, 1, size=torch.tensor([9]))
    both = Cond.cat([short, long])
    for row, one in enumerate((short, long)):
        assert torch.equal(both.tokens[row][both.mask[row]], one.tokens[0][one.mask[0]])
    assert both.mask.dtype == torch.bool
    assert torch.equal(both.pooled, torch.cat([short.pooled, long.pooled]))
    assert both.extra["size"].tolist() == [8, 9]


def test_a_batch_of_one_length_is_not_padded() -> None:
    assert Cond.cat([cond(4, 2), cond(4, 3)]).mask.shape == (2, 4)


def test_words_that_are_weighed_and_words_that_are_not_share_a_batch() -> None:
    both = Cond.cat([cond(4, 3), cond(4, 2).weigh(0.5)])
    assert both.mask.tolist() == [[1, 1, 1, 0], [0.5, 0.5, 0, 0]]


@pytest.mark.parametrize("other", [cond(4, 3, summary=False), cond(4, 3, depth=torch.ones(1))])
def test_conditions_with_different_parts_cannot_share_a_batch(other: Cond) -> None:
    with pytest.raises(ValueError, match="same parts"):
        Cond.cat([cond(4, 3), other])


def test_words_side_by_side_are_the_words_of_both_and_the_extras_of_either() -> None:
    first, second = cond(3, 2, depth=torch.ones(1)), cond(4, 4, 1, depth=torch.ones(1))
    both = first.beside(second)
    assert torch.equal(both.tokens, torch.cat([first.tokens, second.tokens], 1))
    assert both.mask.tolist() == [[True, True, False, True, True, True, True]]
    assert torch.equal(both.pooled, first.pooled)
    assert torch.equal(both.extra["depth"], torch.ones(1))


@pytest.mark.parametrize("extra", [{}, {"depth": torch.zeros(1)}, {"edges": torch.ones(1)}])
def test_words_with_different_extras_are_not_put_side_by_side(extra: dict[str, Tensor]) -> None:
    with pytest.raises(ValueError, match="extras are the same"):
        cond(3, 2, depth=torch.ones(1)).beside(cond(3, 2, **extra))


def test_a_mixture_holds_the_words_of_both_by_their_shares_and_ends_at_either() -> None:
    first, second = cond(3, 2, depth=torch.ones(1)), cond(2, 1, 1, depth=torch.ones(1))
    assert first.lerp(second, 0) is first
    assert first.lerp(second, 1) is second
    mixed = first.lerp(second, 0.25)
    assert mixed.mask.tolist() == [[0.75, 0.75, 0, 0.25, 0]]
    torch.testing.assert_close(mixed.pooled, first.pooled.lerp(second.pooled, 0.25))
    assert set(mixed.extra) == {"depth"}


@pytest.mark.parametrize("kept", [(True, False), (False, True), (False, False)])
def test_the_summary_of_a_mixture_moves_without_a_jump_whoever_has_none(
    kept: tuple[bool, bool],
) -> None:
    first, second = (cond(3, 2, seed, summary=has) for seed, has in enumerate(kept))
    for mix, end in ((1e-5, first), (1 - 1e-5, second)):
        assert (first.lerp(second, mix).summary - end.summary).abs().max() < 1e-3


def test_a_weight_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        cond(3, 2).weigh(torch.tensor([[1.0, -0.1, 1.0]]))


def test_a_condition_of_the_right_precision_is_returned_itself() -> None:
    size = torch.tensor([256])
    one = replace(cond(3, 2, size=size), mask=torch.tensor([[1.0, 0.3, 0.0]]))
    assert one.to(torch.float32) is one
    other = one.to(torch.bfloat16)
    assert other.tokens.dtype == torch.bfloat16
    assert other.mask is one.mask
    assert other.to(torch.bfloat16) is other


def test_a_gradient_is_wanted_of_a_condition_if_it_is_wanted_of_any_part() -> None:
    one = cond(3, 2, depth=torch.ones(1))
    assert not one.requires_grad
    assert replace(one, tokens=one.tokens.clone().requires_grad_()).requires_grad
    assert replace(one, extra={"depth": torch.ones(1, requires_grad=True)}).requires_grad
