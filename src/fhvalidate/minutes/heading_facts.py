"""What the head of minutes says: the kind of document, the organisation, the body, the date."""

from collections.abc import Sequence
from functools import lru_cache

from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.model import Box, Said, SaidDate
from fhvalidate.minutes.printed_dates import find_date
from fhvalidate.minutes.running_lines import FlowLine
from fhvalidate.minutes.word_patterns import word_pattern

# Head of a page: logotype, body, kind, date and page number, at most on so many lines.
HEAD_LINES = 12
MAX_HEAD = 90

# Heads that are kept as parted: those of an archive's documents and of their pages repeat.
HEADS_KEPT = 1024

_KIND = word_pattern(
    r"(?i)^(sammanträdesprotokoll|mötesprotokoll|styrelseprotokoll|beslutsprotokoll|"
    r"direktionsprotokoll|årsmötesprotokoll|nämndsprotokoll|protokollsutdrag|"
    r"minnesanteckningar|mötesanteckningar|(?:justerat |digitalt justerat )?protokoll)"
    r"(?: digitalt justerat)?(?:$|[^\pL])(.*)$",
    "protokoll",
    "anteckningar",
)
_MEETING = late_re2(r"^(\pL+(?:-\pL+)*möte)(?:,? (?:i|för|med|inom) (.{3,60}))?$")
_BODY = late_re2(
    r"(?i)^(?:[^ .:]+ ){0,6}[^ .:]*(?:nämnd|nämnden|styrelse|styrelsen|utskott|utskottet|"
    r"fullmäktige|rådet|råd|beredning|beredningen|direktion|direktionen|revisorer|revisorerna|"
    r"kommitté|kommittén|delegation|delegationen|nätverk|nätverket|presidium|presidiet|"
    r"styrgrupp|styrgruppen|arbetsgrupp|arbetsgruppen)$"
)
_ORGANISATION = late_re2(
    r"^(?:\p{Lu}[^ ,:0-9]*(?: \p{Lu}[^ ,:0-9]*){0,4} "
    r"(?:kommun|KOMMUN|stad|STAD|kommunförbund|KOMMUNFÖRBUND|kommunalförbund|räddningstjänst)"
    r"|(?:Region|REGION|Kommunalförbundet|Räddningstjänsten|Familjen|Gymnasieförbundet) "
    r"\p{Lu}[^,:.0-9]{1,50}|\p{Lu}[^ ,:.0-9]+kommunen)$"
)
_CALL = late_re2(r"(?im)^(?:kallelse|föredragningslista|dagordning|kungörelse|tjänsteskrivelse)")
_DASHES = (" \u2013 ", " \u2014 ", " - ", ", ", " | ")


def head_pieces(lines: Sequence[FlowLine]) -> tuple[Said, ...]:
    """The cells of the first lines, those with a dash between two names parted there."""
    found: list[Said] = []
    for line in lines[:HEAD_LINES]:
        for cell in line.cells:
            box: Box = (cell.left, cell.bottom, cell.right, cell.top)
            text = " ".join(cell.text.split())
            if len(text) <= MAX_HEAD:
                found += (Said(part, line.page, box) for part in _parts(text))
    return tuple(found)


@lru_cache(maxsize=HEADS_KEPT)
def _parts(text: str) -> tuple[str, ...]:
    for dash in _DASHES:
        parts = [part.strip() for part in text.split(dash)]
        if len(parts) > 1 and any(_BODY.fullmatch(p) or _KIND.match(p) for p in parts):
            return tuple(part for part in parts if part)
    return (text,)


def find_kind(pieces: Sequence[Said]) -> Said | None:
    """What the document calls itself: *Sammanträdesprotokoll*, *Kommundirektörsmöte*."""
    for piece in pieces:
        found = _KIND.match(piece.value) or _MEETING.match(piece.value)
        if found is not None and not piece.value.endswith((".", ",")):
            return Said(found.group(1), piece.page, piece.box)
    return None


def find_body(pieces: Sequence[Said]) -> Said | None:
    """The board, council or committee that met."""
    for piece in pieces:
        found = _KIND.match(piece.value)
        text = found.group(2).strip(" ,:-\u2013") if found else piece.value
        text = text.removeprefix("för ").removeprefix("fört vid ")
        if text and _BODY.fullmatch(text) and (found or text[:1].isupper()):
            return Said(text, piece.page, piece.box)
    return None


def find_organisation(pieces: Sequence[Said]) -> Said | None:
    """The municipality, region or association."""
    for piece in pieces:
        meeting = _MEETING.match(piece.value)
        if meeting is not None and meeting.group(2):
            return Said(meeting.group(2), piece.page, piece.box)
        if _ORGANISATION.fullmatch(piece.value):
            return piece
    return None


def find_head_date(pieces: Sequence[Said]) -> SaidDate | None:
    """The date among the names at the head: alone, or after the kind or a place."""
    for piece in pieces:
        found = find_date(piece.value)
        if found is None:
            continue
        rest = (piece.value[: found[1].start] + piece.value[found[1].end :]).strip(" ,.-\u2013")
        is_label = len(rest.split()) <= 2 or bool(_KIND.match(rest))  # noqa: PLR2004
        if is_label:
            return SaidDate(found[0], piece.page, piece.box)
    return None


def is_other_document(pieces: Sequence[Said]) -> bool:
    """Whether the head says that this is no minutes: a summons, an agenda, a notice."""
    return _CALL.search("\n".join([piece.value for piece in pieces])) is not None
