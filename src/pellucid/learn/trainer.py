"""One loop for everything that is learned here: the codec, the denoiser and the judge.

A `Trainer` holds three copies of one network: float32 masters that the optimisers move, a worker
(in the processor's fastest precision, if asked) that sees the data, and a running average that is
shipped. Everything random is a function of the seed and of sample numbers: a run that is stopped
and resumed is bit-equal to one that never stopped, and two processes see together exactly the
samples one process would have seen (but for the noise on the codec's latents: `losses.py`).
"""

import copy
import json
import math
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from pathlib import Path
from threading import Event, current_thread, main_thread
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from pellucid.errors import MendableError
from pellucid.files import settle, write, writing
from pellucid.learn.muon import Muon
from pellucid.learn.team import average, shared, team
from pellucid.nets.precision import UNTOLD, called, fastest
from pellucid.nets.weights import Weights, WeightsError, digest, load, save


class TrainingError(MendableError):
    """A run cannot go on as asked; the message says why and what can be done."""


@dataclass(frozen=True, slots=True)
class Training:
    """How long, how fast and how precisely to learn."""

    steps: int = 2000
    batch: int = 128
    rate: float = 1e-3
    adam: float = 5e-4  # the rate of everything Muon does not move
    warmup: int = 100
    decay: float = 0.2  # the last part of the steps, over which the rate falls to zero
    clip: float = 1.0
    average: float = 0.1  # width of the running average, as a part of the steps so far
    muon: tuple[str, ...] = ("blocks.", "tail.blocks.")  # Muon moves weights of such names
    half: bool = True  # the worker is a copy in the fastest precision, not in float32
    seed: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Where a run stands after one step."""

    step: int
    here: int  # steps taken since this process began
    samples: int
    loss: float
    rate: float
    seconds: float
    stopping: bool


Batches = Callable[[range], Any]  # training data by sample number: the same every time
Objective = Callable[[nn.Module, Any], Tensor]  # (worker, batch) -> mean loss


class Trainer:
    """A network being taught: masters, worker, running average and optimisers."""

    def __init__(
        self, network: nn.Module, config: Training, steps_before: int = 0, samples_before: int = 0
    ) -> None:
        self.config = config
        self.network = shared(network.float())
        self.worker = copy.deepcopy(network)
        if config.half:
            self.worker.to(fastest(self.device))
        self.before = self.precision  # what it met data in until it was resumed
        self.average = copy.deepcopy(network).requires_grad_(requires_grad=False)
        self.optimisers = _optimisers(network, config)
        self.step = 0
        self.steps_before = steps_before  # of earlier runs, when restarted warm
        self.samples_before = samples_before

    @property
    def device(self) -> torch.device:
        """Where the network lives, and so where batches must go."""
        return next(self.network.parameters()).device

    @property
    def precision(self) -> str:
        """In which precision the network meets data on this device, by name."""
        return called(fastest(self.device))

    @property
    def samples(self) -> int:
        """How many samples the network has seen, in this run and those before it."""
        return self.samples_before + self.step * self.config.batch

    @property
    def rate(self) -> float:
        """The share of the full rate at this step: warm up, stay, fall to zero."""
        config, step = self.config, self.step
        up = min(1.0, (step + 1) / max(1, config.warmup))
        down = min(1.0, (config.steps - step) / max(1.0, config.decay * config.steps))
        return up * down

    def learn(self, loss: Tensor, stop: bool = False) -> tuple[float, bool]:
        """Take one step down the gradient of `loss`; returns the team's loss and wish to stop."""
        self.worker.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = list(self.network.parameters())
        gradients = [
            torch.zeros_like(p) if w.grad is None else w.grad.float()
            for p, w in zip(parameters, self.worker.parameters(), strict=True)
        ]
        news = gradients[0].new_tensor([loss.detach().float().item(), float(stop)])
        flat = average(torch.cat([*(g.flatten() for g in gradients), news]))
        sizes = [parameter.numel() for parameter in parameters]
        for parameter, part in zip(parameters, torch.split(flat[:-2], sizes), strict=True):
            parameter.grad = part.view_as(parameter)
        norm = nn.utils.clip_grad_norm_(parameters, self.config.clip)
        if math.isfinite(norm.item()):
            self._move()
        else:  # a poisoned batch is skipped, with what it left in running statistics
            _copy(self.worker.buffers(), self.network.buffers())
        self.step += 1
        return flat[-2].item(), flat[-1].item() > 0

    def _move(self) -> None:
        rates = (self.config.adam, self.config.rate)
        for optimiser, rate in zip(self.optimisers, rates, strict=False):
            for group in optimiser.param_groups:
                group["lr"] = rate * self.rate
            optimiser.step()
        width = self.config.average * self.rate  # once steps are tiny, the last is the best
        share = 1 - averaging(self.steps_before + self.step, width)
        _copy(self.network.buffers(), self.worker.buffers())
        _copy(self.worker.parameters(), self.network.parameters())
        parts = self.average.state_dict().values(), self.network.state_dict().values()
        for mean, now in zip(*parts, strict=True):
            mean.lerp_(now, share) if mean.is_floating_point() else mean.copy_(now)

    def state_dict(self) -> dict[str, Tensor]:
        """Everything a resumed run needs, as named tensors."""
        parts = {f"network.{n}": t for n, t in self.network.state_dict().items()}
        parts |= {f"average.{n}": t for n, t in self.average.state_dict().items()}
        for index, optimiser in enumerate(self.optimisers):
            for number, entries in optimiser.state_dict()["state"].items():
                for name, value in entries.items():
                    parts[f"optimiser.{index}.{number}.{name}"] = torch.as_tensor(value)
        return parts

    def load_state_dict(self, parts: dict[str, Tensor], history: Mapping[str, Any]) -> None:
        """Stand where the run that wrote `parts` stood."""
        self.step = int(history["step"])
        self.steps_before = int(history["steps_before"])
        self.before = history.get("precision", UNTOLD)
        seen = history["samples_before"] + self.step * history["training"]["batch"]
        self.samples_before = seen - self.step * self.config.batch  # also where the batch is new
        self.network.load_state_dict(_under("network.", parts))
        self.worker.load_state_dict(self.network.state_dict())
        self.average.load_state_dict(_under("average.", parts))
        for index, optimiser in enumerate(self.optimisers):
            whole = optimiser.state_dict()
            for key, value in _under(f"optimiser.{index}.", parts).items():
                number, name = key.split(".", 1)
                whole["state"].setdefault(int(number), {})[name] = value
            optimiser.load_state_dict(whole)


