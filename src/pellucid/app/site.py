"""The page as a site of plain files, which any web server can send, or as one file.

    write_site(Path("out/site"), {"garden": partial(load, "garden")}, situations())

The modules are those of the served page; only where they get their answers differs: from a shelf
of answers (`answers.py`) that lies beside them. What changes has another name, so that every file
but `index.html` may be kept by browsers for ever.
"""

import gzip
import hashlib
import json
import posixpath
import re
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pellucid.app.answers import Asked, answers, write
from pellucid.app.page import TYPES, Site, render
from pellucid.app.serve.limits import Refusal, settings_of
from pellucid.app.serve.state import ServerState
from pellucid.app.serve.worker import Load, Worker
from pellucid.errors import MendableError
from pellucid.files import check_target, whole_folder
from pellucid.files import write as write_bytes
from pellucid.recipe.recipe import Recipe
from pellucid.record.cache import SHIPPED, WalkCache

MARK, PAGE, ANSWERS = "index.html", "page", "answers"
LEFT = {"index.html", "alone.html", "alone.css", "notebook.js"}  # of files that a server sends
MORE = ("xt-128.jpg", "x0.webp")  # of the walks that are drawn for a site
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'"
)
INSIDE = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline' data:; "
    "img-src data: blob:; font-src data:; connect-src data:; worker-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""What a page that is one file may fetch: what is inside it."""

LINKS = re.compile(
    r'<link rel="(?:preload|modulepreload|stylesheet)"[^>]*>\n?|<script [^>]*></script>\n?'
)
FILE = re.compile(rf'"({PAGE}/[\w./-]+)"')
ASSET = re.compile(r'\basset\("([\w./-]+\.js)"\)')
IMPORTED = re.compile(
    r'(?P<before>^import |\bfrom |\bimport\()(?P<quote>["`])(?P<path>\.{1,2}/(?:\.\./)*)',
    re.MULTILINE,
)
PACKED = (".json", ".bin")  # of answers
STYLE = f"{PAGE}/page.css"
URL = re.compile(r'url\("([\w./-]+)"\)')
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
    _check(loads, wanted)
    with whole_folder(folder, MARK) as part:
        count = _lay(part, loads, wanted)
        names = [f"{name}-{_digest(part / name)}" for name in (PAGE, ANSWERS)]
        for name, new in zip((PAGE, ANSWERS), names, strict=True):
            (part / name).rename(part / new)
        (part / MARK).write_text(_index(*names), "utf-8")
        files = [each for each in part.rglob("*") if each.is_file()]
        return Made(count, len(files), sum(each.stat().st_size for each in files))


def write_file(path: Path, loads: Mapping[str, Load], wanted: Sequence[Recipe]) -> Made:
    """Write the same page as one file, which may be sent by mail and opened by a double click."""
    check_target(path, (".html", ".htm"))
    _check(loads, wanted)
    with tempfile.TemporaryDirectory() as near:
        count = _lay(Path(near), loads, wanted)
        data = _whole(Path(near)).encode()
    write_bytes(path, partial(Path.write_bytes, data=data))
    return Made(count, 1, len(data))


def _check(loads: Mapping[str, Load], wanted: Sequence[Recipe]) -> None:
    for recipe in wanted:
        if recipe.engine not in loads:
            raise MendableError(
                f"A site draws with {' or '.join(loads)}, not with {recipe.engine}."
            )


def _question(recipe: Recipe) -> dict[str, Any]:
    """Ask as the page does for its first walk with these settings."""
    settings = {name: getattr(recipe, name) for name in SETTINGS}
    numbers = {name: _short(value) for name, value in settings.items()}
    return {"route": "plan", "exhibit": "walk", "settings": numbers, "params": {}}


