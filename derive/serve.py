"""An application served for as long as something needs it, and a browser to look at it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from playwright.sync_api import Browser, Playwright

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


def browser(player: Playwright) -> Browser:
    """Start the first browser there is: $CHROMIUM, the system's, or Playwright's own."""
    system = map(shutil.which, ("chromium-headless-shell", "chromium"))
    path = next(filter(None, (os.environ.get("CHROMIUM"), *system)), None)
    return player.chromium.launch(executable_path=path, args=["--no-sandbox"])
