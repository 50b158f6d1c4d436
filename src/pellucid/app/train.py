"""`pellucid train`: teach a codec, a denoiser or a judge, from nothing or from what is shipped.

One command for a laptop and for many processes (`torchrun --nproc-per-node 2 -m pellucid train
denoiser`). A run lives in its own folder under Pellucid's home, and the same command resumes it.
"""

from __future__ import annotations

import copy
import json
import math
import re
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pellucid.app.flags import flag
from pellucid.app.world import can_paint
from pellucid.data.sources import SOURCES
from pellucid.errors import MendableError
from pellucid.recipe.rules import Integer, Number, OneOf, RecipeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pellucid.data.source import Source
    from pellucid.learn.task import Task, Workspace
    from pellucid.learn.trainer import State, Trainer
    from pellucid.nets.dit import DiTConfig

PAINTS = ("codec", "decoder", "latents", "pixel", "judge")  # what paints scenes itself
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
    for number, value in {"steps": steps, "batch": batch, "scenes": scenes, "seed": seed}.items():
        Integer(0, 2**31)(number, value)
    Integer(64, 4096, every=64)("width", width)
    Integer(1, 100)("depth", depth)
    Integer(1, 2**31)("every", every)
    Number(0.0, 1.0)("rate", rate)
    Number(0.0, 1.0)("decay", decay)
    from pellucid.data.source import CLASSES, HELD_OUT
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
        _ship(workspace)
    else:
        task = _task(what, workspace, sources, config)
        usual = task.training
        training = replace(
            usual,
            seed=seed,
            steps=steps or usual.steps,
            batch=batch or usual.batch,
            rate=rate or usual.rate,
            adam=(rate / 2 if usual.muon else rate) or usual.adam,
            decay=decay or usual.decay,
        )
        _teach(replace(task, training=training, mix=tuple(dict.fromkeys(names))), workspace, every)


def _workspace(name: str, seed: int, scenes: int, fresh: bool) -> Workspace:
    """A workspace for this run; all that is random from here on is the seed's.

    What was painted lies in a folder of its world's edition, so that labels, captions and pictures
    of two worlds never meet.
    """
    import torch

    from pellucid.engine.shelf import SHIPPED
    from pellucid.files import home
    from pellucid.learn.task import Workspace
    from pellucid.learn.team import assemble

    assemble()
    torch.manual_seed(seed)
    return Workspace(home() / "data", home() / "runs" / name, SHIPPED, seed, scenes, fresh)


def _tail(told: str) -> tuple[int, int]:
    """Width and depth of a tail such as 160x2."""
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


def _teach(task: Task, workspace: Workspace, every: int) -> None:
    """Run the common loop; say how it goes; keep checkpoints, pictures and the float16 average."""
    import torch

    from pellucid.files import writing
    from pellucid.learn.team import team
    from pellucid.learn.trainer import Trainer, TrainingError, checkpoint, resume, train
    from pellucid.nets.weights import load

    earlier: Mapping[str, Any] = {}
    path = workspace.run / f"{task.name}.checkpoint"
    if not workspace.fresh and not path.exists() and workspace.newest(task.kind).exists():
        earlier = load(workspace.newest(task.kind), task.kind).history
    before = int(earlier.get("steps", 0)), int(earlier.get("samples", 0))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    trainer = Trainer(task.network.to(device), task.training, *before)
    resumed = resume(path, trainer, task.name, task.sizes)
    if workspace.fresh and trainer.steps_before:
        raise TrainingError(
            f"The run {workspace.run.name} went on from trained weights and cannot be --fresh; "
            "give a fresh run a --name of its own."
        )
    rank, _ = team()
    if rank == 0:
        print(_start(task, trainer, resumed))
    losses: list[float] = []
    log = workspace.run / f"{task.name}.jsonl"
    hours = _hours(log)
    for state in train(trainer, task.objective, task.batches):
        losses.append(state.loss)
        due = state.step % every == 0 or state.stopping or state.step == task.training.steps
        if rank != 0 or not due:
            continue
        checkpoint(path, trainer, task.name, task.sizes)
        _export(task, trainer, workspace.run / workspace.file_name(task.kind), state)
        average = copy.deepcopy(trainer.average).cpu()
        figures = {"loss": _mean(losses)}
        if not state.stopping:  # who stops a run does not want to wait for its marks
            figures |= task.report(average)
            task.picture(average, workspace.run / f"{task.name}-{state.step:06d}.png")
        print(_line(state, losses, figures, trainer), flush=True)
        spent = {"samples": state.samples, "hours": hours + state.seconds / 3600}
        entry = {**spent, "precision": trainer.precision, **figures}
        with writing(log), log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
        losses.clear()


