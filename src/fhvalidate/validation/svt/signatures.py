"""Whether a token's entries are about the signatures of this document (RFC 9321, 3.2 and B.1)."""

import hmac
from collections.abc import Iterator, Mapping
from itertools import pairwise

from fhvalidate.conclusion import Finding, Indication
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.signature import Signature, SignatureKind, covered_parts
from fhvalidate.svt.claims import ReferenceKind, SignatureClaims, TokenClaims
from fhvalidate.times import shifted
from fhvalidate.validation.basic import identify_signer
from fhvalidate.validation.context import Context
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.keys.algorithms import digest_of, digest_of_parts
from fhvalidate.x509.paths.path_building import Path, is_issued_by

DATA, SIGNER = "RFC 9321, B.1.3", "RFC 9321, 3.2.5"
MAX_REFERENCE = 100  # characters of four numbers


@frozen
class OfSignatures:
    """The claims on each signature that there are any on, by its index, and what is noticed.

    `paths` are the certificates that are stated for each, where they can be read and found.
    """

    claims: Mapping[int, SignatureClaims]
    findings: tuple[Finding, ...]
    paths: Mapping[int, Path]


def check_signatures(
    claims: TokenClaims,
    stamp: Signature,
    signatures: tuple[Signature, ...],
    data: bytes,
    *,
    digest: str,
    context: Context,
) -> OfSignatures:
    """The entries beside the signatures that they are about; every difference is an error.

    Args:
        claims: of the token.
        stamp: the document time-stamp that carries it.
        signatures: every signature of the document.
        data: the bytes of the document.
        digest: by which it refers to things.
        context: policy and validation data.
    """
    told: list[Finding] = []
    entries: dict[bytes, SignatureClaims] = {}
    for entry in claims.signatures:
        if entry.signature_digest in entries:
            told.append(Finding.error("svt-signature-twice", "RFC 9321, 3.2.3"))
        entries[entry.signature_digest] = entry
    found: dict[int, SignatureClaims] = {}
    paths: dict[int, Path] = {}
    matched: set[bytes] = set()
    for index, signature in enumerate(signatures):
        signed_data = signature.signed_data
        if signature.kind is not SignatureKind.SIGNATURE or signed_data is None:
            continue
        value = digest_of(signed_data.signature, digest)
        name = signature.placed.field.name
        known = entries.get(value)
        if known is None:
            if _is_covered(signature, stamp):
                told.append(Finding.info("svt-signature-not-in-token", SIGNER, field=name))
            continue
        matched.add(value)
        found[index] = known
        path = _referred(known, signature, digest, context)
        if path is not None:
            paths[index] = path
        told += _differences(known, signature, stamp, data, digest=digest, context=context)
    beyond = len(entries.keys() - matched)
    if beyond:
        told.append(Finding.info("svt-signature-not-here", "RFC 9321, 3.2.3", count=beyond))
    return OfSignatures(FrozenMapping(found), tuple(told), FrozenMapping(paths))


def _differences(
    entry: SignatureClaims,
    signature: Signature,
    stamp: Signature,
    data: bytes,
    *,
    digest: str,
    context: Context,
) -> Iterator[Finding]:
    """What of the entry is not so; `sig_hash` was what it was found by."""
    name = signature.placed.field.name
    if not _is_covered(signature, stamp):
        yield Finding.error("svt-signature-not-covered", "RFC 9321, B.2", field=name)
    made, skew = stamp.token, context.policy.signature.claimed_time_skew
    claimed = signature.claimed_time
    if made is not None and claimed is not None and shifted(made.generation_time, skew) < claimed:
        # What was judged before it was made was not this signature, or its time is made up.
        yield Finding.error(
            "svt-before-signing", DATA, field=name, claimed=claimed, time=made.generation_time
        )
    if entry.id is not None:
        yield Finding.error("svt-signature-id", "RFC 9321, B.1.2", field=name)
    attributes = None if signature.signed_data is None else signature.signed_data.signed_attributes
    # As they stand: what is not DER is not put in order for the token's sake.
    if attributes is None or not _is_digest(entry.attributes_digest, attributes, digest):
        yield Finding.error("svt-signed-attributes-differ", "RFC 9321, B.1.2", field=name)
    yield from _data_differences(entry, signature, data, digest)
    yield from _signer_differences(entry, signature, digest, context)


def _is_digest(stated: bytes, data: bytes, algorithm: str) -> bool:
    return hmac.compare_digest(stated, digest_of(data, algorithm))


def _is_covered(signature: Signature, stamp: Signature) -> bool:
    """Whether the signature lies whole before the hole of the time-stamp's byte range."""
    numbers = stamp.placed.field.byte_range or (0, 0)
    return 0 < signature.covered_end < numbers[1]


def _data_differences(
    entry: SignatureClaims, signature: Signature, data: bytes, digest: str
) -> Iterator[Finding]:
    name = signature.placed.field.name
    if len(entry.data) != 1:
        yield Finding.error("svt-data-references", DATA, field=name, count=len(entry.data))
        return
    (stated,) = entry.data
    if not _is_range(stated.reference, signature.placed.field.byte_range):
        yield Finding.error("svt-byte-range-differs", DATA, field=name)
    parts = covered_parts(data, signature)
    if not parts or not hmac.compare_digest(stated.digest, digest_of_parts(parts, digest)):
        yield Finding.error("svt-signed-bytes-differ", DATA, field=name)


def _is_range(text: str, numbers: tuple[int, ...] | None) -> bool:
    """Whether the text is the numbers, with blanks between them."""
    return numbers is not None and text[:MAX_REFERENCE] == " ".join(map(str, numbers))


def _signer_differences(
    entry: SignatureClaims, signature: Signature, digest: str, context: Context
) -> Iterator[Finding]:
    """The certificates: the first is the signer's, signed references too; each next issued it."""
    name = signature.placed.field.name
    identified = identify_signer(signature, context)
    signer = identified.certificate
    path = _referred(entry, signature, digest, context)
    if path is None:
        yield Finding.error("svt-certificates-not-found", SIGNER, field=name)
        return
    passed = identified.conclusion.indication is Indication.PASSED
    if signer is None or not passed or path[0].der != signer.der:
        yield Finding.error("svt-signer-differs", SIGNER, field=name)
    if not all(_issued(lower, upper) for lower, upper in pairwise(path)):
        yield Finding.error("svt-certificates-not-a-chain", SIGNER, field=name)


def _issued(lower: Certificate, upper: Certificate) -> bool:
    return lower.issuer_key == upper.subject_key and is_issued_by(lower, upper)


def _referred(
    entry: SignatureClaims, signature: Signature, digest: str, context: Context
) -> Path | None:
    """The certificates that the entry refers to; None where one cannot be read or found."""
    values = entry.certificates.values
    if len(values) > context.policy.limits.path_length:
        return None
    if entry.certificates.kind is ReferenceKind.CHAIN:
        try:
            return tuple(map(read_certificate, values))
        except Asn1Error:
            return None
    # 3.2.5: `chain_hash` is for those that the signature itself carries.
    carried = {digest_of(c.der, digest): c for c in signature.validation_data.certificates}
    found = tuple(carried[value] for value in values if value in carried)
    return found if len(found) == len(values) else None