def train(trainer: Trainer, objective: Objective, batches: Batches) -> Iterator[State]:
    """Teach until the configured steps are done, yielding after each.

    An interrupt (Ctrl-C, SIGTERM) finishes the step in hand, yields it as `stopping`, and ends.

    Raises TrainingError if the processes that learn together cannot share the batch equally.
    """
    rank, size = team()
    each, left_over = divmod(trainer.config.batch, size)
    if left_over:
        raise TrainingError(
            f"A batch of {trainer.config.batch} cannot be shared by {size} processes; "
            f"choose a multiple of {size}."
        )
    begun, first_step = time.monotonic(), trainer.step
    with _interrupts() as asked:
        while trainer.step < trainer.config.steps:
            first = trainer.samples + rank * each
            rate = trainer.rate
            batch = moved(batches(range(first, first + each)), trainer.device)
            loss = objective(trainer.worker, batch)
            value, stopping = trainer.learn(loss, stop=asked.is_set())
            seconds = time.monotonic() - begun
            here = trainer.step - first_step
            yield State(trainer.step, here, trainer.samples, value, rate, seconds, stopping)
            if stopping:
                return


def averaging(step: int, width: float) -> float:
    """How much of the running average stays at this step: beta = (1 - 1 / n)^(gamma + 1).

    A power function average: its width is a constant part of the training so far, so it needs no
    horizon chosen beforehand (Karras et al. 2023, arXiv 2312.02696, equations 123 and 126).
    Here gamma >= 0 solves (gamma + 1) / ((gamma + 2)^2 (gamma + 3)) = width^2.
    """
    t = max(width, 1e-6) ** -2
    gamma = max(0.0, np.roots([1, 7, 16 - t, 12 - t]).real.max())
    return float((1 - 1 / (step + 1)) ** (gamma + 1))


