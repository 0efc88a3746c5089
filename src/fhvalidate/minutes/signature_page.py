"""The signature page: the page on which a vendor lists who signed, recognised by its words.

What it says is a claim. It is there in the signed original and in every print of it alike.
"""

from collections.abc import Sequence
from datetime import datetime

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.generic_page import (
    GENERIC,
    STAMP_PAGES,
    GenericPage,
    generic_page,
    generic_stamp,
)
from fhvalidate.minutes.other_text import is_other_text, is_quoting
from fhvalidate.minutes.profile import Certainty, Profile
from fhvalidate.minutes.reading import Found, Reading, find, readings
from fhvalidate.minutes.signer_rows import PageSigner, rows_of
from fhvalidate.minutes.stamps import read_stamps
from fhvalidate.pdf.pages.text import Cell, Page

__all__ = ["PageSigner", "SignaturePage", "read_signature_page"]

# A handbook announces its picture: "ett exempel på hur en underskriftssida ser ut".
_ANNOUNCED = late_re2(
    r"(?i)(?:exempel p.{0,2}|hur en|hur|s.{0,2} h.{0,2}r ser) (?:\pL+ ){0,4}"
    r"(?:en |din |sidan )?(?:underskriftssid|signatursid|signeringssid)"
)


@frozen
class SignaturePage:
    """A vendor's signature page: where it is, what it states (quoted), whom it lists.

    Attributes:
        page: counts from 1; `pages` are all that belong to it.
        profile: the profile's name, `generic` when no vendor's fits.
        certainty: how sure it is that this is one.
        seals: whether the vendor seals documents and attaches the evidence on people.
        sealed_by: words in the names of certificates that seal for those listed.
        stamped: whether it is stamps on pages that hold other text too.
        top: where the vendor's text starts on the first page, in points from the lower edge.
    """

    page: int
    profile: str
    statement: str
    signers: tuple[PageSigner, ...]
    pages: tuple[int, ...]
    certainty: Certainty = Certainty.HIGH
    seals: bool = False
    sealed_by: tuple[str, ...] = ()
    stamped: bool = False
    top: float | None = None

    @property
    def whole_pages(self) -> tuple[int, ...]:
        """The pages that hold nothing else."""
        return () if self.stamped else self.pages


@frozen
class _Recognised:
    profile: Profile
    found: tuple[Found, ...]
    signers: tuple[PageSigner, ...]


def read_signature_page(pages: Sequence[Page], profiles: Sequence[Profile]) -> SignaturePage | None:
    """The first signature page with the signers of all; None when no page is one.

    A vendor's page comes before one that only looks like a signature page, and a page of its own
    before stamps among other text.
    """
    whole = [profile for profile in profiles if not profile.stamp]
    stamps = [profile for profile in profiles if profile.stamp]
    own = frozenset(page.number for page in pages if not is_other_text(page))
    return (
        _read_pages(pages, own, whole)
        or _read_generic(pages, own)
        or _read_stamps(pages, stamps)
        or _read_generic_stamps(pages)
    )


def _read_pages(
    pages: Sequence[Page], own: frozenset[int], profiles: Sequence[Profile]
) -> SignaturePage | None:
    """The signature page of a vendor; `own` are the numbers of pages with no other text."""
    first: tuple[Page, _Recognised] | None = None
    signers: list[PageSigner] = []
    numbers: list[int] = []
    following: Profile | None = None
    for page in pages:
        is_own = page.number in own
        recognised = _recognise(page, profiles) if is_own else None
        if recognised is not None:
            first = first or (page, recognised)
            following = recognised.profile
            signers += recognised.signers
        elif is_own and following and (more := _follows(page, following)) is not None:
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
        certainty=recognised.profile.sure,
        seals=recognised.profile.seals,
        sealed_by=recognised.profile.sealed_by,
        top=max(cell.top for found in recognised.found for cell in found.cells),
    )


def _read_generic(pages: Sequence[Page], own: frozenset[int]) -> SignaturePage | None:
    found = [
        (page.number, read)
        for page in pages
        if page.number in own and (read := generic_page(page)) is not None
    ]
    return _generic(pages, found, stamped=False)


def _read_generic_stamps(pages: Sequence[Page]) -> SignaturePage | None:
    found = [
        (page.number, read)
        for page in pages[-STAMP_PAGES:]
        if not is_quoting(page) and (read := generic_stamp(page)) is not None
    ]
    return _generic(pages, found, stamped=True)


def _generic(
    pages: Sequence[Page], found: Sequence[tuple[int, GenericPage]], *, stamped: bool
) -> SignaturePage | None:
    numbers = [number for number, _ in found]
    signers = [signer for _, read in found for signer in read.signers]
    if not found or _is_illustration(pages, numbers, signers):
        return None
    return SignaturePage(
        page=numbers[0],
        profile=GENERIC,
        statement=found[0][1].statement,
        signers=_distinct(signers),
        pages=tuple(numbers),
        certainty=found[0][1].certainty,
        stamped=stamped,
    )


def _read_stamps(pages: Sequence[Page], profiles: Sequence[Profile]) -> SignaturePage | None:
    """Stamps whose words a profile knows, on any page that does not quote them."""
    for profile in profiles:
        found = [
            (page.number, place, stamped)
            for page in pages
            if page.lines and not is_quoting(page)
            for place, stamped in read_stamps(page, profile)
        ]
        numbers = tuple(dict.fromkeys(number for number, _, _ in found))
        signers = [signer for _, _, listed in found for signer in listed]
        if not found or _is_illustration(pages, numbers, signers):
            continue
        return SignaturePage(
            page=numbers[0],
            profile=profile.name,
            statement=found[0][1].quote,
            signers=_distinct(signers),
            pages=numbers,
            certainty=profile.sure,
            seals=profile.seals,
            sealed_by=profile.sealed_by,
            stamped=True,
        )
    return None


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
    """The surest profile that the page fits; of two as sure the one with more of its words."""
    read = readings(page)
    fitting: list[_Recognised] = []
    for profile in profiles:
        found = _statements(read, profile)
        if not found:
            continue
        signers = _signers(page, profile, found, _headings(read, profile))
        if len(signers) >= profile.rows.needed:
            fitting.append(_Recognised(profile, found, signers))
    return min(fitting, key=_rank, default=None)


def _rank(recognised: _Recognised) -> tuple[int, int]:
    said = sum(len(found.quote) for found in recognised.found)
    return tuple(Certainty).index(recognised.profile.sure), -said


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
