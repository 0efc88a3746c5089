# mypy: disable-error-code="no-untyped-call"
"""Signatures put into PDFs by hand, so that each byte of them can be chosen."""

import hashlib
from collections.abc import Callable, Mapping

from tests.pdf.handmade import ONE_PAGE, Table, document, update
from tests.pki import Identity
from tests.pki.signing import cms_signer
from tests.pki.waiting import run
from tests.validation.judging import signer

HOLE = b"<" + b"0" * 8192 + b">"
RANGE = b"[0 1111111111 2222222222 3333333333]"
VALUE = (
    b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
    b" /Contents %s /ByteRange %s >>"
) % (HOLE, RANGE)
FIELD = b"<< /FT /Sig /T (Underskrift) /V 7 0 R >>"

Numbers = tuple[int, int, int, int]


def form(*fields: int) -> bytes:
    """A catalogue whose form has the fields."""
    listed = b" ".join(b"%d 0 R" % number for number in fields)
    return b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [%s] >> >>" % listed


def prepared(objects: Mapping[int, bytes] | None = None, *, value: bytes = VALUE) -> bytes:
    """A PDF with a signature dictionary (7) in a field (6), still to be signed."""
    return document({**ONE_PAGE, 1: form(6), 6: FIELD, 7: value, **(objects or {})})


def sealed(
    data: bytes,
    *,
    numbers: Callable[[Numbers], tuple[int, ...]] = lambda honest: honest,
    written: Callable[[Numbers], bytes] | None = None,
    by: Identity | None = None,
) -> bytes:
    """The PDF with its hole filled by a signature over what `numbers` makes of the honest range.

    `written` is what the dictionary says instead, when it does not say what was signed.
    """
    start = data.index(HOLE)
    end = start + len(HOLE)
    honest = (0, start, end, len(data) - end)
    chosen = numbers(honest)
    said = b"[%s]" % b" ".join(b"%d" % number for number in chosen)
    text = (written(honest) if written else said).ljust(len(RANGE))
    if len(text) != len(RANGE):
        raise ValueError("the array must fit the place that is reserved for it")
    data = data.replace(RANGE, text)
    covered = b"".join(
        data[first : first + length]
        for first, length in zip(chosen[::2], chosen[1::2], strict=False)
        if first >= 0 <= length
    )
    message = run(
        cms_signer(by or signer()).async_sign(
            hashlib.sha256(covered).digest(), "sha256", use_pades=True
        )
    )
    digits: bytes = message.dump().hex().encode().ljust(len(HOLE) - 2, b"0")
    return data[: start + 1] + digits + data[end - 1 :]


def sealed_again(data: bytes, objects: Mapping[int, bytes], table: Table | None = None) -> bytes:
    """The PDF with an update that holds another signature to be sealed, sealed."""
    return sealed(update(data, objects, table))
