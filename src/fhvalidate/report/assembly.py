"""Report from conclusions: the same facts in the contract's names, with words and masks."""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fhvalidate.conclusion import Fact, Finding, Severity, Verdict
from fhvalidate.frozen import FrozenMapping
from fhvalidate.identity.masking import mask_identity_attribute
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.document.document import Document, Information
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.reconcile.people import People
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.report.detail import Detail
from fhvalidate.report.details_model import ObjectReport
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import message_for
from fhvalidate.report.model import (
    SCHEMA,
    AttachmentReport,
    DocumentReport,
    EvidenceReport,
    PageSignerReport,
    PolicyReport,
    Report,
    ReprintReport,
    RevisionReport,
    SignaturePageReport,
    Tool,
    TrustReport,
    TrustSourceReport,
)
from fhvalidate.report.people import (
    attribute_mask,
    certain_mask,
    report_minutes,
    report_signer_row,
    text_mask,
)
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.provable import first_to_end
from fhvalidate.report.reading import as_read
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.reprint.verdict import Confidence, Reprint, ReprintVerdict
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.version import __version__

DIGEST = "digest"  # the fact of a finding that is a digest in hexadecimal, whoever stated it


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    reprint: Reprint,
    attachments: tuple[AttachmentReport, ...] = (),
    objects: tuple[ObjectReport, ...] = (),
    circumstances: Circumstances,
) -> Report:
    """The report on a document that was read."""
    mask = circumstances.mask
    return _report(
        _document(document, circumstances),
        verdict,
        findings,
        reprint,
        circumstances,
        signatures=signatures,
        attachments=attachments,
        objects=objects,
        page=None if people.page is None else _page(people.page, mask),
        signers=tuple(report_signer_row(row, mask) for row in people.table.rows),
        minutes=report_minutes(people.minutes, mask),
        signature_model=people.table.model,
    )


def finding_in_words(finding: Finding, mask: Callable[[str], str]) -> ReportFinding:
    """The finding with its facts masked and its words in both languages."""
    detail = masked(finding.detail, mask)
    return ReportFinding(
        code=finding.code,
        severity=finding.severity,
        clause=finding.clause,
        subject=finding.subject,
        detail=detail,
        message=message_for(finding.code, detail),
    )


# Facts that name people; other facts are names of files and fields, reasons, times and places.
_IDENTIFYING = frozenset(
    {"name", "names", "signer", "signers", "lost", "seal", "subject", "issuer", "tsa", "holder"}
)


def masked(detail: Mapping[str, Fact], mask: Callable[[str], str]) -> Mapping[str, Fact]:
    """The facts with every text masked, but for digests: those have numbers in them by chance."""
    other = attribute_mask(mask)
    return FrozenMapping(
        {
            key: value
            if key == DIGEST
            else _masked_fact(value, mask if key in _IDENTIFYING else other)
            for key, value in detail.items()
        }
    )


def _masked_fact(value: Fact, mask: Callable[[str], str]) -> Fact:
    """The fact, masked, as it is read back from JSON.

    There a text from the document that is written as a time is one (test_round_trip.py:
    test_a_text_that_is_written_as_a_time_is_the_time).
    """
    if isinstance(value, str):
        return as_read(mask(value))
    if isinstance(value, tuple):
        return tuple(mask(item) if isinstance(item, str) else item for item in value)  # type: ignore[return-value]
    return as_read(value)


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
        reprint=_reprint(reprint, mask),
        attachments=attachments,
        signature_model=signature_model,
        provable=first_to_end(signatures) if verdict is Verdict.VALID else None,
        objects=objects,
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once; what nobody may overlook first, then errors, warnings and the rest."""
    rank = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}
    unique = {(f.code, f.subject, tuple(f.detail.items())): f for f in findings}
    first = "no-trust-anchors"
    return tuple(sorted(unique.values(), key=lambda f: 0 if f.code == first else rank[f.severity]))


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
        producer=_optional(information.producer, mask),
        creator=_optional(information.creator, mask),
        title=_optional(information.title, mask),
        created=information.created,
        modified=information.modified,
    )


def _optional(text: str | None, mask: Callable[[str], str]) -> str | None:
    return None if text is None else mask(text)


def _page(page: SignaturePage, mask: Callable[[str], str]) -> SignaturePageReport:
    return SignaturePageReport(
        page=page.page,
        profile=page.profile,
        statement=text_mask(mask)(page.statement),
        signers=tuple(
            PageSignerReport(
                name=mask(signer.name or ""),
                signed_at=signer.signed_at,
                zone_assumed=signer.zone_assumed,
                method=_optional(signer.method, attribute_mask(mask)),
                # A vendor may print a personal identity number where others print a reference.
                reference=_optional(signer.reference, _reference_mask(mask)),
                page=signer.page,
            )
            for signer in page.signers
        ),
        pages=page.pages,
        certainty=page.certainty,
        seals=page.seals,
        stamped=page.stamped,
    )


def _reference_mask(mask: Callable[[str], str]) -> Callable[[str], str]:
    """A reference is mostly a long code, parts of which can be shaped like a number."""
    certain = certain_mask(mask)
    return lambda text: certain(text_mask(mask)(text))


def _reprint(reprint: Reprint, mask: Callable[[str], str]) -> ReprintReport:
    evidence = []
    for item in reprint.evidence:
        detail = masked(item.detail, mask)
        evidence.append(
            EvidenceReport(item.code, detail, item.page, message_for(item.code, detail))
        )
    advice = None
    if reprint.advice is not None:
        advice = message_for(reprint.advice.code, masked(reprint.advice.detail, mask))
    return ReprintReport(reprint.verdict, reprint.confidence, tuple(evidence), advice)
