"""Signature fields with their widgets and values (ISO 32000-2, 12.7.5.5, 12.5.6.19 and 12.8.1)."""

from collections.abc import Iterator

from fhvalidate.pdf.grammar.looks import is_rectangle, look
from fhvalidate.pdf.grammar.walk import NotDerivedError, Production, Walk, number_of, spelled
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import NOTHING, Dictionary, Name, Stream, Text, Value

MAX_FIELDS = 100_000  # fields and kids of one form; the largest real ones have some thousand
MAX_ABOVE = 50  # fields above a field
READ_ONLY = 1  # of a field's flags (table 227)
# Printed, read-only, locked, hidden; what turns or magnifies otherwise than its page is not listed.
_FLAGS = 1 | 2 | 4 | 32 | 64 | 128 | 512
SIGNATURE = Name(b"Sig")
_FIELD = frozenset(
    {b"FT", b"T", b"TU", b"TM", b"Ff", b"V", b"Parent", b"Lock", b"SV", b"DA", b"Kids", b"Q"}
)
_WIDGET = frozenset(
    {
        b"Type",
        b"Subtype",
        b"Rect",
        b"P",
        b"F",
        b"AP",
        b"M",
        b"NM",
        b"MK",
        b"StructParent",
        b"Border",
    }
    | {b"BS", b"H", b"DR", b"AS"}
)
_SHOWN = frozenset({b"Subtype", b"Rect", b"AP"})  # what is none of these lies on no page
_ABOVE = frozenset({b"T", b"Kids", b"Parent", b"FT", b"TU", b"TM", b"Ff"})
_FILLED = frozenset({b"V", b"AP", b"Rect", b"AS", b"M", b"F", b"P", b"MK", b"Lock", b"SV", b"Kids"})


def new_field(walk: Walk, reference: Value, parent: Value) -> None:
    """A new signature field, signed or empty, or a new one above such.

    Raises:
        NotDerivedError: it is anything else.
    """
    number, field = _new(walk, reference, Production.SIGNATURE_FIELD)
    if field.get(b"Parent") != parent:
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "/Parent")
    kids = walk.after.items(field.get(b"Kids"))
    if any(b"T" in walk.after.dictionary(kid) for kid in kids):
        _only(field, _ABOVE, Production.FIELD_PARENT, number)
        walk.claim(reference, Production.FIELD_PARENT)
        walk.claim(field.get(b"Kids"), Production.FIELD_PARENT)
        for kid in kids:
            new_field(walk, kid, reference)
        return
    _only(field, _FIELD | (frozenset() if kids else _WIDGET), Production.SIGNATURE_FIELD, number)
    if (
        inherited(walk.after, field, b"FT") != SIGNATURE
        or inherited(walk.after, field, b"T") is None
    ):
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "/FT")
    signed = b"V" in field
    production = Production.SIGNATURE_FIELD if signed else Production.EMPTY_SIGNATURE_FIELD
    inked = signed and not _value(walk, field[b"V"], number)
    walk.claim(reference, production)
    _scalars(walk, field, number, production)
    if not kids and not field.keys().isdisjoint(_SHOWN):
        _widget(walk, reference, field, number, inked=inked)
    walk.claim(field.get(b"Kids"), production)
    for kid in kids:
        _kid(walk, kid, reference, inked=inked)


def _kid(walk: Walk, kid: Value, field: Value, *, inked: bool) -> None:
    """A widget apart from its field."""
    number, widget = _new(walk, kid, Production.SIGNATURE_FIELD)
    _only(widget, _WIDGET | {b"Parent"}, Production.SIGNATURE_FIELD, number)
    if widget.get(b"Parent", field) != field:
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "/Parent")
    walk.claim(kid, Production.SIGNATURE_FIELD)
    _widget(walk, kid, widget, number, inked=inked)


