"""Cross-reference sections as they stand in the bytes, read strictly."""

import io
import zlib
from collections.abc import Sequence

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.cross_reference import Entry, Section, object_header, read_section
from tests.pdf.handmade import document, last_startxref, update
from tests.pki.minutes import minutes

Rows = Sequence[tuple[int, int, int]]
ROWS: Rows = ((0, 0, 65535 & 0xFF), (1, 15, 0), (2, 7, 3), (1, 300, 0))
EXPECTED = (
    Entry(0, 255, None),
    Entry(1, 0, 15),
    Entry(2, 0, None, container=7, index=3),
    Entry(3, 0, 300),
)


def packed(rows: Rows) -> bytes:
    return b"".join(
        bytes([kind]) + second.to_bytes(2) + bytes([third]) for kind, second, third in rows
    )


def stream_section(
    content: bytes,
    *,
    entries: bytes = b"/Size 4",
    widths: bytes = b"[1 2 1]",
    deflate: bool = False,
) -> bytes:
    raw = zlib.compress(content) if deflate else content
    filtered = b"/Filter /FlateDecode" if deflate else b""
    return b"9 0 obj\n<< /Type /XRef /W %s %s %s /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        widths,
        entries,
        filtered,
        len(raw),
        raw,
    )


def predicted(content: bytes, width: int, filters: Sequence[int]) -> bytes:
    """The rows with PNG filters of ISO 32000-2, 7.4.4.4, one filter a row in turn."""
    out, above = b"", bytes(width)
    for index in range(0, len(content), width):
        row, kind = content[index : index + width], filters[index // width % len(filters)]
        out += bytes([kind])
        for place, byte in enumerate(row):
            left = row[place - 1] if place else 0
            corner = above[place - 1] if place else 0
            out += bytes([(byte - guess(kind, left, above[place], corner)) & 0xFF])
        above = row
    return out


def guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        estimate = left + up - corner
        distances = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
        return (left, up, corner)[distances.index(min(distances))]
    return {0: 0, 1: left, 2: up, 3: (left + up) // 2}[kind]


def test_a_table_lists_what_stands_in_it() -> None:
    data = document()

    section = read_section(data, last_startxref(data))

    assert not section.is_stream
    assert section.previous is None
    assert [entry.number for entry in section.entries] == [0, 1, 2, 3, 4, 5]
    for entry in section.entries[1:]:
        assert entry.offset is not None
        header = object_header(data, entry.offset)
        assert header is not None
        assert header[0] == entry.number


def test_an_update_names_the_section_before_it() -> None:
    data = document()

    section = read_section(updated := update(data, {5: b"null"}), last_startxref(updated))

    assert section.previous == last_startxref(data)


def test_white_space_and_comments_before_a_section_are_passed_over() -> None:
    data = b"\r\n % not yet\n" + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>"

    assert read_section(data, 0).entries == (Entry(0, 65535, None),)


@pytest.mark.parametrize(
    "table",
    [
        b"xref\n0 1\n0000000000 65535 f\ntrailer\n<< >>",
        b"xref\n0 1\n000000000 65535 f \ntrailer\n<< >>",
        b"xref\n0 1\n+000000015 00000 n \ntrailer\n<< >>",
        b"xref\n0 2\n0000000000 65535 f \ntrailer\n<< >>",
        b"xref\n0 1\n0000000000 65535 x \ntrailer\n<< >>",
        b"xref\n0 99999999\n0000000000 65535 f \ntrailer\n<< >>",
        b"xref\n0 1\n0000000000 65535 f \n<< >>",
        b"xref\n0 1\n0000000000 65535 f \ntrailer\n[ ]",
        b"xref\n-1 1\n0000000000 65535 f \ntrailer\n<< >>",
        b"xreg",
        b"",
        b"1 0 obj\n<< /Type /ObjStm >>\nstream\n\nendstream\nendobj",
        b"1 0 obj\n[ ]\nendobj",
    ],
)
def test_a_section_that_is_not_well_formed_is_refused(table: bytes) -> None:
    with pytest.raises(PdfSyntaxError):
        read_section(table, 0)


@pytest.mark.parametrize("deflate", [False, True])
def test_a_stream_lists_what_stands_in_it(deflate: bool) -> None:
    section = read_section(stream_section(packed(ROWS), deflate=deflate), 0)

    assert section.is_stream
    assert section.entries == EXPECTED


@pytest.mark.parametrize("filters", [(0,), (1,), (2,), (3,), (4,), (4, 3, 2, 1, 0)])
def test_png_predictors_are_undone(filters: tuple[int, ...]) -> None:
    content = predicted(packed(ROWS), 4, filters)
    entries = b"/Size 4 /DecodeParms << /Predictor 15 /Columns 4 >>"

    section = read_section(stream_section(content, entries=entries, deflate=True), 0)

    assert section.entries == EXPECTED


@given(st.lists(st.binary(min_size=4, max_size=4), min_size=1, max_size=8), st.data())
def test_png_predictors_are_undone_for_any_rows(rows: list[bytes], data: st.DataObject) -> None:
    filters = data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=8))
    entries = b"/Size %d /DecodeParms [<< /Predictor 12 /Columns 4 >>]" % len(rows)
    plain = stream_section(b"".join(rows), entries=b"/Size %d" % len(rows))
    content = predicted(b"".join(rows), 4, filters)

    section = read_section(stream_section(content, entries=entries, deflate=True), 0)

    assert section.entries == read_section(plain, 0).entries


