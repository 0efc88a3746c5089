"""What the streams of a file unpack to, counted before any library unpacks them (rule R14).

Each stream is unpacked by its filters as resolved, a piece at a time, and thrown away: every byte
into and out of every filter counts. What the file's structure needs must stay within the limits, or
the file is refused. What only its pages need bars its pages: nobody draws or reads them then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fhvalidate.constraints import Excess, Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.qpdf.picture_sizes import (
    SELF_DESCRIBED,
    picture_cost,
    picture_filter,
)
from fhvalidate.pdf.syntax.filter_chains import (
    PICTURE_FILTERS,
    Chain,
    FilterStep,
    Resolve,
)
from fhvalidate.pdf.syntax.filter_steps import (
    Spend,
    from_ascii85,
    from_hexadecimal,
    from_lzw,
    from_runs,
    inflated,
)
from fhvalidate.pdf.syntax.objects import Node

PIECE = 256 * 1024  # bytes put into a filter at a time
FIRST_PIECE = 4096  # most streams end within it
MAX_FILTERS = 4  # packed in each other; one is usual, two are seen
HEAD = 16 * 1024 * 1024  # bytes before a picture's own filter: its headers stand there

_FREE_SIZE = frozenset({b"Image", b"EmbeddedFile"})  # taken out by no reader of text


class Passed(Exception):  # noqa: N818 - a limit, told by the one that counts
    """A limit that a stream passes."""

    def __init__(self, what: str, limit: int, found: int | None = None) -> None:
        super().__init__(what)
        self.excess = Excess(what, limit, found)


def refuse(what: str, limit: int, found: int | None = None) -> None:
    """Says that a limit is passed, and by what if it was counted to the end.

    Raises:
        UnreadableError: always.
    """
    raise UnreadableError("limit-exceeded", **Excess(what, limit, found).facts)


@dataclass(slots=True)
class Budget:
    """What the streams of one file may unpack to, all their filters together.

    Attributes:
        most: bytes into and out of every filter.
        stream: bytes out of one filter of one stream.
        ratio: of what comes out of a stream to what is read of it.
        steps: of work in Python.
        row: bytes of a row that a predictor works on.
        picture: bytes that one image takes when it is drawn.
        total: bytes so far.
        taken: steps so far.
    """

    most: int
    stream: int
    ratio: int
    steps: int
    row: int
    picture: int
    total: int = 0
    taken: int = 0

    @classmethod
    def of(cls, limits: Limits, *, most: int) -> "Budget":
        """The limits of a policy."""
        return cls(
            most,
            limits.decoded_stream,
            limits.decode_ratio,
            limits.decoding_steps,
            limits.predictor_row,
            limits.image_bytes,
        )

    def count(self, data: bytes, begin: int, end: int, chain: Chain) -> int:
        """Unpacks, and returns how much came out of the last filter.

        Raises:
            Passed: one of the limits.
        """
        self._check(chain)
        if all(step.name not in _UNDONE for step in chain):
            return 0  # what nothing packs is there already
        return sum(map(len, self.unpacked(data, begin, end, chain)))

    def unpacked(self, data: bytes, begin: int, end: int, chain: Chain) -> Iterator[bytes]:
        """What the filters yield up to a picture's own, counted as it comes.

        Raises:
            Passed: one of the limits.
        """
        self._check(chain)
        names = [step.name for step in chain]
        own = next((n for n, name in enumerate(names) if name in PICTURE_FILTERS), None)
        steps = [step for step in chain[:own] if step.name in _UNDONE]
        read = _Read()
        pieces = self._pieces(data, begin, end, read)
        for step in steps:
            pieces = self._counted(_UNDONE[step.name](step, pieces, self.spend))
        size = 0
        for piece in pieces:
            size += len(piece)
            yield piece
            if own is not None and size >= HEAD:
                return
        # Deflating once, and LZW alone, stay below it: what is past it is packed twice.
        is_lzw = [step.name for step in steps] == [b"LZWDecode"]
        if steps and not is_lzw and size > max(1, read.size) * self.ratio:
            raise Passed("decode_ratio", self.ratio, size // max(1, read.size))

    def count_picture(  # noqa: PLR0917 - where its data stand, and what is said of them
        self, data: bytes, begin: int, end: int, chain: Chain, dictionary: Node, resolve: Resolve
    ) -> int:
        """Reads the header of an image, and returns the bytes that it takes.

        Raises:
            Passed: one of the limits.
        """
        own = picture_filter(chain)
        head = b""
        if own in SELF_DESCRIBED:
            head = b"".join(self.unpacked(data, begin, end, chain))
        cost = picture_cost(dictionary, chain, head, resolve)
        if cost > self.picture:
            raise Passed("image_bytes", self.picture, cost)
        return cost

    def _check(self, chain: Chain) -> None:
        if len(chain) > MAX_FILTERS:
            raise Passed("filters", MAX_FILTERS, len(chain))
        for step in chain:
            if step.row > self.row:
                raise Passed("predictor_row", self.row, step.row)

    def _pieces(self, data: bytes, begin: int, end: int, read: "_Read") -> Iterator[bytes]:
        size = FIRST_PIECE
        while begin < end:
            piece = data[begin : min(begin + size, end)]
            read.size += len(piece)
            self._add(len(piece))
            yield piece
            begin += size
            size = PIECE

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self.stream:
                raise Passed("decoded_stream", self.stream)
            self._add(len(piece))
            yield piece

    def _add(self, size: int) -> None:
        self.total += size
        if self.total > self.most:
            # What the structure takes together is no more than one stream may.
            what = "decoded_stream" if self.most <= self.stream else "decoded_document"
            raise Passed(what, self.most)

    def spend(self, steps: int) -> None:
        """Counts work that is done in Python.

        Raises:
            Passed: `decoding_steps`.
        """
        self.taken += steps
        if self.taken > self.steps:
            raise Passed("decoding_steps", self.steps)


@dataclass(slots=True)
class _Read:
    size: int = 0


_Undo = Callable[[FilterStep, Iterator[bytes], Spend], Iterator[bytes]]
_UNDONE: dict[bytes, _Undo] = {
    b"FlateDecode": lambda _, pieces, __: inflated(pieces),
    b"ASCIIHexDecode": lambda _, pieces, __: from_hexadecimal(pieces),
    b"ASCII85Decode": lambda _, pieces, spend: from_ascii85(pieces, spend),
    b"RunLengthDecode": lambda _, pieces, spend: from_runs(pieces, spend),
    b"LZWDecode": lambda step, pieces, spend: from_lzw(pieces, spend, early=step.early),
}


def check_structure(size: int, dictionary: Node | None, limits: Limits) -> None:
    """Passes when what a stream unpacks to may be read whole.

    Raises:
        Passed: `decoded_structure`: it is no picture and no attached file, and larger.
    """
    if size <= limits.decoded_structure:
        return
    names = {
        value.value
        for key in (b"Subtype", b"Type")
        for value in (dictionary.all(key) if dictionary is not None else ())
    }
    if names.isdisjoint(_FREE_SIZE):
        raise Passed("decoded_structure", limits.decoded_structure, size)
