"""`pellucid explore` and its page in the docs: what is printed there can be typed."""

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from runpy import run_path

import fake
import pytest
from asking import Client
from PIL import Image

import pellucid
from pellucid.app import explore as app
from pellucid.app.cli import main
from pellucid.app.serve.running import Running
from pellucid.errors import MendableError
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import Recipe

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "explore.md").read_text("utf-8")


@pytest.mark.training
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_what_the_page_types_works(tmp_path, monkeypatch, capsys):
    blocks = re.findall(r"^<!-- served -->\n+```sh\n(.*?)^```$", PAGE, re.M | re.S)
    assert len(blocks) == 2
    with fake.serving() as url:
        script = "set -e\n" + "\n".join(blocks)
        done = subprocess.run(
            ["bash", "-c", script],
            env=os.environ | {"PELLUCID": url},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("snail.png", "states.jpg", "guesses.webp", "film.webp", "poked.png"):
        Image.open(tmp_path / name).load()
    told = {file.stem: json.loads(file.read_text()) for file in tmp_path.glob("*.json")}
    assert told["meta"]["states"] == 29
    assert told["recipe"]["recipe"]["prompt"] == "a snail on a mushroom"
    assert len(told["photo"]["photo"]) == 64
    assert [piece["text"] for piece in told["read"]["pieces"]][1] == "snail"
    assert "walk" in [exhibit["slug"] for exhibit in told["info"]["exhibits"]]
    assert (tmp_path / "latents.bin").stat().st_size == 2 * 29 * 4 * 32 * 32 * 2
    (code,) = re.findall(r"^<!-- records -->\n+```python\n(.*?)^```$", PAGE, re.M | re.S)
    (tmp_path / "records.py").write_text(code)
    monkeypatch.chdir(tmp_path)
    run_path("records.py")
    shown = capsys.readouterr().out
    assert "guess-28: 0 % noise" in shown
    assert len(list(tmp_path.glob("guess-*.webp"))) == len(list(tmp_path.glob("x-*.jpg"))) == 29


def test_small_answers_are_not_held_back():
    """asyncio sends a small answer at once only where a socket says that it is TCP."""
    with app.listener("127.0.0.1", 0) as door, socket.create_connection(door.getsockname()):
        there, _ = door.accept()
        with there:
            assert there.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_told_in_one_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as ended:
            main(["explore", "--port", str(taken.getsockname()[1])])
    assert ended.value.code == 2
    assert "choose another with --port" in capsys.readouterr().err


def test_a_slip_is_answered_before_anything_is_loaded(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["explore", "--port", "70000"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("pellucid: ")


def run_server(monkeypatch, **options):
    """Run the command itself with a fake engine; returns the server and its thread."""
    servers = []

    def kept(made):
        servers.append(Running(made))
        return servers[-1]

    monkeypatch.setattr("pellucid.app.serve.running.Running", kept)
    monkeypatch.setattr("pellucid.engine.engine.load", lambda *_: fake.engine())
    thread = threading.Thread(target=lambda: app.explore(**options), daemon=True)
    thread.start()
    while not (servers and servers[0].started):
        assert thread.is_alive()
        time.sleep(0.01)
    return servers[0], thread


def test_the_command_serves_and_opens_the_page(monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(app.webbrowser, "open", opened.append)
    server, thread = run_server(monkeypatch)
    try:
        while not opened:
            time.sleep(0.01)
        (url,) = opened
        assert url in capsys.readouterr().out
        answer = Client(url).get("/")
        assert answer.headers["content-type"].startswith("text/html")
        told = Client(url).get("/api/info").json["engines"]
        assert [engine["name"] for engine in told] == list(engines())
        assert Client(url).walk(prompt="a snail", steps=3)[1]
    finally:
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()


def test_the_engines_of_the_page_have_the_weights_and_the_backend_that_were_named(
    monkeypatch, tmp_path
):
    asked = []

    def build(loads, *_, **__):
        asked.extend(load.args for load in loads.values())
        raise MendableError("Enough.")

    monkeypatch.setattr("pellucid.app.server.build", build)
    words = ["explore", "--no-open", "--weights", str(tmp_path), "--backend", "torch"]
    with pytest.raises(SystemExit):
        main(words)
    assert asked == [(name, tmp_path, "torch") for name in engines()]


def test_guests_need_the_link_that_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(app, "_addresses", lambda: ["127.0.0.2"])
    server, thread = run_server(monkeypatch, no_open=True, lan=True)
    try:
        shown = capsys.readouterr().out
        link = re.search(r"http://127\.0\.0\.2:\d+/\?key=\S+", shown)[0]
        assert "\u2588" in shown or "\u2580" in shown or "\u2584" in shown  # the code to scan
        url, _, query = link.partition("/?")
        assert len(query) > 32
        assert Client(url).get("/api/info").status == 401
        entered = Client(url).get("/?" + query)
        assert (entered.status, entered.headers["location"]) == (303, "/")
        held = (("Cookie", entered.headers["set-cookie"].partition(";")[0]),)
        assert Client(url, held).get("/api/info").status == 200
        assert Client(url, held).walk(prompt="a snail", steps=3)[1]
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.mark.slow
def test_the_real_engine_s_walk_ends_in_the_picture_that_draw_writes(tmp_path):
    """The same bytes, whether somebody looked at every step or nobody did."""
    recipe = Recipe("a snail on a mushroom", seed=7, steps=8)
    picture = tmp_path / "snail.png"
    main(["draw", recipe.prompt, "--seed", "7", "--steps", "8", "--out", str(picture)])
    with fake.serving(load=lambda: pellucid.load("garden")) as url:
        plan, _ = Client(url).walk(prompt=recipe.prompt, seed=7, steps=8)
        key = plan["walks"][0]["key"]
        assert Client(url).get(f"/w/{key}/end.png").data == picture.read_bytes()
        told = Client(url).get(f"/w/{key}/meta.json").json
        assert all(
            0 < pull < 10 and 0 < angle < 180
            for pull, angle in zip(told["pull"][:-1], told["angle"][:-1], strict=True)
        )
        assert Client(url).post("/api/read", {"prompt": "a dog"}).json["inside"] is False
        sheet = Image.open(io.BytesIO(Client(url).get(f"/w/{key}/x0.webp").data))
        assert sheet.size == (6 * 256, 2 * 256)


def test_the_server_needs_no_network():
    """Whoever builds it opens no connection, and nothing of the page is fetched from elsewhere."""
    from pellucid.app.page import Site

    site = Site()
    for name in site.names():
        text = site.get(name).read_text("utf-8", "replace")
        if name.endswith((".html", ".css", ".js")):
            far = re.findall(r"(?:src|href|url|from|import|fetch)\W{1,3}(https?:)?//[a-z]", text)
            assert not far, name


def test_help_of_the_page_s_commands_comes_at_once():
    done = subprocess.run(
        [sys.executable, "-m", "pellucid", "explore", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "--lan" in done.stdout
