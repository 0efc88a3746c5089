"""Signature pages and stamps of vendors that no profile knows, by what all of them show.

A signer is a name, a time and a word of signing or an e-identification near each other. One of
them makes a signature page when a heading or an introduction says so too; without either it is a
stamp, and much less sure.
"""

from collections.abc import Sequence

from fhvalidate.frozen import frozen
from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.profile import Certainty, NamePlace, RowRule
from fhvalidate.minutes.signer_rows import PageSigner, rows_of
from fhvalidate.minutes.signing_time import find_time
from fhvalidate.pdf.pages.text import Line, Page

# The name of what is found here, where a vendor's stands otherwise.
GENERIC = "generic"

# A row of signing is short; a line with its time in it may be a whole stamp.
MAX_ROW_WORDS = 11
MAX_STAMP_WORDS = 22

# A row may end with a stop ("Undertecknat med BankID."), a longer line that does is a sentence.
MAX_LABEL_WORDS = 4

# Stamps stand at the end of the body: on one of so many last pages.
STAMP_PAGES = 2

# A signer stands within so many lines of the time, up or down.
WINDOW = 4

_RULE = RowRule(1, NamePlace.NEAREST, False, None, None, requires_act=True)  # noqa: FBT003

_HEADINGS = frozenset(
    fold(heading)
    for heading in (
        "Underskriftssida", "Underskrifter", "Underskrift", "Signaturer", "Signatursida",
        "Signeringssida", "Verifikat", "Signatures", "Signature page", "Signaturblad",
        "Elektroniska underskrifter", "Elektronisk underskrift", "Digitala underskrifter",
        "Digital underskrift", "Digitala signaturer", "Digital signatur", "Signaturcertifikat",
        "Signerande parter", "Undertecknare", "Undertecknat av", "Signerat av", "Signing parties",
        "Signed by", "Electronic signatures", "Digital signatures", "Certificate of completion",
        "Underskriftsblad", "Underskriftsbilaga", "Signeringskvitto", "Signeringsbevis",
        "Kvitto på underskrift", "Elektroniskt undertecknat", "Digitalt signerat", "Signers",
        "Signeringsinformation", "Underskriftsinformation", "Signature certificate",
        "Verification", "Verification page", "Dokumentet är undertecknat av",
        "Dokumentet är signerat av", "Elektroniska signaturer", "E-underskrifter",
        # Danish, Norwegian and Finnish.
        "Underskriftsside", "Underskriftside", "Signaturside", "Underskrevet af", "Signeret af",
        "Undertegnet av", "Signert av", "Elektroniske underskrifter", "Digitale underskrifter",
        "Elektroniske signaturer", "Digitale signaturer", "Elektronisk signatur",
        "Allekirjoitukset", "Allekirjoitussivu", "Allekirjoittajat", "Allekirjoitus",
        "Sähköiset allekirjoitukset", "Sähköinen allekirjoitus",
    )
)  # fmt: skip
_INTRODUCTIONS = tuple(
    fold(words)
    for words in (
        "skrivits under elektroniskt", "skrivits under digitalt", "elektroniskt undertecknat",
        "undertecknats elektroniskt", "undertecknats digitalt", "digitalt undertecknat",
        "elektroniskt signerat", "signerats elektroniskt", "signerats digitalt",
        "digitalt signerat", "elektroniskt underskrivet", "digitalt underskrivet",
        "electronically signed", "digitally signed", "signed electronically", "signed digitally",
        "elektronisk underskrift", "elektroniska underskrifter", "har undertecknats av",
        "elektronisk underskrevet", "digitalt underskrevet", "underskrevet elektronisk",
        "underskrevet digitalt", "elektronisk signeret", "digitalt signeret",
        "elektronisk signert", "digitalt signert", "signert elektronisk", "signeret elektronisk",
        "er underskrevet af", "er signeret af", "er signert av", "er undertegnet av",
        "allekirjoitettu sähköisesti", "sähköisesti allekirjoitettu", "allekirjoittaneet",
        "har signerats av", "är signerat av", "är undertecknat av", "has been signed",
    )
)  # fmt: skip
_WARNINGS = tuple(
    fold(words)
    for words in (
        "skrivs ut", "skriver ut", "utskrift", "kan valideras", "validera", "verifiera",
        "kontrollera", "går att validera", "can be validated", "can be verified", "verify",
        "originaldokument", "juridiskt bindande", "juridisk bindende", "juridisesti sitov",
        "oikeudellisesti sitov", "legally binding", "eIDAS",
    )
)  # fmt: skip


@frozen
class GenericPage:
    """Signers that no vendor's profile explains, how sure they are, and what was said of them."""

    signers: tuple[PageSigner, ...]
    certainty: Certainty
    statement: str


def generic_page(page: Page) -> GenericPage | None:
    """The signers of a page that says that it is one of signatures; None for any other page."""
    signers = _signers(page)
    if not signers:
        return None
    cells = [cell.text for line in page.lines for cell in line.cells]
    heading = next((text for text in cells if _is_heading(text)), None)
    folded = fold(page.text)
    introduced = any(words in folded for words in _INTRODUCTIONS)
    warned = any(words in folded for words in _WARNINGS)
    if heading is None and not (introduced and (warned or len(signers) > 1)):
        return None
    return GenericPage(signers, Certainty.MEDIUM, heading or "")


def generic_stamp(page: Page) -> GenericPage | None:
    """The signers in stamps among a page's other text; None when there are none."""
    signers = _signers(page)
    # One stamp needs its means, or a line that says it all; several of a kind need only each other.
    sure = len(signers) > 1 or any(signer.method for signer in signers)
    return GenericPage(signers, Certainty.LOW, "") if signers and sure else None


def _signers(page: Page) -> tuple[PageSigner, ...]:
    lines = _near_times([line for line in page.lines if not line.turned])
    found = rows_of(lines, page=page.number, skip=frozenset(), rule=_RULE)
    return tuple(signer for signer in found if signer.name)


def _near_times(lines: Sequence[Line]) -> list[Line]:
    """The short lines near a time; a quotation is nobody's signature."""
    kept = [line for line in lines if _is_row(line)]
    times = [index for index, line in enumerate(kept) if find_time(line.text)]
    near = {
        index
        for time in times
        for index in range(max(0, time - WINDOW), min(len(kept), time + WINDOW + 1))
    }
    return [line for index, line in enumerate(kept) if index in near]


def _is_row(line: Line) -> bool:
    if line.text.lstrip()[:1] in {"\u201d", "\u201c", '"', "\u00bb"} or _is_heading(line.text):
        return False
    if find_time(line.text):
        return len(line.words) <= MAX_STAMP_WORDS
    # "Raden Undertecknat med BankID visas under namnet.": a sentence about rows is none.
    is_sentence = line.text.rstrip().endswith(".") and len(line.words) > MAX_LABEL_WORDS
    return len(line.words) <= MAX_ROW_WORDS and not is_sentence


def _is_heading(text: str) -> bool:
    return bool(text[:1].isalpha() or text[:1] == "\ufffd") and fold(text) in _HEADINGS
