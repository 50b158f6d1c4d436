"""The server as it runs: it keeps no log of who asked what, and ends when it is told to.

A connection on which no request's header arrives whole is closed after some seconds, however
diligently it trickles. There are only so many connections; who comes when all are taken is told so.
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Mapping

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from pellucid.app.serve.guard import HEADERS
from pellucid.app.serve.shares import loopback

HEADER = 5.0  # seconds for a request's header to arrive, from the connection or the last answer
LATER = {"retry-after": "5"}  # seconds
MOST = 256  # connections at once
EACH = 64  # of these, from one other machine


class Running(uvicorn.Server):
    """uvicorn, but every stream is ended before the connections are closed."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            http=Patient,
            log_level="error",
            access_log=False,
            ws="none",
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self.state = app.state.server

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is being drawn, then close."""
        self.state.worker.clear()
        await super().shutdown(sockets)


def start(app: FastAPI, door: socket.socket) -> tuple[Running, threading.Thread]:
    """Serve in a thread of its own, which ends with the process; returns once it answers."""
    server = Running(app)
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("The server did not start.")
        time.sleep(0.005)
    return server, thread


class Patient(H11Protocol):
    """A connection whose patience with a header that does not come has an end."""

    clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock; or turn a visitor away at once if all places are taken."""
        assert isinstance(transport, asyncio.Transport)
        super().connection_made(transport)
        if len(self.connections) > MOST or self._greedy():
            self._part("503 Service Unavailable", "Too many are connected just now.")
        self._watch()

    def _greedy(self) -> bool:
        """Tell whether another machine holds more than its part of the places."""
        host = self.client[0] if self.client else ""
        clients = (each.client for each in self.connections if isinstance(each, Patient))
        own = sum(client is not None and client[0] == host for client in clients)
        return own > EACH and not loopback(host)

    def data_received(self, data: bytes) -> None:
        """Take what came; the clock goes on until a whole header is there."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Start the clock for the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._still()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Let the clock run while a header is awaited; what trickles in does not stop it."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self.transport.is_closing():
            self._still()
        elif self.clock is None:
            self.clock = self.loop.call_later(HEADER, self._give_up)

    def _still(self) -> None:
        if self.clock is not None:
            self.clock.cancel()
            self.clock = None

    def _give_up(self) -> None:
        """Close a connection; one on which a request was begun is told why."""
        self.clock = None
        begun, _ = self.conn.trailing_data
        if begun and (self.cycle is None or self.cycle.response_complete):
            self._part("408 Request Timeout", "The request took too long to arrive.")
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Turn away what is no request, in a sentence as everything else."""
        self._part("400 Bad Request", "This is no HTTP request.", "See /docs.", {})

    def _part(
        self,
        status: str,
        sentence: str,
        action: str = "Try again in a moment.",
        more: Mapping[str, str] = LATER,
    ) -> None:
        """Say one sentence in JSON, then close; the connection may be in any state for that."""
        data = json.dumps({"error": sentence, "action": action}).encode()
        heads = {
            "content-type": "application/json",
            "content-length": str(len(data)),
            "cache-control": "no-store",
            "connection": "close",
            **HEADERS,
            **more,
        }
        lines = (f"{name}: {value}\r\n" for name, value in heads.items())
        self.transport.write(f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode() + data)
        self.transport.close()
