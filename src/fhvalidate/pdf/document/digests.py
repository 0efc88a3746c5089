"""Digests of PDF objects with all that they lead to."""

import hashlib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, TypeVar

import pikepdf

from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.document.unchanged import Made, ObjectDigests, made_of_kind
from fhvalidate.pdf.qpdf.values import ObjectId, is_container, object_of

MAX_DEPTH = 100  # references in each other; real files stay below 30
MAX_OBJECTS = 1_000_000  # objects that one snapshot looks at

# In an object as the library writes it, spaces part all, strings have their parentheses escaped
# and keys are in order.
_STRING = late_re(rb"(\((?:[^\\()]|\\.|)*+\)|<[0-9a-f]++>)", re.DOTALL)
_REFERENCE = late_re(rb"(?<![^ ])(\d++) (\d++) R(?![^ ])")
_REAL = late_re(rb"(?<![^ ])[+-]?\d*\.\d*(?![^ ])")
# A number that can be written shorter; what this finds may be a part of a name.
_ODD_REAL = late_re(rb"\.(?:(?<!\d\.)|(?:\d*0)?(?!\d))")

_NULL = hashlib.sha256(b"null").digest()

Whatever = TypeVar("Whatever")


class Digests:
    """Digests of objects, each indirect object looked at once.

    An object's digest is that of what the library writes of it, with the digest of each object
    that it refers to in the place of the reference.

    Attributes:
        is_cut: whether something lay too deep to be looked at, so that it may differ unseen.
    """

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        pages: Mapping[ObjectId, int],
        known: ObjectDigests | None = None,
    ) -> None:
        """Digests for a file with these page objects, and the number of the page that each is.

        What they show is compared by itself. What is `known` of another revision is taken from
        there, if its pages are the same objects.
        """
        self._pdf = pdf
        self._pages = pages
        taken = known is not None and known.pages == pages
        self._known: dict[ObjectId, bytes] = dict(known.digests) if known and taken else {}
        self._made = dict(known.made) if known and taken else {}
        self._leads_to: dict[ObjectId, frozenset[ObjectId]] = {}
        self._met: list[set[ObjectId]] = [set()]
        self.is_cut = False

    def objects(self) -> ObjectDigests:
        """What was looked at so far; nothing when some of it was cut."""
        if self.is_cut:
            return ObjectDigests(self._pages)
        digests, leads_to = MappingProxyType(self._known), MappingProxyType(self._leads_to)
        return ObjectDigests(self._pages, digests, leads_to, MappingProxyType(self._made))

    def remembered(self, what: str, value: Any) -> Any:
        """What was made of the object, here or in another revision; None when nothing was."""
        made = self._made.get((what, value.objgen))
        return None if made is None else made.value

    def all_remembered(self, what: str) -> Mapping[ObjectId, Any]:
        """What was made of that kind, by the object."""
        return made_of_kind(self._made, what)

    def remember(self, what: str, value: Any, make: Callable[[], Whatever]) -> Whatever:
        """What `make` makes of an indirect object, with all that it looks at by these digests."""
        self._met.append(set())
        made = make()
        met = self._met.pop()
        self._met[-1] |= met
        self._made[what, value.objgen] = Made(made, frozenset(met))
        return made

    def meets(self, value: Any) -> None:
        """Remembers that an object was looked at without its digest."""
        if getattr(value, "is_indirect", False):
            self._met[-1].add(value.objgen)

    def of(self, value: Any) -> bytes:
        """The digest of the object, or of a list of objects."""
        if isinstance(value, list):
            parts = [b"list"]
            for item in value:
                part = _NULL if item is None else self.of(item)
                parts += (len(part).to_bytes(8, "big"), part)
            return hashlib.sha256(b"".join(parts)).digest()
        if isinstance(value, str):
            return hashlib.sha256(value.encode("utf-8", "surrogateescape")).digest()
        if getattr(value, "is_indirect", False):
            return self._indirect(value, 0)
        return self._shallow(value, 0)

    def _indirect(self, value: Any, depth: int) -> bytes:
        key = value.objgen
        if key in self._pages:
            return b"page %d" % self._pages[key]  # a destination
        self._met[-1].add(key)
        if key not in self._known:
            if len(self._known) >= MAX_OBJECTS or depth > MAX_DEPTH:
                self.is_cut = True
                return b"deep"
            self._known[key] = b"open"  # a loop ends here
            self._met.append(set())
            self._known[key] = self._shallow(value, depth)
            self._leads_to[key] = frozenset(self._met.pop())
        return self._known[key]

    def _shallow(self, value: Any, depth: int) -> bytes:
        if isinstance(value, pikepdf.Stream):
            written = value.stream_dict.unparse(resolved=True)
            digest = hashlib.sha256(self._with_digests(written, depth + 1))
            digest.update(b"stream")
            digest.update(_raw(value))
            return digest.digest()
        if isinstance(value, pikepdf.String):
            return hashlib.sha256(b"(" + bytes(value)).digest()  # it refers to nothing
        return hashlib.sha256(self._with_digests(_written(value), depth + 1)).digest()

    def _with_digests(self, written: bytes, depth: int) -> bytes:
        """What is written, with digests for references; 612.0 is 612."""
        if b" R" not in written and b"." not in written:
            return written
        # Of most objects all is outside of strings: what opens is a dictionary, and no `(`.
        bare = b"(" not in written and written.count(b"<") == 2 * written.count(b"<< ")
        parts = [written] if bare else _STRING.split(written)
        for place in range(0, len(parts), 2):
            part = parts[place]
            if _ODD_REAL.search(part):
                part = _REAL.sub(lambda number: _shortest(number[0]), part)
            if b" R" in part:
                part = _REFERENCE.sub(lambda found: self._referred_to(found, depth), part)
            parts[place] = part
        return b"".join(parts)

    def _referred_to(self, reference: re.Match[bytes], depth: int) -> bytes:
        number, generation = int(reference[1]), int(reference[2])
        value = object_of(self._pdf, number, generation)
        if is_container(value):
            # No brace stands in what the library writes, but in strings.
            return b"{%b}" % self._indirect(value, depth)
        self._met[-1].add((number, generation))
        return self._with_digests(_written(value), depth)


def _written(value: Any) -> bytes:
    """What the library writes of an object but a stream, or would write."""
    match value:
        case pikepdf.Object():
            return value.unparse(resolved=True)  # else an indirect one is its number only
        case None:
            return b"null"
        case bool():
            return b"true" if value else b"false"
        case Decimal():
            return _shortest(str(value).encode())
        case _:
            return str(value).encode("utf-8", "surrogateescape")


def _shortest(number: bytes) -> bytes:
    try:
        return format(Decimal(number.decode()).normalize(), "f").encode()
    except InvalidOperation:
        return number  # a point alone


def _raw(stream: Any) -> bytes:
    try:
        return bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError):
        return b"unreadable"
