"""Whether the objects of a revision stand apart: none lies within another (ISO 32000-2, 7.3.10).

A reader that goes from one object's place to the next would cut one in two, and see its rest not.
"""

from collections.abc import Iterable
from itertools import pairwise

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.cross_reference import object_header
from fhvalidate.pdf.syntax.objects import parse, skip_space

MAX_QUICK = 65_536  # bytes of an object that is searched for its end; most have some hundred

_HEADER = late_re(rb"[\x00\t\n\x0c\r 0-9]++obj")
# The tokens of most objects, up to what follows them: no string in it is nested.
_TEXT = rb"\((?:[^()\\]++|\\[\x00-\xff]|)*+\)"
_PLAIN = late_re(
    rb"[\x00\t\n\x0c\r 0-9]++obj(?:[^()%%es]++|%b|e(?!ndobj)|s(?!tream[\r\n])|)*+"
    rb"(?:endobj|(stream))" % _TEXT
)
_STRING = late_re(_TEXT)
_CUT = frozenset({"string without end", "end of file", "hex"})  # of what is not whole


def check_apart(
    data: bytes, places: Iterable[int], known: dict[object, object] | None = None
) -> None:
    """Passes when each object ends before the next begins, its data included.

    Args:
        data: the file.
        places: where its objects in force stand.
        known: what was read before of the same file, of any of its revisions; it is added to.

    Raises:
        PdfSyntaxError: one stands within another.
    """
    known = {} if known is None else known
    for start, following in pairwise((*sorted(places), len(data))):
        key = ("apart", start, following)
        if key in known:
            continue
        if _is_plain(data, start, following):
            known[key] = True
            continue
        plain = _PLAIN.match(data, start, following)
        if plain is not None and not _is_closed(plain[0]):
            plain = None  # what seems to end it is a word in it
        if plain is not None and plain[1] is None:
            known[key] = True
            continue
        end = plain.start(1) if plain is not None else start + _end_of_tokens(data[start:following])
        if data.startswith(b"stream", end) and data.find(b"endstream", end, following) < 0:
            raise PdfSyntaxError("objects-overlap", following)
        known[key] = True


def _is_plain(data: bytes, start: int, following: int) -> bool:
    """Whether an object without strings, comments and data ends before the next begins.

    Of these `_PLAIN` finds the same, word by word.
    """
    header = _HEADER.match(data, start, following)
    if header is None:
        return False
    end = data.find(b"endobj", header.end(), min(following, header.end() + MAX_QUICK))
    if end < 0:
        return False
    tokens = data[start : end + len(b"endobj")]
    odd = b"(" in tokens or b")" in tokens or b"%" in tokens or b"stream" in tokens
    return not odd and _is_closed(tokens)


def _is_closed(tokens: bytes) -> bool:
    """Whether as many containers end as begin."""
    bare = _STRING.sub(b"", tokens) if b"(" in tokens else tokens
    ends = bare.count(b">>") == bare.count(b"<<") and bare.count(b"]") == bare.count(b"[")
    return ends and b"/endobj" not in bare and b"/stream" not in bare


def _end_of_tokens(part: bytes) -> int:
    """Where the tokens of an object end and what follows them begins.

    Nowhere when it cannot be read, though it is whole.

    Raises:
        PdfSyntaxError: it goes on after the part, where another object stands.
    """
    header = object_header(part, skip_space(part, 0))
    try:
        return 0 if header is None else skip_space(part, parse(part, header[2]).end)
    except PdfSyntaxError as error:
        if error.reason in _CUT:
            raise PdfSyntaxError("objects-overlap", error.offset) from error
        return 0
