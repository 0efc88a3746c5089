"""Identification of the signing certificate (ETSI EN 319 102-1, 5.2.3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from fhvalidate.cms.certificate_references import CertificateReference
from fhvalidate.cms.signed_data import SignedData
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import digest_of
from fhvalidate.x509.certificate import Certificate

CLAUSE = "EN 319 102-1, 5.2.3"


@dataclass(frozen=True, slots=True)
class Identified:
    """The signing certificate, where one was identified, and how sure that is."""

    conclusion: Conclusion
    certificate: Certificate | None


def identify(signed_data: SignedData, certificates: Iterable[Certificate]) -> Identified:
    """The certificate that the signerInfo and the signed reference both mean."""
    candidates = tuple(certificates)
    named = [c for c in candidates if _is_named(c, signed_data)]
    if not signed_data.refers:
        return _without_reference(named)
    if not signed_data.references:
        finding = Finding.error("cms-signing-certificate-mismatch", CLAUSE)
        return Identified(_not_found(finding), None)
    # The first reference of each attribute, the older form and the newer, is the signer's.
    firsts = {r.attribute: r for r in reversed(signed_data.references)}.values()
    # The signed reference decides; the signerInfo's own naming of it is not signed.
    meant = [c for c in candidates if all(_refers(first, c) for first in firsts)]
    if not meant:
        code = "cms-signing-certificate-mismatch" if named else "signing-certificate-not-found"
        return Identified(_not_found(Finding.error(code, CLAUSE)), None)
    return Identified(Conclusion.passed(), meant[0])


def referred_certificates(
    signed_data: SignedData | None, certificates: Iterable[Certificate]
) -> tuple[Certificate, ...]:
    """The certificates whose digests stand in the signed references."""
    references = signed_data.references if signed_data is not None else ()
    return tuple(c for c in certificates if any(_refers(r, c) for r in references))


def _without_reference(named: list[Certificate]) -> Identified:
    if not named:
        return Identified(_not_found(Finding.error("signing-certificate-not-found", CLAUSE)), None)
    finding = Finding.warning("cms-signing-certificate-attribute-missing", "EN 319 142-1, 6.3")
    return Identified(Conclusion.passed(finding), named[0])


def _is_named(certificate: Certificate, signed_data: SignedData) -> bool:
    signer = signed_data.signer
    if signer.key_identifier is not None:
        return certificate.key_identifier == signer.key_identifier
    return (
        certificate.serial_number == signer.serial_number
        and certificate.issuer_key == signer.issuer_key
    )


def _refers(reference: CertificateReference, certificate: Certificate) -> bool:
    if reference.digest_algorithm is None:
        return False
    if reference.digest_algorithm == "sha256":  # which is known already
        return reference.digest.hex() == certificate.sha256
    try:
        return digest_of(certificate.der, reference.digest_algorithm) == reference.digest
    except UnsupportedAlgorithmError:
        return False


def _not_found(finding: Finding) -> Conclusion:
    return Conclusion.indeterminate(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, finding)
