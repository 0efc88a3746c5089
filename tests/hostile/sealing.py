"""PDFs written by hand and sealed by a trusted signer, whatever else is in them."""

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping

from asn1crypto import x509 as asn1_x509

from tests.pdf.handmade import ONE_PAGE
from tests.pki.signing import cms_signer
from tests.pki.waiting import run
from tests.validation.judging import signer

VALUE_NUMBER = 7
FORM = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>"
FIELD = b"<< /FT /Sig /T (Underskrift) /V 7 0 R >>"
RANGE = b"[0 1111111111 2222222222 3333333333]"
_HOLE = re.compile(rb"/Contents (<0+>)")


def signature_value(*, hole: int = 8192) -> bytes:
    """A signature dictionary whose hole has room for so many digits."""
    return (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
        b" /Contents <%s> /ByteRange %s >>" % (b"0" * hole, RANGE)
    )


def objects_of(objects: Mapping[int, bytes]) -> dict[int, bytes]:
    """The objects of a page of minutes with a signature, these instead of theirs."""
    return {**ONE_PAGE, 1: FORM, 6: FIELD, VALUE_NUMBER: signature_value(), **objects}


def write(
    objects: Mapping[int, bytes],
    *,
    extra: bytes = b"",
    inside: Mapping[int, tuple[int, int]] | None = None,
    padding: int = 0,
    index: bytes = b"",
) -> bytes:
    """A PDF of one revision; with `inside` a section that is a stream places objects in streams."""
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    at = len(parts[0])
    places: dict[int, int] = {}
    for number, value in objects.items():
        if inside is not None and number in inside:
            continue
        places[number] = at
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, value))
        at += len(parts[-1])
    if inside is None:
        parts.append(_table(places, extra))
    else:
        parts.append(_stream(places, inside, at, padding, index))
    return b"".join((*parts, b"startxref\n%d\n%%%%EOF\n" % at))


def _table(places: Mapping[int, int], extra: bytes) -> bytes:
    lines = [b"xref\n0 1\n0000000000 65535 f \n"]
    lines += [b"%d 1\n%010d 00000 n \n" % (n, at) for n, at in sorted(places.items())]
    trailer = b"trailer\n<< /Size %d /Root 1 0 R%s >>\n" % (max(places) + 1, extra)
    return b"".join((*lines, trailer))


def _stream(
    places: Mapping[int, int],
    inside: Mapping[int, tuple[int, int]],
    at: int,
    padding: int,
    index: bytes,
) -> bytes:
    own = max((*places, *inside)) + 1
    rows = []
    for number in range(own + 1):
        if number in inside:
            rows.append(b"\x02" + inside[number][0].to_bytes(4) + inside[number][1].to_bytes(4))
        else:
            offset = at if number == own else places.get(number, 0)
            rows.append((b"\x01" if offset else b"\x00") + offset.to_bytes(4) + bytes(4))
    packed = _deflated(b"".join(rows), padding)
    return (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 4] %s /Root 1 0 R /Filter /FlateDecode"
        b" /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (own, own + 1, index, len(packed), packed)
    )


def _deflated(data: bytes, padding: int) -> bytes:
    """The bytes and so many zeros (a multiple of a megabyte), of which one block is packed once."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    head = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1024 * 1024)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.adler32(data)
    low, high = checksum & 0xFFFF, checksum >> 16
    checksum = (high + padding * low) % 65521 << 16 | low  # RFC 1950: zeros add to the upper half
    packed = head + block * (padding // (1024 * 1024)) + packer.flush()
    return b"\x78\xda" + packed + checksum.to_bytes(4)


def seal(
    data: bytes,
    *,
    certificates: tuple[bytes, ...] = (),
    message: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """The PDF with its hole filled by a signature over everything else.

    `message` makes another CMS of the bytes that are signed; `certificates` are added to the
    usual one.
    """
    hole = _HOLE.search(data)
    if hole is None:
        raise ValueError("there is no hole to fill")
    start, end = hole.span(1)
    said = b"[0 %d %d %d]" % (start, end, len(data) - end)
    data = data.replace(RANGE, said.ljust(len(RANGE)))
    covered = data[:start] + data[end:]
    der = message(covered) if message is not None else _usual(covered, certificates)
    digits = der.hex().encode().ljust(end - start - 2, b"0")
    return data[: start + 1] + digits + data[end - 1 :]


def _usual(covered: bytes, certificates: tuple[bytes, ...]) -> bytes:
    service = cms_signer(signer())
    service.cert_registry.register_multiple(asn1_x509.Certificate.load(der) for der in certificates)
    digest = hashlib.sha256(covered).digest()
    return bytes(run(service.async_sign(digest, "sha256", use_pades=True)).dump())
