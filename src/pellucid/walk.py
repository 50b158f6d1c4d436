"""Walk down a ladder, one denoising step at a time.

A drawing is a walk: stand on a rung, ask the denoiser what the clean picture might be, step a rung
down, ask again. `sample` is a generator, so the walk belongs to whoever holds it. Look at every
step, keep them all, stop by closing it, go on another day from any step that was kept.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from pellucid.denoise import Denoiser
from pellucid.noise import Noise

PAST = 8  # the steps that a solver may look back on: more than any here reads


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One rung of a walk: where it stood, what it saw, where it went."""

    index: int
    sigma: float
    sigma_next: float
    x: Tensor
    x0: Tensor
    x_next: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """All that a solver may look at. Multistep methods read the past; none keeps a state."""

    index: int
    sigma: float
    sigma_next: float
    x: Tensor
    x0: Tensor
    denoise: Denoiser
    noise: Noise
    past: Sequence[Step]  # the last few steps, since the walk went up if it did

    def fresh(self, like: Tensor) -> Tensor:
        """Draw the noise of this step, a unit Gaussian of the shape of `like`."""
        return self.noise(like, self.index, self.sigma, self.sigma_next)


Solver = Callable[[Here], Tensor]
"""From here to the picture on the next rung: lower and above 0, or higher under `invert`."""


@torch.no_grad()
def sample(
    denoise: Denoiser,
    x: Tensor,
    ladder: Sequence[float],
    solver: Solver,
    noise: Noise,
    *,
    past: Sequence[Step] = (),
) -> Iterator[Step]:
    """Yield every step down the ladder, starting with `x` on its first rung.

    Down to 0 the step is the guess itself. Going up a rung only adds noise,
    `x + sqrt(sigma_next^2 - sigma^2) * noise`; nothing is asked of the denoiser, nothing is
    yielded, and the past is forgotten. A rung that is repeated is no step at all.

    To go on from a stored step, bit for bit: `sample(denoise, step.x_next, ladder[step.index + 1
    :], solver, noise, past=past)`, where `past` are the steps up to and including it.
    """
    recent: deque[Step] = deque(maxlen=PAST)
    for step in past:
        if recent and step.sigma > recent[-1].sigma_next:
            recent.clear()
        recent.append(step)
    first = recent[-1].index + 1 if recent else 0
    for index, (sigma, sigma_next) in enumerate(pairwise(ladder), first):
        if sigma_next > sigma:
            x = x + math.sqrt(sigma_next**2 - sigma**2) * noise(x, index, sigma, sigma_next)
            recent.clear()
        if sigma_next >= sigma:
            continue
        x0 = denoise(x, sigma)
        here = Here(index, sigma, sigma_next, x, x0, denoise, noise, tuple(recent))
        step = Step(index, sigma, sigma_next, x, x0, solver(here) if sigma_next > 0 else x0)
        yield step
        recent.append(step)
        x = step.x_next
