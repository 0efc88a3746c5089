"""Certificate revocation lists: what one says, unjudged (RFC 5280, 5).

Entries are found in the bytes: no Python object is built for each of 300,000 of them.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import core, crl, x509

from fhvalidate.errors import Asn1Error, UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import SignatureAlgorithm, signature_algorithm
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.der import plain_element, plain_elements
from fhvalidate.x509.distribution_points import IssuingPoint, read_issuing_point
from fhvalidate.x509.general_names import NameForm, general_names
from fhvalidate.x509.names import name_key_of
from fhvalidate.x509.public_key import Verification, verify
from fhvalidate.x509.revocation_time import INVALIDITY_DATE, MALFORMED, aware, invalidity_date

LISTS_KEPT = 64  # parsed; an archive's documents share their issuers' lists
CRL_NUMBER = "2.5.29.20"
REASON = "2.5.29.21"
DELTA_INDICATOR = "2.5.29.27"
ISSUING_POINT = "2.5.29.28"
CERTIFICATE_ISSUER = "2.5.29.29"
AUTHORITY_KEY = "2.5.29.35"
EXPIRED_CERTS_ON_CRL = "2.5.29.60"
REMOVED = "remove_from_crl"
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
_KNOWN_IN_ENTRIES = {REASON, INVALIDITY_DATE, "2.5.29.23"}
_TRUE = re.compile(rb"\x01\x01[^\x00]")
_MAX_OID = 32  # octets; none in use is as long
_MAX_PADDING = 3  # octets that no encoding rule allows, and that some have written
_OID, _SEQUENCE = 0x06, 0x30
_TIME_TAGS = (b"\x17", b"\x18")


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry: since when its certificate is revoked, and why.

    `revoked_at` is the earlier of its two dates: a key that was another's proves nothing from then
    (5.3.2). `issuer_key` is that of the certificate's issuer, where the entry names one.
    """

    revoked_at: datetime
    reason: str
    issuer_key: str | None = None


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A CRL, its signature not yet verified.

    Attributes:
        number: its CRL number; None: it does not say.
        base_number: of a delta, the number of the list that it brings up to date (RFC 5280,
            5.2.4); else None.
        point: what it is for.
        is_understood: whether every critical extension is known, of it and of all its entries
            (RFC 5280, 5.2; RFC 5280, 5.3).
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
    is_understood: bool
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
    """Every entry of the list that is the certificate's, by number and by issuer.

    Raises:
        ValueError, TypeError, KeyError: one that is there cannot be read.
    """
    if item.point.is_indirect:
        by_number = _entries_of_others(item).get(certificate.serial_number, ())
        named = (entry.issuer_key or item.issuer_key for entry in by_number)
        return tuple(
            entry
            for entry, issuer in zip(by_number, named, strict=True)
            if issuer == certificate.issuer_key
        )
    return tuple(_entry(encoded) for encoded in _found(item.entries, certificate.serial_number))


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
    parsed = crl.CertificateList.load(der, strict=True)
    body = parsed["tbs_cert_list"]
    same_algorithm = body["signature"].dump() == parsed["signature_algorithm"].dump()
    extensions = [
        (e["extn_id"].dotted, bool(e["critical"].native), bytes(e["extn_value"].contents))
        for e in body["crl_extensions"] or ()
    ]
    values = {oid: value for oid, _, value in reversed(extensions)}
    is_plain = len(values) == len(extensions) and same_algorithm
    issuer = body["issuer"].dump()
    revoked = body["revoked_certificates"]
    entries = b"" if isinstance(revoked, core.Void) else bytes(revoked.contents)
    point = values.get(ISSUING_POINT)
    found = IssuingPoint() if point is None else read_issuing_point(point, issuer)
    next_update = body["next_update"].native
    critical = {oid for oid, is_critical, _ in extensions if is_critical}
    known = _KNOWN_IN_ENTRIES | ({CERTIFICATE_ISSUER} if found.is_indirect else set())
    return RevocationList(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        issuer_key=name_key_of(issuer),
        issuer=issuer,
        this_update=aware(body["this_update"].native),
        next_update=None if next_update is None else aware(next_update),
        number=_number(values.get(CRL_NUMBER)),
        base_number=_number(values.get(DELTA_INDICATOR)),
        point=found,
        authority_key=_authority_key(values.get(AUTHORITY_KEY)),
        is_understood=is_plain and critical <= _KNOWN and _critical_in(entries) <= known,
        archive_cutoff=_archive_cutoff(values.get(EXPIRED_CERTS_ON_CRL)),
        algorithm=signature_algorithm(parsed["signature_algorithm"]),
        entries=entries,
        parsed=parsed,
    )


