"""How many objects a file has, counted before a library makes them.

Whatever looks at every object costs memory and time for each. Past the limit none of it is done:
the signatures are judged by what leads to them, and nothing is compared.
"""

from fhvalidate.constraints import Excess, Limits
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.revisions import ReadOnce, Revision

LISTED = 4  # entries of all sections, for each object in force: some writers list all each time
_OBJECT = late_re(rb"[0-9][\x00\t\n\x0c\r ]obj")


def excess_of_objects(data: bytes, limits: Limits) -> Excess | None:
    """The limit on objects when more stand in the bytes, those in object streams left out."""
    if data.count(b"obj") <= limits.objects:
        return None
    found = sum(1 for _ in _OBJECT.finditer(data))
    return Excess("objects", limits.objects, found) if found > limits.objects else None


def excess_of_revisions(revisions: tuple[Revision, ...], limits: Limits) -> Excess | None:
    """The limit on revisions when there are more: what the last of them says is not read."""
    many = len(revisions) > limits.revisions
    return Excess("revisions", limits.revisions, None) if many else None


def excess_of_listed(
    revisions: tuple[Revision, ...], read: ReadOnce, limits: Limits
) -> Excess | None:
    """The limit on objects when the sections list more: of all, or of those that updates define."""
    if read.is_cut:
        return Excess("objects", limits.objects, None)
    entries = [entry for section in read.sections for entry in section.entries]
    found = len({entry.number for entry in entries if not entry.is_free})
    if found > limits.objects:
        return Excess("objects", limits.objects, found)
    first = revisions[0].end if revisions else 0
    later = {entry.number for entry in entries if (entry.offset or 0) >= first}
    later |= {entry.number for entry in entries if entry.container in later}
    limit = limits.later_objects
    return Excess("later_objects", limit, len(later)) if len(later) > limit else None
