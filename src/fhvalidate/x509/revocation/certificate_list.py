"""Certificate revocation lists: what one says, unjudged (RFC 5280, 5)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import core, crl, x509

from fhvalidate.errors import Asn1Error, UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.certificate_extensions import extensions_in
from fhvalidate.x509.certificates.der import without_padding
from fhvalidate.x509.certificates.names import name_key_of
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, read_algorithm
from fhvalidate.x509.keys.public_key import Verification, verify
from fhvalidate.x509.revocation.distribution_points import IssuingPoint, read_issuing_point
from fhvalidate.x509.revocation.list_entries import (
    UNKNOWN,
    ListEntry,
    are_plain,
    entries_by_number,
    entries_of,
    odd_entries_of,
)
from fhvalidate.x509.revocation.revocation_time import MALFORMED, aware

LISTS_KEPT = 64  # parsed; an archive's documents share their issuers' lists
MAX_EXTENSIONS_SIZE = 262_144  # bytes of a list's own extensions; real ones have hundreds
CRL_NUMBER = "2.5.29.20"
DELTA_INDICATOR = "2.5.29.27"
ISSUING_POINT = "2.5.29.28"
AUTHORITY_KEY = "2.5.29.35"
EXPIRED_CERTS_ON_CRL = "2.5.29.60"
# Known: those above, and freshest CRL, authority information access, issuer alternative name.
_KNOWN = {
    CRL_NUMBER,
    DELTA_INDICATOR,
    ISSUING_POINT,
    AUTHORITY_KEY,
    EXPIRED_CERTS_ON_CRL,
    "2.5.29.46",
    "1.3.6.1.5.5.7.1.1",
    "2.5.29.18",
}


# What a list is for that says so in a way that cannot be read: for no certificate.
_UNREADABLE = IssuingPoint(only_attributes=True)


@frozen
class RevocationList:
    """A CRL, its signature not yet verified.

    Attributes:
        number: its CRL number; None: it does not say.
        base_number: of a delta, the number of the list that it brings up to date (RFC 5280,
            5.2.4); else None.
        point: what it is for.
        is_head_understood: whether every critical extension of its own is known (RFC 5280, 5.2).
        archive_cutoff: since when it keeps certificates that expired; None: it need not.
    """

    der: bytes = field(repr=False)
    sha256: str
    issuer_key: str = field(repr=False)
    issuer: bytes = field(repr=False)
    this_update: datetime
    next_update: datetime | None
    number: int | None
    base_number: int | None
    point: IssuingPoint
    authority_key: bytes | None = field(repr=False)
    is_head_understood: bool
    archive_cutoff: datetime | None
    algorithm: SignatureAlgorithm
    entries: bytes = field(repr=False)
    parsed: Any = field(repr=False, compare=False)

    def __hash__(self) -> int:
        """By the digest of its bytes, which determine the rest."""
        return hash(self.sha256)

    @property
    def is_delta(self) -> bool:
        """Whether it says only what has changed since another list (RFC 5280, 5.2.4)."""
        return self.base_number is not None

    def may_name(self, certificate: Certificate) -> bool:
        """Whether it is the list of the certificate's issuer, or one for other issuers."""
        return self.point.is_indirect or self.issuer_key == certificate.issuer_key


@lru_cache(maxsize=LISTS_KEPT)
def read_list(der: bytes) -> RevocationList:
    """The CRL in the bytes.

    Raises:
        Asn1Error: they hold none that can be read.
    """
    try:
        return _read(der)
    except MALFORMED as error:
        raise Asn1Error("crl") from error


def entries_for(item: RevocationList, certificate: Certificate) -> tuple[ListEntry, ...]:
    """Every entry of the list that is the certificate's, by number and by issuer."""
    number = certificate.serial_number
    if item.point.is_indirect:
        by_number = _by_number(item).get(number, ())
        if not by_number and not is_understood(item):
            # Whose an entry is cannot be told where another one cannot be read: it is anybody's.
            return tuple(entries_of(item.entries, number))
        return tuple(
            entry
            for entry in by_number
            if (entry.issuer_key or item.issuer_key) in {certificate.issuer_key, UNKNOWN}
        )
    found = tuple(entries_of(item.entries, number))
    if not found and not is_understood(item):
        return _odd(item, number)
    return found


