"""avalidate(): as `fhvalidate.validate`, in a worker of a pool, for tasks of asyncio."""

import asyncio
from concurrent.futures import Future
from functools import partial
from typing import Unpack

from fhvalidate.isolated.asking import Asks
from fhvalidate.isolated.pool import Pool
from fhvalidate.report.model import Report
from fhvalidate.source_file import Source


async def avalidate(source: Source, *, pool: Pool, **asked: Unpack[Asks]) -> Report:
    """The report on one document, while other tasks go on, also while a file is read.

    A task that is cancelled, as by `asyncio.timeout`, gives up its place in the queue. Where its
    document is being judged already, the worker is free when it has answered or its time is out.

    Args:
        source: as `fhvalidate.validate` has it; a file is read by another thread.
        pool: whose worker judges.
        asked: as `Pool.validate` has it, but for `timeout`.

    Raises:
        PoolFullError: so many wait already.
        UsageError: as `Pool.validate`.
        InternalError: likewise.
        TypeError: likewise.
        ValueError: likewise.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        outcome = pool.submit(source, **asked)
    else:
        loop = asyncio.get_running_loop()
        submitted = loop.run_in_executor(None, partial(pool.submit, source, **asked))
        try:
            outcome = await asyncio.shield(submitted)
        except asyncio.CancelledError:
            submitted.add_done_callback(_give_up)
            raise
    return await asyncio.wrap_future(outcome)


def _give_up(submitted: asyncio.Future[Future[Report]]) -> None:
    if not submitted.cancelled() and submitted.exception() is None:
        submitted.result().cancel()
