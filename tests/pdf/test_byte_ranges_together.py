"""Rule R1: several byte ranges in one file nest or are equal; nothing but the honest one passes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.pdf.revisions.byte_range import crossing
from tests.fixtures.documents import encrypted
from tests.pdf.handmade import Table, update
from tests.pdf.handsigned import HOLE, RANGE, VALUE, Numbers, form, prepared, sealed
from tests.pdf.test_byte_range import defects
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.validation.judging import judged, second_signer, signer


def test_the_signature_of_an_encrypted_file_has_no_defect() -> None:
    locked = encrypted(minutes(), user_password="")

    assert defects(sign_b_b(locked, signer())) == ()


def test_two_signatures_in_turn_do_not_overlap() -> None:
    twice = sign_b_b(sealed(prepared()), second_signer(), field="Justerare")

    assert defects(twice, 0) == ()
    assert defects(twice, 1) == ()


def test_two_signatures_over_the_same_revision_overlap() -> None:
    # The second hole lies in what the first one covers, and the other way round.
    base = prepared({1: form(6, 8), 8: b"<< /FT /Sig /T (Justerare) /V 9 0 R >>", 9: VALUE})
    first, second = base.index(HOLE), base.rindex(HOLE)
    for start in (first, second):
        numbers = b"[0 %d %d %d]" % (start, start + len(HOLE), len(base) - start - len(HOLE))
        base = base.replace(RANGE, numbers.ljust(len(RANGE)), 1)
    base = base.replace(HOLE, HOLE.replace(b"<00", b"<30"))

    assert defects(base, 0) == ("byte-range-overlaps",)
    assert defects(base, 1) == ("byte-range-overlaps",)
    assert judged(base).verdict.value == "invalid"


def crossing_range(name: str, honest: Numbers, size: int, hole: int) -> Numbers:
    """A range that crosses the honest one, of a field that came after it.

    Args:
        name: which.
        honest: the honest range.
        size: of the whole file.
        hole: where the later field's own /Contents begins.
    """
    _, b, c, d = honest
    end = c + d
    return {
        "its hole is in the honest bytes": (0, b - 200, b - 100, size - b + 100),
        "its hole is the honest one": (0, b, c, size - c),
        "its hole holds the honest one": (0, b - 9, c + 9, size - c - 9),
        "its hole is within the honest one": (0, b + 9, c - 9, size - c + 9),
        "its hole begins before the honest one": (0, b - 9, c - 9, size - c + 9),
        "its hole ends after the honest one": (0, b + 9, c + 9, size - c - 9),
        "its hole is in the end of the honest bytes": (0, c + 5, c + 15, size - c - 15),
        "its hole goes over the honest end": (0, end - 9, end + 9, size - end - 9),
        "it takes in less than the honest one": (0, b - 200, b - 100, 400),
        "it ends where the honest one does": (0, b - 200, b - 100, end - b + 100),
        "it has the honest range, but a byte": (0, b, c, d - 1),
        "its hole is its own, and too early": (
            0,
            end - 1,
            hole + len(HOLE),
            size - hole - len(HOLE),
        ),
    }[name]


CROSSING = (
    "its hole is in the honest bytes",
    "its hole is the honest one",
    "its hole holds the honest one",
    "its hole is within the honest one",
    "its hole begins before the honest one",
    "its hole ends after the honest one",
    "its hole is in the end of the honest bytes",
    "its hole goes over the honest end",
    "it takes in less than the honest one",
    "it ends where the honest one does",
    "it has the honest range, but a byte",
    "its hole is its own, and too early",
)


@pytest.mark.parametrize("name", CROSSING)
def test_an_honest_signature_is_not_broken_by_a_later_field_that_overlaps_it(name: str) -> None:
    honest = sealed(prepared())
    start = honest.index(b"/Contents <") + len(b"/Contents ")
    end = start + len(HOLE)
    added = {1: form(6, 8), 8: b"<< /FT /Sig /T (Justerare) /V 9 0 R >>", 9: VALUE}
    data = update(honest, added).replace(HOLE, HOLE.replace(b"<00", b"<30"))
    chosen = crossing_range(
        name, (0, start, end, len(honest) - end), len(data), data.rindex(b"<30")
    )
    data = data.replace(RANGE, (b"[%d %d %d %d]" % chosen).ljust(len(RANGE)))

    report = judged(data)

    entries = {entry.field: entry for entry in report.signatures}
    assert report.verdict.value == "invalid"
    assert entries["Justerare"].indication.value == "TOTAL-FAILED"
    assert "byte-range-overlaps" in {each.code for each in entries["Justerare"].findings}
    assert entries["Underskrift"].integrity.value == "intact"
    assert entries["Underskrift"].indication.value == "TOTAL-PASSED"


def test_two_fields_that_close_nothing_and_overlap_both_fail() -> None:
    base = prepared({1: form(6, 8), 8: b"<< /FT /Sig /T (Justerare) /V 9 0 R >>", 9: VALUE})
    first, second = base.index(HOLE), base.rindex(HOLE)
    for start in (first, second):
        numbers = b"[0 %d %d 400]" % (start, start + len(HOLE))
        base = base.replace(RANGE, numbers.ljust(len(RANGE)), 1)
    base = base.replace(HOLE, HOLE.replace(b"<00", b"<30"))

    report = judged(base)

    assert report.verdict.value == "invalid"
    assert [entry.indication.value for entry in report.signatures] == ["TOTAL-FAILED"] * 2
    assert all("byte-range-overlaps" in {f.code for f in e.findings} for e in report.signatures)


ranges = st.tuples(st.just(0), st.integers(1, 50), st.integers(51, 60), st.integers(1, 50))


@given(st.lists(ranges, max_size=6))
def test_only_ranges_that_nest_before_the_other_hole_or_are_equal_do_not_overlap(
    found: list[tuple[int, ...]],
) -> None:
    bad = {index for pair in crossing(tuple(found)) for index in pair}

    for index, one in enumerate(found):
        clear = all(
            one == two or one[2] + one[3] <= two[1] or two[2] + two[3] <= one[1] for two in found
        )
        assert (index not in bad) == clear


def test_a_range_that_is_none_overlaps_nothing() -> None:
    assert crossing((None, (0, 1, 2), (0, 10, 20, 30))) == ()


@settings(max_examples=60, deadline=None)
@given(st.tuples(*(st.integers(-2, 99_999),) * 4))
def test_no_other_four_numbers_than_the_honest_ones_ever_pass(numbers: Numbers) -> None:
    data = prepared()

    report = judged(sealed(data, numbers=lambda _: numbers))

    honest = (0, data.index(HOLE), data.index(HOLE) + len(HOLE))
    assert numbers[:3] == honest or report.verdict.value != "valid"


def test_a_table_with_an_odd_end_is_still_one_revision() -> None:
    assert defects(sealed(update(prepared(), {5: b"null"}, Table(ending=b"\r\n%%EOF")))) == ()
