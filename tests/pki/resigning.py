# mypy: disable-error-code="no-untyped-call"
"""A signature made again over altered bytes: what no ordinary signing software will write."""

import hashlib
import re

from tests.pki.identity import Identity
from tests.pki.signing import cms_signer
from tests.pki.waiting import run

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def sign_again(data: bytes, signer: Identity, *, replacing: bytes, by: bytes) -> bytes:
    """The PDF with some bytes replaced and its last signature made anew, so that it fits."""
    if len(replacing) != len(by) or replacing not in data:
        raise ValueError("replace something that is there by something as long")
    altered = data.replace(replacing, by)
    *_, byte_range = _BYTE_RANGE.finditer(altered)
    start, length, resumed, rest = (int(number) for number in byte_range.groups())
    covered = altered[start : start + length] + altered[resumed : resumed + rest]
    message = run(
        cms_signer(signer).async_sign(hashlib.sha256(covered).digest(), "sha256", use_pades=True)
    )
    # The gap holds "<", hexadecimal digits, ">".
    der: bytes = message.dump()
    digits = der.hex().encode("ascii").ljust(resumed - length - 2, b"0")
    return altered[: start + length + 1] + digits + altered[resumed - 1 :]
