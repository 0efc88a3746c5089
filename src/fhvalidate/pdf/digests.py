"""Digests of PDF objects with all that they lead to."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any

import pikepdf

from fhvalidate.pdf.values import name_of

MAX_DEPTH = 100  # direct containers in each other
MAX_OBJECTS = 1_000_000  # objects that one snapshot looks at
# Keys that lead back or say nothing of what is shown (ISO 32000-2, tables 31, 166 and 226).
PASSED_OVER = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Popup", "/IRT"})


class Digests:
    """Digests of objects with all that they lead to, each indirect object looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def of(self, value: Any, depth: int = 0) -> bytes:
        """The digest of the object, or of a list of objects."""
        if not getattr(value, "is_indirect", False):
            return self._shallow(value, depth)
        key = value.objgen
        if key not in self._known:
            if len(self._known) >= MAX_OBJECTS or depth > MAX_DEPTH:
                return b"deep"
            self._known[key] = b"open"  # a loop ends here
            self._known[key] = self._shallow(value, depth)
        return self._known[key]

    def _shallow(self, value: Any, depth: int) -> bytes:
        if depth > MAX_DEPTH:
            return b"deep"
        digest = hashlib.sha256(_kind(value))
        for part in self._parts(value, depth + 1):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    def _parts(self, value: Any, depth: int) -> Iterator[bytes]:
        match value:
            case pikepdf.Dictionary() if name_of(value.get("/Type")) in {"Page", "Pages"}:
                yield b"page"  # a destination: what the page shows is compared by itself
            case pikepdf.Stream():
                yield _raw(value)
                yield from self._entries(value, depth)
            case pikepdf.Dictionary():
                yield from self._entries(value, depth)
            case pikepdf.Array() | list():
                for item in value:
                    yield self.of(item, depth)
            case pikepdf.Object():
                yield value.unparse()
            case int() | Decimal() if not isinstance(value, bool):
                yield format(Decimal(value).normalize(), "f").encode()  # 612.0 is 612
            case _:
                yield repr(value).encode()

    def _entries(self, value: Any, depth: int) -> Iterator[bytes]:
        for key, item in sorted(value.items(), key=itemgetter(0)):
            if key not in PASSED_OVER:
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