def _number(value: bytes | None) -> int | None:
    return None if value is None else int(core.Integer.load(value, strict=True).native)


def _authority_key(value: bytes | None) -> bytes | None:
    if value is None:
        return None
    identifier = x509.AuthorityKeyIdentifier.load(value)["key_identifier"].native
    return None if identifier is None else bytes(identifier)


def _archive_cutoff(value: bytes | None) -> datetime | None:
    """The expiredCertsOnCRL extension (ITU-T X.509, 9.5.2.9)."""
    return None if value is None else aware(core.GeneralizedTime.load(value).native)


def _critical_in(entries: bytes) -> set[str]:
    """The object identifiers that stand right before a TRUE: those of critical extensions.

    What only looks like one in other bytes makes a list less believed, never more.
    """
    found: set[str] = set()
    for match in _TRUE.finditer(entries):
        end = match.start()
        for start in range(end - 3, max(end - _MAX_OID, 0) - 1, -1):
            if entries[start] == _OID and start + 2 + entries[start + 1] == end:
                found.add(_dotted(entries[start:end]))
                break
    return found


def _dotted(der: bytes) -> str:
    try:
        return str(core.ObjectIdentifier.load(der).dotted)
    except MALFORMED:
        return der.hex()


def _found(entries: bytes, serial_number: int) -> Iterator[bytes]:
    """Each entry whose number it is, written in as few octets as it needs or padded."""
    size = (serial_number + (serial_number < 0)).bit_length() // 8 + 1
    wanted = serial_number.to_bytes(size, "big", signed=True)
    fill = b"\xff" if serial_number < 0 else b"\x00"
    for padding in range(_MAX_PADDING + 1):
        octets = fill * padding + wanted
        number = bytes([core.Integer.tag, min(len(octets), 0x7F)]) + octets
        place = entries.find(number)
        while place >= 0:
            entry = _entry_around(entries, place, place + len(number))
            if entry is not None:
                yield entry
            place = entries.find(number, place + 1)


def _entry_around(entries: bytes, start: int, end: int) -> bytes | None:
    """The entry whose number stands from `start` to `end`; None where it is no entry's."""
    if entries[end : end + 1] not in _TIME_TAGS:
        return None
    for header in range(start - 2, max(start - 7, -1), -1):
        if entries[header] == _SEQUENCE:
            whole = plain_element(entries, header, len(entries))
            if whole is not None and whole[1] == start:
                return entries[header : whole[2]]
    return None


def _entry(encoded: bytes) -> ListEntry:
    parsed = crl.RevokedCertificate.load(encoded, strict=True)
    since = aware(parsed["revocation_date"].native)
    reason, issuer_key = "unspecified", None
    for extension in parsed["crl_entry_extensions"] or ():
        oid, value = extension["extn_id"].dotted, bytes(extension["extn_value"].contents)
        if oid == REASON:
            reason = str(crl.CRLReason.load(value).native)
        elif oid == INVALIDITY_DATE:
            since = min(since, invalidity_date(value))
        elif oid == CERTIFICATE_ISSUER:
            issuer_key = _only_directory_name(value)
    return ListEntry(since, reason, issuer_key)


def _only_directory_name(value: bytes) -> str:
    """The issuer that an entry names (5.3.3), ready for comparison."""
    (name,) = (n for n in general_names(value) if n.form is NameForm.DIRECTORY)
    return name_key_of(name.value)


@lru_cache(maxsize=LISTS_KEPT)
def _entries_of_others(item: RevocationList) -> dict[int, tuple[ListEntry, ...]]:
    """The entries of an indirect list by number, each with the issuer that holds for it (5.3.3)."""
    places = plain_elements(item.entries, 0, len(item.entries))
    if places is None:
        raise ValueError("entries")
    issuer_key: str | None = None
    found: dict[int, list[ListEntry]] = {}
    for start, contents, end in places:
        entry = _entry(item.entries[start:end])
        issuer_key = entry.issuer_key or issuer_key
        number = plain_element(item.entries, contents, end)
        if number is None:
            raise ValueError("entry")
        serial = int.from_bytes(item.entries[number[1] : number[2]], "big", signed=True)
        held = ListEntry(entry.revoked_at, entry.reason, issuer_key)
        found.setdefault(serial, []).append(held)
    return {serial: tuple(entries) for serial, entries in found.items()}
