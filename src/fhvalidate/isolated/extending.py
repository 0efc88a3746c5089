"""Files extended by what judges and writes in worker processes: for commands, one file or many.

Workers alone open a file. What is asked of the network, and the clock, stay with the caller.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.evidence import Evidence
from fhvalidate.extension.extending import Extended, Tools, extended
from fhvalidate.extension.pdf_writer import NewValidationData, require_pyhanko
from fhvalidate.extension.wanted import Wanted
from fhvalidate.fetch.request import Network
from fhvalidate.frozen import frozen
from fhvalidate.isolated.authority import Authority, asked_at, now
from fhvalidate.isolated.examiner import IsolatedWorker
from fhvalidate.isolated.process import is_supported
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.isolated.workbench import Workbench
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp


@frozen
class Asking:
    """How files are extended.

    Attributes:
        settings: what they are judged by; what fetches and what is supplied is used to complete
            them, never to judge what came of it.
        stamp: what gives time-stamps, as `asking_for_time_stamps` does.
        url: whom it asks, to be told.
        clock: the time that it is now.
    """

    settings: Settings
    stamp: "Stamp"
    url: str = ""
    clock: Callable[[], datetime] = field(default=now)

    @classmethod
    def at(cls, url: str, network: Network, settings: Settings) -> "Asking":
        """With the time-stamping authority at the address.

        Raises:
            UsageError: `extend-no-time-stamp`: no address that can be asked.
        """
        return cls(settings, asked_at(url, network), url)


Extend = Callable[[SourceFile, Wanted, str], Extended]


@contextmanager
def extending(asking: Asking, folder: Path, *, isolated: bool | None = None) -> Iterator[Extend]:
    """What extends one file after another, given with what is wanted and the password.

    Args:
        asking: how.
        folder: for the caller alone, where files lie while they are made.
        isolated: whether in worker processes; wherever the platform can when left out.

    Raises:
        UsageError: `extend-not-installed`. From the function, beside what
            `extension.extending.extended` raises: `extend-no-time-stamp`.
        UnreadableError: from the function: as `extended`; `not-judged-…`: a worker died of the
            file.
    """
    require_pyhanko()
    alone = replace(asking.settings, evidence=Evidence(), fetch=None)
    in_workers = is_supported() if isolated is None else isolated
    limits = ResourceLimits.of(asking.settings.policy)
    both = (asking.settings, alone)
    workers = [IsolatedWorker(each, limits) if in_workers else None for each in both]

    def extend(file: SourceFile, wanted: Wanted, password: str) -> Extended:
        whole, itself = (
            Workbench(settings, folder, file, password, worker)
            for settings, worker in zip(both, workers, strict=True)
        )
        authority = Authority(asking.stamp, asking.url, asking.clock)
        bench = _Bench(whole, itself, authority)
        return extended(file.data, wanted, Tools(bench.judge, bench.stamped, bench.supplied))

    try:
        yield extend
    finally:
        for worker in filter(None, workers):
            worker.close()


@dataclass(slots=True)
class _Bench:
    """One file while it is extended: judged with everything, or by itself alone."""

    whole: Workbench
    alone: Workbench
    authority: Authority

    def judge(self, data: bytes, *, alone: bool, at: datetime | None = None) -> Report:
        """The report, with the evidence that was at hand, at full detail."""
        work = self.alone if alone else self.whole
        return work.judge(data, at or self.authority.now())

    def stamped(self, data: bytes) -> bytes:
        """The file with a further time-stamp of the authority."""
        return self.whole.stamped(data, self.authority)

    def supplied(self, data: bytes, new: NewValidationData) -> bytes:
        """The file with the data in its security store."""
        return self.whole.supplied(data, new)
