"""What the pages of a document claim, and what is to be said of how they were read."""

from collections.abc import Iterable, Iterator, Sequence

from fhvalidate.conclusion import Finding
from fhvalidate.constraints import Limits
from fhvalidate.minutes.profile import Profile
from fhvalidate.ocr.engine import AskEngine, NotInstalled
from fhvalidate.ocr.recognise import recognise_pages
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.pages.page_content import PageContent, read_pages_and_contents
from fhvalidate.pdf.pages.page_lines import Page
from fhvalidate.pdf.pages.text import PagesText, TextState
from fhvalidate.reprint.reading import PagesRead, read_for_claims


def read_text(document: Document, limits: Limits) -> tuple[PagesText, tuple[PageContent, ...]]:
    """The words of the pages, and what else lies on them, in one reading."""
    if document.pages_barred is not None:
        return PagesText((), document.pages or 0, TextState.READ), ()
    return read_pages_and_contents(
        document.data,
        password=document.password,
        max_pages=document.readable_pages,
        max_characters=limits.text_characters,
    )


def read_claims(
    document: Document,
    text: PagesText,
    contents: tuple[PageContent, ...],
    *,
    engine: AskEngine,
    profiles: Sequence[Profile],
) -> PagesRead:
    """What the pages claim: minutes, signature page and marks; pages without text are recognised.

    Args:
        document: the document.
        text: the words of its pages.
        contents: what else lies on them.
        engine: asks for what reads pages without text.
        profiles: of vendors' signature pages.
    """

    def recognise(numbers: tuple[int, ...]) -> Iterable[Page]:
        at_hand = engine()
        if isinstance(at_hand, NotInstalled):
            return ()
        password = document.password
        return recognise_pages(document.data, password=password, numbers=numbers, engine=at_hand)

    return read_for_claims(document, text.pages, contents, profiles=profiles, recognise=recognise)


def text_notes(text: PagesText, read: PagesRead, engine: AskEngine) -> Iterator[Finding]:
    """What is to be said of how the pages were read."""
    if text.unreadable or text.truncated:
        yield Finding.warning("text-unreadable")
    at_hand = engine() if read.recognised else NotInstalled()
    if not isinstance(at_hand, NotInstalled):
        yield Finding.info("text-recognised", "", pages=read.recognised, engine=at_hand.name)
