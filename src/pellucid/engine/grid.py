"""Pictures side by side that differ in one, two or three things: `pellucid.grid(...)`.

    pellucid.grid("a snail", {"guidance": [1, 3, 5], "seed": [1, 2]}).save("grid.png")

The first axis goes across, the second down, the third from panel to panel.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pellucid.engine.draw import Drawing, loaded
from pellucid.engine.engine import Engine
from pellucid.files import check_target, write
from pellucid.pixels import Pixels
from pellucid.recipe.axes import Axis, Value, spread
from pellucid.recipe.pictures import png
from pellucid.recipe.recipe import Recipe, fill

GAP, BAND, LETTER = 4, 26, 16  # pixels between pictures, for a label, and of a letter's height
PAPER, INK = "white", "black"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Pictures, the recipe of each, and what they vary in."""

    axes: Sequence[Axis]
    drawings: Sequence[Drawing]  # the first axis varies fastest

    @property
    def recipes(self) -> list[Recipe]:
        """What each picture was drawn from."""
        return [drawing.recipe for drawing in self.drawings]

    @property
    def image(self) -> Image.Image:
        """All pictures on one sheet, with the values at their sides."""
        return sheet(self.axes, [np.asarray(drawing.image) for drawing in self.drawings])

    def save(self, path: str | Path) -> None:
        """Write a PNG with all recipes inside.

        Raises TargetError if the name does not end in .png, or it cannot be written there.
        """
        check_target(Path(path), (".png",))
        write(Path(path), lambda part: part.write_bytes(self._repr_png_()))

    def _repr_png_(self) -> bytes:
        """Show the sheet in a notebook."""
        return png(np.asarray(self.image), self.recipes)


def grid(recipe: Recipe | str, axes: Mapping[str, Sequence[Value]]) -> Grid:
    """Draw a recipe, or words, once for each combination of values; names are those of `AXES`.

    Raises RecipeError if an axis or a value is not allowed, or there would be over 400 pictures.
    """
    base = fill({"prompt": recipe}) if isinstance(recipe, str) else recipe
    made = [Axis(name, tuple(values)) for name, values in axes.items()]
    return Grid(made, list(drawn(spread(base, made), loaded)))


def drawn(recipes: Sequence[Recipe], engine: Callable[[str], Engine]) -> Iterator[Drawing]:
    """Draw one recipe after the other, each by the engine that it names."""
    return (Drawing.of(engine(recipe.engine), recipe) for recipe in recipes)


def sheet(axes: Sequence[Axis], pictures: Sequence[Pixels]) -> Image.Image:
    """Lay pictures (H, W, 3) on one sheet: across, down and panel below panel."""
    columns, rows, panels = (len(axis.values) for axis in [*axes, ONE, ONE][:3])
    wide, high = (max(picture.shape[side] for picture in pictures) for side in (1, 0))
    font = ImageFont.load_default(LETTER)
    margin = _margin(axes, font)
    top = BAND if len(axes) < 3 else 2 * BAND
    tall = top + rows * (high + GAP)
    page = Image.new("RGB", (margin + columns * (wide + GAP), panels * tall), PAPER)
    pen = ImageDraw.Draw(page)
    for place, picture in enumerate(pictures):
        panel, inside = divmod(place, rows * columns)
        row, column = divmod(inside, columns)
        left, upper = margin + column * (wide + GAP), panel * tall + top + row * (high + GAP)
        page.paste(Image.fromarray(picture), (left, upper))
        if row == 0:
            label = _label(axes[0], column, wide, font)
            pen.text((left + wide / 2, upper - BAND / 2), label, INK, font, anchor="mm")
        if column == 0 and len(axes) > 1:
            label = _label(axes[1], row, margin - 2 * GAP, font)
            pen.text((margin - 2 * GAP, upper + high / 2), label, INK, font, anchor="rm")
        if inside == 0 and len(axes) > 2:
            label = f"{axes[2].name} {axes[2].values[panel]}"
            pen.text((margin, panel * tall + BAND / 2), label, INK, font, anchor="lm")
    return page


ONE = Axis("seed", (0,))  # stands for an axis that is not there


def _margin(axes: Sequence[Axis], font: Font) -> int:
    """How wide the labels at the side are: as wide as the longest, within limits."""
    if len(axes) < 2:
        return GAP
    labels = (_label(axes[1], place, 240, font) for place in range(len(axes[1].values)))
    return max(48, *(round(font.getlength(label)) + 4 * GAP for label in labels))


def _label(axis: Axis, place: int, width: float, font: Font) -> str:
    """Name a value; the first is named with its axis. What is too long is cut."""
    value = str(axis.values[place])
    label = value if place or axis.name in ("words", "prompt") else f"{axis.name} {value}"
    while font.getlength(label) > width and len(label) > 1:
        label = label[:-2] + "…"
    return label
