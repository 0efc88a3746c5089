"""Signature: what the PDF and the CMS say, side by side, unjudged."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from asn1crypto import core

from fhvalidate.cms.signed_data import SignedData, read_signed_data
from fhvalidate.cms.time_stamp_token import TimeStampToken, read_time_stamp_token
from fhvalidate.constraints import Excess, Limits
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.security_store import SecurityStore, related_keys
from fhvalidate.pdf.revisions.byte_range import NUMBERS
from fhvalidate.pdf.revisions.signed_revision import SignedRevision
from fhvalidate.validation_data import ValidationData, carried
from fhvalidate.x509.revocation.answers import RevocationData

NAMES_KEPT = 32  # each is asked for some seven times while its document is judged
RSA_SHA1 = "adbe.x509.rsa_sha1"
PKCS7_SHA1 = "adbe.pkcs7.sha1"
PKCS7_DETACHED = "adbe.pkcs7.detached"
CADES_DETACHED = "ETSI.CAdES.detached"
# Brazil's own name for it (ICP-Brasil, DOC-ICP-15.03): a CAdES signature over the same bytes.
PBAD_PADES = "PBAD.PAdES"
PADES_SUBFILTERS = frozenset({CADES_DETACHED, PBAD_PADES})
# Scrive writes the second form, with a space.
TIME_STAMP = "ETSI.RFC3161"
TIME_STAMPS = frozenset({TIME_STAMP, "ETSI.RFC 3161"})
CMS_SIGNATURES = frozenset({PKCS7_DETACHED, PKCS7_SHA1, *PADES_SUBFILTERS})
# Guardtime's keyless signatures: verified against a blockchain, by its own services only.
KSI_FILTERS = frozenset({"GTTS.TimeStamp", "GT.KSI"})


class SignatureKind(StrEnum):
    """The two kinds of signed field (ISO 32000-2, 12.8)."""

    SIGNATURE = "signature"
    DOCUMENT_TIMESTAMP = "document-timestamp"


class Level(StrEnum):
    """The level or form of a signature (ETSI EN 319 142-1, 6; EN 319 142-2; ISO 32000-2, 12.8.3).

    What is read and meets the requirements of no form is PDF-NOT-ETSI.
    """

    B = "PAdES-BASELINE-B"
    T = "PAdES-BASELINE-T"
    LT = "PAdES-BASELINE-LT"
    LTA = "PAdES-BASELINE-LTA"
    BES = "PAdES-BES"
    EPES = "PAdES-EPES"
    LTV = "PAdES-LTV"
    PKCS7_B = "PKCS7-B"
    PKCS7_T = "PKCS7-T"
    PKCS7_LT = "PKCS7-LT"
    PKCS7_LTA = "PKCS7-LTA"
    NOT_ETSI = "PDF-NOT-ETSI"
    RSA_SHA1 = "RSA-SHA1"
    KSI = "KSI"
    UNKNOWN = "UNKNOWN"


class Covers(StrEnum):
    """How much of the file the byte range takes in."""

    FILE = "file"
    REVISION = "revision"
    PART = "part"


class Integrity(StrEnum):
    """Whether the signed bytes are those that were signed; says nothing of trust."""

    INTACT = "intact"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class TimeStampKind(StrEnum):
    """What a time-stamp was made over, and where it stands.

    One of kind VRI is over a signature value too. It stands in the document security store, as a
    later revision has it, and makes no level of EN 319 142-1.
    """

    SIGNATURE = "signature-time-stamp"
    CONTENT = "content-time-stamp"
    DOCUMENT = "document-time-stamp"
    VRI = "vri-time-stamp"


@frozen
class AttachedTimeStamp:
    """A time-stamp of one signature; `token` is None when it cannot be read.

    It stands in the signature's CMS; one of kind VRI in the document security store.
    """

    kind: TimeStampKind
    token: TimeStampToken | None
    validation_data: ValidationData = field(default_factory=ValidationData, repr=False)

    @property
    def is_in_store(self) -> bool:
        """Whether it stands in the document security store."""
        return self.kind is TimeStampKind.VRI


@frozen
class Signature:
    """One signature or document time-stamp.

    Attributes:
        placed: the dictionary, its byte range and what came after.
        supported: whether its sub-filter is one that can be verified here.
        signed_data: the CMS; None when there is none, or none that can be read.
        unreadable: why the CMS cannot be read, in a word.
        token: the same CMS as a time-stamp token, for a document time-stamp.
        plain_signature: the signature value of an `adbe.x509.rsa_sha1` signature.
        validation_data: certificates and revocation data that it carries itself.
    """

    placed: SignedRevision
    kind: SignatureKind
    supported: bool
    signed_data: SignedData | None = None
    unreadable: str | None = None
    token: TimeStampToken | None = None
    plain_signature: bytes | None = field(default=None, repr=False)
    timestamps: tuple[AttachedTimeStamp, ...] = ()
    validation_data: ValidationData = field(default_factory=ValidationData, repr=False)

    @property
    def name(self) -> str:
        """What proofs of existence name it by: SHA-256 of its CMS, in hexadecimal."""
        if self.token is not None:
            return self.token.name
        contents = self.placed.shape.contents or b""
        length = self.signed_data.encoding.length if self.signed_data is not None else None
        return _name_of(contents, length)

    @property
    def claimed_time(self) -> datetime | None:
        """The signing time that the signer claims: in the CMS, else in the dictionary."""
        stated = self.signed_data.signing_time if self.signed_data is not None else None
        return stated or self.placed.field.claimed_time

    @property
    def related_keys(self) -> frozenset[str]:
        """The keys by which /VRI may have the signature."""
        contents, signed_data = self.placed.shape.contents, self.signed_data
        if contents is None or signed_data is None:
            return frozenset()
        return related_keys(contents, signed_data.encoding.length)

    @property
    def covered_end(self) -> int:
        """The end of the covered bytes; 0 when the byte range says none."""
        return self.placed.shape.end or 0


@lru_cache(maxsize=NAMES_KEPT)
def _name_of(contents: bytes, length: int | None) -> str:
    return hashlib.sha256(contents[:length]).hexdigest()


def covered_parts(data: bytes, signature: Signature) -> tuple[memoryview, ...]:
    """The bytes that the byte range takes in; none when its shape is unusable."""
    numbers = signature.placed.field.byte_range
    if numbers is None or len(numbers) != NUMBERS or signature.placed.shape.contents is None:
        return ()
    _, b, c, d = numbers  # the first is 0, or there is no shape
    return signature.placed.prefixes.covered(data, b, (c, d))


def read_signatures(
    placed: Iterable[SignedRevision], store: SecurityStore, limits: Limits
) -> tuple[Signature, ...]:
    """Every signature, with the time-stamps that the security store has for it."""
    return tuple(_with_related(read_signature(item, limits), store, limits) for item in placed)


def read_signature(placed: SignedRevision, limits: Limits) -> Signature:
    """The signature in a signature dictionary, whatever it is."""
    subfilter = placed.field.subfilter
    if is_ksi(placed):
        return Signature(placed, SignatureKind.DOCUMENT_TIMESTAMP, supported=False)
    if subfilter in TIME_STAMPS:
        return _document_time_stamp(placed, limits)
    if subfilter == RSA_SHA1:
        return _plain(placed, limits)
    kind = SignatureKind.SIGNATURE
    if placed.field.type == "DocTimeStamp" and subfilter not in CMS_SIGNATURES:
        kind = SignatureKind.DOCUMENT_TIMESTAMP
    if placed.shape.contents is None:
        return Signature(placed, kind, supported=subfilter in CMS_SIGNATURES)
    try:
        signed_data = read_signed_data(placed.shape.contents)
    except Asn1Error as error:
        return Signature(placed, kind, supported=subfilter in CMS_SIGNATURES, unreadable=str(error))
    return Signature(
        placed=placed,
        kind=kind,
        supported=subfilter in CMS_SIGNATURES,
        signed_data=signed_data,
        timestamps=_attached(signed_data, limits),
        validation_data=_with_excess(carried_by(signed_data, limits), signed_data, limits),
    )


def _with_related(signature: Signature, store: SecurityStore, limits: Limits) -> Signature:
    """The signature with the time-stamps of its /VRI entry, whatever they are over."""
    if signature.signed_data is None or not store.time_stamps:
        return signature
    keys = signature.related_keys
    ders = [der for key, der in store.time_stamps if key in keys]
    stamps = _read_stamps(TimeStampKind.VRI, ders, limits)
    return replace(signature, timestamps=(*signature.timestamps, *stamps))


def is_ksi(placed: SignedRevision) -> bool:
    """Whether this is Guardtime's own kind of time-stamp."""
    names = {placed.field.filter, placed.field.subfilter}
    return bool(names & KSI_FILTERS)


