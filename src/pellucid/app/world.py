"""`pellucid world`: look at the painted world, or take it away as a data set."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import tyro

from pellucid.app.flags import flag
from pellucid.app.targets import free, say_replaced
from pellucid.data.world import PLACES, STYLES
from pellucid.errors import MendableError
from pellucid.files import check_target
from pellucid.recipe.rules import Integer, Rule, only

if TYPE_CHECKING:
    from pellucid.data.world import Scene

Out = Annotated[
    str,
    flag(
        "PATH",
        "what to write; a file is replaced if it is there.",
        "named after the place and what it is, and numbered where that name is taken",
    ),
]
Place = Annotated[str, flag("STR", f"where: {', '.join(PLACES)}.", "garden")]
Style = Annotated[str, flag("STR", f"how it is painted: {', '.join(STYLES)}.", "natural")]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line.

    Args:
        what: sheet (one picture of many scenes), scenes (a picture, labels and words for each),
            film (a strip, or an animation if OUT ends in .gif or .webp), tar (WebDataset) or
            folder (pictures and metadata.jsonl, as Hugging Face's imagefolder reads them).
        count: how many scenes (0: 48 on a sheet, 8 single ones, 1 film, 1000 in a data set).
        seed: which world.
        first: index of the first scene.
        held_out: paint only the combinations that training never sees.
        labels: add segments, depth and edges to a data set.
        columns: scenes in a row of the sheet.
        frames: frames in a film; a whole round takes 4 seconds.

    """

    what: tyro.conf.Positional[Literal["sheet", "scenes", "film", "tar", "folder"]] = "sheet"
    out: Out = ""
    count: int = 0
    seed: int = 0
    first: int = 0
    held_out: bool = False
    place: Place = "garden"
    style: Style = "natural"
    labels: bool = False
    columns: int = 8
    frames: int = 32

    @property
    def path(self) -> Path:
        """Where to write."""
        return Path(self.out) if self.out else free(Path(f"{self.place}{KINDS[self.what].ending}"))

    def picture(self, index: int) -> Path:
        """Where to write one scene of several."""
        return self.path / f"{index:08d}.png"

    @property
    def many(self) -> int:
        """How many scenes."""
        return self.count or KINDS[self.what].many

    def scenes(self) -> "Iterator[Scene]":
        """The scenes asked for, one after the other, with a progress bar."""
        from tqdm import tqdm

        from pellucid.data.world import scene

        for index in tqdm(range(self.first, self.first + self.many), unit="scene", disable=None):
            yield scene(self.seed, index, self.held_out, self.place, self.style)


def world(order: Annotated[Order, tyro.conf.arg(name="")]) -> None:
    """Paint scenes of the world: a contact sheet, single scenes, films or a data set."""
    for name, rule in RULES.items():
        rule(f"--{name}", getattr(order, name))
    only(
        ONLY, order.what, [name for name in ONLY if getattr(order, name) != getattr(Order(), name)]
    )
    kind, order = KINDS[order.what], replace(order, out=str(order.path))
    if kind.endings:
        check_target(order.path, kind.endings)
    elif order.path.is_file():
        raise MendableError(f"{order.path} is a file; give the name of a folder for the scenes.")
    can_paint()
    files = [order.picture(order.first + number) for number in range(order.many)]
    say_replaced([path for path in ([order.path] if kind.endings else files) if path.is_file()])
    print(f"{order.path}: {kind.write(order)}")


def can_paint() -> None:
    """Raise MendableError, before hours of work, where a library that paints is not installed."""
    import pellucid.data.world.brush  # noqa: F401


def _sheet(order: Order) -> str:
    from pellucid.data.export import check_sheet, save_picture, sheet

    check_sheet(order.many, order.columns, order.path)
    save_picture(sheet([scene.picture() for scene in order.scenes()], order.columns), order.path)
    return f"{order.many} scenes"


def _scenes(order: Order) -> str:
    from pellucid.data.export import label_sheet, save_picture

    for scene in order.scenes():
        path = order.picture(scene.index)
        save_picture(label_sheet(scene), path)
        print(f"{path}: {scene.captions.dense}")
    return f"{order.many} scenes, each with segments, depth and edges"


def _film(order: Order) -> str:
    from pellucid.data.export import check_sheet, film, save_animation, save_picture, sheet

    moves = order.path.suffix.lower() in (".gif", ".webp")
    pictures, columns = order.many, order.columns
    if not moves:  # a row of pictures for each scene
        pictures, columns = order.many * order.frames, order.frames
    check_sheet(pictures, columns, order.path)
    films = [film(scene, order.frames) for scene in order.scenes()]
    if moves:
        together = [sheet(list(frames), columns) for frames in zip(*films, strict=True)]
        save_animation(together, order.path)
    else:
        save_picture(sheet([frame for one in films for frame in one], columns), order.path)
    return f"{order.many} films of {order.frames} frames"


def _set(order: Order) -> str:
    from pellucid.data.export import write_folder, write_tar

    write = write_tar if order.what == "tar" else write_folder
    write(order.scenes(), order.path, order.labels)
    return f"{order.many} pictures"


RULES: Mapping[str, Rule] = {
    "count": Integer(0, 10_000_000),
    "seed": Integer(0, 2**31),
    "first": Integer(0, 2**31),
    "columns": Integer(1, 256),
    "frames": Integer(1, 1000),
}
ONLY = {"columns": ("sheet", "film"), "frames": ("film",), "labels": ("tar", "folder")}


class Kind(NamedTuple):
    """What can be written."""

    ending: str  # of its name, where nobody chose one
    many: int  # scenes, likewise
    endings: tuple[str, ...]  # that are allowed; none for a folder
    write: Callable[[Order], str]  # says what was written


STILL = (".png", ".jpg", ".jpeg", ".webp")
KINDS: Mapping[str, Kind] = {
    "sheet": Kind(".png", 48, STILL, _sheet),
    "scenes": Kind("", 8, (), _scenes),
    "film": Kind("-film.png", 1, (*STILL, ".gif"), _film),
    "tar": Kind(".tar", 1000, (".tar",), _set),
    "folder": Kind("", 1000, (), _set),
}
