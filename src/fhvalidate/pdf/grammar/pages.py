"""The page tree and the annotations of pages (ISO 32000-2, 7.7.3 and 12.5)."""

from collections.abc import Iterator

from fhvalidate.pdf.grammar.looks import bounded
from fhvalidate.pdf.structure.notes import reaches_beyond
from fhvalidate.pdf.structure.number_tree import has_tags
from fhvalidate.pdf.structure.painting import has_area, is_same_box
from fhvalidate.pdf.structure.productions import NotDerivedError, Production, spelled
from fhvalidate.pdf.structure.walk import EVERY, Walk
from fhvalidate.pdf.syntax.values import Dictionary, Name, Stream, Value, number_of

# What a reader may add to a page where a certification permits it (12.5.6, tables 166 to 190).
_NOTES = frozenset(
    b"Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut"
    b" Stamp Caret Ink Popup Link".split()
)
_NOTE_KEYS = frozenset(
    b"Type Subtype Rect Contents P NM M F AP AS Border C T Popup CA RC CreationDate Subj RT IT"
    b" QuadPoints L BS LE IC LL LLE Cap LLO CP InkList Vertices Name Open Parent DA Q DS CL RD Sy"
    b" BE Lang Rotate IRT A Dest H".split()
)

_LEADING = (Name(b"URI"), Name(b"GoTo"))


def page(walk: Walk, number: int, old: Dictionary, new: Dictionary) -> None:
    """A page with new annotations at the end of its list."""
    for key in walk.changed_keys(old, new):
        # A page that had no place in the tags may get one; its content has none for all that.
        is_tagged = key == b"StructParents" and key not in old and isinstance(new[key], int)
        is_tagged = is_tagged and not has_tags(walk.before, new[key])
        is_ordered = key == b"Tabs" and new.get(key) == Name(b"S")
        is_box = key in {b"MediaBox", b"CropBox"} and is_same_box(old.get(key), new.get(key))
        if key != b"Annots" and not (is_tagged or is_ordered or is_box):
            raise NotDerivedError(Production.PAGE, number, spelled(key))
    was, now = walk.before.items(old.get(b"Annots")), walk.after.items(new.get(b"Annots"))
    if now[: len(was)] != was:
        raise NotDerivedError(Production.PAGE, number, "/Annots")
    listed = new.get(b"Annots")
    if walk.is_redefined(listed):
        walk.check_led_from(frozenset({number_of(listed)}), Production.PAGE, {number: b"Annots"})
    walk.claim(listed, Production.PAGE)
    if number in walk.changed:
        walk.derived[number] = Production.PAGE
    for item in now[len(was) :]:
        if number_of(item) in walk.widgets:
            walk.widgets.discard(number_of(item))  # listed once, on one page
        else:
            _note(walk, item, number)


def _note(walk: Walk, reference: Value, page: int) -> None:
    """A note or a mark, which shows within its rectangle and does nothing."""
    number = number_of(reference)
    found = walk.dictionary(reference, Production.ANNOTATION, "/Annots")
    kind = found.get(b"Subtype")
    if not walk.is_new(reference) or number in walk.derived:
        raise NotDerivedError(Production.PAGE, page, "/Annots")
    if not isinstance(kind, Name) or kind.value not in _NOTES:
        raise NotDerivedError(Production.ANNOTATION, number, "/Subtype")
    for key in sorted(found.keys() - _NOTE_KEYS):
        raise NotDerivedError(Production.ANNOTATION, number, spelled(key))
    walk.claim(reference, Production.ANNOTATION)
    for key in (b"Popup", b"Parent"):
        other = found.get(key)
        if other is not None and not walk.is_new(other):
            raise NotDerivedError(Production.ANNOTATION, number, spelled(key))
    beyond = reaches_beyond(walk, found)
    if beyond is not None:
        raise NotDerivedError(Production.ANNOTATION, number, spelled(beyond))
    looks(walk, found, number, Production.ANNOTATION)
    rest = tuple(found[key] for key in sorted(found.keys() - {b"AP", b"Popup", b"Parent", b"P"}))
    action = walk.after.dictionary(found.get(b"A"))
    if action and (kind != Name(b"Link") or action.get(b"S") not in _LEADING):
        raise NotDerivedError(Production.ANNOTATION, number, "/A")
    walk.hold(rest, ("plain",), Production.ANNOTATION)


def looks(walk: Walk, widget: Dictionary, number: int, production: Production) -> None:
    """The looks of a note or of a filled field, by state or alone, each within its area."""
    appearance = widget.get(b"AP")
    if appearance is None:
        return
    walk.claim(appearance, production)
    states = walk.dictionary(appearance, production, "/AP")
    for form in _forms(walk, states, production):
        if walk.is_redefined(form):
            walk.redraw(form, production, {number: b"AP", number_of(appearance): EVERY})
        walk.hold(form, ("look",), production, "/AP")
        stream = walk.after.follow(form)
        if not isinstance(stream, Stream):
            raise NotDerivedError(production, number, "/AP")
        if has_area(widget.get(b"Rect"), walk.after):
            bounded(walk, stream, number_of(form) or number)


def _forms(walk: Walk, states: Dictionary, production: Production) -> Iterator[Value]:
    for key, value in states.items():
        found = walk.after.follow(value)
        if key not in {b"N", b"R", b"D"}:
            raise NotDerivedError(production, number_of(value), spelled(key))
        if isinstance(found, Stream):
            yield value
            continue
        walk.claim(value, production)
        yield from walk.dictionary(value, production, spelled(key)).values()
