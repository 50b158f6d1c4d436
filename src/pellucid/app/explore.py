"""`pellucid explore`: the page, on this machine."""

import secrets
import socket
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pellucid.app.flags import BackendName, Weights, flag
from pellucid.errors import MendableError
from pellucid.recipe.engines import engines
from pellucid.recipe.rules import Integer

if TYPE_CHECKING:
    import uvicorn

USUAL = 8765
TRIES = 20
HERE = "127.0.0.1"
Port = Annotated[int, flag("INT", "where to serve it.", f"{USUAL} or the next that is free")]


def explore(
    port: Port = 0,
    no_open: bool = False,
    lan: bool = False,
    weights: Weights = "",
    backend: BackendName = "fastest",
) -> None:
    """Watch pictures being made, on a page of your own machine.

    Serves the page until Ctrl-C, to nobody but you: it listens on 127.0.0.1 alone. With --lan it
    also answers phones and laptops of your network, to those who have the link it prints.

    Args:
        no_open: do not open a browser.
        lan: let others of your network in, by a link with a key.

    """
    Integer(0, 65535)("port", port)
    with _bound(port, lan) as listener:
        print("Starting; this takes a few seconds.", file=sys.stderr)
        import segno

        from pellucid.app.serve.running import Running
        from pellucid.app.server import build
        from pellucid.engine.engine import load
        from pellucid.engine.shelf import own

        folder = own(weights)
        port = listener.getsockname()[1]
        token = secrets.token_urlsafe(24) if lan else ""
        loads = {name: partial(load, name, folder, backend) for name in engines()}
        addresses = _addresses() if lan else []
        hosts = [f"{address}:{port}".removesuffix(":80") for address in addresses]
        server = Running(build(loads, hosts=hosts, token=token))
        url = f"http://{HERE}:{port}/" + (f"?key={token}" if token else "")
        print(f"Pellucid is at {url} (Ctrl-C stops it)")
        for host in hosts:
            link = f"http://{host}/?key={token}"
            print(f"For others of this network, who can then draw with this machine: {link}")
            segno.make(link, error="l").terminal(compact=True)  # a code to scan
        if not no_open:
            threading.Thread(target=_open, args=(server, url), daemon=True).start()
        server.run([listener])


def _addresses() -> list[str]:
    """Find this machine's own addresses in its networks; nothing is sent to find them."""
    found = set()
    for probe in ("192.0.2.1", "10.255.255.255"):  # any address will do: nothing is sent
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.connect((probe, 9))
            found.add(str(line.getsockname()[0]))
    return sorted(address for address in found if not address.startswith("127."))


def _open(server: "uvicorn.Server", url: str) -> None:
    while not server.started:
        time.sleep(0.02)
    webbrowser.open(url)


def listener(host: str, port: int) -> socket.socket:
    """Listen on a port with a socket that knows it is TCP; otherwise answers come 40 ms late."""
    return socket.socket(fileno=socket.create_server((host, port)).detach())


def _bound(port: int, lan: bool) -> socket.socket:
    """Bind a port: the one asked for, or the first that is free from the usual one on."""
    for number in [port] if port else range(USUAL, USUAL + TRIES):
        with suppress(OSError):
            return listener("0.0.0.0" if lan else HERE, number)
    taken = f"Port {port} is" if port else f"Ports {USUAL} to {USUAL + TRIES - 1} are"
    raise MendableError(f"{taken} taken or not allowed; choose another with --port.")
