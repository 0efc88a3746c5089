"""Our own reading of PDF objects: strict, bounded and with every token's place."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.objects import (
    MAX_NESTING,
    MAX_NUMBER_DIGITS,
    Kind,
    Node,
    parse,
    skip_space,
)
from fhvalidate.pdf.syntax.values import value_of

SPACE = b"\x00\t\n\x0c\r "
DELIMITERS = b"()<>[]{}/%"


class Reference(tuple[int, int]):
    """What is written as `N G R`."""

    __slots__ = ()


class Name(bytes):
    """What is written with a slash."""

    __slots__ = ()


class Real(str):
    """A number with a decimal point, as it is written."""

    __slots__ = ()


class Keyword(bytes):
    """A bare word."""

    __slots__ = ()


Value = int | Real | Keyword | Name | bytes | Reference | list["Value"] | dict[Name, "Value"]

names = st.binary(min_size=1, max_size=12).map(Name)
scalars: st.SearchStrategy[Value] = st.one_of(
    st.integers(-(10**18), 10**18),
    st.decimals(-1000, 1000, places=3).map(lambda number: Real(f"{number:f}")),
    st.sampled_from([Keyword(b"true"), Keyword(b"false"), Keyword(b"null")]),
    names,
    st.binary(max_size=40),
    st.tuples(st.integers(0, 10**9), st.integers(0, 99999)).map(Reference),
)
values: st.SearchStrategy[Value] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5),
    max_leaves=25,
)


def written(value: Value, *, space: bytes = b" ") -> bytes:
    """The object in PDF syntax, with `space` between its tokens."""
    match value:
        case Reference():
            return b"%d %d R" % value
        case Keyword():
            return bytes(value)
        case Name():
            return b"/" + b"".join(escaped(byte) for byte in value)
        case Real() | int():
            return str(value).encode()
        case bytes():
            return b"<" + value.hex().encode() + b">"
        case list():
            return b"[" + space.join((b"", *(written(v, space=space) for v in value), b"]"))
        case dict():
            pairs = (part for pair in value.items() for part in pair)
            return b"<<" + space.join((b"", *(written(v, space=space) for v in pairs), b">>"))


def escaped(byte: int) -> bytes:
    regular = 0x21 <= byte <= 0x7E and byte not in DELIMITERS and byte != ord("#")
    return bytes([byte]) if regular else b"#%02X" % byte


def holds(node: Node, value: Value, data: bytes) -> bool:
    """Whether the node is what the value was written as."""
    match value:
        case Reference():
            return node.kind is Kind.REFERENCE and node.value == (value[0], value[1])
        case Keyword():
            return node.kind is Kind.WORD and node.value == bytes(value)
        case Name():
            return node.kind is Kind.NAME and node.value == bytes(value)
        case Real():
            return node.kind is Kind.REAL and data[node.start : node.end] == value.encode()
        case int():
            return node.kind is Kind.INTEGER and node.value == value
        case bytes():
            inside = data[node.start + 1 : node.end - 1]
            return node.kind is Kind.HEX and bytes.fromhex(inside.decode()) == value
        case list():
            pairs = zip(node.children, value, strict=True)
            return node.kind is Kind.ARRAY and all(holds(n, v, data) for n, v in pairs)
        case dict():
            flat = [part for pair in value.items() for part in pair]
            pairs = zip(node.children, flat, strict=True)
            return node.kind is Kind.DICTIONARY and all(holds(n, v, data) for n, v in pairs)


@given(values, st.sampled_from([b" ", b"\n", b"\r\n", b"\t", b" \x00", b"%comment)>>\n"]))
def test_every_object_that_is_written_is_read_back(value: Value, space: bytes) -> None:
    data = space + written(value, space=space) + b" endobj"

    node = parse(data, 0)

    assert holds(node, value, data)
    assert data[node.start : node.end] == written(value, space=space)


@given(st.binary(max_size=200), st.integers(0, 20))
def test_nothing_but_a_syntax_error_leaves_the_reading_of_any_bytes(data: bytes, at: int) -> None:
    try:
        node = parse(data, at)
    except PdfSyntaxError as error:
        place = error.offset
    else:
        place = node.start
        assert at <= node.start < node.end <= len(data)
    assert 0 <= place <= max(len(data), at)


TOKENS = b"<< >> [ ] ( ) < > /A / 1 R % \\ - . 99999999999999999999999999 stream #2 null \xff \n"
tokens = st.sampled_from([*TOKENS.split(b" "), b"0 R"])


@given(st.lists(tokens, max_size=40).map(b" ".join))
def test_nothing_but_a_syntax_error_leaves_the_reading_of_any_tokens(data: bytes) -> None:
    try:
        node = parse(data, 0)
    except PdfSyntaxError:
        return
    assert node.start < node.end <= len(data)


@given(st.lists(st.sampled_from([b"a", b"(", b")", b"\\"]), max_size=30).map(b"".join))
def test_a_literal_string_ends_at_its_own_parenthesis(inner: bytes) -> None:
    balanced = inner.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    data = b"(" + balanced + b") (next)"

    assert parse(data, 0).end == len(balanced) + 2


def test_parentheses_in_a_literal_string_may_nest() -> None:
    assert parse(b"(a (b (c)) d) e", 0).end == 13


@pytest.mark.parametrize("opening", [b"[", b"<</A ", b"[<</A "])
def test_containers_nest_to_the_limit_and_no_further(opening: bytes) -> None:
    closing = {b"[": b"]", b"<</A ": b">>", b"[<</A ": b">>]"}[opening]
    levels = 2 if opening == b"[<</A " else 1
    deep = MAX_NESTING // levels

    within = opening * deep + b"1" + closing * deep
    beyond = opening * 10 * MAX_NESTING + b"1" + closing * 10 * MAX_NESTING

    assert parse(within, 0).end == len(within)
    with pytest.raises(PdfSyntaxError, match="nesting"):
        parse(beyond, 0)


def test_a_number_token_has_at_most_twenty_characters() -> None:
    assert parse(b"9" * MAX_NUMBER_DIGITS, 0).value == int("9" * MAX_NUMBER_DIGITS)
    with pytest.raises(PdfSyntaxError, match="number too long"):
        parse(b"9" * (MAX_NUMBER_DIGITS + 1), 0)


@pytest.mark.parametrize("text", [b"1_0", b"0x10", b"1e3", b"\xd9\xa1", b"--1", b"+-1", b"1-"])
def test_a_number_that_only_a_lenient_parser_reads_is_no_number(text: bytes) -> None:
    assert parse(text, 0).kind is Kind.WORD


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        b"9" * MEGABYTE,
        b"(" * MEGABYTE,
        b"[" * MEGABYTE,
        b"<" * MEGABYTE,
        b"%" * MEGABYTE,
        b"/" * MEGABYTE,
        b"\\" * MEGABYTE,
        b"(" + b"\\" * MEGABYTE,
        b"[" + b"1 " * (MEGABYTE // 2),
        b"<" + b"a" * MEGABYTE,
        b" " * MEGABYTE,
        b"%\n" * (MEGABYTE // 2),
        b"1 " * (MEGABYTE // 2),
        b"1" + b" " * MEGABYTE + b"0",
    ],
    ids=lambda data: repr(data[:4]),
)
def test_a_megabyte_of_the_same_is_read_at_once_or_refused(data: bytes) -> None:
    # Quadratic work on any of these would not end within the run.
    with suppress(PdfSyntaxError):
        parse(data, 0)
    assert skip_space(data, 0) <= len(data)


def test_a_repeated_key_has_no_single_value() -> None:
    node = parse(b"<< /A 1 /B 2 /A 3 >>", 0)

    assert [value.value for value in node.all(b"A")] == [1, 3]
    assert node.get(b"A") is None
    assert node.integer(b"B") == 2


def test_an_escaped_name_is_the_name_it_stands_for() -> None:
    node = parse(b"<< /Byte#52ange [] /ByteRange [] >>", 0)

    assert len(node.all(b"ByteRange")) == 2


@pytest.mark.parametrize(
    "data", [b"<< 1 2 >>", b"<< /A >>", b"<< /A 1", b"[1", b"", b"(a", b"<0g>"]
)
def test_what_is_malformed_is_refused(data: bytes) -> None:
    with pytest.raises(PdfSyntaxError):
        parse(data, 0)


@pytest.mark.parametrize(
    "text",
    [
        b"<< /A 1 /A 1 >>",
        b"<< /A 1 /#41 2 >>",
        b"[<< /B << /A 1 /A 2 >> >>]",
        b"<< /Type /Sig /ByteRange [0 1 2 3] /ByteRange [0 1 2 3] >>",
    ],
)
def test_a_key_that_is_given_twice_is_found_however_deep_and_however_written(text: bytes) -> None:
    with pytest.raises(PdfSyntaxError, match="key-twice"):
        value_of(text, parse(text, 0))


@pytest.mark.parametrize(
    "text", [b"<< /A /A /B /A >>", b"<< /Type /DocTimeStamp /Type /Sig /ByteRange [0 1 2 3] >>"]
)
def test_a_value_that_is_a_key_elsewhere_and_a_signatures_second_kind_are_no_doubt(
    text: bytes,
) -> None:
    value_of(text, parse(text, 0))
