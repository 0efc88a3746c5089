"""What a token has to refer to of a file: digests of its signatures and of what they signed.

Read in the worker, where the file is opened; what it means is for the caller to say.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field, replace

from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.constraints import Limits
from fhvalidate.errors import SvtError, UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.signature import Signature, SignatureKind, covered_parts, read_signatures
from fhvalidate.svt.claims import CertificateReferences, ReferenceKind
from fhvalidate.svt.claims_reading import read_claims
from fhvalidate.svt.in_time_stamp import token_extensions
from fhvalidate.svt.jws import read_compact
from fhvalidate.x509.keys.algorithms import digest_of, digest_of_parts


@frozen
class StampFacts:
    """A time-stamp.

    Attributes:
        id: as reports name it: SHA-256 of the token, in hexadecimal.
        digest: of the token.
        svt_id: `jti` of the validation token that it carries; None where it has none, or none that
            can be read.
    """

    id: str
    digest: bytes
    svt_id: str | None = None


@frozen
class SignatureFacts:
    """A signature; every digest is by the algorithm that was asked for.

    Attributes:
        id: as reports name it: SHA-256 of the signature value, in hexadecimal.
        digest: of the signature value.
        attributes_digest: of the signed attributes, DER; None where there are none.
        byte_range: None where it is no such range.
        data_digest: of the bytes that it covers; None where there are none.
        certificates: SHA-256 of those in its CMS, in hexadecimal.
        time_stamps: those of its own, and document time-stamps, in no order.
        stated: for each time-stamp (`id`) whose token speaks of it, the certificates (DER) that
            the token states, the signer's first.
    """

    id: str
    digest: bytes
    attributes_digest: bytes | None
    byte_range: tuple[int, ...] | None
    data_digest: bytes | None
    certificates: tuple[str, ...] = field(repr=False)
    time_stamps: tuple[StampFacts, ...] = ()
    stated: tuple[tuple[str, tuple[bytes, ...]], ...] = field(default=(), repr=False)


def facts_of(
    data: bytes, *, password: str, digest: str, limits: Limits
) -> tuple[SignatureFacts, ...]:
    """What there is to refer to of each signature that is no document time-stamp.

    Raises:
        UnreadableError: the file cannot be read; `extend-not-written`: it is damaged.
    """
    document = read_document(data, password=password, limits=limits)
    if document.repaired:
        raise UnreadableError("extend-not-written", reason="file-damaged")
    placed = read_signed_revisions(document, limits)
    signatures = read_signatures(placed, document.security_store, limits)
    tokens = tuple(each.token for each in signatures if each.token is not None)
    stamps = tuple(_stamp(each, digest) for each in tokens)
    return tuple(
        replace(_facts(each, data, digest, stamps), stated=tuple(_stated(each, tokens)))
        for each in signatures
        if each.kind is SignatureKind.SIGNATURE and each.signed_data is not None
    )


def _stamp(token: TimeStampToken, digest: str) -> StampFacts:
    svt_id = None
    for extension in token_extensions(token.info)[:1]:
        with suppress(SvtError):
            svt_id = read_claims(read_compact(extension.value).payload).id
    return StampFacts(token.name, digest_of(token.der, digest), svt_id)


def _stated(
    signature: Signature, tokens: tuple[TimeStampToken, ...]
) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """What each validation token states of the signature's certificates; nothing if in part."""
    value = b"" if signature.signed_data is None else signature.signed_data.signature
    for token in tokens:
        for extension in token_extensions(token.info)[:1]:
            with suppress(SvtError):
                compact = read_compact(extension.value)
                digest = compact.header.algorithm.digest
                for entry in read_claims(compact.payload).signatures:
                    if entry.signature_digest == digest_of(value, digest):
                        yield token.name, _chain(entry.certificates, signature, digest)


def _chain(stated: CertificateReferences, signature: Signature, digest: str) -> tuple[bytes, ...]:
    if stated.kind is ReferenceKind.CHAIN:
        return stated.values
    carried = {digest_of(c.der, digest): c.der for c in signature.validation_data.certificates}
    found = tuple(carried[each] for each in stated.values if each in carried)
    return found if len(found) == len(stated.values) else ()


def _facts(
    signature: Signature, data: bytes, digest: str, stamps: tuple[StampFacts, ...]
) -> SignatureFacts:
    signed_data = signature.signed_data
    value = b"" if signed_data is None else signed_data.signature
    attributes = None if signed_data is None else signed_data.signed_attributes
    parts = covered_parts(data, signature)
    attached = (each.token for each in signature.timestamps)
    own = tuple(_stamp(token, digest) for token in attached if token is not None)
    return SignatureFacts(
        id=digest_of(value, "sha256").hex(),
        digest=digest_of(value, digest),
        attributes_digest=None if attributes is None else digest_of(attributes, digest),
        byte_range=signature.placed.field.byte_range,
        data_digest=digest_of_parts(parts, digest) if parts else None,
        certificates=tuple(each.sha256 for each in signature.validation_data.certificates),
        time_stamps=(*own, *stamps),
    )
