"""Format checking (ETSI EN 319 102-1, 5.2.2), with rules R1 and R6 of the project."""

from collections.abc import Iterator

from fhvalidate.cms.parts import TST_INFO
from fhvalidate.cms.signed_data import DATA, SignedData
from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.signature import (
    PADES_SUBFILTERS,
    PKCS7_SHA1,
    TIME_STAMPS,
    Signature,
    SignatureKind,
)
from fhvalidate.x509.keys.algorithms import is_digest

CLAUSE = "EN 319 102-1, 5.2.2"
SHAPE = "ISO 32000-2, 12.8.1"
ATTRIBUTES = "RFC 5652, 5.3"
DETACHED = "ISO 32000-2, 12.8.3.3.1"
STAMP = "RFC 3161, 2.4.2"
VERSION = 1  # RFC 3161, 2.4.2: of a TSTInfo, the only one
_UNREADABLE = {"not-signed-data": "cms-not-signed-data", "not-ber": "cms-not-ber"}
_NAMES = {
    "1.2.840.113549.1.9.3": "content-type",
    "1.2.840.113549.1.9.4": "message-digest",
    "1.2.840.113549.1.9.5": "signing-time",
    "1.2.840.113549.1.9.16.2.12": "signing-certificate",
    "1.2.840.113549.1.9.16.2.47": "signing-certificate-v2",
}


def check_format(signature: Signature) -> Conclusion:
    """PASSED when byte range and CMS have the shape that a signature must have."""
    placed = signature.placed
    defects = [Finding.error(code, SHAPE) for code in placed.shape.defects]
    if defects:
        return Conclusion.failed(SubIndication.FORMAT_FAILURE, *defects)
    if signature.unreadable == "not-supported":
        finding = Finding.error("algorithm-unsupported", CLAUSE, algorithm="SM2 (GM/T 0010)")
        return Conclusion.indeterminate(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, finding)
    if signature.unreadable is not None:
        code = _UNREADABLE.get(signature.unreadable, "cms-unreadable")
        return Conclusion.failed(SubIndication.FORMAT_FAILURE, Finding.error(code, CLAUSE))
    if signature.signed_data is None:
        return Conclusion.passed()
    errors = tuple(_errors(signature, signature.signed_data))
    notes = tuple(_notes(signature.signed_data))
    if errors:
        return Conclusion.failed(SubIndication.FORMAT_FAILURE, *errors, *notes)
    return Conclusion.passed(*notes)


def check_content(signature: Signature, parts: tuple[memoryview, ...]) -> Conclusion:
    """Whether a CMS that is to be detached carries nothing but the bytes it is over.

    NOTE: ISO 32000-2, 12.8.3.3.1 has it carry nothing. The same bytes over again change nothing
    of what was signed, whoever reads which; they are told of. Anything else is another content,
    an empty one too (test_format_checking.py).
    """
    signed_data = signature.signed_data
    if signed_data is None or signed_data.content is None or not _is_detached(signature):
        return Conclusion.passed()
    if signed_data.content == b"".join(parts) != b"":
        return Conclusion.passed(Finding.warning("cms-content-repeated", DETACHED))
    finding = Finding.error("cms-content-embedded", DETACHED)
    return Conclusion.failed(SubIndication.FORMAT_FAILURE, finding)


def check_token_format(token: TimeStampToken, *, notes: bool = True) -> Conclusion:
    """The same for a time-stamp token, which has one form (RFC 3161, 2.4.2).

    Args:
        token: the token.
        notes: whether what does not matter is told of too.
    """
    signed_data = token.signed_data
    errors = [*_cms_errors(signed_data, content_type=TST_INFO)]
    if signed_data.signed_attributes is None:
        # RFC 5652, 5.3: they must be there where the content is not plain data.
        errors.append(Finding.error("cms-signed-attributes-missing", STAMP))
    if token.info.version != VERSION:
        code = "timestamp-version"
        errors.append(Finding.error(code, STAMP, version=token.info.version))
    noted = tuple(_notes(signed_data)) if notes else ()
    if errors:
        return Conclusion.failed(SubIndication.FORMAT_FAILURE, *errors, *noted)
    return Conclusion.passed(*noted)


