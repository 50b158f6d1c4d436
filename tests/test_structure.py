"""The structure: what may import what, what is registered, what is written down, what is shipped.

These tests read the sources rather than run them, so they are quick and they fail with the name of
the file and the line to mend.
"""

import ast
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "pellucid"
WEIGHTS = PACKAGE / "weights"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

BELOW = {  # a layer -> the layers it may import, itself included
    "ground": {"ground"},
    "core": {"core", "ground"},
    "data": {"data", "ground"},
    "nets": {"nets", "core", "ground"},
    "recipe": {"recipe", "core", "ground"},  # of the core, what imports no torch: see below
    "engine": {"engine", "recipe", "nets", "core", "ground"},
    "record": {"record", "engine", "recipe", "core", "ground"},
    "learn": {"learn", "nets", "data", "core", "ground"},
    "judge": {"judge", "learn", "nets", "data", "core", "ground"},
    "exhibits": {"exhibits", "judge", "record", "engine", "recipe", "core", "ground"},
}
BELOW["app"] = {"app"}.union(*BELOW.values())
GROUND = {"errors", "files", "pixels", "registry"}  # used alike by every layer
ROOMS = {  # somebody else's package -> the only places that may import it
    "anywidget": ("app/",),
    "diffusers": ("engine/hub.py",),
    "fastapi": ("app/",),
    "openvino": ("engine/backend.py",),
    "platformdirs": ("files.py",),
    "pydantic": ("app/",),
    "segno": ("app/",),
    "skia": ("data/world/",),
    "torchmetrics": ("judge/",),
    "tqdm": ("app/",),
    "traitlets": ("app/",),
    "transformers": ("engine/hub.py",),
    "tyro": ("app/",),
    "uvicorn": ("app/",),
}
MAKES = (ast.FunctionDef, ast.ClassDef)
NAMELESS = {"base", "common", "helpers", "misc", "util", "utils"}
REGISTRIES = (
    ("solvers", "SOLVERS"),
    ("schedule", "SCHEDULES"),
    ("ladders", "LADDERS"),
    ("precondition", "PREDICTIONS"),
)


def place(file: Path) -> str:
    """A source file as people name it: `engine/engine.py`."""
    return file.relative_to(PACKAGE).as_posix()


def layer(module: str) -> str:
    """The layer of `pellucid.nets.dit` is nets; whatever lies at the top is core."""
    second = "".join(module.split(".")[1:2])
    if second in GROUND:
        return "ground"
    if second == "__main__":
        return "app"
    return second if second in BELOW else "core"


def module_of(file: Path) -> str:
    parts = list(file.relative_to(PACKAGE.parent).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def nodes(file: Path) -> list[ast.AST]:
    """A source file, read once for all tests."""
    return list(ast.walk(ast.parse(file.read_text())))


@cache
def imports(file: Path) -> list[tuple[int, str]]:
    """Every (line, module) that a file imports, wherever in it; `from . import x` spelled out."""
    package = module_of(file).split(".")
    if file.name != "__init__.py":
        package = package[:-1]
    found: list[tuple[int, str]] = []
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found += ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*home, *filter(None, [node.module])])
            names = node.names if ours(base) else []
            found += [(node.lineno, base), *((node.lineno, f"{base}.{n.name}") for n in names)]
    return found


def ours(module: str) -> bool:
    return module.partition(".")[0] == "pellucid"


