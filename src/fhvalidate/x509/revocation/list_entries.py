"""The entries of a CRL, found in its bytes (RFC 5280, 5.3).

No object is built for each of 300,000 of them. What a list does not say counts only where every
entry has the form that it must have: an entry that is written otherwise may be read by some and
missed by others. What an entry does say, that a certificate is revoked, counts in any form.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import crl

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate_extensions import Extension, extensions_in
from fhvalidate.x509.certificates.der import plain_element, plain_elements
from fhvalidate.x509.certificates.general_names import NameForm, general_names
from fhvalidate.x509.certificates.names import name_key_of
from fhvalidate.x509.revocation.revocation_time import (
    INVALIDITY_DATE,
    MALFORMED,
    aware,
    generalized_time,
)

REASON = "2.5.29.21"
CERTIFICATE_ISSUER = "2.5.29.29"
HOLD_INSTRUCTION = "2.5.29.23"
MAX_ENTRIES_OF_ONE = 100  # that are read of one number; real lists have one
REMOVED, UNSPECIFIED = "remove_from_crl", "unspecified"
MAX_ODD_ENTRIES = 1_048_576  # bytes of entries in another form that are looked through one by one
EXTENSIONS_KEPT = 4096  # read; the entries of an issuer share a handful
UNKNOWN = "?"  # an issuer that is named in a way that nobody can read: it is no name's key
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_INTEGER, _SEQUENCE, _ENUMERATED = 0x02, 0x30, 0x0A
_TIMES = frozenset({0x17, 0x18})
_LONG, _ONE_OCTET, _TWO_OCTETS = 0x80, 0x81, 0x82  # forms of lengths that entries have
_REASONS = {
    0: UNSPECIFIED,
    1: "key_compromise",
    2: "ca_compromise",
    3: "affiliation_changed",
    4: "superseded",
    5: "cessation_of_operation",
    6: "certificate_hold",
    8: REMOVED,
    9: "privilege_withdrawn",
    10: "aa_compromise",
}


@frozen
class ListEntry:
    """One entry: since when its certificate is revoked, and why.

    `revoked_at` is the earlier of its two dates: a key that was another's proves nothing from then
    (5.3.2). `issuer_key` is that of the certificate's issuer, where the entry names one.
    """

    revoked_at: datetime
    reason: str
    issuer_key: str | None = None


def are_plain(entries: bytes, *, is_indirect: bool) -> bool:
    """Whether every entry has the form that it must have, and no critical extension is unknown."""
    known = {REASON, HOLD_INSTRUCTION, INVALIDITY_DATE}
    if is_indirect:
        known.add(CERTIFICATE_ISSUER)
    seen: dict[bytes, bool] = {b"": True}
    try:
        for _, extensions in _walk(entries):
            if extensions not in seen:
                seen[extensions] = _are_known(extensions, known)
            if not seen[extensions]:
                return False
    except (ValueError, IndexError):
        return False
    return True


def entries_of(entries: bytes, serial_number: int) -> Iterator[ListEntry]:
    """Each entry whose number it is, in a list for its issuer's own certificates."""
    number = _encoded(serial_number)
    place, count = entries.find(number), 0
    while place >= 0:
        entry = _entry_around(entries, place, place + len(number))
        if entry is not None:
            count += 1
            if count > MAX_ENTRIES_OF_ONE:
                yield ListEntry(_EARLIEST, UNSPECIFIED)
                return
            yield _read(*entry)
        place = entries.find(number, place + 1)


def odd_entries_of(entries: bytes, serial_number: int) -> Iterator[ListEntry]:
    """The same in a list some entry of which has another form; a vast one is not looked through.

    Raises:
        ValueError, TypeError, KeyError: an entry cannot be read at all.
    """
    if len(entries) > MAX_ODD_ENTRIES:
        return
    for each in crl.RevokedCertificates(contents=entries):
        if int(each["user_certificate"].native) == serial_number:
            extensions = each["crl_entry_extensions"]
            date = each["revocation_date"]
            yield _entry(date, extensions.dump() if extensions else b"")


def entries_by_number(entries: bytes) -> dict[int, tuple[ListEntry, ...]]:
    """The entries of an indirect list by number, each with the issuer that holds for it (5.3.3).

    Raises:
        ValueError, IndexError: an entry has another form.
    """
    issuer_key: str | None = None
    found: dict[int, list[ListEntry]] = {}
    for start, extensions in _walk(entries):
        issuer_key = _issuer_in(extensions) or issuer_key
        place = plain_element(entries, start, len(entries))
        if place is None:
            raise ValueError("entry")
        number, date = (plain_elements(entries, *place[1:]) or [])[:2]
        serial = int.from_bytes(entries[number[1] : number[2]], "big", signed=True)
        entry = _read(entries[date[0] : date[2]], extensions)
        held = ListEntry(entry.revoked_at, entry.reason, issuer_key)
        found.setdefault(serial, []).append(held)
    return {serial: tuple(each) for serial, each in found.items()}


