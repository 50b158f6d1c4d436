"""An application served for as long as something needs it: screenshots, tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from pellucid.app.explore import listener
from pellucid.app.serve.running import start


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port for as long as the block lasts; yields its address."""
    door = listener("127.0.0.1", 0)
    server, thread = start(app, door)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()
