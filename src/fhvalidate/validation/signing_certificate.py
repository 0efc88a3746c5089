"""Identification of the signing certificate (ETSI EN 319 102-1, 5.2.3)."""

from collections.abc import Iterable, Iterator

from fhvalidate.cms.certificate_references import CertificateReference
from fhvalidate.cms.signed_data import SignedData
from fhvalidate.cms.signer_reference import (
    first_references,
    has_digest_of,
    has_issuer_serial_of,
)
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import is_known

CLAUSE = "EN 319 102-1, 5.2.3"
REFERENCE = "EN 319 122-1, 5.2.2"
_TOLD = "sha1"  # RFC 5035, 4: the digest of the older form, which has no other
_NEVER = frozenset({"md5"})


@frozen
class Identified:
    """The signing certificate, where one was identified, and how sure that is."""

    conclusion: Conclusion
    certificate: Certificate | None


def identify(signed_data: SignedData, certificates: Iterable[Certificate]) -> Identified:
    """The certificate that the signerInfo and the signed references all mean.

    Where they mean different ones it is that of the signed references, and not PASSED.
    """
    candidates = tuple(certificates)
    named = [c for c in candidates if _is_named(c, signed_data)]
    if not signed_data.refers:
        return _without_reference(named)
    firsts = first_references(signed_data)
    digests = _by_digests(firsts)
    if not all(is_known(first.digest_algorithm) for first in firsts):
        # Nobody here can tell what it refers to; what the signerInfo names is not signed.
        return Identified(digests, named[0] if named else None)
    meant = [c for c in candidates if firsts and all(has_digest_of(first, c) for first in firsts)]
    if not meant:
        code = "cms-signing-certificate-mismatch" if named else "signing-certificate-not-found"
        return Identified(_not_found(Finding.error(code, CLAUSE)), None)
    signer = meant[0]
    if told := tuple(_differences(signed_data, firsts, signer)):
        return Identified(_not_found(*told), signer)
    return Identified(digests, signer)


def referred_certificates(
    signed_data: SignedData | None, certificates: Iterable[Certificate]
) -> tuple[Certificate, ...]:
    """The certificates whose digests stand in the signed references."""
    references = signed_data.references if signed_data is not None else ()
    return tuple(c for c in certificates if any(has_digest_of(r, c) for r in references))


def digests_of_reference(signed_data: SignedData | None) -> tuple[str, ...]:
    """The digests that the references to the signing certificate rest on.

    All but SHA-1: the older form of the attribute has no other, and EN 319 122-1 allows it.
    """
    if signed_data is None:
        return ()
    found = (first.digest_algorithm for first in first_references(signed_data))
    return tuple(name for name in found if name != _TOLD)


def _differences(
    signed_data: SignedData, firsts: tuple[CertificateReference, ...], signer: Certificate
) -> Iterator[Finding]:
    """What names another certificate than the signed digests do.

    RFC 5035, 5: issuerSerial is that of the certificate, with its issuer alone as a directory
    name. EN 319 122-1, 5.2.2: the certificate that sid identifies is the one referred to.
    """
    if not _is_named(signer, signed_data):
        yield Finding.error("cms-signer-identifier-mismatch", REFERENCE)
    for first in firsts:
        if has_issuer_serial_of(first, signer) is False:
            yield Finding.error("cms-issuer-serial-mismatch", "RFC 5035, 5")
            return


def _by_digests(firsts: tuple[CertificateReference, ...]) -> Conclusion:
    """What is said of the digests of the references, however they match (5.2.8).

    A further certificate with the same MD5 is made in seconds; one for a given SHA-1 by nobody
    yet, and so that is told, as others do.
    """
    digests = [first.digest_algorithm for first in firsts]
    for digest in digests:
        if digest in _NEVER or not is_known(digest):
            finding = Finding.error("cms-signing-certificate-digest", REFERENCE, algorithm=digest)
            return Conclusion.indeterminate(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, finding)
    if all(digest == _TOLD for digest in digests):
        finding = Finding.warning("cms-signing-certificate-sha1", REFERENCE)
        return Conclusion.passed(finding)
    return Conclusion.passed()


def _without_reference(named: list[Certificate]) -> Identified:
    if not named:
        return Identified(_not_found(Finding.error("signing-certificate-not-found", CLAUSE)), None)
    finding = Finding.warning("cms-signing-certificate-attribute-missing", "EN 319 142-1, 6.3")
    return Identified(Conclusion.passed(finding), named[0])


def _is_named(certificate: Certificate, signed_data: SignedData) -> bool:
    """Whether the signerInfo names the certificate (RFC 5652, 5.3).

    A certificate that states no key identifier has that of its key (RFC 5280, 4.2.1.2, 1).
    """
    signer = signed_data.signer
    if signer.key_identifier is not None:
        own = certificate.key_identifier
        return signer.key_identifier == (certificate.asn1.public_key.sha1 if own is None else own)
    return (
        certificate.serial_number == signer.serial_number
        and certificate.issuer_key == signer.issuer_key
    )


def _not_found(*findings: Finding) -> Conclusion:
    return Conclusion.indeterminate(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, *findings)
