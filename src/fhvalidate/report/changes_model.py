"""The part of the report's model on what later revisions did, and what a signature forbids."""

from fhvalidate.frozen import frozen
from fhvalidate.pdf.revisions.change_list import ChangeKind
from fhvalidate.pdf.revisions.changes import ChangeLevel


@frozen
class ChangeReport:
    """One change after a signature.

    `name` is a field's full name, an annotation's subtype or the key that leads to what changed;
    `page` the page that shows it, or that showed what is gone; `objects` the numbers of its PDF
    objects. `rectangle` is where on the page it shows: left, bottom, right and top in points from
    the lower left corner of the page as displayed; None when it is the page itself, shows nowhere,
    or may show anywhere on it.
    """

    kind: ChangeKind
    name: str | None
    page: int | None
    objects: tuple[int, ...]
    rectangle: tuple[float, float, float, float] | None = None


@frozen
class ChangesReport:
    """What later revisions did to the signed one: in short by `details`, and one by one."""

    level: ChangeLevel
    details: tuple[str, ...]
    changes: tuple[ChangeReport, ...] = ()


@frozen
class FieldLockReport:
    """Which fields a signature locks (FieldMDP, or the field's lock): all, these, or all but."""

    action: str
    fields: tuple[str, ...]
