"""The page as a site of plain files, which any web server can send.

    write(Path("out/site"), {"garden": partial(load, "garden")}, situations())

The modules are those of the served page; only where they get their answers differs: from a shelf
of answers (`answers.py`) that lies beside them. What changes has another name, so that every file
but `index.html` may be kept by browsers for ever.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pellucid.app.answers import Asked, answers, write
from pellucid.app.page import Site, render
from pellucid.app.serve.limits import Refusal, settings_of
from pellucid.app.serve.state import ServerState
from pellucid.app.serve.worker import Load, Worker
from pellucid.errors import MendableError
from pellucid.files import whole_folder
from pellucid.recipe.recipe import Recipe
from pellucid.record.cache import SHIPPED, WalkCache

MARK = "index.html"
LEFT = {"index.html", "alone.html", "alone.css", "notebook.js"}  # of files that a server sends
MORE = ("xt-128.jpg", "x0.webp")  # of the walks that are drawn for a site
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'"
)
SETTINGS = ("prompt", "negative", "seed", "steps", "guidance", "solver", "ladder", "engine")
"""What the page says of a walk when it asks for one."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a site has: how many answers, files and bytes."""

    answers: int
    files: int
    size: int


def situations(path: Path | None = None) -> list[Recipe]:
    """Read recipes, one in JSON on each line; those that ship where no file is named.

    Raises MendableError with the line that is wrong.
    """
    source = path or Path(__file__).with_name("situations.jsonl")
    try:
        lines = source.read_text("utf-8").splitlines()
    except (OSError, UnicodeError):
        raise MendableError(f"{source} cannot be read; name a file of recipes.") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            found.append(settings_of(told))
        except (ValueError, AttributeError):
            raise MendableError(
                f'Line {number} of {source.name} is no recipe; one is {{"prompt": "a snail"}}.'
            ) from None
        except Refusal as error:
            raise MendableError(f"Line {number} of {source.name}: {error}") from None
    return found


def write_site(folder: Path, loads: Mapping[str, Load], wanted: Sequence[Recipe]) -> Made:
    """Write the page, its shipped answers and the walks that are wanted into a folder, whole.

    `loads` says how to load each engine. Raises MendableError for a recipe of another engine, and
    TargetError where the folder cannot be written.
    """
    for recipe in wanted:
        if recipe.engine not in loads:
            raise MendableError(
                f"A site draws with {' or '.join(loads)}, not with {recipe.engine}."
            )
    with whole_folder(folder, MARK) as part, tempfile.TemporaryDirectory() as near:
        shelf = Path(near, "shelf")
        state = ServerState(Worker(loads), WalkCache(Path(near, "cache"), shipped=SHIPPED))
        state.worker.start()
        try:
            for name in loads:
                state.worker.engine(name).result()
            questions = {json.dumps(_question(each), sort_keys=True) for each in wanted}
            write(state, shelf, Asked(questions, set()), MORE)
            shutil.copytree(SHIPPED, shelf, dirs_exist_ok=True)
            count = _lay(part, shelf, state)
        finally:
            state.worker.stop()
        files = [each for each in part.rglob("*") if each.is_file()]
        return Made(count, len(files), sum(each.stat().st_size for each in files))


def _question(recipe: Recipe) -> dict[str, Any]:
    """Ask as the page does for its first walk with these settings."""
    settings = {name: getattr(recipe, name) for name in SETTINGS}
    numbers = {name: _short(value) for name, value in settings.items()}
    return {"route": "plan", "exhibit": "walk", "settings": numbers, "params": {}}


def _short(value: Any) -> Any:
    """Write a whole number as one, as browsers do."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _lay(folder: Path, shelf: Path, state: ServerState) -> int:
    """Lay out the page and the answers on a shelf; returns how many there are."""
    told = []
    kept, page = folder / "answers", folder / "page"
    for path in sorted(each for each in shelf.iterdir() if (each / "meta.json").is_file()):
        shutil.copytree(path, kept / "walks" / path.name)
    for each in answers(shelf, state.worker.engines):
        (kept / f"{each.plan['job']}.bin").write_bytes(each.stream)
        told.append({"question": each.question, "plan": each.plan})
    facts = state.info() | {"rate": 0}
    for name, data in (("answers.json", told), ("info.json", facts)):
        text = json.dumps(data, separators=(",", ":"), allow_nan=False)
        (kept / name).write_text(text, "utf-8")
    site = Site()
    for name in site.names():
        if name not in LEFT and not name.startswith("chapters/"):
            (page / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site.paths[name], page / name)
    names = [f"{place.name}-{_digest(place)}" for place in (page, kept)]
    for place, name in zip((page, kept), names, strict=True):
        place.rename(folder / name)
    (folder / MARK).write_text(_index(*names), "utf-8")
    return len(told)


def _index(page: str, answers: str) -> str:
    """Write the page as it lies beside its files, with the rules that a server would send."""
    html = render().replace('"/web/', f'"{page}/')
    policy = f'<meta http-equiv="content-security-policy" content="{POLICY}">'
    html = html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}', 1)
    return html.replace("<html ", f'<html data-site="{answers}/" ', 1)


def _digest(folder: Path) -> str:
    """Name a folder by all that is in it."""
    whole = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]
