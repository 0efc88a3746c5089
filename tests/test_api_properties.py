"""Properties of validate() over any bytes and any damage: always a report, never wrongly valid.

What can be proven of a damaged file with one signature over all of it: a change of any byte that
the signature covers, bytes put in or taken away, and words after its end are never `valid`. In
the hole, parts that nothing signs may change; then signer and claimed time are as they were.
"""

import json
import random
from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fhvalidate import TrustAnchors, validate
from tests.pki import VALIDATED_AT
from tests.pki.minutes import minutes
from tests.test_api import READABLE, fixture, trust
from tests.validation.judging import judged, signed


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_report(data: bytes) -> None:
    report = validate(data, trust=TrustAnchors.none(), at=VALIDATED_AT)

    assert report.verdict == "unreadable"
    assert report.document.size == len(data)
    assert json.loads(report.to_json())["verdict"] == "unreadable"


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(READABLE), st.integers(0, 2**32))
@example("minutes-signed.pdf", 0)
def test_any_damage_to_a_file_ends_in_a_report(name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(fixture(name))
    for _ in range(chance.choice((1, 3, 30, 300))):
        place = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randrange(1, 50)]
            case _:
                data[place:place] = data[place - 40 : place]

    report = validate(bytes(data), trust=trust("trust"), at=VALIDATED_AT)

    report.to_json()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(READABLE), st.integers(0, 2**32))
def test_any_part_of_a_file_ends_in_a_report(name: str, seed: int) -> None:
    data = fixture(name)

    report = validate(data[: seed % len(data)], trust=trust("trust"), at=VALIDATED_AT)

    report.to_json()


@cache
def covered() -> tuple[bytes, int, int]:
    """A valid file that its one signature covers to the end, and where the hole in it is."""
    data = signed(minutes())
    (_, start, end, rest) = map(
        int, data[data.rindex(b"/ByteRange [") + 12 :].split(b"]")[0].split()
    )
    assert end + rest == len(data)
    assert judged(data).verdict == "valid"
    return data, start, end


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 255))
@example(209, 128)
def test_a_byte_changed_where_the_signature_covers_is_never_valid(place: int, mask: int) -> None:
    data, start, end = covered()
    at = place % (len(data) - (end - start))
    at += (end - start) if at >= start else 0
    changed = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]

    assert judged(changed).verdict != "valid"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.binary(min_size=1, max_size=20))
@example(318, b"\x80")
def test_bytes_put_in_anywhere_but_at_the_end_are_never_valid(place: int, more: bytes) -> None:
    data, _, _ = covered()
    at = place % len(data)

    assert judged(data[:at] + more + data[at:]).verdict != "valid"


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=60))
def test_bytes_after_the_end_are_valid_only_when_they_are_white_space(more: bytes) -> None:
    data, _, _ = covered()

    verdict = judged(data + more).verdict

    assert (verdict == "valid") == (not more.strip(b"\x00\t\n\x0c\r "))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_part_of_a_file_is_never_valid(place: int) -> None:
    data, _, _ = covered()

    assert judged(data[: place % len(data)]).verdict != "valid"


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(b"0123456789abcdefABCDEF "))
def test_a_changed_digit_of_the_value_is_valid_only_for_the_same_signer_and_time(
    place: int, digit: int
) -> None:
    # The value holds parts that nothing signs: padding, and certificates that are not the signer's.
    data, start, end = covered()
    at = start + 1 + place % (end - start - 2)

    report = judged(data[:at] + bytes([digit]) + data[at + 1 :])

    if report.verdict == "valid":
        before, after = judged(data).signatures[0], report.signatures[0]
        assert after.signer == before.signer
        assert after.claimed_signing_time == before.claimed_signing_time
