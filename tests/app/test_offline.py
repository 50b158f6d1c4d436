"""Nothing is fetched: with every way to the network refused, pictures are drawn all the same."""

import os
import re
import subprocess
import sys

import pytest
from asking import Client

REFUSED = """
import sys

def hook(event, args):
    if event.startswith("socket.") and event not in {allowed} and "127.0.0.1" not in str(args):
        raise RuntimeError("the network was asked: " + event + str(args))

sys.addaudithook(hook)
from pellucid.app.cli import main
main()
"""
OWN = {"socket.__new__", "socket.bind", "socket.gethostname"}  # what a server does by itself


def command(allowed, *words):
    """`pellucid`, in a process that refuses sockets and that nobody told to stay offline."""
    code = REFUSED.format(allowed=allowed or "()")
    env = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    env["PYTHONUNBUFFERED"] = "1"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_asking_the_network_is_seen():
    code = "import socket\nsocket.create_connection(('192.0.2.1', 9), timeout=1)"
    ours = REFUSED.format(allowed=OWN).replace("from pellucid.app.cli import main\nmain()", code)
    done = subprocess.run([sys.executable, "-c", ours], capture_output=True, text=True, check=False)
    assert "the network was asked" in done.stderr


@pytest.mark.training
def test_a_picture_is_drawn_with_every_socket_refused(tmp_path):
    words = ("a snail", "--steps", "2", "--backend", "torch", "--out", str(tmp_path / "a.png"))
    with command((), "draw", *words) as drawing:
        said, _ = drawing.communicate(timeout=120)
    assert drawing.returncode == 0, said
    assert (tmp_path / "a.png").exists()


@pytest.mark.training
def test_the_page_starts_and_draws_with_every_way_out_refused():
    with command(OWN, "explore", "--port", "0", "--no-open", "--backend", "torch") as serving:
        try:
            said = map(re.compile(r"http://\S+").search, serving.stdout)
            url = next(found[0] for found in said if found)
            assert Client(url).get("/").status == 200
            assert Client(url).walk(prompt="a snail", steps=2)[1]
        finally:
            serving.terminate()
