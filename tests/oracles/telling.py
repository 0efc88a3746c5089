"""Whether a report tells of everything that is shown otherwise than it was signed.

A difference between the drawing of a signed revision and that of the file is told when
`changes_after` of that signature has a change with objects, the page, and a rectangle around it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fhvalidate import Report
from fhvalidate.pdf.revisions.change_list import ChangeKind
from fhvalidate.report.changes_model import ChangeReport
from fhvalidate.report.signature_report import SignatureReport
from tests.oracles.atelier import Atelier
from tests.oracles.pictures import Box, Drawing, around, differing_cells, whole_page

MARGIN = 3.0
"""Points by which an edge, its smoothing and rounded page sizes reach beyond a rectangle."""

NOTE = "Text"
ICON = 24.0
"""The side of the icon of such an annotation, in points."""

UNSEEN = "unseen"
"""What stands for an engine where a signature is not in the report at all."""

PAGE_IS_ENOUGH = not any(name == "rectangle" for name in ChangeReport.__dataclass_fields__)
"""Whether a change without a rectangle tells of its whole page: only where the report has none."""

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass(frozen=True, slots=True)
class Untold:
    """A difference that the report does not tell: which engine shows it, and where."""

    engine: str
    signature: int
    page: int
    """From 1; 0 when an engine draws one of the two files only, or fails on one."""

    box: Box

    def __str__(self) -> str:
        left, bottom, right, top = (f"{side:.0f}" for side in self.box)
        place = f"page {self.page}, {left} {bottom} {right} {top}" if self.page else "the document"
        return f"{self.engine}: {place} (signature {self.signature + 1})"


def untold(report: Report, data: bytes, atelier: Atelier) -> Iterator[Untold]:
    """Every difference between what a signature covers and the file that the report leaves out."""
    yield from _unseen(report, data)
    for number, (entry, end) in enumerate(zip(report.signatures, _ends(report, data), strict=True)):
        if end < len(data):
            for engine in atelier.engines:
                yield from _untold_by(engine, number, entry, (data[:end], data), atelier)


def _unseen(report: Report, data: bytes) -> Iterator[Untold]:
    """A signature that stands in the bytes and not in the report, as any reader would find it."""
    stated = {
        found.groups()
        for found in _RANGE.finditer(data)
        if b"/UR3" not in data[max(found.start() - 40, 0) : found.start()]  # usage rights: none
    }
    if len(stated) > len(report.signatures):
        yield Untold(UNSEEN, len(report.signatures), 0, (0.0, 0.0, 0.0, 0.0))


def _untold_by(
    engine: str, number: int, entry: SignatureReport, files: tuple[bytes, bytes], atelier: Atelier
) -> Iterator[Untold]:
    old, new = (atelier.draw(engine, file) for file in files)
    found = list(_left_out(old, new, entry.changes_after.changes))
    if found:  # a process that has drawn other files may have kept something of them
        old, new = (atelier.draw(engine, file, afresh=True) for file in files)
        found = list(_left_out(old, new, entry.changes_after.changes))
    for page, box in found:
        yield Untold(engine, number, page, box)


def _left_out(
    old: Drawing, new: Drawing, changes: Iterable[ChangeReport]
) -> Iterator[tuple[int, Box]]:
    if old == new:
        return
    known = list(changes)
    for page, boxes in differences(old, new):
        missing = [box for box in boxes if not is_told(page, box, known)]
        if missing:
            yield page, around(missing)


def is_told(page: int, box: Box, changes: Iterable[ChangeReport]) -> bool:
    """Whether one of the changes is on that page, names its objects, and lies around the box."""
    return any(
        change.page == page and change.objects and _holds(_reach(change), box) for change in changes
    )


def _reach(change: ChangeReport) -> Box | None:
    """Where an engine draws what has the change's rectangle.

    NOTE: a note without a look is an icon of the engine's own size, which hangs at the upper left
    corner of its rectangle whatever its area (ISO 32000-2, 12.5.6.4); poppler's is the largest.
    """
    rectangle = rectangle_of(change)
    if rectangle is None or change.kind is not ChangeKind.ANNOTATION or change.name != NOTE:
        return rectangle
    left, bottom, right, top = rectangle
    return (left, min(bottom, top - ICON), max(right, left + ICON), top)


def differences(old: Drawing, new: Drawing) -> Iterator[tuple[int, list[Box]]]:
    """The pages, from 1, that differ, with the boxes that do; page 0 is the document."""
    if old.whole != new.whole:
        yield 0, [(0.0, 0.0, 0.0, 0.0)]
    for number in range(max(len(old.pages), len(new.pages))):
        before = old.pages[number] if number < len(old.pages) else None
        after = new.pages[number] if number < len(new.pages) else None
        if before is None or after is None:
            if before is not after or len(old.pages) != len(new.pages):
                yield number + 1, [whole_page(before or after)]
        elif (before.width, before.height) != (after.width, after.height):
            yield number + 1, [whole_page(before), whole_page(after)]
        elif boxes := list(differing_cells(before, after)):
            yield number + 1, boxes


def rectangle_of(change: ChangeReport) -> Box | None:
    """Where on its page the change is seen, as the report tells."""
    found: Box | None = getattr(change, "rectangle", None)
    if found is None and PAGE_IS_ENOUGH:
        return (float("-inf"), float("-inf"), float("inf"), float("inf"))
    return found


def _holds(rectangle: Box | None, box: Box) -> bool:
    if rectangle is None:
        return False
    left, bottom, right, top = rectangle
    return (
        left - MARGIN <= box[0]
        and bottom - MARGIN <= box[1]
        and box[2] <= right + MARGIN
        and box[3] <= top + MARGIN
    )


def _ends(report: Report, data: bytes) -> list[int]:
    """Where what each signature covers ends: the revision it stands in, by its byte range."""
    ends = {int(found[3]) + int(found[4]) for found in _RANGE.finditer(data)}
    return [_end(entry, report, ends, len(data)) for entry in report.signatures]


def _end(entry: SignatureReport, report: Report, ends: set[int], size: int) -> int:
    if entry.revision is None:
        return size
    stated = next(each.end for each in report.document.revisions if each.number == entry.revision)
    close = [end for end in ends if abs(end - stated) <= 2]
    return close[0] if close else stated
