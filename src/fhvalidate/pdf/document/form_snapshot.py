"""The fields of a form as a reader would compare them: what they hold, and how they look."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.digests import Digests
from fhvalidate.pdf.document.form_fields import SIGNATURE, is_signature, stands_alone
from fhvalidate.pdf.document.page_places import Places, ShownOn, places_of
from fhvalidate.pdf.pages.frame import Frame
from fhvalidate.pdf.qpdf.opened_streams import bounded
from fhvalidate.pdf.qpdf.values import integer_of, name_of, text_of

MAX_VALUE = 200  # characters of a field's value that are quoted; a form's line holds some 80
MAX_BLANK = 65_536  # bytes of white space that an empty look may hold; software writes none
MAX_CHOICES = 20  # of a list field's chosen items that are quoted

FIELD = "field"  # what is remembered of a field that stands alone
_VALUE_KEYS = ("/V", "/AS", "/I", "/RV")
_FRAME_KEYS = ("/F", "/Rect", "/MK", "/OC", "/Border", "/BS")
# /DA is how the value is set: a program that fills in a field may name another font there, as it
# writes another /AP.
_STYLE_KEYS = ("/AP", "/DA")
_ACTION_KEYS = ("/A", "/AA")
_SIGNATURE_LOOK_KEYS = ("/AP", "/AS", *_ACTION_KEYS, *_FRAME_KEYS)
_READ_ONLY = 1  # of /Ff (table 227): a signature that locks a field may set it
_RULE_KEYS = ("/A", "/AA", "/MaxLen", "/Opt", "/FT", "/TU")

_PAINTS = ("/BG", "/CA", "/RC", "/AC", "/I", "/RI", "/IX")  # of /MK (table 192)
TIME_STAMP = "DocTimeStamp"  # /Type of a document time-stamp's dictionary (table 255)

FieldKey = tuple[str, int]
"""A field's name, and which of those with that name it is (from 1): nothing forbids namesakes."""


@frozen
class FieldDigest:
    """A form field that is no signature field: what it holds, how it looks, how it behaves.

    Attributes:
        value: of what it holds.
        look: of its appearance streams and text style.
        shape: of where and how it lies on its pages and what it does.
        read_only: of each widget, whether nobody may fill it in.
        places: where it shows.
        text: the value as text, cut short; empty when it holds none.
        has_look: whether it brings an appearance.
        objects: the numbers of its objects.
    """

    value: bytes
    look: bytes
    shape: bytes
    places: Places
    read_only: tuple[bool, ...] = ()
    text: str = ""
    has_look: bool = False
    objects: tuple[int, ...] = ()


@frozen
class SignatureLook:
    """How a signature field looks, and where it shows.

    Attributes:
        digest: of its look.
        is_time_stamp: whether its value is a document time-stamp.
        places: where it shows.
        has_look: whether it brings an appearance.
        has_ink: whether it may draw anything, by an appearance that is not empty or without one.
        does: of the actions that it brings; empty when it brings none.
        holds: the object of its signature dictionary; None when it holds nothing, or something
            else; (0, 0) when the dictionary is a direct one.
        entries: digests of what its signature dictionary holds, by key.
        objects: the numbers of its objects.
    """

    digest: bytes
    is_time_stamp: bool
    places: Places
    has_look: bool = True
    has_ink: bool = True
    does: bytes = b""
    holds: tuple[int, int] | None = None
    entries: Mapping[str, bytes] = field(default_factory=dict)
    objects: tuple[int, ...] = ()


@frozen
class FormField:
    """A field of the form.

    Attributes:
        name: its full name.
        kind: its type.
        widgets: the objects of itself and its widgets.
        shown: where its first widget shows.
        held: the digest of what a signature field holds; nothing when it is empty.
        seen: how it looks, or what it is when it is no signature field.
    """

    name: str
    kind: str | None
    widgets: tuple[tuple[int, int], ...]
    shown: tuple[tuple[int, Frame], ...]
    held: bytes
    seen: FieldDigest | SignatureLook


