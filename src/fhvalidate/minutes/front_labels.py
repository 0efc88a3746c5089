"""The labels of a front page and of a notice, and what stands beside or below each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re, late_re2
from fhvalidate.minutes.model import Box
from fhvalidate.minutes.printed_names import name_in
from fhvalidate.minutes.running_lines import FlowLine
from fhvalidate.pdf.pages.text import Cell

# Cells that start within this many points of each other stand in one column.
INDENT = 14.0

# A label with a value has at most this many characters in all; longer is running text.
MAX_LABEL_LINE = 400

# Cells that are kept as read: the minutes of a board share their labels, and most of their names.
CELLS_KEPT = 2048

# A list of those present in the largest council and its officials.
MAX_ENTRIES = 400


class Field(StrEnum):
    """What a label announces."""

    PLACE_AND_TIME = "place-and-time"
    PLACE = "place"
    TIME = "time"
    DATE = "date"
    PRESENT = "present"
    MEMBERS = "members"
    SERVING = "serving"
    SUBSTITUTES = "substitutes"
    OTHERS = "others"
    APOLOGIES = "apologies"
    CHAIR = "chair"
    SECRETARY = "secretary"
    TO_VERIFY = "to-verify"
    VERIFICATION = "verification"
    PARAGRAPHS = "paragraphs"
    SIGNATURES = "signatures"
    NOTICE = "notice"
    BODY = "body"
    POSTED = "posted"
    REMOVED = "removed"
    APPEAL = "appeal"
    KEPT = "kept"
    OTHER = "other"


_PHRASES: dict[Field, tuple[str, ...]] = {
    Field.PLACE_AND_TIME: (
        "plats och tid för sammanträdet", "plats och tid för sammanträde", "plats och tid",
        "tid och plats för sammanträdet", "tid och plats", "plats, datum och tid",
        "sammanträdets plats och tid", "plats & tid", "tid & plats", "plats/tid", "tid/plats",
        "datum, tid och plats", "datum och plats", "mötets plats och tid",
    ),
    Field.PLACE: ("plats", "lokal", "mötesplats", "sammanträdesplats", "plats för sammanträde"),
    Field.TIME: ("tid", "tidpunkt", "mötestid", "tid för sammanträde", "sammanträdestid"),
    Field.DATE: (
        "datum", "sammanträdesdatum", "mötesdatum", "datum för sammanträde",
        "datum för sammanträdet", "datum och tid", "sammanträdesdag", "sammanträdets datum",
    ),
    Field.PRESENT: ("närvarande", "deltagare", "deltagande", "närvarande vid mötet", "medverkande"),
    Field.MEMBERS: (
        "beslutande", "beslutande ledamöter", "ledamöter", "ordinarie ledamöter",
        "närvarande ledamöter", "närvarande beslutande", "beslutande ledamöter och ersättare",
        "tjänstgörande ledamöter", "tjänstgörande",
    ),
    Field.SERVING: (
        "tjänstgörande ersättare", "tjg ersättare", "tjg. ersättare", "tjänstg. ersättare",
        "beslutande ersättare",
    ),
    Field.SUBSTITUTES: (
        "ej tjänstgörande ersättare", "icke tjänstgörande ersättare", "ersättare",
        "närvarande ersättare", "ej beslutande", "ej beslutande ersättare",
        "närvarande ej tjänstgörande ersättare", "närvarande, ej tjänstgörande ersättare",
        "övriga ersättare",
    ),
    Field.OTHERS: (
        "övriga närvarande", "övriga deltagare", "övriga deltagande", "övriga", "tjänstemän",
        "tjänstepersoner", "närvarande tjänstemän", "närvarande tjänstepersoner", "adjungerade",
        "personalföreträdare", "fackliga företrädare", "inbjudna", "övriga tjänstemän",
        "övriga tjänstepersoner", "tjänsteman", "tjänsteperson", "gäster",
    ),
    Field.APOLOGIES: (
        "anmält förhinder", "anmälda förhinder", "förhindrade", "förhinder", "frånvarande",
        "förfall", "anmält frånvaro", "anmäld frånvaro", "frånvarande ledamöter",
        "ej närvarande", "meddelat förhinder", "anmält förfall", "frånvaro",
    ),
    Field.CHAIR: ("ordförande", "mötesordförande", "mötets ordförande", "ordf.", "ordf"),
    Field.SECRETARY: (
        "sekreterare", "mötessekreterare", "nämndsekreterare", "protokollförare",
        "vid protokollet", "vid pennan", "mötets sekreterare", "kommunsekreterare",
    ),
    Field.TO_VERIFY: (
        "utses att justera", "utsedd att justera", "utsedda att justera", "att justera",
        "justerare", "justerande", "justerande ledamot", "protokollsjusterare",
        "protokolljusterare", "justeras av", "justeringsperson", "justeringspersoner",
        "utsedd justerare", "utsedda justerare", "justeringsman", "justeringsmän", "justeras",
        "till justerare utses", "till justerare utsågs", "justeringsledamot",
    ),
    Field.VERIFICATION: (
        "plats och tid för justering", "justeringens plats och tid", "justeringens tid och plats",
        "justering", "plats och datum för justering", "tid och plats för justering",
        "justeringsdag", "justeringsdatum", "tid för justering", "justeringstid", "justerat",
        "datum för justering", "protokollet justeras", "justeringens plats och datum",
    ),
    Field.PARAGRAPHS: ("paragrafer", "paragraf", "protokollet omfattar"),
    Field.SIGNATURES: ("underskrifter", "underskrift", "signaturer", "namnunderskrift"),
    Field.NOTICE: (
        "anslag/bevis", "anslag / bevis", "bevis om anslag", "anslagsbevis", "bevis/anslag",
        "tillkännagivande/bevis", "tillkännagivande / bevis", "bevis om tillkännagivande",
        "bevis", "anslag", "tillkännagivande", "bevis om justeringens tillkännagivande",
    ),
    Field.BODY: ("organ", "instans", "beslutande organ", "nämnd"),
    Field.POSTED: (
        "datum för anslags uppsättande", "datum då anslaget sätts upp",
        "datum då anslaget sattes upp",
        "protokollet anslås", "anslaget publiceras", "anslagsdatum", "anslås", "anslaget sätts upp",
        "datum då tillkännagivandet publiceras", "datum när anslaget sätts upp",
        "anslagets uppsättande", "datum för publicering", "anslag sätts upp",
        "anslaget från och med",
        "datum för anslagets uppsättande",
    ),
    Field.REMOVED: (
        "datum för anslags nedtagande", "anslaget till och med", "datum då anslaget tas ned",
        "datum då anslaget tas ner", "anslaget avpubliceras", "datum för anslagets nedtagande",
        "datum då tillkännagivandet upphör", "anslaget tas ned", "anslag tas ned",
        "datum när anslaget tas ned", "anslagets nedtagande",
        "datum då tillkännagivandet avpubliceras",
    ),
    Field.APPEAL: (
        "sista dag för överklagande", "sista datum för överklagande",
        "sista dagen för överklagande", "överklagandetiden går ut", "överklagas senast",
    ),
    Field.KEPT: (
        "förvaringsplats för protokollet", "förvaringsplats för protokoll", "förvaringsplats",
        "protokollet förvaras", "protokollets förvaringsplats",
    ),
    Field.OTHER: (
        "ärendelista", "innehållsförteckning", "innehåll", "ärenden", "dagordning",
        "föredragningslista", "utdragsbestyrkande", "justerandes sign", "justerandes signatur",
        "expedierat/bestyrkt", "omfattning", "handläggare", "ärendenummer", "diarienummer",
        "e-post",
        "telefon", "webbplats", "hemsida", "adress", "postadress",
    ),
}  # fmt: skip

LABELS = MappingProxyType(
    {phrase: field for field, phrases in _PHRASES.items() for phrase in phrases}
)
# The phrases that start with a word, the longest first: most lines start with none.
_BY_FIRST_WORD: dict[str, list[str]] = {}
for _phrase in sorted(LABELS, key=len, reverse=True):
    _BY_FIRST_WORD.setdefault(_phrase.split()[0].rstrip(".,:"), []).append(_phrase)
_FIRST_WORD = late_re("[^ .,:_\u2026]+")  # one class: linear in any engine
NAMED_FIELDS = frozenset({Field.CHAIR, Field.SECRETARY, Field.TO_VERIFY})
# "Justerare 1", "Justerare (2)", "Ordförande:", "Sekreterare ........", "Ledamöter/ersättare".
# Bounded up to the signs, and nothing after them can fail: linear in any engine.
_AFTER = late_re(r" ?(?:\(?[0-9]\)?)? ?(?:[:._]+|\Z)[ ._]*")
_LEADERS = late_re2(r"^[ ._\x{2026}]+")
_PARAGRAPH_SIGN = late_re2(r"^:? ?(?:§|[0-9])")


@frozen
class Entry:
    """One value of a label: the text of a cell and where it stands."""

    text: str
    page: int
    box: Box
    spaced: bool


@frozen
class Block:
    """A label with its values, and where the label stands."""

    field: Field
    entries: tuple[Entry, ...]
    page: int
    box: Box


def label_at(text: str) -> tuple[Field, str] | None:
    """The field that the text's label announces, and what follows the label in the same cell."""
    return _kept(text) if len(text) <= MAX_LABEL_LINE else None


