"""Pages that only speak of signature pages: running text, e-mails, pictures with captions."""

from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.word_patterns import word_pattern
from fhvalidate.pdf.pages.text import Page

# Signature pages have 60 to 250 words, with eight signers too; more is running text about them.
MAX_WORDS = 330

# This many header fields make a page an e-mail, which quotes what it reports.
MIN_EMAIL_FIELDS = 2

# Written so that å and ä may be lost ("Från", "Ämne").
_EMAIL_FIELD = late_re2(r"(?im)^(fr.{0,2}n|till|.{0,2}mne|skickat|from|to|subject|sent) ?:")
_CAPTION = word_pattern(
    r"(?im)^(?:(?:figur|bild|skärmbild) ?\d|exempel på |så här ser )",
    "figur",
    "bild",
    "exempel på ",
    "så här ser ",
)


def is_other_text(page: Page) -> bool:
    """True for running text, for e-mails and for pictures of a signature page."""
    if not page.lines or sum(len(line.words) for line in page.lines) > MAX_WORDS:
        return True
    return is_quoting(page)


def is_quoting(page: Page) -> bool:
    """True for e-mails, which quote what they report, and for pages with a captioned picture."""
    text = page.text
    if text.count(":") >= MIN_EMAIL_FIELDS:  # each field has its own
        fields = {found.group(1) for found in _EMAIL_FIELD.finditer(text)}
        if len(fields) >= MIN_EMAIL_FIELDS:
            return True
    cells = "\n".join(cell.text for line in page.lines for cell in line.cells)
    return _CAPTION.search(cells) is not None
