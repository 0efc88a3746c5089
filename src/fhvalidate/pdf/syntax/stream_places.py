"""Where streams stand in the bytes of a file, wherever any reader may look for an object.

Every `obj` before a dictionary counts, whatever the cross-reference sections say: a reader that
builds them anew finds it. The work is counted: what stands in other things can be made to cost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.objects import Kind, Node, parse, plain_name, skip_space

WORK = 16  # looks at each byte of the file, on the average; an honest one has two
LEAST_WORK = 64 * 1024 * 1024  # that a small file may have
SLOW = 64  # looks that a byte costs that is read token by token
WINDOW = 4096  # bytes of a dictionary at first
GROWTH = 16
MAX_MALFORMED = 65_536  # bytes of a dictionary that cannot be read, looked at for names

_SPACE = rb"[\x00\t\n\x0c\r ]*+"
# What stands before `obj` is looked at afterwards: a literal at the beginning is found much faster.
_OBJECT = late_re(rb"obj" + _SPACE + rb"(?=<<|%)")
_WHITE = frozenset(b"\x00\t\n\x0c\r ")
# Looked for from the end of the bytes: `obj` is rare, digits are not.
_HEADER_BACKWARDS = late_re(
    rb"jbo(?<![a-z]jbo)[\x00\t\n\x0c\r ]++\d{1,10}[\x00\t\n\x0c\r ]++(\d{1,10})(?!\d)"
)
_BEFORE = late_re(rb"(\d{1,10})[\x00\t\n\x0c\r ]++\d{1,10}[\x00\t\n\x0c\r ]*+\Z")
_NEAR = 64  # bytes before `obj` in which its number stands
_DATA = late_re(rb"stream[ \t]*+(?:\r\n|\n|\r)?")
_NAME = late_re(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]++)")


def _dictionary(depth: int) -> bytes:
    inner = _dictionary(depth - 1) + rb"|" if depth else b""
    held = rb"[^<>()%]++|\((?:[^()\\]++|\\.|)*+\)|" + inner + rb"<(?!<)[^<>]*+>"
    return rb"<<(?:" + held + rb"|)*+>>"


# Most dictionaries are seen to their end at once: three deep, without a comment in them.
_PLAIN = late_re(
    _dictionary(3) + _SPACE + rb"(?:%[^\r\n]*+" + _SPACE + rb"|)*+(?P<stream>stream)?", re.DOTALL
)


class TooMuchWork(Exception):  # noqa: N818 - caught by the one that counts
    """Dictionaries stand in each other so that looking at them all costs without bound."""


@frozen
class StreamPlace:
    """A stream in the bytes.

    Attributes:
        number: of its object; 0 when it does not stand right before `obj`.
        at: where its object begins.
        dictionary: None when it is malformed.
        begin: where its data begin.
        names: of one whose dictionary is malformed, every name in it; None otherwise.
    """

    number: int
    at: int
    dictionary: Node | None
    begin: int
    names: tuple[bytes, ...] | None = None


@dataclass(slots=True)
class _Work:
    left: int

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuchWork


def stream_places(data: bytes) -> Iterator[StreamPlace]:
    """Every stream in the bytes, in their order.

    Raises:
        TooMuchWork: after those that were found.
    """
    work = _Work(max(LEAST_WORK, WORK * len(data)))
    words = _words(data)
    word = next(words, None)
    for match in _OBJECT.finditer(data):
        if data[match.start() - 1] not in _WHITE:
            continue
        start = match.end()
        while word is not None and word < start:
            word = next(words, None)
        if word is None:
            return
        if data.startswith(b"%", start):
            begin = skip_space(data, start)
            work.spend(begin - start)
            start = begin
            if not data.startswith(b"<<", start):
                continue
        place = _place(data, start, word, work)
        if place is not None:
            number = _BEFORE.search(data, max(0, match.start() - _NEAR), match.start())
            dictionary, at, names = place
            found = _DATA.match(data, at)
            begin = found.end() if found else at
            yield StreamPlace(
                int(number[1]) if number is not None else 0,
                number.start() if number is not None else match.start(),
                dictionary,
                begin,
                names,
            )


def _words(data: bytes) -> Iterator[int]:
    """Where `stream` stands that is no part of `endstream`."""
    at = data.find(b"stream")
    while at >= 0:
        if not data.startswith(b"end", max(0, at - 3)):
            yield at
        at = data.find(b"stream", at + 1)


_Found = tuple[Node | None, int, tuple[bytes, ...] | None]


def _place(data: bytes, start: int, word: int, work: _Work) -> _Found | None:
    """The dictionary, and where `stream` stands after it; None where none does."""
    window = WINDOW
    last = word + len(b"stream")
    while True:
        end = min(last, start + window)
        plain = _PLAIN.match(data, start, end)
        if plain is not None:
            # Cut off by the window, what follows the dictionary may be more white space.
            work.spend(plain.end() - start)
            if plain["stream"] is None and (plain.end() < end or end == last):
                return None
            break
        work.spend(end - start)
        if end == last:
            break
        window *= GROWTH
    if plain is None and _is_plain_beyond(data, start, last, work):
        return None
    try:
        node = parse(data, start)
    except PdfSyntaxError as error:
        work.spend(SLOW * max(1, error.offset - start))
        return None, word, _names(data, start, word, work)
    work.spend(SLOW * (node.end - start))
    after = skip_space(data, node.end)
    work.spend(after - node.end)
    is_stream = node.kind is Kind.DICTIONARY and data.startswith(b"stream", after)
    return (node, after, None) if is_stream else None


def _is_plain_beyond(data: bytes, start: int, last: int, work: _Work) -> bool:
    """Whether the word before `last` stands in a plain dictionary, as in /BitstreamVera.

    And no stream follows it.
    """
    end = min(len(data), start + WINDOW)
    if end <= last:
        return False
    work.spend(end - start)
    plain = _PLAIN.match(data, start, end)
    # Cut off by the window, what follows the dictionary may be more white space.
    return plain is not None and last < plain.end() < end and plain["stream"] is None


def _names(data: bytes, start: int, end: int, work: _Work) -> tuple[bytes, ...]:
    end = min(end, start + MAX_MALFORMED)
    work.spend(end - start)
    return tuple(plain_name(name[1]) for name in _NAME.finditer(data, start, end))


def object_places(data: bytes) -> dict[int, list[int]]:
    """Where every object of each number is written, after its `obj`."""
    places: dict[int, list[int]] = {}
    for header in reversed(list(_HEADER_BACKWARDS.finditer(data[::-1]))):
        places.setdefault(int(header[1][::-1]), []).append(len(data) - header.start())
    return places
