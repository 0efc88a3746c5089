"""Minutes read from a document's pages; None for a document that is none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.front_labels import Block, Entry, Field, blocks_of, entries_of
from fhvalidate.minutes.heading_facts import (
    find_body,
    find_head_date,
    find_kind,
    find_organisation,
    head_pieces,
    is_other_document,
)
from fhvalidate.minutes.item_headings import find_headings
from fhvalidate.minutes.items import read_items
from fhvalidate.minutes.model import (
    Item,
    Minutes,
    Notice,
    Paragraphs,
    Person,
    Role,
    Said,
    Verification,
)
from fhvalidate.minutes.place_and_time import PlaceAndTime, read_place_and_time, said_date
from fhvalidate.minutes.printed_pages import read_page_numbering
from fhvalidate.minutes.printed_people import merged, people_in
from fhvalidate.minutes.running_lines import Flow, FlowLine, read_flow
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.pages.text import Page

# A front page with a list of a large council's members runs to the fourth page.
MAX_FRONT_LINES = 400

# The signatures and the notice stand among so many last lines.
MAX_CLOSING_LINES = 80

# A signature page of its own has a logotype and a heading above the vendor's text, not more.
MIN_LINES_ABOVE = 6

# Of place, time, people, items, decisions and verification minutes have at least so many.
MIN_SIGNS = 3

_ROLES = (
    (Field.PRESENT, Role.PRESENT),
    (Field.MEMBERS, Role.MEMBER),
    (Field.SERVING, Role.SERVING_SUBSTITUTE),
    (Field.SUBSTITUTES, Role.SUBSTITUTE),
    (Field.OTHERS, Role.OTHER_PRESENT),
    (Field.APOLOGIES, Role.APOLOGY),
    (Field.CHAIR, Role.CHAIR),
    (Field.SECRETARY, Role.SECRETARY),
    (Field.TO_VERIFY, Role.TO_VERIFY),
)
_DIGITAL = late_re2(r"(?i)digital|elektronisk|e-?signer|e-?underskri|e-?justering|bank ?id")
_RANGE = late_re2(r"(\d{1,4})(?: ?[-\x{2010}-\x{2015}] ?(\d{1,4}))?")


def read_minutes(pages: Sequence[Page], signature_page: SignaturePage | None) -> Minutes | None:
    """What the minutes on these pages say; None when the pages are no minutes."""
    flow = read_flow(_without_signature_page(pages, signature_page))
    if not flow.body:
        return None
    headings = find_headings(flow.body)
    front_end = min(headings[0].at if headings else len(flow.body), MAX_FRONT_LINES)
    pieces = (*head_pieces(tuple(_head_of_first_pages(flow))), *head_pieces(flow.body[:front_end]))
    front = blocks_of(flow.body[:front_end])
    closing = blocks_of(_closing(flow.body, front_end))
    items = read_items(flow.body, headings)
    when = read_place_and_time(front)
    people = merged(_people([*_before_notice(front), *_before_notice(closing)]))
    verification = _verification([*front, *closing])
    kind = find_kind(pieces)
    if not _is_minutes(kind, items, people, when, verification) or is_other_document(pieces):
        return None
    return Minutes(
        kind=kind,
        organisation=find_organisation(pieces),
        body=find_body(pieces),
        date=when.date or find_head_date(pieces),
        place=when.place,
        start=when.start,
        end=when.end,
        people=people,
        items=items,
        verification=verification,
        notice=_notice([*front, *closing]),
        numbering=read_page_numbering(pages),
    )


def _without_signature_page(
    pages: Sequence[Page], signature_page: SignaturePage | None
) -> list[Page]:
    """The pages without the vendor's; one on which the minutes end keeps what is above it."""
    if signature_page is None:
        return list(pages)
    kept = []
    for page in pages:
        if page.number not in signature_page.whole_pages:
            kept.append(page)
        elif page.number == signature_page.page and signature_page.top is not None:
            above = tuple(line for line in page.lines if line.bottom >= signature_page.top)
            if len(above) >= MIN_LINES_ABOVE:
                kept.append(replace(page, lines=above))
    return kept


def _head_of_first_pages(flow: Flow) -> Iterator[FlowLine]:
    """What repeats at the head and foot of pages, from the first page that has it."""
    if not flow.running:
        return
    first = flow.running[0].page
    yield from (line for line in flow.running if line.page <= first + 1)


def _closing(body: Sequence[FlowLine], front_end: int) -> Sequence[FlowLine]:
    """The last lines of the document, after its front."""
    return body[max(front_end, len(body) - MAX_CLOSING_LINES) :]


def _is_minutes(
    kind: Said | None,
    items: Sequence[Item],
    people: Sequence[Person],
    when: PlaceAndTime,
    verification: Verification | None,
) -> bool:
    """Whether enough of what makes minutes was found; one trait alone is any document's."""
    decided = any(item.decisions for item in items)
    signs = (
        kind is not None,
        len(items) > 1,
        decided,
        bool(people),
        when.start is not None or when.place is not None,
        verification is not None,
    )
    # Contracts have parties and dates, handbooks numbered headings: people or decisions decide.
    return (
        sum(signs) >= MIN_SIGNS
        and (kind is not None or bool(people))
        and (decided or (kind is not None and bool(people) and bool(items)))
    )


def _before_notice(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without those of the notice, whose official signs for something else."""
    for block in blocks:
        if block.field is Field.NOTICE:
            return
        yield block


def _people(blocks: Sequence[Block]) -> Iterator[Person]:
    for block in blocks:
        role = dict(_ROLES).get(block.field)
        if role is not None:
            yield from people_in(block.entries, role)


def _verification(blocks: Sequence[Block]) -> Verification | None:
    entries = list(entries_of(blocks, Field.VERIFICATION))
    paragraphs = tuple(_paragraphs(blocks))
    if not entries and not paragraphs:
        return None
    statement = None
    if entries:
        text = " ".join(entry.text for entry in entries[:3])
        statement = Said(text, entries[0].page, entries[0].box)
    dates = (said_date(entry) for entry in entries)
    return Verification(
        statement=statement,
        date=next((date for date in dates if date), None),
        digital=bool(statement and _DIGITAL.search(statement.value)),
        paragraphs=paragraphs,
    )


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraphs]:
    for entry in list(entries_of(blocks, Field.PARAGRAPHS))[:2]:
        for found in _RANGE.finditer(entry.text):
            first = int(found.group(1))
            last = int(found.group(2) or first)
            if first <= last:
                yield Paragraphs(first, last, entry.page, entry.box)


def _notice(blocks: Sequence[Block]) -> Notice | None:
    at = next((n for n, block in enumerate(blocks) if block.field is Field.NOTICE), None)
    notice = blocks if at is None else blocks[at:]
    posted, removed = _first(notice, Field.POSTED), _first(notice, Field.REMOVED)
    kept = _first(notice, Field.KEPT)
    if at is None and not (posted and removed):
        return None
    body = _first(notice, Field.BODY) if at is not None else None
    meeting = _first(notice, Field.DATE) if at is not None else None
    appeal = _first(notice, Field.APPEAL)
    return Notice(
        body=Said(body.text, body.page, body.box) if body else None,
        meeting_date=said_date(meeting) if meeting else None,
        posted=said_date(posted) if posted else None,
        removed=said_date(removed) if removed else None,
        appeal_until=said_date(appeal) if appeal else None,
        kept_at=Said(kept.text, kept.page, kept.box) if kept else None,
    )


def _first(blocks: Sequence[Block], field: Field) -> Entry | None:
    return next(iter(entries_of(blocks, field)), None)
