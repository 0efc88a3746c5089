"""The signers on a signature page: rows of name, time, means and reference near each other.

Nothing is known beforehand of the arrangement: one signer below the other, side by side, or a
table. Each time on the page is one signer; the columns follow from where the times stand.
"""

from collections.abc import Sequence
from datetime import datetime

from fhvalidate.frozen import frozen
from fhvalidate.minutes.columns import columns_of
from fhvalidate.minutes.printed_names import name_in
from fhvalidate.minutes.profile import NamePlace, RowRule
from fhvalidate.minutes.signing_time import PrintedTime, breaks_after_day, find_time
from fhvalidate.minutes.signing_words import (
    ACT,
    APPEARANCE,
    INTRODUCES,
    LABEL,
    METHOD,
    NAME_LABEL,
    tells_of_signing,
    without_connectives,
)
from fhvalidate.pdf.pages.page_lines import line_of
from fhvalidate.pdf.pages.text import Cell, Line

# Name, role, organisation, two lines of identifiers and a label stand above a time, not more.
MAX_LINES_ABOVE = 8

# Means, reference (on up to three lines) and a certificate's name stand below it.
MAX_LINES_BELOW = 5

# More signers than any council has members.
MAX_ROWS = 200

Box = tuple[float, float, float, float]


@frozen
class PageSigner:
    """A signer as the page says, which is a claim: no cryptography stands behind it.

    `signed_at` is aware; `zone_assumed` tells that the page named no zone and Swedish time was
    taken. `box` is left, bottom, right, top of the name or else the time, in points from the
    lower left corner of the page as displayed.
    """

    name: str | None
    signed_at: datetime | None
    zone_assumed: bool
    method: str | None
    reference: str | None
    page: int
    box: Box


@frozen
class _Row:
    signer: PageSigner
    appearance: bool
    act: bool


def rows_of(
    lines: Sequence[Line], *, page: int, skip: frozenset[Cell], rule: RowRule
) -> tuple[PageSigner, ...]:
    """The signers in these lines of a page, in reading order; cells to `skip` are no rows."""
    parts = (_without(line, skip) for line in lines if not line.turned)
    kept = [line for line in parts if line is not None]
    columns = columns_of(kept)
    rows = _rows(kept, page, rule)
    if len(columns) > 1:
        apart = [row for column in columns for row in _rows(column, page, rule)]
        # Two times in a row of a table (sent, signed) are two columns of times and one of names.
        rows = apart if _named(apart) > _named(rows) else rows
    written = [row for row in rows if not row.appearance]
    acted = [row for row in written or rows if row.act or not rule.requires_act]
    signers = [row.signer for row in acted]
    if rule.requires_reference:
        signers = [signer for signer in signers if signer.reference]
    return _in_reading_order(signers)


def _in_reading_order(signers: Sequence[PageSigner]) -> tuple[PageSigner, ...]:
    """From the top down; those whose names stand on one line from left to right."""
    tiers: list[list[PageSigner]] = []
    for signer in sorted(signers, key=lambda signer: -signer.box[3]):
        bottom, top = signer.box[1], signer.box[3]
        if tiers and tiers[-1][0].box[3] - top < (top - bottom) / 2:
            tiers[-1].append(signer)
        else:
            tiers.append([signer])
    return tuple(
        signer for tier in tiers for signer in sorted(tier, key=lambda signer: signer.box[0])
    )


def _named(rows: Sequence[_Row]) -> int:
    return sum(row.signer.name is not None for row in rows)


def _without(line: Line, skip: frozenset[Cell]) -> Line | None:
    if not skip or not any(cell in skip for cell in line.cells):
        return line
    words = [
        word
        for cell in line.cells
        if cell not in skip
        for word in line.words
        if cell.left <= word.left <= cell.right
    ]
    return line_of(words) if words else None


def _rows(lines: Sequence[Line], page: int, rule: RowRule) -> list[_Row]:
    """One row for each time in a column of lines."""
    timed = _timed(lines)[:MAX_ROWS]
    rows, start, below = [], 0, False
    for number, (at, time) in enumerate(timed):
        following = timed[number + 1][0] if number + 1 < len(timed) else len(lines)
        end = _end(lines, at, following, rule)
        above = lines[max(start, at - MAX_LINES_ABOVE) : at]
        found = _name(above, lines[at], time, rule)
        after = lines[at + 1 : min(following, at + 1 + MAX_LINES_BELOW)]
        if found is None and (number == 0 or below):
            # The time stands above the name.
            found = _first_name(after)
            below = found is not None
            end = following if below else end
        block = [*(lines[at : at + 1] if below else [*above, lines[at]]), *lines[at + 1 : end]]
        rows.append(_row(found, block, lines[at], time, page=page, rule=rule))
        start = end
    return rows


