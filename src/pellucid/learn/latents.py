"""Latents and captions on disk, made once so that painting never starves training.

A store is a folder of shards, one store for every source and encoder. Each shard holds some
thousand scenes as the codec's latents and the text encoder's word vectors, several captions a
scene; shards appear whole or not at all, so a store that was interrupted goes on where it stopped,
and may grow while others read it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from pellucid.data.source import Source
from pellucid.denoise import Cond
from pellucid.errors import MendableError
from pellucid.files import atomic
from pellucid.learn.losses import Denoising, logit_normal, stream
from pellucid.pixels import as_tensor

SHARD = 1024  # scenes
CAPTIONS = 2  # of each scene

Encode = Callable[[Tensor], Tensor]
Read = Callable[[list[str]], Cond]


class StoreError(MendableError):
    """A store cannot be used; the message says why and what to do."""


def fill(
    folder: Path, shards: range, source: Source, seed: int, encode: Encode, read: Read
) -> None:
    """Make the missing ones among `shards`, and say how it goes."""
    for number in shards:
        path = shard_path(folder, number)
        if path.exists():
            continue
        latents: list[Tensor] = []
        captions: list[str] = []
        indices = range(number * SHARD, (number + 1) * SHARD)
        for start in range(0, SHARD, 8):
            scenes = [source.scene(seed, index) for index in indices[start : start + 8]]
            latents.append(encode(as_tensor(np.stack([one.picture() for one in scenes]))).half())
            captions.extend(one.caption(which) for one in scenes for which in range(CAPTIONS))
        parts = {"latents": torch.cat(latents).contiguous()} | _words(captions, read)
        with atomic(path) as part:
            save_file(parts, part, metadata={"captions": json.dumps(captions)})
        print(f"{source.name}: shard {number + 1} of {shards.stop}", flush=True)  # noqa: T201


def shard_path(folder: Path, number: int) -> Path:
    """Where a shard lives."""
    return folder / f"shard-{number:04d}.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """Some scenes and their captions as they lie on disk, read where and when they are needed.

    Nothing is copied: many processes that open one file share the memory it is read into.
    """

    latents: Tensor  # (N, C, S, S) float16
    tokens: Tensor  # (all word pieces, E) float16
    starts: Tensor  # (N captions + 1,) where each caption's word pieces start
    pooled: Tensor  # (N captions, E) float16


@dataclass(frozen=True, slots=True, eq=False)
class Latents:
    """Stores as batches for the denoiser by sample number."""

    shards: Sequence[Shard]
    null: Cond
    seed: int = 0
    drop: float = 0.1  # captions left out, for classifier-free guidance
    level: Callable[[torch.Generator], float] = logit_normal  # how noise levels are drawn

    def __len__(self) -> int:
        return sum(len(shard.latents) for shard in self.shards)

    def __call__(self, ids: range) -> Denoising:
        """The samples of these numbers: each epoch visits every scene once, in its own order."""
        streams = [stream(self.seed, sample) for sample in ids]
        places = list(self._places(ids))
        x0 = torch.stack([shard.latents[scene] for shard, scene in places]).float()
        noise = torch.stack([torch.randn(x0.shape[1:], generator=own) for own in streams])
        sigma = torch.tensor([self.level(own) for own in streams]).view(-1, 1, 1, 1)
        words = [self._words(*place, own) for place, own in zip(places, streams, strict=True)]
        return Denoising(x0, noise, sigma, _pad(words))

    def scenes(self, ids: range) -> npt.NDArray[np.int64]:
        """Which scene each of these samples shows, counted through all shards."""
        epochs = (divmod(sample, len(self)) for sample in ids)
        return np.array([_order(self.seed, epoch, len(self))[at] for epoch, at in epochs])

    def _places(self, ids: range) -> Iterator[tuple[Shard, int]]:
        """Where each sample's scene lies: its shard, and its number there."""
        starts = np.cumsum([0, *(len(shard.latents) for shard in self.shards)])
        for scene in self.scenes(ids):
            which = int(np.searchsorted(starts, scene, side="right")) - 1
            yield self.shards[which], int(scene - starts[which])

    def _words(self, shard: Shard, scene: int, own: torch.Generator) -> tuple[Tensor, Tensor]:
        """Word vectors (L, E) and their summary (E,) of one of the scene's captions, or of none."""
        dropped, which = torch.rand(2, generator=own).tolist()
        if dropped >= self.drop:
            caption = scene * CAPTIONS + int(which * CAPTIONS)
            start, end = shard.starts[caption : caption + 2]
            return shard.tokens[start:end], shard.pooled[caption]
        assert self.null.pooled is not None
        return self.null.tokens[0][self.null.mask[0]], self.null.pooled[0]


def open_latents(
    folders: Sequence[Path], null: Cond, seed: int = 0, limit: int = 10_000
) -> Latents:
    """Open every whole shard of these stores."""
    shards = [_open(path) for folder in folders for path in whole_shards(folder, limit)]
    return Latents(shards, null, seed)


def whole_shards(folder: Path, limit: int = 10_000) -> list[Path]:
    """The shards of a store, from the first on without gaps; StoreError if there is no first."""
    paths = (shard_path(folder, number) for number in range(limit))
    found = list(takewhile(Path.exists, paths))
    if not found:
        raise StoreError(
            f"There are no scenes in {folder}; make them with "
            f"pellucid train latents --mix {folder.name}, and the run's --name if it has one."
        )
    return found


def _open(path: Path) -> Shard:
    parts = load_file(path)
    starts = torch.cat([torch.zeros(1, dtype=torch.long), parts["lengths"].long().cumsum(0)])
    return Shard(parts["latents"], parts["tokens"], starts, parts["pooled"])


def _pad(rows: Sequence[tuple[Tensor, Tensor]]) -> Cond:
    lengths = torch.tensor([len(tokens) for tokens, _ in rows])
    tokens = pad_sequence([tokens.float() for tokens, _ in rows], batch_first=True)
    tokens = F.pad(tokens, (0, 0, 0, -tokens.shape[1] % 8))  # few different shapes
    mask = torch.arange(tokens.shape[1]) < lengths[:, None]
    return Cond(tokens, mask, torch.stack([summary for _, summary in rows]).float())


@lru_cache(maxsize=2)
def _order(seed: int, epoch: int, size: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng((seed, epoch)).permutation(size)


def _words(captions: list[str], read: Read) -> dict[str, Tensor]:
    """Word vectors without their padding, how many each caption has, and the summaries.

    Captions of like length are read together, which halves the time.
    """
    tokens, pooled = [torch.empty(0)] * len(captions), [torch.empty(0)] * len(captions)
    order = sorted(range(len(captions)), key=lambda number: len(captions[number]))
    for start in range(0, len(order), 64):
        some = order[start : start + 64]
        cond = read([captions[number] for number in some])
        assert cond.pooled is not None
        for row, number in enumerate(some):
            tokens[number] = cond.tokens[row][cond.mask[row]].half()
            pooled[number] = cond.pooled[row].half()
    lengths = torch.tensor([len(own) for own in tokens])
    return {"tokens": torch.cat(tokens), "lengths": lengths, "pooled": torch.stack(pooled)}
