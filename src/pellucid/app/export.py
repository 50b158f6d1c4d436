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
    flags.flag("DIR", "the folder to write; what an earlier export wrote there is replaced."),
]
Onnx = Annotated[bool, tyro.conf.arg(help="write an engine's networks as ONNX files instead.")]
Recipes = Annotated[
    str,
    flags.flag(
        "FILE",
        "walks to draw for the site: a recipe in JSON on each line, such as "
        '{"prompt": "a snail", "seed": 7}.',
        "some thirty that ship",
    ),
]


def export(
    folder: Folder,
    /,
    onnx: Onnx = False,
    recipes: Recipes = "",
    engine: flags.EngineName = None,
    weights: flags.Weights = "",
    backend: flags.BackendName = "fastest",
) -> None:
    """Write the page as a site that any web server can send, with walks drawn beforehand.

    With --onnx, write an engine for programs that have neither torch nor Python: every network as
    a file, and `example.py`, which draws a picture with them.
    """
    if onnx:
        if recipes or backend != "fastest":
            raise MendableError("--recipes and --backend do nothing with --onnx; leave them out.")
        _networks(folder, engine or DEFAULT, weights)
        return
    if engine:
        raise MendableError("A site has all engines; leave --engine out, or add --onnx.")
    print("Drawing what the site shows; this takes a minute or two.", file=sys.stderr)
    from pellucid.app.site import situations, write_site
    from pellucid.engine.engine import load
    from pellucid.engine.shelf import own

    wanted = situations(Path(recipes) if recipes else None)
    loads = {name: partial(load, name, own(weights), backend) for name in engines()}
    made = write_site(folder, loads, wanted)
    print(f"{folder}: {made.answers} answers, {made.files} files, {made.size / 2**20:.1f} MiB")
    print(
        f"Look at it with: python -m http.server --bind 127.0.0.1 --directory {folder}",
        file=sys.stderr,
    )


def _networks(folder: Path, engine: str, weights: str) -> None:
    """Write an engine's networks, and name each file as it is there."""
    from pellucid.engine.engine import load
    from pellucid.engine.onnx import MARK, write
    from pellucid.engine.shelf import own
    from pellucid.files import whole_folder

    with whole_folder(folder, MARK) as part:
        for name in write(load(engine, own(weights), "torch"), part):
            print(folder / name, flush=True)
