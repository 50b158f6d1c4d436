"""`pellucid world`: look at the painted world, or take it away as a data set."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pellucid.errors import MendableError
from pellucid.files import check_target

if TYPE_CHECKING:
    from pellucid.data.world import Scene

__all__ = ["world"]

What = Literal["sheet", "scenes", "film", "tar", "folder"]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, checked."""

    out: Path
    count: int
    seed: int
    first: int
    held_out: bool
    place: str
    style: str
    labels: bool
    columns: int
    frames: int

    def scenes(self) -> "Iterator[Scene]":
        """The scenes asked for, one after the other, with a progress bar."""
        from tqdm import tqdm

        from pellucid.data.world import scene

        for index in tqdm(range(self.first, self.first + self.count), unit="scene", disable=None):
            yield scene(self.seed, index, self.held_out, self.place, self.style)


def world(
    what: What = "sheet",
    /,
    out: str = "",
    count: int = 0,
    seed: int = 0,
    first: int = 0,
    held_out: bool = False,
    place: str = "garden",
    style: str = "natural",
    labels: bool = False,
    columns: int = 8,
    frames: int = 32,
) -> None:
    """Paint scenes of the world: a contact sheet, single scenes, films or a data set.

    Args:
        what: sheet (one picture of many scenes), scenes (a picture, labels and words for each),
            film (a strip, or an animation if OUT ends in .gif or .webp), tar (WebDataset) or
            folder (pictures and metadata.jsonl, as Hugging Face's imagefolder reads them).
        out: file or folder to write (empty: named after the place and what it is).
        count: how many scenes (0: 48 on a sheet, 8 single ones, 1 film, 1000 in a data set).
        seed: which world.
        first: index of the first scene.
        held_out: paint only the combinations that training never sees.
        place: where: garden, hills, sky, city or room.
        style: how it is painted: natural, oil, starry, watercolor, flat, pixel or pencil.
        labels: add segments, depth and edges to a data set.
        columns: scenes in a row of the sheet.
        frames: frames in a film; a whole round takes 4 seconds.

    """
    ending, many, allowed = KINDS[what]
    asked = (
        ("count", count, 0),
        ("first", first, 0),
        ("columns", columns, 1),
        ("frames", frames, 1),
    )
    for name, value, least in asked:
        if value < least:
            raise MendableError(f"{name} must be {least} or more, not {value}.")
    where = Path(out or f"{place}{ending}")
    if allowed:
        check_target(where, allowed)
    elif where.is_file():
        raise MendableError(f"{where} is a file; give the name of a folder for the scenes.")
    order = Order(
        where, count or many, seed, first, held_out, place, style, labels, columns, frames
    )
    can_paint()
    print(WRITERS[what](order))


def can_paint() -> None:
    """Find out before hours of work whether this machine can paint the world.

    Raises:
        MendableError: a library is not installed; the message says which, and how to get it.

    """
    import pellucid.data.world.brush  # noqa: F401


def _sheet(order: Order) -> str:
    from pellucid.data.export import save_picture, sheet

    save_picture(sheet([scene.picture() for scene in order.scenes()], order.columns), order.out)
    return f"{order.out}: {order.count} scenes"


def _scenes(order: Order) -> str:
    from pellucid.data.export import label_sheet, save_picture

    for scene in order.scenes():
        path = order.out / f"{scene.index:08d}.png"
        save_picture(label_sheet(scene), path)
        print(f"{path}: {scene.captions.dense}")
    return f"{order.out}: {order.count} scenes, each with segments, depth and edges"


def _film(order: Order) -> str:
    from pellucid.data.export import film, save_animation, save_picture, sheet

    films = [film(scene, order.frames) for scene in order.scenes()]
    if order.out.suffix.lower() in (".gif", ".webp"):
        together = [sheet(list(frames), order.columns) for frames in zip(*films, strict=True)]
        save_animation(together, order.out)
    else:
        save_picture(sheet([frame for one in films for frame in one], order.frames), order.out)
    return f"{order.out}: {order.count} films of {order.frames} frames"


def _tar(order: Order) -> str:
    from pellucid.data.export import write_tar

    return f"{order.out}: {write_tar(order.scenes(), order.out, order.labels)} samples"


def _folder(order: Order) -> str:
    from pellucid.data.export import write_folder

    return f"{order.out}: {write_folder(order.scenes(), order.out, order.labels)} pictures"


STILL = (".png", ".jpg", ".jpeg", ".webp")
KINDS: dict[What, tuple[str, int, tuple[str, ...]]] = {
    "sheet": (".png", 48, STILL),
    "scenes": ("", 8, ()),
    "film": ("-film.png", 1, (*STILL, ".gif")),
    "tar": (".tar", 1000, (".tar",)),
    "folder": ("", 1000, ()),
}
"""What can be written: what its name ends in by itself, how many scenes, and what it may end in."""
WRITERS: dict[What, Callable[[Order], str]] = {
    "sheet": _sheet,
    "scenes": _scenes,
    "film": _film,
    "tar": _tar,
    "folder": _folder,
}
