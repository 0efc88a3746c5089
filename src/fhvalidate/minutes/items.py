"""The items of a meeting: title, diary number, presenters, what they build on, decisions."""

from collections.abc import Iterator, Sequence

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.front_labels import Entry, Field, label_at
from fhvalidate.minutes.item_headings import Heading
from fhvalidate.minutes.item_sections import Section, SectionStart, section_at
from fhvalidate.minutes.model import Decision, Item, Person, Role, Said, Underlag
from fhvalidate.minutes.paragraphs import Paragraph, joined, paragraphs_of
from fhvalidate.minutes.printed_people import people_in
from fhvalidate.minutes.running_lines import FlowLine
from fhvalidate.minutes.word_patterns import word_pattern

# A title is broken over at most this many lines.
MAX_TITLE_LINES = 4

# A wrapped heading fills at least this share of the text's width.
WRAPPED = 0.75

# Letters differ in height; lines of one size differ by less than this share.
SAME_SIZE = 0.12

# Lines between "Mötet beslutar" and its first clause: a page's head, when it was not told apart.
MAX_LINES_BEFORE_CLAUSE = 4

_DIARY = word_pattern(
    r"(?i)(?:dnr|d\.nr|diarienr|diarienummer|ärendenr|ärendenummer|ärende)\.?:? ?"
    r"((?:[^ \d/:.,;()]{1,8}[ /-]?)?\d{2,4}[ /:-]\d{1,6}(?:[-./ ]\d{1,6})*)",
    "nr",
    "diarienummer",
    "ärende",
)
_BARE_DIARY = late_re2(r"[A-ZÅÄÖ]{2,8}[ /-]?\d{4}[/:-]\d{1,6}(?:[-.]\d{1,6})*")
_ATTACHMENT = late_re2(r"(?:^|[^\pL])[Bb]ilaga (\d{1,3}|[\p{Lu}])(?:$|[^\pL\d])")
_ADMINISTRATIVE = late_re2(
    r"(?i)^(?:protokollsutdrag|beslutet (?:skickas|expedieras|delges)|expedieras|"
    r"paragrafen (?:förklaras|är|justeras) (?:för )?(?:omedelbart|direkt)|omedelbar justering|"
    r"denna paragraf (?:förklaras|justeras))"
)


@frozen
class _Part:
    """A section of an item with its lines; `start` is None before the first one."""

    start: SectionStart | None
    line: FlowLine | None
    lines: tuple[FlowLine, ...]


def read_items(lines: Sequence[FlowLine], headings: Sequence[Heading]) -> tuple[Item, ...]:
    """The items that the headings begin, in order."""
    if not headings:
        return ()
    width = _width(lines)
    ends = [*(heading.at for heading in headings[1:]), len(lines)]
    return tuple(
        _item(heading, lines[heading.at : end], width, is_last=end == len(lines))
        for heading, end in zip(headings, ends, strict=True)
    )