def _start(task: Task, trainer: Trainer, resumed: bool) -> str:
    """What is about to be taught, and from where on."""
    size, steps = sum(p.numel() for p in task.network.parameters()) / 1e6, task.training.steps
    if trainer.step >= steps:
        return (
            f"{task.name}: this run is done at {trainer.step} steps; ask for more --steps, or "
            "give a new run a --name of its own."
        )
    start = f"resumed at {trainer.step}" if resumed else "starting"
    other = f" (in {trainer.before} until now)" if trainer.before != trainer.precision else ""
    return (
        f"{task.name}: {size:.1f} M parameters, {start} of {steps} steps, "
        f"in {trainer.precision}{other}"
    )


def _ship(workspace: Workspace) -> None:
    """Put this run's weights into the package, and the hashes of all that is there beside them."""
    import shutil

    from pellucid.files import write
    from pellucid.nets.weights import digest

    found = sorted(workspace.run.glob(workspace.file_name("*")))
    if not found:
        raise MendableError(
            f"The run {workspace.run.name} has no weights to ship; train it first, "
            "or give its --name."
        )
    workspace.shipped.mkdir(exist_ok=True)
    manifest = workspace.shipped / "manifest.json"
    hashes = json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}
    for path in found:
        write(workspace.shipped / path.name, partial(shutil.copyfile, path))
        hashes[path.name] = digest(workspace.shipped / path.name)
        print(f"shipped {path.name}")
    words = json.dumps(dict(sorted(hashes.items())), indent=2) + "\n"
    write(manifest, lambda part: part.write_text(words, "utf-8"))


def _line(state: State, losses: list[float], figures: Mapping[str, float], trainer: Trainer) -> str:
    left = (trainer.config.steps - state.step) * state.seconds / max(1, state.here) / 60
    speed = state.here * trainer.config.batch / state.seconds
    shown = "".join(f"  {name} {value:.4g}" for name, value in figures.items())
    bad = sum(not math.isfinite(loss) for loss in losses)
    poisoned = f"  {bad} bad batches skipped" if bad else ""
    return (
        f"step {state.step}{shown}{poisoned}  rate x{state.rate:.2f}  "
        f"{speed:.0f} samples/s  {left:.0f} min left"
    )


def _mean(losses: list[float]) -> float:
    good = [loss for loss in losses if math.isfinite(loss)]
    return sum(good) / max(1, len(good))


def _hours(log: Path) -> float:
    """How long a run has learned so far, by the last line of its log that is whole."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    for line in reversed(lines):
        with suppress(ValueError):
            return float(json.loads(line)["hours"])
    return 0.0


def _export(task: Task, trainer: Trainer, path: Path, state: State) -> None:
    """The running average as float16, ready to ship, with how it came about."""
    import torch

    from pellucid.nets.weights import Weights, save

    history = {
        "steps": trainer.steps_before + state.step,
        "samples": state.samples,
        "training": asdict(trainer.config),
        "mix": list(task.mix),
    }
    average = copy.deepcopy(trainer.average).cpu()
    tensors = task.finish(average).state_dict()
    save(path, Weights(task.kind, task.sizes, history, tensors), torch.float16)
