"""Signature acceptance validation (ETSI EN 319 102-1, 5.2.8): key, elements and algorithms."""

from datetime import datetime

from fhvalidate.cms.signed_data import SignedData
from fhvalidate.conclusion import Conclusion, Finding, SubIndication, first_failure
from fhvalidate.signature import PADES_SUBFILTERS, Signature
from fhvalidate.validation.algorithms import Material, accept_algorithms, believed_until
from fhvalidate.validation.chain_purposes import MACHINES
from fhvalidate.validation.context import Context
from fhvalidate.x509.certificates.certificate import Certificate


def check_key_usage(signer: Certificate, context: Context) -> Conclusion:
    """Whether the certificate is meant for signing (X.509 validation constraints, by policy)."""
    usage = signer.key_usage
    if usage is None or usage & set(context.policy.signature.key_usage):
        return check_extended_key_usage(signer)
    finding = Finding.error(
        "key-usage-not-for-signing",
        "EN 319 412-2, 4.3.2",
        subject=signer.subject,
        key_usage=tuple(sorted(usage)),
    )
    return Conclusion.indeterminate(SubIndication.CHAIN_CONSTRAINTS_FAILURE, finding)


def check_extended_key_usage(signer: Certificate) -> Conclusion:
    """Whether some purpose of the certificate is not a machine's (RFC 5280, 4.2.1.12).

    NOTE: no purpose for documents is demanded (RFC 9336 is of 2022, and few issuers heed it), but
    a certificate for servers, code, OCSP or time-stamps alone was given to nobody who signs.
    """
    purposes = signer.extended_key_usage
    if purposes is None or purposes - MACHINES:
        return Conclusion.passed()
    finding = Finding.error(
        "key-usage-not-for-signing",
        "RFC 5280, 4.2.1.12",
        subject=signer.subject,
        key_usage=tuple(sorted(purposes)),
    )
    return Conclusion.indeterminate(SubIndication.CHAIN_CONSTRAINTS_FAILURE, finding)


def accept_signature(
    signature: Signature,
    signer: Certificate,
    materials: tuple[Material, ...],
    context: Context,
    content_times: tuple[datetime, ...],
) -> Conclusion:
    """Whether key, elements and algorithms are such as the policy accepts."""
    constraints = context.policy.cryptography
    algorithms = accept_algorithms(materials, at=context.at, constraints=constraints)
    refused = algorithms.sub_indication is not None and content_times
    if refused and max(content_times) >= believed_until(materials, constraints):
        # A content time-stamp proves that it was signed after the algorithm's end.
        failure = SubIndication.CRYPTO_CONSTRAINTS_FAILURE
        algorithms = Conclusion.indeterminate(failure, *algorithms.findings)
    elements = check_elements(signature.placed.field.subfilter, signature.signed_data)
    return first_failure((check_key_usage(signer, context), elements, algorithms))


def check_elements(subfilter: str | None, signed_data: SignedData | None) -> Conclusion:
    """The signature elements constraints: the signing certificate must be referred to, signed."""
    if subfilter not in PADES_SUBFILTERS or signed_data is None or signed_data.refers:
        return Conclusion.passed()
    finding = Finding.error("cms-signing-certificate-attribute-missing", "EN 319 142-1, 6.3")
    return Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, finding)