def _timed(lines: Sequence[Line]) -> list[tuple[int, PrintedTime]]:
    timed = []
    for index, line in enumerate(lines):
        # Of several times in a row of a table (sent, signed) the last is the signer's.
        in_cells = [time for cell in line.cells if (time := find_time(cell.text))]
        time = in_cells[-1] if in_cells else find_time(line.text)
        if time is None and index + 1 < len(lines):
            following = lines[index + 1].text
            if breaks_after_day(line.text, following):
                time = find_time(f"{line.text} {following}")
        if time is not None:
            timed.append((index, time))
    return timed


def _end(lines: Sequence[Line], at: int, following: int, rule: RowRule) -> int:
    """The index after the last line that goes with the time at `at`: means, reference.

    A line that says neither may stand between; one with a name is the next signer's.
    """
    end = at + 1
    for index in range(at + 1, min(following, at + 1 + MAX_LINES_BELOW)):
        text = lines[index].text
        broken = breaks_after_day(lines[index - 1].text, text)
        if INTRODUCES.search(text):
            break
        if (
            broken
            or METHOD.search(text)
            or ACT.search(text)
            or _is_identifier(_with_value(lines, index), rule)
        ):
            end = index + 1
        elif _names_on(lines[index], None):
            break
    return end


def _with_value(lines: Sequence[Line], index: int) -> str:
    """The line's text, with the next line's when it is a label without its value."""
    text = lines[index].text
    labels_next = text.endswith(":") and index + 1 < len(lines)
    return f"{text} {lines[index + 1].text}" if labels_next else text


def _is_identifier(text: str, rule: RowRule) -> bool:
    return bool(
        (rule.reference and rule.reference.search(text))
        or (rule.reference_continues and rule.reference_continues.fullmatch(text))
    )


def _name(
    above: Sequence[Line], line: Line, time: PrintedTime, rule: RowRule
) -> tuple[str, Box] | None:
    """The name on the line of the time, or in the lines above it, with its box."""
    on_line = _names_on(line, time)
    if on_line is not None:
        return on_line
    if rule.name is NamePlace.FIRST:
        return _first_name(above)
    nearest = _first_name(above[::-1])
    if nearest is not None:
        return nearest
    for other in reversed(above[-3:]):
        if not LABEL.search(other.text) and not _is_identifier(other.text, rule):
            return other.text, (other.left, other.bottom, other.right, other.top)
    return None


def _first_name(lines: Sequence[Line]) -> tuple[str, Box] | None:
    return next((name for line in lines if (name := _names_on(line, None))), None)


def _names_on(line: Line, time: PrintedTime | None) -> tuple[str, Box] | None:
    """The first name among a line's cells, once time, act and means are taken away."""
    for cell in line.cells:
        text = cell.text.replace(time.text, "|") if time else cell.text
        text = NAME_LABEL.sub("", METHOD.sub("|", ACT.sub("|", text)))
        for part in text.split("|"):
            name = name_in(without_connectives(part))
            if name is not None:
                return name, (cell.left, cell.bottom, cell.right, cell.top)
    return None


def _row(
    found: tuple[str, Box] | None,
    block: Sequence[Line],
    line: Line,
    time: PrintedTime,
    *,
    page: int,
    rule: RowRule,
) -> _Row:
    name, box = found or (None, (line.left, line.bottom, line.right, line.top))
    methods = (METHOD.search(other.text) for other in block)
    signer = PageSigner(
        name=name,
        signed_at=time.time,
        zone_assumed=time.zone_assumed,
        method=next((method.group(1).strip() for method in methods if method), None),
        reference=_reference(block, rule),
        page=page,
        box=box,
    )
    return _Row(
        signer,
        appearance=any(APPEARANCE.search(other.text) for other in block),
        act=any(tells_of_signing(other.text) for other in block),
    )


def _reference(block: Sequence[Line], rule: RowRule) -> str | None:
    """The row's identifier, whole again when it was broken over lines."""
    if rule.reference is None:
        return None
    for index, line in enumerate(block):
        text = _with_value(block, index)
        found = rule.reference.search(text)
        if found is None:
            continue
        reference = found.group(1) or ""
        after = index + (1 if text == line.text else 2)
        for other in block[after : after + 3] if rule.reference_continues else ():
            if not rule.reference_continues or not rule.reference_continues.fullmatch(other.text):
                break
            reference += other.text
        return reference
    return None
