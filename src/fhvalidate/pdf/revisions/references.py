"""References to objects that a revision has not (ISO 32000-2, 7.3.10), and that came later.

Read from the bytes: a library leaves out of a dictionary what leads to nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.qpdf.values import object_of
from fhvalidate.pdf.syntax.cross_reference import object_header
from fhvalidate.pdf.syntax.objects import Kind, Node, parse, skip_space

MAX_PARTS = 2_000_000  # objects of a revision; a 100 MB file has 200,000

_GAP = rb"[\x00\t\n\x0c\r ]++"
# Looked for from the end of the text: the R that ends a reference is rare, digits are not.
_BACKWARDS = late_re(
    rb"R(?<![^\x00\t\n\x0c\r ()<>\[\]{}/%]R)" + _GAP + rb"\d{1,20}" + _GAP + rb"(\d{1,20})"
    rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%+])"
)
_HEADER = late_re(rb"(?<!\d)(\d{1,10})" + _GAP + rb"\d{1,5}" + _GAP + rb"obj(?![A-Za-z0-9])")
_COMMENT = late_re(rb"%[^\r\n]*+")
# `startxref 123 %%EOF` stands in no object.
_COMMENT_AFTER_NUMBER_BACKWARDS = late_re(rb"%[\x00\t\n\x0c\r ]*+\d++(?!" + _GAP + rb"ferxtrats)")


class References:
    """What the objects of one file refer to, whichever of its revisions is asked for.

    A revision is the file up to some byte, so an object that stands in it reads the same in all.
    """

    def __init__(self) -> None:
        """Nothing has been looked at; one for each file."""
        self._known: dict[tuple[int, int], _Text] = {}

    def referred_to(
        self, pdf: pikepdf.Pdf, data: bytes, places: Mapping[int, int], wanted: frozenset[int]
    ) -> frozenset[int]:
        """Those of the wanted numbers that an object of the revision refers to.

        Every object is looked at, whether anything leads to it or not: a reference without a
        target is a place where a later revision can put what was never signed.

        Args:
            pdf: the revision, opened.
            data: its bytes.
            places: where its objects stand; one in an object stream at minus the stream's number.
            wanted: what is looked for; nothing is read when it is empty.
        """
        if not wanted:
            return frozenset()
        found: set[int] = set()
        backwards = frozenset(str(number)[::-1].encode() for number in wanted)
        for start, end in _parts(data, places):
            part = self._known.get((start, end))
            if part is None:
                part = self._known[start, end] = _Text.of(data[start:end])
            if part.may_refer(backwards):
                if part.numbers is None:
                    part.numbers = _in_object(data[start:end])
                found |= wanted & part.numbers
        for held in _unpacked(pdf, places):
            if _Text.of(held).may_refer(backwards):
                found |= wanted & _in_stream(held)
        return frozenset(found)


@dataclass(slots=True)
class _Text:
    """What some bytes seem to refer to, by a quick look; most refer to nothing that came later.

    Attributes:
        backwards: the numbers, written backwards.
        has_comment: whether a number is followed by a comment, which may part a reference.
        numbers: what an object in them refers to; None when it was not read yet.
    """

    backwards: frozenset[bytes]
    has_comment: bool
    numbers: set[int] | None = None

    @staticmethod
    def of(text: bytes) -> "_Text":
        """A quick look at the bytes."""
        backwards = text[::-1]
        # 007 is 7, and written backwards its zeros come last.
        numbers = frozenset(found.rstrip(b"0") for found in _BACKWARDS.findall(backwards))
        return _Text(numbers, _COMMENT_AFTER_NUMBER_BACKWARDS.search(backwards) is not None)

    def may_refer(self, wanted: frozenset[bytes]) -> bool:
        """Whether they may refer to any of the numbers, which are written backwards."""
        return self.has_comment or not wanted.isdisjoint(self.backwards)


def scanned_places(data: bytes) -> dict[int, int]:
    """Where objects seem to stand, for a file whose sections cannot be read."""
    return {int(match[1]): match.start() for match in _HEADER.finditer(data)}


def _parts(data: bytes, places: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Where each object begins, and where the next does."""
    starts = sorted({offset for offset in places.values() if 0 <= offset < len(data)})
    return pairwise((*starts[:MAX_PARTS], len(data)))


def _unpacked(pdf: pikepdf.Pdf, places: Mapping[int, int]) -> Iterator[bytes]:
    for number in sorted({-place for place in places.values() if place < 0}):
        stream = object_of(pdf, number)
        if isinstance(stream, pikepdf.Stream):
            try:
                yield bytes(stream.read_bytes())
            except (pikepdf.PdfError, RuntimeError):
                continue


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
