"""References to objects that a revision has not (ISO 32000-2, 7.3.10), and that came later.

Read from the bytes: a library leaves out of a dictionary what leads to nothing.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.cross_reference import object_header
from fhvalidate.pdf.syntax import Kind, Node, parse, skip_space
from fhvalidate.pdf.values import object_of

MAX_PARTS = 2_000_000  # objects of a revision; a 100 MB file has 200,000

_GAP = rb"[\x00\t\n\x0c\r ]++"
# Looked for from the end of the text: the R that ends a reference is rare, digits are not.
_BACKWARDS = re.compile(
    rb"R(?<![^\x00\t\n\x0c\r ()<>\[\]{}/%]R)" + _GAP + rb"\d{1,20}" + _GAP + rb"(\d{1,20})"
    rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%+])"
)
_HEADER = re.compile(rb"(?<!\d)(\d{1,10})" + _GAP + rb"\d{1,5}" + _GAP + rb"obj(?![A-Za-z0-9])")
_COMMENT = re.compile(rb"%[^\r\n]*+")
# `startxref 123 %%EOF` stands in no object.
_COMMENT_AFTER_NUMBER_BACKWARDS = re.compile(
    rb"%[\x00\t\n\x0c\r ]*+\d++(?!" + _GAP + rb"ferxtrats)"
)


def referred_to(
    pdf: pikepdf.Pdf, data: bytes, places: Mapping[int, int], wanted: frozenset[int]
) -> frozenset[int]:
    """Those of the wanted numbers that an object of the file refers to.

    Every object is looked at, whether anything leads to it or not: a reference without a target
    is a place where a later revision can put what was never signed.

    Args:
        pdf: the file, opened.
        data: its bytes.
        places: where its objects stand; one in an object stream at minus the stream's number.
        wanted: what is looked for; nothing is read when it is empty.
    """
    if not wanted:
        return frozenset()
    found: set[int] = set()
    backwards = frozenset(str(number)[::-1].encode() for number in wanted)
    for part in _parts(data, places):
        if _may_refer(part, backwards):
            found |= wanted & _in_object(part)
    for held in _unpacked(pdf, places):
        if _may_refer(held, backwards):
            found |= wanted & _in_stream(held)
    return frozenset(found)


def scanned_places(data: bytes) -> dict[int, int]:
    """Where objects seem to stand, for a file whose sections cannot be read."""
    return {int(match[1]): match.start() for match in _HEADER.finditer(data)}


def _parts(data: bytes, places: Mapping[int, int]) -> Iterator[bytes]:
    """The bytes of each object, with all that follows up to the next."""
    starts = sorted({offset for offset in places.values() if 0 <= offset < len(data)})
    for start, end in pairwise((*starts[:MAX_PARTS], len(data))):
        yield data[start:end]


def _unpacked(pdf: pikepdf.Pdf, places: Mapping[int, int]) -> Iterator[bytes]:
    for number in sorted({-place for place in places.values() if place < 0}):
        stream = object_of(pdf, number)
        if isinstance(stream, pikepdf.Stream):
            try:
                yield bytes(stream.read_bytes())
            except (pikepdf.PdfError, RuntimeError):
                continue


def _may_refer(text: bytes, wanted: frozenset[bytes]) -> bool:
    """A quick look; most objects refer to none that came later.

    The numbers are `wanted` as they are written backwards.
    """
    backwards = text[::-1]
    # 007 is 7, and written backwards its zeros come last.
    if not wanted.isdisjoint(found.rstrip(b"0") for found in _BACKWARDS.findall(backwards)):
        return True
    # White space, which parts the numbers of a reference, can be a comment.
    return _COMMENT_AFTER_NUMBER_BACKWARDS.search(backwards) is not None


def _in_object(part: bytes) -> set[int]:
    """The references of the object, strings and stream content left out."""
    header = object_header(part, skip_space(part, 0))
    try:
        return set(_references(parse(part, header[2] if header else 0)))
    except PdfSyntaxError:
        return _scanned(part)


def _in_stream(held: bytes) -> set[int]:
    """The references of the objects in an object stream."""
    found: set[int] = set()
    pos = skip_space(held, 0)
    try:
        while pos < len(held):
            node = parse(held, pos)
            found.update(_references(node))
            pos = skip_space(held, node.end)
    except PdfSyntaxError:
        found |= _scanned(held)
    return found


def _scanned(text: bytes) -> set[int]:
    """Whatever looks like a reference in what has no readable syntax."""
    bare = _COMMENT.sub(b" ", text)
    return {
        int(match[1][::-1]) for part in (text, bare) for match in _BACKWARDS.finditer(part[::-1])
    }


def _references(node: Node) -> Iterator[int]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if node.kind is Kind.REFERENCE and isinstance(node.value, tuple):
            yield node.value[0]
