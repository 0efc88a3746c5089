"""The pages read for what they claim, with text recognition where there is no other way.

Recognition is handed in as a function, for it needs an engine and time that this module has not.
"""

from collections.abc import Callable, Iterable, Sequence

from fhvalidate.frozen import frozen
from fhvalidate.minutes.marks import Mark, read_marks
from fhvalidate.minutes.mentions import Mention, read_mentions
from fhvalidate.minutes.profile import Profile
from fhvalidate.minutes.signature_page import SignaturePage, read_signature_page
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.pages.page_content import PageContent
from fhvalidate.pdf.pages.page_lines import Page
from fhvalidate.pdf.pages.scan_traits import ScanTraits, read_scan_traits
from fhvalidate.reprint.facts import IMAGES
from fhvalidate.reprint.unread import pages_to_recognise, pages_unread

# From page numbers to the pages as recognised, one at a time; none without an engine.
Recognise = Callable[[tuple[int, ...]], Iterable[Page]]


@frozen
class PagesRead:
    """What the pages claim and what they are made of; as in `reprint.facts.Facts`.

    Attributes:
        pages: as read, or as recognised.
        recognised: the numbers of the pages whose text is from text recognition.
    """

    pages: tuple[Page, ...]
    page: SignaturePage | None
    marks: tuple[Mark, ...]
    mentions: tuple[Mention, ...]
    contents: tuple[PageContent, ...]
    scans: tuple[ScanTraits, ...]
    unread: tuple[int, ...]
    recognised: tuple[int, ...]


def read_for_claims(
    document: Document,
    pages: Sequence[Page],
    contents: tuple[PageContent, ...],
    *,
    profiles: Sequence[Profile],
    recognise: Recognise,
) -> PagesRead:
    """What the pages claim; a page is recognised only when no signature page is found in text."""
    signature_page = read_signature_page(pages, profiles)
    recognised: list[int] = []
    wanted = () if signature_page else pages_to_recognise(contents)
    for page in recognise(wanted) if wanted else ():
        recognised.append(page.number)
        pages = _with(pages, page)
        signature_page = read_signature_page(pages, profiles)
        if signature_page is not None:
            break
    marks = read_marks(pages, profiles)
    mentions = read_mentions(pages)
    numbers = tuple(recognised)
    claiming = {*(signature_page.pages if signature_page else ()), *(m.page for m in marks)}
    claiming |= {mention.page for mention in mentions}
    images = [c for c in contents if c.number in claiming and c.kind in IMAGES]
    return PagesRead(
        pages=tuple(pages),
        page=signature_page,
        marks=marks,
        mentions=mentions,
        contents=contents,
        scans=read_scan_traits(document.data, password=document.password, contents=images),
        unread=() if signature_page else pages_unread(contents, recognised=numbers),
        recognised=numbers,
    )


def _with(pages: Sequence[Page], better: Page) -> tuple[Page, ...]:
    return tuple(better if page.number == better.number else page for page in pages)
