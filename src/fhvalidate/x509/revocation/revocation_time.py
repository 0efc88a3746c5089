"""Times in CRLs and OCSP responses (RFC 5280, 5; RFC 6960)."""

from datetime import UTC, datetime
from typing import Any

from asn1crypto import core

INVALIDITY_DATE = "2.5.29.24"
MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    LookupError,
    OverflowError,
    NotImplementedError,
)


def aware(time: Any) -> datetime:
    """The time of a list or a response; without a zone it is UTC (RFC 5280, 5.1.2.4).

    Raises:
        TypeError: it is no time.
    """
    if not isinstance(time, datetime):
        raise TypeError("time")
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def generalized_time(value: bytes) -> datetime:
    """The time in the value of an extension, as of the invalidity date (RFC 5280, 5.3.2).

    Raises:
        TypeError, ValueError: it is no time.
    """
    return aware(core.GeneralizedTime.load(value).native)
