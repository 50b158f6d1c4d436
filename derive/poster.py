"""The walk and the gallery that come with the page: pictures before anything is loaded.

Writes `src/pellucid/web/poster/`: sheets of all states and guesses, the end, and the numbers, of
the recipe that is there already, walked by today's engine, and the gallery's prompts drawn by it.
To be run when weights have changed.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

import pellucid
from pellucid.app.serve.tasks import sheet_units, walk_units
from pellucid.recipe.recipe import from_json
from pellucid.record.cache import WalkCache
from pellucid.record.packing import unpack
from pellucid.record.walks import address

TILE = 192  # pixels of a picture in the gallery
POSTER = Path(__file__).resolve().parent.parent / "src" / "pellucid" / "web" / "poster"


def main() -> None:
    """Write the folder again."""
    told = json.loads((POSTER / "meta.json").read_text("utf-8"))
    recipe = from_json(json.dumps(told["recipe"]))
    engine = pellucid.load(recipe.engine)
    with tempfile.TemporaryDirectory() as folder:
        cabinet = WalkCache(Path(folder))
        for _ in walk_units(engine, recipe, cabinet):
            pass
        walked = unpack(cabinet, address(engine.sign(recipe)))
        assert walked is not None
        for part in ("xt.jpg", "x0.webp"):
            for _ in sheet_units(engine, walked, part, cabinet):
                pass
            (POSTER / part).write_bytes(cabinet.get(walked.key, part) or b"")
        (POSTER / "xt-128.jpg").write_bytes(cabinet.get(walked.key, "xt-128.jpg") or b"")
        packed = Image.open(POSTER / "xt.jpg")  # the same picture to the bit, 4 % fewer bytes
        packed.save(POSTER / "xt.jpg", quality="keep", optimize=True)
        facts = json.loads(cabinet.get(walked.key, "meta.json") or b"")
    (POSTER / "meta.json").write_text(json.dumps(facts | {"provenance": "shipped"}), "utf-8")
    Image.fromarray(walked.end).save(POSTER / "end.webp", quality=90, method=6)
    gallery(engine, json.loads((POSTER / "gallery.json").read_text("utf-8")))


def gallery(engine: pellucid.Engine, told: dict[str, Any]) -> None:
    """Draw the gallery's prompts, row by row, three quarters as large."""
    prompts, columns = told["prompts"], told["columns"]
    sheet = Image.new("RGB", (columns * TILE, -(-len(prompts) // columns) * TILE))
    for place, prompt in enumerate(prompts):
        plan = engine.plan(pellucid.Recipe(prompt, seed=told["seed"]))
        *_, last = plan.walk()
        small = Image.fromarray(plan.picture(last.x_next)).resize(
            (TILE, TILE), Image.Resampling.LANCZOS
        )
        sheet.paste(small, (place % columns * TILE, place // columns * TILE))
    sheet.save(POSTER / "gallery.webp", quality=70, method=6)
