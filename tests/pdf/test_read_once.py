"""What is found from the end of the bytes, and what is not read twice, is what it was."""

import re
from types import MappingProxyType
from typing import Any

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.pdf.document.qpdf_values import is_read_alike
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.stream_places import object_places
from fhvalidate.pdf.syntax.values import NOTHING, Stream, Value

_FORWARDS = re.compile(
    rb"(?<!\d)(\d{1,10})[\x00\t\n\x0c\r ]++\d{1,10}[\x00\t\n\x0c\r ]++obj(?![a-z])"
)
_PIECES = st.lists(st.sampled_from([b"obj", b"0", b"12", b" ", b"\n", b"\x00", b"s", b"12345678"]))


@given(pieces=_PIECES)
def test_objects_are_found_backwards_where_they_are_found_forwards(pieces: list[bytes]) -> None:
    data = b"".join(pieces)

    places = object_places(data)

    expected: dict[int, list[int]] = {}
    for header in _FORWARDS.finditer(data):
        expected.setdefault(int(header[1]), []).append(header.end())
    assert places == expected


def test_other_data_of_a_stream_are_told_though_its_dictionary_was_read_alike() -> None:
    objects = Objects(b"", MappingProxyType({}), MappingProxyType({}), NOTHING)
    own = Stream(MappingProxyType({}), b"signed")

    answers = [is_read_alike(own, _stream(data), objects, encrypted=False) for data in _DATA]

    assert answers == [True, True, False]


def test_another_dictionary_is_told_though_one_was_read_alike() -> None:
    objects = Objects(b"", MappingProxyType({}), MappingProxyType({}), NOTHING)
    own: Value = MappingProxyType({b"F": 1})

    answers = [
        is_read_alike(own, pikepdf.Dictionary(F=flags), objects, encrypted=False)
        for flags in (1, 1, 2)
    ]

    assert answers == [True, True, False]


_DATA = (b"signed", b"signed", b"forged")


def _stream(data: bytes) -> Any:
    # Held by its file, which is kept open as long as the stream is asked.
    pdf = pikepdf.new()
    _OPEN.append(pdf)
    return pikepdf.Stream(pdf, data)


_OPEN: list[pikepdf.Pdf] = []
