"""The notebooks of the docs run from beginning to end, and a figure is drawn in JupyterLab."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import browsing
import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "docs" / "notebooks").glob("*.ipynb"))
CELLS = ('import pellucid\npellucid.show("a snail", exhibit="walk")', "print(_.recipe.prompt)")
PATIENCE = 600  # seconds that a cell may take on a machine with other work
COLOURS = """(stage) => {
  const { width, height } = stage;
  const pixels = stage.getContext("2d").getImageData(0, 0, width, height).data;
  return new Set(new Uint32Array(pixels.buffer)).size;
}"""


def ids(path):
    return path.stem


def test_there_are_notebooks():
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_is_kept_without_what_it_printed(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_runs_from_beginning_to_end(path):
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=PATIENCE, kernel_name="python3").execute()
    shown = [out for cell in book.cells for out in cell.get("outputs", [])]
    assert not [out for out in shown if out.get("name") == "stderr"]
    kinds = {kind for out in shown for kind in out.get("data", {})}
    assert "image/png" in kinds
    if "exhibit=" in path.read_text("utf-8"):
        assert "application/vnd.jupyter.widget-view+json" in kinds


@contextmanager
def lab(folder):
    """JupyterLab with a folder's notebooks, on a free port of this machine; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    flags = {
        "ServerApp.port": port,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": "",
        "LabApp.news_url": None,  # nothing is asked of another machine
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    words = [f"--{name}={value}" for name, value in flags.items()]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *words]
    log = folder / "log.txt"
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | own) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(10 * PATIENCE):
                assert process.poll() is None, log.read_text()
                with suppress(OSError), urllib.request.urlopen(f"{url}/api"):
                    break
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(PATIENCE)


def run(page, number):
    """Run a cell, once the kernel has nothing else to do."""
    page.get_by_text("| Idle").wait_for()
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").nth(number).click()
    page.keyboard.press("Shift+Enter")


@pytest.mark.slow
def test_a_figure_is_drawn_in_jupyterlab_and_its_words_reach_the_kernel(browser, tmp_path):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "one.ipynb")
    with lab(tmp_path) as url:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(browsing.PATIENCE)
        page.goto(f"{url}/lab/tree/one.ipynb")
        run(page, 0)
        frame = page.frame_locator(".jp-OutputArea iframe")
        guess = frame.locator("pl-stage[data-drawn] canvas").nth(1).element_handle()
        guess.owner_frame().wait_for_function(f"(stage) => ({COLOURS})(stage) > 1000", arg=guess)
        prompt = frame.locator("#page-prompt input")
        assert prompt.input_value() == "a snail"
        prompt.fill("a bee on a sunflower")
        prompt.press("Enter")
        guess.owner_frame().wait_for_function("() => location.hash.includes('a+bee')")
        run(page, 1)
        page.locator(".jp-OutputArea-output", has_text="a bee on a sunflower").wait_for()
        page.close()
