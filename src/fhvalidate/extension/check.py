"""What is worse in an extended file than in the file that it was made from: nothing may be.

Pure: two byte strings and the reports on them, of which that on the new file was made by what the
file itself holds and the reader's anchors alone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from fhvalidate.conclusion import Finding, Indication, Severity, SubIndication, Verdict
from fhvalidate.extension.levels import (
    RUNGS,
    end_of,
    holds,
    lowest_rung,
    sub_indication_of,
    time_stamps_of,
)
from fhvalidate.extension.wanted import Wanted
from fhvalidate.frozen import frozen
from fhvalidate.pdf.revisions.change_list import ChangeKind
from fhvalidate.pdf.revisions.changes import ChangeLevel
from fhvalidate.pdf_a.answer import PdfAStatus
from fhvalidate.report.changes_model import ChangesReport
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Integrity, SignatureKind

_DAY = timedelta(days=1)
HARMLESS = frozenset({ChangeLevel.NONE, ChangeLevel.VALIDATION_DATA})
_DATA = frozenset({ChangeKind.DOCUMENT_TIME_STAMP, ChangeKind.VALIDATION_DATA})
_VERDICTS = (Verdict.VALID, Verdict.INDETERMINATE)  # best first; every other is worse


@frozen
class Side:
    """A file and the report on it."""

    data: bytes
    report: Report


def is_appended_to(before: Side, after: Side) -> bool:
    """Whether the new file begins with the earlier one, and has more."""
    return len(after.data) > len(before.data) and after.data.startswith(before.data)


def what_is_worse(before: Side, after: Side, wanted: Wanted) -> tuple[Finding, ...]:
    """Why the extended file is not to be had; nothing where it is as it should be."""
    return tuple(_worse(before, after, wanted))


def _worse(before: Side, after: Side, wanted: Wanted) -> Iterator[Finding]:
    old, new = before.report, after.report
    if not is_appended_to(before, after):
        yield Finding.error("extend-bytes-changed")
    yield from _signatures_worse(old, new)
    if lowest_rung(new) < RUNGS[wanted.goal]:
        yield Finding.error("extend-level-not-reached", level=wanted.goal.upper())
    yield from _errors_new(old, new)
    if rank_of(new.verdict) > rank_of(old.verdict):
        yield Finding.error("extend-verdict-worse", verdict=new.verdict)
    if _pdf_a(old) and not _pdf_a(new):
        yield Finding.error("extend-pdf-a-lost")


def _signatures_worse(old: Report, new: Report) -> Iterator[Finding]:
    """Every earlier signature is there, the same, with no worse answer; every new one passes."""
    then = old.signatures
    if len(new.signatures) < len(then):
        yield Finding.error("extend-signature-gone", number=len(then))
        return
    for number, (one, two) in enumerate(zip(then, new.signatures, strict=False), start=1):
        if identity_of(one) != identity_of(two):
            yield Finding.error("extend-signature-gone", number=number)
        elif holds(one) and not holds(two):
            why = sub_indication_of(two)
            yield Finding.error("extend-signature-worse", number=number, sub_indication=why)
        elif not _only_data(two.changes_after, one.changes_after):
            yield Finding.error("extend-changes", number=number)
    yield from time_stamps_not_held(new.signatures[len(then) :])


def time_stamps_not_held(new: Iterable[SignatureReport]) -> Iterator[Finding]:
    """Those of the new signatures that are no time-stamps that hold."""
    for each in new:
        if not holds(each) or each.kind is not SignatureKind.DOCUMENT_TIMESTAMP:
            yield _not_held(each)
        elif not _only_data(each.changes_after):
            yield Finding.error("extend-changes", number=1)


def _not_held(stamp: SignatureReport) -> Finding:
    """Why a new time-stamp does not hold, by what whoever asked for it can do about it."""
    why = sub_indication_of(stamp)
    if stamp.integrity is not Integrity.INTACT or stamp.indication is Indication.FAILED:
        return Finding.error("extend-time-stamp-broken")
    match why:
        case SubIndication.NO_CERTIFICATE_CHAIN_FOUND:
            return Finding.error("extend-time-stamp-not-trusted")
        case SubIndication.TIMESTAMP_ORDER_FAILURE:
            return Finding.error("extend-time-stamp-clock")
    return Finding.error("extend-time-stamp-not-held", sub_indication=why)


def _only_data(changes: ChangesReport, before: ChangesReport | None = None) -> bool:
    """Whether nothing but time-stamps and validation data has come since the earlier changes."""
    known = frozenset() if before is None else _kinds(before)
    levels = HARMLESS if before is None else HARMLESS | {before.level}
    return changes.level in levels and _kinds(changes) - known <= _DATA


def _kinds(changes: ChangesReport) -> frozenset[ChangeKind]:
    return frozenset(each.kind for each in changes.changes)


def identity_of(signature: SignatureReport) -> tuple[object, ...]:
    """What makes it the same signature by the same signer over the same bytes."""
    signer = None if signature.signer is None else signature.signer.certificate_sha256
    return (signature.id, signature.field, signature.byte_range, signature.integrity, signer)


def _errors_new(old: Report, new: Report) -> Iterator[Finding]:
    known = {each.code for each in old.findings}
    for each in new.findings:
        if each.severity is Severity.ERROR and each.code not in known:
            yield Finding.error("extend-error-new", finding=each.code)


def rank_of(verdict: Verdict) -> int:
    """How bad it is: 0 is best."""
    return _VERDICTS.index(verdict) if verdict in _VERDICTS else len(_VERDICTS)


def _pdf_a(report: Report) -> bool:
    found = report.document.pdfa
    return found is not None and found.validated is PdfAStatus.COMPLIANT


def day_to_try(old: Report, new: Report) -> datetime | None:
    """The day after the last of the old certificates ends that the newest time-stamp outlives.

    None where there is none: no document time-stamp, or all that was there outlives it.
    """
    stamps = time_stamps_of(new)
    if not stamps:
        return None
    newest = max(stamps, key=end_of)
    limit = None if newest.provable is None else newest.provable.until
    chains = [each.chain for each in old.signatures]
    chains += [stamp.chain for each in old.signatures for stamp in each.timestamps]
    days = (chain[0].not_after + _DAY for chain in chains if chain)
    now = new.validation_time
    within = (day for day in days if day > now and (limit is None or day < limit))
    return max(within, default=None)


def what_does_not_last(report: Report) -> tuple[Finding, ...]:
    """Why the file does not hold on the day that was tried; nothing where it does."""
    day = f"{report.validation_time:%Y-%m-%d}"
    return tuple(
        Finding.error("extend-not-lasting", number=number, day=day)
        for number, each in enumerate(report.signatures, start=1)
        if not holds(each)
    )
