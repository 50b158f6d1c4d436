"""The answer that grows: records as they come, until the job ends or the reader goes."""

import asyncio
from collections.abc import AsyncIterator, Callable

from pellucid.app.serve.jobs import Job
from pellucid.app.serve.records import Kind, Record, encode

BEAT = 5.0  # seconds of silence before a sign of life
BUNDLE = 256 * 2**10  # bytes sent at once


async def pour(job: Job, gone: Callable[[], object]) -> AsyncIterator[bytes]:
    """Yield a job's records as they come; `gone` is called when it ends or its reader leaves."""
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    job.outbox.wake = lambda: loop.call_soon_threadsafe(news.set)
    try:
        while True:
            news.clear()
            if data := job.outbox.take(BUNDLE):
                yield data
            elif job.outbox.closed and not job.outbox.waiting:
                return
            else:
                try:
                    await asyncio.wait_for(news.wait(), BEAT)
                except TimeoutError:
                    yield encode(Record(Kind.BEAT), job.outbox.sequence)
    finally:
        job.outbox.wake = lambda: None
        gone()
