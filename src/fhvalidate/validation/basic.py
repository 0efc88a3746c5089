"""Validation process for basic signatures (ETSI EN 319 102-1, 5.3)."""

from dataclasses import dataclass

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.signature import PKCS7_SHA1, Integrity, Signature, covered_parts
from fhvalidate.validation.context import Context
from fhvalidate.validation.cryptographic_verification import (
    Parts,
    verify_detached,
    verify_digest_enclosed,
    verify_plain,
)
from fhvalidate.validation.format_checking import check_format
from fhvalidate.validation.signature_acceptance import accept_algorithms
from fhvalidate.validation.signing_certificate import Identified, identify
from fhvalidate.validation.x509_validation import validate_certificate
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path

CLAUSE = "EN 319 102-1, 5.3.4"


@dataclass(frozen=True, slots=True)
class BasicResult:
    """The conclusion of the basic process, and what it was reached on."""

    conclusion: Conclusion
    integrity: Integrity
    signer: Certificate | None = None
    path: Path = ()
    complete: bool = False


def validate_basic_signature(signature: Signature, data: bytes, context: Context) -> BasicResult:
    """The basic process for one signature over the bytes of its file."""
    # 1) Format checking.
    checked = check_format(signature)
    if checked.indication is Indication.FAILED:
        broken = bool(signature.placed.shape.defects)
        return BasicResult(checked, Integrity.BROKEN if broken else Integrity.UNKNOWN)
    # 2) Identification of the signing certificate.
    identified = identify_signer(signature, context)
    signer = identified.certificate
    if signer is None:
        conclusion = identified.conclusion.noting(*checked.findings)
        return BasicResult(conclusion, Integrity.UNKNOWN)
    # 3) The validation context is given. 5) Cryptographic verification comes before 4): whatever
    # can be said of trust, a signature that is broken is broken.
    verified = verify_signature_value(signature, covered_parts(data, signature), signer)
    integrity = _integrity(verified)
    # 4) X.509 certificate validation.
    certified = validate_certificate(signer, context)
    # 6) Signature acceptance validation.
    accepted = accept_algorithms(
        signature.signed_data, signer, at=context.at, constraints=context.policy.cryptography
    )
    usage = check_key_usage(signer, context)
    # 7) The worst decides, in the order in which one makes the next meaningless.
    conclusions = (
        verified,
        certified.conclusion,
        usage,
        accepted,
        identified.conclusion,
        checked,
    )
    decisive = next((c for c in conclusions if c.sub_indication is not None), Conclusion.passed())
    rest = (f for c in conclusions if c is not decisive for f in c.findings)
    return BasicResult(
        decisive.noting(*rest), integrity, signer, certified.path, certified.complete
    )


def identify_signer(signature: Signature, context: Context) -> Identified:
    """The signing certificate, among those that the signature carries and those at hand."""
    carried = signature.validation_data.certificates
    if signature.signed_data is None:
        # ISO 32000-2, 12.8.3.2: the first certificate in /Cert is the signer's.
        if carried and signature.plain_signature is not None:
            return Identified(Conclusion.passed(), carried[0])
        finding = Finding.error("signing-certificate-not-found", CLAUSE)
        return Identified(
            Conclusion.indeterminate(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, finding), None
        )
    unique = {c.sha256: c for c in (*carried, *context.data.certificates)}
    return identify(signature.signed_data, unique.values())


def verify_signature_value(signature: Signature, parts: Parts, signer: Certificate) -> Conclusion:
    """Cryptographic verification in the form that the sub-filter asks for."""
    if signature.signed_data is None:
        return verify_plain(signature.plain_signature or b"", parts, signer)
    if signature.placed.field.subfilter == PKCS7_SHA1:
        return verify_digest_enclosed(signature.signed_data, parts, signer)
    return verify_detached(signature.signed_data, parts, signer)


def check_key_usage(signer: Certificate, context: Context) -> Conclusion:
    """Whether the certificate is meant for signing (policy; EN 319 102-1, 5.2.6, constraints)."""
    usage = signer.key_usage
    if usage is None or usage & set(context.policy.signature.key_usage):
        return Conclusion.passed()
    finding = Finding.error(
        "key-usage-not-for-signing",
        "EN 319 412-2, 4.3.2",
        subject=signer.subject,
        key_usage=tuple(sorted(usage)),
    )
    return Conclusion.indeterminate(SubIndication.CHAIN_CONSTRAINTS_FAILURE, finding)


def _integrity(verified: Conclusion) -> Integrity:
    match verified.indication:
        case Indication.PASSED:
            return Integrity.INTACT
        case Indication.FAILED:
            return Integrity.BROKEN
        case _:
            return Integrity.UNKNOWN
