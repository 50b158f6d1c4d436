"""The pictures that come with the page: the first that is seen, and the gallery.

Writes them into `src/pellucid/web/poster/`: the end of the page's own walk, which comes with the
page too (`derive/walks.py`), and the gallery's prompts. To be run when weights have changed.
"""

import json
from typing import Any

from PIL import Image

import pellucid
from pellucid.app.page import WEB
from pellucid.exhibits import EXHIBITS
from pellucid.pixels import Pixels

TILE = 192  # pixels of a picture in the gallery
POSTER = WEB / "poster"


def main() -> None:
    """Write the folder again."""
    engine, own = pellucid.load(), EXHIBITS["walk"]
    end = Image.fromarray(drawn(engine, own.prompt, own.seed))
    end.save(POSTER / "end.webp", quality=90, method=6)
    gallery(engine, json.loads((POSTER / "gallery.json").read_text("utf-8")))


def drawn(engine: pellucid.Engine, prompt: str, seed: int) -> Pixels:
    """Draw a picture as the page does."""
    plan = engine.plan(pellucid.Recipe(prompt, seed=seed))
    *_, last = plan.walk()
    picture: Pixels = plan.picture(last.x_next)
    return picture


def gallery(engine: pellucid.Engine, told: dict[str, Any]) -> None:
    """Draw the gallery's prompts, row by row, three quarters as large."""
    prompts, columns = told["prompts"], told["columns"]
    sheet = Image.new("RGB", (columns * TILE, -(-len(prompts) // columns) * TILE))
    for place, prompt in enumerate(prompts):
        small = Image.fromarray(drawn(engine, prompt, told["seed"])).resize(
            (TILE, TILE), Image.Resampling.LANCZOS
        )
        sheet.paste(small, (place % columns * TILE, place // columns * TILE))
    sheet.save(POSTER / "gallery.webp", quality=70, method=6)
