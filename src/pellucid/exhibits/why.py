"""Why walk? Four ways of going there directly, each measured.

Jump and look: the guess is blurred, the average of everything that could still happen. Jump, add
noise, jump again: that is a walk of few long strides (the solver `jump`). Draw many ends and
average them: the mean grows towards the first guess, which is the theory. And take a state,
exchange its noise four times and finish: how much the four ends differ says how decided it was.
`frames` serves the last two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.engine.plan import Plan
from pellucid.engine.probe import attention, layers
from pellucid.exhibits.attention import things_of
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Frame, Frames, Walks
from pellucid.forward import display
from pellucid.noise import Seeded
from pellucid.recipe.edits import following
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer
from pellucid.record.distances import (
    BANDS,
    apart,
    bands,
    correlation,
    expected_correlation,
    shorten,
    standard_error,
)
from pellucid.record.walks import evaluations as looks
from pellucid.solvers import SOLVERS
from pellucid.walk import Step, sample

JUMPS = 8
WAYS = 4
MANY = 64  # of which the mean is taken, at most
FINISH = 8  # steps to an end: enough to see which picture it is
PLACES = 8  # of the timeline
WIDEST = 0.4  # the largest share of the picture that one thing can have
FRESH = 1000  # rungs from here on: noise that no walk of a person's own ever meets

GUESS, MEAN, ENDS = 0, 1, 2  # places of the frames of "mean"; those of branches are their numbers


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """Which of the experiments that take time: many ends, branches of a state, all of them."""

    kind: Literal["mean", "branch", "timeline"] = "mean"
    state: Annotated[int, Integer(0, 99)] = 0
    count: Annotated[int, Integer(2, MANY)] = MANY
    guided: Literal["no", "yes"] = "no"


def walks(settings: Recipe, _params: Params, /) -> Sequence[Recipe]:
    """The walk itself, and walks of 1 to 8 jumps with fresh noise between them."""
    jumps = [replace(settings, solver="jump", steps=count) for count in range(1, JUMPS + 1)]
    return [settings, *jumps]


def measure(walked: Walks, _settings: Recipe, _params: Params, _engine: Engine) -> Figures:
    """Compare the ends of the jumps with the walk's, and jumps from each state with its end."""
    walk, *jumps = walked
    whole = walk.sharpness[-1] if walk.sharpness else None
    return {
        "sharpness": [round(jump.sharpness[-1], 3) for jump in jumps if jump.sharpness],
        "whole": None if whole is None else round(whole, 3),
        "landing": shorten(walk.sharpness),
        "miss": shorten(walk.miss),
        "first": round(walk.miss[0], 4),
        "size": round(float(walk.x0[-1].float().square().mean().sqrt()), 4),
    }


def frames(engine: Engine, settings: Recipe, params: Params, /) -> Frames:
    """Run one experiment."""
    experiment = {"mean": _mean, "branch": _branch, "timeline": _timeline}[params.kind]
    return experiment(engine, settings, params)


def evaluations(settings: Recipe, params: Params, /) -> int:
    """How often the network looks in one experiment."""
    if params.kind == "mean":
        short = _short(settings, params)
        return params.count * looks(short) + looks(replace(short, steps=1)) + 1
    states = [params.state] if params.kind == "branch" else _places(settings.steps)
    there = looks(replace(settings, steps=min(max(states), settings.steps - 1) + 1))
    ladder = range(settings.steps + 1)
    finish = sum(WAYS * (len(_rungs(ladder, state)) - 1) for state in states)
    return there + finish * (1 if settings.guidance == 1 else 2)


def _short(settings: Recipe, params: Params) -> Recipe:
    """A walk of few steps; without guidance, what it aims at is the true average."""
    guidance = settings.guidance if params.guided == "yes" else 1.0
    return replace(settings, steps=FINISH, solver="dpmpp_2m", ladder="even", guidance=guidance)


@torch.no_grad()
def _mean(engine: Engine, settings: Recipe, params: Params) -> Frames:
    """Average more and more ends, and hold the mean against the guess out of pure noise."""
    asked = _short(settings, params)
    plan = engine.plan(asked)
    guess = plan.denoise(plan.x, plan.ladder[0])
    yield Frame(GUESS, 0, plan.ladder[0], x0=guess)
    bare = engine.plan(replace(asked, prompt="", negative="", guidance=1.0))
    blank = bare.denoise(plan.x, plan.ladder[0])
    ends = np.empty((0, *guess.shape[1:]), np.float32)
    for place, seed in enumerate(following(settings.seed + 1, params.count)):
        for step in engine.draw(replace(asked, seed=seed)):
            yield Frame(ENDS, place, step.sigma)
        ends = np.concatenate([ends, step.x0.cpu().numpy()])
        mean = torch.from_numpy(ends.mean(0, keepdims=True))
        yield Frame(ENDS, place, x0=step.x0)
        yield Frame(MEAN, place, x0=mean)
        yield _agreement(ends, guess, blank)


def _agreement(ends: NDArray[np.float32], guess: Tensor, blank: Tensor) -> dict[str, Any]:
    """Correlate the mean of ends with the guess, in all and beyond what no words would give."""
    first, none = guess[0].cpu().numpy(), blank[0].cpu().numpy()
    error, ideal = standard_error(ends, first), expected_correlation(ends)
    return {
        "kind": "mean",
        "count": len(ends),
        "correlation": round(correlation(ends.mean(0), first), 5),
        "error": None if error is None else round(error, 5),
        "ideal": None if ideal is None else round(ideal, 5),
        "beyond": round(correlation(ends.mean(0) - none, first - none), 5),
        "control": round(correlation(ends.mean(0), none), 5),
        "one": round(float(np.mean([correlation(end, first) for end in ends])), 5),
    }


