"""The data of streams: where it ends, and that nobody finds objects in it (ISO 32000-2, 7.3.8)."""

from collections.abc import Callable

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.objects import skip_space
from fhvalidate.pdf.syntax.values import Dictionary, Stream, Value

_STREAM = late_re(rb"stream(?:\r\n|\n|\r(?!\n))")
_WHITE = late_re(rb"[\x00\t\n\x0c\r ]*+")
_OBJECT = late_re(rb"endstream|endobj|\d[\x00\t\n\x0c\r ]+\d+[\x00\t\n\x0c\r ]+obj")

LengthOf = Callable[[Value], int | None]
"""The number that a stream's /Length is, or leads to."""


def stream_at(
    data: bytes, pos: int, dictionary: Dictionary, length_of: LengthOf
) -> Dictionary | Stream:
    """The stream whose dictionary ends at `pos`; the dictionary itself where no stream follows.

    Raises:
        PdfSyntaxError: its /Length is not where its data ends.
    """
    pos = skip_space(data, pos)
    keyword = _STREAM.match(data, pos)
    if keyword is None:
        return dictionary
    begin, length = keyword.end(), length_of(dictionary.get(b"Length"))
    if length is None or not 0 <= length <= len(data) - begin:
        raise PdfSyntaxError("stream-length", pos)
    if not data.startswith(b"endstream", skip_white(data, begin + length)):
        raise PdfSyntaxError("stream-length", pos)
    return Stream(dictionary, data[begin : begin + length])


def end_of_object(data: bytes, pos: int, value: Value) -> int:
    """The end of the `endobj` of an object whose value's own tokens end at `pos`.

    Raises:
        PdfSyntaxError: something else stands there.
    """
    end = skip_space(data, pos)
    if isinstance(value, Stream):
        keyword = _STREAM.match(data, end)
        begin = keyword.end() if keyword is not None else end
        end = skip_white(data, begin + len(value.raw)) + len(b"endstream")
        end = skip_space(data, end)
    if not data.startswith(b"endobj", end):
        raise PdfSyntaxError("object-without-end", pos)
    return end + len(b"endobj")


def check_holds_no_object(stream: Stream, at: int) -> None:
    """Passes when a reader that looks for objects in the data finds none.

    Raises:
        PdfSyntaxError: the data holds what begins or ends one.
    """
    if _OBJECT.search(stream.raw):
        raise PdfSyntaxError("object-in-stream", at)


def skip_white(data: bytes, pos: int) -> int:
    """The first position at or after `pos` that is no white space; a `%` is no comment here."""
    match = _WHITE.match(data, pos)
    return match.end() if match else pos
