"""The blocks of a file in PEM (RFC 7468) or DER, each by itself: one bad block hides no other."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import field

from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate

MAX_BLOCKS = 20_000  # of one file; a bundle of every anchor on the EU's lists has 5,000
MAX_REASON = 200  # characters of what a parser says
# Keys of the catalogues' `fact-reason` table.
CUT_SHORT, NOT_BASE64 = "cut-short", "not-base64"
SURPLUS, NOT_ITS_FORM = "surplus-bytes", "not-its-form"

_BEGIN = late_re(r"-----BEGIN ([^-\r\n]{1,64})-----")
_HEADER = late_re(r"^[A-Za-z0-9-]+:.*(?:\r?\n[ \t].*)*", re.MULTILINE)  # RFC 1421, as OpenSSL
_SEQUENCE, _INTEGER, _VERSION, _ENUMERATED = 0x30, 0x02, 0xA0, 0x0A
_LONG = 0x80  # begins a length of more than 127 bytes: no certificate is shorter
_TIMES = frozenset({0x17, 0x18})
_CERTIFICATE = (_INTEGER, _SEQUENCE, _SEQUENCE, _SEQUENCE)  # RFC 5280, 4.1: up to the validity


@frozen
class Block:
    """One block of a file.

    Attributes:
        number: its place among the blocks, from 1.
        label: what PEM calls it, as in `CERTIFICATE`; empty for DER.
        der: its bytes; empty where PEM does not give them.
        reason: why PEM does not give them.
    """

    number: int
    label: str
    der: bytes = field(repr=False)
    reason: str = ""


@frozen
class UnreadableBlock:
    """A block that should be something that it cannot be read as, and why."""

    number: int
    reason: str


@frozen
class CertificateFile:
    """What a file of certificates holds.

    Attributes:
        unreadable: blocks that are certificates by their label or form and cannot be read.
    """

    certificates: tuple[Certificate, ...]
    unreadable: tuple[UnreadableBlock, ...] = ()


def read_certificate_file(data: bytes) -> CertificateFile:
    """The certificates in the blocks; what is nothing of the kind is passed over."""
    found: list[Certificate] = []
    unreadable: list[UnreadableBlock] = []
    for block in blocks_of(data):
        reason = unreadable_because(block, read_certificate)
        if reason is None:
            found.append(read_certificate(block.der))
        elif is_certificate(block):
            unreadable.append(UnreadableBlock(block.number, reason))
    return CertificateFile(tuple(found), tuple(unreadable))


def blocks_of(data: bytes) -> tuple[Block, ...]:
    """The blocks in PEM, or the bytes as the one block of a file that is not PEM."""
    text = _text(data)
    begins = list(_BEGIN.finditer(text))[:MAX_BLOCKS]
    if not begins:
        return (Block(1, "", data),) if data else ()
    ends = [*(begin.start() for begin in begins[1:]), len(text)]
    return tuple(
        _block(number, begin[1], text[begin.end() : end])
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True), start=1)
    )


def unreadable_because(block: Block, read: Callable[[bytes], object]) -> str | None:
    """Why the reader cannot read the block; None when it can."""
    if block.reason:
        return block.reason
    try:
        read(block.der)
    except Asn1Error as error:
        said = str(error.__cause__ or "").strip().partition("\n")[0][:MAX_REASON]
        # One word names what was wanted, not what is wrong.
        return _cut(block.der) or (said if " " in said else NOT_ITS_FORM)
    return None


def is_certificate(block: Block) -> bool:
    """Whether the block is a certificate by its label, or by its form where it has none."""
    if block.label:
        return "CERTIFICATE" in block.label and not block.label.endswith("REQUEST")
    return _has_form(block.der, _SEQUENCE) and _tags(block.der)[:4] in (_CERTIFICATE, ())


def is_response(block: Block) -> bool:
    """Whether the block is an OCSP response by its label, or by its form where it has none."""
    if block.label:
        return block.label.endswith("OCSP RESPONSE")
    return _has_form(block.der, _ENUMERATED)


def is_evidence(block: Block) -> bool:
    """Whether the block is a certificate, a CRL or an OCSP response, by its label or its form."""
    if is_certificate(block) or is_response(block):
        return True
    # RFC 5280, 5.1: a CRL has a time where a certificate has its validity.
    return block.label.endswith("CRL") if block.label else not _TIMES.isdisjoint(_tags(block.der))


def _text(data: bytes) -> str:
    """The bytes as text, whose every byte is one character; some editors write two for each."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("latin-1")


def _block(number: int, label: str, body: str) -> Block:
    label = label.strip().upper()
    content, end, _ = body.partition("-----END ")
    if not end:
        return Block(number, label, b"", CUT_SHORT)
    encoded = "".join(_HEADER.sub("", content).split())
    try:
        der = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        return Block(number, label, b"", NOT_BASE64)
    # OpenSSL writes what it trusts a certificate for behind it.
    return Block(number, label, _first(der) if label == "TRUSTED CERTIFICATE" else der)


def _has_form(der: bytes, tag: int) -> bool:
    """Whether it is a SEQUENCE of more than 127 bytes that begins with an element of the tag."""
    if len(der) < 2 or der[0] != _SEQUENCE or der[1] < _LONG:  # noqa: PLR2004
        return False
    start = 2 + (der[1] & 0x7F)
    return start < len(der) and der[start] == tag


def _tags(der: bytes) -> tuple[int, ...]:
    """The tags of what is to be signed, without a version; empty where the lengths do not hold."""
    try:
        start, _ = _span(der, 0)
        start, end = _span(der, start)
        found: list[int] = []
        while start < end and len(found) < len(_CERTIFICATE) + 1:
            found.append(der[start])
            _, start = _span(der, start)
    except (IndexError, ValueError):
        return ()
    return tuple(found[1:] if found[:1] == [_VERSION] else found)


def _span(der: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at `at` begins and ends."""
    size, start = der[at + 1], at + 2
    if size >= _LONG:
        width = size & 0x7F
        size, start = int.from_bytes(der[start : start + width]), start + width
        if not width:
            raise ValueError("indefinite length")
    if start + size > len(der):
        raise ValueError("beyond the end")
    return start, start + size


def _cut(der: bytes) -> str:
    """Whether the bytes are too few or too many for what their first length says; else empty."""
    try:
        _, end = _span(der, 0)
    except IndexError:
        return CUT_SHORT
    except ValueError:
        return "" if der[1:2] == bytes([_LONG]) else CUT_SHORT
    return SURPLUS if end < len(der) else ""


def _first(der: bytes) -> bytes:
    try:
        return der[: _span(der, 0)[1]]
    except (IndexError, ValueError):
        return der