def _walk(entries: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each entry starts, and its extensions as they are encoded.

    Raises:
        ValueError, IndexError: one is no entry in DER.
    """
    start, end = 0, len(entries)
    while start < end:
        if entries[start] != _SEQUENCE:
            raise ValueError("entry")
        length, at = entries[start + 1], start + 2
        if length >= _LONG:
            octets = length - _LONG
            if length not in {_ONE_OCTET, _TWO_OCTETS}:
                raise ValueError("length")
            length = int.from_bytes(entries[at : at + octets], "big")
            at += octets
        after = at + length
        size = entries[at + 1]
        if entries[at] != _INTEGER or not 1 <= size < _LONG or _is_padded(entries, at + 2, size):
            raise ValueError("number")
        at += 2 + size
        if entries[at] not in _TIMES or entries[at + 1] >= _LONG:
            raise ValueError("date")
        at += 2 + entries[at + 1]
        if at > after or after > end:
            raise ValueError("entry")
        yield start, entries[at:after]
        start = after


def _is_padded(entries: bytes, at: int, size: int) -> bool:
    if size == 1:
        return False
    first, second = entries[at], entries[at + 1]
    return (first == 0 and second < _LONG) or (first == 0xFF and second >= _LONG)  # noqa: PLR2004 - eight ones


def _are_known(encoded: bytes, known: set[str]) -> bool:
    """Whether the extensions are in DER, each there once, the critical ones known."""
    try:
        found = extensions_in(encoded)
    except MALFORMED:
        return False
    oids = {each.oid for each in found}
    is_plain = len(oids) == len(found) and all(e.oid in known for e in found if e.is_critical)
    return is_plain and _issuer_in(encoded) != UNKNOWN


def _encoded(serial_number: int) -> bytes:
    size = (serial_number + (serial_number < 0)).bit_length() // 8 + 1
    octets = serial_number.to_bytes(size, "big", signed=True)
    return bytes([_INTEGER, min(size, _LONG - 1)]) + octets


def _entry_around(entries: bytes, start: int, end: int) -> tuple[bytes, bytes] | None:
    """Date and extensions of the entry whose number stands there; None where it is no entry's."""
    for header in range(start - 2, max(start - 7, -1), -1):
        whole = plain_element(entries, header, len(entries))
        if entries[header] == _SEQUENCE and whole is not None and whole[1] == start:
            date = plain_element(entries, end, whole[2])
            if date is not None and entries[date[0]] in _TIMES:
                return entries[date[0] : date[2]], entries[date[2] : whole[2]]
    return None


def _read(date: bytes, extensions: bytes) -> ListEntry:
    from asn1crypto.x509 import Time

    return _entry(Time.load(date), extensions)


def _entry(date: Any, encoded: bytes) -> ListEntry:
    """The entry; what cannot be read of it makes it no less revoked."""
    try:
        since = aware(date.native)
    except MALFORMED:
        since = _EARLIEST
    reason, invalid_since, issuer_key = _extensions_of(encoded)
    return ListEntry(min(since, invalid_since or since), reason, issuer_key)


@lru_cache(maxsize=EXTENSIONS_KEPT)
def _extensions_of(encoded: bytes) -> tuple[str, datetime | None, str | None]:
    """Reason, invalidity date and the certificate's issuer; a reason stated twice is none."""
    try:
        found = extensions_in(encoded) if encoded else ()
    except MALFORMED:
        return UNSPECIFIED, None, None
    reasons = [each for each in found if each.oid == REASON]
    dates = [each for each in found if each.oid == INVALIDITY_DATE]
    reason = _reason(reasons[0].value) if len(reasons) == 1 else UNSPECIFIED
    invalid = [date for date in map(_date, dates) if date is not None]
    return reason, min(invalid, default=None), _issuer_in(encoded)


def _reason(value: bytes) -> str:
    code = value[2:] if value[:2] == bytes([_ENUMERATED, 1]) else b""
    return _REASONS.get(int.from_bytes(code, "big"), UNSPECIFIED) if code else UNSPECIFIED


def _date(extension: Extension) -> datetime | None:
    try:
        return generalized_time(extension.value)
    except MALFORMED:
        return None


@lru_cache(maxsize=EXTENSIONS_KEPT)
def _issuer_in(encoded: bytes) -> str | None:
    """The issuer that an entry names (5.3.3), ready for comparison; None: it names none."""
    try:
        found = extensions_in(encoded) if encoded else ()
        value = next((e.value for e in found if e.oid == CERTIFICATE_ISSUER), None)
        if value is None:
            return None
        (name,) = (n for n in general_names(value) if n.form is NameForm.DIRECTORY)
    except MALFORMED:
        return UNKNOWN
    return name_key_of(name.value)
