"""A document's whole text for comparison, with every page recognised that has none."""

from fhvalidate.frozen import frozen
from fhvalidate.ocr.engine import Engine, NotInstalled
from fhvalidate.ocr.recognise import recognise_pages
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.pages.page_content import ContentKind, read_pages_and_contents
from fhvalidate.pdf.pages.text import Page

MAX_RECOGNISED = 100  # pages; two seconds each
SECONDS = 300.0  # for all of them


@frozen
class WholeText:
    """The pages of a document, and how far their text can be trusted.

    Attributes:
        uncertain: the numbers of pages that were recognised, or whose text has lost letters.
        unread: those of pages that have text which nobody could read.
    """

    pages: tuple[Page, ...]
    uncertain: frozenset[int]
    unread: tuple[int, ...]


def read_whole(document: Document, engine: Engine | NotInstalled) -> WholeText:
    """The text of all pages."""
    data, password = document.data, document.password
    limit = document.pages or 0
    text, contents = read_pages_and_contents(data, password=password, max_pages=limit)
    pages = text.pages
    wanted = tuple(content.number for content in contents if content.is_unread)
    found: dict[int, Page] = {}
    if not isinstance(engine, NotInstalled):
        recognised = recognise_pages(
            data,
            password=password,
            numbers=wanted[:MAX_RECOGNISED],
            engine=engine,
            seconds=SECONDS,
        )
        found = {page.number: page for page in recognised}
    lossy = {ContentKind.DAMAGED, ContentKind.IMAGE_WITH_TEXT}
    return WholeText(
        pages=tuple(found.get(page.number, page) for page in pages),
        uncertain=frozenset([*found, *(c.number for c in contents if c.kind in lossy)]),
        unread=tuple(number for number in wanted if number not in found),
    )