def _short(value: Any) -> Any:
    """Write a whole number as one, as browsers do."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _lay(folder: Path, loads: Mapping[str, Load], wanted: Sequence[Recipe]) -> int:
    """Lay out the page and its answers in a folder; returns how many answers there are."""
    site = Site()
    for name in site.names():
        if name not in LEFT and not name.startswith("chapters/"):
            (folder / PAGE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site.paths[name], folder / PAGE / name)
    with tempfile.TemporaryDirectory() as near:
        state = ServerState(Worker(loads), WalkCache(Path(near, "cache"), shipped=SHIPPED))
        state.worker.start()
        try:
            for name in loads:
                state.worker.engine(name).result()
            questions = {json.dumps(_question(each), sort_keys=True) for each in wanted}
            write(state, Path(near, "shelf"), Asked(questions, set()), MORE)
            shutil.copytree(SHIPPED, Path(near, "shelf"), dirs_exist_ok=True)
            return _answer(folder / ANSWERS, Path(near, "shelf"), state)
        finally:
            state.worker.stop()


def _answer(folder: Path, shelf: Path, state: ServerState) -> int:
    """Lay out the answers on a shelf and the walks that they show; returns how many answers."""
    told, walks = [], {state.info()["poster"]["key"]}
    folder.mkdir()
    for each in answers(shelf, state.worker.engines):
        (folder / f"{each.plan['job']}.bin").write_bytes(each.stream)
        told.append({"question": each.question, "plan": each.plan})
        walks.update(walk["key"] for walk in each.plan["walks"])
    for key in sorted(walks):
        shutil.copytree(shelf / key, folder / "walks" / key)
    facts = state.info() | {"rate": 0}
    for name, data in (("answers.json", told), ("info.json", facts)):
        text = json.dumps(data, separators=(",", ":"), allow_nan=False)
        (folder / name).write_text(text, "utf-8")
    return len(told)


def _index(page: str, answers: str, policy: str = POLICY) -> str:
    """Write the page as it lies beside its files, with the rules that a server would send."""
    html = render().replace('"/web/', f'"{page}/')
    rules = f'<meta http-equiv="content-security-policy" content="{policy}">'
    html = html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{rules}', 1)
    return html.replace("<html ", f'<html data-site="{answers}/" ', 1)


def _whole(folder: Path) -> str:
    """Write the page with all its files inside: modules by an import map, the rest in base64."""
    names = sorted(
        each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()
    )
    texts = {name: (folder / name).read_text("utf-8") for name in names if name.endswith(".js")}
    asked = {f"{PAGE}/{name}" for text in texts.values() for name in ASSET.findall(text)}
    modules = {name: _address("a.js", _moved(name, text)) for name, text in texts.items()}
    held = {
        name: b64encode(_small(path)).decode()
        for name, path in ((name, folder / name) for name in names)
        if name in asked or not (name in texts or name == STYLE or path.suffix == ".woff2")
    }
    html = LINKS.sub("", _index(PAGE, ANSWERS, INSIDE))
    html = FILE.sub(lambda each: f'"{_address(each[1], _filled(folder / each[1]))}"', html)
    first = f"{PAGE}/main.js"
    scripts = (
        f"<style>{_filled(folder / STYLE).decode()}</style>",
        f'<script type="importmap">{json.dumps({"imports": modules})}</script>',
        f'<script type="application/json" id="files">{json.dumps(held)}</script>',
        f'<script type="module">import "{first}";</script>',
    )
    return html.replace("</head>", "\n".join((*scripts, "</head>")), 1)


def _moved(name: str, text: str) -> str:
    """Write a module that names others by their place in the page, not from where it lies."""
    home = posixpath.dirname(name)

    def whole(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(home, found["path"]))
        return f"{found['before']}{found['quote']}{path}/"

    return IMPORTED.sub(whole, text)


def _small(path: Path) -> bytes:
    """Read a file as it lies inside a page: numbers by gzip, pictures as they are."""
    data = _filled(path)
    packed = path.suffix in PACKED and ANSWERS in path.parts
    return gzip.compress(data, mtime=0) if packed else data


def _filled(path: Path) -> bytes:
    """Read a file; a style sheet with the files it names inside."""
    data = path.read_bytes()
    if path.suffix != ".css":
        return data

    def inside(found: re.Match[str]) -> str:
        named = path.parent / found[1]
        return f'url("{_address(named.name, named.read_bytes())}")'

    return URL.sub(inside, data.decode()).encode()


def _address(name: str, data: bytes | str) -> str:
    """Write a file as its own address."""
    kind = TYPES[Path(name).suffix].partition(";")[0]
    whole = data.encode() if isinstance(data, str) else data
    return f"data:{kind};base64,{b64encode(whole).decode()}"


def _digest(folder: Path) -> str:
    """Name a folder by all that is in it."""
    whole = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]
