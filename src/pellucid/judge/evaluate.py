"""Marking an engine: does it draw what it is told, and does that look like the world?

Captions of scenes that training never saw are drawn, and what the judge sees is held against what
they state (`captions`). The same judge marks the painted pictures of the same scenes: no engine can
score above that. Measures of likeness (`metrics`) have yardsticks: the world against itself, the
world through the codec, the world blurred.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product, takewhile
from operator import eq
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from pellucid.data.source import CLASSES, HELD_OUT, Scene, Source
from pellucid.files import atomic
from pellucid.judge.judge import Judge, accuracies, answers, features, load_judge
from pellucid.judge.kinds import KINDS, Kind, judging
from pellucid.judge.metrics import (
    Share,
    clipping,
    kernel_distance,
    reach,
    saturation,
    share,
    variety,
)
from pellucid.judge.views import Truth
from pellucid.learn.denoiser import Sampler
from pellucid.learn.scenes import BYTES, paint
from pellucid.learn.task import Workspace
from pellucid.nets.dit import DiT
from pellucid.pixels import Pixels, as_pixels, as_tensor

Draw = Callable[[Sequence[str], Sequence[int]], Tensor]  # prompts, seeds -> (B, 3, 256, 256)
Level = Literal["short", "medium", "dense"]


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, the seed to draw it with, what it states, and the scene it was written about."""

    prompt: str
    seed: int
    asked: Truth
    scene: Scene


def questions(
    count: int, level: Level = "medium", held_out: bool = False, *, source: Source
) -> list[Question]:
    """The first `count` captions that state something; for `held_out`, the whole combination."""
    kind, found, index = judging(source.name), list[Question](), 0
    while len(found) < count:
        one = source.scene(HELD_OUT, index, held_out)
        prompt = str(getattr(one.captions, level))
        stated = kind.asked(one, prompt, held_out)
        if stated is not None:
            found.append(Question(prompt, index, stated, one))
        index += 1
    return found


def draw_missing(path: Path, asking: Sequence[Question], draw: Draw) -> Iterator[int]:
    """Draw each question in turn into one file, yielding how many are done.

    Beside it stands what its pictures were drawn for; from the first that is asked otherwise now,
    all is drawn again.
    """
    note, now = path.with_suffix(".json"), [[one.prompt, one.seed] for one in asking]
    before = json.loads(note.read_text("utf-8")) if note.exists() else []
    same = len(list(takewhile(lambda pair: eq(*pair), zip(before, now, strict=False))))
    if same < len(now):
        if path.exists():
            os.truncate(path, min(path.stat().st_size, same * BYTES))
        with atomic(note) as part:
            part.write_text(json.dumps(now), "utf-8")

    def picture(index: int) -> Pixels:
        return as_pixels(draw([asking[index].prompt], [asking[index].seed])[0])

    return paint(path, len(now), picture)


