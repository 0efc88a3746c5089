"""Tokens that are made to harm: refused within bounds, and never by a crash."""

import json
import resource
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate import Verdict
from fhvalidate.errors import SvtError
from fhvalidate.svt.claims_reading import read_claims
from fhvalidate.svt.jws import read_compact
from tests.pki.svt import Claims, add_token
from tests.svt.scenes import altered, errors, judged, signed, vouched, with_token

SECONDS = 5  # of processor; each takes a tenth of one


def compact(header: bytes, payload: bytes) -> bytes:
    return b".".join(urlsafe_b64encode(p).rstrip(b"=") for p in (header, payload, b"\x01"))


HEADER = b'{"typ":"JWT","alg":"ES256","kid":"AAAA"}'
DEEP = b"[" * 300_000


@pytest.mark.parametrize(
    "data",
    [
        compact(HEADER, b"x" * 10_000_000),
        compact(b" " * 10_000_000, b"{}"),
        compact(b'{"typ":' + DEEP, b"{}"),
        b"." * 1_000_000,
        b"",
        b"\xff.\xff.\xff",
        compact(b"[]", b"{}"),
        compact(b'{"typ":"JWT","alg":"ES256","kid":1}', b"{}"),
        compact(b'{"typ":"JWT","alg":["ES256"],"kid":"AAAA"}', b"{}"),
        compact(b'{"typ":"JWT","alg":"ES256","x5c":[]}', b"{}"),
        compact(b'{"typ":"JWT","alg":"ES256","x5c":"AAAA"}', b"{}"),
        compact('{"typ":"JWT","alg":"ES256","kid":"å"}'.encode(), b"{}"),
    ],
    ids=range(12),
)
def test_a_token_that_cannot_be_read_is_refused_within_bounds(data: bytes) -> None:
    spent = bounded(lambda: refused(read_compact, data))

    assert spent < SECONDS


@pytest.mark.parametrize(
    "payload",
    [
        b'{"jti":' + DEEP,
        b'{"jti":' + b"9" * 500_000 + b"}",
        b'{"iat":1.5}',
        b'{"iat":NaN}',
        b'{"a":1,"a":1}',
        b"\xef\xbb\xbf{}",
        b"{",
        b"null",
    ],
    ids=range(8),
)
def test_claims_that_cannot_be_read_are_refused_within_bounds(payload: bytes) -> None:
    assert bounded(lambda: refused(read_claims, payload)) < SECONDS


def refused(read: Callable[[bytes], object], data: bytes) -> None:
    with pytest.raises(SvtError):
        read(data)


def bounded(work: Callable[[], object]) -> float:
    """The seconds of processor that the work takes."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_many_entries_are_looked_up_and_not_tried_one_by_one() -> None:
    def many(claims: Claims) -> None:
        (entry,) = claims["sig_val_claims"]["sig"]
        others = [
            {**entry, "sig_ref": {**entry["sig_ref"], "sig_hash": hashed(n)}} for n in range(100)
        ]
        claims["sig_val_claims"]["sig"] = [*others, entry]

    def judge() -> None:
        assert with_token(altered(claims=many)).verdict is Verdict.VALID

    assert bounded(judge) < 4 * SECONDS


def hashed(number: int) -> str:
    return b64encode(number.to_bytes(32)).decode()


def test_more_entries_than_any_file_has_signatures_are_refused() -> None:
    claims: Any = {
        "jti": "1",
        "iss": "i",
        "iat": 1,
        "sig_val_claims": {"ver": "1.0", "profile": "PDF", "hash_algo": "h", "sig": [1] * 1_001},
    }

    with pytest.raises(SvtError, match="too-many"):
        read_claims(json.dumps(claims).encode())


@settings(max_examples=60, deadline=None)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["jti", "iss", "iat", "sig_val_claims", "ver", "sig", "aud", "exp", "ext", "x"]
    ), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_whatever_the_claims_are_they_are_read_or_refused(value: Any) -> None:
    with suppress(SvtError):
        read_claims(json.dumps(value).encode())


def hole(data: bytes) -> tuple[int, int]:
    """Where the time-stamp's own bytes stand, as hexadecimal digits."""
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    return start, data.index(b">", start)


PLACES = 8  # tried in the gate; each is a whole judgement


@settings(max_examples=PLACES, deadline=None)
@given(st.data())
def test_a_token_never_holds_when_any_byte_is_changed(data: st.DataObject) -> None:
    file = bytearray(vouched())
    start, end = hole(vouched())
    used = len(vouched()[start:end].rstrip(b"0")) // 2
    if data.draw(st.booleans(), label="in the time-stamp"):
        at = start + 2 * data.draw(st.integers(0, used - 1))
        changed = int(file[at : at + 2], 16) ^ data.draw(st.integers(1, 255))
        file[at : at + 2] = b"%02x" % changed
    else:
        places = st.integers(0, start - 2) | st.integers(end + 1, len(file) - 1)
        file[data.draw(places)] ^= data.draw(st.integers(1, 255))

    report = judged(bytes(file))

    assert not any(word.holds or word.counts for each in report.signatures for word in each.svt)
    assert report.verdict is not Verdict.VALID


@pytest.mark.slow
def test_a_token_with_a_payload_of_ten_megabytes_in_a_file_is_told_and_no_more() -> None:
    def judge() -> None:
        by = altered(token=lambda token: token + b"A" * 10_000_000)
        report = judged(add_token(signed(), by))
        assert "svt-unreadable" in errors(report)

    assert bounded(judge) < 8 * SECONDS


# In the frame around what is signed: a version, the list of digests, the signer's name, NULL.
@pytest.mark.parametrize("at", [25, 31, 39, 41])
def test_what_the_time_stamps_own_signature_does_not_protect_is_as_it_was_made(at: int) -> None:
    file = bytearray(vouched())
    start, _ = hole(vouched())
    place = start + 2 * at
    file[place : place + 2] = b"%02x" % (int(file[place : place + 2], 16) ^ 1)

    report = judged(bytes(file))

    assert not any(word.holds for each in report.signatures for word in each.svt)
    assert report.verdict is not Verdict.VALID
