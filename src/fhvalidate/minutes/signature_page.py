"""The signature page: the page on which a vendor lists who signed, recognised by its words.

What it says is a claim. It is there in the signed original and in every print of it alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import re2

from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.profile import Profile
from fhvalidate.minutes.reading import Found, Reading, find, readings
from fhvalidate.minutes.signer_rows import PageSigner, rows_of
from fhvalidate.pdf.text import Cell, Page

__all__ = ["PageSigner", "SignaturePage", "read_signature_page"]

# Signature pages have 60 to 250 words, with eight signers too; more is running text about them.
MAX_WORDS = 330

# A signature page is followed by at most this many of its own: lists of signers over 25 names.
MAX_FOLLOWING_PAGES = 20

# This many header fields make a page an e-mail, which quotes what it reports.
MIN_EMAIL_FIELDS = 2

# Written so that å and ä may be lost ("Från", "Ämne").
_EMAIL_FIELD = re2.compile(r"(?i)^(fr.{0,2}n|till|.{0,2}mne|skickat|from|to|subject|sent) ?:")
# A handbook announces its picture: "ett exempel på hur en underskriftssida ser ut".
_ANNOUNCED = re2.compile(
    r"(?i)(?:exempel p.{0,2}|hur en|hur|s.{0,2} h.{0,2}r ser) (?:\pL+ ){0,4}"
    r"(?:en |din |sidan )?(?:underskriftssid|signatursid|signeringssid)"
)
_CAPTION = re2.compile(r"(?i)^(?:(?:figur|bild|skärmbild) ?\d|exempel på |så här ser )")


@dataclass(frozen=True, slots=True)
class SignaturePage:
    """A vendor's signature page: where it is, what it states (quoted), whom it lists.

    `page` counts from 1; `pages` are all that belong to it. `profile` is the profile's name.
    """

    page: int
    profile: str
    statement: str
    signers: tuple[PageSigner, ...]
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Recognised:
    profile: Profile
    found: tuple[Found, ...]
    signers: tuple[PageSigner, ...]


def read_signature_page(pages: Sequence[Page], profiles: Sequence[Profile]) -> SignaturePage | None:
    """The first signature page with the signers of all; None when no page is one."""
    first: tuple[Page, _Recognised] | None = None
    signers: list[PageSigner] = []
    numbers: list[int] = []
    following: Profile | None = None
    for page in pages:
        recognised = _recognise(page, profiles)
        if recognised is not None:
            first = first or (page, recognised)
            following = recognised.profile
            signers += recognised.signers
        elif following is not None and (more := _follows(page, following)) is not None:
            signers += more
        else:
            following = None
            continue
        numbers.append(page.number)
    if first is None or _is_illustration(pages, numbers, signers):
        return None
    page, recognised = first
    return SignaturePage(
        page=page.number,
        profile=recognised.profile.name,
        statement=" ".join(found.quote for found in recognised.found),
        signers=_distinct(signers),
        pages=tuple(numbers),
    )


def _is_illustration(
    pages: Sequence[Page], numbers: Sequence[int], signers: Sequence[PageSigner]
) -> bool:
    """True when a handbook announces the page as an example and knows none of its people."""
    others = [page.text.replace("\n", " ") for page in pages if page.number not in numbers]
    if not any(_ANNOUNCED.search(text) for text in others):
        return False
    folded = [fold(text) for text in others]
    return not any(
        fold(signer.name) in text for signer in signers if signer.name for text in folded
    )


def _distinct(signers: Sequence[PageSigner]) -> tuple[PageSigner, ...]:
    """The signers, each once: two copies of a page in one file list the same people."""
    return tuple({_identity(signer): signer for signer in reversed(signers)}.values())[::-1]


def _identity(signer: PageSigner) -> tuple[str, datetime | None, str | None]:
    return fold(signer.name or ""), signer.signed_at, signer.reference


def _recognise(page: Page, profiles: Sequence[Profile]) -> _Recognised | None:
    if _is_other(page):
        return None
    read = readings(page)
    for profile in profiles:
        found = _statements(read, profile)
        if not found:
            continue
        signers = _signers(page, profile, found, _headings(read, profile))
        if len(signers) >= profile.rows.needed:
            return _Recognised(profile, found, signers)
    return None


def _is_other(page: Page) -> bool:
    """True for running text, for e-mails and for pictures of a signature page."""
    if not page.lines or sum(len(line.words) for line in page.lines) > MAX_WORDS:
        return True
    fields = {found.group(1) for line in page.lines if (found := _EMAIL_FIELD.search(line.text))}
    return len(fields) >= MIN_EMAIL_FIELDS or any(
        _CAPTION.search(cell.text) for line in page.lines for cell in line.cells
    )


def _statements(read: Sequence[Reading], profile: Profile) -> tuple[Found, ...]:
    """The vendor's sentences on the page; none unless there are enough of them."""
    found = [
        places
        for literal in profile.statements
        if (places := [place for text in read for place in find(literal, text)])
    ]
    # The text must start with one of them: a quotation stands inside somebody else's sentence.
    if not any(place.begins for places in found for place in places):
        return ()
    needed = profile.needed_with_heading if _headings(read, profile) else profile.needed_alone
    if len(found) < needed:
        return ()
    return tuple(next((place for place in places if place.begins), places[0]) for places in found)


def _headings(read: Sequence[Reading], profile: Profile) -> tuple[Found, ...]:
    """The headings that stand on a line of their own, outside quotation marks."""
    return tuple(
        place
        for literal in profile.headings
        for text in read
        for place in find(literal, text)
        if place.begins and place.ends
    )


def _signers(
    page: Page, profile: Profile, found: Sequence[Found], headings: Sequence[Found]
) -> tuple[PageSigner, ...]:
    """The signers listed below the start of the vendor's text."""
    top = max(cell.top for place in (*found, *headings) for cell in place.cells)
    skip = frozenset(_whole_cells(found) | _whole_cells(headings))
    below = [line for line in page.lines if line.bottom < top]
    return rows_of(below, page=page.number, skip=skip, rule=profile.rows)


def _whole_cells(places: Sequence[Found]) -> set[Cell]:
    """The cells that hold the vendor's text; one that goes on with something else is kept."""
    return {
        cell
        for place in places
        for cell in place.cells
        if not (cell is place.cells[-1] and fold(place.rest))
    }


def _follows(page: Page, profile: Profile) -> tuple[PageSigner, ...] | None:
    """The signers on a page that goes on with a signature page; None when it does not."""
    if _is_other(page):
        return None
    signers = rows_of(page.lines, page=page.number, skip=frozenset(), rule=profile.rows)
    if signers and profile.rows.needed:
        return signers
    read = readings(page)
    for literals in profile.continuations:
        if all(
            any(place.begins for text in read for place in find(literal, text))
            for literal in literals
        ):
            return ()
    return None
