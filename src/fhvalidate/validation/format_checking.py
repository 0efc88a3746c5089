"""Format checking (ETSI EN 319 102-1, 5.2.2), with rules R1 and R6 of the project."""

from collections.abc import Iterator

from fhvalidate.cms.parts import TST_INFO
from fhvalidate.cms.signed_data import DATA, SignedData
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.signature import (
    CADES_DETACHED,
    PKCS7_SHA1,
    TIME_STAMPS,
    Signature,
    SignatureKind,
)

CLAUSE = "EN 319 102-1, 5.2.2"
SHAPE = "ISO 32000-2, 12.8.1"
ATTRIBUTES = "RFC 5652, 5.3"
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


def check_token_format(signed_data: SignedData) -> Conclusion:
    """The same for a time-stamp token inside a signature."""
    errors = tuple(_cms_errors(signed_data, content_type=TST_INFO, detached=False))
    if errors:
        return Conclusion.failed(SubIndication.FORMAT_FAILURE, *errors)
    return Conclusion.passed()


def _errors(signature: Signature, signed_data: SignedData) -> Iterator[Finding]:
    subfilter = signature.placed.field.subfilter
    stamped = signature.kind is SignatureKind.DOCUMENT_TIMESTAMP or subfilter in TIME_STAMPS
    yield from _cms_errors(
        signed_data,
        content_type=TST_INFO if stamped else DATA,
        detached=not stamped and subfilter != PKCS7_SHA1,
    )
    if signed_data.signed_attributes is None and (stamped or subfilter == CADES_DETACHED):
        # EN 319 142-1, 6.3: PAdES signs its attributes.
        yield Finding.error("cms-signed-attributes-missing", "EN 319 142-1, 6.3")


def _cms_errors(signed_data: SignedData, *, content_type: str, detached: bool) -> Iterator[Finding]:
    if signed_data.signers != 1:
        yield Finding.error("cms-signer-count", "EN 319 142-1, 5.2", count=signed_data.signers)
    if detached and signed_data.content:
        yield Finding.error("cms-content-embedded", "ISO 32000-2, 12.8.3.3.1")
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
    if signed_data.digest_oid not in signed_data.listed_digests:
        yield Finding.warning("cms-digest-algorithms-disagree", "RFC 5652, 5.1")
