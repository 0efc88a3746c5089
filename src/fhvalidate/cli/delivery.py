"""Where the reports of a call go: one stream, or a folder with a page or a file for each.

After the reports on several files, in words, comes a table of them all; in a folder, a page that
leads to the others.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from fhvalidate.cli import output, terminal
from fhvalidate.cli.arguments import STDIN, Arguments
from fhvalidate.report.page_names import ARCHIVE_FORMS, SEVERAL_FILES
from fhvalidate.words.catalogue import words

if TYPE_CHECKING:
    from fhvalidate.archive.files import ArchiveFile
    from fhvalidate.report.closing import ClosingRow
    from fhvalidate.report.layout import Style
    from fhvalidate.report.model import Report


class Delivery:
    """Takes the reports one by one; `stream` is where they, or the closing table, are written."""

    __slots__ = ("_arguments", "_linked", "_pages", "_rows", "stream", "written")

    def __init__(
        self, arguments: Arguments, stream: TextIO, pages: output.PageFolder | None
    ) -> None:
        """Nothing is written yet."""
        self._arguments = arguments
        self._pages = pages
        self._rows: list[ClosingRow] = []
        self._linked: list[tuple[ClosingRow, str]] = []
        self.stream = stream
        self.written = False

    def note(self, report: "Report") -> None:
        """Keeps of the report what the closing table tells."""
        asked = self._arguments
        if asked.command is None and asked.format != "json" and len(asked.files) > 1:
            from fhvalidate.report.closing import closing_row

            self._rows.append(closing_row(report, self._style()))

    def stem(self, path: str) -> str:
        """What the names of an archive's files for the file at `path` begin with."""
        return "" if self._pages is None else self._pages.stem(path)

    def place(self, path: str) -> str:
        """Where the file at `path` lies below the folder that all the files are in."""
        folders = {os.path.dirname(os.path.abspath(each)) for each in self._arguments.files}  # noqa: PTH100, PTH120 - any string
        return os.path.relpath(os.path.abspath(path), os.path.commonpath(folders))  # noqa: PTH100

    def write(self, path: str, text: "str | tuple[ArchiveFile, ...]") -> None:
        """Writes the report of the file at `path`; nothing where there is none or none is wanted.

        Raises:
            UsageError: `output-not-writable`, `output-is-input`.
        """
        if not isinstance(text, str):
            self._write_files(text)
            return
        if self._pages is not None:
            if text:
                name = self._pages.write(path, text, inputs_of(self._arguments))
                self._linked += [(row, name) for row in self._rows[-1:]]
            return
        if self._is_silent():
            return
        between = "\n" if self.written and text and self._arguments.format == "text" else ""
        self.stream.write(between + text)
        self.stream.flush()
        self.written = self.written or bool(text)

    def _write_files(self, files: "tuple[ArchiveFile, ...]") -> None:
        """Writes files for an archive, byte for byte: no mask meets a digest there."""
        if self._pages is not None:
            self._pages.write_files(files, inputs_of(self._arguments))
        elif not self._is_silent():
            self.stream.flush()
            bytes_wanted = getattr(self.stream, "buffer", None)
            for file in files:
                if bytes_wanted is None:  # a program that calls the command keeps its text
                    self.stream.write(file.data.decode("utf-8"))
                else:
                    bytes_wanted.write(file.data)
            self.stream.flush()
            self.written = True

    def close(self) -> None:
        """Writes the page that leads to the others, and the closing table of several reports.

        Raises:
            UsageError: `output-not-writable`, `output-is-input`.
        """
        if self._pages is not None and self._linked:
            from fhvalidate.report.index_page import render_index

            page = render_index(self._linked, language=self._arguments.language)
            self._pages.write_index(page, inputs_of(self._arguments))
            if not self._arguments.quiet:
                where = output.path_shown(os.path.join(self._arguments.output or ".", "index.html"))  # noqa: PTH118 - as it was given
                told = words(self._arguments.language, "cli", "pages-written", path=where)
                sys.stderr.write(f"fhvalidate: {told}\n")
        if len(self._rows) > 1 and not self._is_silent():
            from fhvalidate.report.closing import closing_text

            text = closing_text(self._rows, self._style())
            self.stream.write(("\n" if self.written else "") + text)

    def _is_silent(self) -> bool:
        return self._arguments.quiet and self.stream is sys.stdout

    def _style(self) -> "Style":
        from fhvalidate.report.layout import Style

        width = terminal.width(self.stream)
        return Style(self._arguments.language, colour=False, width=width)


@contextmanager
def delivering(arguments: Arguments) -> Iterator[Delivery]:
    """What takes the reports; a named file takes its name when all is written.

    Raises:
        UsageError: `output-not-writable`, `output-is-input`.
    """
    form, suffix = arguments.format, ARCHIVE_FORMS.get(arguments.format, ".html")
    one_each = form == "html" or form in ARCHIVE_FORMS
    several = form in SEVERAL_FILES or (one_each and len(arguments.files) > 1)
    pages = output.page_folder(arguments.output, suffix, form=form) if several else None
    named = None if pages is not None else arguments.output
    with output.opened(named, inputs=inputs_of(arguments)) as stream:
        if arguments.format != "text" and pages is None:
            terminal.make_utf8(stream)
        yield Delivery(arguments, stream, pages)


def inputs_of(arguments: Arguments) -> tuple[str, ...]:
    """Where the bytes of the named files come from, which nothing is written over."""
    return tuple("/dev/stdin" if name == STDIN else name for name in arguments.files)
