"""Looks: what a widget shows (ISO 32000-2, 12.5.5 and 8.10)."""

from collections.abc import Mapping

from fhvalidate.pdf.structure.painting import (
    CORNERS,
    is_container,
    is_plain,
    is_shown,
    keeps_shape,
    paints_nothing,
)
from fhvalidate.pdf.structure.productions import NotDerivedError, Production
from fhvalidate.pdf.structure.walk import EVERY, Walk
from fhvalidate.pdf.syntax.values import NOTHING, Dictionary, Stream, number_of


def look(walk: Walk, widget: Dictionary, number: int, *, inked: bool) -> None:
    """The look of a widget: one form with an area, by resources of the closed lists.

    A widget that is not shown, and one that may have no ink, have none or one that paints nothing.
    """
    appearance = walk.dictionary(widget.get(b"AP", NOTHING), Production.LOOK, "/AP")
    walk.claim(widget.get(b"AP"), Production.LOOK)
    if not appearance.keys() <= {b"N"}:
        raise NotDerivedError(Production.LOOK, number, "/AP")
    form = appearance.get(b"N")
    if form is None:
        return
    stream = walk.after.follow(form)
    if isinstance(stream, Mapping) and not any(is_container(each) for each in stream.values()):
        walk.claim(form, Production.LOOK)  # no state, no look
        return
    if walk.is_redefined(form):
        walk.redraw(form, Production.LOOK, {number: b"AP", number_of(widget.get(b"AP")): EVERY})
    walk.hold(form, ("look",), Production.LOOK, "/N")
    if not isinstance(stream, Stream):
        raise NotDerivedError(Production.LOOK, number_of(form) or number, "/N")
    if paints_nothing(form, walk.after):
        return
    if not inked or not is_shown(widget, walk.after):
        raise NotDerivedError(Production.LOOK, number, "/AP")
    if not is_plain(widget.get(b"Rect"), walk.after, count=CORNERS):
        raise NotDerivedError(Production.LOOK, number, "/Rect")
    bounded(walk, stream, number_of(form))


def bounded(walk: Walk, stream: Stream, number: int) -> None:
    """A look is painted within its /BBox, which has an area (table 93)."""
    box, matrix = (stream.dictionary.get(key) for key in (b"BBox", b"Matrix"))
    if not keeps_shape(matrix, box, walk.after):
        raise NotDerivedError(Production.LOOK, number, "/BBox")