def _document_time_stamp(placed: SignedRevision, limits: Limits) -> Signature:
    kind = SignatureKind.DOCUMENT_TIMESTAMP
    if placed.shape.contents is None:
        return Signature(placed, kind, supported=True)
    try:
        token = read_time_stamp_token(placed.shape.contents)
    except Asn1Error as error:
        return Signature(placed, kind, supported=True, unreadable=str(error))
    return Signature(
        placed=placed,
        kind=kind,
        supported=True,
        signed_data=token.signed_data,
        token=token,
        validation_data=carried_by(token.signed_data, limits),
    )


def _plain(placed: SignedRevision, limits: Limits) -> Signature:
    """A signature without a CMS: an octet string, certificates in /Cert (ISO 32000-2, 12.8.3.2)."""
    try:
        value = bytes(core.OctetString.load(placed.shape.contents or b"").native)
    except (ValueError, TypeError):
        value = None
    return Signature(
        placed=placed,
        kind=SignatureKind.SIGNATURE,
        supported=True,
        unreadable=None if value is not None else "signature-value",
        plain_signature=value,
        validation_data=carried(placed.field.certificates, RevocationData(), limits),
    )


def carried_by(signed_data: SignedData, limits: Limits) -> ValidationData:
    """The certificates and revocation data in a CMS."""
    revocation = RevocationData(signed_data.crls, signed_data.ocsp_responses)
    return carried(signed_data.certificates, revocation, limits)


def _with_excess(data: ValidationData, signed_data: SignedData, limits: Limits) -> ValidationData:
    """The data, with the limit said that more time-stamps than are read pass."""
    stamps = (signed_data.content_time_stamps, signed_data.signature_time_stamps)
    most = max(map(len, stamps))
    if most <= limits.timestamps:
        return data
    return replace(data, excess=(*data.excess, Excess("timestamps", limits.timestamps, most)))


def _attached(signed_data: SignedData, limits: Limits) -> tuple[AttachedTimeStamp, ...]:
    return (
        *_read_stamps(TimeStampKind.CONTENT, signed_data.content_time_stamps, limits),
        *_read_stamps(TimeStampKind.SIGNATURE, signed_data.signature_time_stamps, limits),
    )


def _read_stamps(
    kind: TimeStampKind, tokens: Sequence[bytes], limits: Limits
) -> Iterator[AttachedTimeStamp]:
    for der in tokens[: limits.timestamps]:
        try:
            token = read_time_stamp_token(der)
        except Asn1Error:
            yield AttachedTimeStamp(kind, None)
            continue
        yield AttachedTimeStamp(kind, token, carried_by(token.signed_data, limits))
