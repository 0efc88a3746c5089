"""Rule R1: several byte ranges in one file nest or are equal; nothing but the honest one passes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.pdf.revisions.byte_range import overlapping
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


ranges = st.tuples(st.just(0), st.integers(1, 50), st.integers(51, 60), st.integers(1, 50))


@given(st.lists(ranges, max_size=6))
def test_only_ranges_that_nest_before_the_other_hole_or_are_equal_do_not_overlap(
    found: list[tuple[int, ...]],
) -> None:
    bad = overlapping(tuple(found))

    for index, one in enumerate(found):
        clear = all(
            one == two or one[2] + one[3] <= two[1] or two[2] + two[3] <= one[1] for two in found
        )
        assert (index not in bad) == clear


def test_a_range_that_is_none_overlaps_nothing() -> None:
    assert overlapping((None, (0, 1, 2), (0, 10, 20, 30))) == frozenset()


@settings(max_examples=60, deadline=None)
@given(st.tuples(*(st.integers(-2, 99_999),) * 4))
def test_no_other_four_numbers_than_the_honest_ones_ever_pass(numbers: Numbers) -> None:
    data = prepared()

    report = judged(sealed(data, numbers=lambda _: numbers))

    honest = (0, data.index(HOLE), data.index(HOLE) + len(HOLE))
    assert numbers[:3] == honest or report.verdict.value != "valid"


def test_a_table_with_an_odd_end_is_still_one_revision() -> None:
    assert defects(sealed(update(prepared(), {5: b"null"}, Table(ending=b"\r\n%%EOF")))) == ()
