"""Revisions: the file up to each `%%EOF` that a cross-reference section belongs to."""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.cross_reference import (
    MAX_ENTRIES,
    TOO_MANY,
    Entry,
    Section,
    read_section,
)

_END = late_re(
    rb"startxref[\x00\t\n\x0c\r ]+(\d{1,20})[\x00\t\n\x0c\r ]+(?:%[^%\r\n][^\r\n]*[\r\n]+)*%%EOF"
    rb"(?:\r\n|\n|\r)?"
)

_WORD = b"startxref"
_PIECE = 4096  # bytes looked at in one go


@frozen
class Revision:
    """The file up to `end` (the byte after `%%EOF` and its end of line); numbers start at 1."""

    number: int
    end: int
    startxref: int


Read = Callable[[bytes, int], Section]
"""What reads the section that stands at a place: `read_section`, or what remembers."""


class ReadOnce:
    """Reads each section of one file once, whichever of its revisions is asked for.

    A revision is the file up to some byte, so a section within it reads the same in all of them.

    Attributes:
        is_cut: whether a section was not read because there would be too many entries.
    """

    def __init__(self, sections: Iterable[Section] = (), *, most: int = MAX_ENTRIES) -> None:
        """A reader for one file, of which these sections have been read.

        All that it reads have at most so many entries.
        """
        self._known = {section.start: section for section in sections}
        self._left = most
        self._startxrefs = array("Q")
        self._looked = 0  # up to where the file was looked through for them
        self.is_cut = False

    @property
    def sections(self) -> tuple[Section, ...]:
        """Those that were read."""
        return tuple(self._known.values())

    def __call__(self, data: bytes, pos: int) -> Section:
        """The section at `pos` of the revision; raises as `read_section`."""
        known = self._known.get(pos)
        if known is not None and known.end <= len(data):
            return known
        try:
            section = read_section(data, pos, most=self._left)
        except PdfSyntaxError as error:
            self.is_cut = self.is_cut or error.reason == TOO_MANY
            raise
        self._left -= len(section.entries)
        return self._known.setdefault(pos, section) if known is None else section

    def startxrefs(self, data: bytes) -> Iterable[int]:
        """Where the word `startxref` stands in the revision; the file is looked through once."""
        if self._looked < len(data):
            at = data.find(_WORD, max(self._looked - len(_WORD) + 1, 0))
            while at >= 0:
                self._startxrefs.append(at)
                at = data.find(_WORD, at + len(_WORD))
            self._looked = len(data)
        return self._startxrefs


def unread(_: bytes, pos: int) -> Section:
    """Reads no section: for a file that has too many objects.

    Raises:
        PdfSyntaxError: always.
    """
    raise PdfSyntaxError(TOO_MANY, pos)


def find_revisions(data: bytes, *, limit: int, read: Read = read_section) -> tuple[Revision, ...]:
    """The revisions of the file, the first one first; at most `limit`.

    A `startxref … %%EOF` counts when the last section's chain of /Prev leads to where it points:
    one that stands in a stream, or in a file within the file, does not.
    """
    ends = [(int(match[1]), match.end()) for match in _endings(data, read)]
    # A linearized file's first %%EOF follows `startxref 0` (ISO 32000-2, F.3.4).
    ends = [(startxref, end) for startxref, end in ends if startxref]
    newest = sections(data, ends[-1][0], limit=limit, read=read) if ends else ()
    chain = {section.start for section in newest}
    linked = [(startxref, end) for startxref, end in ends if _points_into(data, startxref, chain)]
    return tuple(
        Revision(number, end, startxref)
        for number, (startxref, end) in enumerate((linked or ends)[:limit], 1)
    )


def _endings(data: bytes, read: Read) -> Iterator[re.Match[bytes]]:
    """Each `startxref … %%EOF` of the bytes, none of which begins within the one before."""
    if not isinstance(read, ReadOnce):
        yield from _END.finditer(data)
        return
    after = 0
    for start in read.startxrefs(data):
        match = _END.match(data, start) if after <= start < len(data) else None
        if match is not None:
            yield match
            after = match.end()


