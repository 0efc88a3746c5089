"""Filters are undone as the library undoes them, and found however they are written down."""

import base64
import dataclasses
import io
import random
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.pdf.qpdf.decoding import Budget, Passed
from fhvalidate.pdf.qpdf.file_streams import excess_of_streams
from fhvalidate.pdf.syntax.filter_chains import FilterStep, chains_of
from fhvalidate.pdf.syntax.objects import Node, parse
from fhvalidate.policy import Policy
from tests.hostile.bombs import ascii85, lzw
from tests.pdf.handmade import ONE_PAGE, document, stream

LIMITS = Policy.named("default").limits
WORDS = b"Kommunstyrelsen beslutar om avslag. " * 30


def undone(raw: bytes, *steps: FilterStep) -> bytes:
    budget = Budget.of(LIMITS, most=LIMITS.decoded_document)
    return b"".join(budget.unpacked(raw, 0, len(raw), steps))


def by_library(raw: bytes, filters: bytes) -> bytes:
    data = document({**ONE_PAGE, 20: stream(raw, b"/Filter " + filters)})
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return bytes(pdf.get_object((20, 0)).read_bytes())


@given(st.binary(max_size=300))
def test_what_is_packed_comes_out_as_it_was(data: bytes) -> None:
    assert undone(zlib.compress(data), FilterStep(b"FlateDecode")) == data
    assert undone(data.hex().encode() + b">", FilterStep(b"ASCIIHexDecode")) == data
    text = base64.a85encode(data) + b"~>"
    assert undone(text, FilterStep(b"ASCII85Decode")) == data


@pytest.mark.parametrize("before", [b"", b" \n\t", b"<~", b" <~"])
def test_base_85_is_read_with_what_may_stand_before_it(before: bytes) -> None:
    assert undone(before + ascii85(WORDS), FilterStep(b"ASCII85Decode"))[: len(WORDS)] == WORDS


@pytest.mark.parametrize("early", [0, 1])
def test_lzw_is_read_as_the_library_reads_it(early: int) -> None:
    raw = lzw(20_000, early=early)

    found = undone(raw, FilterStep(b"LZWDecode", early=early))

    entries = b"/LZWDecode /DecodeParms << /EarlyChange %d >>" % early
    assert found == by_library(raw, entries)
    assert set(found) == {32}
    assert len(found) >= 20_000


def test_runs_are_read_up_to_their_end() -> None:
    raw = b"\x02abc\x81 \xff!\x80more"

    assert undone(raw, FilterStep(b"RunLengthDecode")) == b"abc" + b" " * 128 + b"!!"


def node(written: bytes) -> Node:
    return parse(written, 0)


ONE_STEP = (FilterStep(b"FlateDecode"),)
APART = {7: b"/FlateDecode", 8: b"[7 0 R]", 9: b"8 0 R"}


@pytest.mark.parametrize(
    "written",
    [
        b"<< /Filter /FlateDecode >>",
        b"<< /Filter /Fl >>",
        b"<< /#46ilter /#46l#61teDecode >>",
        b"<< /Filter % ]\n[ /FlateDecode ] >>",
        b"<< /Filter 7 0 R >>",
        b"<< /Filter 8 0 R >>",
        b"<< /Filter 9 0 R >>",
        b"<< /Filter [7 0 R] /DecodeParms [null] >>",
    ],
)
def test_a_filter_is_found_however_it_is_written(written: bytes) -> None:
    found = chains_of(node(written), lambda number: [node(APART[number])])

    assert found == (ONE_STEP,)


def test_a_key_that_stands_twice_gives_both_filters() -> None:
    found = chains_of(node(b"<< /Filter /Fl /Filter /LZW >>"), lambda _: ())

    assert {chain[0].name for chain in found} == {b"FlateDecode", b"LZWDecode"}


def test_an_object_that_is_written_twice_gives_both_filters() -> None:
    found = chains_of(node(b"<< /Filter 7 0 R >>"), lambda _: [node(b"/Fl"), node(b"/RL")])

    assert {chain[0].name for chain in found} == {b"FlateDecode", b"RunLengthDecode"}


ROWS = {
    b"<< /Predictor 12 /Columns 400000000 >>": 400_000_000,
    b"<< /Predictor 2 /Colors 4 /BitsPerComponent 16 /Columns 100 >>": 800,
    b"<< /Predictor 12 /Columns 100. >>": 1000,  # no less than it is
    b"<< /Predictor 1 /Columns 400000000 >>": 0,
    b"<< /Predictor 12 /#43olumns 77 >>": 77,
}


@pytest.mark.parametrize("stated", ROWS)
def test_the_row_of_a_predictor_is_counted_in_bytes(stated: bytes) -> None:
    (chain,) = chains_of(node(b"<< /Filter [/Fl] /DecodeParms [%s] >>" % stated), lambda _: ())

    assert chain[0].row == ROWS[stated]


def test_more_steps_than_may_be_taken_are_refused_before_they_are() -> None:
    few = dataclasses.replace(LIMITS, decoding_steps=1000)
    budget = Budget.of(few, most=few.decoded_document)
    raw = b"z" * 1001

    with pytest.raises(Passed) as passed:
        budget.count(raw, 0, len(raw), (FilterStep(b"ASCII85Decode"),))

    assert passed.value.excess.what == "decoding_steps"


@given(st.integers(0, 2**32))
def test_any_bytes_after_a_filter_are_counted_and_raise_nothing_else(seed: int) -> None:
    raw = random.Random(seed).randbytes(300)
    for name in (b"FlateDecode", b"LZWDecode", b"ASCII85Decode", b"RunLengthDecode"):
        undone(raw, FilterStep(name), FilterStep(b"ASCIIHexDecode"))


def test_a_length_that_ends_too_early_hides_nothing() -> None:
    packed = lzw(LIMITS.decoded_stream + 1)
    data = document({**ONE_PAGE, 20: stream(packed, b"/Filter /LZWDecode")})
    lying = data.replace(b"/Length %d /" % len(packed), b"/Length 9 /")

    passed = excess_of_streams(lying, LIMITS)

    assert passed is not None
    assert passed.what == "decoded_stream"
