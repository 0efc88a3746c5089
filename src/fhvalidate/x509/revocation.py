"""What each CRL and OCSP response at hand says of a certificate (RFC 5280, 6.3; RFC 6960).

Every one that names the certificate is asked, whatever the certificate declares (rule R7).
"""

import hashlib
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from fhvalidate.errors import Asn1Error
from fhvalidate.x509.certificate import Certificate, read_certificate
from fhvalidate.x509.path_building import Path

MAX_SINGLE_RESPONSES = 100  # in one OCSP response; real ones have one
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, LookupError, NotImplementedError)


class RevocationSource(StrEnum):
    """The two kinds of revocation data."""

    CRL = "crl"
    OCSP = "ocsp"


@dataclass(frozen=True, slots=True)
class RevocationAnswer:
    """What one authentic CRL or OCSP response says of one certificate.

    Attributes:
        sha256: of the CRL or response, in hexadecimal.
        revoked_at: None when it says that the certificate is not revoked.
        reason: the reason code of RFC 5280, 5.3.1, when it is revoked.
    """

    source: RevocationSource
    sha256: str
    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RevocationData:
    """CRLs and OCSP responses at hand, DER, believed in nothing yet."""

    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()

    def adding(self, other: "RevocationData") -> "RevocationData":
        """Both, each item once."""
        return RevocationData(
            tuple(dict.fromkeys((*self.crls, *other.crls))),
            tuple(dict.fromkeys((*self.ocsp_responses, *other.ocsp_responses))),
        )


def answers(
    certificate: Certificate,
    path: Path,
    data: RevocationData,
    *,
    pool: Iterable[Certificate],
    at: datetime,
) -> tuple[RevocationAnswer, ...]:
    """What every item that names the certificate says, where its signer may speak at `at`.

    Args:
        certificate: one of the path, not its anchor.
        path: a path that holds; its anchor is who may vouch for the signers of the data.
        data: everything at hand.
        pool: certificates that may be those of responders and CRL issuers.
        at: the time at which their signers' certificates must be valid.
    """
    pool = tuple(pool)
    return (
        *_from_crls(certificate, path, data.crls, pool, at),
        *_from_responses(certificate, path, data.ocsp_responses, pool, at),
    )


def responder_certificates(data: RevocationData) -> tuple[Certificate, ...]:
    """The certificates that OCSP responses carry for their responders."""
    found: dict[str, Certificate] = {}
    for der in data.ocsp_responses:
        for certificate in _carried(der):
            found[certificate.sha256] = certificate
    return tuple(found.values())


def _carried(der: bytes) -> Iterator[Certificate]:
    basic = _basic_response(der)
    try:
        carried = list(basic["certs"] or ()) if basic is not None else []
    except _MALFORMED:
        return
    for item in carried[:MAX_SINGLE_RESPONSES]:
        try:
            yield read_certificate(item.dump())
        except Asn1Error:
            continue


def _from_crls(
    certificate: Certificate,
    path: Path,
    crls: Iterable[bytes],
    pool: tuple[Certificate, ...],
    at: datetime,
) -> Iterator[RevocationAnswer]:
    from pyhanko_certvalidator.revinfo.validate_crl import verify_crl

    from fhvalidate.x509.certvalidator import as_validation_path, context, parsed_crl

    for der in crls:
        try:
            item = parsed_crl(der)
            body = item["tbs_cert_list"]
            if not _may_name(item, body, certificate):
                continue
            times = (body["this_update"].native, body["next_update"].native)
            judged = context(at=at, anchors=path[-1:], pool=pool, crls=[item])
        except _MALFORMED:
            continue
        yield from _answer(
            RevocationSource.CRL,
            der,
            times,
            partial(verify_crl, certificate.asn1, as_validation_path(path), judged),
        )


def _may_name(item: Any, body: Any, certificate: Certificate) -> bool:
    """Whether the CRL is its issuer's, or an indirect one that may speak for other issuers."""
    point = item.issuing_distribution_point_value
    indirect = point is not None and bool(point["indirect_crl"].native)
    return indirect or str(body["issuer"].hashable) == certificate.issuer_key


def _from_responses(
    certificate: Certificate,
    path: Path,
    responses: Iterable[bytes],
    pool: tuple[Certificate, ...],
    at: datetime,
) -> Iterator[RevocationAnswer]:
    from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

    from fhvalidate.x509.certvalidator import as_validation_path, context, parsed_ocsp

    for der in responses:
        single = _single_response(der, certificate)
        if single is None:
            continue
        try:
            times = (single["this_update"].native, single["next_update"].native)
            carried = (*pool, *_carried(der))
            judged = context(at=at, anchors=path[-1:], pool=carried, ocsps=[parsed_ocsp(der)])
        except _MALFORMED:
            continue
        yield from _answer(
            RevocationSource.OCSP,
            der,
            times,
            partial(verify_ocsp_response, certificate.asn1, as_validation_path(path), judged),
        )


def _answer(
    source: RevocationSource,
    der: bytes,
    times: tuple[Any, Any],
    ask: Callable[[], Coroutine[Any, Any, Any]],
) -> Iterator[RevocationAnswer]:
    """The answer, if the item is authentic and speaks of the certificate; nothing otherwise."""
    from pyhanko_certvalidator.errors import (
        CRLValidationError,
        OCSPValidationError,
        PathBuildingError,
        RevokedError,
        ValidationError,
    )

    from fhvalidate.x509.certvalidator import finished

    this_update, next_update = times
    if not isinstance(this_update, datetime):
        return
    digest = hashlib.sha256(der).hexdigest()
    try:
        finished(ask())
    except RevokedError as revoked:
        if not revoked.is_side_validation:  # else it is the responder that is revoked
            yield RevocationAnswer(
                source,
                digest,
                this_update,
                next_update,
                revoked.revocation_dt,
                str(revoked.reason.native),
            )
    except (CRLValidationError, OCSPValidationError, PathBuildingError, ValidationError):
        return
    except _MALFORMED:
        return
    else:
        yield RevocationAnswer(source, digest, this_update, next_update)


def _single_response(der: bytes, certificate: Certificate) -> Any:
    basic = _basic_response(der)
    if basic is None:
        return None
    try:
        singles = list(basic["tbs_response_data"]["responses"])[:MAX_SINGLE_RESPONSES]
        return next(
            (
                single
                for single in singles
                if int(single["cert_id"]["serial_number"].native) == certificate.serial_number
            ),
            None,
        )
    except _MALFORMED:
        return None


def _basic_response(der: bytes) -> Any:
    from fhvalidate.x509.certvalidator import parsed_ocsp

    try:
        response = parsed_ocsp(der)
        return response["response_bytes"]["response"].parsed
    except _MALFORMED:
        return None


def names_issuer_of(certificate: Certificate, data: RevocationData) -> bool:
    """Whether a CRL of the certificate's issuer, or a response on the certificate, is there."""
    return any(_is_crl_of(der, certificate) for der in data.crls) or any(
        _single_response(der, certificate) is not None for der in data.ocsp_responses
    )


def _is_crl_of(der: bytes, certificate: Certificate) -> bool:
    from fhvalidate.x509.certvalidator import parsed_crl

    try:
        item = parsed_crl(der)
        return _may_name(item, item["tbs_cert_list"], certificate)
    except _MALFORMED:
        return False
