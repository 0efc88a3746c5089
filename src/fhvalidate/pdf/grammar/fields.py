"""Signature fields with their widgets and values (ISO 32000-2, 12.7.5.5, 12.5.6.19 and 12.8.1)."""

from fhvalidate.pdf.grammar.looks import look
from fhvalidate.pdf.structure.form import (
    SIGNATURE,
    full_name,
    holder,
    inherited,
    is_time_stamp,
    locks,
)
from fhvalidate.pdf.structure.painting import is_rectangle
from fhvalidate.pdf.structure.productions import NotDerivedError, Production, spelled
from fhvalidate.pdf.structure.walk import Walk
from fhvalidate.pdf.syntax.values import Dictionary, Name, Stream, Text, Value, number_of

READ_ONLY = 1  # of a field's flags (table 227)
# Printed, read-only, locked, hidden; what turns or magnifies otherwise than its page is not listed.
_FLAGS = 1 | 2 | 4 | 32 | 64 | 128 | 512
_FIELD = frozenset(b"FT T TU TM Ff V Parent Lock SV DA Kids Q".split())
_WIDGET = frozenset(b"Type Subtype Rect P F AP M NM MK StructParent Border BS H DR AS".split())
_SAID = b"T TU TM Ff DA Q M NM StructParent H Rect".split()  # none of it leads to anything
_SHOWN = frozenset({b"Subtype", b"Rect", b"AP"})  # what has none of these lies on no page
_ABOVE = frozenset(b"T Kids Parent FT TU TM Ff".split())
_FILLED = frozenset(b"V AP Rect AS M F P MK Lock SV Kids".split())


def new_field(walk: Walk, reference: Value, parent: Value) -> None:
    """A new signature field, signed or empty, or a new one above such."""
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
    kind, name = (inherited(walk.after, field, key) for key in (b"FT", b"T"))
    # A namesake shares what it holds with the field that was there (12.7.4.2).
    if kind != SIGNATURE or name is None or full_name(walk.after, field) in walk.names:
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
    """A signature field that was empty is signed: its value, and the look of its widgets."""
    changed = set(walk.changed_keys(old, new))
    value = holder(walk.after, new, b"V").get(b"V")
    if b"V" in old or value is None or not changed <= _FILLED:
        odd = next(iter(sorted(changed - _FILLED)), b"V")
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, spelled(odd))
    walk.derived[number] = Production.SIGNATURE_FIELD
    if b"V" in changed:
        inked = not _value(walk, new[b"V"], number)
    else:
        inked = not is_time_stamp(walk.after.dictionary(value))
    _scalars(walk, new, number, Production.SIGNATURE_FIELD)
    if b"Rect" in new:
        look(walk, new, number, inked=inked)
        _decoration(walk, new, number)
    was, now = walk.before.items(old.get(b"Kids")), walk.after.items(new.get(b"Kids"))
    if now[: len(was)] != was:
        raise NotDerivedError(Production.SIGNATURE_FIELD, number, "/Kids")
    walk.claim(new.get(b"Kids"), Production.SIGNATURE_FIELD)
    for kid in now[len(was) :]:
        _kid(walk, kid, walk.after.reference(number), inked=inked)


def grown_parent(walk: Walk, number: int, old: Dictionary, new: Dictionary) -> None:
    """A field that gets new signature fields below it, and is no field of its own otherwise."""
    parent = walk.after.reference(number)
    was, now = walk.before.items(old.get(b"Kids")), walk.after.items(new.get(b"Kids"))
    if set(walk.changed_keys(old, new)) - {b"Kids"} or now[: len(was)] != was:
        raise NotDerivedError(Production.FIELD_PARENT, number, "/Kids")
    _only(new, _ABOVE, Production.FIELD_PARENT, number)
    walk.derived[number] = Production.FIELD_PARENT
    walk.claim(new.get(b"Kids"), Production.FIELD_PARENT)
    for kid in now[len(was) :]:
        new_field(walk, kid, parent)


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
    for key in _SAID:
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
        kinds = ("resources",) if key == b"DR" else ("plain",)
        walk.hold(widget.get(key), kinds, Production.SIGNATURE_FIELD, spelled(key))


def read_only(walk: Walk, number: int, old: Dictionary, new: Dictionary, name: str) -> None:
    """A field that a signature of this very update locks is made read-only (12.8.2.4)."""
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
        if b"V" in field and lock and locks(walk.after, lock, name):
            return True
    return False
