"""What looks paint, and where: areas, hidden flags, content that cannot be seen (12.5, 8 and 9)."""

from collections.abc import Mapping
from decimal import Decimal

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import (
    Dictionary,
    Name,
    Reference,
    Stream,
    Value,
    number_of,
    size_of,
)

CORNERS = 4
MAX_COORDINATE = 32767  # points either way: a page has at most 14,400 (ISO 32000-1, Annex C)
MIN_AREA = Decimal("0.001")  # square points; less is lost in a reader's arithmetic
MAX_FORMS = 20  # forms in each other in a look; writers make three
_HIDDEN = 2 | 32  # of an annotation's flags: hidden, no view (table 167)
# Content that moves, clips and chooses, and paints nothing (8.4 to 8.6, 9.3).
_END = rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
_UNPAINTED = late_re(
    rb"(?:[\x00\t\n\x0c\r ]++|/[^\x00\t\n\x0c\r ()<>\[\]{}/%]++|\[|\]|\(\)"
    rb"|[+-]?(?:\d++\.?+\d*+|\.\d++)" + _END + rb"|(?:q|Q|cm|n|W\*?|re|m|l|c|v|y|h|w|J|j|M|d|i|gs"
    rb"|cs|CS|scn?|SCN?|g|G|rg|RG|k|K|BT|ET|Tf|Td|TD|Tm|Tc|Tw|Tz|TL|Tr|Ts|BMC|BDC|EMC)"
    + _END
    + rb"|)*+"
)
_DRAWN = late_re(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%#]+)[\x00\t\n\x0c\r ]+Do(?![!-~])")


def has_area(value: Value, objects: Objects) -> bool:
    """Whether four numbers span an area; anything else counts as one.

    Raises:
        PdfSyntaxError: they stand in an object that cannot be read.
    """
    sides = _sizes(value, objects)
    if len(sides) != CORNERS:
        return True
    return sides[0] != sides[2] and sides[1] != sides[3]


def is_rectangle(value: Value, objects: Objects) -> bool:
    """Whether it is four numbers."""
    return len(_sizes(value, objects)) == CORNERS


def is_same_box(old: Value, new: Value) -> bool:
    """Whether four numbers are of the same size, be they whole or not: every reader computes so."""
    if not isinstance(old, tuple) or not isinstance(new, tuple) or len(old) != CORNERS:
        return False
    sizes = tuple(map(size_of, old))
    return None not in sizes and sizes == tuple(map(size_of, new))


def is_plain(value: Value, objects: Objects, *, count: int) -> bool:
    """Whether it is so many numbers of a size that each reader computes with alike."""
    sizes = _sizes(value, objects)
    return len(sizes) == count and all(abs(size) <= MAX_COORDINATE for size in sizes)


def keeps_shape(matrix: Value, box: Value, objects: Objects) -> bool:
    """Whether a look's matrix and box are of ordinary size, and leave an area (8.3.4, 8.10.2)."""
    if not is_plain(box, objects, count=CORNERS):
        return False
    left, bottom, right, top = _sizes(box, objects)
    area = abs((right - left) * (top - bottom))
    if matrix is None:
        return area >= MIN_AREA
    if not is_plain(matrix, objects, count=CORNERS + 2):
        return False
    a, b, c, d, *_ = _sizes(matrix, objects)
    return area >= MIN_AREA and area * abs(a * d - b * c) >= MIN_AREA


def _sizes(value: Value, objects: Objects) -> tuple[Decimal, ...]:
    """The numbers of an array of numbers; none of anything else."""
    sizes = tuple(map(size_of, objects.items(value)))
    return tuple(size for size in sizes if size is not None) if None not in sizes else ()


def is_container(value: Value) -> bool:
    """Whether it holds, or leads to, anything else."""
    return isinstance(value, Reference | Mapping | Stream)


def is_shown(widget: Dictionary, objects: Objects) -> bool:
    """Whether a widget has an area that is not hidden."""
    flags = objects.follow(widget.get(b"F"))
    hidden = isinstance(flags, int) and flags & _HIDDEN
    return not hidden and b"Rect" in widget and has_area(widget[b"Rect"], objects)


def paints_nothing(reference: Value, objects: Objects, depth: int = 0) -> bool:
    """Whether what a look draws, and the forms that it draws by name, cannot be seen.

    One with a comment or a string in it is not looked through.
    """
    stream = objects.follow(reference)
    if not isinstance(stream, Stream) or stream.dictionary.get(b"Subtype") == Name(b"Image"):
        return False
    try:
        content = objects.unpack(number_of(reference), stream)
    except PdfSyntaxError:
        return False
    drawn = _DRAWN.findall(content)
    if depth > MAX_FORMS or not _UNPAINTED.fullmatch(_DRAWN.sub(b" ", content)):
        return False
    resources = objects.dictionary(stream.dictionary.get(b"Resources"))
    forms = objects.dictionary(resources.get(b"XObject"))
    # A name that is not its own may be another's: readers ask the page for it.
    return all(name in forms for name in drawn) and all(
        paints_nothing(forms[name], objects, depth + 1) for name in dict.fromkeys(drawn)
    )