def test_the_index_says_which_numbers_the_rows_are_for() -> None:
    section = read_section(stream_section(packed(ROWS), entries=b"/Size 99 /Index [5 1 20 3]"), 0)

    assert [entry.number for entry in section.entries] == [5, 20, 21, 22]


def test_a_width_of_zero_for_the_kind_means_that_objects_stand_in_the_file() -> None:
    content = b"\x00\x0f\x00\x01\x2c\x00"

    section = read_section(stream_section(content, entries=b"/Size 2", widths=b"[0 2 1]"), 0)

    assert section.entries == (Entry(0, 0, 15), Entry(1, 0, 300))


@pytest.mark.parametrize(
    ("entries", "widths"),
    [
        (b"/Size 4", b"[0 0 0]"),
        (b"/Size 4", b"[1 2]"),
        (b"/Size 4", b"[1 2 1 1]"),
        (b"/Size 4", b"[1 -2 1]"),
        (b"/Size 4", b"[1 9 1]"),
        (b"/Size 4", b"7"),
        (b"/Size 5", b"[1 2 1]"),
        (b"/Size 4 /Index [0]", b"[1 2 1]"),
        (b"/Size 4 /Index [0 99999999999]", b"[1 2 1]"),
        (b"/Size 4 /Index [0 -4]", b"[1 2 1]"),
        (b"/Size 4 /W [1 2 1]", b"[1 2 1]"),
        (b"/Size 4 /Filter /LZWDecode", b"[1 2 1]"),
        (b"/Size 4 /Filter [/FlateDecode /FlateDecode]", b"[1 2 1]"),
        (b"/Size 4 /Filter /FlateDecode", b"[1 2 1]"),
    ],
)
def test_a_stream_whose_fields_make_no_sense_is_refused(entries: bytes, widths: bytes) -> None:
    with pytest.raises(PdfSyntaxError):
        read_section(stream_section(packed(ROWS), entries=entries, widths=widths), 0)


@pytest.mark.parametrize(
    "parameters",
    [b"/Predictor 2 /Columns 4", b"/Predictor 12 /Columns 0", b"/Predictor 12 /Columns 99999999"],
)
def test_a_predictor_that_costs_or_is_none_of_png_is_refused(parameters: bytes) -> None:
    entries = b"/Size 4 /DecodeParms << %s >>" % parameters

    with pytest.raises(PdfSyntaxError):
        read_section(stream_section(packed(ROWS), entries=entries, deflate=True), 0)


def test_an_index_that_does_not_increase_is_refused() -> None:
    with pytest.raises(PdfSyntaxError):
        read_section(stream_section(packed(ROWS), entries=b"/Size 9 /Index [5 2 3 2]"), 0)


def test_an_index_of_other_things_than_whole_numbers_is_refused() -> None:
    with pytest.raises(PdfSyntaxError):
        read_section(stream_section(packed(ROWS), entries=b"/Size 9 /Index [0 4.0 4 5.0]"), 0)


def test_what_another_program_wrote_as_streams_is_read() -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(minutes())) as pdf:
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        count = len(pdf.objects)
    data = output.getvalue()

    section = read_section(data, last_startxref(data))

    assert section.is_stream
    assert len(section.entries) >= count // 2
    assert any(entry.container for entry in section.entries)


@given(st.binary(max_size=200))
def test_nothing_but_a_syntax_error_leaves_the_reading_of_any_bytes(data: bytes) -> None:
    for start in (b"", b"xref\n", b"1 0 obj\n<< /Type /XRef "):
        try:
            assert isinstance(read_section(start + data, 0), Section)
        except PdfSyntaxError:
            continue
