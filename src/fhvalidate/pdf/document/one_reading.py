"""Whether what decides can be read in one way only (rule R12 of the project).

What decides is the catalogue, the page tree, the form with its fields, the annotations, the
signatures and whatever an update defines. Our own strict reading of each must be equal to the
library's, value for value; what only one of the two has is no reading.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.qpdf_values import is_read_alike, raw_bytes
from fhvalidate.pdf.qpdf.values import object_of
from fhvalidate.pdf.structure.form import fields_of
from fhvalidate.pdf.structure.page_tree import miscounted, page_tree
from fhvalidate.pdf.syntax.bodies import later_bodies
from fhvalidate.pdf.syntax.object_streams import Unpack, unpacked
from fhvalidate.pdf.syntax.revision_objects import Objects, read_objects
from fhvalidate.pdf.syntax.revisions import ReadOnce, Revision, hidden_numbers
from fhvalidate.pdf.syntax.values import (
    Boolean,
    Real,
    Reference,
    Stream,
    Value,
)


@frozen
class TwoReadings:
    """An object that can be read in two ways: its number (0: the file's structure), and why."""

    number: int
    reason: str


@frozen
class Reading:
    """One revision by our own reading, beside the library's.

    Attributes:
        objects: None when the cross-reference cannot be read in one way.
        hidden: the objects that a hybrid section has, and its table calls free.
        unread: the objects that the file has and the library does not read; some readers do.
        twice: what decides and can be read in two ways.
        elsewhere: numbers of other objects that can be read in two ways.
        within: numbers of the objects that stand once more in the data of a stream, where a reader
            that builds the cross-reference anew may find them.
    """

    objects: Objects | None
    hidden: frozenset[int] = frozenset()
    unread: frozenset[int] = frozenset()
    twice: tuple[TwoReadings, ...] = ()
    elsewhere: frozenset[int] = frozenset()
    within: frozenset[int] = frozenset()

    def with_remarks(self, *, odd: bool, keys_twice: frozenset[int]) -> "Reading":
        """The same with what else can be read in two ways.

        Args:
            odd: whether control bytes seem to stand where only white space may.
            keys_twice: the numbers of the objects that give a key twice.
        """
        found = keys_twice
        if odd and self.objects is not None:
            found |= frozenset(n for n in self.objects.entries if not self.objects.can_read(n))
        return replace(self, elsewhere=found - {each.number for each in self.twice})


def read_both(
    pdf: pikepdf.Pdf, data: bytes, revisions: tuple[Revision, ...], *, limit: int, read: ReadOnce
) -> Reading:
    """Both readings of the file as it is: what decides, and what only one of the two has."""
    startxref = revisions[-1].startxref if revisions else 0
    try:
        objects = read_objects(
            data, startxref, limit=limit, read=read, unpack=unpacking(lambda: pdf)
        )
        hidden = hidden_numbers(data, read.sections, read)
        numbers = deciding(objects) | (_came_later(objects, revisions) - hidden)
        odd = miscounted(objects, page_tree(objects))
    except PdfSyntaxError as error:
        return Reading(None, twice=(TwoReadings(0, error.reason),))
    found = compared(pdf, objects, numbers, hidden)
    outside, within = later_bodies(objects, numbers)
    more = [TwoReadings(number, "stands-again") for number in sorted(outside)]
    more += [TwoReadings(number, "page-tree") for number in sorted(odd)]
    return replace(found, twice=(*found.twice, *more), within=within)


def _came_later(objects: Objects, revisions: tuple[Revision, ...]) -> frozenset[int]:
    """The objects that stand after the first revision: what updates define."""
    first = revisions[0].end if revisions else 0
    places = {n: place for n, e in objects.entries.items() if (place := e.offset) is not None}
    return frozenset(
        number
        for number, entry in objects.entries.items()
        if places.get(entry.container or number, 0) >= first
    )


def is_readable(objects: Objects | None) -> bool:
    """Whether a revision has a page tree and a form that can be read in one way."""
    try:
        return objects is not None and bool(deciding(objects))
    except PdfSyntaxError:
        return False


def compared(
    pdf: pikepdf.Pdf,
    objects: Objects,
    numbers: Iterable[int],
    hidden: frozenset[int],
    asked: frozenset[int] | None = None,
) -> Reading:
    """Both readings of these objects of a revision that is open.

    What a hybrid section hides as the standard says need not be read by the library.

    Args:
        pdf: the revision, opened.
        objects: the same by our own reading.
        numbers: those to compare.
        hidden: those that a hybrid section hides.
        asked: the objects that the library may not have; when it is None, it may have none of them.
    """
    if asked is None:
        everything: Iterable[Any] = pdf.objects
        found = frozenset(o.objgen[0] for o in everything if isinstance(o, pikepdf.Object))
        lacking = objects.entries.keys() - found
    else:
        lacking = {n for n in asked if not isinstance(_theirs(pdf, objects, n), pikepdf.Object)}
    twice = tuple(two_readings(pdf, objects, numbers, encrypted=pdf.is_encrypted))
    return Reading(objects, hidden, unread_objects(objects, lacking) - hidden, twice)


def _theirs(pdf: pikepdf.Pdf, objects: Objects, number: int) -> Any:
    """The object as the library has it."""
    entry = objects.entries.get(number)
    return object_of(pdf, number, entry.generation if entry is not None else 0)


def unpacking(last: Callable[[], pikepdf.Pdf]) -> Unpack:
    """What unpacks a stream of a signed revision.

    Our own reading, but for what is encrypted or packed otherwise than by deflate.
    """

    def unpack(number: int, stream: Stream) -> bytes:
        if not last().is_encrypted:
            try:
                return unpacked(number, stream)
            except PdfSyntaxError:
                pass
        found = object_of(last(), number)
        # What is encrypted the library hands out decrypted, so only its kind can be compared.
        same = last().is_encrypted or (
            isinstance(found, pikepdf.Stream) and raw_bytes(found) == stream.raw
        )
        if not isinstance(found, pikepdf.Stream) or not same:
            raise PdfSyntaxError("encrypted", 0)
        try:
            return bytes(found.read_bytes())
        except (pikepdf.PdfError, RuntimeError) as error:
            raise PdfSyntaxError("stream-data", 0) from error

    return unpack


def unread_objects(objects: Objects, lacking: Iterable[int]) -> frozenset[int]:
    """The objects that the file has and the library does not read; some readers follow them.

    Args:
        objects: by our own reading.
        lacking: the numbers of the objects that the library has not, or as a number or a boolean.
    """
    return frozenset(n for n in lacking if _is_more_than_a_number(objects, n))


def _is_more_than_a_number(objects: Objects, number: int) -> bool:
    try:
        return not isinstance(objects.written(number), int | Real | Boolean | None)
    except PdfSyntaxError:
        return True


def deciding(objects: Objects) -> frozenset[int]:
    """The numbers of the objects that decide what a reader sees and who signed.

    Raises:
        PdfSyntaxError: the page tree or the form cannot be read.
    """
    tree = page_tree(objects)
    root = objects.trailer.get(b"Root")
    catalogue = objects.dictionary(root)
    form = objects.dictionary(catalogue.get(b"AcroForm"))
    found = {*tree.pages, *tree.nodes}
    for holder, keys in ((catalogue, (b"AcroForm", b"Perms")), (form, (b"Fields",))):
        found |= _numbers(holder.get(key) for key in keys)
    found |= _numbers([root])
    for number in tree.pages:
        page = objects.dictionary(Reference(number, objects.entries[number].generation))
        listed = page.get(b"Annots")
        found |= _numbers([listed]) | _numbers(objects.items(listed))
    for number, _, field in fields_of(objects):
        found |= {number} | _numbers([field.get(b"V"), field.get(b"Kids"), field.get(b"Lock")])
    return frozenset(found - {0})


def _numbers(values: Iterable[Value]) -> set[int]:
    return {value.number for value in values if isinstance(value, Reference)}


def two_readings(
    pdf: pikepdf.Pdf, objects: Objects, numbers: Iterable[int], *, encrypted: bool
) -> Iterator[TwoReadings]:
    """Those of the objects that we and the library read otherwise, or that we do not read.

    Args:
        pdf: the revision, opened.
        objects: the same by our own reading.
        numbers: those to compare.
        encrypted: whether the library decrypts what it reads, so that strings are not compared.
    """
    for number in sorted(numbers):
        try:
            own = objects.written(number)
            if not is_read_alike(own, _theirs(pdf, objects, number), objects, encrypted=encrypted):
                yield TwoReadings(number, "read-otherwise")
        except PdfSyntaxError as error:
            yield TwoReadings(number, error.reason)
