"""Adding one thing takes one file.

A copy of the package is made of links to its files, but for one file for each kind of thing, which
is written anew with one more of that kind. Then a process that knows only this copy is asked what
it has: the help of `draw`, what the server tells of itself, the lists of the docs, and a picture
that is drawn and a walk that is asked for with all of them together.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "pellucid"


def row(file: str, table: str, before: str, line: str) -> str:
    """A file of the package with one more row in a table, and what the row needs before it."""
    text = (PACKAGE / file).read_text()
    head = re.search(rf"^{table}: .* = \{{\n", text, re.MULTILINE)
    assert head is not None, f"{file} has no table {table}"
    return text[: head.start()] + before + "\n\n" + head[0] + f"    {line},\n" + text[head.end() :]


ONE_FILE: Mapping[str, tuple[str, str]] = {
    "solver": (
        "solvers.py",
        row(
            "solvers.py",
            "SOLVERS",
            'def trust(at):\n    """Believe the guess."""\n    return at.x0\n',
            '"trust": Stepping(trust, "believes the guess, adds nothing", 0, looks=1)',
        ),
    ),
    "ladder": (
        "ladders.py",
        row(
            "ladders.py",
            "LADDERS",
            "def halves(schedule, steps):\n"
            '    """Half as much noise on every rung."""\n'
            "    return (*(8.0 / 2**step for step in range(steps)), 0.0)\n",
            '"halves": Spacing(halves, "half as much on every rung")',
        ),
    ),
    "engine": (
        "engine/catalog/quick.py",
        '"""An engine of few steps."""\n'
        "from dataclasses import replace\n"
        "from pellucid.recipe.engines import EngineKind, Usual\n"
        "def make(shelf, way):\n"
        "    import fake\n"
        '    return replace(fake.engine(), name="quick")\n'
        'USUAL = Usual(steps=3, guidance=1.0, solver="trust", ladder="halves")\n'
        'ENGINE = EngineKind("quick", "three steps are enough", make, usual=USUAL)\n',
    ),
    "exhibit": (
        "exhibits/ends.py",
        '"""Where does it end?"""\n'
        "from pellucid.exhibits.exhibit import Exhibit\n"
        "def walks(settings, params):\n"
        "    return [settings]\n"
        "def measure(walked, settings, params, tools):\n"
        '    return {"steps": walked[0].states - 1}\n'
        "def last(walked, tools):\n"
        "    yield walked.end\n"
        'EXHIBIT = Exhibit("ends", 25, walks, measure=measure,\n'
        '    sheets={"ends.jpg": last}, constants={"most": 7})\n',
    ),
    "edit": (
        "recipe/edits.py",
        row(
            "recipe/edits.py",
            "EDITS",
            "@dataclass(frozen=True, slots=True)\n"
            "class Negate(Edit):\n"
            '    """Start from the opposite noise."""\n'
            "    times: Annotated[int, Integer(1, 9)] = 1\n"
            "    def on_plan(self, plan):\n"
            "        from dataclasses import replace\n"
            "        old = plan.noise\n"
            "        return replace(plan, noise=lambda *at: (-1) ** self.times * old(*at))\n",
            '"negate": Negate',
        ),
    ),
    "source": (
        "data/stripes.py",
        '"""Stripes."""\n'
        "class Stripes:\n"
        '    name, edition, prompts, keeps_back = "stripes", "stripes-1", ("stripes",), False\n'
        "    def scene(self, seed, index, held_out=False):\n"
        "        return index\n"
        "SOURCE = Stripes()\n",
    ),
    "style": (
        "data/world/styles/__init__.py",
        row(
            "data/world/styles/__init__.py",
            "STYLES",
            "def dark(pixels, rng):\n    return pixels // 2\n",
            '"dark": Style(dark, after=("by night",), before=("a dark picture of",))',
        ),
    ),
}
ASKING = """
import contextlib, io, json, random, sys
from pathlib import Path
root, out = sys.argv[1:]
sys.path.append(root)
from derive import lists
import fake
from asking import Client
from functools import partial
from pellucid.app.cli import main
from derive.serve import served
from pellucid.app.server import build
from pellucid.data.sources import SOURCES
from pellucid.data.world.styles import STYLES, told
from pellucid.engine.engine import load
from pellucid.judge.captions import STYLED
from pellucid.recipe.engines import engines
from pellucid.recipe.pictures import read_recipe

