"""Extraction of proofs of existence (ETSI EN 319 102-1, 5.6.2.3)."""

import hashlib
from collections.abc import Iterable, Iterator

from fhvalidate.pdf.security_store import SecurityStore
from fhvalidate.signature import Signature
from fhvalidate.validation.signing_certificate import referred_certificates
from fhvalidate.validation_data import ValidationData


def objects_of_signature(signature: Signature) -> frozenset[str]:
    """What lies in a signature's CMS: itself, its certificates, data and time-stamps."""
    names = {signature.name, *_names(signature.validation_data)}
    for stamp in signature.timestamps:
        if stamp.token is not None:
            names.add(stamp.token.name)
        names.update(_names(stamp.validation_data))
    return frozenset(names)


def objects_of_store(store: SecurityStore) -> frozenset[str]:
    """What a document security store holds, by the digests of its entries."""
    entries = (*store.certificates, *store.crls, *store.ocsp_responses)
    return frozenset(hashlib.sha256(entry).hexdigest() for entry in entries)


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


def _names(data: ValidationData) -> Iterator[str]:
    yield from (certificate.sha256 for certificate in data.certificates)
    for der in (*data.revocation.crls, *data.revocation.ocsp_responses):
        yield hashlib.sha256(der).hexdigest()
