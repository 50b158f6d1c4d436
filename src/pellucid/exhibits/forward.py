"""Into noise and back: the forward process, and how the model undoes it.

Making noise of a picture takes no network: `x = x0 + sigma * noise`, at any level at once. Here it
is done to a photo (or to the finished picture, which the page puts into the store like a photo),
and the model brings it back from whatever level the visitor stopped at (Meng and others, 2021,
arXiv:2108.01073): after little noise the photo is kept, after much noise the model
draws another picture.

Without a photo the exhibit asks another question: is the walk that the model really takes the same
as that film of noise played backwards? Take the two ends of a real walk, its noise and its picture,
and join them by the straight line that adding noise draws. What is left between the line and the
walk is the walk's *bend*.

How quickly noise is added is a choice too, the *schedule*. Five of them run side by side, from
the same picture with the same noise, and all that differs is when each has put in how much of it:
looked at when their signal is as strong compared to the noise, they show the same picture. Kingma
and others, 2021, arXiv:2107.00630.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Literal

import torch
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Frame, Frames, Walks
from pellucid.forward import display
from pellucid.noise import START, Seeded
from pellucid.pixels import Pixels
from pellucid.recipe.edits import Strength, following, picture_hash
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, Number, RecipeError
from pellucid.record.distances import correlation, shorten
from pellucid.record.walks import Walked, gaps
from pellucid.schedule import SCHEDULES, Schedule

MOMENTS = 28  # steps of a clock from picture to noise
GRID = 100  # of its curve
LEVELS = 5  # strengths of the curve of what comes back
FILMS = {"real": "xt-128.jpg", "same": "rewind.jpg", "fresh": "rewind-fresh.jpg"}


def photo_or_none(name: str, value: Any) -> str:
    """Rule: the address of a picture in the store, or nothing."""
    return "" if value == "" else picture_hash(name, value)


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """A photo and how much noise to add: `strength`, or with `levels` all of k / levels.

    `clocks` asks for frames of all schedules: at the same times, or with the same noise.
    """

    photo: Annotated[str, photo_or_none, {"type": "string", "pattern": "^([0-9a-f]{64})?$"}] = ""
    strength: Annotated[float, Number(0, 1)] = 0.6
    levels: Annotated[int, Integer(1, 8)] = 1
    clocks: Literal["off", "time", "noise"] = "off"

    @property
    def strengths(self) -> tuple[float, ...]:
        """From which shares of noise the photo is brought back."""
        if self.levels == 1:
            return (self.strength,)
        return tuple(place / self.levels for place in range(1, self.levels + 1))


def walks(settings: Recipe, params: Params, /) -> Sequence[Recipe]:
    """Ask for the real walk; or with a photo, for the way back from each share of noise."""
    if not params.photo:
        return [settings]
    return [replace(settings, edits=(Strength(params.photo, s),)) for s in params.strengths]


def measure(walked: Walks, settings: Recipe, params: Params, engine: Engine) -> Figures:
    """Measure the bend of the real walk; or of a photo, how much of it each way back kept."""
    if params.photo:
        photo = _latents(params.photo, settings, engine)
        kept = [_likeness(each.x0[-1], photo[0].cpu()) for each in walked]
        return {"strengths": list(params.strengths), "kept": kept}
    real = walked[0]
    bend = [round(gap, 5) for gap in gaps(real.x, rewound(real))]
    return {
        "bend": bend,
        "fresh": shorten(gaps(real.x, rewound(real, _other(real))), 5),
        "most": max(range(len(bend)), key=bend.__getitem__),
    }


def frames(engine: Engine, settings: Recipe, params: Params, /) -> Frames:
    """Add noise to a photo step by step: state 0 is the photo, the last nothing but noise.

    State k of n is where the way back from the share k / n begins, with the same noise; of
    `clocks`, each schedule is a walk of its own.
    """
    if not params.photo:
        raise RecipeError("Adding noise needs a picture: send one to /api/photo first.")
    photo = _latents(params.photo, settings, engine)
    plan = replace(engine.plan(replace(settings, edits=())), start=photo)
    noise = plan.noise(plan.start, START)
    if params.clocks != "off":
        times = moments(params.clocks)
        yield _clocks(engine.schedule, times)
        for state in sorted(range(MOMENTS + 1), key=lambda state: (state % 7 > 0, state)):
            for walk, (name, schedule) in enumerate(SCHEDULES.items()):
                sigma, time = float(schedule.sigma(times[name][state])), times[name][state]
                x = display(plan.start + sigma * noise, sigma)
                yield Frame(walk, state, sigma, x, number=time)
        return
    highest = float(engine.schedule.time(plan.ladder[0]))
    for state in range(settings.steps + 1):
        sigma = float(engine.schedule.sigma(highest * state / settings.steps))
        yield Frame(walk=0, state=state, sigma=sigma, x=display(plan.start + sigma * noise, sigma))


def moments(even: str) -> dict[str, tuple[float, ...]]:
    """Say when each schedule is looked at, from clean to noise: 29 times on its own clock.

    Even in "time", all at the same ones; even in "noise", each when it has as much noise as the
    others, as far as all of them go. Evenly means that every look has the noise times some factor.
    """
    shares = [state / MOMENTS for state in range(MOMENTS + 1)]
    if even == "time":
        return dict.fromkeys(SCHEDULES, tuple(shares))
    low = max(schedule.sigma_min for schedule in SCHEDULES.values())
    high = min(schedule.sigma_max for schedule in SCHEDULES.values())
    levels = [low * (high / low) ** share for share in shares]
    return {
        name: tuple(float(schedule.time(sigma)) for sigma in levels)
        for name, schedule in SCHEDULES.items()
    }


def mixture(sigma: float) -> tuple[float, float, float | None]:
    """Say how a state is mixed: signal, noise (their squares add up to 1), and log SNR.

    The signal is the square root of what is called alpha-bar. SNR is signal^2 / noise^2.
    """
    signal = 1 / math.sqrt(1 + sigma**2)
    return signal, sigma * signal, -2 * math.log(sigma) if sigma else None


def _clocks(own: Schedule, times: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Write down every schedule's curves, and its mixture at the times when it is looked at."""
    grid = [place / GRID for place in range(GRID + 1)]
    told = []
    for name, schedule in SCHEDULES.items():
        rows = {}
        for part, at in (("curve", grid), ("states", times[name])):
            mixed = [mixture(float(schedule.sigma(time))) for time in at]
            columns = [list(at), *(list(column) for column in zip(*mixed, strict=True))]
            rows[part] = dict(zip(("t", "signal", "noise", "snr"), columns, strict=True))
        told.append({"name": name, "own": schedule == own, **rows})
    return {"clocks": told}