def run(*words):
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.suppress(SystemExit):
        main(words)
    return told.getvalue()

said = {"help": run("draw", "--help")}
said["source"] = [run("train", "--help"), run("evaluate", "--help")]
said["scene"] = SOURCES["stripes"].scene(0, 5)
pictures = []
for number, edit in enumerate(((), ("--edit", '{"edit": "negate"}'))):
    path = f"{out}/{number}.png"
    run("draw", "a snail", "--engine", "quick", *edit, "--out", path)
    pictures.append(Path(path).read_bytes())
said["recipe"] = {f: getattr(read_recipe(Path(path)), f) for f in ("steps", "solver", "ladder")}
said["negated"] = pictures[0] != pictures[1]
said["tables"] = {name: lists.table(name) for name in lists.TABLES}
with served(build({name: partial(load, name) for name in engines()})) as url:
    client = Client(url)
    said["info"] = client.get("/api/info").json
    plan = client.plan("ends", prompt="a snail", engine="quick")
    records = list(client.stream(plan["job"]))
    said["walk"] = plan["walks"][0]["recipe"]
    said["measured"] = [json.loads(each.payload) for each in records if each.kind == 8]
    said["sheet"] = client.get(f"/w/{plan['walks'][0]['key']}/ends.jpg").headers["content-type"]
said["caption"] = told("a snail", "dark", random.Random(1))
said["styled"] = STYLED
print(json.dumps(said))
"""


def overlay(folder: Path, files: Mapping[str, str]) -> None:
    """Make a copy of the package that differs in these files; all else are links."""

    def fill(here: Path, there: Path) -> None:
        there.mkdir()
        for each in here.iterdir():
            inside = each.relative_to(PACKAGE).as_posix()
            if each.name == "__pycache__" or inside in files:
                continue
            if any(name.startswith(f"{inside}/") for name in files):
                fill(each, there / each.name)
            else:
                (there / each.name).symlink_to(each)

    fill(PACKAGE, folder / "pellucid")
    for name, text in files.items():
        (folder / "pellucid" / name).write_text(text)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the package says of itself with one more of every kind."""
    folder = tmp_path_factory.mktemp("added")
    overlay(folder, dict(ONE_FILE.values()))
    paths = os.pathsep.join([str(folder), str(ROOT / "tests")])
    plain = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "PYTHONDONTWRITEBYTECODE": "1"}
    home = {"PELLUCID_HOME": str(folder / "home"), "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", ASKING, ROOT, folder],
        env=os.environ | plain | home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", ["trust", "halves", "quick (three steps are enough)", "negate"])
def test_what_one_file_adds_stands_in_the_help(said, name):
    assert name in said["help"]


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("solvers", "name", "trust"),
        ("ladders", "name", "halves"),
        ("engines", "name", "quick"),
        ("exhibits", "slug", "ends"),
        ("edits", "kind", "negate"),
    ],
)
def test_what_one_file_adds_is_told_by_the_server_and_listed_in_the_docs(said, kind, key, name):
    assert name in [each[key] for each in said["info"][kind]]
    assert f"| `{name}` |" in said["tables"][kind]


def test_an_exhibit_takes_its_place_in_the_tour_and_its_sheet_is_kept(said):
    slugs = [each["slug"] for each in said["info"]["exhibits"]]
    assert slugs[:4] == ["noise", "walk", "ends", "forward"]
    assert said["measured"] == [{"steps": 3}]
    assert said["sheet"] == "image/jpeg"


def test_what_is_left_open_is_the_engines_usual(said):
    usual = {"steps": 3, "solver": "trust", "ladder": "halves"}
    assert said["recipe"] == usual
    assert usual.items() <= said["walk"].items()
    (told,) = (each["usual"] for each in said["info"]["engines"] if each["name"] == "quick")
    assert told == usual | {"guidance": 1.0}


def test_an_edit_changes_the_picture(said):
    assert said["negated"]


def test_a_source_is_listed_where_sources_are_chosen(said):
    assert all(", stripes" in shown for shown in said["source"])
    assert said["scene"] == 5


def test_a_style_is_named_in_captions_and_known_to_the_judge(said):
    assert said["caption"] in ("a dark picture of a snail", "a snail, by night")
    assert {"a dark picture of", "by night"} <= set(said["styled"])
