"""What the trees are about: a report's signatures and time-stamps, by the ids that they have."""

from collections.abc import Iterator

from fhvalidate.archive.etsi_report.known import known_in
from fhvalidate.archive.etsi_report.names import OBJECT_PREFIXES
from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.details_model import ObjectKind, SignatureDetails
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import CertificateReport, SignatureReport, TimestampReport
from fhvalidate.signature import Covers, Level, SignatureKind
from fhvalidate.web.dss.standing import Standing, standing_of
from fhvalidate.web.levels import told_level

_PREFIXES = {**OBJECT_PREFIXES, ObjectKind.SIGNATURE: "S"}


@frozen
class Stamp:
    """A time-stamp; `field` is that of a document time-stamp, which is a field of its own."""

    id: str
    report: TimestampReport
    field: SignatureReport | None

    @property
    def indication(self) -> Indication:
        """Of the field where it has one: its bytes count too."""
        return self.report.indication if self.field is None else self.field.indication

    @property
    def sub_indication(self) -> SubIndication | None:
        """Of the same."""
        return self.report.sub_indication if self.field is None else self.field.sub_indication

    @property
    def findings(self) -> tuple[ReportFinding, ...]:
        """On the time-stamp and on its field."""
        own = () if self.field is None else self.field.findings
        return tuple(dict.fromkeys((*own, *self.report.findings)))


@frozen
class Signed:
    """A signature with its time-stamps: those in it, and the later ones that cover it."""

    id: str
    report: SignatureReport
    details: SignatureDetails
    standing: Standing
    stamps: tuple[Stamp, ...]

    @property
    def level(self) -> Level:
        """What it is told to have."""
        return told_level(self.report)


@frozen
class Subjects:
    """What the trees are about; `alone` are document time-stamps that cover no signature."""

    report: Report
    signatures: tuple[Signed, ...]
    alone: tuple[Stamp, ...]

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """Every time-stamp once."""
        every = (*(stamp for each in self.signatures for stamp in each.stamps), *self.alone)
        return tuple({each.id: each for each in every}.values())

    @property
    def chains(self) -> Iterator[tuple[CertificateReport, ...]]:
        """The chain of each."""
        yield from (each.report.chain for each in self.signatures)
        yield from (each.report.chain for each in self.stamps)


def subjects_of(report: Report) -> Subjects:
    """What the trees of the report are about.

    Raises:
        UsageError: `archive-detail-not-full`: the report is not of full detail.
    """
    ids = known_in(report, objects=False).signatures
    fields = [
        Stamp(_stamp_id(stamp, name), stamp, each)
        for name, each in zip(ids, report.signatures, strict=True)
        if each.kind is SignatureKind.DOCUMENT_TIMESTAMP
        for stamp in each.timestamps
    ]
    signed = []
    for name, each in zip(ids, report.signatures, strict=True):
        if each.details is None:
            raise UsageError("archive-detail-not-full", format="dss")
        if each.kind is SignatureKind.SIGNATURE:
            own = [
                Stamp(_stamp_id(stamp, f"{name}-{number}"), stamp, None)
                for number, stamp in enumerate(each.timestamps, start=1)
            ]
            later = [field for field in fields if _covers(field.report, each)]
            stamps = (*own, *later)
            signed.append(Signed(name, each, each.details, standing_of(each, report), stamps))
    within = {stamp.id for each in signed for stamp in each.stamps}
    alone = tuple(field for field in fields if field.id not in within)
    return Subjects(report, tuple(signed), alone)


def certificate_id(sha256: str) -> str:
    """What a certificate is called: as DSS calls it."""
    return f"C-{sha256.upper()}"


def revocation_id(sha256: str) -> str:
    """What a CRL or an OCSP response is called; a CRL as DSS calls it."""
    return f"R-{sha256.upper()}"


def object_id(kind: ObjectKind, sha256: str) -> str:
    """What any object is called; a signature's is the SHA-256 of its value."""
    return f"{_PREFIXES[kind]}-{sha256.upper()}"


def scopes(signature: SignatureReport) -> list[tuple[str, str, str, str | None]]:
    """What is covered: scope, name, description and the id of the signed data."""
    if not signature.byte_range:
        return []
    scope = ("FULL", "Full PDF")
    if signature.covers is not Covers.FILE:
        scope = ("PARTIAL", "Partial PDF")
    numbers = ", ".join(map(str, signature.byte_range))
    return [(*scope, f"The document ByteRange : [{numbers}]", _data_id(signature))]


def _data_id(signature: SignatureReport) -> str | None:
    signed = None if signature.details is None else signature.details.signed_bytes
    name = signature.id if signed is None else signed.id or signed.digest
    return None if name is None else f"D-{name.upper()}"


def _stamp_id(stamp: TimestampReport, otherwise: str) -> str:
    return f"T-{stamp.id.upper() if stamp.id else otherwise}"


def _covers(stamp: TimestampReport, signature: SignatureReport) -> bool:
    return stamp.details is not None and signature.id in stamp.details.covers
