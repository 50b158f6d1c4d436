"""A pupil small enough to teach in a test, and a program that teaches it (run by test_learner).

`python pupil.py FOLDER STEPS [PAUSE]` teaches it as `pellucid train` would and writes, per process,
which samples were seen and what the losses were.
"""

import json
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from pellucid.learn.losses import stream
from pellucid.learn.task import Task
from pellucid.learn.trainer import Training

TRAINING = Training(steps=40, batch=8, rate=2e-3, adam=2e-3, warmup=4, half=False)


@dataclass(frozen=True)
class PupilConfig:
    width: int = 16


class Pupil(nn.Module):
    """One matrix for Muon, the rest for Adam, and running statistics as in the codec."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        self.config = PupilConfig()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.enter = nn.Linear(6, 16)
            self.blocks = nn.ModuleList([nn.Linear(16, 16)])
            self.leave = nn.Linear(16, 3)
        self.normalise = nn.BatchNorm1d(16, affine=False, momentum=0.1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x).tanh()
        return self.leave(self.blocks[0](x).tanh())


class NormedPupil(Pupil):
    """The same with batch statistics, which each process gathers from its own samples."""

    def forward(self, x: Tensor) -> Tensor:
        x = self.normalise(self.enter(x)).tanh()
        return self.leave(self.blocks[0](x).tanh())


class FoldedPupil(Pupil):
    """The same with its matrix folded into the kernel of a convolution."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        kernel, matrix = nn.Conv2d(4, 16, 2), self.blocks[0]
        kernel.weight = nn.Parameter(matrix.weight.detach().view_as(kernel.weight))
        kernel.bias = matrix.bias
        self.blocks = nn.ModuleList([kernel])

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x).tanh().view(-1, 4, 2, 2)
        return self.leave(self.blocks[0](x).flatten(1).tanh())


def samples(ids: range) -> tuple[Tensor, Tensor]:
    """Points of a fixed surface, each from its own stream."""
    x = torch.stack([torch.randn(6, generator=stream(3, sample)) for sample in ids])
    return x, torch.stack([x.sum(1).tanh(), x[:, 0].sin(), x[:, 1] - x[:, 2]], dim=1)


def distance(worker: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    """Mean squared error, whatever the worker's precision."""
    x, y = batch
    return (worker(x.to(next(worker.parameters()).dtype)).float() - y).square().mean()


def task(training: Training = TRAINING) -> Task:
    """The pupil as a subject of `pellucid train`."""
    return Task(
        "pupil", Pupil(), distance, samples, training,
        lambda _: {"fine": 0.5}, lambda _, where: where.write_text("picture"),
    )  # fmt: skip


def main(folder: Path, steps: int, pause: float = 0.0) -> None:
    from pellucid.learn.run import teach
    from pellucid.learn.task import Workspace
    from pellucid.learn.team import assemble, team

    torch.set_num_threads(1)
    assemble()
    seen: list[int] = []
    losses: list[float] = []

    def watched(ids: range) -> tuple[Tensor, Tensor]:
        seen.extend(ids)
        time.sleep(pause)
        if len(seen) == 5 * len(ids):
            (folder / "going").touch()
        return samples(ids)

    def noted(worker: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
        loss = distance(worker, batch)
        losses.append(loss.item())
        return loss

    own = Pupil(seed=team()[0])  # each process begins with other weights
    taught = task(replace(TRAINING, steps=steps))
    taught = replace(taught, network=own, batches=watched, objective=noted)
    list(teach(taught, Workspace(folder, folder, folder / "none"), every=10))
    told = json.dumps({"seen": seen, "losses": losses})
    (folder / f"rank-{team()[0]}.json").write_text(told)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