@lru_cache(maxsize=LISTS_KEPT)
def is_understood(item: RevocationList) -> bool:
    """Whether its silence can mean something: every entry is of the form that all read alike.

    And no critical extension, of it or of any entry, is unknown (RFC 5280, 5.2; RFC 5280, 5.3).
    """
    return item.is_head_understood and are_plain(item.entries, is_indirect=item.point.is_indirect)


@lru_cache(maxsize=LISTS_KEPT)
def is_signed_by(item: RevocationList, public_key: bytes) -> bool:
    """Whether the signature on the list is the key's: asked for each certificate it speaks of."""
    try:
        found = verify(
            public_key,
            item.algorithm,
            signature=item.parsed["signature"].native,
            message=item.parsed["tbs_cert_list"].dump(),
        )
    except (UnsupportedAlgorithmError, *MALFORMED):
        return False
    return found is not Verification.WRONG


def _read(der: bytes) -> RevocationList:
    parsed = crl.CertificateList.load(without_padding(der), strict=True)
    body = parsed["tbs_cert_list"]
    same_algorithm = body["signature"].dump() == parsed["signature_algorithm"].dump()
    encoded = body["crl_extensions"].untag().dump() if body["crl_extensions"] else b""
    if len(encoded) > MAX_EXTENSIONS_SIZE:
        raise ValueError("extensions too large")
    extensions = extensions_in(encoded) if encoded else ()
    values = {each.oid: each.value for each in reversed(extensions)}
    is_plain = len(values) == len(extensions) and same_algorithm
    issuer = body["issuer"].dump()
    revoked = body["revoked_certificates"]
    entries = b"" if isinstance(revoked, core.Void) else bytes(revoked.contents)
    point = values.get(ISSUING_POINT)
    found = IssuingPoint() if point is None else _issuing_point(point, issuer)
    next_update = _value({"": b""}, "", lambda _: _due(body))
    number, base, authority, cutoff = (
        _value(values, oid, read)
        for oid, read in (
            (CRL_NUMBER, _number),
            (DELTA_INDICATOR, _number),
            (AUTHORITY_KEY, _authority_key),
            (EXPIRED_CERTS_ON_CRL, _archive_cutoff),
        )
    )
    critical = {each.oid for each in extensions if each.is_critical}
    return RevocationList(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        issuer_key=name_key_of(issuer),
        issuer=issuer,
        this_update=aware(body["this_update"].native),
        next_update=next_update[0],
        number=number[0],
        base_number=base[0],
        point=found,
        authority_key=authority[0],
        is_head_understood=is_plain
        and all(readable for _, readable in (number, base, authority, cutoff, next_update))
        and found is not _UNREADABLE
        and critical <= _KNOWN,
        archive_cutoff=cutoff[0],
        algorithm=read_algorithm(parsed["signature_algorithm"]),
        entries=entries,
        parsed=parsed,
    )


def _issuing_point(value: bytes, issuer: bytes) -> IssuingPoint:
    try:
        return read_issuing_point(value, issuer)
    except MALFORMED:
        return _UNREADABLE


def _value(values: Mapping[str, bytes], oid: str, read: Callable[[bytes], Any]) -> tuple[Any, bool]:
    """What the extension says, None where it is not there, and whether it could be read."""
    try:
        return (read(values[oid]) if oid in values else None), True
    except MALFORMED:
        return None, False


def _due(body: Any) -> datetime | None:
    native = body["next_update"].native
    return None if native is None else aware(native)


def _number(value: bytes) -> int:
    return int(core.Integer.load(value, strict=True).native)


def _authority_key(value: bytes) -> bytes | None:
    identifier = x509.AuthorityKeyIdentifier.load(value)["key_identifier"].native
    return None if identifier is None else bytes(identifier)


def _archive_cutoff(value: bytes) -> datetime:
    """The expiredCertsOnCRL extension (ITU-T X.509, 9.5.2.9)."""
    return aware(core.GeneralizedTime.load(value).native)


def _odd(item: RevocationList, number: int) -> tuple[ListEntry, ...]:
    try:
        return tuple(odd_entries_of(item.entries, number))
    except MALFORMED:
        return ()


@lru_cache(maxsize=LISTS_KEPT)
def _by_number(item: RevocationList) -> dict[int, tuple[ListEntry, ...]]:
    try:
        return entries_by_number(item.entries)
    except MALFORMED:
        return {}