def _width(lines: Sequence[FlowLine]) -> float:
    """How far right the text goes: what one line in ten reaches."""
    rights = sorted(line.line.right for line in lines)
    return rights[len(rights) * 9 // 10] if rights else 0.0


def _item(heading: Heading, lines: Sequence[FlowLine], width: float, *, is_last: bool) -> Item:
    lines = lines[: _end(lines)] if is_last else lines
    title, taken = _title(heading, lines, width)
    parts = tuple(_parts(lines[taken:]))
    return Item(
        number=str(heading.number),
        title=title,
        diary_number=_diary_number(lines[: taken + 1]),
        presenters=tuple(_presenters(parts, width)),
        underlag=tuple(_underlag(parts, width)),
        decisions=tuple(_decisions(parts, width)),
        page=lines[0].page,
        box=lines[0].box,
    )


def _end(lines: Sequence[FlowLine]) -> int:
    """Where the last item ends: at the signatures or the notice, when they come after it."""
    closing = {Field.SIGNATURES, Field.NOTICE, Field.SECRETARY, Field.CHAIR, Field.TO_VERIFY}
    for index, line in enumerate(lines[1:], start=1):
        label = label_at(line.cells[0].text) if line.cells else None
        if label and label[0] in closing and (line.spaced or line.starts_page):
            return index
    return len(lines)


def _title(heading: Heading, lines: Sequence[FlowLine], width: float) -> tuple[str, int]:
    """The title and how many lines it and its diary number take."""
    rest = _DIARY.sub("", heading.rest).strip(" ,;:-\u2013")
    rest = "" if _BARE_DIARY.fullmatch(rest) else rest
    parts = [rest] if rest else []
    before = lines[0]
    taken = 1
    for line in lines[1 : 2 + MAX_TITLE_LINES]:
        if _DIARY.match(line.text) or _BARE_DIARY.fullmatch(line.text):
            taken += 1
            continue
        if section_at(line.text) or not _goes_on(parts, before, line, width):
            break
        parts.append(line.text)
        before = line
        taken += 1
    title = joined(parts)
    return _DIARY.sub("", title).strip(" ,;:"), taken


def _goes_on(parts: Sequence[str], before: FlowLine, line: FlowLine, width: float) -> bool:
    """Whether a line belongs to a title of which the parts are known."""
    if not parts:
        return True
    wrapped = before.line.right >= WRAPPED * width
    if wrapped and line.text[:1].islower():
        return True
    same_size = abs(line.height - before.height) <= SAME_SIZE * before.height
    return same_size and not line.spaced and wrapped


def _diary_number(lines: Sequence[FlowLine]) -> Said | None:
    for line in lines:
        found = _DIARY.search(line.text)
        if found is not None:
            return Said(found.group(1).strip(" -."), line.page, line.box)
        bare = next((c for c in line.cells if _BARE_DIARY.fullmatch(c.text.strip())), None)
        if bare is not None:
            box = (bare.left, bare.bottom, bare.right, bare.top)
            return Said(bare.text.strip(), line.page, box)
    return None


def _parts(lines: Sequence[FlowLine]) -> Iterator[_Part]:
    """The sections of an item, each with the lines that follow its start."""
    start: SectionStart | None = None
    opening: FlowLine | None = None
    gathered: list[FlowLine] = []
    for line in lines:
        begins = section_at(line.text)
        if begins is not None and _continues(start, begins):
            begins = None
        if begins is None:
            gathered.append(line)
            continue
        yield _Part(start, opening, tuple(gathered))
        start, opening, gathered = begins, line, []
    yield _Part(start, opening, tuple(gathered))


def _continues(start: SectionStart | None, begins: SectionStart) -> bool:
    """Whether a sentence such as "Nämnden beslutar att …" is part of the section it stands in."""
    if start is None or not begins.by_verb:
        return False
    if start.section in {Section.PROPOSAL, Section.OTHER}:
        return True
    return start.section is Section.DECISION and not start.by_verb and bool(begins.rest)


def _presenters(parts: Sequence[_Part], width: float) -> Iterator[Person]:
    for part in parts:
        if part.start is None or part.start.section is not Section.PRESENTER or part.line is None:
            continue
        if part.start.rest:
            wrapped = [line for line in part.lines[:1] if _is_wrapped(part.line, line, width)]
            text = joined([part.start.rest, *(line.text for line in wrapped)])
            entries = [Entry(text, part.line.page, part.line.box, spaced=False)]
        else:
            entries = [Entry(x.text, x.page, x.box, x.spaced) for x in part.lines]
        yield from people_in(entries, Role.PRESENTER)


def _is_wrapped(before: FlowLine, line: FlowLine, width: float) -> bool:
    return not line.spaced and before.line.right >= WRAPPED * width


def _underlag(parts: Sequence[_Part], width: float) -> Iterator[Underlag]:
    for part in parts:
        if part.line is None or part.start is None or part.start.section is not Section.UNDERLAG:
            continue
        paragraphs = list(paragraphs_of(part.lines, width=width, a_line_each=True))
        if part.start.rest:
            first = paragraphs[:1] if paragraphs and not paragraphs[0].apart else []
            text = joined([part.start.rest, *(p.text for p in first)])
            paragraphs = [Paragraph(text, apart=True, page=part.line.page, box=part.line.box)]
        for paragraph in paragraphs:
            yield from _documents(paragraph)


def _documents(paragraph: Paragraph) -> Iterator[Underlag]:
    """The documents that a paragraph names: each attachment, or the paragraph as it stands."""
    text = paragraph.text
    starts = [match.start(1) - len("bilaga ") for match in _ATTACHMENT.finditer(text)]
    if not starts:
        yield Underlag(None, text.strip(), paragraph.page, paragraph.box)
        return
    trailing = text[: starts[0]].strip(" ,;:(\u2013-")
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        found = _ATTACHMENT.search(text[start:end])
        if found is None:
            continue
        title = text[start + found.end(1) : end].strip(" ,;.:)\u2013-\u2014") or trailing
        yield Underlag(found.group(1), title, paragraph.page, paragraph.box)


def _decisions(parts: Sequence[_Part], width: float) -> Iterator[Decision]:
    for part in parts:
        if part.line is None or part.start is None or part.start.section is not Section.DECISION:
            continue
        clauses = tuple(_clauses(part, part.start, width))
        if clauses:
            yield Decision(part.start.heading, clauses, part.line.page, part.line.box)


def _clauses(part: _Part, start: SectionStart, width: float) -> Iterator[Said]:
    """Each *att* clause; where there is none, each paragraph that decides something."""
    assert part.line is not None  # noqa: S101 - only called for a part that has a heading
    paragraphs = list(paragraphs_of(part.lines, width=width))
    if start.rest:
        goes_on = paragraphs and not paragraphs[0].apart and not paragraphs[0].is_clause
        first = [paragraphs.pop(0).text] if goes_on else []
        opening = Paragraph(
            joined([start.rest, *first]), apart=True, page=part.line.page, box=part.line.box
        )
        paragraphs.insert(0, opening)
    at = next((n for n, p in enumerate(paragraphs) if p.is_clause), None)
    if start.by_verb and (at is None or at > MAX_LINES_BEFORE_CLAUSE):
        # "Mötet beslutar" and a list, or a sentence that went on: what follows at once.
        paragraphs = paragraphs[:1] if at is None and not _is_list(paragraphs) else paragraphs
        at = None
    elif start.by_verb and at is not None:
        paragraphs = _run(paragraphs[at:])
    for paragraph in paragraphs:
        if paragraph.text and not _ADMINISTRATIVE.match(paragraph.text):
            yield Said(paragraph.text, paragraph.page, paragraph.box)


def _run(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The clauses in a row; the first paragraph that is none ends them."""
    end = next((n for n, p in enumerate(paragraphs) if not p.is_clause), len(paragraphs))
    return list(paragraphs[:end])


def _is_list(paragraphs: Sequence[Paragraph]) -> bool:
    return len(paragraphs) > 1 and all(paragraph.apart for paragraph in paragraphs)
