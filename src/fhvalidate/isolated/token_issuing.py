"""Tokens issued by what judges and writes in worker processes: for commands.

Workers alone open a file. The key, the network and the clock stay with the caller.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from fhvalidate.extension.pdf_writer import Stamp, require_pyhanko
from fhvalidate.extension.svt_check import Held
from fhvalidate.extension.svt_facts import SignatureFacts
from fhvalidate.extension.svt_issuing import Ordinary, Tools
from fhvalidate.isolated.authority import Authority, now
from fhvalidate.isolated.examiner import IsolatedWorker
from fhvalidate.isolated.process import is_supported
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.isolated.workbench import Workbench
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile
from fhvalidate.trust.anchors import Purpose, TrustAnchors


@contextmanager
def issuing(
    settings: Settings,
    folder: Path,
    *,
    file: SourceFile,
    issuer: bytes,
    password: str,
    authority: Authority | None = None,
    isolated: bool | None = None,
) -> Iterator[Tools]:
    """What `extension.svt_issuing.issued` issues a token over one file with.

    Args:
        settings: what the file is judged by.
        folder: for the caller alone, where the file lies while it is made.
        file: as it was read.
        issuer: the certificate (DER) that the new file's reader believes for tokens.
        password: that opens it.
        authority: whose ordinary time-stamp is to follow the token; None: nobody's.
        isolated: whether in a worker process; wherever the platform can when left out.

    Raises:
        UsageError: `extend-not-installed`.
    """
    require_pyhanko()
    limits = ResourceLimits.of(settings.policy)
    in_worker = is_supported() if isolated is None else isolated
    # The caller has the key in memory, which is nothing for what opens files.
    both = (settings, replace(settings, trust=_believing(issuer, settings.trust)))
    workers = [IsolatedWorker(s, limits, forks=False) if in_worker else None for s in both]
    work, reading = (
        Workbench(each, folder, file, password, worker)
        for each, worker in zip(both, workers, strict=True)
    )
    bench = _Bench(work, reading, authority)
    try:
        ordinary = None if authority is None else Ordinary(bench.ordinary, bench.work.supplied)
        yield Tools(bench.judge, bench.facts, bench.stamped, bench.held, bench.read, ordinary)
    finally:
        for worker in filter(None, workers):
            worker.close()


def _believing(issuer: bytes, trust: TrustAnchors) -> TrustAnchors:
    """Whom the new file's reader believes; an issuer for tests too, by whoever has its key."""
    own = TrustAnchors.from_pem_or_der(issuer, name="").for_purpose(Purpose.SVT)
    return TrustAnchors.joined((trust, own.allowing_test()))


@dataclass(slots=True)
class _Bench:
    work: Workbench
    reading: Workbench
    authority: Authority | None

    def judge(self, data: bytes) -> Report:
        return self.work.judge(data, self.now())

    def read(self, data: bytes, _issuer: bytes) -> Report:
        return self.reading.judge(data, self.now())

    def now(self) -> datetime:
        return now() if self.authority is None else self.authority.now()

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
