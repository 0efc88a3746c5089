# mypy: disable-error-code="no-untyped-call"
"""Rule R2: everything after a signed revision is whole updates, and nothing else."""

import io
import re
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from pyhanko.pdf_utils import generic

from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.pdf.syntax.revisions import object_places
from fhvalidate.pdf.syntax.updates import Unaccounted
from fhvalidate.policy import Policy
from tests.pdf.handmade import (
    FONT,
    Table,
    document,
    entry,
    last_startxref,
    root_number,
    shown,
    stream,
    update,
)
from tests.pki.minutes import minutes
from tests.pki.signing import add_document_time_stamp, sign_b_b
from tests.pki.updates import UndatedWriter, add_empty_field, change_title, revise
from tests.pki.validation_data import add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import codes, judged, second_signer, signed

LIMITS = Policy.named("default").limits
TEXT = stream(shown("Kommunstyrelsen beslutar om bifall."))


@cache
def original() -> bytes:
    base = add_info(document())
    return signed(base)


def add_info(data: bytes) -> bytes:
    return update(data, {6: b"<< /Title (Protokoll) >>"}, Table(extra=b" /Info 6 0 R"))


@cache
def original_with_streams() -> bytes:
    """Signed minutes whose every cross-reference section is a stream."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(minutes())) as pdf:
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return signed(output.getvalue())


def left_over(data: bytes) -> Unaccounted | None:
    """What nothing accounts for after the first signature."""
    document = read_document(data, password="", limits=LIMITS)
    return read_signed_revisions(document, LIMITS)[0].unaccounted


def add_object_stream(data: bytes) -> bytes:
    def change(writer: UndatedWriter) -> None:
        held = writer.prepare_object_stream()
        title = generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("Ny")})
        added = writer.add_object(title, obj_stream=held)
        writer.root["/PieceInfo"] = generic.DictionaryObject({generic.pdf_name("/Prov"): added})
        writer.update_root()

    return revise(data, change)


HONEST: dict[str, Callable[[bytes], bytes]] = {
    "a title": lambda data: change_title(data, "Nytt namn"),
    "an empty field": lambda data: add_empty_field(data, "Ny"),
    "validation data": lambda data: add_validation_data(data, shared_world().validation_data()),
    "a signature": lambda data: sign_b_b(data, second_signer(), field="Justerare"),
    "a document time-stamp": lambda data: add_document_time_stamp(data, shared_world().time_stamps),
    "two updates": lambda data: change_title(add_empty_field(data, "Ny"), "Nytt namn"),
}


@pytest.mark.parametrize("base", [original, original_with_streams])
@pytest.mark.parametrize("change", HONEST.values(), ids=HONEST.keys())
def test_an_honest_update_is_accounted_for(
    base: Callable[[], bytes], change: Callable[[bytes], bytes]
) -> None:
    assert left_over(change(base())) is None


def test_an_update_with_an_object_stream_is_accounted_for() -> None:
    assert left_over(add_object_stream(original_with_streams())) is None


def test_an_update_written_by_hand_is_accounted_for() -> None:
    assert left_over(update(original(), {5: FONT})) is None


def test_an_entry_that_repeats_where_an_earlier_object_stands_is_accounted_for() -> None:
    place = original().index(b"5 0 obj")

    assert left_over(update(original(), {4: TEXT}, Table(lines=((5, entry(place)),)))) is None


def test_an_update_that_frees_an_object_is_accounted_for() -> None:
    freed = update(original(), {}, Table(lines=((5, entry(0, 1, kind=b"f")),)))

    assert left_over(freed) is None


def test_white_space_after_the_last_update_is_accounted_for() -> None:
    assert left_over(update(original(), {5: FONT}) + b"\r\n\x00 \t\n") is None


def test_a_start_that_is_off_by_white_space_is_tolerated() -> None:
    data = update(original(), {5: FONT}, Table(between=b"\n"))
    off = data.replace(
        b"startxref\n%d" % last_startxref(data), b"startxref\n%d" % (last_startxref(data) - 1)
    )

    assert left_over(off) is None


def test_a_comment_between_updates_is_accounted_for_and_one_after_the_last_is_not() -> None:
    commented = update(original(), {5: FONT}) + b"% arkiverad\n"

    assert left_over(update(commented, {5: FONT})) is None
    assert reason_for(commented) == "not-an-update"


def twice(data: bytes) -> bytes:
    return update(data, {5: FONT}, Table(between=b"5 0 obj\n%s\nendobj\n" % TEXT))


FORGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "an object that stands twice": (twice, "object-twice"),
    "an object that no entry lists": (
        lambda data: update(data, {4: TEXT, 5: FONT}, Table(without=(4,))),
        "object-in-no-section",
    ),
    "an object that an entry calls free": (
        lambda data: update(data, {4: TEXT}, Table(lines=((4, entry(0, 1, kind=b"f")),))),
        "object-in-no-section",
    ),
    "an entry that leads to another object": (
        lambda data: update(data, {5: FONT}, Table(lines=((5, entry(data.index(b"4 0 obj"))),))),
        "entry-elsewhere",
    ),
    "an entry that leads an old object elsewhere": (
        lambda data: update(data, {5: FONT}, Table(lines=((4, entry(data.index(b"5 0 obj"))),))),
        "entry-elsewhere",
    ),
    "an entry of another generation": (
        lambda data: update(data, {5: FONT}, Table(lines=((5, entry(len(data), 1)),))),
        "entry-elsewhere",
    ),
    "an entry that is listed twice": (
        lambda data: _with_last(
            update(data, {5: FONT}), b"trailer", b"5 1\n%strailer" % entry(len(data))
        ),
        "entry-twice",
    ),
    "a start that leads elsewhere": (
        lambda data: update(data, {5: FONT}, Table(startxref=b"%d" % last_startxref(data))),
        "startxref-elsewhere",
    ),
    "words between the objects and the table": (
        lambda data: update(data, {5: FONT}, Table(between=b"bifall\n")),
        "not-an-update",
    ),
    "a stream that is longer than it says": (
        lambda data: update(data, {4: TEXT.replace(b"/Length ", b"/Length 1")}),
        "stream-length",
    ),
    "an object without an end": (
        lambda data: update(data, {4: b"<< >> 5"}),
        "object-without-end",
    ),
    "no end-of-file mark": (
        lambda data: update(data, {5: FONT}, Table(ending=b"\n")),
        "not-an-update",
    ),
    "a signed number after startxref": (
        lambda data: update(data, {5: FONT}, Table(startxref=b"+%d" % last_startxref(data))),
        "not-an-update",
    ),
    "words after the last end-of-file mark": (
        lambda data: update(data, {5: FONT}) + b"bifall\n",
        "not-an-update",
    ),
    "objects after the last end-of-file mark": (
        lambda data: data + b"4 0 obj\n%s\nendobj\n" % TEXT,
        "not-an-update",
    ),
}


def _with_last(data: bytes, old: bytes, new: bytes) -> bytes:
    """The bytes with the last `old` replaced and the table's place kept."""
    place = data.rindex(old)
    return data[:place] + new + data[place + len(old) :]


