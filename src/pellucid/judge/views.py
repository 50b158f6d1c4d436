"""What the judge learns from: painted scenes, a little changed, with their attributes.

Some are blurred and grainy, and some are as the codec gives them back, so that a verdict depends on
what is drawn and not on how sharply; colours are what it is asked about, and never touched.
Combinations held out of the denoiser's training are among them. Half are scenes on plants where
drops of dew hardly show, each twice, dry and dewy, or drops would be guessed from what stands
beside them.

Shapes: N pictures, A attributes, B pictures of a batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from pellucid.data.source import Scene as AnyScene
from pellucid.data.source import Source
from pellucid.data.world import ATTRIBUTES
from pellucid.data.world.scene import Scene, scene
from pellucid.data.world.source import ELSEWHERE, STYLED
from pellucid.learn.codec import load_codec, shown
from pellucid.learn.losses import stream
from pellucid.learn.scenes import complete
from pellucid.learn.task import Workspace
from pellucid.nets.autoencoder import Autoencoder
from pellucid.nets.weights import digest, load
from pellucid.pixels import Pixels, as_pixels, as_tensor

UNKNOWN = -100  # the label that a loss leaves out
PALE = ("daisy", "mushroom", "coneflower")  # or so spotted that drops hardly show
Vocabulary = Mapping[str, Sequence[str]]
Truth = Mapping[str, str]  # attribute -> value


@dataclass(frozen=True, slots=True, eq=False)
class Portion:
    """Pictures (N, 256, 256, 3), their labels (N, A), and how often to take one from here."""

    pictures: Pixels
    labels: Tensor
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class JudgeData:
    """Pictures as the judge trains on them, by sample number: shifted, mirrored, soft, grainy."""

    portions: Sequence[Portion]
    side: int = 256
    seed: int = 0
    shift: int = 10  # pixels of 256, each way
    soft: float = 0.15  # how many are blurred
    grain: float = 0.03  # the largest standard deviation of noise

    def __call__(self, ids: range) -> tuple[Tensor, Tensor]:
        """Pictures (B, 3, side, side) and labels (B, A)."""
        streams = [stream(self.seed, sample) for sample in ids]
        taken = [self._take(own) for own in streams]
        whole = as_tensor(np.stack([picture for picture, _ in taken]))
        small = F.interpolate(whole, (self.side, self.side), mode="area")
        seen = torch.stack([self._changed(p, own) for p, own in zip(small, streams, strict=True)])
        labels = torch.stack([label for _, label in taken])
        return seen.contiguous(memory_format=torch.channels_last), labels

    def _take(self, own: torch.Generator) -> tuple[Pixels, Tensor]:
        where, which, down, right, mirror = torch.rand(5, generator=own).tolist()
        shares = np.cumsum([portion.share for portion in self.portions])
        chosen = int(np.searchsorted(shares, where * shares[-1], side="right"))
        portion = self.portions[min(chosen, len(self.portions) - 1)]
        index = int(which * len(portion.pictures))
        steps = (round((2 * amount - 1) * self.shift) for amount in (down, right))
        rows, columns = (np.clip(np.arange(256) + step, 0, 255) for step in steps)  # edges repeat
        if mirror < 0.5:
            columns = columns[::-1]
        return portion.pictures[index][rows][:, columns], portion.labels[index]

    def _changed(self, picture: Tensor, own: torch.Generator) -> Tensor:
        blurred, amount = torch.rand(2, generator=own).tolist()
        if blurred < self.soft:
            picture = F.avg_pool2d(picture, 3, 1, padding=1, count_include_pad=False)
        noise = torch.randn(picture.shape, generator=own)
        grainy: Tensor = picture + noise * (amount * self.grain)
        return grainy


def portions(workspace: Workspace, count: int, mix: Sequence[Source]) -> list[Portion]:
    """Paint what is missing: scenes, held-out combinations, and some as the codec returns them."""
    (garden,) = dict.fromkeys(mix)
    place, some = workspace.place(garden), max(1, count // 6)

    def portion(name: str, scenes: Sequence[Scene], share: float) -> Portion:
        return _paint(place / f"{name}.bytes", garden, scenes, ATTRIBUTES, share)

    every = [scene(workspace.seed, index) for index in range(count)]
    rare = [scene(workspace.seed, index, held_out=True) for index in range(some)]
    looks = [(one.attributes["wet"], one.attributes["support"]) for one in every]
    pale = [at for at, (wet, plant) in enumerate(looks) if wet != "rain" and plant in PALE]
    pale = pale[: 2 * some]
    seen = portion("garden", every, 0.3)
    return [
        seen,
        portion("held-out", rare, 0.08),
        Portion(seen.pictures[pale], seen.labels[pale], 0.25),
        portion("twins", [_twin(every[index]) for index in pale], 0.25),
        *_returned(workspace, place / "reconstructed", seen, some, 0.12),
    ]


def elsewhere(workspace: Workspace, count: int, mix: Sequence[Source]) -> list[Portion]:
    """Paint what is missing of other sources, and what is kept back from them.

    Every picture in a style is there as the codec gives it back too, and a few of the rest: what an
    engine draws has come through the codec, which wears strokes and paper most.
    """
    made = []
    for source in mix:
        styled = source.name == STYLED
        for held_out in (False, True) if source.keeps_back else (False,):
            many = max(1, count // 6) if held_out else count
            scenes = [source.scene(workspace.seed, index, held_out) for index in range(many)]
            path = workspace.place(source) / f"{source.name}{'-held-out' if held_out else ''}.bytes"
            often = many * (3 if styled else 1)  # six ways to paint five places
            portion = _paint(path, source, scenes, ELSEWHERE, often)
            back, few = path.with_name(f"{path.stem}-reconstructed"), max(1, many // 6)
            returned = _returned(workspace, back, portion, many if styled else few, often / 2)
            made += [portion, *returned]
    return made


def _paint(
    path: Path, source: Source, scenes: Sequence[AnyScene], vocabulary: Vocabulary, share: float
) -> Portion:
    pictures = complete(path, len(scenes), lambda index: scenes[index].picture())
    return Portion(pictures, labels([source.truth(one) for one in scenes], vocabulary), share)


def _returned(
    workspace: Workspace, path: Path, portion: Portion, count: int, share: float
) -> list[Portion]:
    """The first pictures of a portion as the codec gives them back, where one has been taught."""
    weights = workspace.newest("codec")
    if not weights.exists() or not load(weights, "codec").history.get("samples"):
        return []
    codec = load_codec(weights)
    back = path.with_name(f"{path.name}-{digest(weights)[:8]}.bytes")
    pictures = complete(back, count, lambda index: reconstruct(codec, portion.pictures[index]))
    return [Portion(pictures, portion.labels[:count], share)]


def _twin(one: Scene) -> Scene:
    """The same scene with dew if it was dry, dry if it was dewy: only the drops tell them apart."""
    other = "none" if one.attributes["wet"] == "dew" else "dew"
    return replace(one, attributes={**one.attributes, "wet": other})


def labels(truths: Sequence[Truth], vocabulary: Vocabulary = ATTRIBUTES) -> Tensor:
    """Attributes as numbers (N, A), each the place of its value in the vocabulary.

    What a truth says nothing of is `UNKNOWN`.
    """

    def label(own: Truth, name: str) -> int:
        return list(vocabulary[name]).index(own[name]) if name in own else UNKNOWN

    return torch.tensor([[label(own, name) for name in vocabulary] for own in truths])


def reconstruct(codec: Autoencoder, picture: Pixels) -> Pixels:
    """A picture (H, W, 3) as the codec gives it back."""
    row = as_tensor(picture[None]).contiguous(memory_format=torch.channels_last)
    return as_pixels(shown(codec, row)[0])
