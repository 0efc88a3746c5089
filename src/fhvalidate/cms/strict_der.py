"""Values in DER and nothing else (ITU-T X.690, 8, 10 and 11), for what has to be in it."""

from datetime import UTC, datetime, timedelta

from fhvalidate.cms.parts import is_padded
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.der import LONG_FORM

MAX_NESTING = 20  # values in each other; a TSTInfo has some eight, in the name of its authority
BOOLEAN, INTEGER, BITS, OCTETS, NULL, TYPE = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
_CLASS, _CONSTRUCTED, _LONG_TAG = 0xC0, 0x20, 0x1F
_TIME_OF_SECONDS = 14  # YYYYMMDDhhmmss
_MICROSECONDS = 6


@frozen
class Value:
    """A value: its first octet, what it holds, and its parts where it is constructed."""

    tag: int
    contents: bytes
    parts: tuple["Value", ...]
    encoded: bytes


def read_der(data: bytes) -> Value:
    """The one value that the bytes are.

    Raises:
        Asn1Error: they are not DER to the letter, or there is more than one value.
    """
    try:
        value, end = _read(data, 0, len(data), depth=0)
    except IndexError as error:
        raise Asn1Error("not-der") from error
    _demand(end == len(data))
    return value


def whole_number(value: Value) -> int:
    """The value of an INTEGER, whatever its tag."""
    _demand(not is_padded(value.contents))
    return int.from_bytes(value.contents, "big", signed=True)


def time_of(value: Value) -> datetime:
    """The time in a GeneralizedTime of RFC 3161, 2.4.2: with seconds, in UTC, no zeros at the end.

    Raises:
        Asn1Error: it is none, or no time that there is.
    """
    text = value.contents
    whole, _, fraction = text.removesuffix(b"Z").partition(b".")
    _demand(text[-1:] == b"Z" and len(whole) == _TIME_OF_SECONDS and whole.isdigit())
    _demand((b"." in text) == bool(fraction))
    if fraction:
        _demand(fraction.isdigit() and not fraction.endswith(b"0"))
    digits = fraction[:_MICROSECONDS].ljust(_MICROSECONDS, b"0")
    try:
        time = datetime.strptime(whole.decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise Asn1Error("not-der") from error
    # What is finer than a microsecond counts as a whole one: proven is the end of it.
    return time + timedelta(microseconds=int(digits) + (len(fraction) > _MICROSECONDS))


def _read(data: bytes, start: int, limit: int, *, depth: int) -> tuple[Value, int]:
    _demand(depth <= MAX_NESTING and start + 2 <= limit)
    tag = data[start]
    _demand(tag & _LONG_TAG != _LONG_TAG)  # no type here has a tag of several octets
    contents, length = start + 2, data[start + 1]
    if length >= LONG_FORM:
        octets = length - LONG_FORM
        _demand(0 < octets <= 4)  # noqa: PLR2004 - no file is longer
        contents += octets
        length = int.from_bytes(data[start + 2 : contents], "big")
        _demand(length >= LONG_FORM and length >> 8 * (octets - 1) > 0)
    end = contents + length
    _demand(end <= limit)
    parts: list[Value] = []
    if tag & _CONSTRUCTED:
        place = contents
        while place < end:
            part, place = _read(data, place, end, depth=depth + 1)
            parts.append(part)
    value = Value(tag, data[contents:end], tuple(parts), data[start:end])
    if not tag & _CLASS:
        _check_universal(value)
    return value, end


def _check_universal(value: Value) -> None:
    contents = value.contents
    match value.tag:
        case 0x30 | 0x28 | 0x2B:  # SEQUENCE, EXTERNAL, EMBEDDED PDV
            pass
        case 0x31:
            encoded = [part.encoded for part in value.parts]
            _demand(encoded == sorted(encoded))
        case 0x01:
            _demand(contents in {b"\x00", b"\xff"})
        case 0x02 | 0x0A:
            _demand(not is_padded(contents))
        case 0x03:
            unused = contents[0]
            _demand(unused < 8 and not (unused and len(contents) == 1))  # noqa: PLR2004 - bits
            _demand(not contents[-1] & ((1 << unused) - 1))
        case 0x05:
            _demand(not contents)
        case 0x06:
            _demand(bool(contents) and not contents[-1] & LONG_FORM)
            starts = (0, *(i + 1 for i in range(len(contents) - 1) if contents[i] < LONG_FORM))
            _demand(all(contents[i] != LONG_FORM for i in starts))
        case 0x18:
            time_of(value)
        case tag:
            _demand(not tag & _CONSTRUCTED)  # strings in pieces are BER


def _demand(holds: bool) -> None:  # noqa: FBT001 - what is demanded
    if not holds:
        raise Asn1Error("not-der")