@pytest.mark.parametrize(("forge", "reason"), FORGED.values(), ids=FORGED.keys())
def test_what_no_update_accounts_for_is_told_with_its_reason(
    forge: Callable[[bytes], bytes], reason: str
) -> None:
    found = left_over(forge(original()))

    assert found is not None
    assert found.reason == reason
    assert found.offset >= len(original())


@pytest.mark.parametrize("forge", [case[0] for case in FORGED.values()], ids=FORGED.keys())
def test_a_file_with_bytes_that_nothing_accounts_for_is_never_valid(
    forge: Callable[[bytes], bytes],
) -> None:
    report = judged(forge(original()))

    assert report.verdict.value in {"indeterminate", "invalid"}


def test_bytes_before_the_first_end_are_not_asked_about() -> None:
    assert left_over(original()) is None


def test_what_comes_after_the_second_signature_is_left_over_for_both() -> None:
    both = sign_b_b(original(), second_signer(), field="Justerare") + b"bifall\n"

    document = read_document(both, password="", limits=LIMITS)
    first, second = read_signed_revisions(document, LIMITS)

    assert first.unaccounted is not None
    assert second.unaccounted is not None
    assert "unaccounted-bytes" in codes(judged(both))


def hidden_section(data: bytes) -> tuple[bytes, int]:
    """The file, with a stream in it that is a cross-reference section, and where that stands."""
    rows = b"\x01" + data.index(b"5 0 obj").to_bytes(4) + b"\x00"
    section = stream(rows, b"/Type /XRef /W [1 4 1] /Index [70 1] /Size 71 /Root 1 0 R")
    changed = update(data, {60: section})
    return changed, changed.rindex(b"60 0 obj")


def test_a_hybrid_update_whose_second_section_stands_in_earlier_bytes_is_left_over() -> None:
    prepared, place = hidden_section(document())
    hybrid = update(signed(prepared), {5: FONT}, Table(extra=b" /XRefStm %d" % place, size=71))

    assert left_over(hybrid) is not None


def test_an_update_that_passes_over_the_section_before_it_is_left_over() -> None:
    first = document()
    data = signed(first)
    # It lists what the signature's own update brought, so that nothing is missing.
    brought = tuple(
        (int(match[1]), entry(match.start(1)))
        for match in re.finditer(rb"\n(\d+) 0 obj", data)
        if match.start() >= len(first) - 1
    )

    passing = update(data, {5: FONT}, Table(previous=last_startxref(first), lines=brought))

    assert read_document(passing, password="", limits=LIMITS).fields.filled
    assert left_over(passing) is not None


