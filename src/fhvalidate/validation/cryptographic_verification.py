"""Cryptographic verification (ETSI EN 319 102-1, 5.2.7)."""

import hmac

from fhvalidate.cms.signed_data import SignedData, is_attributes
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import SignatureAlgorithm, digest_of_parts
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.public_key import Verification, verify

CLAUSE = "EN 319 102-1, 5.2.7"
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
    algorithm = signed_data.signature_algorithm
    stated = signed_data.digest_algorithm
    found = verify(
        certificate.public_key,
        algorithm,
        signature=signed_data.signature,
        message=signed_data.signed_attributes or b"",
    )
    conclusion = _verified(found)
    if algorithm.digest not in {None, stated} and found is not Verification.WRONG:
        note = Finding.warning("cms-digest-algorithms-disagree", "RFC 5652, 5.3")
        return conclusion.noting(note)
    return conclusion


def _verify_without_attributes(
    signed_data: SignedData, parts: Parts, certificate: Certificate
) -> Conclusion:
    """The signature is over the content itself (RFC 5652, 5.4).

    NOTE: content that is itself a SET OF attributes is refused: a signature over attributes would
    verify as one over such a content.
    """
    if is_attributes(b"".join(parts)[:MAX_ATTRIBUTES]):
        finding = Finding.error("cms-attributes-as-content", "RFC 5652, 5.4")
        return Conclusion.failed(SubIndication.FORMAT_FAILURE, finding)
    found = verify(
        certificate.public_key,
        signed_data.signature_algorithm,
        signature=signed_data.signature,
        message=b"".join(parts),
    )
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
