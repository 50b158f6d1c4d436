"""What would this composition have guessed with guidance 1, and with guidance 0?

While a composition answers, a tape keeps what its networks say. Played back, the composition is
evaluated again with one of the two guesses of each guidance in place of their mixture, and no
network is asked. So the answer is exact whatever wrappers stand around guidance, also those that
take gradients through the guess. Keeping changes no bit of an answer, but where a gradient passes
through several answers: their sum is then rounded in another order.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from pellucid.denoise import Bound, Denoiser, Guide, Level, over
from pellucid.engine.backend import GradientError

Halves = tuple[Tensor, Tensor]
"""Two guesses: `toward`, of guidance 1, and `away`, of guidance 0."""


class Tape:
    """A composition that answers as it always did, and remembers one evaluation of itself.

    Its answers stand in the order in which they were given: first come, first played.
    """

    def __init__(self, denoise: Denoiser) -> None:
        self._denoise: Denoiser = self._hear(denoise)
        self._answers: list[tuple[_Answer, _Answer]] = []
        self._guided = False
        self._full = False
        self._side: int | None = None
        self._place = 0

    def __call__(self, x: Tensor, sigma: Level, /) -> Tensor:
        guess = self._denoise(x, sigma)
        self._full = True
        return guess

    def halves(self, x: Tensor, sigma: Level) -> Halves | None:
        """Give both guesses of the evaluation that was kept, and forget it.

        `x` and `sigma` are what was asked then. None says that nothing was guided.
        """
        halves = (self._play(0, x, sigma), self._play(1, x, sigma)) if self._guided else None
        self._answers, self._guided, self._full = [], False, False
        return halves

    def _hear(self, part: Any) -> Any:
        """Let everything in a composition that asks a network answer through this tape."""
        return (
            partial(self._answer, part)
            if isinstance(part, Guide | Bound)
            else over(part, self._hear)
        )

    def _play(self, side: int, x: Tensor, sigma: Level) -> Tensor:
        self._side, self._place = side, 0
        try:
            return self._denoise(x, sigma)
        finally:
            self._side = None

    def _answer(self, part: Denoiser, x: Tensor, sigma: Level) -> Tensor:
        """Answer for a part: from the tape while it is played, else by asking."""
        if self._side is not None and self._place < len(self._answers):
            self._place += 1
            return self._answers[self._place - 1][self._side].again(x)
        if self._full:
            return part(x, sigma)
        return self._keep(part, x, sigma)

    def _keep(self, part: Denoiser, x: Tensor, sigma: Level) -> Tensor:
        wanted = torch.is_grad_enabled() and x.requires_grad
        own = x.detach().requires_grad_(wanted) if wanted else x
        if not isinstance(part, Guide):
            only = _Answer(own, part(own, sigma))
            self._answers.append((only, only))
            return only.again(x)
        toward, away = (_Answer(own, guess) for guess in part.ask(own, sigma))
        self._answers.append((toward, away))
        self._guided = True
        return part.mix(toward.again(x), away.again(x))


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """A guess, and the picture it was made of, so that its gradient can be given again, too."""

    x: Tensor
    guess: Tensor

    def again(self, x: Tensor) -> Tensor:
        """Give the guess as if it had been made of this x, which has the same values."""
        if not (torch.is_grad_enabled() and x.requires_grad and self.guess.requires_grad):
            return self.guess
        guess: Tensor = _Again.apply(x, self)  # type: ignore[no-untyped-call]
        return guess


class _Again(torch.autograd.Function):
    """A guess made before; its gradient passes through the network as it was then."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, answer: _Answer) -> Tensor:  # noqa: ARG004
        ctx.answer = answer
        return answer.guess.detach()

    @staticmethod
    def backward(ctx: Any, *wanted: Tensor) -> Any:
        if torch.is_grad_enabled():  # a gradient of this gradient is wanted
            raise GradientError(
                "A walk that is watched can be steered through its guess once, not twice; "
                "add the scores up, and steer by their sum."
            )
        answer = ctx.answer
        (slope,) = torch.autograd.grad(answer.guess, answer.x, wanted, retain_graph=True)
        return slope, None
