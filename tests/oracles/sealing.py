"""Signatures and document time-stamps whose update is written by hand."""

import hashlib
from collections.abc import Callable, Mapping

from tests.oracles.writing import updated
from tests.pdf.handsigned import HOLE, RANGE, VALUE
from tests.pki.signing import cms_signer
from tests.pki.time_stamping import Imprint, time_stamp_token
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.waiting import run
from tests.pki.world import shared_world
from tests.validation.judging import second_signer

STAMP = VALUE.replace(b"/Type /Sig ", b"/Type /DocTimeStamp ").replace(
    b"/ETSI.CAdES.detached", b"/ETSI.RFC3161"
)
ROOM_FOR_TOKEN = len(HOLE) - 2


def signed_by_second(data: bytes, objects: Mapping[int, bytes]) -> bytes:
    """The PDF with an update that holds `VALUE`, sealed by the second signer."""
    return _sealed(updated(data, objects), _signature)


def stamped(data: bytes, objects: Mapping[int, bytes]) -> bytes:
    """The PDF with an update that holds `STAMP`, sealed by the time-stamping authority."""
    made = _sealed(updated(data, objects), _token)
    crl = shared_world().time_stamp_root.crl()
    return add_validation_data(made, ValidationData(crls=(crl,)))


def _signature(digest: bytes) -> bytes:
    message = run(cms_signer(second_signer()).async_sign(digest, "sha256", use_pades=True))
    return bytes(message.dump())


def _token(digest: bytes) -> bytes:
    authority = shared_world().time_stamps
    token = time_stamp_token(authority, Imprint(algorithm="sha256", value=digest), nonce=None)
    return bytes(token.dump())


def _sealed(data: bytes, message: Callable[[bytes], bytes]) -> bytes:
    start = data.index(HOLE)
    end = start + len(HOLE)
    stated = b"[0 %d %d %d]" % (start, end, len(data) - end)
    data = data.replace(RANGE, stated.ljust(len(RANGE)))
    digest = hashlib.sha256(data[:start] + data[end:]).digest()
    digits = message(digest).hex().encode().ljust(ROOM_FOR_TOKEN, b"0")
    return data[: start + 1] + digits + data[end - 1 :]