def filled_field(walk: Walk, number: int, old: Dictionary, new: Dictionary) -> None:
    """A signature field that was empty is signed: its value, and the look of its widgets.

    Raises:
        NotDerivedError: anything else of it changed.
    """
    changed = set(walk.changed_keys(old, new))
    holder = _holder(walk.after, new)
    if b"V" in old or b"V" not in holder or not changed <= _FILLED:
        odd = next(iter(sorted(changed - _FILLED)), b"V")
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, spelled(odd))
    walk.derived[number] = Production.SIGNATURE_FIELD
    if b"V" in changed:
        inked = not _value(walk, new[b"V"], number)
    else:
        inked = not is_time_stamp(walk.after.dictionary(holder[b"V"]))
    _scalars(walk, new, number, Production.SIGNATURE_FIELD)
    if b"Rect" in new:
        look(walk, new, number, inked=inked)
        _decoration(walk, new, number)
    was, now = walk.before.items(old.get(b"Kids")), walk.after.items(new.get(b"Kids"))
    if now[: len(was)] != was:
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "/Kids")
    walk.claim(new.get(b"Kids"), Production.SIGNATURE_FIELD)
    for kid in now[len(was) :]:
        _kid(walk, kid, walk.reference(number), inked=inked)


def grown_parent(walk: Walk, number: int, old: Dictionary, new: Dictionary) -> None:
    """A field that gets new signature fields below it, and is no field of its own otherwise.

    Raises:
        NotDerivedError: anything else of it changed.
    """
    parent = walk.reference(number)
    was, now = walk.before.items(old.get(b"Kids")), walk.after.items(new.get(b"Kids"))
    if set(walk.changed_keys(old, new)) - {b"Kids"} or now[: len(was)] != was:
        raise NotDerivedError(Production.FIELD_PARENT, number, "/Kids")
    _only(new, _ABOVE, Production.FIELD_PARENT, number)
    walk.derived[number] = Production.FIELD_PARENT
    walk.claim(new.get(b"Kids"), Production.FIELD_PARENT)
    for kid in now[len(was) :]:
        new_field(walk, kid, parent)


def is_time_stamp(signature: Dictionary) -> bool:
    """Whether a signature dictionary is a document time-stamp's: nobody's signature (12.8.5)."""
    kind = signature.get(b"SubFilter")
    stamped = isinstance(kind, Name) and kind.value.startswith(b"ETSI.RFC")
    return signature.get(b"Type") == Name(b"DocTimeStamp") and stamped


def inherited(objects: Objects, field: Dictionary, key: bytes) -> Value:
    """What a field has under the key, itself or from above (12.7.4.1); None when nobody has it."""
    return objects.follow(_holder(objects, field, key).get(key))


def _holder(objects: Objects, field: Dictionary, key: bytes = b"V") -> Dictionary:
    for _ in range(MAX_ABOVE):
        if key in field or b"Parent" not in field:
            return field
        field = objects.dictionary(field[b"Parent"])
    return NOTHING


def _new(walk: Walk, reference: Value, production: Production) -> tuple[int, Dictionary]:
    """The new object that a list leads to."""
    if not walk.is_new(reference) or number_of(reference) in walk.derived:
        raise NotDerivedError(production, number_of(reference), "reference")
    return number_of(reference), walk.dictionary(reference, production, "type")


def _only(found: Dictionary, keys: frozenset[bytes], production: Production, number: int) -> None:
    for key in sorted(found.keys() - keys):
        raise NotDerivedError(production, number, spelled(key))


def _value(walk: Walk, value: Value, number: int) -> bool:
    """The signature dictionary of a field, an object of its own; whether it is a time-stamp's."""
    places = {place.number for place in walk.update.objects}
    if not walk.is_new(value) or number_of(value) not in places:
        raise NotDerivedError(Production.SIGNATURE, number, "/V")
    walk.hold(value, ("signature",), Production.SIGNATURE, "/V")
    return is_time_stamp(walk.after.dictionary(value))


def _scalars(walk: Walk, field: Dictionary, number: int, production: Production) -> None:
    """What says nothing of how a field looks: its names, its lock and its seed value."""
    walk.hold(field.get(b"Lock"), ("lock",), production, "/Lock")
    walk.hold(field.get(b"SV"), ("seed",), production, "/SV")
    for key in (
        b"T",
        b"TU",
        b"TM",
        b"Ff",
        b"DA",
        b"Q",
        b"M",
        b"NM",
        b"StructParent",
        b"H",
        b"Rect",
    ):
        walk.hold(field.get(key), (), production, spelled(key))
    name = walk.after.follow(field.get(b"T"))
    if not isinstance(name, Text | None):
        raise NotDerivedError(production, number, "/T")


