"""Time-stamp validation (ETSI EN 319 102-1, 5.4)."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.signature import TimeStampKind
from fhvalidate.validation.context import Context
from fhvalidate.validation.cryptographic_verification import unsupported, verify_enclosed
from fhvalidate.validation.format_checking import check_token_format
from fhvalidate.validation.signature_acceptance import accept_algorithms
from fhvalidate.validation.signing_certificate import identify
from fhvalidate.validation.x509_validation import validate_certificate
from fhvalidate.x509.algorithms import digest_of_parts
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path

CLAUSE = "EN 319 102-1, 5.4"
TIME_STAMPING = "time_stamping"


@dataclass(frozen=True, slots=True)
class TimeStampResult:
    """The conclusion on one time-stamp; `token` is None when it cannot be read."""

    kind: TimeStampKind
    token: TimeStampToken | None
    conclusion: Conclusion
    path: Path = ()
    complete: bool = False

    @property
    def proven_time(self) -> datetime | None:
        """The time that the time-stamp proves; None unless it passed."""
        if self.token is None or self.conclusion.indication is not Indication.PASSED:
            return None
        return self.token.generation_time


def validate_time_stamp(
    kind: TimeStampKind,
    token: TimeStampToken | None,
    parts: tuple[memoryview, ...],
    context: Context,
) -> TimeStampResult:
    """Whether the token is genuine, of a trusted authority, and over the bytes of `parts`.

    The context has the certificates at hand that the token and its signature carry.
    """
    if token is None:
        finding = Finding.error("timestamp-unreadable", CLAUSE)
        return TimeStampResult(kind, None, Conclusion.failed(SubIndication.FORMAT_FAILURE, finding))
    checked = check_token_format(token.signed_data)
    if checked.indication is Indication.FAILED:
        return TimeStampResult(kind, token, checked)
    imprint = check_imprint(token, parts)
    if imprint.indication is not Indication.PASSED:
        return TimeStampResult(kind, token, imprint)
    identified = identify(token.signed_data, context.data.certificates)
    signer = identified.certificate
    if signer is None:
        return TimeStampResult(kind, token, identified.conclusion)
    verified = verify_enclosed(token.signed_data, signer)
    if verified.indication is not Indication.PASSED:
        return TimeStampResult(kind, token, verified, (signer,))
    certified = validate_certificate(signer, context)
    conclusion = _combined(token, signer, certified.conclusion, context)
    return TimeStampResult(kind, token, conclusion, certified.path, certified.complete)


def check_imprint(token: TimeStampToken, parts: tuple[memoryview, ...]) -> Conclusion:
    """Whether the token is over these bytes (RFC 3161, 2.4.2)."""
    if token.imprint_algorithm is None:
        return unsupported("imprint")
    try:
        digest = digest_of_parts(parts, token.imprint_algorithm)
    except UnsupportedAlgorithmError as error:
        return unsupported(str(error))
    if not hmac.compare_digest(digest, token.imprint):
        finding = Finding.error("timestamp-imprint-mismatch", CLAUSE)
        return Conclusion.failed(SubIndication.HASH_FAILURE, finding)
    return Conclusion.passed()


def _combined(
    token: TimeStampToken, signer: Certificate, certified: Conclusion, context: Context
) -> Conclusion:
    if not _is_for_time_stamping(signer):
        finding = Finding.error(
            "timestamp-not-for-time-stamping", "RFC 3161, 2.3", subject=signer.subject
        )
        return Conclusion.indeterminate(SubIndication.CHAIN_CONSTRAINTS_FAILURE, finding)
    if certified.indication is not Indication.PASSED:
        return certified
    accepted = accept_algorithms(
        token.signed_data, signer, at=context.at, constraints=context.policy.cryptography
    )
    return accepted.noting(*certified.findings)


def _is_for_time_stamping(certificate: Certificate) -> bool:
    """RFC 3161, 2.3: extended key usage, critical, with time-stamping as its only purpose.

    NOTE: that it be critical and the only one is not demanded: authorities on the EU's trusted
    lists break both, and neither lets anyone else make time-stamps.
    """
    purposes = certificate.extended_key_usage
    return purposes is not None and TIME_STAMPING in purposes
