"""The judge: a small network that says what a picture of the garden shows.

It learns from painted scenes (`views`), whose attributes are known exactly, to name each attribute
of a picture. It looks at all 256 x 256 pixels, because a drop of dew is six of them wide. In its
penultimate features `metrics` compares pictures with the world.

Shapes: B pictures, H x W pixels, A attributes, V values of all attributes together, F features.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from pellucid.data.source import HELD_OUT, Source
from pellucid.judge.kinds import judging
from pellucid.judge.views import UNKNOWN, JudgeData, Truth, Vocabulary
from pellucid.learn.task import Task, Workspace, continue_from, sheet
from pellucid.learn.trainer import Batches, Training
from pellucid.nets.precision import quick
from pellucid.nets.sizes import check_laws, check_sizes
from pellucid.nets.weights import build, load
from pellucid.pixels import Pixels, as_tensor

TILE = 64  # pixels; a style is told by tiles of so many
TRAINING = Training(
    steps=4000, batch=32, rate=0.0, adam=3e-3, warmup=200, decay=0.5, muon=(), half=False
)


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """Sizes of the judge, and the words it answers with (so a weight file explains itself)."""

    vocabulary: Vocabulary
    channels: tuple[int, int, int] = (48, 96, 192)  # on 32 x 32, 16 x 16, 8 x 8 cells
    features: int = 192
    fine: int = 16  # channels on 128 x 128 cells, where drops and feelers are
    side: int = 256  # pixels that it looks at, a multiple of 128; others are averaged
    texture: int = 0  # channels of what tells a style by its texture; 0: it is told like the rest

    def __post_init__(self) -> None:
        """Raise ValueError for sizes that do not go together."""
        check_sizes(self)
        words = self.vocabulary.values() if isinstance(self.vocabulary, Mapping) else ()
        check_laws(
            {
                "vocabulary must be words by attribute": bool(words)
                and all(isinstance(each, list | tuple) and each for each in words),
                "side must be a multiple of 128": self.side % 128 == 0,
                "channels must be at least 2": self.channels[0] > 1,
            }
        )


def _unit(into: int, out: int, halve: bool = False) -> nn.Sequential:
    """A convolution, normalised over the batch, and a bend; `halve` halves height and width."""
    size, stride = (4, 2) if halve else (3, 1)
    convolution = nn.Conv2d(into, out, size, stride, 1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(out), nn.SiLU())


class Residue(nn.Module):
    """x + unit(unit(x)) (He et al. 2015, arXiv 1512.03385)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.units = nn.Sequential(_unit(channels, channels), _unit(channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        deeper: Tensor = self.units(x)
        return x + deeper


def _stage(into: int, out: int) -> nn.Sequential:
    return nn.Sequential(_unit(into, out, halve=True), Residue(out))


class Texture(nn.Module):
    """Tiles (N, 3, TILE, TILE) of pictures at their full size to logits (N, values) of a style.

    Strokes, paper and dots are the same everywhere and only a few pixels wide. Averaged over whole
    pictures they drown in what is shown: after 100 seconds of one core a judge of those alone was
    right in 41 % of painted styles, and tiles in 84 %.
    """

    def __init__(self, channels: int, values: int) -> None:
        super().__init__()
        twice = 2 * channels
        first = nn.Sequential(_unit(3, channels), _unit(channels, channels))
        self.stages = nn.ModuleList([first, _stage(channels, twice), _stage(twice, twice)])
        pooled = 2 * (channels + twice + twice)
        self.answer = nn.Sequential(
            nn.Linear(pooled, 2 * twice), nn.SiLU(), nn.Linear(2 * twice, values)
        )

    def forward(self, tiles: Tensor) -> Tensor:
        cells, pooled = tiles, []
        for stage in self.stages:
            cells = stage(cells)  # (N, C, TILE, TILE), then halved twice
            pooled += [cells.mean((2, 3)), cells.float().std((2, 3)).to(cells.dtype)]
        answers: Tensor = self.answer(torch.cat(pooled, dim=1))  # (N, values)
        return answers


def tiles(picture: Tensor, each: bool) -> Tensor:
    """Pictures (B, 3, H, W) cut into tiles: every one of each picture, or one of each by turns.

    Returns (B T, 3, TILE, TILE), or (B, 3, TILE, TILE).
    """
    cut = rearrange(picture, "b c (h y) (w x) -> b (h w) c y x", y=TILE, x=TILE)
    if each:
        return cut.flatten(0, 1)
    turns = torch.arange(len(picture), device=picture.device)
    return cut[turns, turns % cut.shape[1]]


class Judge(nn.Module):
    """Pictures (B, 3, H, W) in [-1, 1] to one set of logits (B, values) per attribute."""

    def __init__(self, config: JudgeConfig) -> None:
        super().__init__()
        self.config = config
        fine, (one, two, three), block = config.fine, config.channels, config.side // 128
        widths = (fine, one // 2, one, two, three)
        first = nn.Sequential(
            nn.PixelUnshuffle(block), _unit(3 * block**2, fine), _unit(fine, fine)
        )
        self.stages = nn.ModuleList([first, *(_stage(a, b) for a, b in pairwise(widths))])
        self.summary = nn.Linear(2 * sum(widths), config.features)
        self.heads = nn.Linear(config.features, sum(map(len, config.vocabulary.values())))
        styles = len(config.vocabulary.get("style", ()))
        self.texture = Texture(config.texture, styles) if config.texture and styles else None

    def features(self, picture: Tensor) -> Tensor:
        """What answers are read from: (B, F) numbers.

        They come from the mean and the most of all cells at every scale, so that fine things
        (drops, rain) have a short way to the answer, and blur shows in the features.
        """
        cells, pooled = self._shrink(picture), []  # (B, 3, side, side)
        for stage in self.stages:
            cells = stage(cells)  # (B, C, 128, 128), then halved every time
            pooled += [cells.mean((2, 3)), cells.amax((2, 3))]
        summary = torch.cat(pooled, dim=1)  # (B, 2 (sum of widths))
        return F.silu(self.summary(summary))  # (B, F)

    def _shrink(self, picture: Tensor) -> Tensor:
        return F.interpolate(picture, (self.config.side, self.config.side), mode="area")

    def forward(self, picture: Tensor) -> tuple[Tensor, ...]:
        vocabulary = self.config.vocabulary
        sizes = [len(values) for values in vocabulary.values()]
        answers = list(torch.split(self.heads(self.features(picture)), sizes, dim=1))  # (B, V)
        if self.texture is not None:
            answers[list(vocabulary).index("style")] = self._style(picture)
        return tuple(answers)

    def _style(self, picture: Tensor) -> Tensor:
        """The mean of what all tiles say; while it learns, what one tile of each picture says."""
        assert self.texture is not None
        said: Tensor = self.texture(tiles(self._shrink(picture), each=not self.training))
        shares = rearrange(said.log_softmax(1), "(b t) v -> b t v", b=len(picture))
        return shares.mean(1)  # (B, styles)


def judge_loss(worker: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    """Mean cross-entropy over what is known: -log of the share given to the right word.

    Each attribute's mean counts as much as it is known: a city says nothing of a meadow's flowers.
    """
    pictures, labels = batch
    with quick(pictures.device):
        answers = worker(pictures)
    losses = [
        F.cross_entropy(a.float(), labels[:, i], ignore_index=UNKNOWN, reduction="sum")
        for i, a in enumerate(answers)
    ]
    return torch.stack(losses).sum() / (labels != UNKNOWN).sum()


def task(workspace: Workspace, mix: Sequence[Source]) -> Task:
    """Teach the judge of these sources on their pictures.

    Raises MendableError if no kind of judge can read one of them, or they need two kinds.
    """
    kind = judging(*(source.name for source in mix))
    count = workspace.scenes or kind.usual
    some = range(min(256, max(16, count)) // len(mix))
    held = [(source, source.scene(HELD_OUT, index)) for source in mix for index in some]
    pictures = np.stack([one.picture() for _, one in held])
    truths = [source.truth(one) for source, one in held]
    network = Judge(JudgeConfig(kind.vocabulary, **kind.sizes))
    continue_from(workspace, network, kind.name)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    views = JudgeData(kind.portions(workspace, count, mix), network.config.side, workspace.seed)
    settled = partial(settle, views=views)

    def report(average: Judge) -> dict[str, float]:
        right = accuracies(answers(settled(average), pictures), truths)
        worst = min(right, key=lambda name: right[name])
        return {"right": fmean(right.values()), worst: right[worst]}

    def picture(average: Judge, where: Path) -> None:
        first = mistaken_first(answers(average, pictures), truths)[:16]
        sheet(as_tensor(pictures[first]), 8, where)

    return Task(kind.name, network, judge_loss, views, TRAINING, report, picture, settled)


@torch.no_grad()
def settle(average: Judge, views: Batches, batches: int = 12) -> Judge:
    """Give averaged weights the statistics of what they themselves see, and stop learning.

    The average of many networks' running means and variances is not that of the averaged network
    (Izmailov et al. 2018, arXiv 1803.05407, section 3.2): without this `wet` lost 17 points.
    """
    for part in average.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.reset_running_stats()
            part.momentum = None  # a plain mean over the batches
    average.train()
    for number in range(batches):
        average(views(range(number * 64, number * 64 + 64))[0])
    return average.eval()


def load_judge(path: Path, kind: str = "judge") -> Judge:
    """The judge in a weight file, in float32 and ready to use."""
    network = build(load(path, kind), Judge, JudgeConfig)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


@torch.inference_mode()
def answers(judge: Judge, pictures: Pixels) -> list[dict[str, str]]:
    """What the judge sees in each picture (N, H, W, 3): a value for every attribute.

    It looks four times, straight and in a mirror, there and a pixel aside, and the mean of the
    log shares decides (Krizhevsky et al. 2012). One look misses a drop between two cells.
    """
    chosen = []
    for part in _parts(pictures):
        aside = F.pad(part, (1, 0, 1, 0), mode="replicate")[..., :-1, :-1]
        looks = [judge(seen) for seen in (part, part.flip(-1), aside, aside.flip(-1))]
        means = [sum(a.log_softmax(1) for a in answer) for answer in zip(*looks, strict=True)]
        chosen.append(torch.stack([mean.argmax(1) for mean in means], dim=1))
    vocabulary = judge.config.vocabulary
    return [
        {name: vocabulary[name][value] for name, value in zip(vocabulary, row, strict=True)}
        for row in torch.cat(chosen).tolist()
    ]


@torch.inference_mode()
def features(judge: Judge, pictures: Pixels) -> Tensor:
    """The judge's features (N, F) of pictures (N, H, W, 3)."""
    return torch.cat([judge.features(part) for part in _parts(pictures)])


def _parts(pictures: Pixels) -> Iterator[Tensor]:
    return (as_tensor(pictures[start : start + 32]) for start in range(0, len(pictures), 32))


def accuracies(answers: Sequence[Truth], truths: Sequence[Truth]) -> dict[str, float]:
    """How often answers are right about each attribute of pictures whose truth is known."""
    pairs = list(zip(answers, truths, strict=True))
    return {
        name: fmean(answer[name] == truth[name] for answer, truth in pairs if name in truth)
        for name in answers[0]
        if any(name in truth for truth in truths)
    }


def mistaken_first(answers: Sequence[Truth], truths: Sequence[Truth]) -> list[int]:
    """Numbers of the pictures, those with most mistakes first: what to look at when it errs."""
    wrong = [
        sum(answer[name] != truth[name] for name in answer if name in truth)
        for answer, truth in zip(answers, truths, strict=True)
    ]
    return sorted(range(len(wrong)), key=lambda number: -wrong[number])