def ends_in_one_way(data: bytes, revision: Revision) -> bool:
    """Whether the last `startxref` of the bytes is the revision's, and nothing follows it.

    Then no reader begins to read them elsewhere.
    """
    ending = _END.fullmatch(data, max(data.rfind(_WORD), 0), _end_of_tokens(data))
    return ending is not None and int(ending[1]) == revision.startxref


def _end_of_tokens(data: bytes) -> int:
    """Where the white space that ends the bytes begins; they are not copied."""
    end = len(data)
    while end:
        piece = data[max(0, end - _PIECE) : end]
        rest = len(piece.rstrip(b"\x00\t\n\x0c\r "))
        end -= len(piece) - rest
        if rest:
            break
    return end


def sections(
    data: bytes, startxref: int, *, limit: int, read: Read = read_section
) -> tuple[Section, ...]:
    """The sections that the chain of /Prev from `startxref` leads through, the newest first.

    Ends quietly at the first that cannot be read, is met again, or is one past the limit.
    """
    found: list[Section] = []
    seen: set[int] = set()
    at: int | None = startxref
    while at is not None and 0 <= at < len(data) and at not in seen and len(found) < limit:
        seen.add(at)
        try:
            section = read(data, at)
        except PdfSyntaxError:
            break
        found.append(section)
        at = section.previous
    return tuple(found)


def _points_into(data: bytes, startxref: int, chain: set[int]) -> bool:
    if startxref in chain:
        return True
    # Some writers point at the white space before the section.
    lead = data[startxref : startxref + 16]
    return startxref + len(lead) - len(lead.lstrip(b"\x00\t\n\x0c\r ")) in chain


def object_numbers(data: bytes, *, limit: int, read: Read = read_section) -> frozenset[int]:
    """The numbers of the objects that the file has, by its cross-reference sections."""
    return frozenset(object_places(data, limit=limit, read=read))


def object_places(data: bytes, *, limit: int, read: Read = read_section) -> dict[int, int]:
    """Where each object of the last revision stands, by number.

    An object in an object stream stands at minus the stream's number.
    """
    revisions = find_revisions(data, limit=limit, read=read)
    return places_of_objects(data, revisions, limit=limit, read=read)


def places_of_objects(
    data: bytes, revisions: tuple[Revision, ...], *, limit: int, read: Read = read_section
) -> dict[int, int]:
    """As `object_places`, for a file whose revisions are known."""
    startxref = revisions[-1].startxref if revisions else None
    chain = () if startxref is None else sections(data, startxref, limit=limit, read=read)
    found: dict[int, int] = {}
    for section in reversed(chain):
        for entry in (*section.entries, *hidden_entries(data, section, read)):
            if entry.offset is not None:
                found[entry.number] = entry.offset
            elif entry.container is not None:
                found[entry.number] = -entry.container
            else:
                found.pop(entry.number, None)
    return found


def hidden_entries(data: bytes, section: Section, read: Read) -> Iterator[Entry]:
    """What the stream beside a hybrid file's table has, and the table calls free (7.5.8.4)."""
    at = section.trailer.integer(b"XRefStm")
    if at is None or section.is_stream or not 0 <= at < len(data):
        return
    try:
        beside = read(data, at)
    except PdfSyntaxError:
        return
    used = {entry.number for entry in section.entries if entry.offset is not None}
    yield from (entry for entry in beside.entries if entry.number not in used)


def hidden_numbers(data: bytes, found: Iterable[Section], read: Read) -> frozenset[int]:
    """The numbers that hybrid sections call free in their table, and have in the stream beside it.

    Not every reader finds these objects, as the standard foresees (7.5.8.4).
    """
    return frozenset(
        entry.number
        for section in found
        for entry in hidden_entries(data, section, read)
        if entry.offset is not None or entry.container is not None
    )
