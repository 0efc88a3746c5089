"""Stamps: a vendor's words, a name and a time on a page that holds other text too."""

from collections.abc import Iterator

from fhvalidate.minutes.profile import Profile
from fhvalidate.minutes.reading import Found, find, read_across
from fhvalidate.minutes.signer_rows import PageSigner, rows_of
from fhvalidate.pdf.pages.page_lines import line_of
from fhvalidate.pdf.pages.text import Page

# A stamp has its words, a name, a time and a reason or two, in lines not wider than this (points).
MAX_STAMP_LINES = 7
STAMP_LEADING = 1.5
MAX_STAMP_WIDTH = 260.0


def read_stamps(page: Page, profile: Profile) -> Iterator[tuple[Found, tuple[PageSigner, ...]]]:
    """Each place where the page has the profile's words and a signer right below them."""
    for place in _places(page, profile):
        signers = _signers(page, place, profile)
        if signers:
            yield place, signers


def _places(page: Page, profile: Profile) -> tuple[Found, ...]:
    text = read_across(page)
    return tuple(
        place for literal in profile.statements for place in find(literal, text) if place.begins
    )


def _signers(page: Page, place: Found, profile: Profile) -> tuple[PageSigner, ...]:
    """The signers in the lines of a stamp, which go on below its first words."""
    cell = place.cells[0]
    low = cell.top - MAX_STAMP_LINES * max(cell.top - cell.bottom, 1.0) * STAMP_LEADING
    lines = []
    for line in page.lines:
        if line.turned or not low < line.top <= cell.top + 1:
            continue
        words = [w for w in line.words if cell.left - 2 <= w.left < cell.left + MAX_STAMP_WIDTH]
        if words:
            lines.append(line_of(words))
    found = rows_of(lines, page=page.number, skip=frozenset(), rule=profile.rows)
    return tuple(signer for signer in found if signer.name)[:1]
