"""Extraction of proofs of existence (ETSI EN 319 102-1, 5.6.2.3)."""

import hashlib
from collections.abc import Iterable

from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.errors import Asn1Error
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.signature import Signature, TimeStampKind
from fhvalidate.validation.signing_certificate import referred_certificates


def objects_of_signature(signature: Signature) -> frozenset[str]:
    """What lies in a signature's CMS: itself, its certificates, data and time-stamps.

    A time-stamp in the security store does not: it came in a later revision.
    """
    names = {signature.name, *signature.validation_data.origins}
    for stamp in signature.timestamps:
        if stamp.kind is TimeStampKind.VRI:
            continue
        if stamp.token is not None:
            names.add(stamp.token.name)
        names.update(stamp.validation_data.origins)
    return frozenset(names)


def objects_of_store(store: SecurityStore) -> frozenset[str]:
    """What a document security store holds, by the digests of its entries.

    Of its time-stamps, what they carry too.
    """
    names = set(map(_digest, (*store.certificates, *store.crls, *store.ocsp_responses)))
    for _, der in store.time_stamps:
        try:
            token = read_time_stamp_token(der)
        except Asn1Error:
            continue
        carried = token.signed_data
        names.add(token.name)
        names.update(map(_digest, (*carried.certificates, *carried.crls, *carried.ocsp_responses)))
    return frozenset(names)


def protected_by_signature_time_stamp(signature: Signature) -> frozenset[str]:
    """What a time-stamp over a signature value protects.

    The signature, and the certificates that its signed attributes refer to by their digests.
    """
    referred = referred_certificates(signature.signed_data, signature.validation_data.certificates)
    return frozenset({signature.name, *(c.sha256 for c in referred)})


def protected_by_document_time_stamp(
    stamp: Signature, others: Iterable[Signature]
) -> frozenset[str]:
    """What a document time-stamp protects: every byte that its range takes in.

    That is each signature of `others` that lies before it, and the document security store as
    the revision that it closed has it.
    """
    numbers = stamp.placed.field.byte_range or (0, 0)
    before = numbers[1]
    names = set(objects_of_store(stamp.placed.store))
    for other in others:
        if other is not stamp and 0 < other.covered_end <= before:
            names |= objects_of_signature(other)
    return frozenset(names)


def _digest(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()
