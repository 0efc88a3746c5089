"""The words with which signature pages tell an act, its means and its labels, as patterns."""

from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.word_patterns import word_pattern

# The word before "ID" is spelled as printed; the page's own wording is what is reported.
METHOD = word_pattern(
    r"(?i)(?:^|[^\pL])((?:mobilt |svenskt |swedish |norwegian )?bank ?id"
    r"|freja(?: ?\+| ?e ?id ?\+?| ?org ?id)?|siths(?: ?eid)?|efos|mitid|net ?id|eduid|foreign eid"
    r"|nemid|buypass(?: id)?|itsme|utländsk e-?legitimation|e-?legitimation)(?:$|[^\pL])",
    "bank",
    "freja",
    "siths",
    "efos",
    "mitid",
    "nemid",
    "buypass",
    "itsme",
    "net",
    "eduid",
    "foreign",
    "legitimation",
)
ACT = word_pattern(
    r"(?i)(?:^|[^\pL])((?:elektroniskt? |digitalt |sähköisesti )?"
    r"(?:undertecknat|undertecknad|undertecknade"
    r"|underskrivet|underskriven|signerat|signerad|signerade|signed|skrivit under"
    r"|underskrevet|signeret|signert|undertegnet|allekirjoitettu|allekirjoittanut)"
    r"(?: elektroniskt?| digitalt| electronically| sähköisesti)?"
    r"(?: av| med| by| with| via| den| af)*)(?:$|[^\pL])",
    "under",
    "signe",
    "allekirjoit",
)
APPEARANCE = word_pattern(
    r"(?i)^(?:digitally signed by|digitalt (?:signerat|signerad|undertecknat|undertecknad) av)",
    "digital",
)
INTRODUCES = late_re2(r"(?i)[^\pL](?:av|by) ?:?$")
NAME_LABEL = word_pattern(
    r"(?i)^(?:namn|name|undertecknare|underskrift|signatur|signatory) ?: ?", ":"
)
LABEL = late_re2(r"^[^:0-9]{1,40}:")

# Folded, so that they are found in damaged text too.
_ACTS = tuple(
    fold(word)
    for word in (
        "undertecknat", "undertecknad", "undertecknats", "underskrivet", "underskriven",
        "signerat", "signerad", "signerades", "signerats", "skrivit under", "skrivits under",
        "skrev under", "signed", "underskrevet", "signeret", "signert", "undertegnet",
        "allekirjoitettu", "allekirjoittanut", "justerat", "godkänt", "elektronisk underskrift",
    )
)  # fmt: skip


def tells_of_signing(text: str) -> bool:
    """Whether the text has a word of signing, or names the means of one."""
    folded = fold(text)
    return any(act in folded for act in _ACTS) or bool(METHOD.search(text))


_CONNECTIVES = frozenset(
    [
        "af",
        "av",
        "by",
        "den",
        "kl",
        "kl.",
        "klockan",
        "med",
        "with",
        "via",
        "at",
        "on",
        "är",
        "was",
        "|",
    ]
)


def without_connectives(text: str) -> str:
    """What stands between "signed by", "with" and "on the", without those words."""
    words = text.split()
    while words and words[0].casefold() in _CONNECTIVES:
        words.pop(0)
    while words and words[-1].casefold() in _CONNECTIVES:
        words.pop()
    return " ".join(words)
