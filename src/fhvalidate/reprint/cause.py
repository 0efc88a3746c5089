"""How a copy came about: by what its pages are made of, then by the program and the dates it names.

The signature page's own kind decides between a scan, a print and a copy, for a file may mix them.
"""

from collections.abc import Iterator
from datetime import timedelta

from fhvalidate.pdf.pages.page_content import ContentKind, PageContent
from fhvalidate.reprint.claims import claiming_pages
from fhvalidate.reprint.facts import IMAGES, Facts, evidence
from fhvalidate.reprint.programs import Program, ProgramKind, program_of
from fhvalidate.reprint.verdict import Confidence, Evidence, ReprintVerdict
from fhvalidate.times import shifted

MADE_LATER = timedelta(hours=24)  # a signing service writes its file within the day

_PRINTERS = frozenset({ProgramKind.PRINTER, ProgramKind.RECOGNITION})


def cause_of_loss(facts: Facts) -> tuple[ReprintVerdict, Confidence, tuple[Evidence, ...]]:
    """Whether a file that claims signatures and has none was scanned, printed or stripped."""
    named = tuple(_named(facts))
    image = next((c for c in _claiming(facts) if c.kind in IMAGES), None)
    if image is not None:
        return _image(facts, image, named)
    damaged = _damaged(facts)
    if damaged is not None:
        return ReprintVerdict.REPRINTED, Confidence.HIGH, (damaged, *named)
    wrapped = next((c for c in facts.contents if c.wrapped), None)
    if wrapped is not None:
        seen = evidence("pages-placed-on-new-pages", wrapped.number)
        return ReprintVerdict.REPRINTED, Confidence.HIGH, (seen, *named)
    program = program_of(facts.document.information)
    if program is not None and program.kind in _PRINTERS:
        return ReprintVerdict.REPRINTED, Confidence.HIGH, named
    if facts.page is not None and not facts.page.signers:
        # The list of signers was drawn by the signatures, and went with them in a print.
        return ReprintVerdict.REPRINTED, Confidence.MEDIUM, named
    # A file from before signing is byte for byte like one whose signatures were taken away.
    alike = evidence("like-a-copy-from-before-signing")
    return ReprintVerdict.STRIPPED, Confidence.MEDIUM, (alike, *named)


def _claiming(facts: Facts) -> tuple[PageContent, ...]:
    pages = set(claiming_pages(facts))
    return tuple(content for content in facts.contents if content.number in pages)


def _image(
    facts: Facts, image: PageContent, named: tuple[Evidence, ...]
) -> tuple[ReprintVerdict, Confidence, tuple[Evidence, ...]]:
    traits = next((scan for scan in facts.scans if scan.page == image.number), None)
    program = program_of(facts.document.information)
    by_scanner = program is not None and program.kind is ProgramKind.SCANNER
    if by_scanner or (traits is not None and traits.is_paper):
        detail = evidence(
            "page-is-scanned",
            image.number,
            white=traits.white if traits else None,
            skew=traits.skew if traits else None,
        )
        return ReprintVerdict.SCANNED, Confidence.HIGH, (detail, *named)
    seen = evidence("page-is-image", image.number)
    return ReprintVerdict.REPRINTED, Confidence.HIGH, (seen, *named)


def _damaged(facts: Facts) -> Evidence | None:
    """What a print to a new PDF does to text, on the claiming page or most pages."""
    spoilt = {ContentKind.DAMAGED, ContentKind.OUTLINES}
    for content in _claiming(facts):
        if content.kind in spoilt:
            return evidence("page-text-damaged", content.number, kind=content.kind)
    damaged = [content for content in facts.contents if content.kind in spoilt]
    if 2 * len(damaged) > len(facts.contents):
        return evidence("page-text-damaged", damaged[0].number, kind=damaged[0].kind)
    return None


def _named(facts: Facts) -> Iterator[Evidence]:
    """The program and the dates that the file itself names."""
    program: Program | None = program_of(facts.document.information)
    if program is not None and program.kind is not ProgramKind.OFFICE:
        yield evidence("made-by-program", program=program.name, does=program.kind)
    created = facts.document.information.created
    times = [s.signed_at for s in facts.page.signers if s.signed_at] if facts.page else []
    if created is not None and times and created > shifted(max(times), MADE_LATER):
        yield evidence("made-after-signing", created=created, signed=max(times))