def name_of(engine: Mapping[str, Any], asking: Sequence[Question]) -> str:
    """A short name for drawings of these questions by this engine, however many they are."""
    told = json.dumps([dict(engine), [q.prompt for q in asking[:32]]], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Marks:
    """How often pictures show what their prompts state: each attribute, all objects, everything."""

    attributes: Mapping[str, Share]
    objects: Share
    everything: Share

    @property
    def stated(self) -> Share:
        """Of all that is asked of all pictures, one by one, how much is there."""
        each = self.attributes.values()
        return share(sum(one.right for one in each), sum(one.of for one in each))


def mark(answers: Sequence[Truth], asking: Sequence[Question], kind: Kind) -> Marks:
    """Hold what the judge saw against what was asked; what was not asked does not count."""
    pairs = list(zip(answers, (question.asked for question in asking), strict=True))

    def of(names: Sequence[str]) -> Share:
        judged = [
            all(seen[name] == told[name] for name in names if name in told)
            for seen, told in pairs
            if any(name in told for name in names)
        ]
        return share(sum(judged), len(judged))

    names = [name for name in kind.vocabulary if any(name in told for _, told in pairs)]
    return Marks({name: of([name]) for name in names}, of(kind.objects), of(names))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How pictures compare with the world's, as a set."""

    kid_ours: float
    kid_spread: float
    density: float
    coverage: float
    saturation: float
    clipping: float


def likeness(judge: Judge, reference: Tensor, pictures: Pixels) -> Likeness:
    """Compare pictures with features (N, F) of the world's, in units of the world's own spread."""
    centre, spread = reference.mean(0), reference.std(0)
    spread = spread.clamp_min(0.05 * spread.mean())  # a feature that is all but dead stays so
    world, own = (reference - centre) / spread, (features(judge, pictures) - centre) / spread
    distances, near = kernel_distance(world, own), reach(world, own)
    return Likeness(*distances, *near, saturation(pictures), clipping(pictures))


@dataclass(frozen=True, slots=True, eq=False)
class Examiner:
    """All that marking needs: the judge, and a picture as an engine's codec gives it back."""

    judge: Judge
    back: Callable[[Pixels], Pixels]  # (H, W, 3) -> (H, W, 3)
    source: Source  # whose pictures they are compared with

    @property
    def kind(self) -> Kind:
        """The kind of judge that reads this source."""
        return judging(self.source.name)

    def examine(self, asking: Sequence[Question], pictures: Pixels) -> dict[str, Any]:
        """Marks and likeness of pictures drawn for questions, beside the world's own."""
        others = range(10_000, 10_000 + len(asking))
        world = _pictures([question.scene for question in asking])
        beside = _pictures([self.source.scene(HELD_OUT, index) for index in others])
        through = np.stack([self.back(picture) for picture in world])
        rows = {"drawn": pictures, "world": world, "codec": through, "blurred": blurred(world)}
        truths = [self.source.truth(question.scene) for question in asking]
        reference, known = features(self.judge, beside), ("world", "codec", "blurred")
        read = {name: answers(self.judge, row) for name, row in rows.items()}
        looks = {name: likeness(self.judge, reference, row) for name, row in rows.items()}
        marked = ("drawn", "world", "codec")
        return {
            "count": len(asking),
            "marks": {name: mark(read[name], asking, self.kind) for name in marked},
            "likeness": looks,
            "saturation_ratio": _ratio(looks["drawn"].saturation, looks["world"].saturation),
            "clipping_ratio": _ratio(looks["drawn"].clipping, looks["world"].clipping),
            "judge": {name: accuracies(read[name], truths) for name in known},
        }

    def examine_quickly(self, asking: Sequence[Question], pictures: Pixels) -> dict[str, Any]:
        """The figures of a guidance sweep: right, saturated, clipped, against the world's."""
        world = _pictures([question.scene for question in asking])
        marks = mark(answers(self.judge, pictures), asking, self.kind)
        return {
            "attributes": marks.stated,
            "objects": marks.objects,
            "everything": marks.everything,
            "saturation_ratio": _ratio(saturation(pictures), saturation(world)),
            "clipping_ratio": _ratio(clipping(pictures), clipping(world)),
        }

    def compare_seeds(self, asking: Sequence[Question], pictures: Pixels) -> dict[str, Any]:
        """How far pictures of one prompt differ, and how far the world's of that class do.

        `asking` repeats every prompt once per seed, one after the other.
        """
        groups: dict[str, list[int]] = {}
        for index, question in enumerate(asking):
            groups.setdefault(question.prompt, []).append(index)
        ours = features(self.judge, pictures)
        worlds = [
            features(self.judge, _pictures(of_class(asking[own[0]], len(own), self.source)))
            for own in groups.values()
        ]
        drawn, world = variety([ours[own] for own in groups.values()]), variety(worlds)
        return {
            "prompts": len(groups),
            "drawn": drawn,
            "world": world,
            "ratio": _ratio(drawn, world),
        }


def many_seeds(prompts: int, seeds: int, source: Source) -> list[Question]:
    """Short prompts, each to be drawn with several seeds."""
    short = questions(4 * prompts, "short", source=source)
    asking = [q for q in short if 2 <= len(q.asked) <= 4][:prompts]
    return [
        Question(q.prompt, 1000 * seed + q.seed, q.asked, q.scene)
        for q in asking
        for seed in range(seeds)
    ]


def of_class(question: Question, count: int, source: Source, limit: int = 50_000) -> list[Scene]:
    """The first scenes that a caption may mean: all it states is there, the rest is usual.

    Captions leave out only what goes without saying. So a scene is unusual where the caption's own
    scene is, and nowhere else; what few words leave open beyond that is open.
    """
    odd = source.unusual(question.scene)
    every = (source.scene(CLASSES, index) for index in range(limit))
    meant = (
        one
        for one in every
        if question.asked.items() <= source.truth(one).items() and source.unusual(one) == odd
    )
    return list(islice(meant, count))


def seconds(draw: Draw, asking: Sequence[Question], times: int = 3) -> float:
    """The median time to draw one picture, after one to warm up."""
    taken = []
    for question in [asking[0], *asking[:times]]:
        begun = time.perf_counter()
        draw([question.prompt], [question.seed])
        taken.append(time.perf_counter() - begun)
    return sorted(taken[1:])[len(taken[1:]) // 2]


def blurred(pictures: Pixels, size: int = 5) -> Pixels:
    """Pictures averaged over windows of size x size, the border repeated."""
    half = size // 2
    soft = [
        F.avg_pool2d(F.pad(as_tensor(one[None]), (half,) * 4, mode="replicate"), size, 1)
        for one in pictures
    ]
    return as_pixels(torch.cat(soft))


def marks(
    workspace: Workspace, sampler: Sampler, mix: Sequence[Source], average: DiT, count: int = 64
) -> dict[str, float]:
    """How a denoiser in training does: how much it draws of what first captions state, by source.

    Without a judge {}. Of the first source that a judge can read, `objects` and `everything`
    instead: how often all named things are there, and all that is stated.
    """
    found: dict[str, float] = {}
    for source, kind in product(mix, KINDS.values()):
        path = workspace.newest(kind.name)
        if source.name not in kind.sources or not path.exists():
            continue
        asking = questions(count, source=source)
        drawn = sampler.draw(average, [q.prompt for q in asking], [q.seed for q in asking])
        right = mark(answers(load_judge(path, kind.name), as_pixels(drawn)), asking, kind)
        if not found:
            found = {"objects": right.objects.share, "everything": right.everything.share}
        else:
            found[source.name] = right.stated.share
    return found


def _pictures(scenes: Sequence[Scene]) -> Pixels:
    return np.stack([scene.picture() for scene in scenes])


def _ratio(ours: float, worlds: float) -> float | None:
    return ours / worlds if worlds > 0 else None
