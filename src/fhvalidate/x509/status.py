"""What an authentic CRL or OCSP response says of one certificate, and how it was found out."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

from fhvalidate.x509.algorithms import SignatureAlgorithm
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.key_strength import policy_terms

# The library takes what is dated exactly at its moment to be later than it.
JUST_AFTER = timedelta(seconds=1)
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, LookupError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a certificate is revoked, by an item whose signer was entitled to say so.

    Attributes:
        revoked_at: when, or since when it is held to be invalid, if that is earlier.
        delegate: who signed, where that is not the certificate's own issuer.
    """

    signer_not_after: datetime
    algorithms: tuple[tuple[str, int], ...]
    revoked_at: datetime | None = None
    reason: str | None = None
    delegate: Certificate | None = None


def aware(time: Any) -> datetime:
    """The time of a list or a response; without a zone it is UTC (RFC 5280, 5.1.2.4).

    Raises:
        TypeError: it is no time.
    """
    if not isinstance(time, datetime):
        raise TypeError("time")
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def algorithms_of(
    algorithm: SignatureAlgorithm, signer: Certificate
) -> tuple[tuple[str, int], ...]:
    """The names that the policy knows the algorithm by, each with the size of its key."""
    return policy_terms(algorithm, signer.public_key)


@dataclass(frozen=True, slots=True)
class Revoked:
    """That and why a certificate is revoked."""

    at: datetime
    reason: str


class Unrevoked(Enum):
    """The answers that name no revocation."""

    NOT_REVOKED = auto()
    NO_ANSWER = auto()


def ask(question: Callable[[], Coroutine[Any, Any, Any]]) -> Revoked | Unrevoked:
    """What pyhanko-certvalidator answers to one question about one item."""
    from pyhanko_certvalidator.errors import (
        CRLValidationError,
        OCSPValidationError,
        PathBuildingError,
        RevokedError,
        ValidationError,
    )

    from fhvalidate.x509.certvalidator import finished

    try:
        finished(question())
    except RevokedError as revoked:
        if revoked.is_side_validation:  # it is the responder that is revoked
            return Unrevoked.NO_ANSWER
        return Revoked(revoked.revocation_dt, str(revoked.reason.native))
    except (CRLValidationError, OCSPValidationError, PathBuildingError, ValidationError):
        return Unrevoked.NO_ANSWER
    except MALFORMED:
        return Unrevoked.NO_ANSWER
    return Unrevoked.NOT_REVOKED
