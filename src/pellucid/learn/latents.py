"""Latents and captions on disk, made once so that painting never starves training.

A store is a folder of shards. Each shard holds some thousand scenes as the codec's latents and the
text encoder's word vectors, several captions a scene; shards appear whole or not at all, so a
store that was interrupted goes on where it stopped, and a store may grow while others read it.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from pellucid.denoise import Cond
from pellucid.learn.objective import Denoising, logit_normal, stream

SHARD = 1024  # scenes
CAPTIONS = 2  # of each scene

Encode = Callable[[Tensor], Tensor]
Read = Callable[[list[str]], Cond]
Scenes = Callable[[int], tuple[npt.NDArray[np.uint8], list[str]]]  # index -> picture, captions


def fill(
    folder: Path, shards: range, scenes: Scenes, encode: Encode, read: Read
) -> Iterator[tuple[int, int]]:
    """Make the missing ones among `shards`, yielding (shard, scenes done) now and then."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in shards:
        path = shard_path(folder, number)
        if path.exists():
            continue
        latents: list[Tensor] = []
        captions: list[str] = []
        indices = range(number * SHARD, (number + 1) * SHARD)
        for start in range(0, SHARD, 8):
            painted = [scenes(index) for index in indices[start : start + 8]]
            pictures = torch.from_numpy(np.stack([picture for picture, _ in painted]))
            latents.append(encode(pictures.permute(0, 3, 1, 2).float() / 127.5 - 1).half())
            captions.extend(caption for _, own in painted for caption in own)
            if start % 256 == 0:
                yield number, start
        parts = {"latents": torch.cat(latents).contiguous()} | _words(captions, read)
        temporary = path.with_suffix(".part")
        save_file(parts, temporary, metadata={"captions": json.dumps(captions)})
        os.replace(temporary, path)
        yield number, SHARD


def shard_path(folder: Path, number: int) -> Path:
    """Where a shard lives."""
    return folder / f"shard-{number:04d}.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Latents:
    """A store in memory, as batches for the denoiser by sample number."""

    latents: Tensor  # (N, C, S, S) float16
    tokens: Tensor  # (all word pieces, E) float16
    starts: Tensor  # (N captions + 1,) where each caption's word pieces start
    pooled: Tensor  # (N captions, E) float16
    null: Cond
    seed: int = 0
    drop: float = 0.1  # captions left out, for classifier-free guidance
    level: Callable[[torch.Generator], float] = logit_normal  # how noise levels are drawn
    mirrored: float = 0.0  # pictures shown in a mirror; no latent may be, whose codec knows sides

    def __len__(self) -> int:
        return len(self.latents)

    def __call__(self, ids: range) -> Denoising:
        """The samples of these numbers: each epoch visits every scene once, in its own order."""
        streams = [stream(self.seed, sample) for sample in ids]
        scenes = [self._scene(sample) for sample in ids]
        x0 = self.latents[torch.tensor(scenes)].float()
        noise = torch.stack([torch.randn(x0.shape[1:], generator=own) for own in streams])
        sigma = torch.tensor([self.level(own) for own in streams]).view(-1, 1, 1, 1)
        chosen = [self._caption(scene, own) for scene, own in zip(scenes, streams, strict=True)]
        turned = [torch.rand((), generator=own).item() < self.mirrored for own in streams]
        x0 = torch.where(torch.tensor(turned).view(-1, 1, 1, 1), x0.flip(-1), x0)
        return Denoising(x0, noise, sigma, self._cond(chosen))

    def _scene(self, sample: int) -> int:
        epoch, place = divmod(sample, len(self))
        return int(_order(self.seed, epoch, len(self))[place])

    def _caption(self, scene: int, own: torch.Generator) -> int:
        """The number of one of the scene's captions, or -1 for none."""
        dropped, which = torch.rand(2, generator=own).tolist()
        return -1 if dropped < self.drop else scene * CAPTIONS + int(which * CAPTIONS)

    def _cond(self, captions: list[int]) -> Cond:
        rows = [self._words(caption) for caption in captions]
        length = -(-max(len(tokens) for tokens, _ in rows) // 8) * 8  # few different shapes
        tokens = torch.zeros(len(rows), length, self.tokens.shape[1])
        mask = torch.zeros(len(rows), length, dtype=torch.bool)
        for row, (words, _) in enumerate(rows):
            tokens[row, : len(words)] = words.float()
            mask[row, : len(words)] = True
        return Cond(tokens=tokens, mask=mask, pooled=torch.stack([p for _, p in rows]).float())

    def _words(self, caption: int) -> tuple[Tensor, Tensor]:
        if caption < 0:
            assert self.null.pooled is not None
            return self.null.tokens[0][self.null.mask[0]], self.null.pooled[0]
        return self.tokens[self.starts[caption] : self.starts[caption + 1]], self.pooled[caption]


def open_latents(folder: Path, null: Cond, seed: int = 0, limit: int = 10_000) -> Latents:
    """Read every whole shard of a store, from the first on without gaps.

    Raises:
        FileNotFoundError: the store has no first shard.

    """
    shards = []
    for number in range(limit):
        if not shard_path(folder, number).exists():
            break
        shards.append(load_file(shard_path(folder, number)))
    if not shards:
        raise FileNotFoundError(
            f"There are no latents in {folder}; make them with pellucid train latents."
        )
    joined = {name: torch.cat([shard[name] for shard in shards]) for name in shards[0]}
    starts = torch.cat([torch.zeros(1, dtype=torch.long), joined["lengths"].long().cumsum(0)])
    return Latents(joined["latents"], joined["tokens"], starts, joined["pooled"], null, seed)


def spread(folder: Path, limit: int = 10_000) -> tuple[int, Tensor, Tensor]:
    """How the cells of all latents in a store are spread: (latents, mean (C,), covariance (C, C)).

    Shard by shard in float64, from the first on without gaps; only latents are read.

    Raises:
        FileNotFoundError: the store has no first shard.

    """
    count, cells = 0, 0
    total, squares = torch.zeros(()), torch.zeros(())
    for number in range(limit):
        path = shard_path(folder, number)
        if not path.exists():
            break
        with safe_open(path, "pt") as shard:
            latents = shard.get_tensor("latents")
        rows = latents.movedim(1, -1).flatten(0, -2).double()  # (N cells, C)
        count, cells = count + len(latents), cells + len(rows)
        total, squares = total + rows.sum(0), squares + rows.T @ rows
    if not count:
        raise FileNotFoundError(
            f"There are no latents in {folder}; make them with pellucid train latents."
        )
    mean = total / cells
    return count, mean, squares / cells - torch.outer(mean, mean)


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
