"""Opening hostile bytes as a PDF: what costs without bound is refused before a library sees it."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO, FileIO
from typing import BinaryIO

import pikepdf

from fhvalidate.constraints import Excess, Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.qpdf.decoding import refuse
from fhvalidate.pdf.qpdf.file_streams import excess_of_streams
from fhvalidate.pdf.qpdf.mapped_bytes import mapped_bytes
from fhvalidate.pdf.qpdf.page_tree import refuse_costly_page_tree
from fhvalidate.pdf.qpdf.tokens import refuse_costly_tokens

HEADER_WINDOW = 1024  # ISO 32000-2, Annex I: the header may be preceded by this much

_READING = (pikepdf.PdfError, RuntimeError, TypeError, ValueError, KeyError, OverflowError)
_STARTXREF = b"startxref"
STARTXREF_WINDOW = 2048  # bytes; the library looks for the word in the last 1,054

# What the library may remark on and read all the same, because it can be read in one way only.
# Whatever else it remarks on counts as a repair, so that a new wording hides none.
_HARMLESS = late_re(
    r"a common error handled correctly by qpdf and most other applications"  # no entry of object 0
    r"|extraneous whitespace seen before xref"
    r"|reported number of objects \(\d+\) is not one plus the highest object number"
    r"|Resources is missing or invalid; repairing"  # a page without /Resources
    r"|dictionary has duplicated key"
    r"|stream keyword followed by (?:carriage return only|extraneous whitespace)"
    # Of one stream or one list; the rest of the file is read as it stands.
    r"|input stream is complete but output may still be valid"
    r"|error decoding stream data for object \d+ \d+"
    r"|Annots has duplicate entry for annotation"
)
_TWICE = late_re(r"object (\d+) \d+\b.*: dictionary has duplicated key", re.DOTALL)


@contextmanager
def opened(
    data: bytes,
    *,
    password: str,
    limits: Limits,
    tells_repair: bool = False,
    counts_pages: bool = True,
) -> Iterator[tuple[pikepdf.Pdf, bool]]:
    """The PDF, and whether its cross-reference had to be repaired to read it.

    The bytes have passed `refuse_costly`, or are the beginning of a file that has.

    With `tells_repair` the caller asks again by `is_repaired` when all is read; without, a file
    that is repaired in the middle of reading is refused, and one whose cross-reference sections
    lead to no page tree. With it, the sections of such a file are passed over and built anew.

    Without `counts_pages` its pages may be too many, and nobody may ask the library for them.

    Raises:
        UnreadableError: the bytes are damaged beyond reading, locked or past a limit.
    """
    pdf, rebuilt = _open(data, password, rebuilds=tells_repair)
    with pdf:
        repaired = is_repaired(pdf) or rebuilt
        try:
            if counts_pages:
                refuse_costly_page_tree(pdf, limits)
            yield pdf, repaired
            if not repaired and not tells_repair and is_repaired(pdf):
                # What was read before the repair and after it need not belong together.
                raise UnreadableError("damaged-pdf", reason="repaired while it was read")
        except _READING as error:
            # What the library raises when an object is met that it cannot make sense of.
            reason = _first_words(str(error)) or type(error).__name__
            raise UnreadableError("damaged-pdf", reason=reason) from error


def refuse_costly(data: bytes, limits: Limits) -> None:
    """Refuses what is no PDF, and what a reader would spend memory or time without bound on.

    Raises:
        UnreadableError: with the reason.
    """
    if not data:
        raise UnreadableError("file-empty")
    if len(data) > limits.file_size:
        refuse("file_size", limits.file_size, len(data))
    if b"%PDF-" not in data[:HEADER_WINDOW]:
        raise UnreadableError("not-a-pdf")


def refuse_costly_content(data: bytes, limits: Limits) -> tuple[bool, Excess | None]:
    """Refuses what only a look at every byte shows: bombs, deep containers, endless numbers.

    Once for a file: what its revisions hold, it holds. Returns whether it seems to hold control
    bytes that one reader takes for white space and another for a part of a name, and the limit
    that keeps its pages from being unpacked.

    Raises:
        UnreadableError: `limit-exceeded`, with the limit that is passed.
    """
    odd = refuse_costly_tokens(data, limits)
    return odd, excess_of_streams(data, limits)


def _open(data: bytes, password: str, *, rebuilds: bool) -> tuple[pikepdf.Pdf, bool]:
    """The PDF, and whether its cross-reference sections were passed over to read it."""
    try:
        try:
            return _pikepdf(data, password), False
        except pikepdf.PdfError as error:
            if not rebuilds or not _is_without_pages(error):
                raise
            return _pikepdf(_without_startxref(data), password), True
    except pikepdf.PasswordError as error:
        raise UnreadableError("password-wrong" if password else "password-needed") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, OverflowError) as error:
        if "encryption" in str(error):
            raise UnreadableError("encryption-unsupported") from error
        raise UnreadableError("damaged-pdf", reason=_first_words(str(error))) from error


def _is_without_pages(error: pikepdf.PdfError) -> bool:
    """Whether all that stands in the way is that the sections lead to no page tree."""
    return "page tree" in str(error)


def _without_startxref(data: bytes) -> bytes:
    """The same bytes with the way to the cross-reference hidden, so that it is built anew.

    Every byte keeps its place: offsets that are read from a rebuilt file hold in the original.
    """
    start = max(0, len(data) - STARTXREF_WINDOW)
    hidden = data[start:].replace(_STARTXREF, b" " * len(_STARTXREF))
    return data[:start] + hidden


def is_repaired(pdf: pikepdf.Pdf) -> bool:
    """Whether the library guessed what could be read in more than one way, since last asked."""
    return are_repairs(remarks_on(pdf))


def remarks_on(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """What the library remarked on since last asked."""
    return tuple(map(str, pdf.get_warnings()))


def are_repairs(remarks: tuple[str, ...]) -> bool:
    """Whether any of the remarks is on what could be read in more than one way."""
    return any(not _HARMLESS.search(remark) for remark in remarks)


def with_keys_twice(remarks: tuple[str, ...]) -> frozenset[int]:
    """The numbers of the objects that give a key twice, as the library remarked."""
    found = (_TWICE.search(remark) for remark in remarks)
    return frozenset(int(match[1]) for match in found if match is not None)


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _pikepdf(data: bytes, password: str) -> pikepdf.Pdf:
    with _quiet() if password else nullcontext():  # of one that was not needed
        pdf = _mapped(data, password)
    _ = pdf.Root.keys()  # a catalogue that is none is found here
    return pdf


def _mapped(data: bytes, password: str) -> pikepdf.Pdf:
    """The PDF, of bytes in a file that the library maps, or of these bytes."""
    with mapped_bytes(data) as descriptor:
        if descriptor is None:
            return _of_file(BytesIO(data), password, pikepdf.AccessMode.stream)
        with FileIO(descriptor, closefd=False) as file:
            return _of_file(file, password, pikepdf.AccessMode.mmap)


def _of_file(file: BinaryIO, password: str, access: pikepdf.AccessMode) -> pikepdf.Pdf:
    return pikepdf.open(
        file,
        password=password,
        suppress_warnings=True,
        # Without recovery, files cut short have been seen to end the whole process. What is
        # repaired is told by the warnings instead.
        attempt_recovery=True,
        inherit_page_attributes=False,  # else objects appear that the file does not have
        access_mode=access,
    )


def _first_words(text: str) -> str:
    """A library's reason without what it says of the stream object it read."""
    return re.sub(r"<_io\.(?:BytesIO|FileIO)[^>]*>:? ?", "", text)[:120]
