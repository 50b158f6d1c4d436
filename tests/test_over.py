"""Rebuilding a composition: whatever holds denoisers can be walked through."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import torch
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
    over,
)

X = torch.randn(1, 2, 8, 8, generator=torch.Generator().manual_seed(0))


def bright(x: Tensor, sigma: Level, /) -> Tensor:
    return x / (1 + sigma) + 0.5


def dark(x: Tensor, sigma: Level, /) -> Tensor:
    return x.tanh() * 0.3 - sigma / (1 + sigma)


def grey(x: Tensor, _: Level, /) -> Tensor:
    return x * 0.1


@dataclass(frozen=True, eq=False)
class Strange:
    """Holds denoisers in every way there is."""

    several: tuple[Denoiser, ...]
    named: Mapping[str, Denoiser]
    amount: float = 0.5

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        every = [*self.several, *self.named.values()]
        return torch.stack([each(x, sigma) for each in every]).mean(0) * self.amount


def uphill(x: Tensor, x0: Tensor, _: Level) -> Tensor:
    return (x * x0.square()).sum((1, 2, 3)) / 9


WRAPPERS = {
    "guided": lambda d: Guided(d, grey, 3.0),
    "away": lambda d: Guided(grey, d, 3.0),
    "rescaled": lambda d: Rescaled(Guided(grey, d, 3.0), 0.4),
    "clamped": lambda d: Clamped(d, 0.9),
    "within": lambda d: Within(0.1, 9.0, d, grey),
    "masked": lambda d: Masked(d, torch.zeros_like(X), X > 0),
    "blended": lambda d: Blended({d: 1.0, grey: (X > 0).float()}),
    "steered": lambda d: Steered(d, lambda _x, x0, _s: x0.square().sum((1, 2, 3))),
    "steered twice": lambda d: Steered(Steered(d, uphill), uphill),
    "tiled": lambda d: Tiled(d, (4, 4), 2),
    "strange": lambda d: Strange((grey, d), {"one": d, "other": Clamped(d)}),
    "all": lambda d: Clamped(Blended({Strange((d,), {}): 1.0, Guided(d, grey, 2.0): 2.0})),
}
every_wrapper = pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)


def darkened(part: Any) -> Any:
    return dark if part is bright else over(part, darkened)


@every_wrapper
def test_a_part_is_replaced_wherever_it_is_held(wrap) -> None:
    rebuilt, expected = over(wrap(bright), darkened), wrap(dark)
    assert torch.equal(rebuilt(X, 2.0), expected(X, 2.0))
    assert not torch.equal(rebuilt(X, 2.0), wrap(bright)(X, 2.0))


@every_wrapper
def test_where_nothing_changes_the_composition_is_the_same_object(wrap) -> None:
    whole = wrap(bright)
    assert over(whole, lambda part: part) is whole
    assert over(whole, partial(over, f=lambda part: part)) is whole


def test_two_parts_of_a_blend_that_become_one_have_the_say_of_both() -> None:
    blend = over(Blended({bright: 1.0, dark: 2.0, grey: 1.0}), darkened)
    assert blend.weights == {dark: 3.0, grey: 1.0}


def test_a_model_is_replaced_where_it_is_bound_and_its_words_stay() -> None:
    words = Cond(torch.ones(1, 1, 1), torch.ones(1, 1, dtype=torch.bool))

    def first(x: Tensor, sigma: Level, _: Cond, /) -> Tensor:
        return bright(x, sigma)

    def second(x: Tensor, sigma: Level, _: Cond, /) -> Tensor:
        return dark(x, sigma)

    bound = over(Bound(first, words), lambda part: second if part is first else part)
    assert bound == Bound(second, words)


def test_what_is_no_dataclass_is_a_whole_of_its_own() -> None:
    assert over(bright, darkened) is bright
