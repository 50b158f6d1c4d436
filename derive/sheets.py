"""Paint the contact sheets of the world that its pages show, in `docs/pictures/`.

To be made again when the world has changed.
"""

import sys
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pellucid.data.export import label_sheet, sheet
from pellucid.data.world import PLACES, STYLES, Scene, scene
from pellucid.files import atomic

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
STYLED: tuple[tuple[str, dict[str, str]], ...] = (  # whose first scene is shown in every style
    ("garden", {"butterfly": "monarch", "support": "rock", "pose": "open", "camera": "close"}),
    ("hills", {"land": "hills", "houses": "one", "roof": "red", "hour": "golden"}),
    ("sky", {"cat": "orange", "pose": "floating", "camera": "close", "earth": "yes"}),
    ("city", {"shot": "street", "look": "cyberpunk", "vehicle": "tram", "weather": "rain"}),
    ("room", {"shot": "windowsill", "cat": "tabby", "pose": "sitting", "plant": "yes"}),
    ("room", {"couch": "red", "material": "leather", "picture": "yes", "rug": "blue"}),
)


def first(place: str, **wanted: str) -> Scene:
    """The first scene of seed 0 that shows what is wanted."""
    every = (scene(0, index, place=place) for index in count())
    return next(one for one in every if wanted.items() <= one.attributes.items())


def small(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A picture of `side` pixels."""
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS))


def painted(name: str) -> NDArray[np.uint8]:
    """The sheet of that name."""
    if name == "garden-labels":
        pair = first("garden", subject="butterfly", second="ladybird", camera="close")
        single = first("garden", butterfly="monarch", support="coneflower", camera="close")
        return sheet([label_sheet(one) for one in (pair, single)], columns=1)
    if name == "styles":
        shown = [first(place, **wanted) for place, wanted in STYLED]
        styled = [
            Scene(one.seed, one.index, one.attributes, one.place, style).picture()
            for style in STYLES
            for one in shown
        ]
        return sheet([small(picture, 164) for picture in styled], len(shown))
    many, columns, side = (40, 8, 160) if name == "garden" else (24, 6, 200)
    every = (scene(0, index, place=name).picture() for index in range(many))
    return sheet([small(picture, side) for picture in every], columns)


def main() -> None:
    """Write the sheets named on the command line, or all."""
    for name in sys.argv[1:] or (*PLACES, "styles", "garden-labels"):
        with atomic(FOLDER / f"{name}.jpg") as part:
            Image.fromarray(painted(name)).save(part, "JPEG", quality=82)


if __name__ == "__main__":
    main()
