"""The sections of an item: what was decided, by whom it was presented, what it builds on."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2

# A heading of a section is short.
MAX_SECTION_HEADING = 110

# Short lines whose answer is kept: each item has the same headings, and they are asked about twice.
LINES_KEPT = 2048


class Section(StrEnum):
    """What a part of an item is."""

    DECISION = "decision"
    PRESENTER = "presenter"
    UNDERLAG = "underlag"
    PROPOSAL = "proposal"
    OTHER = "other"


@frozen
class SectionStart:
    """A line that starts a section: its heading as printed and what follows it on the line.

    `by_verb` tells that the line is a sentence's beginning: "Mötet beslutar".
    """

    section: Section
    heading: str
    rest: str
    by_verb: bool = False


_PRESENTER = late_re2(
    r"(?i)^(föredragande(?: tjänsteperson(?:er)?| tjänste(?:man|män)| i ärendet)?|föredras av|"
    r"föredrogs av|föredrar)(?: ?: ?(.*)|)$"
)
_UNDERLAG = late_re2(
    r"(?i)^(beslutsunderlag|underlag(?: för beslut)?|handlingar(?: i ärendet)?|bilagor|"
    r"ärendets handlingar)(?: ?: ?(.*)|)$"
)
_PROPOSAL = late_re2(
    r"(?i)^((?:[^ ]+ ){0,3}förslag till (?:beslut|kommun|yttrande).*|(?:[^ ]+ ){0,2}[^ ]+s förslag|"
    r"förslag|yrkanden?(?: .{0,60})?|(?:förslag|yttranden) och yrkanden|"
    r"(?:ytterligare )?yrkanden och proposition.{0,40}|beslutsgång(?:en)?|"
    r"propositions(?:ordning|gång)|"
    r"tidigare beslut.{0,60}|tidigare behandling.{0,60}|reservation(?:er)?(?: .{0,60})?|"
    r"omröstning(?:sresultat|sordning)?(?: .{0,60})?|ajournering|särskilt yttrande|"
    r"protokollsanteckning(?:ar)?(?: .{0,60})?|delegationsbeslut|anmälda beslut)(?: ?: ?(.*)|)$"
)
_OTHER = late_re2(
    r"(?i)^(bakgrund(?:en)?|sammanfattning(?: av ärendet| i ärendet)?|ärendebeskrivning|"
    r"beskrivning av ärendet|ärendet|ärendets (?:beredning|behandling|gång)|beredning|"
    r"överläggning(?:ar)?|inlägg|"
    r"(?:[^ ]+s )?bedömning|motivering(?:en)?(?: till beslut(?:et)?)?|"
    r"skäl(?:en)? för beslut(?:et)?|"
    r"beslutsmotivering|ekonomiska konsekvenser|ekonomi|barn(?:rätts|konsekvens)[^ :]*|"
    r"konsekvens[^ :]*|beslut(?:et)? (?:skickas|expedieras|delges|ska skickas|meddelas).{0,40}|"
    r"protokollsutdrag(?: till| skickas till)?|skickas till|sändlista|expedieras(?: till)?|"
    r"expediering|kopia till|delges|för kännedom(?: till)?|upplysning(?:ar)?|"
    r"hur man överklagar.{0,40}|överklagande.{0,40}|jäv|deltar inte i beslutet?|information(?:en)?|"
    r"redogörelse|diskussion|deltagande|lagstöd|lagrum)(?: ?: ?(.*)|)$"
)
_DECISION = late_re2(
    r"(?i)^((?:[^ :]+ ){0,5}[^ :]+s beslut|beslut(?:et)?(?: i [^ :]+(?: [^ :]+){0,3})?"
    r"(?: ?[-\x{2013}\x{2014}] ?[^:]{0,80})?)(?: ?: ?(.*)|)$"
)
_DECISION_FIRST = late_re2(r"(?i)^beslut(?:et)? ?[-\x{2013}\x{2014}] ?")
_NOT_DECISION = late_re2(r"(?i)^(?:tidigare|föregående|förslag|delegations|ordförande|anmälda)")

# Who decides: the last word before the verb ends like this.
_BODIES = (
    "möte", "mötet", "nämnd", "nämnden", "styrelse", "styrelsen", "utskott", "utskottet",
    "fullmäktige", "råd", "rådet", "beredning", "beredningen", "direktion", "direktionen",
    "revisorer", "revisorerna", "grupp", "gruppen", "kommitté", "kommittén", "delegation",
    "delegationen", "nätverk", "nätverket", "presidiet", "ordföranden",
)  # fmt: skip
_VERBS = frozenset({"beslutar", "beslutade", "beslöt", "beslutat", "föreslår", "föreslog"})
_VERB_STEMS = ("besl", "föresl")  # one of them is in each of the verbs
_PROPOSING = frozenset({"föreslår", "föreslog"})
# What may stand between the verb and its clauses.
_ADVERBS = frozenset(
    ["enhälligt", "följande", "även", "också", "därefter", "därmed", "vidare", "således", "för",
     "egen", "del", "sin", "enligt", "förslag", "förslaget"]
)  # fmt: skip
MAX_SUBJECT_WORDS = 7


def _by_verb(text: str) -> SectionStart | None:
    """The section that "Mötet beslutar" or "Nämnden beslutade att …" starts."""
    folded = text.casefold()
    if not any(stem in folded for stem in _VERB_STEMS):
        return None
    words = text.split(" ", MAX_SUBJECT_WORDS + len(_ADVERBS))
    small = [word.casefold().strip(",") for word in words]
    at = next(
        (n for n, word in enumerate(small[:MAX_SUBJECT_WORDS]) if word.rstrip(":") in _VERBS), 0
    )
    if not at or not small[at - 1].endswith(_BODIES) or not text[:1].isupper():
        return None
    verb = small[at].rstrip(":")
    end = at + 1
    while end < len(words) and small[end].rstrip(":.") in _ADVERBS:
        end += 1
    rest = " ".join(words[end:])
    if rest and not (small[end].rstrip(":") == "att" or words[end - 1].endswith(":")):
        return None
    rest = "" if rest.casefold().strip(" :.") == "att" else rest
    section = Section.PROPOSAL if verb in _PROPOSING else Section.DECISION
    return SectionStart(section, " ".join(words[:end]).rstrip(" :."), rest, by_verb=True)


_PATTERNS = (
    (Section.PRESENTER, _PRESENTER),
    (Section.UNDERLAG, _UNDERLAG),
    (Section.PROPOSAL, _PROPOSAL),
    (Section.OTHER, _OTHER),
    (Section.DECISION, _DECISION),
)
_DECISION_BEFORE = (_PATTERNS[-1], *_PATTERNS[:-1])


def _any_of(patterns: Iterable[str]) -> Any:
    """One pattern for all of them, which tells only whether one matches."""
    return late_re2("|".join(f"(?:{pattern})" for pattern in patterns), never_capture=True)


_ANY = _any_of(pattern.pattern for _, pattern in _PATTERNS)


def section_at(text: str) -> SectionStart | None:
    """The section that the line starts; None for a line of running text."""
    plain = " ".join(text.split())
    return _kept(plain) if len(plain) <= MAX_SECTION_HEADING else _section(plain)


def _section(plain: str) -> SectionStart | None:
    by_verb = _by_verb(plain)
    if by_verb is not None:
        return by_verb
    may_start = plain[:1].isupper() and (len(plain) <= MAX_SECTION_HEADING or ":" in plain)
    if not may_start or _ANY.match(plain) is None:
        return None
    # "Beslut - Förslag till kommunfullmäktige" is a decision, though it has the word.
    for section, pattern in _DECISION_BEFORE if _DECISION_FIRST.match(plain) else _PATTERNS:
        found = pattern.match(plain)
        if found is None or len(found.group(1)) > MAX_SECTION_HEADING:
            continue
        if section is Section.DECISION and _NOT_DECISION.search(plain):
            return SectionStart(Section.PROPOSAL, found.group(1), found.group(2) or "")
        return SectionStart(section, found.group(1), found.group(2) or "")
    return None


_kept = lru_cache(maxsize=LINES_KEPT)(_section)
