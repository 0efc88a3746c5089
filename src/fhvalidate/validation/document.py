"""The verdict on a document, from what was concluded on its parts (rule R4 of the project).

Cryptographic status, coverage, modification and the conclusions of EN 319 102-1 are combined with
*and*: a conclusion that looks only at a CMS never stands for the document.
"""

from collections.abc import Iterable, Iterator

from fhvalidate.conclusion import Finding, Indication, Severity, Verdict
from fhvalidate.pdf.document.document import Document
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.changes import worse
from fhvalidate.validation.process import SignatureResult

CLAUSE = "ISO 32000-2, 7.3"
MAX_OBJECTS = 20  # that are told one by one


def verdict_on(
    document: Document,
    results: Iterable[SignatureResult],
    *,
    asked: Iterable[Finding],
    limited: bool,
) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict by the signatures and time-stamps, and the findings on the document.

    Args:
        document: the file.
        results: of every signature and document time-stamp; none of them means `unsigned`.
        asked: what the policy asks of the document that it does not show.
        limited: whether a limit kept something of the file from being judged.
    """
    results = tuple(results)
    if not results:
        return Verdict.UNSIGNED, ()
    findings = (*_document_findings(document, results), *asked)
    verdicts = [_verdict_of(result) for result in results]
    if any(finding.severity is Severity.ERROR for finding in findings) or limited:
        verdicts.append(Verdict.INDETERMINATE)
    verdict = Verdict.VALID
    for candidate in verdicts:
        verdict = worse(verdict, candidate)
    return verdict, (*findings, *_vouched_for(results, verdict))


def _verdict_of(result: SignatureResult) -> Verdict:
    """The verdict that one signature or time-stamp alone would give."""
    verdict = result.changes.verdict
    match result.conclusion.indication:
        case Indication.TOTAL_FAILED | Indication.FAILED:
            return Verdict.INVALID
        case Indication.INDETERMINATE if is_void_carrier(result):
            return verdict  # it counts for nothing, neither for nor against
        case Indication.INDETERMINATE if result.is_vouched_for:
            return verdict  # on the word of the token's issuer, which the report says
        case Indication.INDETERMINATE:
            return worse(verdict, Verdict.INDETERMINATE)
        case Indication.TOTAL_PASSED | Indication.PASSED:
            pass
    passed = all(s.conclusion.indication is Indication.PASSED for s in result.timestamps)
    if not passed or result.integrity is not Integrity.INTACT:
        return worse(verdict, Verdict.INDETERMINATE)
    return verdict


def is_void_carrier(result: SignatureResult) -> bool:
    """Whether it is the unbroken time-stamp of a validation token that counts for nothing here.

    Nobody is believed for it, or something is wrong with it (RFC 9321, 5: the newest that holds
    is used). What it is over is what everything else was judged by.
    """
    carries = any(stamp.svt is not None for stamp in result.timestamps)
    return (
        carries
        and result.signature.kind is SignatureKind.DOCUMENT_TIMESTAMP
        and result.integrity is Integrity.INTACT
    )


def _document_findings(
    document: Document, results: tuple[SignatureResult, ...]
) -> Iterator[Finding]:
    kinds = {result.signature.kind for result in results}
    if SignatureKind.SIGNATURE not in kinds:
        yield Finding.error("only-document-timestamps", "EN 319 142-1, 5.4")
    left = [r.signature.placed.unaccounted for r in results]
    for unaccounted in dict.fromkeys(item for item in left if item is not None):
        yield Finding.error(
            "unaccounted-bytes",
            "ISO 32000-2, 7.5.6",
            offset=unaccounted.offset,
            length=unaccounted.length,
            reason=unaccounted.reason,
        )
    yield from _read_in_two_ways(document, results)
    # A range that covers a part of a file that was repaired to be read proves nothing of the rest.
    if document.repaired:
        yield Finding.error("cross-reference-repaired", "ISO 32000-2, 7.5.4")
    signed = {name for r in results for name in r.signature.placed.names}
    for name in (name for name in document.fields.empty if name not in signed):
        yield Finding.info("empty-signature-field", "ISO 32000-2, 12.7.5.5", field=name)


def _vouched_for(results: tuple[SignatureResult, ...], verdict: Verdict) -> Iterator[Finding]:
    """On whose word signatures count that ours does not confirm, and whether that is enough."""
    used = (word for r in results if r.is_vouched_for for word in r.svt if word.is_used)
    for word in {word.carrier: word for word in used}.values():
        issuer = word.token.issuer
        name = "" if issuer is None else issuer.common_name or issuer.subject
        at, clause = word.issued_at, "RFC 9321, 5"
        if verdict is Verdict.VALID:
            yield Finding.warning("vouched-by-token", clause, issuer=name, time=at)
        else:
            yield Finding.warning("signatures-vouched-by-token", clause, issuer=name, time=at)


def _read_in_two_ways(
    document: Document, results: tuple[SignatureResult, ...]
) -> Iterator[Finding]:
    """What one reader shows or finds, and another does not (rule R12 of the project)."""
    readings = [document.reading, *(result.signature.placed.reading for result in results)]
    there = [reading for reading in readings if reading is not None]
    hidden = sorted({number for reading in there for number in reading.hidden})
    if hidden:
        clause = "ISO 32000-2, 7.5.8.4"
        yield Finding.info("hybrid-cross-reference", clause, objects=tuple(hidden[:MAX_OBJECTS]))
    unread = sorted({number for reading in there for number in reading.unread})
    if unread:
        yield Finding.error("objects-unread", CLAUSE, objects=tuple(unread[:MAX_OBJECTS]))
    twice = dict.fromkeys(each for reading in there for each in reading.twice)
    told = [each for each in twice if each.number not in unread][:MAX_OBJECTS]
    if told:
        objects = tuple(dict.fromkeys(each.number for each in told))
        reasons = tuple(dict.fromkeys(each.reason for each in told))
        yield Finding.error("read-in-two-ways", CLAUSE, objects=objects, reasons=reasons)
    elsewhere = sorted({number for reading in there for number in reading.elsewhere})
    if elsewhere:
        objects = tuple(elsewhere[:MAX_OBJECTS])
        yield Finding.warning("resource-read-in-two-ways", CLAUSE, objects=objects)
    within = sorted({number for reading in there for number in reading.within})
    if within:
        yield Finding.warning("object-in-stream-data", CLAUSE, objects=tuple(within[:MAX_OBJECTS]))
