"""Whether what later updates redefine can show on a page: a check apart from the digests.

Every PDF reader reads a little more than ours: inherited values, keys that it should pass over,
nulls, generations. So whatever an update makes of an object that was there when it was signed,
other than what signing itself must change, has all pages drawn as signed and as shown now and
compared (rule R5 of the project).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.document.form_fields import SIGNATURE, form_fields
from fhvalidate.pdf.library.values import is_container, object_of
from fhvalidate.pdf.syntax.cross_reference import Entry
from fhvalidate.pdf.syntax.objects import Kind, Node, parse
from fhvalidate.pdf.syntax.updates import Update

# What signing and validation data add to the catalogue (ISO 32000-2, 12.8; EN 319 142-1, 5.4).
_CATALOGUE = frozenset({"/DSS", "/Extensions", "/Metadata", "/Version", "/Perms"})
_FORM = frozenset({"/SigFlags"})
_EMPTY_FIELD = frozenset({"/V", "/AP", "/M"})  # of a signature field that is signed later
_STORE = frozenset(
    {
        *("/Type", "/VRI", "/Certs", "/CRLs", "/OCSPs"),
        *("/Cert", "/CRL", "/OCSP", "/TU", "/TS"),
    }
)
_OF_A_SIGNATURE = re.compile(r"/[0-9A-Fa-f]{40}")  # a key of /VRI: the SHA-1 of /Contents
_INFORMATION = frozenset(
    {
        *("/Title", "/Author", "/Subject", "/Keywords", "/Creator"),
        *("/Producer", "/CreationDate", "/ModDate", "/Trapped"),
    }
)  # table 349
MAX_STORE = 5_000  # objects of a security store; one of 25 signatures has some hundred
MAX_PACKED = 100_000  # objects of one object stream; writers put 100 to 200 in each


@dataclass(frozen=True, slots=True)
class _Roles:
    """The objects of the signed revision that signing changes, by their numbers."""

    catalogue: int
    form: int
    pages: frozenset[int]
    lists: frozenset[int]
    store: frozenset[int]
    information: int
    empty_fields: frozenset[int]


def can_show(
    before: pikepdf.Pdf, after: pikepdf.Pdf, updates: Iterable[Update], places: Mapping[int, int]
) -> bool:
    """Whether anything that the updates redefine might show, so that pages must be compared.

    Args:
        before: the signed revision.
        after: the file as it is now.
        updates: all that follow the signed revision.
        places: where the signed revision has its objects, by number.
    """
    last: dict[int, Entry] = {}
    nodes: dict[int, Node] = {}
    for update in updates:
        last |= {entry.number: entry for entry in update.section.entries}
        nodes |= {place.number: place.value for place in update.objects}
    if before.Root.objgen != after.Root.objgen:
        # All that it leads to may be new, and nothing that was there need be redefined.
        return True
    redefined = [number for number in sorted(last) if number and number in places]
    if not redefined:
        return False
    roles = _roles(before, frozenset(redefined))
    for number in redefined:
        node = nodes.get(number)
        if last[number].container is not None:
            node = _packed(after, last[number])
        # One that is free now, or that two readers may find in two places.
        is_lost = node is None and last[number].offset is None
        old, new = object_of(before, number), object_of(after, number)
        if is_lost or _has_null(node, after) or not _is_harmless(roles, number, old, new):
            return True
    return False


def _is_harmless(roles: _Roles, number: int, old: Any, new: Any) -> bool:
    if isinstance(old, pikepdf.Dictionary) and isinstance(new, pikepdf.Dictionary):
        changed = _differ_in(old, new)
        return not changed or _is_harmless_dictionary(number, old, new, changed, roles)
    if _is_same(old, new):
        return True
    if isinstance(old, pikepdf.Array) and isinstance(new, pikepdf.Array):
        if number in roles.store:
            return all(isinstance(item, pikepdf.Stream) for item in (*old, *new))
        return number in roles.lists and _continues(old, new)
    return False


def _is_harmless_dictionary(
    number: int, old: Any, new: Any, changed: set[str], roles: _Roles
) -> bool:
    if number == roles.catalogue:
        return changed <= _CATALOGUE | {"/AcroForm"} and _is_grown_form(
            old.get("/AcroForm"), new.get("/AcroForm")
        )
    if number == roles.form:
        return _is_grown(old, new, changed, "/Fields", _FORM)
    if number in roles.pages:
        return _is_grown(old, new, changed, "/Annots", frozenset())
    if number in roles.empty_fields:
        return changed <= _EMPTY_FIELD
    if number == roles.information:
        return changed <= _INFORMATION and not any(is_container(new.get(key)) for key in changed)
    # Only what a security store holds, whatever else may lead to the same object.
    return number in roles.store and _is_of_a_store(old) and _is_of_a_store(new)


def _is_of_a_store(dictionary: Any, *, is_entry: bool = False) -> bool:
    """Whether the dictionary could be nothing but a store, its /VRI or an entry of that.

    Names alone do not tell: a page's resources may have any.
    """
    for key, value in dictionary.items():
        named = _OF_A_SIGNATURE.fullmatch(key) is not None
        if key == "/VRI" or named:
            fits = isinstance(value, pikepdf.Dictionary) and not isinstance(value, pikepdf.Stream)
            if is_entry or not fits or not _is_of_a_store(value, is_entry=named):
                return False
        elif key not in _STORE or not _is_of_its_kind(key, value):
            return False
    return True


def _is_of_its_kind(key: str, value: Any) -> bool:
    if key in {"/Type", "/TU"}:
        return not is_container(value)
    if key == "/TS":
        return isinstance(value, pikepdf.Stream) and "/Subtype" not in value
    return isinstance(value, pikepdf.Array) and all(isinstance(i, pikepdf.Stream) for i in value)


def _roles(pdf: pikepdf.Pdf, asked: frozenset[int]) -> _Roles:
    """The roles of the objects, as far as they are asked for."""
    root = pdf.Root
    form = root.get("/AcroForm")
    pages = [page.obj for page in pdf.pages]
    lists = [page.get("/Annots") for page in pages]
    if isinstance(form, pikepdf.Dictionary):
        lists.append(form.get("/Fields"))
    fields = ((kind, node) for _, kind, node in form_fields(pdf) if node.objgen[0] in asked)
    empty = (node for kind, node in fields if kind == SIGNATURE and "/V" not in node)
    return _Roles(
        catalogue=_number(root),
        form=_number(form),
        pages=frozenset(map(_number, pages)) - {0},
        lists=frozenset(map(_number, lists)) - {0},
        store=frozenset(_store(root.get("/DSS"))) - {0},
        information=_number(pdf.trailer.get("/Info")),
        empty_fields=frozenset(map(_number, empty)) - {0},
    )


def _store(top: Any) -> Iterator[int]:
    """The dictionaries and lists of the security store; its streams are never redefined."""
    waiting, seen = [top], set[int]()
    while waiting and len(seen) < MAX_STORE:
        item = waiting.pop()
        if isinstance(item, pikepdf.Stream) or not isinstance(item, pikepdf.Object):
            continue
        number = _number(item)
        if number in seen or not isinstance(item, pikepdf.Dictionary | pikepdf.Array):
            continue
        if number:
            seen.add(number)
            yield number
        is_list = isinstance(item, pikepdf.Array)
        waiting += list(item) if is_list else [value for _, value in item.items()]


def _packed(pdf: pikepdf.Pdf, entry: Entry) -> Node | None:
    """The object in its object stream, where only one reading of the stream's head is possible."""
    stream = object_of(pdf, entry.container or 0)
    if not isinstance(stream, pikepdf.Stream):
        return None
    try:
        first, held = int(stream.get("/First", 0)), bytes(stream.read_bytes())
        head = [int(part) for part in held[:first].split()]
        numbers, offsets = head[::2], head[1::2]
        stated = int(stream.get("/N", -1))
        is_plain = len(head) <= 2 * MAX_PACKED and len(numbers) == len(offsets) == stated
        if not is_plain or len(set(numbers)) < stated or entry.index is None:
            return None
        if not 0 <= entry.index < stated or numbers[entry.index] != entry.number:
            return None
        return parse(held, first + offsets[entry.index])
    except (pikepdf.PdfError, RuntimeError, TypeError, ValueError, PdfSyntaxError):
        return None


