"""The level of a signature by its elements (ETSI EN 319 142-1, 6.3), holding or not."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, pairwise

from fhvalidate.cms.signed_data import SignedData
from fhvalidate.pdf.document.security_store import SecurityStore
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
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.proofs import objects_of_signature, objects_of_store
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.revocation import RevocationData, names_issuer_of

MAX_ARCHIVE_TIME_STAMPS = 10  # looked at for LTA; the first one over the data makes it
Held = Callable[[SecurityStore], frozenset[str]]

_FORMS = {RSA_SHA1: Level.RSA_SHA1, PKCS7_DETACHED: Level.PKCS7, PKCS7_SHA1: Level.PKCS7}


def levels_of(results: Iterable[SignatureResult], store: SecurityStore) -> tuple[Level, ...]:
    """The level that each signature's elements and the file's validation data make.

    Args:
        results: of every signature of the file; document time-stamps extend those before them.
        store: the document security store, as the last revision has it.
    """
    results = tuple(results)
    carried = frozenset(chain.from_iterable(objects_of_signature(r.signature) for r in results))
    # Each store is gone through once, however many signatures it may extend.
    held = cache(lambda held_in: carried | objects_of_store(held_in))
    return tuple(_level_of(result, results, store, held) for result in results)


def _level_of(
    result: SignatureResult, results: tuple[SignatureResult, ...], store: SecurityStore, held: Held
) -> Level:
    signature = result.signature
    if is_ksi(signature.placed):
        return Level.KSI
    subfilter = signature.placed.field.subfilter
    if subfilter != CADES_DETACHED or signature.signed_data is None:
        return _FORMS.get(subfilter or "", Level.UNKNOWN)
    if not _is_baseline(signature.signed_data):
        return Level.EXTENDED
    later = _later_time_stamps(signature, results)
    own = tuple(_own_time_stamps(result))
    if not own and not later:
        return Level.B
    # LTA: a document time-stamp over a store that makes LT of what came before it.
    for number, stamp in enumerate(later[:MAX_ARCHIVE_TIME_STAMPS]):
        before = (result.basic, *own, *(earlier.basic for earlier in later[:number]))
        if _is_long_term(before, stamp.signature.placed.store, signature, held):
            return Level.LTA
    # LT: the data is there, for all the time-stamps too.
    if _is_long_term((result.basic, *own, *(s.basic for s in later)), store, signature, held):
        return Level.LT
    return Level.T


def _is_baseline(signed_data: SignedData) -> bool:
    """EN 319 142-1, 6.3: content-type, message-digest and a signing certificate reference."""
    return (
        signed_data.signed_attributes is not None
        and signed_data.stated_content_type is not None
        and signed_data.message_digest is not None
        and bool(signed_data.references)
    )


def _own_time_stamps(result: SignatureResult) -> Iterator[BasicResult]:
    """What 6.3 calls signature-time-stamps: one in /VRI is none."""
    for stamp in result.timestamps:
        if stamp.kind is TimeStampKind.SIGNATURE and stamp.token is not None:
            yield stamp.basic


def _later_time_stamps(
    signature: Signature, results: tuple[SignatureResult, ...]
) -> tuple[SignatureResult, ...]:
    """The document time-stamps over the signature, in the order in which they were made."""
    later = [
        other
        for other in results
        if other.signature.kind is SignatureKind.DOCUMENT_TIMESTAMP
        and other.signature.token is not None
        and other.signature.covered_end > signature.covered_end
    ]
    return tuple(sorted(later, key=lambda other: other.signature.covered_end))


def _is_long_term(
    judged: Iterable[BasicResult],
    store: SecurityStore,
    signature: Signature,
    held: Held,
) -> bool:
    """Whether the file has the data on every certificate of the signature and its time-stamps.

    Args:
        judged: the signature, and the time-stamps that are asked for data.
        store: the document security store of the revision in question.
        signature: it may carry revocation data itself.
        held: gives what the file holds with a store, by digests.
    """
    in_cms = signature.validation_data.revocation
    data = in_cms.adding(RevocationData(store.crls, store.ocsp_responses))
    if not data.crls and not data.ocsp_responses:
        return False
    at_hand = held(store)
    return all(_has_data(basic, data, at_hand) for basic in judged)


def _has_data(basic: BasicResult, data: RevocationData, at_hand: frozenset[str]) -> bool:
    """Whether the file has what the path takes: its certificates, and what tells of revocation.

    Nothing is asked of the certificate that a path ends in, for it is an anchor or may be
    somebody's, nor of one that says it needs nothing (RFC 9608). A signer's or a time-stamping
    unit's certificate whose issuer is not at hand is another matter: whatever tells of it cannot
    be verified. Trusted lists have units as anchors, so this hangs on whom the validation trusts.
    """
    path = basic.path
    if not path:
        return False
    if len(path) == 1:
        return basic.reaches_anchor or path[0].is_self_issued or _is_exempt(path[0])
    return all(
        certificate.sha256 in at_hand
        and (_is_exempt(certificate) or names_issuer_of(certificate, issuer, data))
        for certificate, issuer in pairwise(path)
    )


def _is_exempt(certificate: Certificate) -> bool:
    return certificate.no_revocation_available and not certificate.is_authority
