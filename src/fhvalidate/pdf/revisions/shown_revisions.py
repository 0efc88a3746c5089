"""Each signed revision with what its pages showed beside what they show now."""

from collections.abc import Iterable
from dataclasses import replace

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.page_work import excess_of_pages
from fhvalidate.pdf.pages.frame import is_nowhere
from fhvalidate.pdf.qpdf.opening import opened
from fhvalidate.pdf.revisions.changes import Changes
from fhvalidate.pdf.revisions.own_looks import read_own_looks
from fhvalidate.pdf.revisions.shown import Compared, compare_shown, with_later
from fhvalidate.pdf.revisions.signed_revision import SignedRevision


def with_own_looks(
    placed: Iterable[SignedRevision], document: Document, limits: Limits
) -> tuple[SignedRevision, ...]:
    """The same with what each signature shows itself, where one was made after another."""
    placed = tuple(placed)
    if document.pages_barred is not None:
        return placed
    seen = [each for each in placed if _shows_signatures(each)]
    if not any(later.comes_after(each) for later in placed for each in seen):
        return placed
    names = frozenset(name for each in placed for name in each.names)
    looks = read_own_looks(document, names, limits)
    return tuple(
        replace(each, looks=tuple(look for name in each.names for look in looks.get(name, ())))
        for each in placed
    )


def with_shown(
    placed: Iterable[SignedRevision], document: Document, limits: Limits
) -> tuple[SignedRevision, ...]:
    """The same with what is shown now compared to what was signed, where anything changed.

    A signed revision whose pages draw more than the limits allow is not compared.
    """
    placed = tuple(placed)
    compared = [_to_compare(each, document, limits) for each in placed]
    shown = compare_shown(
        document.data,
        compared,
        password=document.password,
        pages=document.pages or 0,
        limits=limits,
    )
    signers = [(each, theirs) for each, theirs in zip(placed, shown, strict=True) if _signed(each)]
    return tuple(
        replace(
            each,
            shown=with_later(
                own,
                [
                    (later.field.name or "", theirs)
                    for later, theirs in signers
                    if (later.shape.end or 0) > (each.shape.end or 0)
                ],
            ),
        )
        for each, own in zip(placed, shown, strict=True)
    )


def _to_compare(placed: SignedRevision, document: Document, limits: Limits) -> Compared:
    end, changes = placed.shape.end or 0, placed.changes or Changes()
    if not placed.touched:
        return Compared(end, changes, ())
    if document.pages_barred is not None:
        limit = document.pages_barred
        return Compared(end, changes, placed.touched, is_costly=True, barred=limit)
    try:
        with opened(document.data[:end], password=document.password, limits=limits) as (pdf, _):
            barred = excess_of_pages(pdf, limits)
    except UnreadableError:
        return Compared(end, changes, placed.touched, is_costly=True)
    return Compared(end, changes, placed.touched, is_costly=barred is not None, barred=barred)


def _shows_signatures(placed: SignedRevision) -> bool:
    """Whether any that came after it has an area."""
    places = placed.changes.signed_places if placed.changes is not None else ()
    return any(not is_nowhere(place.box) for place in places)


def _signed(placed: SignedRevision) -> bool:
    """Whether it is a signer's, in a revision that can be compared; a time-stamp is nobody's."""
    is_signer = placed.field.type != "DocTimeStamp" and placed.field.name is not None
    return is_signer and placed.changes is not None
