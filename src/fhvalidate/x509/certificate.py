"""Certificate: what an X.509 certificate says, read as leniently as real ones need (RFC 5280)."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import pem, x509

from fhvalidate.errors import Asn1Error

NAMES_KEPT = 4096  # prepared for comparison, by their bytes
CERTIFICATES_KEPT = 2048  # parsed; an archive's documents share most of theirs
MAX_SIZE = 1_048_576  # bytes; real certificates have 1 to 5 kB
MAX_URLS = 10  # of one certificate; real ones have one to three
# noRevAvail (RFC 9608); validity assured, short-term (EN 319 412-1, 5.2).
NEEDS_NO_REVOCATION = frozenset({"2.5.29.56", "0.4.0.194121.2.1"})
_UNDATED = datetime.min.replace(tzinfo=UTC)
_SHORT = {
    "common_name": "CN",
    "country_name": "C",
    "organization_name": "O",
    "organizational_unit_name": "OU",
    "locality_name": "L",
    "state_or_province_name": "ST",
    "serial_number": "serialNumber",
    "given_name": "GN",
    "surname": "SN",
    "email_address": "E",
    "organization_identifier": "organizationIdentifier",
    "title": "T",
    "pseudonym": "pseudonym",
    "domain_component": "DC",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and what it says.

    Attributes:
        der: the bytes it was read from.
        sha256: of `der`, in hexadecimal.
        subject, issuer: distinguished names for people, as in `CN=Anna Exempel, C=SE`.
        subject_key, issuer_key: the names in a form that compares as RFC 5280, 7.1 asks.
        serial_number: a whole number; real ones can be negative.
        revocation_urls: where it says that its CRL and its OCSP responder are.
        no_revocation_available: whether it says that it needs no revocation data.
        key_usage, extended_key_usage: None when the extension is not there.
        public_key: SubjectPublicKeyInfo, DER.
        asn1: the same as asn1crypto has it, for the libraries that want that.
    """

    der: bytes = field(repr=False)
    sha256: str
    subject: str
    issuer: str
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
    no_revocation_available: bool
    revocation_urls: tuple[str, ...]
    public_key: bytes = field(repr=False)
    asn1: Any = field(repr=False, compare=False)

    def __hash__(self) -> int:
        """By the digest of its bytes, which determine the rest: many caches are keyed by it."""
        return hash(self.sha256)

    @property
    def is_self_issued(self) -> bool:
        """Whether subject and issuer are the same name."""
        return self.subject_key == self.issuer_key


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
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Asn1Error("certificate") from error


def read_pem_or_der(data: bytes) -> tuple[Certificate, ...]:
    """Every certificate in a PEM file, or the one of a DER file; what is none is passed over."""
    found = []
    for block in der_blocks(data):
        try:
            found.append(read_certificate(block))
        except Asn1Error:
            continue
    return tuple(found)


def der_blocks(data: bytes) -> tuple[bytes, ...]:
    """The DER in each block of a PEM file; the bytes themselves when they are no PEM."""
    if not pem.detect(data):
        return (data,)
    try:
        return tuple(der for _, _, der in pem.unarmor(data, multiple=True))
    except ValueError:
        return ()


def _read(der: bytes) -> Certificate:
    parsed = x509.Certificate.load(der, strict=True)
    body = parsed["tbs_certificate"]
    usages = parsed.key_usage_value
    purposes = parsed.extended_key_usage_value
    constraints = parsed.basic_constraints_value
    extensions = {ext["extn_id"].dotted: ext for ext in body["extensions"] or ()}
    subject = body["subject"]
    return Certificate(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        subject=readable_name(subject),
        issuer=readable_name(body["issuer"]),
        subject_key=name_key(subject),
        issuer_key=name_key(body["issuer"]),
        common_name=_attribute(subject, "common_name"),
        subject_serial_number=_attribute(subject, "serial_number"),
        organisation=_attribute(subject, "organization_name"),
        serial_number=int(body["serial_number"].native),
        not_before=_time(body["validity"]["not_before"]),
        not_after=_time(body["validity"]["not_after"]),
        key_identifier=parsed.key_identifier,
        authority_key_identifier=parsed.authority_key_identifier,
        key_usage=None if usages is None else frozenset(usages.native),
        extended_key_usage=None if purposes is None else frozenset(purposes.native),
        is_authority=constraints is not None and bool(constraints["ca"].native),
        no_revocation_available=not NEEDS_NO_REVOCATION.isdisjoint(extensions),
        revocation_urls=_revocation_urls(parsed),
        public_key=parsed.public_key.dump(),
        asn1=parsed,
    )


def _revocation_urls(parsed: x509.Certificate) -> tuple[str, ...]:
    try:
        urls = [point.url for point in parsed.crl_distribution_points]
        return tuple(url for url in (*urls, *parsed.ocsp_urls) if url)[:MAX_URLS]
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def _time(value: Any) -> datetime:
    time = value.native
    return time if isinstance(time, datetime) else _UNDATED


def name_key(name: Any) -> str:
    """The name as asn1crypto prepares it for comparison; its bytes where it cannot be prepared."""
    return name_key_of(name.dump())


@lru_cache(maxsize=NAMES_KEPT)
def name_key_of(der: bytes) -> str:
    """The same of a name in DER."""
    try:
        return str(x509.Name.load(der).hashable)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
        return der.hex()


def readable_name(name: Any) -> str:
    """A distinguished name for people: `type=value` pairs in the order of the certificate."""
    return ", ".join(f"{kind}={value}" for kind, value in _attributes(name))


def _attributes(name: Any) -> list[tuple[str, str]]:
    pairs = []
    for group in name.chosen:
        for pair in group:
            kind = pair["type"].native
            pairs.append((_SHORT.get(kind, kind), attribute_text(pair["value"])))
    return pairs


def _attribute(name: Any, wanted: str) -> str | None:
    short = _SHORT[wanted]
    return next((value for kind, value in _attributes(name) if kind == short), None)


def attribute_text(value: Any) -> str:
    """The text of an attribute, whatever string type its tag claims."""
    try:
        native = value.native
    except (ValueError, TypeError):
        native = None
    if isinstance(native, str):
        return native
    contents = getattr(getattr(value, "chosen", value), "contents", b"") or b""
    return bytes(contents).decode("utf-8", "replace")
