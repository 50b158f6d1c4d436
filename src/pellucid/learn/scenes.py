"""Painted pictures on disk, for the codec and the judge, which look at pixels.

One flat file of bytes, N x 256 x 256 x 3, written in order; an interrupted painting goes on after
the whole pictures in it. Other arrays of one size for every scene are kept in the same way.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.distributed as dist
from torch import Tensor

from pellucid.files import make_folder, writing
from pellucid.learn.losses import stream
from pellucid.learn.team import team
from pellucid.pixels import Pixels, as_tensor

SIZE = 256
PICTURE = (SIZE, SIZE, 3)
BYTES = SIZE * SIZE * 3
Paint = Callable[[int], npt.NDArray[Any]]  # index -> (256, 256, 3), or another array


def paint(path: Path, count: int, painter: Paint, size: int = BYTES) -> Iterator[int]:
    """Add pictures of `size` bytes to the file until there are `count`, yielding how many are."""
    with writing(path):
        make_folder(path.parent)
        done = path.stat().st_size // size if path.exists() else 0
        with path.open("r+b" if done else "wb") as file:
            file.seek(done * size)
            file.truncate()
            for index in range(done, count):
                file.write(painter(index).tobytes())
                yield index + 1


def complete(
    path: Path,
    count: int,
    painter: Paint,
    shape: tuple[int, ...] = PICTURE,
    dtype: type[np.generic] = np.uint8,
) -> npt.NDArray[Any]:
    """The first arrays of the file (count, *shape), once what is missing is painted.

    Of processes that learn together the first one paints, and the others wait.
    """
    rank, many = team()
    size = math.prod(shape) * np.dtype(dtype).itemsize
    for done in paint(path, count, painter, size) if rank == 0 else ():
        if done % 500 == 0:
            print(f"{path.stem}: painted {done} of {count}", flush=True)  # noqa: T201
    if many > 1:
        dist.barrier()
    return open_arrays(path, count, shape, dtype)


def open_arrays(
    path: Path, count: int, shape: tuple[int, ...] = PICTURE, dtype: type[np.generic] = np.uint8
) -> npt.NDArray[Any]:
    """The first arrays of the file (count, *shape), in memory: random reads wait for disk."""
    return np.fromfile(path, dtype, count * math.prod(shape)).reshape(count, *shape)


@dataclass(frozen=True, slots=True, eq=False)
class Crops:
    """Random crops, half of them mirrored, by sample number: training data for the codec."""

    pictures: Pixels
    side: int = 192
    seed: int = 0

    def __call__(self, ids: range) -> tuple[Tensor, torch.Generator]:
        crops = np.stack([self._crop(sample) for sample in ids])
        own = stream(self.seed + 1, ids.start)
        return as_tensor(crops).contiguous(memory_format=torch.channels_last), own

    def _crop(self, sample: int) -> Pixels:
        own = stream(self.seed, sample)
        which, top, left, mirror = torch.rand(4, generator=own).tolist()
        room = SIZE - self.side + 1
        y, x = int(top * room), int(left * room)
        crop = self.pictures[int(which * len(self.pictures)), y : y + self.side, x : x + self.side]
        return crop[:, ::-1] if mirror < 0.5 else crop
