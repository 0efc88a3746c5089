"""Objects that are written plainly have the value that the reading token by token gives them."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.objects import parse
from fhvalidate.pdf.syntax.plain_values import MAX_PLAIN, MAX_PLAIN_HEX, plain_value, value_at
from fhvalidate.pdf.syntax.values import value_of

TOKENS = (
    *(b"/A", b"/B", b"/Length", b"/N", b"/W", b"/Type", b"/ByteRange", b"/A#42", b"/#00", b"/"),
    *(b"<<", b">>", b"[", b"]", b"<<", b">>", b"(a)", b"(a(b))", rb"(\n)", b"(\r)", b"(", b")"),
    *(
        rb"(\()",
        rb"(\))",
        rb"(a\051)",
        rb"(\\)",
        rb"(\)",
        b"(a\\\r\nb)",
        b"(a\r\nb)",
        rb"(\8\1234)",
        b"\\",
    ),
    *(b"<0a>", b"<0>", b"<0 a>", b"<g>", b"{", b"%c\n", b"\x00", b"\x01", b"\x0b", b"/\xe5", b"R"),
    *(b"1", b"-1", b"+1", b"-0", b"0", b"007", b"1.5", b"-.5", b"+.5", b"5.", b".", b"--1", b"1e5"),
    *(b"1 0 R", b"2 0 R", b"00001 00000 R", b"12345678901 0 R", b"1 123456 R", b"1/A", b"/A\x7f"),
    *(
        b"true",
        b"false",
        b"null",
        b"nul",
        b"obj",
        b"1" * 19,
        b"1" * 20,
        b"1" * 21,
        b"-" + b"1" * 19,
    ),
)
WRITTEN = st.lists(st.sampled_from(TOKENS), max_size=12).map(b" ".join)
CLOSE = st.lists(st.sampled_from(TOKENS), max_size=6).map(b"".join)
KEYS = st.sampled_from((b"/A", b"/B", b"/Length", b"/N", b"/W", b"/Type"))
DICTIONARIES = st.lists(st.tuples(KEYS, st.sampled_from(TOKENS)), max_size=4).map(
    lambda pairs: b"<< " + b" ".join(key + b" " + value for key, value in pairs) + b" >>"
)


def token_by_token(data: bytes) -> object:
    node = parse(data, 0)
    return spelled(value_of(data, node)), node.end


def spelled(value: object) -> object:
    """The value with the kind of each part, for 1 is True and 1.0 to an equation."""
    if isinstance(value, tuple):
        return tuple(map(spelled, value))
    if isinstance(value, Mapping):
        return [(key, spelled(item)) for key, item in value.items()]
    return type(value), repr(value)


@given(WRITTEN | CLOSE | DICTIONARIES)
def test_what_is_plain_is_what_is_read_token_by_token(data: bytes) -> None:
    found = plain_value(data, 0)

    if found is not None:
        assert (spelled(found[0]), found[1]) == token_by_token(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842.5] /N << /On 5 0 R >> >>",
        b"<< /Length 120 /Filter [/FlateDecode null] /S (text) /H <0aff> /B true /X -2 >>",
        rb"<< /M (D\07220260302100000\05301\04700\047) /C <0A0> /P (a \(b\)) /E () /F <> >>",
    ],
)
def test_most_objects_are_plain(data: bytes) -> None:
    found = plain_value(data, 0)

    assert found is not None
    assert (spelled(found[0]), found[1]) == token_by_token(data)


@pytest.mark.parametrize("digits", [MAX_PLAIN_HEX, MAX_PLAIN_HEX + 1])
def test_hexadecimal_digits_have_their_value_whatever_many_they_are(digits: int) -> None:
    data = b"<" + b"A" * digits + b">"

    value, end = value_at(data, 0)

    assert (spelled(value), end) == token_by_token(data)


@pytest.mark.parametrize(
    "data",
    [
        *(b"<< /A 1 /A 2 >>", b"<< /Length -0 >>", b"<< /Length +5 >>", b"<< /W [1 2.0 1] >>"),
        *(b"<< /#00 1 >>", b"<< /A >>", b"<< 1 2 >>", b"[ 1 >>", b"nul", b"1" * 21, b""),
    ],
)
def test_what_can_be_read_in_two_ways_is_not_plain_and_is_refused(data: bytes) -> None:
    assert plain_value(data, 0) is None
    with pytest.raises(PdfSyntaxError):
        value_at(data, 0)


def test_what_ends_where_the_quick_look_ends_is_read_to_its_end() -> None:
    data = b" " * (MAX_PLAIN - 3) + b"123456"

    assert value_at(data, 0) == (123456, len(data))
