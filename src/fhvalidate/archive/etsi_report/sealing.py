"""Seals a validation report: an enveloped XML signature over the bytes that are handed out.

XMLDSig with Canonical XML 1.1, or XAdES baseline B, whose signature also covers the certificate and
the time that the sealing computer's clock shows. NOTE: signxml's XAdES does not verify with
exclusive canonicalisation (test_sealing.py: test_a_sealed_report_verifies).
"""

from os import PathLike
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import Certificate, load_pem_x509_certificates
from lxml import etree

from fhvalidate.archive.etsi_report.validation_report import etsi
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.report.model import Report

MAX_KEY_FILE = 1_048_576  # bytes; a key with its chain is some 10 kB
MIN_RSA = 2048  # bits
_HASHES = {"secp256r1": "sha256", "secp384r1": "sha384", "secp521r1": "sha512"}
_XMLDSIG_PARTS, _XADES_PARTS = 1, 3  # what a signature refers to, in the two forms


@frozen
class SealKey:
    """A private key with the certificates that go with it, its own first."""

    key: Any
    certificates: tuple[Certificate, ...]

    @property
    def certificate(self) -> bytes:
        """The certificate of the key, DER."""
        return self.certificates[0].public_bytes(Encoding.DER)


def read_seal_key(path: str | PathLike[str], *, password: str | None = None) -> SealKey:
    """The key in a file, PEM with the certificate or PKCS#12.

    Raises:
        UsageError: `file-missing`, `file-not-readable`; `seal-key-not-readable`, which a wrong
            password gives too; `seal-key-without-certificate`; `seal-key-unsupported`.
    """
    name = str(path)
    try:
        data = read_regular(path, limit=MAX_KEY_FILE)
    except OSError as error:
        raise not_read(path, error) from error
    secret = None if password is None else password.encode()
    try:
        key, found = _pem(data, secret) if b"-----BEGIN" in data else _pkcs12(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UsageError("seal-key-not-readable", path=name) from None
    if not _can_seal(key):
        raise UsageError("seal-key-unsupported", path=name)
    own = [each for each in found if _public(each) == _public(key)]
    if not own:
        raise UsageError("seal-key-without-certificate", path=name)
    return SealKey(key, (own[0], *(each for each in found if each != own[0])))


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
    return f"ecdsa-{_HASHES[key.curve.name]}"


def _can_seal(key: Any) -> bool:
    """Whether a seal with the key can be made in both forms, and is believed for long."""
    if isinstance(key, RSAPrivateKey):
        return key.key_size >= MIN_RSA
    return isinstance(key, EllipticCurvePrivateKey) and key.curve.name in _HASHES


def _pem(data: bytes, password: bytes | None) -> tuple[Any, list[Certificate]]:
    key = load_pem_private_key(data, password)
    marked = b"-----BEGIN CERTIFICATE-----" in data
    return key, load_pem_x509_certificates(data) if marked else []


def _pkcs12(data: bytes, password: bytes | None) -> tuple[Any, list[Certificate]]:
    key, certificate, others = pkcs12.load_key_and_certificates(data, password)
    if key is None:
        raise ValueError("no key")
    return key, [each for each in (certificate, *others) if each is not None]


def _public(of: Any) -> bytes | None:
    """The public key; None: nobody here knows what it is, as of another's certificate."""
    try:
        public = of.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    encoded: bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded
