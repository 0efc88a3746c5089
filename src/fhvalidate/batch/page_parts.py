"""What the parts of report.html share: where the results are, the language, and safe words."""

import os
import sqlite3
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import quote

from fhvalidate.batch.actions import NOT_JUDGED
from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.isolated.places import is_url
from fhvalidate.report.closing import Awaited, awaited_text
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language, words
from fhvalidate.words.plain import neutralise

VERDICTS = (*(verdict.value for verdict in Verdict), NOT_JUDGED)
MAX_CELL = 900  # characters shown of one cell; the CSV has the whole


@frozen
class Page:
    """What the page is made from; `show` tells whether the run asked for personal numbers."""

    connection: sqlite3.Connection
    folder: Path
    language: Language
    show: bool = False

    def plain(self, text: str) -> str:
        """A text from a document, a path or a manifest: masked, made harmless and escaped."""
        return escape(self.shown(text))

    def shown(self, text: str) -> str:
        """The same, not escaped: for what is escaped with the words around it."""
        return neutralise(text if self.show else mask_attribute(text), limit=MAX_CELL)

    def say(self, key: str, **facts: str | int) -> str:
        """Words of the page, escaped."""
        return escape(words(self.language, "batch-page", key, **facts))

    @property
    def style(self) -> Style:
        """Of words that reports have, too."""
        return Style(self.language, colour=False, width=0)

    def awaited(self, awaited: Awaited) -> str:
        """For what an issuer is awaited, and by how many files, escaped."""
        return escape(awaited_text(replace(awaited, issuer=self.shown(awaited.issuer)), self.style))

    def link(self, path: str) -> str:
        """The path, which leads to the file where there is one: always relative, so never a scheme.

        One with a personal identity number leads nowhere; the exported rows have the whole path.
        """
        shown = self.plain(path)
        if is_url(path):
            return shown
        shown = _folder_and_name(shown)
        file = path.partition("!/")[0]
        relative = os.path.relpath(file, self.folder.resolve())
        if not self.show and mask_attribute(relative) != relative:
            return shown
        return f'<a href="./{quote(relative)}" rel="noopener">{shown}</a>'

    def verdict(self, verdict: str) -> str:
        """The verdict in words, escaped."""
        return escape(words(self.language, "batch-verdict", verdict))


def caption(title: str) -> str:
    """What a table is of, escaped, for those who hear the page; the others see its heading."""
    return f'<caption class="unseen">{title}</caption>'


def _folder_and_name(path: str) -> str:
    """The path, escaped, with the name apart: it is what tells the files of a folder apart."""
    folder, slash, name = path.rpartition("/")
    if not folder:
        return path
    return f'<span class="folder">{folder}{slash}</span><span class="name">{name}</span>'


def harmless(text: str) -> str:
    """The text made harmless and escaped."""
    return escape(neutralise(text, limit=MAX_CELL))


def dot(verdict: str) -> str:
    """The colour of the verdict."""
    return (
        '<svg class="dot" viewBox="0 0 1 1" aria-hidden="true">'
        f'<rect class="{escape(verdict)}" width="1" height="1"/></svg>'
    )


def number_of(number: int) -> str:
    """The number with its thousands apart."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
