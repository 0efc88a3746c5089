"""The verdict on a document, from what was concluded on its parts (rule R4 of the project).

Cryptographic status, coverage, modification and the conclusions of EN 319 102-1 are combined with
*and*: a conclusion that looks only at a CMS never stands for the document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fhvalidate.conclusion import Finding, Indication, Severity, Verdict
from fhvalidate.pdf.changes import ChangeLevel, Changes
from fhvalidate.pdf.document import Document
from fhvalidate.policy import Policy
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.process import SignatureResult

DOC_MDP = "ISO 32000-2, 12.8.2.2"
CHANGES = "ISO 32000-2, 12.8.2"


@dataclass(frozen=True, slots=True)
class ChangeJudgement:
    """What the changes after one signature mean: findings on it, and the worst verdict allowed."""

    verdict: Verdict
    findings: tuple[Finding, ...]


def judge_changes(result: SignatureResult) -> ChangeJudgement:
    """What follows from what later revisions did to the signed one.

    Page content changed, a signature lost, or a change that a certification forbids: invalid. A
    form value that a certification permits: valid, and told. Anything else that a reader sees: the
    signature holds for its revision, and what is shown now is not what was signed.
    """
    placed = result.signature.placed
    findings = tuple(_judge(placed.changes, placed.objection, placed.field.certification))
    verdict = Verdict.VALID
    for finding, worst in findings:
        if finding.severity is Severity.ERROR:
            verdict = _worse(verdict, worst)
    if placed.field.vanished:
        vanished = Finding.error("signature-vanished", CHANGES, field=placed.field.name)
        return ChangeJudgement(Verdict.INVALID, (vanished, *(f for f, _ in findings)))
    return ChangeJudgement(verdict, tuple(finding for finding, _ in findings))


def verdict_on(
    document: Document, results: Iterable[SignatureResult], policy: Policy, *, limited: bool
) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict by the signatures and time-stamps, and the findings on the document.

    Args:
        document: the file.
        results: of every signature and document time-stamp; none of them means `unsigned`.
        policy: what else a document must show to be valid.
        limited: whether a limit kept something of the file from being judged.
    """
    results = tuple(results)
    if not results:
        return Verdict.UNSIGNED, ()
    findings = (*_document_findings(document, results), *_preservation_findings(policy))
    verdicts = [_verdict_of(result) for result in results]
    if any(finding.severity is Severity.ERROR for finding in findings) or limited:
        verdicts.append(Verdict.INDETERMINATE)
    verdict = Verdict.VALID
    for candidate in verdicts:
        verdict = _worse(verdict, candidate)
    return verdict, findings


def _verdict_of(result: SignatureResult) -> Verdict:
    """The verdict that one signature or time-stamp alone would give."""
    verdict = judge_changes(result).verdict
    match result.conclusion.indication:
        case Indication.TOTAL_FAILED | Indication.FAILED:
            return Verdict.INVALID
        case Indication.INDETERMINATE:
            return _worse(verdict, Verdict.INDETERMINATE)
        case Indication.TOTAL_PASSED | Indication.PASSED:
            pass
    passed = all(s.conclusion.indication is Indication.PASSED for s in result.timestamps)
    if not passed or result.integrity is not Integrity.INTACT:
        return _worse(verdict, Verdict.INDETERMINATE)
    return verdict


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
    # A range that covers a part of a file that was repaired to be read proves nothing of the rest.
    if document.repaired:
        yield Finding.error("cross-reference-repaired", "ISO 32000-2, 7.5.4")
    for name in document.fields.empty:
        yield Finding.info("empty-signature-field", "ISO 32000-2, 12.7.5.5", field=name)


def _preservation_findings(policy: Policy) -> Iterator[Finding]:
    """What the policy asks of documents to be preserved, and nothing evaluates: never passed."""
    asked = policy.preservation
    for constraint, is_asked in (
        ("assurance-level", asked.assurance_level > 0),
        ("advanced-signature", asked.advanced_signature),
        ("pdf-a", asked.pdf_a),
    ):
        if is_asked:
            yield Finding.error("constraint-not-evaluated", "", constraint=constraint)


def _judge(
    changes: Changes | None, objection: str | None, permission: int | None
) -> Iterator[tuple[Finding, Verdict]]:
    """Findings on the changes, each with the verdict that it leads to when it is an error."""
    if changes is None:
        return
    if changes.lost_signatures:
        names = changes.lost_signatures
        yield Finding.error("signature-vanished", CHANGES, field=", ".join(names)), Verdict.INVALID
    if changes.pages:
        yield Finding.error("changed-content", CHANGES, pages=changes.pages), Verdict.INVALID
    forbidden = _forbidden(changes, permission)
    if forbidden:
        finding = Finding.error("change-forbidden", DOC_MDP, permission=permission)
        yield finding, Verdict.INVALID
    if changes.fields:
        told = Finding.warning if permission in {2, 3} else Finding.error
        yield told("changed-form", CHANGES, fields=changes.fields), Verdict.INDETERMINATE
    if changes.annotated_pages or changes.appearances:
        pages = changes.annotated_pages
        yield Finding.error("changed-annotation", CHANGES, pages=pages), Verdict.INDETERMINATE
    if changes.other or objection is not None:
        reason = objection or ", ".join(changes.other)
        yield Finding.error("changed-other", CHANGES, reason=reason), Verdict.INDETERMINATE


def _forbidden(changes: Changes, permission: int | None) -> bool:
    """Whether the certification forbids the change (ISO 32000-2, table 257)."""
    match permission:
        case 1:
            return changes.level not in {ChangeLevel.NONE, ChangeLevel.VALIDATION_DATA}
        case 2:
            return bool(changes.annotated_pages or changes.pages)
        case 3:
            return bool(changes.pages)
        case _:
            return False


def _worse(one: Verdict, two: Verdict) -> Verdict:
    order = (Verdict.VALID, Verdict.INDETERMINATE, Verdict.INVALID)
    return max(one, two, key=order.index)
