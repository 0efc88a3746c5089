"""What is shared of the digests of a file's signatures is the digest of each one's bytes."""

import hashlib
import resource

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.keys.algorithms import digest_of_parts
from fhvalidate.x509.keys.shared_digests import Prefixes

ALGORITHMS = ("sha1", "sha256", "sha3_512", "shake128")
numbers = st.integers(0, 40)
ranges = st.lists(st.tuples(numbers, numbers, numbers, st.sampled_from(ALGORITHMS)), max_size=12)


@settings(max_examples=40)
@given(data=st.binary(max_size=40), asked=ranges, holes=st.lists(numbers, max_size=6))
def test_a_shared_digest_is_that_of_the_bytes(
    data: bytes, asked: list[tuple[int, int, int, str]], holes: list[int]
) -> None:
    prefixes = Prefixes(holes)

    for start, begin, length, algorithm in asked:
        covered = prefixes.covered(data, start, (begin, length))
        plain = (data[:start], data[begin : begin + length])

        assert tuple(map(bytes, covered)) == plain
        assert digest_of_parts(covered, algorithm) == digest_of_parts(plain, algorithm)


def test_what_is_known_of_one_file_is_not_said_of_another() -> None:
    prefixes = Prefixes((4, 8))
    digests = [
        digest_of_parts(prefixes.covered(data, 8, (10, 2)), "sha256")
        for data in (b"first of two", b"other of two", b"first of two")
    ]

    assert digests[0] == digests[2] == hashlib.sha256(b"first of" + b"wo").digest()
    assert digests[1] == hashlib.sha256(b"other of" + b"wo").digest()


def test_an_algorithm_that_nobody_computes_is_told() -> None:
    with pytest.raises(UnsupportedAlgorithmError):
        digest_of_parts(Prefixes().covered(b"bytes", 2, (3, 1)), "no-such-digest")


def test_two_hundred_signatures_cost_as_much_as_a_few_passes_over_the_file() -> None:
    data = bytes(20_000_000)
    holes = range(10_000_000, 10_000_000 + 200 * 1000, 1000)
    prefixes = Prefixes(holes)
    before = _seconds()
    hashlib.sha256(data).digest()
    once = _seconds() - before

    before = _seconds()
    for hole in reversed(holes):
        digest_of_parts(prefixes.covered(data, hole, (hole + 100, 500)), "sha256")

    assert _seconds() - before < 5 * max(once, 0.05)


def _seconds() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime
