"""The level of a signature by its elements (ETSI EN 319 142-1, 6.3), holding or not."""

from collections.abc import Iterable

from fhvalidate.cms.signed_data import SignedData
from fhvalidate.pdf.security_store import SecurityStore
from fhvalidate.signature import (
    CADES_DETACHED,
    PKCS7_DETACHED,
    PKCS7_SHA1,
    RSA_SHA1,
    Level,
    Signature,
    SignatureKind,
    TimeStampKind,
    is_ksi,
)
from fhvalidate.x509.path_building import Path
from fhvalidate.x509.revocation import RevocationData, names_issuer_of

_FORMS = {RSA_SHA1: Level.RSA_SHA1, PKCS7_DETACHED: Level.PKCS7, PKCS7_SHA1: Level.PKCS7}


def level_of(
    signature: Signature, others: Iterable[Signature], store: SecurityStore, path: Path
) -> Level:
    """The level that the signature's elements and the file's validation data make.

    Args:
        signature: the one in question.
        others: every signature of the file; document time-stamps among them extend this one.
        store: the document security store.
        path: from the signing certificate as far up as is known.
    """
    if is_ksi(signature.placed):
        return Level.KSI
    subfilter = signature.placed.field.subfilter
    if subfilter != CADES_DETACHED or signature.signed_data is None:
        return _FORMS.get(subfilter or "", Level.UNKNOWN)
    if not _is_baseline(signature.signed_data):
        return Level.EXTENDED
    later = [
        other
        for other in others
        if other.kind is SignatureKind.DOCUMENT_TIMESTAMP
        and other.token is not None
        and other.covered_end > signature.covered_end
    ]
    stamped = any(s.kind is TimeStampKind.SIGNATURE and s.token for s in signature.timestamps)
    if not stamped and not later:
        return Level.B
    if not _has_validation_data(signature, store, path):
        return Level.T
    return Level.LTA if later else Level.LT


def _is_baseline(signed_data: SignedData) -> bool:
    """EN 319 142-1, 6.3: content-type, message-digest and a signing certificate reference."""
    return (
        signed_data.signed_attributes is not None
        and signed_data.stated_content_type is not None
        and signed_data.message_digest is not None
        and bool(signed_data.references)
    )


def _has_validation_data(signature: Signature, store: SecurityStore, path: Path) -> bool:
    """Whether the file carries revocation data on every certificate below the top of the path."""
    carried = signature.validation_data.revocation
    data = carried.adding(RevocationData(store.crls, store.ocsp_responses))
    below = path[:-1] or path
    return bool(below) and all(
        certificate.no_revocation_available or names_issuer_of(certificate, data)
        for certificate in below
    )
