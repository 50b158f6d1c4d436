"""Which noise levels to visit.

A *ladder* is the list of noise levels that one drawing visits, from the highest rung down to 0. It
is chosen on a schedule, the clock of a network; the network does not mind which rungs are chosen.

A ladder may also *climb*, which is adding noise: that is `churn`, and `repaint`.

Importing this file imports no torch, so that a recipe can name its ladder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pellucid.schedule import Schedule

Ladder = Sequence[float]
"""Noise levels to visit, the highest first and 0.0 last; on the way they may climb."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """A way to choose rungs on any schedule, and one sentence about it."""

    rungs: Callable[[Schedule, int], tuple[float, ...]]
    says: str

    def __call__(self, schedule: Schedule, steps: int, /) -> tuple[float, ...]:
        return self.rungs(schedule, steps)


def even(schedule: Schedule, steps: int) -> tuple[float, ...]:
    """Rungs at equal distances on the network's own clock."""
    return shifted(schedule, steps, shift=1.0)


def shifted(schedule: Schedule, steps: int, shift: float = 3.0) -> tuple[float, ...]:
    """Even rungs, crowded towards the noise by `t -> shift t / (1 + (shift - 1) t)`.

    On a flow schedule that multiplies every sigma by `shift`: large pictures show the same
    structure through more noise (Esser et al. 2024, arXiv 2403.03206).
    """
    times = (1 - i / steps for i in _count(steps))
    moved = (shift * t / (1 + (shift - 1) * t) for t in times)
    return (*(float(schedule.sigma(t)) for t in moved), 0.0)


def karras(schedule: Schedule, steps: int, rho: float = 7.0) -> tuple[float, ...]:
    """Rungs even in `sigma^(1 / rho)`: the larger rho, the more of them near the clean picture.

    Karras et al. (2022, arXiv 2206.00364), equation 5.
    """
    low, high = (sigma ** (1 / rho) for sigma in schedule.span)
    return (*((high + share * (low - high)) ** rho for share in _shares(steps)), 0.0)


def exponential(schedule: Schedule, steps: int) -> tuple[float, ...]:
    """Rungs even in log(sigma): each is the same fraction of the one before."""
    low, high = map(math.log, schedule.span)
    return (*(math.exp(high + share * (low - high)) for share in _shares(steps)), 0.0)


def tcd(schedule: Schedule, steps: int, gamma: float = 0.3) -> tuple[float, ...]:
    """Even rungs, each reached from below: down to `1 - gamma` of its time, and up by fresh noise.

    Trajectory consistency sampling (Zheng et al. 2024, arXiv 2402.19159), for distilled networks.
    """
    first, *others = (1 - i / steps for i in _count(steps))
    dips = (time for rung in others for time in ((1 - gamma) * rung, rung))
    return (*(float(schedule.sigma(time)) for time in (first, *dips)), 0.0)


def _shares(steps: int) -> list[float]:
    return [i / max(steps - 1, 1) for i in _count(steps)]


def _count(steps: int) -> range:
    if steps < 1:
        raise ValueError(f"A ladder needs at least 1 step, not {steps}.")
    return range(steps)


def stands(ladder: Ladder) -> tuple[float, ...]:
    """Give the rungs that a walk stands on, 0 the last: all but those that it only climbs from."""
    return (*(rung for rung, after in pairwise(ladder) if after < rung), *ladder[-1:])


def churn(
    ladder: Ladder, amount: float, low: float = 0.0, high: float = math.inf
) -> tuple[float, ...]:
    """Before each step down, climb a little: fresh noise washes old mistakes away.

    Every rung between `low` and `high` is followed by one that is higher by the factor
    `1 + min(amount / steps, sqrt(2) - 1)`. Karras et al. (2022, arXiv 2206.00364), algorithm 2.
    """
    gain = 1 + min(amount / max(len(ladder) - 1, 1), math.sqrt(2) - 1)
    rungs: list[float] = []
    for sigma in ladder[:-1]:
        rungs.append(sigma)
        if gain > 1 and low <= sigma <= high:
            rungs.append(sigma * gain)
    return (*rungs, ladder[-1])


def repaint(ladder: Ladder, jump: int, times: int) -> tuple[float, ...]:
    """Walk every stretch of `jump` steps `times` times before going on.

    At the end of a stretch the walk climbs back to its start in one go, so that what was guessed
    there and what is known beside it can come to agree. Lugmayr et al. (2022, arXiv 2201.09865).
    """
    if jump < 1 or times < 1:
        raise ValueError(f"repaint needs a jump and times of at least 1, not {jump} and {times}.")
    rungs = list(ladder[:1])
    for start in range(0, len(ladder) - 2, jump):
        stretch = ladder[start : min(start + jump + 1, len(ladder) - 1)]
        rungs += [*stretch[1:], *((*stretch,) * (times - 1))]
    return (*rungs, ladder[-1])


LADDERS: Mapping[str, Spacing] = {
    "even": Spacing(even, "even on the network's own clock"),
    "karras": Spacing(
        karras, "even in sigma^(1/7), most of them near the clean picture; for 12 steps or more"
    ),
    "exponential": Spacing(exponential, "even in log(sigma); for 12 steps or more"),
    "shifted": Spacing(shifted, "even, then crowded towards the noise; for large pictures"),
    "tcd": Spacing(tcd, "even, each rung from below and with fresh noise; for distilled networks"),
}
"""Every ladder that a recipe can name. One row adds one: help, page and docs follow from it."""