def _label_at(text: str) -> tuple[Field, str] | None:
    plain = " ".join(text.split())
    small = plain.casefold()
    word = _FIRST_WORD.match(small)
    for phrase in _BY_FIRST_WORD.get(word.group(0), ()) if word else ():
        if not small.startswith(phrase):
            continue
        rest = plain[len(phrase) :]
        after = _AFTER.match(rest)
        if after is not None:
            return LABELS[phrase], rest[after.end() :].strip()
        field = LABELS[phrase]
        if field in NAMED_FIELDS and rest[:1] in " .\u2026_":
            named = _LEADERS.sub("", rest)
            if any(name_in(part) for part in (named, *named.split(","), *named.split(" och "))):
                return field, named
        if field is Field.PARAGRAPHS and _PARAGRAPH_SIGN.search(rest.strip()):
            return field, rest.strip(" :")
    return None


_kept = lru_cache(maxsize=CELLS_KEPT)(_label_at)


@dataclass(slots=True)
class _Column:
    field: Field
    label: str
    left: float
    value_left: float | None
    page: int
    box: Box
    entries: list[Entry]


def blocks_of(lines: Sequence[FlowLine]) -> tuple[Block, ...]:
    """The labels in these lines, each with its values; columns side by side are kept apart."""
    done: list[_Column] = []
    active: list[_Column] = []
    for line in lines:
        cells = line.cells
        for index, cell in enumerate(cells):
            label = label_at(cell.text)
            if label is not None:
                active = [column for column in active if column.left < cell.left - INDENT]
                column = _column(line, cell, *label)
                done.append(column)
                active.append(column)
                continue
            before = next((c for c in reversed(active) if c.left <= cell.left + INDENT), None)
            if before is None:
                continue
            if before.value_left is None and cell.left > before.left + INDENT and index > 0:
                before.value_left = cell.left
            if before.value_left is not None and cell.left < before.value_left - INDENT:
                # Beside the values and no known label: the label goes on, or an unknown one starts.
                if not _goes_on(before, cell) and index + 1 < len(cells):
                    active = [c for c in active if c.left < cell.left - INDENT]
                    active.append(_column(line, cell, Field.OTHER, ""))
                continue
            if len(before.entries) < MAX_ENTRIES:
                before.entries.append(_entry(line, cell, cell.text))
    return tuple(Block(c.field, tuple(c.entries), c.page, c.box) for c in done)


def _column(line: FlowLine, cell: Cell, field: Field, rest: str) -> _Column:
    box = (cell.left, cell.bottom, cell.right, cell.top)
    entries = [_entry(line, cell, rest)] if rest else []
    return _Column(field, cell.text, cell.left, None, line.page, box, entries)


def _goes_on(column: _Column, cell: Cell) -> bool:
    """Whether a cell in the column of labels is the second line of a label."""
    joined = " ".join(f"{column.label} {cell.text}".split()).casefold().rstrip(":")
    return cell.text[:1].islower() or joined in LABELS


def _entry(line: FlowLine, cell: Cell, text: str) -> Entry:
    box = (cell.left, cell.bottom, cell.right, cell.top)
    return Entry(" ".join(text.split()), line.page, box, line.spaced)


def entries_of(blocks: Sequence[Block], *fields: Field) -> Iterator[Entry]:
    """The values of every label that announces one of the fields."""
    for block in blocks:
        if block.field in fields:
            yield from block.entries
