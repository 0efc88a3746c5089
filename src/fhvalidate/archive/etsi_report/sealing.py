"""Seals a validation report: an enveloped XML signature over the bytes that are handed out.

XMLDSig with Canonical XML 1.1, or XAdES baseline B, whose signature also covers the certificate and
the time that the sealing computer's clock shows. NOTE: signxml's XAdES does not verify with
exclusive canonicalisation (test_sealing.py: test_a_sealed_report_verifies).
"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from fhvalidate.archive.etsi_report.validation_report import etsi
from fhvalidate.archive.seal_key import HASHES, SealKey
from fhvalidate.errors import UsageError
from fhvalidate.report.model import Report

_XMLDSIG_PARTS, _XADES_PARTS = 1, 3  # what a signature refers to, in the two forms


def sealed_etsi(
    report: Report, key: SealKey, *, objects: bool = False, xades: bool = False
) -> bytes:
    """The validation report, sealed: what `etsi` gives, with the key's certificate as validator.

    Raises:
        UsageError: as `etsi`, and `seal-failed`: no report is given unsealed in its place.
    """
    return sealed(etsi(report, objects=objects, sealed_by=key.certificate), key, xades=xades)


def sealed(xml: bytes, key: SealKey, *, xades: bool = False) -> bytes:
    """The document with a signature over all of it as its last element, and verified.

    Raises:
        UsageError: `seal-failed`.
    """
    from signxml.exceptions import SignXMLException

    try:
        written = _signed(xml, key, xades=xades)
        intact = _covered(written, key, xades=xades) == _canonical(etree.fromstring(xml))
    except (SignXMLException, etree.LxmlError, LookupError, ValueError, TypeError) as error:
        raise UsageError("seal-failed", reason=type(error).__name__) from error
    if not intact:
        raise UsageError("seal-failed", reason="InvalidDigest")
    return written


def _signed(xml: bytes, key: SealKey, *, xades: bool) -> bytes:
    from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm
    from signxml.signer import XMLSigner
    from signxml.xades.xades import XAdESSigner

    arguments: dict[str, Any] = {
        "signature_algorithm": _algorithm(key.key),
        "digest_algorithm": DigestAlgorithm.SHA256,
        "c14n_algorithm": CanonicalizationMethod.CANONICAL_XML_1_1,
    }
    signer = XAdESSigner(**arguments) if xades else XMLSigner(**arguments)
    root = signer.sign(etree.fromstring(xml), key=key.key, cert=list(key.certificates))
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _covered(written: bytes, key: SealKey, *, xades: bool) -> bytes:
    """What the signature covers, in canonical form, read from the bytes that are handed out."""
    from signxml.verifier import SignatureConfiguration, XMLVerifier
    from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

    at = key.certificates[0].not_valid_before_utc  # whether it is valid now is the caller's matter
    terms: dict[str, Any] = {"location": "./", "verification_time": at}
    pem = key.certificates[0].public_bytes(Encoding.PEM).decode()
    found: Any
    if xades:
        configuration = XAdESSignatureConfiguration(expect_references=_XADES_PARTS, **terms)
        found = XAdESVerifier().verify(written, x509_cert=pem, expect_config=configuration)
    else:
        plain = SignatureConfiguration(expect_references=_XMLDSIG_PARTS, **terms)
        found = XMLVerifier().verify(written, x509_cert=pem, expect_config=plain)
    results = found if isinstance(found, list) else [found]
    root = etree.fromstring(written).tag
    covered = [each.signed_xml for each in results if each.signed_xml is not None]
    whole = [each for each in covered if each.tag == root]
    return _canonical(whole[0]) if whole else b""


def _canonical(root: Any) -> bytes:
    canonical: bytes = etree.tostring(root, method="c14n")
    return canonical


def _algorithm(key: Any) -> str:
    if isinstance(key, RSAPrivateKey):
        return "rsa-sha256"
    return f"ecdsa-{HASHES[key.curve.name]}"
