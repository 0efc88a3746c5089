"""Snapshots of trusted lists are told by a name that nobody takes for a personal number."""

import pytest

from fhvalidate.identity.masking import mask_identity_attribute
from fhvalidate.trust.snapshots import snapshot_name


@pytest.mark.parametrize("digits", ["6209", "23871980010123", "0123456789abcdef", "2a3b8c7d"])
def test_a_snapshots_name_is_told_as_it_is(digits: str) -> None:
    name = snapshot_name("1980-01-01", digits.ljust(64, "0"))

    assert mask_identity_attribute(name) == name


def test_two_digests_have_two_names() -> None:
    digests = (f"{number:016x}".ljust(64, "0") for number in range(0, 2**20, 4097))

    assert len({snapshot_name("2026-02-20", digest) for digest in digests}) == 256