def checkpoint(path: Path, trainer: Trainer, kind: str, sizes: dict[str, Any]) -> None:
    """Write where a run stands, keeping the one before beside it.

    Beside them lie the SHA-256 of the last three, the newest first. They are written before a file
    takes its name, so that whenever a run is killed one checkpoint is whole and known to be.
    """
    history = {
        "step": trainer.step,
        "steps_before": trainer.steps_before,
        "samples_before": trainer.samples_before,
        "precision": trainer.precision,
        "training": asdict(trainer.config),
    }
    new = path.with_suffix(".new")
    known = _known(path) or ([digest(path)] if path.exists() else [])
    save(new, Weights(f"{kind}-run", sizes, history, trainer.state_dict()))
    words = "\n".join([digest(new), *known[:2]])
    write(path.with_suffix(".sha256"), lambda part: part.write_text(words + "\n", "utf-8"))
    with writing(path):
        if path.exists():
            path.replace(path.with_suffix(".previous"))
        new.replace(path)
        settle(path.parent)


def resume(
    path: Path, trainer: Trainer, kind: str, sizes: Mapping[str, Any] = MappingProxyType({})
) -> str:
    """Stand where the newest whole checkpoint at `path` stood, and say so; "" where there is none.

    A damaged one is put aside as `.damaged`. Raises TrainingError if there are checkpoints and
    none is whole, or if its network has other `sizes`, or means something else.
    """
    known, previous = _known(path), path.with_suffix(".previous")
    for candidate in filter(Path.exists, (path, previous)):
        try:
            found = load(candidate, f"{kind}-run")
            if known and digest(candidate) not in known:
                continue
            both = found.config.keys() & sizes.keys()
            if any(json.dumps(found.config[name]) != json.dumps(sizes[name]) for name in both):
                raise RuntimeError
            trainer.load_state_dict(dict(found.tensors), found.history)
        except (WeightsError, KeyError, TypeError, ValueError, AttributeError):
            continue
        except RuntimeError:
            raise TrainingError(
                f"The {kind} of {candidate.name} has other sizes than the one asked for; ask for "
                "the same sizes, or give the new run a --name of its own."
            ) from None
        said = f"resumed at {trainer.step} of {trainer.config.steps} steps"
        if candidate == path:
            return said if known else f"{said} (without a SHA-256 to hold it against)"
        if path.exists() and team()[0] == 0:
            path.replace(path.with_suffix(".damaged"))  # or it would take the good one's place
        return f"{said} ({path.name} is missing or damaged, so this is the one before)"
    if path.exists() or previous.exists():
        raise TrainingError(
            f"{path.name} and {previous.name} in {path.parent} are damaged or not of a {kind}; put "
            "a copy back, remove both to start again, or give the new run a --name of its own."
        )
    return ""


def _known(path: Path) -> list[str]:
    """The SHA-256 of the last checkpoints that were written whole, the newest first."""
    try:
        return path.with_suffix(".sha256").read_text("utf-8").split()
    except (OSError, ValueError):
        return []


def moved(batch: Any, device: torch.device) -> Any:
    """The same batch with every tensor in it on `device`; what holds no tensor stays as it is."""
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, tuple):
        return tuple(moved(part, device) for part in batch)
    if isinstance(batch, Mapping):
        return {name: moved(part, device) for name, part in batch.items()}
    if is_dataclass(batch) and not isinstance(batch, type):
        parts = {field.name: getattr(batch, field.name) for field in fields(batch)}
        return replace(batch, **{name: moved(part, device) for name, part in parts.items()})
    return batch


def _optimisers(network: nn.Module, config: Training) -> list[torch.optim.Optimizer]:
    """AdamW for everything, but Muon for matrices and convolutions of the configured names."""
    inside: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        weight = name.startswith(config.muon) and name.endswith("weight") and parameter.ndim > 1
        (inside if weight else rest).append(parameter)
    adam = torch.optim.AdamW(rest, lr=config.adam, betas=(0.9, 0.95), weight_decay=0.0)
    return [adam, Muon(inside, config.rate)] if inside else [adam]


@torch.no_grad()
def _copy(into: Iterable[Tensor], values: Iterable[Tensor]) -> None:
    for tensor, value in zip(into, values, strict=True):
        tensor.copy_(value)


def _under(prefix: str, parts: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): t for name, t in parts.items() if name.startswith(prefix)}


@contextmanager
def _interrupts() -> Iterator[Event]:
    """An event that the first SIGINT or SIGTERM sets; the step in hand is finished."""
    asked = Event()
    before: dict[int, Any] = {}
    if current_thread() is main_thread():  # elsewhere whoever started the thread handles signals
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, lambda *_: asked.set())
    try:
        yield asked
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)
