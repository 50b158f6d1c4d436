"""A task: all that one subject brings to the common training loop.

How a run is stepped, averaged, stopped, resumed and shipped is the same for all (`trainer.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from pellucid.data import export
from pellucid.data.source import Source
from pellucid.learn.trainer import Batches, Objective, Training, TrainingError
from pellucid.nets.weights import load
from pellucid.pixels import as_pixels


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a task finds its material: a folder for data, one for this run, the shipped weights.

    `fresh` starts from random weights; otherwise shipped weights of the same kind are continued.
    """

    data: Path
    run: Path
    shipped: Path
    seed: int = 0
    scenes: int = 0  # 0: the task's usual number
    fresh: bool = False
    engine: str = "garden"

    def file_name(self, kind: str) -> str:
        """What the engine's weight file of one kind is called."""
        return f"{self.engine}-{kind}.safetensors"

    def newest(self, kind: str) -> Path:
        """The newest weights of a kind: this run's, else the shipped ones."""
        trained = self.run / self.file_name(kind)
        return trained if trained.exists() else self.shipped / self.file_name(kind)

    def place(self, source: Source) -> Path:
        """Where pictures of this edition of a source and of this seed lie.

        Labels, captions and pictures of two editions never meet.
        """
        return self.data / source.edition / (f"seed-{self.seed}" if self.seed else "")


@dataclass(frozen=True, slots=True)
class Task:
    """A subject: its network, objective, data, usual training, and two reports."""

    kind: str  # of its weight file
    network: nn.Module
    objective: Objective
    batches: Batches
    training: Training
    report: Callable[[Any], Mapping[str, float]]  # how the running average does
    picture: Callable[[Any, Path], None]  # writes a PNG that shows how it does
    finish: Callable[[Any], nn.Module] = lambda average: average  # what of it is written
    part: str = ""  # what of that network it teaches, if not the whole
    mix: Sequence[str] = ()  # the names of the sources it learns from

    @property
    def name(self) -> str:
        """What it is called among the files of a run."""
        return self.part or self.kind

    @property
    def sizes(self) -> dict[str, Any]:
        """The network's configuration, as its weight file tells it."""
        network: Any = self.network
        return asdict(network.config)


def continue_from(workspace: Workspace, network: nn.Module, kind: str, new: str = "") -> None:
    """Fill a network from the newest weights of its kind, where there are any, unless `fresh`.

    Weights whose names begin with `new` stay as they are where the file has none of them.

    Raises TrainingError if the file holds a network of other sizes.
    """
    path = workspace.newest(kind)
    if workspace.fresh or not path.exists():
        return
    own = {n: t for n, t in network.state_dict().items() if new and n.startswith(new)}
    try:
        network.load_state_dict(own | dict(load(path, kind).tensors))
    except RuntimeError:
        raise TrainingError(
            f"The {kind} in {path.name} has other sizes than the one asked for; "
            "ask for the same sizes, or start with --fresh under another --name."
        ) from None


def sheet(pictures: Tensor, columns: int, where: Path) -> None:
    """Write pictures (N, 3, H, W) in [-1, 1] as one PNG, whole or not at all."""
    export.save_picture(export.sheet(list(as_pixels(pictures)), columns, gap=0), where)
