"""The server as it runs: it keeps no log of who asked what, and ends when it is told to."""

import socket

import uvicorn
from fastapi import FastAPI

__all__ = ["Running"]


class Running(uvicorn.Server):
    """uvicorn, but every stream is ended before the connections are closed."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            ws="none",
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=2,
            limit_concurrency=256,
        )
        super().__init__(config)
        self.house = app.state.house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is being drawn, then close."""
        self.house.machine.clear()
        await super().shutdown(sockets)