def form_field(
    name: str, kind: str | None, node: Any, shown: ShownOn, digests: Digests
) -> FormField:
    """The field, as it was found before where nothing can have changed."""
    here = shown.get(node.objgen, ())
    known: FormField | None = digests.remembered(FIELD, node)
    if known is not None and known.shown == here:
        return known

    def read() -> FormField:
        value, own = node.get("/V"), known.kind if known is not None else kind
        look = signature_look if is_signature(own, value) else field_digest
        seen = look(node, shown, digests)
        digests.of(node.get("/Lock"))  # what a signature locks is taken over with the field
        return FormField(
            name=name,
            kind=own,
            widgets=tuple(w.objgen for w in widgets_of(node) if w.is_indirect),
            shown=here,
            held=_held(seen, value, digests) if isinstance(seen, SignatureLook) else b"",
            seen=seen,
        )

    return digests.remember(FIELD, node, read) if stands_alone(node, name) else read()


def known_names(digests: Digests) -> Mapping[tuple[int, int], str]:
    """The names of the fields that need not be looked at, by their objects."""
    return {key: known.name for key, known in digests.all_remembered(FIELD).items()}


def field_digest(node: Any, shown: ShownOn, digests: Digests) -> FieldDigest:
    """The digest of a form field."""
    widgets = list(widgets_of(node))
    here = [places_of(widget, shown) for widget in widgets]
    entries = [dict(widget.items()) for widget in widgets]
    flags = [integer_of(each.get("/Ff", 0)) for each in entries]
    rules = [-1 if flag is None else flag & ~_READ_ONLY for flag in flags]
    shape = [*_from_all(entries, (*_FRAME_KEYS, *_RULE_KEYS)), *_pages_of(here), *rules]
    return FieldDigest(
        value=digests.of(_from_all(entries, _VALUE_KEYS)),
        look=digests.of(_from_all(entries, _STYLE_KEYS)),
        shape=digests.of(shape),
        places=tuple(chain.from_iterable(here)),
        read_only=tuple(bool((flag or 0) & _READ_ONLY) for flag in flags),
        text=_value_text(entries[0].get("/V")),
        has_look=any("/AP" in each for each in entries),
        objects=_objects(widgets),
    )


def signature_look(node: Any, shown: ShownOn, digests: Digests) -> SignatureLook:
    """The look of a signature field."""
    widgets = list(widgets_of(node))
    value = node.get("/V")
    here = [places_of(widget, shown) for widget in widgets]
    entries_of = [dict(widget.items()) for widget in widgets]
    look = digests.of([*_from_all(entries_of, _SIGNATURE_LOOK_KEYS), *_pages_of(here)])
    actions = [item for item in _from_all(entries_of, _ACTION_KEYS) if item is not None]
    entries = {key: digests.of(item) for key, item in _signed_entries(value, digests)}
    return SignatureLook(
        digest=look,
        is_time_stamp=_is_time_stamp(value),
        places=tuple(chain.from_iterable(here)),
        has_look=any("/AP" in widget for widget in widgets),
        has_ink=any(_has_ink(widget, of_field=widget is node) for widget in widgets),
        does=digests.of(actions) if actions else b"",
        holds=value.objgen if isinstance(value, pikepdf.Dictionary) else None,
        entries=MappingProxyType(entries),
        objects=_objects([*widgets, value]),
    )


def _held(look: SignatureLook, value: Any, digests: Digests) -> bytes:
    """The digest of what a signature field holds; nothing when it is empty."""
    if value is None:
        return b""
    if not isinstance(value, pikepdf.Dictionary):
        return digests.of(value)
    return hashlib.sha256(repr(sorted(look.entries.items())).encode()).digest()


