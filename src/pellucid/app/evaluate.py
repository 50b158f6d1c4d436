"""`pellucid evaluate`: mark what an engine draws, as figures in one JSON and one sheet for the eye.

Pictures are kept in Pellucid's home, and the same command, or a larger `--count`, draws on.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pellucid.app import flags
from pellucid.app.targets import free, say_replaced
from pellucid.app.world import can_paint
from pellucid.data.sources import SOURCES
from pellucid.errors import MendableError
from pellucid.files import check_target, home, write
from pellucid.pixels import Pixels, as_pixels, as_tensor
from pellucid.recipe.recipe import Recipe, fill
from pellucid.recipe.rules import Integer, Number, OneOf, RecipeError

if TYPE_CHECKING:
    from torch import Tensor

    from pellucid.engine.engine import Engine
    from pellucid.judge.evaluate import Draw, Examiner, Question


SWEPT = 48  # pictures at each guidance of a sweep
SEEDS = 4  # of each prompt on the sheet, and of each whose variety is measured
JudgeFolder = Annotated[
    str, flags.flag("DIR", "a folder with the judge.", "--weights', the shipped, or runs/garden's")
]
Out = Annotated[
    str,
    flags.flag(
        "FILE",
        "the JSON to write; the sheet goes beside it as PNG. Both are replaced if they are there.",
        "evaluation.json, numbered where that name is taken",
    ),
]
Place = Annotated[str, flags.flag("STR", f"what to draw: {', '.join(SOURCES)}.", "garden")]


def evaluate(
    count: int = 500,
    held_out: int = 0,
    steps: flags.Steps = None,
    guidance: flags.Guidance = None,
    solver: flags.SolverName = None,
    sweep: flags.Words = "",
    level: Literal["short", "medium", "dense"] = "medium",
    place: Place = "garden",
    engine: flags.EngineName = None,
    weights: flags.Weights = "",
    backend: flags.BackendName = "fastest",
    judge: JudgeFolder = "",
    out: Out = "",
) -> None:
    """Score what an engine draws: how often it is right, how like the world, how varied, how fast.

    Args:
        count: how many captions to draw; 64 is a quick look.
        held_out: how many captions of combinations never trained on (0: a fifth of count).
        sweep: also compare these guidances on a few pictures, such as 1,3,5,8,15.
        level: how much the captions say.

    """
    Integer(8, 100_000)("--count", count)
    Integer(8, 100_000)("--held-out, where it is not 0,", held_out or 8)
    given = {"engine": engine, "steps": steps, "guidance": guidance, "solver": solver}
    recipe = fill({"prompt": "", **given})
    swept = _numbers(sweep)
    target = Path(out) if out else free(Path("evaluation.json"))
    check_target(target, (".json",))
    sheet = target.with_suffix(".png")
    say_replaced([path for path in (target, sheet) if path.exists()])
    from pellucid.engine.engine import load
    from pellucid.engine.shelf import Shelf, own
    from pellucid.judge import evaluate as marking
    from pellucid.judge.gallery import PROMPTS, contact_sheet
    from pellucid.judge.judge import load_judge
    from pellucid.judge.kinds import judging
    from pellucid.nets.weights import SHIPPED, digest

    source = SOURCES[OneOf(tuple(SOURCES))("place", place)]
    if held_out and not source.keeps_back:
        raise MendableError(f"--held-out does nothing for {place}: nothing of it is kept back.")
    can_paint()
    if find_spec("torchmetrics") is None:
        raise MendableError(
            "Marking pictures needs torchmetrics; in the checkout, pip install '.[world]'."
        )
    folder, kind = own(weights), judging(place)
    folders = [own(judge)] if judge else [folder, SHIPPED, home() / "runs" / "garden"]
    judges = (Shelf(each).path("garden", kind.name) for each in folders)
    marker = next((path for path in judges if path.exists()), None)
    if marker is None:
        raise MendableError(
            f"There is no judge of {place} here; name its folder with --judge, or "
            f"teach one with `pellucid train judge --mix {' '.join(kind.sources)}`."
        )
    sampler = Sampler(load(recipe.engine, folder, backend), home() / "runs" / "evaluations")
    examiner = marking.Examiner(load_judge(marker, kind.name), sampler.back, source)
    sets = {"seen": marking.questions(count, level, source=source)}
    if source.keeps_back:
        rare = held_out or max(8, count // 5)
        sets["held_out"] = marking.questions(rare, level, held_out=True, source=source)
    many = marking.many_seeds(max(4, min(16, count // 30)), SEEDS, source)
    report: dict[str, Any] = {
        "engine": dict(sampler.identity(recipe)),
        "captions": level,
        "place": place,
        "judge": {"sha256": digest(marker)},
        "seconds_a_picture": marking.seconds(sampler.draw(recipe), sets["seen"]),
    }
    for name, asked in sets.items():
        report[name] = examiner.examine(asked, sampler.pictures(recipe, asked, name))
    report["variety"] = examiner.compare_seeds(many, sampler.pictures(recipe, many, "variety"))
    report["sweep"] = [_swept(sampler, examiner, recipe, one, sets["seen"], many) for one in swept]
    any_scene = sets["seen"][0].scene
    shown = [marking.Question(p, seed, {}, any_scene) for p in PROMPTS for seed in range(SEEDS)]
    contact_sheet(PROMPTS, sampler.pictures(recipe, shown, "sheet"), sheet)
    words = json.dumps(_plain(report), indent=2, allow_nan=False, ensure_ascii=False)
    write(target, lambda part: part.write_bytes(f"{words}\n".encode()))
    print("\n".join(table(report)))
    print(f"{target}\n{sheet}")


@dataclass(frozen=True, slots=True)
class Sampler:
    """An engine that draws questions, and where its drawings are kept."""

    engine: "Engine"
    room: Path

    def identity(self, recipe: Recipe) -> Mapping[str, Any]:
        """What the pictures depend on besides prompt and seed."""
        names = ("engine", "steps", "guidance", "solver", "ladder", "weights", "backend")
        signed = self.engine.sign(recipe)
        return {name: getattr(signed, name) for name in (*names, "precision")}

    def draw(self, recipe: Recipe) -> "Draw":
        """Draw prompts with seeds, one after the other, as `pellucid draw` would."""
        import torch

        def pictures(prompts: Sequence[str], seeds: Sequence[int]) -> "Tensor":
            plans = [
                self.engine.plan(replace(recipe, prompt=prompt, seed=seed))
                for prompt, seed in zip(prompts, seeds, strict=True)
            ]
            return torch.cat([p.decode(deque(p.walk(), maxlen=1)[0].x_next) for p in plans])

        return pictures

    def back(self, picture: Pixels) -> Pixels:
        """Give a picture (H, W, 3) as the engine's codec gives it back."""
        codec = self.engine.codec
        return as_pixels(codec.decode(codec.encode(as_tensor(picture[None])))[0])

    def pictures(self, recipe: Recipe, asking: "Sequence[Question]", name: str) -> Pixels:
        """Draw what is missing, with a progress bar, and return all of it."""
        from tqdm import tqdm

        from pellucid.judge.evaluate import draw_missing, name_of
        from pellucid.learn.scenes import open_arrays

        path = self.room / f"{name}-{name_of(self.identity(recipe), asking)}.bytes"
        bar = tqdm(total=len(asking), desc=name, unit="picture", disable=None)
        for done in draw_missing(path, asking, self.draw(recipe)):
            bar.update(done - bar.n)
        bar.close()
        return open_arrays(path, len(asking))


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as a few lines for the eye."""
    for name in ("seen", "held_out"):
        if name not in report:
            continue  # of most places nothing is kept back
        part = report[name]
        yield f"{name.replace('_', ' ')}: {part['count']} pictures, right with 95 % interval"
        columns = part["marks"]
        for row in (*columns["drawn"].attributes, "objects", "everything"):
            marks = (columns[column] for column in ("drawn", "world", "codec"))
            shares = [each.attributes.get(row) or getattr(each, row) for each in marks]
            yield f"  {row:<14}" + "".join(f"{_share(share):>22}" for share in shares)
        yield f"  {'':<14}" + "".join(f"{cell:>22}" for cell in ("drawn", "world", "codec"))
        for row, look in part["likeness"].items():
            yield (
                f"  {row:<9} KID-ours {look.kid_ours:.4f} +- {look.kid_spread:.4f}  "
                f"density {look.density:.2f}  coverage {look.coverage:.2f}  "
                f"saturation {look.saturation:.3f}  clipping {look.clipping:.4f}"
            )
    variety = report["variety"]
    yield f"variety over seeds: {_times(variety['ratio'])} the world's"
    for one in report["sweep"]:
        yield (
            f"guidance {one['guidance']:>5g}: attributes {_share(one['attributes'])}  "
            f"everything {_share(one['everything'])}  saturation {_times(one['saturation_ratio'])}"
            f"  clipping {_times(one['clipping_ratio'])}  variety {_times(one['variety_ratio'])}"
        )
    yield f"{report['seconds_a_picture']:.2f} seconds a picture"


def _swept(
    sampler: Sampler,
    examiner: "Examiner",
    recipe: Recipe,
    guidance: float,
    asking: "Sequence[Question]",
    many: "Sequence[Question]",
) -> dict[str, Any]:
    other, some = replace(recipe, guidance=guidance), asking[:SWEPT]
    figures = examiner.examine_quickly(
        some, sampler.pictures(other, some, f"guidance {guidance:g}")
    )
    seeds = examiner.compare_seeds(many, sampler.pictures(other, many, f"variety {guidance:g}"))
    return {"guidance": guidance, "count": len(some), **figures, "variety_ratio": seeds["ratio"]}


def _numbers(words: str) -> list[float]:
    try:
        given = [float(word) for word in words.split(",") if word.strip()]
    except ValueError:
        raise RecipeError(
            f"--sweep takes guidances with commas between, such as 1,3,5,8,15; not {words!r}."
        ) from None
    return [Number(0, 100)("sweep", each) for each in given]


def _plain(report: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(report, default=asdict), parse_constant=lambda _: None)


def _share(one: Any) -> str:
    return f"{one.share:.1%} ({one.low:.0%}-{one.high:.0%})" if one.of else "not asked"


def _times(ratio: float | None) -> str:
    return "nothing to compare with" if ratio is None else f"x{ratio:.2f}"
