"""A file that can only be read by repairing it is never valid where what is shown differs."""

import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attacks.rendering import shown
from tests.attacks.world import BIFALL, judged, signed_document
from tests.hostile.sealing import objects_of, seal, write
from tests.pdf.handmade import PAGE, update
from tests.pki.signing import sign_b_b
from tests.validation.judging import second_signer

FORGED = b"4 0 obj\n" + BIFALL + b"\nendobj\n"


@cache
def signed_twice() -> bytes:
    """Two signatures; the second revision lies after the first, within the second."""
    return sign_b_b(signed_document(), second_signer(), field="Justerare")


@cache
def with_spare() -> bytes:
    """A signed page with a further object that nothing shows: the forged content."""
    return update(signed_document(), {60: BIFALL})


@cache
def replaced() -> bytes:
    """A signed page with an honest update that shows other content."""
    return update(signed_document(), {4: BIFALL})


BASES = {"twice": signed_twice, "spare": with_spare, "replaced": replaced}


def tail_at(data: bytes) -> int:
    """Where the bytes after the first signature begin."""
    start, length = re.findall(rb"/ByteRange ?\[ ?0 \d+ (\d+) (\d+)", data)[0]
    return int(start) + int(length)


def in_tail(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A change of the last place in the tail that says so."""

    def change(data: bytes) -> bytes:
        at = data.rfind(old, tail_at(data))
        return data if at < 0 else data[:at] + new + data[at + len(old) :]

    return change


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "startxref is gone": in_tail(b"startxref", b"startxxxx"),
    "startxref leads nowhere": in_tail(b"startxref\n", b"startxref\n9"),
    "startxref is negative": in_tail(b"startxref\n", b"startxref\n-"),
    "the section has another name": in_tail(b"\nxref\n", b"\nxrex\n"),
    "the trailer has another name": in_tail(b"trailer", b"trialer"),
    "the trailer has no root": in_tail(b"/Root", b"/Boot"),
    "the root is another object": in_tail(b"/Root ", b"/Root 6"),
    "there is no section before": in_tail(b"/Prev", b"/Crev"),
    "the section before is another": in_tail(b"/Prev ", b"/Prev 1"),
    "an object has another number": in_tail(b" 0 obj", b"1 0 obj"),
    "an object has another generation": in_tail(b" 0 obj", b" 7 obj"),
    "an object does not end": in_tail(b"endobj", b"endobx"),
    "an object begins with another word": in_tail(b" obj", b" obx"),
    "a stream does not end": in_tail(b"endstream", b"endstrxxx"),
    "a stream says another length": in_tail(b"/Length ", b"/Length 9"),
    "a stream says no length": in_tail(b"/Length", b"/Langth"),
    "a dictionary does not end": in_tail(b">>\nendobj", b"\nendobj"),
    "an entry is short": in_tail(b" n \n", b" n\n"),
    "an entry has another kind": in_tail(b" n \n", b" x \n"),
    "an entry leads elsewhere": in_tail(b" 00000 n", b"9 0000 n"),
    "the end is gone": in_tail(b"%%EOF", b""),
    "the end is cut": lambda data: data[: -len(b"f\n%%EOF\n")],
    "forged content stands at the end": lambda data: data + FORGED,
    "forged content stands before the section": in_tail(b"xref\n", FORGED + b"xref\n"),
    "forged content and a broken section": lambda data: (
        in_tail(b"startxref", b"startxxxx")(data) + FORGED
    ),
    "forged content and a new trailer": lambda data: (
        data + FORGED + b"trailer\n<< /Root 1 0 R /Size 99 >>\nstartxref\n0\n%%EOF\n"
    ),
    "a forged page and no section": lambda data: (
        data + b"3 0 obj\n" + PAGE.replace(b"4 0 R", b"60 0 R") + b"\nendobj\n%%EOF\n"
    ),
}


def shows_as_signed(data: bytes) -> bool:
    return shown(data) == shown(signed_document())


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_never_valid_where_it_shows_other_things(name: str, base: str) -> None:
    data = DAMAGES[name](BASES[base]())

    report = judged(data)

    assert report.verdict != "valid" or shows_as_signed(data)


@given(
    st.sampled_from(sorted(BASES)),
    st.lists(st.sampled_from(sorted(DAMAGES)), min_size=2, max_size=4),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_damages_together_are_never_valid_where_they_show_other_things(
    base: str, names: list[str]
) -> None:
    data = BASES[base]()
    for name in names:
        data = DAMAGES[name](data) if len(data) > tail_at(BASES[base]()) else data

    assert judged(data).verdict != "valid" or shows_as_signed(data)


@pytest.mark.parametrize("base", BASES)
def test_the_bases_show_what_they_should(base: str) -> None:
    data = BASES[base]()

    assert shows_as_signed(data) is (base != "replaced")
    assert (judged(data).verdict == "valid") is (base != "replaced")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"endobj\n5 0 obj", b"\n5 0 obj"),
        (b"/Helvetica", b"/Helvetica /X ~foo"),
        (b"\nxref", b"\nxxref"),
    ],
)
def test_a_signed_file_that_cannot_be_read_as_it_stands_is_told_and_not_valid(
    old: bytes, new: bytes
) -> None:
    damaged = write(objects_of({})).replace(old, new, 1)
    assert damaged != write(objects_of({}))

    assert judged(seal(damaged)).verdict != "valid"
    assert judged(seal(write(objects_of({})))).verdict == "valid"
