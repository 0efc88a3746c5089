"""Tokens issued by what judges and writes in worker processes: for commands.

Workers alone open a file. The key, the network and the clock stay with the caller.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from fhvalidate.extension.pdf_writer import Stamp, require_pyhanko
from fhvalidate.extension.svt_check import Held
from fhvalidate.extension.svt_facts import SignatureFacts
from fhvalidate.extension.svt_issuing import Tools
from fhvalidate.isolated.authority import Authority, now
from fhvalidate.isolated.examiner import IsolatedWorker
from fhvalidate.isolated.process import is_supported
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.isolated.workbench import Workbench
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile


@contextmanager
def issuing(
    settings: Settings,
    folder: Path,
    *,
    file: SourceFile,
    password: str,
    authority: Authority | None = None,
    isolated: bool | None = None,
    clock: Callable[[], datetime] = now,
) -> Iterator[Tools]:
    """What `extension.svt_issuing.issued` issues a token over one file with.

    Args:
        settings: what the file is judged by.
        folder: for the caller alone, where the file lies while it is made.
        file: as it was read.
        password: that opens it.
        authority: whose ordinary time-stamp is to follow the token; None: nobody's.
        isolated: whether in a worker process; wherever the platform can when left out.
        clock: the time that it is now.

    Raises:
        UsageError: `extend-not-installed`.
    """
    require_pyhanko()
    limits = ResourceLimits.of(settings.policy)
    in_worker = is_supported() if isolated is None else isolated
    # The caller has the key in memory, which is nothing for what opens files.
    worker = IsolatedWorker(settings, limits, forks=False) if in_worker else None
    bench = _Bench(Workbench(settings, folder, file, password, worker), authority, clock)
    try:
        ordinary = None if authority is None else bench.ordinary
        yield Tools(bench.judge, bench.facts, bench.stamped, bench.held, ordinary)
    finally:
        if worker is not None:
            worker.close()


@dataclass(slots=True)
class _Bench:
    work: Workbench
    authority: Authority | None
    clock: Callable[[], datetime]

    def judge(self, data: bytes) -> Report:
        return self.work.judge(data, self.now())

    def now(self) -> datetime:
        return self.clock() if self.authority is None else self.authority.now()

    def ordinary(self, data: bytes) -> bytes:
        return data if self.authority is None else self.work.stamped(data, self.authority)

    def facts(self, data: bytes, digest: str) -> tuple[SignatureFacts, ...]:
        found = self.work.read(tuple[SignatureFacts, ...], "svt-facts", data, digest=digest)
        return cast("tuple[SignatureFacts, ...]", found)

    def stamped(self, data: bytes, stamp: Stamp, *, algorithm: str, room: int) -> bytes:
        return self.work.written("write-time-stamp", data, stamp, algorithm=algorithm, room=room)

    def held(self, data: bytes, certificate: bytes) -> Held:
        told = base64.b64encode(certificate).decode()
        at = self.now().isoformat()
        return cast("Held", self.work.read(Held, "svt-held", data, certificate=told, at=at))
