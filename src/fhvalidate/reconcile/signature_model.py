"""What stands behind the names: signatures of persons, a seal, a time-stamp, or paper alone."""

from collections.abc import Sequence
from enum import StrEnum

from fhvalidate.identity.certificate_identity import CertificateIdentity, SubjectKind
from fhvalidate.identity.names import may_name_same_person
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.process import SignatureResult


class SignatureModel(StrEnum):
    """What the file's signatures say of the people it names."""

    PER_SIGNER = "per-signer"
    VENDOR_SEAL = "vendor-seal"
    DOCUMENT_TIME_STAMP = "document-time-stamp"
    CLAIMS_ONLY = "claims-only"
    NONE = "none"


def sealing(
    results: Sequence[SignatureResult],
    identities: Sequence[CertificateIdentity | None],
    page: SignaturePage | None,
) -> frozenset[int]:
    """The indices of the signatures that seal the document and speak for no person.

    A certificate of an organisation seals. So does any certificate on the page of a vendor that
    seals, when the page lists people and the certificate names none of them.
    """
    found = set()
    for index, (result, identity) in enumerate(zip(results, identities, strict=True)):
        if result.signature.kind is not SignatureKind.SIGNATURE or identity is None:
            continue
        if identity.kind is SubjectKind.SEAL or _is_vendors(identity, page):
            found.add(index)
    return frozenset(found)


def _is_vendors(identity: CertificateIdentity, page: SignaturePage | None) -> bool:
    if page is None or not page.seals or not page.signers:
        return False
    return not any(
        may_name_same_person(name, signer.name or "")
        for name in identity.names
        for signer in page.signers
    )


def signature_model(
    results: Sequence[SignatureResult],
    seals: frozenset[int],
    page: SignaturePage | None,
    *,
    has_marks: bool,
) -> SignatureModel:
    """What stands behind the names; one person's own signature makes it one per signer."""
    signed = {
        index
        for index, result in enumerate(results)
        if result.signature.kind is SignatureKind.SIGNATURE
    }
    if signed - seals:
        return SignatureModel.PER_SIGNER
    if signed:
        return SignatureModel.VENDOR_SEAL
    if results:
        return SignatureModel.DOCUMENT_TIME_STAMP
    if page is not None or has_marks:
        return SignatureModel.CLAIMS_ONLY
    return SignatureModel.NONE
