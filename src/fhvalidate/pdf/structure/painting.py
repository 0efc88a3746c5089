"""What looks paint, and where: areas, hidden flags, content that cannot be seen (12.5, 8 and 9)."""

import re
from collections.abc import Mapping
from decimal import Decimal

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Dictionary, Name, Reference, Stream, Value, number_of

CORNERS = 4
MAX_FORMS = 20  # forms in each other in a look; writers make three
_HIDDEN = 2 | 32  # of an annotation's flags: hidden, no view (table 167)
# Content that moves, clips and chooses, and paints nothing (8.4 to 8.6, 9.3).
_END = rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
_UNPAINTED = re.compile(
    rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+|/[^\x00\t\n\x0c\r ()<>\[\]{}/%]++|\[|\]|\(\)"
    rb"|[+-]?(?:\d++\.?+\d*+|\.\d++)" + _END + rb"|(?:q|Q|cm|n|W\*?|re|m|l|c|v|y|h|w|J|j|M|d|i|gs"
    rb"|cs|CS|scn?|SCN?|g|G|rg|RG|k|K|BT|ET|Tf|Td|TD|Tm|Tc|Tw|Tz|TL|Tr|Ts|BMC|BDC|EMC)"
    + _END
    + rb")*+"
)
_DRAWN = re.compile(rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]+[\x00\t\n\x0c\r ]+Do(?![!-~])")


def has_area(value: Value, objects: Objects) -> bool:
    """Whether four numbers span an area; anything else counts as one.

    Raises:
        PdfSyntaxError: they stand in an object that cannot be read.
    """
    numbers = objects.items(value)
    if len(numbers) != CORNERS or not all(is_number(each) for each in numbers):
        return True
    return numbers[0] != numbers[2] and numbers[1] != numbers[3]


def is_rectangle(value: Value, objects: Objects) -> bool:
    """Whether it is four numbers."""
    numbers = objects.items(value)
    return len(numbers) == CORNERS and all(is_number(each) for each in numbers)


def is_number(value: Value) -> bool:
    """Whether it is a number."""
    return isinstance(value, int | Decimal)


def is_container(value: Value) -> bool:
    """Whether it holds, or leads to, anything else."""
    return isinstance(value, Reference | Mapping | Stream)


def is_shown(widget: Dictionary, objects: Objects) -> bool:
    """Whether a widget has an area that is not hidden."""
    flags = objects.follow(widget.get(b"F"))
    hidden = isinstance(flags, int) and flags & _HIDDEN
    return not hidden and b"Rect" in widget and has_area(widget[b"Rect"], objects)


def paints_nothing(reference: Value, objects: Objects, depth: int = 0) -> bool:
    """Whether what a look draws, and the forms that it draws, cannot be seen."""
    stream = objects.follow(reference)
    if not isinstance(stream, Stream) or stream.dictionary.get(b"Subtype") == Name(b"Image"):
        return False
    try:
        content = objects.unpack(number_of(reference), stream)
    except PdfSyntaxError:
        return False
    if not _UNPAINTED.fullmatch(_DRAWN.sub(b" ", content)):
        return False
    if not _DRAWN.search(content):
        return True
    resources = objects.dictionary(stream.dictionary.get(b"Resources"))
    forms = objects.dictionary(resources.get(b"XObject")).values()
    return depth < MAX_FORMS and all(paints_nothing(form, objects, depth + 1) for form in forms)
