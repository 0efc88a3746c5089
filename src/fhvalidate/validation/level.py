"""The level of a signature by its elements (ETSI EN 319 142-1, 6; EN 319 142-2, 4 and 5).

It says what is there, holding or not: no anchor, policy or time has a say in it. What of it was
confirmed is in `confirmed_level`, and whatever is decided by a level is decided by that.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from fhvalidate.cms.attributes import SIGNATURE_POLICY
from fhvalidate.cms.signed_data import SignedData
from fhvalidate.constraints import Limits
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.signature import (
    PKCS7_DETACHED,
    PKCS7_SHA1,
    RSA_SHA1,
    Level,
    Signature,
    SignatureKind,
    TimeStampKind,
    is_ksi,
    read_signature,
)
from fhvalidate.validation.baseline import elements_of, unmet_requirements
from fhvalidate.validation.level_rungs import (
    BASELINE,
    BES,
    CMS,
    EPES,
    Climb,
    Ladder,
    added_after,
    archiving,
    rung_of,
)
from fhvalidate.validation.long_term import (
    FindPaths,
    carried_certificates,
    carried_in,
    has_data_on,
    path_finder,
)
from fhvalidate.validation.once import remembering
from fhvalidate.validation.signing_certificate import identify
from fhvalidate.validation_data import joined
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.revocation.answers import RevocationData

SHA1_SIZE = 20  # octets

Signer = Certificate | None
FindSigner = Callable[[SignedData], Signer]


def levels_of(
    signatures: Iterable[Signature], store: SecurityStore, limits: Limits
) -> tuple[Level, ...]:
    """The level that each signature's elements and the file's validation data make.

    Args:
        signatures: every one of the file; document time-stamps extend those before them.
        store: the document security store, as the last revision has it.
        limits: of the building of paths.
    """
    signatures = tuple(_as_written(each, limits) for each in signatures)
    certificates = carried_certificates(signatures, store, limits)
    paths_of = path_finder(certificates, limits)

    once = remembering()

    def signer_of(signed_data: SignedData) -> Signer:
        identified = once(("signer", signed_data), partial(identify, signed_data, certificates))
        return identified.certificate

    def level_of(signature: Signature) -> Level:
        form = _form(signature, signer_of)
        if isinstance(form, Level):
            return form
        later = archiving(signature, signatures)
        climb = _climb(signature, later, added_after(signature, store), signer_of)
        return form[rung_of(climb, _data_finder(signature, later, paths_of))]

    return tuple(map(level_of, signatures))


def _as_written(signature: Signature, limits: Limits) -> Signature:
    """The signature with the CMS that its dictionary holds, where the bytes say otherwise.

    A byte range that is unusable makes the signature fail; it has the elements that it has.
    """
    placed = signature.placed
    if placed.shape.contents is not None or placed.field.contents is None:
        return signature
    shape = replace(placed.shape, contents=placed.field.contents, end=None)
    return read_signature(replace(placed, shape=shape), limits)


def _form(signature: Signature, signer_of: FindSigner) -> Ladder | Level:
    """The levels that a signature of its form can have, or the one that is all it can have."""
    subfilter = signature.placed.field.subfilter
    signed_data = signature.signed_data
    if is_ksi(signature.placed):
        return Level.KSI
    if subfilter == RSA_SHA1:
        return Level.RSA_SHA1
    if signed_data is None or signature.kind is not SignatureKind.SIGNATURE:
        return Level.UNKNOWN
    if subfilter in {PKCS7_DETACHED, PKCS7_SHA1}:
        return CMS if _is_cms(signed_data, subfilter, signer_of) else Level.NOT_ETSI
    if not signature.supported:
        return Level.UNKNOWN
    unmet = unmet_requirements(signature)
    if not unmet:
        return BASELINE
    if any(requirement.extended for requirement in unmet):
        return Level.NOT_ETSI
    elements = elements_of(signature)
    # EN 319 142-2, 5.4: a policy is named, and no reason beside it.
    names_policy = elements is not None and elements.count(SIGNATURE_POLICY) > 0
    return EPES if names_policy and not signature.placed.field.reason else BES


def _is_cms(signed_data: SignedData, subfilter: str, signer_of: FindSigner) -> bool:
    """Whether it is what EN 319 142-2, 4 and ISO 32000-2, 12.8.3.3 ask of a CMS in a PDF."""
    if signer_of(signed_data) is None:
        return False
    if subfilter == PKCS7_SHA1:
        return signed_data.content is not None and len(signed_data.content) == SHA1_SIZE
    return signed_data.message_digest is not None and signed_data.content is None


def _climb(
    signature: Signature,
    later: tuple[Signature, ...],
    store: SecurityStore,
    signer_of: FindSigner,
) -> Climb[Signer]:
    def signer(signed_data: SignedData | None) -> Signer:
        return None if signed_data is None else signer_of(signed_data)

    counted = {TimeStampKind.CONTENT, TimeStampKind.SIGNATURE}
    own = [s for s in signature.timestamps if s.kind in counted and s.token is not None]
    return Climb(
        signature=signer(signature.signed_data),
        attached=tuple(signer(s.token.signed_data) for s in own if s.token is not None),
        is_stamped=any(stamp.kind is TimeStampKind.SIGNATURE for stamp in own),
        documents=tuple(
            (signer(each.signed_data), added_after(signature, each.placed.store)) for each in later
        ),
        store=store,
    )


def _data_finder(
    signature: Signature, later: tuple[Signature, ...], paths_of: FindPaths
) -> Callable[[Signer, SecurityStore], bool]:
    """Whether the file has the data on a signer: in a store, or in what the signature carries."""
    carried = joined(carried_in((signature, *later))).revocation

    def has_data(signer: Signer, store: SecurityStore) -> bool:
        if signer is None:
            return False
        data = carried.adding(RevocationData(store.crls, store.ocsp_responses))
        if not data.crls and not data.ocsp_responses:
            return False
        return any(has_data_on(path, data) for path in paths_of(signer))

    return has_data