def widgets_of(node: Any) -> Iterator[Any]:
    """The field itself, which may be its own widget, and its widgets (12.7.4.1)."""
    yield node
    kids = node.get("/Kids")
    for kid in kids if isinstance(kids, pikepdf.Array) else ():
        if isinstance(kid, pikepdf.Dictionary) and text_of(kid.get("/T")) is None:
            yield kid


def picked(dictionary: Any, keys: tuple[str, ...]) -> list[Any]:
    """The values of the keys, in their order; None for each that is not there."""
    if not isinstance(dictionary, pikepdf.Dictionary):
        return []
    return [dictionary.get(key) for key in keys]


def _signed_entries(value: Any, digests: Digests) -> list[tuple[str, Any]]:
    """A signature dictionary without what it says of other objects, which change by themselves.

    That is its reference to the catalogue, and a copy of the form's list that some writers make.
    """
    if not isinstance(value, pikepdf.Dictionary):
        return []
    digests.meets(value)
    found: list[tuple[str, Any]] = []
    for key, item in sorted(value.items(), key=itemgetter(0)):
        is_array = key in {"/Reference", "/Fields"} and isinstance(item, pikepdf.Array)
        if not is_array:
            found.append((key, item))
            continue
        digests.meets(item)
        if key == "/Fields":
            found.append((key, [str(getattr(each, "objgen", each)) for each in item]))
        else:
            found.append((key, [_reference(each, digests) for each in item]))
    return found


def _reference(stated: Any, digests: Digests) -> Any:
    """A signature reference dictionary without what it refers to (table 256)."""
    if not isinstance(stated, pikepdf.Dictionary):
        return stated
    digests.meets(stated)
    pairs = sorted(stated.items(), key=itemgetter(0))
    return [[key, item] for key, item in pairs if key != "/Data"]


def _is_time_stamp(value: Any) -> bool:
    """Whether it says so in both its entries (ISO 32000-2, 12.8.5): no signer's CMS is one."""
    if not isinstance(value, pikepdf.Dictionary) or name_of(value.get("/Type")) != TIME_STAMP:
        return False
    return (name_of(value.get("/SubFilter")) or "").startswith("ETSI.RFC")


def _has_ink(widget: Any, *, of_field: bool) -> bool:
    """Whether a widget may draw anything: software gives empty fields an empty stream.

    Without an appearance it may all the same, by its colours and captions, or as a field of
    another kind than the one that it belongs to.
    """
    appearance, made_of = widget.get("/AP"), widget.get("/MK")
    if isinstance(appearance, pikepdf.Dictionary):
        return any(not _is_blank(item) for _, item in appearance.items())
    colours = isinstance(made_of, pikepdf.Dictionary) and any(k in made_of for k in _PAINTS)
    other = not of_field and ("/V" in widget or name_of(widget.get("/FT")) not in {None, SIGNATURE})
    return appearance is not None or colours or other


def _is_blank(item: Any) -> bool:
    if not isinstance(item, pikepdf.Stream):
        return False
    try:
        content = bounded(item, limit=MAX_BLANK)
    except (pikepdf.PdfError, RuntimeError):
        return False
    return content is not None and not content.strip()


def _value_text(value: Any) -> str:
    """What a field holds, as its reader would say it: text, a state, or what is chosen."""
    items = list(value)[:MAX_CHOICES] if isinstance(value, pikepdf.Array) else [value]
    texts = (text_of(item) or name_of(item) or "" for item in items)
    return ", ".join(text for text in texts if text)[:MAX_VALUE]


def _pages_of(places: Iterable[Places]) -> list[str]:
    """Where each widget shows, to be part of a digest; one that no page lists shows nowhere."""
    return [str(each or None) for each in places]


def _objects(items: Iterable[Any]) -> tuple[int, ...]:
    numbers = (item.objgen[0] for item in items if getattr(item, "is_indirect", False))
    return tuple(dict.fromkeys(numbers))


def _from_all(dictionaries: Iterable[dict[str, Any]], keys: tuple[str, ...]) -> list[Any]:
    return [each.get(key) for each in dictionaries for key in keys]
