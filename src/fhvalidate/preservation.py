"""What a policy asks of documents to be preserved, beside signatures that hold."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.constraints import PreservationConstraints, SoleControl
from fhvalidate.identity.certificate_identity import CertificateIdentity
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf_a.answer import NotRun, PdfA, PdfAStatus, TryPdfA, judge_pdf_a
from fhvalidate.pdf_a.claim import Lack, read_claim
from fhvalidate.reconcile.assurance import with_assurance
from fhvalidate.report.assembly import Circumstances
from fhvalidate.report.qualification import answers_on_article_26, qualification_of
from fhvalidate.signature import SignatureKind
from fhvalidate.trust.advanced_signature import Established, Point, PointAnswer
from fhvalidate.trust.lists import lists_of
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation_data import ValidationData

ARTICLE_26 = "Regulation (EU) No 910/2014, article 26"
ISO_19005 = "ISO 19005"
MAX_CLAUSES = 20  # that are told; the report has them all


def held_to_policy(
    results: Sequence[SignatureResult],
    identities: Sequence[CertificateIdentity | None],
    data: ValidationData,
    circumstances: Circumstances,
) -> tuple[SignatureResult, ...]:
    """The results, each signature held to what the policy asks of it beside that it holds."""
    held = _held(tuple(map(_as_passed, results)), identities, data, circumstances)
    return tuple(
        _as_it_was(before, after) if before.is_vouched_for else after
        for before, after in zip(results, held, strict=True)
    )


def _as_passed(result: SignatureResult) -> SignatureResult:
    """One that counts on the word of a token's issuer, as it would be held to the policy."""
    if not result.is_vouched_for:
        return result
    return replace(result, conclusion=Conclusion.passed().as_total())


def _as_it_was(before: SignatureResult, held: SignatureResult) -> SignatureResult:
    """The result with our own conclusion; it counts no more where the policy asks for more."""
    conclusion = before.conclusion.noting(*held.conclusion.findings)
    counts = held.conclusion.indication is Indication.TOTAL_PASSED
    return replace(before, conclusion=conclusion, is_vouched_for=counts)


def _held(
    results: Sequence[SignatureResult],
    identities: Sequence[CertificateIdentity | None],
    data: ValidationData,
    circumstances: Circumstances,
) -> tuple[SignatureResult, ...]:
    asked = circumstances.policy.preservation
    held = with_assurance(results, identities, at_least=asked.assurance_level)
    if not asked.advanced_signature:
        return held
    trust = circumstances.trust
    lists = lists_of(trust.listed)
    pool = (*data.certificates, *trust.certificates)
    return tuple(
        _advanced(
            before,
            after,
            # By the signature itself: one that lacks the level is vouched for all the same.
            answers_on_article_26(before, qualification_of(before, lists, pool)),
            asked,
        )
        for before, after in zip(results, held, strict=True)
    )


def _advanced(
    result: SignatureResult,
    held: SignatureResult,
    answers: tuple[PointAnswer, ...],
    asked: PreservationConstraints,
) -> SignatureResult:
    """A signature that passed and is not known to be advanced is INDETERMINATE.

    SIG_CONSTRAINTS_FAILURE (EN 319 102-1, 5.2.8). One that has not passed keeps its answer, which
    says more. `held` is the same signature held to the level: all that it lacks is told at once.
    """
    before = held.conclusion
    if result.signature.kind is not SignatureKind.SIGNATURE:
        return held
    if result.conclusion.indication is not Indication.TOTAL_PASSED:
        return held
    has_level = before.indication is Indication.TOTAL_PASSED
    open_points = [each for each in answers if each.established is not Established.YES]
    findings = tuple(_open_points(open_points, asked, has_level=has_level))
    told = all(each.code == "sole-control-by-assurance" for each in findings)
    if has_level and told and answers:
        return replace(held, conclusion=before.noting(*findings))
    judged = Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, *findings)
    return replace(held, conclusion=replace(judged, findings=(*before.findings, *findings)))


def _open_points(
    points: Sequence[PointAnswer], asked: PreservationConstraints, *, has_level: bool
) -> Iterator[Finding]:
    """What is said of each requirement that nothing establishes.

    `has_level`: whether the signer has the level that is asked for (`with_assurance`).
    """
    by_level = (
        asked.sole_control is SoleControl.ASSURANCE_LEVEL
        and asked.assurance_level > 0
        and has_level
    )
    for each in points:
        unknown = each.established is Established.NOT_KNOWN
        if each.point is Point.C_SOLE_CONTROL and unknown and by_level:
            level = asked.assurance_level
            yield Finding.info("sole-control-by-assurance", ARTICLE_26, required=level)
        else:
            requirement = str(each.point)
            yield Finding.error(
                "advanced-signature-not-established", ARTICLE_26, requirement=requirement
            )


def tried_pdf_a(document: Document, tries: TryPdfA | None) -> PdfA:
    """The file's claim to be PDF/A, and what came of trying it."""
    claim = read_claim(document.metadata)
    return judge_pdf_a(document.data, claim, tries, encrypted=document.encrypted)


def pdf_a_findings(pdf_a: PdfA, asked: PreservationConstraints) -> Iterator[Finding]:
    """What a policy that asks for PDF/A says of the file; nothing of one that was found to be."""
    if not asked.pdf_a:
        return
    answer, claim = pdf_a.answer, pdf_a.claim
    if claim.lack is Lack.NOT_CLAIMED:
        yield Finding.error("pdf-a-not-claimed", ISO_19005)
    elif claim.lack is not None:
        yield Finding.error("pdf-a-claim-unusable", ISO_19005, untried=str(claim.lack))
    elif answer.status is PdfAStatus.NOT_RUN:
        yield Finding.error("constraint-not-evaluated", "", constraint="pdf-a")
        untried = str(answer.reason or NotRun.FAILED)
        yield Finding.warning(
            "pdf-a-not-tried", ISO_19005, claimed=claim.told or "", untried=untried
        )
    elif answer.status is PdfAStatus.NOT_COMPLIANT:
        clauses = tuple(dict.fromkeys(rule.clause for rule in answer.failed_rules))
        yield Finding.error(
            "pdf-a-not-compliant",
            ISO_19005,
            claimed=claim.told or "",
            tool=f"{answer.tool} {answer.version}",
            clauses=clauses[:MAX_CLAUSES],
        )