def check_token_elements(token: TimeStampToken) -> Conclusion:
    """Whether what a token says can be understood in one way, and whose it is.

    RFC 3161, 2.4.2 has the TSTInfo in DER, RFC 5816, 2.2.1 a reference to the certificate; an
    extension that is critical decides what the rest means.

    NOTE: authorities on the EU's lists write what is the default (`critical FALSE`, `ordering
    FALSE`: 3 tokens of 152 seen), which DER forbids. Their tokens prove nothing, and are not
    called broken: nothing in them was changed (test_token_form.py).
    """
    findings = [
        Finding.error("timestamp-critical-extension", STAMP, oid=oid)
        for oid in dict.fromkeys(token.info.critical)
    ]
    if not token.info.is_der:
        findings.append(Finding.error("timestamp-not-der", STAMP))
    if not token.signed_data.refers:
        findings.append(
            Finding.error("cms-signing-certificate-attribute-missing", "RFC 5816, 2.2.1")
        )
    if not findings:
        return Conclusion.passed()
    return Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, *findings)


def _is_detached(signature: Signature) -> bool:
    subfilter = signature.placed.field.subfilter
    stamped = signature.kind is SignatureKind.DOCUMENT_TIMESTAMP or subfilter in TIME_STAMPS
    return not stamped and subfilter != PKCS7_SHA1


def _errors(signature: Signature, signed_data: SignedData) -> Iterator[Finding]:
    subfilter = signature.placed.field.subfilter
    stamped = signature.kind is SignatureKind.DOCUMENT_TIMESTAMP or subfilter in TIME_STAMPS
    yield from _cms_errors(signed_data, content_type=TST_INFO if stamped else DATA)
    if signed_data.signed_attributes is None and (stamped or subfilter in PADES_SUBFILTERS):
        # EN 319 142-1, 6.3: PAdES signs its attributes.
        yield Finding.error("cms-signed-attributes-missing", "EN 319 142-1, 6.3")


def _cms_errors(signed_data: SignedData, *, content_type: str) -> Iterator[Finding]:
    if signed_data.signers != 1:
        yield Finding.error("cms-signer-count", "EN 319 142-1, 5.2", count=signed_data.signers)
    if signed_data.signed_attributes is None:
        return
    if {signed_data.stated_content_type, signed_data.content_type} != {content_type}:
        yield Finding.error("cms-content-type-wrong", "RFC 5652, 11.1")
    if signed_data.message_digest is None:
        yield Finding.error("cms-message-digest-missing", "RFC 5652, 11.2")
    if signed_data.protects_others:
        yield Finding.error("cms-algorithm-protection-mismatch", "RFC 6211, 3")
    for oid in signed_data.repeated:
        yield Finding.error("cms-attribute-repeated", ATTRIBUTES, attribute=_NAMES.get(oid, oid))


def _notes(signed_data: SignedData) -> Iterator[Finding]:
    if signed_data.encoding.trailing:
        yield Finding.warning(
            "cms-trailing-bytes", "ISO 32000-2, 12.8.1", count=signed_data.encoding.trailing
        )
    if signed_data.encoding.is_ber:
        yield Finding.info("cms-ber-encoded", "ISO 32000-2, 12.8.3.3.1")
    stated = signed_data.digest_algorithm
    if (stated or signed_data.digest_oid) not in signed_data.listed_digests:
        listed = tuple(sorted(signed_data.listed_digests))
        yield Finding.warning(
            "cms-digest-algorithms-disagree",
            "RFC 5652, 5.1",
            digest=stated or signed_data.digest_oid,
            other=listed,
        )
    if stated is not None and not is_digest(signed_data.digest_oid):
        yield Finding.warning("cms-digest-algorithm-is-signature", ATTRIBUTES, digest=stated)
