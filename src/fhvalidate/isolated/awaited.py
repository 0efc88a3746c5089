"""avalidate(): as `fhvalidate.validate`, in a worker of a pool, for tasks of asyncio."""

import asyncio
import threading
from collections.abc import Callable
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
        submitted = asyncio.wrap_future(_apart(partial(pool.submit, source, **asked)))
        try:
            outcome = await asyncio.shield(submitted)
        except asyncio.CancelledError:
            submitted.add_done_callback(_give_up)
            raise
    return await asyncio.wrap_future(outcome)


def _apart(submit: Callable[[], Future[Report]]) -> Future[Future[Report]]:
    """What the call gives, made in a thread of its own: a file that never ends keeps that alone.

    Such a thread ends with the program; the loop's own threads are few, and others' too.
    """
    outcome: Future[Future[Report]] = Future()

    def run() -> None:
        outcome.set_running_or_notify_cancel()
        try:
            outcome.set_result(submit())
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            outcome.set_exception(error)

    threading.Thread(target=run, name="fhvalidate-read", daemon=True).start()
    return outcome


def _give_up(submitted: asyncio.Future[Future[Report]]) -> None:
    if not submitted.cancelled() and submitted.exception() is None:
        submitted.result().cancel()
