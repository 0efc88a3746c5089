"""What a report says of one signature: its members, as frozen values whose names are the JSON's."""

from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Literal

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.report.changes_model import ChangesReport, FieldLockReport
from fhvalidate.report.details_model import (
    CertificateDetails,
    FoundIn,
    SignatureDetails,
    TimestampDetails,
)
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.people_model import IdentityReport
from fhvalidate.report.qualification_model import AdvancedSignaturePoint, QualificationReport
from fhvalidate.report.svt_model import SvtReport
from fhvalidate.signature import Covers, Integrity, Level, SignatureKind, TimeStampKind
from fhvalidate.validation.building_blocks import Process
from fhvalidate.validation.endings import EndedBy
from fhvalidate.validation.x509_validation import LinkStatus
from fhvalidate.x509.revocation.revocation_answer import RevocationSource


@frozen
class RevocationReport:
    """What is known of the revocation of one certificate, and the data that it rests on.

    `status` is at the validation time. The rest is of the newest data that was relied on: null
    where there is none, or none is asked for.

    Attributes:
        sha256: of the CRL or the OCSP response; by it `objects` and evidence name it.
        found_in: where that was found first.
        issuer: the name of who signed it.
        signed_by: the certificate that signed it, by the SHA-256 of its bytes.
        signer_chain: that one and those above it up to an anchor, by SHA-256; empty where the
            issuer in the certificate's own chain signed it.
        reason: why it is revoked, a reason code of RFC 5280, 5.3.1.
    """

    status: LinkStatus
    source: RevocationSource | None = None
    sha256: str | None = None
    found_in: FoundIn | None = None
    issuer: str | None = None
    this_update: datetime | None = None
    produced_at: datetime | None = None
    next_update: datetime | None = None
    revoked_at: datetime | None = None
    reason: str | None = None
    signed_by: str | None = None
    signer_chain: tuple[str, ...] = ()


@frozen
class ProvableReport:
    """Until when what is at hand today proves a signature that passes today.

    `until` is the last second; null when nothing that is known ends it. After it the same evidence
    no longer suffices. `ended_by` and `subject` say what ends it. Between `extend_from` and `until`
    the document should be extended by a new time-stamp.
    """

    until: datetime | None
    ended_by: EndedBy | None
    subject: str | None
    extend_from: datetime


@frozen
class StatusReport:
    """An indication with its sub-indication."""

    indication: Indication
    sub_indication: SubIndication | None


@frozen
class ClaimedSigningTime:
    """What the signer says of the time: `signing-time` in the CMS, else /M in the PDF."""

    value: datetime
    source: Literal["signing-time", "M"]


@frozen
class CertificateReport:
    """One certificate of a chain, the signer's first; `revocation` is null for an anchor."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    sha256: str
    anchor: bool
    revocation: RevocationReport | None = dataclass_field(default=None, kw_only=True)
    details: CertificateDetails | None = dataclass_field(default=None, kw_only=True)


@frozen
class SignerReport:
    """Whom the signing certificate names, and who issued it."""

    common_name: str | None
    subject: str
    subject_serial_number: str | None
    organisation: str | None
    issuer: str
    certificate_serial: str
    certificate_sha256: str


@frozen
class TimestampReport:
    """One time-stamp of a signature and whether it holds.

    `id` is the SHA-256 of the token; `details` is null but at full detail.
    """

    kind: TimeStampKind
    generation_time: datetime | None
    indication: Indication
    sub_indication: SubIndication | None
    tsa: SignerReport | None
    chain: tuple[CertificateReport, ...]
    digest_algorithm: str | None
    findings: tuple[ReportFinding, ...]
    id: str | None = dataclass_field(default=None, kw_only=True)
    details: TimestampDetails | None = dataclass_field(default=None, kw_only=True)


@frozen
class SignatureReport:
    """One signature or document time-stamp: what it is and whether it holds.

    `docmdp_permission` is the P of its DocMDP transform or of its field's lock, the strictest if
    there are several: 1 permits no change, 2 form filling and signing, 3 annotations too.
    `level` says which elements are there, whoever is trusted; `confirmed_level` what of it the
    validation confirmed, null where nothing was. Decide by the latter.
    `id` is the SHA-256 of the signature value. `process` is the validation process that gave the
    answer. `provable` is null for one that does not pass; `details` is null but at full detail.
    `svt` is what validation tokens say of it, newest first: `indication` stays our own.
    """

    field: str | None
    kind: SignatureKind
    subfilter: str | None
    level: Level
    confirmed_level: Level | None = dataclass_field(default=None, kw_only=True)
    revision: int | None
    covers: Covers
    integrity: Integrity
    indication: Indication
    sub_indication: SubIndication | None
    at_claimed_time: StatusReport | None
    claimed_signing_time: ClaimedSigningTime | None
    best_signature_time: datetime | None
    signer: SignerReport | None
    chain: tuple[CertificateReport, ...]
    digest_algorithm: str | None
    signature_algorithm: str | None
    reason: str | None
    location: str | None
    timestamps: tuple[TimestampReport, ...]
    changes_after: ChangesReport
    findings: tuple[ReportFinding, ...]
    qualification: QualificationReport | None = None
    article_26: tuple[AdvancedSignaturePoint, ...] = ()
    test: bool = False
    identity: IdentityReport | None = None
    docmdp_permission: int | None = None
    fieldmdp_locks: tuple[FieldLockReport, ...] = ()
    id: str | None = None
    byte_range: tuple[int, ...] | None = None
    process: Process | None = None
    provable: ProvableReport | None = None
    svt: tuple[SvtReport, ...] = ()
    details: SignatureDetails | None = None