def rewound(walked: Walked, noise: Tensor | None = None) -> Tensor:
    """Add noise to a walk's end and play the film backwards: states as shown, first to last.

    `x = x0 + sigma * noise` on the walk's own noise levels. Without other noise it is the walk's
    own, so that this straight line and the walk share both their ends.
    """
    first, end = walked.sigmas[0], walked.x0[-1].float()
    if noise is None:
        noise = (walked.x[0].float() * math.sqrt(1 + first**2) - end) / first
    return torch.stack([display(end + sigma * noise, sigma) for sigma in walked.sigmas])


def _latents(photo: str, settings: Recipe, engine: Engine) -> Tensor:
    """A photo of the store as the engine's latents (1, C, h, w), as large as the settings say."""
    return engine.plan(replace(settings, edits=(Strength(photo),))).start


def _likeness(end: Tensor, photo: Tensor) -> float:
    """Correlation of a result (C, h, w) with the photo it came from, colour by colour."""
    centred = [each.float() - each.float().mean((1, 2), keepdim=True) for each in (end, photo)]
    return round(correlation(*(each.numpy() for each in centred)), 4)


def _other(walked: Walked) -> Tensor:
    return Seeded(following(walked.recipe.seed + 1, 1))(walked.x0[-1:].float(), START)[0]


def _rewind(walked: Walked, engine: Engine, fresh: bool) -> Iterator[Pixels]:
    states = rewound(walked, _other(walked) if fresh else None)
    return (engine.preview(state[None]) for state in states)


EXHIBIT = Exhibit(
    slug="forward",
    place=30,
    prompt="a ladybird on a white daisy, sunny",
    seed=11,
    walks=walks,
    params=Params,
    measure=measure,
    frames=frames,
    sheets={
        FILMS["same"]: partial(_rewind, fresh=False),
        FILMS["fresh"]: partial(_rewind, fresh=True),
    },
    constants={"moments": MOMENTS, "clocks": list(SCHEDULES), "levels": LEVELS, "films": FILMS},
)
