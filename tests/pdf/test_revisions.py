"""Revisions: the file up to each end that a cross-reference section belongs to."""

import io

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.pdf.syntax.revisions import ReadOnce, ends_in_one_way, find_revisions, sections
from tests.pdf.handmade import FONT, ONE_PAGE, Table, document, last_startxref, stream, update
from tests.pki.minutes import minutes
from tests.pki.updates import change_title

LIMIT = 500


def saved(data: bytes, **options: object) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(output, **options)  # type: ignore[arg-type]
    return output.getvalue()


def ends(data: bytes) -> list[int]:
    return [revision.end for revision in find_revisions(data, limit=LIMIT)]


def test_each_update_is_a_revision_that_ends_after_its_end_of_file_mark() -> None:
    first = minutes()
    second = change_title(first, "Andra")
    third = change_title(second, "Tredje")

    revisions = find_revisions(third, limit=LIMIT)

    assert [revision.number for revision in revisions] == [1, 2, 3]
    assert [revision.end for revision in revisions] == [len(first), len(second), len(third)]


def test_an_end_of_file_mark_inside_a_stream_ends_no_revision() -> None:
    inner = document()
    outer = document({**ONE_PAGE, 6: stream(inner)})

    assert ends(outer) == [len(outer)]


def test_the_first_half_of_a_linearized_file_is_no_revision() -> None:
    linear = saved(minutes(), linearize=True)

    assert ends(linear) == [len(linear)]


def test_an_update_of_a_linearized_file_is_the_second_revision() -> None:
    linear = saved(minutes(), linearize=True)

    assert ends(change_title(linear, "Andra"))[-1] > len(linear)
    assert len(ends(change_title(linear, "Andra"))) == 2


def test_updates_with_cross_reference_streams_are_revisions() -> None:
    first = saved(minutes(), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    second = change_title(first, "Andra")

    assert ends(second) == [len(first), len(second)]


def test_a_start_that_is_off_by_white_space_still_belongs_to_its_section() -> None:
    data = document()
    off = update(data, {5: FONT}, Table(between=b"\n\n", startxref=b"%d"))
    place = off.rindex(b"xref\n5 1") if b"xref\n5 1" in off else off.rindex(b"\nxref\n") + 1
    pointed = off.replace(b"startxref\n%d", b"startxref\n%d" % (place - 1))

    assert ends(pointed) == [len(data), len(pointed)]


def test_no_more_revisions_are_listed_than_the_limit() -> None:
    data = document()
    for _ in range(5):
        data = update(data, {5: FONT})

    assert len(find_revisions(data, limit=3)) == 3


def test_a_chain_of_sections_that_loops_ends() -> None:
    data = document()
    looping = update(
        data, {5: FONT}, Table(previous=len(data) + len(b"5 0 obj\n%s\nendobj\n" % FONT))
    )

    assert len(sections(looping, last_startxref(looping), limit=LIMIT)) == 1


def test_a_chain_that_leads_out_of_the_file_ends() -> None:
    data = update(document(), {5: FONT}, Table(previous=10**9))

    assert len(sections(data, last_startxref(data), limit=LIMIT)) == 1


def test_bytes_without_an_end_have_no_revision() -> None:
    assert find_revisions(b"%PDF-1.7\n", limit=LIMIT) == ()


PIECES = (
    *(b"startxref", b"\n", b" ", b"0", b"7", b"%", b"%%EOF", b"%a startxref 5\n", b"\r\n", b"\x00"),
    *(b"startxref 7 %%EOF\n", b"startxref\n7\n%startxref 7 %%EOF\n%%EOF", b"start", b"xref"),
)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14), data=st.data())
def test_ends_found_for_one_revision_after_the_other_are_those_found_for_each_alone(
    pieces: list[bytes], data: st.DataObject
) -> None:
    whole = b"".join(pieces)
    asked = data.draw(st.lists(st.integers(0, len(whole)), max_size=5))
    read = ReadOnce()

    for end in (*asked, len(whole)):
        before = whole[:end]
        found = find_revisions(before, limit=LIMIT, read=read)

        assert found == find_revisions(before, limit=LIMIT)
        for revision in found:
            stripped = before.rstrip(b"\x00\t\n\x0c\r ")
            assert ends_in_one_way(before, revision) == ends_in_one_way(stripped, revision)


def test_white_space_of_any_length_may_follow_the_last_end() -> None:
    data = document()
    (revision,) = find_revisions(data, limit=LIMIT)

    assert all(
        ends_in_one_way(data + b" \x00\n" * n, revision) for n in (0, 1, 1_365, 1_366, 9_000)
    )
    assert not ends_in_one_way(data + b" " * 5_000 + b"x", revision)