def tracked() -> list[Path]:
    """Every file under version control, or every file at all where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    return [file for top in ("src", "tests", "docs") for file in (ROOT / top).rglob("*.*")]


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python in a process of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


# Who may import whom


def test_imports_point_down_only() -> None:
    wrong = [
        f"{place(file)}:{line} imports {module}"
        for file in SOURCES
        if file != PACKAGE / "__init__.py"
        for line, module in imports(file)
        if ours(module) and layer(module) not in BELOW[layer(module_of(file))]
    ]
    assert not wrong


def test_below_the_app_names_come_from_the_file_that_defines_them() -> None:
    inside = {file.stem for file in PACKAGE.iterdir()}
    wrong = [
        f"{place(file)}:{line} imports {module}"
        for file in SOURCES
        if layer(module_of(file)) != "app" and file != PACKAGE / "__init__.py"
        for line, module in imports(file)
        if ours(module) and not {*module.split(".")[1:2]} <= inside
    ]
    assert not wrong


def test_the_core_imports_torch_and_the_standard_library_only() -> None:
    wrong = [
        f"{place(file)}:{line} imports {module}"
        for file in SOURCES
        if layer(module_of(file)) == "core"
        for line, module in imports(file)
        if not ours(module) and module.partition(".")[0] not in {"torch", *sys.stdlib_module_names}
    ]
    assert not wrong


def test_other_peoples_packages_stay_in_their_rooms() -> None:
    wrong = [
        f"{place(file)}:{line} imports {module}"
        for file in SOURCES
        for line, module in imports(file)
        for rooms in [ROOMS.get(module.partition(".")[0])]
        if rooms is not None and not place(file).startswith(rooms)
    ]
    assert not wrong


def test_whatever_is_imported_is_declared() -> None:
    extras = PROJECT["optional-dependencies"].values()
    asked = [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]
    declared = {plain(re.split(r"[<>=!~;\[ ]", name)[0]) for name in asked}
    known = packages_distributions()
    wrong = [
        f"{place(file)}:{line} imports {module}"
        for file in SOURCES
        for line, module in imports(file)
        for top in [module.partition(".")[0]]
        if not ours(module) and top not in sys.stdlib_module_names
        if not declared & {plain(name) for name in known.get(top, [top])}
    ]
    assert not wrong


def plain(name: str) -> str:
    """One spelling per distribution: Pillow, pillow and PILLOW are the same."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_file_reads_a_pickle() -> None:
    wrong = [
        f"{place(file)}:{node.lineno}"
        for file in SOURCES
        for node in nodes(file)
        if isinstance(node, ast.Attribute) and node.attr == "load"
        if ast.unparse(node) == "torch.load"
    ]
    wrong += [
        f"{place(file)}:{line} imports {module}"
        for file in SOURCES
        for line, module in imports(file)
        if module.partition(".")[0] in {"pickle", "dill", "cloudpickle", "joblib", "marshal"}
    ]
    assert not wrong


def test_files_are_named_after_what_they_are_about() -> None:
    assert not [place(file) for file in SOURCES if file.stem.strip("_") in NAMELESS]


# What can be seen from outside


def test_the_package_exports_every_public_name_of_the_core() -> None:
    import pellucid

    core = [
        file
        for file in SOURCES
        if file.parent == PACKAGE and file.stem[0] != "_" and file.stem not in GROUND
    ]
    made = set().union(*(public(nodes(file)[0]) for file in core))
    files = {file.stem for file in core}  # a file would hide a function of its name
    assert made <= set(pellucid.__all__)
    assert not files & set(pellucid.__all__)


def test_every_name_the_package_exports_is_there_and_is_listed_once() -> None:
    import pellucid

    assert list(pellucid.__all__) == sorted(set(pellucid.__all__)) == sorted(dir(pellucid))
    for name in pellucid.__all__:
        thing = getattr(pellucid, name)
        assert getattr(thing, "__module__", "pellucid").startswith(
            ("pellucid", "builtins", "typing")
        )


@pytest.mark.parametrize("file", SOURCES, ids=place)
def test_all_is_sorted_wherever_a_file_has_one(file: Path) -> None:
    listed = listing(nodes(file)[0])
    assert listed == sorted(listed, key=shelf)


def public(tree: ast.AST) -> set[str]:
    """The functions and classes that a file defines for others."""
    made = (
        node
        for node in ast.iter_child_nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )
    return {node.name for node in made if not node.name.startswith("_")}


