"""Report from conclusions: the same facts in the contract's names, with words and masks."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.evidence import EvidenceItem
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_identity_attribute
from fhvalidate.minutes.model import Minutes
from fhvalidate.pdf.document.document import Document, Information
from fhvalidate.pdf_a.answer import PdfA
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.reconcile.people import People
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.report.detail import Detail
from fhvalidate.report.details_model import ObjectReport
from fhvalidate.report.finding_words import finding_in_words, in_order
from fhvalidate.report.model import (
    SCHEMA,
    AttachmentReport,
    DocumentReport,
    PolicyReport,
    Report,
    RevisionReport,
    SignaturePageReport,
    Tool,
    TrustReport,
    TrustSourceReport,
)
from fhvalidate.report.original import report_page, report_reprint
from fhvalidate.report.pdf_a import report_pdf_a
from fhvalidate.report.people import (
    attribute_mask,
    optional,
    report_minutes,
    report_signer_row,
)
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.signature_report import ProvableReport, SignatureReport
from fhvalidate.reprint.verdict import Confidence, Reprint, ReprintVerdict
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.version import __version__


@frozen
class Circumstances:
    """What a report says of how it came about.

    Attributes:
        name: the file's, without folders.
        mask: what is done to every text that can hold a personal identity number.
        held_since: the archive's own statement of since when it has held the bytes.
    """

    name: str
    at: datetime
    produced_at: datetime
    policy: Policy
    trust: TrustAnchors
    mask: Callable[[str], str]
    held_since: HeldSince | None = None
    detail: Detail = Detail.DEFAULT


@frozen
class FileFacts:
    """What is known of the file even when nothing in it can be read."""

    size: int
    sha256: str
    encrypted: bool = False


def masking(*, show: bool) -> Callable[[str], str]:
    """What is done to texts: nothing when personal identity numbers are to be shown."""
    return str if show else mask_identity_attribute


def report_unreadable(
    facts: FileFacts, findings: Iterable[Finding], circumstances: Circumstances
) -> Report:
    """The report on bytes that cannot be read as a PDF."""
    document = DocumentReport(
        name=attribute_mask(circumstances.mask)(circumstances.name),
        size=facts.size,
        sha256=facts.sha256,
        pages=None,
        revisions=(),
        encrypted=facts.encrypted,
        producer=None,
        creator=None,
        title=None,
        created=None,
        modified=None,
    )
    reprint = Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW)
    return _report(document, Verdict.UNREADABLE, findings, reprint, circumstances)


def report_document(  # noqa: PLR0913 - each is a part of the report
    document: Document,
    *,
    verdict: Verdict,
    findings: Iterable[Finding],
    signatures: tuple[SignatureReport, ...],
    people: People,
    pdf_a: PdfA,
    reprint: Reprint,
    attachments: tuple[AttachmentReport, ...] = (),
    objects: tuple[ObjectReport, ...] = (),
    evidence: tuple[EvidenceItem, ...] = (),
    provable: ProvableReport | None = None,
    circumstances: Circumstances,
) -> Report:
    """The report on a document that was read."""
    mask = circumstances.mask
    return _report(
        replace(_document(document, circumstances), pdfa=report_pdf_a(pdf_a)),
        verdict,
        findings,
        reprint,
        circumstances,
        signatures=signatures,
        attachments=attachments,
        objects=objects,
        evidence=evidence,
        provable=provable,
        page=None if people.page is None else report_page(people.page, mask),
        signers=tuple(report_signer_row(row, mask) for row in people.table.rows),
        minutes=report_minutes(people.minutes, mask),
        signature_model=people.table.model,
    )


def _report(  # noqa: PLR0913
    document: DocumentReport,
    verdict: Verdict,
    findings: Iterable[Finding],
    reprint: Reprint,
    circumstances: Circumstances,
    *,
    signatures: tuple[SignatureReport, ...] = (),
    page: SignaturePageReport | None = None,
    signers: tuple[SignerRow, ...] = (),
    attachments: tuple[AttachmentReport, ...] = (),
    minutes: Minutes | None = None,
    objects: tuple[ObjectReport, ...] = (),
    evidence: tuple[EvidenceItem, ...] = (),
    provable: ProvableReport | None = None,
    signature_model: SignatureModel = SignatureModel.NONE,
) -> Report:
    mask = circumstances.mask
    other = attribute_mask(mask)
    trust = circumstances.trust
    return Report(
        schema=SCHEMA,
        tool=Tool("fhvalidate", __version__),
        produced_at=circumstances.produced_at,
        validation_time=circumstances.at,
        document=document,
        policy=_policy(circumstances.policy, other),
        trust=TrustReport(
            trust.count,
            tuple(
                TrustSourceReport(other(s.name), s.sha256, s.anchors, s.kind) for s in trust.sources
            ),
        ),
        verdict=verdict,
        findings=tuple(finding_in_words(f, mask) for f in in_order(findings)),
        signatures=signatures,
        signature_page=page,
        signers=signers,
        minutes=minutes,
        reprint=report_reprint(reprint, mask),
        attachments=attachments,
        signature_model=signature_model,
        provable=provable if verdict is Verdict.VALID else None,
        objects=objects,
        evidence=evidence,
    )


def _policy(policy: Policy, mask: Callable[[str], str]) -> PolicyReport:
    """The policy, named by its digest too (RFC 6920, 3: the address of what has that digest)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(policy.sha256)).decode().rstrip("=")
    return PolicyReport(mask(policy.name), policy.sha256, f"ni:///sha-256;{digest}")


def _document(document: Document, circumstances: Circumstances) -> DocumentReport:
    mask = attribute_mask(circumstances.mask)
    information: Information = document.information
    return DocumentReport(
        name=mask(circumstances.name),
        size=len(document.data),
        sha256=document.sha256,
        pages=document.pages,
        revisions=tuple(RevisionReport(r.number, r.end) for r in document.revisions),
        encrypted=document.encrypted,
        producer=optional(information.producer, mask),
        creator=optional(information.creator, mask),
        title=optional(information.title, mask),
        created=information.created,
        modified=information.modified,
    )
