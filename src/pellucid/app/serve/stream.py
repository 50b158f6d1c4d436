"""The answer that grows: records as they come, until the job ends or the reader goes."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi.responses import Response

from pellucid.app.serve.jobs import Job
from pellucid.app.serve.records import Kind, Record, packed

__all__ = ["BEAT", "Stream"]

BEAT = 5.0  # seconds of silence before a sign of life
BUNDLE = 256 * 2**10  # bytes sent at once


class Stream(Response):
    """Send a job's records; when the reader closes the connection, the job is cancelled at once."""

    media_type = "application/octet-stream"

    def __init__(self, job: Job, gone: Callable[[], object]) -> None:
        super().__init__(headers={"Cache-Control": "no-store"})
        del self.headers["content-length"]
        self.job = job
        self.gone = gone

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002
        """Serve one connection (ASGI)."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(news.set)

        self.job.outbox.wake = wake
        news.set()
        leaving = asyncio.ensure_future(_left(receive))
        try:
            start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(start)
            await self._pour(send, news, leaving)
        except OSError:
            pass
        finally:
            self.job.outbox.wake = lambda: None
            leaving.cancel()
            self.gone()

    async def _pour(self, send: Any, news: asyncio.Event, leaving: "asyncio.Future[None]") -> None:
        while not leaving.done():
            news.clear()
            data, ended = self._bundle()
            if data or ended:
                body = {"type": "http.response.body", "body": data, "more_body": not ended}
                await send(body)
            if ended:
                return
            if data:
                continue
            waiting = asyncio.ensure_future(news.wait())
            await asyncio.wait(
                (waiting, leaving), timeout=BEAT, return_when=asyncio.FIRST_COMPLETED
            )
            waiting.cancel()
            if not (news.is_set() or leaving.done()):
                beat = packed(Record(Kind.BEAT), self.job.outbox.sequence)
                await send({"type": "http.response.body", "body": beat, "more_body": True})

    def _bundle(self) -> tuple[bytes, bool]:
        """Take what waits, up to a bundle; says whether that was the last of it."""
        taken, size = [], 0
        while size < BUNDLE and (data := self.job.outbox.take()) is not None:
            taken.append(data)
            size += len(data)
        return b"".join(taken), self.job.outbox.closed and not self.job.outbox.waiting


async def _left(receive: Any) -> None:
    """Wait until the reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
