"""Where something that came lies over what the signed revision shows beside its content."""

from collections.abc import Iterator

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.form_snapshot import FieldKey
from fhvalidate.pdf.document.snapshot import Snapshot
from fhvalidate.pdf.pages.frame import Box, covers
from fhvalidate.pdf.revisions.differences import (
    annotations,
    filled_fields,
    held_signatures,
    new_signatures,
)

MAX_OVERLAPS = 1_000_000  # pairs of boxes looked at; a page has some tens


@frozen
class Overlaps:
    """The pages where something new lies over what the signed revision shows beside its content.

    Text of the page itself is another matter.

    Attributes:
        pages: over an annotation or what a form field holds, or anything but a signature over a
            signature.
        of_signatures: a further signature over an earlier one, which hides nothing that was said.
    """

    pages: tuple[int, ...] = ()
    of_signatures: tuple[int, ...] = ()


_Owner = FieldKey | bytes


@frozen
class _Laid:
    owner: _Owner
    box: Box | None
    is_signature: bool = False


def overlaps(before: Snapshot, after: Snapshot) -> Overlaps:
    """Where something new lies over an annotation, a form field or a signature."""
    shown = _shown_beside_content(before, after)
    pages: set[int] = set()
    of_signatures: set[int] = set()
    left = MAX_OVERLAPS
    for page, new in _laid_on_top(before, after):
        there = shown.get(page, ())
        left -= len(there)
        if left < 0:
            pages.add(page)
            continue
        for old in there:
            if old.owner != new.owner and covers(new.box, old.box):
                both = old.is_signature and new.is_signature
                (of_signatures if both else pages).add(page)
    return Overlaps(tuple(sorted(pages)), tuple(sorted(of_signatures)))


def _shown_beside_content(before: Snapshot, after: Snapshot) -> dict[int, list[_Laid]]:
    """By page: the boxes of what is shown, each with the field or annotation that it is.

    An annotation that changed hides nothing of what it was; it is told as changed.
    """
    found: dict[int, list[_Laid]] = {}
    left = {annotation.digest for of_page in after.annotations for annotation in of_page}
    for number, of_page in enumerate(before.annotations, 1):
        for annotation in of_page:
            if annotation.has_look and annotation.digest in left:
                found.setdefault(number, []).append(_Laid(annotation.digest, annotation.box))
    for key, digest in before.fields.items():
        for page, box in digest.places if digest.text or digest.has_look else ():
            found.setdefault(page, []).append(_Laid(key, box))
    for key in held_signatures(before):
        look = before.looks[key]
        for page, box in look.places if look.has_look else ():
            found.setdefault(page, []).append(_Laid(key, box, is_signature=True))
    return found


def _laid_on_top(before: Snapshot, after: Snapshot) -> Iterator[tuple[int, _Laid]]:
    """What came and can hide something, or take a reader's click, with its page."""
    for each in annotations(before, after):
        if each.is_new and each.annotation.is_on_page:
            yield each.place.page, _Laid(each.annotation.digest, each.place.box)
    filled = {key for key in new_signatures(before, after) if after.looks[key].has_ink}
    for key, look in after.looks.items():
        stays = key in before.looks and key not in filled
        known = frozenset(before.looks[key].places) if stays else frozenset()
        for page, box in look.places:
            if (page, box) not in known:
                yield page, _Laid(key, box, is_signature=True)
    for key in filled_fields(before, after):
        for page, box in after.fields[key].places:
            yield page, _Laid(key, box)