@torch.no_grad()
def _branch(engine: Engine, settings: Recipe, params: Params) -> Frames:
    """Walk to a state, exchange its noise four times, and finish each time."""
    plan = engine.plan(settings)
    for step in plan.walk():
        yield Frame(0, params.state, step.sigma)
        if step.index >= params.state:
            break
    ends: list[Tensor] = []
    for moment in _finished(plan, step, ends):
        yield replace(moment, state=params.state)
    yield {"kind": "branch", "state": step.index, **_undecided(engine, ends)}


@torch.no_grad()
def _timeline(engine: Engine, settings: Recipe, _params: Params) -> Frames:
    """Branch from eight states of one walk, and say how undecided each of them was."""
    plan, places, steps = engine.plan(settings), _places(settings.steps), []
    for step in plan.walk():
        yield Frame(0, step.index, step.sigma)
        steps += [step] if step.index in places else []
    curves: dict[str, list[float]] = {name: [] for name in ("all", "colour", *BANDS)}
    parts = _parts(engine, settings, steps)
    inside: dict[str, list[float]] = {name: [] for name in parts}
    for count, step in enumerate(steps, 1):
        ends: list[Tensor] = []
        for moment in _finished(plan, step, ends):
            last = len(ends) > moment.walk
            yield replace(moment, x0=moment.x0 if last else None)
        found = _undecided(engine, ends)
        for name, curve in curves.items():
            curve.append(found["bands"].get(name, found["apart"]))
        latents = torch.cat(ends).cpu().numpy()
        for name, where in parts.items():
            inside[name].append(round(apart(latents[:, :, where]), 4))
        settled = {name: _decision(places, curve) for name, curve in curves.items()}
        yield {
            "kind": "timeline",
            "states": places[:count],
            **curves,
            "settled": settled,
            "parts": [
                {"word": name, "apart": curve, "settled": _decision(places, curve)}
                for name, curve in inside.items()
            ],
            "where": [where.astype(int).tolist() for where in parts.values()],
        }


def _parts(engine: Engine, settings: Recipe, steps: Sequence[Step]) -> dict[str, NDArray[np.bool_]]:
    """Part the picture (h, w) by what its places listen to: one word that names a thing, or "".

    A word has the places that listen to it more than half as much as the one that does so most;
    a word with a place nearly everywhere names no thing.
    """
    if not layers(engine):
        return {}
    states = torch.cat([display(step.x, step.sigma) for step in steps])
    seen = attention(engine, settings.prompt, states, [step.sigma for step in steps])
    maps = {name: seen.word(*at).mean(0) for name, at in things_of(settings.prompt).items()}
    heard = {name: each / each.max().clamp_min(1e-12) for name, each in maps.items()}
    heard = {name: each for name, each in heard.items() if (each > 0.5).float().mean() < WIDEST}
    if not heard:
        return {}
    fine = F.interpolate(torch.stack([*heard.values()])[None], steps[0].x.shape[-2:])[0]
    most, owner = (each.cpu().numpy() for each in fine.max(0))
    names = {name: (owner == place) & (most > 0.5) for place, name in enumerate(heard)}
    parts = {**names, "": most <= 0.5}
    return {name: where for name, where in parts.items() if where.any()}


def _finished(plan: Plan, step: Step, ends: list[Tensor]) -> Iterator[Frame]:
    """Put fresh noise on the guess of a step, four times, and walk each to its end.

    `x = x0 + sigma * noise` is as noisy as the step was and agrees with its guess, and with
    nothing else that it knew.
    """
    rungs = _rungs(plan.ladder, step.index)
    fresh = Seeded([plan.recipe.seed])
    for way in range(WAYS):
        noise = fresh(step.x0, FRESH + WAYS * step.index + way)
        x = step.x0 + step.sigma * noise
        for here in sample(plan.denoise, x, rungs, SOLVERS["dpmpp_2m"], plan.noise):
            if here.sigma_next == 0:
                ends.append(here.x0)
            yield Frame(way, step.index, here.sigma, x0=here.x0)


def _undecided(engine: Engine, ends: Sequence[Tensor]) -> dict[str, Any]:
    latents = torch.cat([*ends]).cpu().numpy()
    pictures = np.stack([engine.preview(end) for end in ends])
    found = {name: round(value, 4) for name, value in bands(pictures).items()}
    spread = float(np.sqrt(latents.astype(np.float64).var(0, ddof=1).mean()))
    return {"apart": round(apart(latents), 4), "spread": round(spread, 5), "bands": found}


def _places(steps: int) -> list[int]:
    """Up to eight states of a walk, from the first to the last before the end, evenly."""
    return sorted({round(place * (steps - 1) / (PLACES - 1)) for place in range(PLACES)})


def _rungs(ladder: Sequence[float], state: int) -> list[float]:
    left = ladder[min(state, len(ladder) - 2) :]
    steps = min(FINISH, len(left) - 1)
    return [left[round(place * (len(left) - 1) / steps)] for place in range(steps + 1)]


def _decision(places: Sequence[int], curve: Sequence[float]) -> int | None:
    """The first place from which on a curve stays under half of its beginning; None if none yet."""
    over = [place for place, value in enumerate(curve) if value >= curve[0] / 2]
    after = over[-1] + 1 if over else 0
    return places[after] if after < len(curve) else None


EXHIBIT = Exhibit(
    slug="why",
    place=60,
    prompt="a sunflower at sunset",
    seed=4,
    walks=walks,
    params=Params,
    measure=measure,
    frames=frames,
    evaluations=evaluations,
    constants={"jumps": JUMPS, "ways": WAYS, "finish": FINISH, "places": PLACES, "ends": MANY},
)
