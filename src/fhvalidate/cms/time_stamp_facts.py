"""All that a time-stamp token states, read only when asked for (RFC 3161, 2.4.2)."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from asn1crypto import core, tsp

from fhvalidate.cms.attribute_values import MAX_NUMBER, general_name_of
from fhvalidate.cms.attributes import MALFORMED
from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.cms.tst_info import MAX_ACCURACY
from fhvalidate.frozen import frozen

T = TypeVar("T")


@frozen
class Accuracy:
    """How far the time may be from the true one, in the units that are written; 0 for none."""

    seconds: int
    millis: int
    micros: int


@frozen
class TimeStampFacts:
    """What a token states.

    Attributes:
        content_type: of what is signed: that of a TSTInfo.
        is_der: whether the TSTInfo is in DER, as it must be; what is not proves nothing.
        policy: the object identifier of the authority's policy.
        imprint_algorithm: its name, or the object identifier that is written.
        imprint: the octets.
        serial_number, nonce: hexadecimal; None where there is none, or it is larger than any
            that is meant.
        accuracy: None where none is stated, or none that can be.
        tsa: the name of the authority, as the token states it, where it is text.
    """

    content_type: str
    is_der: bool
    policy: str
    imprint_algorithm: str | None
    imprint: bytes
    serial_number: str | None
    generation_time: datetime
    accuracy: Accuracy | None
    ordering: bool
    nonce: str | None
    tsa: str | None


def time_stamp_facts(token: TimeStampToken) -> TimeStampFacts:
    """What the token states, as it stands."""
    info = token.info
    read = tsp.TSTInfo.load(token.signed_data.content or b"")
    written = _tried(lambda: str(read["message_imprint"]["hash_algorithm"]["algorithm"].dotted))
    return TimeStampFacts(
        content_type=token.signed_data.content_type,
        is_der=info.is_der,
        policy=info.policy,
        imprint_algorithm=info.imprint_algorithm or written,
        imprint=info.imprint,
        serial_number=_tried(lambda: _hexadecimal(read["serial_number"])),
        generation_time=info.generation_time,
        accuracy=_tried(lambda: _accuracy(read["accuracy"])),
        ordering=_tried(lambda: bool(read["ordering"].native)) or False,
        nonce=_tried(lambda: _hexadecimal(read["nonce"])),
        tsa=None if info.authority is None else general_name_of(info.authority),
    )


def _tried(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except MALFORMED:
        return None


def _hexadecimal(value: core.Integer | core.Void) -> str | None:
    if isinstance(value, core.Void) or not 0 < len(value.contents) <= MAX_NUMBER:
        return None
    return f"{value.native:x}"


def _accuracy(value: tsp.Accuracy | core.Void) -> Accuracy | None:
    if isinstance(value, core.Void):
        return None
    units = [value[name].native or 0 for name in ("seconds", "millis", "micros")]
    return Accuracy(*units) if all(0 <= unit <= MAX_ACCURACY for unit in units) else None
