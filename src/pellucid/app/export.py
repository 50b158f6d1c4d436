"""`pellucid export`: the page as a site of plain files, or an engine as ONNX files."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import tyro

from pellucid.app import flags
from pellucid.errors import MendableError
from pellucid.recipe.engines import DEFAULT, engines

Folder = Annotated[
    tyro.conf.Positional[Path],
    flags.flag(
        "PATH",
        "the folder to write, or with --single the file; what an earlier export wrote is replaced.",
    ),
]
Onnx = Annotated[bool, tyro.conf.arg(help="write an engine's networks as ONNX files instead.")]
Single = Annotated[bool, tyro.conf.arg(help="write the page as one HTML file of 12 MiB instead.")]
Recipes = Annotated[
    str,
    flags.flag(
        "FILE",
        "walks to draw for the site: a recipe in JSON on each line, such as "
        '{"prompt": "a snail", "seed": 7}.',
        "some thirty that ship; with --single none",
    ),
]


def export(
    path: Folder,
    /,
    single: Single = False,
    onnx: Onnx = False,
    recipes: Recipes = "",
    engine: flags.EngineName = None,
    weights: flags.Weights = "",
    backend: flags.BackendName = "fastest",
) -> None:
    """Write the page as a site that any web server can send, with walks drawn beforehand.

    With --single, write it as one file that a double click opens. With --onnx, write an engine for
    programs that have neither torch nor Python: every network as a file, and `example.py`, which
    draws a picture with them.
    """
    if onnx:
        others = {"single": single, "recipes": recipes, "backend": backend != "fastest"}
        for name, given in others.items():
            if given:
                raise MendableError(f"--{name} does nothing with --onnx; leave it out.")
        _networks(path, engine or DEFAULT, weights)
        return
    if engine:
        raise MendableError("A site has all engines; leave --engine out, or add --onnx.")
    from pellucid.app.site import situations, write_file, write_site
    from pellucid.engine.engine import load
    from pellucid.engine.shelf import own

    wanted = [] if single and not recipes else situations(Path(recipes) if recipes else None)
    if wanted:
        said = f"Drawing {len(wanted)} walks; this takes about two seconds for each."
        print(said, file=sys.stderr)
    loads = {name: partial(load, name, own(weights), backend) for name in engines()}
    made = (write_file if single else write_site)(path, loads, wanted)
    print(f"{path}: {made.answers} answers, {made.files} files, {made.size / 2**20:.1f} MiB")
    look = f"python -m http.server --bind 127.0.0.1 --directory {path}"
    print(f"Look at it with {'any browser' if single else look}", file=sys.stderr)


def _networks(folder: Path, engine: str, weights: str) -> None:
    """Write an engine's networks, and name each file as it is there."""
    from pellucid.engine.engine import load
    from pellucid.engine.onnx import MARK, write
    from pellucid.engine.shelf import own
    from pellucid.files import whole_folder

    with whole_folder(folder, MARK) as part:
        for name in write(load(engine, own(weights), "torch"), part):
            print(folder / name, flush=True)
