"""One file extended: judged, added to, judged again; what comes back is never worse than it was.

What judges and what writes are given: a worker process does both, and the one who calls has the
network and the clock. Nothing here writes a file.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from fhvalidate.conclusion import Verdict
from fhvalidate.errors import UsageError
from fhvalidate.extension.check import (
    Side,
    day_to_try,
    time_stamps_not_held,
    what_does_not_last,
    what_is_worse,
)
from fhvalidate.extension.levels import (
    RUNGS,
    data_used,
    holds,
    lacks_proof,
    lowest_rung,
    why_not,
)
from fhvalidate.extension.pdf_writer import NewValidationData
from fhvalidate.extension.refusals import refuse, refuse_unreadable
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.frozen import frozen
from fhvalidate.report.model import Report


class Judge(Protocol):
    """Judges a file; with evidence, at full detail."""

    def __call__(self, data: bytes, *, alone: bool, at: datetime | None = None) -> Report:
        """The report.

        Args:
            data: the file.
            alone: by what the file holds; else also by what is fetched or supplied, if anything.
            at: the time that it is for; now when left out.
        """


@frozen
class Tools:
    """What an extension is made with.

    Attributes:
        stamped: the file with a further document time-stamp.
        supplied: the file with validation data in its security store; the same file where it has
            it all.
    """

    judge: Judge
    stamped: Callable[[bytes], bytes]
    supplied: Callable[[bytes, NewValidationData], bytes]


@frozen
class Extended:
    """An extended file, and the reports on it before and after."""

    data: bytes
    before: Report
    after: Report


def extended(data: bytes, wanted: Wanted, tools: Tools) -> Extended:
    """The file with what it needs for the level, or for another time; earlier bytes as they were.

    Raises:
        UsageError: why it is not extended (`extend-…`): what is wrong with the file as it is, or
            what would have been worse; what `tools` raise.
        UnreadableError: the file cannot be read, or cannot be written to.
    """
    before = tools.judge(data, alone=False)
    _refuse_unfit(before, wanted)
    new, report = data, before
    # Revocation data from after the proof is what the proof can be judged by (EN 319 102-1,
    # 5.6.2.2): so the time-stamp comes first, and the data is collected after it.
    if lacks_proof(before):
        new = tools.stamped(new)
        report = tools.judge(new, alone=False)
        # Before another is asked for.
        refuse(tuple(time_stamps_not_held(report.signatures[len(before.signatures) :])))
    new = tools.supplied(new, data_used(report))
    if wanted.goal is Goal.LTA:
        new = tools.stamped(new)
    after = tools.judge(new, alone=True)
    if not _is_reached(after, wanted):
        # What the new time-stamp itself is judged by.
        new = tools.supplied(new, data_used(tools.judge(new, alone=False)))
        after = tools.judge(new, alone=True)
    refuse(what_is_worse(Side(data, before), Side(new, after), wanted))
    day = day_to_try(before, after)
    if day is not None:
        refuse(what_does_not_last(tools.judge(new, alone=True, at=day)))
    return Extended(new, before, after)


def _refuse_unfit(report: Report, wanted: Wanted) -> None:
    refuse_unreadable(report)
    if report.verdict not in (Verdict.VALID, Verdict.INDETERMINATE) and report.signatures:
        raise UsageError("extend-not-valid", verdict=report.verdict)
    refuse(why_not(report, wanted))


def _is_reached(report: Report, wanted: Wanted) -> bool:
    return all(map(holds, report.signatures)) and lowest_rung(report) >= RUNGS[wanted.goal]
