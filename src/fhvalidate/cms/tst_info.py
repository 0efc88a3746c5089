"""TSTInfo: what a time-stamp token says, and whether in the form that it must have (RFC 3161)."""

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, tsp

from fhvalidate.cms.attributes import MALFORMED, dotted
from fhvalidate.cms.strict_der import (
    BOOLEAN,
    INTEGER,
    OCTETS,
    SEQUENCE,
    TIME,
    TYPE,
    Value,
    read_der,
    time_of,
    whole_number,
)
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.keys.algorithms import stated_digest

_MILLIS, _MICROS = 0x80, 0x81  # [0] and [1], primitive
_AUTHORITY, _EXTENSIONS = 0xA0, 0xA1  # [0] and [1], constructed
_TRUE = b"\xff"
_TIME_UNIT = range(1, 1000)  # RFC 3161, 2.4.2: of milliseconds and of microseconds
MAX_ACCURACY = 10**9  # seconds: thirty years; whoever states more states nothing
# What is understood here, critical or not: EN 319 422, 9.1 has qcStatements.
KNOWN_EXTENSIONS = frozenset({"1.3.6.1.5.5.7.1.3"})


@frozen
class TstExtension:
    """An extension of a TSTInfo (RFC 3161, 2.4.2; RFC 5280, 4.2).

    Attributes:
        oid: which it is.
        value: the octets of extnValue.
    """

    oid: str
    critical: bool
    value: bytes = field(repr=False)


@frozen
class TstInfo:
    """A TSTInfo (RFC 3161, 2.4.2).

    Attributes:
        is_der: whether it is in DER to the letter, as it must be, and of the form it must have.
        generation_time: genTime: the time the authority states.
        accuracy: how far the time stated may be from the true one.
        imprint_algorithm: of the digest that was time-stamped; None when it is not known.
        authority: the GeneralName `tsa`, DER; None where there is none.
        critical: the object identifiers of critical extensions that are not understood here.
        extensions: all of them, in their order; none of one that is not DER.
    """

    is_der: bool
    version: int
    policy: str
    imprint_algorithm: str | None
    imprint: bytes
    serial_number: int
    generation_time: datetime
    accuracy: timedelta
    authority: bytes | None
    critical: tuple[str, ...]
    extensions: tuple[TstExtension, ...] = ()


def read_tst_info(data: bytes) -> TstInfo:
    """The TSTInfo that the bytes are; one that is not DER is read as far as it can be.

    Raises:
        Asn1Error: there is none.
    """
    try:
        return _strictly(read_der(data))
    except (Asn1Error, *MALFORMED):
        pass
    try:
        return _leniently(tsp.TSTInfo.load(data))
    except MALFORMED as error:
        raise Asn1Error("time-stamp") from error


def _strictly(whole: Value) -> TstInfo:
    """The TSTInfo, field by field.

    Raises:
        Asn1Error, ValueError, ...: it is not of that form.
    """
    fields = list(whole.parts)
    _demand(whole.tag == SEQUENCE)
    version = _next(fields, INTEGER)
    policy = _next(fields, TYPE)
    algorithm, imprint = _next(fields, SEQUENCE).parts
    _demand(algorithm.tag == SEQUENCE and imprint.tag == OCTETS)
    serial, time = _next(fields, INTEGER), _next(fields, TIME)
    accuracy = _optional(fields, SEQUENCE)
    ordering = _optional(fields, BOOLEAN)
    _optional(fields, INTEGER)  # nonce
    authority = _optional(fields, _AUTHORITY)
    extensions = _optional(fields, _EXTENSIONS)
    _demand(not fields)
    # X.690, 11.5: what is the default is not encoded.
    _demand(ordering is None or ordering.contents == _TRUE)
    _demand(authority is None or len(authority.parts) == 1)
    _demand(extensions is None or bool(extensions.parts))
    stated = () if extensions is None else tuple(_stated(extensions))
    return TstInfo(
        is_der=True,
        version=whole_number(version),
        policy=dotted(policy.encoded),
        imprint_algorithm=stated_digest(algos.SignedDigestAlgorithm.load(algorithm.encoded)),
        imprint=imprint.contents,
        serial_number=whole_number(serial),
        generation_time=time_of(time),
        accuracy=timedelta() if accuracy is None else _accuracy(accuracy),
        authority=None if authority is None else authority.contents,
        # RFC 5280, 4.2: what is critical and not understood decides.
        critical=tuple(e.oid for e in stated if e.critical and e.oid not in KNOWN_EXTENSIONS),
        extensions=stated,
    )


def _next(fields: list[Value], tag: int) -> Value:
    _demand(bool(fields) and fields[0].tag == tag)
    return fields.pop(0)


def _optional(fields: list[Value], tag: int) -> Value | None:
    return fields.pop(0) if fields and fields[0].tag == tag else None


def _accuracy(value: Value) -> timedelta:
    fields = list(value.parts)
    units = [_optional(fields, tag) for tag in (INTEGER, _MILLIS, _MICROS)]
    _demand(not fields)
    seconds, millis, micros = (0 if unit is None else whole_number(unit) for unit in units)
    _demand(
        seconds >= 0 and all(unit is None or whole_number(unit) in _TIME_UNIT for unit in units[1:])
    )
    return timedelta(seconds=min(seconds, MAX_ACCURACY), milliseconds=millis, microseconds=micros)


def _stated(extensions: Value) -> Iterator[TstExtension]:
    for extension in extensions.parts:
        _demand(extension.tag == SEQUENCE)
        fields = list(extension.parts)
        name, critical = _next(fields, TYPE), _optional(fields, BOOLEAN)
        value = _next(fields, OCTETS)
        _demand(not fields and (critical is None or critical.contents == _TRUE))
        yield TstExtension(dotted(name.encoded), critical is not None, value.contents)


def _leniently(info: tsp.TSTInfo) -> TstInfo:
    """The same of one that is not DER: it proves nothing, and is told of."""
    imprint = info["message_imprint"]
    time = info["gen_time"].native
    if not isinstance(time, datetime):  # of the year 0
        raise TypeError("time")
    return TstInfo(
        is_der=False,
        version=int.from_bytes(info["version"].contents or b"\0", "big", signed=True),
        policy=info["policy"].dotted,
        imprint_algorithm=stated_digest(imprint["hash_algorithm"]),
        imprint=bytes(imprint["hashed_message"].native),
        serial_number=int(info["serial_number"].native),
        generation_time=time if time.tzinfo is not None else time.replace(tzinfo=UTC),
        accuracy=timedelta(),
        authority=None,
        critical=(),
    )


def _demand(holds: bool) -> None:  # noqa: FBT001 - what is demanded
    if not holds:
        raise Asn1Error("not-der")
