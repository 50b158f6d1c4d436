"""What a denoiser should be: arms that learn from nothing for equally many seconds of one core.

    pellucid train latents --mix garden --scenes 8192
    python benchmarks/equal.py [--seconds 1800] [--arms flow flow-tail x0 x0-tail] [--run equal]
                               [--guidance 5] [--stretch 1]

All arms see the same samples with the same noise, and are told the segments of the picture for the
first half: a linear head on the middle layer predicts the segment of each latent cell
(cross-entropy, weight 0.3). `flow-inner` also answers from its second block, with half the weight,
and its walk may leave that worse answer behind: early + STRETCH (last - early) (internal guidance,
arXiv 2512.24176). AdamW moves everything, at 1e-3. They take turns, each until the next
twelfth of its time, so at any moment they can be compared at equal time. Seconds are of the
processor (`time.process_time`) and count steps alone, not reports. The rate falls over the last
fifth.

The codec is that of the run, if it has one, and else the shipped one. Under Pellucid's home, in
`runs/RUN-SECONDS`, each arm has a folder: `diary.jsonl` (a line for
each turn: seconds, steps, samples, and the error of the velocity at five noise levels on scenes
that nobody learns), its checkpoint, its weights, and at the end `marks.json`: how often the shipped
judge finds what 200 captions state, KID-ours and variety. `sheet.png` shows the same captions drawn
by each. Stop it whenever you like; the same command goes on.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from pellucid.data.source import HELD_OUT
from pellucid.data.sources import SOURCES
from pellucid.data.world import SEGMENTS, Scene
from pellucid.denoise import Cond
from pellucid.files import atomic, home, write
from pellucid.judge.evaluate import (
    Examiner,
    Question,
    likeness,
    many_seeds,
    mark,
    questions,
)
from pellucid.judge.judge import answers, features, load_judge
from pellucid.learn.codec import latents_of, load_codec
from pellucid.learn.denoiser import TRAINING, Sampler
from pellucid.learn.latents import Latents, open_latents
from pellucid.learn.losses import Denoising, denoise_loss
from pellucid.learn.scenes import complete
from pellucid.learn.task import Workspace, sheet
from pellucid.learn.trainer import Trainer, checkpoint, resume, train
from pellucid.nets.blocks import modulate
from pellucid.nets.dit import DiT, DiTConfig, assemble
from pellucid.nets.text import load_text_encoder
from pellucid.nets.weights import SHIPPED, Weights, save
from pellucid.pixels import Pixels, as_pixels, as_tensor

GARDEN, KINDS = SOURCES["garden"], len(SEGMENTS)
BODY = DiTConfig(width=320, depth=6, channels=8)
ARMS: Mapping[str, DiTConfig] = {
    "flow": BODY,
    "flow-tail": replace(BODY, tail=(160, 2)),
    "x0": replace(BODY, predicts="x0"),
    "x0-tail": replace(BODY, predicts="x0", tail=(160, 2)),
    "v": replace(BODY, predicts="v"),
    "v-tail": replace(BODY, predicts="v", tail=(160, 2)),
    "flow-inner": BODY,
}
USUAL = ("flow", "flow-tail", "x0", "x0-tail")
CELLS, TOLD, TURNS, EARLY = 32, 0.3, 12, 0.5
SIGMAS = (0.1, 0.3, 1.0, 3.0, 10.0)
CAPTIONS, UNSEEN, PROMPTS, SEEDS, TOGETHER = 200, 64, 10, 8, 16


class Inner(DiT):
    """A denoiser that also answers a third of the way through."""

    def __init__(self, config: DiTConfig) -> None:
        super().__init__(config)
        self.early_last = nn.Linear(config.width, 2 * config.width)
        self.early_out = nn.Linear(config.width, config.channels * config.patch**2)
        self.early, self.stretch = torch.empty(0), 1.0
        for part in (self.early_last, self.early_out):
            nn.init.zeros_(part.weight)
            nn.init.zeros_(part.bias)

    def look(self, x: Tensor, clock: Tensor, *said: Tensor) -> Tensor:
        """What `DiT` says, or beyond it, away from what is said early."""
        kept: list[Tensor] = []
        third = self.blocks[len(self.blocks) // 3 - 1]
        hook = third.register_forward_hook(lambda *call: kept.append(call[2]))
        last = super().look(x, clock, *said)
        hook.remove()
        shift, scale = self.early_last(F.silu(clock)).chunk(2, dim=-1)
        patches = self.early_out(modulate(self.normal(kept[0]), shift, scale))
        self.early = assemble(patches, self.config.patch, CELLS // self.config.patch)
        return last if self.stretch == 1 else self.early + self.stretch * (last - self.early)


class Pupil(nn.Module):
    """A denoiser, and the head that predicts segments from its middle layer."""

    def __init__(self, config: DiTConfig, kind: type[DiT] = DiT) -> None:
        super().__init__()
        self.denoiser = kind(config)
        self.head = nn.Linear(config.width, config.patch**2 * KINDS)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A batch, and the segment of each latent cell (B, S, S)."""

    denoising: Denoising
    segments: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Batches with segments, by sample number."""

    store: Latents
    segments: npt.NDArray[np.uint8]  # (N, S, S)

    def __call__(self, ids: range) -> Lesson:
        told = torch.from_numpy(self.segments[self.store.scenes(ids)]).long()
        return Lesson(self.store(ids), told)


def segments_at(index: int) -> npt.NDArray[np.uint8]:
    """Which segment is at each pixel of a scene, (256, 256)."""
    scene = GARDEN.scene(0, index)
    assert isinstance(scene, Scene)
    return np.ascontiguousarray(scene._painted(0.0, flat=True)[..., 0])


def segments_of(index: int) -> npt.NDArray[np.uint8]:
    """Which segment is in the middle of each latent cell of a scene, (32, 32)."""
    return np.ascontiguousarray(segments_at(index)[4::8, 4::8])


@dataclass(slots=True)
class Clock:
    """Seconds of the processor that an arm has learned for."""

    whole: float
    spent: float = 0.0

    @property
    def share(self) -> float:
        """How much of its time is over."""
        return self.spent / self.whole


def objective(clock: Clock, pupil: nn.Module, lesson: Lesson) -> Tensor:
    """The denoiser's loss and, for the first half of the time, that of the segments."""
    assert isinstance(pupil, Pupil)
    kept: list[Tensor] = []
    blocks = pupil.denoiser.blocks
    hook = blocks[len(blocks) // 2 - 1].register_forward_hook(lambda *said: kept.append(said[2]))
    loss = denoise_loss(pupil.denoiser, lesson.denoising)
    hook.remove()
    if isinstance(pupil.denoiser, Inner):
        wrong = pupil.denoiser.early - (lesson.denoising.noise - lesson.denoising.x0)
        loss = loss + EARLY * wrong.square().mean()
    if clock.share >= 0.5:
        return loss
    side, patch = CELLS // BODY.patch, BODY.patch
    shape = {"h": side, "w": side, "p": patch, "q": patch}
    guess = rearrange(pupil.head(kept[0]), "b (h w) (k p q) -> b k (h p) (w q)", **shape)
    return loss + TOLD * F.cross_entropy(guess, lesson.segments)


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """One way to be, as far as it has learned."""

    name: str
    folder: Path
    trainer: Trainer
    clock: Clock

    @property
    def diary(self) -> Path:
        """A line for each turn."""
        return self.folder / "diary.jsonl"

    @classmethod
    def of(cls, name: str, folder: Path, seconds: float) -> "Arm":
        """Begin, or stand where it stood."""
        torch.manual_seed(0)
        training = replace(TRAINING, batch=64, warmup=50, steps=10**6, adam=1e-3, muon=())
        kind = Inner if name == "flow-inner" else DiT
        arm = cls(name, folder, Trainer(Pupil(ARMS[name], kind), training), Clock(seconds))
        folder.mkdir(parents=True, exist_ok=True)
        resume(folder / "arm.checkpoint", arm.trainer, "arm")
        for line in lines(arm.diary):
            if line["step"] == arm.trainer.step:
                arm.clock.spent = line["seconds"]
        return arm

    def learn(self, lessons: Lessons, until: float) -> bool:
        """Take steps until these seconds are spent; False if it was interrupted."""
        trainer, clock, before = self.trainer, self.clock, self.clock.spent
        begun = time.process_time()
        for state in train(trainer, partial(objective, clock), lessons):
            clock.spent = before + time.process_time() - begun
            steps = round(trainer.step / max(clock.share, 1e-3))  # at this speed, when time is over
            trainer.config = replace(trainer.config, steps=max(steps, trainer.step + 1))
            if state.stopping or clock.spent >= until:
                return not state.stopping
        raise AssertionError  # there is always a step more

    def keep(self, figures: Mapping[str, float]) -> None:
        """Write where it stands: first the line, then the checkpoint that it is of."""
        stood = {"seconds": self.clock.spent, "step": self.trainer.step}
        told = {**stood, "samples": self.trainer.samples, **figures}
        with self.diary.open("a", encoding="utf-8") as book:
            book.write(json.dumps(told) + "\n")
        print(self.name, json.dumps(told), flush=True)
        sizes = asdict(ARMS[self.name])
        checkpoint(self.folder / "arm.checkpoint", self.trainer, "arm", sizes)
        weights = Weights("denoiser", sizes, {"mix": ["garden"]}, self.average.state_dict())
        save(self.folder / "garden-denoiser.safetensors", weights, torch.float16)

    @property
    def average(self) -> DiT:
        """The running average of its denoiser."""
        denoiser = self.trainer.average.denoiser
        assert isinstance(denoiser, DiT)
        return denoiser.eval()


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a diary."""
    told = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in told]


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """Scenes that nobody learns, hidden in the same noise for every arm."""

    x0: Tensor
    noise: Tensor
    cond: Cond

    @torch.inference_mode()
    def __call__(self, network: DiT) -> dict[str, float]:
        """The mean squared error of the velocity at each noise level."""
        found = {}
        for sigma in SIGMAS:
            level = torch.full((len(self.x0), 1, 1, 1), sigma)
            loss = denoise_loss(network, Denoising(self.x0, self.noise, level, self.cond))
            found[f"at {sigma:g}"] = round(loss.item(), 5)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """All that the arms share."""

    lessons: Lessons
    unseen: Unseen
    sampler: Sampler
    examiner: Examiner


@torch.inference_mode()
def room(name: str, guidance: float) -> Room:
    """Open the store of a run's codec, and make what is missing of the segments."""
    workspace = Workspace(home() / "data", home() / "runs" / name, SHIPPED)
    read, codec = load_text_encoder(), load_codec(workspace.newest("codec"))
    store = open_latents([latents_of(workspace, GARDEN)], read([""]))
    path = workspace.place(GARDEN) / "garden-segments-32.bytes"
    segments = complete(path, len(store), segments_of, (CELLS, CELLS))
    scenes = [GARDEN.scene(HELD_OUT, 20_000 + index) for index in range(UNSEEN)]
    x0 = torch.cat([codec.encode(as_tensor(scene.picture()[None])) for scene in scenes])
    noise = torch.randn(x0.shape, generator=torch.Generator().manual_seed(5))
    unseen = Unseen(x0, noise, read([scene.captions.medium for scene in scenes]))
    judge = load_judge(workspace.newest("judge"))
    examiner = Examiner(judge, lambda picture: picture, GARDEN)
    sampler = Sampler(read, codec.decode, guidance, steps=20)
    return Room(Lessons(store, segments), unseen, sampler, examiner)


def drawn(path: Path, asking: Sequence[Question], draw: Callable[..., Tensor]) -> Pixels:
    """Pictures of these questions, some at a time, each kept as soon as it is drawn."""
    made = []
    for first in range(0, len(asking), TOGETHER):
        some = asking[first : first + TOGETHER]
        part = path.with_name(f"{path.name}-{first:03d}.npy")
        if not part.exists():
            pictures = as_pixels(draw([q.prompt for q in some], [q.seed for q in some]))
            with atomic(part) as new, new.open("wb") as file:
                np.save(file, pictures)
        made.append(np.load(part))
    return np.concatenate(made)


def examine(arm: Arm, shared: Room, stretch: float, where: Path) -> dict[str, Any]:
    """Right, like the world, varied: by the shipped judge."""
    network = arm.average
    if isinstance(network, Inner):
        network.stretch = stretch
    draw = partial(shared.sampler.draw, network)
    asking, many = questions(CAPTIONS, source=GARDEN), many_seeds(PROMPTS, SEEDS, GARDEN)
    where.mkdir(exist_ok=True)
    pictures = drawn(where / "captions", asking, draw)
    seeds = drawn(where / "seeds", many, draw)
    examiner, others = shared.examiner, range(10_000, 10_000 + CAPTIONS)
    world = np.stack([GARDEN.scene(HELD_OUT, index).picture() for index in others])
    marks = mark(answers(examiner.judge, pictures), asking, examiner.kind)
    return {
        "seconds": arm.clock.spent,
        "steps": arm.trainer.step,
        "samples": arm.trainer.samples,
        "objects": asdict(marks.objects),
        "everything": asdict(marks.everything),
        "stated": asdict(marks.stated),
        "likeness": asdict(likeness(examiner.judge, features(examiner.judge, world), pictures)),
        "variety": examiner.compare_seeds(many, seeds),
    }


def run(
    names: Sequence[str], seconds: float, shared: Room, folder: Path, stretch: float
) -> Iterator[Path]:
    """Teach all arms by turns, then mark each, yielding the folder of each one's pictures."""
    for turn in range(1, TURNS + 1):
        until = seconds * turn / TURNS
        for name in names:
            arm = Arm.of(name, folder / name, seconds)
            if arm.clock.spent < until:
                going_on = arm.learn(shared.lessons, until)
                arm.keep(shared.unseen(arm.average) if going_on else {})
                if not going_on:
                    return
    for name in names:
        where = folder / name / f"guidance {shared.sampler.guidance:g}, stretch {stretch:g}"
        path = where / "marks.json"
        if not path.exists():
            arm = Arm.of(name, folder / name, seconds)
            told = json.dumps(examine(arm, shared, stretch, where), indent=1)
            write(path, partial(Path.write_text, data=told + "\n", encoding="utf-8"))
        yield where


def main() -> None:
    """Run the arms that are asked for."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--seconds", type=int, default=1800, help="of one core, for each arm")
    options.add_argument("--arms", nargs="+", choices=tuple(ARMS), default=USUAL)
    options.add_argument("--run", default="equal", help="whose codec it is")
    options.add_argument(
        "--guidance", type=float, default=5.0, help="of the pictures for the judge"
    )
    options.add_argument("--stretch", type=float, default=1.0, help="of flow-inner, likewise")
    asked = options.parse_args()
    torch.set_num_threads(1)
    shared, folder = (
        room(asked.run, asked.guidance),
        home() / "runs" / f"{asked.run}-{asked.seconds}",
    )
    rows = []
    for where in run(asked.arms, asked.seconds, shared, folder, asked.stretch):
        print(where, (where / "marks.json").read_text("utf-8"), flush=True)
        rows.append(np.load(where / "captions-000.npy")[:8])
    if len(rows) < len(asked.arms):
        return  # it was interrupted
    small = F.avg_pool2d(as_tensor(np.concatenate(rows)), 2)
    sheet(small, 8, folder / "sheet.png")


if __name__ == "__main__":
    main()
