"""Names as signature pages print them, told from roles, labels and organisations."""

from fhvalidate.identity.common_names import is_of_clocks
from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.word_patterns import word_pattern

# A line longer than this is a sentence; the longest legal name in Sweden is far shorter.
MAX_NAME_LENGTH = 80

# "Bo E V L Testsson" has five parts; two more allow for double surnames with a particle.
MIN_NAME_PARTS, MAX_NAME_PARTS = 2, 7

# The particles of surnames that are written small.
_PARTICLES = frozenset(
    ["af", "al", "av", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la",
     "le", "of", "ten", "ter", "van", "von", "y", "zu"]
)  # fmt: skip

# Words that stand on signature pages in capitals and are in no one's name.
_NOT_NAMES = frozenset(
    ["ab", "addo", "adobe", "agreement", "allekirjoitettu", "allekirjoittajat",
     "allekirjoitukset", "audit", "bankid", "beslutande", "bilaga", "bistånd", "ciceron", "datum",
     "digital", "digitalt", "dirigent", "document", "dokument", "dokumentet", "efos",
     "elektronisk", "elektroniskt", "formand", "freja", "förtroendevald", "id", "identitet",
     "justerande", "justerare", "kommun", "kommunalråd", "kommunen", "kommunfullmäktige",
     "kommunstyrelsen", "ledamot", "metod", "möte", "namn", "nämnd", "nämnden", "ordförande",
     "organisation", "page", "penneo", "protokoll", "protokollsjusterare", "puheenjohtaja",
     "referent", "region", "regionen", "report", "revisor", "roll", "sammanträde", "sekreterare",
     "serienummer", "sida", "signatur", "signaturer", "signerad", "signerat", "signeret",
     "signering", "signert", "sihteeri", "siths", "styreleder", "styrelse", "styrelsen", "tid",
     "tidpunkt", "transaktionsidentitet", "twoday", "underskrevet", "underskrift",
     "underskrifter", "underskriftssida", "underskriftstjänst", "underskrivet", "undertecknad",
     "undertecknare", "undertecknat", "undertegnet", "verifikat", "vice", "visma"]
)  # fmt: skip

# Endings of organisations and offices: Fiktivby Testkommun, Anna-projektets Direktör.
_NOT_NAME_ENDINGS = (
    "kommun", "kommunen", "kommunens", "nämnden", "nämnd", "styrelsen", "direktör", "chef",
    "ordförande", "sekreterare", "förvaltningen", "revisor", "utskott", "utskottet",
)  # fmt: skip

_NAME_PART = late_re2(r"[\p{Lu}\x{fffd}][\p{L}\p{M}\x{fffd}'\x{2019}\x{b4}.-]*")
_BESIDE_NAME = word_pattern(r" ?\([^()]{1,60}\)|, ?.*$", "(", ",")


def name_in(text: str) -> str | None:
    """The person's name that the text is, without party or role beside it; None if it is none.

    "Bo Testsson (M)" and "Bo Testsson, ordförande" give "Bo Testsson".
    """
    if len(text) > 2 * MAX_NAME_LENGTH:
        return None
    name = _BESIDE_NAME.sub("", " ".join(text.split())).strip(" .:;|·•\u2013-")
    parts = name.split(" ")
    if len(name) > MAX_NAME_LENGTH or not MIN_NAME_PARTS <= len(parts) <= MAX_NAME_PARTS:
        return None
    if (
        is_of_clocks(name)
        or not all(_is_name_part(part) for part in parts)
        or parts[-1].casefold() in _PARTICLES
    ):
        return None
    return name


def _is_name_part(part: str) -> bool:
    small = part.casefold()
    if small in _PARTICLES:
        return True
    if small in _NOT_NAMES or small.endswith(_NOT_NAME_ENDINGS):
        return False
    # Letters alone, as most are, need no pattern; what Python calls a capital letter is \p{Lu}.
    return (part.isalpha() and part[0].isupper()) or bool(_NAME_PART.fullmatch(part))
