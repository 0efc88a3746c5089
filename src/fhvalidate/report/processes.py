"""Which process gave the answer, and what each process and building block concluded."""

from collections.abc import Mapping

from fhvalidate.conclusion import Conclusion, Indication, SubIndication
from fhvalidate.report.details_model import BlockReport, ProcessReport
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.building_blocks import BuildingBlock, Process
from fhvalidate.validation.past_signature import PastSignature
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.time_stamp import TimeStampResult
from fhvalidate.validation.x509_validation import LinkStatus

STANDARD = "EN 319 102-1"
_CLAUSES: Mapping[BuildingBlock, str] = {
    BuildingBlock.FORMAT_CHECKING: "5.2.2",
    BuildingBlock.SIGNING_CERTIFICATE: "5.2.3",
    BuildingBlock.CONTEXT: "5.2.4",
    BuildingBlock.REVOCATION_FRESHNESS: "5.2.5",
    BuildingBlock.X509: "5.2.6",
    BuildingBlock.CRYPTOGRAPHIC: "5.2.7",
    BuildingBlock.ACCEPTANCE: "5.2.8",
    BuildingBlock.PAST_CERTIFICATE: "5.6.2.1",
    BuildingBlock.TIME_SLIDING: "5.6.2.2",
    BuildingBlock.PAST_SIGNATURE: "5.6.2.4",
}
_PROCESSES: Mapping[Process, str] = {
    Process.BASIC: "5.3",
    Process.TIME_STAMP: "5.4",
    Process.WITH_TIME: "5.5",
    Process.LONG_TERM: "5.6.3",
}
_STALE = frozenset({LinkStatus.STALE, LinkStatus.UNPROVEN, LinkStatus.MISSING})


def process_of(result: SignatureResult) -> Process:
    """The process that the answer is from: the last one that gave another than those before."""
    stamping = result.signature.kind is SignatureKind.DOCUMENT_TIMESTAMP
    basic, current = result.basic.conclusion, result.current
    if result.past is not None:
        return Process.LONG_TERM
    if current is not None and not _same(current, basic):
        return Process.WITH_TIME
    return Process.TIME_STAMP if stamping else Process.BASIC


def report_processes(result: SignatureResult | TimeStampResult) -> tuple[ProcessReport, ...]:
    """What each process concluded, in the order that they are gone through."""
    if isinstance(result, TimeStampResult):
        past = None if result.past is None else result.conclusion
        told = {Process.TIME_STAMP: result.basic.conclusion, Process.LONG_TERM: past}
    elif result.signature.kind is SignatureKind.DOCUMENT_TIMESTAMP:
        return report_processes(result.timestamps[0]) if result.timestamps else ()
    else:
        told = {
            Process.BASIC: result.basic.conclusion.as_total(),
            Process.WITH_TIME: None if result.current is None else result.current.as_total(),
            Process.LONG_TERM: None if result.current is None else result.conclusion,
        }
    return tuple(
        ProcessReport(process, f"{STANDARD}, {_PROCESSES[process]}", *_status(conclusion))
        for process, conclusion in told.items()
    )


def report_blocks(result: SignatureResult | TimeStampResult) -> tuple[BlockReport, ...]:
    """What each building block concluded; null for one that did not run."""
    concluded = {
        **dict(result.basic.blocks),
        **_freshness(result.basic),
        **_of_past(result.past),
    }
    return tuple(_block(block, clause, concluded.get(block)) for block, clause in _CLAUSES.items())


def _block(block: BuildingBlock, clause: str, conclusion: Conclusion | None) -> BlockReport:
    codes = () if conclusion is None else dict.fromkeys(f.code for f in conclusion.findings)
    indication, sub_indication = _status(conclusion)
    return BlockReport(block, f"{STANDARD}, {clause}", indication, sub_indication, tuple(codes))


def _freshness(basic: BasicResult) -> dict[BuildingBlock, Conclusion]:
    """5.2.5 answers PASSED or FAILED for each certificate: FAILED when one is not known of."""
    links = basic.certified.links if basic.certified is not None else ()
    if not links:
        return {}
    stale = any(link.status in _STALE for link in links)
    fresh = Conclusion.passed()
    failed = Conclusion.failed(SubIndication.TRY_LATER)
    return {BuildingBlock.REVOCATION_FRESHNESS: failed if stale else fresh}


def _of_past(past: PastSignature | None) -> dict[BuildingBlock, Conclusion]:
    if past is None:
        return {}
    found = {BuildingBlock.PAST_SIGNATURE: past.conclusion}
    if past.certificate is not None:
        found[BuildingBlock.PAST_CERTIFICATE] = past.certificate.conclusion
        if past.certificate.slid is not None:
            found[BuildingBlock.TIME_SLIDING] = past.certificate.slid
    return found


def _status(
    conclusion: Conclusion | None,
) -> tuple[Indication, SubIndication | None] | tuple[None, None]:
    if conclusion is None:
        return None, None
    return conclusion.indication, conclusion.sub_indication


def _same(one: Conclusion, other: Conclusion) -> bool:
    return (one.indication, one.sub_indication) == (other.indication, other.sub_indication)
