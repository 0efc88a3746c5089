"""Certificate: what an X.509 certificate says, read as leniently as real ones need (RFC 5280)."""

import hashlib
from dataclasses import field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from asn1crypto import x509

from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.times import in_utc, shifted
from fhvalidate.x509.certificates.certificate_extensions import Extensions, read_extensions
from fhvalidate.x509.certificates.der import without_padding
from fhvalidate.x509.certificates.names import (
    COMMON_NAME,
    ORGANISATION,
    SERIAL_NUMBER,
    Name,
    first_text,
    name_key_of,
    read_name,
    readable_name,
)
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, read_algorithm

CERTIFICATES_KEPT = 2048  # parsed; an archive's documents share most of theirs
MAX_SIZE = 1_048_576  # bytes; real certificates have 1 to 5 kB
NO_REV_AVAIL, SHORT_TERM = "2.5.29.56", "0.4.0.194121.2.1"  # RFC 9608; EN 319 412-1, 5.2
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@frozen
class Certificate:
    """A certificate and what it says.

    Attributes:
        der: the bytes it was read from.
        sha256: of `der`, in hexadecimal.
        version: of X.509: 1, 2 or 3.
        subject, issuer: distinguished names for people, as in `CN=Anna Exempel, C=SE`.
        subject_name, issuer_name: the same, attribute by attribute.
        subject_key, issuer_key: the names in a form that compares as RFC 5280, 7.1 asks.
        serial_number: a whole number; real ones can be negative.
        revocation_urls: where it says that its CRL and its OCSP responder are.
        no_revocation_available: whether it says that it needs no revocation data.
        key_usage, extended_key_usage: None when the extension is not there.
        extensions: all of them, as they stand.
        signature_algorithm: that of its own signature, by its outer part.
        has_one_algorithm: whether the part that is signed names the same (RFC 5280, 4.1.1.2).
        public_key: SubjectPublicKeyInfo, DER.
        asn1: the same as asn1crypto has it, for the libraries that want that.
    """

    der: bytes = field(repr=False)
    sha256: str
    version: int
    subject: str
    issuer: str
    subject_name: Name = field(repr=False)
    issuer_name: Name = field(repr=False)
    subject_key: str = field(repr=False)
    issuer_key: str = field(repr=False)
    common_name: str | None
    subject_serial_number: str | None
    organisation: str | None
    serial_number: int
    not_before: datetime
    not_after: datetime
    key_identifier: bytes | None = field(repr=False)
    authority_key_identifier: bytes | None = field(repr=False)
    key_usage: frozenset[str] | None
    extended_key_usage: frozenset[str] | None
    is_authority: bool
    signature_algorithm: SignatureAlgorithm
    has_one_algorithm: bool
    no_revocation_available: bool
    revocation_urls: tuple[str, ...]
    extensions: Extensions = field(repr=False)
    public_key: bytes = field(repr=False)
    asn1: Any = field(repr=False, compare=False)

    def __hash__(self) -> int:
        """By the digest of its bytes, which determine the rest: many caches are keyed by it."""
        return hash(self.sha256)

    @property
    def is_self_issued(self) -> bool:
        """Whether subject and issuer are the same name."""
        return self.subject_key == self.issuer_key

    def is_in_force(self, at: datetime, *, skew: timedelta) -> bool:
        """Whether the time lies within the validity period, give or take the skew."""
        return shifted(self.not_before, -skew) <= at <= shifted(self.not_after, skew)

    @property
    def is_short_term(self) -> bool:
        """Whether it says that it ends before it could be revoked (EN 319 412-1, 5.2)."""
        return self.extensions.get(SHORT_TERM) is not None

    @property
    def subject_types(self) -> frozenset[str]:
        """The object identifiers of the attributes of the subject."""
        return frozenset(each.oid for part in self.subject_name for each in part)


@lru_cache(maxsize=CERTIFICATES_KEPT)
def read_certificate(der: bytes) -> Certificate:
    """The certificate in the bytes.

    Raises:
        Asn1Error: they hold none that can be read.
    """
    if len(der) > MAX_SIZE:
        raise Asn1Error("certificate too large")
    try:
        return _read(der)
    except _MALFORMED as error:
        raise Asn1Error("certificate") from error


def _read(der: bytes) -> Certificate:
    der = without_padding(der)
    parsed = x509.Certificate.load(der, strict=True)
    body = parsed["tbs_certificate"]
    subject, issuer = body["subject"].dump(), body["issuer"].dump()
    name, issuer_name = read_name(subject), read_name(issuer)
    extensions = read_extensions(der)
    not_before, not_after = body["validity"]["not_before"], body["validity"]["not_after"]
    return Certificate(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        version=int(body["version"]) + 1,
        subject=readable_name(name),
        issuer=readable_name(issuer_name),
        subject_name=name,
        issuer_name=issuer_name,
        subject_key=name_key_of(subject),
        issuer_key=name_key_of(issuer),
        common_name=first_text(name, COMMON_NAME),
        subject_serial_number=first_text(name, SERIAL_NUMBER),
        organisation=first_text(name, ORGANISATION),
        serial_number=int.from_bytes(body["serial_number"].contents, "big", signed=True),
        # What is no time is no time at which the certificate is in force.
        not_before=_time(not_before, otherwise=_LATEST),
        not_after=_time(not_after, otherwise=_EARLIEST),
        key_identifier=extensions.key_identifier,
        authority_key_identifier=extensions.authority_key_identifier,
        key_usage=extensions.key_usage,
        extended_key_usage=extensions.extended_key_usage,
        is_authority=extensions.is_authority,
        signature_algorithm=read_algorithm(parsed["signature_algorithm"]),
        has_one_algorithm=body["signature"].dump() == parsed["signature_algorithm"].dump(),
        no_revocation_available=any(e.oid in {NO_REV_AVAIL, SHORT_TERM} for e in extensions.all),
        revocation_urls=extensions.revocation_urls,
        extensions=extensions,
        public_key=parsed.public_key.dump(),
        asn1=parsed,
    )


def _time(value: Any, *, otherwise: datetime) -> datetime:
    """The time, which ends where the calendar does: year 0 is before everything."""
    try:
        time = value.native
    except _MALFORMED:
        return otherwise
    if not isinstance(time, datetime):
        return _EARLIEST  # the year 0, for which the library has a type of its own
    return in_utc(time) if time.tzinfo is not None else time.replace(tzinfo=UTC)
