"""What the judge learns from: painted scenes, worn, with their attributes.

Scenes are shifted, mirrored, softened and grainy, and some are as the codec gives them back, so
that a verdict depends on what is drawn and not on how sharply; colours are never touched, because
they are what it is asked about. Combinations that are held out of the denoiser's training are among
them: a judge that had never met a snail on a sunflower would be a poor judge of one. Half are
scenes on plants where drops of dew hardly show, each twice, dry and dewy, or white drops on a white
daisy would be guessed from the company they keep.

Shapes: N pictures, A attributes, B pictures of a batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from pellucid.data.source import Source
from pellucid.data.world import ATTRIBUTES, Scene, scene
from pellucid.data.world.source import ELSEWHERE, STYLED
from pellucid.learn.codec import load_codec
from pellucid.learn.losses import stream
from pellucid.learn.pixels import Pixels, as_pixels, as_tensor, complete, open_pictures
from pellucid.learn.task import Workspace
from pellucid.nets.autoencoder import Autoencoder
from pellucid.nets.precision import quick
from pellucid.nets.weights import digest, load

UNKNOWN = -100  # the label that a loss leaves out
PALE = ("daisy", "mushroom", "coneflower")
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
        seen = torch.stack([self._worn(p, own) for p, own in zip(small, streams, strict=True)])
        labels = torch.stack([label for _, label in taken])
        return seen.contiguous(memory_format=torch.channels_last), labels

    def _take(self, own: torch.Generator) -> tuple[Pixels, Tensor]:
        where, which, down, right, mirror = torch.rand(5, generator=own).tolist()
        shares = np.cumsum([portion.share for portion in self.portions])
        chosen = int(np.searchsorted(shares, where * shares[-1], side="right"))
        portion = self.portions[min(chosen, len(self.portions) - 1)]
        index = int(which * len(portion.pictures))
        rows, columns = (self._places(amount) for amount in (down, right))
        if mirror < 0.5:
            columns = columns[::-1]
        return portion.pictures[index][rows][:, columns], portion.labels[index]

    def _places(self, amount: float) -> npt.NDArray[np.int64]:
        """Where each of 256 pixels comes from; the border is repeated outwards."""
        return np.clip(np.arange(256) + round((2 * amount - 1) * self.shift), 0, 255)

    def _worn(self, picture: Tensor, own: torch.Generator) -> Tensor:
        blurred, amount = torch.rand(2, generator=own).tolist()
        if blurred < self.soft:
            picture = F.avg_pool2d(picture, 3, 1, padding=1, count_include_pad=False)
        noise = torch.randn(picture.shape, generator=own)
        grainy: Tensor = picture + noise * (amount * self.grain)
        return grainy


def portions(workspace: Workspace, count: int, mix: Sequence[Source]) -> list[Portion]:
    """Paint what is missing: scenes, held-out combinations, and some as the codec returns them."""
    (garden,) = dict.fromkeys(mix)
    place = workspace.place(garden)
    some, seed = max(1, count // 6), workspace.seed
    seen = labels([scene(seed, i).attributes for i in range(count)])
    rare = labels([scene(seed, i, held_out=True).attributes for i in range(some)])
    path, kept = place / "garden.bytes", place / "held-out.bytes"
    complete(path, count, lambda i: scene(seed, i).picture())
    complete(kept, some, lambda i: scene(seed, i, held_out=True).picture())
    pale = [i for i in range(count) if _hides_dew(scene(seed, i))][: 2 * some]
    twins = [_twin(scene(seed, i)) for i in pale]
    other = place / "twins.bytes"
    complete(other, len(twins), lambda i: twins[i].picture())
    alike = labels([one.attributes for one in twins])
    pictures = open_pictures(path, count)
    made = [
        Portion(pictures, seen, 0.3),
        Portion(open_pictures(kept, some), rare, 0.08),
        Portion(pictures[pale], seen[pale], 0.25),
        Portion(open_pictures(other, len(twins)), alike, 0.25),
    ]
    return [*made, *_returned(workspace, place / "reconstructed", made[0], some, 0.12)]


def elsewhere(workspace: Workspace, count: int, mix: Sequence[Source]) -> list[Portion]:
    """Paint what is missing of other sources, and what is kept back from them.

    Every picture in a style is there as the codec gives it back too, and a few of the rest: what an
    engine draws has come through the codec, which wears strokes and paper most.
    """
    made = []
    for source in mix:
        for held_out in (False, True) if source.keeps_back else (False,):
            many = max(1, count // 6) if held_out else count
            one_of = partial(source.scene, workspace.seed, held_out=held_out)
            name = f"{source.name}-held-out" if held_out else source.name
            path = workspace.place(source) / f"{name}.bytes"
            complete(path, many, lambda i, one=one_of: one(i).picture())  # type: ignore[misc]
            truths = [source.truth(one_of(i)) for i in range(many)]
            styled = source.name == STYLED
            often = many * (3 if styled else 1)  # six ways to paint five places
            portion = Portion(open_pictures(path, many), labels(truths, ELSEWHERE), often)
            few, back = (
                many if styled else max(1, many // 6),
                path.with_name(f"{name}-reconstructed"),
            )
            made += [portion, *_returned(workspace, back, portion, few, often / 2)]
    return made


def _returned(
    workspace: Workspace, path: Path, portion: Portion, count: int, share: float
) -> list[Portion]:
    """The first pictures of a portion as the codec gives them back, where one has been taught."""
    weights = workspace.newest("codec")
    if not weights.exists() or not load(weights, "codec").history.get("samples"):
        return []
    codec = load_codec(weights)
    back = path.with_name(f"{path.name}-{digest(weights)[:8]}.bytes")
    complete(back, count, lambda i: reconstruct(codec, portion.pictures[i]))
    return [Portion(open_pictures(back, count), portion.labels[:count], share)]


def _hides_dew(one: Scene) -> bool:
    """Whether a scene is dry or dewy, on a plant so pale or spotted that drops hardly show."""
    return one.attributes["wet"] != "rain" and one.attributes["support"] in PALE


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


@torch.inference_mode()
def reconstruct(codec: Autoencoder, picture: Pixels) -> Pixels:
    """A picture (H, W, 3) as the codec gives it back."""
    with quick():
        back = codec(as_tensor(picture[None]).contiguous(memory_format=torch.channels_last))
    given: Pixels = as_pixels(back)[0]
    return given
