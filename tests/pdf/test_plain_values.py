"""What is read in one go is what is read token by token, or left to that."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.objects import parse
from fhvalidate.pdf.syntax.plain_values import plain_value
from fhvalidate.pdf.syntax.values import value_of

FILES = Path(__file__).parents[1] / "fixtures" / "files"

WORDS = (
    b"/", b"/A", b"/Length", b"/Kids", b"/#41", b"/A#", b"/Size", b"/W", b"/Prev", b"/Type",
    b"/\xc3\xa5", b"0", b"1", b"12", b"-1", b"-0", b"+1", b"007", b"1.", b".5", b"-.5", b"1.50",
    b"--1", b"1e3", b".", b"4294967296", b"99999999999999999999", b"1 0 R", b"1 00 R",
    b"1 65536 R", b"0 0 R", b"R", b"obj", b"endobj", b"stream", b"<<", b">>", b"[", b"]", b"<",
    b">", b"<41>", b"<4>", b"<4 1>", b"<>", b"(a)", b"(", b")", b"()", b"(\\))", b"((b))",
    b"(\r\n)", b"(\r)", b"(a\nb)", b"true", b"false", b"null", b"True", b"nul", b"%c\n", b"{",
    b"}", b"\x00", b"\x80", b"\xff",
)  # fmt: skip
SPACES = (b" ", b"\n", b"\r\n", b"\t", b"\x00", b"\x0c", b"", b"  ")


def slow(data: bytes) -> object:
    try:
        node = parse(data, 0)
        return value_of(data, node), node.end
    except PdfSyntaxError:
        return None


def agree(data: bytes) -> None:
    found = plain_value(data, 0)

    assert found is None or (repr(found), found) == (repr(slow(data)), slow(data))


PIECES = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), max_size=14)


@given(PIECES, st.sampled_from([b"", b"<<", b"[", b"<</A "]))
@example([(b"/A", b" "), (b"1", b" "), (b"/A", b" "), (b"2", b" "), (b">>", b"")], b"<<")
@example([(b"/Length", b" "), (b"-1", b" "), (b">>", b"")], b"<<")
@settings(max_examples=1500)
def test_words_in_any_order_are_read_as_token_by_token_or_not_at_all(
    pieces: list[tuple[bytes, bytes]], before: bytes
) -> None:
    agree(before + b"".join(word + space for word, space in pieces))


@pytest.mark.parametrize("name", ["minutes-signed.pdf", "certified-form-filled.pdf", "resaved.pdf"])
def test_the_objects_of_a_file_are_read_alike(name: str) -> None:
    data = (FILES / name).read_bytes()
    starts = [at for at in range(len(data)) if data[at : at + 2] in {b"<<", b"[ ", b"[/", b"[("}]

    for at in starts[:400]:
        agree(data[at : at + 4000])
