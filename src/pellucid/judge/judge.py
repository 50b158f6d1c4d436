"""The judge: a small network that says what a picture of the garden shows.

It learns from painted scenes, whose attributes are known exactly, to name each attribute of a
picture: which animals, on what, in which colours, where, in what light. Then it can mark pictures
that a denoiser drew from words. It looks at all 256 x 256 pixels, because a drop of dew is six of
them wide. What it learns from is chosen in `views`. Its penultimate features are the space in which
`metrics` compares pictures with the world.

Shapes: B pictures, H x W pixels, A attributes, V values of all attributes together, F features.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from pellucid.data.source import HELD_OUT, Source
from pellucid.errors import MendableError
from pellucid.judge.kinds import Kind, judging
from pellucid.judge.views import UNKNOWN, JudgeData, Truth, Vocabulary
from pellucid.learn.pixels import as_tensor
from pellucid.learn.task import Task, Workspace, continue_from, sheet
from pellucid.learn.trainer import Training
from pellucid.nets.precision import quick
from pellucid.nets.weights import load

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


def _unit(into: int, out: int, halve: bool = False) -> nn.Sequential:
    """A convolution, normalised over the batch, and a bend; `halve` halves height and width."""
    convolution = (
        nn.Conv2d(into, out, 4, 2, 1, bias=False)
        if halve
        else nn.Conv2d(into, out, 3, padding=1, bias=False)
    )
    return nn.Sequential(convolution, nn.BatchNorm2d(out), nn.SiLU())


class Residue(nn.Module):
    """x + unit(unit(x)) (He et al. 2015, arXiv 1512.03385)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.units = nn.Sequential(_unit(channels, channels), _unit(channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        deeper: Tensor = self.units(x)
        return x + deeper


class Texture(nn.Module):
    """Tiles (N, 3, TILE, TILE) of pictures at their full size to logits (N, values) of a style.

    Strokes, paper and dots are the same everywhere and only a few pixels wide. Averaged over whole
    pictures they drown in what is shown: after 100 seconds of one core a judge of those alone was
    right in 41 % of painted styles, and tiles in 84 %.
    """

    def __init__(self, channels: int, values: int) -> None:
        super().__init__()
        twice = 2 * channels
        self.stages = nn.ModuleList(
            [
                nn.Sequential(_unit(3, channels), _unit(channels, channels)),
                nn.Sequential(_unit(channels, twice, halve=True), Residue(twice)),
                nn.Sequential(_unit(twice, twice, halve=True), Residue(twice)),
            ]
        )
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
        fine, (first, second, third) = config.fine, config.channels
        block = config.side // 128
        self.stages = nn.ModuleList(
            [
                nn.Sequential(
                    nn.PixelUnshuffle(block), _unit(3 * block**2, fine), _unit(fine, fine)
                ),
                nn.Sequential(_unit(fine, first // 2, halve=True), Residue(first // 2)),
                nn.Sequential(_unit(first // 2, first, halve=True), Residue(first)),
                nn.Sequential(_unit(first, second, halve=True), Residue(second)),
                nn.Sequential(_unit(second, third, halve=True), Residue(third)),
            ]
        )
        pooled = 2 * (fine + first // 2 + first + second + third)
        self.summary = nn.Linear(pooled, config.features)
        self.heads = nn.Linear(config.features, sum(map(len, config.vocabulary.values())))
        styles = len(config.vocabulary.get("style", ()))
        self.texture = Texture(config.texture, styles) if config.texture and styles else None

    def features(self, picture: Tensor) -> Tensor:
        """What answers are read from: (B, F) numbers.

        They come from the mean and the most of all cells at every scale, so that fine things
        (drops, rain) have a short way to the answer, and blur shows in the features.
        """
        cells, pooled = self._sized(picture), []  # (B, 3, side, side)
        for stage in self.stages:
            cells = stage(cells)  # (B, C, 128, 128), then halved every time
            pooled += [cells.mean((2, 3)), cells.amax((2, 3))]
        summary = torch.cat(pooled, dim=1)  # (B, 2 (fine + first/2 + first + second + third))
        return F.silu(self.summary(summary))  # (B, F)

    def _sized(self, picture: Tensor) -> Tensor:
        side = self.config.side
        if picture.shape[-1] == side:
            return picture
        return F.interpolate(picture, (side, side), mode="area")

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
        said: Tensor = self.texture(tiles(self._sized(picture), each=not self.training))
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

    Raises:
        MendableError: no kind of judge can read one of them, or they need two kinds.

    """
    kind = one_kind(mix)
    count = workspace.scenes or kind.usual
    some = range(min(256, max(16, count)) // len(mix))
    held = [(source, source.scene(HELD_OUT, index)) for source in mix for index in some]
    pictures = as_tensor(np.stack([one.picture() for _, one in held]))
    truths = [source.truth(one) for source, one in held]
    network = Judge(JudgeConfig(kind.vocabulary, **kind.sizes))
    if not workspace.fresh:
        continue_from(network, workspace.newest(kind.name), kind.name)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def report(average: nn.Module) -> dict[str, float]:
        assert isinstance(average, Judge)
        settle(average, views)
        right = accuracies(average, pictures, truths)
        worst = min(right, key=lambda name: right[name])
        mean = sum(right.values()) / len(right)
        return {"right": mean, worst: right[worst]}

    def picture(average: nn.Module, where: Path) -> None:
        assert isinstance(average, Judge)
        sheet(pictures[mistaken_first(average, pictures, truths)[:16]], 8, where)

    def finish(average: nn.Module) -> Judge:
        assert isinstance(average, Judge)
        return settle(average, views)

    sizes = asdict(network.config)
    seen = kind.portions(workspace, count, mix)
    views = JudgeData(seen, network.config.side, workspace.seed)
    names = [source.name for source in mix]
    return Task(
        kind.name, network, sizes, judge_loss, views, TRAINING, report, picture, finish, names
    )


@torch.no_grad()
def settle(average: Judge, views: JudgeData, batches: int = 12) -> Judge:
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


def one_kind(mix: Sequence[Source]) -> Kind:
    """The kind of judge that reads all of these sources.

    Raises:
        MendableError: no kind of judge can read one of them, or they need two kinds.

    """
    kinds = list(dict.fromkeys(judging(source.name) for source in mix))
    if len(kinds) > 1:
        apart = " or ".join(" ".join(kind.sources) for kind in kinds)
        raise MendableError(f"These sources need a judge each; name --mix {apart}, one at a time.")
    return kinds[0]


def load_judge(path: Path, kind: str = "judge") -> Judge:
    """The judge in a weight file, in float32 and ready to use."""
    found = load(path, kind)
    network = Judge(JudgeConfig(**found.config))
    network.load_state_dict(dict(found.tensors))
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.float().eval()


@torch.inference_mode()
def read(judge: Judge, pictures: Tensor) -> list[dict[str, str]]:
    """What the judge sees in each picture (B, 3, H, W): a value for every attribute.

    It looks four times, straight and in a mirror, there and a pixel aside, and the mean of the
    log shares decides (Krizhevsky et al. 2012). One look misses a drop between two cells.
    """
    chosen = []
    for part in torch.split(pictures, 32):
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
def features(judge: Judge, pictures: Tensor) -> Tensor:
    """The judge's features of pictures (B, 3, H, W): (B, F)."""
    return torch.cat([judge.features(part) for part in torch.split(pictures, 32)])


def accuracies(judge: Judge, pictures: Tensor, truths: Sequence[Truth]) -> dict[str, float]:
    """How often the judge is right about each attribute of pictures whose truth is known."""
    pairs = list(zip(read(judge, pictures), truths, strict=True))
    known = [name for name in judge.config.vocabulary if any(name in t for t in truths)]
    return {
        name: fmean(answer[name] == truth[name] for answer, truth in pairs if name in truth)
        for name in known
    }


def mistaken_first(judge: Judge, pictures: Tensor, truths: Sequence[Truth]) -> list[int]:
    """Numbers of the pictures, those with most mistakes first: what to look at when it errs."""
    answers = read(judge, pictures)
    wrong = [
        sum(a[name] != t[name] for name in a if name in t)
        for a, t in zip(answers, truths, strict=True)
    ]
    return sorted(range(len(wrong)), key=lambda i: -wrong[i])