def _widget(walk: Walk, reference: Value, widget: Dictionary, number: int, *, inked: bool) -> None:
    production = Production.SIGNATURE_FIELD
    for key, wanted in ((b"Type", Name(b"Annot")), (b"Subtype", Name(b"Widget"))):
        if widget.get(key, wanted) != wanted:
            raise NotDerivedError(production, number, spelled(key))
    if not is_rectangle(widget.get(b"Rect"), walk.after):
        raise NotDerivedError(production, number, "/Rect")
    page = widget.get(b"P")
    if page is not None and number_of(page) not in walk.pages:
        raise NotDerivedError(production, number, "/P")
    _decoration(walk, widget, number)
    look(walk, widget, number, inked=inked)
    walk.widgets.add(number_of(reference))
    walk.signed_widgets.add(number_of(reference))


def _decoration(walk: Walk, widget: Dictionary, number: int) -> None:
    """Flags, borders and captions: nothing that a reader draws by itself.

    A border has no colour but that of /MK (table 192), which counts where there is no look.
    """
    flags = walk.after.follow(widget.get(b"F", 0))
    if not isinstance(flags, int) or flags & ~_FLAGS:
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "/F")
    made_of = walk.after.dictionary(widget.get(b"MK"))
    turned = walk.after.follow(made_of.get(b"R", 0))
    looks = walk.after.dictionary(widget.get(b"AP"))
    is_drawn = isinstance(walk.after.follow(looks.get(b"N")), Stream)
    if turned != 0 or not (is_drawn or made_of.keys() <= {b"R"}):
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "/MK")
    for key in (b"MK", b"BS", b"Border", b"DR", b"AS"):
        kinds = ("resources",) if key == b"DR" else ("dictionary",)
        walk.hold(widget.get(key), kinds, Production.SIGNATURE_FIELD, spelled(key))


def read_only(walk: Walk, number: int, old: Dictionary, new: Dictionary, name: str) -> None:
    """A field that a signature of this very update locks is made read-only (12.8.2.4).

    Raises:
        NotDerivedError: anything else of it changed, or no such signature locks it.
    """
    flags = inherited(walk.before, old, b"Ff") or 0
    now = inherited(walk.after, new, b"Ff")
    is_set = isinstance(flags, int) and now == flags | READ_ONLY
    if walk.changed_keys(old, new) != (b"Ff",) or not is_set or not _is_locked(walk, name):
        raise NotDerivedError(Production.READ_ONLY, number, "/Ff")
    walk.derived[number] = Production.READ_ONLY
    walk.read_only.append(name)


def _is_locked(walk: Walk, name: str) -> bool:
    signed = [n for n, p in walk.derived.items() if p is Production.SIGNATURE_FIELD]
    for number in signed:
        field = walk.after.dictionary(walk.after.written(number))
        lock = walk.after.dictionary(field.get(b"Lock"))
        if b"V" in field and lock and _covers(walk, lock, name):
            return True
    return False


def _covers(walk: Walk, lock: Dictionary, name: str) -> bool:
    named = [_text(item) for item in walk.after.items(lock.get(b"Fields"))]
    hit = any(name == each or name.startswith(f"{each}.") for each in named)
    action = lock.get(b"Action")
    if action == Name(b"All"):
        return True
    return hit if action == Name(b"Include") else action == Name(b"Exclude") and not hit


def _text(value: Value) -> str:
    if not isinstance(value, Text):
        return ""
    if value.value.startswith(b"\xfe\xff"):
        return value.value[2:].decode("utf-16-be", "replace")
    return value.value.decode("latin-1")


def fields_of(objects: Objects) -> Iterator[tuple[int, str, Dictionary]]:
    """Every field and widget of the form: its object's number, its full name, what it holds."""
    form = objects.dictionary(objects.dictionary(objects.trailer.get(b"Root")).get(b"AcroForm"))
    waiting = [(item, "") for item in reversed(objects.items(form.get(b"Fields")))]
    seen: set[int] = set()
    while waiting and len(seen) < MAX_FIELDS:
        item, above = waiting.pop()
        if number_of(item) in seen:
            continue
        seen.add(number_of(item))
        field = objects.dictionary(item)
        part = _text(objects.follow(field.get(b"T")))
        name = f"{above}.{part}" if above and part else above or part
        yield number_of(item), name, field
        waiting.extend((kid, name) for kid in reversed(objects.items(field.get(b"Kids"))))


def is_empty_signature(objects: Objects, field: Dictionary) -> bool:
    """Whether it is a signature field, or a widget of one, that holds nothing."""
    is_signature = inherited(objects, field, b"FT") == SIGNATURE
    return is_signature and inherited(objects, field, b"V") is None
