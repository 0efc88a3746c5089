"""Images written into page content itself (ISO 32000-2, 8.9.7), counted as all others are."""

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.qpdf.decoding import Budget
from fhvalidate.pdf.syntax.filter_chains import chains_of, no_objects
from fhvalidate.pdf.syntax.objects import parse

MAX_DICTIONARY = 4096  # bytes between BI and ID; 200 are usual
STEP = 2  # bytes that are read as tokens in a step
_BEGIN = late_re(rb"(?<![^\x00\t\n\x0c\r ()<>\[\]{}/%])BI(?=[\x00\t\n\x0c\r /%])")
_DATA = late_re(rb"(?<![/A-Za-z])ID(?=[\x00\t\n\x0c\r ])")
_KEYS = (b"Filter", b"F")


def count_inline_images(content: bytes, budget: Budget) -> None:
    """Counts what the images in the content unpack to and take.

    Raises:
        Passed: one of the limits.
    """
    marks = _DATA.finditer(content)
    mark = next(marks, None)
    for start in _BEGIN.finditer(content):
        while mark is not None and mark.start() < start.end():
            mark = next(marks, None)
        if mark is None:
            return
        written = content[start.end() : min(mark.start(), start.end() + MAX_DICTIONARY)]
        budget.spend(len(written) // STEP)
        try:
            dictionary = parse(b"<<%s>>" % written, 0)
        except PdfSyntaxError:
            continue
        begin, end = mark.end() + 1, len(content)
        for chain in chains_of(dictionary, no_objects, _KEYS) or ((),):
            budget.count_picture(content, begin, end, chain, dictionary, no_objects)
            budget.count(content, begin, end, chain)
