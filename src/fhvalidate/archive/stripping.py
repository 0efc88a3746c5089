"""The copy of a document without its signatures, whose pages look as those of the original.

What an archive delivers when signatures are disposed of: the pages are compared before the copy is
handed out, and a copy that shows anything else is not.
"""

from collections.abc import Iterator

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.pdf.document.without_signatures import Bare, without_signatures
from fhvalidate.pdf.pages.page_looks import count_shown_pages, read_pictures
from fhvalidate.pdf.pages.pictures import differing_cells

AT_ONCE = 8  # pages of both files that are drawn before they are compared: some 25 MB


@frozen
class Stripped:
    """A copy without signatures, and what became of them.

    Attributes:
        data: the copy.
        fields: how many signature fields were taken out of it.
        looks: how many of them show as content of a page now.
        pages: how many pages were compared.
    """

    data: bytes
    fields: int
    looks: int
    pages: int


def strip_signatures(data: bytes, *, password: str, limits: Limits) -> Stripped:
    """The copy without signatures, not encrypted: the same for the same bytes.

    Raises:
        UnreadableError: the document cannot be read in one way alone; `strip-nothing`: it has no
            signature; `strip-xfa`, `strip-signature-left`, `strip-looks-differ`,
            `strip-not-compared`: no copy can be vouched for.
    """
    document = read_document(data, password=password, limits=limits)
    if document.pages_barred is not None:
        raise UnreadableError("strip-not-compared", page=1)
    if not _is_signed(document):
        raise UnreadableError("strip-nothing")
    bare = without_signatures(data, password=password, limits=limits)
    # Read as any document is, by both readings: nothing that one of them takes for a signature.
    copied = read_document(bare.data, password="", limits=limits)
    if _is_signed(copied) or copied.fields.empty:
        raise UnreadableError("strip-signature-left")
    pages = _compared(data, password, bare, limits)
    return Stripped(bare.data, bare.fields, bare.looks, pages)


def _is_signed(document: Document) -> bool:
    return bool(document.fields.filled or document.fields.rights)


def _compared(data: bytes, password: str, bare: Bare, limits: Limits) -> int:
    """How many pages look the same in both.

    Raises:
        UnreadableError: `strip-looks-differ`, `strip-not-compared`.
    """
    count = count_shown_pages(data, password=password)
    if count != count_shown_pages(bare.data, password=""):
        raise UnreadableError("strip-looks-differ", page=min(count, 1))
    if not 1 <= count <= limits.pages:
        raise UnreadableError("strip-not-compared", page=count)
    for numbers in _batches(count):
        signed = read_pictures(data, password=password, numbers=numbers)
        stripped = read_pictures(bare.data, password="", numbers=numbers)
        for number, one, two in zip(numbers, signed, stripped, strict=True):
            if one is None or two is None:
                raise UnreadableError("strip-not-compared", page=number)
            if differing_cells(one, two):
                raise UnreadableError("strip-looks-differ", page=number)
    return count


def _batches(count: int) -> Iterator[range]:
    for first in range(1, count + 1, AT_ONCE):
        yield range(first, min(first + AT_ONCE, count + 1))
