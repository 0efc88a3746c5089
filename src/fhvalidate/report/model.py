"""The report: the answer for one document, as frozen values whose names are the JSON's.

The names and value sets here are a contract (`schema` names its version): integrators read them
for decades. Fields may be added; none is renamed, removed or given another meaning.
"""

from collections.abc import Mapping
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Literal

from fhvalidate.conclusion import Fact, Verdict
from fhvalidate.errors import UsageError
from fhvalidate.evidence import EvidenceItem
from fhvalidate.frozen import frozen
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.profile import Certainty
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.report.archive_record_model import ArchiveRecordReport
from fhvalidate.report.details_model import ObjectReport
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import Message
from fhvalidate.report.pdf_a_model import PdfAReport
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.signature_report import ProvableReport, SignatureReport
from fhvalidate.reprint.verdict import Confidence, ReprintVerdict
from fhvalidate.trust.anchors import SourceKind

SCHEMA: Literal["fhvalidate/report/1"] = "fhvalidate/report/1"


@frozen
class Tool:
    """What made the report."""

    name: str
    version: str


@frozen
class RevisionReport:
    """One revision: the file up to the byte before `end`."""

    number: int
    end: int


@frozen
class DocumentReport:
    """The file as it was handed over; `created` and `modified` are what it says of itself."""

    name: str
    size: int
    sha256: str
    pages: int | None
    revisions: tuple[RevisionReport, ...]
    encrypted: bool
    producer: str | None
    creator: str | None
    title: str | None
    created: datetime | None
    modified: datetime | None
    pdfa: PdfAReport | None = None


@frozen
class PolicyReport:
    """The validation policy that was applied; `uri` names it by its digest (RFC 6920)."""

    name: str
    sha256: str
    uri: str = ""


@frozen
class TrustSourceReport:
    """Where trust anchors came from."""

    name: str
    sha256: str
    anchors: int
    kind: SourceKind = SourceKind.CERTIFICATES


@frozen
class TrustReport:
    """Whom the validation believed."""

    anchors: int
    sources: tuple[TrustSourceReport, ...]


@frozen
class PageSignerReport:
    """One row of the signature page; `zone_assumed` when the page names no time zone."""

    name: str
    signed_at: datetime | None
    zone_assumed: bool
    method: str | None
    reference: str | None
    page: int | None = None


@frozen
class SignaturePageReport:
    """What the signature page says: a claim on paper, never evidence of a signature."""

    page: int
    profile: str
    statement: str
    signers: tuple[PageSignerReport, ...]
    pages: tuple[int, ...] = ()
    certainty: Certainty = Certainty.HIGH
    seals: bool = False
    stamped: bool = False


@frozen
class EvidenceReport:
    """One thing that speaks for the reprint verdict."""

    code: str
    detail: Mapping[str, Fact]
    page: int | None
    message: Message


@frozen
class ReprintReport:
    """Whether this is the signed original, how that is known, and what to do about it."""

    verdict: ReprintVerdict
    confidence: Confidence
    evidence: tuple[EvidenceReport, ...]
    advice: Message | None = None


@frozen
class AttachmentReport:
    """A signed file inside this one, with its own report."""

    name: str
    report: "Report"


@frozen
class Report:
    """The answer for one document.

    Two reports are equal when everything but `produced_at` is. Personal identity numbers are
    masked when the report is made, unless the caller asked for them.

    `archive_record` is what a record of disposed signatures says, where one was given. Nothing in
    it changes the verdict.

    `evidence` is every certificate, CRL, OCSP response and time-stamp that was at hand, as it is,
    with the anchors that chains end in. It is no part of the JSON, and it is personal data:
    certificates hold names and numbers. A report that was read from JSON has none.
    """

    schema: Literal["fhvalidate/report/1"]
    tool: Tool
    produced_at: datetime = dataclass_field(compare=False)
    validation_time: datetime
    document: DocumentReport
    policy: PolicyReport
    trust: TrustReport
    verdict: Verdict
    findings: tuple[ReportFinding, ...]
    signatures: tuple[SignatureReport, ...]
    signature_page: SignaturePageReport | None
    signers: tuple[SignerRow, ...]
    minutes: Minutes | None
    reprint: ReprintReport
    attachments: tuple[AttachmentReport, ...]
    signature_model: SignatureModel = SignatureModel.NONE
    provable: ProvableReport | None = None
    objects: tuple[ObjectReport, ...] = ()
    archive_record: ArchiveRecordReport | None = None
    evidence: tuple[EvidenceItem, ...] = dataclass_field(
        default=(), compare=False, repr=False, metadata={"json": False}
    )

    def to_json(self, *, indent: int | None = None) -> str:
        """The report as a JSON object; times are UTC, keys stand in the contract's order."""
        from fhvalidate.report.json import dumps

        return dumps(self, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Report":
        """The report that `to_json` wrote: equal to it, with the time that it was produced at.

        Names are only ever added to reports: those that this version does not know are passed
        over, and what an older version did not write has its default.

        Raises:
            UsageError: `report-not-readable`, `report-member-not-readable`, `report-newer`.
        """
        from fhvalidate.report.reading import read_written

        report: Report = read_written(cls, text)
        if report.points_astray:
            raise UsageError("report-member-not-readable", member="signers")
        return report

    @property
    def points_astray(self) -> bool:
        """Whether a signer is said to have a signature, or a row of a page, that is not there."""
        on_page = 0 if self.signature_page is None else len(self.signature_page.signers)
        places = [(row.signature, len(self.signatures)) for row in self.signers]
        places += [(row.page_signer, on_page) for row in self.signers]
        astray = any(place is not None and not 0 <= place < count for place, count in places)
        return astray or any(item.report.points_astray for item in self.attachments)
