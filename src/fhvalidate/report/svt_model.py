"""What a report says of validation tokens (SVT, RFC 9321): its members, as frozen values."""

from dataclasses import field as dataclass_field
from datetime import datetime

from fhvalidate.frozen import frozen
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.svt.claims import SvtResult


@frozen
class SvtPolicyReport:
    """What the token's issuer concluded by one of its policies, a URI."""

    policy: str
    result: SvtResult
    message: str | None = None


@frozen
class SvtTimeReport:
    """A time at which the token's issuer says that the signature existed, and what proved it."""

    time: datetime
    type: str
    issuer: str


@frozen
class SvtReport:
    """What one validation token says of a signature, on its issuer's word.

    `holds`: token and time-stamp hold in every part, by an issuer that is believed for tokens.
    `used`: it is the newest one that does, by which the signature is judged.
    `counts`: by it the signature counts for the verdict on the document, where our own
    `indication` is INDETERMINATE for want of time, revocation data or a chain.
    `issuer` is what the token says; `issuer_name` whom the certificate of its key names.
    """

    issuer: str
    issuer_name: str | None
    issuer_certificate_sha256: str | None
    issued_at: datetime
    time_stamp: datetime
    time_stamp_field: str | None
    policies: tuple[SvtPolicyReport, ...]
    times: tuple[SvtTimeReport, ...]
    holds: bool
    used: bool
    counts: bool
    findings: tuple[ReportFinding, ...] = dataclass_field(default=())
