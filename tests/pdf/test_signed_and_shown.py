"""Signed and shown: what lies over signed text, and which words came and went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.pdf.pages.frame import Box, Frame, overlap
from fhvalidate.pdf.revisions.shown import Shown
from fhvalidate.pdf.revisions.shown_revisions import with_shown
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from tests.pdf.handmade import (
    CATALOGUE,
    FONT,
    ONE_PAGE,
    PAGE,
    Table,
    document,
    entry,
    shown,
    stream,
    update,
)
from tests.pki.signing import Permission, sign, sign_b_b
from tests.pki.updates import add_annotation, add_text_field, fill_text_field
from tests.validation.judging import codes, judged, second_signer, signed, signer
from tests.validation.placing import POLICY, opened

ON_TEXT = (60, 690, 300, 720)
BESIDE = (60, 100, 300, 120)


def page_turned(degrees: int) -> bytes:
    return document({**ONE_PAGE, 3: PAGE.replace(b"/Contents", b"/Rotate %d /Contents" % degrees)})


def shown_of(data: bytes) -> Shown:
    """What is shown now beside what the first signature signed."""
    file = opened(data)
    placed = read_signed_revisions(file, POLICY.limits)
    return with_shown(placed, file, POLICY.limits)[0].shown


def certified(data: bytes) -> bytes:
    return sign(data, signer(), certifying=Permission.FORMS_AND_ANNOTATIONS)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, -90, 450])
def test_an_annotation_over_signed_text_covers_it_however_the_page_is_turned(degrees: int) -> None:
    base = certified(page_turned(degrees))

    over = add_annotation(base, "Nej", subtype="/Square", box=ON_TEXT)
    beside = add_annotation(base, "Nej", subtype="/Square", box=BESIDE)

    assert shown_of(over).covered_pages == (1,)
    assert shown_of(beside).covered_pages == ()


def test_an_annotation_beside_the_text_is_valid_where_annotations_are_permitted() -> None:
    report = judged(add_annotation(certified(document()), "Nej", subtype="/Square", box=BESIDE))

    assert report.verdict == "valid"
    assert "changed-annotation" in codes(report)


def test_an_annotation_over_the_text_is_never_valid() -> None:
    report = judged(add_annotation(certified(document()), "Nej", subtype="/Square", box=ON_TEXT))

    assert report.verdict == "indeterminate"
    assert "signed-text-covered" in codes(report)


def test_a_rectangle_with_its_corners_the_other_way_round_covers_the_same() -> None:
    left, bottom, right, top = ON_TEXT

    turned = add_annotation(
        certified(document()), "Nej", subtype="/Square", box=(right, top, left, bottom)
    )

    assert shown_of(turned).covered_pages == (1,)


def test_a_signature_shown_over_the_text_of_another_is_never_valid() -> None:
    first = signed(document())

    over = sign_b_b(first, second_signer(), field="Justerare", box=ON_TEXT)
    beside = sign_b_b(first, second_signer(), field="Justerare", box=BESIDE)

    assert judged(over).verdict == "indeterminate"
    assert judged(beside).verdict == "valid"


def test_the_words_that_came_and_went_are_told_with_their_page() -> None:
    changed = update(signed(document()), {4: stream(shown("Kommunstyrelsen beslutar om bifall."))})

    (difference,) = shown_of(changed).differences

    assert (difference.page, difference.gone, difference.come) == (1, ("avslag.",), ("bifall.",))


def test_the_words_of_a_further_signature_in_its_own_place_are_no_difference() -> None:
    both = sign_b_b(signed(document()), second_signer(), field="Justerare", box=BESIDE)

    assert shown_of(both) == Shown()


def test_a_form_value_that_is_shown_is_told_in_words() -> None:
    form = signed(add_text_field(document(), "Expedierat"))

    filled = fill_text_field(form, "Expedierat", "ja")

    assert shown_of(filled).covered_pages == ()
    assert "changed-form" in codes(judged(filled))


def test_nothing_is_compared_where_nothing_that_is_shown_changed() -> None:
    assert shown_of(update(signed(document()), {5: FONT})) == Shown()


def test_an_annotation_on_what_is_drawn_on_a_page_without_text_covers_it() -> None:
    picture = certified(document({**ONE_PAGE, 4: stream(b"0 0 595 842 re f")}))

    annotated = add_annotation(picture, "Nej", subtype="/Square", box=BESIDE)

    assert shown_of(annotated).covered_pages == (1,)


def in_object_stream(data: bytes, value: bytes) -> bytes:
    """The file with object 61 in object stream 60, listed by the stream beside the table."""
    holder = stream(b"61 0 " + value, b"/Type /ObjStm /N 1 /First 5")
    row = b"\x02" + (60).to_bytes(4, "big") + b"\x00"
    said = b"/Type /XRef /W [1 4 1] /Index [61 1] /Size 63 /Root 1 0 R"
    before = b"60 0 obj\n%s\nendobj\n" % holder
    extra = b" /XRefStm %d" % (len(data) + len(before))
    free = entry(0, 65535, kind=b"f")
    objects = {60: holder, 62: stream(row, said)}
    return update(data, objects, Table(extra=extra, size=63, lines=((61, free),)))


DANGLING: dict[str, dict[int, bytes]] = {
    "a dictionary that nothing leads to": {6: b"<< /Prov 93 0 R >>"},
    "an array that nothing leads to": {6: b"[93 0 R]"},
    "a stream that nothing leads to": {6: stream(b"", b"/Prov 93 0 R")},
    "the catalogue": {1: CATALOGUE[:-2] + b"/Prov 93 0 R >>"},
    "an object after a string that looks like a stream": {
        6: b"<< /A (\nstream\n) /Prov 93 0 R /B (endstream) >>"
    },
    "a reference with a comment in it": {6: b"<< /Prov 93 % 1\n0 R >>"},
}


@pytest.mark.parametrize("objects", DANGLING.values(), ids=DANGLING.keys())
def test_a_reference_that_led_nowhere_and_now_leads_somewhere_is_invalid(
    objects: dict[int, bytes],
) -> None:
    resolved = update(signed(document({**ONE_PAGE, **objects})), {93: FONT}, Table(size=94))

    report = judged(resolved)

    assert report.verdict == "invalid"
    assert "reference-resolved-later" in codes(report)


def test_a_reference_from_within_an_object_stream_is_seen_too() -> None:
    data = signed(in_object_stream(document(), b"<< /Prov 93 0 R >>"))

    assert judged(data).verdict == "valid"
    assert judged(update(data, {93: FONT}, Table(size=94))).verdict == "invalid"


@pytest.mark.parametrize(
    "value", [b"(93 0 R)", stream(b"93 0 R"), b"<< /A (\\(93 0 R) >>", b"[193 0 R 0 93 0 0 R]"]
)
def test_what_only_looks_like_a_reference_is_none(value: bytes) -> None:
    data = signed(document({**ONE_PAGE, 6: value}))

    report = judged(update(data, {93: FONT}, Table(size=94)))

    assert "reference-resolved-later" not in codes(report)


def test_a_reference_that_leads_nowhere_still_is_no_change() -> None:
    data = signed(document({**ONE_PAGE, 6: b"<< /Prov 93 0 R >>"}))

    report = judged(update(data, {94: FONT}, Table(size=95)))

    assert "reference-resolved-later" not in codes(report)


COORDINATES = st.integers(-1000, 1000).map(float)
BOXES = st.tuples(COORDINATES, COORDINATES, COORDINATES, COORDINATES).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)


@given(BOXES, BOXES, BOXES, st.sampled_from([0, 90, 180, 270]))
def test_turning_a_page_changes_no_overlap(one: Box, two: Box, crop: Box, turned: int) -> None:
    frame = Frame(crop, turned)

    assert overlap(frame.displayed(one), frame.displayed(two)) == pytest.approx(overlap(one, two))


@given(BOXES, BOXES)
def test_an_overlap_is_a_part_and_the_same_both_ways(one: Box, two: Box) -> None:
    assert 0 <= overlap(one, two) <= 1
    assert overlap(one, two) == overlap(two, one)
