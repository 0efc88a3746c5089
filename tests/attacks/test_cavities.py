"""Objects in the cavities of an update: where one reader looks, and another does not."""

import pytest

from tests.attacks.world import BIFALL, judged, not_valid, signed_document
from tests.pdf.handmade import Table, entry, update

HIDDEN = b"4 0 obj\n" + BIFALL + b"\nendobj\n"
NOTHING = {60: b"null"}
UNACCOUNTED = "unaccounted-bytes"


def offset_of_hidden(data: bytes) -> int:
    return data.rindex(b"4 0 obj\n" + BIFALL)


@pytest.mark.parametrize("generation", [0, 1, 65535])
def test_an_object_that_its_entry_calls_free_is_never_valid(generation: int) -> None:
    place = len(signed_document())
    told = Table(lines=((4, entry(place, generation, kind=b"f")),))

    assert not_valid(update(signed_document(), {4: BIFALL}, told), UNACCOUNTED)


@pytest.mark.parametrize("number", [4, 8, 61, 4000])
def test_a_free_entry_over_an_object_between_the_others_is_never_valid(number: int) -> None:
    hidden = HIDDEN.replace(b"4 0 obj", b"%d 0 obj" % number, 1)
    told = Table(between=hidden, lines=((number, entry(0, 1, kind=b"f")),), size=4001)

    assert not_valid(update(signed_document(), NOTHING, told), UNACCOUNTED)


CAVITIES = {
    "between the objects": HIDDEN,
    "after a comment that a carriage return ends": b"% a comment\r" + HIDDEN,
    "after a comment that a line feed ends": b"% a comment\n" + HIDDEN,
    "in a string of its own": b"(" + HIDDEN.replace(b"(", b"<").replace(b")", b">") + b")",
    "behind an end of file": b"%%EOF\n" + HIDDEN,
    "in an array": b"[" + HIDDEN + b"]",
}


@pytest.mark.parametrize("name", CAVITIES)
def test_an_object_in_a_cavity_is_never_valid(name: str) -> None:
    tail = update(signed_document(), NOTHING, Table(between=CAVITIES[name]))

    assert not_valid(tail, UNACCOUNTED)


STREAMS = {
    "after the length of a stream": b"<< /Length 3 >>\nstream\nabc\n" + HIDDEN + b"endstream",
    "between stream and object": b"<< /Length 3 >>\nstream\nabc\nendstream\n" + HIDDEN,
    "before the stream": b"<< /Length 3 >>\n" + HIDDEN + b"stream\nabc\nendstream",
    "after a value": b"null\n" + HIDDEN,
}


@pytest.mark.parametrize("name", STREAMS)
def test_an_object_within_another_is_never_valid(name: str) -> None:
    assert not_valid(update(signed_document(), {60: STREAMS[name]}), UNACCOUNTED)


def test_an_object_in_a_comment_of_an_update_is_never_valid() -> None:
    comment = b"% 4 0 obj " + b" ".join(BIFALL.split()) + b" endobj\n"

    assert not_valid(update(signed_document(), NOTHING, Table(between=comment)), UNACCOUNTED)
    remark = Table(between=b"% made by hand\n")
    assert judged(update(signed_document(), NOTHING, remark)).verdict == "valid"


def test_an_object_in_the_data_of_a_stream_is_never_valid() -> None:
    held = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(HIDDEN), HIDDEN)
    data = update(signed_document(), {60: held})

    assert not_valid(data, UNACCOUNTED)
    pointed = update(data, NOTHING, Table(lines=((4, entry(offset_of_hidden(data))),)))
    assert not_valid(pointed, UNACCOUNTED)


def test_a_honest_free_entry_for_an_object_that_nothing_used_is_valid() -> None:
    data = update(signed_document(), NOTHING)

    freed = update(data, {61: b"null"}, Table(lines=((60, entry(0, 1, kind=b"f")),)))

    assert judged(freed).verdict == "valid"
