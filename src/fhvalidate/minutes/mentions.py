"""Mentions: what the pages say of electronic signing outside the signature page.

A reference to a signature page, a line that a signing service stamps, the burned-in appearance of
a signature, a signing footer on page after page. None of them is a signature page, and what
running text, an e-mail or a quotation tells of signing is no mention.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re, late_re2
from fhvalidate.minutes.page_edge import is_at_edge
from fhvalidate.minutes.signing_time import breaks_after_day, find_time
from fhvalidate.minutes.signing_words import ACT, APPEARANCE, METHOD
from fhvalidate.minutes.word_patterns import word_pattern
from fhvalidate.pdf.pages.text import Line, Page

MAX_MENTIONS = 100  # of one document; a footer on each of 500 pages is told once
MAX_STAMP_WORDS = 16  # in a line that a service stamps; running text fills its lines
NEAR = 4  # lines between an act and its time, as in the stamps seen
LEAST_EMAIL_FIELDS = 2  # this many header fields make a page an e-mail
FEW_PAGES = 2  # a footer stands on at least so many
MAX_FOOTER = 200  # characters; a footer that is longer is text

# Written so that å, ä and ö may be lost, as Ghostscript loses them.
_REFERENCE = word_pattern(
    r"(?i)(?:^|[^\pL])(?:se|enligt|jfr|framg.{0,2}r av|finns p.{0,2}|.{0,2}terfinns p.{0,2}|see)"
    r" (?:\pL+ ){0,4}(?:under?skrifts?(?:sida|blad|bilaga)|signatursida|signatur?blad"
    r"|signerings?(?:sida|bevis|blad)|undertecknand?e?sida|justerings?(?:sida|blad|bevis)"
    r"|(?:signerings?|signatur)?verifikat|signature page|signing certificate)",
    "sida",
    "blad",
    "bilaga",
    "bevis",
    "verifikat",
    "signature page",
    "signing certificate",
)
_SIGNING = late_re2(
    r"(?i)(?:digital|elektronisk|electronic|e-?sign|e-?underskr|justering|justerare"
    r"|underskrift|signatur|signerat|undertecknat)"
)
_ANNOUNCED = word_pattern(
    r"(?i)(?:^|[^\pL])(?:justering|justeringens plats och tid|justerare|underskrift|underskrifter"
    r"|sekreterare|ordf.{0,2}rande)[ :]{1,3}(?:sker )?(?:digitalt?|elektroniskt?) "
    r"(?:justering|signering|signatur|underskrift|justera[td]|signera[td]|underteckna[td])",
    "digital",
    "elektronisk",
)
_STEM = word_pattern(
    r"(?i)(?:signer|signat|signed|underteckn|undertegn|underskr|allekirjoit)",
    "sign",
    "underteckn",
    "undertegn",
    "underskr",
    "allekirjoit",
)
_IDENTITY = late_re2(r"(?i)(?:^|[^0-9a-z])([0-9a-f][0-9a-f-]{9,}|[0-9]{8,})(?:$|[^0-9a-z])")
_EMAIL_FIELD = word_pattern(
    r"(?i)^(fr.{0,2}n|till|.{0,2}mne|skickat|from|to|subject|sent|date) ?: ?[^ ]", ":"
)
_DIGITS = late_re("[0-9]+")  # one class: linear in any engine
_QUOTE = late_re("[”“\"»'„]")


class MentionKind(StrEnum):
    """What a page says of electronic signing."""

    REFERENCE = "reference"
    ANNOUNCED = "announced"
    STAMP = "stamp"
    APPEARANCE = "appearance"
    FOOTER = "footer"


@frozen
class Mention:
    """One line, quoted, and the page it was first seen on."""

    kind: MentionKind
    quote: str
    page: int


def read_mentions(pages: Sequence[Page]) -> tuple[Mention, ...]:
    """What the pages say of signing, in order."""
    found: list[Mention] = []
    for page in pages:
        text = page.text
        speaks = _STEM.search(text) or _SIGNING.search(text) or METHOD.search(text)
        if not speaks or _is_email(page):
            continue
        found += _on_page(page)
        if len(found) >= MAX_MENTIONS:
            break
    return tuple([*found, *_footers(pages)][:MAX_MENTIONS])


def _is_email(page: Page) -> bool:
    fields = {found.group(1) for line in page.lines if (found := _EMAIL_FIELD.search(line.text))}
    return len(fields) >= LEAST_EMAIL_FIELDS


def _on_page(page: Page) -> Iterator[Mention]:
    lines = page.lines
    # A word that the page does not have, none of its lines has.
    says = _Said.of(page.text)
    for index, line in enumerate(lines):
        if len(line.words) > MAX_STAMP_WORDS or _QUOTE.search(line.text):
            continue
        if says.reference and _refers(line.text):
            yield Mention(MentionKind.REFERENCE, line.text, page.number)
        elif says.announced and _ANNOUNCED.search(line.text):
            yield Mention(MentionKind.ANNOUNCED, line.text, page.number)
        elif says.appearance and any(APPEARANCE.search(cell.text) for cell in line.cells):
            if _has_time(lines[index : index + NEAR + 1]):
                yield Mention(MentionKind.APPEARANCE, line.text, page.number)
        elif (
            (says.act and ACT.search(line.text)) or (says.method and METHOD.search(line.text))
        ) and _has_time(lines[max(index - NEAR, 0) : index + NEAR + 1]):
            yield Mention(MentionKind.STAMP, line.text, page.number)


@frozen
class _Said:
    """Which of the patterns may occur in a text at all."""

    reference: bool
    announced: bool
    appearance: bool
    act: bool
    method: bool

    @classmethod
    def of(cls, text: str) -> "_Said":
        small = text.casefold()
        patterns = (_REFERENCE, _ANNOUNCED, APPEARANCE, ACT, METHOD)
        return cls(*[pattern.may_match_folded(small) for pattern in patterns])


def _refers(text: str) -> bool:
    """Whether a line refers to a page of signatures, and speaks of signing besides."""
    found = _REFERENCE.search(text)
    return found is not None and bool(_SIGNING.search(text.replace(found.group(0), " ")))


def _has_time(lines: Sequence[Line]) -> bool:
    texts = [line.text for line in lines]
    if any(find_time(text) for text in texts):
        return True
    return any(breaks_after_day(one, two) for one, two in pairwise(texts))


def _footers(pages: Sequence[Page]) -> Iterator[Mention]:
    """Lines that speak of signing, carry an identity and stand on page after page."""
    seen: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    for page in pages:
        if not _STEM.search(page.text):
            continue
        # A routine that quotes the same line on two pages quotes it in its text.
        edge = [
            line
            for line in page.lines
            if any(
                is_at_edge(page, (line.left, line.bottom, line.right, line.top), sides=sides)
                for sides in (False, True)
            )
        ]
        texts = {cell.text for line in edge for cell in line.cells} | {line.text for line in edge}
        for text in texts:
            if len(text) <= MAX_FOOTER and _STEM.search(text) and _IDENTITY.search(text):
                form = _DIGITS.sub("0", text)
                seen[form] += 1
                first.setdefault(form, Mention(MentionKind.FOOTER, text, page.number))
    for form, count in seen.items():
        if count >= FEW_PAGES and 2 * count >= len(pages):
            yield first[form]
            return
