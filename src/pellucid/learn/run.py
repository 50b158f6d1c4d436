"""One run of a task: the common loop, and what is kept of it in the run's folder."""

import copy
import json
import math
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import torch

from pellucid.errors import MendableError
from pellucid.files import sweep, write, writing
from pellucid.learn.task import Task, Workspace
from pellucid.learn.team import team
from pellucid.learn.trainer import State, Trainer, TrainingError, checkpoint, resume, train
from pellucid.nets.weights import Weights, digest, load, save


def teach(task: Task, workspace: Workspace, every: int) -> Iterator[str]:
    """Run the common loop and yield how it goes; keep checkpoints, pictures and the average."""
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
        for start in (f"{task.name}.", f"{task.name}-0", workspace.file_name(task.kind)):
            sweep(workspace.run, start)
        yield _start(task, trainer, resumed)
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
        yield _line(state, losses, figures, trainer)
        spent = {"samples": state.samples, "hours": hours + state.seconds / 3600}
        entry = {**spent, "precision": trainer.precision, **figures}
        with writing(log), log.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(entry) + "\n")
        losses.clear()


def ship(workspace: Workspace) -> Iterator[str]:
    """Put this run's weights into the package, and the hashes of all that is there beside them."""
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
        yield f"shipped {path.name}"
    words = json.dumps(dict(sorted(hashes.items())), indent=2) + "\n"
    write(manifest, lambda part: part.write_bytes(words.encode()))


def _start(task: Task, trainer: Trainer, resumed: str) -> str:
    size, steps = sum(p.numel() for p in task.network.parameters()) / 1e6, task.training.steps
    if trainer.step >= steps:
        return (
            f"{task.name}: this run is done at {trainer.step} steps; ask for more --steps, or "
            "give a new run a --name of its own."
        )
    start = resumed or f"starting of {steps} steps"
    other = f" (in {trainer.before} until now)" if trainer.before != trainer.precision else ""
    return f"{task.name}: {size:.1f} M parameters, {start}, in {trainer.precision}{other}"


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
    return fmean([loss for loss in losses if math.isfinite(loss)] or [0.0])


def _hours(log: Path) -> float:
    """How long a run has learned so far, by the last line of its log that is whole."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    for line in reversed(lines):
        with suppress(ValueError):
            return float(json.loads(line)["hours"])
    return 0.0


def _export(task: Task, trainer: Trainer, path: Path, state: State) -> None:
    history = {
        "steps": trainer.steps_before + state.step,
        "samples": state.samples,
        "training": asdict(trainer.config),
        "mix": list(task.mix),
    }
    average = copy.deepcopy(trainer.average).cpu()
    tensors = task.finish(average).state_dict()
    save(path, Weights(task.kind, task.sizes, history, tensors), torch.float16)
