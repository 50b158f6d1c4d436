"""`pellucid train`: teach a codec, a denoiser or a judge, from nothing or from what is shipped.

One command for a laptop and for many processes (`torchrun --nproc-per-node 2 -m pellucid train
denoiser`). A run lives in its own folder under Pellucid's home, and the same command resumes it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pellucid.app.flags import flag
from pellucid.app.world import can_paint
from pellucid.data.sources import SOURCES
from pellucid.recipe.rules import Integer, Number, OneOf, RecipeError, only

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pellucid.data.source import Source
    from pellucid.learn.task import Task, Workspace
    from pellucid.nets.dit import DiTConfig

PAINTS = ("codec", "decoder", "latents", "pixel", "judge")  # what paints scenes itself
TAUGHT = ("codec", "decoder", "denoiser", "pixel", "judge")
ONLY = {
    **dict.fromkeys(("width", "depth", "tail", "predict"), ("denoiser",)),
    **dict.fromkeys(("steps", "batch", "rate", "decay", "fresh", "every"), TAUGHT),
    **dict.fromkeys(("scenes", "mix"), (*TAUGHT, "latents")),
}
"""What an option is for; for all else it does nothing, and is refused."""

Subject = Literal["codec", "decoder", "latents", "denoiser", "pixel", "judge", "ship"]
Mix = Annotated[
    tuple[str, ...],
    flag(
        "SOURCE ...",
        f"which sources to learn from: {', '.join(SOURCES)}; styles are all places in every "
        "style. Without it the codec learns from all, and whatever else from the first. A judge "
        "is one of the garden, or of the rest.",
    ),
]


def train(
    what: Subject,
    /,
    name: str = "garden",
    steps: int = 0,
    batch: int = 0,
    rate: float = 0.0,
    decay: float = 0.0,
    scenes: int = 0,
    mix: Mix = (),
    width: int = 256,
    depth: int = 10,
    tail: str = "none",
    predict: str = "flow",
    fresh: bool = False,
    every: int = 250,
    seed: int = 0,
) -> None:
    """Teach one part of the engine.

    Args:
        what: the codec, the latents (scenes painted, encoded and kept), the denoiser, the codec's
            decoder (on what the denoiser draws), the pixel denoiser (which needs none of these) or
            the judge; or ship, which puts the run's weights into the package with their hashes.
        name: what the run is called, and its folder under Pellucid's home.
        steps: how many optimiser steps (0: the subject's usual number).
        batch: samples a step, over all processes (0: the subject's usual number).
        rate: the learning rate (0: the subject's usual rate); where Muon moves matrices, that of
            all else is half of it.
        decay: the last part of the steps, over which the rate falls to zero (0: the usual part).
        scenes: how many scenes to paint of each (0: the subject's usual number).
        width: the denoiser's width, in multiples of 64.
        depth: the denoiser's layers.
        tail: width x depth of the denoiser's last, finer layers, over patches of half the side:
            160x2, say, or none. Weights without a tail may be given one.
        predict: what a --fresh denoiser predicts: a row of the table of predictions (flow: the
            velocity, x0: the clean latent). Its error always counts as that of the velocity.
        fresh: start from random weights even where trained ones are shipped.
        every: steps between reports, pictures and checkpoints.
        seed: of the samples and of what is painted for them; 1 and 2 are kept for marking.

    """
    told, usual = locals(), signature(train).parameters
    only(ONLY, what, [name for name in ONLY if told[name] != usual[name].default])
    for number, value in {"steps": steps, "batch": batch, "scenes": scenes, "seed": seed}.items():
        Integer(0, 2**31)(number, value)
    Integer(64, 4096, every=64)("width", width)
    Integer(1, 100)("depth", depth)
    Integer(1, 2**31)("every", every)
    Number(0.0, 1.0)("rate", rate)
    Number(0.0, 1.0)("decay", decay)
    from pellucid.data.source import CLASSES, HELD_OUT
    from pellucid.learn.run import ship, teach
    from pellucid.nets.dit import DiTConfig
    from pellucid.precondition import PREDICTIONS

    row = OneOf(tuple(PREDICTIONS))("prediction", predict)
    config = DiTConfig(width, depth, tail=_tail(tail), predicts=row)
    names = mix or (tuple(SOURCES) if what == "codec" else tuple(SOURCES)[:1])
    sources = [SOURCES[OneOf(tuple(SOURCES))("source", name)] for name in names]
    if seed in (HELD_OUT, CLASSES):
        raise RecipeError(
            f"seed must not be {seed}: its pictures are kept for marking; choose 0, or 3 and more."
        )
    if not re.fullmatch(r"[\w-]+", name):
        raise RecipeError(f"name must be letters, digits, - and _ alone; not {name!r}.")

    if what in PAINTS:
        can_paint()
    workspace = _workspace(name, seed, scenes, fresh=fresh)
    if what == "latents":
        from pellucid.learn.denoiser import store_latents
        from pellucid.learn.team import team

        if team()[0] == 0:  # it takes every core by itself
            store_latents(workspace, sources)
    elif what == "ship":
        _say(ship(workspace))
    else:
        task = _task(what, workspace, sources, config)
        training = task.training
        asked = {"steps": steps, "batch": batch, "rate": rate, "decay": decay}
        asked["adam"] = rate / 2 if training.muon else rate
        given: Any = {name: value for name, value in asked.items() if value}
        training = replace(training, seed=seed, **given)
        task = replace(task, training=training, mix=tuple(dict.fromkeys(names)))
        _say(teach(task, workspace, every))


def _workspace(name: str, seed: int, scenes: int, fresh: bool) -> Workspace:
    """A workspace for this run; all that is random from here on is the seed's.

    What was painted lies in a folder of its world's edition, so that labels, captions and pictures
    of two worlds never meet.
    """
    import torch

    from pellucid.files import home
    from pellucid.learn.task import Workspace
    from pellucid.learn.team import assemble
    from pellucid.nets.weights import SHIPPED

    assemble()
    torch.manual_seed(seed)
    return Workspace(home() / "data", home() / "runs" / name, SHIPPED, seed, scenes, fresh)


def _tail(told: str) -> tuple[int, int]:
    if told == "none":
        return 0, 0
    found = re.fullmatch(r"(\d{1,4})x(\d{1,2})", told)
    if not found:
        raise RecipeError(f"tail must be WIDTHxDEPTH, such as 160x2, or none; not {told!r}.")
    width, depth = (int(number) for number in found.groups())
    Integer(32, 4096, every=32)("the tail's width", width)
    Integer(1, 16)("the tail's depth", depth)
    return width, depth


def _task(what: Subject, workspace: Workspace, mix: Sequence[Source], config: DiTConfig) -> Task:
    from pellucid.judge import judge
    from pellucid.judge.evaluate import marks
    from pellucid.learn import codec, decoder, denoiser, pixel

    if what == "denoiser":
        return denoiser.task(workspace, mix, config, partial(marks, workspace))
    others = {"codec": codec, "decoder": decoder, "pixel": pixel, "judge": judge}
    task: Task = others[what].task(workspace, mix)
    return task


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