def test_an_object_whose_number_is_not_below_the_size_is_left_over() -> None:
    beyond = update(original(), {200: stream(b"")}, Table(size=50))

    found = left_over(beyond)
    assert found is not None
    assert found.reason == "number-beyond-size"


def reason_for(data: bytes) -> str | None:
    found = left_over(data)
    return found.reason if found is not None else None


def row(kind: int, place: int, index: int = 0) -> bytes:
    """An entry of a cross-reference stream (ISO 32000-2, table 18)."""
    return bytes([kind]) + place.to_bytes(4) + bytes([index])


def update_with_stream(data: bytes, entries: dict[int, bytes], *, size: int = 202) -> bytes:
    """The PDF with a font (200), and a section (201) that is a stream and has these entries too."""
    added = b"200 0 obj\n%s\nendobj\n" % FONT
    listed = {200: row(1, len(data)), 201: row(1, len(data) + len(added)), **entries}
    index = b" ".join(b"%d 1" % number for number in sorted(listed))
    rows = b"".join(listed[number] for number in sorted(listed))
    said = b"/Type /XRef /W [1 4 1] /Index [%s] /Size %d /Root %d 0 R /Prev %d" % (
        index,
        size,
        root_number(data),
        last_startxref(data),
    )
    section = b"201 0 obj\n%s\nendobj\n" % stream(rows, said)
    return data + added + section + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(added))


@pytest.mark.parametrize(("size", "reason"), [(202, None), (201, "number-beyond-size")])
def test_the_same_holds_for_a_section_that_is_a_stream(size: int, reason: str | None) -> None:
    assert reason_for(update_with_stream(original_with_streams(), {}, size=size)) == reason


def in_a_stream(data: bytes) -> tuple[int, int]:
    """An object that stands in an object stream, and the stream's number."""
    places = object_places(data, limit=LIMITS.revisions)
    return next((number, -place) for number, place in places.items() if place < 0)


def test_an_entry_may_repeat_which_stream_an_object_stands_in_and_name_no_other() -> None:
    base = original_with_streams()
    number, container = in_a_stream(base)

    again = update_with_stream(base, {number: row(2, container)})
    elsewhere = update_with_stream(base, {number: row(2, container + 1)})
    freed_first = update_with_stream(base, {number: row(0, 0)})

    assert reason_for(again) is None
    assert reason_for(elsewhere) == "entry-elsewhere"
    assert reason_for(freed_first) is None
    # A table after a stream is where some readers give up.
    assert reason_for(update(again, {5: FONT})) == "table-after-stream"


def test_an_object_that_was_freed_may_not_come_back_from_earlier_bytes() -> None:
    freed = update(original(), {}, Table(lines=((5, entry(0, 1, kind=b"f")),)))
    place = original().index(b"5 0 obj")

    back = update(freed, {6: FONT}, Table(lines=((5, entry(place)),)))

    assert reason_for(back) == "entry-elsewhere"


HELD = b"61 0 << /Title (Ny) >>"


def hybrid_update(data: bytes, *, in_table: bytes) -> bytes:
    """An update whose table calls an object free that the stream beside it has (7.5.8.4)."""
    holder = stream(HELD, b"/Type /ObjStm /N 1 /First 5")
    before = b"60 0 obj\n%s\nendobj\n" % holder
    said = b"/Type /XRef /W [1 4 1] /Index [61 1] /Size 63 /Root %d 0 R" % root_number(data)
    objects = {60: holder, 62: stream(row(2, 60), said)}
    extra = b" /XRefStm %d" % (len(data) + len(before))
    return update(data, objects, Table(extra=extra, size=63, lines=((61, in_table),)))


def test_a_hybrid_update_with_its_own_second_section_is_accounted_for() -> None:
    free = entry(0, 65535, kind=b"f")
    elsewhere = entry(original().index(b"5 0 obj"))

    assert reason_for(hybrid_update(original(), in_table=free)) is None
    assert reason_for(hybrid_update(original(), in_table=elsewhere)) == "hidden-section-differs"


def test_a_new_object_that_nothing_leads_to_is_told() -> None:
    orphaned = update(original(), {90: TEXT})

    assert codes(judged(orphaned)) - codes(judged(original()))


@pytest.mark.parametrize("number", [2**31 - 1, 2**31, 9_999_999_999])
def test_an_object_number_beyond_every_reader_ends_in_a_report(number: int) -> None:
    told = Table(lines=((number, entry(0)),), size=91)

    assert judged(update(original(), {90: TEXT}, told)).verdict != "valid"
