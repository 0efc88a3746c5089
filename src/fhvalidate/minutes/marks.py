"""Marks: what a vendor leaves on each page of a signed document, with the identities it gives.

A footer with transaction identities, a document key up the margin. They stay on every print and
say, when the signature page is gone, that there was one.
"""

from collections.abc import Iterator, Sequence

from fhvalidate.frozen import frozen
from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.page_edge import is_at_edge
from fhvalidate.minutes.profile import MarkKind, MarkRule, Profile
from fhvalidate.minutes.reading import Found, Reading, find, reading, readings
from fhvalidate.pdf.pages.text import Cell, Page

# A footer has one identity for each signer; a list longer than this is no footer.
MAX_IDENTITIES = 50

# Turned text in more pieces than this is a drawing; a document key has some 60 letters.
MAX_PIECES = 200

# An identity of 42 digits is broken over at most this many further lines.
MAX_BROKEN_LINES = 3

# What stands beside the mark is in one of so many cells after it.
MAX_BESIDE = 4


@frozen
class Mark:
    """A vendor's mark on a page: the quoted words and the identities that stand with them.

    `of_signers` tells that each signer has one of the identities. `stands_apart` tells that it is
    at the page's edge, where no running text is, and in words that are the vendor's alone. `box` is
    left, bottom, right, top in points from the lower left corner as displayed.
    """

    page: int
    profile: str
    kind: MarkKind
    quote: str
    identities: tuple[str, ...]
    box: tuple[float, float, float, float]
    of_signers: bool = False
    stands_apart: bool = False


def read_marks(pages: Sequence[Page], profiles: Sequence[Profile]) -> tuple[Mark, ...]:
    """The marks on all pages, in order; a page has at most one of each rule."""
    marking = [profile for profile in profiles if profile.marks]
    return tuple(mark for page in pages if page.lines for mark in _on_page(page, marking))


def _on_page(page: Page, profiles: Sequence[Profile]) -> Iterator[Mark]:
    upright = (*readings(page), *_up_the_margin(page))
    for profile in profiles:
        yield from _marks(page, profile, upright)


def _marks(page: Page, profile: Profile, upright: Sequence[Reading]) -> Iterator[Mark]:
    turned = any(rule.reversible and _is_mirrored(rule, upright) for rule in profile.marks)
    backwards = _backwards(page) if turned else ()
    for rule in profile.marks:
        texts = (*upright, *backwards) if rule.reversible else upright
        places = ((text, place) for text in texts for place in find(rule.literal, text))
        mark = next(
            (mark for text, place in places if (mark := _mark(page, profile, rule, text, place))),
            None,
        )
        if mark is not None:
            yield mark


def _up_the_margin(page: Page) -> tuple[Reading, ...]:
    """The turned text in one piece without blanks: a print may leave it in pieces, each a line."""
    cells = [cell for line in page.lines if line.turned for cell in line.cells]
    if not 0 < len(cells) <= MAX_PIECES:
        return ()
    return (
        reading(
            [
                Cell(
                    "".join(cell.text for cell in cells).replace(" ", ""),
                    min(cell.left for cell in cells),
                    min(cell.bottom for cell in cells),
                    max(cell.right for cell in cells),
                    max(cell.top for cell in cells),
                )
            ]
        ),
    )


def _is_mirrored(rule: MarkRule, upright: Sequence[Reading]) -> bool:
    """Whether the words can stand backwards: a fold read backwards is the fold of what is."""
    return rule.literal.folded[::-1] in upright[0].folded


def _backwards(page: Page) -> tuple[Reading, ...]:
    """The page's text from its last letter to its first, as some readers give turned text."""
    cells = [cell for line in page.lines for cell in line.cells]
    mirrored = [
        Cell(cell.text[::-1], cell.left, cell.bottom, cell.right, cell.top)
        for cell in reversed(cells)
    ]
    return (reading(mirrored),)


def _mark(page: Page, profile: Profile, rule: MarkRule, text: Reading, place: Found) -> Mark | None:
    identities, cells = _identities(rule, text, place)
    # A sentence about the mark goes on with words; the mark ends, or goes on with its identity.
    alone = place.ends or fold(place.rest).isdecimal() or bool(rule.identity.search(place.rest))
    if not place.begins or not (alone or identities) or (rule.identity_required and not identities):
        return None
    covered = (*place.cells, *cells)
    box = (
        min(cell.left for cell in covered),
        min(cell.bottom for cell in covered),
        max(cell.right for cell in covered),
        max(cell.top for cell in covered),
    )
    return Mark(
        page=page.number,
        profile=profile.name,
        kind=rule.kind,
        quote=place.quote,
        identities=identities,
        box=box,
        of_signers=rule.signers,
        stands_apart=is_at_edge(page, box, sides=rule.kind is MarkKind.MARGIN_KEY)
        and _is_the_vendors(rule, text, place),
    )


def _is_the_vendors(rule: MarkRule, text: Reading, place: Found) -> bool:
    """Whether what stands beside ordinary words makes them the vendor's."""
    if rule.beside is None:
        return True
    near = " ".join(cell.text for cell in text.cells[place.last :][: MAX_BESIDE + 1])
    return bool(rule.beside.search(near))


def _identities(
    rule: MarkRule, text: Reading, place: Found
) -> tuple[tuple[str, ...], tuple[Cell, ...]]:
    """The identities in the mark's last cell and those right after it, with their cells."""
    identities: list[str] = []
    used: list[Cell] = []
    waiting = ""
    broken = 0
    for number, cell in enumerate(text.cells[place.last :]):
        # The mark's own cell holds its label; after it, a label may stand in a cell of its own.
        said = f"{waiting} {cell.text}".strip()
        found = rule.identity.search(said)
        if len(identities) >= MAX_IDENTITIES:
            break
        if found is not None:
            identities.append(found.group(1) or "")
            waiting, broken = "", 0
        elif identities and _goes_on(rule, cell.text) and broken < MAX_BROKEN_LINES:
            identities[-1] += cell.text
            broken += 1
        elif not waiting and (number == 0 or cell.text.endswith(":")):
            waiting = cell.text
        else:
            break
        used.append(cell)
    return tuple(identities), tuple(used) if identities else ()


def _goes_on(rule: MarkRule, text: str) -> bool:
    return bool(rule.identity_continues and rule.identity_continues.fullmatch(text))
