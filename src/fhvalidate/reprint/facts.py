"""What the rules look at: the document's parts side by side, none of them judged here."""

from fhvalidate.conclusion import Fact, Verdict
from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.minutes.marks import Mark
from fhvalidate.minutes.mentions import Mention
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.pages.page_content import ContentKind, PageContent
from fhvalidate.pdf.pages.scan_traits import ScanTraits
from fhvalidate.reprint.verdict import Evidence
from fhvalidate.validation.process import SignatureResult

LAST_PAGES = 3  # a signature page, one that goes on, and a back page
IMAGES = frozenset({ContentKind.IMAGE, ContentKind.IMAGE_WITH_TEXT})


@frozen
class Facts:
    """What the rules look at.

    Attributes:
        results: what validation concluded on each signature and document time-stamp.
        verdict: the document's by validation alone.
        page, marks, mentions: what the pages claim, in descending order of weight.
        contents: what each page is made of.
        scans: what the images of some pages tell of paper.
        unread: pages whose text could not be read, nor recognised.
        lacking: why no engine of text recognition is at hand for them; `nothing` where one is,
            or no page asks for it.
        attached: names of the signed files within the file.
        missing: those whom the signature page lists and who have not signed.
        in_their_stead: whether a service, the body or a certifier has signed for them.
        certified: whether it is somebody who certifies an extract.
    """

    document: Document
    results: tuple[SignatureResult, ...]
    verdict: Verdict
    page: SignaturePage | None = None
    marks: tuple[Mark, ...] = ()
    mentions: tuple[Mention, ...] = ()
    contents: tuple[PageContent, ...] = ()
    scans: tuple[ScanTraits, ...] = ()
    unread: tuple[int, ...] = ()
    lacking: str = "nothing"
    attached: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    in_their_stead: bool = False
    certified: bool = False


def evidence(code: str, page: int | None = None, /, **detail: Fact) -> Evidence:
    """One thing that speaks for a verdict, with its facts."""
    return Evidence(code, FrozenMapping(detail), page)


def pages_that_matter(contents: tuple[PageContent, ...]) -> tuple[PageContent, ...]:
    """The pages where a signature page stands: the last ones, the last first, then the first."""
    last = contents[-LAST_PAGES:][::-1]
    return last if len(contents) <= LAST_PAGES else (*last, contents[0])
