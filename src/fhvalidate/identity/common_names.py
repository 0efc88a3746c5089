"""What a common name alone reads as: a person's name, or that of a body, a service or a seal."""

import re

from fhvalidate.late_patterns import late_re, late_re2
from fhvalidate.words.plain import UNSEEN, is_formula

# What a glyph without a known character is read as; Ghostscript makes å, ä and ö such glyphs.
UNKNOWN_CHARACTER = "\ufffd"

# A common name with more words than this is no person's name.
MAX_NAME_PARTS = 6

# What stands after a person's name and is none of it: an organisation, an address, an identifier.
# "Anna Exempel - Exempelby kommun", "Anna Exempel/Exempelby", "Anna Exempel <anna@exempelby.se>".
_AFTER_NAME = late_re(
    r"\s+[-\u2010-\u2015\u2212]\s*|\s*(?:/(?![sS]\b)|[|<\[{;:])|\s+[@\u2022\u00b7]\s*"
)
_BRACKETS = late_re(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
# "Anna Exempel 19800101-2387", "MURUMETS,JAAN,PNOEE-37310170248": a number ends the name.
_NUMBER = late_re(r"[\s,.]+(?:[A-Z]{2,8}-?)?\d[\d\s+-]*$")

# What clocks are set by: it stands beside times, and nobody is called so.
_ZONES = frozenset({"CET", "CEST", "MEZ", "MESZ", "EET", "EEST", "UTC", "GMT"})

# Words inside names that are written small: von, de la, van der.
PARTICLES = frozenset(
    [
        "von",
        "af",
        "av",
        "de",
        "la",
        "le",
        "las",
        "los",
        "del",
        "della",
        "der",
        "den",
        "dem",
        "di",
        "da",
        "das",
        "do",
        "dos",
        "du",
        "van",
        "ten",
        "ter",
        "och",
        "y",
        "e",
        "i",
        "bin",
        "ibn",
        "bint",
        "al",
        "el",
        "ul",
        "zu",
        "zum",
        "zur",
        "vom",
        "und",
    ]
)

# Words in a name that no person has: companies, authorities, services, and seals themselves.
_BODY = late_re2(
    r"(?i)(?:^|[^\pL])(?:aps|a/s|oyj|gmbh|ltd|limited|llc|b\.v|plc|srl|s\.a|kft|zrt|"
    r"aktiebolag|handelsbolag|bolag|bolaget|förening|föreningen|stiftelse|stiftelsen|"
    r"kommun|kommunen|kommuns|kommunens|region|regionen|regionens|förbund|förbundet|förbunds|"
    r"kommunalförbund|myndighet|myndigheten|"
    r"stad|stads|stämpel|sigill|e-?seal|seal|e-?stämpel|service|services|signing|signering|"
    r"municipality|authority|server|system|"
    r"\pL*tjänst|\pL*tjänsten|\pL*förvaltningen|\pL*nämnden|\pL*kommun|\pL*kommuns|\pL*styrelsen|"
    r"\pL*stämpel|\pL*sigill|\pL*myndigheten|\pL*myndighetens)(?:$|[^\pL])"
)

# Forms of companies, and CA, that are names, too, or nearly (Åsa without its ring, Maria Sá): they
# count in capitals after words that are not all in capitals, or where every word is.
_FORMS = frozenset({"AB", "CA", "AS", "ASA", "SA", "BV", "AG", "HB", "KB"})
_LAST_FORMS = frozenset({"ab", "oy", "hb", "kb", "inc"})
_ALL_FORMS = _LAST_FORMS.union(
    ["a/s", "ag", "aps", "as", "asa", "bv", "b.v", "gmbh", "kft", "limited", "llc", "ltd", "oyj"],
    ["plc", "sa", "s.a", "srl", "zrt"],
)


def person_in(common_name: str) -> str:
    """The part of a common name that can be a person's name, without what is written after it.

    Nothing is taken away that would leave fewer than two words.
    """
    text = common_name.strip()
    for pattern, kept in ((_BRACKETS, " "), (_NUMBER, "")):
        shorter = " ".join(pattern.sub(kept, text).split())
        text = shorter if _has_words(shorter) else text
    parts = [part.strip(" ,;-") for part in _AFTER_NAME.split(text)]
    if "," in parts[0] and _has_words(parts[0].partition(",")[0]):
        parts[:1] = [part.strip() for part in parts[0].split(",")]
    whole = [part for part in parts if _has_words(part)]
    # "Exempelby kommun - Anna Exempel": the organisation may stand first.
    person = next((part for part in whole if _is_person(part)), None)
    if person is not None and not _is_form(text, person):
        return person
    first = _AFTER_NAME.split(text)[0] if _has_words(_AFTER_NAME.split(text)[0]) else text
    return first.strip(" ,;-")


def reads_as_person(common_name: str) -> bool:
    """Whether a common name alone reads as a person's: some capitalised words, none a body's."""
    return _is_person(person_in(common_name))


def _is_person(name: str) -> bool:
    """Whether every word of a text is one of a person's name, and there are some."""
    if names_body(name) or is_of_clocks(name):
        return False
    before, comma, after = name.partition(",")
    if after.strip()[:1].islower():  # "Anna Exempel, ordförande"
        name, comma = before, ""
    # "Exempel, Anna" is a name; "Exempelby, Sverige, Norden" is none.
    parts = f"{after} {before}".split() if comma and "," not in after else name.split()
    # "WILLIAMS.SALLY" is two names; "KEAESZWS-SIGN" is one word, and no name.
    parts = [part for each in parts for part in each.split(".") if part]
    words = [part for each in parts for part in re.split(r"[-\u2010\u2011]", each) if part]
    capitalised = [part for part in parts if part[:1].isupper()]
    return len(capitalised) > 1 and len(words) <= MAX_NAME_PARTS and all(map(_is_name_word, words))


def names_body(text: str) -> bool:
    """Whether a word in the text is one that only companies, authorities, services or seals have.

    Forms of companies that are names of people, too, count where they are written as such.
    """
    if _BODY.search(text):
        return True
    words = [word.strip(".,") for word in text.split()]
    if len(words) < 2:  # noqa: PLR2004 - a form stands beside a name
        return False
    return bool({words[0], words[-1]} & _FORMS) or words[-1].casefold() in _LAST_FORMS


def is_of_clocks(text: str) -> bool:
    """Whether every word is the name of a time zone: what is left of a line of times."""
    words = text.split()
    return bool(words) and all(word in _ZONES for word in words)


def can_be_read(name: str) -> bool:
    """Whether a text can be the name of anybody: it has letters, all of them read, none a formula.

    Quotation marks alone, a mark in place of a letter, and what clocks are set by name nobody.
    """
    if UNKNOWN_CHARACTER in name or is_of_clocks(name) or is_formula(UNSEEN.sub("", name)):
        return False
    return any(map(str.isalpha, name))


def has_words(text: str, wanted: str) -> bool:
    """Whether the words of `wanted` stand in the text as whole words, one after the other."""
    words, sought = _words(text), _words(wanted)
    if not sought:
        return False
    last = len(words) - len(sought)
    return any(words[at : at + len(sought)] == sought for at in range(last + 1))


def _is_form(text: str, person: str) -> bool:
    """Whether what follows the name is the form of a company: "Exempel Provman, Inc."."""
    after = text.partition(person)[2].strip(" ,.").casefold()
    return after in _ALL_FORMS


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _has_words(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", text)) > 1


def _is_name_word(word: str) -> bool:
    letters = word.replace("'", "").replace("\u2019", "")
    return letters.isalpha() and (word[:1].isupper() or word.casefold() in PARTICLES)
