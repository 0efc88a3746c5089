"""The certifying of an extract: "Rätt utdraget intygar", and whose name stands with it.

A registrar certifies extracts of minutes whose signers are listed in them, and signs alone.
"""

from collections.abc import Iterator, Sequence

from fhvalidate.frozen import frozen
from fhvalidate.minutes.printed_names import name_in
from fhvalidate.minutes.word_patterns import word_pattern
from fhvalidate.pdf.pages.text import Page

# The phrase at the start of a line or of a cell; å, ä and ö may be lost.
_PHRASE = word_pattern(
    r"(?i)^\W*(?:(?:protokolls)?utdragets riktighet (?:intygas|bestyrke?s|bestyrker|intygar)|"
    r"r.{1,2}tt (?:utdraget|utdrag|avskrivet|kopierat)(?: (?:ur|fr.{1,2}n|av) .{1,60}?)?"
    r"[,:]? ?(?:intygar|intygas|bestyrker|bestyrke?s|betygar)|"
    r"(?:protokolls)?utdraget (?:intygas|bestyrke?s)|"
    r"att utdraget .{0,60}(?:intygas|bestyrke?s)|"
    r"(?:certified )?true extract\b)",
    "utdrag",
    "avskrivet",
    "kopierat",
    "extract",
)

# A label on every page of minutes, where nobody has certified anything unless a name follows.
_LABEL = word_pattern(r"(?i)^\W*(?:protokolls)?utdragsbestyrkande\b", "utdragsbestyrkande")

# Name, title, place and date stand within so many lines of the phrase.
MAX_LINES = 6


@frozen
class Certification:
    """A place where an extract is certified, and the names that stand there; often none.

    `lines` is what stands there at all, for names that are not read as such.
    """

    page: int
    names: tuple[str, ...]
    lines: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there that could be a name."""
        return not any(letter.isalpha() for line in self.lines for letter in line)


def read_certifications(
    pages: Sequence[Page], *, apart_from: frozenset[int]
) -> tuple[Certification, ...]:
    """Each place where an extract is certified, but on the pages given by their numbers."""
    return tuple(
        found for page in pages if page.number not in apart_from for found in _certifications(page)
    )


def _certifications(page: Page) -> Iterator[Certification]:
    lines = [line for line in page.lines if not line.turned]
    for at, line in enumerate(lines):
        below = [each.text for each in lines[at + 1 : at + 1 + MAX_LINES]]
        for text in dict.fromkeys((line.text, *(cell.text for cell in line.cells))):
            stripped = text.strip()
            phrase = _PHRASE.search(stripped)
            label = _LABEL.search(stripped) if phrase is None else None
            if phrase is None and label is None:
                continue
            after = stripped[(phrase or label).end() :]  # type: ignore[union-attr]
            standing = [after, *(below if phrase else below[:1])]
            names = _names(standing)
            if phrase or names:
                yield Certification(page.number, names, tuple(standing))


def _names(lines: Sequence[str]) -> tuple[str, ...]:
    found = (name_in(line.strip(" ,:._")) for line in lines)
    return tuple(name for name in found if name)
