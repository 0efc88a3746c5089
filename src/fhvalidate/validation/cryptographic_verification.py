"""Cryptographic verification (ETSI EN 319 102-1, 5.2.7)."""

import hmac

from fhvalidate.cms.attributes import in_der_order
from fhvalidate.cms.signed_data import SignedData, is_attributes
from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.errors import Asn1Error, UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import SignatureAlgorithm, digest_of_parts
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.public_key import Verification, verify

CLAUSE = "EN 319 102-1, 5.2.7"
ATTRIBUTES = "RFC 5652, 5.4"
_SHA1 = "sha1"
MAX_ATTRIBUTES = 1_048_576  # bytes; signed attributes with archived revocation data have 500 kB
Parts = tuple[memoryview, ...]


def verify_detached(signed_data: SignedData, parts: Parts, certificate: Certificate) -> Conclusion:
    """Whether the signed bytes are unchanged and the signature value is that of the key."""
    if not parts:
        return Conclusion.indeterminate(SubIndication.SIGNED_DATA_NOT_FOUND)
    try:
        if signed_data.signed_attributes is None:
            return _verify_without_attributes(signed_data, parts, certificate)
        digest = _digest(signed_data, parts)
        return _verify_attributes(signed_data, digest, certificate)
    except UnsupportedAlgorithmError as error:
        return unsupported(str(error))


def verify_enclosed(signed_data: SignedData, certificate: Certificate) -> Conclusion:
    """The same for a CMS that carries what it signs, as a time-stamp token does."""
    content = signed_data.content
    if content is None:
        return Conclusion.indeterminate(SubIndication.SIGNED_DATA_NOT_FOUND)
    return verify_detached(signed_data, (memoryview(content),), certificate)


def verify_digest_enclosed(
    signed_data: SignedData, parts: Parts, certificate: Certificate
) -> Conclusion:
    """The same for `adbe.pkcs7.sha1`, whose CMS carries the SHA-1 of the signed bytes."""
    if not parts or signed_data.content is None:
        return Conclusion.indeterminate(SubIndication.SIGNED_DATA_NOT_FOUND)
    if not hmac.compare_digest(digest_of_parts(parts, _SHA1), signed_data.content):
        return _hash_failure()
    return verify_enclosed(signed_data, certificate)


def verify_plain(signature: bytes, parts: Parts, certificate: Certificate) -> Conclusion:
    """The same for `adbe.x509.rsa_sha1`: an RSA signature value over the bytes themselves."""
    if not parts:
        return Conclusion.indeterminate(SubIndication.SIGNED_DATA_NOT_FOUND)
    message = b"".join(parts)
    try:
        # The name says SHA-1; signers have used others, and the value itself tells which.
        for digest in (_SHA1, "sha256", "sha384", "sha512"):
            algorithm = SignatureAlgorithm("1.2.840.113549.1.1.1", "rsa", digest)
            found = verify(certificate.public_key, algorithm, signature=signature, message=message)
            if found is not Verification.WRONG:
                return _verified(found)
    except UnsupportedAlgorithmError as error:
        return unsupported(str(error))
    # A recovered digest would tell a changed document from a wrong value; RSA does not hide it,
    # but neither answer would be more than "broken".
    return Conclusion.failed(
        SubIndication.SIG_CRYPTO_FAILURE, Finding.error("signature-value-wrong", CLAUSE)
    )


def unsupported(algorithm: str) -> Conclusion:
    """The conclusion when no library at hand can compute the algorithm."""
    finding = Finding.error("algorithm-unsupported", CLAUSE, algorithm=algorithm)
    return Conclusion.indeterminate(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, finding)


def _digest(signed_data: SignedData, parts: Parts) -> bytes:
    if signed_data.digest_algorithm is None:
        raise UnsupportedAlgorithmError(signed_data.digest_oid)
    return digest_of_parts(parts, signed_data.digest_algorithm)


def _verify_attributes(
    signed_data: SignedData, digest: bytes, certificate: Certificate
) -> Conclusion:
    # RFC 5652, 5.6: the message-digest attribute is compared, then the attributes are verified.
    if not hmac.compare_digest(digest, signed_data.message_digest or b""):
        return _hash_failure()
    conclusion = _verified_attributes(signed_data, certificate)
    stated = signed_data.digest_algorithm
    if signed_data.signature_algorithm.digest not in {None, stated} and not _is_wrong(conclusion):
        note = Finding.warning("cms-digest-algorithms-disagree", "RFC 5652, 5.3")
        return conclusion.noting(note)
    return conclusion


def _verified_attributes(signed_data: SignedData, certificate: Certificate) -> Conclusion:
    """Whether the signature value is that of the key over the signed attributes.

    NOTE: what is signed is their DER encoding, whatever stands in the CMS (RFC 5652, 5.4). A
    value that fits them only as they stand, in another order than DER's, was made by software
    that broke 5.3 (every one of 43 such values seen in real files). Some validators hash what
    stands there and accept it, others encode anew and call it forged: it is neither here
    (decision 0026; test_cryptographic_verification.py).
    """
    standing = signed_data.signed_attributes or b""
    encoded = _in_der_order(standing)
    found = _value_over(encoded, signed_data, certificate)
    if encoded == standing:
        return _verified(found)
    if found is not Verification.WRONG:
        return _verified(found).noting(Finding.info("cms-signed-attributes-not-der", ATTRIBUTES))
    if _value_over(standing, signed_data, certificate) is Verification.WRONG:
        return _verified(found)
    finding = Finding.error("cms-signed-attributes-ambiguous", ATTRIBUTES)
    return Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, finding)


def _in_der_order(attributes: bytes) -> bytes:
    try:
        return in_der_order(attributes)
    except Asn1Error:
        return attributes


def _value_over(message: bytes, signed_data: SignedData, certificate: Certificate) -> Verification:
    return verify(
        certificate.public_key,
        signed_data.signature_algorithm,
        signature=signed_data.signature,
        message=message,
    )


def _is_wrong(conclusion: Conclusion) -> bool:
    return conclusion.indication is Indication.FAILED


def _verify_without_attributes(
    signed_data: SignedData, parts: Parts, certificate: Certificate
) -> Conclusion:
    """The signature is over the content itself (RFC 5652, 5.4).

    NOTE: content that is itself a SET OF attributes is refused: a signature over attributes would
    verify as one over such a content.
    """
    if is_attributes(b"".join(parts)[:MAX_ATTRIBUTES]):
        finding = Finding.error("cms-attributes-as-content", ATTRIBUTES)
        return Conclusion.failed(SubIndication.FORMAT_FAILURE, finding)
    found = _value_over(b"".join(parts), signed_data, certificate)
    # Without a signed digest, a changed document and a wrong value cannot be told apart.
    return _hash_failure() if found is Verification.WRONG else _verified(found)


def _verified(found: Verification) -> Conclusion:
    match found:
        case Verification.VERIFIED:
            return Conclusion.passed()
        case Verification.VERIFIED_WITHOUT_NULL:
            return Conclusion.passed(Finding.warning("digest-info-without-null", "RFC 8017, 9.2"))
        case Verification.WRONG:
            finding = Finding.error("signature-value-wrong", CLAUSE)
            return Conclusion.failed(SubIndication.SIG_CRYPTO_FAILURE, finding)


def _hash_failure() -> Conclusion:
    return Conclusion.failed(SubIndication.HASH_FAILURE, Finding.error("digest-mismatch", CLAUSE))
