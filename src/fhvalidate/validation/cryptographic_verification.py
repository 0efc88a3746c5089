"""Cryptographic verification (ETSI EN 319 102-1, 5.2.7)."""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import replace

from fhvalidate.cms.attribute_encoding import in_der, in_der_order
from fhvalidate.cms.signed_data import SignedData, is_attributes
from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.errors import Asn1Error, KeyRestrictionError, UnsupportedAlgorithmError
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, digest_of_parts
from fhvalidate.x509.keys.public_key import Verification, verify

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
        return _not_computed(error)


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
        return _not_computed(error)
    # A recovered digest would tell a changed document from a wrong value; RSA does not hide it,
    # but neither answer would be more than "broken".
    return Conclusion.failed(
        SubIndication.SIG_CRYPTO_FAILURE, Finding.error("signature-value-wrong", CLAUSE)
    )


def unsupported(*algorithms: str) -> Conclusion:
    """The conclusion when no library at hand can compute the algorithms."""
    findings = (
        Finding.error("algorithm-unsupported", CLAUSE, algorithm=algorithm)
        for algorithm in dict.fromkeys(algorithms)
    )
    return Conclusion.indeterminate(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, *findings)


def _not_computed(error: UnsupportedAlgorithmError) -> Conclusion:
    """That, or that the key is not for the algorithm it was used with.

    Who made a value by other means than the key permits cannot be told from it (RFC 4055, 1.2),
    so it is neither accepted nor called forged.
    """
    if not isinstance(error, KeyRestrictionError):
        return unsupported(str(error))
    finding = Finding.error("key-not-for-algorithm", "RFC 4055, 1.2", algorithm=str(error))
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
    return conclusion.noting(*_disagreement(signed_data, conclusion))


def _disagreement(signed_data: SignedData, conclusion: Conclusion) -> Iterator[Finding]:
    """That the digest of the content and that of the signature value are not the same.

    Whichever verifies is taken; both have to be believed (`signature_material`).
    """
    stated, signature = signed_data.digest_algorithm, signed_data.signature_algorithm.digest
    if conclusion.indication is not Indication.FAILED and signature not in {None, stated}:
        yield Finding.warning(
            "cms-digest-algorithms-disagree", "RFC 5652, 5.3", digest=stated, other=signature
        )


def _verified_attributes(signed_data: SignedData, certificate: Certificate) -> Conclusion:
    """Whether the signature value is that of the key over the signed attributes.

    NOTE: what is signed is their DER encoding, whatever stands in the CMS (RFC 5652, 5.4). A
    value that fits them only as they stand was made by software that broke 5.3: in another order
    than DER's, every one of 47 such values seen in real files. Nobody but the signer can have
    made it, so that what was signed is intact; but some validators accept it, and others encode
    anew and call it forged, so that it does not pass (decision 0033;
    test_cryptographic_verification.py).
    """
    standing = signed_data.signed_attributes or b""
    ordered = _encoded(in_der_order, standing)
    if ordered == standing:
        found = _value_over(standing, signed_data, certificate)
        if found is not Verification.WRONG:
            return _verified(found)
    for encoded in dict.fromkeys((ordered, _encoded(in_der, standing))):
        found = _value_over(encoded, signed_data, certificate)
        if found is not Verification.WRONG:
            note = Finding.info("cms-signed-attributes-not-der", ATTRIBUTES)
            return _verified(found).noting(note)
    if _value_over(standing, signed_data, certificate) is Verification.WRONG:
        return _verified(Verification.WRONG)
    finding = Finding.error("cms-signed-attributes-ambiguous", ATTRIBUTES)
    return Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, finding)


def _encoded(encode: Callable[[bytes], bytes], attributes: bytes) -> bytes:
    try:
        return encode(attributes)
    except Asn1Error:
        return attributes


def _value_over(message: bytes, signed_data: SignedData, certificate: Certificate) -> Verification:
    """Whether the value is the key's over the message, by whichever digest is stated.

    NOTE: where signatureAlgorithm and digestAlgorithm disagree, signers have used either
    (RFC 5652, 5.3 wants them to agree; test_digest_algorithms.py).
    """
    algorithm = signed_data.signature_algorithm
    found = _by(algorithm, message, signed_data, certificate)
    stated = signed_data.digest_algorithm
    if found is Verification.WRONG and stated not in {None, algorithm.digest}:
        return _by(replace(algorithm, digest=stated), message, signed_data, certificate)
    return found


def _by(
    algorithm: SignatureAlgorithm, message: bytes, signed_data: SignedData, certificate: Certificate
) -> Verification:
    key, value = certificate.public_key, signed_data.signature
    return verify(key, algorithm, signature=value, message=message)


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
    if found is Verification.WRONG:
        return _hash_failure()
    conclusion = _verified(found)
    return conclusion.noting(*_disagreement(signed_data, conclusion))


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
