"""Rows as a worksheet; a disk that fills up on the way is told once, and by nobody else.

openpyxl and what it writes with try once more when they are let go of, and would then print on
standard error what went wrong. So what has failed is brought to its end here.
"""

import errno
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from fhvalidate.errors import UsageError
from fhvalidate.system_errors import reason_of

Cell = str | int | date | None  # a datetime is a date

TIME_FORMAT = "yyyy-mm-dd hh:mm"
DAY_FORMAT = "yyyy-mm-dd"


def write_worksheet(
    path: Path,
    title: str,
    heads: Sequence[Cell],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[int],
) -> None:
    """Writes the rows into the file; text is text, also when it looks like a formula.

    The headings stay in sight and have filters; `widths` is of each column, in characters.

    Raises:
        OSError: the file cannot be written.
        UsageError: `extra-missing`; `output-not-writable`, for the folder of temporary files.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise UsageError("extra-missing", extra="xlsx", package="openpyxl") from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    # The rows are gathered in a temporary file, which is then packed.
    with _gathering(sheet):
        sheet.append([_styled(sheet, value, bold=True) for value in heads])
        last = 1
        for last, row in enumerate(rows, start=2):  # noqa: B007 - wanted after the loop
            sheet.append([_styled(sheet, value) for value in row])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{last}"
        sheet.close()
    with path.open("r+b") as file:
        sink = Sink(file)
        book.save(sink)
        sink.end()


def _styled(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = TIME_FORMAT if isinstance(value, datetime) else DAY_FORMAT
    if bold:
        cell.font = Font(bold=True)
    return cell


@contextmanager
def _gathering(sheet: Any) -> Iterator[None]:
    from lxml.etree import LxmlError

    try:
        yield
    except (OSError, LxmlError) as error:
        for part in (sheet._rows, getattr(sheet._writer, "xf", None)):  # noqa: SLF001
            with suppress(OSError, LxmlError, RuntimeError):
                if part is not None:
                    part.close()
        place = tempfile.gettempdir()
        reason = reason_of(error if isinstance(error, OSError) else _of_the_system(error))
        raise UsageError("output-not-writable", path=place, reason=reason) from error


def _of_the_system(error: Exception) -> OSError:
    """What the system said, which lxml names by its symbol (`IO_ENOSPC`)."""
    symbol = str(error).rpartition("IO_")[2]
    return OSError(getattr(errno, symbol, errno.EIO), symbol)


class Sink(io.RawIOBase):
    """A file that takes, after the first failure, whatever is written and keeps none of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._failure: OSError | None = None

    def end(self) -> None:
        """Has everything written.

        Raises:
            OSError: it was not.
        """
        if self._failure is None:
            self._file.flush()

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte goes."""
        return 0 if self._failure else self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes there."""
        return offset if self._failure else self._try(self._file.seek, offset, whence)

    def write(self, data: Any) -> int:
        """How many bytes were taken: all of them."""
        return len(data) if self._failure else self._try(self._file.write, data)

    def flush(self) -> None:
        """Has what was written so far written."""
        if self._failure is None and not self._file.closed:
            self._try(self._file.flush)

    def _try(self, act: Any, *arguments: Any) -> Any:
        try:
            return act(*arguments)
        except OSError as error:
            self._failure = error
            raise
