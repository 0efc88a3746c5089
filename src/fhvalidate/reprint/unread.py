"""Which pages text recognition must read before the rules can answer."""

from collections.abc import Sequence

from fhvalidate.pdf.pages.page_content import ContentKind, PageContent
from fhvalidate.reprint.facts import pages_that_matter

MAX_THINGS = 50_000  # drawn on one page; a page of outlined letters has some 3,000
MAX_PAGES = 6  # of one document: the first, the last three, and two more


def pages_to_recognise(contents: tuple[PageContent, ...]) -> tuple[int, ...]:
    """The pages that cannot be read well, those where a signature page stands first."""
    first = [content for content in pages_that_matter(contents) if _is_poor(content)]
    rest = [c for c in reversed(contents) if _is_poor(c) and c not in first]
    return tuple(content.number for content in [*first, *rest][:MAX_PAGES])


def pages_unread(
    contents: tuple[PageContent, ...], *, recognised: Sequence[int]
) -> tuple[int, ...]:
    """The pages where a signature page may stand and that nobody has read."""
    return tuple(
        content.number
        for content in pages_that_matter(contents)
        if content.is_unread and content.number not in recognised
    )


def _is_poor(content: PageContent) -> bool:
    """Whether there is no text, or none but what a print spoilt or another program recognised.

    A drawing of very many things takes long to draw, and is no page of text.
    """
    is_poor = content.is_unread or content.kind is ContentKind.IMAGE_WITH_TEXT
    return is_poor and content.things <= MAX_THINGS