def _is_grown_form(old: Any, new: Any) -> bool:
    if old is None:
        # The first signature of a file makes its form.
        return new is None or isinstance(new, pikepdf.Dictionary)
    if not isinstance(old, pikepdf.Dictionary) or not isinstance(new, pikepdf.Dictionary):
        return False
    return _is_grown(old, new, _differ_in(old, new), "/Fields", _FORM)


def _is_grown(old: Any, new: Any, changed: set[str], key: str, beside: frozenset[str]) -> bool:
    """Whether nothing but the list of that name changed, and only by what came at its end."""
    if not changed <= {key, *beside}:
        return False
    was, now = old.get(key, pikepdf.Array()), new.get(key, pikepdf.Array())
    both = isinstance(was, pikepdf.Array) and isinstance(now, pikepdf.Array)
    return both and _continues(was, now)


def _continues(old: Any, new: Any) -> bool:
    """Whether the list got longer at its end, by fields and their widgets and nothing else.

    What another kind of annotation shows need not lie where it says.
    """
    written = [_written(item) for item in new]
    kinds = (_kind(item) for item in list(new)[len(old) :])
    is_longer = [_written(item) for item in old] == written[: len(old)]
    return is_longer and all(kind in {None, "/Widget"} for kind in kinds)


def _kind(item: Any) -> str | None:
    """The subtype of an annotation; that of what is none is not known."""
    if not isinstance(item, pikepdf.Dictionary):
        return ""
    kind = item.get("/Subtype")
    return None if kind is None else kind.unparse().decode("latin-1")


def _differ_in(old: Any, new: Any) -> set[str]:
    """The keys whose values are written otherwise; a reference is as good as its number."""
    was = {key: _written(value) for key, value in old.items()}
    now = {key: _written(value) for key, value in new.items()}
    return {key for key in was | now if was.get(key) != now.get(key)}


def _is_same(old: Any, new: Any) -> bool:
    if isinstance(old, pikepdf.Stream) and isinstance(new, pikepdf.Stream):
        same = old.read_raw_bytes() == new.read_raw_bytes()
        return same and not _differ_in(old, new)
    if isinstance(old, pikepdf.Array) and isinstance(new, pikepdf.Array):
        return list(map(_written, old)) == list(map(_written, new))
    return _written(old) == _written(new)


def _written(value: Any) -> bytes:
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()


def _has_null(node: Node | None, after: pikepdf.Pdf) -> bool:
    """Whether a value is null, or leads to it: some readers take it for one, others for none."""
    if node is None or node.kind is not Kind.DICTIONARY:
        return False
    return any(_is_null(value, after) for value in node.children[1::2])


def _is_null(value: Node, after: pikepdf.Pdf) -> bool:
    if value.kind is Kind.REFERENCE and isinstance(value.value, tuple):
        return object_of(after, *value.value) is None
    return value.kind is Kind.WORD and value.value == b"null"


def _number(value: Any) -> int:
    return int(value.objgen[0]) if isinstance(value, pikepdf.Object) else 0
