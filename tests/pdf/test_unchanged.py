"""What is taken over from the last revision is what a look at the earlier one would have found."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.document.signature_fields import read_signature_fields
from fhvalidate.pdf.document.snapshot import take_snapshot
from fhvalidate.pdf.document.unchanged import untouched
from fhvalidate.pdf.revisions.changes import Changes, compare
from fhvalidate.pdf.revisions.earlier_revision import EarlierRevisions
from fhvalidate.pdf.revisions.references import _in_object, _Text
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.pdf.syntax.revisions import ReadOnce, object_places
from fhvalidate.policy import Policy
from tests.pdf.handmade import ONE_PAGE, stream, update
from tests.pdf.handsigned import form, prepared, sealed
from tests.pki.minutes import minutes

LIMITS = Policy.named("default").limits
NUMBER, LOOP, BACK, TEXT, FORM, NAME, MISSING, NEW = 8, 9, 10, 11, 12, 13, 20, 21
FILLED_IN, LINE, TO_SIGN, LOCK, NAMED = 14, 15, 16, 17, 18
ODD: Mapping[int, bytes] = {
    1: form(6, FILLED_IN, TO_SIGN, NAMED),
    6: b"<< /FT /Sig /T (Underskrift) /V 7 0 R /Lock 17 0 R >>",
    3: ONE_PAGE[3][:-2]
    + b"/Annots [6 0 R 14 0 R 16 0 R 18 0 R] /Rotate 8 0 R"
    + b"/X [9 0 R 11 0 R 13 0 R] /Y << /Form 12 0 R /Later 20 0 R >> >>",
    NUMBER: b"90",
    LOOP: b"<< /A 10 0 R /B 8 0 R >>",
    BACK: b"[9 0 R 11 0 R 20 0 R]",
    TEXT: b"(hej)",
    FORM: stream(b"0 0 10 10 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 10 10]"),
    NAME: b"/Namn",
    FILLED_IN: b"<< /FT /Tx /T (Text) /V 15 0 R /Rect [1 2 8 0 R 40] /AP << /N 12 0 R >> >>",
    LINE: b"(en rad)",
    TO_SIGN: b"<< /FT /Sig /T (Nasta) /Lock 17 0 R /Rect [0 0 9 9] >>",
    LOCK: b"<< /Type /SigFieldLock /Action /Include /Fields [11 0 R] >>",
    NAMED: b"<< /FT /Tx /T 11 0 R /V (x) >>",
}
VALUES = (
    *(b"90", b"180", b"null", b"true", b"(hej)", b"(nej)", b"/Namn", b"<< >>", b"[9 0 R 21 0 R]"),
    *(b"<< /A 10 0 R /B 8 0 R >>", b"<< /A 11 0 R /B 12 0 R >>", b"[3 0 R 5 0 R]"),
    *(ODD[FORM], stream(b"1 1 20 20 re f"), ONE_PAGE[5], ONE_PAGE[4]),
)


@cache
def signed() -> bytes:
    return sealed(prepared(ODD))


def changes_of(data: bytes) -> Changes:
    """The changes after the signature, as they are found."""
    document = read_document(data, password="", limits=LIMITS)
    found = read_signed_revisions(document, LIMITS)[0].changes
    assert found is not None
    # What the updates derive, and how they tell it, is another matter.
    told = tuple(replace(each, objects=()) for each in found.listed if ":" not in (each.name or ""))
    return replace(
        found, resolved=(), unlinked=(), underived=(), productions=frozenset(), listed=told
    )


def changes_by_looking(data: bytes) -> Changes:
    """The same with both revisions looked at from end to end."""
    with (
        pikepdf.open(io.BytesIO(signed()), inherit_page_attributes=False) as before,
        pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as after,
    ):
        found = compare(take_snapshot(before), take_snapshot(after))
        return replace(found, listed=tuple(replace(each, objects=()) for each in found.listed))


NUMBERS = (4, 5, NUMBER, LOOP, BACK, TEXT, FORM, NAME, MISSING, NEW)
FIELDS = (FILLED_IN, LINE, TO_SIGN, LOCK, NAMED)
# None leads to the loop: what its objects are like depends on where it is entered.
OF_FIELDS = (
    *(b"90", b"null", b"(hej)", b"/Namn", b"<< >>", b"<< /Action /All >>", ODD[FORM]),
    b"<< /FT /Tx /T (Text) /V (ja) /Rect [1 2 30 40] /AP << /N 12 0 R >> >>",
    b"<< /FT /Sig /T (Nasta) /V 7 0 R /Rect [0 0 9 9] /Parent 18 0 R >>",
    b"<< /FT /Sig /T (Underskrift) /V 7 0 R /Kids [16 0 R] >>",
)


def updates(*fields: int) -> st.SearchStrategy[list[dict[int, bytes]]]:
    """Some updates that redefine any of the objects, or of the fields."""
    redefined = st.one_of(
        st.tuples(st.sampled_from(NUMBERS), st.sampled_from(VALUES)),
        st.tuples(st.sampled_from(fields), st.sampled_from(OF_FIELDS)),
    )
    objects = st.lists(redefined, min_size=1, max_size=4).map(dict)
    return st.lists(objects, min_size=1, max_size=3)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(updates(*FIELDS))
def test_no_update_changes_less_than_a_look_at_everything_finds(
    each: list[dict[int, bytes]],
) -> None:
    data = signed()
    for objects in each:
        data = update(data, objects)

    assert changes_of(data) == changes_by_looking(data)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(updates(6, 7, *FIELDS))
def test_what_a_field_holds_is_what_its_own_revision_says(each: list[dict[int, bytes]]) -> None:
    data = signed()
    for objects in each:
        data = update(data, objects)
    document = read_document(data, password="", limits=LIMITS)

    with EarlierRevisions(document, LIMITS) as earlier:
        found = earlier.at(len(signed()))

    with pikepdf.open(io.BytesIO(signed()), inherit_page_attributes=False) as before:
        looked_at = read_signature_fields(before, unlinked=False)
    assert found is not None
    assert found.fields.filled == looked_at.filled
    assert found.fields.empty == looked_at.empty


def test_a_lock_that_is_redefined_is_that_of_its_own_revision() -> None:
    data = update(signed(), {LOCK: b"<< /Type /SigFieldLock /Action /Include /Fields [(x)] >>"})
    document = read_document(data, password="", limits=LIMITS)

    (placed,) = read_signed_revisions(document, LIMITS)

    assert [lock.fields for lock in document.fields.filled[0].locks] == [("x",)]
    assert [lock.fields for lock in placed.field.locks] == [("hej",)]


@pytest.mark.parametrize(
    "objects",
    [
        {NUMBER: b"180"},  # a number is not told from the object that holds it
        {NUMBER: b"<< >>"},
        {LOOP: b"null"},
        {TEXT: b"(nej)"},
        {BACK: b"[9 0 R]"},
        {MISSING: b"<< /Now /There >>"},
        {MISSING: b"1"},
        {FORM: stream(b"1 1 20 20 re f")},
    ],
)
def test_a_page_that_leads_to_what_was_changed_is_changed(objects: dict[int, bytes]) -> None:
    changed = changes_of(update(signed(), objects))

    assert changed.pages == (1,)


def test_an_object_that_is_written_anew_as_it_was_is_no_change() -> None:
    again = {number: ODD[number] for number in (LOOP, BACK, TEXT, FORM, NAME)}

    assert changes_of(update(signed(), again)).pages == ()


def in_streams() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(minutes())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def test_another_object_stream_leaves_nothing_certain() -> None:
    data = in_streams()
    places = object_places(data, limit=LIMITS.revisions)
    container = next(-place for place in places.values() if place < 0)
    plain = next(number for number, place in places.items() if place > 0 and number != container)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        last = take_snapshot(pdf).objects
        told = {
            number: untouched(
                last,
                pdf,
                frozenset({number}),
                places=places,
                containers=frozenset(places),
            )
            for number in (container, plain)
        }

    assert told[container] is None


def test_a_section_is_read_once_and_again_where_a_revision_ends_before_it() -> None:
    data = update(signed(), {TEXT: b"(nej)"})
    read = ReadOnce()

    whole = object_places(data, limit=LIMITS.revisions, read=read)
    earlier = object_places(signed(), limit=LIMITS.revisions, read=read)

    assert whole == object_places(data, limit=LIMITS.revisions)
    assert earlier == object_places(signed(), limit=LIMITS.revisions)


PARTS = (
    b"7",
    b"12",
    b"0",
    b" ",
    b"\n",
    b"R",
    b"%",
    b"%x\n",
    b"(",
    b")",
    b"/",
    b"<<",
    b">>",
    b"+",
    b"a",
)
FORWARD = re.compile(
    rb"(?<![^\x00\t\n\x0c\r ()<>\[\]{}/%+])(\d{1,20})[\x00\t\n\x0c\r ]++\d{1,20}"
    rb"[\x00\t\n\x0c\r ]++R(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
)


@given(st.lists(st.sampled_from(PARTS), max_size=14).map(b"".join))
def test_references_looked_for_from_the_end_are_those_found_from_the_start(text: bytes) -> None:
    forward = {int(match[1]) for match in FORWARD.finditer(text)}
    comment = re.search(rb"\d[\x00\t\n\x0c\r ]*+%", text) is not None

    for number in (7, 12, 77, 712, 127):
        backwards = str(number)[::-1].encode()
        assert _Text.of(text).may_refer(frozenset({backwards})) == (number in forward or comment)
    assert _in_object(b"(" + text) >= forward