def listing(tree: ast.AST) -> list[str]:
    """What `__all__` holds where a file writes one out, word by word."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = getattr(node.value, "elts", [])
            return [name.value for name in names if isinstance(name, ast.Constant)]
    return []


def shelf(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def test_help_comes_without_torch() -> None:
    for words in ([], ["--help"], ["draw", "--help"], ["explore", "--help"], ["cache", "--help"]):
        done = run(
            "import sys\nfrom pellucid.app.cli import main\n"
            f"sys.argv = ['pellucid', *{words!r}]\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "heavy = {'torch', 'transformers', 'openvino', 'skia', 'numpy', 'fastapi', 'uvicorn'}\n"
            "heavy &= set(sys.modules)\n"
            "sys.exit(f'imported {heavy}' if heavy else 0)"
        )
        assert done.returncode == 0, done.stderr


def test_importing_the_package_or_a_recipe_imports_no_torch() -> None:
    for module in ("pellucid", "pellucid.recipe.recipe", "pellucid.solvers", "pellucid.ladders"):
        done = run(f"import sys, {module}; sys.exit('torch' in sys.modules)")
        assert done.returncode == 0, f"{module} {done.stderr}"


def test_a_wrong_name_in_the_package_is_an_attribute_error() -> None:
    import pellucid

    with pytest.raises(AttributeError, match="sampel"):
        pellucid.sampel  # noqa: B018


# What is registered


@pytest.mark.parametrize(("module", "registry"), REGISTRIES)
def test_whatever_is_registered_says_what_it_is_and_stands_in_the_docs(
    module: str, registry: str
) -> None:
    shown = "\n".join(page.read_text() for page in sorted((ROOT / "docs").glob("*.md")))
    for name, thing in getattr(import_module(f"pellucid.{module}"), registry).items():
        thing = getattr(thing, "step", getattr(thing, "rungs", thing))  # noqa: PLW2901
        assert (thing.__doc__ or "").strip(), f"{registry}[{name!r}] has no docstring"
        assert f"`{name}`" in shown, f"{registry}[{name!r}] is in no page of docs/"


# What is written down


def test_every_relative_link_in_a_page_leads_somewhere() -> None:
    pages = [file for file in tracked() if file.suffix == ".md"]
    wrong = [
        f"{page.relative_to(ROOT)} -> {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)\s]+)\)", prose(page))
        if not re.match(r"[a-z]+:|#", link) and not (page.parent / link.partition("#")[0]).exists()
    ]
    assert not wrong


def test_every_anchor_of_a_link_is_a_heading_of_its_page() -> None:
    wrong = [
        f"{page.relative_to(ROOT)} -> {link}"
        for page in tracked()
        if page.suffix == ".md"
        for link in re.findall(r"\]\(([^)\s:]*#[^)\s]+)\)", prose(page))
        for name, _, anchor in [link.partition("#")]
        if anchor not in anchors((page.parent / name) if name else page)
    ]
    assert not wrong


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"(?ms)^```.*?^```", "", page.read_text())


def anchors(page: Path) -> set[str]:
    """What a page's headings are called in links: lower case, hyphens for spaces."""
    heads = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", head).lower() for head in heads)
    return {re.sub(r"[^\w -]", "", head).replace(" ", "-") for head in plain}


def test_every_page_of_the_docs_is_in_its_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    docs = ROOT / "docs"
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")} - {"README.md"}
    assert not [page for page in sorted(pages) if f"({page})" not in index]


def test_no_tracked_file_knows_anybodys_machine() -> None:
    machine = re.compile("|".join(["/wor" + "k/", "/roo" + "t/", "/hom" + "e/", "/op" + "t/"]))
    wrong = []
    for file in tracked():
        data = file.read_bytes()
        if file.suffix == ".safetensors":
            data = data[8 : 8 + int.from_bytes(data[:8], "little")]
        elif b"\0" in data[:4096]:
            continue
        lines = data.decode(errors="replace").splitlines()
        wrong += [
            f"{file.relative_to(ROOT)}:{number}"
            for number, line in enumerate(lines, 1)
            if machine.search(line)
        ]
    assert not wrong


def pins(name: str) -> set[str]:
    """The rows of a list of requirements, their hashes with them."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return {" ".join(row.split()) for row in text.splitlines() if row and not row.startswith("#")}


def test_every_dependency_but_torch_is_pinned_with_the_hashes_of_its_files() -> None:
    own, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    row = r"[\w.-]+==[\w.]+( ; [^#@]+?)?( --hash=sha256:[0-9a-f]{64})+"
    assert all(re.fullmatch(row, pin) for pin in own | dev)
    assert own <= dev
    extras = [name for group in PROJECT["optional-dependencies"].values() for name in group]
    for asked, rows in ((PROJECT["dependencies"], own), (extras, dev)):
        names = {plain(re.split(r"[<>=!~;\[ ]", name)[0]) for name in asked}
        assert names - {"pellucid", "torch"} <= {plain(pin.partition("==")[0]) for pin in rows}
    (torch,) = re.findall(r"^TORCH := (torch==\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert f"pip install {torch}" in (ROOT / "docs" / "install.md").read_text()


def test_the_version_is_the_same_wherever_it_stands() -> None:
    version = PROJECT["version"]
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text()
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


# What is shipped


def test_the_weights_are_small_enough_to_clone() -> None:
    size = sum(file.stat().st_size for file in WEIGHTS.rglob("*") if file.is_file())
    assert 0 < size <= 92 * 2**20  # half of them the text encoder's


def test_the_weights_are_the_ones_in_the_manifest() -> None:
    manifest = json.loads((WEIGHTS / "manifest.json").read_text())
    files = {file.name: file for file in WEIGHTS.glob("*.safetensors")}
    assert set(manifest) == set(files)
    for name, digest in manifest.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest


def test_everything_we_ship_reports_to_nobody() -> None:
    """OpenVINO's own statistics are kept out before it is imported."""
    pytest.importorskip("openvino")
    done = run(
        "import sys, pellucid.engine.backend as backend\nimport openvino\n"
        "sys.exit(getattr(sys.modules.get('openvino_telemetry'), '__file__', None) is not None)"
    )
    assert done.returncode == 0, f"openvino would send usage statistics {done.stderr}"
