"""Whether a certificate is the one that a signed reference means (RFC 5035; EN 319 122-1, 5.2.2).

Facts alone: what they decide is said in `validation.signing_certificate`.
"""

from fhvalidate.cms.attributes import SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2
from fhvalidate.cms.certificate_references import CertificateReference
from fhvalidate.cms.signed_data import SignedData
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import digest_of, is_known

_VERSIONS = {SIGNING_CERTIFICATE_V2: "v2", SIGNING_CERTIFICATE: "v1"}


@frozen
class ReferenceFacts:
    """How a signing-certificate attribute stands to the signer's certificate.

    Attributes:
        version: `v1` (signing-certificate) or `v2` (signing-certificate-v2).
        digest_algorithm, digest: of its first reference; None where that cannot be read.
        digest_matches: None where there is no certificate, or nothing here computes the digest.
        has_issuer_serial: whether the reference has an issuerSerial; None where it cannot be read.
        issuer_serial_matches: None where there is no issuerSerial or no certificate.
    """

    version: str
    digest_algorithm: str | None = None
    digest: bytes | None = None
    digest_matches: bool | None = None
    has_issuer_serial: bool | None = None
    issuer_serial_matches: bool | None = None


def reference_facts(
    signed_data: SignedData, signer: Certificate | None
) -> tuple[ReferenceFacts, ...]:
    """How each signing-certificate attribute stands to the certificate, the newer form first."""
    firsts = _first_by_attribute(signed_data)
    return tuple(
        _facts(version, firsts.get(oid), signer)
        for oid, version in _VERSIONS.items()
        if oid in signed_data.attribute_types
    )


def first_references(signed_data: SignedData) -> tuple[CertificateReference, ...]:
    """The first reference of each attribute, the newer form and the older: the signer's.

    None at all where one of the attributes cannot be read.
    """
    firsts = _first_by_attribute(signed_data)
    stated = [oid for oid in _VERSIONS if oid in signed_data.attribute_types]
    return tuple(firsts[oid] for oid in stated) if all(oid in firsts for oid in stated) else ()


def has_digest_of(reference: CertificateReference, certificate: Certificate) -> bool:
    """Whether the digest is the certificate's; never by one that nothing here computes."""
    if reference.digest_algorithm == "sha256":  # which is known already
        return reference.digest.hex() == certificate.sha256
    try:
        return digest_of(certificate.der, reference.digest_algorithm) == reference.digest
    except UnsupportedAlgorithmError:
        return False


def has_issuer_serial_of(reference: CertificateReference, certificate: Certificate) -> bool | None:
    """Whether issuerSerial is the certificate's; None where there is none.

    RFC 5035, 5: it has the certificate's issuer alone as a directory name.
    """
    if reference.issuer_keys is None:
        return None
    named = set(reference.issuer_keys) == {certificate.issuer_key}
    return named and reference.serial_number == certificate.serial_number


def _first_by_attribute(signed_data: SignedData) -> dict[str, CertificateReference]:
    return {r.attribute: r for r in reversed(signed_data.references)}


def _facts(
    version: str, reference: CertificateReference | None, signer: Certificate | None
) -> ReferenceFacts:
    if reference is None:
        return ReferenceFacts(version)
    matches = None
    if signer is not None and is_known(reference.digest_algorithm):
        matches = has_digest_of(reference, signer)
    return ReferenceFacts(
        version=version,
        digest_algorithm=reference.digest_algorithm,
        digest=reference.digest,
        digest_matches=matches,
        has_issuer_serial=reference.issuer_keys is not None,
        issuer_serial_matches=None if signer is None else has_issuer_serial_of(reference, signer),
    )
