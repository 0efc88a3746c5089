"""A worker gets one time-stamp a request, over a digest, and only where it is to write one."""

import pytest

from fhvalidate.isolated.frames import BrokenFrameError, Frame
from fhvalidate.isolated.kept import _asked, _Exchange
from fhvalidate.isolated.stamping import Stamping, stamping_by_caller


def stamp(digest: bytes, algorithm: str) -> bytes:
    return algorithm.encode() + digest


def test_the_worker_gets_what_its_caller_stamps() -> None:
    caller = Stamping(stamp)

    assert stamping_by_caller(caller.answer)(bytes(64), "sha512") == b"sha512" + bytes(64)


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [("sha512", bytes(32)), ("sha1", bytes(20)), ("sha256", b""), (None, bytes(32)), ([], b"")],
)
def test_what_is_no_digest_is_not_stamped(algorithm: object, digest: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        Stamping(stamp).answer(Frame({"stamp": algorithm}, digest))  # type: ignore[dict-item]


def test_a_second_stamp_is_not_given() -> None:
    caller = Stamping(stamp)
    caller.answer(Frame({"stamp": "sha256"}, bytes(32)))

    with pytest.raises(BrokenFrameError):
        caller.answer(Frame({"stamp": "sha256"}, bytes(32)))


def test_a_worker_that_is_to_judge_gets_no_stamp() -> None:
    with pytest.raises(BrokenFrameError):
        _asked(Frame({"stamp": "sha256"}, bytes(32)), _Exchange.of(None, None))
