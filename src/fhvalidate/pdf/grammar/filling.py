"""Fields of a form that are filled in, where a certification permits it (ISO 32000-2, 12.8.2.2)."""

from fhvalidate.pdf.grammar.pages import looks
from fhvalidate.pdf.structure.productions import NotDerivedError, Production, spelled
from fhvalidate.pdf.structure.walk import Walk
from fhvalidate.pdf.syntax.values import Dictionary

# What the field holds, and how that looks (12.7.4.3).
_FILLED = frozenset({b"V", b"AP", b"AS", b"I", b"RV", b"M"})
# By what its look is made: what is filled in may be set otherwise than what was.
_MADE_BY = frozenset({b"DA", b"MK"})


def filled(walk: Walk, number: int, old: Dictionary, new: Dictionary) -> None:
    """A field of the form that holds something else, or a widget that shows it."""
    changed = set(walk.changed_keys(old, new))
    is_made = not changed.isdisjoint({b"V", b"AP"})
    for key in sorted(changed - (_FILLED | _MADE_BY if is_made else _FILLED)):
        raise NotDerivedError(Production.FORM_FILL, number, spelled(key))
    walk.claim(walk.after.reference(number), Production.FORM_FILL)
    looks(walk, new, number, Production.FORM_FILL)
    for key in sorted(changed - {b"AP"}):
        walk.hold(new.get(key), ("plain",), Production.FORM_FILL, spelled(key))
