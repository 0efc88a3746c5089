"""Digests of PDF objects with all that they lead to."""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.pdf.unchanged import ObjectDigests

MAX_DEPTH = 100  # direct containers and references in each other; real files stay below 30
MAX_OBJECTS = 1_000_000  # objects that one snapshot looks at


class Digests:
    """Digests of objects, each indirect object looked at once.

    Attributes:
        is_cut: whether something lay too deep to be looked at, so that it may differ unseen.
    """

    def __init__(
        self, pages: Mapping[tuple[int, int], int], known: ObjectDigests | None = None
    ) -> None:
        """Digests for a file with these page objects, and the number of the page that each is.

        What they show is compared by itself. What is `known` of another revision is taken from
        there, if its pages are the same objects.
        """
        self._pages = pages
        taken = known is not None and known.pages == pages
        self._known: dict[tuple[int, int], bytes] = dict(known.digests) if known and taken else {}
        self._leads_to: dict[tuple[int, int], frozenset[tuple[int, int]]] = {}
        self._met: list[set[tuple[int, int]]] = [set()]
        self.is_cut = False

    def objects(self) -> ObjectDigests:
        """What was looked at so far; nothing when some of it was cut."""
        if self.is_cut:
            return ObjectDigests(self._pages)
        digests, leads_to = MappingProxyType(self._known), MappingProxyType(self._leads_to)
        return ObjectDigests(self._pages, digests, leads_to)

    def of(self, value: Any, depth: int = 0) -> bytes:
        """The digest of the object, or of a list of objects."""
        if not getattr(value, "is_indirect", False):
            return self._shallow(value, depth)
        key = value.objgen
        if key in self._pages:
            return b"page %d" % self._pages[key]  # a destination
        self._met[-1].add(key)
        if key not in self._known:
            if len(self._known) >= MAX_OBJECTS or depth > MAX_DEPTH:
                return self._cut()
            self._known[key] = b"open"  # a loop ends here
            self._met.append(set())
            self._known[key] = self._shallow(value, depth)
            self._leads_to[key] = frozenset(self._met.pop())
        return self._known[key]

    def _cut(self) -> bytes:
        self.is_cut = True
        return b"deep"

    def _shallow(self, value: Any, depth: int) -> bytes:
        if depth > MAX_DEPTH:
            return self._cut()
        digest = hashlib.sha256(_kind(value))
        for part in self._parts(value, depth + 1):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    def _parts(self, value: Any, depth: int) -> Iterator[bytes]:
        match value:
            case pikepdf.Stream():
                yield _raw(value)
                yield from self._entries(value, depth)
            case pikepdf.Dictionary():
                yield from self._entries(value, depth)
            case pikepdf.Array() | list():
                for item in value:
                    yield self.of(item, depth)
            case pikepdf.Object():
                yield value.unparse(resolved=True)  # else an indirect one is its number only
            case int() | Decimal() if not isinstance(value, bool):
                yield format(Decimal(value).normalize(), "f").encode()  # 612.0 is 612
            case _:
                yield repr(value).encode("utf-8", "surrogateescape")

    def _entries(self, value: Any, depth: int) -> Iterator[bytes]:
        for key, item in sorted(value.items(), key=itemgetter(0)):
            yield key.encode("utf-8", "surrogateescape")
            yield self.of(item, depth)


def _kind(value: Any) -> bytes:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return b"number"
    return type(value).__name__.encode()


def _raw(stream: Any) -> bytes:
    try:
        return bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError):
        return b"unreadable"
